"""“What does clause 13.2 say?”: the passage that bears the number, as a contract has it. Pure."""

import re
from collections.abc import Sequence

from rag.answering.evidence import Candidate
from rag.answering.question import Question
from rag.schema import Kind
from rag.verifying.cite import mark_of

_ASKED = re.compile(
    r"(?:clause|section|article|paragraph|rule|regulation|item|point|term|step|§)\s*"
    r"(?P<number>\d+(?:\.\d+)*)\.?"
    r"(?:\s+(?:says?|states?|about|means?|covers?|provides?|requires?|of (?:the|this|our))\b.*)?"
    r"\W*$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<number>\d+(?:\.\d+)*)[.)]?\s")
_MOST = 5  # sentences


def numbered(question: Question, candidates: Sequence[Candidate]) -> list[int]:
    """What stands under the number that is asked for, in reading order; empty where nothing does.

    A sentence that begins with the number, and what follows it up to the next one.
    """
    asked = _ASKED.search(question.text)
    if asked is None:
        return []
    number = asked["number"]
    first = next((i for i, c in enumerate(candidates) if _number_of(c) == number), None)
    if first is None:
        return []
    own = candidates[first]
    found = [first]
    for i, c in enumerate(candidates[first + 1 :], first + 1):
        further = _number_of(c)
        under = not further or further.startswith(f"{number}.")
        if c.rank != own.rank or not under or len(found) == _MOST:
            break
        found.append(i)
    return found


def _number_of(candidate: Candidate) -> str:
    """The number that it begins with, or that its item of a list has."""
    text = candidate.text
    if candidate.sentence.kind is Kind.LIST_ITEM:
        text = f"{mark_of(candidate.chunk, candidate.sentence)} {text}"
    found = _NUMBERED.match(text)
    return found["number"] if found else ""

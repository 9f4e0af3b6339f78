"""“What does clause 13.2 say?”, “Which clause deals with insurance?”: by the number. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.kinds.defined import is_about
from rag.answering.kinds.sections import sections
from rag.reading.terms import fold, query_terms
from rag.schema import DocumentId, Kind
from rag.verifying.cite import mark_of

_KINDS = r"(?:clause|section|article|paragraph|rule|regulation|item|point|term|step|§)"
_ASKED = re.compile(
    rf"{_KINDS}\s*(?P<number>\d+(?:\.\d+)*)\.?"
    r"(?:\s+(?:says?|states?|about|means?|covers?|provides?|requires?|of (?:the|this|our))\b.*)?"
    r"\W*$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:(?:section|article|clause|rule|art\.|sec\.|§)\s*)?(?P<number>\d+(?:\.\d+)*)(?:[.):]|\s|$)",
    re.IGNORECASE,
)
_MOST = 6  # sentences
_WHICH = re.compile(
    rf"(?:in |under )?(?:which|what) {_KINDS}s? (?:(?:deals?|is concerned) with|covers?|is about|"
    r"concerns?|regulates?|governs?|mentions?|speaks? of|sets? out|provides? for|is on|forbids?|"
    r"prohibits?|bans?|requires?|allows?|permits?) (?P<thing>.+?)\W*"
)
_OF = re.compile(r"\s(?:in|of) (?:the|our|my|this|your) (?P<of>.+)$")


def numbered(question: Question, candidates: Sequence[Candidate]) -> list[int]:
    """What stands under the number that is asked for, in reading order; empty where nothing does.

    A sentence that begins with the number, and what follows it up to the next one, or what stands
    under a heading of that number. Of several documents the one that the question names.
    """
    asked = _ASKED.search(question.text)
    if asked is None:
        return []
    number = asked["number"]
    of = question.text[asked.end("number") :]
    firsts = [i for i, c in enumerate(candidates) if _number_of(c) == number]
    if not firsts:
        return next(
            (found[:_MOST] for heading, found in sections(candidates)
             if (m := _NUMBERED.match(heading)) and m["number"] == number),
            [],
        )  # fmt: skip
    shared = [_shared(of, candidates[i]) for i in firsts]
    first = firsts[shared.index(max(shared))]
    own = candidates[first]
    found = [first]
    for i, c in enumerate(candidates[first + 1 :], first + 1):
        further = _number_of(c)
        under = not further or further.startswith(f"{number}.")
        if c.rank != own.rank or not under or len(found) == _MOST:
            break
        found.append(i)
    return found


def _shared(of: str, candidate: Candidate) -> int:
    """How many of the words that say which document is meant its title has."""
    provenance, chunk = candidate.chunk.provenance, candidate.chunk.chunk
    title = " ".join((provenance.title, *chunk.headings))
    return len(set(terms_of(of)) & set(terms_of(title)))


class Clause(NamedTuple):
    """The sentences of the clause, and its number, where a sentence begins with it."""

    chosen: list[int]
    words: tuple[DocumentId, int, int]


def about(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> Clause | None:
    """The clause that says something of what is asked about, best first.

    All words of that stand in it or its heading, those of the document around it.
    """
    asked = _WHICH.fullmatch(fold(question.text))
    if asked is None:
        return None
    of = _OF.search(asked["thing"])
    wanted = set(query_terms(asked["thing"][: of.start()] if of else asked["thing"]))
    for i in order if wanted else ():
        c = candidates[i]
        chunk, title = c.chunk.chunk, c.chunk.provenance.title
        around = set(terms_of(" ".join((title, *chunk.headings, chunk.text))))
        meant = not of or is_about(query_terms(of["of"]), around)
        if not meant or not wanted <= set(terms_of(c.text)):
            continue
        opens = _opening_of(candidates, i)
        if opens is None:
            continue
        own, number = candidates[opens].sentence, _NUMBERED.match(candidates[opens].text)
        if number:
            start, end = number.start(), number.end("number")
            words = (chunk.document_id, own.start_char + start, own.start_char + end)
            return Clause(sorted({opens, i}), words)
    return None


def _opening_of(candidates: Sequence[Candidate], index: int) -> int | None:
    """The sentence of the same passage that bears the number of the clause of this one."""
    own = candidates[index]
    for i in range(index, -1, -1):
        c = candidates[i]
        if c.rank != own.rank or c.sentence.block != own.sentence.block:
            return None
        if _NUMBERED.match(c.text):
            return i
    return None


def _number_of(candidate: Candidate) -> str:
    """The number that it begins with, or that its item of a list has."""
    text = candidate.text
    if candidate.sentence.kind is Kind.LIST_ITEM:
        text = f"{mark_of(candidate.chunk, candidate.sentence)} {text}"
    found = _NUMBERED.match(text)
    return found["number"] if found else ""

"""The other half of an answer told in two sentences: "46,000. The correct number is …". Pure.

A sentence that directly follows the chosen one and begins with what leans on it belongs to it where
a correction, a cause, a way or a yes or no is asked for. One at most.
"""

import re
from collections.abc import Sequence

from rag.answering.asking.question import Question
from rag.answering.evidence import Candidate
from rag.answering.rows.tables import same_block
from rag.schema import Kind
from rag.verifying.words import Asks

_LOOKED_AT = 3  # of the sentences shown
_ASIDE = 3  # words: "I am serious." may stand between the two

_CORRECTION = re.compile(
    r"\b(?:mistakes?|errors?|corrections?|corrected|wrong|wrongly|misprint|erratum|incorrect)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\W*(?:(?:the|its|their) (?:correct|right|true|actual|proper)\b|correct(?:ly)?\b|in fact\b|"
    r"it should\b|it (?:is|was) in fact\b|instead\b)",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\W*what (?:\w+ly )?(?:kill|caus|destroy|ruin|damag|led|made|brought|drove)",
    re.IGNORECASE,
)
# "That is why" tells of what came of it.
_FOLLOWS = re.compile(r"\W*(?:then|later)\b", re.IGNORECASE)
_ADVICE = re.compile(r"\b(?:advi[cs]e|recommend|suggest|tips?\b)", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\W*(?:then|instead|and (?!(?:so|yet|he|she|it|they|we|I)\b)|after that|finally)\b",
    re.IGNORECASE,
)
_RESTRICTS = re.compile(
    r"\W*(?:(?:no|yes),|but (?:not|only|never|no)\b|instead\b|only\b|except\b)", re.IGNORECASE
)


def with_partner(
    question: Question, candidates: Sequence[Candidate], shown: Sequence[int]
) -> list[int]:
    """``shown`` with the sentence behind one of the first that leans on it, where it is asked."""
    leaning = _leaning(question)
    if leaning is None or question.wants_sources or candidates[shown[0]].heads:
        return list(shown)
    for place, i in enumerate(shown[:_LOOKED_AT], start=1):
        behind = _behind(candidates, i)
        if behind is not None and len(candidates[behind].text.split()) <= _ASIDE:
            aside = _behind(candidates, behind)
            behind = behind if leaning.match(candidates[behind].text) else aside
        if behind is not None and behind not in shown and leaning.match(candidates[behind].text):
            return [*shown[:place], behind, *shown[place:]]
    return list(shown)


def _leaning(question: Question) -> re.Pattern[str] | None:
    """How what belongs to the answer may begin."""
    text = question.text
    if _CORRECTION.search(text):
        return _CORRECTS
    if question.asks is Asks.REASON or _CAUSE.match(text):
        return _FOLLOWS
    if question.asks is Asks.MANNER or _ADVICE.search(text):
        return _GOES_ON
    return _RESTRICTS if question.type == "yes_no" else None


def _behind(candidates: Sequence[Candidate], index: int) -> int | None:
    """The sentence right behind the candidate in its passage and paragraph."""
    own = candidates[index]
    if own.sentence.kind is not Kind.PROSE:
        return None
    at = (own.rank, own.place + 1)
    found = next((i for i, c in enumerate(candidates) if (c.rank, c.place) == at), None)
    return found if found is not None and same_block(candidates[found], own) else None

"""The other half of an answer told in two sentences: "46,000. The correct number is …". Pure.

A sentence that directly follows the chosen one and begins with what leans on it belongs to it where
a correction, a cause, a way or a yes or no is asked for. One at most. So does each that is told as
one of several, "One column …. Another column …", "Another reason …", where several are asked for.
"""

import re
from collections.abc import Sequence

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.rows.tables import same_block
from rag.reading.terms import fold
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
_NEXT = r"another|an additional|a (?:further|second|third)|the (?:other|second|third|last|final)"
_REASON = re.compile(
    rf"\W*(?:one|the (?:first|main|chief)|{_NEXT}) (?:\w+ )?"
    r"(?:reason|cause|factor|motive|explanation)\b",
    re.IGNORECASE,
)
_FIRST_OF_THEM = re.compile(r"\W*(?:One|(?:A|The) first) (?P<thing>[\w-]+)")
_NEXT_OF_THEM = re.compile(rf"\W*(?:{_NEXT})\b", re.IGNORECASE)
_ROOT = 4  # letters
_OF_THE_QUESTION = 1 / 3  # of its terms: a reason with fewer may be one for something else


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


def with_the_others(
    question: Question, candidates: Sequence[Candidate], shown: Sequence[int], most: int
) -> list[int]:
    """``shown`` with what is told beside it as one of several, where several are asked for.

    Each "one" of the question's brings "another" behind it, a reason the other reasons of its
    document for the same. Of more than ``most`` sentences those go that were not among these.
    """
    if question.wants_sources or candidates[shown[0]].heads:
        return list(shown)
    found = list(shown)
    told = set(shown[:1])
    for i in shown[:_LOOKED_AT]:
        others = _next_ones(question, candidates, i)
        if i == shown[0] and question.asks is Asks.REASON:
            others = _other_reasons(question, candidates, i)
        if others:
            told |= {i, *others}
            at = found.index(i) + 1
            found[at:at] = [o for o in others if o not in found]
    for i in reversed(found):
        if len(found) > max(most, len(shown)) and i not in told:
            found.remove(i)
    return found


def _next_ones(question: Question, candidates: Sequence[Candidate], index: int) -> list[int]:
    """“Another …” behind “One op-ed …”, as far as they follow each other."""
    first = _FIRST_OF_THEM.match(candidates[index].text)
    asked = fold(question.text)
    if not question.wants_list or first is None or fold(first["thing"])[:_ROOT] not in asked:
        return []
    found: list[int] = []
    behind = _behind(candidates, index)
    while behind is not None and _NEXT_OF_THEM.match(candidates[behind].text):
        found.append(behind)
        behind = _behind(candidates, behind)
    return found


def _other_reasons(question: Question, candidates: Sequence[Candidate], index: int) -> list[int]:
    """“Another reason …” of the same document: right behind, or with enough of the question."""
    asked = set(question.stems)
    return [
        i
        for i, c in enumerate(candidates)
        if i != index
        and c.chunk.chunk.document_id == candidates[index].chunk.chunk.document_id
        and c.sentence.kind is Kind.PROSE
        and _REASON.match(c.text)
        and (
            i == _behind(candidates, index)
            or len(asked & set(terms_of(c.text, question.tongue))) > _OF_THE_QUESTION * len(asked)
        )
    ][:2]


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

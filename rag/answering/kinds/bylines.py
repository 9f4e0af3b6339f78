"""“Who wrote the report?”, “Who interviewed her?”, “Who took the photographs?”: bylines. Pure.

"By Ada Poe.", "Photographs: Bo Lind" and a line of nothing but names below the title of an article
have no word of such a question.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.reading.terms import query_terms
from rag.schema import DocumentId

if TYPE_CHECKING:
    from rag.answering.evidence import Candidate

_FIRST = r"[A-Z\u00c0-\u00de](?:[\w\u00c0-\u024f’'-]+|\.)"
NAME = rf"{_FIRST}(?: (?:(?:de|van|von|der|den|al|bin|la|di|du) )*{_FIRST}){{1,3}}"
_NAMES = rf"{NAME}(?:, {NAME})*(?:,? (?:and|&) {NAME})?"
_ALONE = re.compile(rf"\s*(?P<names>{_NAMES})\W*")


class _Part(NamedTuple):
    """What is asked, and the beginning of the line that says it."""

    asked: re.Pattern[str]
    line: re.Pattern[str]


def _part(asked: str, labels: str, by: str) -> _Part:
    line = rf"\W*(?i:(?:{labels})(?: by)?\s*[:–—]|(?:{by})) ?(?P<names>{_NAMES})(?=\W*$|[.,;|·] )"
    return _Part(re.compile(rf"\W*who (?:{asked})\b(?P<of>.*)", re.IGNORECASE), re.compile(line))


_BY = r"by|(?:written|reported|compiled|prepared) by"
_WROTE = _part(
    r"wrote|authored|(?:is|was|are|were) the (?:authors?|writers?)|compiled|prepared",
    r"text|words|authors?|story|written|report", _BY,
)  # fmt: skip
_INTERVIEWED = _part(
    r"interviewed|(?:conducted|did|made|led) (?:the|this) (?:interview|conversation)",
    r"interview|interviewer|questions|text|conversation", rf"{_BY}|interview(?:ed)? by",
)  # fmt: skip
_PARTS = (
    _WROTE,
    _INTERVIEWED,
    _part(
        r"(?:took|made|shot) the (?:photo\w*|pictures)",
        r"photo(?:graph)?s?|photography|pictures?|images?",
        r"(?:photo(?:graph)?s?|photography|pictures) by",
    ),
    _part(r"translated", "translation|translator", "translat(?:ed|ion) by"),
    _part(r"illustrated|drew", "illustrations?|drawings?", "(?:illustrat(?:ed|ions)|drawings) by"),
)
_KINDS = frozenset(
    terms_of(
        "study report article paper interview conversation document profile piece text story press "
        "release newsletter essay review portrait it this"
    )
)
_TOP = 4  # sentences of a document among which its authors stand alone in a line


class Told(NamedTuple):
    """The candidate that says it, and where in its document the names stand."""

    at: int
    words: tuple[DocumentId, int, int]


def writer(text: str) -> str:
    """The name in a byline, "By Ada Poe." or "Interview: Ada Poe"; "" where there is none."""
    found = _WROTE.line.match(text) or _INTERVIEWED.line.match(text)
    return found["names"] if found else ""


def names_authors(question: Question, text: str) -> bool:
    """Whether the authors are asked for and ``text`` is nothing but two names and more."""
    return bool(_WROTE.asked.match(question.text) and _only_names(text))


def _only_names(text: str) -> re.Match[str] | None:
    found = _ALONE.fullmatch(text)
    return found if found and re.search(r", | and | & ", text) else None


def told(question: Question, candidates: Sequence["Candidate"]) -> Told | None:
    """The byline of the document that is asked about; None where two may be meant."""
    for part in _PARTS:
        if asked := part.asked.match(question.text):
            lines = [(i, m) for i, c in enumerate(candidates) if (m := _line(part, c))]
            return _of_one(candidates, lines, set(query_terms(asked["of"])))
    return None


def _line(part: _Part, candidate: "Candidate") -> re.Match[str] | None:
    if found := part.line.match(candidate.text):
        return found
    top = candidate.chunk.chunk.index == 0 and candidate.place < _TOP
    return _only_names(candidate.text) if part is _WROTE and top else None


def _of_one(
    candidates: Sequence["Candidate"], lines: Sequence[tuple[int, re.Match[str]]], of: set[str]
) -> Told | None:
    titles = {i: _title(candidates[i]) for i, _ in lines}
    lines = [line for line in lines if of - _KINDS <= titles[line[0]]]
    if named := [line for line in lines if of & _KINDS & titles[line[0]]]:
        lines = named
    if len({candidates[i].chunk.chunk.document_id for i, _ in lines}) != 1:
        return None
    index, found = lines[0]
    own = candidates[index]
    start, end = (own.sentence.start_char + at for at in found.span("names"))
    return Told(index, (own.chunk.chunk.document_id, start, end))


def _title(candidate: "Candidate") -> set[str]:
    """The words of a document's title and of the lines below it."""
    chunk = candidate.chunk.chunk
    return set(terms_of(" ".join((candidate.chunk.provenance.title, *chunk.headings))))

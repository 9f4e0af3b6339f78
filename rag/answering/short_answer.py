"""The short answer: the few words of the best sentence that answer by themselves. Pure.

The reader finds them on its way; an eye looks for them first. They are pointed out only where it
is sure, and where a few words can answer: not for a list, a comparison, a yes or no.
"""

import re
from typing import NamedTuple

from rag.answering import closeness
from rag.answering.cite import Composed, shown
from rag.answering.evidence import Candidate, Reading
from rag.answering.question import Question, names_in
from rag.answering.words import Asks
from rag.reading.terms import fold
from rag.schema import DocumentId, Kind, ShortAnswer

# Log-odds against "nothing here answers". Where the sentence answers, 96 in 100 of the words found
# from here on share some with the gold ones, and 87 are them by half or more (F1; 630 questions).
SURE = 2.0
_MOST = 0.7  # of the sentence: more is no longer short
_TYPES = ("who", "when", "where", "how", "how_many", "how_much", "which", "what", "why")
_OF_NO_FORM = (None, Asks.REASON, Asks.MANNER)
_SEVERAL = re.compile(r"\b(?:which|what) (?!does\b)\w*(?:[^suia\W]s|ies)\b", re.IGNORECASE)
_JOINED = re.compile(r"\band\b|[,&]|\d")
_EDGES = " \t\n,;:.!?—–-"


class Words(NamedTuple):
    """A run of words of a document, half-open."""

    document_id: DocumentId
    start_char: int
    end_char: int


def find(question: Question, candidate: Candidate, reading: Reading | None) -> Words | None:
    """The words of the candidate that answer, None where they are not to be pointed out."""
    if reading is None or reading.words < SURE or candidate.sentence.kind is not Kind.PROSE:
        return None
    if question.type not in _TYPES or question.wants_list or question.language != "en":
        return None
    start, end = _whole_words(candidate.text, *reading.run)
    run = candidate.text[start:end]
    if not run or len(run) > _MOST * len(candidate.text):
        return None
    if not _has_the_form(question, run):
        return None
    at = candidate.sentence.start_char
    return Words(candidate.chunk.chunk.document_id, at + start, at + end)


def _has_the_form(question: Question, run: str) -> bool:
    """Whether the run can be what is asked for: a date, a place, several where several are."""
    if _SEVERAL.search(question.text) and not _JOINED.search(run):
        return False
    if question.asks is Asks.PLACE:
        return bool(names_in(run))
    if question.asks in _OF_NO_FORM:
        return True
    return bool(closeness.values_in(question, fold(question.text), run))


def place(found: Words | None, composed: Composed) -> ShortAnswer | None:
    """The words in an answer that quotes their sentence; None where it does not."""
    if found is None:
        return None
    for said in composed.sentences:
        for citation in composed.cited(said):
            start, end = citation.start_char, citation.end_char
            if citation.provenance.document_id != found.document_id:
                continue
            if not start <= found.start_char < found.end_char <= end:
                continue
            quote = citation.quote[found.start_char - start : found.end_char - start]
            before = shown(citation.quote[: found.start_char - start])
            at = said.text.find(shown(quote), len(before))
            if at >= 0:
                at += said.start_char
                return ShortAnswer(
                    quote=quote,
                    marker=citation.marker,
                    start_char=found.start_char,
                    end_char=found.end_char,
                    answer_start_char=at,
                    answer_end_char=at + len(shown(quote)),
                )
    return None


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The run with the words that it cuts into, without space and punctuation at its ends."""
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    if start == end:
        return start, end
    while start and _runs_on(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _runs_on(text[end], text[end - 1]):
        end += 1
    return start, end


def _runs_on(beyond: str, edge: str) -> bool:
    return beyond.isalnum() and edge.isalnum()

"""Which reading of a follow-up the documents answer: "and the tray?" may mean several. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.asking.question import analyse
from rag.answering.closeness import values_in
from rag.answering.extractive import Selection
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import index_terms, query_terms
from rag.schema import ScoredChunk
from rag.verifying.words import Asks, script_language

NEW_IS_NOWHERE = 0.3  # of the confidence, where a follow-up adds what no passage has
TOLD_ALREADY = 0.3  # of the confidence, where all that is found was told before
LESS_SURE = 0.7  # of it, where that came first
SURER = 0.08  # by which another reading must lead one that answers, too
LEAST_LETTERS = 4  # "A/C" may be written out


def says_more(asked: str, selection: Selection) -> tuple[float, float]:
    """What ranks readings: the share of the follow-up's words in what was chosen, then how sure."""
    return _share_said(asked, selection, len(selection.picked)), selection.confidence


def likeliest(asked: str, found: Sequence[Selection], whole: Selection | None, floor: float) -> int:
    """The number of the reading to answer; ``len(found)`` for ``whole``, the question as it is.

    Whatever was understood of it goes before the question as it is where both are answered, unless
    what comes first in its answer has fewer of the question's words, or comes first either way.
    """
    numbers = range(len(found))
    if whole is None:
        return max(numbers, key=lambda i: says_more(asked, found[i]))

    def merit(selection: Selection) -> tuple[bool, float]:
        answered = selection.confidence >= floor
        return answered, _share_said(asked, selection, 1) if answered else selection.confidence

    best = max(numbers, key=lambda i: (*merit(found[i]), found[i].confidence))
    same = _first(whole) == _first(found[best]) and whole.confidence >= floor
    return len(found) if same or merit(whole) > merit(found[best]) else best


def is_beside(asked: str, told: str, best: Selection, beside: Selection, floor: float) -> bool:
    """Whether what was found beside what was ``told`` answers a follow-up better than ``best``.

    It does where it is clearly surer, or sure enough where the best is only what was told already,
    though the follow-up has words that this has not.
    """
    if beside.confidence > best.confidence + (SURER if best.confidence >= floor else 0):
        return True
    if beside.confidence < floor or not best.picked:
        return False
    first = best.picked[0]
    again = all(" ".join(first.chunk.chunk.slice(s).split()) in told for s in first.sentences)
    return again and bool(set(query_terms(asked)) - set(index_terms(told)))


def without_told(asked: str, told: str, selection: Selection) -> Selection:
    """``selection`` without the sentence that was told before it, less sure for that.

    Unless it is asked whether it is so ("is that per person?"), or for it once more, or for a
    value where it has two ("how many were against?" of "by 7 votes to 1").
    """
    question = analyse(asked)
    if not selection.picked or _AGAIN.search(asked) or question.type == "yes_no":
        return selection
    if question.asks in _VALUES and values_in(question, "", told) > 1:
        return selection
    first, *rest = selection.picked
    left = tuple(
        s for s in first.sentences if " ".join(first.chunk.chunk.slice(s).split()) not in told
    )
    if len(left) == len(first.sentences):
        return selection
    picked = (*((replace(first, sentences=left),) if left else ()), *rest)
    if not picked:
        return replace(selection, confidence=selection.confidence * TOLD_ALREADY, reason=_NO_MORE)
    chance = selection.confidence * LESS_SURE
    return replace(selection, picked=picked, confidence=chance, short=None)


_VALUES = (Asks.NUMBER, Asks.MONEY, Asks.PERCENT, Asks.DURATION, Asks.DATE)
_AGAIN = re.compile(r"\b(?:again|once more|remind|repeat|sure)\b", re.IGNORECASE)
_NO_MORE = "The passages found say no more about it than was told."


def _first(selection: Selection) -> tuple[object, ...]:
    """The sentences that come first in an answer."""
    return tuple((p.chunk.chunk.id, p.sentences) for p in selection.picked[:1])


def _share_said(asked: str, selection: Selection, of: int) -> float:
    """The share of the question's words in the first ``of`` that were chosen."""
    first = selection.picked[:of]
    shown = " ".join(p.chunk.chunk.slice(s) for p in first for s in p.sentences)
    own, said = set(query_terms(asked)), set(index_terms(shown))
    return len(own & said) / max(len(own), 1)


def doubted(asked: str, passages: Sequence[ScoredChunk], selection: Selection) -> Selection:
    """Less sure where no passage has a word of what a follow-up only added: "and the screen?".

    English only: words of another language are in no passage.
    """
    if script_language(asked) != "en":
        return selection
    own = {t for t in query_terms(asked) if len(t) >= LEAST_LETTERS and t not in ENGLISH}
    if not own or own & {t for p in passages for t in index_terms(p.chunk.text)}:
        return selection
    reason = "The passages found say nothing about what was added."
    return replace(selection, confidence=selection.confidence * NEW_IS_NOWHERE, reason=reason)

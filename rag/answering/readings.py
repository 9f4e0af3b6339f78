"""Which reading of a follow-up the documents answer: "and the tray?" may mean several. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.extractive import Selection
from rag.answering.words import script_language
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import index_terms, query_terms
from rag.schema import ScoredChunk

NEW_IS_NOWHERE = 0.3  # of the confidence, where a follow-up adds what no passage has
LEAST_LETTERS = 4  # "A/C" may be written out


def says_more(asked: str, selection: Selection) -> tuple[float, float]:
    """What ranks readings: the share of the follow-up's words in what was chosen, then how sure."""
    shown = " ".join(p.chunk.chunk.slice(s) for p in selection.picked for s in p.sentences)
    own, said = set(query_terms(asked)), set(index_terms(shown))
    return len(own & said) / max(len(own), 1), selection.confidence


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

"""A question with its slips put right by the words of the passages found. Pure."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from rag.answering.asking.question import Question, analyse
from rag.answering.closeness import terms_of
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.reading.tongues import SMALL_WORDS
from rag.retrieval.expand import LONG_ELSEWHERE
from rag.schema import ScoredChunk
from rag.verifying.words import NOT_NAMES

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{4,}+(?!['\u2019]t\b)")  # no "doesn't"
_ASKING = ("what", "which", "when", "where", "whose", "long", "many", "much", "does")
# What is asked for, and need not stand in what answers: "Service line: 555 0143".
_ASKED_FOR_WORDS = """
    address amount average cost date deadline difference distance email height length limit maximum
    minimum name number percentage phone population price reason salary speed temperature total
    weight width
"""
_ASKED_FOR = frozenset(_ASKED_FOR_WORDS.split())
# Too short to be told by their letters, or words themselves, but not where a question begins.
_HASTY = re.compile(
    r"\b(?:teh|hte|taht|adn)\b|^(?:wat|waht|wht|whta|wich|wen|wehn|hwo|hw|wer|wher)\b"
)
_MEANT = {
    "teh": "the", "hte": "the", "taht": "that", "adn": "and", "wat": "what", "waht": "what",
    "wht": "what", "whta": "what", "wich": "which", "wen": "when", "wehn": "when", "hwo": "how",
    "hw": "how", "wer": "where", "wher": "where",
}  # fmt: skip
_TWO_SLIPS_FROM = 9  # letters


def repaired(
    question: Question, passages: Sequence[ScoredChunk], is_word: Callable[[str], bool]
) -> Question:
    """``question`` with each word that no passage has replaced by the one it is a slip of.

    Not one that ``is_word`` says to be right (it gets a folded word): who asks in other words
    than the passages' would be read as asking something else, "people live" as "people line". Of a
    question in another language than English only long words, and by one letter.

    A slip is a letter wrong, missing, added or swapped, never the first; a name is only
    ever a slip of another name. Where nothing needs repair the question itself comes back.
    """
    texts = {t for p in passages for t in (p.provenance.title, *p.chunk.headings, p.chunk.text)}
    tongue = question.tongue
    known = {term for text in texts for term in terms_of(text, tongue)}

    @cache  # most questions have no unknown word
    def said() -> list[str]:
        return sorted({word for text in texts for word in _WORD.findall(text)})

    def put_right(match: re.Match[str]) -> str:
        written = match.group()
        word = fold(written)
        small = SMALL_WORDS[tongue] if tongue else ENGLISH | NOT_NAMES
        if word in small or not known.isdisjoint(terms_of(word, tongue)):
            return written
        if len(word) < LONG_ELSEWHERE if tongue else is_word(word):
            return written
        slips = 2 if len(word) >= _TWO_SLIPS_FROM and not tongue else 1
        like = [
            (distance, other)
            for other in (said() if tongue else (*said(), *_ASKING, *_ASKED_FOR))
            if fold(other[0]) == word[0]
            and (other[0].isupper() or not written[0].isupper())
            and abs(len(other) - len(word)) <= slips
            and (distance := OSA.distance(word, fold(other), score_cutoff=slips)) <= slips
        ]
        meant = min(like)[1] if like else written
        # "SERVICE" of a headline is the same word; an acronym would be another.
        return meant.lower() if meant.isupper() and is_word(fold(meant)) else meant

    begun = question.text if tongue else _HASTY.sub(lambda m: _MEANT[m.group()], question.text)
    text = _WORD.sub(put_right, begun)
    return question if text == question.text else analyse(text)

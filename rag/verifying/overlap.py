"""How much of what one text says stands in another, word by word. Pure.

A word counts as there when any of its search terms is: ``$23.38bn`` is found in ``23.38
billion``, a Hebrew word also behind a prefix. Stop words do not count. Chinese is compared
by pairs of characters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.reading.stopwords import CHINESE_SINGLE, ENGLISH, HEBREW
from rag.reading.terms import fold, index_terms

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(
    rf"[$€£₪¥]?\d[\d.,]*\d(?:\s?(?:[kmb]n?|million|billion|trillion|thousand|%))?\b|[{_CJK}]+"
    rf"|[^\W{_CJK}]+(?:['’.\"״׳][^\W\d_{_CJK}]+)*|%",
    re.IGNORECASE,
)
_HEBREW_ENDING = re.compile(r"(?:ימ|ות|יה|ה|ת|י)$")  # final letters as `terms` folds them
_NUMBER_WEIGHT = 2.0
_TELLING = 7  # characters that say something
_SAYING_LITTLE = CHINESE_SINGLE | frozenset(
    "的了在是一不没无未个上下中来去到得着过这那其所而则却只才可会能要将已最更比以于因前后里内外些并"
    "如此非若须应该大多少年月日时人地方种样"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The content words of a text in order; each is the set of terms that may stand for it."""

    units: tuple[frozenset[str], ...]
    terms: frozenset[str]

    @property
    def weight(self) -> float:
        """What all words weigh together: a number counts double."""
        return sum(map(_weight, self.units))

    def shared(self, other: "Words") -> float:
        """The weight of the words that ``other`` has too."""
        return sum(_weight(u) for u in self.units if not u.isdisjoint(other.terms))

    def without(self, other: "Words") -> "Words":
        """The words that ``other`` does not have."""
        return _words(tuple(u for u in self.units if u.isdisjoint(other.terms)))

    def coverage(self, other: "Words") -> float:
        """The share, in [0, 1], of the words that ``other`` has too; 1 where there are none."""
        found = sum(not unit.isdisjoint(other.terms) for unit in self.units)
        return found / len(self.units) if self.units else 1.0


def characters_shared(text: str, other: str) -> float:
    """The share of the Chinese characters of ``text`` that say something and are in ``other``.

    Fluent Chinese rewords by halves: 开往 and 发往 share no pair. Of a short sentence the
    characters tell too little: 0.
    """
    said = {c for c in fold(text) if "\u4e00" <= c <= "\u9fff"} - _SAYING_LITTLE
    return len(said & set(fold(other))) / len(said) if len(said) >= _TELLING else 0.0


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    """The distinct content words of ``text``."""
    units: list[frozenset[str]] = []
    for match in _WORD.finditer(text):
        units += _units(match.group())
    return _words(tuple(dict.fromkeys(units)))


def _words(units: tuple[frozenset[str], ...]) -> Words:
    return Words(units, frozenset().union(*units))


def _hebrew_roots(terms: Sequence[str]) -> Iterator[str]:
    """Hebrew words without a plural's or a feminine ending, at least three letters of them."""
    for term in terms:
        if "א" <= term[0] <= "ת" and (ending := _HEBREW_ENDING.search(term, 3)):
            yield term[: ending.start()]


@lru_cache(maxsize=1 << 15)
def _weight(unit: frozenset[str]) -> float:
    return _NUMBER_WEIGHT if any(term[0].isdigit() for term in unit) else 1.0


@lru_cache(maxsize=1 << 15)
def _units(word: str) -> tuple[frozenset[str], ...]:
    folded = fold(word)
    if "\u3040" <= folded[0] <= "\u9fff":
        pairs = [folded[i : i + 2] for i in range(max(1, len(folded) - 1))]
        return tuple(frozenset([p]) for p in pairs if not set(p) <= CHINESE_SINGLE)
    terms = index_terms(word)
    if not terms or (folded in ENGLISH and terms == index_terms(folded)):
        return ()
    return () if terms[0] in HEBREW else (frozenset([*terms, *_hebrew_roots(terms)]),)

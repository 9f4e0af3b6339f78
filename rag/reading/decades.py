"""Decades in their several forms: "the nineties", "the '90s", "the 1990s". Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rag.reading.terms import index_terms

_WORDS = ("thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
# Somebody's nineties are years of a life; of the twenties there are two that may be meant.
_DECADE = re.compile(
    rf"(?<!\bmy )(?<!\bhis )(?<!\bher )(?<!\btheir )"
    rf"(?:\b(?P<word>{'|'.join(_WORDS)})\b|"
    r"(?:(?<![\w$€£.,-])['’]|(?<![\w$€£.,'’-]))(?P<short>[3-9]0)['’]?s\b|"
    r"\b(?P<whole>1\d[3-9]0)['’]?s\b)",
    re.IGNORECASE,
)


class Decade(NamedTuple):
    """One as it is written: ``year`` is the last two digits of its first, or all four."""

    written: str
    year: str


def decades(text: str) -> Iterator[Decade]:
    """The decades that ``text`` names, in their order."""
    for found in _DECADE.finditer(text):
        word = found["word"]
        year = f"{_WORDS.index(word.lower()) + 3}0" if word else found["short"] or found["whole"]
        yield Decade(found.group(), year)


def written_otherwise(asked: str, texts: Iterable[str]) -> dict[str, str]:
    """Each decade of ``asked`` that no text has as it is written there, as some have it.

    None that two centuries may be meant by: with 1890s and 1990s in them "the nineties" stay.
    """
    there = {one.written.lower(): one for text in texts for one in decades(text)}
    found = {}
    for one in decades(asked):
        same = [o for o in there.values() if o.year.endswith(one.year) or one.year.endswith(o.year)]
        if same and one.written.lower() not in there and len({o.year[-4:] for o in same}) == 1:
            found[one.written] = same[0].written
    return found


def decade_terms(terms: Sequence[str], texts: Iterable[str]) -> frozenset[str]:
    """The index terms of the other forms in which ``texts`` have the decades among ``terms``."""
    meant = [group for group in _FORMS if not group.isdisjoint(terms)]
    if not meant:
        return frozenset()
    said = frozenset(term for text in texts for one in decades(text) for term in _of(one.written))
    return frozenset().union(*meant) & said - frozenset(terms)


def _of(written: str) -> tuple[str, ...]:
    return tuple(index_terms(written.strip("'’")))


_FORMS = tuple(
    frozenset(term for form in (word, f"{n}0s", f"19{n}0s") for term in _of(form))
    for n, word in enumerate(_WORDS, start=3)
)

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


def as_written(asked: str, texts: Iterable[str]) -> tuple[str, dict[str, str]]:
    """``asked`` with each decade that no text has so as some have it, and which those are.

    None that two centuries may be meant by: with 1890s and 1990s in them "the nineties" stay.
    """
    there = {one.written.lower(): one for text in texts for one in decades(text)}
    read = {}
    for one in decades(asked):
        same = [o for o in there.values() if o.year.endswith(one.year) or one.year.endswith(o.year)]
        whole = {o.year for o in same if len(o.year) > len("90")}
        if same and one.written.lower() not in there and len(whole) < 2:
            read[one.written] = max(same, key=lambda o: len(o.year)).written
    if len(set(read.values())) < len(read):
        read = {}  # two decades of the question are not one
    return _DECADE.sub(lambda m: read.get(m.group(), m.group()), asked), read


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

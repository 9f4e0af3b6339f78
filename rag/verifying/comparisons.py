"""More than, fewer than: which of two things the source has more of. Pure.

A comparison is turned round where the source makes the same one with its sides exchanged, or
gives a number for each side and these are the other way about.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rag.reading.terms import fold
from rag.verifying.belonging import Value, content, number_of
from rag.verifying.dates import mask_dates
from rag.verifying.shares import numbers

_UP_WORDS = (
    "more higher larger greater bigger longer older later heavier deeper wider dearer better"
)
_DOWN_WORDS = "fewer less lower smaller shorter younger earlier lighter narrower cheaper worse"
_UP, _DOWN = _UP_WORDS.split(), _DOWN_WORDS.split()
_SIDES = re.compile(rf"\b(?P<word>{'|'.join([*_UP, *_DOWN])})\b(?P<between>[^,]{{0,60}})$")
_CLAUSE = re.compile(r"[.;:](?!\d)|\n")


class _Comparison(NamedTuple):
    left: frozenset[str]
    up: bool
    right: frozenset[str]
    said: str


def turned_comparisons(claim: str, context: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for each comparison of the claim that the passages make the other way."""
    text = "\n\n".join(context)
    for mine in _comparisons(claim):
        left, right = number_of(mine.left, text), number_of(mine.right, text)
        if any(_sides_exchanged(mine, other) for other in _comparisons(text)):
            yield mine.said, "the source compares them the other way round"
        elif left and right and _against(mine, left, right):
            yield mine.said, f"the source says {left.text} of the one, {right.text} of the other"


def _against(mine: _Comparison, left: Value, right: Value) -> bool:
    one, other = left.value, right.value
    if not isinstance(one, float) or not isinstance(other, float):
        return False
    return left.kind == right.kind and one != other and (one > other) != mine.up


def _sides_exchanged(mine: _Comparison, other: _Comparison) -> bool:
    crossed, straight = mine.left & other.right, mine.left & other.left
    return (
        mine.up == other.up and len(crossed) > 1 and not straight and not mine.right & other.right
    )


@lru_cache(maxsize=256)
def _comparisons(text: str) -> tuple[_Comparison, ...]:
    found = []
    for clause in _CLAUSE.split(fold(text)):
        before, than, right = clause.partition(" than ")
        match = _SIDES.search(before) if than else None
        right = right.partition(",")[0]
        if match and not numbers(mask_dates(right)):  # "more than 1,100" compares no two things
            left = content(f"{before[: match.start()]} {match['between']}")
            found.append(_Comparison(left, match["word"] in _UP, content(right), match.group()))
    return tuple(found)

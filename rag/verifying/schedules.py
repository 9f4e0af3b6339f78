"""Days, months and hours outside those that a text names. Pure.

What is open from Wednesday to Sunday is closed on Mondays; what is forbidden from April to June
is allowed in September; after the last bus at four there is none at five.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from rag.verifying.dates import DateMention, dates
from rag.verifying.elapsed import clock_times
from rag.verifying.eras import CLOSED, days_of
from rag.verifying.quantities import CLOCK, quantities

_MONTHS = 12
_RANGE = re.compile(r"\s?(?:to|through|until|till|-|–|—|至|到|עד)-?\s?")
_LAST = re.compile(
    r"\b(?:last|latest|closes?|until|till|ends?|by|before|no later than)\b"
    r"|末班|最晚|最迟|之前|关门|截止"
    r"|(?<![א-ת])(?:עד|האחרונ?[א-ת]*|לא יאוחר)"
)
_AFTER = re.compile(r"\b(?:after|at|from|past|later than)\b|以后|之后|过后|后|אחרי|לאחר|החל")


def is_out_of_hours(claim: str, source: str) -> bool:
    """True where the (folded) claim names only days, months or hours outside of the source's."""
    if CLOSED.search(source):
        return False
    if is_outside(claim, source):
        return True
    mine_at, last = _hours(claim), _hours(source)
    return bool(
        mine_at and last and _LAST.search(source) and _AFTER.search(claim)
        and min(mine_at) > max(last)
    )  # fmt: skip


def is_outside(claim: str, source: str) -> bool:
    """True where the claim names days or months, and none of those of the source."""
    for cut in (_days, _months):
        mine, theirs = cut(claim, whole=False), cut(source, whole=True)
        if mine and theirs and not mine & theirs:
            return True
    return False


def _days(text: str, *, whole: bool) -> frozenset[int]:
    named = frozenset(d.weekday for d in dates(text) if d.weekday is not None)
    return named | frozenset(days_of(text)) if whole else named


def _months(text: str, *, whole: bool) -> frozenset[int]:
    named = [d for d in dates(text) if d.month is not None and d.day is None]
    found = {d.month for d in named if d.month}
    for one, other in pairwise(named) if whole else ():
        if _RANGE.match(text[one.end : other.end]):
            found |= set(_between(one, other))
    return frozenset(found)


def _between(one: DateMention, other: DateMention) -> Iterable[int]:
    first, last = one.month or 1, other.month or 1
    return ((first + n - 1) % _MONTHS + 1 for n in range((last - first) % _MONTHS + 1))


def _hours(text: str) -> list[float]:
    """Minutes after noon or midnight, as a text mostly leaves the half of the day unsaid."""
    in_figures = [float(at % 720) for _, _, at in clock_times(text)]
    return in_figures + [60.0 * (q.value % 12) for q in quantities(text) if q.dimension == CLOCK]

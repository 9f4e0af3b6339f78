"""Centuries and days of the week that a text says by a year, or by a range. Pure.

1768 is in the eighteenth century; what is open from Wednesday to Sunday is open on Fridays and
closed on Mondays.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rag.verifying.dates import DateMention, dates
from rag.verifying.quantities import ordinals, quantities

_CENTURY = re.compile(
    r"(?<![\w-])(?P<said>\d{1,2}(?:st|nd|rd|th)|[a-z]+th|twenty-first|first|second|third)"
    r"[\s-]centur(?:y|ies)\b"
    r"|(?P<zh>[一二三四五六七八九十]{1,3}|\d{1,2})\s?世纪"
    r"|(?<![א-ת])ו?[בהלמ]מאה ה-?(?P<he>\d{1,2})(?!\d)"
)
_LAST_CENTURY = 21
_DAYS = 7
_TO = re.compile(r"s?\s?(?:to|through|until|till|-|–|—|至|到|עד)\s?")
_FIVE_DAYS = re.compile(r"\bweekdays?\b|工作日")
_WEEKEND = re.compile(r"\bweekends?\b|周末")
CLOSED = re.compile(
    r"\b(?:not|no|never|closed|closes|shut|cannot)\b|n't\b|休息|不|闭|关"
    r"|(?<![א-ת])[וש]?(?:לא|אין|אינ[א-ת]+|סגור[א-ת]*)(?![א-ת])"
)
_END = re.compile(r"[.;!?](?=\s|$)|[。；！？\n]")


class Century(NamedTuple):
    """A century as said, and where."""

    text: str
    number: int
    start: int
    end: int


@lru_cache(maxsize=1024)
def centuries(folded: str) -> tuple[Century, ...]:
    """The centuries said in a folded text."""
    found = []
    for match in _CENTURY.finditer(folded):
        if match["said"] == "twenty-first":
            number = _LAST_CENTURY
        elif match["said"]:
            number = next((n for _, n in ordinals(match["said"])), 0)
        else:
            said = match["zh"] or match["he"]
            number = int(max((q.value for q in quantities(f"{said}年")), default=0))
        if 0 < number <= _LAST_CENTURY:
            found.append(Century(match.group(), number, *match.span()))
    return tuple(found)


def is_century_of(century: Century, folded: str) -> bool:
    """True where a folded text says the century, or a year of it."""
    there = {c.number for c in centuries(folded)}
    there |= {(d.year + 99) // 100 for d in dates(folded) if d.year}
    there |= {d.decade // 10 + 1 for d in dates(folded) if d.decade}
    return century.number in there


def is_day_of_range(mine: DateMention, claim: str, source: str) -> bool:
    """True for a day inside a range that is open, or outside it where the claim says closed."""
    around = _sentence(claim, mine.start)
    for sentence in _END.split(source):
        days = set(days_of(sentence))
        if days and (mine.weekday in days) == (
            bool(CLOSED.search(around)) == bool(CLOSED.search(sentence))
        ):
            return True
    return False


def days_of(sentence: str) -> Iterable[int]:
    """The days between the ends of a range: from Wednesday to Sunday, on weekdays."""
    named = [d for d in dates(sentence) if d.weekday is not None]
    for one, other in pairwise(named):
        if _TO.fullmatch(sentence[one.end : other.start]):
            first, last = one.weekday or 0, other.weekday or 0
            yield from ((first + n) % _DAYS for n in range((last - first) % _DAYS + 1))
    if _FIVE_DAYS.search(sentence):
        yield from range(5)
    if _WEEKEND.search(sentence):
        yield from (5, 6)


def _sentence(text: str, at: int) -> str:
    ends = [m.end() for m in _END.finditer(text)]
    start = max((e for e in ends if e <= at), default=0)
    return text[start : min((e for e in ends if e > at), default=len(text))]

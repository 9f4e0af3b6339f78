"""Bounds that a question sets: "less than 20", "after 18:00", "built before 1870". Pure.

A value is read for what it can be, an hour, a day or a number with its unit; which of these a
column has, ``columns_where`` finds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rag.reading.terms import fold
from rag.verifying.dates import DateMention, dates
from rag.verifying.quantities import Quantity, quantities

_LESS = (
    r"(?:less|fewer|lower|cheaper|shorter|smaller|lighter|earlier|narrower|thinner|less \w+) than|"
    r"below|under|before|beneath"
)
_MORE = (
    r"(?:more|greater|higher|longer|taller|heavier|larger|bigger|later|wider|deeper|thicker|dearer|"
    r"more \w+) than|above|over|after|beyond|exceed(?:s|ing)?"
)
_LEAST = r"at least|(?:no|not) (?:less|fewer|lower|earlier|shorter) than|(?:a )?minimum of|since"
_MOST = (
    r"at most|(?:no|not) (?:more|greater|higher|later|longer|larger) than|up to|(?:a )?maximum of|"
    r"until|till|by"
)
_FILLED = r"(?:\s(?:a|an|the|of|price of|cost of|about))*\s?"
_BOUND = re.compile(
    rf"\b(?:(?P<le>{_MOST})|(?P<ge>{_LEAST})|(?P<lt>{_LESS})|(?P<gt>{_MORE})|"
    rf"(?P<two>between|from)|(?P<eq>in|on|during|exactly|at))\b{_FILLED}(?=[\d$€£¥₪]|\w)"
)
_BEHIND = re.compile(
    r"[\s,]*(?:(?P<ge>(?:or|and) (?:more|over|above|up|longer|later|higher)\b|onwards?\b|\+)|"
    r"(?P<le>(?:or|and) (?:less|fewer|under|below|shorter|earlier|lower|cheaper)\b))"
)
_AND = re.compile(rf"\s?(?:and|to|-|–)\b{_FILLED}")
_CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)\s?(?P<half>[ap])?\.?m?\b\.?|"
    r"\s?(?:(?P<of_day>[ap])\.?m\b\.?|o['’]clock))|(?P<named>noon|midday|midnight)\b"
)
_NAMED = {"noon": 720.0, "midday": 720.0, "midnight": 1440.0}
# In these a day or an hour may stand, in the others no year: "more than 2000".
_OF_TIME = re.compile(r"before|after|earlier|later|since|until|till|by|between|from|in|on|during")


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure of a question may be, and where in the folded question it ends."""

    clock: float | None
    day: DateMention | None
    number: Quantity | None
    end: int


class Bound(NamedTuple):
    """``low`` to ``high``; with ``open_low`` not ``low`` itself. Its words are ``start:end``."""

    low: Value | None
    high: Value | None
    open_low: bool
    open_high: bool
    start: int
    end: int
    of_time: bool

    @property
    def values(self) -> list[Value]:
        """The one or two values that are said."""
        return [v for v in (self.low, self.high) if v is not None]

    def holds(self, low: float, high: float, first: float, last: float) -> bool:
        """Whether what a cell says lies in it: ``first`` to ``last``, for a month or a year.

        ``low`` and ``high`` are the ends of the bound, in the measure of the cell.
        """
        above = first > low if self.open_low else first >= low
        below = last < high if self.open_high else last <= high
        return above and below


def bounds_in(text: str) -> list[Bound]:
    """The bounds of a question, those that have a figure; their words do not overlap."""
    folded = fold(text)
    found: list[Bound] = []
    for match in _BOUND.finditer(folded):
        if found and match.start() < found[-1].end:
            continue
        bound = _bound(folded, match)
        if bound:
            found.append(bound)
    found += list(_alone(folded, found))
    return sorted(found, key=lambda b: b.start)


def _bound(folded: str, match: re.Match[str]) -> Bound | None:
    kind = str(match.lastgroup)
    of_time = bool(_OF_TIME.match(match[0]))
    one = value_at(folded, match.end(), of_time)
    if one is None:
        return None
    start, end = match.start(), one.end
    behind = _BEHIND.match(folded, end)
    if kind == "two":
        further = _AND.match(folded, end)
        other = value_at(folded, further.end(), of_time) if further else None
        if other is not None:
            return Bound(one, other, False, False, start, other.end, of_time)
        if match[0].startswith("between"):
            return None
    if behind and kind in ("eq", "two"):
        kind, end = str(behind.lastgroup), behind.end()
    if kind == "two":
        return None
    if kind == "eq":
        # A plain number behind "in" is no condition; a day or an hour is.
        dated = one.day is not None and one.day.year is not None
        told = dated or one.clock is not None or match[0].startswith("exactly")
        return Bound(one, one, False, False, start, end, of_time) if told else None
    low = one if kind in ("ge", "gt") else None
    high = one if kind in ("le", "lt") else None
    return Bound(low, high, kind == "gt", kind == "lt", start, end, of_time)


def _alone(folded: str, found: list[Bound]) -> Iterator[Bound]:
    """Figures with no word of comparison: those behind which one stands, and the equal ones."""
    for number in quantities(folded):
        if any(b.start < number.end and number.start < b.end for b in found):
            continue
        if number.loose or re.search(r"[a-z\d][.:/-]?$", folded[: number.start]):
            continue
        value = Value(None, None, number, number.end)
        behind = _BEHIND.match(folded, number.end)
        kind = str(behind.lastgroup) if behind else "eq"
        low = value if kind in ("ge", "eq") else None
        high = value if kind in ("le", "eq") else None
        end = behind.end() if behind else number.end
        yield Bound(low, high, False, False, number.start, end, False)


def value_at(folded: str, at: int, of_time: bool) -> Value | None:
    """The figure that stands at a place of a folded text; None where none begins there."""
    rest = folded[at : at + 60]
    clock = _CLOCK.match(rest)
    if clock:
        return Value(_minutes(clock), None, None, at + clock.end())
    day = next((d for d in dates(f"in {rest}") if d.start <= 3 and (d.year or d.month)), None)
    number = next((q for q in quantities(rest) if q.start == 0 and not q.loose), None)
    if day is None and number is None:
        return None
    if day is not None and not of_time and number is not None and not day.month:
        day = None
    ends = [day.end - 3] if day else []
    ends += [number.start + len(number.text.rstrip())] if number else []
    return Value(None, day, number, at + max(ends))


def _minutes(clock: re.Match[str]) -> float:
    if clock["named"]:
        return _NAMED[clock["named"]]
    hour, half = int(clock["hour"]), clock["half"] or clock["of_day"]
    hour = hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour
    return hour * 60.0 + int(clock["minute"] or 0)


def span_of(day: DateMention) -> tuple[float, float]:
    """The first and last day of what is said, counted: a whole year for "1870"."""
    first = (day.year or 0) * 372.0 + ((day.month or 1) - 1) * 31 + (day.day or 1) - 1
    long = 0 if day.day else 30 if day.month else 371
    return first, first + long

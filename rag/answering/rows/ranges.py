"""The row of a table that a number falls into: "after 3 years" into "2 to 5 years". Pure."""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.evidence import Candidate
from rag.answering.rows.tables import cells_of, line_of, same_block
from rag.reading.terms import fold
from rag.verifying.dates import mask_dates
from rag.verifying.quantities import Quantity, quantities

_LONGEST = 500  # letters of a question that are looked at
_LOOKED_AT = 4  # of the likeliest sentences one must be a row of the table
_N = r"[$€£¥₪]?\s?(?<![\d.,])(?P<{0}>\d[\d,]{{0,14}}(?:\.\d{{1,6}})?)(?!\d)"
_CLOCK_OR_CODE = re.compile(r"\d:\d\d|(?<![a-z])[a-z]\d")
_UNIT = r"(?:\s?(?:[a-z%°€$£]+\.?))?"
_BELOW = r"(?:less than|fewer than|under|below|younger than|<)"
_RANGE = re.compile(
    rf"{_N.format('a')}{_UNIT}\s?(?:-|–|—|to|up to|until)\s?{_N.format('b')}"
    rf"|{_N.format('h')}{_UNIT}\s?(?:-|–|—|to|and)\s?{_BELOW}\s?{_N.format('i')}"
    rf"|{_BELOW}\s?{_N.format('c')}"
    rf"|(?:up to|at most|not more than|max\.?|≤)\s?{_N.format('d')}"
    rf"|(?:from|at least|≥)\s?{_N.format('e')}"
    rf"|{_N.format('f')}{_UNIT}\s?(?:\+|(?:and|or) (?:more|over|above|older|longer))"
    rf"|(?:more than|over|above|older than|longer than|>)\s?{_N.format('g')}"
)


# "3 people", "3 times a day": a number of something else than what the rows are of.
_COUNTS = re.compile(r"\s(?!years?\b)(?:people|times|[a-z]{3,}s\b)")


class Range(NamedTuple):
    """From ``low`` to ``high``, in the base unit of ``dimension``, of which a unit has ``factor``.

    ``open_low``: not with ``low`` itself.
    """

    low: float
    high: float
    open_low: bool
    open_high: bool
    dimension: str | None
    factor: float

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where, whether with these or not."""
        return self.low, self.high

    def holds(self, asked: Quantity) -> bool:
        """Whether the number asked about falls into it."""
        if None not in (self.dimension, asked.dimension) and self.dimension != asked.dimension:
            return False
        if asked.dimension == "percent" != self.dimension:
            return False
        both = self.dimension and asked.dimension
        value = asked.base if both else asked.value * self.factor
        above = value > self.low if self.open_low else value >= self.low
        return above and (value < self.high if self.open_high else value <= self.high)


def row_in_range(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> int | None:
    """The one row whose first cell is a range with a number of the question in it, else None.

    ``nearest`` are the candidates, the likeliest first: the table is one that is likely anyway.
    """
    if question.language != "en":
        return None
    folded = mask_dates(fold(question.text[:_LONGEST]))
    asked = [q for q in quantities(folded) if not (q.loose or q.money)]
    asked = [q for q in asked if q.dimension or not _COUNTS.match(folded, q.end)]
    if not asked:
        return None
    said = range_of(question.text[:_LONGEST])  # "less than 2 years": that row, and not the one of 2
    for index in nearest[:_LOOKED_AT]:
        if not candidates[index].heads:
            continue
        rows = [
            i
            for i in nearest
            if candidates[i].heads and same_block(candidates[i], candidates[index])
        ]
        head = cells_of(candidates[index].heads)[0]
        ranges = {
            i: r for i in rows if (r := range_of(cells_of(line_of(candidates[i])[0])[0], head))
        }
        held = {
            i
            for i, r in ranges.items()
            if (r.ends == said.ends if said else any(r.holds(q) for q in asked))
        }
        if len(ranges) > 1 and len(held) == 1:
            return held.pop()
    return None


def range_of(label: str, head: str = "") -> Range | None:
    """The range that a cell says: "2 to 5 years", "under 18", "31–38 kg", "65 and over"."""
    folded = fold(label)
    match = _RANGE.search(mask_dates(folded))
    if match is None:
        return None
    said = quantities(folded)
    found = next((q for q in reversed(said) if q.dimension), None)
    found = found or next((q for q in quantities(f"1 {_unit_of(head)}") if q.dimension), None)
    factor = found.factor if found else 1.0
    values = {k: float(v.replace(",", "")) * factor for k, v in match.groupdict().items() if v}
    low = next((values[k] for k in "aefgh" if k in values), -math.inf)
    high = next((values[k] for k in "bcdi" if k in values), math.inf)
    if low > high or _CLOCK_OR_CODE.search(folded):
        return None  # "500 g to 2 kg" has two units
    dimension = found.dimension if found else None
    return Range(low, high, "g" in values, not values.keys().isdisjoint("ci"), dimension, factor)


def _unit_of(head: str) -> str:
    """“kg” of "Weight (kg)" and of "Weight, kg"; "years" of "Age"."""
    named = re.search(r"[(,]\s?([^(),]+)\)?$", head)
    return fold(named[1]) if named else "years" if fold(head).startswith("age") else ""

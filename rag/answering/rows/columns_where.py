"""The column that a bound of a question is of, and whether a cell of it lies within. Pure.

"Which trains leave after 18:00?" is of the hours under "Departs", not of those under "Arrives".
"""

import math
import re
from collections.abc import Sequence

from rag.answering.closeness import terms_of
from rag.answering.rows.bounds_asked import Bound, Value, span_of
from rag.answering.rows.columns import is_of
from rag.reading.terms import fold
from rag.verifying.dates import dates
from rag.verifying.quantities import Quantity, quantities
from rag.verifying.words import Asks

_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?!\d)")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b")
_NUMBER = re.compile(r"^[^\w\s]{0,2}\s?(?:[a-z]{3}\s)?[-−+]?\d")
_UNCLEAR = re.compile(r"^\d+,\d{1,2}$|^\(")  # 1,50; (900)
_FREE = re.compile(r"(?:free|gratis|nil|no charge)$")
_MOST = 0.6  # of the filled cells that must have a value of the kind
_NAMED = 2.0  # how much a word of the head tells, against a word of its kind
# Words of a question, and what a head of that kind is called.
_KINDS = (
    (r"costs?|pric\w+|cheap\w*|expensive|pay|dear\w*", r"price|cost|fee|fare|rate|rent|charge"),
    (r"weigh\w*|heav\w+|light\w*", r"weight|mass|load"),
    (r"long\w*|short\w*|lasts?|take", r"length|duration|distance|time|long"),
    (r"tall\w*|high\w*|grows?", r"height|elevation|altitude"),
    (r"deep\w*", r"depth"),
    (r"wid\w+|narrow\w*", r"width|span"),
    (r"leav\w+|depart\w*|starts?|sets? off|go|goes", r"dep|leav|start|from|off"),
    (r"arriv\w*|reach\w*|gets?|ends?|back", r"arr|end|to\b|until|at\b"),
    (r"opens?|opening", r"open|from"),
    (r"clos\w+", r"clos|until|to\b"),
    (
        r"start\w*|join\w*|hired?|employ\w*|begin\w*|began",
        r"start|join|(?:member )?since|hire|begin|entry",
    ),
    (r"bought|buy|purchas\w*|acquir\w*", r"bought|purchas|acquir"),
    (r"built|build\w*|construct\w*|finished|old\w*|new\w*", r"built|year|complet|construct|date"),
    (r"stock|left|hold|have", r"qty|quantity|stock"),
    (r"born", r"born|birth"),
)
_OF_KIND = [(re.compile(rf"\b(?:{said})\b"), re.compile(rf"\b(?:{head})")) for said, head in _KINDS]


def column_of(
    bound: Bound, folded: str, heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> int | None:
    """The column whose cells can be compared with the bound and that the question names best.

    None where two fit as well. A number with no unit must be named; of hours and days the only
    column that has them is meant.
    """
    said = set(terms_of(f"{folded[: bound.start]} {folded[bound.end :]}"))
    said |= {t for v in bound.values if v.number for t in terms_of(v.number.text)}
    fits: dict[int, float] = {}
    for column, head in enumerate(heads):
        cells = [row[column] for row in rows if row[column].strip(" –—-")]
        able = sum(_ends(bound.values[0], head, cell) is not None for cell in cells)
        if not cells or able < _MOST * len(cells):
            continue
        if any(_UNCLEAR.match(cell.strip()) for cell in cells):
            continue
        fit = _NAMED * len(said & set(terms_of(head)))
        fit += any(asked.search(folded) and of.search(fold(head)) for asked, of in _OF_KIND)
        fits[column] = fit + _is_of_unit(bound.values[0].number, head, cells)
    if not fits:
        return None
    most = max(fits.values())
    best = [column for column, fit in fits.items() if fit == most]
    value = bound.values[0]
    alone = value.clock is not None or value.day is not None
    if len(best) > 1 or (not most and not (alone and len(fits) == 1)):
        return None
    equal = bound.low is bound.high and not alone
    return None if equal and most < _NAMED else best[0]


def cues_of(head: str, folded: str) -> frozenset[str]:
    """The words of a question that only say of what kind the column is: "joined", of "Since"."""
    said = (a.search(folded) for a, of in _OF_KIND if of.search(fold(head)))
    return frozenset(t for m in said if m for t in terms_of(m[0]))


def holds(bound: Bound, head: str, cell: str) -> bool:
    """Whether what a cell says lies within the bound."""
    ends = [_ends(v, head, cell) if v else None for v in (bound.low, bound.high)]
    some = next((e for e in ends if e is not None), None)
    if some is None:
        return False
    low = ends[0][0] if ends[0] else -math.inf
    high = ends[1][1] if ends[1] else math.inf
    if bound.open_low and ends[0]:
        low = ends[0][1]  # after 1870 is after its last day
    if bound.open_high and ends[1]:
        high = ends[1][0]
    return bound.holds(low, high, some[2], some[3])


def _ends(value: Value, head: str, cell: str) -> tuple[float, float, float, float] | None:
    """From where to where the value goes, and the cell, in one measure; None where in none."""
    folded = fold(cell).strip()
    if value.clock is not None:
        clock = _CLOCK.search(folded)
        if clock is None or _WEEKDAY.search(folded):
            return None
        at = int(clock["hour"]) * 60.0 + int(clock["minute"])
        return value.clock, value.clock, at, at
    if value.day is not None:
        days = (d for d in dates(f"in {folded}") if d.year or d.month)
        day = next(days, None)  # "October" is later than "September", of no year
        if day is not None and bool(day.year) == bool(value.day.year):
            return *span_of(value.day), *span_of(day)
        if value.number is None:
            return None
    if value.number is None or _CLOCK.search(folded):
        return None
    if _dated(folded):
        return None
    if _FREE.match(folded) and is_of(Asks.MONEY, head):
        return _measure(value.number), _measure(value.number), 0.0, 0.0
    if not _NUMBER.match(folded):
        return None
    return _numbers(value.number, head, folded)


def _numbers(asked: Quantity, head: str, folded: str) -> tuple[float, float, float, float] | None:
    """The number of a cell beside the one asked about, in base units where both have one."""
    bare = re.sub(r"(?<=\d)\s(?=\d{3}\b)", "", folded)
    found = next(iter(quantities(bare)), None)
    if found is None:
        return None
    if found.dimension is None and (unit := unit_of(head)):
        found = next(iter(quantities(f"{found.value:.12g} {unit}")), found)
    sign = -1.0 if re.match(r"[^\w\s]?\s?[-−]", folded) else 1.0
    if asked.dimension and found.dimension:
        if asked.dimension != found.dimension:
            return None
        return asked.base, asked.base, sign * found.base, sign * found.base
    if asked.dimension == "time" and not found.dimension and is_of(Asks.MONEY, head):
        return None
    return asked.value, asked.value, sign * found.value, sign * found.value


def _measure(asked: Quantity) -> float:
    return asked.base if asked.dimension else asked.value


def _dated(folded: str) -> bool:
    """Whether a cell is a day with its month: no number to compare."""
    return any(d.month for d in dates(folded))


def _is_of_unit(asked: Quantity | None, head: str, cells: Sequence[str]) -> float:
    """Whether the unit that is asked in is that of the column."""
    if asked is None or asked.dimension is None:
        return 0.0
    if asked.money:
        return float(is_of(Asks.MONEY, head) or any(q.money for q in quantities(fold(cells[0]))))
    said = [q for c in cells for q in quantities(f"{fold(c)} {unit_of(head)}")[:1]]
    return float(any(q.dimension == asked.dimension for q in said))


def unit_of(head: str) -> str:
    """“months” of "Warranty (months)", "kg" of "Weight, kg" and of "Weight in kg"."""
    named = re.search(r"(?:[(\[,]|\bin\b)\s?([^()\[\],]+?)[)\]]?$", fold(head))
    if named and quantities(f"1 {named[1]}")[0].dimension:
        return named[1]
    words = fold(head).partition(" per ")[0].split()
    return next((w for w in words if quantities(f"1 {w}")[0].dimension), "")

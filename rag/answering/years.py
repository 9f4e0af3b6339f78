"""The year that a document is of: "Annual Report 2023", "budget-2023-24.pdf". Pure.

What its sentences tell is of that year, unless they name another: they say "this year" or nothing.
"""

import re
from collections.abc import Collection
from pathlib import PurePath
from typing import NamedTuple

from rag.reading.terms import fold
from rag.schema import Provenance

_YEAR = r"(?:19|20)\d\d"
_NAMES = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_PART = rf"(?P<part>q[1-4]|{_NAMES}|spring|summer|autumn|winter)"
_PERIOD = re.compile(
    rf"(?<![a-z])(?:fy\s?)?(?:{_PART}[\s_-]+)?(?<![\d.,$€£/])(?P<year>{_YEAR})"
    rf"(?:[/–-](?P<half>\d\d)(?![\d-]))?(?:[\s_-]+(?P<quarter>q[1-4])\b)?(?!\d|[.,/]\d|%)"
)
# A life or a span of years is no year.
_SPAN = re.compile(rf"{_YEAR}\s?(?:[-–—]|to|until|and)\s?{_YEAR}")
_ANY = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")


class Period(NamedTuple):
    """A year, or two where it is called 2023/24, and the quarter, month or season of it."""

    years: frozenset[str]
    part: str = ""

    def has(self, asked: "Period") -> bool:
        """Whether what is ``asked`` of may lie in it."""
        apart = self.part and asked.part and self.part != asked.part
        return not apart and asked.years <= self.years


def periods(text: str) -> list[Period]:
    """The years that a text names."""
    found = []
    for match in _PERIOD.finditer(fold(text)):
        year, half = match["year"], match["half"]
        two = half is not None and int(half) == (int(year) + 1) % 100
        years = {year, f"{year[:2]}{half}"} if two else {year}
        found.append(Period(frozenset(years), (match["part"] or match["quarter"] or "")[:3]))
    return found


def period_of(document: Provenance) -> Period | None:
    """The year in its title, else in the name of its file; None without one, or of several."""
    for name in (document.title, PurePath(document.source).stem.replace("_", " ")):
        if found := periods(_SPAN.sub(" ", name)):
            return found[0] if len({p.years for p in found}) == 1 else None
    return None


def years_of(document: Provenance) -> frozenset[str]:
    """The years that a document is of."""
    return (period_of(document) or Period(frozenset())).years


def of_one_series(one: Provenance, other: Provenance) -> bool:
    """Whether two documents are the same but for their year: the reports of two years."""
    mine, theirs = period_of(one), period_of(other)
    if mine is None or theirs is None or mine == theirs:
        return False
    return any(
        _without(a) == _without(b)
        for a, b in (
            (one.title, other.title),
            (PurePath(one.source).stem, PurePath(other.source).stem),
        )
    )


def _without(name: str) -> str:
    return " ".join(re.findall(r"[a-z]+", _PERIOD.sub(" ", fold(name).replace("_", " "))))


def tells_of(text: str, years: frozenset[str]) -> bool:
    """Whether a sentence may be of the years of its document: it names them or no other."""
    said = set(_ANY.findall(without_comparison(text, years)))
    return not said or bool(said & years)


# "(2023: £5 million)", "for the first time since 2016", "against nine in 2023"
_COMPARED = re.compile(
    rf"\((?:in |FY ?)?{_YEAR}: [^)]{{1,40}}\)|"
    r"\b(?:since|than in|unchanged (?:from|on)|compared (?:with|to)(?: [^.;,]{1,30}? in)?|"
    r"against [^.;,]{1,25} in|(?:up |down )?from [^.;,]{0,15}\d[^.;,]{0,20} in|(?:up|down) from) "
    rf"(?:the end of )?{_YEAR}\b",
    re.IGNORECASE,
)


def without_comparison(text: str, years: Collection[str]) -> str:
    """``text`` without the earlier years that what it tells of one of ``years`` is compared with.

    Only the year before may stand in brackets: "revenue was £6 million (2023: £5 million)".
    """
    latest = max(map(int, years), default=0)

    def earlier(match: re.Match[str]) -> str:
        before = latest - int(_ANY.findall(match.group())[-1])
        near = before == 1 if match.group().startswith("(") else before > 0
        return " " if near else match.group()

    return _COMPARED.sub(earlier, text)


_UNTIL = re.compile(
    r"\b(?:since|until|till|by|before|after|between|from|to|than)\s+(?:the\s+)?$", re.IGNORECASE
)
_THE = r"(?:the\s+)?"
_FISCAL = r"(?:(?:fiscal|financial|calendar|budget|school|tax)\s+)?(?:year\s+|FY\s?)?"
_PART_OF = re.compile(
    rf"\b(?P<of>(?:end|start|beginning|middle|course|half|quarter) of)\s+{_FISCAL}$", re.IGNORECASE
)
_IN = re.compile(
    rf",?\s*\b(?:in|for|during|of|throughout|within|from|between|at|on)\s+{_THE}{_FISCAL}$",
    re.IGNORECASE,
)
_OF_A_NOUN = re.compile(rf"\b(?:the|this|that|its|our|their|your)\s+{_YEAR}\s+[a-z]", re.IGNORECASE)
_BEFORE_A_NOUN = re.compile(r"\b(?:the|this|that|its|our|their|your)\s+$", re.IGNORECASE)


def without_year(question: str, of: Period) -> str:
    """``question`` as it is put to the documents of a year; "" where it asks of more than it.

    "What went wrong in 2024?" is "What went wrong?" for the report of 2024, its end the year's;
    "since 2024" is no year.
    """
    found = list(re.finditer(_PERIOD.pattern, question, re.IGNORECASE))
    if not found:
        return ""
    first, last = found[0], found[-1]
    before, behind = question[: first.start("year")], question[last.end() :]
    if of.part and first["part"]:
        before = question[: first.start()]
    if _UNTIL.search(before) and len(found) == 1:
        return ""
    if part := _PART_OF.search(before):
        before = f"{before[: part.start()]}{part['of']} the year"
    elif _BEFORE_A_NOUN.search(before) and re.match(r"\s+[a-z]", behind):
        pass  # "in the 2025 call"
    elif lead := _IN.search(before):
        before = before[: lead.start()]
    return " ".join(f"{before} {behind}".split()).replace(" ?", "?").lstrip(", ")


def only_tells_which(question: str) -> bool:
    """Whether the year belongs to a noun: "the 2024 call" may be told of in any document."""
    return bool(_OF_A_NOUN.search(question))

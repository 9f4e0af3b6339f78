"""Dates as people write them, and how much of a date they say: "14 June 2024", "2024年6月"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_NAMES = "January February March April May June July August September October November December"
_ENGLISH = tuple(_NAMES.split())
_MONTHS = "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"
_HEBREW = tuple(_MONTHS.split())
_NUMBERS = {name[:3].lower(): i for i, name in enumerate(_ENGLISH, 1)}
_NUMBERS |= {"mär": 3, "mai": 5, "okt": 10, "dez": 12, "מרס": 3}
_NUMBERS |= {name: i for i, name in enumerate(_HEBREW, 1)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

_YEAR = r"(?:19|20)\d\d"
MONTH = (
    r"(?:Jan(?:uary?)?|Feb(?:ruary?)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli"
    r"|Aug(?:ust)?|Sep(?:t(?:ember)?)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)\.?"
)
_JEWISH = f"(?:{'|'.join(_HEBREW)}|מרס)"
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|\.)?"
_DATE = re.compile(
    rf"(?<!\d){_DAY.format('d1')}\s+(?:of\s+)?(?P<m1>{MONTH}),?\s+(?P<y1>{_YEAR})(?!\d)"
    rf"|\b(?P<m2>{MONTH})\s+{_DAY.format('d2')},?\s+(?P<y2>{_YEAR})(?!\d)"
    rf"|(?<!\d)(?P<y3>{_YEAR})-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)"
    rf"|(?<![\d.])(?P<d4>\d\d?)\.\s?(?P<m4>\d\d?)\.\s?(?P<y4>{_YEAR})(?!\.?\d)"
    rf"|(?<!\d)(?P<y5>{_YEAR})\s?年\s?(?P<m5>\d\d?)\s?月(?:\s?(?P<d5>\d\d?)\s?[日号])?"
    rf"|(?<!\d)(?P<d6>\d\d?)\s+ב?(?P<m6>{_JEWISH}),?\s+(?P<y6>{_YEAR})(?!\d)"
    rf"|(?<![א-ת])ב?(?P<m7>{_JEWISH}),?\s+(?P<y7>{_YEAR})(?!\d)"
    rf"|(?<![\w/–-])(?P<m8>{MONTH})(?P<to>/{MONTH})?,?\s+(?P<y8>{_YEAR})(?![\d/–-])"
    rf"|(?<![\w/–-])(?P<season>{'|'.join(_SEASONS)})\s+(?P<y9>{_YEAR})(?P<half>[/–-]\d\d)?(?!\d)",
    re.IGNORECASE,
)
_ISO_MONTH = re.compile(rf"(?P<year>{_YEAR})(?:-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Stated:
    """A date that a text says: ``day`` is the first day of what ``words`` say ("March 2023").

    ``words`` is None where they name the day itself. A season begins in the year that it is
    called by: the winter of 2024 in December 2024.
    """

    day: date
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in a line, ``line[start:end]``."""

    start: int
    end: int
    stated: Stated


def mentions(line: str) -> Iterator[Mention]:
    """The dates in a line that exist in the calendar, years alone left out."""
    for found in _DATE.finditer(line):
        stated = _stated(found)
        if stated:
            yield Mention(found.start(), found.end(), stated)


def written_date(value: str) -> Stated | None:
    """What a field for a date says: an ISO day, month or year, or a date in words."""
    value = value.strip()
    try:
        return Stated(date.fromisoformat(value[:10]))
    except ValueError:
        pass
    if iso := _ISO_MONTH.fullmatch(value):
        return of_month(int(iso["year"]), int(iso["month"])) if iso["month"] else of_year(value)
    found = next(mentions(value), None)
    return found.stated if found and (found.start, found.end) == (0, len(value)) else None


def of_year(year: str) -> Stated:
    """A year and nothing else."""
    return Stated(date(int(year), 1, 1), year)


def of_month(year: int, month: int) -> Stated:
    """A month of a year."""
    return Stated(date(year, month, 1), f"{_ENGLISH[month - 1]} {year}")


def _stated(found: re.Match[str]) -> Stated | None:
    year = next(int(found[f"y{n}"]) for n in range(1, 10) if found[f"y{n}"])
    if found["season"]:
        season = found["season"].lower()
        words = f"{season.capitalize()} {year}{found['half'] or ''}"
        return Stated(date(year, _SEASONS[season], 1), words)
    name = next(found[f"m{n}"] for n in range(1, 9) if found[f"m{n}"])
    day = next((int(found[f"d{n}"]) for n in range(1, 7) if found[f"d{n}"]), None)
    month = int(name) if name.isdigit() else _number(name)
    try:
        if day is not None:
            return Stated(date(year, month, day))
    except ValueError:
        return None
    if not 1 <= month <= 12 or name[:1].islower():  # "may 2022"
        return None
    if not found["to"]:
        return of_month(year, month)
    return Stated(date(year, month, 1), f"{_ENGLISH[month - 1]}{_full(found['to'])} {year}")


def _number(name: str) -> int:
    return _NUMBERS.get(name) or _NUMBERS[name[:3].lower()]


def _full(behind: str) -> str:
    return f"/{_ENGLISH[_number(behind[1:]) - 1]}"

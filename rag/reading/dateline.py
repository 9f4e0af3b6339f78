"""The day that a text says of itself, near its beginning: "Published 14 June 2026"."""

import re
from collections.abc import Iterator
from datetime import date

_LINES = 12  # of a text's first lines, blank ones left out
_MAX_WORDS = 16  # in a line that says when; longer ones tell of something else
_MONTHS = "January February March April May June July August September October November December"
_NUMBERS = {name[:3].lower(): i for i, name in enumerate(_MONTHS.split(), 1)}
_MONTH = rf"(?P<month>{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in _MONTHS.split())}|Sept)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATE = re.compile(
    rf"(?<!\d)(?:{_DAY}\s+{_MONTH},?\s+{_YEAR}|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d))"
    rf"|\b{_MONTH.replace('month', 'month2')}\s+{_DAY.replace('day', 'day2')},?\s+"
    rf"{_YEAR.replace('year', 'year2')}",
    re.IGNORECASE,
)
# What stands before the date of a text itself; the first of these that a line has counts.
_SAYS_WHEN = re.compile(
    r"\b(?:published|posted|issued|dated?|updated|revised|modified|held|as of|status|version|"
    r"minutes)\b",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
# "Berlin, 3 March 2026", "3 March 2026, 07:30": nothing else in the line.
_ALONE = re.compile(
    rf"(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?, )?{_WEEKDAY}@(?:,? (?:at )?\d\d?[:.]\d\d)?\.?"
)
# "Hull, 29 May 2025 – Norvane today announces", "LONDON, May 29, 2025 /PRNewswire/ -- Norvane".
_DATELINE = re.compile(
    rf"(?:[A-Z][\w'’. -]{{1,30}}, ){{0,3}}{_WEEKDAY}@(?: ?/[\w ]+/| \([\w ]+\))?"
    r"(?: ?[–—]| --?) ?(?=[^\W\d]|[“\"‘])"
)
# "This Agreement is dated 3 February 2025 and made between": however long the line.
_AGREED = re.compile(
    r"(?:this (?:[\w-]+ ){1,4}(?:is |was )?)?(?:dated|(?:made|signed)(?: and entered into)?)"
    rf"(?: on| as of| this)* (?:the )?{_WEEKDAY}@",
    re.IGNORECASE,
)
_LEAST_WORDS = 8  # behind a dateline; fewer are an entry of a list


def stated_date(text: str) -> date | None:
    """The day a line near the beginning gives as the text's own; None without one.

    A day alone in a short line counts, and one behind "Published", "Last revised", "Held on" and
    the like; in a line of any length a dateline, and the day that an agreement is dated. What a
    sentence tells of another day does not, nor a term that it defines.
    """
    reported = dateline(text)
    for line in _first_lines(text):
        found = _DATE.search(line)
        if not found:
            continue
        before, behind = line[: found.start()], line[found.end() :]
        if _AGREED.fullmatch(before + "@") or (reported and _is_dateline(line)):
            return _date(found)
        if len(line.split()) > _MAX_WORDS:
            continue
        said = _SAYS_WHEN.search(before)
        if said and " means " in before:
            continue
        if said or _ALONE.fullmatch(f"{before}@{behind}"):
            return _date(found)
    return None


def dateline(text: str) -> date | None:
    """The day that a report begins with; None without one, or where several lines begin so."""
    lines = [line for line in _first_lines(text) if _is_dateline(line)]
    found = _DATE.search(lines[0]) if len(lines) == 1 else None
    return _date(found) if found else None


def names_day(line: str, day: date | None) -> bool:
    """Whether a line names this day."""
    return day is not None and any(_date(found) == day for found in _DATE.finditer(line))


def _is_dateline(line: str) -> bool:
    found = _DATE.search(line)
    if not found:
        return False
    words = line[found.end() :].split()
    marked = f"{line[: found.start()]}@{line[found.end() :]}"
    return _DATELINE.match(marked) is not None and len(words) >= _LEAST_WORDS


def _first_lines(text: str) -> Iterator[str]:
    lines = (line.strip("#*_|- \t") for line in text[:4_000].splitlines())
    for _, line in zip(range(_LINES), filter(None, lines), strict=False):
        yield line


def _date(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        month = _NUMBERS[(found["month"] or found["month2"])[:3].lower()]
        return date(int(found["year"] or found["year2"]), month, int(found["day"] or found["day2"]))
    except ValueError:
        return None

"""Calendar dates as they are said, in English, Chinese, Hebrew and figures. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

_ENGLISH_MONTHS = """
    january february march april may june july august september october november december
"""
_HEBREW_MONTHS = "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"
_MONTHS = {name: n for n, name in enumerate(_ENGLISH_MONTHS.split(), 1)}
_MONTHS |= {name[:3]: n for name, n in list(_MONTHS.items())} | {"sept": 9, "מרס": 3}
_MONTHS |= {name: n for n, name in enumerate(_HEBREW_MONTHS.split(), 1)}
_HEBREW_DAYS = "שני שלישי רביעי חמישי שישי שבת ראשון"
_WEEKDAYS = {
    name: n
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
        "周一 周二 周三 周四 周五 周六 周日",
    )
    for n, name in enumerate(names.split())
} | {f"יום {name}": n for n, name in enumerate(_HEBREW_DAYS.split())}

_M = (
    r"(?P<{0}>"
    + "|".join(sorted((m for m in _MONTHS if m.isascii()), key=len, reverse=True))
    + r")\b\.?"
)
_MH = r"(?P<{0}>" + "|".join(m for m in _MONTHS if not m.isascii()) + r")"
_Y = r"(?P<{0}>1[0-9]{{3}}|20[0-9]{{2}})(?![\d%]|[.,]\d)"
_D = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?\b"
_FORMS = [
    r"(?P<iy>\d{4})-(?P<im>[01]?\d)(?:-(?P<id>[0-3]?\d))?(?!\d)",
    r"(?P<cy>\d{4})\s?年(?:\s?(?P<cm>[01]?\d)\s?月(?:\s?(?P<cd>[0-3]?\d)\s?[日号])?)?",
    r"(?P<em>[01]?\d)\s?月(?:\s?(?P<ed>[0-3]?\d)\s?[日号])?",
    rf"\b{_D.format('ad')}(?:\s(?:of\s)?){_M.format('am')}(?:,?\s(?:of\s)?{_Y.format('ay')})?",
    rf"\b{_M.format('bm')}\s{_D.format('bd')}(?!\d|:)(?:,?\s{_Y.format('by')})?",
    rf"\b{_M.format('gm')},?\s(?:of\s)?{_Y.format('gy')}",
    rf"\b(?P<hd>[0-3]?\d)\s?ב?-?{_MH.format('hm')}(?:\s{_Y.format('hy')})?",
    rf"{_MH.format('jm')}(?:\s{_Y.format('jy')})?(?![\u05d0-\u05ea])",
    r"(?<![\d/.])(?P<na>[0-3]?\d)[/.](?P<nb>[0-3]?\d)[/.](?P<ny>\d{4}|\d{2})(?![\d/])",
    r"\b(?P<kd>1[0-9]{2}|20[0-9])0['’]?s\b",
    r"(?<![\w.,$€£¥₪-])(?P<ya>1[0-9]{3}|20[0-9]{2})\s?[-–—/]\s?(?P<yb>\d{4}|\d{2})(?![\d%]|[.,]\d)",
    rf"(?<![\d.,$€£¥₪a-z]){_Y.format('yy')}",
    r"\b(?:in|since|by|until|till|from|during|last|next|early|late|mid|this|of|through|between|and|to)"
    rf"[\s-](?:early\s|late\s|mid-?)?{_M.format('lm')}(?=\W|$)(?!,?\s\d)",
    rf"^{_M.format('fm')}(?=\s(?:was|saw|is|and|to|through))",
    "(?P<wd>" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")s?(?![a-z])",
]
_DATE = re.compile("|".join(_FORMS))
_DAY_ALONE = re.compile(
    r"\b(?:on|by|until|till|from|to|and|before|after|since)\sthe\s"
    r"(?P<day_said>(?P<day>[0-3]?\d)(?:st|nd|rd|th))(?=[.,;)]|\sand\b|$)"
)
_LONGEST_MONTH = 31
# "1,500 soldiers" needs no help; "1500 soldiers" is a count unless something says year.
_COUNTED = re.compile(r"\s(?:[a-z]+\s)?[a-z]{3,}s\b")
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|by|until|till|from|during|of|year|years|early|late|mid|end|through|circa|after"
    r"|before|between|and|to|for|the|summer|winter|spring|autumn|fall|election|שנת|בשנת|ב)[\s-]*$"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as far as it is said. ``decade`` is 199 for the 1990s; ``weekday`` 0 is Monday."""

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: int | None = None
    weekday: int | None = None
    start: int = 0
    end: int = 0
    swapped: bool = False  # 7/10/2023 may be July or October

    def within(self, other: "DateMention") -> bool:
        """True where ``other`` says everything that this one says."""
        if self.decade is not None:
            return self.decade == other.decade or self.decade == (other.year or 0) // 10
        if self.weekday is not None:
            return self.weekday == other.weekday
        pairs = [(self.month, self.day)] + [(self.day, self.month)] * (
            self.swapped or other.swapped
        )
        return self.year in (None, other.year) and any(
            month in (None, other.month) and day in (None, other.day) for month, day in pairs
        )


@lru_cache(maxsize=2048)
def dates(text: str) -> tuple[DateMention, ...]:
    """The dates said in ``text`` (already folded to lower case), in reading order."""
    found = [mention for match in _DATE.finditer(text) for mention in _mentions(match, text)]
    return tuple(sorted([*found, *_days_alone(text, found)], key=lambda d: d.start))


def _days_alone(text: str, found: list[DateMention]) -> list[DateMention]:
    """Days of the month that was named before: "until the 22nd"."""
    days = []
    for match in _DAY_ALONE.finditer(text):
        before = [d for d in found if d.month and d.end <= match.start()]
        if before and int(match["day"]) <= _LONGEST_MONTH and not any(
            d.start < match.end() and match.start() < d.end for d in found
        ):  # fmt: skip
            last = before[-1]
            days.append(DateMention(match["day_said"], last.year, last.month, int(match["day"]),
                                    start=match.start("day_said"), end=match.end()))  # fmt: skip
    return days


def mask_dates(text: str) -> str:
    """``text`` with its dates blanked out, so that their numbers are not read twice."""
    for mention in dates(text):
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def _mentions(match: re.Match[str], text: str) -> list[DateMention]:
    found = {name[-1] if len(name) == 2 and name not in {"na", "nb"} else name: value
             for name, value in match.groupdict().items() if value}  # fmt: skip
    said, start, end = match.group(), match.start(), match.end()
    if match["wd"]:
        return [DateMention(match["wd"], weekday=_WEEKDAYS[match["wd"]], start=start, end=end)]
    if match["kd"]:
        return [DateMention(said, decade=int(match["kd"]), start=start, end=end)]
    if match["ya"]:
        first, second = match["ya"], match["yb"]
        last = int(second if len(second) == 4 else first[:2] + second)
        if not int(first) < last < int(first) + 200:
            return []
        return [DateMention(first, int(first), start=start, end=end),
                DateMention(str(last), last, start=start, end=end)]  # fmt: skip
    if match["na"]:
        year = int(match["ny"]) + (0 if len(match["ny"]) == 4 else 2000)
        a, b = int(match["na"]), int(match["nb"])
        if not (a <= 12 or b <= 12) or not (a and b) or max(a, b) > 31:
            return []
        month, day = (b, a) if a > 12 else (a, b)
        return [DateMention(said, year, month, day, start=start, end=end, swapped=max(a, b) <= 12)]
    if match["yy"] and _COUNTED.match(text, end) and not _YEAR_BEFORE.search(text[:start]):
        return []
    said_month = found.get("m", "")
    number = int(said_month) if said_month.isdigit() else _MONTHS.get(said_month)
    if number is not None and not 1 <= number <= 12:
        return []
    return [
        DateMention(
            said,
            int(found["y"]) if "y" in found else None,
            number,
            int(found["d"]) if "d" in found else None,
            start=start,
            end=end,
        )
    ]

"""Time that a text leaves to be worked out: ages, spans between dates, hours and weekdays. Pure.

"35 minutes before" where the source has 04:45 and 05:20; "at 8.24" where it has 8.10 and
fourteen minutes; "aged 38" where it has 1925 as the year of birth, and 1963.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from rag.verifying.dates import DateMention, dates
from rag.verifying.quantities import CLOCK, HEDGED, Quantity, quantities

_MINUTE, _DAY, _MONTH, _YEAR = 60.0, 86_400.0, 2_629_800.0, 31_557_600.0  # seconds
_HALF_DAY = 720  # minutes
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?(?![\d:]|[.,]\d)"
    r"\s?(?P<half>[ap]\.?m\b)?"
)
_AT = re.compile(r"\b(?:at|until|till|by|from|to|before|after|since|about|around|and)\s$")
_DAYS_OFF = re.compile(
    r"(?P<number>\w+) (?P<unit>days?|weeks?) "
    r"(?P<way>earlier|before|previously|later|after(?:wards)?)\b"
)
_BESIDE_TODAY = {"yesterday": -1, "today": 0, "tomorrow": 1}
_NEAR_TODAY = re.compile(rf"\b(?:{'|'.join(_BESIDE_TODAY)})\b")
_ROUNDED = 0.07
_BEFORE = frozenset({"earlier", "before", "previously"})
_BORN = re.compile(r"\bborn\b|\bbirth\b")
_AGE = re.compile(
    r"\bage[ds]?\b|\bold\b|\bbirthday\b|\b(?:was|were|is) \d{1,3}(?= when|,|\.|$)|\bdied at \d"
    r"|岁|(?<![א-ת])[כשו]*(?:בגיל|בן|בת)(?![א-ת])"
)
_AT_AGE = re.compile(
    r"\b(?:aged?|died at) (?:of )?(\d{1,3})\b|\b(\d{1,3})[ -]years?[ -]old\b|(\d{1,3})\s?岁"
    r"|(?:בגיל|בן|בת)(?: ה)?[ -](\d{1,3})\b"
)
_WAY = re.compile(
    r"\s?(?:(?P<before>earlier|before|previously|younger|ago|前|לפני)|(?P<after>later|after|older|后|אחרי|לאחר))"
)
_DECADES_WORDS = "twenties thirties forties fifties sixties seventies eighties nineties"
_DECADES = tuple(_DECADES_WORDS.split())
_DECADE_OF_LIFE = re.compile(
    rf"\bin (?:his|her) (?:(?P<part>early|mid|late)[\s-])?(?P<decade>{'|'.join(_DECADES)})\b"
)
_PART_OF_DECADE = {"early": (0, 4), "mid": (3, 7), "late": (6, 9), "": (0, 9)}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_LEAP_YEAR = 2000  # for days whose year is not said
_NOT_YET = 1  # a birthday may still be to come that year


def clock_times(folded: str) -> list[tuple[int, int, int]]:
    """``(start, end, minutes after midnight)`` of each hour said in figures: 8.10, 16:00, 5 pm."""
    found = []
    for match in _CLOCK.finditer(folded):
        before = folded[: match.start()]
        told = match["half"] or (match["minute"] and (":" in match.group() or _AT.search(before)))
        if told:
            hour, half = int(match["hour"]), (match["half"] or "")[:1]
            hour = hour % 12 + 12 * (half == "p") if half else hour
            found.append((match.start(), match.end(), 60 * hour + int(match["minute"] or 0)))
    return found


def is_hour_worked_out(
    mine: Quantity, claim: str, source: str, offered: Sequence[Quantity]
) -> bool:
    """True where ``mine`` is an hour that some hour and some span of the source lead to."""
    times = clock_times(claim)
    here = [at for start, end, at in times if start <= mine.start < end]
    others = {other for _, _, other in (*clock_times(source), *times)}
    spans = [q.base / _MINUTE for q in offered if q.dimension == "time"]
    return any(
        at != other and at % _HALF_DAY == (other + sign * span) % _HALF_DAY
        for at in here
        for other in others
        for span in spans
        for sign in (1, -1)
    )


def is_elapsed(mine: Quantity, claim: str, cited: str, around: str) -> bool:
    """True where ``mine``, a span or an age, lies between two times of one or two sentences.

    ``cited`` are the cited words and ``around`` their passages, all folded.
    """
    if mine.dimension not in {None, "time"}:
        return False
    years = _YEAR if mine.dimension is None else mine.factor
    if years == _YEAR:
        if _AGE.search(claim) and (
            mine.value in _ages(f"{claim}\n{cited}", around) or mine.value in _ages_then(around)
        ):
            return True
        return mine.dimension == "time" and any(
            abs(a - b) == mine.value for a, b in _pairs_of_years(cited)
        )
    if mine.dimension is None:
        return False
    if mine.factor == _MONTH and mine.value in _months_apart(cited):
        return True
    spans = _spans_of_days(cited) if mine.factor >= _DAY else _spans_of_minutes(around)
    room = _ROUNDED * mine.base if HEDGED.search(claim[: mine.start]) else 1
    return any(abs(mine.base - span) <= room for span in spans)


def other_decades_of_life(claim: str, cited: str, around: str) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for "in her late seventies" where the years make her another age."""
    for match in _DECADE_OF_LIFE.finditer(claim):
        ages = _ages(cited, around)
        low, high = _PART_OF_DECADE[match["part"] or ""]
        decade = 10 * (_DECADES.index(match["decade"]) + 2)
        if ages and not any(decade + low <= age <= decade + high for age in ages):
            yield match.group(), f"{match.group()} is not the age that the cited years make"


def is_day_worked_out(mine: DateMention, text: str) -> bool:
    """True where ``mine`` is as far from a date of the (folded) text as it says: 3 days earlier."""
    steps = {_BESIDE_TODAY[m.group()] for m in _NEAR_TODAY.finditer(text)}
    for match in _DAYS_OFF.finditer(text):
        number = next(iter(quantities(f"{match['number']} {match['unit']}")), None)
        if number is not None:
            steps.add(round(number.base / _DAY) * (-1 if match["way"] in _BEFORE else 1))
    days = [day for other in dates(text) if (day := _day(other, mine))]
    return any(
        (moved.month, moved.day) == (mine.month, mine.day)
        for day in days
        for moved in (day + timedelta(days=step) for step in steps)
    )


def _ages(times: str, around: str) -> set[float]:
    born = [
        d.year
        for sentence in _SENTENCE.split(around)
        if _BORN.search(sentence)
        for d in dates(sentence)[:1]
        if d.year
    ]
    years = {d.year for d in dates(times) if d.year}
    return {float(y - b - n) for y in years for b in born for n in (0, _NOT_YET)}


def _ages_then(text: str) -> set[float]:
    """How old somebody was so many years before or after the age that a text tells."""
    ages = [float(next(a for a in m.groups() if a)) for m in _AT_AGE.finditer(text)]
    spans = [q for q in quantities(text) if q.dimension == "time" and q.factor == _YEAR]
    found = set[float]()
    for span in spans:
        way = _WAY.match(text, span.end)
        if way:
            sign = 1 if way["after"] else -1
            found |= {age + sign * span.value for age in ages}
    return found


def _pairs_of_years(text: str) -> Iterator[tuple[int, int]]:
    """The years of each sentence, by pairs."""
    for sentence in _SENTENCE.split(text):
        years = [d.year for d in dates(sentence) if d.year]
        yield from combinations(years, 2)


def _months_apart(text: str) -> set[float]:
    """How many months lie between two months of a text that name their years."""
    named = [12 * d.year + d.month for d in dates(text) if d.year and d.month]
    return {float(abs(a - b)) for a, b in combinations(named, 2)}


def _spans_of_minutes(text: str) -> Iterator[float]:
    """Seconds between two hours of a text."""
    times = [at for _, _, at in clock_times(text)]
    times += [round(60 * q.value) for q in quantities(text) if q.dimension == CLOCK]
    for one, other in combinations(times, 2):
        yield _MINUTE * abs(one - other)


def _spans_of_days(text: str) -> Iterator[float]:
    """Seconds between two days of a text, both named as weekdays or both as dates."""
    for one, other in combinations(dates(text), 2):
        if one.weekday is not None and other.weekday is not None:
            yield _DAY * ((other.weekday - one.weekday) % 7)
        elif (a := _day(one, other)) and (b := _day(other, one)):
            yield _DAY * abs((a - b).days)


def _day(mention: DateMention, other: DateMention) -> date | None:
    if mention.month is None or mention.day is None:
        return None
    try:
        return date(mention.year or other.year or _LEAP_YEAR, mention.month, mention.day)
    except ValueError:
        return None

"""Numbers and dates of an answer sentence against the words it cites. Pure."""

import re
from collections.abc import Iterator, Sequence

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.schema import Check, Finding
from rag.verifying.belonging import content
from rag.verifying.cited import Cited
from rag.verifying.dates import DateMention, dates, mask_dates
from rag.verifying.elapsed import (
    clock_times,
    is_day_worked_out,
    is_elapsed,
    is_hour_worked_out,
    other_decades_of_life,
)
from rag.verifying.eras import Century, centuries, is_century_of, is_day_of_range
from rag.verifying.instances import is_case
from rag.verifying.multiples import is_multiple, multiples, other_multiples, other_scores
from rag.verifying.products import DENIES, is_what_is_left, products
from rag.verifying.quantities import CLOCK, Quantity, ordinals, quantities
from rag.verifying.schedules import is_out_of_hours, is_outside
from rag.verifying.shares import numbers, with_unsaid_percent, without_shares
from rag.verifying.sums import counts_a_list, is_the_rest, is_worked_out

# In the reasons of checks whose numbers are worked out.
RECKONED = "comes of two"
LEFT = "is what other numbers of the cited words leave"
CASE = "is a case of a bound of the cited words"
_CURRENCY_SIGN = r"\s(?:[$€£¥₪]|us\$)?\s?$"
_OVER = re.compile(
    rf"\b(?:over|more than|at least|above|upwards of){_CURRENCY_SIGN}"
    r"|[逾超]\s?$|(?:מעל|יותר מ)-?\s?$"
)
_UNDER = re.compile(
    rf"\b(?:nearly|almost|under|less than|fewer than|below|up to|close to){_CURRENCY_SIGN}"
    r"|近\s?$|(?:כמעט|קרוב ל)-?\s?$"
)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|approx|some|an estimated|estimated|more or less|just"
    rf"|circa){_CURRENCY_SIGN}|[~≈約约]\s?$|כ-?\s?$"
)
_ROUNDED, _SAID_LOOSELY = 0.05, 0.06
_ONE_WAY = 0.25  # the most that "more than" may leave unsaid
_ROUNDED_SHARE = 0.5  # of a percentage: a third is 33%
_HALVED = re.compile(r"\b(?:half|quarter)\b")
_TO_THE_HALF = 0.1
_BACKWARDS = {"ea", "be", "pr", "前一", "上一"}
_SENTENCE = re.compile(r"[.;!?](?=\s|$)|[。；！？\n]")
_SEASON = re.compile(r"\b(?:spring|summer|autumn|winter)\b")
_PERIOD = re.compile(
    r"\b(?:first|second|third|fourth|last) (?P<part>half|quarter)\b"
    r"|\b(?P<of_year>half|quarter)[ -]year\b"
)
# "Share in percent" over a column, "3, 5 and 8 percent" behind a list.
_PERCENT_APART = re.compile(
    r"(?<!\d)(?<!\d )(?:%|per ?cent\b|percentage)|\d,\s?\d+(?:,| and| or)[^.;]{0,12}(?:%|per ?cent)"
)
# A year said by its distance from another one.
_RELATIVE_YEAR = re.compile(
    r"\b(?:(?:an?|one) year|the year|(?P<years>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve) years) (?P<way>earlier|before|previously|later|after(?:wards)?)\b"
    r"|\b(?:the )?(?P<next>following|next|previous|preceding|prior) year\b"
    r"|(?P<zh>前一年|上一年|次年|翌年)"
)
_POWER_OF_TEN = re.compile(r"10+(?:e\+\d+)?")
_THAN_ANOTHER = re.compile(r" (?:than )?[a-z]")
_COUNTED = re.compile(
    r"\s?(?:[.,;:)]|$)|\s(?:in|against|and|or|to|for|at|on|from|of the|by|but|while|before|after)\b"
)
_COUNTED = re.compile(r"\s([a-z]{3,}s)\b")  # "24 beds" are no "24 weeks"
_AGED = re.compile(r"\bage[ds]?\b|\byears? old\b|-year-old|[a-z], \d{1,2}[,.]")


def number_checks(claim: str, cited: Cited) -> Iterator[Check]:
    """One check for each number of ``claim``, with its unit and magnitude, and each ordinal."""
    dated = fold(claim)
    folded = mask_dates(dated)
    source = mask_dates(cited.folded)
    offered = tuple(dict.fromkeys([*numbers(source), *with_unsaid_percent(source)]))
    around = fold("\n".join([cited.joined, *cited.context]))
    calendar = [d.year for d in dates(cited.folded) if d.year]
    years = [Quantity(str(year), float(year), float(year)) for year in calendar]
    of_centuries = centuries(folded)
    said = [q for q in numbers(folded) if not _is_of(q.start, of_centuries)]
    explained = products(said, offered, folded, source)
    by_word = any(q.dimension == CLOCK for q in offered)
    for quantity in said:
        if (quantity.loose and quantity.dimension != "percent") or (
            quantity.dimension == CLOCK and not by_word
        ):
            continue
        if counts_a_list(quantity, offered):
            continue
        multiple = is_multiple(quantity, folded)
        others = multiples(cited.folded) if multiple else [*offered, *years]
        room = _room(folded[: quantity.start], quantity.mantissa)
        if is_what_is_left(quantity, offered, folded, source):
            yield Check("number", quantity.text, True, f"{quantity.text} {LEFT}")
        elif _is_too_late(quantity, folded, cited.folded):
            yield Check("number", quantity.text, True, f"{quantity.text} {CASE}")
        elif any(_agrees(quantity, other, room, cited) for other in others) or is_the_rest(
            quantity, offered, cited.folded
        ):
            yield Check("number", quantity.text, True, f"{quantity.text} is in the cited words")
        elif is_case(quantity, folded, source):
            yield Check("number", quantity.text, True, f"{quantity.text} {CASE}")
        elif quantity.start in explained or is_worked_out(
            quantity, offered, calendar, folded, cited.folded
        ):
            reason = f"{quantity.text} {RECKONED} numbers of the cited words"
            yield Check("number", quantity.text, True, reason)
        elif is_elapsed(quantity, dated, cited.folded, around) or is_hour_worked_out(
            quantity, folded, cited.folded, offered
        ):
            reason = f"{quantity.text} {RECKONED} times of the cited words"
            yield Check("number", quantity.text, True, reason)
        else:
            reason = _why_not(quantity, offered)
            yield Check("number", quantity.text, False, reason, Finding.NUMBER_MISMATCH)
    for text, reason in (
        *_other_parts(folded, cited.folded),
        *_other_ordinals(folded, cited),
        *other_decades_of_life(dated, cited.folded, around),
        *((c.text, "" if is_century_of(c, cited.folded) else f"{c.text} is not in the cited words")
          for c in of_centuries),
    ):  # fmt: skip
        yield Check(
            "number",
            text,
            not reason,
            reason or f"{text} is in the cited words",
            Finding.NUMBER_MISMATCH if reason else Finding.NONE,
        )


def _is_of(at: int, said: Sequence[Century]) -> bool:
    return any(century.start <= at < century.end for century in said)


def _other_parts(folded: str, source: str) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for halves that were quarters, a doubling that was a tripling, scores."""
    for match in _PERIOD.finditer(folded):
        said = match["part"] or match["of_year"]
        other = "quarter" if said == "half" else "half"
        if said not in source and other in source:
            yield match.group(), f"the source says {other}, the answer says {said}"
    seasons = set(_SEASON.findall(source))
    for match in _SEASON.finditer(folded):
        if seasons and match.group() not in seasons:
            yield match.group(), f"the source says {min(seasons)}, the answer says {match.group()}"
    for said, other in other_multiples(folded, source):
        yield said, f"the source says {other}, the answer says {said}"
    for said in other_scores(folded, source):
        yield said, f"{said} is not among the scores of the cited words"


def _other_ordinals(folded: str, cited: Cited) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for each ordinal; no reason where the cited words have it."""
    theirs = [number for _, number in ordinals(cited.folded)]
    given = {
        *theirs,
        *(int(q.value) for q in numbers(mask_dates(cited.folded)) if q.value == int(q.value)),
    }
    for century in centuries(folded):
        folded = folded[: century.start] + " " * len(century.text) + folded[century.end :]
    for said, number in ordinals(without_shares(folded)):
        if number in given or (number == 1 and not given):
            yield said, ""
        elif number > 1 or any(n > 1 for n in theirs):
            yield said, f"{said} is not in the cited words"


def _room(before: str, value: float) -> tuple[float, float]:
    """How far below and above the source's number a round one may be, by the words before it.

    "More than 200" may be said of 214, "about 200" of 187: to the last digit that is said.
    """
    below, above = bool(_OVER.search(before)), bool(_UNDER.search(before))
    about = bool(_ABOUT.search(before))
    step = _last_digit(value) / max(abs(value), 1e-9)
    one_way = max(_ROUNDED, min(_ONE_WAY, step))
    both_ways = max(_ROUNDED, min(_ONE_WAY, step) / 2)
    return (
        max(below * one_way / (1 + one_way), about * both_ways),
        max(above * one_way, about * both_ways),
    )


def _last_digit(value: float) -> float:
    """What one more in the last significant digit adds: 100 for 200, 0.1 for 2.5."""
    said = f"{value:.10g}"
    if "." in said:
        return float(10.0 ** -len(said.partition(".")[2]))
    return float(10.0 ** (len(said) - len(said.rstrip("0"))))


def _agrees(mine: Quantity, other: Quantity, room: tuple[float, float], cited: Cited) -> bool:
    if mine.dimension == other.dimension == "percent" and other.loose > mine.loose:
        return _equal(mine.base, other.base, room) or abs(mine.base - other.base) <= _ROUNDED_SHARE
    if mine.dimension == other.dimension:
        inexact = other.loose or mine.loose or mine.factor != other.factor
        if room != (0.0, 0.0) and _HALVED.search(mine.text):  # "about two and a half months"
            return abs(mine.base - other.base) <= _TO_THE_HALF * mine.base
        return _equal(mine.base, other.base, room, loose=inexact)
    if not _equal(mine.value, other.value, room, loose=other.loose):
        return False
    if mine.dimension is None:
        return other.dimension != "percent"
    if other.dimension is None:
        counted = _COUNTED.match(cited.folded, other.end)
        return not (counted and counted[1] not in ENGLISH) and _unit_said_apart(mine, cited.folded)
    return False


def _equal(mine: float, other: float, room: tuple[float, float], *, loose: bool = False) -> bool:
    """Equal, or as round as the answer's words allow; a fraction in words is about its value."""
    if loose:
        return abs(mine - other) <= _SAID_LOOSELY * max(abs(mine), abs(other))
    rounder = _digits(mine) < _digits(other) or _POWER_OF_TEN.fullmatch(f"{mine:.10g}")
    below, above = room if rounder else (0.0, 0.0)
    return (
        other * (1 - below) - 1e-9 * abs(other) <= mine <= other * (1 + above) + 1e-9 * abs(other)
    )


def _digits(value: float) -> int:
    """How many significant digits a value is said with."""
    return len(f"{value:.10g}".replace(".", "").strip("0"))


def _unit_said_apart(mine: Quantity, folded: str) -> bool:
    """A table says "USD million" once in its head; an age may stand bare behind a name."""
    if mine.dimension == "time" and _AGED.search(folded):
        return True
    if mine.dimension == "percent":
        return bool(_PERCENT_APART.search(folded))
    if any(q.dimension == mine.dimension for q in quantities(folded)):
        return mine.money
    unit = re.escape(mine.unit.rstrip("s"))
    return bool(re.search(rf"(?<!\w){unit}|{unit}(?!\w)", folded)) if unit else False


def _why_not(mine: Quantity, offered: Sequence[Quantity]) -> str:
    for other in offered:
        if other.mantissa == mine.mantissa and other.value != mine.value:
            return f"the source says {other.text}, the answer says {mine.text}"
        if other.value == mine.value:
            unit = other.unit or "no unit"
            return f"the source says {other.text} ({unit}), the answer says {mine.text}"
    return f"{mine.text} is not in the cited words"


def _years_apart(folded: str, years: set[int]) -> set[int]:
    """The years that "a year earlier" or "ten years later" means, counted from those named."""
    found = set[int]()
    for match in _RELATIVE_YEAR.finditer(folded):
        said = next((q for q in quantities(match["years"] or "") if not q.loose), None)
        back = (match["way"] or match["next"] or match["zh"])[:2] in _BACKWARDS
        step = (int(said.value) if said else 1) * (-1 if back else 1)
        found |= {year + step for year in years}
        if _THAN_ANOTHER.match(folded, match.end()):  # "in 1969, two years before Feld"
            found |= {year - step for year in years}
    return found


def date_checks(claim: str, cited: Cited) -> Iterator[Check]:
    """One check for each date of ``claim``, as far as it is said."""
    offered = list(dates(cited.folded))
    counts = {q.value for q in quantities(cited.folded)}
    years = {d.year for d in offered if d.year} | cited.years
    years |= {d.year for d in dates(fold("\n".join([cited.about, *cited.context]))) if d.year}
    counts |= _years_apart(cited.folded, years)
    counts |= _years_apart(fold(cited.near), {d.year for d in offered if d.year})
    claimed = dates(fold(claim))
    beside = fold(f"{cited.near}\n{cited.joined}")
    named = {d.year for d in offered if d.year}
    # The year of publication may stand for an unsaid one, not in place of the one that is said.
    if not named or named & {d.year for d in claimed}:
        counts |= cited.years
    for date in claimed:
        if any(date.within(_completed(other, date, years)) for other in offered):
            yield Check("date", date.text, True, f"{date.text} is in the cited words")
        elif is_day_worked_out(date, beside):
            reason = f"{date.text} {RECKONED} times of the cited words"
            yield Check("date", date.text, True, reason)
        elif date.weekday is not None and is_day_of_range(date, fold(claim), cited.folded):
            yield Check("date", date.text, True, f"{date.text} follows from the days there")
        elif date.day is None and date.year is None and any(
            is_outside(date.text, sentence) and _is_contrary(fold(claim), sentence)
            for sentence in _SENTENCE.split(cited.folded)
        ):  # fmt: skip
            yield Check("date", date.text, True, f"{date.text} follows from the months there")
        elif date.month is None and date.year in counts:
            yield Check("date", date.text, True, f"{date.text} is in the cited source")
        else:
            near = next((o for o in offered if _one_part_off(date, o)), None)
            reason = (f"the source says {near.text}, the answer says {date.text}" if near
                      else f"{date.text} is not in the cited words")  # fmt: skip
            yield Check("date", date.text, False, reason, Finding.DATE_MISMATCH)


def _is_too_late(mine: Quantity, claim: str, source: str) -> bool:
    """True for an hour at which the claim denies what the source has up to an earlier one."""
    in_figures = any(start <= mine.start < end for start, end, _ in clock_times(claim))
    hour = mine.dimension == CLOCK or in_figures
    return hour and bool(DENIES.search(claim)) and is_out_of_hours(claim, source)


def _is_contrary(claim: str, sentence: str) -> bool:
    """True where one of two folded texts about the same denies it."""
    said = content(mask_dates(claim))
    alike = 2 * len(said & content(sentence)) >= len(said)
    dated = [part for part in sentence.split(",") if any(_is_calendar(d) for d in dates(part))]
    alike = alike and len({bool(DENIES.search(part)) for part in dated}) == 1
    return alike and bool(DENIES.search(claim)) != bool(DENIES.search(sentence))


def _is_calendar(date: DateMention) -> bool:
    return date.month is not None or date.weekday is not None


def _completed(other: DateMention, mine: DateMention, years: set[int]) -> DateMention:
    """The source's date with the year that its text or its publication date supplies."""
    if other.year is None and other.month is not None and mine.year in years:
        return DateMention(other.text, mine.year, other.month, other.day, swapped=other.swapped)
    return other


def _one_part_off(mine: DateMention, other: DateMention) -> bool:
    pairs = [(mine.year, other.year), (mine.month, other.month), (mine.day, other.day)]
    said = [(a, b) for a, b in pairs if a is not None and b is not None]
    return len(said) > 1 and sum(a != b for a, b in said) == 1

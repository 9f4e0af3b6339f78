"""Numbers and dates of an answer sentence against the words it cites. Pure."""

import re
from collections.abc import Iterator, Sequence

from rag.answering.cited import Cited
from rag.answering.dates import DateMention, dates, mask_dates
from rag.answering.quantities import Quantity, ordinals, quantities
from rag.reading.terms import fold
from rag.schema import Check, Finding

_HEDGE = re.compile(
    r"\b(?:about|around|roughly|approximately|approx|some|nearly|almost|over|more than|at least"
    r"|under|less than|up to|close to|an estimated|estimated|more or less|just|circa|upwards of)"
    r"\s(?:[$€£¥₪]|us\$)?\s?$|[~≈約约近逾超]\s?$|(?:כ|כ-|מעל|כמעט|יותר מ|קרוב ל)-?\s?$"
)
_PERIOD = re.compile(r"\b(?:first|second|third|fourth|last) (?P<part>half|quarter)\b")
_AGED = re.compile(r"\bage[ds]?\b|\byears? old\b|-year-old|[a-z], \d{1,2}[,.]")


def number_checks(claim: str, cited: Cited) -> Iterator[Check]:
    """One check for each number of ``claim``, with its unit and magnitude, and each ordinal."""
    folded = mask_dates(fold(claim))
    offered = quantities(mask_dates(cited.folded))
    years = [Quantity(d.text, float(d.year), float(d.year)) for d in dates(cited.folded) if d.year]
    for quantity in quantities(folded):
        if quantity.loose or _summed_up(quantity, offered):
            continue
        hedged = bool(_HEDGE.search(folded[: quantity.start]))
        if any(_agrees(quantity, other, hedged, cited) for other in (*offered, *years)):
            yield Check("number", quantity.text, True, f"{quantity.text} is in the cited words")
        else:
            reason, finding = _why_not(quantity, offered, cited)
            yield Check("number", quantity.text, False, reason, finding)
    for match in _PERIOD.finditer(folded):
        said, other = match["part"], "quarter" if match["part"] == "half" else "half"
        if said not in cited.folded and other in cited.folded:
            yield Check("number", match.group(), False, f"the source says {other}, the answer "
                        f"says {said}", Finding.NUMBER_MISMATCH)  # fmt: skip
    given = {number for _, number in ordinals(cited.folded)}
    given |= {int(q.value) for q in offered if q.value == int(q.value)}
    for said, number in ordinals(folded):
        if number in given or (number == 1 and not given):
            yield Check("number", said, True, f"{said} is in the cited words")
        elif number > 1 or any(n > 1 for _, n in ordinals(cited.folded)):
            yield Check("number", said, False, f"{said} is not in the cited words",
                        Finding.NUMBER_MISMATCH)  # fmt: skip


def _summed_up(mine: Quantity, offered: Sequence[Quantity]) -> bool:
    """A small number in words may count what the source lists: "the two pigments are …"."""
    if not mine.text.isalpha() or not 2 <= mine.value <= 5 or mine.dimension:
        return False
    return not any(2 <= other.value <= 9 for other in offered)


def _agrees(mine: Quantity, other: Quantity, hedged: bool, cited: Cited) -> bool:
    if mine.dimension == other.dimension:
        converted = mine.factor != other.factor
        return _equal(mine.base, other.base, hedged, other.loose or converted)
    if not _equal(mine.value, other.value, hedged, other.loose):
        return False
    if mine.dimension is None:
        return other.dimension != "percent"
    if other.dimension is None:
        return _unit_said_apart(mine, cited.folded)
    return False


def _equal(mine: float, other: float, near: bool, loose: bool) -> bool:
    """Equal, or rounded where the answer says "about" (5%), or a fraction in words (6%)."""
    rounded = near and _digits(mine) < _digits(other)
    tolerance = 0.06 if loose else 0.05 if rounded else 1e-9
    return abs(mine - other) <= tolerance * max(abs(mine), abs(other))


def _digits(value: float) -> int:
    """How many significant digits a value is said with."""
    return len(f"{value:.10g}".replace(".", "").strip("0"))


def _unit_said_apart(mine: Quantity, folded: str) -> bool:
    """A table says "USD million" once in its head; an age may stand bare behind a name."""
    if mine.dimension == "time" and _AGED.search(folded):
        return True
    if any(q.dimension == mine.dimension for q in quantities(folded)):
        return mine.money or mine.dimension == "percent"
    unit = re.escape(mine.unit.rstrip("s"))
    return bool(re.search(rf"(?<!\w){unit}|{unit}(?!\w)", folded)) if unit else False


def _why_not(mine: Quantity, offered: Sequence[Quantity], cited: Cited) -> tuple[str, Finding]:
    for other in offered:
        if other.mantissa == mine.mantissa and other.value != mine.value:
            return (f"the source says {other.text}, the answer says {mine.text}",
                    Finding.NUMBER_MISMATCH)  # fmt: skip
        if other.value == mine.value:
            return (f"the source says {other.text} ({other.unit or 'no unit'}), the answer says "
                    f"{mine.text}", Finding.NUMBER_MISMATCH)  # fmt: skip
    return f"{mine.text} is not in the cited words", Finding.NUMBER_MISMATCH


def date_checks(claim: str, cited: Cited) -> Iterator[Check]:
    """One check for each date of ``claim``, as far as it is said."""
    offered = list(dates(cited.folded))
    numbers = {q.value for q in quantities(cited.folded)}
    years = {d.year for d in offered if d.year} | cited.years
    years |= {d.year for d in dates(fold("\n".join([cited.about, *cited.context]))) if d.year}
    for date in dates(fold(claim)):
        if any(date.within(_completed(other, date, years)) for other in offered):
            yield Check("date", date.text, True, f"{date.text} is in the cited words")
        elif (
            date.month is None and date.year and (date.year in numbers or date.year in cited.years)
        ):
            yield Check("date", date.text, True, f"{date.text} is in the cited source")
        else:
            near = next((o for o in offered if _one_part_off(date, o)), None)
            reason = (f"the source says {near.text}, the answer says {date.text}" if near
                      else f"{date.text} is not in the cited words")  # fmt: skip
            yield Check("date", date.text, False, reason, Finding.DATE_MISMATCH)


def _completed(other: DateMention, mine: DateMention, years: set[int]) -> DateMention:
    """The source's date with the year that its text or its publication date supplies."""
    if other.year is None and other.month is not None and mine.year in years:
        return DateMention(other.text, mine.year, other.month, other.day, swapped=other.swapped)
    return other


def _one_part_off(mine: DateMention, other: DateMention) -> bool:
    pairs = [(mine.year, other.year), (mine.month, other.month), (mine.day, other.day)]
    said = [(a, b) for a, b in pairs if a is not None and b is not None]
    return len(said) > 1 and sum(a != b for a, b in said) == 1

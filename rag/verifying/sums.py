"""Numbers that an answer works out from those of its source: sums, differences, shares. Pure.

Any number is a sum of something. So only two that follow each other in the source are put
together, and only where the answer says that it reckons ("together", "more than"), unless the
result is too long to have come out by chance.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.verifying.belonging import content
from rag.verifying.quantities import HEDGED, Quantity

_TOGETHER = re.compile(
    r"\b(?:together|total|in all|altogether|combined|both|overall|sum|plus|and|all)\b"
    r"|共|合计|加起来|一起|ביחד|יחד|סך|בסך הכ"
)
_APART = re.compile(
    r"\b(?:more|less|fewer|(?:cheap|dear|high|low|long|short|larg|small|old|young|lat|earli|great"
    r"|soon|fast|slow|heavi|light|wid|narrow|deep|tall)er|above|below|profit|loss|gap|difference"
    r"|remaining|remainder|rest|others?|by|lead|beat(?:en)?|behind|left|lost|saved?|gain(?:ed)?|margin|ahead|add(?:s|ed)?"
    r"|extra|additional(?:ly)?|surplus|discount|owe[sd]?|owing|still|outstanding|increase|decrease|reduction|rise|fall|growth"
    r"|decline|drop)\b|[高低多少早晚快慢贵长短大小重轻差比省减增剩]|便宜|相差"
    r"|(?<![א-ת])(?:יותר|פחות|הפרש|פער|נותרו?|עוד|גבוה|נמוך|ארוך|קצר|יקר|זול|מאוחר|מוקדם)"
)
_BETWEEN_YEARS = re.compile(
    r"\b(?:age[ds]?|old|lived|after|between|span(?:ned|s)?|lasted|for|later|earlier|longer|before"
    r"|spent|within|apart|during|ago|sooner|younger|older)\b"
)
_REST = re.compile(r"\bthe (?:rest|remainder|others)\b|\bremaining\b|其余|השאר")
_TIMES = re.compile(r"\s?times\b|-?fold\b")
# "Two fewer than last year", "the works pays the rest" leave a number to be worked out.
_LEFT_TO_WORK_OUT = re.compile(
    r"\bthe (?:rest|remainder)\b|\b(?:more|less|fewer|(?:high|low|lat|earli)er) than\b"
)
_THAN = re.compile(r"比[^,，。；]{1,8}([多少高低增减])")
_MORE = re.compile(
    r"\b(?:more than|over|above|at least|upwards of)\s(?:an?\s)?$"
    r"|(?:超过|逾)\s?$|(?:יותר|למעלה)\s(?:מ-?)?$"
)
_MORE_AFTER = re.compile(r"\s?(?:以上|多)")
_LESS = re.compile(
    r"\b(?:less than|fewer than|under|below|at most)\s(?:an?\s)?$"
    r"|(?:不到|不足|少于)\s?$|פחות\s(?:מ-?)?$"
)
_EACH_BEFORE = re.compile(r"\bon average\b|\baverage of\b|\beach\b|平均|每|בממוצע")
_ON_AVERAGE = re.compile(
    r"平均|בממוצע|\b(?:average|apiece|each|a (?:year|month|week|day|hour)|(?:per|each|every) \w+)\b"
)
# "3.1 of 9.2 kilometres"
_PART_OF = re.compile(
    r"(?<![\d.,])(\d+(?:\.\d+)?) (?:out )?of (?:the |its |their )?(\d+(?:\.\d+)?)(?![\d,])"
)
_AGAIN = re.compile(r"\s?(?:as [a-z]+ again|again as)\b")  # "half as large again"
_AS_MUCH = re.compile(r"\s?as [a-z]+ as\b")
_COMPARED = re.compile(r"\b(?:compared (?:with|to)|against|than|up from|down from|instead of)\b")
_OF = re.compile(r"\s?of\b((?:\s[\w-]+){1,4})")
_OF_WHAT = re.compile(
    r"\s?of (?:the|these|those|this|that|its|their|them)((?:\s[\w-]+){1,2})|\s?מה(\w+)"
)
_SUM = re.compile(r"\b(?:sum|amount|money|price|fee|cost|figure)\b|סכום|מחיר")
_NEXT = 16  # characters behind a number that say what it counts
_SENTENCE_ENDS = (". ", "\n", "。")
_NEAR, _PART_NEAR = 80, 0.3  # characters around two numbers; of the answer's words, there
_LAST_WORD, _NEXT_WORD = re.compile(r"\S+\s$"), re.compile(r"\s\w+")
_LONG = 3  # significant digits that no accident brings about
_ROUNDED = 0.05
_SMALL_PART = 0.01
_BEYOND = 0.35  # "more than half" may be said of two thirds, not of everything
_POINTS_IN_WORDS, _POINTS, _POINTS_EXACTLY = 3.0, 0.6, 0.06  # of a percentage: 30.2 is not 30.4


def is_worked_out(
    mine: Quantity, offered: Sequence[Quantity], years: Sequence[int], claim: str, source: str
) -> bool:
    """True where ``mine`` of the folded ``claim`` comes of two numbers next to each other."""
    before, after = claim[: mine.start], claim[mine.end :]
    points = "point" in mine.unit
    if mine.dimension == "percent" and not points:
        return any(
            _is_about(mine, share, before, after) for share in _shares(mine, offered, claim, source)
        )
    if _TIMES.match(after):
        ratios = [100 / share for share in _shares(mine, offered, claim, source) if share]
        beyond = _BEYOND if _MORE.search(before) else _ROUNDED
        return any(
            -_ROUNDED * mine.base <= ratio - mine.base <= beyond * mine.base for ratio in ratios
        )
    long = _digits(mine.mantissa) >= _LONG
    hedged = bool(HEDGED.search(before))
    found = [
        result
        for one, other in _neighbours(offered, mine.dimension)
        for cue, result in ((_TOGETHER, one + other), (_APART, abs(one - other)))
        if (long and _of_a_size(one, other))
        or points
        or _reckons(cue, claim, source)
        or _LEFT_TO_WORK_OUT.search(source)
    ]
    if than := _THAN.search(source):
        sign = -1 if than[1] in "多高增" else 1
        found += [one + sign * other for one, other in _neighbours(offered, mine.dimension)]
    found += [part for part in _parts(offered, mine.dimension) if long or hedged]
    found += _parts_of_named(offered, mine.dimension, source)
    if _ON_AVERAGE.search(after) or _EACH_BEFORE.search(before):
        found += _quotients(offered, mine.dimension)
    if (
        mine.dimension in {None, "time"}
        and mine.unit in {"", "year", "years"}
        and _BETWEEN_YEARS.search(claim)
    ):
        found += [abs(a - b) * mine.factor for a, b in pairwise(years)]
    return any(result > 0 and _is_round(mine, result, hedged=hedged) for result in found)


def _is_round(mine: Quantity, result: float, *, hedged: bool) -> bool:
    """Equal, or rounded to fewer digits where the answer says "about"."""
    rounded = hedged and _digits(mine.base) < _digits(result)
    room = _ROUNDED * mine.base if rounded else 1e-6 * max(1.0, mine.base)
    return abs(result - mine.base) <= room


def _digits(value: float) -> int:
    return len(f"{value:.10g}".replace(".", "").strip("0"))


def _reckons(cue: re.Pattern[str], claim: str, source: str) -> bool:
    """True where the claim has a word for it, and did not copy it with a neighbour of its own."""
    return any(
        not any(
            re.search(rf"(?<!\w){re.escape(said)}(?!\w)", source)
            for said in _with_neighbours(claim, match)
        )
        for match in cue.finditer(claim)
    )


def _with_neighbours(claim: str, match: re.Match[str]) -> list[str]:
    """A word with the one before it, and with the one after it."""
    before, after = _LAST_WORD.search(claim[: match.start()]), _NEXT_WORD.match(claim, match.end())
    return [
        (before[0] if before else "") + match.group(),
        match.group() + (after[0] if after else ""),
    ]


def is_the_rest(mine: Quantity, offered: Sequence[Quantity], folded: str) -> bool:
    """46%, 39% "and the rest": 15%. The shares stand before it in its sentence."""
    if mine.dimension != "percent":
        return False
    for match in _REST.finditer(folded):
        since = max(folded.rfind(end, 0, match.start()) for end in _SENTENCE_ENDS)
        said = [q.base for q in offered
                if q.dimension == "percent" and since < q.start < match.start()]  # fmt: skip
        if any(abs(100 - sum(said[i:]) - mine.base) < 0.01 for i in range(len(said))):
            return True
    return False


def counts_a_list(mine: Quantity, offered: Sequence[Quantity]) -> bool:
    """A small number in words may count what the source lists: "the two pigments are …"."""
    if not mine.text.isalpha() or not 2 <= mine.value <= 5 or mine.dimension:
        return False
    return not any(2 <= other.value <= 9 for other in offered)


def _neighbours(
    offered: Sequence[Quantity], dimension: str | None
) -> Iterator[tuple[float, float]]:
    """Numbers of a dimension with at most one between; one may leave its unit unsaid."""
    alike = [q for q in offered if q.dimension in {dimension, None} and not q.loose]
    for one, other in (*pairwise(alike), *zip(alike, alike[2:], strict=False)):
        if dimension in {one.dimension, other.dimension}:
            factor = one.factor if one.dimension == dimension else other.factor
            yield _in_unit(one, dimension, factor), _in_unit(other, dimension, factor)


def _of_a_size(one: float, other: float) -> bool:
    """Adding 10 to 118,000 is no reckoning, but another number."""
    return min(one, other) >= _SMALL_PART * max(one, other)


def _parts(offered: Sequence[Quantity], dimension: str | None) -> Iterator[float]:
    """What a share of the number next to it comes to: a third of 83,000 pounds."""
    alike = [q for q in offered if q.dimension in {dimension, "percent"}]
    for one, other in pairwise(alike):
        share, whole = (one, other) if one.dimension == "percent" else (other, one)
        if share.dimension == "percent" and whole.dimension == dimension and not whole.loose:
            yield share.base / 100 * whole.base


def _parts_of_named(
    offered: Sequence[Quantity], dimension: str | None, source: str
) -> Iterator[float]:
    """What a share comes to of what it names: "half of the sites" of "64 sites" before it."""
    for share in (q for q in offered if q.dimension == "percent"):
        of = _OF_WHAT.match(source, share.end)
        named = content(of[1] or of[2]) if of else frozenset[str]()
        for whole in (q for q in offered if q.dimension == dimension and not q.loose):
            counted = content(source[whole.end : whole.end + _NEXT])
            sums = of and _SUM.search(of.group()) and whole.money
            if whole.start < share.start and (sums or named & counted):
                yield share.base / 100 * whole.base


def _quotients(offered: Sequence[Quantity], dimension: str | None) -> Iterator[float]:
    """What falls to each of a number of years, or of things: 64 million over five years."""
    for one, other in pairwise(q for q in offered if not q.loose):
        for whole, parts in ((one, other), (other, one)):
            if (
                whole.dimension == dimension
                and parts.dimension in {None, "time"}
                and parts.value > 1
            ):
                yield whole.base / parts.value


def _in_unit(quantity: Quantity, dimension: str | None, factor: float) -> float:
    return quantity.base if quantity.dimension == dimension else quantity.value * factor


def _shares(
    mine: Quantity, offered: Sequence[Quantity], claim: str, source: str
) -> Iterator[float]:
    """What part the one of two neighbours is of the other, and what changed, in percent.

    They have the same unit, and what the answer says it of stands near them.
    """
    said = content(claim)
    again = _AGAIN.match(claim, mine.end)
    for match in _PART_OF.finditer(source):
        part, whole = map(float, match.groups())
        if 0 < part < whole and said & _near(source, match.start(), match.end()):
            yield part / whole * 100
    of = _OF.match(claim, mine.end)
    wanted = content(of[1] if of else f"{claim[: mine.start]} {claim[mine.end :]}")
    enough = 1 if of else _PART_NEAR * len(wanted)
    for dimension in {q.dimension for q in offered} - {mine.dimension or ""}:
        alike = [
            q
            for q in offered
            if q.dimension in {dimension, None}
            and q.base > 0
            and (q.text[-1:].isdigit() or not q.loose)
        ]
        for one, other in pairwise(alike):
            near = _near(source, one.start, other.end)
            of_a_kind = dimension in {one.dimension, other.dimension}
            if (
                of_a_kind
                and one.factor == other.factor
                and (not wanted or len(wanted & near) >= enough)
            ):
                small, large = sorted((one.base, other.base))
                if not again:
                    yield small / large * 100
                # "18 million, compared with 12": from the latter.
                turned = _COMPARED.search(source[one.end : other.start])
                if again or not _AS_MUCH.match(claim, mine.end):
                    yield (large - small) / (other.base if turned else one.base) * 100


def _near(source: str, start: int, end: int) -> frozenset[str]:
    """The words around a stretch of the source."""
    return content(source[max(0, start - _NEAR) : end + _NEAR])


def _is_about(mine: Quantity, actual: float, before: str, after: str) -> bool:
    said = mine.base
    if _MORE_AFTER.match(after):
        return said <= actual <= said * (1 + 2 * _BEYOND)
    if _MORE.search(before):
        return said <= actual <= said * (1 + _BEYOND)
    if _LESS.search(before):
        return said * (1 - _BEYOND) <= actual <= said
    if mine.loose:
        return abs(said - actual) <= _POINTS_IN_WORDS
    return abs(said - actual) <= (_POINTS if said == int(said) else _POINTS_EXACTLY)

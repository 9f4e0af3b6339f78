"""Numbers that an answer works out from those of its source: sums, differences, shares. Pure.

Any number is a sum of something. So only two that follow each other in the source are put
together, and only where the answer says that it reckons ("together", "more than"), unless the
result is too long to have come out by chance.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.answering.quantities import Quantity

_TOGETHER = re.compile(
    r"\b(?:together|total|in all|altogether|combined|both|overall|sum|plus|and|all)\b"
    r"|共|合计|ביחד|סך"
)
_APART = re.compile(
    r"\b(?:more|less|fewer|(?:cheap|high|low|long|short|larg|small|old|young|lat|earli|great)er"
    r"|above|below|profit|loss|gap|difference|remaining|remainder|rest|others?|by|left|lost|saved?"
    r"|gain(?:ed)?|age[ds]?|old|lived|margin|ahead|after|between|span(?:ned|s)?|lasted|for)\b"
)
_REST = re.compile(r"\bthe (?:rest|remainder|others)\b|\bremaining\b|其余|השאר")
_TIMES = re.compile(r"\s?times\b|-?fold\b")
# "Two fewer than last year", "the works pays the rest" leave a number to be worked out.
_LEFT_TO_WORK_OUT = re.compile(
    r"\bthe (?:rest|remainder)\b|\b(?:more|less|fewer|(?:high|low|lat|earli)er) than\b"
)
_MORE = re.compile(r"\b(?:more than|over|above|at least|upwards of)\s(?:an?\s)?$")
_LESS = re.compile(r"\b(?:less than|fewer than|under|below|at most)\s(?:an?\s)?$")
_LAST_WORD, _NEXT_WORD = re.compile(r"\S+\s$"), re.compile(r"\s\w+")
_LONG = 3  # significant digits that no accident brings about
_ROUNDED = 0.05
_BEYOND = 0.35  # "more than half" may be said of two thirds, not of everything
_POINTS = {True: 3.0, False: 0.6}  # of a percentage: said in words, said in figures


def is_worked_out(
    mine: Quantity, offered: Sequence[Quantity], years: Sequence[int], claim: str, source: str
) -> bool:
    """True where ``mine`` of the folded ``claim`` comes of two numbers next to each other."""
    before = claim[: mine.start]
    if mine.dimension == "percent":
        return any(_is_about(mine.base, share, before, loose=mine.loose)
                   for share in _shares(offered))  # fmt: skip
    if _TIMES.match(claim, mine.end):
        ratios = [100 / share for share in _shares(offered) if share]
        return any(abs(ratio - mine.base) <= _ROUNDED * mine.base for ratio in ratios)
    long = len(f"{mine.mantissa:.10g}".replace(".", "").strip("0")) >= _LONG
    hedged = bool(re.search(r"\b(?:about|around|roughly|some|nearly|almost|over)\s$|~\s?$", before))
    found = [
        result
        for one, other in _neighbours(offered, mine.dimension)
        for cue, result in ((_TOGETHER, one + other), (_APART, abs(one - other)))
        if long or _reckons(cue, claim, source) or _LEFT_TO_WORK_OUT.search(source)
    ]
    if mine.dimension in {None, "time"} and mine.unit in {"", "year", "years"}:
        found += [abs(a - b) * mine.factor for a, b in pairwise(years) if _APART.search(claim)]
    room = _ROUNDED * mine.base if hedged else 1e-6 * max(1.0, mine.base)
    return any(result > 0 and abs(result - mine.base) <= room for result in found)


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
    """46%, 39% "and the rest": 15%."""
    if mine.dimension != "percent" or not _REST.search(folded):
        return False
    said = [q.base for q in offered if q.dimension == "percent"]
    return any(abs(100 - sum(said[i:j]) - mine.base) < 0.01
               for i in range(len(said)) for j in range(i + 1, len(said) + 1))  # fmt: skip


def counts_a_list(mine: Quantity, offered: Sequence[Quantity]) -> bool:
    """A small number in words may count what the source lists: "the two pigments are …"."""
    if not mine.text.isalpha() or not 2 <= mine.value <= 5 or mine.dimension:
        return False
    return not any(2 <= other.value <= 9 for other in offered)


def _neighbours(
    offered: Sequence[Quantity], dimension: str | None
) -> Iterator[tuple[float, float]]:
    """Numbers of a dimension that follow each other; the second may leave its unit unsaid."""
    alike = [q for q in offered if q.dimension in {dimension, None} and not q.loose]
    for one, other in pairwise(alike):
        if one.dimension == dimension:
            yield one.base, other.value * one.factor if other.dimension is None else other.base


def _shares(offered: Sequence[Quantity]) -> Iterator[float]:
    """What part the one of two neighbours is of the other, and what changed, in percent."""
    for dimension in {q.dimension for q in offered} - {"percent"}:
        for one, other in _neighbours(offered, dimension):
            if one > 0 and other > 0:
                small, large = sorted((one, other))
                yield from (small / large * 100, abs(other - one) / one * 100)


def _is_about(said: float, actual: float, before: str, *, loose: bool) -> bool:
    if _MORE.search(before):
        return said <= actual <= said * (1 + _BEYOND)
    if _LESS.search(before):
        return said * (1 - _BEYOND) <= actual <= said
    return abs(said - actual) <= _POINTS[loose]

"""At least, at most: which way a figure is bounded, and whether a statement turns that round. Pure.

"At least ten days" and "no more than ten days" have the same figure and leave no day in common.
A bare figure is about its bound: only a bound against the other one counts.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rag.reading.terms import fold
from rag.verifying.antonyms import opposites
from rag.verifying.dates import dates, mask_dates
from rag.verifying.overlap import Words, words_of
from rag.verifying.shares import numbers
from rag.verifying.verbs import lemma
from rag.verifying.words import NEGATION

_THAN_UP = (
    "more|greater|higher|longer|older|larger|heavier|taller|bigger|further|farther|later|thicker"
    "|wider|deeper|faster|hotter|warmer|louder|steeper|dearer"
)
_THAN_DOWN = (
    "less|fewer|lower|shorter|younger|smaller|lighter|earlier|sooner|thinner|narrower|shallower"
    "|slower|colder|cooler|nearer|closer|cheaper"
)
_NOT = r"(?:not?|never|neither|cannot be|\w+n't)"
# What stands before the figure; the denied ones first, as "no more than" has "more than" in it.
_NO = "不(?:会|得|能|可|应|许)?"
_MOST = rf"""
    \bat (?:the )?(?:very )?most|\bup to|\b{_NOT} (?:any )?(?:{_THAN_UP}) than
    \b{_NOT} (?:over|above|beyond|exceed(?:ing)?)|\b(?:limited|capped|restricted) (?:to|at)
    \b(?:an? |the )?max(?:imum)?\b(?: \w+)?(?: of| is| was)?|\bwithin
    \bas (?:much|many|long|high|old|late) as|\b(?:an? |the )?(?:upper )?(?:limit|ceiling|cap) of
    至多|最多|{_NO}(?:超过|多于|高于|大于|晚于|迟于|长于|逾)|(?:没有?|未)超过|最[高长大晚迟]|上限为?
    לכל היותר|לא יותר (?:מ|מאשר )?-?|(?<![א-ת])ו?עד|(?<![א-ת])ב?תוך|לא (?:מעל|מאוחר מ)|מקסימום
"""
_LEAST = rf"""
    \bat (?:the )?(?:very )?least|\b{_NOT} (?:any )?(?:{_THAN_DOWN}) than|\bupwards of
    \b{_NOT} (?:under|below|before)|\b(?:an? |the )?min(?:imum)?\b(?: \w+)?(?: of| is| was)?
    至少|最少|起码|{_NO}(?:少于|低于|小于|早于|短于)|最[低短小早]|下限为?
    לפחות|לא פחות (?:מ|מאשר )?-?|לא מתחת ל-?|מינימום
"""
_OVER = rf"""
    \b(?:{_THAN_UP}) than|\bover|\babove|\bin excess of|\bexceed(?:s|ed|ing)?|\bbeyond
    超过|超出|多于|高于|大于|长于|晚于|逾|יותר (?:מ|מאשר )?-?|(?<![א-ת])ו?מעל|למעלה (?:מ)?-?
"""
_UNDER = rf"""
    \b(?:{_THAN_DOWN}) than|\bunder|\bbelow|\bshort of
    少于|低于|小于|短于|早于|不足|不到|未满|不满|פחות (?:מ|מאשר )?-?|מתחת (?:ל)?-?
"""
_MOST_AFTER = r"""
    (?:or|and|&) (?:less|fewer|under|below|younger|shorter|lower|smaller|earlier|sooner)\b
    at (?:the )?(?:very )?most\b|(?:at )?(?:the )?max(?:imum)?\b|at the latest\b
    [^\s\d,.;:、。]{0,2}?(?:以下|以内|之内|及以下)|לכל היותר|ומטה|או פחות
"""
_LEAST_AFTER = r"""
    (?:or|and|&) (?:more|over|above|older|longer|higher|larger|upwards?|later|up)\b
    at (?:the )?(?:very )?least\b|(?:at )?(?:the )?min(?:imum)?\b|at the earliest\b|plus\b|\+
    [^\s\d,.;:、。]{0,2}?(?:以上|及以上|或更多)|לפחות|ומעלה|או יותר
"""
_BY = r"\b(?:by|until|till|before|(?:no|not) later than|not after|at the latest)|לפני|עד"
_FROM = r"""
    \b(?:from|since|after|as of|(?:no|not) (?:earlier|sooner) than|not (?:before|until)|starting)
    אחרי|החל
"""


def _any(phrases: str) -> str:
    return "|".join(line.strip() for line in phrases.strip().splitlines())


_BEFORE = re.compile(
    rf"(?:(?P<most>{_any(_MOST)})|(?P<least>{_any(_LEAST)})"
    rf"|(?P<over>{_any(_OVER)})|(?P<under>{_any(_UNDER)}))"
    r"(?:(?: (?:an?|the|another|about|some|age|ages|aged|total|of|only|just|be|is|years))*"
    r"\s?(?:us\$|[$€£¥₪])?\s?|[^\s\d,.;:、。]{0,5})$"
)
_AFTER = re.compile(
    rf"(?:\s[a-z]{{3,}})??\s?(?:(?P<most>{_any(_MOST_AFTER)})|(?P<least>{_any(_LEAST_AFTER)}))"
)
# "No later than three days before it" is at least so long before.
_AHEAD = re.compile(r"\s(?:before|ahead|prior|in advance|beforehand)\b")
_LATE = re.compile(r"\b(?:later|late|latest|after|earlier|sooner|before)\b")
# "Over three years" is mostly while they pass.
_WHILE = re.compile(r"(?:^|[,;:.] )(?:over|within) $|\b(?:\w+ed|and|but|it|them) over $")
# "No household may hold more than two", "must not weigh under five".
_DENIED = re.compile(
    r"(?:\b(?:no|not|never|none|nobody|cannot|neither)\b|n't\b|(?<![א-ת])(?:לא|אין|אסור)(?![א-ת]))"
    r"(?:\s+(?!and\b|but\b|or\b|who\b|that\b)[^\s,.;:]+){0,5}\s*$"
)
# "No more than an hour" has the figure of "at least one hour".
_ONE = re.compile(
    r"\b(?P<than>than|least|most|within|under|above|below) (?:an?|one|another) (?=(?:full "
    r"|whole )?(?:second|minute|hour|day"
    r"|night|week|fortnight|month|year|decade|metre|meter|mile|kilo\w+|litre|liter|pint|inch|foot"
    r"|gram|tonne?|pound|euro|dollar|of|in)\b)"
)
_HE_ONE = re.compile(r"((?<![א-ת])[ובש]?(?:יותר|פחות) מ)(?:אחד|אחת)(?![א-ת])")
_DEADLINE = re.compile(
    rf"(?P<most>{_BY})(?: the| end of| יום| ה)*\s?$"
    rf"|(?P<least>{_any(_FROM)})(?: on| in| the| מ)*\s?-?$"
)
_FROM_TO = re.compile(r"\s?(?:to|until|till|and|through|[-–—])\s")
_STRETCH = re.compile(r"[,;:.!?。；、()](?!\d)|\s(?:and|but|while|whereas)\s|\n")
_SENTENCE = re.compile(r"[;.!?。；](?:\s|$|(?<=[。；]))|\n")
_NEAR = 45  # characters on either side in which a negation bears on a bound
_SAME_MATTER = 0.5
_SAME_DEADLINE = 0.6
# A figure that is no small round number is seldom said of two things in one sentence.
_TELLING, _OF_A_TELLING_FIGURE = 1000, 0.15


class _Bound(NamedTuple):
    """``least`` where the figure is the least there may be; ``said`` is the word for it."""

    dimension: str | None
    value: float
    least: bool | None  # None for a bare figure
    said: str
    words: Words
    denied: bool
    rest: str


def turned_bounds(
    claim: str, quotes: Sequence[str], context: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for each figure that the claim bounds the other way than the quotes."""
    mine = [b for b in _bounds(claim) if b.least is not None]
    if not mine:
        return
    theirs = [b for quote in quotes for b in _bounds(quote)]
    around = [b for text in context for b in _bounds(text)]
    for bound in mine:
        against = [b for b in theirs if _against(bound, b)]
        if not against or any(_allows(bound, b, against[0]) for b in (*theirs, *around)):
            continue
        yield bound.said, f"the source says “{against[0].said}”, the answer “{bound.said}”"


def _against(mine: _Bound, other: _Bound) -> bool:
    enough = _SAME_DEADLINE if mine.dimension == "date" else _SAME_MATTER
    if mine.dimension != "date" and mine.value >= _TELLING:
        enough = _OF_A_TELLING_FIGURE
    return (
        _same_figure(mine, other)
        and other.least is not None
        and other.least != mine.least
        and not mine.denied
        and not other.denied
        and mine.words.coverage(other.words) >= enough
        and not _opposed(mine.rest, other.rest)
    )


def _allows(mine: _Bound, other: _Bound, against: _Bound) -> bool:
    """True where the source bounds the figure so as well, or has it bare for the same matter."""
    if not _same_figure(mine, other):
        return False
    if other.least is None:
        return mine.words.shared(other.words) >= mine.words.shared(against.words) > 0
    return other.least == mine.least


def _same_figure(one: _Bound, other: _Bound) -> bool:
    return one.dimension == other.dimension and abs(one.value - other.value) <= 1e-6 * abs(
        one.value
    )


def _opposed(one: str, other: str) -> bool:
    """True where the rest of one turns the other round: "under 12 free", "over 12 pay"."""
    mine, theirs = ({lemma(w) for w in re.findall(r"\w+", text)} for text in (one, other))
    return any(opposites(word) & theirs - mine for word in mine - theirs)


@lru_cache(maxsize=2048)
def _bounds(text: str) -> tuple[_Bound, ...]:
    folded = _HE_ONE.sub(r"\1-1", _ONE.sub(r"\g<than> 1 ", fold(text)))
    plain = mask_dates(folded)
    found = []
    for quantity in numbers(plain):
        start, end = quantity.start, quantity.end
        # A Hebrew prefix stands on the number itself: "יותר משלושים".
        before = plain[:start] + ("מ" if quantity.text[:1] == "מ" else "")
        match = _BEFORE.search(before[-60:])
        after = None if match else _AFTER.match(plain, end)
        if match:
            way = next(g for g in ("most", "least", "over", "under") if match[g])
            said = match[way]
            opens = len(before) - len(before[-60:]) + match.start()
            if quantity.dimension == "time" and _WHILE.search(f"{plain[:opens]}{said} "):
                match = None
        if match:
            denial = _DENIED.search(plain[max(0, opens - 60) : opens])
            flip = bool(denial) and way in {"over", "under"}
            turned = bool(_LATE.search(said) and _AHEAD.match(plain, end))
            least = (way in {"least", "over"}) != (flip != turned)
            cut = opens - (len(denial.group()) if denial and flip else 0)
            said = plain[cut:opens] + said if flip else said
            found.append(_bound(quantity.dimension, quantity.base, least, said.strip(), plain,
                                (opens, end), len(plain[cut:opens])))  # fmt: skip
        elif after:
            least = bool(after["least"])
            said = after["least"] or after["most"]
            found.append(_bound(quantity.dimension, quantity.base, least, said.strip(), plain,
                                (start, after.end())))  # fmt: skip
        else:
            found.append(_bound(quantity.dimension, quantity.base, None, quantity.text, plain,
                                (start, end)))  # fmt: skip
    return (*found, *_deadlines(folded))


def _deadlines(folded: str) -> Iterator[_Bound]:
    """Dates that something is to be done by, or holds from; a span from one to another is none."""
    said = dates(folded)
    for date in said:
        if date.weekday is not None or date.decade is not None:
            continue
        match = _DEADLINE.search(folded[max(0, date.start - 40) : date.start])
        follows = _FROM_TO.match(folded, date.end)
        span = follows and any(d.start == follows.end() for d in said)
        # A life goes on after a year: "until 1990" and "from 1990" may both be told of it.
        least = bool(match["least"]) if match and not span and date.month else None
        value = float((date.year or 0) * 10_000 + (date.month or 0) * 100 + (date.day or 0))
        where = (date.start - (len(match.group()) if match else 0), date.end)
        word = (match["least"] or match["most"]) if match else date.text
        yield _bound("date", value, least, word.strip(), folded, where)


def _bound(
    dimension: str | None,
    value: float,
    least: bool | None,
    said: str,
    text: str,
    whole: tuple[int, int],
    own: int = 0,
) -> _Bound:
    """With the words of its sentence; a negation near it is noted, but for the ``own`` one."""
    start = max((m.end() for m in _SENTENCE.finditer(text, 0, whole[0])), default=0)
    stop = _SENTENCE.search(text, whole[1])
    end = stop.start() if stop else len(text)
    rest = f"{text[start : whole[0]]} {text[whole[1] : end]}"
    left = _STRETCH.split(text[max(start, whole[0] - own - _NEAR) : whole[0] - own])[-1]
    right = _STRETCH.split(text[whole[1] : min(end, whole[1] + _NEAR)])[0]
    denied = bool(NEGATION.search(left) or NEGATION.search(right))
    return _Bound(dimension, value, least, said, words_of(rest), denied, rest)

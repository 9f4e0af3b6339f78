"""A case of which a text speaks by its bounds: a party of twenty, where it has "more than twelve".

What holds of all above a bound holds of one above it, and its contrary of one below. Pure.
"""

import re
from collections.abc import Iterator

from rag.verifying.belonging import content
from rag.verifying.quantities import Quantity
from rag.verifying.shares import numbers

_NUMBER_NEXT = r"(?:\s(?:an?|the|age|ages|aged|of|only))*\s?(?:us\$|[$€£¥₪])?\s?$"
_OVER = re.compile(
    r"(?:\b(?:(?:more|greater|longer|older|larger|heavier|higher|taller|bigger) than|over|above"
    r"|exceed(?:s|ing)?|beyond)"
    + _NUMBER_NEXT
    + r"|(?:超过|多于|高于|大于)\s?$|(?:יותר|מעל|למעלה)\s(?:מ-?)?$)"
)
_UNDER = re.compile(
    r"(?:\b(?:(?:less|fewer|shorter|younger|smaller|lighter|lower) than|under|below)"
    + _NUMBER_NEXT + r"|(?:少于|低于|不足|未满|不到)\s?$|(?:פחות|מתחת)\s(?:[מל]-?)?$)"
)  # fmt: skip
_LEAST = re.compile(
    r"(?:\b(?:at least|no(?:t)? (?:less|fewer) than|minimum of)" + _NUMBER_NEXT
    + r"|(?:至少|不少于|最少|不低于)[^\d,，。]{0,3}$|לפחות\s$)"
)  # fmt: skip
_MOST = re.compile(
    r"(?:\b(?:at most|no(?:t)? more than|up to|maximum of)" + _NUMBER_NEXT
    + r"|(?:最多|至多|不超过)[^\d,，。]{0,3}$|(?<![א-ת])(?:עד|לכל היותר)\s$)"
)  # fmt: skip
_LEAST_AFTER = re.compile(
    r"\s?(?:\w+ )??(?:(?:or|and) (?:more|over|above|older|upwards)\b|以上|לפחות|ומעלה)"
)
_MOST_AFTER = re.compile(
    r"\s?(?:\w+ )??(?:(?:or|and) (?:less|fewer|under|below|younger)\b|以下|以内)"
)
_BOUNDED = (_OVER, _UNDER, _LEAST, _MOST)
# Whose case is put: "a party of twenty", "anyone", "if".
_CASE = re.compile(
    r"(?:^|[,;:] )(?:an?|any|anyone|anybody|someone|somebody|whoever|if|on an?|for an?|in an?|with"
    r"(?: an?| only)?|even)\s|\b(?:would|could)\b|如果|假如|要是|的人|(?<![א-ת])(?:מי ש|אם |כש)"
)
_NEGATION = re.compile(
    r"\b(?:not|no|none|never|neither|nor|nobody|nothing|without|cannot|unless)\b|n't\b|[不没未无]"
    r"|(?<![א-ת])[וש]?(?:לא|אין|אינ[א-ת]*|ללא|בלי|אסור)(?![א-ת])"
)
_END = re.compile(r"[.!?](?:\s|$)|[。！？\n]")


def is_case(mine: Quantity, claim: str, source: str) -> bool:
    """True where ``mine`` is one of which the (folded) source speaks, or its contrary."""
    if mine.loose or mine.dimension == "percent":
        return False
    before = claim[: mine.start]
    if any(cut.search(before) for cut in _BOUNDED) or _bounded_after(mine, claim):
        return False
    said = content(claim)
    for within, told in _bounds(mine, source):
        if not said & content(told):
            continue
        if within is None:
            return True
        if _CASE.search(claim) and within == (_parity(claim) == _parity(told)):
            return True
    return False


def _bounds(mine: Quantity, source: str) -> Iterator[tuple[bool | None, str]]:
    """Whether ``mine`` is within each bound, and its sentence; None for the first one beyond it."""
    for other in numbers(source):
        if other.dimension != mine.dimension or other.factor != mine.factor or other.loose:
            continue
        before, after = source[: other.start], source[other.end :]
        told = _sentence(source, other.start)
        if _LEAST.search(before) or _LEAST_AFTER.match(after):
            yield mine.base >= other.base, told
        elif _MOST.search(before) or _MOST_AFTER.match(after):
            yield mine.base <= other.base, told
        elif _OVER.search(before):
            whole = mine.dimension is None and mine.value == other.value + 1
            yield (None if whole else mine.base > other.base), told
        elif _UNDER.search(before):
            yield mine.base < other.base, told


def _bounded_after(mine: Quantity, claim: str) -> bool:
    after = claim[mine.end :]
    return bool(_LEAST_AFTER.match(after) or _MOST_AFTER.match(after))


def _parity(text: str) -> int:
    return len(_NEGATION.findall(text)) % 2


def _sentence(text: str, at: int) -> str:
    ends = [m.end() for m in _END.finditer(text)]
    start = max((e for e in ends if e <= at), default=0)
    return text[start : min((e for e in ends if e > at), default=len(text))]

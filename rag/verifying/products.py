"""Numbers that come of a price and a count, or are what one part leaves of a whole. Pure.

Two tickets at £9 are £18; of nine mills three are open, so six are not; 20 per cent knew it, so
80 did not. Only what stands in one sentence of the source is put together.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.verifying.belonging import content
from rag.verifying.quantities import HEDGED, Quantity

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？\n]")
_ALL = re.compile(
    r"\b(?:largest|highest|most|maximum|both|all|full|whole|together|total|altogether|combined"
    r"|allowed|permitted)\b|共|全部|总|最多"
)
_SEVERAL = range(2, 13)  # what "no more than two" may count
_NEXT_WORD = re.compile(r"\s?(?:[a-z-]+\s){0,1}?([a-z]{3,})")
_NEXT_HEBREW = re.compile(r"\s([א-ת]{2,})")
_NEXT_CHARACTERS = re.compile(r"[\u4e00-\u9fff]{2}")
_EACH = r"(?:\b(?:per|an?|each|every|for each|for every)\s|/\s?|每一?|一)"
_PART = re.compile(
    r"\bof (?:which|whom|them|the|its|these|those|their)\b|\bout of\b|其中|מתוכ|מהם|מהן"
)
_OTHERS = re.compile(
    r"\b(?:others?|rest|remaining|remainder|itself|themselves)\b|其余|其他|另外|剩|שאר"
)
DENIES = re.compile(
    r"\b(?:not|no|none|never|neither|nobody|without|cannot|fail(?:s|ed)?|lack(?:s|ed)?|closed|forbidden|banned|prohibited|barred)\b|n't\b"
    r"|\bun(?!der|til|i|usual)[a-z]{4,}|[不没未]|(?<![א-ת])(?:לא|אינ[א-ת]*|אין|ללא|בלי)(?![א-ת])"
)
_NEXT_CLAUSE = re.compile(
    r"[;；]|, (?=but|and|while|whereas)|\b(?:and|but) (?:that|she|he|they|it)\b"
)
_ROUNDED = 0.05


def products(
    said: Sequence[Quantity], offered: Sequence[Quantity], claim: str, source: str
) -> set[int]:
    """Where the numbers of the claim start that are, or make, a product with one of the source."""
    explained = set[int]()
    for total in (q for q in said if q.dimension not in {None, "percent"} and not q.loose):
        prices = [q for q in offered if q.dimension == total.dimension and not q.loose]
        for price in prices:
            for count in (q for q in said if q is not total and not q.loose):
                times = count.value * price.base
                if _is(total, times, claim) and _priced(count, price, claim, source):
                    explained |= {total.start, count.start}
            if _ALL.search(claim) and any(
                _is(total, count * price.base, claim) for count in _counts(price, offered, source)
            ):
                explained.add(total.start)
    return explained


def is_what_is_left(mine: Quantity, offered: Sequence[Quantity], claim: str, source: str) -> bool:
    """True for the six of nine that three leave, and the 80 per cent that 20 leave."""
    if mine.loose:
        return False
    percent = mine.dimension == "percent"
    alike = [q for q in offered if q.dimension == mine.dimension and (percent or not q.loose)]
    if percent:
        parts = [(q, round(100 - q.base, 6)) for q in alike]
    else:
        parts = [
            (b, abs(a.base - b.base))
            for a, b in pairwise(alike)
            if (told := _around(source, a.start)) == _around(source, b.start) and _PART.search(told)
        ]
    return any(
        left == mine.base
        and (
            bool(_OTHERS.search(claim))
            or bool(DENIES.search(claim)) != bool(DENIES.search(_clause(source, part)))
        )
        for part, left in parts
    )


def _is(total: Quantity, reckoned: float, claim: str) -> bool:
    hedged = HEDGED.search(claim[: total.start])
    room = _ROUNDED * total.base if hedged else 1e-6 * total.base
    return abs(reckoned - total.base) <= room


def _priced(count: Quantity, price: Quantity, claim: str, source: str) -> bool:
    """True where the source has the price for each of what the claim counts."""
    told = _around(source, price.start)
    if count.dimension:
        unit = re.escape(count.unit.rstrip("s"))
        return bool(unit) and bool(re.search(_EACH + unit, told))
    if count.value not in _SEVERAL and count.value != int(count.value):
        return False
    word = _NEXT_WORD.match(claim, count.end)
    characters = _NEXT_CHARACTERS.match(claim, count.end)
    word = word or _NEXT_HEBREW.match(claim, count.end)
    noun = content(word[1]) if word else frozenset()
    return bool(noun & content(told)) or bool(characters and characters.group() in told)


def _counts(price: Quantity, offered: Sequence[Quantity], source: str) -> Iterator[float]:
    """Small bare counts next to a price in its sentence: "£35 each, and no more than two"."""
    sentence = _around(source, price.start)
    for one, other in pairwise(q for q in offered if not q.loose):
        for first, count in ((one, other), (other, one)):
            if (
                first is price
                and count.dimension is None
                and count.value in _SEVERAL
                and _around(source, count.start) == sentence
            ):
                yield count.value


def _clause(text: str, part: Quantity) -> str:
    """The clause of a number's sentence that has it."""
    sentence = _around(text, part.start)
    return next((c for c in _NEXT_CLAUSE.split(sentence) if part.text in c), sentence)


def _around(text: str, at: int) -> str:
    """The sentence of a folded text that has the character ``at``."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    start = max((e for e in ends if e <= at), default=0)
    return text[start : min((e for e in ends if e > at), default=len(text))]

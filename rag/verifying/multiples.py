"""How many times as much, and scores: numbers that mean something only as what they are. Pure.

That the source has a three somewhere does not bear out "three times as much", nor that it has
a four and a two "they won 4-2".
"""

import re
from collections.abc import Iterator

from rag.verifying.quantities import Quantity
from rag.verifying.shares import numbers

# The stems of words for it, after any of which "s", "d", "ing" or "fold" may follow.
_STEMS = {
    "doubl": 2, "twice": 2, "twofold": 2, "tripl": 3, "trebl": 3, "thrice": 3, "threefold": 3,
    "quadrupl": 4, "fourfold": 4, "fivefold": 5, "tenfold": 10,
}  # fmt: skip
_WORDED = re.compile(rf"\b(?P<stem>{'|'.join(_STEMS)})(?:e[sd]?|ing)?\b")
_SCORE = re.compile(r"(?<![\d.,–-])(\d{1,2})[–-](\d{1,2})(?![\d–-]|[.,]\d)")
_TIMES = re.compile(r"\s?-?fold\b|\stimes (?:as|the|its|their|more|less|what|\w{3,}er)\b")


def multiples(folded: str) -> list[Quantity]:
    """The numbers of "three times as much", "tenfold", "doubled"."""
    worded = [Quantity(m.group(), _STEMS[m["stem"]], _STEMS[m["stem"]], start=m.start())
              for m in _WORDED.finditer(folded)]  # fmt: skip
    return [*worded, *(q for q in numbers(folded) if is_multiple(q, folded))]


def is_multiple(quantity: Quantity, folded: str) -> bool:
    """True where a number says how many times as much."""
    return bool(_TIMES.match(folded, quantity.end))


def other_multiples(claim: str, source: str) -> Iterator[tuple[str, str]]:
    """Multiples in a word ("tripled") where the (folded) source has another, with that one."""
    theirs = multiples(source)
    for mine in multiples(claim):
        if theirs and mine.text.isalpha() and all(mine.value != other.value for other in theirs):
            yield mine.text, theirs[0].text


def other_scores(claim: str, source: str) -> Iterator[str]:
    """The scores of the (folded) claim that are not among those of the source."""
    known = {frozenset(m.groups()) for m in _SCORE.finditer(source)}
    for match in _SCORE.finditer(claim):
        one, other = match.groups()
        spelt = re.search(rf"(?<!\d){one}\D{{1,6}}{other}(?!\d)", source)
        if known and frozenset((one, other)) not in known and not spelt:
            yield match.group()

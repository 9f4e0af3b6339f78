"""Does an answer hold the kind of value that the question asks for? Pure.

A sentence may be true and beside the point: asked how many, a small model tells who and where.
"""

import re
from collections.abc import Iterable

from rag.answering.asking.question import analyse
from rag.answering.rows.columns import is_of
from rag.verifying.words import DATE, DURATION, MONEY, NUMBER, PERCENT, Asks

_VALUES = {
    Asks.NUMBER: ("number", NUMBER),
    Asks.MONEY: ("amount", MONEY),
    Asks.PERCENT: ("percentage", PERCENT),
    Asks.DATE: ("date", DATE),
    Asks.DURATION: ("length of time", DURATION),
}


def lacking(question: str, sentences: Iterable[str]) -> str | None:
    """What is asked for and stands in none of the sentences: "number", "date"; else None."""
    asks = analyse(question).asks
    if asks is None or asks not in _VALUES:
        return None
    name, pattern = _VALUES[asks]
    said = list(sentences)
    bare = asks is Asks.MONEY and any(_prices(question, sentence) for sentence in said)
    return None if bare or any(pattern.search(sentence) for sentence in said) else name


# Neither years nor the 64 of "Capstan 64".
_FIGURE = re.compile(r"(?<![\w.,])(?!(?:1\d|20)\d\d(?![\d.,]\d|\d))\d[\d,.]*")


def _prices(question: str, sentence: str) -> bool:
    """Whether a sentence names a price without its currency, as a price list does: "costs 389"."""
    found = {figure.rstrip(".,") for figure in _FIGURE.findall(sentence)}
    return is_of(Asks.MONEY, sentence) and bool(found.difference(_FIGURE.findall(question)))

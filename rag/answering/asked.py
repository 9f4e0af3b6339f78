"""Does an answer hold the kind of value that the question asks for? Pure.

A sentence may be true and beside the point: asked how many, a small model tells who and where.
"""

from collections.abc import Iterable

from rag.answering.question import analyse
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
    return None if any(pattern.search(sentence) for sentence in sentences) else name

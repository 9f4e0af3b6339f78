"""“What does entry cost?” where entry is free: no amount of money says so. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate

_ASKED = re.compile(
    r"(?i)\bhow (?:much|expensive)\b(?!.*\b(?:time|space|room|water|land)\b)"
    r"|\bwhat (?:do|does|did|will|would|is|are|was|were)\b.*\b(?:costs?|prices?|fees?|charges?)\b"
    r"|\b(?:have|need) to pay\b|\bis there (?:a|an|any) (?:\w+ )?(?:fee|charge)\b"
)
_FREE = re.compile(
    r"(?i)\bfree of charge\b|\b(?:at|for) no (?:extra |additional )?(?:charge|cost)\b"
    r"|\bcosts? nothing\b|\b(?:is|are|was|were|be|stays?|remains?) "
    r"(?:always |also |entirely |completely )?(?P<free>free)"
    r"(?=\W*$| (?:for|on|to|in|until|at|all|every|with)\b)"
)
# One clause tells the price of parking, the next of entry.
_CLAUSE = re.compile(r"[;:,]\s|\s[–—]\s|\s(?:and|but|while|whereas|or)\s")
_SAID_OF_ANY = frozenset(
    terms_of(
        "how much expensive what do does did will would is are was were cost costs price prices "
        "fee fees charge charges have need pay paid there any it get"
    )
)


class Gratis(NamedTuple):
    """The candidate, and where in its text it says so, half-open."""

    at: int
    words: tuple[int, int]


def gratis(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> Gratis | None:
    """The likeliest sentence that says of all that is asked about that it is free."""
    about = set(question.stems) - _SAID_OF_ANY
    if question.language != "en" or not about or not _ASKED.search(question.text):
        return None
    for i in order:
        text = candidates[i].text
        for found in _FREE.finditer(text):
            before = [m.end() for m in _CLAUSE.finditer(text, 0, found.start())]
            behind = _CLAUSE.search(text, found.end())
            clause = text[before[-1] if before else 0 : behind.start() if behind else len(text)]
            if about <= set(terms_of(clause)):
                return Gratis(i, found.span("free" if found["free"] else 0))
    return None

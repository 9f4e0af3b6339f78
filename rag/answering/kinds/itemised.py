"""“How many eggs does the cake need?”: an item of a list that is an amount and what it is of. Pure.

"4 eggs" has no verb, and stands under a heading of one word: the reader takes it for no answer.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.reading.terms import fold
from rag.schema import Kind

_UNIT = (
    r"(?:kg|g|mg|lb|oz|ml|cl|dl|l|cm|mm|m|grams?|kilos?|pounds?|ounces?|lit(?:re|er)s?|pints?|cups?|"
    r"tsp|tbsp|(?:tea|table)?spoons?|pinch(?:es)?|bottles?|packets?|packs?|pairs?|box(?:es)?|tins?|"
    r"cans?|slices?|cloves?|sheets?|rolls?|bags?|pieces?|met(?:re|er)s?|x|×)"
)
_ASKED = re.compile(
    rf"(?:^|\b(?:and|so|with|of|in|for) )how (?:many|much) (?:{_UNIT} of )?"
    r"(?P<thing>[a-z-]+(?: [a-z-]+)??)(?=\W*$| (?:is|are|was|were|do|does|did|has|have|can|should|"
    r"will|must|would|to|in|for|goes|go|there|per)\b)"
)
_FIGURE = (
    r"(?:\d[\d.,/]*(?:\s?[-–]\s?\d[\d.,]*)?|[½¼¾⅓⅔]|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"twelve|half an?|an?)"
)
_AMOUNT = re.compile(
    rf"(?P<amount>(?:about |ca\.? )?{_FIGURE}(?:\s?{_UNIT}\b\.?)?)\s+(?:of )?(?P<thing>[^\d\W].*)",
    re.IGNORECASE,
)
_LONGEST = 8  # words of an item
# What is done with things of a list says nothing about which list it is.
_DONE = frozenset(
    terms_of(
        "many much need needs needed require required requires use used uses take takes taken go "
        "goes put want have has add added there call called contain contains get bring brought"
    )
)
_OF_THIS = 0.5  # of the question's other words that stand in title, headings or passage


class Itemised(NamedTuple):
    """The candidate, and where in its text the amount stands, half-open."""

    at: int
    amount: tuple[int, int]


def itemised(question: Question, candidates: Sequence[Candidate]) -> Itemised | None:
    """The item with the amount of what the question counts; None unless there is just one."""
    asked = _ASKED.search(fold(question.text))
    wanted = set(terms_of(asked["thing"])) if asked else set[str]()
    if not wanted:
        return None
    others = set(question.stems) - wanted - _DONE
    found = []
    for i, c in enumerate(candidates):
        if c.sentence.kind is not Kind.LIST_ITEM or len(c.text.split()) > _LONGEST:
            continue
        item = _AMOUNT.search(c.text)
        if item is None or c.text[: item.start()].strip(" -–•*\t"):
            continue
        chunk = c.chunk
        place = (chunk.provenance.title, *chunk.chunk.headings, chunk.chunk.text)
        near = others & set(terms_of(" ".join(place)))
        if wanted <= set(terms_of(item["thing"])) and len(near) >= _OF_THIS * len(others):
            found.append(Itemised(i, item.span("amount")))
    return found[0] if len(found) == 1 else None

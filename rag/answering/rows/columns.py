"""What a head of a column makes of the bare numbers below it; which row is asked for. Pure.

"389" under "Price" is an amount of money, under "Warranty (months)" a length of time. Of a row
"EQ-10 | Burr grinder Capstan 64 | 389" a question has some words of its name, seldom its code.
"""

import re
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.rows.tables import CODE, LETTERED, cells_of, line_of, same_block
from rag.reading.terms import fold
from rag.verifying.words import Asks

if TYPE_CHECKING:
    from rag.answering.evidence import Candidate

_BARE = re.compile(r"[~≈+−-]?\s?\d[\d\s,.'’]*")
_MONEY = re.compile(
    r"\b(?:prices?|costs?|fees?|fares?|rents?|charges?|salar(?:y|ies)|wages?|deposits?|premiums?|"
    r"rrp|amount (?:due|paid|payable|owed)|(?:hourly|daily|day|weekly|monthly|nightly|room|hire|"
    r"rental) rates?|(?<!\w )rates?(?=\s*$| per (?!minute|second|cent)| an?\b)|"
    r"eur|usd|gbp|chf|ils|nis|cny|rmb|jpy|euros?|dollars?|pounds?|shekels?|yuan)\b|[$€£¥₪₹]|"
    r"价格?|单价|费用?|租金|工资|薪|金额|[(（]元[)）]|מחיר|עלות|תעריף|דמי|שכר|ש\"ח"
)
_PRICE = re.compile(r"\b(?:price|cost|rrp)|价|מחיר|עלות")
_NO_MONEY = re.compile(
    r"%|\b(?:per ?cent|dates?|codes?|numbers?|no\.|ids?|types?|cent(?:re|er)s?|groups?|index|count|"
    r"changes?|increase|list|class|until|from|since|paid by|payer)\b|日期|编号|代码"
)
_UNITS = {
    Asks.PERCENT: re.compile(r"%|\bper ?cent\b|百分|אחוז"),
    Asks.DURATION: re.compile(
        r"[(\[/,]\s*(?:in )?(?:s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|wks?|"
        r"months?|mths?|yrs?|years?)\.?\s*[)\]]?\s*$|^(?:days|weeks|months|years|hours|minutes)$|"
        r"[(（](?:天|周|月|个月|年|小时|分钟)[)）]|\((?:ימים|שבועות|חודשים|שנים|שעות|דקות)\)"
    ),
}
# What a word of a question asks the measure of: "How heavy is it?" the weight.
_MEASURES = (
    (r"\bhow heavy\b|\bweighs?\b", r"\bweights?\b|\bmass\b|[(\[](?:kg|g|t|lbs?)[)\]]"),
    (r"\bhow far\b", r"\bdistance\b|[(\[](?:km|mi|miles)[)\]]"),
    (r"\bhow (?:tall|high)\b", r"\bheight\b|\belevation\b|\baltitude\b"),
    (r"\bhow wide\b", r"\bwidth\b"),
    (r"\bhow deep\b", r"\bdepth\b"),
)
_MEASURED = [(re.compile(asked), re.compile(head)) for asked, head in _MEASURES]
_HOW_MUCH_IS = re.compile(r"\bhow much (?:is|are|was|were|for)\b|^\W*(?:price|cost|fee) ")
# What a question for an amount says besides what the row and the head are called.
_OF_AMOUNTS = frozenset(
    terms_of("price cost pay charge buy long last take heavy weigh far tall high wide deep piece")
    + terms_of("钱 价格 单价 费用 עולה עולים עלות מחיר המחיר")
)
_SAME_UNIT = {"kilo": "kg", "kilogram": "kg", "gram": "g", "litr": "l", "liter": "l"}
_SIZE = re.compile(r"\d[\d.,]*\s?[^\W\d]+\.?")


def is_of(asks: Asks | None, head: str) -> bool:
    """Whether a bare number under the head is of the kind that is asked for."""
    folded = fold(head)
    if asks is Asks.MONEY:
        return bool(_MONEY.search(folded)) and not _NO_MONEY.search(folded)
    return asks in _UNITS and bool(_UNITS[asks].search(folded))


def is_price(head: str) -> bool:
    """Whether the head names what the thing itself costs: no deposit for it, no fee beside."""
    return bool(_PRICE.search(fold(head)))


def asks_how_much(question: Question) -> bool:
    """Whether it is an amount without a noun: "How much was awarded …?"."""
    return bool(_HOW_MUCH_IS.search(fold(question.text)))


def fits(question: Question, head: str, cell: str) -> bool:
    """Whether the cell has a bare number, or nothing, where its head is of the kind asked for."""
    if cell and not _BARE.fullmatch(cell):
        return False
    asked = fold(question.text)
    if question.asks is Asks.NUMBER and asks_how_much(question) and is_of(Asks.MONEY, head):
        return True
    measured = (of.search(fold(head)) for said, of in _MEASURED if said.search(asked))
    return is_of(question.asks, head) or any(measured)


def values_below(question: Question, candidate: "Candidate") -> int:
    """How many bare numbers of a row are of the kind that is asked for, by their heads.

    Of a row that has a word of the question: other rows have values of other things.
    """
    if not candidate.heads or set(question.terms).isdisjoint(terms_of(line_of(candidate)[0])):
        return 0
    cells = zip(cells_of(candidate.heads), cells_of(line_of(candidate)[0]), strict=False)
    return sum(bool(cell) and fits(question, head, cell) for head, cell in cells)


def prices(question: Question, candidate: "Candidate") -> bool:
    """Whether a bare number of a row is what is asked for: of a repair no price list gives any."""
    if not values_below(question, candidate):
        return False
    asked = {_SAME_UNIT.get(term, term) for term in question.terms}
    return not _rest(asked.difference(terms_of(line_of(candidate)[0])), candidate)


def row_asked_for(question: Question, candidates: Sequence["Candidate"], index: int) -> int | None:
    """The row of the candidate's table that has more of the question in its name than any other.

    None where two have as much, and where the question says something that neither the row nor
    the heads have nor what stands above: "a repair of the Admiral" is no row.
    """
    own = candidates[index]
    if not own.heads or question.wants_list or question.type == "compare":
        return None
    rows = [i for i, c in enumerate(candidates) if c.heads and same_block(c, own)]
    asked = {_SAME_UNIT.get(term, term) for term in question.terms}
    told = {i: asked & (name_of(candidates[i]) | sizes_of(candidates[i])) for i in rows}
    best = max(rows, key=lambda i: len(told[i]))
    if any(told[best] <= told[i] for i in rows if i != best) or not asked & name_of(
        candidates[best]
    ):
        return None
    return None if _rest(asked - told[best], own) else best


def _rest(asked: Set[str], row: "Candidate") -> Set[str]:
    """What neither the heads of a row say nor what stands above, nor asks for an amount."""
    chunk = row.chunk
    above = " ".join((chunk.provenance.title, *chunk.chunk.headings, row.heads))
    return asked - set(terms_of(above)) - _OF_AMOUNTS


def with_row_asked_for(
    question: Question, candidates: Sequence["Candidate"], chosen: Sequence[int]
) -> list[int]:
    """``chosen`` with the one row that is asked for in the place of others of its table."""
    one = row_asked_for(question, candidates, chosen[0])
    if one is None:
        return list(chosen)
    return [one, *(i for i in chosen if not same_block(candidates[i], candidates[one]))]


def name_asked_for(
    question: Question, candidates: Sequence["Candidate"], index: int
) -> frozenset[str]:
    """The words of the question that name the candidate's row, where it is the one asked for."""
    if row_asked_for(question, candidates, index) != index:
        return frozenset()
    row = candidates[index]
    return (name_of(row) | sizes_of(row)) & {_SAME_UNIT.get(t, t) for t in question.terms}


def name_of(row: "Candidate") -> frozenset[str]:
    """The terms of a row's first cell, and of the first that is no code."""
    cells = cells_of(line_of(row)[0])
    called = (c for c in cells if LETTERED.search(c) and not CODE.fullmatch(c))
    return frozenset(terms_of(f"{cells[0]} {next(called, '')}"))


def sizes_of(row: "Candidate") -> frozenset[str]:
    """The terms of the cells that tell two rows of one name apart: "250 g", "1 kg"."""
    cells = cells_of(line_of(row)[0])
    return frozenset(t for c in cells if _SIZE.fullmatch(c) for t in terms_of(c))

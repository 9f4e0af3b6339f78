"""What a table tells as a whole: the rows with what is asked for, two of them compared, its total.

Where it tells that there is none, or gives no average, that is the reason for silence. Pure.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.rows.compared import asks_of_two, compared
from rag.answering.rows.extremes import asks_extreme, is_total, what_is_told_around
from rag.answering.rows.places import item_asked_for
from rag.answering.rows.rows_where import PLAIN, asks_rows, rows_where
from rag.answering.rows.tables import cells_of, line_of, name_column, rows_named, same_block
from rag.reading.terms import fold

MOST_SHOWN = 30  # rows
_LOOKED_AT = 3  # of the likeliest sentences one must be a row of what is summed up
_ROOT = 4  # letters
_AVERAGE = re.compile(r"\b(?:averages?|mean|median|on average)\b")
_SUM = re.compile(r"\b(?:total|sum|altogether|in all|all together|combined|overall)\b")
_NO_AVERAGE = "The table does not give an average, and none is worked out here."
_NO_TOTAL = "The table does not give a total, and none is worked out here."


class Told(NamedTuple):
    """The rows to show, how they were found, and whether the table told every word of the question.

    ``rows`` are empty where ``reason`` says why nothing is shown, should a row of ``table`` be the
    best otherwise (any sentence, where that is empty). ``column`` of the first row is its few words
    that answer by themselves; None for none.
    """

    rows: tuple[int, ...]
    sure: bool
    note: str = ""
    reason: str = ""
    column: int | None = None
    table: tuple[int, ...] = ()


def asks_whole_table(text: str) -> bool:
    """Whether all of a table may be needed for the answer."""
    return asks_extreme(text) or asks_rows(text) or asks_of_two(text)


def by_table(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Told | None:
    """What the likeliest table tells; None where no table as a whole is asked about."""
    return (
        _at_its_place(question, candidates, nearest)
        or _of_two(question, candidates, nearest)
        or _reckoned(question, candidates, nearest)
        or _having(question, candidates, nearest)
        or _cells_of_one(question, candidates, nearest)
        or _counts_nothing_there(question, candidates, nearest)
    )


def _at_its_place(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Told | None:
    placed = item_asked_for(question, candidates, nearest)
    if placed is None:
        return None
    if placed.item is None:
        return Told((), False, reason=f"The list has only {placed.length} items.")
    return Told((placed.item,), placed.sure)


def _of_two(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Told | None:
    two = compared(question, candidates, nearest)
    if two is None:
        return None
    if two.lacking:
        return Told((), False, reason=two.lacking)
    head = cells_of(candidates[two.rows[0]].heads)[two.column]
    names = None if two.alike or question.type == "yes_no" else _name(candidates, two.rows)
    note = f"Found by comparing 2 rows of the table by “{head}”."
    return Told(two.rows, True, note, column=names)


def _having(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Told | None:
    where = rows_where(question, candidates, nearest)
    if where is None:
        return None
    if where.lacking:
        return Told((), False, reason=where.lacking, table=where.table)
    shown = where.rows[:MOST_SHOWN]
    by = " and ".join(f"“{head}”" for head in where.heads)
    have = "has" if len(where.rows) == 1 else "have"
    note = f"{len(where.rows)} of {len(where.table)} rows of the table {have} it, by {by}."
    if len(shown) < len(where.rows):
        note += f" The first {len(shown)} are shown."
    counted = question.type in ("how_many", "how_much")
    column = _name(candidates, shown) if len(where.rows) == 1 and not counted else None
    return Told(shown, not where.strange, note, column=column)


def _cells_of_one(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Told | None:
    """“What are the price and weight of the tandem?”: its row, where nothing else is asked."""
    best = next((candidates[i] for i in nearest[:_LOOKED_AT] if candidates[i].heads), None)
    if best is None or question.language != "en" or question.type in ("yes_no", "compare", "why"):
        return None
    rows = [i for i, c in enumerate(candidates) if c.heads and same_block(c, best)]
    named = rows_named(question, candidates, rows)
    if len(named) != 1:
        return None
    heads = [set(terms_of(head)) for head in cells_of(best.heads)]
    asked = set(question.terms).difference(terms_of(candidates[named[0]].text))
    told = set().union(*heads, terms_of(what_is_told_around(candidates, rows)))
    several = sum(bool(asked & head) for head in heads[1:]) > 1
    return Told((named[0],), True) if several and asked <= told else None


_COUNTED = re.compile(r"\bhow (?:many|much) (?P<thing>[a-z][a-z-]{2,})\b")


def _counts_nothing_there(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Told | None:
    """“How much fat is in it?” of a table of calories and protein, none of whose rows is named.

    With a row that is named, what is counted may be its column's in other words.
    """
    counted = _COUNTED.search(fold(question.text))
    best = candidates[nearest[0]] if nearest else None
    if counted is None or best is None or not best.heads or asks_extreme(question.text):
        return None
    rows = [i for i, c in enumerate(candidates) if c.heads and same_block(c, best)]
    said = [best.heads, what_is_told_around(candidates, rows), *(candidates[i].text for i in rows)]
    roots = {term[:_ROOT] for text in said for term in terms_of(text)}
    thing = [t for t in terms_of(counted["thing"]) if t not in PLAIN]
    if not thing or any(t[:_ROOT] in roots for t in thing):
        return None
    if rows_named(question, candidates, rows):
        return None
    reason = f"The table says nothing of “{counted['thing']}”."
    return Told((), False, reason=reason, table=tuple(rows))


def _name(candidates: Sequence[Candidate], rows: Sequence[int]) -> int:
    """The column that says what the rows are called."""
    own = candidates[rows[0]]
    table = [c for c in candidates if c.heads and same_block(c, own)]
    return name_column([cells_of(line_of(c)[0]) for c in table])


def _reckoned(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Told | None:
    """“What is the average price?”, “How much in all?”: of a table only what it says itself."""
    asked = fold(question.text)
    best = next((candidates[i] for i in nearest[:_LOOKED_AT] if candidates[i].heads), None)
    if best is None or question.language != "en" or asks_extreme(question.text):
        return None
    likeliest = fold(candidates[nearest[0]].text)
    for words, reason in ((_AVERAGE, _NO_AVERAGE), (_SUM, _NO_TOTAL)):
        if not words.search(asked):
            continue
        rows = [i for i, c in enumerate(candidates) if c.heads and same_block(c, best)]
        summed = [i for i in rows if is_total(cells_of(line_of(candidates[i])[0])[0])]
        summed = [i for i in summed if words.search(fold(candidates[i].text))] or summed
        if words is _SUM and len(summed) == 1:
            return Told((summed[0],), False)
        if not words.search(f"{likeliest} {fold(best.in_full)}"):
            return Told((), False, reason=reason)
    return None

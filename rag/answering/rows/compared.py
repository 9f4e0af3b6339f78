"""Two rows of a table that a question compares: which is cheaper, which was built first. Pure.

Both are shown, first the one that has it; the note says by which column.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.rows.columns import name_of, sizes_of
from rag.answering.rows.extremes import (
    column_compared,
    is_of_kind,
    is_priced,
    value_of,
    what_is_told_around,
    whole_tables_in,
)
from rag.answering.rows.tables import cells_of, line_of, same_block
from rag.reading.terms import fold, query_terms
from rag.verifying.quantities import quantities

_LONGEST = 500  # letters of a question that are looked at
_LOOKED_AT = 8  # of the likeliest sentences one must be a row of the table
_WORDS = {
    # whether the highest is meant, and what is compared, as in ``extremes``
    (True, ""): "bigger|larger|greater|more|higher|stronger|last",
    (False, ""): "smaller|lower|less|fewer|weaker",
    (True, "price"): "dearer|pricier|costlier|more expensive|more costly|costs? more",
    (False, "price"): "cheaper|less expensive|less costly|costs? less",
    (True, "mass"): "heavier|weighs? more",
    (False, "mass"): "lighter|weighs? less",
    (True, "long"): "longer|slower",
    (False, "long"): "shorter|quicker|faster",
    (True, "height"): "taller|deeper|wider|thicker",
    (False, "height"): "shallower|narrower|thinner",
    (True, "date"): "newer|later|younger|more recent|more recently",
    (False, "date"): "older|earlier|sooner|first",
    (True, "warm"): "warmer|hotter",
    (False, "warm"): "colder|cooler",
}
_MEANT = [(re.compile(rf"\b(?:{words})\b"), key) for key, words in _WORDS.items()]
_BETWEEN = re.compile(r"\b(?:or|than|and)\b")
_ASKED = re.compile(r"\b(?:or|than)\b|\b(?:of|between)\b.+\band\b|\band\b.+\b(?:which|who)\b")
_DAY_OF_WEEK = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b")
_PLAIN = frozenset(
    terms_of("which what who two one built made open begin start come first is are does did have")
)
_NO_ROW = "The table has a row for one of the two only."
_NO_COLUMN = "The table has no column by which these can be compared."


class Compared(NamedTuple):
    """The two rows, the one that has it first; ``column`` is what they are compared by.

    ``alike``: both have the same. ``lacking`` says why nothing is compared.
    """

    rows: tuple[int, ...]
    column: int = 0
    alike: bool = False
    lacking: str = ""


def asks_of_two(text: str) -> bool:
    """Whether a question may compare two things that it names."""
    folded = fold(text[:_LONGEST])
    return bool(_ASKED.search(folded)) and _meant(folded) is not None


def _meant(folded: str) -> tuple[str, bool, str] | None:
    """The words of comparison, whether the higher is meant, and what is compared."""
    found = [(m, key) for words, key in _MEANT if (m := words.search(folded))]
    if not found:
        return None
    match, (highest, kind) = max(found, key=lambda pair: len(pair[0][0]))
    return match[0], highest, kind


def compared(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Compared | None:
    """The rows that the question compares, where a column of their table tells that."""
    folded = fold(question.text[:_LONGEST])
    meant = _meant(folded) if asks_of_two(question.text) else None
    if meant is None or question.language != "en" or question.wants_sources:
        return None
    for rows in _tables(candidates, nearest):
        pair = _pair(folded, candidates, rows)
        if pair is None:
            continue
        if len(pair) == 1:
            whole = any(set(rows) == set(table) for table in whole_tables_in(candidates, nearest))
            return Compared(pair, lacking=_NO_ROW) if whole else None
        found = _by_column(question, candidates, rows, pair, meant)
        if found is not None:
            return found
    return None


def _by_column(
    question: Question,
    candidates: Sequence[Candidate],
    rows: Sequence[int],
    pair: tuple[int, ...],
    meant: tuple[str, bool, str],
) -> Compared | None:
    """The pair in the order of the column that tells; None where it is not clear which does."""
    word, highest, kind = meant
    heads = cells_of(candidates[rows[0]].heads)
    cells = {i: cells_of(line_of(candidates[i])[0]) for i in rows}
    cells = {i: row + [""] * (len(heads) - len(row)) for i, row in cells.items()}
    names = {t for i in pair for t in name_of(candidates[i]) | sizes_of(candidates[i])}
    wanted = set(question.terms).difference(terms_of(word), names)
    found = column_compared(wanted, kind, heads, cells)
    if found is None:
        able = kind in ("", "date") or any(
            is_of_kind(kind, head, [row[c] for row in cells.values()])
            for c, head in enumerate(heads)
        )
        return None if able else Compared(pair, lacking=_NO_COLUMN)
    _, column = found
    by = "price" if is_priced(heads[column]) else kind
    one, other = (_value(by, cells[i][column]) for i in pair)
    if one is None or other is None or _units_differ(*(cells[i][column] for i in pair)):
        return None
    around = terms_of(what_is_told_around(candidates, rows))
    told = _PLAIN.union(around, terms_of(" ".join(heads)), names)
    if wanted - told and not wanted & set(terms_of(heads[column])):
        return None if kind in ("", "date") else Compared(pair, lacking=_NO_COLUMN)
    swapped = other > one if highest else other < one
    return Compared(pair[::-1] if swapped else pair, column, one == other)


def _units_differ(one: str, other: str) -> bool:
    """Whether two cells have units that cannot be compared: "900 kg" and "4.2 t", not known."""
    said = [quantities(fold(cell))[:1] for cell in (one, other)]
    return len({q[0].dimension for q in said if q}) > 1


def _value(kind: str, cell: str) -> float | None:
    """What a cell is compared by; a day of the week is none that this could order."""
    return None if _DAY_OF_WEEK.search(fold(cell)) else value_of(kind, cell)


def _tables(candidates: Sequence[Candidate], nearest: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for index in nearest[:_LOOKED_AT]:
        if candidates[index].heads and not any(index in rows for rows in found):
            own = candidates[index]
            found.append([i for i, c in enumerate(candidates) if c.heads and same_block(c, own)])
    return found


def _pair(
    folded: str, candidates: Sequence[Candidate], rows: Sequence[int]
) -> tuple[int, ...] | None:
    """The rows named before and behind "or", "than", "and"; each by more of its name than others.

    One where the other thing has no row.
    """
    for match in _BETWEEN.finditer(folded):
        parts = folded[: match.start()], folded[match.end() :]
        before, behind = (_named(part, candidates, rows) for part in parts)
        if before is not None and behind is not None and before != behind:
            return before, behind
    left, either, right = folded.rpartition(" or ")
    if not either:
        return None
    parts = left.rpartition(",")[2], right
    sides = [_named(part, candidates, rows) for part in parts]
    if (sides[0] is None) == (sides[1] is None):
        return None
    strange = parts[0] if sides[0] is None else parts[1]
    counted = Counter(t for i in rows for t in name_of(candidates[i]))
    own = set(query_terms(strange)) - {t for t, n in counted.items() if n > 1}
    if not own or own & counted.keys():
        return None
    return (next(side for side in sides if side is not None),)


def _named(part: str, candidates: Sequence[Candidate], rows: Sequence[int]) -> int | None:
    said = set(query_terms(part))
    names = {i: said & (name_of(candidates[i]) | sizes_of(candidates[i])) for i in rows}
    best = max(rows, key=lambda i: len(names[i]))
    alike = [i for i in rows if len(names[i]) == len(names[best])]
    return best if names[best] and len(alike) == 1 else None

"""Which rows of a table have what a question asks for: all of them, or none. Pure.

"Which coffees are light roast?" asks for the rows with "Light" under "Roast", "Which trains leave
after 18:00?" for those with a later hour under "Departs". All words of the question must be told
by the table, its heads, its title or these conditions: what is left makes it another question.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.rows.bounds_asked import Bound, bounds_in
from rag.answering.rows.columns_where import column_of, cues_of, holds
from rag.answering.rows.extremes import asks_extreme, is_total, what_is_told_around, whole_tables_in
from rag.answering.rows.tables import cells_of, line_of, name_column
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold

_LONGEST = 500  # letters of a question that are looked at
_ASKED = re.compile(
    r"^\W*(?:please )?(?:(?:in|on|at|from|to|for|of|with) )?(?:"
    r"(?:which|how many)(?: of)?\b|who(?:se|m)?\b|(?:list|show|name|give)(?: me| us)?\b|"
    r"what(?! (?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would|may|must|"
    r"happen|else|about|for)\b)|are there\b|is there any)",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"(?:which|what|how many|list|show|name|give|are there|is there)(?: me| us)?(?: of)?"
    r"(?: (?:all|any|some))?(?: of)?(?: (?:the|these|those|our|your|my|their))?"
    r"\s(?P<noun>[^\W\d][\w-]*)"
)
_AUXILIARY = frozenset(
    ("is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could",
     "should", "will", "would", "may", "must", "cost", "costs", "not")
)  # fmt: skip
_NOT = re.compile(r"\b(?:not|no|never|without|except|neither|other than|apart from)\b|n['’]t\b")
_SMALL = frozenset(
    ("a", "an", "the", "of", "in", "on", "at", "by", "to", "for", "with", "from", "per")
)
_OR = re.compile(r"\bor\b")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_NO = re.compile(r"(?:no|none|n|false|never|nil|not available|not included|[–—✗✘×-])\W*$|no\b")
_YES = re.compile(r"(?:yes|y|true|always|included|[x✓✔])\W*$|yes\b")
_PARTS = re.compile(r"\s*(?:[/,;&+]|\band\b|\bor\b)\s*")
# What says no more than that something is so, or what is counted; of any table.
PLAIN = frozenset(
    terms_of(
        "are there any have has had been cost price pay need make made come came work belong take "
        "leave depart arrive start begin end run go get set reach last built build grow stand "
        "offer sell sold available listed called named give show least most each per all total "
        "item product article good entry row record option model unit piece kind type thing "
        "person people employee worker colleague member staff someone one ones list name number "
        "more less fewer than same exactly minimum maximum long tall heavy light weigh high value"
    )
)
_ALLOWED = frozenset(terms_of("allowed permitted available included possible provided"))
# "Which rooms have air conditioning?": what stands behind is all that is asked for.
_HAVING = re.compile(
    r"\b(?:have|has|had|with|offers?|includes?|contains?|come with|are|is|were|was)\s"
    r"(?:got |an? |the |any |some |not |no )*(?P<what>[a-z][^?]*)"
)
_SEVERAL_UNKNOWN = 1  # words that nothing tells: with one the rows are shown, but not as sure


class Where(NamedTuple):
    """The rows that have what is asked for, in their order; ``lacking``: why there are none.

    ``compared`` rows were looked at, of one table; ``heads`` are the columns that tell.
    ``strange`` are words of the question that nothing tells.
    """

    rows: tuple[int, ...]
    table: tuple[int, ...]
    heads: tuple[str, ...]
    strange: frozenset[str]
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class _Condition:
    """Rows that have something under ``columns``; ``at`` is where the question says it."""

    columns: tuple[int, ...]
    rows: frozenset[int]
    at: int
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Table:
    rows: tuple[int, ...]
    heads: tuple[str, ...]
    cells: Mapping[int, Sequence[str]]
    around: frozenset[str]
    name: int


def asks_rows(text: str) -> bool:
    """Whether a question may ask for rows of a table by what they have."""
    return bool(_ASKED.match(text[:_LONGEST])) and not asks_extreme(text)


def rows_where(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Where | None:
    """The rows that the question asks for, of the table that tells most of its words.

    ``nearest`` are the candidates, the likeliest first.
    """
    if question.language != "en" or not asks_rows(question.text) or question.type == "compare":
        return None
    text = question.text[:_LONGEST]
    best: Where | None = None
    for rows in whole_tables_in(candidates, nearest):
        found = _where(text, _table(candidates, rows))
        if found is None or len(found.strange) > _SEVERAL_UNKNOWN:
            continue
        if best is None or _rank(found) < _rank(best):
            best = found
    return best


def _rank(found: Where) -> tuple[int, bool]:
    return len(found.strange), bool(found.lacking)


def _table(candidates: Sequence[Candidate], rows: Sequence[int]) -> _Table:
    in_order = sorted(rows, key=lambda i: candidates[i].sentence.start_char)
    heads = tuple(cells_of(candidates[in_order[0]].heads))
    cells: dict[int, list[str]] = {}
    for i in in_order:
        row = cells_of(line_of(candidates[i])[0])
        if not is_total(row[0]):
            cells[i] = row + [""] * (len(heads) - len(row))
    first = candidates[in_order[0]]
    chunk = first.chunk.chunk
    before = (chunk.slice(s) for s in chunk.sentences if s.block < first.sentence.block)
    around = frozenset(terms_of(" ".join((what_is_told_around(candidates, rows), *before))))
    return _Table(tuple(cells), heads, cells, around, name_column(list(cells.values())))


def _where(text: str, table: _Table) -> Where | None:
    folded = _stock_counted(fold(text), table)
    match = _NOUN.search(folded)
    noun = "" if match is None or match["noun"] in _AUXILIARY else match["noun"]
    called = [c for c, h in enumerate(table.heads) if set(terms_of(noun)) & set(terms_of(h))]
    if called and not {0, table.name} & set(called):
        return None  # "Which platform does it leave from?" asks for a cell
    bounds = [b for b in bounds_in(folded) if not _is_head(b, table.heads)]
    every = frozenset(terms_of(folded))
    words = [
        (m.start(), term)
        for m in _WORD.finditer(folded)
        if not any(b.start <= m.start() < b.end for b in bounds)
        for term in _terms(m[0])
    ]
    conditions: list[_Condition] = []
    for bound in bounds:
        of = column_of(bound, folded, table.heads, list(table.cells.values()))
        if of is None:
            return None
        head, cells = table.heads[of], table.cells
        held = frozenset(i for i in cells if holds(bound, head, cells[i][of]))
        told_by = frozenset(terms_of(head)) | cues_of(head, folded)
        conditions.append(_Condition((of,), held, bound.start, told_by))
    conditions += _by_value(words, every, table)
    used = {c for condition in conditions for c in condition.columns}
    told = {t for condition in conditions for t in condition.terms}
    conditions += _by_yes(folded, words, table, used, told)
    told |= {t for condition in conditions for t in condition.terms}
    return _answer(folded, noun, words, table, conditions, told)


_STOCKED = re.compile(
    r"\b(?:is|are|do you have) (?P<none>out of stock|sold out|not in stock|unavailable|"
    r"no longer available)\b|\b(?:is|are|do you have)(?: still)? in stock\b"
)
_OF_STOCK = re.compile(r"\b(?:stock|qty|quantity|on hand)\b")


def _stock_counted(folded: str, table: _Table) -> str:
    """“Which items are sold out?” as "with 0 in stock", where a column counts what is there."""
    counts = [c for c, head in enumerate(table.heads) if _OF_STOCK.search(fold(head))]
    if len(counts) != 1 or folded.lstrip().startswith("how many"):
        return folded
    cells = [row[counts[0]].strip() for row in table.cells.values() if row[counts[0]].strip()]
    if not cells or not all(cell.isdigit() for cell in cells):
        return folded
    head = fold(table.heads[counts[0]])
    return _STOCKED.sub(lambda m: f"has {'0' if m['none'] else 'more than 0'} {head}", folded)


def _is_head(bound: Bound, heads: Sequence[str]) -> bool:
    """Whether a figure is what a column is called: "in 2022", "for 4 hours"."""
    said = {t for v in bound.values if v.number for t in terms_of(v.number.text)}
    alone = bound.low is bound.high and bool(said)
    return alone and any(said <= set(terms_of(head)) for head in heads)


def _answer(
    folded: str,
    noun: str,
    words: Sequence[tuple[int, str]],
    table: _Table,
    conditions: Sequence[_Condition],
    told: set[str],
) -> Where | None:
    """All conditions together; None where they are none of the table, or say only a name."""
    used = {c for condition in conditions for c in condition.columns}
    heads = {t for c in used for t in terms_of(table.heads[c])}
    named = {t for c in (0, table.name) for t in terms_of(table.heads[c])}
    known = told | heads | named | table.around | PLAIN
    strange = frozenset(t for _, t in words if t not in known)
    if noun and strange.intersection(terms_of(noun)):
        return None  # rows of something else
    if used - {0, table.name}:
        rows = [i for i in table.rows if all(_meets(folded, c, i) for c in conditions)]
        lacking = "" if rows else _lacking(table, sorted(used))
        if strange and not rows:
            return None
        columns = tuple(table.heads[c] for c in sorted(used))
        return Where(tuple(rows), table.rows, columns, strange, lacking)
    return None if _OR.search(folded) else _no_such_value(folded, words, table, strange)


def _meets(folded: str, condition: _Condition, row: int) -> bool:
    """Whether a row has what is asked, or lacks it where "not" stands before it."""
    denied = _NOT.search(folded, 0, condition.at) is not None
    return (row in condition.rows) != denied


_NO_ROW = "No row of the table has what is asked for."


def _lacking(table: _Table, used: Sequence[int]) -> str:
    named = " and ".join(f"“{table.heads[c]}”" for c in used)
    return f"No row of the table has what is asked for under {named}."


def _no_such_value(
    folded: str, words: Sequence[tuple[int, str]], table: _Table, strange: frozenset[str]
) -> Where | None:
    """“Which plants are watered daily?”, where nothing is "daily" under "Watering"."""
    terms = {t for _, t in words}
    having = _HAVING.search(folded)
    asked = frozenset(_terms(having["what"])) - PLAIN if having else frozenset()
    is_head = any(asked <= set(terms_of(head)) for head in table.heads)  # "are in stock"
    if asked and asked <= strange and not is_head and not any(_is_figure(t) for t in asked):
        return Where((), table.rows, (), frozenset(), _NO_ROW)
    named = [
        c
        for c, head in enumerate(table.heads)
        if c not in (0, table.name) and terms & set(_terms(head)) - PLAIN - table.around
    ]
    left = strange - {t for c in named for t in terms_of(table.heads[c])}
    if len(named) != 1 or not left:
        return None
    return Where((), table.rows, (), frozenset(), _lacking(table, named))


def _by_value(
    words: Sequence[tuple[int, str]], every: frozenset[str], table: _Table
) -> list[_Condition]:
    """Conditions of words that stand in cells: whole cells first, then parts of cells.

    ``every`` has the small words of the question, too: "off white" is not "white".
    """
    asked = {t for _, t in words}
    named = {c for c, head in enumerate(table.heads) if asked & set(_terms(head)) - table.around}
    whole: dict[int, frozenset[str]] = {}
    for column in range(len(table.heads)):
        parts = {p for cells in table.cells.values() for p in _parts_of(cells[column])}
        full = {p for p in parts if p <= every and p & asked}
        full = {p for p in full if column in named or not all(map(_is_figure, p))}
        whole[column] = frozenset(t for p in full for t in p)
    best = {
        c: ts
        for c, ts in whole.items()
        if ts and not any(ts < other for d, other in whole.items() if d != c)
    }
    either = "or" in every
    found = [_having(words, table, columns, ts, either) for ts, columns in _grouped(best, named)]
    left = asked - {t for condition in found for t in condition.terms} - PLAIN - table.around
    left -= {t for head in table.heads for t in terms_of(head)}
    loose = {
        c: ts
        for c in range(len(table.heads))
        if (ts := frozenset(t for t in left if not _is_figure(t) and _stands_in(t, table, c)))
    }
    loose = {
        c: ts for c, ts in loose.items() if not any(ts < o for d, o in loose.items() if d != c)
    }
    found += [_having(words, table, columns, ts, either) for ts, columns in _grouped(loose, named)]
    return found


def _grouped(
    by_column: Mapping[int, frozenset[str]], named: set[int]
) -> list[tuple[frozenset[str], tuple[int, ...]]]:
    """The columns that have the same words, only the named ones where some are."""
    found: dict[frozenset[str], list[int]] = {}
    for column, terms in by_column.items():
        found.setdefault(terms, []).append(column)
    return [
        (terms, tuple([c for c in columns if c in named] or columns))
        for terms, columns in found.items()
    ]


def _having(
    words: Sequence[tuple[int, str]],
    table: _Table,
    columns: Sequence[int],
    terms: frozenset[str],
    either: bool,
) -> _Condition:
    """The rows with a part of a cell in the words, the longest that some row has of them.

    Of words that are no whole part a row has all, or some where ``either`` is asked for.
    """
    rows = set()
    said = Counter(term for _, term in words)
    for column in columns:
        parts = {i: _parts_of(cells[column]) for i, cells in table.cells.items()}
        full = {p for ps in parts.values() for p in ps if p <= terms}
        # Of "half shade" and "shade" the longer, but for "shade or half shade".
        once = {p for p in full if any(said[t] < 2 for t in p)}
        full = {p for p in full if not any(p < other for other in full) or p not in once}
        for i, ps in parts.items():
            own = {t for p in ps for t in p}
            if full & set(ps) if full else (terms & own if either else terms <= own):
                rows.add(i)
    at = min(place for place, term in words if term in terms)
    return _Condition(tuple(columns), frozenset(rows), at, terms)


def _by_yes(
    folded: str,
    words: Sequence[tuple[int, str]],
    table: _Table,
    used: set[int],
    told: set[str],
) -> list[_Condition]:
    """Conditions of columns that say yes or no, named by the question: "safe for pets".

    Where the title has the word, too, as of a list of stock, the head must stand there: "in stock".
    """
    asked = {t for _, t in words} - told
    found = []
    for column, head in enumerate(table.heads):
        own = set(_terms(head)) - _ALLOWED or set(_terms(head))
        cells = {i: fold(row[column]).strip() for i, row in table.cells.items()}
        said = [cell for cell in cells.values() if cell]
        if column in used or not own or not own <= asked or not said:
            continue
        if own <= table.around and fold(head) not in folded:
            continue
        denied = {i for i, cell in cells.items() if not cell or _NO.match(cell)}
        some = any(_YES.match(cell) or _NO.match(cell) for cell in said)
        if not some or any(cell[:1].isdigit() for cell in said):
            continue
        at = min(place for place, term in words if term in own)
        rows = frozenset(cells.keys() - denied)
        found.append(_Condition((column,), rows, at, frozenset(own)))
    return found


def _parts_of(cell: str) -> list[frozenset[str]]:
    """What a cell lists: "Brazil / Guatemala" are two."""
    parts = (
        frozenset(t for w in _WORD.findall(part) if w not in _SMALL for t in terms_of(w))
        for part in _PARTS.split(fold(cell))
    )
    return [part for part in parts if part]


def _stands_in(term: str, table: _Table, column: int) -> bool:
    return any(term in part for row in table.cells.values() for part in _parts_of(row[column]))


def _terms(text: str) -> list[str]:
    """The search terms of a text without stop words, or all where there are no others."""
    return [t for w in _WORD.findall(fold(text)) if w not in ENGLISH for t in terms_of(w)]


def _is_figure(term: str) -> bool:
    return term[:1].isdigit()

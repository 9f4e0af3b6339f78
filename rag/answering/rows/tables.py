"""Tables: which row names the columns of which, and what a row says with those names. Pure.

A row by itself ("Upper Brae | 06:03 | 06:49") hardly has a word of a question about it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.schema import Kind

if TYPE_CHECKING:
    from rag.answering.evidence import Candidate

_FIGURE = re.compile(r"[$€£¥₪~<>≤≥±+−-]?\s?\d")
_SUPERLATIVE = re.compile(
    r"\b(?:which|what)\b.*\b(?:most|least|fewest|best|worst|(?:high|low|cheap|dear|large|small|bigg|"
    r"long|short|fast|slow|old|young|new|lat|earli|heavi|light|strong|tall|deep|wid|warm|cold|hott|"
    r"busi|clos|near|great)est)\b",
    re.IGNORECASE,
)
LETTERED = re.compile(r"[^\W\d_]{3}|[\u3400-\u9fff]{2}")
CODE = re.compile(r"(?=\S*\d)[A-Z\d/._-]+")
_MOST_ROWS = 12
_A_YEAR = re.compile(r"(?:1\d|20)\d\d")

Span = tuple[int, int]


def line_of(candidate: "Candidate") -> tuple[str, int]:
    """The whole line that a row stands in, and where that begins in the document.

    A sentence has no bars at its ends, and so none of the empty cells there.
    """
    text, start = candidate.chunk.chunk.text, candidate.chunk.chunk.start_char
    first, last = candidate.sentence.start_char - start, candidate.sentence.end_char - start
    begin = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    return text[begin : end if end >= 0 else len(text)], start + begin


def cell_spans(line: str) -> list[Span]:
    """Where the cells of a line stand in it, without the space around them; empty ones, too."""
    bare = line.strip()
    begin = line.index(bare)
    end = begin + len(bare)
    begin += bare.startswith("|")
    end -= bare.endswith("|") and end > begin
    spans = []
    while begin <= end:
        stop = line.find("|", begin, end)
        stop = end if stop < 0 else stop
        cell = line[begin:stop]
        first = begin + len(cell) - len(cell.lstrip())
        spans.append((first, max(first, begin + len(cell.rstrip()))))
        begin = stop + 1
    return spans


def cells_of(line: str) -> list[str]:
    """The cells of a line."""
    return [line[start:end] for start, end in cell_spans(line)]


def name_column(rows: Sequence[Sequence[str]]) -> int:
    """The column that says what the rows are called: the first of words that differ."""
    for column in range(min((len(row) for row in rows), default=0)):
        cells = [row[column] for row in rows if row[column]]
        lettered = [c for c in cells if LETTERED.search(c) and not CODE.fullmatch(c)]
        if min(2 * len(lettered), 2 * len(set(cells))) > len(cells):
            return column
    return 0


def in_full(heads: str, line: str) -> str:
    """A row with the names of its columns: "Upper Brae: RB 11 06:03, RB 13 06:49."."""
    names, cells = cells_of(heads), cells_of(line)
    told = [f"{name} {cell}" for name, cell in zip(names[1:], cells[1:], strict=False) if cell]
    return f"{cells[0]}: {', '.join(told)}." if told else cells[0]


def with_heads(candidates: Sequence["Candidate"]) -> list["Candidate"]:
    """The candidates, each row with the line that names its columns, where there is one."""
    blocks: dict[tuple[str, int], list[int]] = {}
    for i, c in enumerate(candidates):
        if c.sentence.kind is Kind.TABLE_ROW:
            blocks.setdefault((c.chunk.chunk.document_id, c.sentence.block), []).append(i)
    found = list(candidates)
    for rows in blocks.values():
        first, *others = sorted(rows, key=lambda i: candidates[i].sentence.start_char)
        heads = line_of(candidates[first])[0]
        if not _opens_its_block(candidates, first):
            heads, others = _told_above(candidates[first]), [first, *others]
        if not heads or not others:
            continue
        lines = [line_of(candidates[i])[0] for i in others]
        if all(len(cells_of(line)) == len(cells_of(heads)) + 1 for line in lines):
            heads = f"| | {heads}"  # its passage begins behind the empty cell at its corner
        if _heads_columns(cells_of(heads), [cells_of(line) for line in lines]):
            for i, line in zip(others, lines, strict=True):
                lacking = len(cells_of(heads)) - len(cells_of(line))
                if not lacking or (lacking > 0 and _ends_its_passage(candidates[i])):
                    found[i] = replace(found[i], heads=heads)
    return found


def _ends_its_passage(candidate: "Candidate") -> bool:
    """True for a row behind which its passage ends, and so without its empty cells there.

    The first of its passage may be the end of a row that was cut, of which the cells lack names.
    """
    return 0 < candidate.place == len(candidate.chunk.chunk.sentences) - 1


def _told_above(candidate: "Candidate") -> str:
    """The names of the columns, where the candidate's passage begins in the middle of a table."""
    above = candidate.chunk.chunk.headings[-1:]
    return f"| {above[0]} |" if above and "|" in above[0] else ""


def heads_of(candidates: Sequence["Candidate"], index: int) -> int | None:
    """The row that names the columns of the table that the candidate is a row of."""
    own = candidates[index]
    if not own.heads:
        return None
    rows = (i for i, c in enumerate(candidates) if same_block(c, own))
    return next((i for i in rows if _is_line(candidates[i], own.heads)), None)


def names_columns(candidates: Sequence["Candidate"], index: int) -> bool:
    """Whether the candidate is a row that names the columns of those below it."""
    own = candidates[index]
    if own.sentence.kind is not Kind.TABLE_ROW:
        return False
    below = (c for c in candidates if c.heads and same_block(c, own))
    return any(_is_line(own, c.heads) for c in below)


def _is_line(candidate: "Candidate", line: str) -> bool:
    return candidate.text.strip("| ") == line.strip("| ")


def rows_asked_for(
    question: Question, candidates: Sequence["Candidate"], chosen: Sequence[int]
) -> list[int]:
    """``chosen`` with the rows of a table that are about what is asked in the place of its others.

    A row is about what its first cell says: "E-bike", where an e-bike is asked about.
    """
    found: list[int] = []
    for index in chosen:
        meant = _rows_meant(question, candidates, index)
        found += [i for i in meant or [index] if i not in found]
    return found


def _rows_meant(question: Question, candidates: Sequence["Candidate"], index: int) -> list[int]:
    """The rows of the candidate's table that are about what is asked, none for too many.

    Of "bike" and "cargo bike" the longer one, where the question has both.
    """
    own = candidates[index]
    if own.sentence.kind is not Kind.TABLE_ROW:
        return []
    head = heads_of(candidates, index)
    labels = {
        i: label
        for i, c in enumerate(candidates)
        if i != head and same_block(c, own) and (label := label_asked_for(question, c))
    }
    meant = [i for i, label in labels.items() if not any(label < o for o in labels.values())]
    meant.sort(key=lambda i: candidates[i].sentence.start_char)
    return meant if len(meant) <= _MOST_ROWS else []


def label_asked_for(question: Question, candidate: "Candidate") -> frozenset[str]:
    """The terms of a row's first cell where the question has them all, else none."""
    label = frozenset(terms_of(cells_of(line_of(candidate)[0])[0]))
    return label if label <= set(question.terms) else frozenset()


def whole_tables(
    question: Question, candidates: Sequence["Candidate"], chosen: Sequence[int]
) -> list[int]:
    """``chosen`` with all rows of a table for one, where a list or the dearest is asked for.

    "What are the price and weight of the tandem?" asks for that row alone.
    """
    if not (question.wants_list or _SUPERLATIVE.search(question.text)):
        return list(chosen)
    found: list[int] = []
    for index in chosen:
        own = candidates[index]
        rows = [i for i, c in enumerate(candidates) if own.heads and same_block(c, own)]
        rows.sort(key=lambda i: candidates[i].sentence.start_char)
        named = rows_named(question, candidates, [i for i in rows if candidates[i].heads])
        whole = named or (rows if len(rows) <= _MOST_ROWS else [])
        found += [i for i in whole or [index] if i not in found]
    return found


def rows_named(
    question: Question, candidates: Sequence["Candidate"], rows: Sequence[int]
) -> list[int]:
    """The rows of which the question has all of the name, the longer of two such names."""
    cells = {i: cells_of(line_of(candidates[i])[0]) for i in rows}
    column = name_column(list(cells.values()))
    names = {i: frozenset(terms_of(row[column])) for i, row in cells.items() if column < len(row)}
    full = {i: name for i, name in names.items() if name and name <= set(question.terms)}
    return [i for i, name in full.items() if not any(name < other for other in full.values())]


def _heads_columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns of the others.

    No cell of it but the first is a value (years may be), or most have values below them only. Of
    two columns the second must have values below: "Phone | 555" may stand below "Address | Quay 4".
    """
    own = [_is_value(cell) for cell in heads[1:]]
    below = [
        sum(_is_value(row[i]) for row in rows if len(row) == len(heads))
        for i in range(1, len(heads))
    ]
    if len(own) == 1:
        return not own[0] and 2 * below[0] > len(rows)
    named = sum(bool(under) and not value for value, under in zip(own, below, strict=True))
    return bool(own) and (not any(own) or 2 * named > len(own))


def _is_value(cell: str) -> bool:
    return bool(_FIGURE.match(cell)) and not _A_YEAR.fullmatch(cell)


def same_block(one: "Candidate", other: "Candidate") -> bool:
    """Whether both were written together, in one paragraph, list or table."""
    return (
        one.sentence.block == other.sentence.block
        and one.chunk.chunk.document_id == other.chunk.chunk.document_id
    )


def _opens_its_block(candidates: Sequence["Candidate"], index: int) -> bool:
    """False where the passage before it, which was not retrieved, may have the beginning."""
    own = candidates[index]
    if own.place or not own.chunk.chunk.index:
        return True
    last = end_of_the_passage_before(candidates, own)
    return last is not None and not same_block(candidates[last], own)


def end_of_the_passage_before(candidates: Sequence["Candidate"], own: "Candidate") -> int | None:
    """The last sentence of the passage that precedes the candidate's, where it was retrieved."""
    for i, c in enumerate(candidates):
        chunk = c.chunk.chunk
        if (
            chunk.document_id == own.chunk.chunk.document_id
            and chunk.index == own.chunk.chunk.index - 1
            and c.place == len(chunk.sentences) - 1
        ):
            return i
    return None

"""Tables: which row names the columns of which, and what a row says with those names. Pure.

A row by itself ("Upper Brae | 06:03 | 06:49") hardly has a word of a question about it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answering.closeness import terms_of
from rag.answering.question import Question
from rag.schema import Kind

if TYPE_CHECKING:
    from rag.answering.evidence import Candidate

_FIGURE = re.compile(r"[$€£¥₪~<>≤≥±+−-]?\s?\d")
_SUPERLATIVE = re.compile(r"\b(?:which|what)\b.*\b(?:most|least|[a-z]{2,}(?<!inter)est)\b", re.I)
_MOST_ROWS = 12
_A_YEAR = re.compile(r"(?:1\d|20)\d\d")


def cells_of(row: str) -> list[str]:
    """The cells of a row as it stands in a document."""
    return [cell.strip() for cell in row.strip("| ").split("|")]


def in_full(heads: str, row: str) -> str:
    """A row with the names of its columns: "Upper Brae: RB 11 06:03, RB 13 06:49."."""
    names, cells = cells_of(heads), cells_of(row)
    if len(names) != len(cells):
        return row
    told = (f"{name} {cell}" for name, cell in zip(names[1:], cells[1:], strict=True))
    return f"{cells[0]}: {', '.join(told)}."


def with_heads(candidates: Sequence["Candidate"]) -> list["Candidate"]:
    """The candidates, each row with the row that names its columns, where there is one."""
    blocks: dict[tuple[str, int], list[int]] = {}
    for i, c in enumerate(candidates):
        if c.sentence.kind is Kind.TABLE_ROW:
            blocks.setdefault((c.chunk.chunk.document_id, c.sentence.block), []).append(i)
    found = list(candidates)
    for rows in blocks.values():
        first, *others = sorted(rows, key=lambda i: candidates[i].sentence.start_char)
        if not others or not _opens_its_block(candidates, first):
            continue
        if _heads_columns([cells_of(candidates[i].text) for i in (first, *others)]):
            for i in others:
                found[i] = replace(found[i], heads=candidates[first].text)
    return found


def heads_of(candidates: Sequence["Candidate"], index: int) -> int | None:
    """The row that names the columns of the table that the candidate is a row of."""
    own = candidates[index]
    same = (i for i, c in enumerate(candidates) if c.text == own.heads and same_block(c, own))
    return next(same, None) if own.heads else None


def names_columns(candidates: Sequence["Candidate"], index: int) -> bool:
    """Whether the candidate is a row that names the columns of those below it."""
    own = candidates[index]
    if own.sentence.kind is not Kind.TABLE_ROW:
        return False
    return any(c.heads == own.text and same_block(c, own) for c in candidates)


def rows_asked_for(
    question: Question, candidates: Sequence["Candidate"], chosen: Sequence[int]
) -> list[int]:
    """``chosen`` with the rows of a table that are about what is asked in the place of its others.

    A row is about what its first cell says: "E-bike", where an e-bike is asked about.
    """
    found: list[int] = []
    for index in chosen:
        own = candidates[index]
        meant: list[int] = []
        if own.sentence.kind is Kind.TABLE_ROW:
            head = heads_of(candidates, index)
            rows = [i for i, c in enumerate(candidates) if i != head and same_block(c, own)]
            meant = [i for i in rows if is_about(question, candidates[i].text)]
            meant.sort(key=lambda i: candidates[i].sentence.start_char)
        found += [i for i in meant or [index] if i not in found]
    return found


def whole_tables(
    question: Question, candidates: Sequence["Candidate"], chosen: Sequence[int]
) -> list[int]:
    """``chosen`` with all rows of a table for one, where a list or the dearest is asked for."""
    if not (question.wants_list or _SUPERLATIVE.search(question.text)):
        return list(chosen)
    found: list[int] = []
    for index in chosen:
        own = candidates[index]
        rows = [i for i, c in enumerate(candidates) if own.heads and same_block(c, own)]
        rows.sort(key=lambda i: candidates[i].sentence.start_char)
        whole = rows if len(rows) <= _MOST_ROWS else []
        found += [i for i in whole or [index] if i not in found]
    return found


def is_about(question: Question, row: str) -> bool:
    """Whether the question has all words of a row's first cell."""
    label = set(terms_of(cells_of(row)[0]))
    return bool(label) and label <= set(question.terms)


def _heads_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns of the others.

    No cell of it but the first is a value (years may be), or most have values below them only.
    """
    head, *others = ([_is_value(cell) for cell in row[1:]] for row in rows)
    if not any(head):
        return True
    below = [any(row[i : i + 1] == [True] for row in others) for i in range(len(head))]
    named = sum(under and not own for own, under in zip(head, below, strict=True))
    return 2 * named > len(head)


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

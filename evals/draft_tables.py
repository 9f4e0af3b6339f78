"""Question drafts from tables: a cell by the names of its row and column. Pure.

What another table tells of its rows and this one does not is a question to leave unanswered.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rag.answering.rows.tables import cells_of
from rag.schema import Document, Kind, Sentence

_ROWS_ASKED = 3  # of a table
_LONGEST = 40  # letters of a name
_UNIT = re.compile(r"\s*(?:\([^)]*\)|, [\w%€$£°/]{1,8}|(?<=[a-z]) [A-Z]{3})$")
# Heads of columns that are things a row has one of: "the price of …", not "the q1 of …".
_OF_A_ROW = re.compile(
    r"(?:[a-z]+ ){0,2}(?:[a-z]{3,}(?:tion|sion|ment|ance|ence|acity|icity|ivity)|address|age|"
    r"amount|area|brand|budget|category|city|code|colou?r|cost|country|currency|date|deadline|deposit|"
    r"depth|diameter|duration|fee|height|interval|length|limit|meaning|model|name|number|penalty|"
    r"period|phone|power|price|purpose|range|rate|reading|remedy|role|salary|size|speed|status|"
    r"supplier|temperature|term|time|title|type|unit|value|version|voltage|volume|warranty|wage|"
    r"weight|width)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"author|(?:head|manager|owner|director|chair|leader)(?: of [a-z]+)?", re.I)
_SUMMED = re.compile(r"(?:sub|grand )?totals?|sum|average|all", re.IGNORECASE)
_FIGURE = re.compile(r"^\W?\s?\d")
_NOTHING = re.compile(r"^(?:[–—-]|n/?a|none)?$", re.IGNORECASE)


class CellQuestion(NamedTuple):
    """A question, its answer (empty where the table has none), and the row as it stands there."""

    question: str
    answer: str
    quote: str


class _Table(NamedTuple):
    heads: list[str]
    rows: list[tuple[str, list[str]]]  # the row as it stands in the document, its cells


def cell_questions(document: Document, units: Sequence[Sentence]) -> Iterator[CellQuestion]:
    """Some cells of each table that names its columns, then what its tables do not tell."""
    tables = list(_tables(document, units))
    for table in tables:
        step = max(1, len(table.rows) // _ROWS_ASKED)
        for n, (quote, cells) in enumerate(table.rows[::step][:_ROWS_ASKED]):
            columns = [c for c in range(1, len(cells)) if not _NOTHING.match(cells[c])]
            if columns:
                column = columns[n % len(columns)]
                # Of two columns the row is what is asked for: "Weight?".
                two = len(table.heads) == 2
                asked = f"{cells[0]}?" if two else _question(table.heads[column], cells[0])
                yield CellQuestion(asked, cells[column], quote)
    for table, other in zip(tables, [*tables[1:], *tables[:1]], strict=True):
        own = " ".join(table.heads).casefold()
        strange = [h for h in other.heads[1:] if _named(h).casefold() not in own]
        if strange:
            yield CellQuestion(_question(strange[0], table.rows[-1][1][0]), "", "")


def _tables(document: Document, units: Sequence[Sentence]) -> Iterator[_Table]:
    rows = (unit for unit in units if unit.kind is Kind.TABLE_ROW)
    for _, block in groupby(rows, key=lambda unit: unit.block):
        quotes = [document.text[unit.start_char : unit.end_char] for unit in block]
        heads, *told = (cells_of(quote) for quote in quotes)
        named = len(heads) > 1 and all(h and not _FIGURE.match(h) for h in heads[1:])
        kept = [
            (quote, cells)
            for quote, cells in zip(quotes[1:], told, strict=True)
            if len(cells) == len(heads) and 2 < len(cells[0]) <= _LONGEST
        ]
        if named and kept:
            yield _Table(heads, kept)


def _question(head: str, row: str) -> str:
    """“What is the remedy of E02?”, and “E02: Q1?” where the head is no such thing."""
    name = _named(head)
    asking = "Who" if _PERSON.fullmatch(name) else "What" if _OF_A_ROW.fullmatch(name) else ""
    if asking and not _SUMMED.fullmatch(row):
        return f"{asking} is the {name} of {row}?"
    return f"{row}: {name}?"


def _named(head: str) -> str:
    """“Price (EUR)” as it stands in a sentence: "price"; "IP rating" as it is."""
    name = _UNIT.sub("", head).replace("_", " ")
    return name[:1].lower() + name[1:] if name[1:2].islower() else name

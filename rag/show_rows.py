"""The rows of tables in an answer, on a terminal: which stand together, under which names."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rich.table import Table

Json = Mapping[str, Any]
Words = Callable[[int, int], str]  # a stretch of the answer, as markup

_MARKERS = re.compile(r"(?:\s*\[\d+\])*$")
_BAR = re.compile(r"\s*\|\s*")
_VALUE = re.compile(r"(?!(?:1\d|20)\d\d$)[$€£¥₪~<>≤≥±+−-]?\s?\d")  # years may name columns


class Row(NamedTuple):
    """A quoted row: where its cells and its markers stand in the answer, and its table's heads."""

    start: int
    end: int
    cells: list[tuple[int, int]]
    marks: tuple[int, int]
    heads: tuple[str, ...]
    is_head: bool


def parts(found: Json) -> Iterator[tuple[int, int, list[Row]]]:
    """The answer's text cut where tables begin and end: (start, end, the rows that stand there)."""
    at = 0
    rows = [row for sentence in found["sentences"] if (row := _row(sentence, found))]
    groups: list[list[Row]] = []
    for row in rows:
        last = groups[-1][-1] if groups else None
        beside = last and not found["text"][last.end : row.start].strip()
        if last and beside and last.heads == row.heads:
            groups[-1].append(row)
        else:
            groups.append([row])
    for group in groups:
        yield at, group[0].start, []
        yield group[0].start, group[-1].end, group
        at = group[-1].end
    yield at, len(found["text"]), []


def table(rows: Sequence[Row], text: str, words: Words, clean: Callable[[object], str]) -> Table:
    """Rows of one table; the names of its columns above them, quoted or not."""
    told = [[text[a:b] for a, b in row.cells] for row in rows]
    heads = [words(a, b) for a, b in rows[0].cells] if rows[0].is_head else []
    marks = words(*rows[0].marks) if heads else ""
    if not heads and _names(rows[0].heads, told[0]):
        heads = [clean(name) for name in rows[0].heads]
    body = rows[1:] if rows[0].is_head else rows
    width = max(len(heads), *(len(row.cells) for row in rows))
    drawn = Table(box=None, show_header=bool(heads), header_style="dim", padding=(0, 2, 0, 0))
    for name in [*[""] * (width - len(heads)), *heads]:
        drawn.add_column(name, overflow="fold")
    drawn.add_column(marks, no_wrap=True)
    for row in body:
        cells = [words(a, b) for a, b in row.cells]
        drawn.add_row(*cells, *[""] * (width - len(cells)), words(*row.marks))
    return drawn


def _row(sentence: Json, found: Json) -> Row | None:
    """A sentence as the row of a table that it quotes; None of any other."""
    start, text = sentence["answer_start_index"], sentence["text"]
    cited = [c for c in found["citations"] if c["marker"] in sentence["markers"]]
    heads = _heads(cited[0], found["retrieved"]) if len(cited) == 1 and "\n" not in text else ""
    if not heads or "|" not in text:
        return None
    marks = _MARKERS.search(text)
    end = marks.start() if marks else len(text)
    bars = [*_BAR.finditer(text, 0, end)]
    edges = [0, *(edge for bar in bars for edge in bar.span()), end]
    cells = [(start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    own = _said(_split(text[:end])) == _said(_split(heads))
    last = len(text.rstrip())
    shift = len(text[end:last]) - len(text[end:last].lstrip())
    return Row(
        start, start + len(text), cells, (start + end + shift, start + last), _split(heads), own
    )


def _heads(cited: Json, passages: Sequence[Json]) -> str:
    """The line that opens the table of a cited row, as far as the passages tell."""
    begin, end = cited["start_char_index"], cited["end_char_index"]
    for passage in passages:
        start = passage["start_char_index"]
        same = passage["document_id"] == cited["document_id"]
        if not (same and start <= begin and end <= passage["end_char_index"]):
            continue
        lines = passage["text"].split("\n")
        first = passage["text"][: begin - start].count("\n")
        if "|" not in lines[first]:
            return ""
        while first and "|" in lines[first - 1]:
            first -= 1
        above = "".join(passage["headings"][-1:])
        if not first and "|" in above:
            return above
        # A line of prose may have a bar; a table's begins with one, or there are more of them.
        several = "|" in "".join(lines[first + 1 : first + 2])
        return lines[first] if several or lines[first].lstrip().startswith("|") else ""
    return ""


def _split(line: str) -> tuple[str, ...]:
    bare = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip() for cell in bare.split("|"))


def _said(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell]


def _names(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the first of two rows names the columns: it has fewer values, or neither has any."""
    some, more = (sum(bool(_VALUE.match(c)) for c in cells) for cells in (first, second))
    return some < more or some == more == 0

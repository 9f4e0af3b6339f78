"""Spreadsheets and CSV files into rows of cells, the names of their columns first."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from itertools import chain, islice, pairwise
from typing import Any

import openpyxl

from rag.errors import FileTooLarge
from rag.reading.archive import check_archive
from rag.reading.parsed import Limits, Parsed

_DELIMITERS = ",;\t|"
_LOOKED_AT = 50  # rows
_DEFAULT_NAMES = ("Sheet1", "Tabelle1", "Feuil1", "Hoja1", "工作表1", "גיליון1")
_CURRENCIES = "$€£¥₪"
_MOST_CELLS = 2_000_000  # of a table, the empty ones that it is filled up with counted
_BRACKETED = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")  # "[$€-407]" is a euro sign in German

# A cell with a formula and no value. One whose type is "str" has a value: a text of no letters.
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c(?=[\s>])(?![^<>]*\bt=[\"']str)[^<>]*>\s*<(?:\w+:)?f(?=[\s/>])[^<>]*"
    rb"(?:(?<=/)>|(?<!/)>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)

Row = list[str]


def parse_csv(data: bytes, limits: Limits) -> Parsed:
    """The rows of a CSV file, whatever parts its cells: a comma, semicolon, tab or bar."""
    text = data.decode("utf-8")
    csv.field_size_limit(limits.text_chars)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    return Parsed("\n\n".join(_blocks(rows)))


def parse_xlsx(data: bytes, limits: Limits) -> Parsed:
    """The rows of each sheet, cells as they are shown; a formula by its last result, if it has one.

    Hidden sheets, and formulas without a result, are told among what was left out; hidden rows
    and columns are read. Raises FileTooLarge or ParserFailed.
    """
    check_archive(data, limits)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts, cuts, size = [], [], 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            cuts.append({"kind": "hidden", "text": sheet.title, "reason": "a hidden sheet"})
            continue
        if empty := _without_result(archive.read(sheet._worksheet_path)):
            reason = "formula has no result" if empty == 1 else "formulas have no result"
            reason = f"{empty} {reason} saved; open the file in a spreadsheet program and save it"
            cuts.append({"kind": "formulas", "text": sheet.title, "reason": reason})
        sheet.reset_dimensions()  # what a file says of its size need not be true
        blocks = list(_blocks([_shown(cell) for cell in row] for row in sheet.iter_rows()))
        named = len(book.worksheets) > 1 or sheet.title not in _DEFAULT_NAMES
        parts += [f"## {sheet.title}", *blocks] if named and blocks else blocks
        size += sum(map(len, blocks))
        if size > limits.text_chars:
            raise FileTooLarge(f"it has more than {limits.text_chars:,} characters of text")
    about = book.properties
    return Parsed(
        "\n\n".join(parts),
        title=about.title or None,
        author=about.creator if about.creator != "openpyxl" else None,
        cuts=cuts,
    )


def _delimiter(text: str) -> str:
    """What cuts the first lines into the same number of cells, as many as there can be."""

    def fit(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        counted = Counter(len(row) for row in islice(rows, _LOOKED_AT) if row)
        cells, times = max(counted.items(), key=lambda pair: pair[1], default=(1, 0))
        return (times if cells > 1 else 0), cells

    return max(_DELIMITERS, key=fit)


def _blocks(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Tables, and lines of one cell between them; an empty row ends a table."""
    table: list[Row] = []
    every = ([_clean(cell) for cell in row] for row in rows)
    for row, below in pairwise(chain(every, [[], []])):
        filled = sum(map(bool, row))
        if filled > 1 or (filled and table) or _heads_one_column(row, below):
            table.append(row)
            continue
        if table:
            yield _table(table)
            table = []
        if filled:
            yield next(filter(None, row))


def _heads_one_column(row: Row, below: Row) -> bool:
    """True for a name in the second of two columns that stands above a figure: "", "TW-40"."""
    under = below[1] if len(below) > 1 and below[0] and not any(below[2:]) else ""
    return not any(row[:1] + row[2:]) and any(row) and any(map(str.isdecimal, under))


def _clean(cell: str) -> str:
    return " ".join(cell.replace("|", "/").split())


def _table(rows: Sequence[Row]) -> str:
    """Rows of as many cells each, without columns that are empty in all. Raises FileTooLarge."""
    width = max(map(len, rows))
    if width * len(rows) > _MOST_CELLS:
        raise FileTooLarge(f"a table in it has more than {_MOST_CELLS:,} cells")
    full = [row + [""] * (width - len(row)) for row in rows]
    kept = [i for i in range(width) if any(row[i] for row in full)]
    return "\n".join(f"| {' | '.join(row[i] for i in kept)} |" for row in full)


def _without_result(sheet: bytes) -> int:
    """How many cells of a sheet's XML hold a formula that no program has worked out."""
    return sum(1 for _ in _NO_RESULT.finditer(sheet))


def _shown(cell: Any) -> str:
    """A cell as its reader sees it: a date without its hour, 12% for 0.12, "12.50 €" for 12.5."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format or "")
    return str(value)


def _number(value: float, form: str) -> str:
    first = _BRACKETED.sub(r"\1", form.partition(";")[0])
    if re.fullmatch("0{2,}", first) and value == int(value):
        return f"{int(value):0{len(first)}d}"  # a post code
    if first.rstrip().endswith("%"):
        return f"{round(value * 100, 6):g}%"
    decimals = len(first.partition(".")[2]) - len(first.partition(".")[2].lstrip("0"))
    whole = isinstance(value, int) or value.is_integer()
    said = f"{value:.{decimals}f}" if decimals else f"{value:.0f}" if whole else f"{value:.15g}"
    sign = next((c for c in _CURRENCIES if c in first), "")
    code = re.search(r"(?<![A-Za-z])(?:CHF|EUR|USD|GBP|ILS|CNY|SEK|NOK|DKK|kr)(?![A-Za-z])", first)
    sign = sign or (code.group() if code else "")
    return f"{said} {sign}".strip()

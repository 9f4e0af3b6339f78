"""Tables of a PDF: rows and columns out of where the words stand on the page. Pure.

A PDF knows no tables, only words at places, and the order in which they were drawn may go by
cells. ``pypdf`` draws a page in letters of one width (its layout mode); columns are then what is
left between strips of blanks that run down several lines.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

_LEAST_LINES = 3
_GAP = 2  # blanks between columns
_NARROW = 24  # letters; where no column is so narrow, the strips part columns of prose
_FULL = 0.75  # of the width of its column, where a cell goes on below
_MOST_COLUMNS = 16
_MOST_LINES, _WIDEST = 200, 400
_ITEM = re.compile(r"[-–•◦▪●*·]|\(?(?:\d{1,3}|[a-zA-Z])[.)]")
_FIGURE = re.compile(r"[$€£¥₪(+−-]?\s?\d")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_RULED = re.compile(r"[\s._–—-]*")

Line = list[str]  # the cells of a line, "" for an empty one


def with_tables(lines: Sequence[str], drawn: Sequence[str]) -> list[str]:
    """The lines of a page with its tables as rows: "| E03 | Diaphragm rupture |".

    ``lines`` are in the order in which they were drawn, each with single blanks; ``drawn`` are the
    same words as they stand on the page. A table of which the words are not found next to each
    other among the lines is left as it is.
    """
    found = list(lines)
    placed = [line.rstrip() for line in drawn if line.strip()]
    if (
        len(placed) > _MOST_LINES
        or len(lines) > 20 * _MOST_LINES
        or max(map(len, placed), default=0) > _WIDEST
    ):
        return found  # no page that anybody reads
    start = 0
    while start < len(placed):
        for cells in reversed(list(_grids(placed[start:]))):
            window = _is_table(cells) and _window(found, cells)
            if window:
                first, last = window
                rows = _rows(cells, found[first:last])
                found[first:last] = [
                    f"| {' | '.join(c.replace('|', '/') for c in r)} |" for r in rows
                ]
                start += len(cells) - 1
                break
        start += 1
    return found


def _grids(drawn: Sequence[str]) -> Iterator[list[Line]]:
    """The first lines cut into cells where blanks run down all of them: three, four and so on."""
    strips = columns = _MOST_COLUMNS
    for end in range(_LEAST_LINES, len(drawn) + 1):
        cells = _cut(drawn[:end])
        if cells is None:
            return
        joined = _without_shifted_heads(cells)
        if len(cells[0]) > strips and len(joined[0]) > columns:
            return
        if _alone(cells[-1]) and (
            _stands_out(drawn[:end], cells) or not _goes_on(cells[-2], cells, _room(drawn[:end]))
        ):
            return
        strips, columns = len(cells[0]), len(joined[0])
        yield joined


def _cut(lines: Sequence[str]) -> list[Line] | None:
    """The lines cut where all have blanks; None where that leaves one column or a line of one."""
    columns = _columns(lines)
    if not 1 < len(columns) <= _MOST_COLUMNS:
        return None
    cells = [[" ".join(line[a:b].split()) for a, b in columns] for line in lines]
    return cells if sum(map(bool, cells[0])) > 1 else None


def _columns(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where the strips between blanks that run down all lines begin and end."""
    width = max(map(len, lines))
    filled = [any(line[i : i + 1].strip() for line in lines) for i in range(width)]
    columns: list[tuple[int, int]] = []
    begin: int | None = None
    for i in range(width + 1):
        here = i < width and filled[i]
        if here and begin is None:
            joined = bool(columns) and i - columns[-1][1] < _GAP
            begin = columns.pop()[0] if joined else i
        elif not here and begin is not None:
            columns.append((begin, i))
            begin = None
    return columns


def _alone(cells: Line) -> bool:
    return sum(map(bool, cells)) == 1 and bool(cells[0])


def _stands_out(lines: Sequence[str], cells: Sequence[Line]) -> bool:
    """Whether the last line begins further left than the rows: a heading behind the table."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    rows = [n for n, row in zip(indents[:-1], cells, strict=False) if row[0]]
    return bool(rows) and indents[-1] < min(rows)


def _goes_on(above: Line, cells: Sequence[Line], room: int) -> bool:
    """Whether the first cell of a line nearly fills its column, so that words of it are below.

    Where the first word below had found room twice over, it is the heading of something else.
    """
    word = cells[-1][0].split()[0]
    fits = 2 * len(f"{above[0]} {word}") <= room and not word[0].islower()
    return len(above[0]) >= _FULL * max(len(row[0]) for row in cells) and not fits


def _room(lines: Sequence[str]) -> int:
    """How far the second column is from where the first begins."""
    begins = min(len(line) - len(line.lstrip()) for line in lines)
    columns = _columns(lines)
    return columns[1][0] - begins if len(columns) > 1 else 0


def _without_shifted_heads(cells: Sequence[Line]) -> list[Line]:
    """The cells with a head that stands beside its figures, not above them, in one column.

    The head is aligned left and the figures right, so that blanks part them; no line has words in
    both, and only one of the two has a head.
    """
    columns = list(zip(*cells, strict=True))
    at = len(columns) - 2
    while at > 0:
        left, right = columns[at : at + 2]
        both = tuple(a or b for a, b in zip(left, right, strict=True))
        figures = [bool(_FIGURE.match(cell)) for cell in both[1:] if cell]
        apart = not any(a and b for a, b in zip(left, right, strict=True))
        if apart and bool(left[0]) != bool(right[0]) and 2 * sum(figures) > len(figures):
            columns[at : at + 2] = [both]
        at -= 1
    return [list(line) for line in zip(*columns, strict=True)]


def _is_table(cells: Sequence[Line]) -> bool:
    full = [row for row in cells if sum(map(bool, row)) > 1]
    if len(full) < _LEAST_LINES or any(_RULED.fullmatch("".join(row)) for row in cells):
        return False
    columns = list(zip(*cells, strict=True))
    widths = [median([len(c) for c in column if c] or [0]) for column in columns]
    items = sum(bool(_ITEM.fullmatch(row[0])) for row in full)
    return (
        min(widths) <= _NARROW
        and 2 * sum(w <= _NARROW for w in widths) >= len(widths)
        and (2 * items < len(full))
    )


def _window(lines: Sequence[str], cells: Sequence[Line]) -> tuple[int, int] | None:
    """The run of lines that has the words of the cells and no others."""
    wanted = Counter(word for row in cells for cell in row for word in cell.split())
    size = wanted.total()
    counted = [line.split() for line in lines]
    for start in range(len(lines)):
        have: Counter[str] = Counter()
        for end in range(start, len(lines)):
            have.update(counted[end])
            if have.total() >= size:
                if have == wanted:
                    return start, end + 1
                break
    return None


def _rows(cells: Sequence[Line], lines: Sequence[str]) -> list[Line]:
    """The lines of a table as rows: what a cell goes on with below belongs to it.

    A row is a line of which the first cell and another are filled, unless that first cell was drawn
    before the others of the row above; what else stands there goes to the row whose first cell was
    drawn before it.
    """
    rows: list[tuple[int, list[list[str]]]] = []  # where it was drawn; the parts of each cell
    loose: list[tuple[int, int, str]] = []  # where it was drawn; column; words
    behind = 0  # where the last cell of the row above was drawn
    for line in cells:
        since = rows[-1][0] if rows else 0
        places = [_drawn_at(lines, cell, since) if cell else since for cell in line]
        if rows and line[0] and (_alone(line) or places[0] < behind):
            for parts, cell in zip(rows[-1][1], line, strict=True):
                parts += [cell] if cell else []
        elif line[0] or (_has_own_figures(line, rows[-1][1]) if rows else _heads(cells)):
            rows.append((places[0], [[cell] if cell else [] for cell in line]))
            behind = max(places)
        else:
            loose += [(_drawn_at(lines, c, 0), n, c) for n, c in enumerate(line) if c]
    for at, column, words in loose:
        own = [parts for where, parts in rows if where <= at] or [rows[0][1]]
        own[-1][column].append(words)
    order = {line: i for i, line in enumerate(lines)}
    return [
        [" ".join(sorted(parts, key=lambda p: order.get(p, 0))) for parts in row] for _, row in rows
    ]


def _heads(cells: Sequence[Line]) -> bool:
    """Whether the first line names columns and has nothing above the labels: "2025 2024"."""
    label = next((row for row in cells if row[0]), None)
    if label is None or any(map(_is_amount, cells[0])):
        return False
    figures = [_is_amount(cell) for cell in label[1:] if cell]
    return 2 * sum(figures) > len(figures)


def _is_amount(cell: str) -> bool:
    return _FIGURE.match(cell) is not None and not _YEAR.match(cell)


def _has_own_figures(line: Line, above: Sequence[Sequence[str]]) -> bool:
    """Whether a line without a first cell is a row of its own: "Leeds 20" below "North York 10"."""
    pairs = zip(line[1:], above[1:], strict=True)
    return any(_FIGURE.match(c) and parts and _FIGURE.match(parts[0]) for c, parts in pairs)


def _drawn_at(lines: Sequence[str], words: str, since: int) -> int:
    """The line in which the words were drawn, ``since`` one; behind all where none has them."""
    having = (i for i in range(since, len(lines)) if f" {words} " in f" {lines[i]} ")
    return next(having, len(lines))

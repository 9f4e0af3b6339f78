"""Lines of a text into stretches: paragraphs, headings, list items, table rows and code.

Knows Markdown's block marks, MediaWiki headings, and plain text as it comes from web
pages and PDFs: one paragraph to a line, or lines wrapped at a fixed width.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from rag.reading.fences import FENCE, code_blocks
from rag.schema import Kind

MAX_HEADING_CHARS = 80
MAX_HEADING_WORDS = 12
MAX_TITLE_CHARS = 200
WRAP_WIDTHS = range(40, 131)

_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"(?:[-=_*~]\s?){3,}")
_TABLE_RULE = re.compile(r"[|\s:+-]+")
_ATX = re.compile(r"#{1,6}\s+")
_WIKI = re.compile(r"=(?:\s?=){0,5}\s*(?=[^\s=])")
_CJK_NUMBER = "一二三四五六七八九十"
_MARKER = re.compile(
    r"(?:[-*+•◦▪●‣·–—]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z]\)\s+"
    rf"|(?:\d{{1,3}}|[{_CJK_NUMBER}]{{1,3}})、\s*|[（(][{_CJK_NUMBER}\d]{{1,3}}[）)]\s*)"
)
_QUOTE_MARK = re.compile(r"(?:>\s?)+")
_ENDS_CLAUSE = tuple(".!?…:;,。！？：；，、؟۔–—-")
# A line that goes on with something, "12 chairs", or the words of a speaker in a transcript.
_NOT_HEADING = re.compile(
    r"[\d\s]*[a-z]|[A-Z .]{3,}: |[^\n:()]{1,40} \((?:\d\d? [A-Z][a-z]+ \d{4}, )?\d\d:\d\d\): "
)
# "Absent: Ines Quill" tells something; "Chapter 2: The flood" and "Part Two: The flood" head it.
LABELLED = re.compile(
    r"(?P<bold>\*\*|__)?(?!(?:Chapter|Part|Section|Book|Act|Volume|Case|Appendix|Annex)\b)"
    r"[^\W\d_](?:[^\d\W]|[\"״'’](?=\w))*(?: [^\W\d_]+){0,2}"
    r"(?::(?(bold)(?:\*\*|__))|(?(bold)(?:\*\*|__)):) \S"
)
_SPEAKER = re.compile(r"[A-Z][A-Z .'’-]{2,}: ")
# "Work is to start on" goes on with "12 January 2026" below, however short the line is.
_UNFINISHED = re.compile(
    r"(?:\S+\s+){3,}(?:a|an|the|and|or|of|on|in|at|by|to|from|for|with|than|until|till|before|after"
    r"|since|between|about|over|under|is|are|was|were|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?)"
)
# "Dougal – ring the broker": who has to do something, one a line.
_ASSIGNED = re.compile(r"[A-Z][\w.’'-]*(?:(?: and | ?& ?|[,/] ?| )[A-Z][\w.’'-]*){0,3}:? [–—-] ?\S")
_CLOSERS = "\"'”’»)]）】」』 "


class _Mark(Enum):
    """What the first characters of a line say it is."""

    TEXT = "text"
    RULE = "rule"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    mark: _Mark
    after_blank: bool
    indent: int

    @property
    def width(self) -> int:
        return self.indent + self.end - self.start


@dataclass(frozen=True, slots=True)
class Stretch:
    """``text[start:end]`` is a paragraph, heading, list item (unmarked), table row or code.

    Stretches with one ``block`` are a list, with the code below its items, or a table. ``lines``
    is how many lines it covers, ``indent`` how far its first line stands from the margin.
    """

    start: int
    end: int
    kind: Kind
    block: int
    lines: int = 1
    after_blank: bool = True
    indent: int = 0


def stretches(text: str) -> list[Stretch]:
    """All of ``text`` that can be cited, in order, not overlapping, without block marks."""
    lines = _read_lines(text)
    joined = _join_lines(text, lines)
    return _number(_find_headings(text, joined))


def item_mark(text: str, start: int) -> str:
    """The number or letter that ``text`` puts before the list item at ``start``: "2.", "(b)".

    Empty for a bullet, and where the text begins with the item and so lacks what marks it.
    """
    line = text[text.rfind("\n", 0, start) + 1 : start].strip()
    return line if _MARKER.fullmatch(f"{line} ") and any(map(str.isalnum, line)) else ""


def _read_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    previous_end = 0
    blocks = iter(code_blocks(text))
    code = next(blocks, None)
    first = False
    for match in _LINE.finditer(text):
        content = match.group()
        stripped = content.strip()
        if not stripped:
            continue
        if code and match.start() >= code.end:
            code = next(blocks, None)
        if code and match.start() >= code.start:
            if code.start < match.start() and match.end() < code.end:
                end = match.start() + len(content.rstrip())
                lines.append(_Line(match.start(), end, _Mark.CODE, first, code.indent))
                previous_end = end
            first = match.start() == code.start
            continue
        start = match.start() + len(content) - len(content.lstrip())
        end = start + len(stripped)
        gap = text.count("\n", previous_end, start)
        mark, inner_start, inner_end = _classify(text, start, end)
        if inner_start == inner_end and mark is _Mark.RULE:
            continue  # as good as blank
        after_blank = gap > 1 or not lines
        lines.append(_Line(inner_start, inner_end, mark, after_blank, inner_start - match.start()))
        previous_end = end
    return _settle_rows(text, _settle_assigned(text, _settle_items(text, lines)))


def _classify(text: str, start: int, end: int) -> tuple[_Mark, int, int]:
    """The mark of one stripped line, and its span without that mark."""
    if quote := _QUOTE_MARK.match(text, start, end):
        start = min(quote.end(), end)
    if start == end:  # an empty line of a quotation
        return _Mark.RULE, start, end
    ruled = _TABLE_RULE.fullmatch(text, start, end) and text.find("--", start, end) >= 0
    if ruled or FENCE.fullmatch(text, start, end) or _RULE.fullmatch(text, start, end):
        return _Mark.RULE, start, end
    if atx := _ATX.match(text, start, end):
        inner_end = start + len(text[start:end].rstrip("#").rstrip())
        return _Mark.HEADING, atx.end(), max(atx.end(), inner_end)
    if text[start] == text[end - 1] == "=" and (wiki := _WIKI.match(text, start, end)):
        return _Mark.HEADING, wiki.end(), start + len(text[start:end].rstrip("= "))
    if marker := _MARKER.match(text, start, end):
        return _Mark.ITEM, marker.end(), end
    if text[start] == "|" and text.count("|", start, end) > 1:
        inner = text[start:end].strip("| \t")
        inner_start = text.find(inner, start)
        # Without its empty cells at the beginning a row stands below the wrong heads.
        first = start if text.count("|", start, inner_start) > 1 else inner_start
        return _Mark.ROW, first, inner_start + len(inner)
    return _Mark.TEXT, start, end


def _settle_items(text: str, lines: list[_Line]) -> list[_Line]:
    """A wrapped sentence may put a number at the start of a line; that is not an item."""
    settled: list[_Line] = []
    for line in lines:
        before = settled[-1] if settled else None
        if (
            line.mark is _Mark.ITEM
            and before is not None
            and before.mark is _Mark.TEXT
            and not line.after_blank
            and text[before.end - 1] not in _ENDS_CLAUSE
            and before.width in WRAP_WIDTHS
        ):
            start = text.rfind("\n", 0, line.start) + 1
            start += len(text[start : line.end]) - len(text[start : line.end].lstrip())
            if text[start].isdigit():
                line = replace(line, start=start, mark=_Mark.TEXT)
        settled.append(line)
    return settled


def _settle_assigned(text: str, lines: list[_Line]) -> list[_Line]:
    """Lines below one another that begin with a name and a dash are items of a list."""
    named = [
        line.mark is _Mark.TEXT and _ASSIGNED.match(text, line.start, line.end) is not None
        for line in lines
    ]
    return [
        replace(line, mark=_Mark.ITEM)
        if named[i]
        and (
            (i and named[i - 1] and not line.after_blank)
            or (any(named[i + 1 : i + 2]) and not lines[i + 1].after_blank)
        )
        else line
        for i, line in enumerate(lines)
    ]


def _settle_rows(text: str, lines: list[_Line]) -> list[_Line]:
    """Cells may be joined by `` | `` without outer bars: two such lines make a table."""
    bars = [text.count(" | ", line.start, line.end) for line in lines]
    return [
        replace(line, mark=_Mark.ROW)
        if line.mark is _Mark.TEXT and (bars[i] > 1 or (bars[i] and max(_around(bars, i)) > 0))
        else line
        for i, line in enumerate(lines)
    ]


def _around(values: Sequence[int], i: int) -> tuple[int, ...]:
    return (*values[max(0, i - 1) : i], *values[i + 1 : i + 2], 0)


def _join_lines(text: str, lines: list[_Line]) -> list[Stretch]:
    kinds = {
        _Mark.HEADING: Kind.HEADING,
        _Mark.ITEM: Kind.LIST_ITEM,
        _Mark.ROW: Kind.TABLE_ROW,
        _Mark.CODE: Kind.CODE,
    }
    widths = _group_widths(lines)
    joined: list[Stretch] = []
    for i, line in enumerate(lines):
        last = joined[-1] if joined else None
        if line.mark is _Mark.RULE:
            if last and last.lines == 1 and not line.after_blank and _underlines(text, lines, i):
                joined[-1] = replace(last, kind=Kind.HEADING)
            continue
        if (
            last
            and line.mark in (_Mark.TEXT, _Mark.CODE)
            and _continues(text, lines[i - 1], line, widths[i])
        ):
            joined[-1] = replace(last, end=line.end, lines=last.lines + 1)
            continue
        if line.end > line.start:
            kind = kinds.get(line.mark, Kind.PROSE)
            joined.append(Stretch(line.start, line.end, kind, 0, 1, line.after_blank, line.indent))
    return joined


def _underlines(text: str, lines: list[_Line], i: int) -> bool:
    line, above = lines[i], lines[i - 1]
    return (
        above.mark is _Mark.TEXT
        and text[line.start] in "=-"
        and above.end - above.start <= MAX_TITLE_CHARS
    )


def _group_widths(lines: list[_Line]) -> list[int]:
    """For each line the width of the widest line among those it stands with, blank to blank."""
    widths = [0] * len(lines)
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].after_blank:
            widths[first:i] = [max(line.width for line in lines[first:i])] * (i - first)
            first = i
    return widths


def _continues(text: str, above: _Line, line: _Line, width: int) -> bool:
    """Whether ``line`` goes on with the sentence, paragraph or code of the line above it."""
    if line.mark is _Mark.CODE:
        return not line.after_blank
    if line.after_blank or above.mark not in (_Mark.TEXT, _Mark.ITEM):
        return False
    if text[line.start].islower() and text[above.end - 1] not in ".!?":
        return True
    if _SPEAKER.match(text, line.start, line.end):
        return False
    labelled = LABELLED.match(text, line.start, line.end)
    if labelled and LABELLED.match(text, above.start, above.end):
        return False
    if above.mark is _Mark.ITEM and line.indent >= above.indent > 1:
        return True
    if text[line.start].isdecimal() and _UNFINISHED.fullmatch(text, above.start, above.end):
        return True
    # Wrapped lines are full: the next word would not have fitted.
    word = 1 if text[line.start] >= "⺀" else len(text[line.start : line.start + 40].split()[0])
    return width in WRAP_WIDTHS and above.width + 1 + word > width


def _find_headings(text: str, joined: list[Stretch]) -> list[Stretch]:
    """Short lines of plain text without a stop, alone above some prose, are headings."""
    found = list(joined)
    run: list[int] = []
    for i, stretch in enumerate(joined):
        if _looks_like_heading(text, joined, i):
            run.append(i)
            continue
        # Longer runs are verse, addresses or menus; nobody writes three headings in a row.
        if len(run) <= 2 and stretch.kind is not Kind.HEADING:
            for at in run:
                found[at] = replace(joined[at], kind=Kind.HEADING)
        run = []
    return found


def _looks_like_heading(text: str, joined: list[Stretch], i: int) -> bool:
    stretch = joined[i]
    if stretch.kind is not Kind.PROSE or stretch.lines > 1 or i + 1 == len(joined):
        return False
    words = text[stretch.start : stretch.end]
    if len(words) > max(MAX_TITLE_CHARS, MAX_HEADING_CHARS):
        return False  # most are, and looking at each of their letters takes time
    if not any(char.isalpha() for char in words) or _NOT_HEADING.match(words):
        return False
    if i and _is_fact(text, joined, i):
        return False
    stops = words.rstrip(_CLOSERS).endswith(_ENDS_CLAUSE)
    if i == 0 and joined[1].after_blank and len(words) <= MAX_TITLE_CHARS:
        return not stops or words.endswith(("?", "!"))
    wide = sum(char >= "⺀" for char in words)
    return (
        not stops
        and len(words) + wide <= MAX_HEADING_CHARS
        and len(words.split()) <= MAX_HEADING_WORDS
    )


def _is_fact(text: str, joined: list[Stretch], i: int) -> bool:
    """Whether a line is a label and what it says: in bold, or one of several of that form.

    One alone in plain type may be a heading: "Water: an outlook".
    """
    match = LABELLED.match(text, joined[i].start, joined[i].end)
    if match is None:
        return False
    around = (joined[i - 1], *joined[i + 1 : i + 2])
    return match["bold"] is not None or any(
        s.kind is Kind.PROSE and LABELLED.match(text, s.start, s.end) for s in around
    )


def _number(found: list[Stretch]) -> list[Stretch]:
    """Number the blocks: a list or a table is one, and so is each paragraph and heading.

    Behind a blank line rows that stand close together are another table.
    """
    numbered: list[Stretch] = []
    block = -1
    within = False  # below an item of a list
    together = (Kind.LIST_ITEM, Kind.TABLE_ROW)
    for i, stretch in enumerate(found):
        goes_on = i and stretch.kind in together and stretch.kind is found[i - 1].kind
        if i and stretch.kind is Kind.CODE:
            goes_on = within = stretch.indent > 1 and (
                within or found[i - 1].kind is Kind.LIST_ITEM
            )
        elif stretch.kind is Kind.LIST_ITEM and within:
            goes_on = True
        else:
            within = False
        if goes_on and stretch.kind is Kind.TABLE_ROW and stretch.after_blank:
            below = found[i + 1 : i + 2]
            goes_on = not any(s.kind is Kind.TABLE_ROW and not s.after_blank for s in below)
        if not goes_on:
            block += 1
        numbered.append(replace(stretch, block=block))
    return numbered

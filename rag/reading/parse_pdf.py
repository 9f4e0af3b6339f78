"""PDF into plain text with its pages: what is printed, without running heads and line breaks."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import hypot
from typing import Self

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PdfReadError, PyPdfError

from rag.errors import EmptyFile, FileTooLarge, ParserFailed
from rag.reading.grid import with_tables
from rag.reading.lettering import Lettering, Piece, lettering, letterings, without_note_marks
from rag.reading.parsed import Limits, Parsed
from rag.reading.running import without_running_heads
from rag.reading.stopwords import ENGLISH

_FULL_LINE = 0.75
_SHORT_LINE, _SHORT_LINES = 60, 3

_ITEM = re.compile(r"(?:[-–•◦▪●*]|\(?\d{1,3}[.)]|[a-z]\))\s+\S")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.? [A-Z][^.!?:;]{1,70}[^.!?:;,]")
_DATED = re.compile(
    r"\d{1,2}\.? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b(?! \w+ [a-z])"
)
_BELOW = 4  # lines that are looked at below a heading
_HYPHENS = ("-", "\u2010", "\u00ad")
_HYPHENATED = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_CONTINUED = re.compile(r"(?!(?:and|or|to|und|oder|bis)\b)\w")  # not "pre- and post-shift"
_AROUND = ".,;:!?()[]“”‘’\"'"
_STOPS = tuple('.!?:;。！？：；"”')


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[str]
    letterings: dict[str, Lettering]
    marks: list[str]  # of footnotes, which were cut


def parse_pdf(data: bytes, limits: Limits) -> Parsed:
    """The text layer of a PDF, page by page. Raises ParserFailed, FileTooLarge or EmptyFile."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ParserFailed("it is encrypted; save it without a password")
        read = _read_pages(reader, limits)
        pages = [page.lines for page in read]
        kept, cuts = without_running_heads(pages, cache(lambda n: _as_drawn(reader.pages[n])))
        about = reader.metadata
        title = about.title if about else None
        author = about.author if about else None
    except LimitReachedError as error:
        raise FileTooLarge("a part of it unpacks to too much") from error
    except DependencyError as error:
        raise ParserFailed("it is encrypted in a way we cannot read") from error
    except (PdfReadError, PyPdfError) as error:
        raise ParserFailed(f"the PDF is damaged: {_first_line(error)}") from error
    if not any(map(any, pages)):
        raise EmptyFile("its pages have no text layer (scanned?); run text recognition first")
    cuts += [
        {"kind": "footnote mark", "text": mark, "reason": "stands raised behind a full stop"}
        for page in read
        for mark in page.marks
    ]
    text = _flow(kept, [page.letterings for page in read])
    return Parsed(text, title=title or None, author=author or None, cuts=cuts)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _read_pages(reader: PdfReader, limits: Limits) -> list[_Page]:
    pages: list[_Page] = []
    chars = 0
    for page in reader.pages:
        if len(pages) == limits.pages:
            raise FileTooLarge(f"it has more than {limits.pages} pages")
        text, pieces = _text(page)
        chars += len(text)
        if chars > limits.text_chars:
            raise FileTooLarge(f"it has more than {limits.text_chars:,} characters of text")
        pieces, marks = without_note_marks(pieces)
        if marks:
            text = "".join(piece for piece, _ in pieces)
        lines = [" ".join(line.split()) for line in text.splitlines()]
        found = with_tables(lines, _as_drawn(page)) if _may_have_tables(lines) else lines
        pages.append(_Page(found, letterings(pieces), marks))
    return pages


def _text(page: PageObject) -> tuple[str, list[Piece]]:
    """The text of a page, and its pieces with their lettering; none if they are not all of it."""
    pieces: list[Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text:
            name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
            scale = hypot(tm[2], tm[3]) * hypot(cm[2], cm[3])
            pieces.append((text, lettering(size * scale, name)))

    text = page.extract_text(visitor_text=visit)
    return text, pieces if "".join(piece for piece, _ in pieces) == text else []


def _may_have_tables(lines: Sequence[str]) -> bool:
    """Whether some lines in a row are short: to see where words stand takes its time."""
    return any(
        all(0 < len(line) < _SHORT_LINE for line in lines[i : i + _SHORT_LINES])
        for i in range(len(lines) - _SHORT_LINES + 1)
    )


def _as_drawn(page: PageObject) -> list[str]:
    """The page in letters of one width; nothing where its fonts do not say how wide they are."""
    try:
        text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    except PyPdfError:
        raise
    except Exception:  # whatever the layout mode stumbles over, the words are there without it
        return []
    return text.splitlines()


def _flow(pages: list[list[str]], set_as: list[dict[str, Lettering]]) -> str:
    """Wrapped lines joined into paragraphs, across pages too; a form feed begins each page."""
    words = _Words.of(line for page in pages for line in page)
    widths = sorted(len(line) for page in pages for line in page if line)
    width = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    out: list[str] = []
    above = ""
    here: Lettering | None = None
    for number, page in enumerate(pages):
        mark = "\f" if number else ""
        following = [line for later in pages[number + 1 : number + 2] for line in later if line]
        blank = False
        for at, line in enumerate(page):
            if not line:
                blank = True
                continue
            was, here = here, set_as[number].get(line)
            below = [*islice(filter(None, (*page[at + 1 :], *following)), _BELOW)]
            if _is_heading(above, line, below):
                out += ["\n\n", f"{mark}## {line}"]
                mark, above, blank = "", "", True
                continue
            # The end of a page looks like a blank line; a sentence goes on across it.
            joined = bool(out) and not blank and _goes_on(above, line, width)
            if was and here and not line[0].islower():
                joined &= not here.apart_from(was, after_stop=above.endswith(_STOPS))
            if joined and _HYPHENATED.search(above) and _CONTINUED.match(line):
                out.append(mark + line)
                if not words.hyphenated(above, line):
                    out[-2] = out[-2][:-1]
            else:
                close = _ITEM.match(line) or (_is_row(line) and _is_row(above))
                out += [" " if joined else "\n" if close and above else "\n\n", mark + line]
            mark, above, blank = "", line, False
        if mark:
            out.append(mark)
    return "".join(out).lstrip("\n")


@dataclass(frozen=True, slots=True)
class _Words:
    """What a document writes inside its lines, where no line break put a hyphen."""

    whole: frozenset[str]  # "shift", "post-shift"
    parts: frozenset[str]  # of the compounds: "post", "shift"

    @classmethod
    def of(cls, lines: Iterable[str]) -> Self:
        whole = set[str]()
        broken = False
        for line in filter(None, lines):
            words = [word.strip(_AROUND).lower() for word in line.split()]
            whole.update(words[broken : -1 if (ends := line.endswith(_HYPHENS)) else None])
            broken = ends
        parts = {part for word in whole if "-" in word for part in word.split("-")}
        return cls(frozenset(whole), frozenset(parts))

    def hyphenated(self, above: str, line: str) -> bool:
        """Whether the word that ``above`` ends with and ``line`` goes on has a hyphen of its own.

        So it has where the document writes it so elsewhere, or never in one word, but both its
        parts: "post-" as in "post-breakfast", and "shift".
        """
        first = above.split()[-1].lstrip(_AROUND)[:-1]
        second = line.split()[0].rstrip(_AROUND)
        new = not second[0].islower() and not (first + second).isupper()  # not "ELE-MENT"
        first, second = first.lower(), second.lower()
        if new or f"{first}-{second}" in self.whole:
            return not above.endswith("\u00ad")
        parts = first.split("-")[-1], second.split("-")[0]
        if above.endswith("\u00ad") or "".join(parts) in self.whole or ENGLISH & {*parts}:
            return False
        return (
            min(map(len, parts)) > 2
            and (parts[0] in self.whole or parts[0] in self.parts)
            and (parts[1] in self.whole or parts[1] in self.parts)
        )


def _is_heading(above: str, line: str, below: Sequence[str]) -> bool:
    """Whether a numbered line ("4 Commissioning", "5.2 Pets") names the text below it.

    "2. Methods" may have its first section below it, "2.1 Participants", where that names text.
    """
    return (
        _NUMBERED.fullmatch(line) is not None
        and (not above or _is_row(above) or above.endswith(_STOPS))
        and bool(below)
        and not below[0][0].islower()
        and not _DATED.match(line)
        and (
            not _NUMBERED.fullmatch(below[0])
            or (_is_within(below[0], line) and _is_heading("", below[0], below[1:]))
        )
    )


def _is_within(below: str, line: str) -> bool:
    """Whether "2.1 Participants" is the first section of "2. Methods"."""
    number = line.split()[0].rstrip(".")
    return below.split()[0].rstrip(".") in (f"{number}.1", f"{number}.0")


def _is_row(line: str) -> bool:
    return line.startswith("| ")


def _goes_on(above: str, line: str, width: int) -> bool:
    """Whether ``line`` belongs to the paragraph of the line above it."""
    if _ITEM.match(line) or _is_row(line) or _is_row(above):
        return False
    if line[0].islower() and not above.endswith((".", "!", "?")):
        return True
    full = len(above) >= _FULL_LINE * width
    return full and not (above.endswith(_STOPS) and len(above) < 0.9 * width)

"""PDF into plain text with its pages: what is printed, without running heads and line breaks."""

import io
import re
from collections import Counter
from collections.abc import Sequence

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PdfReadError, PyPdfError

from rag.errors import EmptyFile, FileTooLarge, ParserFailed
from rag.reading.grid import with_tables
from rag.reading.parsed import Limits, Parsed

# Lines at the top and bottom of a page that may be running heads or page numbers.
_EDGE = 2
_ROUNDS = 3
_LEAST_PAGES = 3
_LEAST_SHARE = 0.5
_FULL_LINE = 0.75
_SHORT_LINE, _SHORT_LINES = 60, 3

_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page |p\. ?|עמוד |第 ?)?[-–—| ]*(?:\d{1,4}|[ivxlc]{1,6})[-–—| ]*(?: ?页)?"
    r"(?:\s*(?:of|/|מתוך)\s*\d{1,4})?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[-–•◦▪●*]|\(?\d{1,3}[.)]|[a-z]\))\s+\S")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.? [A-Z][^.!?:;]{1,70}[^.!?:;,]")
_DATED = re.compile(
    r"\d{1,2}\.? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b(?! \w+ [a-z])"
)
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_STOPS = tuple('.!?:;。！？：；"”')


def parse_pdf(data: bytes, limits: Limits) -> Parsed:
    """The text layer of a PDF, page by page. Raises ParserFailed, FileTooLarge or EmptyFile."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ParserFailed("it is encrypted; save it without a password")
        pages = _read_pages(reader, limits)
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
    return Parsed(_flow(_without_running_heads(pages)), title=title or None, author=author or None)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _read_pages(reader: PdfReader, limits: Limits) -> list[list[str]]:
    """The lines of each page."""
    pages: list[list[str]] = []
    chars = 0
    for page in reader.pages:
        if len(pages) == limits.pages:
            raise FileTooLarge(f"it has more than {limits.pages} pages")
        text = page.extract_text()
        chars += len(text)
        if chars > limits.text_chars:
            raise FileTooLarge(f"it has more than {limits.text_chars:,} characters of text")
        lines = [" ".join(line.split()) for line in text.splitlines()]
        pages.append(with_tables(lines, _as_drawn(page)) if _may_have_tables(lines) else lines)
    return pages


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


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Pages without the lines that most of them share at their edges, numbers apart.

    Taken off a few times: head and foot may be drawn one after the other, four lines in a row.
    """
    for round_ in range(_ROUNDS):
        left = _without_edges(pages, bare_numbers=round_ == 0)
        if left == pages:
            break
        pages = left
    return pages


def _without_edges(pages: list[list[str]], *, bare_numbers: bool) -> list[list[str]]:
    """``bare_numbers``: a number by itself at the edge is that of the page."""
    edges = [_edge_lines(page) for page in pages]
    shared = Counter(
        _NUMBER.sub("#", page[i]) for page, at in zip(pages, edges, strict=True) for i in at
    )
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    return [
        [
            line
            for i, line in enumerate(page)
            if i not in at
            or (
                shared[_NUMBER.sub("#", line)] < least
                and not _is_page_number(line, n, len(pages), bare_numbers)
            )
        ]
        for n, (page, at) in enumerate(zip(pages, edges, strict=True), 1)
    ]


def _edge_lines(page: list[str]) -> set[int]:
    said = [i for i, line in enumerate(page) if line]
    return {*said[:_EDGE], *said[-_EDGE:]}


def _is_page_number(line: str, page: int, pages: int, bare: bool) -> bool:
    """“3”, “Page 3 of 7”, “Rental agreement / Page 3 of 7”: what only says where one is."""
    if pages == 1:
        return False
    counted = re.search(r"^.{0,60}\bpage (\d+)(?: of | ?/ ?)(\d+)$", line, re.IGNORECASE)
    here = counted is not None and (int(counted[1]), int(counted[2])) == (page, pages)
    return here or (bare and _PAGE_NUMBER.fullmatch(line) is not None)


def _flow(pages: list[list[str]]) -> str:
    """Wrapped lines joined into paragraphs, across pages too; a form feed begins each page."""
    compounds = {word for page in pages for line in page for word in _compounds(line)}
    widths = sorted(len(line) for page in pages for line in page if line)
    width = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    out: list[str] = []
    above = ""
    for number, page in enumerate(pages):
        mark = "\f" if number else ""
        following = [line for later in pages[number + 1 : number + 2] for line in later if line]
        blank = False
        for at, line in enumerate(page):
            if not line:
                blank = True
                continue
            below = next((text for text in (*page[at + 1 :], *following) if text), "")
            if _is_heading(above, line, below):
                out += ["\n\n", f"{mark}## {line}"]
                mark, above, blank = "", "", True
                continue
            # The end of a page looks like a blank line; a sentence goes on across it.
            joined = bool(out) and not blank and _goes_on(above, line, width)
            if joined and (hyphen := _HYPHENATED.search(above)) and line[0].islower():
                whole = hyphen[1] + "-" + line.split()[0].rstrip(".,;:!?)")
                out.append(mark + line)
                if whole.lower() not in compounds:
                    out[-2] = out[-2][:-1]
            else:
                close = _ITEM.match(line) or (_is_row(line) and _is_row(above))
                out += [" " if joined else "\n" if close and above else "\n\n", mark + line]
            mark, above, blank = "", line, False
        if mark:
            out.append(mark)
    return "".join(out).lstrip("\n")


def _compounds(line: str) -> list[str]:
    """Words that are written with a hyphen inside a line, where no line break put it there."""
    words = (word.strip(".,;:!?()") for word in line.split())
    return [word.lower() for word in words if "-" in word[1:-1]]


def _is_heading(above: str, line: str, below: str) -> bool:
    """Whether a numbered line ("4 Commissioning", "5.2 Pets") names the text below it."""
    return (
        _NUMBERED.fullmatch(line) is not None
        and (not above or _is_row(above) or above.endswith(_STOPS))
        and bool(below)
        and not below[0].islower()
        and not _NUMBERED.fullmatch(below)
        and not _DATED.match(line)
    )


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

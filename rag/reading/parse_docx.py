"""DOCX into plain text, in document order; the archive is looked through before it is parsed."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph

from rag.reading.archive import check_archive
from rag.reading.docx_numbers import Numbers
from rag.reading.layout import item_mark
from rag.reading.numerals import BULLET
from rag.reading.parsed import Limits, Parsed


def parse_docx(data: bytes, limits: Limits) -> Parsed:
    """Paragraphs, headings, list items and table rows; title, author and date from its properties.

    Follows no relationship out of the file. Raises FileTooLarge or ParserFailed.
    """
    check_archive(data, limits)
    document = docx.Document(io.BytesIO(data))
    blocks = list(_blocks(document))
    joined: list[str] = []
    for i, (kind, text) in enumerate(blocks):
        if i:
            joined.append("\n" if kind and kind == blocks[i - 1][0] else "\n\n")
        joined.append(text)
    about = document.core_properties
    # A file from a template carries the template's date, not a day of publication.
    return Parsed(
        "".join(joined),
        title=about.title or None,
        author=about.author if about.author != "python-docx" else None,
        language=(about.language or "")[:2].lower() or None,
    )


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    numbers = Numbers(document)
    for number, block in enumerate(document.iter_inner_content()):
        if isinstance(block, Table):
            yield from ((f"table {number}", row) for row in _rows(block, numbers))
        else:
            yield from _paragraph(block, numbers.mark(block._p))


def _paragraph(paragraph: Paragraph, mark: str | None) -> Iterator[tuple[str, str]]:
    text = _visible(paragraph).strip()
    if not text:
        return
    numbered = f"{mark} {text}" if mark and mark != BULLET else text
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style == "title":
        yield "", f"# {text}"
    elif style.startswith("heading ") and style[8:9].isdecimal():
        yield "", "#" * min(6, 1 + int(style[8])) + f" {numbered}"
    elif mark == BULLET or (mark is None and (style.startswith("list") or _is_listed(paragraph))):
        yield "list", f"{BULLET} {text}"
    elif mark and item_mark(numbered, len(mark) + 1):
        yield "list", numbered
    else:  # also what is numbered "1.1" or "Article 2": a paragraph of its own
        yield "", numbered


def _is_listed(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _visible(paragraph: Paragraph) -> str:
    """The paragraph's words without hidden runs; deleted ones are no runs at all."""
    said: list[str] = []
    for piece in paragraph.iter_inner_content():
        runs = piece.runs if isinstance(piece, Hyperlink) else [piece]
        said += [run.text for run in runs if not run.font.hidden]
    return " ".join("".join(said).split())


def _rows(table: Table, numbers: Numbers) -> Iterator[str]:
    """One line for each row. A merged cell is told once; a nested table inside its cell."""
    for row in table._tbl.tr_lst:
        cells = [" ".join(_cell_words(cell, numbers)) for cell in row.tc_lst]
        if any(cells):
            yield f"| {' | '.join(cells)} |"


def _cell_words(cell: Any, numbers: Numbers) -> Iterator[str]:
    for text in cell.iter(qn("w:p"), qn("w:t")):
        if text.tag == qn("w:p"):
            mark = numbers.mark(text)
            if mark and mark != BULLET:
                yield mark
            continue
        properties = text.getparent().find(qn("w:rPr"))
        hidden = properties is not None and properties.find(qn("w:vanish")) is not None
        if text.text and not hidden:
            yield from text.text.split()

"""DOCX into plain text, in document order; the archive is looked through before it is parsed."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph

from rag.errors import FileTooLarge, ParserFailed
from rag.reading.parsed import MB, Limits, Parsed

_BLOCK = 65_536
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")
_WIDE_DECLARATIONS = tuple(
    mark.decode().encode(code) for mark in _DECLARATIONS for code in ("utf-16-le", "utf-16-be")
)


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


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuse an archive that unpacks to too much, by what it says and by what really comes out."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ParserFailed("the Word file is damaged: its archive cannot be opened") from error
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise FileTooLarge(f"its archive has {len(entries)} parts, more than {limits.zip_entries}")
    if sum(entry.file_size for entry in entries) > limits.zip_bytes:
        raise FileTooLarge(f"it unpacks to more than {limits.zip_bytes // MB} MB")
    left = limits.zip_bytes
    for entry in entries:
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ParserFailed("its archive holds a link to a file elsewhere")
        if entry.flag_bits & 1:
            raise ParserFailed("it is encrypted; save it without a password")
        left -= _inflate(archive, entry, min(left, limits.zip_entry_bytes), limits)


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, limits: Limits) -> int:
    """How many bytes really come out of ``entry``, counted without keeping them."""
    size = 0
    tail = b""
    markup = entry.filename.lower().endswith((".xml", ".rels"))
    try:
        with archive.open(entry) as part:
            while block := part.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise FileTooLarge(f"it unpacks to more than {most // MB} MB")
                if size > max(MB, entry.compress_size * limits.zip_ratio):
                    raise FileTooLarge("it is packed too tightly to be a document")
                seen = tail + block
                marks = _DECLARATIONS + _WIDE_DECLARATIONS
                if markup and any(mark in seen for mark in marks):
                    raise ParserFailed("it declares XML entities, which documents never need")
                tail = block[-32:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ParserFailed("the Word file is damaged: a part cannot be unpacked") from error
    return size


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield from _paragraph(block)


def _paragraph(paragraph: Paragraph) -> Iterator[tuple[str, str]]:
    text = _visible(paragraph).strip()
    if not text:
        return
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style == "title":
        yield "", f"# {text}"
    elif style.startswith("heading ") and style[8:9].isdecimal():
        yield "", "#" * min(6, 1 + int(style[8])) + f" {text}"
    elif style.startswith("list") or _is_numbered(paragraph):
        yield "list", f"- {text}"
    else:
        yield "", text


def _is_numbered(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _visible(paragraph: Paragraph) -> str:
    """The paragraph's words without hidden runs; deleted ones are no runs at all."""
    said: list[str] = []
    for piece in paragraph.iter_inner_content():
        runs = piece.runs if isinstance(piece, Hyperlink) else [piece]
        said += [run.text for run in runs if not run.font.hidden]
    return " ".join("".join(said).split())


def _rows(table: Table) -> Iterator[tuple[str, str]]:
    """One line for each row. A merged cell is told once; a nested table inside its cell."""
    for row in table._tbl.tr_lst:
        cells = [" ".join(_cell_words(cell)) for cell in row.tc_lst]
        if any(cells):
            yield "table", "| " + " | ".join(cells) + " |"


def _cell_words(cell: Any) -> Iterator[str]:
    for text in cell.iter(qn("w:t")):
        properties = text.getparent().find(qn("w:rPr"))
        hidden = properties is not None and properties.find(qn("w:vanish")) is not None
        if text.text and not hidden:
            yield from text.text.split()

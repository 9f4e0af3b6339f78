"""What kind of file some bytes are (the content decides, the name is a hint), and their text."""

import codecs
import re
from pathlib import PurePosixPath

from charset_normalizer import from_bytes

from rag.errors import ParserFailed, UnsupportedFile

READABLE = "text, Markdown, HTML, PDF, Word (.docx), Excel (.xlsx) and CSV"
SUFFIXES = frozenset(
    (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".xlsx",
     ".csv", ".tsv")
)  # fmt: skip

_SAMPLE = 200_000
_MARKDOWN = (".md", ".markdown")
_CSV = (".csv", ".tsv")
_MAGIC = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"RIFF": "a media file",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"SQLite format 3": "a database",
    b"{\\rtf": "an RTF document; save it as .docx",
}
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What people still have files in; rarer code pages are guessed wrongly more often than rightly.
_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "koi8_r",
    "mac_roman", "gb18030", "big5hkscs", "shift_jis", "euc_jp", "euc_kr", "utf_16_le", "utf_16_be",
]  # fmt: skip
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_TAGS = re.compile(rb"<(?:p|div|h[1-6]|span|table|ul|ol|article|title|meta|a)\b[^>]*>", re.I)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


def kind_of(data: bytes, name: str) -> str:
    """``pdf``, ``docx``, ``xlsx``, ``html``, ``markdown``, ``csv`` or ``text``.

    Raises UnsupportedFile.
    """
    suffix = PurePosixPath(name.lower()).suffix
    # Readers accept a PDF whose header comes late; so do we, within its first kilobyte.
    if data.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in data[:1024]):
        return "pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        if b"word/document.xml" in data:
            return "docx"
        if b"xl/workbook.xml" in data:
            return "xlsx"
        raise UnsupportedFile(
            f"it is a zip archive without a Word or Excel document; we read {READABLE}"
        )
    if data.startswith(_OLE):
        if _OLE_ENCRYPTED in data:
            raise ParserFailed("it is encrypted; save it without a password")
        raise UnsupportedFile("it is an old Office file (.doc, .xls); save it as .docx or .xlsx")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnsupportedFile(f"it is {what}; we read {READABLE}")
    if suffix in (".pdf", ".docx", ".xlsx") and _looks_binary(data):
        raise ParserFailed(f"it is called {suffix} but is damaged or something else")
    if _HTML.match(data[:4096]) or (suffix in (".html", ".htm", ".xhtml") and _TAGS.search(data)):
        return "html"
    return "markdown" if suffix in _MARKDOWN else "csv" if suffix in _CSV else "text"


def _looks_binary(data: bytes) -> bool:
    return b"\0" in data[:_SAMPLE] or not data.isascii()


def decode(data: bytes, *, html: bool = False) -> tuple[str, str]:
    """The text of ``data`` and its encoding; bad bytes of a UTF-8 text become U+FFFD.

    Raises UnsupportedFile where the bytes are no text in any encoding we can tell.
    """
    text, encoding = _decode(data, html)
    if len(_BINARY.findall(text[:_SAMPLE])) > 0.01 * min(len(text), _SAMPLE):
        raise UnsupportedFile(f"it is not text; we read {READABLE}")
    return text, encoding


def _decode(data: bytes, html: bool) -> tuple[str, str]:
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return data.decode(encoding, "replace"), encoding.removesuffix("-sig")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if html and (declared := _META_CHARSET.search(data[:4096])):
        try:
            return data.decode(declared[1].decode()), declared[1].decode().lower()
        except (LookupError, UnicodeDecodeError):
            pass
    loose = data.decode("utf-8", "replace")
    bad = loose.count("\ufffd")
    # Text with more good multi-byte characters than bad bytes is UTF-8 with a few scars.
    if sum(char > "\x7f" for char in loose[:_SAMPLE]) > 3 * bad:
        return loose, f"utf-8 ({bad} bad bytes)"
    best = from_bytes(data[:_SAMPLE], cp_isolation=_ENCODINGS).best()
    if best is None:
        raise UnsupportedFile(f"it is not text in an encoding we can tell; we read {READABLE}")
    return data.decode(best.encoding, "replace"), best.encoding

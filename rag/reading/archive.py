"""Archives that Office files are (Word, Excel), looked through before they are parsed."""

import io
import stat
import zipfile
import zlib

from rag.errors import FileTooLarge, ParserFailed
from rag.reading.parsed import MB, Limits

_BLOCK = 65_536
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")
_WIDE_DECLARATIONS = tuple(
    mark.decode().encode(code) for mark in _DECLARATIONS for code in ("utf-16-le", "utf-16-be")
)


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuse an archive that unpacks to too much, by what it says and by what really comes out."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ParserFailed("the file is damaged: its archive cannot be opened") from error
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
        raise ParserFailed("the file is damaged: a part cannot be unpacked") from error
    return size

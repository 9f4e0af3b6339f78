"""What can be ingested: a file, an upload, or a text that is stored already."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from rag.errors import ReadError
from rag.reading.language import detect_language
from rag.reading.load import Given, Limits, read_bytes, read_file
from rag.schema import Document, DocumentId
from rag.store import Library
from rag.store.rows import Original

_MEDIA_TYPES = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


class Item(Protocol):
    """Something to read; ``source`` tells which document it is a version of."""

    @property
    def source(self) -> str:
        """The name that stays the same across edits."""

    def sha256(self) -> str | None:
        """Of its bytes; None where equal bytes need not mean an equal document."""

    def read(self) -> tuple[Document, Original | None]:
        """The document and the file it came from. Raises ReadError or OSError."""


@dataclass(frozen=True, slots=True)
class File:
    """A file on the disk."""

    path: Path
    source: str
    limits: Limits | None = None

    def sha256(self) -> str | None:
        """Of its bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def read(self) -> tuple[Document, Original | None]:
        """Parse it."""
        document = read_file(self.path, source=self.source, limits=self.limits)
        return document, _original(document, self.path.name, self.path.read_bytes())


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that someone sent."""

    data: bytes
    name: str
    source: str
    given: Given
    limits: Limits | None = None

    def sha256(self) -> str | None:
        """Of its bytes, unless the sender says more than they do."""
        return hashlib.sha256(self.data).hexdigest() if self.given == Given() else None

    def read(self) -> tuple[Document, Original | None]:
        """Parse it."""
        document = read_bytes(
            self.data, name=self.name, source=self.source, given=self.given, limits=self.limits
        )
        return document, _original(document, self.name, self.data)


@dataclass(frozen=True, slots=True)
class Stored:
    """A document of the library, to be cut and embedded anew.

    A web page is also read anew from its file, as earlier versions lost parts of some.
    """

    library: Library
    source: str
    document_id: DocumentId

    def sha256(self) -> str | None:
        """None: its bytes are not looked at."""
        return None

    def read(self) -> tuple[Document, Original | None]:
        """Fetch it; its file stays where it is, unless its text is another now."""
        document = _in_its_language(self.library.document(self.document_id))
        original = self.library.original(self.document_id)
        if original is None or original.media_type != _MEDIA_TYPES["html"]:
            return document, None
        try:
            now = read_bytes(original.data, name=original.name, source=self.source)
        except ReadError:
            return document, None
        metadata = {**document.metadata, "cut": now.metadata["cut"]}
        same = now.text == document.text
        document = replace(
            document,
            id=now.id,
            text=now.text,
            sha256=now.sha256,
            pages=now.pages,
            metadata=metadata,
        )
        return document, None if same else original


def _in_its_language(document: Document) -> Document:
    """The document in Italian, Portuguese or Dutch that was taken for none, or for its sister.

    Earlier versions did not know them.
    """
    language = detect_language(document.text)
    taken = document.language in (None, "de", "fr", "es") and language in ("it", "pt", "nl")
    return replace(document, language=language) if taken else document


def _original(document: Document, name: str, data: bytes) -> Original:
    kind = str(document.metadata.get("file_type"))
    return Original(name, _MEDIA_TYPES.get(kind, "application/octet-stream"), data)

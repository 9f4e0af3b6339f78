"""What can be ingested: a file, an upload, or a text that is stored already."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

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
    """A document of the library, to be cut and embedded anew."""

    library: Library
    source: str
    document_id: DocumentId

    def sha256(self) -> str | None:
        """None: its bytes are not looked at."""
        return None

    def read(self) -> tuple[Document, Original | None]:
        """Fetch it; its file stays where it is."""
        return self.library.document(self.document_id), None


def _original(document: Document, name: str, data: bytes) -> Original:
    kind = str(document.metadata.get("file_type"))
    return Original(name, _MEDIA_TYPES.get(kind, "application/octet-stream"), data)

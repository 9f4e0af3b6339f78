"""One way for a command to ask and change a library, whoever owns the data directory.

``open_door`` opens the directory in this process or, where a server owns it, talks to that
server. Both take our types and give the JSON shapes of ``rag.server.wire``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from rag.client import Client
from rag.engine import Engine, build_engine
from rag.ingest import IngestReport, Progress
from rag.schema import Filters
from rag.server import wire, wire_documents
from rag.server.access import local_key
from rag.settings import Settings
from rag.store import owner

Json = dict[str, Any]


class Door(Protocol):
    """What the command line can do; every method raises a RagError with one readable line."""

    def answer(
        self, question: str, *, filters: Filters, top_k: int | None, answerer: str | None
    ) -> Json:
        """As ``wire.Answer``."""

    def search(self, question: str, *, filters: Filters, top_k: int | None) -> Json:
        """As ``wire.SearchResults``."""

    def documents(self) -> list[Json]:
        """Every document, as ``wire_documents.DocumentSummary``."""

    def document(self, document_id: str) -> Json:
        """As ``wire_documents.Document``."""

    def ingest(self, paths: Sequence[Path], *, prune: bool, progress: Progress | None) -> Json:
        """As ``wire_documents.IngestReport``."""

    def remove(self, document_id: str) -> Json:
        """As ``wire_documents.Receipt``."""


class Local:
    """The engine in this process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def answer(
        self, question: str, *, filters: Filters, top_k: int | None, answerer: str | None
    ) -> Json:
        """Answer with the engine."""
        found = self.engine.answer(question, filters=filters, top_k=top_k, answerer=answerer)
        return wire.Answer.of(found).model_dump(mode="json")

    def search(self, question: str, *, filters: Filters, top_k: int | None) -> Json:
        """Search with the engine."""
        found = self.engine.search(question, filters=filters, top_k=top_k)
        return {"question": question, "results": [_dumped(wire.Passage.of(p)) for p in found]}

    def documents(self) -> list[Json]:
        """List from the library."""
        library = self.engine.library
        return [
            _dumped(wire_documents.DocumentSummary.of(p, library.count_chunks([p.document_id])))
            for p in library.documents()
        ]

    def document(self, document_id: str) -> Json:
        """Read from the library."""
        library = self.engine.library
        return _dumped(
            wire_documents.Document.read(
                library.document(document_id), library.chunks_of(document_id)
            )
        )

    def ingest(self, paths: Sequence[Path], *, prune: bool, progress: Progress | None) -> Json:
        """Ingest in this process."""
        return report(self.engine.ingest(paths, prune=prune, progress=progress))

    def remove(self, document_id: str) -> Json:
        """Remove in this process."""
        return _dumped(wire_documents.Receipt.of(self.engine.remove(document_id)))


def report(found: IngestReport) -> Json:
    """An ingest report as JSON."""
    return _dumped(wire_documents.IngestReport.of(found))


@contextmanager
def open_door(settings: Settings) -> Iterator[Door]:
    """The library of ``settings``. Raises StoreLocked where another command is using it."""
    holder = owner(settings.data_dir)
    if holder is not None and holder.url:
        with Client(holder.url, local_key(settings.data_dir), folder=settings.data_dir) as client:
            yield client
        return
    with build_engine(settings) as engine:
        yield Local(engine)


def _dumped(value: wire.Told) -> Json:
    return value.model_dump(mode="json")

"""Opens the data directory in this process: what commands use when no server owns it."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.ingest import Progress, remove
from rag.schema import Filters
from rag.server import wire, wire_documents
from rag.settings import Settings
from rag.store import open_store

if TYPE_CHECKING:
    from rag.engine import Engine

Json = dict[str, Any]


class Local:
    """The library of ``settings``; to be closed.

    The engine is built when it is first asked for: to list, read and remove needs no model.
    Raises StoreLocked, StoreMismatch and StoreError; where the engine is built, what
    ``build_engine`` raises.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = open_store(settings)

    def close(self) -> None:
        """Let go of the data directory."""
        self._store.close()

    @cached_property
    def _engine(self) -> "Engine":
        from rag.engine import build_engine  # seconds of imports

        return build_engine(self._settings, store=self._store)

    def answer(
        self, question: str, *, filters: Filters, top_k: int | None, answerer: str | None
    ) -> Json:
        """Answer with the engine."""
        found = self._engine.answer(question, filters=filters, top_k=top_k, answerer=answerer)
        return _dumped(wire.Answer.of(found))

    def search(self, question: str, *, filters: Filters, top_k: int | None) -> Json:
        """Search with the engine."""
        found = self._engine.search(question, filters=filters, top_k=top_k)
        return {"question": question, "results": [_dumped(wire.Passage.of(p)) for p in found]}

    def documents(self) -> list[Json]:
        """List from the library."""
        library = self._store.library
        return [
            _dumped(wire_documents.DocumentSummary.of(p, library.count_chunks([p.document_id])))
            for p in library.documents()
        ]

    def document(self, document_id: str) -> Json:
        """Read from the library."""
        library = self._store.library
        return _dumped(
            wire_documents.Document.read(
                library.document(document_id), library.chunks_of(document_id)
            )
        )

    def ingest(self, paths: Sequence[Path], *, prune: bool, progress: Progress | None) -> Json:
        """Ingest in this process."""
        found = self._engine.ingest(paths, prune=prune, progress=progress)
        return _dumped(wire_documents.IngestReport.of(found))

    def remove(self, document_id: str) -> Json:
        """Remove in this process."""
        return _dumped(wire_documents.Receipt.of(remove(self._store, document_id)))


def _dumped(value: wire.Told) -> Json:
    return value.model_dump(mode="json")

"""One way for a command to ask and change a library, whoever owns the data directory.

``open_door`` opens the directory in this process or, where a server owns it, talks to that
server. Both take our types and give the JSON shapes of ``rag.server.wire``.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from rag.errors import NotFound
from rag.ingest.report import Progress
from rag.schema import Filters
from rag.settings import Settings
from rag.store import owner

Json = dict[str, Any]
_TOLD = 4  # documents of one name, in an error
_LEAST_LETTERS = 6  # of an id: fewer may be a slip


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


@contextmanager
def open_door(settings: Settings) -> Iterator[Door]:
    """The library of ``settings``. Raises StoreLocked where another command is using it."""
    holder = owner(settings.data_dir)
    if holder is not None and holder.url:
        from rag.client import Client
        from rag.server.keyfile import local_key

        with Client(holder.url, local_key(settings.data_dir), folder=settings.data_dir) as client:
            yield client
        return
    from rag.local import Local  # what talks to a server need not import what it serves

    with closing(Local(settings)) as local:
        yield local


def document_id(door: Door, named: str) -> str:
    """The id of the document that somebody names by it, by its beginning or by its file.

    Raises NotFound where none is called so, or several are.
    """
    every = door.documents()
    if any(found["id"] == named for found in every):
        return named
    if not (wanted := named.strip().casefold()):
        raise NotFound("The document's name is empty: `rag docs list` shows them.")
    meant = [found for found in every if wanted in _names(found)]
    if not meant and len(wanted) >= _LEAST_LETTERS:
        meant = [found for found in every if found["id"].startswith(wanted)]
    if len(meant) == 1:
        return str(meant[0]["id"])
    if not meant:
        raise NotFound(f"No document is called {named!r}: `rag docs list` shows them.")
    several = ", ".join(f"{found['id']} ({found['source']})" for found in meant[:_TOLD])
    raise NotFound(f"{len(meant)} documents are called {named!r}: {several}. Name one by its id.")


def _names(found: Json) -> set[str]:
    """How people call a document besides its id."""
    source = str(found["source"]).casefold()
    return {source, Path(source).name, str(found["title"]).casefold()}

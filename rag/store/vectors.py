"""The vector index: Chroma, derived from the library and rebuilt from it whenever in doubt.

An embedded index lies in a folder of its own for each *generation*; ``current.json`` beside
them names the one in use. A rebuild fills a new folder and then switches by renaming that
file, so a crash leaves the old generation or the new one, never half of either.
"""

import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import StoreError
from rag.schema import ChunkId
from rag.store import health
from rag.store.chroma import COLLECTION, FILE, VERSION, Handle
from rag.store.library import Library
from rag.store.rows import IndexRow, Vector
from rag.store.wipe import blank, wipe

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore


@dataclass(frozen=True, slots=True)
class _Current:
    """``current.json``. ``clean`` is the folder's fingerprint at the last clean stop, if any."""

    generation: int
    chroma: str
    url: str | None
    clean: dict[str, list[int]] | None = None


class VectorIndex:
    """Chroma for one library. Many threads may query; one at a time may change it.

    ``rebuilt`` says why the index was made anew at opening, None when it was sound. Raises
    StoreError where Chroma cannot be used.
    """

    def __init__(self, folder: Path, library: Library, url: str | None = None) -> None:
        self._folder = folder
        self._library = library
        self._url = url
        self._handle: Handle
        self._free = threading.Event()  # not set while the file is wiped
        self._free.set()
        folder.mkdir(parents=True, exist_ok=True)
        self._current = self._read_current()
        self.rebuilt = self._doubt()
        if self.rebuilt is None:
            self._note(clean=None)
            self._handle = self._connect(self._current.generation)
        else:
            self._build()
        self._remove_others()

    @property
    def embedded(self) -> bool:
        """Whether it lies in our own folder, not at a server."""
        return self._url is None

    @property
    def place(self) -> Path | str:
        """The folder to give a plain Chroma client, or the server's address."""
        return self._url or self._folder / f"g{self._current.generation}"

    @property
    def collection_name(self) -> str:
        """The name to give a plain Chroma client."""
        return self._name(self._current.generation)

    @property
    def llama_store(self) -> "ChromaVectorStore":
        """The same collection for ``VectorStoreIndex.from_vector_store``."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        return ChromaVectorStore(chroma_collection=self._handle.collection)

    def count(self) -> int:
        """How many chunks it holds."""
        return self._handle.count()

    def keys(self) -> set[str]:
        """The key of every chunk it holds."""
        return self._handle.keys()

    def query(self, vector: Vector, limit: int) -> list[tuple[ChunkId, float]]:
        """The visible chunks nearest to a unit vector, with their cosines, best first."""
        found = self.query_keys(vector[None, :], limit)
        if not found:
            return []
        visible = self._library.visible(key for key, _ in found[0])
        return [(visible[key], cosine) for key, cosine in found[0] if key in visible]

    def query_keys(self, vectors: Vector, limit: int) -> list[list[tuple[str, float]]]:
        """Keys and cosines for each row of float32 (n, 384), of hidden chunks as well."""
        self._free.wait()
        return self._handle.query(vectors, limit) if limit > 0 and len(vectors) else []

    def upsert(self, rows: Iterable[IndexRow]) -> None:
        """Put chunks in; under a known key only what is told of the chunk is written anew."""
        self._handle.upsert(rows)

    def delete(self, keys: Sequence[str]) -> None:
        """Take chunks out; unknown keys do no harm."""
        self._handle.delete(keys)

    def rebuild(self) -> None:
        """Make it anew from the library. Queries are answered from the old one until then."""
        old = self._handle
        self._build()
        if self._url:
            old.drop()
        old.close()
        self._remove_others()

    def wipe(self) -> None:
        """Leave no text of deleted chunks in an embedded index; a server's files are its own.

        Queries wait meanwhile. Raises StoreError.
        """
        if self._url is not None:
            return
        self._handle.count()  # Chroma has then taken in everything that it was told
        path = self._path(self._current.generation)
        self._free.clear()
        try:
            problem = wipe(path / FILE)
            blank(path)
        finally:
            self._free.set()
        if problem:
            raise StoreError(f"Deleted text is still in Chroma's file: {problem}.")

    def close(self) -> None:
        """Close it and remember how it lies on the disk, so that the next start need not look."""
        self._handle.close()
        if self._url is None:
            path = self._path(self._current.generation)
            blank(path)
            self._note(clean=_fingerprint(path))

    def _doubt(self) -> str | None:
        """Why this index cannot be taken as it is, None when it can."""
        current = self._current
        if not current.generation:
            return "there is no index yet" if self._library.count() else "new"
        if current.url != self._url:
            return "it lies elsewhere"
        if current.chroma != VERSION:
            return f"it was made by Chroma {current.chroma}, this is {VERSION}"
        if self._url:
            return self._server_doubt()
        path = self._path(current.generation)
        if not path.is_dir():
            return "its folder is gone"
        if current.clean is not None and current.clean == _fingerprint(path):
            return None
        return health.check(path, self._library.database.path)

    def _server_doubt(self) -> str | None:
        handle = self._connect(self._current.generation)
        try:
            differing = self._library.indexed_keys() ^ handle.keys()
        finally:
            handle.close()
        unexplained = differing - set(self._library.stale())
        return f"{len(unexplained)} chunks differ from the library" if unexplained else None

    def _build(self) -> None:
        """Fill a new generation and switch to it."""
        generation = max([self._current.generation, *self._generations()]) + 1
        handle = self._connect(generation)
        try:
            handle.upsert(row for rows in self._library.all_indexed() for row in rows)
        except BaseException:
            handle.close()
            raise
        self._handle = handle
        self._current = _Current(generation, VERSION, self._url)
        self._note(clean=None)

    def _connect(self, generation: int) -> Handle:
        return Handle(self._url or self._path(generation), self._name(generation))

    def _name(self, generation: int) -> str:
        if self._url is None:
            return COLLECTION
        return f"rag-{self._library.stamp()['id'][:12]}-{generation}"

    def _path(self, generation: int) -> Path:
        return self._folder / f"g{generation}"

    def _generations(self) -> list[int]:
        names = (path.name for path in self._folder.glob("g*"))
        return [int(name[1:]) for name in names if name[1:].isdigit()]

    def _remove_others(self) -> None:
        for generation in self._generations():
            if self._url or generation != self._current.generation:
                shutil.rmtree(self._path(generation), ignore_errors=True)

    def _read_current(self) -> _Current:
        try:
            return _Current(**json.loads((self._folder / "current.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return _Current(0, "", None)

    def _note(self, *, clean: dict[str, list[int]] | None) -> None:
        self._current = replace(self._current, clean=clean)
        write_synced(self._folder / "current.json", json.dumps(asdict(self._current)).encode())


def write_synced(path: Path, data: bytes) -> None:
    """Replace a file in one step that survives a crash."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _fingerprint(folder: Path) -> dict[str, list[int]]:
    """Size and time of change of every file, by its path in the folder."""
    return {str(path.relative_to(folder)): status for path, status in _statuses(folder)}


def _statuses(folder: Path) -> Iterator[tuple[Path, list[int]]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            yield path, [status.st_size, status.st_mtime_ns]

"""The open data directory: library and vector index, locked, checked and brought to one state."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.errors import StoreError, StoreMismatch
from rag.settings import Settings
from rag.store.library import Library
from rag.store.lock import Lock
from rag.store.records import ApiKeys, Jobs, Notes
from rag.store.stamp import current_stamp

if TYPE_CHECKING:
    from rag.store.vectors import VectorIndex

log = logging.getLogger("rag.store")
_STEP = 1000
_WIPE_AFTER = 1.0  # seconds after a deletion; what others delete meanwhile goes with it
_WIPE_SHARE = 20  # at most one part in so many of the time is spent with it
_COMPACT_AFTER, _COMPACT_SHARE = 200, 0.2


class Store:
    """What lies in one data directory, opened by ``open_store``; close it, or use ``with``.

    Many threads may read. Whoever changes documents does so in ``changing``, and reads and embeds
    them before, so that others wait for a commit only.
    """

    def __init__(self, folder: Path, lock: Lock, library: Library, vectors: "VectorIndex") -> None:
        self.folder = folder
        self.library = library
        self.vectors = vectors
        self.jobs = Jobs(library.database)
        self.api_keys = ApiKeys(library.database)
        self.conversations = Notes(library.database, "conversation")
        self.feedback = Notes(library.database, "feedback")
        self.writing = threading.RLock()
        self._turns = count(1)
        self._written: dict[str, int] = {}
        self._lock = lock
        self._open = True
        self._wiping: threading.Timer | None = None
        self._wipe_took = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody else changes documents meanwhile. Raises StoreError where it was closed."""
        with self.writing:
            if not self._open:
                raise StoreError(f"{self.folder} was closed before this was stored.")
            yield

    def turn(self) -> int:
        """The place in line of a version that begins to be read now."""
        return next(self._turns)

    def written(self, source: str, turn: int) -> None:
        """The version of that turn is what is stored of a source."""
        self._written[source] = turn

    def overtaken(self, source: str, turn: int) -> bool:
        """Whether a version that began to be read after this one is stored already."""
        return self._written.get(source, 0) > turn

    def announce(self, url: str | None) -> None:
        """Tell other processes where this one serves."""
        self._lock.announce(url)

    def finish(self) -> None:
        """Bring what a crash left half done to its end."""
        with self.writing:
            self.settle()
            unfinished = self.library.unfinished()
            self.library.publish(i for i, state in unfinished.items() if state == "pending")
            for document_id, state in self.library.unfinished().items():
                if state == "retired":
                    self.library.forget(document_id)
            self.settle()
            self.tidy()

    def settle(self) -> None:
        """Tell the vector index about every chunk that changed in the library."""
        with self.writing:
            try:
                while keys := self.library.stale(_STEP):
                    rows = self.library.indexed(keys)
                    gone = sorted({*keys} - {row.key for row in rows})
                    self.vectors.upsert(rows)
                    self.vectors.delete(gone)
                    self.library.settled(keys, deleted=len(gone))
            except StoreError:
                if not self.vectors.embedded:
                    raise
                self.rebuild()
            if self.library.unwiped():
                self._purge_soon()

    def rebuild(self) -> None:
        """Make the vector index anew from the library."""
        with self.writing:
            stale = self.library.stale()
            self.vectors.rebuild()
            self.library.settled(stale)
            self.library.note(deleted="0")

    def tidy(self) -> None:
        """Rebuild the vector index when too much of it is what was deleted.

        Chroma keeps deleted vectors in its graph, where they hide living ones and take space.
        """
        with self.writing:
            deleted = int(self.library.stamp().get("deleted", "0"))
            if deleted > max(_COMPACT_AFTER, _COMPACT_SHARE * self.library.count_chunks()):
                self.rebuild()

    def purge(self) -> None:
        """Wipe what was deleted from the disk as well; a plain deletion leaves its bytes there.

        It comes by itself: moments after a deletion, or when the store is closed before that.
        """
        with self.writing:
            if (last := self.library.unwiped()) is not None:
                started = perf_counter()
                self.vectors.wipe()
                self.library.database.compact()
                self.library.wiped(last)
                self._wipe_took = perf_counter() - started

    def _purge_soon(self) -> None:
        if self._wiping is None and self._open:
            pause = max(_WIPE_AFTER, _WIPE_SHARE * self._wipe_took)
            self._wiping = threading.Timer(pause, self._purge_now)
            self._wiping.daemon = True
            self._wiping.start()

    def _purge_now(self) -> None:
        with self.writing:
            self._wiping = None
            if self._open:
                self._try_to_purge()

    def _try_to_purge(self) -> None:
        try:
            self.purge()
        except (
            StoreError,
            OSError,
        ) as error:  # it is tried again after the next deletion, and at each stop
            log.warning("deleted text is still on the disk", extra={"state": str(error)})

    def close(self) -> None:
        """Close everything cleanly and let go of the data directory."""
        with self.writing:
            if self._open:
                self._open = False
                if self._wiping is not None:
                    self._wiping.cancel()
                self._try_to_purge()
                try:
                    self.vectors.close()
                    self.library.close()
                finally:
                    self._lock.release()


def open_store(settings: Settings, *, check: bool = True) -> Store:
    """Open a data directory for this process alone, whatever state a crash left it in.

    ``check=False`` also opens one that was made with another embedder or chunker, to reindex it.
    Raises StoreLocked, StoreMismatch and StoreError.
    """
    folder = settings.data_dir
    lock = Lock(folder)
    try:
        library = Library(folder / "library.sqlite")
        try:
            return _opened(settings, lock, library, check)
        except BaseException:
            library.close()
            raise
    except BaseException:
        lock.release()
        raise


def is_stale(settings: Settings) -> bool:
    """Whether documents lie in the data directory that another version chunked or embedded.

    Opens the library alone, so that asking takes no time. Raises StoreMismatch where only a newer
    program can read it, and StoreError.
    """
    path = settings.data_dir / "library.sqlite"
    if not path.is_file():
        return False
    library = Library(path)
    try:
        library.check_stamp()
    except StoreMismatch:
        return bool(library.count() or library.unfinished())
    finally:
        library.close()
    return False


def _opened(settings: Settings, lock: Lock, library: Library, check: bool) -> Store:
    # Here, because Chroma takes seconds to import and a refusal need not wait for it.
    from rag.store.vectors import VectorIndex

    if not library.count() and not library.unfinished():
        library.note(**current_stamp())
    if check:
        library.check_stamp()
    vectors = VectorIndex(settings.data_dir / "vectors", library, settings.chroma_url)
    store = Store(settings.data_dir, lock, library, vectors)
    if vectors.rebuilt:
        library.note(deleted="0")
        library.settled(library.stale())
    store.finish()
    return store

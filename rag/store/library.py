"""SQLite, the truth: documents, chunks, vectors, full text and their state.

A document is *pending* until its chunks stand in the vector index, then *ready*, then
*retired* until its rows are gone. Whatever reads here sees ready documents only. Every change
names the chunks it touches in ``stale``; the vector index follows from that list, so that a
crash between the two stores loses nothing.
"""

# ruff: noqa: S608 -- only names of columns are put into SQL; values are always bound

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from rag.errors import StoreError
from rag.schema import ChunkId, DocumentId
from rag.store import changes, stamp
from rag.store.database import Database
from rag.store.quotes import forget_quotes
from rag.store.reader import READY, Reader
from rag.store.rows import (
    CHUNK,
    PROVENANCE,
    IndexRow,
    NewDocument,
    Vector,
    of,
    to_chunk,
    to_provenance,
    to_sentence_vectors,
    to_vector,
)

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A ready document as the pipeline compares it with what it reads.

    ``original_sha256`` is that of the file it was read from, None where none was kept.
    """

    document_id: DocumentId
    source: str
    sha256: str
    original_sha256: str | None


class Library(Reader):
    """The documents of one data directory. Safe for many threads.

    Raises StoreError where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(Database(path))
        if not self.stamp():
            self.note(id=uuid.uuid4().hex, **stamp.current_stamp())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self.database.close()

    # What it was made with

    def stamp(self) -> dict[str, str]:
        """Embedder, vector length, chunker and this library's own id."""
        return dict(self.database.rows("SELECT name, value FROM stamp"))

    def check_stamp(self) -> None:
        """Raise StoreMismatch when another embedder or chunker made what is stored."""
        stamp.check_stamp(self.stamp())

    def note(self, **values: str) -> None:
        """Write these names into the stamp."""
        with self.database.write() as db:
            db.executemany("INSERT OR REPLACE INTO stamp VALUES (?, ?)", values.items())

    # Changing

    def add(self, documents: Sequence[NewDocument]) -> None:
        """Store these documents, hidden, in one transaction.

        What is left of an earlier try goes. Raises StoreError for one that is ready already.
        """
        with self.database.write() as db:
            for new in documents:
                known = db.execute("SELECT state FROM documents WHERE id = ?", (new.document.id,))
                if known.fetchone() == ("ready",):
                    raise StoreError(f"Document {new.document.id} is stored already.")
                changes.delete(db, new.document.id)
                changes.insert(db, new, "pending")

    def rewrite(self, documents: Sequence[NewDocument]) -> None:
        """Give ready documents other chunks or metadata, each in place, in one transaction."""
        with self.database.write() as db:
            for new in documents:
                document_id = new.document.id
                original = new.original or changes.original_of(db, document_id)
                changes.retire(db, document_id)
                changes.delete(db, document_id)
                changes.insert(db, replace(new, original=original), "ready")
                changes.enlist(db, document_id)

    def publish(self, document_ids: Iterable[DocumentId]) -> None:
        """Make pending documents visible and hide what they replace, in one transaction."""
        with self.database.write() as db:
            for document_id in document_ids:
                replaced = db.execute(
                    "SELECT o.id FROM documents d JOIN documents o ON o.state = 'ready'"
                    " AND (o.id = d.replaces OR o.source = d.source)"
                    " WHERE d.id = ? AND d.state = 'pending'",
                    (document_id,),
                ).fetchall()
                for (old,) in replaced:
                    changes.retire(db, old)
                changed = db.execute(
                    "UPDATE documents SET state = 'ready', replaces = NULL"
                    " WHERE id = ? AND state = 'pending'",
                    (document_id,),
                )
                if changed.rowcount:
                    changes.enlist(db, document_id)

    def retire(self, document_ids: Iterable[DocumentId]) -> None:
        """Hide ready documents, in one transaction."""
        with self.database.write() as db:
            for document_id in document_ids:
                changes.retire(db, document_id)

    def forget(self, document_id: DocumentId) -> dict[str, int]:
        """Delete every row of a document, and what is kept of it in answers; how many, by place."""
        with self.database.write() as db:
            changes.retire(db, document_id)
            forget_quotes(db, document_id)
            return changes.delete(db, document_id)

    def unfinished(self) -> dict[DocumentId, str]:
        """Documents that a stop left ``pending`` or ``retired``, with that state."""
        return dict(self.database.rows("SELECT id, state FROM documents d WHERE state != 'ready'"))

    # For the pipeline that fills it and the index that follows it

    def holder(self, *, source: str | None = None, sha256: str | None = None) -> Held | None:
        """The ready document with this source, or else with this text."""
        column, value = ("source", source) if source is not None else ("sha256", sha256)
        rows = self.database.rows(
            "SELECT id, source, sha256, original_sha256 FROM documents d"
            f" WHERE {column} = ? AND {READY} ORDER BY added LIMIT 1",
            value,
        )
        return Held(*rows[0]) if rows else None

    def sources(self) -> dict[str, DocumentId]:
        """Every source with its ready document."""
        return dict(self.database.rows(f"SELECT source, id FROM documents d WHERE {READY}"))

    def made(self, digests: Sequence[bytes]) -> dict[bytes, tuple[Vector, Vector]]:
        """Vector and sentence vectors that some chunk already has, by ``rows.digest``."""
        found = {}
        for start in range(0, len(digests), _BATCH):
            some = digests[start : start + _BATCH]
            for key, vector, sentences in self.database.rows(
                "SELECT digest, vector, sentence_vectors FROM vectors"
                f" WHERE digest IN ({','.join('?' * len(some))})",
                *some,
            ):
                spans = to_sentence_vectors(sentences).astype(np.float32)
                found[key] = (to_vector(vector), spans)
        return found

    def lengths(self, document_ids: Iterable[DocumentId]) -> dict[DocumentId, int]:
        """How many chunks each of the documents has."""
        return dict(
            self.database.rows(
                "SELECT document_id, COUNT(*) FROM chunks"
                " WHERE document_id IN (SELECT value FROM json_each(?)) GROUP BY document_id",
                json.dumps(list(document_ids)),
            )
        )

    def passage_with(self, text: str, document_id: DocumentId, before: int) -> ChunkId | None:
        """The last chunk of a document before the ``before``-th that has this text."""
        rows = self.database.rows(
            "SELECT id FROM chunks WHERE document_id = ? AND position < ? AND instr(text, ?)"
            " ORDER BY position DESC LIMIT 1",
            document_id,
            before,
            text,
        )
        return str(rows[0][0]) if rows else None

    def vectors_of(self, document_id: DocumentId) -> list[Vector]:
        """The vectors of a document's chunks, whatever its state, in reading order."""
        rows = self.database.rows(
            "SELECT v.vector FROM chunks c JOIN vectors v USING (number)"
            " WHERE c.document_id = ? ORDER BY position",
            document_id,
        )
        return [to_vector(blob) for (blob,) in rows]

    def keys_of(self, document_id: DocumentId) -> set[str]:
        """Where the chunks of a document stand in the vector index, whatever its state."""
        sql = "SELECT key FROM chunks WHERE document_id = ?"
        return {key for (key,) in self.database.rows(sql, document_id)}

    def stale(self, limit: int = -1) -> list[str]:
        """Keys that the vector index has yet to be told about; all, or some of them."""
        return [key for (key,) in self.database.rows("SELECT * FROM stale LIMIT ?", limit)]

    def settled(self, keys: Sequence[str], *, deleted: int = 0) -> None:
        """The vector index now agrees about these keys, of which it ``deleted`` so many."""
        with self.database.write() as db:
            db.executemany("DELETE FROM stale WHERE key = ?", [(key,) for key in keys])
            count = "INSERT INTO stamp VALUES ('deleted', ?) ON CONFLICT DO UPDATE SET"
            db.execute(f"{count} value = value + excluded.value", (str(deleted),))

    def unwiped(self) -> str | None:
        """Names the last deletion whose bytes may still be on the disk, None when all are gone."""
        return self.stamp().get("unwiped")

    def wiped(self, name: str) -> None:
        """The bytes of deletions up to this one are gone."""
        with self.database.write() as db:
            db.execute("DELETE FROM stamp WHERE name = 'unwiped' AND value = ?", (name,))

    def indexed_keys(self) -> set[str]:
        """The keys that the vector index must hold."""
        sql = "SELECT c.key FROM chunks c JOIN documents d ON d.id = c.document_id"
        rows = self.database.rows(f"{sql} WHERE d.state != 'retired'")
        return {key for (key,) in rows}

    def indexed(self, keys: Sequence[str]) -> list[IndexRow]:
        """What the vector index must hold under these keys; none for those it must not hold."""
        return self._index_rows("c.key IN (SELECT value FROM json_each(?))", json.dumps(keys))

    def all_indexed(self) -> Iterator[list[IndexRow]]:
        """Everything that the vector index must hold, in batches."""
        last = -1
        while numbers := self.database.rows(
            "SELECT number FROM chunks WHERE number > ? ORDER BY number LIMIT ?", last, _BATCH
        ):
            rows = self._index_rows("c.number BETWEEN ? AND ?", numbers[0][0], numbers[-1][0])
            if rows:
                yield rows
            last = numbers[-1][0]

    def _index_rows(self, where: str, *values: object) -> list[IndexRow]:
        found = self.database.rows(
            f"SELECT c.key, v.vector, {of('c', CHUNK)}, d.pages, {of('d', PROVENANCE)}"
            " FROM chunks c JOIN vectors v USING (number) JOIN documents d ON d.id = c.document_id"
            f" WHERE {where} AND d.state != 'retired'"
            # Two versions of a document share keys until the older is gone.
            " AND NOT EXISTS (SELECT 1 FROM chunks n JOIN documents m ON m.id = n.document_id"
            "   WHERE n.key = c.key AND n.number > c.number AND m.state != 'retired')",
            *values,
        )
        rows = []
        for key, vector, *columns in found:
            chunk = to_chunk(columns[:8])
            page = sum(start <= chunk.start_char for start in json.loads(columns[8])) or None
            provenance = to_provenance(columns[9:])
            rows.append(IndexRow(key, chunk, provenance, page, to_vector(vector)))
        return rows

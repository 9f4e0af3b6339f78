"""What a transaction does to a document's rows. Every function runs inside ``Database.write``."""

# ruff: noqa: S608 -- only names of columns are put into SQL; values are always bound

import sqlite3
import time
import uuid
from collections import Counter

from rag.schema import DocumentId
from rag.store.rows import (
    CHUNK,
    NewDocument,
    Original,
    chunk_row,
    chunk_terms,
    digest,
    document_row,
    index_key,
    sentence_blob,
    vector_blob,
)


def insert(db: sqlite3.Connection, new: NewDocument, state: str) -> None:
    """All rows of a document; its chunks are then stale. Listing is for ``enlist``."""
    document = new.document
    row = document_row(new, state, time.time())
    db.execute(f"INSERT INTO documents VALUES ({','.join('?' * len(row))})", tuple(row.values()))
    if new.original is not None:
        original = (document.id, new.original.name, new.original.media_type, new.original.data)
        db.execute("INSERT INTO originals VALUES (?, ?, ?, ?)", original)
    terms = new.terms or chunk_terms(document.title, new.chunks, document.language)
    occurrences = Counter[bytes]()
    for chunk, vector, sentences, said in zip(
        new.chunks, new.vectors, new.sentence_vectors, terms, strict=True
    ):
        if document.text[chunk.start_char : chunk.end_char] != chunk.text:
            raise ValueError(f"Chunk {chunk.id} is not a slice of its document.")
        name = digest(document.title, chunk, document.language)
        key = index_key(document.source, name, occurrences[name])
        occurrences[name] += 1
        number = db.execute(
            f"INSERT INTO chunks ({CHUNK}, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*chunk_row(chunk), key),
        ).lastrowid
        blobs = (number, name, vector_blob(vector), sentence_blob(sentences))
        db.execute("INSERT INTO vectors VALUES (?, ?, ?, ?)", blobs)
        db.execute("INSERT INTO terms VALUES (?, ?, ?, ?, ?)", (number, *said))
    mark_stale(db, document.id)


def delete(db: sqlite3.Connection, document_id: DocumentId) -> dict[str, int]:
    """All rows of a document that is not listed; how many, by place."""
    mark_stale(db, document_id)
    count = "SELECT count(*) FROM {} WHERE {}"
    mine = "number IN (SELECT number FROM chunks WHERE document_id = ?)"
    removed = {
        place: int(db.execute(count.format(table, where), (document_id,)).fetchone()[0])
        for place, table, where in (
            ("chunks", "chunks", "document_id = ?"),
            ("vectors", "vectors", mine),
            ("full_text", "terms", mine),
            ("originals", "originals", "document_id = ?"),
        )
    }
    if db.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount:
        mark_unwiped(db)
    return removed


def enlist(db: sqlite3.Connection, document_id: DocumentId) -> None:
    """Put a document's chunks into the full text index."""
    _new_edition(db)
    db.execute(
        "INSERT INTO full_text (rowid, title, headings, text)"
        " SELECT number, t.title, t.headings, t.text"
        " FROM terms t JOIN chunks c USING (number) WHERE c.document_id = ?",
        (document_id,),
    )


def retire(db: sqlite3.Connection, document_id: DocumentId) -> None:
    """Take a ready document out of the full text index and hide it."""
    ready = "SELECT 1 FROM documents WHERE id = ? AND state = 'ready'"
    if db.execute(ready, (document_id,)).fetchone() is None:
        return
    # The index keeps no text of its own: it is told what it was given.
    db.execute(
        "INSERT INTO full_text (full_text, rowid, title, headings, text)"
        " SELECT 'delete', number, t.title, t.headings, t.text"
        " FROM terms t JOIN chunks c USING (number) WHERE c.document_id = ?",
        (document_id,),
    )
    db.execute("UPDATE documents SET state = 'retired' WHERE id = ?", (document_id,))
    _new_edition(db)
    mark_stale(db, document_id)


def _new_edition(db: sqlite3.Connection) -> None:
    """What can be read is no longer what it was."""
    db.execute(
        "INSERT INTO stamp VALUES ('edition', '1') ON CONFLICT DO UPDATE SET value = value + 1"
    )


def mark_stale(db: sqlite3.Connection, document_id: DocumentId) -> None:
    """The vector index has to be told about every chunk of this document."""
    db.execute(
        "INSERT OR IGNORE INTO stale SELECT key FROM chunks WHERE document_id = ?", (document_id,)
    )


def mark_unwiped(db: sqlite3.Connection) -> None:
    """Bytes of what is deleted here are on the disk until ``Store.purge``."""
    db.execute("INSERT OR REPLACE INTO stamp VALUES ('unwiped', ?)", (uuid.uuid4().hex,))


def original_of(db: sqlite3.Connection, document_id: DocumentId) -> Original | None:
    """The stored file of a document, where there is one."""
    row = db.execute(
        "SELECT name, media_type, data FROM originals WHERE document_id = ?", (document_id,)
    ).fetchone()
    return Original(*row) if row else None

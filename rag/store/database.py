"""One SQLite file: its schema, a connection for each thread, one writer at a time.

Everything that is stored lies behind this; what leaves the store package is ours, and an
error of SQLite becomes a StoreError.
"""

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import StoreError, StoreMismatch

SCHEMA = 2

# The long columns come last: a list of documents then never reads their texts.
_TABLES = """
CREATE TABLE stamp (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, sha256 TEXT NOT NULL,
    publisher TEXT, author TEXT, published TEXT, language TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'ready', 'retired')),
    replaces TEXT, original_sha256 TEXT, added REAL NOT NULL,
    pages TEXT NOT NULL, metadata TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX documents_ready ON documents (source) WHERE state = 'ready';
CREATE INDEX documents_sha256 ON documents (sha256);

CREATE TABLE chunks (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL,
    headings TEXT NOT NULL, sentences TEXT NOT NULL, text TEXT NOT NULL, key TEXT NOT NULL
) STRICT;
CREATE INDEX chunks_document ON chunks (document_id, position);
CREATE INDEX chunks_key ON chunks (key);

CREATE TABLE vectors (
    number INTEGER PRIMARY KEY REFERENCES chunks (number) ON DELETE CASCADE,
    digest BLOB NOT NULL, vector BLOB NOT NULL, sentence_vectors BLOB NOT NULL
) STRICT;
CREATE INDEX vectors_digest ON vectors (digest);

CREATE TABLE terms (
    number INTEGER PRIMARY KEY REFERENCES chunks (number) ON DELETE CASCADE,
    title TEXT NOT NULL, headings TEXT NOT NULL, text TEXT NOT NULL,
    sentences TEXT -- a line for each; NULL where schema 1 stored the chunk
) STRICT;
-- Holds the chunks of ready documents only, so that a search needs no further look.
CREATE VIRTUAL TABLE full_text USING fts5 (
    title, headings, text, content='terms', content_rowid='number', tokenize='ascii'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (full_text, 'row');

-- Keys of chunks whose place in the vector index may differ from what is stored here.
CREATE TABLE stale (key TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;

CREATE TABLE originals (
    document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    name TEXT NOT NULL, media_type TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
CREATE TABLE jobs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL,
    updated REAL NOT NULL, progress TEXT NOT NULL, payload TEXT NOT NULL
) STRICT;
CREATE TABLE api_keys (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, scope TEXT NOT NULL,
    created REAL NOT NULL, revoked REAL
) STRICT;
CREATE TABLE notes (
    kind TEXT NOT NULL, id TEXT NOT NULL, created REAL NOT NULL, updated REAL NOT NULL,
    data TEXT NOT NULL, PRIMARY KEY (kind, id)
) STRICT;
"""

Row = tuple[Any, ...]


class _Connection(sqlite3.Connection):
    """As the standard one; a class of its own can be referred to weakly."""


class Database:
    """The file at ``path``, made where absent. Safe for many threads.

    A commit survives a power cut (write-ahead log, synced). Raises StoreError when the file
    cannot be opened, StoreMismatch when a newer version wrote it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = threading.local()
        self._all: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._writer = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        if self._version() < SCHEMA:
            with self.write() as connection:
                if (version := self._version()) < SCHEMA:  # no other process was faster
                    _create(connection) if version == 0 else _upgrade(connection)
        if (version := self._version()) > SCHEMA:
            self.close()
            raise StoreMismatch(
                f"{path} is of a newer version (schema {version}, this one knows {SCHEMA}). "
                "Install that version, or set RAG_DATA_DIR to another folder."
            )

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        """All rows of a query."""
        with self._explained():
            return self._connection().execute(sql, parameters).fetchall()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, undone when anything is raised."""
        with self._writer, self._explained():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def compact(self) -> None:
        """Give deleted bytes back to the disk: nothing deleted can be read from the file after."""
        with self.write() as connection:
            connection.execute("INSERT INTO full_text (full_text) VALUES ('optimize')")
        with self._writer, self._explained():
            self._connection().execute("VACUUM")
            (busy, *_) = self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreError(f"The library {self.path} is being read: its log cannot be emptied.")

    def close(self) -> None:
        """Close the connections of every thread."""
        for connection in list(self._all):
            connection.close()
        self._own = threading.local()

    def _version(self) -> int:
        return int(self.rows("PRAGMA user_version")[0][0])

    def _connection(self) -> _Connection:
        connection: _Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path,
                timeout=10,
                isolation_level=None,
                check_same_thread=False,  # so that close() reaches those of other threads
                factory=_Connection,
            )
            connection.create_function("casefold", 1, _casefold, deterministic=True)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            self._own.connection = connection
            self._all.add(connection)
        return connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            hint = "Free some space." if "full" in str(error) else "Run `rag doctor`."
            raise StoreError(f"The library {self.path} cannot be used: {error}. {hint}") from error


def _casefold(text: str | None) -> str | None:
    """SQLite's own NOCASE knows the 26 letters only."""
    return text and text.casefold()


def _create(connection: sqlite3.Connection) -> None:
    # Not executescript, which would commit the transaction it is in.
    statement = ""
    for line in _TABLES.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _upgrade(connection: sqlite3.Connection) -> None:
    """From schema 1, which had no terms of single sentences; readers do without them."""
    connection.execute("ALTER TABLE terms ADD COLUMN sentences TEXT")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")

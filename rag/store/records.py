"""Small tables beside the documents: jobs, API keys, conversations, feedback.

Times are seconds since 1970 (UTC); ``progress``, ``payload`` and ``data`` are JSON objects.
"""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.store.changes import mark_unwiped
from rag.store.database import Database

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """Work that outlives a request. ``state`` is the caller's word, such as "running"."""

    id: str
    kind: str
    state: str
    created: float
    updated: float
    progress: Json
    payload: Json


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that was given out; only its hash is kept."""

    id: str
    name: str
    scope: str
    created: float
    revoked: float | None


@dataclass(frozen=True, slots=True)
class Note:
    """One JSON row of a kind, such as a conversation."""

    id: str
    created: float
    updated: float
    data: Json


class Jobs:
    """Jobs by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, kind: str, payload: Json | None = None, *, state: str = "queued") -> Job:
        """A new job."""
        now = time.time()
        job = Job(uuid.uuid4().hex, kind, state, now, now, {}, payload or {})
        row = (job.id, kind, state, now, now, "{}", _dump(job.payload))
        with self._database.write() as db:
            db.execute("INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return job

    def update(
        self,
        job_id: str,
        *,
        state: str | None = None,
        progress: Json | None = None,
        payload: Json | None = None,
    ) -> None:
        """Change what is given; unknown ids do no harm."""
        more = [None if value is None else _dump(value) for value in (progress, payload)]
        values = (state, *more, time.time(), job_id)
        with self._database.write() as db:
            db.execute(
                "UPDATE jobs SET state = coalesce(?, state), progress = coalesce(?, progress),"
                " payload = coalesce(?, payload), updated = ? WHERE id = ?",
                values,
            )

    def get(self, job_id: str) -> Job | None:
        """One job."""
        rows = self._database.rows("SELECT * FROM jobs WHERE id = ?", job_id)
        return _job(rows[0]) if rows else None

    def list(self, *, state: str | None = None, limit: int = 100) -> list[Job]:
        """The newest first; those in one state where it is given."""
        rows = self._database.rows(
            "SELECT * FROM jobs WHERE ?1 IS NULL OR state = ?1"
            " ORDER BY created DESC, rowid DESC LIMIT ?2",
            state,
            limit,
        )
        return [_job(row) for row in rows]


class ApiKeys:
    """Keys by the hash of their secret; which hash is the caller's choice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, secret_hash: str, scope: str) -> ApiKey:
        """A new key."""
        key = ApiKey(uuid.uuid4().hex[:12], name, scope, time.time(), None)
        with self._database.write() as db:
            db.execute(
                "INSERT INTO api_keys VALUES (?, ?, ?, ?, ?, NULL)",
                (key.id, name, secret_hash, scope, key.created),
            )
        return key

    def find(self, secret_hash: str) -> ApiKey | None:
        """The key with this hash, unless it was revoked."""
        where = "WHERE hash = ? AND revoked IS NULL"
        rows = self._database.rows(f"SELECT {_KEY} FROM api_keys {where}", secret_hash)  # noqa: S608
        return ApiKey(*rows[0]) if rows else None

    def list(self) -> list[ApiKey]:
        """All keys ever given out, oldest first."""
        rows = self._database.rows(f"SELECT {_KEY} FROM api_keys ORDER BY created, rowid")  # noqa: S608
        return [ApiKey(*row) for row in rows]

    def revoke(self, key_id: str) -> bool:
        """Make a key useless; whether there was such a key."""
        sql = "UPDATE api_keys SET revoked = ? WHERE id = ? AND revoked IS NULL"
        with self._database.write() as db:
            return db.execute(sql, (time.time(), key_id)).rowcount > 0


class Notes:
    """JSON rows of one kind, by id."""

    def __init__(self, database: Database, kind: str) -> None:
        self._database = database
        self._kind = kind

    def save(self, data: Json, note_id: str | None = None) -> Note:
        """Write a row, over the one with this id where there is one."""
        note_id, now = note_id or uuid.uuid4().hex, time.time()
        with self._database.write() as db:
            (created,) = db.execute(
                "INSERT INTO notes VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE"
                " SET data = excluded.data, updated = excluded.updated RETURNING created",
                (self._kind, note_id, now, now, _dump(data)),
            ).fetchone()
        return Note(note_id, created, now, data)

    def get(self, note_id: str) -> Note | None:
        """One row."""
        rows = self._database.rows(
            "SELECT id, created, updated, data FROM notes WHERE kind = ? AND id = ?",
            self._kind,
            note_id,
        )
        return _note(rows[0]) if rows else None

    def list(self, *, limit: int = 100, offset: int = 0) -> list[Note]:
        """The last written first."""
        rows = self._database.rows(
            "SELECT id, created, updated, data FROM notes WHERE kind = ?"
            " ORDER BY updated DESC, rowid DESC LIMIT ? OFFSET ?",
            self._kind,
            limit,
            offset,
        )
        return [_note(row) for row in rows]

    def delete(self, note_id: str) -> bool:
        """Remove a row; whether there was one."""
        sql = "DELETE FROM notes WHERE kind = ? AND id = ?"
        with self._database.write() as db:
            mark_unwiped(db)
            return db.execute(sql, (self._kind, note_id)).rowcount > 0


_KEY = "id, name, scope, created, revoked"


def _dump(value: Json) -> str:
    return json.dumps(dict(value), ensure_ascii=False)


def _job(row: tuple[Any, ...]) -> Job:
    job_id, kind, state, created, updated, progress, payload = row
    return Job(job_id, kind, state, created, updated, json.loads(progress), json.loads(payload))


def _note(row: tuple[Any, ...]) -> Note:
    note_id, created, updated, data = row
    return Note(note_id, created, updated, json.loads(data))

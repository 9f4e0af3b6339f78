"""What readers see of the library: ready documents, their chunks, and searches over them."""

# ruff: noqa: S608 -- only names of columns are put into SQL; values are always bound

import json
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from rag.errors import NotFound
from rag.schema import Chunk, ChunkId, Document, DocumentId, Filters, Provenance
from rag.store.database import Database
from rag.store.rows import (
    CHUNK,
    PROVENANCE,
    EmbeddedChunk,
    Original,
    Vector,
    of,
    to_chunk,
    to_document,
    to_embedded,
    to_provenance,
    to_vector,
)

# What a term in the title and in the headings counts, against one in the text.
TITLE_WEIGHT, HEADING_WEIGHT = 2.0, 1.5

CHUNKS_KEPT = 4_096  # 32 kB each, what the retriever reads of them included

_SPECIAL = {'"', "\0"}  # cannot stand in a quoted term of FTS5; no term of ours has them

READY = "d.state = 'ready'"


class Reader:
    """The visible side of a ``Library``. Safe for many threads.

    Methods that take ids and return a dict leave out what is not there.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        # By id, number and key: numbers come again, but not with the same source and words.
        self._kept: dict[tuple[ChunkId, int, str], EmbeddedChunk] = {}

    def edition(self) -> str:
        """Another one whenever other documents are visible: two reads of one edition agree."""
        rows = self.database.rows("SELECT value FROM stamp WHERE name = 'edition'")
        return str(rows[0][0]) if rows else ""

    def count(self) -> int:
        """How many documents there are."""
        return int(self.database.rows("SELECT count(*) FROM documents d WHERE " + READY)[0][0])

    def count_chunks(self, document_ids: Iterable[DocumentId] | None = None) -> int:
        """How many chunks there are, in all or in these documents."""
        if document_ids is None:
            # The full text index holds just these, and its table of lengths is small.
            return int(self.database.rows("SELECT count(*) FROM full_text_docsize")[0][0])
        rows = self.database.rows(
            "SELECT count(*) FROM json_each(?) wanted JOIN documents d ON d.id = wanted.value"
            f" JOIN chunks c ON c.document_id = d.id WHERE {READY}",
            json.dumps(list({*document_ids})),
        )
        return int(rows[0][0])

    def document(self, document_id: DocumentId) -> Document:
        """One document with its text. Raises NotFound."""
        rows = self.database.rows(
            f"SELECT {PROVENANCE}, text, pages, metadata FROM documents d WHERE id = ? AND {READY}",
            document_id,
        )
        if not rows:
            raise NotFound(f"No document {document_id!r}. `rag docs list` shows them all.")
        return to_document(rows[0])

    def documents(
        self,
        filters: Filters | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        query: str = "",
    ) -> list[Provenance]:
        """Documents by title; ``query`` must occur in title, source, publisher or author."""
        where, values = _conditions(filters or Filters())
        if query:
            like = "%" + query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            names = ("title", "source", "publisher", "author")
            where += " AND (" + " OR ".join(f"d.{n} LIKE ? ESCAPE '\\'" for n in names) + ")"
            values = [*values, *[like] * len(names)]
        return [
            to_provenance(row)
            for row in self.database.rows(
                f"SELECT {PROVENANCE} FROM documents d WHERE {where}"
                " ORDER BY title COLLATE NOCASE, id LIMIT ? OFFSET ?",
                *values,
                -1 if limit is None else limit,
                offset,
            )
        ]

    def publishers(self) -> list[str]:
        """Every publisher there is, sorted."""
        return self._distinct("publisher")

    def languages(self) -> list[str]:
        """Every language there is, sorted."""
        return self._distinct("language")

    def provenance(self, ids: Iterable[DocumentId]) -> dict[DocumentId, Provenance]:
        """Documents without their text, by id."""
        wanted = json.dumps(list(ids))
        rows = self.database.rows(
            f"SELECT {PROVENANCE} FROM documents d"
            f" WHERE id IN (SELECT value FROM json_each(?)) AND {READY}",
            wanted,
        )
        return {row[0]: to_provenance(row) for row in rows}

    def pages(self, ids: Iterable[DocumentId]) -> dict[DocumentId, tuple[int, ...]]:
        """``Document.pages`` by id, of those that have pages."""
        rows = self.database.rows(
            "SELECT id, pages FROM documents d WHERE pages != '[]'"
            f" AND id IN (SELECT value FROM json_each(?)) AND {READY}",
            json.dumps(list(ids)),
        )
        return {identity: tuple(json.loads(pages)) for identity, pages in rows}

    def chunks(self, ids: Iterable[ChunkId]) -> dict[ChunkId, Chunk]:
        """Chunks by id."""
        rows = self.database.rows(
            f"SELECT {of('c', CHUNK)} FROM json_each(?) wanted JOIN chunks c ON c.id = wanted.value"
            f" JOIN documents d ON d.id = c.document_id WHERE {READY}",
            json.dumps(list(ids)),
        )
        return {row[0]: to_chunk(row) for row in rows}

    def visible(self, keys: Iterable[str]) -> dict[str, ChunkId]:
        """The chunks that stand under these keys of the vector index."""
        rows = self.database.rows(
            "SELECT c.key, c.id FROM json_each(?) wanted JOIN chunks c ON c.key = wanted.value"
            f" JOIN documents d ON d.id = c.document_id WHERE {READY}",
            json.dumps(list(keys)),
        )
        return dict(rows)

    def chunks_of(self, document_id: DocumentId, first: int = -1) -> list[Chunk]:
        """The chunks of a document in reading order; empty where there is no such document.

        ``first``: only so many.
        """
        rows = self.database.rows(
            f"SELECT {of('c', CHUNK)} FROM chunks c JOIN documents d ON d.id = c.document_id"
            f" WHERE d.id = ? AND {READY} ORDER BY position LIMIT ?",
            document_id,
            first,
        )
        return [to_chunk(row) for row in rows]

    def embedded(self, ids: Iterable[ChunkId]) -> dict[ChunkId, EmbeddedChunk]:
        """Chunks with their vectors by id, all visible at one moment; what was read is kept."""
        rows = self.database.rows(
            "SELECT c.id, c.number, c.key FROM json_each(?) wanted"
            " JOIN chunks c ON c.id = wanted.value"
            f" JOIN documents d ON d.id = c.document_id WHERE {READY}",
            json.dumps(list(ids)),
        )
        found = {row: self._kept.get(row) for row in rows}
        missing = {row[1]: row for row, held in found.items() if held is None}
        if missing:
            made = {missing[number]: held for number, held in self._read(list(missing))}
            if len(self._kept) + len(made) > CHUNKS_KEPT:
                self._kept.clear()
            self._kept.update(made)
            found |= made
        return {identity: held for (identity, _, _), held in found.items() if held}

    def _read(self, numbers: Sequence[int]) -> Iterator[tuple[int, EmbeddedChunk]]:
        for number, *columns in self.database.rows(
            f"SELECT w.value, v.vector, v.sentence_vectors, t.sentences, {of('c', CHUNK)}"
            " FROM json_each(?) w JOIN chunks c ON c.number = w.value"
            " JOIN vectors v USING (number) JOIN terms t USING (number)",
            json.dumps(numbers),
        ):
            yield number, to_embedded(columns)

    def allowed(self, filters: Filters) -> set[DocumentId] | None:
        """The documents that pass the filters; None: all do."""
        if not filters:
            return None
        where, values = _conditions(filters)
        return {
            row[0]
            for row in self.database.rows(f"SELECT id FROM documents d WHERE {where}", *values)
        }

    def search_text(
        self, terms: Sequence[str], limit: int, allowed: Iterable[DocumentId] | None = None
    ) -> list[tuple[ChunkId, float]]:
        """Chunks that hold any of the terms, best first, with their BM25 (higher is better).

        ``terms`` are ``reading.terms.query_terms``; ``allowed`` restricts the documents.
        """
        words = [term for term in dict.fromkeys(terms) if term and not _SPECIAL & {*term}]
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        where, values = "full_text MATCH ?", [match]
        if allowed is not None:
            where += (
                " AND +rowid IN (SELECT number FROM chunks"
                " WHERE document_id IN (SELECT value FROM json_each(?)))"
            )
            values.append(json.dumps(list(allowed)))
        cost = f"bm25(full_text, {TITLE_WEIGHT}, {HEADING_WEIGHT}, 1.0)"
        rows = self.database.rows(
            "SELECT c.id, -found.cost FROM"
            f" (SELECT rowid AS number, {cost} AS cost FROM full_text WHERE {where}"
            "   ORDER BY cost, rowid LIMIT ?) found"
            " JOIN chunks c ON c.number = found.number ORDER BY found.cost, c.number",
            *values,
            limit,
        )
        return [(identity, score) for identity, score in rows]

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many chunks each term occurs; terms that occur nowhere are left out."""
        if not (words := list(terms)):
            return {}
        rows = self.database.rows(
            "SELECT term, doc FROM json_each(?) wanted JOIN vocabulary ON term = wanted.value",
            json.dumps(words),
        )
        return dict(rows)

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """The terms that begin with ``prefix``, each with the number of chunks it occurs in."""
        rows = self.database.rows(
            "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?",
            prefix,
            prefix + "\U0010ffff",
        )
        return [(term, count) for term, count in rows]

    def nearest(
        self, vector: Vector, document_ids: Iterable[DocumentId], limit: int
    ) -> list[tuple[ChunkId, float]]:
        """The chunks of these documents nearest to a unit vector, with their cosines.

        Exact: reads every vector of them. Meant for up to some thousand chunks.
        """
        rows = self.database.rows(
            "SELECT c.id, v.vector FROM json_each(?) wanted"
            " JOIN documents d ON d.id = wanted.value JOIN chunks c ON c.document_id = d.id"
            f" JOIN vectors v USING (number) WHERE {READY}",
            json.dumps(list(document_ids)),
        )
        if not rows:
            return []
        matrix = to_vector(b"".join(blob for _, blob in rows)).reshape(len(rows), -1)
        cosines = matrix @ vector
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(rows[i][0], float(cosines[i])) for i in best]

    def original(self, document_id: DocumentId) -> Original | None:
        """The file that a ready document was read from, where it was kept."""
        rows = self.database.rows(
            "SELECT name, media_type, data FROM originals o JOIN documents d"
            f" ON d.id = o.document_id WHERE d.id = ? AND {READY}",
            document_id,
        )
        return Original(*rows[0]) if rows else None

    def _distinct(self, column: str) -> list[str]:
        sql = f"SELECT DISTINCT {column} FROM documents d WHERE {READY} AND {column} IS NOT NULL"
        return sorted(row[0] for row in self.database.rows(sql))


def _conditions(filters: Filters) -> tuple[str, list[object]]:
    """A WHERE clause over ``documents d`` and its values."""
    clauses, values = [READY], list[object]()
    for column, wanted in (
        ("d.id", filters.document_ids),
        ("casefold(d.publisher)", tuple(p.casefold() for p in filters.publishers)),
        ("d.language", filters.languages),
    ):
        if wanted:
            clauses.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(wanted))
    for operator, day in ((">=", filters.published_from), ("<=", filters.published_to)):
        if day:
            clauses.append(f"substr(d.published, 1, 10) {operator} ?")
            values.append(day.isoformat())
    return " AND ".join(clauses), values

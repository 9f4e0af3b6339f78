"""One collection of Chroma: the only module that imports chromadb.

What every client of Chroma has to get right: telemetry off, our own embeddings (its default
function downloads a model), cosine distance, and never a look at ``collection.configuration``
(building it runs what a hostile server put there).
"""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from rag.errors import SettingsError, StoreError
from rag.store.rows import IndexRow, Vector

VERSION: str = chromadb.__version__
COLLECTION = "chunks"
FILE = "chroma.sqlite3"  # in the folder of an embedded one
BATCH = 200  # Chroma advises 50 to 250, and refuses more than 5,461


class Handle:
    """One collection of Chroma, made where absent; ``place`` is a folder or a server's URL.

    A torn folder may take the process with it (segmentation fault): see ``health``. Raises
    StoreError, and SettingsError for a URL that cannot be used.
    """

    def __init__(self, place: Path | str, name: str = COLLECTION) -> None:
        quiet = ChromaSettings(anonymized_telemetry=False)
        with _explained():
            if isinstance(place, Path):
                client = chromadb.PersistentClient(str(place), settings=quiet)
            else:
                host, port, ssl = _address(place)
                client = chromadb.HttpClient(host, port, ssl, settings=quiet)
            self._client = cast(Client, client)
            self.collection = client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )

    def count(self) -> int:
        """How many chunks it holds."""
        with _explained():
            return self.collection.count()

    def keys(self) -> set[str]:
        """Every key in it."""
        with _explained():
            return set(self.collection.get(include=[])["ids"])

    def holds(self, document_id: str) -> bool:
        """Whether a read filtered by this document finds anything."""
        with _explained():
            found = self.collection.get(where={"document_id": document_id}, limit=1, include=[])
        return bool(found["ids"])

    def query(self, vectors: Vector, limit: int) -> list[list[tuple[str, float]]]:
        """For each unit vector of float32 (n, 384): keys and cosines, best first."""
        with _explained():
            found = self.collection.query(
                query_embeddings=vectors, n_results=limit, include=["distances"]
            )
        return [
            [(identity, 1.0 - distance) for identity, distance in zip(ids, row, strict=True)]
            for ids, row in zip(found["ids"], found["distances"] or [], strict=True)
        ]

    def upsert(self, rows: Iterable[IndexRow]) -> None:
        """Put chunks in. What stands under a key already keeps its text and vector.

        They are the same, for the key is made of both (``rows.index_key``): metadata are written.
        """
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            with _explained():
                self._upsert(batch)

    def _upsert(self, batch: Sequence[IndexRow]) -> None:
        # A vector given twice is linked anew in the graph, which now and then cuts off another
        # one: 4 of 700 replays of a log of 252 upserts could not find one chunk, at any limit.
        there = set(self.collection.get(ids=[row.key for row in batch], include=[])["ids"])
        if old := [row for row in batch if row.key in there]:
            self.collection.update(
                ids=[row.key for row in old], metadatas=[_metadata(row) for row in old]
            )
        if new := [row for row in batch if row.key not in there]:
            # Not ChromaVectorStore.add: Chroma's `add` keeps the old text of a known id.
            self.collection.upsert(
                ids=[row.key for row in new],
                embeddings=np.stack([row.vector for row in new]),
                metadatas=[_metadata(row) for row in new],
                documents=[row.chunk.text for row in new],
            )

    def delete(self, keys: Sequence[str]) -> None:
        """Take chunks out; unknown keys do no harm."""
        for start in range(0, len(keys), BATCH):
            with _explained():
                self.collection.delete(ids=list(keys[start : start + BATCH]))

    def drop(self) -> None:
        """Delete the whole collection."""
        with _explained():
            self._client.delete_collection(self.collection.name)

    def close(self) -> None:
        """Let go of the folder or of the server."""
        self._client.close()


def _metadata(row: IndexRow) -> dict[str, str | int]:
    """What LlamaIndex and plain clients read back; never fewer keys, for Chroma merges them."""
    # Here, because it takes seconds to import and checking an index does not need it.
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
    from llama_index.core.vector_stores.utils import node_to_metadata_dict

    chunk, provenance = row.chunk, row.provenance
    node = TextNode(
        id_=chunk.id,
        text=chunk.text,
        metadata={
            "chunk_id": chunk.id,
            "title": provenance.title,
            "source": provenance.source,
            "publisher": provenance.publisher or "",
            "author": provenance.author or "",
            "published": provenance.published.isoformat() if provenance.published else "",
            "language": provenance.language or "",
            "headings": " > ".join(chunk.headings),
            "page": row.page or 0,
            "index": chunk.index,
            "start_char": chunk.start_char,
            "end_char": chunk.end_char,
        },
        start_char_idx=chunk.start_char,
        end_char_idx=chunk.end_char,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=chunk.document_id)},
    )
    return node_to_metadata_dict(node, remove_text=True, flat_metadata=True)


@contextmanager
def _explained() -> Iterator[None]:
    """Errors of Chroma and of the way to its server as StoreError."""
    try:
        yield
    except (ChromaError, httpx.HTTPError, ValueError, OSError) as error:
        line = " ".join(str(error).split())[:200]
        raise StoreError(
            f"The vector index cannot be used: {line}. The next start mends an embedded one; "
            "for a server, see that RAG_CHROMA_URL answers."
        ) from error


def _address(url: str) -> tuple[str, int, bool]:
    """Host, port and TLS. Chroma's server has no authentication: plain http stays at home."""
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        raise SettingsError(f"RAG_CHROMA_URL={url!r} is not http(s)://host:port.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise SettingsError(
            f"RAG_CHROMA_URL={url!r} would send documents unprotected to another machine. "
            "Use https:// (a proxy that authenticates), or a server on 127.0.0.1."
        )
    return host, parts.port or (443 if parts.scheme == "https" else 8000), parts.scheme == "https"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

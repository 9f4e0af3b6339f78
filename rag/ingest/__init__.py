"""Pipeline one: read → plan → chunk → embed → store.

A document is read and embedded while others change the store. It is then stored hidden, goes into
the vector index and is published: the version it replaces answers until that moment and never
after. What a crash leaves half done is finished when the store is opened next.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from rag.errors import NotFound
from rag.ingest.items import File, Stored, Upload
from rag.ingest.report import IngestReport, Outcome, Progress, Status, Step, Watch
from rag.ingest.run import Run
from rag.reading.load import Found, Given, Limits, Skipped, discover
from rag.reading.names import safe_source
from rag.reading.roots import Names, Roots
from rag.reading.terms import query_terms
from rag.schema import Chunk, Document, DocumentId, Receipt
from rag.store import Store
from rag.store.encoder import Encoder
from rag.store.pooled import Vector
from rag.store.stamp import current_stamp

__all__ = [
    "IngestReport", "Outcome", "Progress", "Status", "Step", "Watch",
    "gone_from", "ingest", "ingest_bytes", "reindex", "remove",
]  # fmt: skip

_PROBED_TERMS, _PROBED_PLACES = 32, 10


def ingest(
    store: Store,
    encoder: Encoder,
    paths: Sequence[str | Path],
    *,
    progress: Progress | None = None,
    prune: bool = False,
    force: bool = False,
    limits: Limits | None = None,
) -> IngestReport:
    """Bring the stored documents up to date with these files and folders.

    A file whose bytes are known is left alone (``force`` reads and stores it anew); one that
    changed replaces its old version; one that cannot be read is reported and the rest goes on.
    Text that another source holds already is stored once. ``prune`` removes documents that came
    from these folders and are no longer there. What ``progress`` raises stops the work; what is
    done by then stays. Raises StoreError, also when the disk is nearly full.
    """
    with store.changing():
        stored = store.library.sources()
        names = Roots(store.folder).name(paths, stored)
    everything = list(discover(paths, names))
    found = [entry for entry in everything if isinstance(entry, Found)]
    left = gone_from(paths, names, everything, stored) if prune else []
    gone = {source: stored[source] for source in left}
    total = len(everything) + len(gone)
    run = Run(store, encoder, progress, total, force=force, gone=gone)
    for entry in everything:
        if isinstance(entry, Skipped):
            run.report(Outcome(str(entry.path), Status.SKIPPED, reason=entry.reason))
    run.go([File(entry.path, entry.source, limits) for entry in found])
    for source, document_id in gone.items():
        with suppress(NotFound):  # somebody else was faster
            remove(store, document_id)
        reason = "it is no longer there"
        run.report(Outcome(source, Status.REMOVED, document_id, reason))
    return run.finish()


def ingest_bytes(
    store: Store,
    encoder: Encoder,
    data: bytes,
    *,
    name: str,
    source: str | None = None,
    given: Given | None = None,
    progress: Progress | None = None,
    watch: Watch | None = None,
    limits: Limits | None = None,
) -> IngestReport:
    """``ingest`` for one upload; ``source`` (else ``name``) tells which document it replaces.

    What ``watch`` raises stops the work, and nothing of the document is stored.
    """
    run = Run(store, encoder, progress, total=1, watch=watch)
    run.go([Upload(data, name, safe_source(source or name), given or Given(), limits)])
    return run.finish()


def remove(store: Store, document_id: DocumentId) -> Receipt:
    """Delete a document everywhere and prove it. Raises NotFound.

    The proof: each of its chunks is looked for by its own vector and by its own words, and
    ``Receipt.found`` counts those that still turn up.
    """
    with store.changing():
        document = store.library.document(document_id)
        chunks = store.library.chunks_of(document_id)
        vectors, keys = store.library.vectors_of(document_id), store.library.keys_of(document_id)
        store.library.retire([document_id])
        before = store.vectors.count()
        removed = store.library.forget(document_id)
        store.settle()
        removed["vectors"] = before - store.vectors.count()
        found = _still_found(store, document, chunks, np.stack(vectors), keys) if chunks else 0
        store.tidy()
    return Receipt(document_id, document.title, removed, probed=len(chunks), found=found)


def reindex(store: Store, encoder: Encoder, *, progress: Progress | None = None) -> IngestReport:
    """Cut and embed every stored text anew, and stamp the store with what did it."""
    with store.changing():  # all the while: the stamp says what made the vectors
        sources = store.library.sources()
        run = Run(store, encoder, progress, len(sources), force=True, fresh=True)
        run.go([Stored(store.library, source, identity) for source, identity in sources.items()])
        # Vectors of another length cannot stand beside the old ones.
        if any(store.library.stamp().get(k) != v for k, v in current_stamp().items()):
            store.rebuild()
            store.library.note(**current_stamp())
        return run.finish()


def gone_from(
    paths: Sequence[str | Path],
    names: Names,
    everything: Iterable[Found | Skipped],
    stored: Iterable[str],
) -> list[str]:
    """The stored sources that came from these folders and were not discovered there now."""
    folders = [names[os.path.realpath(path)] for path in paths if Path(path).is_dir()]
    prefixes = tuple(safe_source(f"{name}/x")[:-1] for name in folders)
    here = {entry.source for entry in everything if isinstance(entry, Found)}
    return [source for source in stored if source.startswith(prefixes) and source not in here]


def _still_found(
    store: Store, document: Document, chunks: Sequence[Chunk], vectors: Vector, keys: set[str]
) -> int:
    """How many of these chunks of the document bring up any of them."""
    ids = {chunk.id for chunk in chunks}
    nearest = store.vectors.query_keys(vectors, _PROBED_PLACES)
    found = 0
    for chunk, near in zip(chunks, nearest, strict=True):
        terms = query_terms(chunk.text, document.language)[:_PROBED_TERMS]
        said = store.library.search_text(terms, _PROBED_PLACES)
        found += bool(keys & {key for key, _ in near} or ids & {identity for identity, _ in said})
    return found

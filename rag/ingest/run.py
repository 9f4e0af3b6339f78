"""The pipeline itself: plan → chunk → embed → store, three groups of documents under way."""

import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from time import perf_counter

import numpy as np

from rag.errors import EmptyFile, ModelError, ReadError, StoreError
from rag.ingest.items import Item
from rag.ingest.report import IngestReport, Outcome, Progress, Status, Step, Watch
from rag.reading.chunk import chunk_document, embedding_prefix
from rag.reading.language import foreign
from rag.schema import Chunk, Document, DocumentId
from rag.store import Store
from rag.store.encoder import Encoder
from rag.store.library import Held
from rag.store.pooled import Passage, PassageVectors
from rag.store.rows import NewDocument, Original, Terms, chunk_terms, digest

# Large enough to sort by length, small enough that the last is soon stored; while the first is
# read nothing is embedded yet, so it is small.
GROUP_DOCUMENTS, GROUP_CHUNKS = 32, 96
FIRST_DOCUMENTS = 8
LOW_DISK = 200_000_000  # bytes that must stay free
CHUNK_BYTES = 20_000  # of one chunk in both stores, all its vectors and terms counted


@dataclass(frozen=True, slots=True)
class _Planned:
    """A document that has to be stored; ``held`` is the version it takes the place of."""

    item: Item
    turn: int
    document: Document
    chunks: list[Chunk]
    original: Original | None
    held: Held | None

    @property
    def in_place(self) -> bool:
        return self.held is not None and self.held.document_id == self.document.id


@dataclass(frozen=True, slots=True)
class _Embedded:
    """A planned document with its vectors, ``count`` of them newly made."""

    planned: _Planned
    new: NewDocument
    count: int


_Embedding = Future[list[_Embedded | Outcome]]
_TermsOf = dict[DocumentId, list[Terms]]


@dataclass(slots=True)
class Run:
    """One ingest, under way. ``force`` stores known documents anew; ``fresh`` reuses no vector.

    The store is held for each group's commit only: what others changed while it was embedded is
    looked at then. ``gone`` are the sources that are about to be removed: nothing is a duplicate
    of those.
    """

    store: Store
    encoder: Encoder
    progress: Progress | None
    total: int
    force: bool = False
    fresh: bool = False
    watch: Watch | None = None
    gone: Mapping[str, DocumentId] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    started: float = field(default_factory=perf_counter)
    # Texts on their way into the store, with their sources, by sha256.
    coming: dict[str, str] = field(default_factory=dict)
    duplicates: list[tuple[Item, str]] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)

    def report(self, outcome: Outcome) -> None:
        """Note the end of one file and tell whoever watches."""
        self.outcomes.append(outcome)
        if self.progress is not None:
            self.progress(Step(len(self.outcomes), self.total, outcome))

    def finish(self) -> IngestReport:
        """Leave the vector index in step with the library."""
        with self.store.changing():
            self.store.settle()
            self.store.tidy()
        return IngestReport(tuple(self.outcomes), perf_counter() - self.started)

    def go(self, items: Iterable[Item]) -> None:
        """Read, embed and store.

        While a group is embedded, its search terms are made, the last one is stored, the next read.
        """
        with ThreadPoolExecutor(2, "embed") as embedder:  # the next is ready when one is done
            try:
                before: tuple[_Embedding, _TermsOf] | None = None
                for group in self._groups(items):
                    embedding = embedder.submit(self._embed, group)
                    terms = {
                        p.document.id: chunk_terms(p.document.title, p.chunks, p.document.language)
                        for p in group
                    }
                    if before is not None:
                        self._keep(*before)
                    before = embedding, terms
                if before is not None:
                    self._keep(*before)
            except BaseException:
                self.ending.set()  # the pool waits for what it has begun
                raise
        self._settle_duplicates()

    def _groups(self, items: Iterable[Item]) -> Iterator[list[_Planned]]:
        group: list[_Planned] = []
        most = min(FIRST_DOCUMENTS, GROUP_DOCUMENTS)
        for item in items:
            planned = self._plan(item)
            if planned is None:
                continue
            group.append(planned)
            chunks = sum(len(one.chunks) for one in group)
            if len(group) >= most or chunks >= GROUP_CHUNKS:
                yield group
                group, most = [], GROUP_DOCUMENTS
        if group:
            yield group

    def _plan(self, item: Item) -> _Planned | None:
        """Read one file and decide; None when it needs no storing, which is then reported."""
        library, turn = self.store.library, self.store.turn()
        held = library.holder(source=item.source)
        try:
            if held and not self.force and item.sha256() == held.original_sha256 is not None:
                self.store.written(item.source, turn)
                self.report(Outcome(item.source, Status.UNCHANGED, held.document_id))
                return None
            document, original = item.read()
            if held and held.document_id == document.id:
                if not self.force and document == library.document(document.id):
                    self.store.written(item.source, turn)
                    self.report(Outcome(item.source, Status.UNCHANGED, held.document_id))
                    return None
            elif self._is_duplicate(document):
                self.duplicates.append((item, document.sha256))
                return None
            chunks = chunk_document(document, self.encoder.pieces)
            if not chunks:
                raise EmptyFile(f"{item.source}: there is no sentence in it that could be cited")
        except ReadError as error:
            self.report(Outcome(item.source, Status.FAILED, reason=str(error)))
            return None
        except OSError as error:
            reason = f"{item.source}: {(error.strerror or 'it cannot be read').lower()}"
            self.report(Outcome(item.source, Status.FAILED, reason=reason))
            return None
        self.coming[document.sha256] = document.source
        return _Planned(item, turn, document, chunks, original, held)

    def _is_duplicate(self, document: Document) -> bool:
        holder = self.store.library.holder(sha256=document.sha256)
        sources = {self.coming.get(document.sha256), holder and holder.source}
        return bool(sources - {None, document.source} - self.gone.keys())

    def _settle_duplicates(self) -> None:
        """Report texts that are held under another source; store those that no longer are."""
        duplicates, self.duplicates = self.duplicates, []
        again = []
        for item, sha256 in duplicates:
            with self.store.changing():
                holder = self.store.library.holder(sha256=sha256)
                if holder is None or holder.source in self.gone:
                    again.append(item)
                    continue
                same = PurePosixPath(holder.source).name == PurePosixPath(item.source).name
                reason = f"{'it' if same else 'the same text'} is stored as {holder.source}"
                held = self.store.library.holder(source=item.source)
                if held and held.document_id != holder.document_id:
                    self.store.library.forget(held.document_id)
                    reason += "; the earlier text of this one was removed"
            self.report(Outcome(item.source, Status.DUPLICATE, holder.document_id, reason))
        if again:
            self.coming.clear()
            self.go(again)

    def _embed(self, group: Sequence[_Planned]) -> list[_Embedded | Outcome]:
        try:
            return self._embedded(group)
        except ModelError as error:
            if len(group) == 1:
                return [Outcome(group[0].document.source, Status.FAILED, reason=str(error))]
            return [result for planned in group for result in self._embed([planned])]

    def _embedded(self, group: Sequence[_Planned]) -> list[_Embedded | Outcome]:
        keys = [[digest(p.document.title, c, p.document.language) for c in p.chunks] for p in group]
        flat = list(dict.fromkeys(key for some in keys for key in some))
        known = {} if self.fresh else self.store.library.made(flat)
        passages = {
            key: passage_of(planned.document.title, chunk, planned.document.language)
            for planned, some in zip(group, keys, strict=True)
            for key, chunk in zip(some, planned.chunks, strict=True)
            if key not in known
        }
        made = dict(zip(passages, self._encoded([*passages.values()], len(flat)), strict=True))
        found = {key: PassageVectors(*vectors) for key, vectors in known.items()} | made
        return [
            _Embedded(
                planned,
                NewDocument(
                    planned.document,
                    planned.chunks,
                    np.stack([found[key].vector for key in some]),
                    [found[key].span_vectors for key in some],
                    planned.original,
                    planned.held.document_id if planned.held else None,
                ),
                sum(key in made for key in some),
            )
            for planned, some in zip(group, keys, strict=True)
        ]

    def _encoded(self, passages: Sequence[Passage], total: int) -> list[PassageVectors]:
        """Batch by batch: other work gets its turn between them, and this may be called off."""
        made: list[PassageVectors] = []
        for start in range(0, len(passages), GROUP_CHUNKS):
            if self.ending.is_set():
                raise CancelledError
            if self.watch is not None:
                self.watch(total - len(passages) + start, total)
            made += self.encoder.encode_chunks(passages[start : start + GROUP_CHUNKS])
        if self.watch is not None:
            self.watch(total, total)
        return made

    def _keep(self, embedding: _Embedding, terms: _TermsOf) -> None:
        """Store a group and make it visible; what it replaces disappears in the same step."""
        embedded = embedding.result()
        with self.store.changing():
            results = [self._now(r) if isinstance(r, _Embedded) else r for r in embedded]
            self._store([r for r in results if isinstance(r, _Embedded)], terms)
        for result in results:
            if result is not None:
                self.report(result if isinstance(result, Outcome) else _outcome(result))

    def _now(self, done: _Embedded) -> _Embedded | Outcome | None:
        """What becomes of it as the library is now; None for a duplicate, reported later."""
        planned, library = done.planned, self.store.library
        document = planned.document
        held = library.holder(source=document.source)
        known = held.document_id if held else None
        if self.store.overtaken(document.source, planned.turn):
            reason = "a later version of it was stored meanwhile"
            return Outcome(document.source, Status.SKIPPED, known, reason)
        if known == document.id:
            if held != planned.held and document == library.document(document.id):
                return Outcome(document.source, Status.UNCHANGED, known)
        elif self._is_duplicate(document):
            self.duplicates.append((planned.item, document.sha256))
            return None
        return replace(
            done, planned=replace(planned, held=held), new=replace(done.new, replaces=known)
        )

    def _store(self, embedded: Sequence[_Embedded], terms: _TermsOf) -> None:
        library = self.store.library
        self._check_space(sum(len(e.new.chunks) for e in embedded), embedded)
        added: list[NewDocument] = []
        rewritten: list[NewDocument] = []
        for e in embedded:
            new = replace(e.new, terms=terms[e.new.document.id])
            if e.planned.in_place:
                rewritten.append(replace(new, replaces=None))
            else:
                added.append(new)
        library.add(added)
        library.rewrite(rewritten)
        self.store.settle()
        library.publish(new.document.id for new in added)
        for new in added:
            if new.replaces:
                library.forget(new.replaces)
        for e in embedded:
            self.store.written(e.planned.item.source, e.planned.turn)

    def _check_space(self, chunks: int, embedded: Sequence[_Embedded]) -> None:
        growth = chunks * CHUNK_BYTES
        growth += sum(len(e.new.original.data) for e in embedded if e.new.original)
        free = shutil.disk_usage(self.store.folder).free
        if free < max(LOW_DISK, 2 * growth):
            raise StoreError(
                f"The disk of {self.store.folder} has only {free / 1e6:.0f} MB free; storing more "
                "could damage what is there. Free some space, then ingest again."
            )


def passage_of(title: str, chunk: Chunk, language: str | None = None) -> Passage:
    """What is embedded of a chunk of the document with this title, in this language."""
    base = chunk.start_char
    spans = tuple((s.start_char - base, s.end_char - base) for s in chunk.sentences)
    prefix = embedding_prefix(title, chunk.headings)
    return Passage(prefix, chunk.text, spans, foreign(chunk.text, language))


def _outcome(done: _Embedded) -> Outcome:
    document = done.new.document
    status = Status.REPLACED if done.planned.held else Status.ADDED
    return Outcome(
        document.source,
        status,
        document.id,
        chunks=len(done.new.chunks),
        embedded=done.count,
        left_out=len(document.metadata.get("cut", ())),
    )

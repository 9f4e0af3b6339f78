"""A process to be killed: it opens a data directory, checks all of it, then writes until it dies.

``python -m tests.crash`` imports once and forks a writer for each line on its stdin
(``{"folder", "seed", "real_check"}``). What the writer is about to do and what it has done goes,
synced, into ``log.jsonl``: the next writer compares the store with that. Imported, this module
offers the embedder that costs nothing.
"""

import hashlib
import json
import os
import random
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.ingest import ingest, ingest_bytes, remove
from rag.reading.chunk import chunk_document
from rag.settings import Settings
from rag.store import Store, health, open_store
from rag.store.library import Library
from rag.store.pooled import Passage, PassageVectors

State = dict[str, int | None]  # version by source; None: deleted


class FakeEncoder:
    """Unit vectors that depend on the text alone."""

    name, dimension, max_pieces = "fake", 384, 256

    def pieces(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        raw = np.stack(
            [np.frombuffer(hashlib.shake_128(t.encode()).digest(384), np.int8) for t in texts]
        )
        unit = raw.astype(np.float32) + 0.5
        return unit / np.linalg.norm(unit, axis=1, keepdims=True)

    def encode_chunks(self, passages: Sequence[Passage]) -> list[PassageVectors]:
        if not passages:
            return []
        vectors = self.encode([p.prefix + p.text for p in passages])
        return [
            PassageVectors(v, np.tile(v, (len(p.spans), 1)))
            for v, p in zip(vectors, passages, strict=True)
        ]


def text_of(source: str, version: int) -> str:
    """The text of a version: 2 to 150 chunks, a third of them as in the version before."""
    chance = random.Random(source)
    sections = []
    for i in range(chance.choice((2, 5, 40, 150))):
        changed = version if (i + version) % 3 else version - 1
        words = " ".join(f"w{chance.randrange(3000)}" for _ in range(60))
        sections.append(f"## Part {i}\n\n{marker(source, changed)} part {i} says {words}.")
    return f"# {source}\n\n{marker(source, version)} heads it.\n\n" + "\n\n".join(sections)


def marker(source: str, version: int) -> str:
    return f"mark{source.removesuffix('.txt')}v{version}"


class Log:
    """What was begun and what was done, on the disk before anything goes on."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, kind: str, state: State) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps([kind, state]) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def allowed(self) -> dict[str, set[int | None]]:
        """For each source, the versions that may be stored: the last done, or the one begun."""
        done: State = {}
        begun: State = {}
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        for line in lines:
            kind, state = json.loads(line)
            if kind == "done":
                done.update(state)
                begun = {}
            else:
                begun = state
        sources = done.keys() | begun.keys()
        return {s: {done.get(s)} | ({begun[s]} if s in begun else set()) for s in sources}


def verify(store: Store, log: Log) -> dict[str, int]:
    """Compare everything stored with the log. Raises AssertionError."""
    library, encoder = store.library, FakeEncoder()
    assert library.unfinished() == {} and library.stale() == []
    assert store.vectors.keys() == library.indexed_keys()
    state: State = {}
    chunks = 0
    stored = library.sources()
    allowed = log.allowed()
    assert stored.keys() <= allowed.keys()
    for source, versions in allowed.items():
        document = library.document(stored[source]) if source in stored else None
        texts = {None if v is None else text_of(source, v): v for v in versions}
        found = document and document.text.rstrip("\n")
        assert found in texts, f"{source}: none of the versions {versions}"
        state[source] = texts[found]
        for version in range(12):
            if version not in (state[source], (state[source] or 0) - 1):
                assert not library.search_text([marker(source, version)], 1), f"{source} v{version}"
        if document is None:
            continue
        mine = library.chunks_of(document.id)
        assert mine == chunk_document(document, encoder.pieces)
        rows = library.indexed(sorted(library.keys_of(document.id)))
        assert [row.chunk for row in sorted(rows, key=lambda row: row.chunk.index)] == mine
        nearest = store.vectors.query_keys(np.stack([row.vector for row in rows]), 10)
        for row, near in zip(rows, nearest, strict=True):
            same = [key for key, c in near if c > 0.999]
            assert row.key in same, f"{row.chunk.id} is lost: {len(same)} alike, best {near[:1]}"
        assert library.search_text([marker(source, state[source] or 0)], 1)
        chunks += len(mine)
    log.write("done", state)
    return {"documents": len(stored), "chunks": chunks}


def write(store: Store, log: Log, scratch: Path, seed: int) -> None:
    """Add, replace, delete and rebuild for ever."""
    chance, encoder = random.Random(seed), FakeEncoder()
    state: State = {source: max(v or 0 for v in vs) for source, vs in log.allowed().items()}
    while True:
        sources = [f"d{chance.randrange(30)}.txt" for _ in range(chance.choice((1, 1, 8)))]
        what = chance.random()
        if what < 0.05:
            store.rebuild()
        elif what < 0.25 and (stored := store.library.sources()).keys() & set(sources):
            source = min(stored.keys() & set(sources))
            log.write("begin", {source: None})
            assert remove(store, stored[source]).found == 0
            log.write("done", {source: None})
        elif len(sources) == 1:
            new = {sources[0]: state.get(sources[0], 0) + 1}
            log.write("begin", new)
            data = text_of(sources[0], new[sources[0]]).encode()
            ingest_bytes(store, encoder, data, name=sources[0])  # type: ignore[arg-type]
            log.write("done", new)
            state |= new
        else:
            new = {source: state.get(source, 0) + 1 for source in dict.fromkeys(sources)}
            for source, version in new.items():
                (scratch / source).write_text(text_of(source, version))
            log.write("begin", new)
            ingest(store, encoder, [scratch / source for source in new])  # type: ignore[arg-type]
            log.write("done", new)
            state |= new


def forked_check(folder: Path, library: Path) -> str | None:
    """``health.check`` in a fork of this process instead of a new one: spares the imports."""
    if not (child := os.fork()):
        with Library(library) as opened:
            os._exit(1 if health.problem(folder, opened) else 0)
    _, status = os.waitpid(child, 0)
    return f"status {status}" if status else None


def run(folder: Path, seed: int, real_check: bool) -> None:
    """Open, verify, say so on stdout, write."""
    if not real_check:
        health.check = forked_check
    log, scratch = Log(folder / "log.jsonl"), folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    with open_store(Settings(_env_file=None, data_dir=folder / "data")) as store:
        found = {**verify(store, log), "rebuilt": store.vectors.rebuilt}
        print(json.dumps(found), flush=True)
        write(store, log, scratch, seed)


def main() -> None:
    """Fork a writer for each line; print its pid, then what it prints, then how it ended."""
    from llama_index.core.schema import TextNode  # noqa: F401 -- imported once, before forking

    import rag.store.vectors  # noqa: F401

    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            try:
                run(Path(order["folder"]), order["seed"], order["real_check"])
            except BaseException as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                print("FAILED", type(error).__name__, where.name, error, flush=True)
            os._exit(1)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print("ended", status, flush=True)


if __name__ == "__main__":
    main()

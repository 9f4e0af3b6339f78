"""Real SIGKILLs of a real writer, then a fresh process compares everything with its log."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from rag.ingest import ingest_bytes
from rag.settings import Settings
from rag.store import Store, open_store
from tests.crash import FakeEncoder

ROOT = Path(__file__).parent.parent


class Writers:
    """Starts writers (see ``tests.crash``) and kills them."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash"],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def start(self, folder: Path, seed: int, *, real_check: bool) -> int:
        assert self.process.stdin
        order = {"folder": str(folder), "seed": seed, "real_check": real_check}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.line())

    def kill(self, pid: int) -> list[str]:
        """Kill a writer; what it had said before."""
        with suppress(ProcessLookupError):  # it gave up by itself, and said why
            os.kill(pid, signal.SIGKILL)
        said = []
        while not (line := self.line()).startswith("ended"):
            said.append(line)
        return said

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    writers = Writers()
    yield writers
    writers.close()


def rounds(
    writers: Writers, folder: Path, seed: int, kills: int, *, span: float, real_check: bool
) -> list[dict[str, object]]:
    """Kill that many writers of one folder at seeded moments; what each found at its start.

    A writer is killed within ``span`` seconds of being ready, every fourth while it opens.
    """
    chance = random.Random(seed)
    found = []
    for i in range(kills + 1):
        pid = writers.start(folder, seed * 1000 + i, real_check=real_check)
        if i < kills and chance.random() < 0.25:  # while it opens, checks, mends
            time.sleep(chance.random() * 1.0)
            said = writers.kill(pid)
        else:
            said = [writers.line()]
            time.sleep(chance.random() * span if i < kills else 0)
            said += writers.kill(pid)
        for line in said:
            assert line.startswith("{"), f"kill {i} of seed {seed}: {line}"
            found.append(json.loads(line))
    assert found[-1]["documents"], "the writers stored nothing: the test shows nothing"
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_kills_lose_nothing(writers: Writers, tmp_path: Path, seed: int) -> None:
    rounds(writers, tmp_path, seed, 10, span=1.0, real_check=False)


@pytest.mark.slow
def test_sixty_kills(writers: Writers, tmp_path: Path) -> None:
    started = time.monotonic()
    found = [
        line
        for seed in range(10, 16)
        for line in rounds(writers, tmp_path / str(seed), seed, 10, span=4.0, real_check=True)
    ]
    reasons = [line["rebuilt"] for line in found if line["rebuilt"] not in (None, "new")]
    print(
        f"\n60 kills in {time.monotonic() - started:.0f} s: {len(found)} openings verified, "
        f"{len(reasons)} rebuilt by themselves {sorted(map(str, set(reasons)))}, "
        f"{max(int(str(line['chunks'])) for line in found)} chunks at most, nothing lost"
    )


def big_text(name: str, parts: int, version: int) -> bytes:
    """One chunk for each part; a version changes a tenth of them, each time another one."""
    lines = []
    for i in range(parts):
        edition = max((v for v in range(version + 1) if v % 10 == i % 10), default=0)
        lines.append(f"## Part {i}\n\nIn {name} part {i} holds word{i}x{edition}.")
    return "\n\n".join(lines).encode()


def unreachable(store: Store) -> int:
    rows = [row for rows in store.library.all_indexed() for row in rows]
    lost = 0
    for start in range(0, len(rows), 200):
        some = rows[start : start + 200]
        nearest = store.vectors.query_keys(np.stack([row.vector for row in some]), 10)
        lost += sum(
            row.key not in {key for key, _ in near} for row, near in zip(some, nearest, strict=True)
        )
    return lost


@pytest.mark.parametrize(
    ("documents", "parts", "rounds_"),
    [(2, 150, 4), pytest.param(4, 500, 10, marks=pytest.mark.slow)],
)
def test_ingests_with_a_tenth_changed_leave_no_chunk_unreachable(
    settings: Settings, documents: int, parts: int, rounds_: int
) -> None:
    encoder = FakeEncoder()
    with open_store(settings) as store:
        place = store.vectors.place
        for version in range(rounds_ + 1):
            for document in range(documents):
                name = f"{document}.txt"
                data = big_text(name, parts, version)
                report = ingest_bytes(store, encoder, data, name=name)  # type: ignore[arg-type]
                assert report.chunks == parts
                assert report.embedded == (parts // 10 if version else parts)
        assert store.library.count_chunks() == store.vectors.count() == documents * parts
        assert store.vectors.keys() == store.library.indexed_keys()
        assert unreachable(store) == 0
        assert rounds_ > 4 or store.vectors.place == place, "so few deletions need no rebuild"


@pytest.mark.slow
def test_one_document_of_twenty_thousand_chunks_goes_in(settings: Settings) -> None:
    with open_store(settings) as store:
        report = ingest_bytes(
            store,
            FakeEncoder(),
            big_text("big", 20_000, 0),
            name="big.txt",  # type: ignore[arg-type]
        )
        assert report.counts == {"added": 1} and report.chunks == 20_000
        assert store.vectors.count() == store.library.count_chunks() == 20_000
        found = store.library.search_text(["word19999x0"], 5)
        assert len(found) == 1

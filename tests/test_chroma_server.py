"""A Chroma server of its own (``RAG_CHROMA_URL``): used, killed, started again, emptied."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rag.engine import Engine
from rag.errors import StoreError
from rag.settings import Settings
from rag.store import Store, open_store
from rag.store.encoder import Encoder
from tests.serving import BEES, HARBOUR, LIBRARY, QUESTION

LATER = HARBOUR.replace("3 May 2024", "9 June 2025")


class Server:
    """``chroma run`` on a free port of 127.0.0.1; stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        chroma = Path(sys.executable).with_name("chroma")
        self.process = subprocess.Popen(
            [chroma, "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            assert self.process.poll() is None, "chroma run ended"
            try:
                if httpx.get(f"{self.url}/api/v2/heartbeat", trust_env=False).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("chroma run does not answer")

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "chroma")
    found.start()
    yield found
    found.kill()


@pytest.fixture
def settings(tmp_path: Path, server: Server) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path / "data", chroma_url=server.url)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "harbour.md").write_text(HARBOUR)
    (folder / "library.md").write_text(LIBRARY)
    return folder


def agrees(store: Store) -> bool:
    """Whether the server holds each chunk once, and nothing else."""
    held = store.vectors.keys()
    return held == store.library.indexed_keys() and store.vectors.count() == len(held)


def test_a_library_on_a_server_is_filled_asked_edited_and_emptied(
    settings: Settings, docs: Path, encoder: Encoder
) -> None:
    with Engine(settings, open_store(settings), encoder) as engine:
        assert engine.ingest([docs]).counts == {"added": 2}
        assert agrees(engine.store) and engine.store.vectors.place == settings.chroma_url
        assert "3 May 2024" in engine.answer(QUESTION).text
        assert engine.search(QUESTION)[0].dense_rank  # the server was asked
        (docs / "harbour.md").write_text(LATER)
        assert engine.ingest([docs]).counts == {"replaced": 1, "unchanged": 1}
        assert agrees(engine.store) and "9 June 2025" in engine.answer(QUESTION).text
        receipt = engine.remove(engine.library.sources()["docs/harbour.md"])
        assert receipt.found == 0 and receipt.removed["vectors"] > 0
        assert agrees(engine.store) and engine.answer(QUESTION).abstained
    with open_store(settings) as store:
        assert store.vectors.rebuilt is None and agrees(store)


def test_a_killed_server_is_one_line_and_nothing_is_lost_or_doubled(
    settings: Settings, server: Server, docs: Path, encoder: Encoder
) -> None:
    with Engine(settings, open_store(settings), encoder) as engine:
        engine.ingest([docs])
        server.kill()
        (docs / "bees.md").write_text(BEES)
        (docs / "harbour.md").write_text(LATER)
        for call in (lambda: engine.answer(QUESTION), lambda: engine.ingest([docs])):
            with pytest.raises(StoreError, match="RAG_CHROMA_URL") as refusal:
                call()
            assert "\n" not in str(refusal.value)
        assert engine.library.sources().keys() == {"docs/harbour.md", "docs/library.md"}
        server.start()
        assert "3 May 2024" in engine.answer(QUESTION).text  # what was stored before
        done = engine.ingest([docs]).counts
        assert done == {"added": 1, "replaced": 1, "unchanged": 1}
        assert agrees(engine.store) and "9 June 2025" in engine.answer(QUESTION).text
        assert len(engine.store.vectors.keys()) == engine.library.count_chunks()


def test_what_was_under_way_when_the_server_went_is_finished_at_the_next_start(
    settings: Settings, server: Server, docs: Path, encoder: Encoder
) -> None:
    with Engine(settings, open_store(settings), encoder) as engine:
        engine.ingest([docs])
        server.kill()
        (docs / "bees.md").write_text(BEES)
        with pytest.raises(StoreError):
            engine.ingest([docs])
    with pytest.raises(StoreError, match="RAG_CHROMA_URL"):
        open_store(settings)
    server.start()
    with Engine(settings, open_store(settings), encoder) as engine:
        assert "docs/bees.md" in engine.library.sources() and agrees(engine.store)
        assert engine.ingest([docs]).counts == {"unchanged": 3}
        assert "310 hives" in engine.search("How many hives are on the roofs?")[0].chunk.text


def test_an_emptied_server_is_filled_from_the_library(
    settings: Settings, server: Server, docs: Path, encoder: Encoder
) -> None:
    with Engine(settings, open_store(settings), encoder) as engine:
        engine.ingest([docs])
    server.kill()
    shutil.rmtree(server.folder)
    server.start()
    with Engine(settings, open_store(settings), encoder) as engine:
        assert engine.store.vectors.rebuilt and agrees(engine.store)
        assert "3 May 2024" in engine.answer(QUESTION).text

"""A real engine over three small documents, and a real server on a free port."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.engine import Engine
from rag.settings import Settings
from rag.store import open_store
from rag.store.encoder import Encoder

HARBOUR = """# Harbour trial

Published by the Port Office.

The harbour trial opened on 3 May 2024 and ran for eleven weeks. Forty-two vessels took part.
The Port Office measured a fall in emissions of 18 percent while the trial ran.

## Costs

The trial cost 2.4 million euros. Half of that was paid by the shipping companies.
"""
LIBRARY = """# Night library

The night library on Elm Street opens at eight in the evening. Readers may borrow six books at
once and keep them for four weeks. Dr. Ines Vogt has led the library since 2019.
"""
BEES = """# City bees

Beekeepers counted 310 hives on the roofs of the city in 2023. A hive gave 14 kilograms of honey
on average. 🐝 The oldest hive stands on the roof of the opera.
"""
TEXTS = {"harbour.md": HARBOUR, "library.md": LIBRARY, "bees.md": BEES}
QUESTION = "When did the harbour trial open?"
UNANSWERABLE = "Who won the chess championship in Reykjavik?"


@contextmanager
def opened(
    folder: Path,
    encoder: Encoder,
    *,
    fill: bool = True,
    texts: Mapping[str, str] = TEXTS,
    **changed: object,
) -> Iterator[Engine]:
    """An engine over a folder; with the texts, by name, in it where it is empty."""
    settings = Settings(_env_file=None, data_dir=folder, **changed)  # type: ignore[arg-type]
    with Engine(settings, open_store(settings), encoder) as engine:
        if fill and not engine.library.count():
            for name, text in texts.items():
                engine.add(text.encode(), name=name)
        yield engine


def client(app: FastAPI, key: str | None = None, **options: object) -> TestClient:
    """A client in process, from the address that the server thinks it has."""
    found = TestClient(app, base_url="http://127.0.0.1", **options)  # type: ignore[arg-type]
    if key:
        found.headers["Authorization"] = f"Bearer {key}"
    return found


@contextmanager
def live(app: FastAPI) -> Iterator[str]:
    """The address of a real server on loopback, for clients that we did not write."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def free_port() -> int:
    """A port that is free now, for a process that is told its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

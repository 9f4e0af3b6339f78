"""What many tests stand on: the real embedder, loaded once; settings over a temporary folder."""

import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from rag.settings import Settings
from rag.store.encoder import Encoder

# Importing all that is tested makes a million objects that stay; to look at them again and again
# took a fifth of the time of each worker's start.
gc.disable()  # until all is collected
# Files that take longest, first: where two work side by side, what begins last ends last.
_LONGEST = (
    "test_engine", "test_durability", "test_evals_sabotage", "test_api_fuzz", "test_cli", "test_ask",
    "test_reading", "test_verify", "test_load", "test_retold", "test_library", "test_docs",
    "test_access", "test_mcp", "test_jobs", "test_api", "test_chroma_server", "test_model_faults",
)  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda i: _LONGEST.index(i.path.stem) if i.path.stem in _LONGEST else 99)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


@cache
def _shared(embedder: Path | None, threads: int) -> Encoder:
    return Encoder(Settings(_env_file=None, embedder_path=embedder, threads=threads))


@pytest.fixture(scope="session", autouse=True)
def loaded_once() -> Iterator[None]:
    """Eighty engines are built by one worker; the weights that all of them read are the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.engine.Encoder", lambda s: _shared(s.embedder_path, s.threads))
        yield


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    settings = Settings(_env_file=None)
    return _shared(settings.embedder_path, settings.threads)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path / "data")

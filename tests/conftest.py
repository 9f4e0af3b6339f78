"""What many tests stand on: the real embedder, loaded once; settings over a temporary folder."""

from pathlib import Path

import pytest

from rag.settings import Settings
from rag.store.encoder import Encoder

# Files that take longest, first: where two work side by side, what begins last ends last.
_LONGEST = (
    "test_engine", "test_durability", "test_api_fuzz", "test_evals_sabotage", "test_mcp", "test_cli",
    "test_access", "test_ask", "test_retold", "test_docs", "test_verify", "test_load",
)  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda i: _LONGEST.index(i.path.stem) if i.path.stem in _LONGEST else 99)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder(Settings(_env_file=None))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path / "data")

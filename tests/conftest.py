"""What many tests stand on: the real embedder, loaded once; settings over a temporary folder."""

from pathlib import Path

import pytest

from rag.settings import Settings
from rag.store.encoder import Encoder

# Files that take longest, first: where two work side by side, what begins last ends last.
_LONGEST = (
    "browser", "test_engine", "test_durability", "test_api_fuzz", "test_evals_sabotage", "test_mcp", "test_cli",
    "test_access", "test_ask", "test_retold", "test_docs", "test_verify", "test_load",
)  # fmt: skip


def pytest_itemcollected(item: pytest.Item) -> None:
    """The tests of a file run in one process, and all browser tests, which share a server, in one."""
    folder = item.path.parent.name
    item.add_marker(pytest.mark.xdist_group(folder if folder == "browser" else item.path.stem))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        names = (item.path.parent.name, item.path.stem)
        return min((_LONGEST.index(name) for name in names if name in _LONGEST), default=99)

    items.sort(key=place)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder(Settings(_env_file=None))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path / "data")

"""What many tests stand on: the real embedder, loaded once; settings over a temporary folder."""

from pathlib import Path

import pytest

from rag.settings import Settings
from rag.store.encoder import Encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder(Settings(_env_file=None))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path / "data")

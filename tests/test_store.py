"""Opening a data directory: one owner, one clear line for everybody else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import StoreError, StoreLocked, StoreMismatch
from rag.settings import Settings
from rag.store import is_stale, open_store, owner
from tests.test_library import make

OPEN = """
import sys
from pathlib import Path
from rag.errors import RagError
from rag.settings import Settings
from rag.store import open_store
try:
    open_store(Settings(_env_file=None, data_dir=Path(sys.argv[1]))).close()
except RagError as error:
    sys.exit(str(error))
"""


def second_process(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-c", OPEN, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def test_a_second_process_gets_one_clear_line_and_harms_nothing(settings: Settings) -> None:
    with open_store(settings) as store:
        store.library.add([make("a", "One.")])
        store.announce("http://127.0.0.1:8765")
        refused = second_process(settings.data_dir)  # within a minute: it does not wait its turn
        assert refused.returncode == 1 and refused.stdout == ""
        (line,) = refused.stderr.splitlines()
        assert str(os.getpid()) in line and "http://127.0.0.1:8765" in line
        store.finish()
        assert store.library.count() == store.vectors.count() == 1
    assert second_process(settings.data_dir).returncode == 0


def test_a_second_opening_in_the_same_process_is_refused(settings: Settings) -> None:
    with open_store(settings):
        with pytest.raises(StoreLocked, match=f"process {os.getpid()}. Wait"):
            open_store(settings)
        assert owner(settings.data_dir) is not None
    open_store(settings).close()


def test_the_owner_is_known_without_opening_anything(settings: Settings) -> None:
    assert owner(settings.data_dir) is None and not settings.data_dir.exists()
    with open_store(settings) as store:
        found = owner(settings.data_dir)
        assert found and found.pid == os.getpid() and found.url is None
        store.announce("http://127.0.0.1:1")
        found = owner(settings.data_dir)
        assert found and found.url == "http://127.0.0.1:1"
        (settings.data_dir / "owner.json").write_text("{")
        assert owner(settings.data_dir) is not None
    assert owner(settings.data_dir) is None
    # What a killed process leaves behind is not an owner.
    (settings.data_dir / "owner.json").write_text('{"pid": 1, "url": "http://x"}')
    assert owner(settings.data_dir) is None


def test_asking_for_the_owner_imports_nothing_heavy() -> None:
    heavy = "{'chromadb', 'llama_index', 'onnx', 'onnxruntime'}"
    code = f"import sys, rag.store; sys.exit(len({heavy} & {{*sys.modules}}))"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, cwd=Path(__file__).parent.parent).returncode == 0


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="RAG_DATA_DIR"):
        open_store(Settings(_env_file=None, data_dir=tmp_path / "file" / "data"))


def test_a_folder_that_is_not_there_is_not_stale_and_not_made(settings: Settings) -> None:
    assert not is_stale(settings) and not settings.data_dir.exists()


def test_another_embedder_explains_itself_and_can_be_opened_to_reindex(settings: Settings) -> None:
    with open_store(settings) as store:
        store.library.note(embedder="another")
    assert not is_stale(settings)
    with open_store(settings):
        pass  # nothing is stored yet: nothing to mix
    with open_store(settings) as store:
        store.library.add([make("a", "One.")])
        store.finish()
        store.library.note(embedder="another")
    assert is_stale(settings)
    with pytest.raises(StoreMismatch, match=r"'another'.*rag reindex"):
        open_store(settings)
    assert owner(settings.data_dir) is None
    with open_store(settings, check=False) as store:
        assert store.library.count() == 1


def test_a_copy_of_the_folder_opens_elsewhere(settings: Settings, tmp_path: Path) -> None:
    with open_store(settings) as store:
        store.library.add([make("a", "One.")])
        store.finish()
    settings.data_dir.rename(tmp_path / "a new place")
    with open_store(Settings(_env_file=None, data_dir=tmp_path / "a new place")) as store:
        assert store.vectors.keys() == store.library.indexed_keys() != set()


def test_a_clean_stop_needs_no_check_and_closing_twice_is_no_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(settings) as store:
        store.library.add([make("a", "One.")])
        store.finish()
    store.close()
    monkeypatch.setattr("rag.store.health.check", lambda *_: pytest.fail("was checked"))
    with open_store(settings) as store:
        assert store.vectors.rebuilt is None

"""The command as people run it: exit codes, JSON, one line for every error.

Most of it runs in this process (a start costs seconds of imports); what is about processes
runs in real ones.
"""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.cli import main
from rag.settings import Settings
from rag.store import open_store

ROOT = Path(__file__).parent.parent
TRADE = "What was the value of trade between China and Israel in 2023?"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def rag(data: Path, *words: str, env: dict[str, str] | None = None) -> Done:
    """Run the command in this process, in the folder that ``data`` lies in."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in [n for n in os.environ if n.startswith(("RAG_", "OPENAI_"))]:
            patch.delenv(name)
        for name, value in {"RAG_DATA_DIR": str(data), **(env or {})}.items():
            patch.setenv(name, value)
        patch.chdir(data.parent)
        patch.setattr(sys, "argv", ["rag", *words])
        try:
            main()
        except SystemExit as end:
            code = end.code
    return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def environment(data: Path) -> dict[str, str]:
    """What a real process of ours is given."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RAG_", "OPENAI_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "RAG_DATA_DIR": str(data)}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a path with spaces")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    done = rag(folder / "data", "ingest", "corpus", "--json")
    assert done.returncode == 0, done.stderr
    return folder / "data"


def test_ask_answers_with_sources(data: Path) -> None:
    done = rag(data, "ask", TRADE)
    assert done.returncode == 0, done.stderr
    assert "23.38 billion" in done.stdout and "ANBOUND" in done.stdout and "[1]" in done.stdout


def test_a_question_needs_no_quotation_marks(data: Path) -> None:
    done = rag(data, "ask", *TRADE.removesuffix("?").split())
    assert done.returncode == 0 and "23.38 billion" in done.stdout


def test_ask_as_json_is_the_wire_shape(data: Path) -> None:
    told = json.loads(rag(data, "ask", TRADE, "--json").stdout)
    [citation] = [c for c in told["citations"] if c["marker"] == 1]
    document = json.loads(rag(data, "docs", "show", citation["document_id"], "--json").stdout)
    start, end = citation["start_char_index"], citation["end_char_index"]
    assert document["text"][start:end] == citation["cited_text"]


def test_abstaining_has_its_own_exit_code(data: Path) -> None:
    done = rag(data, "ask", "Who won the chess world championship in 1972?")
    assert done.returncode == 3
    assert "do not answer" in done.stdout and "Nearest passages" in done.stdout


def test_ingesting_again_changes_nothing_and_says_so(data: Path) -> None:
    done = rag(data, "ingest", "corpus")
    assert done.returncode == 0 and "3 unchanged" in done.stdout and "0 chunks" in done.stdout


def test_a_file_that_fails_is_an_exit_code_and_the_others_are_added(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "b.md").write_text("The ferry Zephyr carries 214 passengers.\n")
    (tmp_path / "docs" / "c.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "docs" / ".d.md").write_text("The ferry Ariel carries 12 passengers.\n")
    (tmp_path / "a.pptx").write_bytes(b"PK\x03\x04")
    done = rag(tmp_path / "data", "ingest", "docs")
    assert done.returncode == 0 and "2 skipped, 1 added" in done.stdout  # skipped in a folder
    assert "a hidden file or folder" in done.stderr.replace("\n", " ")
    (tmp_path / "docs" / "e.md").write_text("The ferry Miranda carries 88 passengers.\n")
    done = rag(tmp_path / "data", "ingest", "a.pptx", "docs/e.md")
    assert done.returncode == 1 and "1 added" in done.stdout and "a.pptx" in done.stderr
    done = rag(tmp_path / "data", "ingest", "docs/b.md", "nowhere.md", "--json")
    assert done.returncode == 1
    assert {i["outcome"] for i in json.loads(done.stdout)["items"]} == {"duplicate", "skipped"}


def test_what_another_version_stored_is_indexed_anew_where_asked(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert rag(folder, "reindex", "--if-stale").returncode == 0 and not folder.exists()
    (tmp_path / "note.md").write_text("The ferry Zephyr carries 214 passengers.\n")
    rag(folder, "ingest", str(tmp_path / "note.md"))
    done = rag(folder, "reindex", "--if-stale")
    assert done.returncode == 0 and done.stdout + done.stderr == ""
    with open_store(Settings(_env_file=None, data_dir=folder)) as store:
        store.library.note(terms="terms-0")
    done = rag(folder, "ask", "How many passengers does the Zephyr carry?")
    assert done.returncode == 1 and "rag reindex" in done.stderr.replace("\n", " ")
    done = rag(folder, "reindex", "--if-stale")
    assert done.returncode == 0 and "Indexed anew: documents 1, chunks 1." in done.stderr
    assert "214" in rag(folder, "docs", "list").stdout + rag(folder, "search", "Zephyr").stdout


def test_remove_prints_a_receipt(data: Path, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# Note\n\nThe ferry Zephyr carries 214 passengers.\n")
    assert rag(data, "ingest", str(tmp_path / "note.md")).returncode == 0
    listed = json.loads(rag(data, "docs", "list", "--json").stdout)
    [note] = [d["id"] for d in listed if d["title"] == "Note"]
    done = rag(data, "docs", "rm", note)
    assert done.returncode == 0 and "0 found" in done.stdout


def test_a_document_may_be_named_by_its_file_or_the_beginning_of_its_id(
    data: Path, tmp_path: Path
) -> None:
    for folder, boat in (("one", "Zephyr"), ("two", "Ariel")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "boat.md").write_text(f"The ferry {boat} carries 214 passengers.\n")
        assert rag(data, "ingest", str(tmp_path / folder)).returncode == 0
    listed = json.loads(rag(data, "docs", "list", "--json").stdout)
    ids = {d["source"].split("/")[0]: d["id"] for d in listed if d["source"].endswith("boat.md")}
    assert "Ariel" in rag(data, "docs", "show", ids["two"][:12]).stdout
    done = rag(data, "ask", "How many passengers?", "--document", "one/boat.md")
    assert done.returncode == 0 and "Zephyr" in done.stdout and "Ariel" not in done.stdout
    done = rag(data, "docs", "rm", "Boat.md")
    assert done.returncode == 1 and "2 documents" in done.stderr
    assert all(i in done.stderr.replace("\n", "") for i in ids.values())
    done = rag(data, "docs", "rm", "one/boat.md", ids["one"], "two/boat.md")
    assert done.returncode == 0, done.stderr
    assert "boat.md" not in rag(data, "docs", "list", "--json").stdout


@pytest.mark.parametrize(
    ("words", "env", "code", "said"),
    [
        (["ingest", "nowhere.txt"], {}, 1, "nowhere.txt"),
        (["docs", "show", "0000"], {}, 1, "0000"),
        (["docs", "rm", "0000"], {}, 1, "0000"),
        (["ask", TRADE, "--document", "0000"], {}, 1, "0000"),
        (["ask", "   "], {}, 1, "empty"),
        (["ask", "x" * 2_001], {}, 1, "2,001"),
        (["ask", TRADE], {"RAG_TOP_K": "99"}, 2, "RAG_TOP_K"),
        (["ask", TRADE], {"RAG_COLOUR": "red"}, 2, "RAG_COLOUR"),
        (["ask", TRADE, "--answerer", "llm"], {}, 1, "RAG_LLM_MODEL"),
        (["serve", "--host", "0.0.0.0", "--port", "0"], {}, 2, "RAG_ALLOW_PUBLIC"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else None,
)
def test_errors_are_one_line(
    data: Path, words: list[str], env: dict[str, str], code: int, said: str
) -> None:
    done = rag(data, *words, env=env)
    assert done.returncode == code, done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr


def test_doctor_finds_nothing_wrong(data: Path) -> None:
    done = rag(data, "doctor", "--json")
    lines = json.loads(done.stdout)
    assert done.returncode == 0, lines
    assert {line["topic"] for line in lines} >= {"embedder", "answerer", "data", "documents"}


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "rag", "serve", "--port", "0"],
        cwd=data.parent,
        env=environment(data),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    url = ""
    for line in process.stderr:
        if "Chat http" in line:
            url = line.split()[1]
            break
    assert url, "the server did not start"
    yield url
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0


def test_a_command_talks_to_the_server_that_owns_the_folder(data: Path, server: str) -> None:
    done = rag(data, "ask", TRADE)
    assert done.returncode == 0, done.stderr
    assert "23.38 billion" in done.stdout


def test_a_second_server_is_refused_in_one_line(data: Path, server: str) -> None:
    started = time.monotonic()
    done = rag(data, "serve", "--port", "0")
    assert done.returncode == 1 and server in done.stderr and "Traceback" not in done.stderr
    assert time.monotonic() - started < 30


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare")
def test_it_works_with_the_network_cut(tmp_path: Path) -> None:
    cut = ["unshare", "-r", "-n"]
    if subprocess.run([*cut, "true"], capture_output=True).returncode:
        pytest.skip("unshare is not permitted here")
    for words in (["ingest", str(ROOT / "corpus")], ["ask", TRADE]):
        done = subprocess.run(
            [*cut, sys.executable, "-m", "rag", *words],
            env=environment(tmp_path / "data"),
            capture_output=True,
            text=True,
            timeout=120,
            cwd=tmp_path,
        )
        assert done.returncode == 0, done.stderr
    assert "23.38 billion" in done.stdout

"""The README cannot rot: its settings are all of ours, and its snippets are run as they stand."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.settings import Settings
from tests.files import pdf
from tests.test_cli import environment, rag

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.S)
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for language, block in BLOCKS
    if language == "sh"
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith(".venv/bin/rag ")
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    (folder / "my-documents").mkdir()
    (folder / "my-documents" / "weir.md").write_text("# The weir\n\nIt was closed for nine days.\n")
    (folder / "report.pdf").write_bytes(pdf([["The weir at Oxbow was closed for nine days."]]))
    assert rag(folder / ".rag", "ingest", "corpus").returncode == 0
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "rag", "serve", "--port", "0"],
        cwd=folder, env=environment(folder / ".rag"), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    found = (re.search(r"Chat (http://\S+)", line) for line in process.stderr)
    url = next((match[1] for match in found if match), "")
    assert url, "the server did not start"
    yield url
    process.terminate()
    process.wait(timeout=20)


def blocks(language: str, containing: str) -> list[str]:
    return [text for kind, text in BLOCKS if kind == language and containing in text]


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 200


def test_every_setting_has_its_row_and_no_other() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", README, re.M))
    ours = {
        name.upper() if name.startswith("openai_") else f"RAG_{name.upper()}"
        for name in Settings.model_fields
    }
    assert rows == ours


def test_every_setting_stands_in_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^# (\w+)=", example, re.M))
    assert named == set(re.findall(r"^\| `(\w+)` \|", README, re.M))


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"\bmake ([a-z-]+)", README)) <= targets


def test_every_link_into_the_project_leads_somewhere() -> None:
    named = set(re.findall(r"`((?:rag|evals|corpus|ui|tests)/[\w./-]+)`", README))
    named |= set(re.findall(r"\]\(((?!http)[^)]+)\)", README))
    missing = {name for name in named if not (ROOT / name).exists()} - {"evals/results/"}
    assert not missing


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_runs(folder: Path, words: list[str]) -> None:
    if words[0] in ("mcp", "serve") or (words[0] == "eval" and words[1] != "init"):
        pytest.skip("shown to work by tests of its own")
    done = rag(folder / ".rag", *words)
    assert done.returncode == 0, done.stderr


def curl(snippet: str, address: str, folder: Path = ROOT) -> Any:
    """What the server answers to the snippet; to its last question where it asks several."""
    done = subprocess.run(
        ["bash", "-c", snippet.replace(ADDRESS, address)],
        cwd=folder, capture_output=True, timeout=60,
    )  # fmt: skip
    told, text = None, done.stdout.decode()
    while text:
        told, end = json.JSONDecoder().raw_decode(text)
        text = text[end:].lstrip()
    return told


def test_the_curl_snippet_answers(address: str) -> None:
    [snippet, _] = blocks("sh", f"curl -s {ADDRESS}/answer")
    assert "23.38 billion" in curl(snippet, address)["text"]


def test_the_curl_snippet_asks_a_follow_up(address: str) -> None:
    [_, snippet] = blocks("sh", f"curl -s {ADDRESS}/answer")
    assert "three years" in curl(snippet, address)["text"]


def test_the_curl_snippet_adds_a_document(address: str, folder: Path) -> None:
    [snippet] = blocks("sh", f"curl -s {ADDRESS}/documents")
    [item] = curl(snippet, address, folder)["items"]
    assert (item["outcome"], item["source"]) == ("added", "report.pdf")


def test_the_openai_snippet_answers(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    [snippet] = blocks("python", "OpenAI")
    exec(snippet.replace(ADDRESS, address), {})
    assert "Xiao" in capsys.readouterr().out


def test_the_python_snippet_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [snippet] = blocks("python", "rag.open")
    before = Path.cwd()
    os.chdir(folder)
    try:
        exec(snippet, {})
    finally:
        os.chdir(before)
    assert "Sheba" in capsys.readouterr().out

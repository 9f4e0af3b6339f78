"""The commands: what they print, write and exit with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cli import app
from evals.report import files
from tests.evals_fakes import ROOT_ROWS, small_run


def invoke(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(a) for a in arguments])
    return done.exit_code, done.output


def test_diff_exits_with_1_on_a_regression(tmp_path: Path) -> None:
    files.write(small_run(right=True), tmp_path / "good")
    files.write(small_run(right=False), tmp_path / "bad")
    code, said = invoke("diff", tmp_path / "good", tmp_path / "bad")
    assert code == 1
    assert "right → wrong" in said
    code, said = invoke("diff", tmp_path / "bad", tmp_path / "good")
    assert code == 0
    assert "Better" in said


def test_export_for_ragas_with_the_answers_of_a_run(tmp_path: Path) -> None:
    gold, out = tmp_path / "gold.jsonl", tmp_path / "ragas.jsonl"
    gold.write_text("\n".join(map(json.dumps, ROOT_ROWS)), encoding="utf-8")
    files.write(small_run(right=True), tmp_path / "run")
    assert invoke("export", gold, "--out", out, "--run", tmp_path / "run")[0] == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["user_input"] for row in rows] == [r["user_input"] for r in ROOT_ROWS]
    assert rows[0]["response"]
    assert rows[0]["retrieved_contexts"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('{"user_input": ""}', "gold.jsonl:1: user_input"),
        ("nonsense", "gold.jsonl:1: not JSON"),
        ("", "No gold question found"),
    ],
)
def test_a_gold_file_with_a_mistake_breaks_the_run_with_2(
    tmp_path: Path, row: str, message: str
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(row, encoding="utf-8")
    code, said = invoke("--gold", gold, "--corpus", tmp_path)
    assert code == 2
    assert message in said


def test_a_server_that_is_away_breaks_the_run_with_2(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"user_input": "When?"}', encoding="utf-8")
    code, said = invoke("--gold", gold, "--url", "http://127.0.0.1:9", "--out", tmp_path / "o")
    assert code == 2
    assert "cannot be used" in said


def test_help_is_light() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import evals.cli"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not loaded & {"numpy", "llama_index.core", "chromadb", "rag.engine", "httpx"}


@pytest.mark.slow
def test_two_runs_agree_to_the_last_digit_whatever_the_hash_seed(tmp_path: Path) -> None:
    gold = Path(__file__).parent.parent / "evals" / "gold" / "facts.jsonl"
    corpus = Path(__file__).parent.parent / "corpus"
    told = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        arguments = ["--gold", gold, "--corpus", corpus, "--out", out]
        subprocess.run(
            [sys.executable, "-m", "evals", *map(str, arguments)],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=False, cwd=gold.parents[2],
            capture_output=True,
        )  # fmt: skip
        data = json.loads((out / "run.json").read_text(encoding="utf-8"))
        data.pop("started")
        for result in data["results"]:
            result.pop("latency_ms")
        told.append((data["results"], data["trials"], data["slices"], data["curve"]))
    assert told[0] == told[1]

"""Reports, gold questions and feedback, as the Quality tab shows them."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from rag.errors import EvalError, NotFound
from ui import quality

RUN: dict[str, Any] = {
    "started": "2026-01-02T03:04:05Z",
    "exit_code": 1,
    "results": [
        {"id": "a", "question": "A?", "outcome": "right", "reason": ""},
        {"id": "b", "question": "B?", "outcome": "wrong", "reason": "another figure"},
        {"id": "c", "question": "C?", "outcome": "rightly abstained", "reason": ""},
    ],
    "rulings": [{"metric": "good", "text": "Good is 66.7%", "passed": False, "why": "…"}],
    "metrics": {"good": {"value": 2 / 3, "n": 3, "low": 0.0, "high": 1.0}, "right": None},
}
NOTE = {
    "id": "n1", "created": 1.0, "helpful": False, "reason": "answer_wrong", "comment": "no",
    "question": "How long is it?", "text": "It is 5 km long. [1]", "answer_id": None,
}  # fmt: skip


def test_a_run_in_short() -> None:
    told = quality.digest(RUN)
    assert [row["id"] for row in told["failing"]] == ["b"]
    assert told["cases"] == 3 and told["failing_total"] == 1
    assert [(m["name"], m["shown"], m["n"], m["tile"]) for m in told["metrics"]] == [
        ("good", "66.7%", 3, True)
    ]


def test_reports_come_newest_first_and_damaged_ones_are_left_out(tmp_path: Path) -> None:
    for name, started in (("old", "2026-01-01"), ("new", "2026-02-01")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(json.dumps({**RUN, "started": started}))
    for name, text in (("cut", '{"started"'), ("other", "[]"), ("empty", "{}")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(text)
    found = quality.reports([tmp_path, tmp_path / "absent"])
    assert [report["started"] for report in found] == ["2026-02-01", "2026-01-01"]


def test_a_trend_is_of_runs_that_asked_mostly_the_same(tmp_path: Path) -> None:
    asked = {"1": "abc", "2": "xyz", "3": "ab", "4": "abc"}
    for day, ids in asked.items():
        rows = [{**RUN["results"][0], "id": name} for name in ids]
        (tmp_path / day).mkdir()
        run = {**RUN, "started": f"2026-01-0{day}", "results": rows}
        (tmp_path / day / "run.json").write_text(json.dumps(run))
    found = quality.reports([tmp_path])
    assert [report["comparable"] for report in found] == [True, True, False, True]


def test_a_thumb_down_becomes_gold_once(tmp_path: Path) -> None:
    gold = tmp_path / "gold" / "feedback.jsonl"
    shown = quality.feedback([NOTE, {**NOTE, "helpful": True}], gold)
    assert [note["can_be_gold"] for note in shown] == [True, False]
    for _ in range(2):
        quality.make_gold(NOTE, gold, answerable=True, expected="7 km")
    assert quality.count_gold(gold) == 1
    row = json.loads(gold.read_text())
    assert row["expected"] == [["7 km"]] and row["rejected"] == ["It is 5 km long."]
    assert quality.feedback([NOTE], gold)[0]["is_gold"]


def test_a_review_may_say_that_there_is_no_answer(tmp_path: Path) -> None:
    row = quality.make_gold(NOTE, tmp_path / "g.jsonl", answerable=False, expected="ignored")
    assert row["answerable"] is False and "expected" not in row and "rejected" not in row


def test_a_thumb_up_makes_no_case(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        quality.make_gold({**NOTE, "helpful": True}, tmp_path / "g", answerable=True, expected="")


def test_questions_are_about_the_documents_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="no gold questions"):
        quality.gold_files(["upload.pdf"], tmp_path)
    (tmp_path / "feedback.jsonl").write_text("{}\n")
    assert quality.gold_files(["upload.pdf"], tmp_path) == [tmp_path / "feedback.jsonl"]
    ours = quality.gold_files(["corpus/china-israel-cooperation-analysis.md"], tmp_path)
    names = {path.name for path in ours}
    assert {"facts.jsonl", "unanswerable.jsonl", "feedback.jsonl"} <= names


@pytest.mark.parametrize(
    ("arguments", "state", "line"),
    [(["--url", "http://127.0.0.1:9", "--gold", "absent.jsonl"], "failed", "absent.jsonl")],
)
def test_a_run_that_breaks_says_why(arguments: list[str], state: str, line: str) -> None:
    evaluation = quality.Evaluation()
    assert evaluation.start(arguments)["state"] == "running"
    limit = time.monotonic() + 60
    while evaluation.state["state"] == "running" and time.monotonic() < limit:
        time.sleep(0.05)
    assert evaluation.state["state"] == state
    assert line in evaluation.state["line"], sys.executable


def test_a_run_can_be_stopped_and_only_one_runs() -> None:
    evaluation = quality.Evaluation()
    evaluation.start(["--url", "http://127.0.0.1:9"])
    first = evaluation._process
    evaluation.start(["--url", "http://127.0.0.1:9"])
    assert evaluation._process is first
    assert evaluation.stop()["state"] == "stopped"
    assert first is not None and first.wait(30) != 0

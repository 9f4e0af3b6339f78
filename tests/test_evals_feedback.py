"""From a thumb down to a gold question, there and back."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import feedback
from evals.cases import load
from evals.cli import app
from evals.results import Outcome
from evals.score import score
from evals.verdicts import verdict
from rag.errors import EvalError
from tests.evals_fakes import RIGHT, SHELF, abstained

DOWN = {
    "helpful": False, "reason": "answer_wrong", "comment": "it was 2022", "answer_id": "a1",
    "question": "When did the red line open?", "text": RIGHT.text, "created": 2.0,
}  # fmt: skip


def row(**changes: object) -> dict[str, object]:
    return {**DOWN, **changes}


@pytest.mark.parametrize(
    ("reason", "answerable", "rejects"),
    [
        ("answer_wrong", True, True),
        ("answer_incomplete", True, True),
        ("citation_wrong", True, True),
        ("should_have_abstained", False, False),
        ("should_have_answered", True, True),  # of an answer: it answers something else
    ],
)
def test_each_reason_becomes_a_case(reason: str, answerable: bool, rejects: bool) -> None:
    (gold,) = feedback.gold_rows([row(reason=reason)])
    assert gold["answerable"] is answerable
    assert ("rejected" in gold) is rejects
    assert gold["tags"] == ["feedback", reason]
    assert gold["note"] == "it was 2022"


def test_an_abstention_is_not_rejected_as_an_answer() -> None:
    said = row(reason="should_have_answered", text="The documents do not answer this question.")
    (gold,) = feedback.gold_rows([said])
    assert gold["answerable"] and "rejected" not in gold


@pytest.mark.parametrize(
    "changes", [{"helpful": True}, {"reason": None}, {"question": " "}, {"reason": "rude"}]
)
def test_what_is_no_complaint_is_passed_over(changes: dict[str, object]) -> None:
    assert feedback.gold_rows([row(**changes)]) == []


def test_the_latest_word_on_a_question_counts() -> None:
    (gold,) = feedback.gold_rows([row(), row(reason="should_have_abstained")])
    assert gold["answerable"] is False


@pytest.mark.parametrize("shape", ["lines", "list", "body"])
def test_round_trip(tmp_path: Path, shape: str) -> None:
    unanswered = row(question="Who paid?", reason="should_have_abstained", created=1.0)
    rows = [DOWN, unanswered]
    given = {
        "lines": "\n".join(json.dumps(r) for r in rows),
        "list": json.dumps(rows),
        "body": json.dumps({"feedback": rows}),
    }[shape]
    source, out = tmp_path / "feedback.json", tmp_path / "gold.jsonl"
    source.write_text(given, encoding="utf-8")
    done = CliRunner().invoke(app, ["from-feedback", str(source), "--out", str(out)])
    assert done.exit_code == 0
    assert "2 new questions" in done.output
    again = CliRunner().invoke(app, ["from-feedback", str(source), "--out", str(out)])
    assert "0 new questions" in again.output
    paid, opened = load(out)
    assert not paid.answerable
    # The answer that was thumbed down is wrong from now on; another one is not.
    wrong = score(opened, RIGHT, shelf=SHELF, verify=verdict)
    assert wrong.outcome is Outcome.WRONG
    assert "a reader called wrong" in wrong.reason
    assert score(paid, abstained(), shelf=SHELF, verify=verdict).outcome is (
        Outcome.RIGHTLY_ABSTAINED
    )


def test_from_a_data_directory(tmp_path: Path) -> None:
    from rag.store.database import Database
    from rag.store.records import Notes

    database = Database(tmp_path / "library.sqlite")
    notes = Notes(database, "feedback")
    notes.save({k: v for k, v in DOWN.items() if k != "created"})
    database.close()
    (gold,) = feedback.gold_rows(feedback.read(tmp_path))
    assert gold["user_input"] == DOWN["question"]


def test_what_is_no_feedback_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text("nonsense", encoding="utf-8")
    for path in (tmp_path / "f.json", tmp_path / "missing", tmp_path):
        with pytest.raises(EvalError):
            feedback.read(path)

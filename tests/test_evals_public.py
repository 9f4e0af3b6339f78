"""Public sets: rows, spans in cleaned texts, and the measures of the table."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals import public
from evals.public import Asked, Place
from evals.public_rows import Row, aligned, first, read_rows
from rag.errors import EvalError
from rag.schema import Document
from tests.evals_fakes import answer

ROW = Row("When?", ("2021",), "line", ((29, 33),), False, True, "answerable")


def write(path: Path, **changes: object) -> Path:
    row = {
        "question": "When?", "answers": ["2021"], "doc_id": "line", "spans": [[29, 33]],
        "span_mode": "any", "answerable": True, "type": "answerable",
    }  # fmt: skip
    path.write_text(json.dumps(row | changes) + "\n\n", encoding="utf-8")
    return path


def test_rows(tmp_path: Path) -> None:
    assert read_rows(write(tmp_path / "q.jsonl")) == [ROW]
    with pytest.raises(EvalError, match=r"q\.jsonl:1"):
        read_rows(write(tmp_path / "q.jsonl", spans=[1]))


def test_a_limit_counts_each_kind_apart() -> None:
    no = replace(ROW, answerable=False, type="out")
    assert list(first([ROW, ROW, no, ROW, no], 1)) == [ROW, no]
    assert len(list(first([ROW, ROW, no], None))) == 3


def test_spans_follow_their_words_into_the_cleaned_text(tmp_path: Path) -> None:
    (tmp_path / "line.txt").write_text("2021  noise\r\n it opened in 2021", encoding="utf-8")
    raw = (tmp_path / "line.txt").read_text(encoding="utf-8")
    place = raw.rindex("2021")
    stored = Document("x", "docs/line.txt", "t", "2021 it opened in 2021", "0")
    row = replace(ROW, spans=((place, place + 4),))
    (moved,), lost = aligned([row], tmp_path, [stored])
    assert (stored.text[slice(*moved.spans[0])], moved.spans[0][0], lost) == ("2021", 18, 0)
    gone = replace(ROW, spans=((6, 11),))
    assert aligned([gone], tmp_path, [stored]) == ([], 1)


def asked(
    row: Row, *places: Place, cited: tuple[Place, ...] = (), confidence: float = 0.9
) -> Asked:
    given = answer(("line", "The red line opened on 3 May 2021."), confidence=confidence)
    return Asked(row, places, given, cited)


def test_the_measures_of_the_table() -> None:
    here, there = Place("line", 0, 40), Place("park", 0, 40)
    unanswerable = replace(ROW, answerable=False, type="out", spans=(), document=None)
    rows = [
        asked(ROW, here, there, cited=(here,)),
        asked(replace(ROW, answers=("1999",)), there, here, cited=(here,), confidence=0.3),
        asked(unanswerable, there, cited=(here,), confidence=0.2),
        asked(unanswerable, there, cited=(here,), confidence=0.6),
    ]
    found = {name: e.value for name, e in public._measures(rows, 0.5).items()}
    assert found == {
        "hit@1": 0.5,
        "hit@5": 1.0,
        "answer in first sentence": 0.5,
        "answer in whole answer": 0.5,
        "sentences": 1.0,
        "wrongly abstained": 0.5,
        "AUROC vs out": (1 + 1 + 1 + 0) / 4,
        "answered out": 0.5,
    }


def test_sets_with_evidence_are_measured_by_what_is_cited() -> None:
    row = replace(ROW, all_spans=True, spans=((0, 10), (20, 30)))
    half, other = Place("line", 0, 15), Place("park", 0, 15)
    rows = [asked(row, half, other, cited=(half,)), asked(row, other, half, cited=(other,))]
    found = {name: e.value for name, e in public._measures(rows, 0.5).items()}
    assert found["every span@5"] == 0
    assert found["hit@1"] == 0.5
    assert found["first sentence on grounding"] == 0.5
    assert found["whole answer on grounding"] == 0.5
    assert found["span recall@5"] == 0.5
    assert found["span precision@5"] == pytest.approx(10 / 30)
    assert found["span IoU@5"] == pytest.approx(10 / (30 + 10))


def test_an_unknown_set_is_named(tmp_path: Path) -> None:
    from rag.settings import Settings

    with pytest.raises(EvalError, match="No set nope"):
        public.measure_all(
            tmp_path, ["nope"], Settings(), limit=1, stock=False, tell=lambda _: None
        )

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from evals.asked import TABLES, WRITTEN, Asked, ask_written, evened, kept_from_reader
from rag.answering.asking.question import analyse
from rag.answering.evidence import MEASURED

FOLDERS = sorted(path for path in WRITTEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_we_wrote_is_what_it_says(folder: Path) -> None:
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    each = len(rows) // len(texts)
    assert each in (20, 32, 44) or folder.name in TABLES  # plain ones, as people ask, came later
    assert Counter(row["doc"] for row in rows) == dict.fromkeys(texts, each)
    for row in rows:
        assert row["answerable"] == bool(row["quotes"]) == bool(row["answer"]), row
        for name, quotes in {row["doc"]: row["quotes"], **row.get("others", {})}.items():
            assert all(quote in texts[name] for quote in quotes), row
        assert not row["answerable"] or row["answer"] in row["quotes"][0], row


def _asked(coverage: float, kind: str) -> Asked:
    table = np.zeros((1, len(MEASURED)))
    table[0, MEASURED.index("coverage")] = coverage
    none = np.zeros(1, bool)
    return Asked("written", kind, 0, analyse("?"), (), table, none, none, none, False)


def test_words_shared_with_the_text_do_not_tell_whether_it_answers() -> None:
    asked = [_asked(0.2, "answerable")] * 60 + [_asked(0.2, "unknown")] * 20
    asked += [_asked(0.9, "answerable")] * 20 + [_asked(0.9, "unknown")] * 60
    asked += [_asked(0.5, "answerable")] * 50  # never unanswerable: nothing to even out
    counts = np.array(evened(asked))
    assert counts[:60].sum() / counts[:80].sum() == pytest.approx(130 / 210, abs=0.02)
    assert counts[80:100].sum() / counts[80:160].sum() == pytest.approx(130 / 210, abs=0.02)
    assert counts.min() >= 0.25 and counts.max() <= 4


def test_one_document_in_four_is_kept_from_the_reader() -> None:
    names = [path.stem for folder in FOLDERS for path in folder.glob("*.md")]
    assert len(names) == len(set(names))  # by its name it is kept or not
    kept = sum(kept_from_reader(name) for name in names) / len(names)
    assert 0.2 < kept < 0.3


def test_a_written_question_meets_its_own_document_and_three_more(tmp_path: Path) -> None:
    asked = list(ask_written(FOLDERS[0], tmp_path, lambda name, kept: True, every=40))
    assert {a.kind for a in asked} > {"answerable"}
    for a in asked:
        documents = {c.chunk.chunk.document_id for c in a.candidates}
        assert 1 <= len(documents) <= 4
        assert a.kind == "answerable" or not a.gold.any()
    answerable = [a for a in asked if a.kind == "answerable"]
    assert sum(bool(a.gold.any()) for a in answerable) >= 0.8 * len(answerable)


def test_a_question_over_documents_knows_what_answers_in_each(tmp_path: Path) -> None:
    folder = tmp_path / "wells"
    folder.mkdir()
    (folder / "a.md").write_text(
        "# The well\n\nThe well of Orm is 30 metres deep. Ida Falk dug it.\n", "utf-8"
    )
    (folder / "b.md").write_text("# The spring\n\nThe spring of Orm is 4 metres deep.\n", "utf-8")
    rows = [
        {
            "doc": "a.md",
            "question": "Is the well of Orm deeper than the spring?",
            "answerable": True,
            "kind": "across",
            "quotes": ["The well of Orm is 30 metres deep."],
            "answer": "30 metres",
            "others": {"b.md": ["The spring of Orm is 4 metres deep."]},
        },
        {
            "doc": "a.md",
            "question": "How wide is the well of Orm?",
            "answerable": False,
            "kind": "missing_quantity",
            "quotes": [],
            "answer": "",
        },
    ]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    asked = [a for a in ask_written(folder, tmp_path, lambda *_: True) if a.kind != "left_out"]
    across, missing = asked
    assert {c.text for c, g in zip(across.candidates, across.gold, strict=True) if g} == {
        "The well of Orm is 30 metres deep.",
        "The spring of Orm is 4 metres deep.",
    }
    assert across.decisive == ("30 metres",) and across.kind == "answerable"
    assert missing.kind == "missing_quantity" and not missing.gold.any()


def test_what_introduces_a_list_that_answers_is_gold_too(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    text = "# The plan\n\nThe plan covers three fields:\n\n- water\n- seeds\n- soil\n"
    (folder / "a.md").write_text(text, "utf-8")
    row = {"doc": "a.md", "question": "Which fields does the plan cover?", "answerable": True}
    row |= {"kind": "list", "quotes": ["water", "seeds", "soil"], "answer": "water"}
    (folder / "questions.jsonl").write_text(json.dumps(row), "utf-8")
    asked, *_ = ask_written(folder, tmp_path, lambda *_: True)
    gold = [c.text for c, g in zip(asked.candidates, asked.gold, strict=True) if g]
    assert gold == ["The plan covers three fields:", "water", "seeds", "soil"]

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.asked import WRITTEN, ask_written, kept_from_reader

FOLDERS = sorted(path for path in WRITTEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_we_wrote_is_what_it_says(folder: Path) -> None:
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert Counter(row["doc"] for row in rows) == dict.fromkeys(texts, 20)
    for row in rows:
        assert row["answerable"] == bool(row["quotes"]) == bool(row["answer"]), row
        assert all(quote in texts[row["doc"]] for quote in row["quotes"]), row
        assert not row["answerable"] or row["answer"] in row["quotes"][0], row


def test_two_documents_in_five_are_kept_from_the_reader() -> None:
    names = [path.stem for folder in FOLDERS for path in folder.glob("*.md")]
    kept = sum(kept_from_reader(name) for name in names) / len(names)
    assert 0.3 < kept < 0.5


def test_a_written_question_meets_its_own_document_and_three_more(tmp_path: Path) -> None:
    asked = list(ask_written(FOLDERS[0], tmp_path, lambda name, kept: True, every=40))
    assert {a.kind for a in asked} > {"answerable"}
    for a in asked:
        documents = {c.chunk.chunk.document_id for c in a.candidates}
        assert 1 <= len(documents) <= 4
        assert a.kind == "answerable" or not a.gold.any()
    answerable = [a for a in asked if a.kind == "answerable"]
    assert sum(bool(a.gold.any()) for a in answerable) >= 0.8 * len(answerable)

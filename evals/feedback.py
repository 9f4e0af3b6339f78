"""A reader's thumb down becomes a gold question. Pure but for ``read``.

Rows are what ``POST /feedback`` stores: ``helpful``, ``reason``, ``question``, ``text`` (the
answer), ``comment``.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from evals.results import bare, markers
from rag.errors import EvalError

REASONS = (
    "answer_wrong",
    "answer_incomplete",
    "citation_wrong",
    "should_have_abstained",
    "should_have_answered",
)
_MOST = 100_000
Row = Mapping[str, Any]


def gold_rows(feedback: Iterable[Row]) -> list[dict[str, Any]]:
    """One gold row for each question that was thumbed down with a reason, the latest word last.

    A row can be judged as it is: ``answerable`` comes from the reason, and an answer that was
    called wrong, incomplete or beside the question is ``rejected`` (a fuller one is not). Adding
    ``expected`` and ``reference_contexts`` makes it better.
    """
    rows: dict[str, dict[str, Any]] = {}
    for given in feedback:
        question, reason = str(given.get("question") or "").strip(), given.get("reason")
        if given.get("helpful") is not False or not question or reason not in REASONS:
            continue
        row = _row(question, str(reason), given)
        rows.pop(row["id"], None)
        rows[row["id"]] = row
    return list(rows.values())


def _row(question: str, reason: str, given: Row) -> dict[str, Any]:
    text = str(given.get("text") or "")
    said = bare(text).strip()
    comment = str(given.get("comment") or "").strip()
    row: dict[str, Any] = {
        "id": f"feedback-{sha256(question.casefold().encode()).hexdigest()[:10]}",
        "user_input": question,
        "answerable": reason != "should_have_abstained",
        "tags": ["feedback", reason],
    }
    # An abstention has no markers; what has some did not answer the question, and is no answer.
    answered = bool(markers(text)) if reason == "should_have_answered" else row["answerable"]
    if answered and said:
        row["rejected"] = [said]
    if comment:
        row["note"] = comment
    return row


def read(path: Path) -> list[Row]:
    """Feedback, oldest first, from a data directory or a file.

    A file holds JSON lines, a list, or the body of ``GET /feedback``. Raises EvalError.
    """
    rows = _from_store(path) if path.is_dir() else _from_file(path)
    return sorted(rows, key=lambda row: float(row.get("created") or 0))


def _from_store(folder: Path) -> list[Row]:
    """The feedback kept in a data directory; a server may have it open."""
    from rag.store.database import Database
    from rag.store.records import Notes

    stored = folder / "library.sqlite"
    if not stored.is_file():
        raise EvalError(f"{folder} is no data directory: there is no library.sqlite in it.")
    database = Database(stored)
    try:
        notes = Notes(database, "feedback").list(limit=_MOST)
        return [{"created": note.created, **note.data} for note in notes]
    finally:
        database.close()


def _from_file(path: Path) -> list[Row]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"Cannot read the feedback {path}: {error}.") from error
    try:
        if text.lstrip().startswith("[") or '"feedback"' in text.split("\n", 1)[0]:
            data = json.loads(text)
            rows = data["feedback"] if isinstance(data, dict) else data
        else:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, KeyError) as error:
        raise EvalError(f"{path} is not feedback as GET /feedback gives it: {error}.") from error
    if not all(isinstance(row, dict) for row in rows):
        raise EvalError(f"{path}: each row of feedback must be an object.")
    return list(rows)


def append(rows: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Add rows to a gold file, those whose id it has already left out; how many were added."""
    have = path.read_text(encoding="utf-8") if path.exists() else ""
    new = [row for row in rows if f'"id": "{row["id"]}"' not in have]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in new]
    gap = "\n" if have and not have.endswith("\n") else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(gap + "".join(lines))
    return len(new)

"""Rows of public question sets, and their spans in the texts as we store them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.text import Range
from rag.errors import EvalError
from rag.schema import Document


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a set; ``spans`` are places in ``document``, all of them needed or any."""

    question: str
    answers: tuple[str, ...]
    document: str | None
    spans: tuple[Range, ...]
    all_spans: bool
    answerable: bool
    type: str


def read_rows(path: Path) -> list[Row]:
    """The rows of a ``questions.jsonl``. Raises EvalError with the line of a bad one."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            rows.append(
                Row(
                    question=given["question"],
                    answers=tuple(given["answers"]),
                    document=given["doc_id"],
                    spans=tuple((int(start), int(end)) for start, end in given["spans"]),
                    all_spans=given["span_mode"] == "all",
                    answerable=bool(given["answerable"]),
                    type=given["type"],
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise EvalError(f"{path}:{number}: not a row of a question set: {error!r}.") from error
    return rows


def first(rows: Iterable[Row], limit: int | None) -> Iterator[Row]:
    """The first rows of the answerable ones and of each unanswerable type."""
    counts: dict[str, int] = {}
    for row in rows:
        kind = "answerable" if row.answerable else row.type
        counts[kind] = counts.get(kind, 0) + 1
        if limit is None or counts[kind] <= limit:
            yield row


def aligned(
    rows: Sequence[Row], folder: Path, documents: Sequence[Document]
) -> tuple[list[Row], int]:
    """Rows with their spans in the stored texts, which cleaning may have shifted."""
    stored = {Path(d.source).stem: d.text for d in documents}
    original = {p.stem: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.is_file()}
    kept: list[Row] = []
    for row in rows:
        if row.document is None or stored.get(row.document) == original.get(row.document):
            kept.append(row)
            continue
        text, raw = stored.get(row.document, ""), original[row.document]
        spans = [_moved(span, raw, text) for span in row.spans]
        if all(spans):
            moved = tuple(span for span in spans if span)
            kept.append(
                Row(row.question, row.answers, row.document, moved, row.all_spans,
                    row.answerable, row.type)
            )  # fmt: skip
    return kept, len(rows) - len(kept)


def _moved(span: Range, raw: str, text: str) -> Range | None:
    """The span's words in the cleaned text, at the place nearest to where they were."""
    words = raw[span[0] : span[1]]
    expected = span[0] * len(text) // max(1, len(raw))
    places: list[int] = []
    at = text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if not places:
        return None
    start = min(places, key=lambda place: abs(place - expected))
    return start, start + len(words)

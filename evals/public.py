"""Public question sets measured, side by side with stock LlamaIndex retrieval.

The row format is described in ``evals/README.md``. Answers are taken with abstention off, so
that finding and abstaining are measured apart.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from evals import metrics
from evals.metrics import Estimate
from evals.public_rows import Row, aligned, first, read_rows
from evals.results import bare
from evals.targets import fresh_engine
from evals.text import contains
from rag.errors import EvalError
from rag.schema import Answer
from rag.settings import Settings

DEPTH = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a document, by the document's file name without ending."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one row: retrieved places, and from our engine also the answer."""

    row: Row
    retrieved: tuple[Place, ...]
    answer: Answer | None = None
    cited: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """One set and one system: its measures by name, and what was left out."""

    name: str
    system: str
    measures: Mapping[str, Estimate]
    note: str = ""


def measure_all(
    data: Path,
    sets: Sequence[str],
    settings: Settings,
    *,
    limit: int | None,
    stock: bool,
    tell: Callable[[str], None],
) -> list[Figures]:
    """Figures for every set of a folder, ours before stock. Raises EvalError for a bad folder."""
    folders = [p for p in sorted(data.iterdir()) if (p / "questions.jsonl").is_file()]
    chosen = [p for p in folders if not sets or p.name in sets]
    unknown = set(sets) - {p.name for p in folders}
    if unknown or not chosen:
        raise EvalError(f"No set {', '.join(sorted(unknown)) or 'at all'} in {data}.")
    found: list[Figures] = []
    for folder in chosen:
        tell(f"{folder.name} ...")
        found += measure(folder, settings, limit=limit, stock=stock)
    return found


def measure(folder: Path, settings: Settings, *, limit: int | None, stock: bool) -> list[Figures]:
    """One set: ours, and stock retrieval over the same documents with the same embedder."""
    rows = list(first(read_rows(folder / "questions.jsonl"), limit))
    with fresh_engine(settings, [folder / "docs"]) as engine:
        library = engine.library
        documents = [library.document(p.document_id) for p in library.documents()]
        names = {d.id: Path(d.source).stem for d in documents}
        rows, lost = aligned(rows, folder / "docs", documents)
        note = f"{lost} rows left out: their span is not in the cleaned text" if lost else ""
        ours = []
        for row in rows:
            answer = engine.answer(row.question, abstain_below=0.0)
            ours.append(_asked(row, answer, names))
        figures = [Figures(folder.name, "ours", _measures(ours, settings.abstain_below), note)]
        if stock:
            from evals.stock import StockRetriever

            retriever = StockRetriever(documents, names, engine.encoder)
            theirs = [
                Asked(r, tuple(Place(*p) for p in retriever.retrieve(r.question, DEPTH)))
                for r in rows
                if r.answerable
            ]
            figures.append(Figures(folder.name, "stock LlamaIndex", _retrieval(theirs)))
    return figures


# Measuring


def _asked(row: Row, answer: Answer, names: Mapping[str, str]) -> Asked:
    return Asked(
        row,
        tuple(
            Place(names[s.chunk.document_id], s.chunk.start_char, s.chunk.end_char)
            for s in answer.retrieved
        ),
        answer,
        tuple(
            Place(names[c.provenance.document_id], c.start_char, c.end_char)
            for c in answer.citations
        ),
    )


def _touched(row: Row, places: Sequence[Place]) -> list[bool]:
    """For each gold span, whether one of these places shares a character with it."""
    return [
        any(p.document == row.document and p.start < end and start < p.end for p in places)
        for start, end in row.spans
    ]


def _retrieval(asked: Sequence[Asked]) -> dict[str, Estimate]:
    gold = [a for a in asked if a.row.answerable and a.row.spans]
    spans = [s for a in gold if a.row.all_spans and (s := _span_scores(a))]
    return _estimates(
        {
            "hit@1": [any(_touched(a.row, a.retrieved[:1])) for a in gold],
            "hit@5": [any(_touched(a.row, a.retrieved[:DEPTH])) for a in gold],
            "every span@5": [
                all(_touched(a.row, a.retrieved[:DEPTH])) for a in gold if a.row.all_spans
            ],
            "span recall@5": [s.recall for s in spans],
            "span precision@5": [s.precision for s in spans],
            "span IoU@5": [s.iou for s in spans],
        }
    )


def _span_scores(asked: Asked) -> metrics.SpanScores | None:
    """In characters, as Chroma's code counts; what is retrieved elsewhere only costs."""
    far = 10**9  # other documents lie beyond the end of the gold one
    retrieved = [
        (p.start, p.end)
        if p.document == asked.row.document
        else (far * (1 + i), far * (1 + i) + p.end - p.start)
        for i, p in enumerate(asked.retrieved[:DEPTH])
    ]
    return metrics.span_scores(retrieved, asked.row.spans)


def _measures(asked: Sequence[Asked], abstain_below: float) -> dict[str, Estimate]:
    said = [a for a in asked if a.answer is not None and a.row.answerable]
    with_words = [a for a in said if a.row.answers and not a.row.all_spans]
    grounded = [a for a in said if a.row.all_spans and a.row.answers]
    found = _retrieval(asked) | _estimates(
        {
            "answer in first sentence": [_says(a, 1) for a in with_words],
            "answer in whole answer": [_says(a, None) for a in with_words],
            "first sentence on grounding": [
                any(_touched(a.row, _first_cited(a))) for a in grounded
            ],
            "whole answer on grounding": [any(_touched(a.row, a.cited)) for a in grounded],
            "sentences": [float(len(a.answer.sentences)) for a in said if a.answer],
            "wrongly abstained": [_confidence(a) < abstain_below for a in said],
        }
    )
    yes = [_confidence(a) for a in said]
    for kind in sorted({a.row.type for a in asked if not a.row.answerable}):
        no = [_confidence(a) for a in asked if a.row.type == kind]
        auroc = metrics.bootstrap_auroc(yes, no)
        if auroc:
            found[f"AUROC vs {kind}"] = auroc
        found |= _estimates({f"answered {kind}": [c >= abstain_below for c in no]})
    return found


def _confidence(asked: Asked) -> float:
    return asked.answer.confidence if asked.answer else 0.0


def _says(asked: Asked, sentences: int | None) -> bool:
    """Whether an accepted answer stands in the first sentences (None: all of them)."""
    assert asked.answer is not None  # noqa: S101  # only our own rows come here
    parts = [bare(s.text) for s in asked.answer.sentences[:sentences]]
    return any(contains(" ".join(parts), answer) for answer in asked.row.answers)


def _first_cited(asked: Asked) -> list[Place]:
    """What the first sentence cites."""
    answer = asked.answer
    if answer is None or not answer.sentences:
        return []
    mine = set(answer.sentences[0].markers)
    return [p for p, c in zip(asked.cited, answer.citations, strict=True) if c.marker in mine]


def _estimates(values: Mapping[str, Sequence[float]]) -> dict[str, Estimate]:
    return {
        name: estimate
        for name, given in values.items()
        if (estimate := metrics.bootstrap([float(v) for v in given]))
    }


# Telling


def to_json(figures: Sequence[Figures]) -> str:
    """The figures as JSON."""
    rows: list[dict[str, Any]] = [asdict(f) for f in figures]
    return json.dumps(rows, indent=1) + "\n"


def table(figures: Sequence[Figures]) -> Table:
    """One line a measure: ours, its interval and n, and stock where it has the measure."""
    shown = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("set", "measure"):
        shown.add_column(column)
    for column in ("ours", "95% interval", "stock", "n"):
        shown.add_column(column, justify="right")
    theirs = {(f.name, m): e for f in figures if f.system != "ours" for m, e in f.measures.items()}
    for one in figures:
        if one.system != "ours":
            continue
        for measure_name, estimate in one.measures.items():
            other = theirs.get((one.name, measure_name))
            shown.add_row(
                one.name, measure_name, f"{estimate.value:.3f}",
                f"{estimate.low:.3f} – {estimate.high:.3f}",
                f"{other.value:.3f}" if other else "", str(estimate.n),
            )  # fmt: skip
        if one.note:
            shown.add_row(one.name, one.note)
    return shown

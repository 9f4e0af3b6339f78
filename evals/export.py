"""Cases as rows for files: Ragas's and our own. Pure."""

from collections.abc import Sequence
from typing import Any

from evals.cases import EvalCase


def ragas_row(case: EvalCase, response: str = "", retrieved: Sequence[str] = ()) -> dict[str, Any]:
    """One row of a Ragas ``EvaluationDataset`` JSONL: only names of its SingleTurnSample.

    Earlier turns, which that type has no field for, stand before the question as a transcript.
    """
    said = [line for t in case.turns for line in (f"User: {t.question}", f"Assistant: {t.answer}")]
    asked = "\n".join([*said, f"User: {case.user_input}"]) if said else case.user_input
    row: dict[str, Any] = {"user_input": asked, "reference": case.reference}
    if case.reference_contexts:
        row["reference_contexts"] = list(case.reference_contexts)
    if response:
        row["response"] = response
    if retrieved:
        row["retrieved_contexts"] = list(retrieved)
    return row


def gold_row(case: EvalCase) -> dict[str, Any]:
    """The case as a row of our gold files, empty fields left out."""
    row: dict[str, Any] = {
        "id": case.id,
        "user_input": case.user_input,
        "reference": case.reference,
        "expected": [list(group) for group in case.expected],
        "reference_contexts": list(case.reference_contexts),
        "reference_sources": list(case.reference_sources),
        "answerable": case.answerable,
        "tags": list(case.tags),
        "rejected": list(case.rejected),
        "turns": [{"question": t.question, "answer": t.answer} for t in case.turns],
    }
    return {k: v for k, v in row.items() if v not in ("", [])}

"""Gold questions: read, checked, and written for other tools. Only ``load`` and ``discover`` read.

Field names are Ragas's where Ragas has one. DeepEval's names and ``question, truth`` are taken too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rag.errors import EvalError
from rag.schema import DocumentId, ScoredChunk, Turn

# Other tools' names → ours: DeepEval's Golden and the question, truth of Azure's demo.
_ALIASES = {
    "input": "user_input",
    "question": "user_input",
    "expected_output": "reference",
    "truth": "reference",
    "ground_truth": "reference",
    "context": "reference_contexts",
    "source_file": "reference_sources",
    "name": "id",
}
_OURS = {
    "id", "user_input", "reference", "expected", "reference_contexts", "reference_sources",
    "answerable", "tags", "turns", "spans", "rejected", "accept", "note",
}  # fmt: skip
# Fields of other tools that say nothing about what a right answer is.
_IGNORED = {
    "retrieved_contexts", "retrieved_context_ids", "reference_context_ids", "response",
    "multi_responses", "rubrics", "persona_name", "query_style", "query_length",
    "actual_output", "retrieval_context", "comments", "additional_metadata", "tools_called",
    "expected_tools", "custom_column_key_values",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A range of characters of one stored document."""

    document_id: DocumentId
    start_char: int
    end_char: int

    def touches(self, document_id: DocumentId, start_char: int, end_char: int) -> bool:
        """Whether it shares a character with a range of a document."""
        return (
            self.document_id == document_id
            and self.start_char < end_char
            and start_char < self.end_char
        )


@dataclass(frozen=True, slots=True)
class EvalCase:
    """One gold question and what counts as right.

    ``expected`` are groups of alternatives: a complete answer holds one of each group.
    ``evidence[i]`` are the places of the i-th reference context, any of which will do; it is
    empty until `evals.shelf.locate` has found them. ``missing`` are sources that the corpus
    does not have.
    ``rejected`` are answers that a reader called wrong: to give one again is wrong.
    ``turns`` came before the question, oldest first; a turn without an answer is asked too.
    ``where`` is the file and line, for messages.
    """

    id: str
    user_input: str
    reference: str = ""
    expected: tuple[tuple[str, ...], ...] = ()
    reference_contexts: tuple[str, ...] = ()
    reference_sources: tuple[str, ...] = ()
    answerable: bool = True
    tags: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    spans: tuple[tuple[str, int, int], ...] = ()
    rejected: tuple[str, ...] = ()
    where: str = ""
    evidence: tuple[tuple[Span, ...], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def scoreable(self) -> bool:
        """Whether the case says enough to judge an answer, not only whether one came."""
        return not self.answerable or bool(self.expected or self.evidence or self.reference)


def on_gold(case: EvalCase, scored: ScoredChunk) -> bool:
    """Whether a retrieved chunk touches any of the case's evidence."""
    chunk = scored.chunk
    return any(
        span.touches(chunk.document_id, chunk.start_char, chunk.end_char)
        for places in case.evidence
        for span in places
    )


@dataclass(frozen=True, slots=True)
class Suite:
    """Gold files and the documents they are about, which share one store."""

    name: str
    gold: tuple[Path, ...]
    corpus: Path


def load(path: Path) -> list[EvalCase]:
    """The cases of a JSONL, JSON or YAML file.

    In JSONL, lines that start with ``#`` or ``//`` are comments. Rows with ``accept: false``
    (drafts a person turned down) are left out. Raises EvalError naming file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"Cannot read the gold file {path}: {error}.") from error
    rows = _yaml_rows(path, text) if path.suffix in {".yaml", ".yml"} else _json_rows(path, text)
    cases = [_case(row, f"{path.name}:{line}") for line, row in rows]
    return [case for case in cases if case is not None]


def load_all(paths: Iterable[Path]) -> list[EvalCase]:
    """The cases of several files, with ids unique over all of them."""
    cases = [case for path in paths for case in load(path)]
    check_unique(cases)
    if not cases:
        raise EvalError("No gold question found: see evals/README.md for the file format.")
    return cases


def check_unique(cases: Sequence[EvalCase]) -> None:
    """Raises EvalError for the first id used twice."""
    seen: dict[str, str] = {}
    for case in cases:
        if case.id in seen:
            raise EvalError(f"{case.where}: id {case.id!r} is already used at {seen[case.id]}.")
        seen[case.id] = case.where


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    if text.lstrip().startswith("["):  # a JSON list, as DeepEval saves it, is YAML too
        yield from _yaml_rows(path, text)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith(("#", "//")):
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise EvalError(
                f"{path.name}:{number}: not JSON ({error.msg} at column {error.colno})."
            ) from error
        if not isinstance(row, dict):
            raise EvalError(f"{path.name}:{number}: a row must be an object, not {row!r}.")
        yield number, row


def _yaml_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        rows = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise EvalError(f"{path.name}: not YAML ({error}).") from error
    if tree is None:
        return
    if not isinstance(rows, list) or not isinstance(tree, yaml.SequenceNode):
        raise EvalError(f"{path.name}: must be a list of questions, each starting with '- '.")
    for node, row in zip(tree.value, rows, strict=True):
        line = node.start_mark.line + 1
        if not isinstance(row, dict):
            raise EvalError(f"{path.name}:{line}: a row must have fields, not {row!r}.")
        yield line, row


def _case(row: Mapping[str, Any], where: str) -> EvalCase | None:
    fields = {_ALIASES.get(k, k): v for k, v in row.items() if k not in _IGNORED}
    unknown = sorted(fields.keys() - _OURS)
    if unknown:
        raise EvalError(
            f"{where}: unknown field {unknown[0]!r}. Known fields: {', '.join(sorted(_OURS))}."
        )
    if fields.get("accept") is False:
        return None
    question = fields.get("user_input")
    if not isinstance(question, str) or not question.strip():
        raise EvalError(f"{where}: user_input must be the question's text, not {question!r}.")
    answerable = fields.get("answerable", True)
    if not isinstance(answerable, bool):
        raise EvalError(f"{where}: answerable must be true or false, not {answerable!r}.")
    expected = _groups(fields.get("expected"), where)
    if not answerable and expected:
        raise EvalError(f"{where}: an unanswerable question cannot have expected words.")
    return EvalCase(
        id=str(fields.get("id") or where),
        user_input=question.strip(),
        reference=_text(fields.get("reference"), "reference", where),
        expected=expected,
        reference_contexts=_texts(fields.get("reference_contexts"), "reference_contexts", where),
        reference_sources=_texts(fields.get("reference_sources"), "reference_sources", where),
        answerable=answerable,
        tags=_texts(fields.get("tags"), "tags", where),
        turns=_turns(fields.get("turns"), where),
        spans=_spans(fields.get("spans"), where),
        rejected=_texts(fields.get("rejected"), "rejected", where),
        where=where,
    )


def _text(value: Any, name: str, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise EvalError(f"{where}: {name} must be text, not {value!r}.")
    return value.strip()


def _texts(value: Any, name: str, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
        raise EvalError(f"{where}: {name} must be a list of texts, not {value!r}.")
    return tuple(v.strip() for v in values)


def _groups(value: Any, where: str) -> tuple[tuple[str, ...], ...]:
    """``["a", ["b", "B"]]`` means: "a", and one of "b" and "B"."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise EvalError(f"{where}: expected must be a list of groups, not {value!r}.")
    groups = [_texts(group, "each group of expected", where) for group in value]
    if not all(groups):
        raise EvalError(f"{where}: a group of expected is empty, so no answer could be right.")
    return tuple(groups)


def _turns(value: Any, where: str) -> tuple[Turn, ...]:
    if value is None:
        return ()
    turns = []
    for turn in value if isinstance(value, list) else [value]:
        if not isinstance(turn, dict) or not isinstance(turn.get("question"), str):
            raise EvalError(f"{where}: each turn needs a question, got {turn!r}.")
        turns.append(Turn(turn["question"], _text(turn.get("answer"), "answer", where)))
    return tuple(turns)


def _spans(value: Any, where: str) -> tuple[tuple[str, int, int], ...]:
    spans = []
    for span in value or ():
        try:
            source, start, end = span["source"], int(span["start_char"]), int(span["end_char"])
        except (TypeError, KeyError, ValueError) as error:
            raise EvalError(
                f"{where}: each span needs source, start_char and end_char, got {span!r}."
            ) from error
        if not 0 <= start < end:
            raise EvalError(f"{where}: span [{start}, {end}) is empty or negative.")
        spans.append((str(source), start, end))
    return tuple(spans)


def discover(gold: Path, corpus: Path) -> list[Suite]:
    """The suites of a gold folder: its files are about ``corpus``.

    A file with a folder of its own name beside it (``zh.jsonl``, ``zh/``) is about the
    documents in that folder, and is a suite with a store of its own.
    """
    files = sorted(gold.glob("*.jsonl"))
    apart = [path for path in files if path.with_suffix("").is_dir()]
    shared = tuple(path for path in files if path not in apart)
    suites = [Suite("main", shared, corpus)] if shared else []
    return suites + [Suite(path.stem, (path,), path.with_suffix("")) for path in apart]

"""Whoever breaks the product is caught: each sabotage by a named metric, with exit code 1.

The real engine over the real corpus, on a part of the real questions; the sabotage is between
the engine and the eval, or in what was ingested.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals import gate
from evals.cases import EvalCase, Suite
from evals.cli import CORPUS, GOLD, THRESHOLDS
from evals.run import Run, run
from evals.score import Seen
from evals.targets import LocalTarget, Target, fresh_engine
from evals.verdicts import verdict
from rag.schema import Answer, Document, Turn
from rag.settings import load_settings

Ask = Callable[..., Answer]


class Wrapped:
    """A target with something between it and the eval."""

    seen = Seen()
    about: dict[str, Any] = {"target": "wrapped"}  # noqa: RUF012  # a fake's, never written

    def __init__(self, target: Target, ask: Ask) -> None:
        self._target = target
        self._ask = ask

    def documents(self) -> list[Document]:
        return self._target.documents()

    def ask(self, question: str, history: Sequence[Turn], *, abstain: bool = True) -> Answer:
        return self._ask(question, tuple(history), abstain=abstain)

    def relevant(self, case: EvalCase) -> int | None:
        return self._target.relevant(case)


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Facts and unanswerable questions, every sixth one."""
    path = tmp_path_factory.mktemp("gold") / "part.jsonl"
    lines = [
        line
        for name in ("facts.jsonl", "unanswerable.jsonl")
        for line in (GOLD / name).read_text(encoding="utf-8").splitlines()[::6]
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def target() -> Iterator[LocalTarget]:
    with fresh_engine(load_settings(answerer="extractive"), [CORPUS]) as engine:
        yield LocalTarget(engine)


@pytest.fixture(scope="module")
def ask(target: LocalTarget) -> Ask:
    """The engine's answers, each asked for once."""
    known: dict[object, Answer] = {}

    def remembered(question: str, history: tuple[Turn, ...], *, abstain: bool = True) -> Answer:
        key = (question, history, abstain)
        if key not in known:
            known[key] = target.ask(question, history, abstain=abstain)
        return known[key]

    return remembered


def measured(gold: Path, target: Target, before: Run | None = None) -> Run:
    @contextmanager
    def opened(_: Suite) -> Iterator[Target]:
        yield target

    return run(
        [Suite("main", (gold,), CORPUS)],
        opened,
        verdict,
        thresholds=gate.read(THRESHOLDS, ("any",)),
        baseline=before.results if before else (),
    )


@pytest.fixture(scope="module")
def clean(gold: Path, target: LocalTarget, ask: Ask) -> Run:
    return measured(gold, Wrapped(target, ask))


def missed(done: Run) -> set[str]:
    return {ruling.metric for ruling in done.rulings if not ruling.passed}


def test_without_sabotage_it_passes(gold: Path, target: LocalTarget, ask: Ask, clean: Run) -> None:
    assert (clean.exit_code, missed(clean)) == (0, set())
    again = measured(gold, Wrapped(target, ask), clean)
    assert (again.exit_code, missed(again)) == (0, set())


def shifted(answer: Answer, documents: dict[str, str] | None = None) -> Answer:
    """Citations 10 characters further on; with ``documents``, quoting what stands there."""

    def moved(citation: Any) -> Any:
        start, end = citation.start_char + 10, citation.end_char + 10
        text = (documents or {}).get(citation.provenance.document_id)
        quote = citation.quote if text is None else text[start:end]
        return replace(citation, start_char=start, end_char=end, quote=quote)

    return replace(answer, citations=tuple(map(moved, answer.citations)))


def altered(answer: Answer) -> Answer:
    """The first digit of every number in the answer changed, its citations left alone."""

    def other(text: str) -> str:
        plain = re.sub(r"(?<![\[\d.,])\d", lambda m: str((int(m.group()) + 3) % 9 + 1), text)
        return plain

    sentences = tuple(replace(s, text=other(s.text)) for s in answer.sentences)
    return replace(answer, text=other(answer.text), sentences=sentences)


def test_citations_shifted(gold: Path, target: LocalTarget, ask: Ask, clean: Run) -> None:
    done = measured(gold, Wrapped(target, lambda *a, **k: shifted(ask(*a, **k))), clean)
    assert done.exit_code == 1
    assert "spans_valid" in missed(done)


def test_citations_shifted_and_cut_again(
    gold: Path, target: LocalTarget, ask: Ask, clean: Run
) -> None:
    texts = {d.id: d.text for d in target.documents()}
    done = measured(gold, Wrapped(target, lambda *a, **k: shifted(ask(*a, **k), texts)), clean)
    assert done.exit_code == 1
    assert "verbatim" in missed(done)


def test_numbers_altered(gold: Path, target: LocalTarget, ask: Ask, clean: Run) -> None:
    done = measured(gold, Wrapped(target, lambda *a, **k: altered(ask(*a, **k))), clean)
    assert done.exit_code == 1
    assert "citation_recall" in missed(done)


def test_abstention_off(gold: Path, target: LocalTarget, ask: Ask, clean: Run) -> None:
    def never_silent(question: str, history: tuple[Turn, ...], *, abstain: bool) -> Answer:
        return ask(question, history, abstain=False)

    done = measured(gold, Wrapped(target, never_silent), clean)
    assert done.exit_code == 1
    assert "wrongly_answered" in missed(done)


def test_random_passages(
    gold: Path, target: LocalTarget, clean: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever = target._engine.retriever
    honest = retriever.retrieve_for_answer
    chunks = [
        chunk.text[:200]
        for document in target.documents()
        for chunk in target._engine.library.chunks_of(document.id)
    ]
    count = 0

    def random(_: str, *rest: Any, **options: Any) -> Any:
        nonlocal count
        count += 7
        return honest(chunks[count % len(chunks)], *rest, **options)

    monkeypatch.setattr(retriever, "retrieve_for_answer", random)
    done = measured(gold, target, clean)
    assert done.exit_code == 1
    assert "hit@1" in missed(done)


def test_a_document_deleted(gold: Path, clean: Run, tmp_path: Path) -> None:
    shutil.copytree(CORPUS, tmp_path / "corpus")
    (tmp_path / "corpus" / "china-charm-offensive-in-israel.md").unlink()
    settings = load_settings(answerer="extractive")
    with fresh_engine(settings, [tmp_path / "corpus"]) as engine:
        done = measured(gold, LocalTarget(engine), clean)
    assert done.exit_code == 1
    assert "gold_found" in missed(done)

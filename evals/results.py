"""What is known about one case after it was asked and scored. Plain values, no logic of scoring."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from evals.cases import EvalCase
from evals.text import Range, normalise

_CODE = re.compile(r"^(`{3,})\n.*?\n\1$", re.MULTILINE | re.DOTALL)  # its brackets are its own
_MARKER = re.compile(r"\s*\[(\d+)\]")


class Outcome(StrEnum):
    """What became of a case, in the words of the report."""

    RIGHT = "right"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    WRONGLY_ABSTAINED = "wrongly abstained"
    RIGHTLY_ABSTAINED = "rightly abstained"
    WRONGLY_ANSWERED = "wrongly answered"
    UNSCORED = "not scored"
    ERROR = "error"


GOOD = {Outcome.RIGHT, Outcome.RIGHTLY_ABSTAINED, Outcome.UNSCORED}


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as the report shows it; ``on_gold``: None where there is no gold span."""

    marker: int
    title: str
    start_char: int
    end_char: int
    quote: str
    valid: bool
    on_gold: bool | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved passage; ``gold`` are the ranges of ``text`` that hold the answer."""

    title: str
    start_char: int
    end_char: int
    text: str
    gold: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """All that is known about one case. None in ``scores``: could not be scored.

    ``marks`` are (start, end, verdict) of the answer's sentences in ``text``. ``forced_right``
    is whether the answer would have been right had the engine not been allowed to abstain
    (None: not tried). ``latency_ms`` and nothing else differs between two runs.
    """

    id: str
    suite: str
    where: str
    question: str
    turns: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    answerable: bool
    reference: str
    outcome: Outcome
    reason: str
    text: str = ""
    abstained: bool = False
    confidence: float | None = None
    marks: tuple[tuple[int, int, str], ...] = ()
    citations: tuple[Cited, ...] = ()
    passages: tuple[Passage, ...] = ()
    scores: Mapping[str, float | None] = field(default_factory=dict)
    forced_right: float | None = None
    latency_ms: float | None = None

    @property
    def failed(self) -> bool:
        """Whether a person should look at it."""
        broken = ("spans_valid", "markers_resolve", "citation_recall")
        return self.outcome not in GOOD or any(
            (score := self.scores.get(name)) is not None and score < 1 for name in broken
        )


def failed_to_run(case: EvalCase, error: str, *, suite: str = "main") -> CaseResult:
    """The result of a case that could not be asked: no score, which is not a score of 0."""
    return CaseResult(
        id=case.id,
        suite=suite,
        where=case.where,
        question=case.user_input,
        turns=tuple((t.question, t.answer) for t in case.turns),
        tags=case.tags,
        sources=case.reference_sources,
        answerable=case.answerable,
        reference=case.reference,
        outcome=Outcome.ERROR,
        reason=error,
    )


def bare(text: str) -> str:
    """An answer's words without its markers ``[n]``."""
    return _MARKER.sub("", text)


def rejected(case: EvalCase, said: str) -> bool:
    """Whether an answer (without markers) is one that a reader called wrong."""
    return bool(said) and normalise(said) in {normalise(bare(r)) for r in case.rejected}


def markers(text: str) -> set[int]:
    """The markers that an answer's text carries."""
    return {int(number) for number in _MARKER.findall(_CODE.sub("", text))}

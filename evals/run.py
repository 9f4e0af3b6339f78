"""A run: gold questions asked of a target, scored, aggregated and ruled on."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from evals import diff, gate, mutate, summary
from evals.cases import EvalCase, Suite, check_unique, load
from evals.diff import Diff
from evals.gate import Ruling, Threshold
from evals.metrics import Estimate
from evals.mutate import Claim, Trial
from evals.results import CaseResult, Outcome, failed_to_run
from evals.score import Verify, score
from evals.shelf import Shelf, locate, shelve
from evals.summary import Curve
from evals.targets import Target
from rag.errors import EvalError, RagError
from rag.schema import Answer, Turn

Progress = Callable[[str], None]  # is told the id of each case that is done
Open = Callable[[Suite], AbstractContextManager[Target]]


# Of these a run says how good the answers are; the other bounds hold for what is cited.
_QUALITY = frozenset(
    ("good", "right", "complete", "first_sentence", "f1", "wrongly_answered", "wrongly_abstained")
)


@dataclass(frozen=True, slots=True)
class Run:
    """All of a run: what was tested, every case, the aggregates and the rulings.

    ``about`` is the same for two runs of the same thing, ``started`` is not.
    """

    started: str
    about: dict[str, Any]
    results: tuple[CaseResult, ...]
    metrics: dict[str, Estimate]
    slices: dict[str, dict[str, dict[str, Estimate]]]
    curve: Curve | None
    trials: tuple[Trial, ...]
    rulings: tuple[Ruling, ...] = ()
    compared: Diff | None = None

    @property
    def exit_code(self) -> int:
        """0: passed; 1: below a threshold or worse than the baseline; 2: a case could not run."""
        if any(r.outcome is Outcome.ERROR for r in self.results):
            return 2
        return int(not all(ruling.passed for ruling in self.rulings))

    @property
    def unbounded(self) -> str:
        """What to know where questions fail and nothing demands that they do not; else ""."""
        failing = sum(r.failed for r in self.results)
        if not failing or any(ruling.metric in _QUALITY for ruling in self.rulings):
            return ""
        return (
            f"{failing} of {len(self.results)} questions fail, which nothing forbids: no threshold "
            "is set for right answers (--thresholds FILE, see evals/README.md)"
        )


@dataclass(slots=True)
class _Gathered:
    """What the suites have yielded so far."""

    about: dict[str, Any] = field(default_factory=dict)
    results: list[CaseResult] = field(default_factory=list)
    right: list[Answer] = field(default_factory=list)
    reworded: list[Claim] = field(default_factory=list)


def load_suites(suites: Sequence[Suite]) -> dict[str, list[EvalCase]]:
    """The cases of each suite, ids unique over all. Raises EvalError; nothing has run by then."""
    cases = {suite.name: [case for path in suite.gold for case in load(path)] for suite in suites}
    everything = [case for group in cases.values() for case in group]
    check_unique(everything)
    if not everything:
        raise EvalError("No gold question found: see evals/README.md for the file format.")
    return cases


def run(
    suites: Sequence[Suite],
    open_target: Open,
    verify: Verify,
    *,
    thresholds: Sequence[Threshold] = (),
    baseline: Sequence[CaseResult] = (),
    reworded: Callable[[Shelf], list[Claim]] = lambda _: [],
    use_spans: bool = True,
    progress: Progress = lambda _: None,
) -> Run:
    """Ask, score, aggregate and rule. ``reworded`` gives sentences for the verifier's trial.

    With ``use_spans=False`` gold quotes are not looked for (the corpus words them otherwise),
    and what rests on them is left unscored.
    """
    started = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    cases = load_suites(suites)
    gathered = _Gathered()
    for suite in suites:
        with open_target(suite) as target:
            shelf = shelve(target.documents())
            found = [_located(c, shelf, target, use_spans) for c in cases[suite.name]]
            _ask_all(found, suite.name, target, shelf, verify, gathered, progress)
            gathered.about = gathered.about or target.about
            if suite is suites[0]:
                gathered.reworded = reworded(shelf)
    trials = mutate.trial([*mutate.claims_from(gathered.right), *gathered.reworded], verify)
    return _ruled(started, gathered, trials, thresholds, baseline)


def _located(case: EvalCase, shelf: Shelf, target: Target, use_spans: bool) -> EvalCase:
    return locate(case, shelf) if use_spans and target.seen.spans else case


def _ask_all(
    cases: Sequence[EvalCase],
    suite: str,
    target: Target,
    shelf: Shelf,
    verify: Verify,
    gathered: _Gathered,
    progress: Progress,
) -> None:
    if cases:
        _warm_up(target, cases[0])
    for case in cases:
        try:
            result, answer = _ask(case, suite, target, shelf, verify)
        except Exception as error:  # a crash is a finding about this case, not the end
            said = str(error) if isinstance(error, RagError) else f"{type(error).__name__}: {error}"
            gathered.results.append(failed_to_run(case, said, suite=suite))
        else:
            gathered.results.append(result)
            if result.outcome is Outcome.RIGHT:
                gathered.right.append(answer)
        progress(case.id)


def _warm_up(target: Target, case: EvalCase) -> None:
    """The first question loads what is loaded lazily; its time would be no latency."""
    with suppress(Exception):  # the case itself will tell
        target.ask(case.user_input, ())


def _ask(
    case: EvalCase, suite: str, target: Target, shelf: Shelf, verify: Verify
) -> tuple[CaseResult, Answer]:
    history = _history(case, target)
    begun = perf_counter()
    answer = target.ask(case.user_input, history)
    taken = (perf_counter() - begun) * 1000
    forced = target.ask(case.user_input, history, abstain=False) if answer.abstained else None
    seen = target.seen
    if case.evidence:
        seen = replace(seen, relevant=target.relevant(case))
    result = score(
        case, answer, shelf=shelf, verify=verify, suite=suite, forced=forced, seen=seen,
        latency_ms=taken,
    )  # fmt: skip
    return result, answer


def _history(case: EvalCase, target: Target) -> tuple[Turn, ...]:
    """The turns before the question; those without an answer are asked in their order."""
    history: tuple[Turn, ...] = ()
    for turn in case.turns:
        said = turn.answer or target.ask(turn.question, history).text
        history = (*history, Turn(turn.question, said))
    return history


def _ruled(
    started: str,
    gathered: _Gathered,
    trials: Sequence[Trial],
    thresholds: Sequence[Threshold],
    baseline: Sequence[CaseResult],
) -> Run:
    results = gathered.results
    estimates = summary.summarise(results) | mutate.as_metrics(trials)
    compared = diff.compare(baseline, results) if baseline else None
    rulings = gate.rule(estimates, thresholds)
    if compared:
        rulings += gate.regressions(compared)
    return Run(
        started=started,
        about=gathered.about,
        results=tuple(results),
        metrics=estimates,
        slices={
            "tag": summary.slices(results, lambda r: r.tags),
            "source": summary.slices(results, lambda r: r.sources),
            "suite": summary.slices(results, lambda r: (r.suite,)),
        },
        curve=summary.curve(results),
        trials=tuple(trials),
        rulings=tuple(rulings),
        compared=compared,
    )

"""The gate: metrics against thresholds, and a run against the baseline. Pure but for ``read``."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals import summary
from evals.diff import Diff
from evals.metrics import Estimate
from rag.errors import EvalError


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound for one metric, and why it is where it is.

    ``required``: a metric that no case could score misses it; otherwise it says nothing.
    """

    metric: str
    why: str
    at_least: float | None = None
    at_most: float | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether one demand was met; ``text`` can be read aloud."""

    metric: str
    passed: bool
    text: str
    why: str = ""


def read(path: Path, parts: Sequence[str]) -> list[Threshold]:
    """The thresholds of these parts of the file.

    ``[any.<metric>]`` holds for every corpus, ``[shipped.<metric>]`` for the questions that
    come with the project, where each metric must also have been scored. Raises EvalError for a
    file that cannot be used.
    """
    required = "shipped" in parts
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise EvalError(f"Cannot read the thresholds {path}: {error}.") from error
    return [
        _threshold(path, metric, demand, required)
        for part in parts
        for metric, demand in data.get(part, {}).items()
    ]


def _threshold(path: Path, metric: str, demand: Mapping[str, object], required: bool) -> Threshold:
    if metric not in summary.BY_NAME:
        raise EvalError(f"{path.name}: no metric is called {metric!r}.")
    why, low, high = demand.get("why"), demand.get("at_least"), demand.get("at_most")
    if not isinstance(why, str) or not why.strip():
        raise EvalError(f"{path.name}: {metric} needs a reason (why).")
    bounds = [bound for bound in (low, high) if bound is not None]
    if not bounds or not all(isinstance(bound, int | float) for bound in bounds):
        raise EvalError(f"{path.name}: {metric} needs a number: at_least or at_most.")
    return Threshold(
        metric=metric,
        why=why,
        at_least=float(str(low)) if low is not None else None,
        at_most=float(str(high)) if high is not None else None,
        required=required,
    )


def rule(estimates: Mapping[str, Estimate], thresholds: Sequence[Threshold]) -> list[Ruling]:
    """One ruling for each threshold whose metric was scored, or had to be."""
    return [
        _rule(estimates.get(t.metric), t) for t in thresholds if t.required or t.metric in estimates
    ]


def _rule(estimate: Estimate | None, demand: Threshold) -> Ruling:
    title = summary.BY_NAME[demand.metric].title
    wanted = " and ".join(
        f"{word} {shown(demand.metric, bound)}"
        for word, bound in (("at least", demand.at_least), ("at most", demand.at_most))
        if bound is not None
    )
    if estimate is None:
        return Ruling(demand.metric, False, f"{title}: no case could be scored.", demand.why)
    passed = (demand.at_least is None or estimate.value >= demand.at_least) and (
        demand.at_most is None or estimate.value <= demand.at_most
    )
    value = shown(demand.metric, estimate.value)
    return Ruling(demand.metric, passed, f"{title} is {value}, wanted {wanted}.", demand.why)


def regressions(diff: Diff) -> list[Ruling]:
    """One failed ruling for each metric that is worse than the baseline by more than chance."""
    return [
        Ruling(
            change.metric,
            False,
            f"{summary.BY_NAME[change.metric].title} went from "
            f"{shown(change.metric, change.before)} to {shown(change.metric, change.after)} "
            f"(95% interval of the difference {change.low:+.3f} to {change.high:+.3f}, "
            f"n={change.n}).",
            "A change must not make answers worse than the committed baseline.",
        )
        for change in diff.changes
        if change.worse
    ]


def shown(metric: str, value: float) -> str:
    """A value in its metric's unit."""
    unit = summary.BY_NAME[metric].unit
    if unit == "share":
        return f"{value:.1%}" if metric not in {"auroc", "aurc", "mrr"} else f"{value:.3f}"
    return f"{value:.0f} ms" if unit == "ms" else f"{value:.2f}"

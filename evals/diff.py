"""Two runs compared case by case: what got better, what got worse, and whether it is chance. Pure.

Only cases that both runs have are compared, each with itself, so that the difficulty of the
questions cancels out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals import metrics, summary
from evals.results import GOOD, CaseResult

# Means over cases; latency belongs to a machine and is left out.
COMPARED = (
    "good", "right", "complete", "first_sentence", "wrongly_answered", "wrongly_abstained",
    "hit@1", "hit@5", "mrr", "recall@5", "spans_valid", "citation_recall", "citation_precision",
    "verbatim", "cites_gold", "gold_cited", "gold_found",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One metric before and after; ``low`` and ``high`` bound the difference at 95%."""

    metric: str
    before: float
    after: float
    low: float
    high: float
    n: int

    @property
    def delta(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def worse(self) -> bool:
        """Whether it fell (or rose, where less is better) by more than chance."""
        falls = summary.BY_NAME[self.metric].better > 0
        return self.high < 0 if falls else self.low > 0

    @property
    def improved(self) -> bool:
        """Whether it got better by more than chance."""
        rises = summary.BY_NAME[self.metric].better > 0
        return self.low > 0 if rises else self.high < 0


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose outcome changed."""

    before: CaseResult
    after: CaseResult


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed from one run to another; ``only_*`` are ids that one of them lacks."""

    changes: tuple[Change, ...]
    better: tuple[Moved, ...]
    worse: tuple[Moved, ...]
    other: tuple[Moved, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Sequence[CaseResult], after: Sequence[CaseResult]) -> Diff:
    """The difference of two runs."""
    old = {r.id: r for r in before}
    pairs = [Moved(old[r.id], r) for r in after if r.id in old]
    moved = [p for p in pairs if p.before.outcome != p.after.outcome]
    better = tuple(p for p in moved if p.after.outcome in GOOD and p.before.outcome not in GOOD)
    worse = tuple(p for p in moved if p.before.outcome in GOOD and p.after.outcome not in GOOD)
    return Diff(
        changes=tuple(c for name in COMPARED if (c := _change(name, pairs))),
        better=better,
        worse=worse,
        other=tuple(p for p in moved if p not in better and p not in worse),
        only_before=tuple(sorted(old.keys() - {r.id for r in after})),
        only_after=tuple(sorted({r.id for r in after} - old.keys())),
    )


def _change(name: str, pairs: Sequence[Moved]) -> Change | None:
    """The paired difference of one metric with its bootstrap interval."""
    before = summary.values([p.before for p in pairs], name)
    after = summary.values([p.after for p in pairs], name)
    shared = [key for key in before if key in after]
    if not shared:
        return None
    one = np.array([before[key] for key in shared])
    other = np.array([after[key] for key in shared])
    moved = metrics.bootstrap((other - one).tolist())
    assert moved is not None  # noqa: S101  # there is a shared case
    return Change(
        metric=name,
        before=float(one.mean()),
        after=float(other.mean()),
        low=moved.low,
        high=moved.high,
        n=len(shared),
    )

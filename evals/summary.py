"""Case results → metrics with n and an interval, slices, and the risk–coverage curve. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals import metrics
from evals.metrics import Estimate, RiskPoint
from evals.results import CaseResult, Outcome


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric by name: what it says, and which way is better (0: neither).

    ``unit`` is share, number, ms or tokens.
    """

    name: str
    title: str
    group: str
    better: int = 1
    unit: str = "share"


CATALOGUE = tuple(
    Metric(*row)
    for row in (
        ("good", "Right, or rightly silent", "Overall"),
        ("right", "Right and complete", "Answers"),
        ("complete", "Parts of the answer that are there", "Answers"),
        ("first_sentence", "Answer in the first sentence", "Answers"),
        ("f1", "Word F1 with the reference", "Answers"),
        ("sentences", "Sentences per answer", "Answers", 0, "number"),
        ("wrongly_answered", "Wrongly answered", "Abstention", -1),
        ("wrongly_abstained", "Wrongly abstained", "Abstention", -1),
        ("abstain_precision", "Abstention precision", "Abstention"),
        ("abstain_recall", "Abstention recall", "Abstention"),
        ("auroc", "AUROC of the confidence", "Abstention"),
        ("aurc", "Area under risk–coverage", "Abstention", -1),
        ("hit@1", "Hit at 1", "Retrieval"),
        ("hit@5", "Hit at 5", "Retrieval"),
        ("mrr", "Mean reciprocal rank", "Retrieval"),
        ("ndcg@5", "nDCG at 5", "Retrieval"),
        ("recall@5", "Gold tokens in the first 5", "Retrieval"),
        ("precision@5", "Token precision of the first 5", "Retrieval"),
        ("iou@5", "Token IoU of the first 5", "Retrieval"),
        ("spans_valid", "Citations exact to the letter", "Citations"),
        ("markers_resolve", "Answers whose markers all resolve", "Citations"),
        ("citation_recall", "Citation recall (ALCE)", "Citations"),
        ("citation_precision", "Citation precision (ALCE)", "Citations"),
        ("verbatim", "Quotes that stand in the answer", "Citations"),
        ("cites_gold", "Citations on gold passages", "Citations"),
        ("gold_cited", "Gold passages cited", "Citations"),
        ("detect_number", "Altered numbers detected", "Verifier"),
        ("detect_date", "Altered dates detected", "Verifier"),
        ("detect_name", "Altered names detected", "Verifier"),
        ("detect_polarity", "Turned statements detected", "Verifier"),
        ("detect_source", "Swapped sources detected", "Verifier"),
        ("detect_splice", "Spliced quotes detected", "Verifier"),
        ("false_alarm", "False alarms, quoted sentences", "Verifier", -1),
        ("false_alarm_reworded", "False alarms, reworded sentences", "Verifier", -1),
        ("gold_found", "Gold documents in the corpus", "Cost and health"),
        ("latency_p50", "Latency, median", "Cost and health", -1, "ms"),
        ("latency_p95", "Latency, 95th percentile", "Cost and health", -1, "ms"),
        ("tokens_prompt", "Prompt tokens per answer", "Cost and health", -1, "tokens"),
        ("tokens_completion", "Answer tokens", "Cost and health", 0, "tokens"),
    )
)
BY_NAME: Mapping[str, Metric] = {metric.name: metric for metric in CATALOGUE}
SLICED = ("good", "right", "wrongly_abstained", "wrongly_answered", "hit@1")


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk–coverage over all cases, and where the engine stands on it.

    ``operating`` has the share that was answered and the share of those that was wrong.
    """

    points: tuple[RiskPoint, ...]
    operating: RiskPoint


def values(results: Sequence[CaseResult], name: str) -> dict[str, float]:
    """The scores of one metric that is a mean over cases, by case id; unscored cases left out."""
    found: dict[str, float] = {}
    for result in results:
        score = good(result) if name == "good" else result.scores.get(name)
        if score is not None:
            found[result.id] = score
    return found


def good(result: CaseResult) -> float | None:
    """1 for a case that went as it should, 0 for one that did not, None if neither is known."""
    if result.outcome in {Outcome.UNSCORED, Outcome.ERROR}:
        return None
    return float(result.outcome in {Outcome.RIGHT, Outcome.RIGHTLY_ABSTAINED})


def summarise(results: Sequence[CaseResult]) -> dict[str, Estimate]:
    """Every metric of the catalogue that these cases have something to say about."""
    found: dict[str, Estimate | None] = {}
    for metric in CATALOGUE:
        found[metric.name] = metrics.bootstrap(list(values(results, metric.name).values()))
    found |= {
        "auroc": metrics.bootstrap_auroc(*confidences(results)),
        "aurc": _aurc(results),
        "latency_p50": _latency(results, 50),
        "latency_p95": _latency(results, 95),
    }
    return {name: estimate for name, estimate in found.items() if estimate is not None}


def confidences(results: Sequence[CaseResult]) -> tuple[list[float], list[float]]:
    """The confidences of answerable and of unanswerable cases."""
    known = [(r.answerable, r.confidence) for r in results if r.confidence is not None]
    return [c for yes, c in known if yes], [c for yes, c in known if not yes]


def unscored(results: Sequence[CaseResult]) -> dict[str, int]:
    """How many cases ended in an error or could not be judged, where there are any."""
    counts = {
        str(outcome): sum(r.outcome is outcome for r in results)
        for outcome in (Outcome.ERROR, Outcome.UNSCORED)
    }
    return {name: count for name, count in counts.items() if count}


def slices(
    results: Sequence[CaseResult], keys: Callable[[CaseResult], Sequence[str]]
) -> dict[str, dict[str, Estimate]]:
    """The main metrics for each value of ``keys`` (a case may have several), by name."""
    groups: dict[str, list[CaseResult]] = {}
    for result in results:
        for key in dict.fromkeys(keys(result)):
            groups.setdefault(key, []).append(result)
    return {
        key: {
            name: estimate
            for name in SLICED
            if (estimate := metrics.bootstrap(list(values(group, name).values())))
        }
        for key, group in sorted(groups.items())
    }


def curve(results: Sequence[CaseResult]) -> Curve | None:
    """The risk of answering everything above each confidence; None where no case can tell.

    A case counts as wrong where the answer given with abstention off is not right; answering
    an unanswerable question is always wrong.
    """
    known = _known(results)
    if not known:
        return None
    answered = [r for r in known if not r.abstained]
    wrong = sum(not r.forced_right for r in answered)
    return Curve(
        points=tuple(
            metrics.risk_coverage(
                [r.confidence or 0.0 for r in known], [not r.forced_right for r in known]
            )
        ),
        operating=RiskPoint(
            threshold=min((r.confidence or 0.0 for r in answered), default=1.0),
            coverage=len(answered) / len(known),
            risk=wrong / len(answered) if answered else 0.0,
        ),
    )


def _known(results: Sequence[CaseResult]) -> list[CaseResult]:
    return [r for r in results if r.confidence is not None and r.forced_right is not None]


def _aurc(results: Sequence[CaseResult]) -> Estimate | None:
    known = _known(results)
    rows = [(r.confidence or 0.0, 1 - (r.forced_right or 0.0)) for r in known]

    def area(picked: np.ndarray) -> float:
        drawn = [rows[int(i)] for i in picked]
        points = metrics.risk_coverage([c for c, _ in drawn], [w > 0 for _, w in drawn])
        return metrics.aurc(points) or 0.0

    return metrics.bootstrap(list(range(len(rows))), area)


def _latency(results: Sequence[CaseResult], share: float) -> Estimate | None:
    taken = [r.latency_ms for r in results if r.latency_ms is not None]
    return metrics.bootstrap(taken, lambda drawn: metrics.percentile(drawn, share))

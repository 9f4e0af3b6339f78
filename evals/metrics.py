"""The numbers, and nothing else: pure functions over ranks, ranges, words and confidences.

None stands for "could not be scored", which is not 0. Ranges are half-open; the functions
do not care whether they count characters or tokens.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import TypeVar

import numpy as np

from evals.text import Range

SEED = 20_231_007  # any constant: the same cases give the same interval, to the last digit
RESAMPLES = 1_000
C = TypeVar("C")  # whatever a citation is to the caller


# Retrieval


def hit(relevant: Sequence[bool], k: int) -> float:
    """1.0 if any of the first ``k`` results is relevant, else 0.0."""
    return float(any(relevant[:k]))


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 / place of the first relevant result; 0.0 if there is none."""
    return next((1 / place for place, found in enumerate(relevant, 1) if found), 0.0)


def ndcg(relevant: Sequence[bool], total: int, k: int) -> float | None:
    """Normalised discounted cumulative gain at ``k`` with gains of 0 and 1.

    ``total`` is how many relevant results exist; None comes back where there is none.
    Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418.
    """
    if total <= 0:
        return None
    gain = sum(1 / log2(place + 1) for place, found in enumerate(relevant[:k], 1) if found)
    best = sum(1 / log2(place + 1) for place in range(1, min(total, k) + 1))
    return gain / best


def merge(ranges: Sequence[Range]) -> list[Range]:
    """The same places as ordered ranges that do not overlap; empty ones are dropped."""
    merged: list[Range] = []
    for start, end in sorted(r for r in ranges if r[0] < r[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def length(ranges: Sequence[Range]) -> int:
    """How much the ranges cover, counted once."""
    return sum(end - start for start, end in merge(ranges))


def overlap(one: Sequence[Range], other: Sequence[Range]) -> int:
    """How much two sets of ranges share."""
    return length(one) + length(other) - length([*one, *other])


@dataclass(frozen=True, slots=True)
class SpanScores:
    """What the retrieved ranges have of the gold ranges."""

    recall: float
    precision: float
    iou: float


def span_scores(retrieved: Sequence[Range], gold: Sequence[Range]) -> SpanScores | None:
    """Recall, precision and intersection over union of ranges; None without gold.

    As Chroma's chunking evaluation has it (Smith and Troynikov 2024, "Evaluating Chunking
    Strategies for Retrieval"): what is retrieved twice is found once but paid for twice,
    so precision and IoU fall when chunks overlap. Give it ranges on one axis: documents
    laid end to end.
    """
    wanted = length(gold)
    if not wanted:
        return None
    paid = sum(end - start for start, end in retrieved)
    found = overlap(retrieved, gold)
    if not paid:
        return SpanScores(0.0, 0.0, 0.0)
    return SpanScores(found / wanted, found / paid, found / (paid + wanted - found))


# Answers


def f1(given: Sequence[str], wanted: Sequence[str]) -> float:
    """Harmonic mean of token precision and recall, as SQuAD has it (arXiv:1606.05250)."""
    if not given or not wanted:
        return float(given == wanted)
    shared = (Counter(given) & Counter(wanted)).total()
    return 2 * shared / (len(given) + len(wanted))


@dataclass(frozen=True, slots=True)
class CitationScores:
    """ALCE's two numbers for one answer; precision is None where nothing is cited."""

    recall: float
    precision: float | None


def alce(
    sentences: Sequence[tuple[str, Sequence[C]]],
    supports: Callable[[str, Sequence[C]], bool],
) -> CitationScores | None:
    """Citation recall and precision of one answer (Gao et al. 2023, arXiv:2305.14627).

    ``sentences`` are (text, its citations). Recall: the share of sentences that their
    citations together support. Precision: the share of citations that are needed; one is
    not if its sentence is unsupported, or if it does not support the sentence alone and
    the others do without it. ``supports`` stands where ALCE has an NLI model. None for an
    answer without sentences.
    """
    if not sentences:
        return None
    entailed = [bool(cited) and supports(text, cited) for text, cited in sentences]
    needed: list[bool] = []
    for (text, cited), whole in zip(sentences, entailed, strict=True):
        for place, citation in enumerate(cited):
            others = [*cited[:place], *cited[place + 1 :]]
            idle = (
                whole and bool(others) and not supports(text, [citation]) and supports(text, others)
            )
            needed.append(whole and not idle)
    return CitationScores(
        recall=sum(entailed) / len(entailed),
        precision=sum(needed) / len(needed) if needed else None,
    )


# Abstention


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Probability that a positive outranks a negative, ties counting half.

    The Mann–Whitney form of the area under the ROC curve (Hanley and McNeil 1982). None
    where one side is empty.
    """
    if not len(positive) or not len(negative):
        return None
    ordered = np.sort(np.asarray(negative, dtype=float))
    wins = np.searchsorted(ordered, positive, "left")
    ties = np.searchsorted(ordered, positive, "right") - wins
    return float((wins.sum() + ties.sum() / 2) / (len(positive) * len(negative)))


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering everything at or above ``threshold``: the share answered and of it wrong."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(confidence: Sequence[float], wrong: Sequence[bool]) -> list[RiskPoint]:
    """The risk–coverage curve: one point for each distinct confidence, the highest first.

    Geifman and El-Yaniv 2017, arXiv:1705.08500.
    """
    total = len(confidence)
    order = sorted(range(total), key=lambda i: -confidence[i])
    points: list[RiskPoint] = []
    faults = 0
    for count, i in enumerate(order, 1):
        faults += wrong[i]
        if count == total or confidence[order[count]] != confidence[i]:
            points.append(RiskPoint(confidence[i], count / total, faults / count))
    return points


def aurc(points: Sequence[RiskPoint]) -> float | None:
    """Area under the risk–coverage curve by steps; 0 is best. None without points."""
    if not points:
        return None
    edges = [0.0, *(p.coverage for p in points)]
    widths = (after - before for before, after in pairwise(edges))
    return sum(width * p.risk for width, p in zip(widths, points, strict=True))


# Aggregates


@dataclass(frozen=True, slots=True)
class Estimate:
    """An aggregate: its value, how many cases it rests on, and a 95% bootstrap interval."""

    value: float
    n: int
    low: float
    high: float


Statistic = Callable[[np.ndarray], float]


def bootstrap(values: Sequence[float], statistic: Statistic | None = None) -> Estimate | None:
    """A statistic (the mean unless given) with its percentile interval (Efron 1979).

    Seeded. A rate of exactly 0 or 1 has an interval of no width: read ``n`` with it.
    None for no values.
    """
    if not len(values):
        return None
    array = np.asarray(values, dtype=float)
    picks = np.random.default_rng(SEED).integers(0, len(array), (RESAMPLES, len(array)))
    if statistic is None:
        drawn = array[picks].mean(axis=1)
        value = float(array.mean())
    else:
        drawn = np.array([statistic(array[pick]) for pick in picks])
        value = statistic(array)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(value, len(array), float(low), float(high))


def bootstrap_auroc(positive: Sequence[float], negative: Sequence[float]) -> Estimate | None:
    """AUROC with its interval, the two sides resampled apart; ``n`` counts both."""
    value = auroc(positive, negative)
    if value is None:
        return None
    draw = np.random.default_rng(SEED)
    one, other = np.asarray(positive, dtype=float), np.asarray(negative, dtype=float)
    drawn = [
        auroc(draw.choice(one, len(one)).tolist(), draw.choice(other, len(other)).tolist()) or 0.0
        for _ in range(RESAMPLES // 2)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(value, len(one) + len(other), float(low), float(high))


def percentile(values: np.ndarray, share: float) -> float:
    """The value below which ``share`` percent lie, interpolated."""
    return float(np.percentile(values, share))

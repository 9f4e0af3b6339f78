"""Each metric against an example worked by hand."""

from collections.abc import Sequence
from math import log2

import pytest

from evals import metrics

IDCG2 = 1 + 1 / log2(3)


@pytest.mark.parametrize(
    ("relevant", "k", "expected"),
    [([], 1, 0.0), ([True], 1, 1.0), ([False, True], 1, 0.0), ([False, True], 2, 1.0)],
)
def test_hit(relevant: list[bool], k: int, expected: float) -> None:
    assert metrics.hit(relevant, k) == expected


@pytest.mark.parametrize(
    ("relevant", "expected"), [([], 0.0), ([True, True], 1.0), ([False, False, True], 1 / 3)]
)
def test_reciprocal_rank(relevant: list[bool], expected: float) -> None:
    assert metrics.reciprocal_rank(relevant) == expected


@pytest.mark.parametrize(
    ("relevant", "total", "k", "expected"),
    [
        ([True, True], 2, 5, 1.0),
        ([True, False, True], 2, 5, (1 + 1 / 2) / IDCG2),
        ([False, True], 1, 5, 1 / log2(3)),
        ([True], 3, 1, 1.0),  # no list of one could be better
        ([False, True], 1, 1, 0.0),
        ([False], 0, 5, None),
    ],
)
def test_ndcg(relevant: list[bool], total: int, k: int, expected: float | None) -> None:
    assert metrics.ndcg(relevant, total, k) == (
        None if expected is None else pytest.approx(expected)
    )


def test_ranges() -> None:
    assert metrics.merge([(5, 9), (0, 2), (2, 3), (7, 8), (4, 4)]) == [(0, 3), (5, 9)]
    assert metrics.length([(0, 10), (5, 15)]) == 15
    assert metrics.overlap([(0, 10)], [(5, 15), (8, 9)]) == 5


@pytest.mark.parametrize(
    ("retrieved", "gold", "recall", "precision", "iou"),
    [
        ([(0, 10)], [(0, 10)], 1, 1, 1),
        ([(0, 20)], [(10, 20)], 1, 0.5, 0.5),
        ([(0, 10)], [(5, 25)], 0.25, 0.5, 5 / 25),
        ([(0, 10), (0, 10)], [(0, 10)], 1, 0.5, 0.5),  # found once, paid for twice
        ([], [(0, 10)], 0, 0, 0),
        ([(20, 30)], [(0, 10)], 0, 0, 0),
    ],
)
def test_span_scores(
    retrieved: list[tuple[int, int]],
    gold: list[tuple[int, int]],
    recall: float,
    precision: float,
    iou: float,
) -> None:
    scores = metrics.span_scores(retrieved, gold)
    assert scores is not None
    assert (scores.recall, scores.precision, scores.iou) == pytest.approx((recall, precision, iou))


def test_without_gold_spans_there_is_no_score() -> None:
    assert metrics.span_scores([(0, 1)], []) is None


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        ("a b c", "a b c", 1.0),
        ("a b", "b c d", 2 / 5),
        ("a a", "a b", 2 * 1 / 4),
        ("a", "b", 0.0),
        ("", "a", 0.0),
        ("", "", 1.0),
    ],
)
def test_f1(given: str, wanted: str, expected: float) -> None:
    assert metrics.f1(given.split(), wanted.split()) == pytest.approx(expected)


def supports(sentence: str, citations: Sequence[str]) -> bool:
    """A sentence is supported where its letters are all in what it cites."""
    return set(sentence) <= set("".join(citations))


@pytest.mark.parametrize(
    ("sentences", "recall", "precision"),
    [
        ([("ab", ["ab"])], 1, 1),
        ([("ab", ["a", "b"])], 1, 1),  # neither would do alone, together they do
        ([("ab", ["ab", "x"])], 1, 1 / 2),  # x is idle
        ([("ab", ["ab", "ab"])], 1, 1),  # each would do alone: ALCE counts both
        ([("ab", ["a"]), ("c", ["c"])], 1 / 2, 1 / 2),
        ([("ab", [])], 0, None),
    ],
)
def test_alce(
    sentences: list[tuple[str, list[str]]], recall: float, precision: float | None
) -> None:
    scores = metrics.alce(sentences, supports)
    assert scores is not None
    assert scores.recall == recall
    assert scores.precision == precision


def test_alce_without_sentences() -> None:
    assert metrics.alce([], supports) is None


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.6, 0.4], (1 + 1 + 0 + 0.5) / 4),
        ([], [0.5], None),
        ([0.5], [], None),
    ],
)
def test_auroc(positive: list[float], negative: list[float], expected: float | None) -> None:
    assert metrics.auroc(positive, negative) == expected


def test_risk_coverage_by_hand() -> None:
    points = metrics.risk_coverage([0.9, 0.8, 0.8, 0.1], [False, True, False, True])
    assert [(p.threshold, p.coverage, p.risk) for p in points] == [
        (0.9, 0.25, 0.0),
        (0.8, 0.75, 1 / 3),
        (0.1, 1.0, 0.5),
    ]
    # Steps of width .25, .5 and .25 at heights 0, 1/3 and 1/2.
    assert metrics.aurc(points) == pytest.approx(0.5 / 3 + 0.125)
    assert metrics.aurc([]) is None


def test_bootstrap_is_repeatable_and_brackets_the_value() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0]
    first, again = metrics.bootstrap(values), metrics.bootstrap(values)
    assert first is not None
    assert first == again
    assert first.n == 8
    assert first.low < first.value == 5 / 8 < first.high
    assert metrics.bootstrap([]) is None


def test_bootstrap_of_a_constant_has_no_width() -> None:
    estimate = metrics.bootstrap([1.0] * 5)
    assert estimate == metrics.Estimate(1.0, 5, 1.0, 1.0)


def test_bootstrap_takes_any_statistic() -> None:
    estimate = metrics.bootstrap([1, 2, 3, 4, 100], lambda a: metrics.percentile(a, 50))
    assert estimate is not None
    assert estimate.value == 3


def test_bootstrap_auroc() -> None:
    estimate = metrics.bootstrap_auroc([0.9, 0.7, 0.4], [0.5, 0.2])
    assert estimate is not None
    assert estimate.value == pytest.approx(5 / 6)
    assert (estimate.n, estimate.low <= 5 / 6 <= estimate.high) == (5, True)
    assert metrics.bootstrap_auroc([], [0.1]) is None

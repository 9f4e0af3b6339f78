"""Fusing: nothing found is lost, and near-duplicates are dropped without hiding a disagreement."""

from itertools import pairwise

import pytest

from rag.retrieval.fuse import Candidate, distinct, merge, reciprocal

MERGED = [
    ([], [], []),
    (["a"], [], [Candidate("a", 1, None)]),
    ([], ["a"], [Candidate("a", None, 1)]),
    (["a", "b"], ["b"], [Candidate("b", 2, 1), Candidate("a", 1, None)]),
    (
        ["a", "b"], ["c", "d"],
        [Candidate("a", 1), Candidate("c", None, 1), Candidate("b", 2), Candidate("d", None, 2)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("dense", "text", "expected"), MERGED)
def test_every_chunk_once_with_its_ranks_best_first(
    dense: list[str], text: list[str], expected: list[Candidate]
) -> None:
    assert merge(dense, text) == expected


def test_a_better_rank_is_worth_more_and_none_nothing() -> None:
    assert reciprocal(1) > reciprocal(2) > reciprocal(1000) > reciprocal(None) == 0


def pairs(text: str) -> frozenset[tuple[str, str]]:
    words = text.split()
    return frozenset(pairwise(words))


LONG = "the harbour was opened by the mayor on a cold and rainy day in spring with a band"
DUPLICATES = [
    ("the same twice", [LONG, LONG], [0]),
    ("all but one word", [LONG, LONG + "!"], [0]),
    ("another figure", [LONG + " of 12 men", LONG + " of 13 men"], [0, 1]),
    ("something else", [LONG, "bread is baked in a hot oven"], [0, 1]),
    ("half of it", [LONG, " ".join(LONG.split()[:8])], [0, 1]),
    ("one word each", ["yes", "no", "yes"], [0, 1, 2]),
    ("nothing", [], []),
]


@pytest.mark.parametrize(
    ("texts", "kept"), [row[1:] for row in DUPLICATES], ids=lambda v: str(v)[:20]
)
def test_near_duplicates_give_way_to_the_better_one(texts: list[str], kept: list[int]) -> None:
    assert distinct([pairs(text) for text in texts], most=10) == kept


def test_no_more_than_asked_for() -> None:
    assert distinct([pairs(f"{n} word") for n in "abcdef"], most=2) == [0, 1]

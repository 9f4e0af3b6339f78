"""Two searches into one list of candidates, and near-duplicates out of a ranked one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rag.schema import ChunkId


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that one of the searches found; ranks are 1-based, None where it was not found."""

    chunk_id: ChunkId
    dense_rank: int | None = None
    text_rank: int | None = None


def merge(dense: Iterable[ChunkId], text: Iterable[ChunkId]) -> list[Candidate]:
    """Every chunk that either search found, best reciprocal rank first.

    The order only matters where the list is cut: ranking looks at all of them.
    """
    dense_ranks = {chunk_id: rank for rank, chunk_id in enumerate(dense, start=1)}
    text_ranks = {chunk_id: rank for rank, chunk_id in enumerate(text, start=1)}
    found = [
        Candidate(chunk_id, dense_ranks.get(chunk_id), text_ranks.get(chunk_id))
        for chunk_id in dict.fromkeys([*dense_ranks, *text_ranks])
    ]
    return sorted(found, key=lambda c: -(reciprocal(c.dense_rank) + reciprocal(c.text_rank)))


def in_turns(one: Sequence[ChunkId], other: Sequence[ChunkId]) -> list[ChunkId]:
    """Both lists as one: the first of each, then the second of each, and so on."""
    longest = zip_longest(one, other)
    return list(dict.fromkeys(c for pair in longest for c in pair if c is not None))


def reciprocal(rank: int | None, k: int = 60) -> float:
    """``1 / (k + rank)`` (Cormack et al., "Reciprocal Rank Fusion", SIGIR 2009); 0 for None."""
    return 0.0 if rank is None else 1.0 / (k + rank)


def distinct(shingles: Sequence[frozenset[tuple[str, str]]], *, most: int) -> list[int]:
    """Positions of the first ``most`` items that are not near-duplicates of an earlier one.

    ``shingles`` are the neighbouring pairs of terms of each item, best item first. Items that
    differ in a figure are never duplicates: they may disagree, and the reader must see both.
    """
    kept: list[int] = []
    for position, pairs in enumerate(shingles):
        if len(kept) == most:
            break
        if not any(_near(pairs, shingles[other]) for other in kept):
            kept.append(position)
    return kept


def _near(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    shared = len(one & other)
    if not shared or shared < 0.8 * len(one | other):
        return False
    return not any(_has_figure(pair) for pair in one ^ other)


def _has_figure(pair: tuple[str, str]) -> bool:
    return any(term[0].isdigit() for term in pair)

"""What is embedded of a chunk, and the vectors made of a model's last states. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.store.stamp import DIMENSION

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk to embed: ``prefix`` (title and headings) then ``text``.

    ``spans`` are half-open offsets in ``text``, one for each sentence. ``foreign``: what embeds
    English does not read it.
    """

    prefix: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors of a passage, float32 (384,), and of its spans, float32 (spans, 384)."""

    vector: Vector
    span_vectors: Vector


def pooled(states: Vector, windows: Sequence[tuple[int, int]]) -> PassageVectors:
    """The mean of all states, float32 (pieces, 384), and of those in each half-open window.

    An empty window gets the mean of all.
    """
    whole = states.mean(axis=0)
    spans = np.empty((len(windows), DIMENSION), np.float32)
    for row, (first, last) in enumerate(windows):
        spans[row] = states[first:last].mean(axis=0) if first < last else whole
    return PassageVectors(unit(whole), unit(spans))


def unit(vectors: Vector) -> Vector:
    """The same directions, of length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)

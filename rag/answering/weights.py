"""The fitted parameters of the built-in answerer and how they are applied.

`answerer.json` is written by ``evals/train_answerer.py``. Under each name it has the small
networks whose scores are averaged; of each the names of its inputs, their mean and scale, and
its layers (weights and offsets; tanh between), and how much it counts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Network:
    """A feed-forward network with one output: rows of ``inputs`` in, one number each out."""

    inputs: tuple[str, ...]
    mean: Floats
    scale: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    counts: float = 1.0

    def __call__(self, rows: Floats) -> Floats:
        """Scores, float64 (n,), of ``rows``, float64 (n, inputs)."""
        values = np.clip((rows - self.mean) / self.scale, -5, 5)
        for i, (weights, offset) in enumerate(self.layers):
            values = values @ weights + offset
            if i + 1 < len(self.layers):
                values = np.tanh(values)
        return values[:, 0]


@dataclass(frozen=True, eq=False)
class Average:
    """Networks over the same inputs; the score is their mean, each counted as it says."""

    networks: tuple[Network, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.networks[0].inputs

    def __call__(self, rows: Floats) -> Floats:
        """Scores, float64 (n,), of ``rows``, float64 (n, inputs)."""
        scores = [network(rows) for network in self.networks]
        counts = [network.counts for network in self.networks]
        return np.asarray(np.average(scores, axis=0, weights=counts))


@cache
def network(name: str) -> Average:
    """What scores by that name: "first", "sentence" or "confidence".

    The latter two also exist as "…_unread", for pages that the reader could not read.
    """
    text = files("rag.answering").joinpath("answerer.json").read_text(encoding="utf-8")
    return Average(tuple(map(from_json, json.loads(text)[name])))


def from_json(raw: Mapping[str, Any]) -> Network:
    """A network as it is written in `answerer.json`."""
    return Network(
        inputs=tuple(raw["inputs"]),
        mean=np.array(raw["mean"], dtype=np.float64),
        scale=np.array(raw["scale"], dtype=np.float64),
        layers=tuple(
            (np.array(w, dtype=np.float64), np.array(b, dtype=np.float64)) for w, b in raw["layers"]
        ),
        counts=float(raw["counts"]),
    )


def to_json(network: Network) -> dict[str, Any]:
    """What ``from_json`` reads, with four significant digits."""

    def short(values: Floats) -> Any:
        return np.vectorize(lambda value: float(f"{value:.4g}"))(values).tolist()

    return {
        "inputs": list(network.inputs),
        "mean": short(network.mean),
        "scale": short(network.scale),
        "layers": [[short(weights), short(offset)] for weights, offset in network.layers],
        "counts": network.counts,
    }

"""Fitting the small networks of ``rag/answering/weights.py`` with numpy alone.

``fit``: one hidden layer of tanh or none, Adam (Kingma and Ba, 2015), a cosine schedule and
weight decay. What is minimised is given as its gradient by the scores, so lists and single rows
are fitted alike. ``fit_logistic``: logistic regression, to the minimum.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rag.answering.weights import Network

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Gradient = Callable[[Floats, Rows], Floats]
_NEWTON_STEPS = 15
_LEAST_SPREAD = 0.02  # a column that hardly varies must not be blown up


def fit(
    inputs: Sequence[str],
    table: Floats,
    batches: Callable[[np.random.Generator], Sequence[Rows]],
    gradient: Gradient,
    *,
    hidden: int,
    epochs: int,
    rate: float,
    decay: float,
    seed: int = 0,
) -> Network:
    """A network over ``table``, float64 (rows, inputs).

    ``batches`` gives the row numbers of each step of an epoch; ``gradient(scores, rows)`` the
    derivative of the loss by each score. ``hidden`` 0 gives a linear model. The same data and
    ``seed`` give the same network.
    """
    chance = np.random.default_rng(seed)
    mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), _LEAST_SPREAD)
    values = np.clip((table - mean) / scale, -5, 5)
    sizes = [len(inputs), *([hidden] if hidden else []), 1]
    weights = [
        part
        for before, after in pairwise(sizes)
        for part in (chance.normal(0, before**-0.5, (before, after)), np.zeros(after))
    ]
    adam = _Adam(weights)
    for epoch in range(epochs):
        now = rate * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        for rows in batches(chance):
            part = values[rows]
            inner = np.tanh(part @ weights[0] + weights[1]) if hidden else part
            slope = gradient((inner @ weights[-2] + weights[-1])[:, 0], rows)[:, None]
            slopes = [inner.T @ slope, slope.sum(axis=0)]
            if hidden:
                back = (slope @ weights[2].T) * (1 - inner * inner)
                slopes = [part.T @ back, back.sum(axis=0), *slopes]
            adam.step(slopes, now, decay)
    return Network(tuple(inputs), mean, scale, tuple(zip(weights[::2], weights[1::2], strict=True)))


def fit_logistic(
    inputs: Sequence[str], table: Floats, labels: Floats, counts: Floats, decay: Floats
) -> Network:
    """A linear network whose score is the log-odds of ``labels`` (0 or 1).

    ``table`` is float64 (rows, inputs); ``counts`` says how much each row does, ``decay`` holds
    what each weight is pulled by. Newton's steps (iteratively reweighted least squares).
    """
    mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), _LEAST_SPREAD)
    values = np.column_stack([np.clip((table - mean) / scale, -5, 5), np.ones(len(table))])
    pull = np.append(decay, 0.0)  # the offset is free
    weights = np.zeros(values.shape[1])
    for _ in range(_NEWTON_STEPS):
        chances = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (counts * (chances - labels)) / counts.sum() + pull * weights
        spread = counts * (chances * (1 - chances) + 1e-6)
        bend = (values * spread[:, None]).T @ values / counts.sum() + np.diag(pull)
        weights -= np.linalg.solve(bend, slope)
    layer = (weights[:-1, None], weights[-1:])
    return Network(tuple(inputs), mean, scale, (layer,))


class _Adam:
    """Moments of each array of weights; changes the arrays in place."""

    def __init__(self, weights: list[Floats]) -> None:
        self.weights = weights
        self.first = [np.zeros_like(w) for w in weights]
        self.second = [np.zeros_like(w) for w in weights]
        self.steps = 0

    def step(self, slopes: Sequence[Floats], rate: float, decay: float) -> None:
        self.steps += 1
        for i, slope in enumerate(slopes):
            pull = slope + decay * self.weights[i] * (self.weights[i].ndim > 1)
            self.first[i] = 0.9 * self.first[i] + 0.1 * pull
            self.second[i] = 0.99 * self.second[i] + 0.01 * pull * pull
            first = self.first[i] / (1 - 0.9**self.steps)
            second = self.second[i] / (1 - 0.99**self.steps)
            self.weights[i] -= rate * first / (np.sqrt(second) + 1e-8)


def list_gradient(lists: Rows, gold: npt.NDArray[np.bool_], importance: Floats) -> Gradient:
    """Of the softmax loss over each list: the gold rows together are to get all of it.

    ``lists`` numbers the list of each row, ``importance`` weighs each list.
    """

    def gradient(scores: Floats, rows: Rows) -> Floats:
        _, groups = np.unique(lists[rows], return_inverse=True)
        top = np.full(groups.max() + 1, -np.inf)
        np.maximum.at(top, groups, scores)
        odds = np.exp(scores - top[groups])
        shares = odds / np.bincount(groups, odds)[groups]
        right = odds * gold[rows]
        wanted = right / np.bincount(groups, right)[groups]
        return np.asarray((shares - wanted) * importance[lists[rows]] / len(top))

    return gradient


def logistic_gradient(labels: Floats) -> Gradient:
    """Of the logistic loss of each row."""

    def gradient(scores: Floats, rows: Rows) -> Floats:
        return np.asarray((1 / (1 + np.exp(-scores)) - labels[rows]) / len(rows))

    return gradient

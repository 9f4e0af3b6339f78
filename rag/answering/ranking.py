"""The sentences that may be shown, best first, with the chance of each to hold the answer. Pure.

What speaks for each (`evidence`) is weighed by a fitted network; the reader reads the best together
with the question, and all are weighed again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from rag.answering.asking.question import Question
from rag.answering.evidence import (
    FEATURES,
    Candidate,
    Floats,
    Reading,
    measure,
    with_readings,
)
from rag.answering.kinds import turns
from rag.answering.weights import Average, network

Order = npt.NDArray[np.int64]
Read = Callable[[Sequence[Candidate], Sequence[int]], Mapping[int, Reading]]

OF_ANOTHER = 6.0  # off the score of a turn of somebody else than whose words are asked for
_COLUMNS = {name: column for column, name in enumerate(FEATURES)}
COVERAGE = _COLUMNS["coverage"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates with their features, scores and the chance of each to hold the answer.

    ``order`` lists them best first; ``chances`` sum to 1; ``readings`` are the reader's. ``judges``
    is the end of the name of the networks for such candidates: they differ by what was read, and by
    which reader.
    """

    candidates: Sequence[Candidate]
    table: Floats
    scores: Floats
    chances: Floats
    order: Order
    readings: Mapping[int, Reading] = field(default_factory=dict)
    judges: str = ""


def reads_nothing(_candidates: Sequence[Candidate], _order: Sequence[int]) -> dict[int, Reading]:
    """The reader where there is none."""
    return {}


def rank(question: Question, candidates: Sequence[Candidate], read: Read) -> Ranking:
    """Score the candidates and put them in order, best first."""
    measured = measure(question, candidates)
    first = network("first")(measured)
    readings = read(candidates, best_first(first).tolist())
    table = with_readings(measured, first, readings)
    judges = _judges(candidates, readings)
    ranking = in_order(candidates, table, network(f"sentence{judges}"))
    return replace(ranking, readings=readings, judges=judges)


def _judges(candidates: Sequence[Candidate], readings: Mapping[int, Reading]) -> str:
    if not readings:
        return "_unread"
    if any(reading.multilingual for reading in readings.values()):
        return "_multilingual"
    return "_rows" if any(c.heads for c in candidates) else ""


def in_order(candidates: Sequence[Candidate], table: Floats, scorer: Average) -> Ranking:
    """The candidates in the order of ``scorer``; ``table`` has all ``FEATURES``."""
    if not candidates:
        return Ranking(candidates, table, np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
    scores = scorer(table[:, [_COLUMNS[name] for name in scorer.inputs]])
    odds = np.exp(scores - scores.max())
    return Ranking(candidates, table, scores, odds / odds.sum(), best_first(scores))


def best_first(scores: Floats) -> Order:
    """Indices by falling score, equal ones as they come."""
    return np.argsort(-scores, kind="stable")


def of_the_one_asked(question: Question, ranking: Ranking) -> Ranking:
    """“What did Ravi say?”: below all others the turns of those who are not Ravi."""
    others = turns.others_turns(question, ranking.candidates)
    if not others:
        return ranking
    scores = ranking.scores.copy()
    scores[others] -= OF_ANOTHER
    odds = np.exp(scores - scores.max())
    return replace(ranking, scores=scores, chances=odds / odds.sum(), order=best_first(scores))

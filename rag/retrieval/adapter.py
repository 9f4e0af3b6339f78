"""How much a sentence's vector looks like that of an answer to the question.

The embedding model brings together what speaks of the same thing, and a question is nearest to
its own repetition. A linear map, fitted by ``evals/train_adapter.py`` on questions with known
answers, turns the question's vector towards those of the sentences that answer it, and leaves
theirs as they are stored (a query adapter, as in LlamaIndex's ``LinearAdapterEmbeddingModel``).
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

Floats = npt.NDArray[np.float32]


class Nearness(NamedTuple):
    """How near the sentences of a chunk are to a question, float32 (sentences,) each.

    ``cosines`` to the question itself; ``likeness`` to its answers, 0 where the embedding model
    cannot read question and chunk.
    """

    cosines: Floats
    likeness: Floats


def adapted(question: Floats) -> Floats:
    """The question's vector turned towards its answers, both float32 (384,).

    Its product with the vector of a sentence says, in log-odds, how much that looks like an answer.
    """
    turn, offset = _fitted()
    return np.asarray(turn @ question + offset, np.float32)


@cache
def _fitted() -> tuple[Floats, Floats]:
    stored = load((files(__package__) / "adapter.safetensors").read_bytes())
    return stored["turn"].astype(np.float32), stored["offset"].astype(np.float32)

"""The reader: question and passage read together, and how likely each sentence is the answer.

Where the ranking of sentences compares what question and sentence say apart, the reader lets
them see each other: the lower half of the embedding model reads both alone, three upper layers
of our own read them together (Cao et al., DeFormer, ACL 2020). Those layers start as the
embedding model's and are trained on `evals/written` and the public sets
(``evals/train_reader.py`` makes `reader.safetensors`: eight bits a weight, a scale a row).
A sentence's score is compared with that of "none of these", which is 0, so it also says when
a passage does not answer. English only, as the embedding model.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

from rag.reading.chunk import embedding_prefix
from rag.retrieval.rank import legible
from rag.schema import ChunkId, ScoredChunk
from rag.settings import Settings
from rag.store.encoder import Encoder, HalfRead, Passage, session
from rag.store.minilm import build_upper

Floats = npt.NDArray[np.float32]

READ = 4  # passages; more cost time and add nothing certain
KEPT = 256  # passages whose lower half is remembered, 150 kB each at most
SHARPNESS = 20.0  # what ``weight.product`` was multiplied by in training


class Reader:
    """Reads the best passages for a question. One instance serves many threads."""

    def __init__(self, encoder: Encoder, settings: Settings) -> None:
        stored = load((files(__package__) / "reader.safetensors").read_bytes())
        self._encoder = encoder
        self._weights = unpacked(stored)
        self._session = session(build_upper(self._weights))
        self._workers = ThreadPoolExecutor(settings.threads, "reader")
        self._half_read: dict[tuple[ChunkId, str], HalfRead] = {}

    def read(self, question: str, passages: Sequence[ScoredChunk]) -> dict[ChunkId, Floats]:
        """For the first ``READ`` passages a score for each of their sentences, float32.

        It is the log-odds that the sentence answers, against that none of its passage does.
        Nothing for what the model cannot read.
        """
        if not legible(question):
            return {}
        asked = self._encoder.half_read(Passage("", self._cut(question), ())).states
        if not len(asked):
            return {}
        wanted = [p for p in passages[:READ] if legible(p.chunk.text)]
        scores = self._workers.map(lambda p: self._scores(asked, p), wanted)
        return {p.chunk.id: s for p, s in zip(wanted, scores, strict=True)}

    def _cut(self, question: str) -> str:
        """As much of the question as the model takes."""
        pieces = self._encoder.pieces(question)[: self._encoder.max_pieces]
        return question[: pieces[-1][1]] if pieces else question

    def _passage(self, scored: ScoredChunk) -> HalfRead:
        """The passage half read; its id names its text, so that stays true."""
        chunk, title = scored.chunk, scored.provenance.title
        kept = self._half_read.get((chunk.id, title))
        if kept is None:
            start = chunk.start_char
            spans = tuple((s.start_char - start, s.end_char - start) for s in chunk.sentences)
            prefix = embedding_prefix(title, chunk.headings)
            kept = self._encoder.half_read(Passage(prefix, chunk.text, spans))
            if len(self._half_read) >= KEPT:
                self._half_read.clear()
            self._half_read[chunk.id, title] = kept
        return kept

    def _scores(self, asked: npt.NDArray[np.float16], scored: ScoredChunk) -> Floats:
        passage = self._passage(scored)
        side = self._weights["side"]
        joined = np.concatenate([asked + side[0], passage.states + side[1]]).astype(np.float32)
        (states,) = self._session.run(
            None,
            {
                "lower_states": joined[None],
                "attention_mask": np.ones((1, len(joined)), np.int32),
            },
        )
        size = len(asked)
        question = _unit(states[0, :size].mean(axis=0))
        sentences = np.zeros((len(passage.windows), len(question)), np.float32)
        for row, (first, last) in enumerate(passage.windows):
            if first < last:
                sentences[row] = _unit(states[0, size + first : size + last].mean(axis=0))
        return self._compared(question, sentences)

    def _compared(self, question: Floats, sentences: Floats) -> Floats:
        """The score of each sentence's vector beside the question's."""
        of = self._weights
        product = sentences * question
        return np.asarray(
            of["scale"] * product.sum(axis=1)
            + of["offset"]
            + SHARPNESS * (product @ of["weight.product"])
            + sentences @ of["weight.sentence"]
            + np.abs(question - sentences) @ of["weight.distance"],
            np.float32,
        )


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def packed(weights: Mapping[str, Floats]) -> dict[str, npt.NDArray[np.generic]]:
    """Matrices as int8 with a float32 scale for each row, the rest as float16."""
    found: dict[str, npt.NDArray[np.generic]] = {}
    for name, array in weights.items():
        if array.ndim < 2 or min(array.shape) < 8:
            found[name] = array.astype(np.float16)
            continue
        scale = np.abs(array).max(axis=1, keepdims=True) / 127
        found[name] = np.round(array / scale).astype(np.int8)
        found[f"{name}.scale"] = scale.astype(np.float32)
    return found


def unpacked(weights: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Floats]:
    """What ``packed`` packed, float32."""
    return {
        name: array.astype(np.float32)
        * (weights[f"{name}.scale"].astype(np.float32) if array.dtype == np.int8 else 1.0)
        for name, array in weights.items()
        if not re.search(r"\.scale$", name)
    }

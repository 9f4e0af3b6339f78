"""The reader: the question and the sentences most likely to answer it, read together.

What ranks sentences by features (`evidence`) compares what question and sentence say apart; the
reader lets them see each other, and the sentences one another (a cross-encoder: Nogueira and
Cho, arXiv 1901.04085). There are three networks, made by ``evals/train_reader.py`` and
``evals/train_larger.py`` from `evals/written` and the public sets. What is all English is read by
the embedding model's six layers, trained further (`reader.safetensors`), and where these leave
doubt, the best of it once more by all-mpnet-base-v2, ten times their size (`larger.safetensors`;
Song et al., arXiv 2004.09297): what the two say is averaged. Everything else, and what is asked in
one language of documents in another, is read by the twelve layers of multilingual-e5-small
(`multilingual.safetensors`). The last two are made ready when they are first needed.

A network says two things of a sentence, each as log-odds against "nothing here answers": that the
sentence answers, and that some run of its words is the answer, and which (Devlin et al., BERT,
NAACL 2019, for SQuAD 2).
"""

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from threading import Lock

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

from rag.answering.evidence import Candidate, Reading
from rag.answering.page import Page, Vocabulary, lay_out
from rag.reading.language import legible
from rag.reading.numerals import in_figures
from rag.reading.tongues import tongue
from rag.store import mpnet
from rag.store.encoder import Encoder
from rag.store.minilm import EPSILON, build_layers, normed
from rag.store.quantised import from_four_bits, in_eight_bits, in_four_bits
from rag.store.runtime import Session, frugal

Floats = npt.NDArray[np.float32]

SHARPNESS = 20.0  # what ``weight.product`` was multiplied by in training
LONGEST_RUN = 20  # pieces of an answer
AHEAD = 3.0  # log-odds by which one run must lead to be named
PAGES = 2  # of the multilingual network: the answer is on the first in 92 of 100, on either in 97
LOOKED_AT = 8  # of the best sentences, which most of have to be English for the English reader
DOUBT = (-6.0, 4.0)  # log-odds of the likeliest sentence, between which it is read again
FEW = 5  # sentences that are read again
OF_LARGER = 0.6  # of the mean, what the larger network says
WORDS = "embeddings.word_embeddings.weight"


class Reader:
    """Reads sentences for a question. One instance serves many threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._english = Network(encoder, "reader", encoder.threads)
        self._larger: Network | None = None
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
        if not legible(question):
            return {}
        readable = [i for i in order if legible(candidates[i].in_full)]
        return self._again(question, candidates, self._english.read(question, candidates, readable))

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

    def larger(self) -> "Network":
        """The network for what is in doubt, made ready (a second)."""
        with self._readying:
            if self._larger is None:
                self._larger = Network(self._encoder, "larger", self._encoder.threads)
        return self._larger

    def _again(
        self, question: str, candidates: Sequence[Candidate], readings: dict[int, Reading]
    ) -> dict[int, Reading]:
        """The readings, in doubt averaged with what the larger network says of the likeliest."""
        likeliest = sorted(readings, key=lambda i: -readings[i].answers)[:FEW]
        if not likeliest or not DOUBT[0] < readings[likeliest[0]].answers < DOUBT[1]:
            return readings
        again = self.larger().read(question, candidates, likeliest)
        return readings | {i: together(readings[i], again[i]) for i in likeliest if i in again}


def together(small: Reading, large: Reading) -> Reading:
    """The mean of what two networks say of a sentence; the words of the first."""

    def mean(one: float, other: float) -> float:
        return (1 - OF_LARGER) * one + OF_LARGER * other

    return small._replace(
        answers=mean(small.answers, large.answers), words=mean(small.words, large.words)
    )


def all_english(question: str, candidates: Sequence[Candidate], order: Sequence[int]) -> bool:
    """Whether the question is in English, and so are most of the best candidates."""
    if not legible(question) or tongue(question):
        return False
    best = [candidates[i] for i in order[:LOOKED_AT]]
    english = sum(c.chunk.provenance.language in (None, "en") and legible(c.in_full) for c in best)
    return 2 * english >= len(best)


class Network:
    """One model that reads; `NAME.safetensors` has its weights, ``said`` is how it reads a text.

    Where they have vectors of words, these stand for the vocabulary's, by the same numbers.
    """

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
        self._words = stored.pop(WORDS, None)
        layers = {n: a for n, a in stored.items() if n.startswith("encoder.")}
        self._weights = unpacked({n: a for n, a in stored.items() if n not in layers})
        self._relative = layers.get(mpnet.TABLE)
        # One page at a time, and somebody waits for it: all threads work on it.
        self._session = Session(build_layers(layers), frugal(threads))

    def read(
        self, question: str, candidates: Sequence[Candidate], order: Sequence[int]
    ) -> dict[int, Reading]:
        """What it says of the first candidates in ``order``, as many as fit, by their number."""
        if not order:
            return {}
        page = lay_out(question, candidates, order, self._vocabulary, said=self._said)
        inputs = {"embedded": self._embedded(page)[None]}
        if self._relative is not None:
            inputs["relative"] = mpnet.relative(self._relative, len(page.ids))
        (states,) = self._session.run(**inputs)
        return self._judged(states, page, candidates)

    def _embedded(self, page: Page) -> Floats:
        """Word, place and side of each piece, float32 (pieces, numbers)."""
        of = self._weights
        own = self._words
        summed = (
            (self._vocabulary.vectors(page.ids) if own is None else from_four_bits(own[page.ids]))
            + of["embeddings.position_embeddings.weight"][: len(page.ids)]
            + of["embeddings.token_type_embeddings.weight"][page.sides]
        )
        norm = "embeddings.LayerNorm"
        epsilon = EPSILON if self._relative is None else mpnet.EPSILON
        return normed(summed, of[f"{norm}.weight"], of[f"{norm}.bias"], epsilon)

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
    """Matrices of layers as int8 with a float32 scale for each row, words in four bits.

    The rest as float16.
    """
    layers = {n: a for n, a in weights.items() if n.startswith("encoder.layer.") and a.ndim > 1}
    found: dict[str, npt.NDArray[np.generic]] = {
        n: a.astype(np.float16) for n, a in weights.items() if n not in layers
    }
    if WORDS in weights:
        found[WORDS] = in_four_bits(weights[WORDS])
    return found | in_eight_bits(layers)


def unpacked(weights: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Floats]:
    """What ``packed`` packed, float32."""
    found = {}
    for name, array in weights.items():
        if name == WORDS:
            found[name] = from_four_bits(array.astype(np.uint8))
        elif not name.endswith(".scale"):
            scale = weights[f"{name}.scale"].astype(np.float32) if array.dtype == np.int8 else 1.0
            found[name] = array.astype(np.float32) * scale
    return found

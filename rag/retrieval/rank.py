"""The order of the candidates: named features of a question and a passage, and a fitted model.

Pure: numpy in, numpy out. ``read_passage`` and ``read_query`` read a text once; ``features``
compares all candidates at once. ``evals/train_ranker.py`` fits the model on the same functions.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rag.reading.stopwords import CHINESE_SINGLE, ENGLISH, HEBREW
from rag.reading.terms import index_terms, query_terms
from rag.schema import Chunk

Floats = npt.NDArray[np.float32]

FEATURES = (
    "cosine",
    "best_sentence_cosine",
    "second_sentence_cosine",
    "bm25",
    "coverage",
    "heading_coverage",
    "either_coverage",
    "sentence_coverage",
    "pair_coverage",
    "joint_sentence",
    "phrases",
    "names",
    "rarest",
    "prefixes",
    "asked_value",
    "length",
    "dense_rank",
    "text_rank",
    "document_cosine",
    "opening",
)

_K1, _B, _USUAL_LENGTH = 1.2, 0.75, 140
_PREFIX = 5
_STOPS = ENGLISH | HEBREW | CHINESE_SINGLE | {"的", "了", "是", "在"}
_DATE, _NUMBER, _NAME, _REASON = 1, 2, 4, 8
# What a sentence must hold to be able to answer, and how a question asks for it.
_VALUES = (
    (_DATE, r"\b1\d{3}\b|\b20\d\d\b|\d+\s*(?:年|月|世纪)|(?i:\bcentur)|בשנת|המאה"),
    (_NUMBER, r"\d|(?i:\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred"
              r"|thousand|half|dozen)\b)|[二三四五六七八九十百千万亿]"),
    (_NAME, r"(?<=[a-z,;(] )[A-Z][a-z]+"),
    (_REASON, r"(?i:\b(?:because|due to|since|therefore|so that|in order to|as a result|caused?"
              r"|led to|reason))|因为|由于|导致|为了|原因|בגלל|כדי|עקב|משום|מפני"),
)  # fmt: skip
_ASKED = (
    (_DATE, r"(?i:\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|century|decade))"
            r"|什么时候|哪一?年|何时|几年|几月|哪个世纪|年份|מתי|באיזו שנה|באיזה"),
    (_NUMBER, r"(?i:\bhow (?:many|much|long|far|old|large|big|tall|high|often)\b"
              r"|\bwhat (?:percent|number|amount|proportion|share))|多少|几|כמה"),
    (_REASON, r"(?i:\bwhy\b|\bwhat (?:caused?|led)\b|\breasons?\b)|为什么|为何|原因|למה|מדוע"),
    (_NAME, r"(?i:\b(?:who|whom|whose|where)\b|\bwhat (?:city|country|person|company))"),
)  # fmt: skip
_NAMED = re.compile(r"(?<!^)\b[A-Z][\w'’.-]*|\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Passage:
    """What ranking reads of a chunk; the same for every question, so worth keeping."""

    counts: Mapping[str, int]
    length: int
    heading: frozenset[str]
    sentences: tuple[frozenset[str], ...]
    values: tuple[int, ...]
    pairs: frozenset[tuple[str, str]]
    prefixes: frozenset[str]
    index: int


@dataclass(frozen=True, slots=True)
class Query:
    """What ranking reads of a question. ``weights`` are one inverse frequency for each term."""

    terms: tuple[str, ...]
    weights: Floats
    named: npt.NDArray[np.bool_]
    pairs: tuple[tuple[int, int], ...]
    asked: int


def load_weights() -> Floats:
    """The fitted weight of each of ``FEATURES``, float32, from ``ranker.json``."""
    weights = json.loads((files(__package__) / "ranker.json").read_text(encoding="utf-8"))
    return np.array([weights[name] for name in FEATURES], np.float32)


def read_passage(chunk: Chunk, title: str) -> Passage:
    """The terms of a chunk, sentence by sentence, and the kinds of value each sentence holds."""
    texts = [chunk.slice(sentence) for sentence in chunk.sentences]
    terms = [index_terms(text) for text in texts]
    every = [term for listed in terms for term in listed]
    return Passage(
        counts=Counter(every),
        length=len(every),
        heading=frozenset(index_terms(" ".join((title, *chunk.headings)))),
        sentences=tuple(frozenset(listed) for listed in terms),
        values=tuple(_values(text) for text in texts),
        pairs=frozenset(pairwise(t for t in every if t not in _STOPS)),
        prefixes=frozenset(t[:_PREFIX] for t in every if len(t) >= _PREFIX),
        index=chunk.index,
    )


def read_query(
    question: str,
    frequencies: Mapping[str, int],
    total: int,
    corrections: Mapping[str, str] | None = None,
) -> Query:
    """The question's terms, weighed by how rare they are among ``total`` chunks.

    ``frequencies`` says how many chunks hold each term; terms that none holds weigh nothing.
    """
    terms = tuple(query_terms(question))
    counts = np.array([frequencies.get(term, 0) for term in terms], np.float32)
    weights = np.log1p((total - counts + 0.5) / (counts + 0.5)) * (counts > 0)
    named = {term for match in _NAMED.finditer(question) for term in index_terms(match.group())}
    return Query(
        terms=terms,
        weights=weights.astype(np.float32),
        named=np.array([term in named for term in terms], bool),
        pairs=tuple(pairwise(range(len(terms)))),
        asked=next((kind for kind, pattern in _ASKED if re.search(pattern, question)), 0),
    )


def features(
    query: Query,
    passages: Sequence[Passage],
    similarities: Floats,
    sentence_similarities: Sequence[Floats],
    ranks: Sequence[tuple[float, float]],
    documents: Sequence[str],
) -> Floats:
    """One row for each passage, one column for each of ``FEATURES``, float32.

    ``similarities`` are cosines of question and passage, ``sentence_similarities`` of question
    and each of its sentences. ``ranks`` are the reciprocal ranks in the two searches.
    """
    table = _Table(query, passages)
    cosines = np.concatenate(sentence_similarities)
    joint = cosines + table.sentence_coverage
    best, second = _two_best(cosines, table.starts)
    columns = {
        "cosine": similarities,
        "best_sentence_cosine": best,
        "second_sentence_cosine": second,
        "bm25": table.bm25,
        "coverage": table.coverage,
        "heading_coverage": table.heading_coverage,
        "either_coverage": table.either_coverage,
        "sentence_coverage": table.best(table.sentence_coverage),
        "pair_coverage": table.pair_coverage(),
        "joint_sentence": table.best(joint),
        "phrases": table.phrases(),
        "names": table.names(),
        "rarest": table.rarest(),
        "prefixes": table.prefixes(),
        "asked_value": table.best(joint * table.asked) if query.asked else 0.0 * similarities,
        "length": np.log1p([p.length for p in passages]),
        "dense_rank": np.array([dense for dense, _ in ranks]) * 60,
        "text_rank": np.array([text for _, text in ranks]) * 60,
        "document_cosine": _document_best(similarities, documents),
        "opening": np.array([1.0 / (1 + p.index) for p in passages]),
    }
    return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)


class _Table:
    """Which terms stand where: candidates x terms and sentences x terms."""

    def __init__(self, query: Query, passages: Sequence[Passage]) -> None:
        self.query, self.passages = query, passages
        self.weights = query.weights / max(float(query.weights.sum()), 1e-6)
        sizes = [len(p.sentences) for p in passages]
        self.starts = np.cumsum([0, *sizes[:-1]])
        self.counts = np.array(
            [[p.counts.get(t, 0) for t in query.terms] for p in passages], np.float32
        )
        self.heading = np.array([[t in p.heading for t in query.terms] for p in passages], bool)
        self.here = np.array(
            [[t in s for t in query.terms] for p in passages for s in p.sentences], bool
        )
        self.coverage = (self.counts > 0) @ self.weights
        self.heading_coverage = self.heading @ self.weights
        self.either_coverage = ((self.counts > 0) | self.heading) @ self.weights
        self.sentence_coverage = self.here @ self.weights
        self.asked = np.array(
            [bool(v & query.asked) for p in passages for v in p.values], np.float32
        )
        lengths = np.array([p.length for p in passages], np.float32)[:, None]
        damped = self.counts + _K1 * (1 - _B + _B * lengths / _USUAL_LENGTH)
        self.bm25 = (self.counts * (_K1 + 1) / damped) @ self.weights

    def best(self, values: Floats) -> Floats:
        """The greatest value among each passage's sentences."""
        return np.asarray(np.maximum.reduceat(values, self.starts), np.float32)

    def pair_coverage(self) -> Floats:
        """Weight of the terms in the best two neighbouring sentences."""
        following = np.vstack([self.here[1:], np.zeros_like(self.here[:1])])
        following[self.starts[1:] - 1] = False
        return self.best((self.here | following) @ self.weights)

    def phrases(self) -> Floats:
        """Weight of neighbouring terms of the question that are neighbours in the passage."""
        pairs = [(self.query.terms[a], self.query.terms[b]) for a, b in self.query.pairs]
        weights = [float(self.weights[a] + self.weights[b]) for a, b in self.query.pairs]
        return np.array(
            [sum(w for pair, w in zip(pairs, weights, strict=True) if pair in p.pairs)
             for p in self.passages], np.float32,
        )  # fmt: skip

    def names(self) -> Floats:
        """Share of the question's names and figures that the passage or its headings hold."""
        weights = self.weights * self.query.named
        total = float(weights.sum())
        found = ((self.counts > 0) | self.heading) @ weights
        return np.asarray(found / total if total else np.zeros(len(found)), np.float32)

    def rarest(self) -> Floats:
        """1 where the question's rarest term stands in the passage."""
        if not len(self.weights):
            return np.zeros(len(self.passages), np.float32)
        return np.asarray(self.counts[:, int(self.weights.argmax())] > 0, np.float32)

    def prefixes(self) -> Floats:
        """Weight of the long terms that share a beginning with a term of the passage."""
        heads = [t[:_PREFIX] if len(t) >= _PREFIX else t for t in self.query.terms]
        found = np.array(
            [[h in p.prefixes or h in p.counts for h in heads] for p in self.passages], bool
        )
        return np.asarray(found @ np.maximum(self.weights, 0.02), np.float32)


def _two_best(values: Floats, starts: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    best, second = [], []
    for part in np.split(values, starts[1:]):
        ordered = np.sort(part)
        best.append(ordered[-1])
        second.append(ordered[-2] if len(ordered) > 1 else ordered[-1])
    return np.array(best, np.float32), np.array(second, np.float32)


def _document_best(similarities: Floats, documents: Sequence[str]) -> Floats:
    best: dict[str, float] = {}
    for document, value in zip(documents, similarities, strict=True):
        best[document] = max(best.get(document, -1.0), float(value))
    return np.array([best[document] for document in documents], np.float32)


def _values(text: str) -> int:
    return sum(kind for kind, pattern in _VALUES if re.search(pattern, text))

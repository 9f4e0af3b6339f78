"""The order of the candidates: named features of a question and a passage, weighed by a fit.

Pure: numpy in, numpy out. ``read_passage`` and ``read_query`` read a text once; ``features``
compares all candidates at once. ``evals/train_ranker.py`` fits ``ranker.json`` on the same
functions. The score is linear: a weight says what its feature is worth in log-odds.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.reading.language import legible
from rag.reading.stopwords import CHINESE_SINGLE, ENGLISH, HEBREW
from rag.reading.terms import index_terms, stem, stemmed_in
from rag.reading.tongues import SMALL_WORDS
from rag.retrieval.kinds import asks_for_the_newest, holds, kind_asked
from rag.schema import Chunk

Floats = npt.NDArray[np.float32]

# Shares of weight are shares of the question's terms, weighed by rarity, so 1 means all.
FEATURES = (
    "cosine",  # question and passage; 0 where the embedder cannot read both, as the next three
    "best_sentence_cosine",
    "second_sentence_cosine",
    "document_cosine",  # best passage of the same document
    "bm25",  # over the text, divided by the sum of the weights
    "document_bm25",
    "coverage",  # weight of the terms that stand in the passage
    "heading_coverage",  # in its title and headings
    "either_coverage",
    "context",  # there, or in the passages before and after
    "sentence_coverage",  # in its best sentence
    "pair_coverage",  # in its two best neighbouring sentences
    "joint_sentence",  # best sum of a sentence's cosine and coverage
    "phrases",  # weight of neighbouring terms that are neighbours here too
    "names",  # share of the question's names and figures
    "rarest",  # 1 where the rarest term stands here
    "prefixes",  # coverage by the first letters only
    "asked_value",  # joint_sentence among sentences that hold the kind of value asked for
)

_K1, _B, _USUAL_LENGTH = 1.2, 0.75, 140
_PREFIX = 5
_RECENCY = 4.0
_STOPS = ENGLISH | HEBREW | CHINESE_SINGLE | {"的", "了", "是", "在"}
_NAMED = re.compile(r"(?<!^)\b[A-Z][\w'’.-]*|\d[\d.,]*")
# Every German noun has a capital: a name has two, or a word more beside it.
_GERMAN_NAMED = re.compile(
    r"(?<!^)\b(?:[A-ZÄÖÜ][\w'’.-]*[A-Z\d][\w'’.-]*|[A-ZÄÖÜ][\w'’.-]*(?: (?:& )?[A-ZÄÖÜ][\w'’.-]*)+)"
    r"|\d[\d.,]*"
)
_HEBREW = re.compile(r"[\u0590-\u05ff]")
_EAST_ASIAN = re.compile(r"[\u3040-\uffef]")
_OTHER = re.compile(r"[\u0370-\u1fff\u3040-\uffef]")


@dataclass(frozen=True, slots=True)
class Passage:
    """What ranking reads of a chunk; the same for every question, so worth keeping.

    ``counts`` are its terms, ``heading`` those of its title and headings; ``texts`` and
    ``sentences`` are each sentence and its terms; ``pairs`` are neighbouring terms, stop words
    left out. ``script`` is what ``script()`` calls it; ``foreign``: the embedder of other
    languages has read it.
    """

    counts: Mapping[str, int]
    length: int
    heading: frozenset[str]
    texts: tuple[str, ...]
    sentences: tuple[frozenset[str], ...]
    pairs: frozenset[tuple[str, str]]
    prefixes: frozenset[str]
    script: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What ranking reads of a question. ``weights`` (terms,) sum to 1, or are all 0.

    ``named`` marks the terms of names and figures, ``asked`` the kind of value asked for.
    ``legible``: there is a vector of it among those of English texts; ``foreign``: there is one of
    the embedder of other languages. ``language`` as ``tongue`` says.
    """

    terms: tuple[str, ...]
    weights: Floats
    named: npt.NDArray[np.bool_]
    asked: int
    recent: bool
    legible: bool
    language: str | None = None
    foreign: bool = False

    def reads(self, passage: Passage) -> bool:
        """Whether one embedder has read both, so that their cosine says something."""
        return self.foreign if passage.foreign else self.legible and passage.script == "latin"


@dataclass(frozen=True, slots=True)
class Match:
    """A passage as one search met it: where it stands, and its cosines to the question.

    ``sentences`` is float32 (sentences,).
    """

    passage: Passage
    document_id: str
    index: int
    cosine: float
    sentences: Floats
    published: date | None = None


def load_weights(name: str = "ranker") -> Floats:
    """The fitted weight of each of ``FEATURES``, float32; 0 for those that only explain.

    "ranker_multilingual" are those for what is not asked in English.
    """
    weights = json.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8"))
    return np.array([weights.get(name, 0.0) for name in FEATURES], np.float32)


def script(text: str) -> str:
    """What most of ``text`` is written in, where the embedder does not read it; else "latin"."""
    if legible(text):
        return "latin"
    half = len(_OTHER.findall(text)) / 2
    if len(_HEBREW.findall(text)) > half:
        return "hebrew"
    return "east asian" if len(_EAST_ASIAN.findall(text)) > half else "other"


def read_passage(
    chunk: Chunk,
    title: str,
    terms: Sequence[Sequence[str]] | None = None,
    language: str | None = None,
    foreign: bool = False,
) -> Passage:
    """The terms of a chunk, sentence by sentence; ``terms`` are these where they are known.

    They are those that a question in ``language`` has, whatever the passage is in.
    """
    texts = tuple(chunk.slice(sentence) for sentence in chunk.sentences)
    if terms is None:
        terms = [index_terms(text, language) for text in texts]
    stops = _stops(stemmed_in(language))
    every = [term for listed in terms for term in listed]
    return Passage(
        counts=Counter(every),
        length=len(every),
        heading=frozenset(index_terms(" ".join((title, *chunk.headings)), language)),
        texts=texts,
        sentences=tuple(frozenset(listed) for listed in terms),
        pairs=frozenset(pairwise(t for t in every if t not in stops)),
        prefixes=frozenset(t[:_PREFIX] for t in every if len(t) >= _PREFIX),
        script=script(chunk.text),
        foreign=foreign,
    )


@cache
def _stops(spoken: str | None) -> frozenset[str]:
    """What is passed over between two words that stand side by side."""
    return frozenset(stem(word, spoken) for word in SMALL_WORDS[spoken]) if spoken else _STOPS


def read_query(
    question: str,
    translation: str,
    terms: Mapping[str, float],
    frequencies: Mapping[str, int],
    total: int,
    language: str | None = None,
    foreign: bool = False,
) -> Query:
    """The question's terms, weighed by how rare they are among ``total`` chunks.

    ``translation`` is the question in English words where it is in another language, or "".
    ``terms`` says how sure we are that each is meant, in (0, 1]; ``frequencies`` how many
    chunks hold it. A term that none holds weighs nothing. ``language`` is the question's.
    """
    counts = np.array([frequencies.get(term, 0) for term in terms], np.float32)
    rarity = np.log1p(np.maximum(total - counts + 0.5, 0.5) / (counts + 0.5))
    weights = rarity * np.array(list(terms.values()), np.float32) * (counts > 0)
    pattern = _GERMAN_NAMED if language == "de" else _NAMED
    names = [*pattern.findall(question), *_NAMED.findall(translation)]
    named = {term for name in names for term in index_terms(name, language)}
    return Query(
        terms=tuple(terms),
        weights=(weights / max(float(weights.sum()), 1e-6)).astype(np.float32),
        named=np.array([term in named for term in terms], bool),
        asked=kind_asked(question, language),
        legible=foreign or bool(translation) or legible(question),
        recent=asks_for_the_newest(question),
        language=language,
        foreign=foreign,
    )


def features(query: Query, matches: Sequence[Match]) -> Floats:
    """One row for each match, one column for each of ``FEATURES``: float32 (matches, features).

    What a passage is worth beside its neighbours is judged among the matches given.
    """
    table = _Table(query, [match.passage for match in matches])
    read = np.array([query.reads(match.passage) for match in matches], np.float32)
    cosine = np.array([match.cosine for match in matches], np.float32) * read
    cosines = np.concatenate([m.sentences * r for m, r in zip(matches, read, strict=True)])
    joint = cosines + table.sentence_coverage
    best, second = _two_best(cosines, table.starts)
    documents = [match.document_id for match in matches]
    either = (table.counts > 0) | table.heading
    columns = {
        "cosine": cosine,
        "best_sentence_cosine": best,
        "second_sentence_cosine": second,
        "document_cosine": _document_best(cosine, documents),
        "bm25": table.bm25,
        "document_bm25": _document_best(table.bm25, documents),
        "coverage": _weighed(table.counts > 0, query.weights),
        "heading_coverage": _weighed(table.heading, query.weights),
        "either_coverage": _weighed(either, query.weights),
        "context": _weighed(_with_neighbours(either, matches), query.weights),
        "sentence_coverage": table.best(table.sentence_coverage),
        "pair_coverage": table.pair_coverage(),
        "joint_sentence": table.best(joint),
        "phrases": table.phrases(),
        "names": _share(either, query.weights * query.named),
        "rarest": table.rarest(),
        "prefixes": table.prefixes(),
        "asked_value": table.best(joint * table.asked),
    }
    return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)


def recency(query: Query, matches: Sequence[Match]) -> Floats:
    """What being new adds to each score: 0 unless asked for, most for the newest document."""
    dates = sorted({match.published for match in matches if match.published})
    if not query.recent or not dates:
        return np.zeros(len(matches), np.float32)
    steps = {day: (place + 1) / len(dates) for place, day in enumerate(dates)}
    return np.array(
        [_RECENCY * steps[m.published] if m.published else 0.0 for m in matches], np.float32
    )


class _Table:
    """Which terms stand where: passages x terms and sentences x terms."""

    def __init__(self, query: Query, passages: Sequence[Passage]) -> None:
        self.query, self.passages = query, passages
        sizes = [len(p.sentences) for p in passages]
        self.starts = np.cumsum([0, *sizes[:-1]])
        self.counts = np.array(
            [[p.counts.get(t, 0) for t in query.terms] for p in passages], np.float32
        )
        self.heading = self._holds(p.heading for p in passages)
        self.here = self._holds(s for p in passages for s in p.sentences)
        self.sentence_coverage = _weighed(self.here, query.weights)
        self.asked = np.zeros(sum(sizes), np.float32)
        if query.asked:
            self.asked[:] = [
                holds(text, query.asked, query.language) for p in passages for text in p.texts
            ]
        lengths = np.array([p.length for p in passages], np.float32)[:, None]
        damped = self.counts + _K1 * (1 - _B + _B * lengths / _USUAL_LENGTH)
        self.bm25 = _weighed(self.counts * (_K1 + 1) / damped, query.weights)

    def _holds(self, holders: Iterable[frozenset[str]]) -> npt.NDArray[np.bool_]:
        return np.array([[t in held for t in self.query.terms] for held in holders], bool)

    def best(self, values: Floats) -> Floats:
        """The greatest value among each passage's sentences."""
        return np.asarray(np.maximum.reduceat(values, self.starts), np.float32)

    def pair_coverage(self) -> Floats:
        following = np.vstack([self.here[1:], np.zeros_like(self.here[:1])])
        following[self.starts[1:] - 1] = False
        return self.best(_weighed(self.here | following, self.query.weights))

    def phrases(self) -> Floats:
        weights = self.query.weights
        pairs = list(pairwise(self.query.terms))
        found = np.array([[pair in p.pairs for pair in pairs] for p in self.passages], np.float32)
        return _weighed(found, (weights[:-1] + weights[1:])[: len(pairs)])

    def rarest(self) -> Floats:
        if not len(self.query.terms):
            return np.zeros(len(self.passages), np.float32)
        return np.asarray(self.counts[:, int(self.query.weights.argmax())] > 0, np.float32)

    def prefixes(self) -> Floats:
        starts = [term[:_PREFIX] for term in self.query.terms]
        found = np.array(
            [[s in p.prefixes or s in p.counts for s in starts] for p in self.passages], np.float32
        )
        # Terms that no chunk holds count a little: here they may match after all.
        return _weighed(found, np.maximum(self.query.weights, 0.02))


def _weighed(found: npt.NDArray[Any], weights: Floats) -> Floats:
    """What each row holds of the weight."""
    # Numpy has warned of "invalid" here now and then, on processors with AVX-512; 400,000 products
    # compared with float64 were right, so it seems to be a flag that the library leaves set.
    with np.errstate(invalid="ignore"):
        return np.asarray(found @ weights, np.float32)


def _share(found: npt.NDArray[np.bool_], weights: Floats) -> Floats:
    return np.asarray(_weighed(found, weights) / max(float(weights.sum()), 1e-6), np.float32)


def _two_best(values: Floats, starts: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The two greatest values of each group; one twice where there is but one."""
    ordered = [np.sort(group) for group in np.split(values, starts[1:])]
    best = [group[-1] for group in ordered]
    second = [group[-2:][0] for group in ordered]
    return np.array(best, np.float32), np.array(second, np.float32)


def _document_best(values: Floats, documents: Sequence[str]) -> Floats:
    best: dict[str, float] = {}
    for document, value in zip(documents, values, strict=True):
        best[document] = max(best.get(document, -1.0), float(value))
    return np.array([best[document] for document in documents], np.float32)


def _with_neighbours(
    found: npt.NDArray[np.bool_], matches: Sequence[Match]
) -> npt.NDArray[np.bool_]:
    """What stands in a passage or in those just before and after it, where they match too."""
    rows = {(m.document_id, m.index): row for row, m in enumerate(matches)}
    wider = found.copy()
    for row, match in enumerate(matches):
        for index in (match.index - 1, match.index + 1):
            other = rows.get((match.document_id, index))
            if other is not None:
                wider[row] |= found[other]
    return wider

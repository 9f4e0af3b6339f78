"""What speaks for each retrieved sentence as the answer, as named numbers.

``gather`` lists the sentences that may be shown; ``measure`` gives each a row of
``FEATURES``. A fitted ranker (`answerer.json`) weighs them. Pure.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rag.answering import words
from rag.answering.question import Question
from rag.answering.words import Asks
from rag.reading.terms import fold, index_terms
from rag.schema import ChunkId, Kind, ScoredChunk, Sentence

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be shown: sentence ``place`` of the passage at ``rank`` (0-based)."""

    chunk: ScoredChunk
    rank: int
    place: int
    sentence: Sentence
    text: str
    similarity: float


def gather(
    retrieved: Sequence[ScoredChunk], similarities: Mapping[ChunkId, npt.NDArray[np.float32]]
) -> list[Candidate]:
    """The sentences of the passages, headings left out, each span of a document once."""
    seen: set[tuple[str, int, int]] = set()
    found = []
    for rank, scored in enumerate(retrieved):
        chunk = scored.chunk
        cosines = similarities.get(chunk.id, ())
        for place, sentence in enumerate(chunk.sentences):
            key = (chunk.document_id, sentence.start_char, sentence.end_char)
            if sentence.kind is Kind.HEADING or key in seen:
                continue
            seen.add(key)
            cosine = float(cosines[place]) if place < len(cosines) else scored.similarity
            found.append(Candidate(scored, rank, place, sentence, chunk.slice(sentence), cosine))
    return found


@lru_cache(maxsize=1 << 14)
def terms_of(text: str) -> tuple[str, ...]:
    """The search terms of a sentence, in order."""
    return tuple(index_terms(text))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term of the question tells: rarer among the retrieved sentences, more."""

    of: Mapping[str, float]
    total: float

    def share(self, present: Iterable[str]) -> float:
        """The share of the question's weight that ``present`` carries, in [0, 1]."""
        return sum(self.of.get(term, 0.0) for term in present) / self.total


def weigh(question: Question, texts: Sequence[frozenset[str]]) -> Weights:
    """Inverse frequency of the question's terms over the retrieved sentences."""
    count = len(texts)
    of = {
        term: math.log(1 + (count + 0.5) / (0.5 + sum(term in text for text in texts)))
        for term in question.terms
    }
    return Weights(of, sum(of.values()) or 1.0)


_VALUES: Mapping[Asks, re.Pattern[str]] = {
    Asks.DATE: words.DATE,
    Asks.NUMBER: words.NUMBER,
    Asks.MONEY: words.MONEY,
    Asks.PERCENT: words.PERCENT,
    Asks.DURATION: words.DURATION,
    Asks.REASON: words.REASON,
    Asks.MANNER: words.MANNER,
    Asks.PLACE: words.IN_PLACE,
}
_CAPITALISED = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z\u00c0-\u00de][\w\u00c0-\u024f'’-]*")
_ROLE = re.compile(
    r"\b(?:he|she|president|minister|ambassador|director|king|queen|professor|author|founder|son|"
    r"daughter|man|woman|people|person|leader|scientist|general|actor|singer|emperor|company)s?\b",
    re.IGNORECASE,
)


def values_in(question: Question, text: str) -> int:
    """How many values of the kind asked for ``text`` has that the question does not have."""
    if question.asks is None:
        return 0
    asked = fold(question.text)
    if question.asks in (Asks.PERSON, Asks.ORGANISATION):
        found = {w.removesuffix("'s") for w in _CAPITALISED.findall(text.replace("’", "'"))}
        first = text.split(" ", 1)[0].strip("\"'“‘(")
        if first[:1].isupper() and first.lower() not in words.NOT_NAMES:
            found.add(first)
        if question.language != "en":
            return len(found) or 1
        return sum(fold(name) not in asked for name in found)
    matches = {m.group().lower() for m in _VALUES[question.asks].finditer(text)}
    if question.asks is Asks.PLACE:
        return len(matches)
    return sum(value not in asked for value in matches)


FEATURES = (
    "cosine", "cosine_below_best", "cosine_order", "passage_cosine", "passage_score_below_best",
    "passage_order", "first_passage", "coverage", "coverage_below_best", "coverage_near",
    "coverage_before", "coverage_passage", "coverage_titled", "coverage_fuzzy", "pairs", "run",
    "density", "bm25_below_best", "names", "names_near", "names_passage", "names_title", "figures",
    "value", "value_missing", "values_many", "value_distance", "focus", "novelty", "length",
    "short", "place", "opening", "list_item", "table_row", "pronoun", "negation", "question_mark",
    "opposite", "chinese", "hebrew", "ends_open",
)  # fmt: skip


def measure(question: Question, candidates: Sequence[Candidate]) -> Floats:
    """One row of ``FEATURES`` for each candidate: float64 (candidates, features)."""
    term_lists = [terms_of(c.text) for c in candidates]
    term_sets = [frozenset(terms) for terms in term_lists]
    weights = weigh(question, term_sets)
    passages = _Passages(question, candidates, term_sets)
    rows = [
        _row(question, c, term_lists[i], term_sets[i], weights, passages)
        for i, c in enumerate(candidates)
    ]
    table = np.array(rows, dtype=np.float64).reshape(len(candidates), len(FEATURES))
    if candidates:
        _compare(table)
    return table


def _compare(table: Floats) -> None:
    """Fill in the columns that set a sentence against the best of all."""
    at = FEATURES.index
    for below, column in (
        ("cosine_below_best", "cosine"),
        ("coverage_below_best", "coverage"),
        ("passage_score_below_best", "passage_score_below_best"),
        ("bm25_below_best", "bm25_below_best"),
    ):
        table[:, at(below)] = table[:, at(column)] - table[:, at(column)].max()
    order = np.argsort(np.argsort(-table[:, at("cosine")], kind="stable"))
    table[:, at("cosine_order")] = 1.0 / (1.0 + order)


class _Passages:
    """Term sets of the passages and of what stands before and after each sentence."""

    def __init__(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        term_sets: Sequence[frozenset[str]],
    ) -> None:
        self.by_place = {
            (c.rank, c.place): terms for c, terms in zip(candidates, term_sets, strict=True)
        }
        self.terms: dict[int, frozenset[str]] = {}
        self.titles: dict[int, frozenset[str]] = {}
        self.folded: dict[int, str] = {}
        self.sizes: dict[int, int] = {}
        for c in candidates:
            if c.rank not in self.terms:
                chunk, provenance = c.chunk.chunk, c.chunk.provenance
                title = " ".join((provenance.title, *chunk.headings))
                self.titles[c.rank] = frozenset(terms_of(title))
                self.terms[c.rank] = frozenset(terms_of(chunk.text)) | self.titles[c.rank]
                self.folded[c.rank] = fold(chunk.text)
                self.sizes[c.rank] = len(chunk.sentences)
        self.names = tuple(fold(name) for name in question.names)
        self.average = sum(map(len, term_sets)) / max(len(term_sets), 1)

    def near(self, c: Candidate) -> tuple[frozenset[str], frozenset[str]]:
        """Terms of the sentence before ``c`` and of the one after."""
        empty: frozenset[str] = frozenset()
        return (
            self.by_place.get((c.rank, c.place - 1), empty),
            self.by_place.get((c.rank, c.place + 1), empty),
        )


def _row(
    question: Question,
    c: Candidate,
    terms: tuple[str, ...],
    own: frozenset[str],
    weights: Weights,
    passages: _Passages,
) -> list[float]:
    asked = weights.of.keys()
    before, after = passages.near(c)
    title = passages.titles[c.rank]
    hits = own & asked
    folded = fold(c.text)
    names = passages.names
    figures = (*question.years, *question.numbers)
    values = values_in(question, c.text)
    novel = len(own - asked)
    focus = frozenset(terms_of(question.focus)) if question.focus else frozenset()
    size = max(passages.sizes[c.rank], 1)
    near = own | before | after
    return [
        c.similarity,
        0.0,
        0.0,
        c.chunk.similarity,
        c.chunk.score,
        1.0 / (1 + c.rank),
        float(c.rank == 0),
        weights.share(hits),
        0.0,
        weights.share(near & asked),
        weights.share((own | before) & asked),
        weights.share(passages.terms[c.rank] & asked),
        weights.share((own | title) & asked),
        _fuzzy(weights, own),
        _pairs(question.terms, terms),
        _longest_run(question.terms, terms),
        len(hits) / max(len(own), 1),
        _bm25(weights, terms, passages.average),
        _share(names, folded),
        _share(names, folded) if not (before or after) else _names_near(names, c, passages),
        _share(names, passages.folded[c.rank]),
        _share(names, fold(" ".join((c.chunk.provenance.title, *c.chunk.chunk.headings)))),
        _share(figures, c.text),
        float(values > 0),
        float(question.asks is not None and values == 0),
        math.log1p(values),
        _value_distance(question, c.text),
        float(bool(focus & own)) if focus else 0.0,
        math.log1p(novel),
        math.log1p(len(terms)),
        float(len(terms) < 5),
        c.place / size,
        float(c.sentence.start_char < 300),
        float(c.sentence.kind is Kind.LIST_ITEM),
        float(c.sentence.kind is Kind.TABLE_ROW),
        float(bool(words.PRONOUN_LED.search(c.text))),
        float(bool(words.NEGATION.search(c.text)) != question.negated),
        float(c.text.rstrip("\"'”’) ").endswith(("?", "？"))),
        float(opposite(question.text, c.text)),
        float(question.language == "zh"),
        float(question.language == "he"),
        float(c.text.rstrip().endswith((":", "："))),
    ]


def _share(wanted: Sequence[str], folded: str) -> float:
    return sum(w in folded for w in wanted) / len(wanted) if wanted else 0.0


def _names_near(names: Sequence[str], c: Candidate, passages: _Passages) -> float:
    chunk = c.chunk.chunk
    around = chunk.sentences[max(c.place - 1, 0) : c.place + 2]
    text = chunk.text[
        around[0].start_char - chunk.start_char : around[-1].end_char - chunk.start_char
    ]
    return _share(names, fold(text))


def _fuzzy(weights: Weights, own: frozenset[str]) -> float:
    """Coverage where a word of the same root counts: invade and invasion, poland and polish."""
    stems = {word[:4] for word in own if len(word) >= 4}
    return weights.share(t for t in weights.of if t in own or (len(t) >= 5 and t[:4] in stems))


def _pairs(asked: Sequence[str], terms: Sequence[str]) -> float:
    """The share of the question's neighbouring term pairs that stand near each other."""
    pairs = list(zip(asked, asked[1:], strict=False))
    if not pairs:
        return 0.0
    places: dict[str, list[int]] = {}
    for i, term in enumerate(terms):
        places.setdefault(term, []).append(i)
    near = sum(
        any(abs(i - j) <= 3 for i in places.get(a, ()) for j in places.get(b, ())) for a, b in pairs
    )
    return near / len(pairs)


def _longest_run(asked: Sequence[str], terms: Sequence[str]) -> float:
    """The longest run of the question's terms that stands together, stop words between allowed."""
    wanted = set(asked)
    best = run = gap = 0
    for term in terms:
        if term in wanted:
            run, gap = run + 1, 0
            best = max(best, run)
        elif (gap := gap + 1) > 2:
            run = 0
    return best / max(len(asked), 1)


def _bm25(weights: Weights, terms: Sequence[str], average: float) -> float:
    length = 0.75 * len(terms) / max(average, 1.0) + 0.25
    counts: dict[str, int] = {}
    for term in terms:
        if term in weights.of:
            counts[term] = counts.get(term, 0) + 1
    score = sum(weights.of[t] * n * 2.2 / (n + 1.2 * length) for t, n in counts.items())
    return score / weights.total


def _value_distance(question: Question, text: str) -> float:
    """How near a value of the kind asked stands to a word of the question: 1 beside, 0 far."""
    pattern = _VALUES.get(question.asks) if question.asks else None
    if pattern is None:
        return 0.0
    folded = fold(text)
    asked = [t for t in question.terms if len(t) >= 3 or question.language != "en"]
    places = [m.start() for t in asked for m in re.finditer(re.escape(t[:6]), folded)]
    values = [m.start() for m in pattern.finditer(text)]
    if not places or not values:
        return 0.0
    return 1.0 / (1.0 + min(abs(p - v) for p in places for v in values) / 20)


def opposite(asked: str, said: str) -> bool:
    """Whether one says the opposite word of a word in the other, and neither says both."""
    asked, said = asked.lower(), said.lower()
    return any(
        (_has(a, asked) and _has(b, said) and not _has(a, said) and not _has(b, asked))
        or (_has(b, asked) and _has(a, said) and not _has(b, said) and not _has(a, asked))
        for a, b in words.OPPOSITES
    )


@lru_cache(maxsize=1 << 10)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{word}" if word.isascii() else re.escape(word))


def _has(word: str, text: str) -> bool:
    return word in text and bool(_whole(word).search(text))

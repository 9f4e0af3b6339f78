"""What speaks for each retrieved sentence as the answer, as named numbers.

``gather`` lists the sentences that may be shown; ``measure`` gives each a row of ``MEASURED``,
``with_readings`` adds what the reader says of the best of them. Fitted networks (`answerer.json`)
weigh the numbers. Pure.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.answering import closeness as near
from rag.answering.asking.question import Question
from rag.answering.closeness import Weights, terms_of, weigh
from rag.answering.kinds import bylines
from rag.answering.kinds.officers import signed_for
from rag.answering.kinds.releases import about_releases, below_releases
from rag.answering.kinds.turns import with_speakers
from rag.answering.rows.columns import values_below
from rag.answering.rows.tables import in_full, line_of, with_heads
from rag.reading.numerals import in_figures
from rag.reading.terms import fold
from rag.retrieval.adapter import Nearness
from rag.schema import ChunkId, Kind, ScoredChunk, Sentence
from rag.verifying import words
from rag.verifying.words import Asks

Floats = npt.NDArray[np.float64]
_COUNTED = (Asks.NUMBER, Asks.MONEY, Asks.PERCENT, Asks.DURATION)
_SUREST = 15.0  # log-odds of the reader are cut here
_OPENING = 300  # characters of a document in which it says what it is about


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be shown: sentence ``place`` of the passage at ``rank`` (0-based).

    ``similarity`` is its cosine to the question, ``likeness`` how much it looks like an answer.
    ``heads`` is the line that names the columns of a row of a table, ``above`` the heading with a
    day or version that an item of a list stands under, ``speaker`` who says it in a transcript or
    an e-mail, ``stamp`` when in a chat, ``told_by`` what is read before it where that matters; ""
    elsewhere. The first ``unread`` characters, who says it in a chat, are passed over in reading.
    ``asking``: an interviewer says it.
    """

    chunk: ScoredChunk
    rank: int
    place: int
    sentence: Sentence
    text: str
    similarity: float
    likeness: float = 0.0
    heads: str = ""
    above: str = ""
    speaker: str = ""
    stamp: str = ""
    told_by: str = ""
    unread: int = 0
    asking: bool = False

    @property
    def in_full(self) -> str:
        """What it says by itself: a row with the names of its columns, an item with its release."""
        if self.above:
            return f"{self.above}: {self.text}"
        if self.told_by or self.unread:
            return f"{self.told_by}{self.text[self.unread :]}"
        return in_full(self.heads, line_of(self)[0]) if self.heads else self.text


class Reading(NamedTuple):
    """What the reader says of a sentence, as log-odds against "nothing read here answers".

    ``answers``: that the sentence does; ``words``: that some run of its words is the answer.
    ``run`` is the likeliest such run, half-open in the sentence's text; empty where two are likely.
    ``multilingual``: the reader of other languages than English says it.
    """

    answers: float
    words: float
    run: tuple[int, int] = (0, 0)
    multilingual: bool = False


def gather(
    retrieved: Sequence[ScoredChunk],
    nearness: Mapping[ChunkId, Nearness],
    question: Question | None = None,
) -> list[Candidate]:
    """The sentences of the passages, what a document repeats only once.

    Headings are left out but for the first line of a document: what a title says ("a three-year
    agreement") may stand nowhere else. So may what the heading of a list does, of a release or
    a day; it counts where the ``question`` is about such. So does "Ada Poe, President" where she
    or the president is asked for.
    """
    seen: set[tuple[str, int | None, str]] = set()
    found = []
    of_releases = question is not None and about_releases(question)
    for rank, scored in enumerate(retrieved):
        chunk = scored.chunk
        here = nearness.get(chunk.id)
        heads, above = below_releases(chunk) if of_releases else (frozenset[int](), {})
        for place, sentence in enumerate(chunk.sentences):
            text = chunk.slice(sentence)
            # Tables under the same heads keep them.
            block = sentence.block if sentence.kind is Kind.TABLE_ROW else None
            key = (chunk.document_id, block, " ".join(text.split()))
            shown = (place == 0 and chunk.index == 0) or place in heads
            shown = shown or (
                question is not None
                and (signed_for(question, text) or bylines.names_authors(question, text))
            )
            if (sentence.kind is Kind.HEADING and not shown) or key in seen:
                continue
            seen.add(key)
            cosine, likeness = (
                (float(here.cosines[place]), float(here.likeness[place]))
                if here
                else (scored.similarity, 0.0)
            )
            one = Candidate(scored, rank, place, sentence, text, cosine, likeness)
            found.append(replace(one, above=above.get(place, "")))
    return with_heads(with_speakers(found, question))


def measure(question: Question, candidates: Sequence[Candidate]) -> Floats:
    """One row of ``MEASURED`` for each candidate: float64 (candidates, features)."""
    terms = [terms_of(c.in_full, question.tongue) for c in candidates]
    sets = [frozenset(listed) for listed in terms]
    asked = _asked(question, sets)
    passages = {
        rank: _passage(question, [c for c in candidates if c.rank == rank])
        for rank in {c.rank for c in candidates}
    }
    chances = _chances({c.rank: c.chunk.score for c in candidates})
    places = {(c.rank, c.place): i for i, c in enumerate(candidates)}
    average = sum(map(len, sets)) / max(len(sets), 1)
    columns: list[dict[str, float]] = []
    for i, c in enumerate(candidates):
        around = [places.get((c.rank, c.place + step)) for step in (-1, 1)]
        before, after = (frozenset[str]() if n is None else sets[n] for n in around)
        row = _words(asked, terms[i], sets[i], before, after, passages[c.rank], average)
        row |= _content(question, asked, c, sets[i], passages[c.rank], bool(before or after))
        row |= _form(question, c, len(terms[i]))
        row |= _standing(c, passages[c.rank], chances[c.rank])
        for name, n in zip(("cosine_before", "cosine_after"), around, strict=True):
            row[name] = 0.0 if n is None else candidates[n].similarity
        columns.append(row)
    return with_likeness(_table(question, columns), np.array([c.likeness for c in candidates]))


class _Asked(NamedTuple):
    """The question as every sentence is compared with it."""

    weights: Weights
    terms: tuple[str, ...]
    focus: frozenset[str]
    names: tuple[str, ...]
    figures: tuple[str, ...]
    folded: str
    bigrams: frozenset[str]
    grams: frozenset[str]


def _asked(question: Question, sets: Sequence[frozenset[str]]) -> _Asked:
    folded = fold(question.text)
    content = " ".join(w for w in folded.split() if w.strip("?.,") not in words.NOT_NAMES)
    return _Asked(
        weights=weigh(question.stems, sets),
        terms=question.stems,
        focus=frozenset(terms_of(question.focus)) if question.focus else frozenset(),
        names=tuple(fold(name) for name in question.names),
        figures=(*question.years, *question.numbers),
        folded=folded,
        bigrams=near.bigrams(folded),
        grams=near.grams(content),
    )


class _Passage(NamedTuple):
    """A passage as its sentences are compared with it."""

    terms: frozenset[str]
    title: frozenset[str]
    folded: str
    folded_title: str
    size: int
    mean_cosine: float


def _passage(question: Question, sentences: Sequence[Candidate]) -> _Passage:
    chunk, provenance = sentences[0].chunk.chunk, sentences[0].chunk.provenance
    title = " ".join((provenance.title, *chunk.headings))
    title_terms = frozenset(terms_of(title, question.tongue))
    said = (terms_of(chunk.slice(s), question.tongue) for s in chunk.sentences)
    return _Passage(
        terms=title_terms.union(*said),
        title=title_terms,
        folded=fold(chunk.text) if question.names else "",
        folded_title=fold(title),
        size=len(chunk.sentences),
        mean_cosine=sum(c.similarity for c in sentences) / len(sentences),
    )


def _chances(scores: Mapping[int, float]) -> dict[int, float]:
    top = max(scores.values(), default=0.0)
    odds = {rank: math.exp(score - top) for rank, score in scores.items()}
    return {rank: value / sum(odds.values()) for rank, value in odds.items()}


def _words(
    asked: _Asked,
    terms: tuple[str, ...],
    own: frozenset[str],
    before: frozenset[str],
    after: frozenset[str],
    passage: _Passage,
    average: float,
) -> dict[str, float]:
    """Which of the question's terms stand in the sentence, around it, in its passage."""
    weights, wanted = asked.weights, asked.weights.of.keys()
    hits = weights.share(own & wanted)
    around = own | before | after
    missing = max((w for t, w in weights.of.items() if t not in own), default=0.0)
    return {
        "coverage": hits,
        "coverage_near": weights.share(around & wanted),
        "coverage_before": weights.share((own | before) & wanted),
        "coverage_after": weights.share((own | after) & wanted),
        "coverage_passage": weights.share(passage.terms & wanted),
        "coverage_titled": weights.share((own | passage.title) & wanted),
        "coverage_fuzzy": near.fuzzy(weights, own),
        "best_before": weights.share(before & wanted) - hits,
        "worst_missing": missing / weights.total,
        "pairs": near.near_pairs(asked.terms, terms),
        "run": near.longest_run(asked.terms, terms),
        "order": near.in_order(asked.terms, terms),
        "density": len(own & wanted) / max(len(own), 1),
        "bm25": near.bm25(weights, terms, average),
        "first_term": float(bool(asked.terms) and asked.terms[0] in own),
        "last_term": float(bool(asked.terms) and asked.terms[-1] in own),
        "rarest": float(weights.rarest in around),
        "focus": float(bool(asked.focus & own)),
        "novelty": math.log1p(len(own - wanted)),
    }


def _content(
    question: Question,
    asked: _Asked,
    c: Candidate,
    own: frozenset[str],
    passage: _Passage,
    has_neighbours: bool,
) -> dict[str, float]:
    """Names, figures and values of the kind asked for, and the wording itself."""
    folded = fold(c.in_full)
    values = near.values_in(question, asked.folded, c.in_full) or values_below(question, c)
    named = near.share(asked.names, folded)
    return {
        "names": named,
        "names_near": near.share(asked.names, _around(c)) if has_neighbours else named,
        "names_passage": near.share(asked.names, passage.folded),
        "names_title": near.share(asked.names, passage.folded_title),
        "figures": near.share(asked.figures, in_figures(c.in_full)),
        "value": float(values > 0),
        "value_missing": float(question.asks is not None and values == 0),
        "values_many": math.log1p(values),
        "value_distance": near.value_distance(question, c.in_full, folded),
        "full_names": near.full_names(asked.folded, c.in_full),
        "bigrams": near.overlap(asked.bigrams, near.bigrams(folded)),
        "grams": near.overlap(asked.grams, near.grams(folded)),
        "opposite": float(near.opposite(question.text, c.in_full)),
        "negation": float(bool(words.NEGATION.search(c.in_full)) != question.negated),
    }


def _around(c: Candidate) -> str:
    """The sentence with its neighbours in the passage, folded."""
    chunk = c.chunk.chunk
    some = chunk.sentences[max(c.place - 1, 0) : c.place + 2]
    return fold(
        chunk.text[some[0].start_char - chunk.start_char : some[-1].end_char - chunk.start_char]
    )


def _form(question: Question, c: Candidate, length: int) -> dict[str, float]:
    """What kind of sentence it is."""
    return {
        "length": math.log1p(length),
        "short": float(length < 5),
        "opening": float(c.sentence.start_char < _OPENING),
        "list_item": float(c.sentence.kind is Kind.LIST_ITEM),
        "table_row": float(c.sentence.kind is Kind.TABLE_ROW),
        "pronoun": float(bool(words.PRONOUN_LED.search(c.in_full))),
        "question_mark": float(c.in_full.rstrip("\"'”’) ").endswith(("?", "？"))),
        "ends_open": float(c.in_full.rstrip().endswith((":", "："))),
        "chinese": float(question.language == "zh"),
        "hebrew": float(question.language == "he"),
    }


def _standing(c: Candidate, passage: _Passage, chance: float) -> dict[str, float]:
    """Where the sentence and its passage stand among the others."""
    return {
        "cosine": c.similarity,
        "cosine_in_passage": c.similarity - passage.mean_cosine,
        "passage_cosine": c.chunk.similarity,
        "passage_order": 1.0 / (1 + c.rank),
        "passage_chance": chance,
        "first_passage": float(c.rank == 0),
        "place": c.place / max(passage.size, 1),
    }


COMPARED = (
    "cosine", "cosine_below_best", "cosine_order", "cosine_in_passage", "cosine_before",
    "cosine_after", "passage_cosine", "passage_order", "passage_chance", "first_passage", "place",
    "coverage", "coverage_below_best", "coverage_near", "coverage_before", "coverage_after",
    "coverage_passage", "coverage_titled", "coverage_fuzzy", "best_before", "worst_missing",
    "pairs", "run", "order", "density", "bm25_below_best", "first_term", "last_term", "rarest",
    "focus", "novelty", "names", "names_near", "names_passage", "names_title", "figures", "value",
    "value_missing", "values_many", "value_distance", "full_names", "bigrams", "grams", "opposite",
    "negation", "length", "short", "opening", "list_item", "table_row", "pronoun", "question_mark",
    "ends_open", "chinese", "hebrew", "asks_nothing", "asks_person", "asks_place", "asks_date",
    "asks_number", "asks_reason", "asks_manner", "terms",
)  # fmt: skip
LIKE = ("likeness", "likeness_below_best", "likeness_order")
MEASURED = (*COMPARED, *LIKE)
READ = (
    "first_chance", "first_order", "read", "reading", "reading_below_best", "reading_order",
    "reading_chance", "reading_share", "words", "words_below_best", "words_order", "multilingual",
)  # fmt: skip
FEATURES = (*MEASURED, *READ)


def _table(question: Question, rows: Sequence[dict[str, float]]) -> Floats:
    """The rows with what sets each against the best of all, and what is asked, added."""
    best = {
        name: max((row[name] for row in rows), default=0.0)
        for name in ("cosine", "coverage", "bm25")
    }
    for row, turn in zip(rows, _turn(np.array([r["cosine"] for r in rows])), strict=True):
        row["cosine_order"] = float(turn)
    kind = question.asks
    asks = {
        "asks_nothing": float(kind is None),
        "asks_person": float(kind in (Asks.PERSON, Asks.ORGANISATION)),
        "asks_place": float(kind is Asks.PLACE),
        "asks_date": float(kind is Asks.DATE),
        "asks_number": float(kind in _COUNTED),
        "asks_reason": float(kind is Asks.REASON),
        "asks_manner": float(kind is Asks.MANNER),
        "terms": math.log1p(len(question.stems)),
    }
    for row in rows:
        row |= asks | {f"{name}_below_best": row[name] - top for name, top in best.items()}
    table = [[row[name] for name in COMPARED] for row in rows]
    return np.array(table, dtype=np.float64).reshape(len(rows), len(COMPARED))


def with_likeness(table: Floats, likeness: Floats) -> Floats:
    """``COMPARED``'s table with the columns ``LIKE``: float64 (candidates, ``MEASURED``)."""
    below = likeness - likeness.max(initial=-_SUREST)
    return np.column_stack([table, likeness, below, _turn(likeness)])


def with_readings(table: Floats, first: Floats, readings: Mapping[int, Reading]) -> Floats:
    """``measure``'s table with the columns ``READ``: float64 (candidates, ``FEATURES``).

    ``first`` are the scores that chose what is read, ``readings`` what the reader says, by the
    candidate's number. What it did not read is as the worst that it read.
    """
    count = len(table)
    read = np.zeros(count)
    answers, said = np.zeros(count), np.zeros(count)
    if readings:
        numbers = list(readings)
        read[numbers] = 1.0
        for column, values in (
            (answers, [readings[i].answers for i in numbers]),
            (said, [readings[i].words for i in numbers]),
        ):
            column[:] = min(values)
            column[numbers] = values
            np.clip(column, -_SUREST, _SUREST, out=column)
    none = np.exp(-answers.max(initial=0.0))
    odds = np.exp(answers - answers.max(initial=0.0)) * read
    columns = [
        _softmax(first), _turn(first), read, answers, answers - answers.max(initial=-_SUREST),
        _turn(answers), 1.0 / (1.0 + np.exp(-answers)), odds / (odds.sum() + none),
        said, said - said.max(initial=-_SUREST), _turn(said),
        np.full(count, float(any(r.multilingual for r in readings.values()))),
    ]  # fmt: skip
    return np.column_stack([table, *columns])


def _softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max(initial=0.0))
    return np.asarray(odds / max(odds.sum(), 1e-12))


def _turn(scores: Floats) -> Floats:
    """1 for the best, a half for the second, a third, ..."""
    order = np.empty(len(scores))
    order[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return 1.0 / (1 + order)

"""Two sources that give different figures, dates or opposed statements for the same thing.

A false alarm costs more trust than a miss: two sentences are set side by side only where
they are from different documents, both bear on the question, say mostly the same words,
name the same things, speak of the same time and measure the same unit. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.answering import words
from rag.answering.closeness import opposite, terms_of
from rag.answering.dates import DateMention, dates, mask_dates
from rag.answering.evidence import Candidate
from rag.answering.overlap import Words, words_of
from rag.answering.quantities import Quantity, quantities
from rag.answering.question import Question, names_in
from rag.reading.terms import fold, index_terms
from rag.schema import Citation, Disagreement, ScoredChunk, Sentence

_SAME_THING = 0.5  # share of the shorter sentence's words, figures left out
_SAME_STATEMENT = 0.7  # for statements without a figure that are opposed
_LOOKED_AT = 16


@dataclass(frozen=True, slots=True)
class Side:
    """One source's sentence and the value it gives, as written."""

    chunk: ScoredChunk
    sentence: Sentence
    value: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sides that differ about ``topic``, newest first; ``note`` can be read to a user."""

    topic: str
    sides: tuple[Side, ...]
    note: str


def find(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[int], order: Sequence[int]
) -> tuple[Conflict, ...]:
    """What other retrieved sentences say differently from the ``chosen`` ones.

    ``order`` lists the candidates best first; only the first few are looked at. At most one
    conflict for each chosen sentence.
    """
    found: list[Conflict] = []
    spoken: set[tuple[str, int]] = set()
    for index in chosen:
        mine = candidates[index]
        for other in order[:_LOOKED_AT]:
            theirs = candidates[other]
            key = (theirs.chunk.chunk.document_id, theirs.sentence.start_char)
            if key in spoken or theirs.chunk.chunk.document_id == mine.chunk.chunk.document_id:
                continue
            if values := differ(question, mine, theirs):
                found.append(_conflict(question, (mine, theirs), values))
                spoken |= {key, (mine.chunk.chunk.document_id, mine.sentence.start_char)}
                break
    return tuple(found)


def differ(question: Question, one: Candidate, other: Candidate) -> tuple[str, str] | None:
    """The two values, as written, where the sentences contradict each other; else None."""
    a, b = _claim(one), _claim(other)
    shared = _likeness(a.words, b.words)
    if shared < _SAME_THING or not _same_names(a, b) or not _same_scope(a, b):
        return None
    if pair := _figures_differ(a, b):
        return pair
    if pair := _dates_differ(a, b):
        return pair
    if shared >= _SAME_STATEMENT and not a.figures and not b.figures:
        against = bool(words.NEGATION.search(one.text)) != bool(words.NEGATION.search(other.text))
        if against or opposite(one.text, other.text):
            return one.text, other.text
    return None


_ATTRIBUTION = re.compile(
    r"\baccording to (?:the )?[^,.;]{2,60}[,.;]?|,? ?(?:the )?[\w' ]{2,40} (?:said|says|reported|"
    r"reports|wrote|writes|estimates?d?|claims?|claimed|stated|states)\b(?: that)?|"
    r"(?:据|根据)[^，。]{2,30}[，,]?|(?:לפי|על פי) [^,.;]{2,40},?",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"\b(?:first|second|third|fourth|last|next|previous) (?:half|quarter|month|year|week)|"
    r"\bq[1-4]\b|"
    r"\b(?:monthly|annual(?:ly)?|yearly|daily|weekly|quarter(?:ly)?|cumulative|total|average|"
    r"per (?:day|month|year|week|capita)|at least|up to|each|every)\b|上半年|下半年|季度|"
    r"每[年月日天]|累计|"
    r"(?:רבעון|מחצית|בחודש|ביום)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:over|more than|at least|nearly|almost|about|around|roughly|approximately|some|up to|"
    r"under|less than|fewer than|close to)\s*(?:us)?\s*[$€£]?$|(?:超过|近|约|逾)$|(?:כ-|מעל|"
    r"יותר מ-?)$",
    re.IGNORECASE,
)


class _Claim:
    """A sentence read for comparison: its words without figures, its figures, dates, names."""

    def __init__(self, text: str, around: Sequence[str]) -> None:
        said = _ATTRIBUTION.sub(" ", text)
        self.folded = fold(said)
        self.dates = dates(self.folded)
        masked = mask_dates(self.folded)
        self.figures = tuple(q for q in quantities(masked) if not q.loose)
        for figure in self.figures:
            masked = masked.replace(figure.text, " ")
        self.words = words_of(re.sub(r"\d[\d.,]*", " ", masked))
        self.names = frozenset(
            term for name in names_in(said) for term in terms_of(name) if not term.isdigit()
        )
        self.around = frozenset(term for near in around for term in terms_of(near))
        self.scope = frozenset(m.group().lower() for m in _SCOPE.finditer(self.folded))


_read = lru_cache(maxsize=4096)(_Claim)  # the same sentences come for many questions


def _claim(candidate: Candidate) -> _Claim:
    chunk = candidate.chunk.chunk
    return _read(candidate.text, (candidate.chunk.provenance.title, *chunk.headings, chunk.text))


def _likeness(a: Words, b: Words) -> float:
    if min(len(a.units), len(b.units)) < 3:
        return 0.0
    return a.shared(b) / min(a.weight, b.weight)


def _same_names(a: _Claim, b: _Claim) -> bool:
    """A name in each that the other's whole passage lacks: they speak of different things."""
    return not (a.names - b.around and b.names - a.around) and (
        not a.names or not b.names or bool(a.names & b.names)
    )


def _same_scope(a: _Claim, b: _Claim) -> bool:
    years = [frozenset(d.year for d in claim.dates if d.year) for claim in (a, b)]
    if years[0] and years[1] and years[0] != years[1] and a.figures and b.figures:
        return False
    return a.scope == b.scope


def _figures_differ(a: _Claim, b: _Claim) -> tuple[str, str] | None:
    """The first figure of ``a`` that ``b`` lacks, beside ``b``'s figure of the same kind."""
    for mine in a.figures:
        if any(_equal(mine, theirs) for theirs in b.figures):
            continue
        rivals = [
            theirs
            for theirs in b.figures
            if theirs.dimension == mine.dimension
            and not any(_equal(theirs, other) for other in a.figures)
            and (mine.dimension is not None or _same_counted(a, mine, b, theirs))
        ]
        if len(rivals) == 1 and not _vague(a, mine, b, rivals[0]):
            return mine.text, rivals[0].text
    return None


def _equal(a: Quantity, b: Quantity) -> bool:
    if a.dimension != b.dimension and a.dimension and b.dimension:
        return False
    return abs(a.base - b.base) <= 0.02 * max(abs(a.base), abs(b.base))


def _vague(a: _Claim, mine: Quantity, b: _Claim, theirs: Quantity) -> bool:
    """Whether they may agree: “over 100” and “120” need not contradict each other."""
    hedged = any(
        _BOUND.search(claim.folded[: max(claim.folded.find(q.text), 0)].rstrip())
        for claim, q in ((a, mine), (b, theirs))
    )
    high = max(abs(mine.base), abs(theirs.base)) or 1.0
    return hedged and abs(mine.base - theirs.base) <= 0.25 * high


def _same_counted(a: _Claim, mine: Quantity, b: _Claim, theirs: Quantity) -> bool:
    return bool(_counted(a, mine) & _counted(b, theirs))


def _counted(claim: _Claim, figure: Quantity) -> frozenset[str]:
    """The terms that follow a bare number: what it counts."""
    at = claim.folded.find(figure.text)
    following = claim.folded[at + len(figure.text) :][:60]
    return frozenset(index_terms(following)[:3])


def _dates_differ(a: _Claim, b: _Claim) -> tuple[str, str] | None:
    """One date each that cannot be the same day, where nothing else is counted."""
    if len(a.dates) != 1 or len(b.dates) != 1:
        return None
    mine, theirs = a.dates[0], b.dates[0]
    return (mine.text, theirs.text) if _apart(mine, theirs) else None


def _apart(a: DateMention, b: DateMention) -> bool:
    pairs = ((a.year, b.year), (a.month, b.month), (a.day, b.day))
    return any(x is not None and y is not None and x != y for x, y in pairs)


def _conflict(
    question: Question, pair: tuple[Candidate, Candidate], values: tuple[str, str]
) -> Conflict:
    sides = [Side(c.chunk, c.sentence, value) for c, value in zip(pair, values, strict=True)]
    sides.sort(key=lambda s: s.chunk.provenance.published or date.min, reverse=True)
    topic = question.text.rstrip(" ?？")
    if max(map(len, values)) > 40:
        said = " and ".join(_source(side) for side in sides)
        return Conflict(topic, tuple(sides), f"The sources contradict each other: {said}.")
    said = " but ".join(f"{_source(side)} says {side.value}" for side in sides)
    return Conflict(topic, tuple(sides), f"The sources differ: {said}.")


def _source(side: Side) -> str:
    provenance = side.chunk.provenance
    name = provenance.publisher or provenance.title
    return f"{name} ({provenance.published.year if provenance.published else 'undated'})"


def mark(conflicts: Sequence[Conflict], citations: Sequence[Citation]) -> tuple[Disagreement, ...]:
    """The conflicts with the markers of their sentences, where every side is cited."""
    markers = {(c.provenance.document_id, c.start_char, c.end_char): c.marker for c in citations}
    marked = []
    for conflict in conflicts:
        found = [
            markers.get((s.chunk.chunk.document_id, s.sentence.start_char, s.sentence.end_char))
            for s in conflict.sides
        ]
        if None not in found:
            marked.append(
                Disagreement(
                    conflict.topic,
                    tuple(m for m in found if m is not None),
                    tuple(s.value for s in conflict.sides),
                    conflict.note,
                )
            )
    return tuple(marked)

"""A question put to the documents without what goes unsaid in them: their year, their theme.

"What went wrong in 2024?" has no sentence of the report of 2024 that names the year: it is asked
of that report without it, and of the reports of two years each by itself. So is "in Kessock Sound"
left out for the paper on it, where the question as it stands finds no answer. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.answering.asking.question import analyse, names_in
from rag.answering.closeness import terms_of
from rag.answering.composing import source_label
from rag.answering.extractive import Selection
from rag.answering.years import (
    Period,
    of_one_series,
    only_tells_which,
    period_of,
    periods,
    tells_of,
    without_year,
)
from rag.retrieval.retriever import Retrieval
from rag.schema import DocumentId, Kind, Picked, ScoredChunk

MOST_OF_IT = 2 / 3  # of the words of a question
# "How many samples were taken?": what says nothing of its own may be said otherwise ("We took").
_COLOURLESS = frozenset(terms_of("taken made done held given carried had got put"))
NO_YEAR = Period(frozenset())
OF_ANOTHER_YEAR = 0.2  # of the confidence: a sentence that tells of another year than asked


class Found(NamedTuple):
    """What was searched for, and what came of it; ``note`` tells the reader where that matters."""

    searched: str
    retrieval: Retrieval
    selection: Selection
    note: tuple[str, ...]


Put = Callable[[str, tuple[DocumentId, ...]], Found]  # a question to some documents alone


def of_the_year(found: Found, put: Put, floor: float) -> Found:
    """What the documents of the year that is asked for say, where there are such.

    What names the year itself in another document stays; what tells of another one falls behind.
    """
    asked = periods(found.searched)
    about = {c.provenance.document_id: c.provenance for c in found.retrieval.chunks}
    of = {i: period for i, one in about.items() if (period := period_of(one))}
    if not asked or len(set(asked)) < len(asked):
        return found
    told = []
    for period in asked:
        ids = tuple(i for i, own in of.items() if own.has(period))
        question = without_year(found.searched, of[ids[0]]) if ids else ""
        if not question:
            return found
        one = put(question, ids)
        others = [
            c for c in found.retrieval.chunks if not of.get(c.chunk.document_id, period).has(period)
        ]
        theirs = not _tells_of(one.selection, period) or _told_of_another(question, one, others)
        told.append(_doubted(one) if theirs else one)
    sure = found.selection.confidence >= floor and (
        _says_each(found.selection, asked)
        or (len(asked) == 1 and _all_of(found.selection, asked[0], of))
    )
    if not sure and min(one.selection.confidence for one in told) >= floor:
        return _beside(found, told)
    best = found.selection.picked[:1]
    if only_tells_which(found.searched):
        return found
    if best and not any(_of(best[0], period, of) for period in asked):
        return _doubted(found)
    return found


def _all_of(selection: Selection, period: Period, of: Mapping[DocumentId, Period]) -> bool:
    """Whether all that is shown is of documents of the year."""
    own = (of.get(one.chunk.chunk.document_id) for one in selection.picked)
    return _tells_of(selection, period) and all(one is not None and one.has(period) for one in own)


def _tells_of(selection: Selection, period: Period) -> bool:
    first = selection.picked[:1]
    return all(tells_of(one.chunk.chunk.slice(one.sentences[0]), period.years) for one in first)


def _told_of_another(question: str, one: Found, others: Sequence[ScoredChunk]) -> bool:
    """Whether a report of another year has a sentence with all that is asked, and this one not.

    "Two trustees retired" in the report of 2023 is no sign of those who did in 2024.
    """
    asked = set(analyse(question).terms)
    said = {
        t
        for p in one.selection.picked[:1]
        for s in p.sentences
        for t in terms_of(p.chunk.chunk.slice(s))
    }
    if not asked or len(asked & said) >= MOST_OF_IT * len(asked):
        return False
    sentences = (
        c.chunk.slice(s) for c in others for s in c.chunk.sentences if s.kind is not Kind.HEADING
    )
    return any(asked <= set(terms_of(sentence)) for sentence in sentences)


def _of(one: Picked, period: Period, of: Mapping[DocumentId, Period]) -> bool:
    """Whether a sentence is of the year: it names it, or its document is of no other."""
    own = of.get(one.chunk.chunk.document_id)
    return own is None or own.has(period) or any(year in _text(one) for year in period.years)


def _doubted(found: Found) -> Found:
    chance = found.selection.confidence * OF_ANOTHER_YEAR
    return found._replace(selection=replace(found.selection, confidence=chance))


def _says_each(selection: Selection, asked: Sequence[Period]) -> bool:
    """Whether the first sentence names the year itself; of several, each is named."""
    first = selection.picked[:1] if len(asked) == 1 else selection.picked
    said = " ".join(map(_text, first))
    return all(any(year in said for year in period.years) for period in asked)


def _beside(found: Found, told: Sequence[Found]) -> Found:
    """What the documents of each year say, one after the other."""
    first = told[0].selection
    if len(told) == 1:
        return told[0]._replace(searched=found.searched)
    chunks = {c.chunk.id: c for one in told for c in one.retrieval.chunks}
    sentences = {i: near for one in told for i, near in one.retrieval.sentences.items()}
    selection = replace(
        first,
        picked=tuple(picked for one in told for picked in one.selection.picked),
        confidence=min(one.selection.confidence for one in told),
        disagreements=(),
        short=None,
        notes=tuple(dict.fromkeys(note for one in told for note in one.selection.notes)),
        nearest={i: s for one in reversed(told) for i, s in one.selection.nearest.items()},
    )
    retrieval = replace(
        found.retrieval,
        chunks=tuple(chunks.values()),
        sentences=sentences,
    )
    return found._replace(retrieval=retrieval, selection=selection)


def of_its_theme(found: Found, told: Found, asked: str, floor: float) -> Found:
    """``told``, what a document says to ``asked``, the question without its theme, if it answers.

    Its first sentence must have all of what is left to ask, or nearly.
    """
    chance = told.selection.confidence
    wanted = set(analyse(asked).terms) - _COLOURLESS
    said = {t for one in told.selection.picked[:1] for t in terms_of(_text(one))}
    if chance < floor or len(wanted & said) < MOST_OF_IT * len(wanted):
        return found
    # One that names something of its own says itself where it was.
    own = {
        t
        for one in told.selection.picked[:1]
        for name in names_in(_text(one))
        for t in terms_of(name)
    }
    if names_in(asked) != names_in(found.searched) and own - set(analyse(asked).terms):
        return found
    return told._replace(searched=found.searched)


def with_years(found: Found, retrieved: Sequence[ScoredChunk]) -> Found:
    """With the title before what is shown of one of a series, where it does not name its year.

    ``retrieved``: passages among which there are those of the reports of other years.
    """
    about = {c.provenance.document_id: c.provenance for c in retrieved}
    ours = [one.chunk.provenance for one in found.selection.picked]
    series = {
        own.document_id: period
        for own in ours
        if (period := period_of(own)) and any(of_one_series(own, one) for one in about.values())
    }
    picked: list[Picked] = []
    for one in found.selection.picked:
        of = one.chunk.chunk.document_id
        begins = not picked or picked[-1].chunk.chunk.document_id != of
        named = len(series) == 1 and any(
            year in _text(one) for year in series.get(of, NO_YEAR).years
        )
        if of in series and begins and not named and not one.lead:
            one = replace(one, lead=source_label(one.chunk))
        picked.append(one)
    return found._replace(selection=replace(found.selection, picked=tuple(picked)))


def _text(one: Picked) -> str:
    return " ".join(one.chunk.chunk.slice(sentence) for sentence in one.sentences)

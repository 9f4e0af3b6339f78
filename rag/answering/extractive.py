"""The built-in answerer: it chooses sentences of the passages and never writes one.

Rank every retrieved sentence by what speaks for it (`evidence`, weighed by a fitted
network), let the reader read the best together with the question, rank again, show the fewest
that hold the answer with high probability, complete lists and add the other side of a
disagreement, and say how probable it is that this answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.answering import disagree
from rag.answering.asking.question import Question
from rag.answering.choosing import MOST_SENTENCES, choose, from_each_source
from rag.answering.composing import picks
from rag.answering.context import in_context, who_is_meant
from rag.answering.disagree import Conflict
from rag.answering.doubting import abstain
from rag.answering.evidence import (
    Candidate,
    gather,
)
from rag.answering.kinds import divisions, minutes, turns
from rag.answering.kinds.by_form import by_form
from rag.answering.kinds.enumerated import with_what_is_counted
from rag.answering.partner import with_partner, with_the_others
from rag.answering.pointing import short_answer
from rag.answering.ranking import COVERAGE, Ranking, Read, of_the_one_asked, rank, reads_nothing
from rag.answering.rivals import rivals
from rag.answering.rows.by_table import Told, by_table
from rag.answering.rows.extremes import Extreme, asks_extreme, extreme, of_a_part
from rag.answering.rows.tables import (
    cells_of,
    label_asked_for,
    whole_tables,
)
from rag.retrieval.adapter import Nearness
from rag.schema import ChunkId, Kind, Picked, ScoredChunk, Sentence

LOOKED_AT_FOR_A_REPLY = 3
TOLD_BY_TABLE = 0.75  # at least: rows of which the table tells every word of the question
NOT_IN_TABLE = 0.2  # of the confidence: the table tells that no row has it
NOT_COMPARED = 0.5  # of the confidence: a row for a superlative, of a part of its table
BOTH_ANSWER = 0.5  # at least: two documents have a value each for what is asked, ...
HALF_SURE = 0.3  # ... where there was this much confidence in the first alone
SAID_ELSEWHERE = 0.3  # of the confidence: words that were not said where they are asked for
A_WORD = 0.15  # of the words of the question, weighed by how much each tells


@dataclass(frozen=True, slots=True)
class Selection:
    """What to show and how sure we are.

    ``short`` are the words of the first sentence that answer by themselves.
    ``confidence`` is the calibrated probability that the documents answer the question with
    these sentences; ``reason`` says in plain words what speaks against it (None: nothing in
    particular). Empty ``picked`` only where no sentence was retrieved. ``features`` are the
    numbers behind ``confidence``. ``notes`` say how the sentences were chosen, where that is not
    plain. ``nearest`` is the likeliest sentence of each passage, whether it is shown or not.
    """

    picked: tuple[Picked, ...]
    confidence: float
    reason: str | None = None
    disagreements: tuple[Conflict, ...] = ()
    short: short_answer.Words | None = None
    features: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    nearest: Mapping[ChunkId, Sentence] = field(default_factory=dict)


def select(
    question: Question,
    retrieved: Sequence[ScoredChunk],
    nearness: Mapping[ChunkId, Nearness],
    read: Read = reads_nothing,
    told: str = "",
) -> Selection:
    """Choose the sentences that answer ``question``, best first, none that was ``told`` already.

    ``nearness[chunk.id]`` says how near each of the chunk's sentences is to the question.
    ``read(candidates, order)`` says what the reader makes of the first in ``order``, by number.
    """
    gathered = gather(retrieved, nearness, question)
    ranking = rank(question, [c for c in gathered if not _was_told(c, told)], read)
    if not ranking.candidates:
        return Selection((), 0.0, abstain.NOTHING_FOUND)
    likeliest = ranking.order[:LOOKED_AT_FOR_A_REPLY].tolist()
    ranking = of_the_one_asked(question, ranking)
    candidates, best = ranking.candidates, ranking.order.tolist()

    tabled = by_table(question, candidates, best)
    rows = list(tabled.rows) if tabled else []
    found = rows or from_each_source(question, ranking, read)
    found = found or choose(question, ranking, likeliest)
    if tabled and tabled.table and found[0] not in tabled.table:
        tabled = None
    conflicts = disagree.find(question, candidates, found, best)
    others = () if conflicts or rows else rivals(question, ranking, found[0], read)
    conflicts = conflicts or others
    features = abstain.features(
        question, candidates, ranking.table, ranking.scores, found, retrieved
    )
    elsewhere = turns.was_elsewhere(question, candidates, found[0])
    elsewhere = elsewhere or minutes.of_another(question, candidates)
    elsewhere = elsewhere or divisions.of_another_vote(question, [candidates[i] for i in found])

    chosen, at_least, words = found, TOLD_BY_TABLE if tabled and tabled.sure else 0.0, None
    if not rows:
        chosen, at_least, words = by_form(question, candidates, best, found)
    top = None if rows else extreme(question, candidates, best)
    part = not top and not rows and asks_extreme(question.text)
    confidence = max(abstain.confidence(features, ranking.judges), at_least)
    if others and confidence >= HALF_SURE:
        confidence = max(confidence, BOTH_ANSWER)
    confidence *= NOT_IN_TABLE if tabled and tabled.reason else 1.0
    confidence *= SAID_ELSEWHERE if elsewhere else 1.0
    confidence *= NOT_COMPARED if part and of_a_part(candidates, chosen[0]) else 1.0

    shown = chosen if top or rows else whole_tables(question, candidates, chosen)
    shown = with_partner(question, candidates, shown)
    shown = with_the_others(question, candidates, shown, MOST_SENTENCES)
    shown = with_what_is_counted(question, candidates, shown)
    shown = _with_both_sides(ranking, shown, conflicts)
    shown = in_context(question, candidates, shown)
    before = who_is_meant(question, candidates, shown)
    if before is not None:
        shown = [shown[0], before, *(i for i in shown[1:] if i != before)]
    return Selection(
        picked=picks(question, candidates, ranking.chances, shown, before),
        confidence=confidence,
        reason=(tabled.reason if tabled else "")
        or abstain.reason(question, candidates, chosen, retrieved)
        or elsewhere
        or None,
        disagreements=conflicts,
        short=words or _short(question, ranking, chosen, top, confidence, tabled),
        features=features,
        notes=(tabled.note,) if tabled and tabled.note else _compared(ranking, top),
        nearest=_nearest(ranking),
    )


def _was_told(candidate: Candidate, told: str) -> bool:
    """Whether an answer before had the candidate; the names of columns may be said again."""
    names = candidate.sentence.kind is Kind.TABLE_ROW and not candidate.heads
    return not names and " ".join(candidate.text.split()) in told


def _nearest(ranking: Ranking) -> dict[ChunkId, Sentence]:
    worst_first = (ranking.candidates[i] for i in reversed(ranking.order.tolist()))
    return {c.chunk.chunk.id: c.sentence for c in worst_first}


def _compared(ranking: Ranking, top: Extreme | None) -> tuple[str, ...]:
    """How a row was found that no sentence calls the highest."""
    if top is None:
        return ()
    head = cells_of(ranking.candidates[top.rows[0]].heads)[top.column]
    return (f"Found by comparing {top.compared} rows of the table by “{head}”.",)


def _short(
    question: Question,
    ranking: Ranking,
    chosen: Sequence[int],
    top: Extreme | None,
    confidence: float,
    tabled: Told | None = None,
) -> short_answer.Words | None:
    """The few words of the best sentence that answer by themselves; none of one row of several."""
    best = ranking.candidates[chosen[0]]
    if tabled and tabled.rows and (tabled.column is not None or len(tabled.rows) > 1):
        return None if tabled.column is None else short_answer.of_column(best, tabled.column)
    if top is not None:
        return (
            short_answer.of_row(question, best, top.column, top.named) if len(chosen) < 2 else None
        )
    if best.heads:
        rows = [i for i in chosen if ranking.candidates[i].heads]
        rows = [i for i in rows if label_asked_for(question, ranking.candidates[i])]
        found = (
            short_answer.find_cell(question, ranking.candidates, chosen[0])
            if len(rows) < 2
            else None
        )
        return found or (short_answer.value_beside(question, best) if len(chosen) < 2 else None)
    if confidence < short_answer.SURE_OF_ANSWER or _says_less(ranking, chosen):
        return None
    others = (ranking.candidates[i] for i in chosen[1:])
    if question.language != "en" and any(short_answer.find(question, c, None) for c in others):
        return None  # which of two days it is, no reader says
    return short_answer.find(question, best, ranking.readings.get(chosen[0]))


def _says_less(ranking: Ranking, chosen: Sequence[int]) -> bool:
    """Whether another sentence shown has clearly more of the question than the first.

    "The control box is guaranteed for two years" stands first where the pump is asked for, whose
    guarantee the next sentence tells.
    """
    covered = ranking.table[list(chosen), COVERAGE]
    return bool(covered[1:].max(initial=0.0) >= covered[0] + A_WORD)


def _with_both_sides(
    ranking: Ranking, chosen: Sequence[int], conflicts: Sequence[Conflict]
) -> list[int]:
    """``chosen``, and the sentences of a disagreement that are not among them."""
    sides = {(s.chunk.chunk.id, s.sentence) for conflict in conflicts for s in conflict.sides}
    missing = [
        i
        for i, c in enumerate(ranking.candidates)
        if (c.chunk.chunk.id, c.sentence) in sides and i not in chosen
    ]
    return [*chosen, *missing]

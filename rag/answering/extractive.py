"""The built-in answerer: it chooses sentences of the passages and never writes one.

Rank every retrieved sentence by what speaks for it (`evidence`, weighed by a fitted
network), let the reader read the best together with the question, rank again, show the fewest
that hold the answer with high probability, complete lists and add the other side of a
disagreement, and say how probable it is that this answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from rag.answering import abstain, disagree, minutes, short_answer, turns
from rag.answering.by_form import by_form
from rag.answering.by_table import Told, by_table
from rag.answering.closeness import terms_of, values_in
from rag.answering.columns import with_row_asked_for
from rag.answering.composing import picks
from rag.answering.context import in_context, who_is_meant
from rag.answering.disagree import Conflict
from rag.answering.evidence import (
    FEATURES,
    Candidate,
    Floats,
    Reading,
    gather,
    measure,
    with_readings,
)
from rag.answering.extremes import Extreme, asks_extreme, extreme, of_a_part
from rag.answering.listing import Listing, listings
from rag.answering.needless import without_needless
from rag.answering.partner import with_partner
from rag.answering.question import Question
from rag.answering.ranges import row_in_range
from rag.answering.sides import sides_told_apart, with_each
from rag.answering.tables import (
    cells_of,
    label_asked_for,
    names_columns,
    rows_asked_for,
    whole_tables,
)
from rag.answering.weights import Average, network
from rag.reading.terms import fold
from rag.retrieval.adapter import Nearness
from rag.schema import ChunkId, Kind, Picked, ScoredChunk, Sentence
from rag.verifying.cite import mark_of
from rag.verifying.words import Asks

Order = npt.NDArray[np.int64]
Read = Callable[[Sequence[Candidate], Sequence[int]], Mapping[int, Reading]]

MOST_SENTENCES = 3
MOST_SOURCES = 4
MOST_OF_SOURCE = 2
ENOUGH = 0.9  # sentences are added until the answer is among them with this probability
ENOUGH_OF_SEVERAL = 0.98  # where one sentence seldom says all: lists and comparisons
ALL_OF_THEM = 2.0  # more than certain: as many as may be shown
LOOKED_AT_FOR_A_LIST = 5
LOOKED_AT_FOR_A_REPLY = 3
MOST_ASKED_ABOUT = 2  # items of a list that a yes-or-no question is about: of more, all are shown
SHARE_OF_A_LIST = 0.05  # of the chances: a list with less is not what is asked for
NEXT_TO_NOTHING = 0.02  # of the chances: no item of such a list is added to an answer
FROM_ELSEWHERE = 0.05  # of the chances: with less no other document's sentence is added
MOST_OF_ALL = 0.5  # of the chances: a heading with less is no answer
TOLD_BY_TABLE = 0.75  # at least: rows of which the table tells every word of the question
NOT_IN_TABLE = 0.2  # of the confidence: the table tells that no row has it
NOT_COMPARED = 0.5  # of the confidence: a row for a superlative, of a part of its table
OF_ANOTHER = 6.0  # off the score of a turn of somebody else than whose words are asked for
SAID_ELSEWHERE = 0.3  # of the confidence: words that were not said where they are asked for
COVERAGE = FEATURES.index("coverage")
A_WORD = 0.15  # of the words of the question, weighed by how much each tells
HARDLY = 0.25  # of the words of the question that another sentence has
DENIED = -4.0  # log-odds of the reader that a sentence answers


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


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates with their features, scores and the chance of each to hold the answer.

    ``order`` lists them best first; ``chances`` sum to 1; ``readings`` are the reader's.
    """

    candidates: Sequence[Candidate]
    table: Floats
    scores: Floats
    chances: Floats
    order: Order
    readings: Mapping[int, Reading] = field(default_factory=dict)


def reads_nothing(_candidates: Sequence[Candidate], _order: Sequence[int]) -> dict[int, Reading]:
    """The reader where there is none."""
    return {}


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
    ranking = _of_the_one_asked(question, ranking)
    tabled = by_table(question, ranking.candidates, ranking.order.tolist())
    rows = list(tabled.rows) if tabled else []
    chosen = rows or _from_each_source(question, ranking, read)
    chosen = chosen or choose(question, ranking, likeliest)
    if tabled and tabled.table and chosen[0] not in tabled.table:
        tabled = None
    conflicts = disagree.find(question, ranking.candidates, chosen, ranking.order.tolist())
    features = abstain.features(
        question, ranking.candidates, ranking.table, ranking.scores, chosen, retrieved
    )
    elsewhere = turns.was_elsewhere(question, ranking.candidates, chosen[0])
    elsewhere = elsewhere or minutes.of_another(question, ranking.candidates)
    likeliest_alone = not rows
    if rows:
        at_least, words = (TOLD_BY_TABLE if tabled and tabled.sure else 0.0), None
    else:
        formed, at_least, words = by_form(
            question, ranking.candidates, ranking.order.tolist(), chosen
        )
        likeliest_alone = list(formed) == list(chosen)
        chosen = formed
    confidence = max(abstain.confidence(features), at_least)
    confidence *= NOT_IN_TABLE if tabled and tabled.reason else 1.0
    confidence *= SAID_ELSEWHERE if elsewhere else 1.0
    top = None if rows else _extreme(question, ranking)
    if (
        top is None
        and not rows
        and asks_extreme(question.text)
        and of_a_part(ranking.candidates, chosen[0])
    ):
        confidence *= NOT_COMPARED
    whole = chosen if top or rows else whole_tables(question, ranking.candidates, chosen)
    if likeliest_alone and not conflicts:
        whole = without_needless(
            question, ranking.candidates, ranking.chances, ranking.readings, whole
        )
    shown = with_partner(question, ranking.candidates, whole)
    shown = _with_both_sides(ranking, shown, conflicts)
    shown = in_context(question, ranking.candidates, shown)
    before = who_is_meant(question, ranking.candidates, shown)
    if before is not None:
        shown = [shown[0], before, *(i for i in shown[1:] if i != before)]
    return Selection(
        picked=picks(question, ranking.candidates, ranking.chances, shown, before),
        confidence=confidence,
        reason=(tabled.reason if tabled else "")
        or abstain.reason(question, ranking.candidates, chosen, retrieved)
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


def _of_the_one_asked(question: Question, ranking: Ranking) -> Ranking:
    """“What did Ravi say?”: below all others the turns of those who are not Ravi."""
    others = turns.others_turns(question, ranking.candidates)
    if not others:
        return ranking
    scores = ranking.scores.copy()
    scores[others] -= OF_ANOTHER
    odds = np.exp(scores - scores.max())
    return replace(ranking, scores=scores, chances=odds / odds.sum(), order=best_first(scores))


def _extreme(question: Question, ranking: Ranking) -> Extreme | None:
    return extreme(question, ranking.candidates, ranking.order.tolist())


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


def rank(question: Question, candidates: Sequence[Candidate], read: Read) -> Ranking:
    """Score the candidates and put them in order, best first."""
    measured = measure(question, candidates)
    first = network("first")(measured)
    readings = read(candidates, best_first(first).tolist())
    table = with_readings(measured, first, readings)
    rows = any(c.heads for c in candidates)
    kind = "_unread" if not readings else "_rows" if rows else ""
    return replace(order(candidates, table, network(f"sentence{kind}")), readings=readings)


def order(candidates: Sequence[Candidate], table: Floats, scorer: Average) -> Ranking:
    """The candidates in the order of ``scorer``; ``table`` has all ``FEATURES``."""
    if not candidates:
        return Ranking(candidates, table, np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
    scores = scorer(table)
    odds = np.exp(scores - scores.max())
    return Ranking(candidates, table, scores, odds / odds.sum(), best_first(scores))


def best_first(scores: Floats) -> Order:
    """Indices by falling score, equal ones as they come."""
    return np.argsort(-scores, kind="stable")


def choose(question: Question, ranking: Ranking, likeliest: Sequence[int] = ()) -> list[int]:
    """Indices of the candidates to show, in the order to be shown.

    ``likeliest`` are the best of all, whoever says them.
    """
    if top := _extreme(question, ranking):
        return list(top.rows)
    row = row_in_range(question, ranking.candidates, ranking.order.tolist())
    if row is not None:
        return [row]
    if reply := turns.reply_asked_for(question, ranking.candidates, likeliest):
        return reply
    chosen = _without_heads(question, ranking, _likeliest(question, ranking))
    chosen = turns.with_replies(ranking.candidates, chosen, ranking.order.tolist())
    chosen = rows_asked_for(question, ranking.candidates, chosen)
    return with_row_asked_for(question, ranking.candidates, chosen)


def _likeliest(question: Question, ranking: Ranking) -> list[int]:
    """The list that is asked for, or the fewest that hold the answer."""
    lists = listings(ranking.candidates)
    nearest = map(int, ranking.order[:LOOKED_AT_FOR_A_LIST])
    further = [i for i in nearest if not _says_nothing(question, ranking, i)]
    if whole := _whole_list(question, ranking, further, lists):
        return whole
    texts = [c.text for c in ranking.candidates]
    sides = sides_told_apart(question, texts)
    several = question.wants_list or question.type == "compare"
    best = fold(texts[int(ranking.order[0])])
    if not all(side in best for side in sides):
        enough = ALL_OF_THEM
    else:
        enough = ENOUGH_OF_SEVERAL if several else ENOUGH
    chosen = _fewest(ranking, lists, enough, MOST_SENTENCES)
    each = with_each(sides, chosen, ranking.order.tolist(), texts, MOST_SENTENCES)
    return _with_whole_lists(each, lists)


def _fewest(ranking: Ranking, lists: Sequence[Listing], enough: float, most: int) -> list[int]:
    """The best, until the answer is among them with the probability ``enough``.

    Of a list with next to no chance nothing is added: an item would stand for a whole that does
    not answer. Nor is another document's sentence added that is hardly what is asked for, unless
    several are wanted.
    """
    chosen: list[int] = []
    chance = 0.0
    idle = {i for found in lists if _share(ranking, found) < NEXT_TO_NOTHING for i in found.whole}
    best = ranking.candidates[int(ranking.order[0])].chunk.chunk.document_id
    for index in map(int, ranking.order[:most]):
        foreign = ranking.candidates[index].chunk.chunk.document_id != best
        idler = foreign and enough == ENOUGH and ranking.chances[index] < FROM_ELSEWHERE
        if chosen and (index in idle or idler):
            continue
        chosen += [i for i in _in_context(index, lists) if i not in chosen]
        chance += float(ranking.chances[index])
        if chance >= enough:
            break
    return chosen


def _without_heads(question: Question, ranking: Ranking, chosen: Sequence[int]) -> list[int]:
    """``chosen`` without headings and heads of columns, or the likeliest that is neither.

    They say nothing by themselves. A title stays that has more than the question's words, and
    most of the chances or a value of the kind asked for ("A three-year pact"), and above an item
    of its list the release or day that the item is of.
    """
    of = {ranking.candidates[i].above for i in chosen}
    kept = [
        i
        for i in chosen
        if ranking.candidates[i].text in of or not _says_nothing(question, ranking, i)
    ]
    plain = (i for i in map(int, ranking.order) if not _says_nothing(question, ranking, i))
    return kept or list(islice(plain, 1)) or list(chosen)


def _says_nothing(question: Question, ranking: Ranking, index: int) -> bool:
    """Whether a candidate is the heads of columns, or a heading that does not answer."""
    c = ranking.candidates[index]
    if c.sentence.kind is not Kind.HEADING:
        return names_columns(ranking.candidates, index)
    if set(terms_of(c.text)) <= set(terms_of(question.text)):
        return True
    valued = question.asks not in (None, Asks.REASON, Asks.MANNER)
    if valued and values_in(question, fold(question.text), c.text):
        return False
    return bool(ranking.chances[index] < MOST_OF_ALL)


def _with_whole_lists(chosen: Sequence[int], lists: Sequence[Listing]) -> list[int]:
    """Where several items of a list were chosen, all of it: some would pass for the whole."""
    found = list(chosen)
    for listing in lists:
        own = [i for i in found if i in listing.whole]
        if len([i for i in own if i in listing.items]) > 1:
            at = found.index(own[0])
            found = [i for i in found if i not in own]
            found[at:at] = listing.whole
    return found


def _whole_list(
    question: Question, ranking: Ranking, nearest: Sequence[int], lists: Sequence[Listing]
) -> list[int]:
    """The list that is asked for, or that the best sentence introduces; else nothing."""
    looked_at = nearest if question.wants_list else nearest[:1]
    for index in looked_at:
        for found in lists:
            steps = index == nearest[0] and _are_steps(question, ranking, found)
            asked_for = index in found.items and (question.wants_list or steps)
            if (asked_for or index == found.introduction) and _counts(ranking, found):
                return _those_asked_about(question, ranking, found) or found.whole
    return []


def _those_asked_about(question: Question, ranking: Ranking, found: Listing) -> list[int]:
    """“Does it cover terrorism?”: what introduces the list, and the one or two items that have it.

    Empty where the list itself is asked for, or no item has a word that the others lack.
    """
    if question.type != "yes_no" or question.wants_list or found.introduction is None:
        return []
    said = set(terms_of(ranking.candidates[found.introduction].text))
    asked = set(question.terms) - said
    shares = {i: len(asked.intersection(terms_of(ranking.candidates[i].text))) for i in found.items}
    most = max(shares.values())
    best = [i for i, share in shares.items() if share == most and most]
    return [found.introduction, *best] if 0 < len(best) <= MOST_ASKED_ABOUT else []


def _are_steps(question: Question, ranking: Ranking, found: Listing) -> bool:
    """Whether a numbered list tells how to do what is asked: one step is no way to do it."""
    if question.asks is not Asks.MANNER:
        return False
    items = [ranking.candidates[i] for i in found.items]
    return len(items) > 1 and all(mark_of(c.chunk, c.sentence) for c in items)


def _counts(ranking: Ranking, found: Listing) -> bool:
    """Whether a list has a real share of the chances, or more than the best outside of it.

    What is asked for in the plural may stand in a sentence, and any list be near it.
    """
    others = np.delete(ranking.chances, found.whole)
    share = _share(ranking, found)
    return share >= SHARE_OF_A_LIST or share > float(others.max(initial=0.0))


def _share(ranking: Ranking, found: Listing) -> float:
    """The chance that the answer is in a list or in what introduces it."""
    return float(ranking.chances[found.whole].sum())


def _in_context(index: int, lists: Sequence[Listing]) -> list[int]:
    """A list's item behind what introduces it, an introduction before its items."""
    for found in lists:
        if index == found.introduction:
            return found.whole
        if index in found.items and found.introduction is not None:
            return [found.introduction, index]
    return [index]


def _from_each_source(question: Question, ranking: Ranking, read: Read) -> list[int]:
    """Where the sources are asked for: what each says, the best first; empty for one document.

    Each is read by itself: on one page the best source would leave the others no room.
    """
    if not question.wants_sources:
        return []
    near = ranking.table[:, abstain.COVERAGE_NEAR]
    by_source: dict[str, list[int]] = {}
    for index in map(int, ranking.order):
        by_source.setdefault(ranking.candidates[index].chunk.chunk.document_id, []).append(index)
    # A document that is only retrieved because there are few says nothing to the question.
    telling = [own for own in by_source.values() if near[own].max() >= near.max() / 2]
    if len(telling) < 2:
        return []
    found: list[int] = []
    for own in telling[:MOST_SOURCES]:
        alone = rank(question, [ranking.candidates[i] for i in own], read)
        if found and is_filler(alone, ranking):
            continue
        lists = listings(alone.candidates)
        picked = _one_of_each(_fewest(alone, lists, ENOUGH, MOST_OF_SOURCE), lists)
        picked = _without_heads(question, alone, picked)
        if any(alone.candidates[i].asking for i in picked):
            picked = turns.with_replies(alone.candidates, picked, alone.order.tolist())
        found += [own[i] for i in picked]
    return found


def is_filler(alone: Ranking, ranking: Ranking) -> bool:
    """Whether a source, ranked by itself, says nothing: the reader says no, and no word is shared.

    The reader alone is not enough: it denies much that tells of what is asked about.
    """
    best = int(alone.order[0])
    reading = alone.readings.get(best)
    shared = alone.table[best, COVERAGE]
    strange = bool(shared < ranking.table[:, COVERAGE].max() * HARDLY)
    return strange and reading is not None and reading.answers < DENIED


def _one_of_each(chosen: Sequence[int], lists: Sequence[Listing]) -> list[int]:
    """``chosen`` with one item of a list that is not there as a whole: two pass for all."""
    found = list(chosen)
    for listing in lists:
        items = [i for i in found if i in listing.items]
        if len(items) < len(listing.items):
            found = [i for i in found if i not in items[1:]]
    return found


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

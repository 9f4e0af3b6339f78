"""Which sentences are shown: the fewest that hold the answer, lists whole, each source. Pure."""

from collections.abc import Sequence
from itertools import islice

import numpy as np

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of, values_in
from rag.answering.doubting import abstain
from rag.answering.kinds import turns
from rag.answering.ranking import COVERAGE, Ranking, Read, rank
from rag.answering.rows.columns import with_row_asked_for
from rag.answering.rows.extremes import extreme
from rag.answering.rows.listing import Listing, listings
from rag.answering.rows.ranges import row_in_range
from rag.answering.rows.tables import (
    names_columns,
    rows_asked_for,
)
from rag.answering.sides import sides_told_apart, with_each
from rag.reading.terms import fold
from rag.schema import Kind
from rag.verifying.cite import mark_of
from rag.verifying.words import Asks

MOST_SENTENCES = 3
MOST_SOURCES = 4
MOST_OF_SOURCE = 2
ENOUGH = 0.9  # sentences are added until the answer is among them with this probability
ENOUGH_OF_SEVERAL = 0.98  # where one sentence seldom says all: lists and comparisons
ALL_OF_THEM = 2.0  # more than certain: as many as may be shown
LOOKED_AT_FOR_A_LIST = 5
MOST_ASKED_ABOUT = 2  # items of a list that a yes-or-no question is about: of more, all are shown
SHARE_OF_A_LIST = 0.05  # of the chances: a list with less is not what is asked for
NEXT_TO_NOTHING = 0.02  # of the chances: no item of such a list is added to an answer
HARDLY_A_LIST = 0.1  # the same, where a day, a number or a name is asked for
FROM_ELSEWHERE = 0.05  # of the chances: with less no other document's sentence is added
MOST_OF_ALL = 0.5  # of the chances: a heading with less is no answer
HARDLY = 0.25  # of the words of the question that another sentence has
DENIED = -4.0  # log-odds of the reader that a sentence answers


def choose(question: Question, ranking: Ranking, likeliest: Sequence[int] = ()) -> list[int]:
    """Indices of the candidates to show, in the order to be shown.

    ``likeliest`` are the best of all, whoever says them.
    """
    if top := extreme(question, ranking.candidates, ranking.order.tolist()):
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


def from_each_source(question: Question, ranking: Ranking, read: Read) -> list[int]:
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
    valued = question.asks not in (None, Asks.REASON, Asks.MANNER) and not several
    least = HARDLY_A_LIST if valued else NEXT_TO_NOTHING
    chosen = _fewest(ranking, lists, enough, MOST_SENTENCES, least)
    covered = ranking.table[:, COVERAGE].tolist()
    each = with_each(sides, chosen, ranking.order.tolist(), texts, covered, MOST_SENTENCES)
    return _with_whole_lists(each, lists)


def _fewest(
    ranking: Ranking,
    lists: Sequence[Listing],
    enough: float,
    most: int,
    least: float = NEXT_TO_NOTHING,
) -> list[int]:
    """The best, until the answer is among them with the probability ``enough``.

    Of a list with less than the chance ``least`` nothing is added: an item would stand for a whole
    that does not answer. Nor is another document's sentence added that is hardly what is asked for,
    unless several are wanted.
    """
    chosen: list[int] = []
    chance = 0.0
    idle = {i for found in lists if _share(ranking, found) < least for i in found.whole}
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
    if set(terms_of(c.text, question.tongue)) <= set(terms_of(question.text, question.tongue)):
        return True
    valued = question.asks not in (None, Asks.REASON, Asks.MANNER)
    if valued and values_in(question, fold(question.text), c.text):
        return False
    return bool(ranking.chances[index] < MOST_OF_ALL)


def _with_whole_lists(chosen: Sequence[int], lists: Sequence[Listing]) -> list[int]:
    """Where several items of a list were chosen, all of it: some would pass for the whole."""
    found = list(chosen)
    for listing in (one for one in lists if not one.clauses):
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
            listed = question.wants_list and not found.clauses
            asked_for = index in found.items and (listed or steps)
            if (asked_for or index == found.introduction) and _counts(ranking, found):
                return _those_asked_about(question, ranking, found) or found.whole
    return []


def _those_asked_about(question: Question, ranking: Ranking, found: Listing) -> list[int]:
    """“Does it cover terrorism?”: what introduces the list, and the one or two items that have it.

    Empty where the list itself is asked for, or no item has a word that the others lack.
    """
    if question.type != "yes_no" or question.wants_list or found.introduction is None:
        return []
    own = {
        i: terms_of(ranking.candidates[i].text, question.tongue)
        for i in (found.introduction, *found.items)
    }
    asked = set(question.stems).difference(own[found.introduction])
    shares = {i: len(asked.intersection(own[i])) for i in found.items}
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


def _one_of_each(chosen: Sequence[int], lists: Sequence[Listing]) -> list[int]:
    """``chosen`` with one item of a list that is not there as a whole: two pass for all."""
    found = list(chosen)
    for listing in lists:
        items = [i for i in found if i in listing.items]
        if len(items) < len(listing.items):
            found = [i for i in found if i not in items[1:]]
    return found

"""The built-in answerer: it chooses sentences of the passages and never writes one.

Rank every retrieved sentence by what speaks for it (`evidence`, weighed by a fitted
network), show the fewest that hold the answer with high probability, complete lists and
add the other side of a disagreement, and say how probable it is that this answers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rag.answering import abstain, disagree, words
from rag.answering.disagree import Conflict
from rag.answering.evidence import Candidate, Floats, gather, measure
from rag.answering.question import Question
from rag.answering.weights import network
from rag.schema import ChunkId, Kind, Picked, ScoredChunk, Sentence

MOST_SENTENCES = 3
MOST_ITEMS = 20
MOST_SOURCES = 4
ENOUGH = 0.85  # sentences are added until the answer is among them with this probability


@dataclass(frozen=True, slots=True)
class Selection:
    """What to show and how sure we are.

    ``confidence`` is the calibrated probability that the documents answer the question with
    these sentences; ``reason`` says in plain words what speaks against it (None: nothing in
    particular). Empty ``picked`` only where no sentence was retrieved. ``features`` are the
    numbers behind ``confidence``.
    """

    picked: tuple[Picked, ...]
    confidence: float
    reason: str | None = None
    disagreements: tuple[Conflict, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates with their features, scores and the chance of each to hold the answer.

    ``order`` lists them best first; ``chances`` sum to 1.
    """

    candidates: Sequence[Candidate]
    table: Floats
    scores: Floats
    chances: Floats
    order: npt.NDArray[np.int64]


def select(
    question: Question,
    retrieved: Sequence[ScoredChunk],
    similarities: Mapping[ChunkId, npt.NDArray[np.float32]],
) -> Selection:
    """Choose the sentences that answer ``question``, best first.

    ``similarities[chunk.id][i]`` is the cosine of the question and the chunk's i-th sentence.
    """
    ranking = rank(question, gather(retrieved, similarities))
    if not ranking.candidates:
        return Selection((), 0.0, abstain.NOTHING_FOUND)
    chosen = _choose(question, ranking)
    conflicts = disagree.find(question, ranking.candidates, chosen, ranking.order.tolist())
    features = abstain.features(question, ranking.candidates, ranking.table, ranking.scores, chosen)
    return Selection(
        picked=_compose(question, ranking, _with_both_sides(ranking, chosen, conflicts)),
        confidence=abstain.confidence(features),
        reason=abstain.reason(question, ranking.candidates, chosen),
        disagreements=conflicts,
        features=features,
    )


def rank(question: Question, candidates: Sequence[Candidate]) -> Ranking:
    """Score the candidates and put them in order, best first."""
    table = measure(question, candidates)
    scores = network("sentence")(table)
    order = np.argsort(-scores, kind="stable")
    odds = np.exp(scores - scores.max()) if len(scores) else scores
    return Ranking(candidates, table, scores, odds / odds.sum(), order)


def _choose(question: Question, ranking: Ranking) -> list[int]:
    """Indices of the candidates to show, in the order to be shown."""
    if question.wants_sources and (each := _best_of_each_source(ranking)):
        return each
    chosen = [int(ranking.order[0])]
    if items := _whole_list(question, ranking, chosen[0]):
        return items
    chance = float(ranking.chances[chosen[0]])
    for index in ranking.order[1:MOST_SENTENCES]:
        if chance >= ENOUGH:
            break
        chosen.append(int(index))
        chance += float(ranking.chances[index])
    return chosen


def _best_of_each_source(ranking: Ranking) -> list[int]:
    """The best sentence of each document, newest document first; empty for one document."""
    best: dict[str, int] = {}
    for index in ranking.order:
        best.setdefault(ranking.candidates[index].chunk.chunk.document_id, int(index))
    # A document that is only retrieved because there are few says nothing to the question.
    top = ranking.table[:, abstain.COVERAGE_NEAR].max()
    kept = [i for i in best.values() if ranking.table[i, abstain.COVERAGE_NEAR] >= top / 2]
    return kept[:MOST_SOURCES] if len(kept) > 1 else []


def _whole_list(question: Question, ranking: Ranking, best: int) -> list[int]:
    """The list that the best sentence introduces or belongs to, its introduction first."""
    leader = ranking.candidates[best]
    members = {(c.chunk.chunk.document_id, c.sentence.block): [] for c in (leader,)}  # type: dict[tuple[str, int], list[int]]
    same = [
        (c.sentence.start_char, i)
        for i, c in enumerate(ranking.candidates)
        if c.chunk.chunk.document_id == leader.chunk.chunk.document_id
    ]
    same.sort()
    at = next(n for n, (_, i) in enumerate(same) if i == best)
    del members
    if leader.sentence.kind is Kind.LIST_ITEM:
        if not question.wants_list:
            return []
        first = at
        while first and _is_item(ranking, same[first - 1][1], leader.sentence.block):
            first -= 1
        start, intro = first, first - 1
    elif leader.text.rstrip().endswith((":", "：")):
        start, intro = at + 1, at
    else:
        return []
    items = []
    block = None
    for _, i in same[start:]:
        sentence = ranking.candidates[i].sentence
        block = sentence.block if block is None else block
        if not _is_item(ranking, i, block):
            break
        items.append(i)
    if not items:
        return []
    introduced = intro >= 0 and ranking.candidates[same[intro][1]].text.rstrip().endswith(
        (":", "：")
    )
    return ([same[intro][1]] if introduced else []) + items[:MOST_ITEMS]


def _is_item(ranking: Ranking, index: int, block: int) -> bool:
    sentence = ranking.candidates[index].sentence
    return sentence.kind is Kind.LIST_ITEM and sentence.block == block


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


def _compose(question: Question, ranking: Ranking, chosen: Sequence[int]) -> tuple[Picked, ...]:
    """One ``Picked`` for each run of chosen sentences of one passage, in the order chosen."""
    groups: list[list[int]] = []
    for index in chosen:
        passage = ranking.candidates[index].chunk.chunk.id
        if groups and ranking.candidates[groups[-1][0]].chunk.chunk.id == passage:
            groups[-1].append(index)
        else:
            groups.append([index])
    return tuple(
        Picked(
            chunk=ranking.candidates[group[0]].chunk,
            sentences=_in_order([ranking.candidates[i] for i in group]),
            score=float(ranking.chances[group].sum()),
            lead=source_label(ranking.candidates[group[0]].chunk) if question.wants_sources else "",
        )
        for group in groups
    )


def _in_order(group: Sequence[Candidate]) -> tuple[Sentence, ...]:
    """Best first, but a sentence that leans on the one before it stands after that one."""
    best = group[0].sentence
    before = [c.sentence for c in group[1:] if c.sentence.end_char <= best.start_char]
    if before and words.PRONOUN_LED.search(group[0].text):
        return tuple(sorted((c.sentence for c in group), key=lambda s: s.start_char))
    return tuple(c.sentence for c in group)


def source_label(scored: ScoredChunk) -> str:
    """“Publisher (year):”, the title where no publisher is known, no year where undated."""
    provenance = scored.provenance
    name = re.sub(r"\s+", " ", provenance.publisher or provenance.title or provenance.source)
    year = f" ({provenance.published.year})" if provenance.published else ""
    return f"{name}{year}:"

"""The chosen sentences as they are shown: runs of one passage, behind who says them. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rag.answering.asking.question import Question
from rag.answering.evidence import Candidate, Floats
from rag.answering.kinds import turns
from rag.reading.turns import lead
from rag.schema import Picked, ScoredChunk


def picks(
    question: Question,
    candidates: Sequence[Candidate],
    chances: Floats,
    chosen: Sequence[int],
    aside: int | None = None,
) -> tuple[Picked, ...]:
    """One ``Picked`` for each run of chosen sentences of one passage, in the order chosen.

    ``aside`` is the one that only says who is meant by "she" in the sentence before it.
    Where the sources are asked for, what one says stands together under its label.
    """
    passages = [c.chunk for c in candidates]
    if question.wants_sources:
        of = [passages[i].chunk.document_id for i in chosen]
        chosen = sorted(chosen, key=lambda i: of.index(passages[i].chunk.document_id))
    runs: list[list[int]] = []
    for i in chosen:
        last = runs[-1][-1] if runs else i
        together = turns.goes_on(candidates[last], candidates[i])
        together = together and aside not in (last, i)
        if runs and together and passages[last].chunk.id == passages[i].chunk.id:
            runs[-1].append(i)
        else:
            runs.append([i])
    leads = [_speaks(candidates, run[0], before) for before, run in pairwise([[], *runs])]
    if question.wants_sources:
        labels = _leads([passages[run[0]] for run in runs])
        leads = [" ".join(filter(None, both)) for both in zip(labels, leads, strict=True)]
    return tuple(
        Picked(
            chunk=passages[run[0]],
            sentences=tuple(candidates[i].sentence for i in run),
            score=float(chances[run].sum()),
            lead=lead,
            aside=run == [aside],
        )
        for run, lead in zip(runs, leads, strict=True)
    )


def _speaks(candidates: Sequence[Candidate], first: int, before: Sequence[int]) -> str:
    """Who says a run of sentences: "RAVI MENON:"; "" where that was told right before."""
    own = candidates[first]
    if not own.speaker or (before and turns.goes_on(candidates[before[-1]], own)):
        return ""
    return lead(own.speaker, own.stamp)


def _leads(passages: Sequence[ScoredChunk]) -> list[str]:
    """The label of each document at its first passage; with the day where two have one label."""
    first = {p.chunk.document_id: p for p in reversed(passages)}
    labels = Counter(map(source_label, first.values()))
    return [
        source_label(p, whole_date=labels[source_label(p)] > 1)
        if p is first[p.chunk.document_id]
        else ""
        for p in passages
    ]


def source_label(scored: ScoredChunk, *, whole_date: bool = False) -> str:
    """“Publisher (year):”, the title where no publisher is known, no year where undated."""
    provenance = scored.provenance
    name = re.sub(r"\s+", " ", provenance.publisher or provenance.title or provenance.source)
    day = provenance.published
    if day is None:
        return f"{name}:"
    whole = provenance.published_as or f"{day.day} {day:%B %Y}"
    return f"{name} ({whole if whole_date else day.year}):"

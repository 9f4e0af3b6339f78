"""Sentences that were chosen to be on the safe side, and that nobody needs. Pure.

The fewest sentences are chosen that hold the answer with high probability (`extractive`), and
the confidence is that of all of them. Of those behind the first some have next to no chance of
their own: they share words with the question, and a reader reads them in vain.
"""

from collections.abc import Mapping, Sequence

from rag.answering.asking.question import Question
from rag.answering.context import leans
from rag.answering.evidence import Candidate, Floats, Reading
from rag.answering.pointing.short_answer import CHOICE, TWO_THINGS
from rag.answering.sides import sides_in
from rag.schema import Kind
from rag.verifying.words import Asks

# Found on 1,443 kept questions (`evals/written`, squad2, clapnq): of the needless sentences of
# right answers one in five is gone, of 1,000 answers two or three have lost what answers.
LEAST = 0.05  # of the chances: with less a sentence is not worth its reading
BESIDE_SURE_WORDS = 0.15  # the same, where some words of the first are surely the answer
SURE_OF_WORDS = 4.0  # log-odds of the reader
# What one sentence seldom tells: why and how it came, a yes with its reasons.
_TOLD_AT_LENGTH = (Asks.REASON, Asks.MANNER)


def without_needless(
    question: Question,
    candidates: Sequence[Candidate],
    chances: Floats,
    readings: Mapping[int, Reading],
    chosen: Sequence[int],
) -> list[int]:
    """``chosen`` without the later sentences of prose that hardly answer.

    Where several are asked for, or what is told at length, all stay; so does a sentence that the
    next one begins from ("It …").
    """
    first, *later = chosen
    talk = any(candidates[i].speaker for i in chosen)  # a reply is chosen with its question
    if talk or candidates[first].sentence.kind is not Kind.PROSE or _wants_several(question):
        return list(chosen)
    reading = readings.get(first)
    if reading is None:
        return list(chosen)
    least = BESIDE_SURE_WORDS if reading.words >= SURE_OF_WORDS else LEAST
    kept = {
        i for i in later if chances[i] >= least or candidates[i].sentence.kind is not Kind.PROSE
    }
    needed = {i for i in later if any(_begins_from(candidates, i, k) for k in kept)}
    return [first, *(i for i in later if i in kept | needed)]


def _wants_several(question: Question) -> bool:
    several = question.wants_list or question.wants_sources or len(sides_in(question)) > 1
    at_length = question.asks in _TOLD_AT_LENGTH or question.type in ("yes_no", "compare")
    two = TWO_THINGS.search(question.text) or CHOICE.search(question.text)
    return several or at_length or bool(two)


def _begins_from(candidates: Sequence[Candidate], before: int, behind: int) -> bool:
    """Whether ``behind`` is the next sentence of the passage and begins with "it" or the like."""
    one, other = candidates[before], candidates[behind]
    return one.rank == other.rank and one.place + 1 == other.place and leans(other.text)

"""A page of the reader: the question and the sentences that are read with it, as word pieces.

The best sentences are laid out passage by passage, each passage behind its title, as many as fit
into ``ROOM`` pieces.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.answering.evidence import Candidate
from rag.answering.rows.listing import with_lists

Floats = npt.NDArray[np.float32]
Window = tuple[int, int]

ROOM = 256  # pieces in all: some eight sentences, with the answer among them in 96 of 100
MOST_SENTENCES = 32  # more never fit
MOST_OF_QUESTION = 64  # pieces of each; what is beyond is not read
MOST_OF_TITLE = 14
MOST_OF_SENTENCE = 90


class Vocabulary(Protocol):
    """The word pieces that a network reads, and their vectors."""

    begin: int
    end: int

    def piece_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Of each text."""

    def piece_spans(self, text: str) -> list[Window]:
        """Where each piece of a text stands in it, half-open."""

    def vectors(self, ids: Sequence[int]) -> Floats:
        """Of these pieces, float32 (pieces, numbers)."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is read at once: piece ids, and which of them are whose, half-open.

    ``question`` are the pieces of the question; ``windows`` those of each sentence that is read,
    by the candidate's number.
    """

    ids: list[int]
    question: Window
    windows: dict[int, Window]

    @property
    def sides(self) -> list[int]:
        """0 for the question's pieces and what frames them, 1 for the passages'."""
        first = self.question[1] + 1
        return [0] * first + [1] * (len(self.ids) - first)


def lay_out(
    question: str,
    candidates: Sequence[Candidate],
    order: Sequence[int],
    vocabulary: Vocabulary,
    room: int = ROOM,
    said: Callable[[str], str] = str,
) -> Page:
    """The question, then as many candidates as fit, taken in ``order``, at least one.

    What introduces a list brings its items, an item what introduces it. A passage's sentences
    stand in reading order behind its title; a separator stands where something is left out
    between two of them.
    """
    order = with_lists(order, candidates)[:MOST_SENTENCES]
    titles = {candidates[i].rank: candidates[i].chunk.provenance.title for i in order}
    texts = [said(question), *titles.values(), *(said(candidates[i].in_full) for i in order)]
    asked, *pieces = vocabulary.piece_ids(texts)
    asked = asked[:MOST_OF_QUESTION]
    headed = {rank: p[:MOST_OF_TITLE] for rank, p in zip(titles, pieces, strict=False)}
    own = pieces[len(titles) :]
    sentences = {i: p[:MOST_OF_SENTENCE] for i, p in zip(order, own, strict=True)}
    ids = [vocabulary.begin, *asked, vocabulary.end]
    windows: dict[int, Window] = {}
    for rank, numbers in _fitting(candidates, sentences, headed, room - len(ids)).items():
        ids += [*headed[rank], vocabulary.end]
        before = None
        for i in sorted(numbers, key=lambda n: candidates[n].place):
            if before is not None and candidates[i].place > before + 1:
                ids.append(vocabulary.end)
            before = candidates[i].place
            windows[i] = (len(ids), len(ids) + len(sentences[i]))
            ids += sentences[i]
        ids.append(vocabulary.end)
    return Page(ids, (1, 1 + len(asked)), windows)


def _fitting(
    candidates: Sequence[Candidate],
    sentences: Mapping[int, list[int]],
    titles: Mapping[int, list[int]],
    room: int,
) -> dict[int, list[int]]:
    """The first sentences that fit into ``room`` pieces with their titles, by their passage.

    One that is too long for what is left is passed over, not the shorter ones behind it.
    """
    found: dict[int, list[int]] = {}
    for i, pieces in sentences.items():
        rank = candidates[i].rank
        needed = len(pieces) + 1 + (0 if rank in found else len(titles[rank]) + 1)
        if needed > room and found:
            continue
        room -= needed
        found.setdefault(rank, []).append(i)
    return found

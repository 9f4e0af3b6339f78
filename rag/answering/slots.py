"""The same words around another name: "the division of Warsaw", "the division of Poland". Pure.

Question and sentence are aligned by their longest common blocks of words (Ratcliff and Obershelp,
1988); where both have something else between or beside such a block, the one stands for the other.
English only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.answering.verbs import lemma
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_MOST = 3  # words of the question that are another name


@dataclass(frozen=True, slots=True)
class Others:
    """How often the sentence has another name between words of the question, or beside some.

    ``numbers``: how often the question has a number where the sentence has something else.
    """

    names_between: int = 0
    names_beside: int = 0
    numbers: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    stem: str
    small: bool
    capital: bool
    figure: bool


def others(asked: str, said: str) -> Others:
    """What stands in the places of the question's names and numbers."""
    mine, theirs = _words(asked), _words(said)
    here, there = [w.stem for w in mine], [w.stem for w in theirs]
    blocks = SequenceMatcher(None, here, there, autojunk=False).get_opcodes()
    shared = {
        number: any(not w.small for w in mine[start:end])
        for number, (kind, start, end, _, _) in enumerate(blocks)
        if kind == "equal"
    }
    between = beside = numbers = 0
    for number, (kind, start, end, from_, to) in enumerate(blocks):
        sides = shared.get(number - 1, False) + shared.get(number + 1, False)
        if kind != "replace" or not sides or end - start > _MOST:
            continue
        asked_here = _weighty(mine[start:end], there)
        said_here = _weighty(theirs[from_:to], here)
        if not said_here:
            continue
        if any(w.figure for w in asked_here):
            numbers += 1
        elif any(w.capital for w in asked_here) and any(w.capital for w in said_here):
            between += sides == 2
            beside += sides == 1
    return Others(between, beside, numbers)


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        bare = fold(word).removesuffix("'s")
        found.append(_Word(lemma(bare), bare in ENGLISH, word[0].isupper(), word[0].isdigit()))
    return found


def _weighty(words: Sequence[_Word], elsewhere: Sequence[str]) -> list[_Word]:
    """Those of weight that the other text does not have."""
    return [w for w in words if not w.small and w.stem not in elsewhere]

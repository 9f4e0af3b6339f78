"""The same words around another name: "the division of Warsaw", "the division of Poland". Pure.

Question and sentence are aligned by their longest common blocks of words (Ratcliff and Obershelp,
1988); where both have something else between or beside such a block, the one stands for the other.
Chinese is aligned by its characters, where no capital tells a name: any other words count that ask
nothing ("line two", "line five"; "first class", "second class").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.reading.stopwords import CHINESE_SINGLE, ENGLISH
from rag.reading.terms import fold
from rag.verifying.verbs import lemma

_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+(?:['’.][^\W_\u4e00-\u9fff]+)*")
_MOST = 3  # words of the question that are another name
_MOST_CHARACTERS = 6
_CHINESE = re.compile("[\u4e00-\u9fff]")
_CHINESE_FIGURES = frozenset("〇一二三四五六七八九十百千零两")
_CHINESE_ASKING = frozenset("谁几多少什么哪何怎吗呢")
_CHINESE_SMALL = _CHINESE_ASKING | CHINESE_SINGLE | frozenset("的了在是和与向由")


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
    name: bool  # or may be one
    figure: bool


def others(asked: str, said: str) -> Others:
    """What stands in the places of the question's names and numbers."""
    mine, theirs = _words(asked), _words(said)
    here, there = [w.stem for w in mine], [w.stem for w in theirs]
    least, most = (2, _MOST_CHARACTERS) if _CHINESE.search(asked) else (1, _MOST)
    blocks = SequenceMatcher(None, here, there, autojunk=False).get_opcodes()
    shared = {
        number: sum(not w.small for w in mine[start:end]) >= least
        for number, (kind, start, end, _, _) in enumerate(blocks)
        if kind == "equal"
    }
    between = beside = numbers = 0
    for number, (kind, start, end, from_, to) in enumerate(blocks):
        sides = shared.get(number - 1, False) + shared.get(number + 1, False)
        asks = any(w.stem in _CHINESE_ASKING for w in mine[start:end])
        if kind != "replace" or not sides or end - start > most or asks:
            continue
        asked_here = _weighty(mine[start:end], there)
        said_here = _weighty(theirs[from_:to], here)
        if not said_here:
            continue
        if any(w.figure for w in asked_here):
            # 一 is also half of many a word: only where a number stands for it
            numbers += least == 1 or any(w.figure for w in said_here)
        elif any(w.name for w in asked_here) and any(w.name for w in said_here):
            between += sides == 2
            beside += sides == 1
    return Others(between, beside, numbers)


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if _CHINESE.match(word):
            figure = word in _CHINESE_FIGURES
            found.append(_Word(word, word in _CHINESE_SMALL, True, figure))
            continue
        bare = fold(word).removesuffix("'s")
        found.append(_Word(lemma(bare), bare in ENGLISH, word[0].isupper(), word[0].isdigit()))
    return found


def _weighty(words: Sequence[_Word], elsewhere: Sequence[str]) -> list[_Word]:
    """Those of weight that the other text does not have."""
    return [w for w in words if not w.small and w.stem not in elsewhere]

"""What a Chinese or Hebrew sentence has in the place of its source's words. Pure.

No capital tells a name there, and no lexicon of ours who does what. But a model copies much of
what it reads: sentence and source are aligned by their longest common blocks (Ratcliff and
Obershelp, 1988), and words that stand for others there, while the passage has them in another
place, were exchanged: "נבנה בידי הנכד" where it was the grandfather, "由居民出资" where it was
the county.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from rag.reading.sentences import split_sentences
from rag.reading.stopwords import CHINESE_SINGLE, HEBREW
from rag.reading.terms import fold

_HEBREW_WORD = re.compile(r"[\u05d0-\u05ea]+(?:[\"'״׳’-][\u05d0-\u05ea]+)*|\d[\d.,:]*")
_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_HAN = re.compile(r"[\u4e00-\u9fff]|\d[\d.,:]*|[^\W\d_\u4e00-\u9fff]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PREFIXES = "הובלכמש"
_ENOUGH = 0.55  # of the sentence's words that the source has in the same order
_MOST = 4  # words that stand for others
_MOST_CHARACTERS = 8
_LEAST_CHARACTERS = 2
# Whoever follows these did it, had it done or was given it; whoever is before those spoke.
_MARKS = frozenset("由被从向给归")
_SPEAKS = re.compile(
    "[曾也还则已便]?(?:要求|主张|提出|希望|请求|呼吁|批评|反对|支持|负责|主持|发现|决定|宣布|拒绝|捐|提醒|说|称|表示|认为|指出|强调|透露|补充|警告|承认|否认|建议)"
)
_CHINESE_SMALL = CHINESE_SINGLE | frozenset("的了在是和与也都还已")


def exchanged(claim: str, source: str, around: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for what the claim says where the cited sentence says something else.

    ``around`` are the passages: what they do not have at all is for others to find.
    """
    if _HEBREW.search(claim) and _HEBREW.search(source):
        yield from _hebrew(claim, source, around)
    elif _CHINESE.search(claim) and _CHINESE.search(source):
        yield from _chinese(claim, source, around)


def _hebrew(claim: str, source: str, around: Sequence[str]) -> Iterator[tuple[str, str]]:
    mine, theirs = _HEBREW_WORD.findall(claim), _HEBREW_WORD.findall(source)
    for here, there, _, _ in _blocks(mine, theirs, HEBREW):
        words = [w for w in here if w not in HEBREW and not _has(w, theirs)]
        others = [w for w in there if w not in HEBREW and not _has(w, mine)]
        if not words or not others or len(words) > _MOST or words[0][0].isdigit():
            continue
        known = [w for w in words if any(_has(w, s) for s in _sentences(around))]
        elsewhere = [s for s in _sentences(around) if all(_has(w, s) for w in known)]
        if (
            2 * len(known) >= len(words)
            and elsewhere
            and not any(_has(o, s) for s in elsewhere for o in others)
        ):
            said = " ".join(words)
            yield said, f"where the answer says {said}, the source says {' '.join(others[:_MOST])}"


def _chinese(claim: str, source: str, around: Sequence[str]) -> Iterator[tuple[str, str]]:
    mine, theirs = _HAN.findall(fold(claim)), _HAN.findall(fold(source))
    texts = [fold(text) for text in around]
    for here, there, before, after in _blocks(mine, theirs, _CHINESE_SMALL):
        words, others = "".join(here), "".join(there)
        marked = bool(_MARKS & {before, here[0]}) or (not before and _SPEAKS.match(after))
        words = words.lstrip("".join(_MARKS))
        fits = _LEAST_CHARACTERS <= len(words) <= _MOST_CHARACTERS
        if not marked or not fits or words in fold(source) or len(others) < _LEAST_CHARACTERS:
            continue
        if any(words in text or words[-2:] in text for text in texts):
            said = others.lstrip("".join(_MARKS))[:_MOST_CHARACTERS]
            yield words, f"where the answer says {words}, the source says {said}"


def _blocks(
    mine: Sequence[str], theirs: Sequence[str], small: frozenset[str]
) -> Iterator[tuple[list[str], list[str], str, str]]:
    """Stretches of the one that stand for stretches of the other, in sentences much alike.

    With the word in front of the stretch and the three words behind it.
    """
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    weighty = sum(w not in small for w in mine)
    shared = sum(w not in small for tag, i, j, *_ in blocks if tag == "equal" for w in mine[i:j])
    if weighty and shared >= _ENOUGH * weighty:
        for tag, i, j, k, m in blocks:
            if tag == "replace":
                before = mine[i - 1] if i else ""
                yield list(mine[i:j]), list(theirs[k:m]), before, "".join(mine[j : j + 3])


def _has(word: str, words: Sequence[str]) -> bool:
    """True where a word is among others, its prefixes put aside."""
    bare = word.lstrip(_PREFIXES) if len(word) > _MOST else word
    return any(w == word or (len(bare) > 2 and w.endswith(bare)) for w in words)


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[tuple[str, ...], ...]:
    spans = split_sentences(text)
    found = (text[s.start_char : s.end_char] for s in spans)
    return tuple(tuple(_HEBREW_WORD.findall(s)) for s in found)


def _sentences(around: Sequence[str]) -> list[tuple[str, ...]]:
    return [sentence for text in around for sentence in _words(text)]

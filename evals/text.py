"""Comparing words the way a fair marker would: dashes, quotes, width and separators aside. Pure."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

Range = tuple[int, int]

_ALIKE = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣－־", "-"),
    **dict.fromkeys("“”„‟«»″〝〞״「」『』", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´׳", "'"),
}
_THIN_SPACES = "\u00a0\u2009\u202f"  # used between thousands in several languages
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|\d+(?:\.\d+)*|[^\W\d_{_CJK}]+")
_NO_SPACES = re.compile(rf"[{_CJK}\u0590-\u05ff]")  # words there are glued to their neighbours
_ARTICLES = {"a", "an", "the"}


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` made comparable; ``origin[i]`` is where its i-th character stood before."""

    text: str
    origin: tuple[int, ...]


def fold(text: str) -> Folded:
    """NFKC, case, dashes, quotes, whitespace and thousands separators made alike.

    Invisible characters and Hebrew points are dropped. Offsets of the result map back
    through ``origin``.
    """
    kept: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text):
        if unicodedata.category(char) == "Cf" or ("\u0591" <= char <= "\u05c7" and char != "־"):
            continue
        if _separates_thousands(text, place):
            continue
        for part in unicodedata.normalize("NFKC", _ALIKE.get(char, char)).casefold():
            if part.isspace() and kept and kept[-1] == " ":
                continue
            kept.append(" " if part.isspace() else part)
            origin.append(place)
    return Folded("".join(kept), tuple(origin))


def _separates_thousands(text: str, place: int) -> bool:
    if text[place] not in "," + _THIN_SPACES or place == 0 or not text[place - 1].isdigit():
        return False
    after = text[place + 1 : place + 5]
    return len(after) >= 3 and after[:3].isdigit() and not after[3:].isdigit()


def normalise(text: str) -> str:
    """The folded text without surrounding space."""
    return fold(text).text.strip()


def find(quote: str, text: str, folded: Folded | None = None) -> list[Range]:
    """Every place of ``quote`` in ``text``, as ranges of ``text``; letter for letter if possible.

    Only where it does not occur exactly is the folded form looked for. ``folded`` saves
    folding a long text again.
    """
    quote = quote.strip()
    exact = _occurrences(quote, text)
    if exact or not quote:
        return exact
    folded = folded or fold(text)
    return [
        (folded.origin[start], folded.origin[end - 1] + 1)
        for start, end in _occurrences(normalise(quote), folded.text)
    ]


def _occurrences(needle: str, hay: str) -> list[Range]:
    if not needle:
        return []
    return [(m.start(), m.end()) for m in re.finditer(re.escape(needle), hay)]


def contains(text: str, phrase: str) -> bool:
    """Whether ``phrase`` stands in ``text`` as whole words.

    A number never matches inside another number ("5" is not in "2.5" or "15"). Chinese and
    Hebrew phrases match anywhere, since particles are written onto the word.
    """
    hay, needle = normalise(text), normalise(phrase)
    return any(_whole(hay, start, end) for start, end in _occurrences(needle, hay))


def _whole(hay: str, start: int, end: int) -> bool:
    return not _runs_on(hay[:start][::-1], hay[start]) and not _runs_on(hay[end:], hay[end - 1])


def _runs_on(outside: str, edge: str) -> bool:
    """Whether the word or number with the character ``edge`` goes on in ``outside``."""
    if edge.isdigit():
        return bool(re.match(r"\d|[.,]\d", outside))
    if not edge.isalpha() or _NO_SPACES.match(edge):
        return False
    return bool(outside[:1].isalpha() and not _NO_SPACES.match(outside))


def words(text: str) -> list[str]:
    """Tokens for overlap scores: folded words and numbers, Chinese by character, no articles."""
    return [w for w in _WORD.findall(normalise(text)) if w not in _ARTICLES]


class Ruler:
    """Measures ranges of one text in word tokens instead of characters."""

    def __init__(self, text: str) -> None:
        self._starts = [m.start() for m in _WORD.finditer(text)]

    def __call__(self, span: Range) -> Range:
        """The half-open range of token numbers that start inside a range of characters."""
        return bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1])

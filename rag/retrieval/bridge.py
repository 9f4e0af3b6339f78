"""A Chinese or Hebrew question in English words, as far as a small lexicon goes.

It lets such a question search English documents; it is not a translation to be shown. Names in
Latin letters and figures pass through, unknown words are passed over. Pure but for ``load``.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

_KEPT = r"[A-Za-z][A-Za-z0-9.&'-]*|\d[\d,.]*%?"
_CHINESE = re.compile(rf"[\u4e00-\u9fff]|{_KEPT}")
_HEBREW = re.compile(rf"[\u05d0-\u05ea][\u05d0-\u05ea\"'״׳-]*|{_KEPT}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HEBREW_LETTER = re.compile(r"[\u05d0-\u05ea]")
_NAME = re.compile(r"\b[A-Z][\w.&'-]*")
_PREFIXES = "והבלכמש"
_QUOTES = str.maketrans("", "", "\"'״׳")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases with their English; ``longest`` is the longest Chinese entry."""

    chinese: Mapping[str, str]
    hebrew: Mapping[str, str]
    longest: int


def load_lexicon() -> Lexicon:
    """The lexicon of this package, ``lexicon.toml``."""
    tables = tomllib.loads((files(__package__) / "lexicon.toml").read_text(encoding="utf-8"))
    hebrew = {word.translate(_QUOTES): english for word, english in tables["he"].items()}
    return Lexicon(tables["zh"], hebrew, max(map(len, tables["zh"])))


def english_words(question: str, lexicon: Lexicon) -> str:
    """The English words for ``question``, in its order; "" where it is in another language."""
    if _HAN.search(question):
        found = _from_chinese(question, lexicon)
    elif _HEBREW_LETTER.search(question):
        found = _from_hebrew(question, lexicon)
    else:
        return ""
    return " ".join(dict.fromkeys(" ".join(found).split()))


def names_and_numbers(question: str, english: str) -> str:
    """What a text in another script may share with a question and its ``english`` words."""
    return " ".join((*re.findall(_KEPT, question), *_NAME.findall(english)))


def _from_chinese(question: str, lexicon: Lexicon) -> Iterator[str]:
    """The longest entry from each place on, as Chinese does not write spaces."""
    place = 0
    while place < len(question):
        for end in range(min(len(question), place + lexicon.longest), place, -1):
            if english := lexicon.chinese.get(question[place:end]):
                yield english
                place = end
                break
        else:
            match = _CHINESE.match(question, place)
            kept = match is not None and not _HAN.match(match[0])
            if match is not None and kept:
                yield match[0]
            place = match.end() if match is not None else place + 1


def _from_hebrew(question: str, lexicon: Lexicon) -> Iterator[str]:
    """Phrases of three or two words first, each word with or without its prefixes."""
    words = [word.translate(_QUOTES) for word in _HEBREW.findall(question)]
    place = 0
    while place < len(words):
        for count in (3, 2, 1):
            english = _hebrew_phrase(words[place : place + count], lexicon)
            if english or count == 1:
                yield english
                place += count
                break


def _hebrew_phrase(words: list[str], lexicon: Lexicon) -> str:
    if not _HEBREW_LETTER.match(words[0]):
        return words[0] if len(words) == 1 else ""
    first, rest = words[0], words[1:]
    for cut in range(3):
        if cut and (len(first) - cut < 2 or first[cut - 1] not in _PREFIXES):
            break
        if english := lexicon.hebrew.get(" ".join([first[cut:], *rest])):
            return english
    return ""

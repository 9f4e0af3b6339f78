"""Capitals for a question typed without any. Pure.

What a question names (a person, a country) says what a passage has to be about, and names are
known by their capitals. Who chats leaves them out.
"""

import re
from collections.abc import Sequence
from functools import cache

from babel import Locale

from rag.reading.stopwords import ENGLISH
from rag.schema import ScoredChunk
from rag.verifying.lexicon import ALIASES, CAPITALS
from rag.verifying.words import NOT_NAMES

_CAPITAL = r"[A-Z\u00c0-\u00de][\w\u2019'-]*"
_SMALL = re.compile(r"(?<![\w\u2019'-])[a-z\u00df-\u00ff][\w\u2019'-]*")
# Within a sentence: a capital at its beginning, or in a heading, says nothing.
_NAMES = re.compile(rf"(?<![\w'-])[a-z][a-z'-]*[,;]? ({_CAPITAL}(?:,? {_CAPITAL})*)")
_HEADING = re.compile(r"^#.*$", re.MULTILINE)
_ENDING = re.compile(r"['\u2019]s?$")
_AS_WORDS_BESIDE = frozenset(("turkey", "jordan", "chad", "georgia", "guinea", "mali", "cuba"))


def with_capitals(question: str, passages: Sequence[ScoredChunk]) -> str:
    """``question`` with its names in capitals, where it was typed in small letters throughout.

    Names are the words that the passages write with a capital within a sentence and never
    without, and those of countries and their people, unless a passage writes them small.
    """
    if any(c.isupper() for c in question[1:].replace(" I ", " ")):
        return question
    texts = [_HEADING.sub("", p.chunk.text) for p in passages]
    small = {_bare(word) for text in texts for word in _SMALL.findall(text)}
    runs = {run for text in texts for run in _NAMES.findall(text)}
    named = {_bare(word.lower()) for run in runs for word in re.findall(_CAPITAL, run)}
    countries, peoples = _of_the_world()
    names = (named | peoples) - small - ENGLISH - NOT_NAMES
    text = countries.sub(lambda match: match.group().title(), question)
    return _SMALL.sub(
        lambda m: _capital(m.group()) if _bare(m.group()) in names else m.group(), text
    )


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]


def _bare(word: str) -> str:
    return _ENDING.sub("", word)


@cache
def _of_the_world() -> tuple[re.Pattern[str], frozenset[str]]:
    """Countries of several words, as a pattern, and single words for countries and peoples."""
    countries = {
        name.lower() for code, name in Locale("en").territories.items() if not code.isdigit()
    } | {name for group in ALIASES for name in group}
    several = sorted(name for name in countries if " " in name)
    single = {name for name in countries if name.isalpha()} | set(CAPITALS)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, several))})\b")
    return pattern, frozenset(single - _AS_WORDS_BESIDE)

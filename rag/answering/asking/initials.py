"""Initials that the documents only spell out: "AGM" for an annual general meeting. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.schema import ScoredChunk
from rag.verifying.chiefs import as_written

_INITIALS = re.compile(r"(?<![\w.&-])([A-Z]{3,6}|[a-z]{3,5}?)(s?)(?![\w.&-])")
_SMALL = r"(?:of|and|the|for|in|on|to)"
_TERM = 2  # times at least that passages have a run of words that is a term


def spelled_out(
    question: str, passages: Sequence[ScoredChunk], is_word: Callable[[str], bool]
) -> tuple[str, tuple[str, ...]]:
    """``question`` with such initials written out as the passages do, and a note for each.

    Only what no passage has itself is taken for initials, and nothing that is a word.
    """
    texts = ["\n".join((*p.chunk.headings, p.chunk.text)) for p in passages]
    text = "\n".join(dict.fromkeys(texts))
    notes: list[str] = []

    def written_out(found: re.Match[str]) -> str:
        letters, several = found.groups()
        a_word = letters.islower() and (is_word(found.group()) or is_word(letters))
        if a_word or re.search(rf"\b{letters}s?\b", text, re.IGNORECASE):
            return found.group()
        words = as_written(letters, text) or _words_for(letters, text)
        if not words:
            return found.group()
        notes.append(f"“{letters}” was read as “{words}”.")
        return words + several if not words.endswith("s") else words

    return _INITIALS.sub(written_out, question), tuple(notes)


def may_be_there(initials: str, passages: Sequence[ScoredChunk]) -> bool:
    """Whether some run of words may be meant: too little to read it so, enough to deny nothing."""
    if not re.fullmatch("[A-Z]{3,6}", initials):
        return False
    return any(_runs(initials, "\n".join((*p.chunk.headings, p.chunk.text))) for p in passages)


def _runs(letters: str, text: str) -> list[str]:
    """The runs of words, none of them a common one, that begin with the letters."""
    between = rf"(?:[ -](?:{_SMALL}[ -])?)"
    run = between.join(rf"[{letter}{letter.upper()}][a-z]{{2,}}" for letter in letters.lower())
    return [m for m in re.findall(rf"\b{run}\b", text) if not _common(m)]


def _words_for(letters: str, text: str) -> str:
    """The commonest run of words that begin with the letters; "" where none is a term.

    A term is said more than once, is a line by itself or has capitals throughout: any three
    letters are found somewhere.
    """
    found = _runs(letters, text)
    times = Counter(fold(m) for m in found)
    lines = {fold(re.sub(r"^[\W\d]+", "", line)) for line in text.split("\n")}
    titled = {fold(m) for m in found if not re.search(rf"\b(?!{_SMALL}\b)[a-z]", m)}
    terms = [m for m, n in times.most_common() if n >= _TERM or m in lines or m in titled]
    return terms[0] if terms else ""


def _common(run: str) -> bool:
    """Whether words of a run are such as stand in every text."""
    words = re.findall(r"[a-z]+", run.lower())
    return any(word in ENGLISH and not re.fullmatch(_SMALL, word) for word in words)

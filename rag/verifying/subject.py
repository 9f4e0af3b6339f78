"""Whom a text means where it says "we", "the monitor", "both models". Pure.

A leaflet names its maker once and says "we" from there on. The name is then no stranger to words
that do not have it, provided that it is the one name the text is about.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.reading.sentences import split_sentences
from rag.reading.terms import fold
from rag.schema import Kind
from rag.verifying.names import Name, known, missing, names
from rag.verifying.overlap import words_of
from rag.verifying.roles import same_person

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_WE = re.compile(r"\b(?:we|us|our|ours)\b")
_ORDER = re.compile(r" (?:the|an?|your|any|all|this|these|it|them|us|for|only)\b")  # "Place the"
_CLAUSE = re.compile(r"[;.!?\n]|, (?:and|but|while)\b")
_NOUN = re.compile(r"(?:['’]s?)? ([a-z]{3,})")


def is_meant(name: Name, claim: str, quotes: str, context: Sequence[str], about: str) -> bool:
    """True where ``quotes`` mean ``name`` without saying it, and ``context`` does say it."""
    said = fold(_QUOTED.sub(" ", quotes))
    noun = _NOUN.match(claim, name.start + len(name.text))
    kind = noun[1].removesuffix("s") if noun else ""
    if kind and _among_all(name, kind, claim, said, context):
        return True
    speaks = _WE.search(said) or (kind and re.search(rf"\b(?:the|this|these|your) {kind}", said))
    return bool(speaks) and _is_subject(name, context, about)


def _among_all(name: Name, kind: str, claim: str, said: str, context: Sequence[str]) -> bool:
    """True where "both models" are said to do it, and the passages know such a model."""
    mine = re.compile(rf"\b{re.escape(' '.join(name.words))} {kind}")
    if not any(mine.search(fold(text)) for text in context):
        return False
    every = re.compile(rf"\b(?:both|neither|either|all|the two|each)(?: of the)? {kind}")
    wanted = words_of(claim)
    shares = [(bool(every.search(c)), wanted.coverage(words_of(c))) for c in _CLAUSE.split(said)]
    of_all = max((share for all_of_them, share in shares if all_of_them), default=0.0)
    # "Both measure heat; the Pro model also measures dust": dust is the other one's alone.
    of_one = max((share for all_of_them, share in shares if not all_of_them), default=0.0)
    others = {n.words for n in names(claim)} - {name.words}
    named = any(f"{' '.join(o)} {kind}" in said for o in others)
    return of_all > 0 and (of_all >= of_one or named)


def _is_subject(name: Name, context: Sequence[str], about: str) -> bool:
    """True for a name in a title or heading, or the only one that sentences begin with."""
    heads, openings = _heads("\n".join(context)), _openings("\n".join(context))
    if not missing(name, known(f"{about}\n{heads}")):
        return True
    mine = [n for n in openings if same_person(n, name)]
    return bool(mine) and all(same_person(n, name) for n in openings)


@lru_cache(maxsize=256)
def _heads(text: str) -> str:
    spans = split_sentences(text)
    return "\n".join(text[s.start_char : s.end_char] for s in spans if s.kind is Kind.HEADING)


@lru_cache(maxsize=256)
def _openings(text: str) -> tuple[Name, ...]:
    """The names that sentences begin with."""
    found = []
    for span in split_sentences(text):
        sentence = text[span.start_char : span.end_char]
        found += [
            name
            for name in names(sentence)[:1]
            if name.start == 0
            and (name.certain or not _ORDER.match(sentence, name.start + len(name.text)))
        ]
    return tuple(found)

"""What a sentence adds to its source: a clause of its own of which the passages say nothing. Pure.

"The line, which runs on solar power, …" has a right core and a clause that nobody wrote. A
sentence is cut where a clause or a phrase opens; a part none of whose words the passages have is
an addition. English, where words can be told apart; a part with a figure is left to the figures.
"""

import re
from collections.abc import Iterator

from rag.answering.overlap import Words, words_of

_OPENERS = (
    "which|who|whose|where|that|and|but|with|after|before|because|despite|in order to|so that|by|to"
    "|for|thanks to|as well as|including|while|when|following|during|in|from|on|at|of|than|as"
)
_STRETCH = re.compile(r"[,;:—–]\s+")
_CUT = re.compile(rf"(?<!\border)\s+(?=(?:{_OPENERS})\b)")
# What opens a clause that may be left out: without it the sentence still says something.
_ADDS = re.compile(
    r"(?:which|who|whose|where|that|in order to|so that|thanks to|including)\b|(?:\w+ly )?\w+ing\b"
    r"|(?:after|before|following|despite) (?:an? )?\w"
    r"|(?:and )?(?:with )?an? \w|and (?:is|was|are|were|has|had|will|comes?|offers?|can)\b"
)
# Praise that sources give or do not give.
_PRAISE = re.compile(
    r"\b(?:award-winning|(?:world-|inter)?(?:famous|renowned|nationally known|nationally acclaimed)"
    r"|celebrated|acclaimed|prestigious|well-known|legendary|prominent|leading|popular)\b"
)
_ENGLISH = re.compile(r"[a-z]", re.IGNORECASE)
_LEAST = 2  # words of a clause that say something
# "That were given up", "which nobody had expected": the source's own deed in other verbs.
_LIGHT_WORDS = """
    able again among another back become begin being bring case come earlier enough find found
    gave get getting give given go going gone got had happen have having instead just keep know
    known last later left like look made make making man matter mean men more need no nobody one
    order other others own people place put rather said same say see sense so start still take
    taken than thing things think time took total turn unable used want way well went whole
    woman women work year years
"""
_LIGHT = words_of(_LIGHT_WORDS)


def additions(claim: str, context: str) -> Iterator[str]:
    """The clauses of ``claim`` none of whose words ``context`` has."""
    if not _ENGLISH.search(claim):
        return
    source = words_of(context)
    for praise in _PRAISE.findall(claim):
        if words_of(praise).coverage(source) == 0:
            yield praise
    for part in _parts(claim)[1:]:
        words = words_of(part).without(_LIGHT)
        told = _adds(part) and len(words.units) >= _LEAST and not _has_figure(words)
        if told and words.coverage(source) == 0:
            yield part.strip(" .")


def _parts(claim: str) -> list[str]:
    """The claim cut where a phrase opens; what says too little goes with the part before."""
    parts: list[str] = []
    for stretch in _STRETCH.split(claim):
        for number, piece in enumerate(_CUT.split(stretch)):
            if number and not _adds(piece):
                parts[-1] = f"{parts[-1]} {piece}"
            else:
                parts.append(piece)
    return parts


def _adds(part: str) -> bool:
    return _ADDS.match(part) is not None


def _has_figure(words: Words) -> bool:
    return any(term[0].isdigit() for unit in words.units for term in unit)

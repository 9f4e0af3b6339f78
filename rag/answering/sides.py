"""What a question asks about side by side, so that its answer has each of it.

"Which firms work on the light rails of Jerusalem and of Tel Aviv?" has two sides, and the three
likeliest sentences may all be about one. Pure.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.answering.asking.question import Question
from rag.reading.terms import fold

_LOOKED_AT = 12  # candidates; what stands further down says little of the question
_COMMON = 0.4  # a name in more of the candidates than this share sets no side apart
_JOINED = re.compile(
    r"(?:['’]s?)?(?:\s+(?:\w+er|(?:more|less) \w+)(?=\s+than\b))?\s*"
    r"(?:,|,?\s*\b(?:and|or|nor|versus|vs\.?|than|against|as well as|compared (?:to|with))\b)"
    r"(?:\s*\b(?:both|also|those|that|what|how|did|does|of|in|for|to|from|by|with|on|at|the)\b)*"
    r"\s*",
    re.IGNORECASE,
)
# Between two years there may be what they are counted in: "in 2023 and in the first half of 2025".
_JOINED_YEARS = re.compile(r"[^.?!;]{0,8}\b(?:and|or|than|to|versus|vs|against)\b[^.?!;\d]{0,40}")
_ORDINAL = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_JOINED_ORDINALS = re.compile(
    rf"\b(?P<one>{_ORDINAL})(?: [\w-]+){{0,2}}? (?:and|or|than|to|versus|vs\.?) "
    rf"(?:(?:in|of|for|by|under|during) )?(?:the )?(?P<other>{_ORDINAL}) (?P<thing>[\w-]+)",
    re.IGNORECASE,
)


def sides_in(question: Question) -> tuple[str, ...]:
    """Names, years or ordinals that the question joins by "and", a comma, "than" or the like.

    Of "the first and the second season" the sides are "first season" and "second season".
    """
    found: dict[str, None] = {}
    if pair := _JOINED_ORDINALS.search(question.text):
        found |= {f"{pair[which]} {pair['thing']}": None for which in ("one", "other")}
    for kind, joined in ((question.names, _JOINED), (question.years, _JOINED_YEARS)):
        places = sorted((question.text.find(side), side) for side in kind)
        for (at, one), (then, other) in pairwise(places):
            if joined.fullmatch(question.text[at + len(one) : then]):
                found |= {one: None, other: None}
    return tuple(found)


def sides_told_apart(question: Question, texts: Sequence[str]) -> tuple[str, ...]:
    """The sides, folded, that some of ``texts`` have and not nearly all; empty unless two are."""
    folded = [fold(text) for text in texts]
    most = max(_COMMON * len(texts), 2)
    sides = [
        side
        for side in map(fold, sides_in(question))
        if 0 < sum(side in text for text in folded) <= most
    ]
    return tuple(sides) if len(sides) > 1 else ()


def with_each(
    sides: Sequence[str],
    chosen: Sequence[int],
    order: Sequence[int],
    texts: Sequence[str],
    covered: Sequence[float],
    most: int,
) -> list[int]:
    """``chosen``, and for each side that the first lacks the sentence that tells most of it.

    ``sides`` are those of ``sides_told_apart``; numbers are those of ``texts``, the candidates', as
    those of ``covered``: how much of the question each has. Of the first in ``order`` that have a
    side the one with most of the question is taken, what is chosen before what is not.
    Of more than ``most`` the last of those go that the sides do not need.
    """
    folded = [fold(text) for text in texts]
    if not any(side in folded[i] for side in sides for i in chosen):
        return list(chosen)
    found = list(chosen)
    needed: set[int] = set()
    for side in sides:
        having = [i for i in (*found, *order[:_LOOKED_AT]) if side in folded[i]]
        if having:
            best = having[0] if having[0] == found[0] else max(having, key=lambda i: covered[i])
            needed.add(best)
            found += [best] if best not in found else []
    for i in reversed(found[1:]):
        if len(found) > most and i not in needed:
            found.remove(i)
    return found

"""Longer, 更大, overtook: which of two things the source has more of, beyond "more … than". Pure.

Two figures of one sentence belong to the two things that it compares: each goes to the one whose
own words stand beside it. Verbs ("overtook") and words of worth ("worse", "less troublesome")
are read as the comparisons that they are.
"""

import re
from collections.abc import Iterator, Sequence

from rag.reading.terms import fold
from rag.verifying.dates import mask_dates
from rag.verifying.overlap import Words, words_of
from rag.verifying.shares import numbers

_UP = (
    "more higher larger greater bigger longer older heavier deeper wider dearer taller faster"
    " warmer hotter louder thicker costlier busier further farther stronger"
)
_DOWN = (
    "fewer less lower smaller shorter younger lighter narrower cheaper slower cooler colder"
    " quieter thinner nearer closer shallower weaker"
)
_ENGLISH = re.compile(
    rf"(?P<left>[^;:.]*?)\b(?P<word>{'|'.join([*_UP.split(), *_DOWN.split()])})\b"
    r"(?P<between>[^,;:.]{0,50}?) than (?P<right>[^,;:.]+)"
)
_UPS, _DOWNS = frozenset(_UP.split()), frozenset(_DOWN.split())
_CHINESE = re.compile(
    "(?P<left>[^,。，；;]*?)比(?!例|赛|较|重|如|分)(?P<right>[^,。，；;]+?)[还更要]{0,2}"
    "(?:(?P<up>[大高多长重快贵远厚宽深强热久])|(?P<down>[小低少短轻慢近薄窄浅弱冷]|便宜))"
    "(?=[。,，；;的得些了]|$)"
)
_STRETCH = re.compile(r"[,，;；。](?!\d)|\b(?:and|but|while|whereas|against|compared with|to)\b")
# "A overtook B" says "A is larger than B", as "A trails B" says that it is smaller.
_OVERTAKES = re.compile(
    r"(?P<left>[^;:.]*?)\b(?:(?P<up>overt(?:ook|aken|akes?)|outnumber(?:s|ed)?|outstrip(?:s|ped)?"
    r"|outsold|outsells?|outgrew|outgrown|exceed(?:s|ed)|surpass(?:es|ed)|outweighs?|beat|beats"
    r"|outperform(?:s|ed)|(?:is|are|was|were|came|finished|remains?|stayed) ahead of)"
    r"|(?P<down>trail(?:s|ed)|lag(?:s|ged) behind|fell behind"
    r"|(?:is|are|was|were|came|finished|remains?) behind))\b (?P<right>[^,;:.]+)"
)
_SIZE = re.compile(
    r"\b(?:larger|bigger|greater|more|higher|smaller|less|lower|fewer|stronger|weaker)\b"
)
_BAD = (
    "troublesome difficult dangerous bad severe harmful serious annoying painful expensive noisy"
    " unpleasant risky crowded polluted common frequent of a problem"
)
_WORTH = re.compile(
    rf"\b(?:(?P<bad>worse|worst|more (?:{'|'.join(_BAD.split()[:15])})|harder|noisier)"
    rf"|(?P<good>better|best|less (?:{'|'.join(_BAD.split()[:15])})|easier|milder|safer|quieter))\b"
)
_HALF = 0.5


def measured_otherwise(claim: str, quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for each comparison that the figures or words of the quotes turn round."""
    mine = fold(claim)
    for left, up, right, said in () if numbers(mask_dates(mine)) else _compared(mine):
        for quote in quotes:
            theirs = fold(quote)
            if found := _by_figures(left, right, theirs):
                one, other = found
                if one[0] != other[0] and (one[0] > other[0]) != up:
                    yield said, f"the source says {one[1]} of the one, {other[1]} of the other"
                    return
            if _SIZE.search(said) and _overtaken(left, right, theirs) == (not up):
                yield said, "the source compares them the other way round"
                return
    for quote in quotes:
        yield from _worth(mine, fold(quote))


def _compared(folded: str) -> Iterator[tuple[str, bool, str, str]]:
    """The two sides, whether the first has more, and the word that says so."""
    for match in _ENGLISH.finditer(folded):
        if not numbers(mask_dates(match["right"])):
            yield (
                match["left"] + match["between"],
                match["word"] in _UPS,
                match["right"],
                match["word"],
            )
    for match in _CHINESE.finditer(folded):
        yield match["left"], bool(match["up"]), match["right"], match["up"] or match["down"]


def _by_figures(
    left: str, right: str, theirs: str
) -> tuple[tuple[float, str], tuple[float, str]] | None:
    """The figures of the two sides where the sentence has just two of one kind, each alone."""
    found = [q for q in numbers(mask_dates(theirs)) if not q.loose]
    if len(found) != 2 or found[0].start == found[1].start:
        return None
    one, other = found
    if one.dimension != other.dimension and one.dimension and other.dimension:
        return None
    cut = [m.start() for m in _STRETCH.finditer(theirs, one.end, other.start)]
    if not cut:
        return None
    first, second = words_of(theirs[: cut[0]]), words_of(theirs[cut[0] :])
    a, b = words_of(left), words_of(right)
    a, b = a.without(b), b.without(a)
    # Each side must have words of its own; what is said of both stands with the first figure.
    straight = _only(a, first, second) and _only(b, second, first)
    crossed = _only(a, second, first) and _only(b, first, second)
    if bool(straight) == bool(crossed):
        return None
    pair = (one, other) if straight else (other, one)
    return (pair[0].base, pair[0].text), (pair[1].base, pair[1].text)


def _only(words: Words, here: Words, there: Words) -> float:
    """How many of the words stand here and not there."""
    return words.without(there).shared(here)


def _overtaken(left: str, right: str, theirs: str) -> bool | None:
    """Whether the source has the left side ahead of the right one; None where it does not say."""
    a, b = words_of(left), words_of(right)
    a, b = a.without(b), b.without(a)
    for match in _OVERTAKES.finditer(theirs):
        one, other = words_of(match["left"]), words_of(match["right"])
        if a.shared(one) and b.shared(other) and not a.shared(other) and not b.shared(one):
            return bool(match["up"])
        if a.shared(other) and b.shared(one) and not a.shared(one) and not b.shared(other):
            return not match["up"]
    return None


def _worth(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """Better, where the source has the same thing worse than the same other."""
    said, told = _WORTH.search(mine), _WORTH.search(theirs)
    if not said or not told or bool(said["bad"]) == bool(told["bad"]):
        return
    (_, _, here), (_, _, there) = mine.partition(" than "), theirs.partition(" than ")
    if not here or not there:
        return
    rest, other = words_of(mine[said.end() :]), words_of(theirs[told.end() :])
    if rest.units and rest.coverage(other) >= _HALF:
        yield said.group(), f"the source says “{told.group()}”, the answer “{said.group()}”"

"""What the numbers of a sentence belong to: right numbers, said of the wrong thing. Pure.

Each number alone may stand in the source; here it must also go with the same words: 38% for wind
and 41% for water is not 41% for wind, twelve of them is not twelve hospitals, and 31,000 a day
is not 31,000 a year.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.antonyms import opposites
from rag.verifying.dates import mask_dates
from rag.verifying.names import Name, names
from rag.verifying.overlap import words_of
from rag.verifying.quantities import Quantity
from rag.verifying.roles import same_person
from rag.verifying.shares import with_unsaid_percent
from rag.verifying.verbs import is_converse, lemma
from rag.verifying.words import NEGATION

_BREAK = re.compile(
    r"[,;:()。，；、—–]|\b(?:and|while|but|whereas|although|than|instead|compared|against|versus|(?:from|to)(?=\s\W?\d))\b"
)
# Said with any number, they tell none from another.
_EVERYWHERE_WORDS = """
    second minute hour day week month year decade century time earlier later ago average total
    percent million billion thousand
"""
_EVERYWHERE = frozenset(_EVERYWHERE_WORDS.split())
_PERIODS = "hour|day|night|week|month|quarter|year|decade"
_RATE = re.compile(
    rf"\b(?:an?|per|each|every)\s(?P<each>{_PERIODS})\b|\b(?P<ly>hourly|daily|weekly|monthly"
    rf"|quarterly|yearly|annual(?:ly)?)\b|\b(?:by|of) the (?P<by>{_PERIODS})\b"
    rf"(?!\s(?:after|before|earlier|later|ago))"
)
_ADVERBS = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year",
    "quarterly": "quarter", "annual": "year", "annually": "year",
}  # fmt: skip
_WHOLE = r"(?P<whole>\d[\d,.]*\d|\d)"
_ALL = re.compile(rf"\b(?:all|every one)(?: of)?(?: the| its| their| these)? {_WHOLE}")
_PART_OF = re.compile(
    rf"(?P<part>\d[\d,.]*\d|\d|[a-z]+) (?:out )?of (?:the |its |their |these )?{_WHOLE}\b"
)
_SUPERLATIVE_PAIRS = (
    "highest/lowest largest/smallest biggest/smallest most/least best/worst longest/shortest"
    " oldest/youngest oldest/newest earliest/latest fastest/slowest strongest/weakest"
    " heaviest/lightest cheapest/dearest richest/poorest hottest/coldest first/last"
)
_SUPERLATIVES: dict[str, frozenset[str]] = {}
for _pair in _SUPERLATIVE_PAIRS.split():
    _one, _other = _pair.split("/")
    for _a, _b in ((_one, _other), (_other, _one)):
        _SUPERLATIVES[_a] = _SUPERLATIVES.get(_a, frozenset()) | {_b}
_LAST_WORD = re.compile(r"(\w+) $")
_PARTITIVE = re.compile(r"\s(?:of|among) (?:them|which|whom|these|those)\b")
_HEAD = re.compile(r"\s([a-z]+)(?:\s([a-z]+))?")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A number with the words of its stretch, and those it counts (the next ones)."""

    quantity: Quantity
    words: frozenset[str]
    heads: frozenset[str]

    def same_number(self, other: "_Placed") -> bool:
        mine, theirs = self.quantity, other.quantity
        return mine.dimension == theirs.dimension and abs(mine.base - theirs.base) < 1e-9


# No opposite of "first"; "at least" and "at most" are none of "more" and "less".
_LASTING = re.compile(r"\blast(?:ed|ing|s)\b|לפחות|לכל היותר")


def misplaced_numbers(claim: str, source: str) -> Iterator[tuple[str, str]]:
    """``(number, why)`` for each number of ``claim`` that the source says of something else."""
    mine, other = _placed(claim), _placed(source)
    yield from _exchanged(mine, other)
    for placed in mine:
        there = [o for o in other if o.same_number(placed)]
        elsewhere = there and all(o.heads and not o.heads & placed.heads for o in there)
        counted = [o for o in other if o.heads & placed.heads and not o.same_number(placed)]
        if placed.heads and elsewhere and counted:
            yield placed.quantity.text, f"the source counts {counted[0].quantity.text} of these"
    yield from _not_all(fold(claim), fold(source))
    yield from _whole_for_part(fold(claim), fold(source))
    said, told = _rates(claim), _rates(source)
    if said - told and told - said:
        each, instead = min(said - told), min(told - said)
        yield f"per {each}", f"the source says it for each {instead}, not each {each}"


def _not_all(claim: str, source: str) -> Iterator[tuple[str, str]]:
    """A whole where the source has a part: all 110, and 85 of 110."""
    wholes = {m["whole"] for m in _ALL.finditer(claim)}
    for match in _PART_OF.finditer(source):
        if match["whole"] in wholes and match["part"] != match["whole"]:
            yield f"all {match['whole']}", f"the source says {match.group()}"


def _whole_for_part(claim: str, source: str) -> Iterator[tuple[str, str]]:
    """With one verb the whole where the source has a part: visited 1,212 of 5,870."""
    for match in _PART_OF.finditer(source):
        before = _LAST_WORD.search(source[: match.start()])
        here = re.search(
            rf"(\w+) (?:the |all |its )?{re.escape(match['whole'])}(?![\d.,]\d)", claim
        )
        same = before and here and lemma(before[1]) == lemma(here[1]) and before[1] not in ENGLISH
        if same and match["part"] not in claim:
            yield match["whole"], f"the source says {match.group()}"


def turned_names(claim: str, source: str) -> Iterator[tuple[str, str]]:
    """``(name, why)`` where the source says “lowest” of another and “highest” of the name."""
    told = list(_stretches(source))
    for mine, words in _stretches(claim):
        for word in sorted(words & _SUPERLATIVES.keys()):
            against = _SUPERLATIVES[word]
            for name in mine:
                there = [w for named, w in told if any(same_person(name, n) for n in named)]
                if any(w & against for w in there) and not any(word in w for w in there):
                    yield name.text, f"of {name.text} the source does not say “{word}”"


def _stretches(text: str) -> Iterator[tuple[list[Name], frozenset[str]]]:
    """The names and the words of each stretch of a text."""
    folded = fold(text)
    if len(folded) != len(text):
        return
    cuts = [0, *(m.start() for m in _BREAK.finditer(folded)), len(folded)]
    for start, end in pairwise(cuts):
        words = frozenset(re.findall(r"\w+", folded[start:end]))
        yield [n for n in names(text) if start <= n.start < end], words


def turned_numbers(claim: str, source: str) -> Iterator[tuple[str, str]]:
    """``(number, why)`` where the source's number fell and the answer's rose."""
    other = _placed(source)
    for placed in _placed(claim) if not NEGATION.search(claim) else ():
        there = [o.words for o in other if o.same_number(placed)]
        for word in sorted(placed.words):
            against = {w for w in opposites(word) if not is_converse(word, w)}
            if there and all(words & against and word not in words for words in there):
                said = min(there[0] & against)
                yield placed.quantity.text, f"with {placed.quantity.text} the source says “{said}”"


def _exchanged(mine: Sequence[_Placed], other: Sequence[_Placed]) -> Iterator[tuple[str, str]]:
    """Two numbers of a kind in each other's place: each with words the source has at the other."""
    for i, one in enumerate(mine):
        for two in mine[i + 1 :]:
            if one.quantity.dimension != two.quantity.dimension or one.same_number(two):
                continue
            there = (
                [o for o in other if o.same_number(one)],
                [o for o in other if o.same_number(two)],
            )
            if not all(len(found) == 1 for found in there):
                continue
            a, b = there[0][0].words, there[1][0].words
            own, foreign = one.words - two.words, two.words - one.words
            crossed, straight = (
                (own & (b - a), foreign & (a - b)),
                (own & (a - b), foreign & (b - a)),
            )
            if all(crossed) and sum(map(len, crossed)) > sum(map(len, straight)):
                word = min(own & (b - a))
                yield one.quantity.text, f"the source says “{word}” of {two.quantity.text}"


@lru_cache(maxsize=2048)
def _placed(text: str) -> tuple[_Placed, ...]:
    folded = mask_dates(fold(text))
    found = [q for q in with_unsaid_percent(folded) if q.dimension == "percent" or not q.loose]
    cuts = [0, *(m.start() for m in _BREAK.finditer(folded)), len(folded)]
    placed = []
    for quantity in found:
        start = max(c for c in cuts if c <= quantity.start)
        end = min((c for c in cuts if c >= quantity.end), default=len(folded))
        stretch = folded[start : quantity.start] + " " + folded[quantity.end : end]
        placed.append(_Placed(quantity, _content(stretch), _heads(folded, quantity)))
    return tuple(placed)


def _content(stretch: str) -> frozenset[str]:
    words = {
        lemma(term)
        for unit in words_of(_LASTING.sub(" ", stretch)).units
        for term in unit
        if not any(c.isdigit() for c in term)
    }
    return frozenset(words - {lemma(w) for w in _EVERYWHERE})


def _heads(folded: str, quantity: Quantity) -> frozenset[str]:
    """What is counted: the next word or two; "them" for "twelve of them"."""
    if quantity.dimension:
        return frozenset()
    if _PARTITIVE.match(folded, quantity.end):
        return frozenset({"them"})
    match = _HEAD.match(folded, quantity.end)
    if not match or match[1] in ENGLISH:
        return frozenset()
    words = [match[1]] + ([match[2]] if match[2] and match[2] not in ENGLISH else [])
    return frozenset(lemma(w) for w in words) - {lemma(w) for w in _EVERYWHERE}


def _rates(text: str) -> frozenset[str]:
    """The periods that something is said for: a day, per year, monthly."""
    return frozenset(m["each"] or m["by"] or _ADVERBS[m["ly"]] for m in _RATE.finditer(fold(text)))

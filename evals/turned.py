"""Questions changed in one thing, so that the sentence that answered them no longer does. Pure.

Pairs of a question and its near twin teach what bare words do not: who did it to whom, which
year, which of two opposites. Contrast sets (Gardner et al., Findings of EMNLP 2020) and
counterfactual augmentation (Kaushik et al., ICLR 2020) do the same by hand. English only.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence

from rag.answering.asking.question import analyse, names_in
from rag.reading.terms import fold
from rag.verifying.lexicon import TITLES
from rag.verifying.words import NEGATION

# A country, its adjective and (mostly) its people.
_COUNTRIES = """
    China Chinese|Israel Israeli|Germany German|Russia Russian|Iran Iranian|Japan Japanese|India
    Indian|Egypt Egyptian|Italy Italian|France French|Britain British|Spain Spanish|Poland Polish|
    Norway Norwegian|Sweden Swedish|Finland Finnish|Denmark Danish|Portugal Portuguese|Turkey
    Turkish|Greece Greek|Korea Korean|Vietnam Vietnamese|Mexico Mexican|Brazil Brazilian|Chile
    Chilean|Peru Peruvian|Canada Canadian|Australia Australian|Kenya Kenyan|Ghana Ghanaian|Morocco
    Moroccan|Jordan Jordanian|Hungary Hungarian|Austria Austrian|Angola Angolan|Cuba Cuban|
    Tanzania Tanzanian|Argentina Argentine|Indonesia Indonesian|Taiwan Taiwanese|Ireland Irish|
    Ukraine Ukrainian|Serbia Serbian|Croatia Croatian|Romania Romanian|Bulgaria Bulgarian|Estonia
    Estonian|Latvia Latvian|Lithuania Lithuanian|America American|Mongolia Mongolian|Oman Omani|
    Qatar Qatari|Iraq Iraqi|Pakistan Pakistani|Nepal Nepalese|Rome Roman|Scotland Scottish
"""
_PAIRS = [pair.split() for pair in _COUNTRIES.split("|")]
_ADJECTIVE = {pair[0]: pair[1] for pair in _PAIRS}
_COUNTRY = {pair[1]: pair[0] for pair in _PAIRS}

_OPPOSITE_WORDS = """
    largest/smallest biggest/smallest highest/lowest longest/shortest oldest/youngest oldest/newest
    earliest/latest best/worst first/last before/after import/export imports/exports
    imported/exported bought/sold won/lost win/lose northern/southern north/south eastern/western
    east/west increase/decrease increased/decreased rise/fall rose/fell support/oppose
    supported/opposed supports/opposes accepted/rejected approved/banned opened/closed open/close
    most/least more/less upper/lower above/below arrived/left arrive/leave public/private
    built/demolished hired/dismissed raised/lowered maximum/minimum boys/girls men/women
    mother/father son/daughter brother/sister husband/wife inside/outside lend/borrow lent/borrowed
    joined/left praised/condemned success/failure summer/winter morning/evening
"""
_OPPOSITES = [tuple(pair.split("/")) for pair in _OPPOSITE_WORDS.split()]

# With these it makes no difference who comes first.
_MUTUAL = re.compile(
    r"\b(?:and|or|between|with|together|both|each other|same|meet|met|marr\w+|border\w*|merge\w*|"
    r"agree\w*|join\w*|share[sd]?|apart|distance|far|differ\w*|compared?|called|named|known as)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,])(1[5-9]\d\d|20[0-3]\d)(?![\d,]|\.\d)")
_HELPER = re.compile(r"\b(did|does|is|are|was|were|could|has|have|had|would)\b(?= [a-z])", re.I)
_WHEN = re.compile(r"^(?:When|In (?:which|what) year|What year)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|so that|so as|in order|owing|due|thanks|therefore|hence|reason|after|"
    r"to \w+|for)\b",
    re.IGNORECASE,
)

Turn = Callable[[str, str, Sequence[str], random.Random], str | None]


def turned(question: str, answer: str, around: Sequence[str], chance: random.Random) -> str | None:
    """``question`` changed so that ``answer`` does not answer it; None where nothing can be.

    ``answer`` are the sentences that answer it, ``around`` other sentences of the passages.
    """
    if analyse(question).type == "yes_no":
        return None  # "No" would be an answer
    turns = [turn for turn, often in _TURNS for _ in range(often)]
    for turn in chance.sample(turns, len(turns)):
        if found := turn(question, answer, around, chance):
            return found
    if chance.random() < _NEGATED:
        return _negated(question, answer)
    return None


def _swapped(question: str, answer: str, _: Sequence[str], chance: random.Random) -> str | None:
    """Two names in each other's place: who bought from whom."""
    names = [n for n in dict.fromkeys(_names(question)) if question.count(n) == 1]
    if len(names) < 2 or _MUTUAL.search(question):
        return None
    one, other = sorted(chance.sample(names, 2), key=question.index)
    if fold(one) in fold(other) or fold(other) in fold(one) or _country(one) == _country(other):
        return None
    before, rest = question.split(one)
    between, after = rest.split(other)
    return "".join((before, _as(other, one), between, _as(one, other), after))


def _replaced(
    question: str, answer: str, around: Sequence[str], chance: random.Random
) -> str | None:
    """Another name of the same passages."""
    mine = [n for n in dict.fromkeys(_names(question)) if question.count(n) == 1]
    said = fold(f"{question} {answer}")
    others = [
        n
        for n in dict.fromkeys(n for text in around for n in _names(text) if f" {n}" in text)
        if not any(word in said for word in fold(n).split() if len(word) > 2)
    ]
    if not mine or not others:
        return None
    name = chance.choice(mine)
    alike = [n for n in others if len(n.split()) == len(name.split())]
    if not alike or (name.split()[0] in _COUNTRY) != (alike[0].split()[0] in _COUNTRY):
        return None
    return question.replace(name, _as(chance.choice(alike), name))


def _another_year(
    question: str, answer: str, _: Sequence[str], chance: random.Random
) -> str | None:
    years = _YEAR.findall(question)
    if len(years) != 1:
        return None
    near = [str(int(years[0]) + d) for d in (-7, -4, -3, -2, -1, 1, 2, 3, 4, 8)]
    others = [year for year in near if year not in answer]
    return question.replace(years[0], chance.choice(others)) if others else None


def _opposite(question: str, answer: str, _: Sequence[str], chance: random.Random) -> str | None:
    """A word in place of its opposite, if the answer has not that one too."""
    found = []
    for pair in _OPPOSITES:
        for here, there in (pair, pair[::-1]):
            at = re.search(rf"\b{here}\b", question)
            if at and not re.search(rf"\b{there}", answer, re.IGNORECASE):
                found.append(question[: at.start()] + there + question[at.end() :])
    return chance.choice(found) if found else None


def _negated(question: str, answer: str) -> str | None:
    helper = _HELPER.search(question)
    if not helper or NEGATION.search(question) or NEGATION.search(answer):
        return None
    return f"{question[: helper.end()]}n't{question[helper.end() :]}"


def _why(question: str, answer: str, _: Sequence[str], chance: random.Random) -> str | None:
    """The reason in place of the date."""
    if not _WHEN.search(question) or _REASON.search(answer):
        return None
    return _WHEN.sub("Why", question)


# How often each is tried first.
_TURNS: tuple[tuple[Turn, int], ...] = (
    (_swapped, 6), (_replaced, 3), (_another_year, 3), (_opposite, 4), (_why, 1),
)  # fmt: skip
_NEGATED = 0.15


def _names(text: str) -> Iterator[str]:
    for name in names_in(text):
        # "China's ambassador" names China.
        bare = re.sub(r"['’]s?$", "", name)
        if len(bare) > 2 and not bare[0].islower() and fold(bare.split()[0]) not in TITLES:
            yield bare


def _country(name: str) -> str:
    return _COUNTRY.get(name, name)


def _as(name: str, place: str) -> str:
    """``name`` in the form of the one whose place it takes: Chinese where that was Israeli."""
    if place in _COUNTRY:
        return _ADJECTIVE.get(name, name)
    return _COUNTRY.get(name, name)

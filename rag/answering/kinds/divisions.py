"""“How many voted against it?”: a sentence that gives the votes of both sides as a score. Pure.

"Adopted by 31 votes to 17" never says "against": the reader is unsure that it answers.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate

OF_ANOTHER_VOTE = "The votes in the nearest passages were on something else."
_ASKED = re.compile(
    r"(?i)\bhow many\b.*\b(?:(?:voted?|votes?) .*?\b(?:for|against|(?:in )?favou?r)"
    r"|(?:were|was) (?:against|in favou?r|opposed)|votes (?:against|for|in favou?r)"
    r"|(?:against|in favou?r)(?=\W*$)|opposed|abstain\w*|abstentions?)\b"
)
_N = (
    r"(?:\d{1,3}|no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)"
)
_SCORE = re.compile(
    rf"(?i)\b(?:{_N} (?:votes? )?(?:to|against) {_N}(?: votes?)?|{_N} ?[–-] ?{_N})\b(?! ?[%\d])"
)
# What a score stands beside where it is one of votes, not of a match.
_DECIDED = re.compile(
    r"(?i)\b(?:vot(?:e|es|ed|ing)|ballot|carried|adopted|approved|passed|accepted|elected|rejected|"
    r"defeated|refused|lost|motion|resolution|amendment)\b"
)
_SIDES = {
    "against": re.compile(
        rf"(?i)\b{_N} (?:votes? )?(?:against|opposed)\b|\b{_N} (?:voted|were) (?:against|opposed)\b"
    ),
    "favour": re.compile(
        rf"(?i)\b{_N} (?:votes? )?(?:in favou?r|for)\b|\b{_N} (?:voted|were) (?:in favou?r|for)\b"
    ),
    "abstain": re.compile(rf"(?i)\b{_N} (?:abstentions?|(?:members? )?abstain(?:ed|ing))\b"),
}
_SIDE_ASKED = (
    ("abstain", re.compile(r"(?i)\babst")),
    ("against", re.compile(r"(?i)\b(?:against|opposed)\b")),
    ("favour", re.compile(r"(?i)\b(?:for|favou?r)\b")),
)
_SAID_OF_ANY = frozenset(
    terms_of(
        "many much vote votes voted voting against favour favor opposed abstain abstained "
        "abstention abstentions cast people members member councillors councillor councilors "
        "deputies delegates senators mps there get got did have had motion"
    )
)


class Division(NamedTuple):
    """The candidate, where in its text the votes stand, half-open, and whether it names on what."""

    at: int
    votes: tuple[int, int]
    named: bool


def divided(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> Division | None:
    """The likeliest sentence with all that was voted on and the votes asked for; else None."""
    side = _side(question)
    if side is None:
        return None
    about = _voted_on(question)
    for i in order:
        text = candidates[i].text
        votes = _votes(side, text)
        if votes and about <= set(terms_of(text)) and (about or i == order[0]):
            return Division(i, votes.span(), bool(about))
    return None


def of_another_vote(question: Question, shown: Sequence[Candidate]) -> str:
    """Why votes that are shown are no answer: their passages lack what is asked; else ""."""
    side, about = _side(question), _voted_on(question)
    if side is None or not about or not any(_votes(side, c.text) for c in shown):
        return ""
    said = (
        text
        for c in shown
        for text in (c.chunk.provenance.title, *c.chunk.chunk.headings, c.chunk.chunk.text)
    )
    return "" if about & set(terms_of(" ".join(said))) else OF_ANOTHER_VOTE


def _side(question: Question) -> str | None:
    """The side whose votes are asked for; English only."""
    if question.language != "en" or not _ASKED.search(question.text):
        return None
    return next((name for name, form in _SIDE_ASKED if form.search(question.text)), None)


def _voted_on(question: Question) -> set[str]:
    return set(question.stems) - _SAID_OF_ANY


def _votes(side: str, text: str) -> re.Match[str] | None:
    found = _SIDES[side].search(text)
    if found is None and side != "abstain" and _DECIDED.search(text):
        found = _SCORE.search(text)
    return found

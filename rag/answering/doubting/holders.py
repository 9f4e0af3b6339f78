"""Who holds an office now, or held it before or after somebody. Pure, English.

A former minister is not the present one, and a sentence that names nobody else than the question
does not say who followed.
"""

import re
from collections.abc import Sequence

from rag.answering.kinds.officers import OFFICE
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.words import NOT_NAMES, OPENERS

_NOW = re.compile(
    r"\W*who(?: is|['’]s) (?:the |an? |[\w’' -]{2,40}['’]s? )?(?:present |current |new |acting |"
    rf"serving )*(?P<role>(?:[\w-]+ ){{0,3}}?(?P<office>{OFFICE}))(?=\W*$| (?:of|in|at|for|to|now|"
    r"today|these)\b)",
    re.IGNORECASE,
)
_ROOT = 5  # letters: "mayoralty"
_NO_LONGER = r"(?:former|ex|then|late|previous|retired|outgoing|onetime|one-time|erstwhile)"
_HEADS = re.compile(
    r"\b(?:head|chief|lead|chair|run|manag|direct|presid|command|charge|represent|serv|office|"
    r"acting|post)",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"(?:president|mayor|minister|governor|premier|ambassador|chancellor|rector|dean|vicar|bishop|"
    r"treasurer|secretary|commissioner|superintendent|senator|sheriff|chair\w*)$"
)
_WHOM = rf"(?:(?-i:[A-Z\u00c0-\u024f])|him\b|her\b|them\b|the (?:\w+ )?(?:{OFFICE}))"
_AFTER_OR_BEFORE = re.compile(
    r"\W*(?:and )?who(?:m)? (?:\w+ly |had |has |then |was |is |will )?(?:(?:follow(?:s|ed)?|"
    r"succeed(?:s|ed)?|replaced?s?|came (?:after|before)|took over from|preceded|"
    rf"had (?:the|this|that|his|her) \w+ before|[^?]+ before) {_WHOM}|"
    r"the (?:predecessor|successor)\b|(?:his|her|their) (?:predecessor|successor)\b)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(?:succe(?:ed|ss)|replac|follow|preced|predecess|t(?:ake|ook|aken|aking) over|hand|inherit|"
    r"pass(?:ed|es) to|stepped in|in (?:his|her|their) place)",
    re.IGNORECASE,
)
_TELLS_OF_TIME = re.compile(
    r"\b(?:after|before|former|previous|earlier|until|since|then|next|new|now|today|became|become|"
    r"appoint|elect|crown|nam|deputy|second|first|last|by \d{4}|in \d{4}|from \d{4})",
    re.IGNORECASE,
)


def not_the_holder(asked: str, shown: Sequence[str]) -> str | None:
    """What speaks against the first sentence ``shown`` where somebody in office is asked for."""
    if _AFTER_OR_BEFORE.match(asked):
        return _says_nothing_of_it(asked, shown[0])
    now = _NOW.match(asked)
    if now is None:
        return None
    office = re.escape(fold(now["office"]))
    text = " ".join(map(fold, shown))
    held = re.findall(rf"\b{office}s?\b", text)
    no_longer = re.findall(rf"\b{_NO_LONGER}[ -](?:[\w-]+ ){{0,2}}{office}s?\b", text)
    if held and len(no_longer) == len(held):
        return None if _FOLLOWS.search(text) else f"a former {now['office'].lower()}"
    # "Who founded it?" may be told by the verb: only of a public office its name is missed.
    told = held or _HEADS.search(text) or now["office"].lower()[:_ROOT] in text
    return None if told or not _PUBLIC.match(fold(now["office"])) else f"no {fold(now['office'])}"


def _says_nothing_of_it(asked: str, text: str) -> str | None:
    known = _capitals(asked)
    first = text.split(" ", 1)[0].strip("\"'“‘(")
    ordinary = {fold(first)} if fold(first) in NOT_NAMES | OPENERS | ENGLISH else set()
    others = _capitals(text) - known - ordinary
    if _FOLLOWS.search(text) or (others and _TELLS_OF_TIME.search(text)):
        return None
    return "nobody before or after"


def _capitals(text: str) -> set[str]:
    said = re.findall(r"[^\W\d_][\w’'-]+", text)
    return {fold(word).removesuffix("'s") for word in said if word[0].isupper()}

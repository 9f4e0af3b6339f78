"""Who holds an office now, or held it before or after somebody. Pure, English.

A former minister is not the present one, and a sentence that names nobody else than the question
does not say who followed.
"""

import re
from collections.abc import Sequence

from rag.answering.asking.question import names_in
from rag.answering.kinds.officers import OFFICE
from rag.reading.terms import fold

_NOW = re.compile(
    r"\W*who(?: is|['’]s) (?:the |an? |[\w’' -]{2,40}['’]s? )?(?:present |current |new |acting |"
    rf"serving )*(?P<role>(?:[\w-]+ ){{0,3}}?(?P<office>{OFFICE}))(?=\W*$| (?:of|in|at|for|to|now|"
    r"today|these)\b)",
    re.IGNORECASE,
)
_NO_LONGER = r"(?:former|ex|then|late|previous|retired|outgoing|onetime|one-time|erstwhile)"
_HEADS = re.compile(
    r"\b(?:head|chief|lead|chair|run|manag|direct|presid|command|charge|represent|serv|office|"
    r"acting|post)",
    re.IGNORECASE,
)
_AFTER_OR_BEFORE = re.compile(
    r"\bwho(?:m)? (?:\w+ly |had |has |then |was |is |will )?(?:follow(?:s|ed)?|succeed(?:s|ed)?|"
    r"replaced?s?|came (?:after|before)|took over|preceded|"
    r"had (?:the|this|that|his|her) \w+ before|"
    r"the predecessor|the successor|(?:his|her|their) (?:predecessor|successor))\b|"
    r"\bwho was [^?]+ before (?:him|her|[A-Z])",
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
    if _AFTER_OR_BEFORE.search(asked):
        return _says_nothing_of_it(asked, shown[0])
    now = _NOW.match(asked)
    if now is None:
        return None
    office = re.escape(fold(now["office"]))
    text = " ".join(map(fold, shown))
    held = re.findall(rf"\b{office}s?\b", text)
    no_longer = re.findall(rf"\b{_NO_LONGER}[ -](?:[\w-]+ ){{0,2}}{office}s?\b", text)
    if held and len(no_longer) == len(held):
        return f"a former {now['office'].lower()}"
    return None if held or _HEADS.search(text) else f"no {now['office'].lower()}"


def _says_nothing_of_it(asked: str, text: str) -> str | None:
    known = _capitals(asked)
    others = {word for name in names_in(text) for word in _capitals(name)} - known
    if _FOLLOWS.search(text) or (others and _TELLS_OF_TIME.search(text)):
        return None
    return "nobody before or after"


def _capitals(text: str) -> set[str]:
    return {fold(word).removesuffix("'s") for word in re.findall(r"[A-Z][\w’'-]+", text)}

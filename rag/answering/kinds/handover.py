"""“Ada takes over the archive from Bo”, “it passed from Bo to Ada”: who comes and goes. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_NAME = r"[A-Z][\w’'-]+(?: (?:(?:de|van|von|der|al) )*[A-Z][\w’'-]+){0,3}"
_TAKES = r"(?:takes?|took|taking|taken) over"
_FOLLOWS = r"(?:succeed|replac|follow)(?:s|es|ed|ing)?"
_HANDED = re.compile(
    rf"\b(?P<new>{_NAME})(?:,[^,.;]{{1,60}},)?,?(?: (?:who|is|will|has|was|to|soon)){{0,2}} "
    rf"(?:{_TAKES}\b[^.;]{{0,60}}? from|{_FOLLOWS}) "
    rf"(?P<old>{_NAME})"
)
_PASSED = re.compile(
    r"\b(?:pass|went|gone|mov|transferr|hand)(?:ed|es)?(?: over| on)? from "
    rf"(?:the (?:[a-z]+ )*)?(?P<old>{_NAME}) to (?:the (?:[a-z]+ )*)?(?P<new>{_NAME})"
)
_IS_NEW = re.compile(
    r"\W*(?:who|which|what)(?:['’]s| is| are)? (?:[a-z]+ (?:is|are) )?the new\b", re.I
)
_NOW = re.compile(
    r"\W*who (?:is|are|[a-z]+s)\b(?! (?:the )?(?:old|former|previous)\b)", re.IGNORECASE
)
_ASKS_OLD = re.compile(
    r"\W*who (?:is|was|has|had|will be|are)?\s*(?:leav\w+|left|retir\w+|resign\w+|depart\w+|"
    r"go(?:es|ing)?\b|step\w* down|stood down|quit\w*|the (?:old|former|previous)\b)",
    re.IGNORECASE,
)
_ASKS_NEW = re.compile(
    rf"\W*who (?:is|was|has|had|will|are)?\s*(?:{_TAKES}|{_FOLLOWS})\b", re.IGNORECASE
)


def party(question: str, sentence: str) -> tuple[int, int] | None:
    """Where the one stands who leaves, or who takes over, whichever is asked for; else None."""
    handed = _handed(sentence)
    if handed is None:
        return None
    if _ASKS_OLD.match(question):
        return handed.span("old")
    new = _ASKS_NEW.match(question) or _IS_NEW.match(question)
    return handed.span("new") if new else None


class Followed(NamedTuple):
    """The sentence that says who came after the one found, whether alone that is asked; where."""

    at: int
    is_new: bool
    name: tuple[int, int]


def followed(question: str, texts: Sequence[str], best: int) -> Followed | None:
    """Where "who is the new manager" or "who manages it" found one whom another has followed."""
    is_new = bool(_IS_NEW.match(question))
    if not (is_new or _NOW.match(question)) or _handed(texts[best]):
        return None
    for at, text in enumerate(texts):
        handed = _handed(text)
        if handed and handed["old"] in texts[best] and handed["new"] not in texts[best]:
            return Followed(at, is_new, handed.span("new"))
    return None


def _handed(text: str) -> re.Match[str] | None:
    return _HANDED.search(text) or _PASSED.search(text)

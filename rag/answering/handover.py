"""“Ada, who takes over the archive from Bo”: who comes and who goes. Pure."""

import re

_NAME = r"[A-Z][\w’'-]+(?: (?:(?:de|van|von|der|al) )*[A-Z][\w’'-]+){0,3}"
_TAKES = r"(?:takes?|took|taking|taken) over"
_FOLLOWS = r"(?:succeed|replac|follow)(?:s|es|ed|ing)?"
_HANDED = re.compile(
    rf"\b(?P<new>{_NAME})(?:,[^,.;]{{1,60}},)?,?(?: (?:who|is|will|has|was|to|soon)){{0,2}} "
    rf"(?:{_TAKES}\b[^.;]{{0,60}}? from|{_FOLLOWS}) "
    rf"(?P<old>{_NAME})"
)
_ASKS_OLD = re.compile(
    r"\W*who (?:is|was|has|had|will be|are)?\s*(?:leav\w+|left|retir\w+|resign\w+|depart\w+|"
    r"go(?:es|ing)?\b|step\w* down|stood down|quit\w*)",
    re.IGNORECASE,
)
_ASKS_NEW = re.compile(
    rf"\W*who (?:is|was|has|had|will|are)?\s*(?:{_TAKES}|{_FOLLOWS})\b", re.IGNORECASE
)


def party(question: str, sentence: str) -> tuple[int, int] | None:
    """Where the one stands who leaves, or who takes over, whichever is asked for; else None."""
    handed = _HANDED.search(sentence)
    if handed is None:
        return None
    if _ASKS_OLD.match(question):
        return handed.span("old")
    return handed.span("new") if _ASKS_NEW.match(question) else None

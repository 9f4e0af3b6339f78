"""The offices at the head of a company or a club, each under one name. Pure.

CEO and chief executive are one office, CEO and CFO are two, and so are president and vice
president.
"""

import re

_LOWER = r"(?:vice|deputy|assistant)[- ]"
_CHIEFS = (
    ("deputy chief executive", rf"{_LOWER}(?:ceo|chief executive(?: officer)?)"),
    ("chief executive", r"ceo|chief executive(?: officer)?"),
    ("chief financial officer", r"cfo|(?:chief )?financ(?:e|ial) (?:officer|director|chief)"),
    ("chief operating officer", r"coo|chief operati(?:ng|ons) officer"),
    ("chief technology officer", r"cto|chief techn(?:ology|ical) officer"),
    ("chief information officer", r"cio|chief information officer"),
    ("vice president", r"(?:vice|deputy)[- ]president|vp"),
    ("president", r"president"),
    ("deputy chairman", rf"{_LOWER}chair(?:man|woman|person)?"),
    ("chairman", r"chair(?:man|woman|person)|(?<=the )chair|(?<=board )chair|^chair"),
)
_ONE = re.compile(
    "|".join(rf"(?P<_{n}>\b(?:{words})\b)" for n, (_, words) in enumerate(_CHIEFS)), re.IGNORECASE
)
_NAMES = [name for name, _ in _CHIEFS]


def _name_of(found: re.Match[str]) -> str:
    return _NAMES[int((found.lastgroup or "_0")[1:])]


def chiefs(text: str) -> frozenset[str]:
    """The offices that the text names: {"president", "chief executive"} of "President and CEO"."""
    return frozenset(map(_name_of, _ONE.finditer(text)))


def as_written(initials: str, text: str) -> str:
    """How ``text`` first calls the office with these initials; "" where it does not."""
    asked = chiefs(initials)
    return next((m.group().lower() for m in _ONE.finditer(text) if _name_of(m) in asked), "")


def with_one_name(text: str) -> str:
    """``text`` with each such office under the name that all its names stand for."""
    return _ONE.sub(_name_of, text)

"""What a question narrows and a sentence leaves wide, or narrows otherwise. Pure.

"How many women work there?" is not answered by all members of staff, "the previous round" not by
this year's, "the second winter" not by the first, a minimum not by "up to".
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.verifying.words import Asks


class _Kind(NamedTuple):
    """Some of all: what they are called in a question, and what tells of them in a sentence."""

    asked: re.Pattern[str]
    said: re.Pattern[str]


def _kind(asked: str, said: str = "") -> _Kind:
    return _Kind(*(re.compile(rf"\b(?:{w})\b", re.IGNORECASE) for w in (asked, said or asked)))


_FEMALE = r"wom[ae]n|females?|girls?|ladies|mothers?|sisters?|daughters?"
_MALE = r"m[ae]n|males?|boys?|gentlemen|fathers?|brothers?|sons?"
_SOME = (
    _kind(_FEMALE, rf"{_FEMALE}|{_MALE}|sex|gender"),
    _kind(_MALE, rf"{_MALE}|{_FEMALE}|sex|gender"),
    _kind(
        r"children|kids|juniors?|minors",
        r"child(?:ren)?|kids?|juniors?|minors?|girls?|boys?|sons?|daughters?|pupils?|toddlers?|"
        r"youngsters?|young|under|aged?|schools?",
    ),
    _kind(r"volunteers?", r"volunteer\w*|unpaid|honorary"),
)
_COUNTED = re.compile(r"\b(?:how many|what (?:share|proportion|number|percentage) of)\b", re.I)

_PERIOD = r"(?:round|year|season|edition|issue|term|call|cycle|quarter|month)"
_PAST = re.compile(
    rf"\b(?:previous|last|prior|preceding|earlier) {_PERIOD}s?\b|\b{_PERIOD} before\b", re.I
)
_PRESENT = re.compile(rf"\b(?:this|the (?:present|current)) {_PERIOD}(?:['’]s)?\b", re.I)
_BEFORE_LAST = re.compile(rf"\b{_PERIOD} before last\b", re.IGNORECASE)

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_NTH = re.compile(rf"\bthe (?P<nth>{'|'.join(_ORDINALS)}) (?P<noun>[a-z]+)\b", re.IGNORECASE)

_LEAST = re.compile(r"\b(?:minimum|minimal|smallest|lowest|least)\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:maximum|maximal|at most|up to|no more than|not more than)\b", re.I)
_LEAST_SAID = re.compile(
    r"\b(?:minimum|minimal|at least|not? less than|from|between|smallest|lowest|least|more than|"
    r"over|above|starts?|to)\b",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\bup to\b", re.IGNORECASE)


def narrowed(question: Question, shown: Sequence[str], *, row: bool = False) -> str | None:
    """What is asked about that the first sentence does not tell of and no other shown names.

    ``row``: it is one of a table, whose empty cells say nothing and are told of elsewhere.
    """
    if question.language != "en":
        return None
    text, best = question.text, shown[0]
    others = None if row or question.type == "yes_no" else _one_of_its_kind(text, shown)
    measured = None if row else _measured(text, shown)
    for found in (_some(text, shown), _time(text, best), _nth(text, shown), others, measured):
        if found:
            return found
    return _least(question, best)


def _some(asked: str, shown: Sequence[str]) -> str | None:
    """“Women” of “How many women work there?”, where no sentence tells of women or men."""
    if not _COUNTED.search(asked):
        return None
    for some in _SOME:
        found = some.asked.search(asked)
        if found and not any(some.said.search(s) for s in shown):
            return found.group()
    return None


# Of "the western bank" nothing is told where only the eastern bank is.
_KINDS = (
    re.compile(r"(?<!Middle )(?<!Near )(?<!Far )\b(north|south|east|west)(?:ern)?\b", re.I),
    re.compile(r"\b(left|right)(?= (?:eye|hand|arm|leg|foot|side|bank|wing|ear|knee)\b)", re.I),
    re.compile(r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b", re.I),
)


def _one_of_its_kind(asked: str, shown: Sequence[str]) -> str | None:
    """“West” where the first sentence tells of the east, and none that is shown of the west."""
    for kind in _KINDS:
        wanted = {word.lower() for word in kind.findall(asked)}
        said = [{word.lower() for word in kind.findall(sentence)} for sentence in shown]
        if wanted and said[0] and wanted.isdisjoint(set().union(*said)):
            return next(kind.finditer(asked)).group()
    return None


# A tunnel of 9.6 kilometres is no answer to how deep it lies; lengths and heights go unsaid.
_SIZES = (
    (re.compile(r"\bhow (?P<size>wide|broad)\b|\bthe (?:width|breadth) of\b", re.I),
     re.compile(r"\b(?:wid(?:e|er|est|th|ths)|broad\w*|breadth|across|diameter|by)\b", re.I)),
    (re.compile(r"\bhow (?P<size>deep)\b|\bthe depth of\b", re.I),
     re.compile(r"\b(?:deep\w*|depths?|below|beneath|down|under)\b", re.I)),
)  # fmt: skip


def _measured(asked: str, shown: Sequence[str]) -> str | None:
    """“Deep” or "wide", where nothing that is shown says how deep or wide anything is."""
    for asks, says in _SIZES:
        found = asks.search(asked)
        if found and not any(says.search(sentence) for sentence in shown):
            return found["size"] or found.group()
    return None


def _time(asked: str, said: str) -> str | None:
    """“The previous round” where the sentence is of this one, and the other way round."""
    past, present = _PAST.search(asked), _PRESENT.search(asked)
    if before := _BEFORE_LAST.search(asked):
        return None if _BEFORE_LAST.search(said) or not _PAST.search(said) else before.group()
    if past and not present and _PRESENT.search(said) and not _PAST.search(said):
        return past.group()
    if present and not past and _PAST.search(said) and not _PRESENT.search(said):
        return present.group()
    return None


def _nth(asked: str, shown: Sequence[str]) -> str | None:
    """“The second winter” where the first alone is told of."""
    if len(_ORDINAL.findall(asked)) > 1:  # compared with each other
        return None
    for wanted in _NTH.finditer(asked):
        noun, nth = wanted["noun"].lower(), wanted["nth"].lower()
        of = {
            m["nth"].lower() for s in shown for m in _NTH.finditer(s) if m["noun"].lower() == noun
        }
        if of and nth not in of:
            return wanted.group()
    return None


def _least(question: Question, said: str) -> str | None:
    """A minimum where the sentence has only a maximum."""
    found = _LEAST.search(question.text)
    valued = question.asks in (Asks.NUMBER, Asks.MONEY, Asks.DURATION, Asks.PERCENT, None)
    if not found or not valued or not _MOST.search(said):
        return None
    return None if _LEAST_SAID.search(_UP_TO.sub("", said)) else found.group()

"""Whose words a sentence gives, where a question asks what somebody said. Pure, English.

"Israel, he complained, has let them in" are the words of whom the sentences before it named last
as speaking; asked what somebody else said, it is no answer.
"""

import re

from rag.reading.sentences import split_sentences
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.lexicon import KINDS
from rag.verifying.words import NOT_NAMES, OPENERS

_NAME = r"(?<![\w’'.-])[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,5}"
_SAID = (
    r"(?:said|says|told|tells|noted|notes|added|adds|argued|argues|complained|complains|warned|"
    r"warns|claimed|claims|explained|explains|recalled|recalls|insisted|insists|wrote|writes|"
    r"stressed|stresses|suggested|suggests|remarked|remarks|replied|replies|admitted|admits|"
    r"concluded|concludes|continued|declared|declares|believes|believed|thinks|thought|accused|"
    r"accuses|objected|objects|estimated|estimates|predicted|predicts|acknowledged|conceded)"
)
_ASKED = re.compile(
    rf"\b(?i:what) (?:else )?(?:did|does|do|has|had|would) (?P<name>{_NAME}) (?:ever )?(?:say|said|"
    r"think|thought|claim|claimed|argue|argued|note|noted|add|added|complain|complained|warn|warned|"
    r"tell|told|explain|explained|recall|suggest|suggested|believe|write|written|make of)\b|"
    rf"\b(?i:how|why) (?:did|does|do) (?P<how>{_NAME}) (?:describe|see|view|judge|explain|justify|"
    r"assess)\b|"
    rf"\b(?i:according) to (?P<by>{_NAME})(?=\W*$|,)"
)
_OF_SEVERAL = re.compile(r"\b(?:and (?:how|what|why)|differ|compar|both|each)", re.IGNORECASE)
_BY = re.compile(
    rf"(?P<name>{_NAME})(?:, [^,]{{2,60}},)? (?:has |had |also |then |further |later )*{_SAID}\b|"
    rf"\b{_SAID} (?P<behind>{_NAME})(?=\W*$|[.,;])|\b[Aa]ccording to (?P<by>{_NAME})|"
    rf"\b[Ii]n (?P<whose>{_NAME})['’]s? (?:view|opinion|words)\b"
)
_PRONOUN = re.compile(rf"\b(?:he|she) (?:has |had |also |then |further )*{_SAID}\b", re.IGNORECASE)
_FULL_NAME = re.compile(r"[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]*)+")
_READ = 600  # characters of a sentence
_LOOKED_BACK = 5  # sentences
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
_BODIES = (
    "parliament president queen king minister ministry government council guild company group bank "
    "university institute association union committee board agency office party court church club "
    "police army nato times post guardian chief executive mayor critics spokesman spokeswoman"
)
_NOT_FIRST = NOT_NAMES | OPENERS | ENGLISH | frozenset(_DAYS.split())
_NO_PEOPLE = KINDS | frozenset(_BODIES.split()) | frozenset(_DAYS.split())


def said_by_another(asked: str, text: str, passage: str) -> str | None:
    """Who says the sentence ``text`` of ``passage``, where it is not who is ``asked`` about."""
    match = _ASKED.search(asked)
    if match is None or _OF_SEVERAL.search(asked):
        return None
    asked_of = next(filter(None, match.groups()))
    own = _words(asked_of)
    if not own or own & _words(text) or not _is_person(asked_of, passage):
        return None
    speaker, by_pronoun = _speaker(text, passage)
    if not speaker or own & _words(speaker):
        return None
    return speaker if by_pronoun or _is_person(speaker, passage) else None


def _is_person(name: str, passage: str) -> bool:
    """Whether ``name`` is of two words or more, none of a body or an office, or ends such a one.

    For a firm, a council or a country others speak.
    """
    words = [word.rstrip(".,") for word in name.split()]
    if not _NO_PEOPLE.isdisjoint(map(fold, words)):
        return False
    if len(words) > 1:
        return True
    full = re.findall(rf"\b([A-Z][\w’'.-]{{1,20}}) {re.escape(words[0])}\b", passage)
    return any(fold(first) not in _NOT_FIRST for first in full)


def speaks_unnamed(text: str) -> bool:
    """Whether "he" or "she" speaks in ``text``, with nobody before it who could be meant."""
    text = text[:_READ]
    pronoun = _PRONOUN.search(text)
    return bool(pronoun and not _FULL_NAME.search(text[: pronoun.start()]) and not _named(text))


def _speaker(text: str, passage: str) -> tuple[str | None, bool]:
    """Who speaks, and whether by "he" or "she", who is a person."""
    if named := _named(text):
        return named, False
    pronoun = _PRONOUN.search(text)
    if pronoun is None:
        return None, False
    if full := _FULL_NAME.findall(text[: pronoun.start()]):
        return str(full[-1]), True
    at = passage.find(text)
    before = passage[: max(at, 0)]
    told = [before[s.start_char : s.end_char] for s in split_sentences(before)][-_LOOKED_BACK:]
    return next((named for one in reversed(told) if (named := _named(one))), None), True


def _named(text: str) -> str | None:
    for found in _BY.finditer(text[:_READ]):
        words = next(filter(None, found.groups()), "").split()
        while words and fold(words[0].rstrip(".,")) in _NOT_FIRST:
            words.pop(0)
        if words:
            return " ".join(words).rstrip(".,")
    return None


def _words(text: str) -> frozenset[str]:
    said = re.findall(r"[A-Z][\w’'-]+", text)
    return frozenset(fold(word).removesuffix("'s") for word in said) - _NOT_FIRST

"""How a sentence says something else than a question asks, though it shares its words.

The other way round (Israel's ambassador to China, China's to Israel), another owner of the
same noun (Israeli cars, Chinese cars), another year, another ordinal, an opposite word.
Each is a number for the fitted model, none decides alone. Pure.
"""

import re
from collections.abc import Mapping

from rag.answering import words
from rag.answering.question import Question, Relation, party, relation_in
from rag.reading.terms import fold, index_terms

_PREPOSITION = re.compile(
    r"\b(from|to|into|in|by|of|against|for|with|toward|towards)\s+(?:the\s+|a\s+)?"
    r"([A-Z][\w’'-]+|[12]\d{3})"
)
# Where something comes from, however it is said; where it goes to.
_SIDE = {"of": "from", "by": "from", "into": "to", "toward": "to", "towards": "to", "against": "to"}
_OWNED = re.compile(
    r"\b([A-Z][a-z][\w-]*?|U\.S\.|[A-Z]{2,})(?:['’]s)?\s+((?:[a-z-]+\s+)?)([a-z][a-z-]{2,})"
)
_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th)|"
    r"q[1-4])\b|第[一二三四五六七八九十\d]+|[一二三四五六七八九十\d]+号|(?:ראשו[ןנ]ה?|שניי?ה|שלישית?|רביעית?)",
    re.IGNORECASE,
)
_EVERY_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")


def contrasts(question: Question, text: str, passage: str) -> dict[str, float]:
    """Named numbers, 0 where nothing speaks against ``text``. ``passage`` holds ``text``."""
    return {
        "wrong_way": float(wrong_way(question, text) is not None),
        "other_end": float(_other_end(question.text, text)),
        "other_owner": float(_other_owner(question.text, text, passage)),
        "swapped_owner": float(_swapped_owner(question.text, text)),
        "other_year": float(_other_year(question, text)),
        "other_ordinal": float(_others(_ORDINAL, question.text, text)),
        "negated": float(question.negated),
        "negation_there": float(bool(words.NEGATION.search(text))),
    }


def wrong_way(question: Question, text: str) -> Relation | None:
    """The relation in ``text`` that is the question's the other way round, if there is one."""
    asked, said = question.relation, relation_in(text)
    if asked is None or said is None or asked.role != said.role:
        return None
    return said if (asked.of, asked.to) == (said.to, said.of) else None


def _ends(text: str) -> Mapping[str, set[str]]:
    ends: dict[str, set[str]] = {}
    for preposition, name in _PREPOSITION.findall(text):
        ends.setdefault(_SIDE.get(preposition.lower(), preposition), set()).add(party(name))
    return ends


def _other_end(asked: str, said: str) -> int:
    """How often a name of the question stands behind a preposition that another one had there."""
    wanted, given = _ends(asked), _ends(said)
    named = {party(word) for word in re.findall(r"[A-Z][\w’'-]+", asked)}
    return sum(
        bool(names and not names & given.get(preposition, names)
             and (given[preposition] - names) & named)
        for preposition, names in wanted.items()
    )  # fmt: skip


def _owners(text: str) -> dict[str, set[str]]:
    """Noun (stem) to the names and nationalities written before it."""
    owners: dict[str, set[str]] = {}
    for name, between, noun in _OWNED.findall(text):
        if name.lower() in words.NOT_NAMES:
            continue
        for word in (*between.split(), noun):
            for term in index_terms(word)[:1]:
                owners.setdefault(term, set()).add(party(name))
    return owners


def _other_owner(asked: str, said: str, passage: str) -> int:
    """How many nouns of the question have another owner in ``said`` and nowhere the asked one."""
    wanted, given, near = _owners(asked), _owners(said), _owners(passage)
    return sum(
        bool(given.get(noun) and not owners & near.get(noun, set()))
        for noun, owners in wanted.items()
    )


def _swapped_owner(asked: str, said: str) -> int:
    """How many nouns belong, in ``said``, to the other party that the question names."""
    wanted, given = _owners(asked), _owners(said)
    named = {party(word) for word in re.findall(r"[A-Z][\w’'-]+", asked)}
    return sum(
        bool(given.get(noun, set()) & (named - owners)) and not owners & given[noun]
        for noun, owners in wanted.items()
    )


def _other_year(question: Question, text: str) -> bool:
    said = set(_EVERY_YEAR.findall(text))
    return bool(question.years and said and not said & set(question.years))


def _others(pattern: re.Pattern[str], asked: str, said: str) -> bool:
    wanted = {fold(m.group()) for m in pattern.finditer(asked)}
    given = {fold(m.group()) for m in pattern.finditer(said)}
    return bool(wanted and not wanted <= given)

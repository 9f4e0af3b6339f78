"""How a sentence says something else than a question asks, though it shares its words.

The other way round (Israel's ambassador to China, China's to Israel), the same deed by others
(who bought from whom), another owner of the same noun (Israeli cars, Chinese cars), another
year, another ordinal, an opposite word.
Each is a number for the fitted model, none decides alone. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.answering.asking.question import Question, Relation, party, relation_in
from rag.answering.doubting.slots import Others, others
from rag.answering.years import without_comparison
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold, index_terms
from rag.verifying import words
from rag.verifying.clauses import AGENT, PATIENT, SPEECH, events
from rag.verifying.names import known
from rag.verifying.roles import misplaced, misplaced_nouns
from rag.verifying.verbs import converses, lemma

_PREPOSITION = re.compile(
    r"\b(from|to|into|in|by|of|against|for|with|toward|towards)\s+(?:the\s+|a\s+)?"
    r"([A-Z][\w’'-]+|[12]\d{3})"
)
# Where something comes from, however it is said; where it goes to.
_SIDE = {"of": "from", "by": "from", "into": "to", "toward": "to", "towards": "to", "against": "to"}
_OWNED = re.compile(
    r"\b([A-Z][a-z][\w-]*?|U\.S\.|[A-Z]{2,})(?:['’]s)?\s+"
    r"(?:[A-Z]{2,5}\s+)?((?:[a-z-]+\s+)?)([a-z][a-z-]{2,})"  # “Israeli AI startups”
)
_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th)|"
    r"q[1-4])\b|第[一二三四五六七八九十\d]+|[一二三四五六七八九十\d]+号|(?:ראשו[ןנ]ה?|שניי?ה|שלישית?|רביעית?)",
    re.IGNORECASE,
)
_HELPER = re.compile(
    r"\b(?:did|does|do|will|would|can|could|has|have|had|is|are|was|were|may|might|should|must)\b",
    re.IGNORECASE,
)
_BEEN = re.compile(r"(?:\b(?:have|been|being|be)\s+)+$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_TO_ITS_VERB = 3  # words: "Chilean phone company did invest"
_AMOUNTS = (words.Asks.MONEY, words.Asks.NUMBER, words.Asks.PERCENT)
_EVERY_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")


def contrasts(
    question: Question, text: str, passage: str, shown: Sequence[str]
) -> dict[str, float]:
    """Named numbers, 0 where nothing speaks against ``text``.

    ``passage`` holds ``text``; ``shown`` are the sentences to be shown.
    """
    slots = others(question.text, text) if question.language != "he" else Others()
    return {
        "wrong_way": float(wrong_way(question, text) is not None),
        "other_end": float(_other_end(question.text, text)),
        "other_name_between": float(slots.names_between),
        "other_name_beside": float(slots.names_beside),
        "other_number": float(slots.numbers),
        "other_part": float(other_part(question, text) is not None),
        "other_owner": float(_other_owner(question.text, text, passage)),
        "swapped_owner": float(_swapped_owner(question.text, text)),
        "other_year": float(other_year(question, text, shown) is not None),
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


def other_part(question: Question, text: str) -> str | None:
    """How ``text`` gives a name of the question another part in the same deed, if it does.

    "When did Ruth sell the mill to Ole?" is no question for "Ole sold the mill to Ruth".
    """
    return _part(question.text, text) if question.language == "en" else None


def crossed(question: Question, text: str) -> bool:
    """Whether ``text`` has two of the question in each other's part; cells of a row have none."""
    return " | " not in text and "the other way round" in (other_part(question, text) or "")


def done_by_another(question: Question, text: str, passage: str) -> str | None:
    """How ``text`` tells of another what the question asks of a name of the ``passage``.

    "When was Brightwater founded?" is no question for "Tidal was founded in 1952", though the
    passage speaks of Brightwater too. Whether it was founded, that sentence may well deny.
    """
    if question.language != "en" or question.type == "yes_no" or " | " in text:
        return None
    return _by_another(question.text, text, passage)


def had_by_another(question: Question, text: str, passage: str) -> str | None:
    """Who is told of in place of a name of the ``passage``, where it is asked what that has.

    "How many plants does Brightwater have?": whoever has them need not be said to have them.
    """
    plain = question.language == "en" and question.asks and " | " not in text
    return _had_by_another(question.text, text, passage) if plain else None


_SOMEBODY = r"[A-Z][\w-]+(?: [A-Z][\w-]+)*"
_HAD = re.compile(rf"\b(?:do|does|did|will) (?P<name>{_SOMEBODY}) have\b")


@lru_cache(maxsize=256)
def _had_by_another(asked: str, text: str, passage: str) -> str | None:
    had = _HAD.search(asked)
    if had is None:
        return None
    name = had["name"].split()
    if any(word in text for word in name) or not any(word in passage for word in name):
        return None
    told = events(text, known(passage).capitalised - ENGLISH)
    who = told[0].parts.get(PATIENT if told[0].passive else AGENT, ()) if told else ()
    # Who says how many there are has not got them.
    if not who or told[0].verb in SPEECH or not text.startswith(who[0].text):
        return None
    return f"{who[0].text}, not {had['name']}"


_OF_WHOM = re.compile(
    rf"\b(?P<noun>[a-z-]+) of (?:the )?(?P<owner>{_SOMEBODY})"
    rf"|\b(?P<whose>{_SOMEBODY})['’]s (?:[a-z-]+ )??(?P<its>[a-z-]+)(?=\W*$| (?!of\b))"
)
_WHOSE = re.compile(
    rf"\b(?P<whose>{_SOMEBODY})['’]s? (?P<its>(?:[a-z-]+\b ?){{1,3}})"
    rf"|\b(?P<noun>[A-Z]?[a-z-]+) of (?P<owner>{_SOMEBODY})(?!['’])"
)


def of_another(question: Question, text: str) -> str | None:
    """Whose it is in ``text``, where what is asked for is somebody else's, whom it does not name.

    "Brightwater's chief executive" is not the chief executive of Tidal. Whether Ada Poe is that, it
    may well deny.
    """
    if question.language != "en" or question.type == "yes_no":
        return None
    for asked in _OF_WHOM.finditer(question.text):
        owner, noun = asked["owner"] or asked["whose"], asked["noun"] or asked["its"]
        if any(word in text for word in owner.split()) or party(owner) != fold(owner):
            continue  # a drone's, not Israel's, is "the technology of the Israeli drone"
        for said in _WHOSE.finditer(text):
            other = said["whose"] or said["owner"]
            same = set(index_terms(noun)) & set(index_terms(said["its"] or said["noun"]))
            if same and other not in question.text:
                return f"{other}, not {owner}"
    return None


@lru_cache(maxsize=256)
def _by_another(asked: str, text: str, passage: str) -> str | None:
    if not _share_a_deed(asked, text):
        return None
    claim = _told(asked, text)
    for name, why in misplaced(claim, text, [passage]):
        verb = why.partition("“")[2].partition("”")[0]
        subject = (
            rf"(?:the )?{re.escape(name)}\s+(?:[\w-]+\s+){{0,{_TO_ITS_VERB}}}{re.escape(verb)}\b"
        )
        if "names" in why and re.match(subject, claim, re.IGNORECASE):
            return f"{why}, not {name}"
    return None


@lru_cache(maxsize=256)  # both the probability and its reason ask
def _part(asked: str, text: str) -> str | None:
    if not _share_a_deed(asked, text):
        return None
    claim = _told(asked, text)
    found = [*misplaced(claim, text), *misplaced_nouns(claim, text)]
    if not found:
        return None
    name, why = min(found, key=lambda pair: claim.find(pair[0]))  # who does it, first of all
    return f"{why}, not {name}" if "names" in why else why


def _share_a_deed(asked: str, text: str) -> bool:
    """Whether a word of both, or one and its converse, may be their verb; cheap, to look first."""
    mine, theirs = (
        {lemma(word) for word in _WORD.findall(fold(t)) if word not in ENGLISH}
        for t in (asked, text)
    )
    return any(word in theirs or converses(word) & theirs for word in mine)


def _told(asked: str, text: str) -> str:
    """The question as a statement, its helper before the verb: "Ruth did sell the mill to Ole".

    Which word is the verb is told by ``text``: it has it, or its converse.
    """
    helper = _HELPER.search(asked)
    if helper is None:
        return asked
    told = {event.verb for event in events(text)}
    told |= {other for verb in told for other in converses(verb)}
    for word in _WORD.finditer(asked, helper.end()):
        if word.group()[0].islower() and lemma(word.group()) in told:
            between = asked[helper.end() : word.start()]
            subject = _BEEN.sub("", between)
            if subject.strip():
                passive = between[len(subject) :]
                return (
                    f"{subject.strip()} {helper.group().lower()} {passive}{asked[word.start() :]}"
                )
            break
    return asked


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


def other_year(question: Question, text: str, shown: Sequence[str]) -> str | None:
    """The year in ``text``, where the asked one is neither there nor anywhere shown.

    "Trade was worth 23 billion in 2023. The 2024 edition has the figure." has none for 2024: where
    an amount is asked for, its year counts in a sentence with more than half of what is asked.
    """
    if not question.years:
        return None
    said = _EVERY_YEAR.search(without_comparison(text, question.years))
    if said is None:
        return None
    dated = [s for s in (text, *shown) if any(year in s for year in question.years)]
    if not dated or text in dated or question.asks not in _AMOUNTS:
        return None if dated else said.group()
    asked = {t for t in question.terms if t not in question.years}
    there = any(2 * len(asked.intersection(index_terms(s))) > len(asked) for s in dated)
    return None if there else said.group()


def _others(pattern: re.Pattern[str], asked: str, said: str) -> bool:
    wanted = {fold(m.group()) for m in pattern.finditer(asked)}
    given = {fold(m.group()) for m in pattern.finditer(said)}
    return bool(wanted and not wanted <= given)

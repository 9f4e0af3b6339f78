"""What a conversation is about: its subject, its person, the things that are carried on. Pure."""

import re

from rag.answering.asking.exchange import name_spans
from rag.answering.asking.question import names_in
from rag.answering.asking.things import AUX, answer_subject, carried_on
from rag.answering.kinds.handover import party
from rag.reading.terms import fold

DASH = " — "  # between a question and what is only added to it
PERSON = re.compile(r"[A-Z][\w'’-]+(?: (?:[A-Z]\. )?[A-Z][\w'’-]+)*")
PARTICIPLE = re.compile(
    r"(?:\w+(?:ed|wn|en)|built|held|made|sold|set|put|won|left|paid|bought|meant|brought|sent)$"
)


_THING = re.compile(r"\b(?:the|an?|my|your|our)\s+[a-z]{3}|\b[A-Z][a-z]")
_SHORT = 12  # words; a longer answer is no topic


def topics(before: str, last: str, said: str) -> tuple[str, str]:
    """What a question that only leans on the one before is about, and what else it may be.

    ``before`` is how the ``last`` question was understood. Of "How much was it — the contract for
    the roofs" the roofs stay the topic however long the talk goes on; "it" may be what is meant.
    """
    head, dash, rest = before.partition(DASH)
    if dash and fold(last).rstrip(" ?").endswith(fold(head)):
        nearer = carried_on(head)
        return rest.rpartition(DASH)[2], nearer if _THING.search(nearer) else ""
    if AUX.match(before) and said and len(said.split()) <= _SHORT:
        return said, ""
    things = [thing for thing in (carried_on(head), rest) if thing]
    return ", ".join(things) or answer_subject(said), ""


_WHO = re.compile(r"who\b", re.IGNORECASE)
_WHO_IS = re.compile(rf"who (?:is|was) (?P<name>{PERSON.pattern})$", re.IGNORECASE)


def person(pronoun: str, before: str, said: str, last: str) -> str | None:
    """The person that he or she is: whom "who" was answered with, else named in both, else in full.

    Else who was asked about, by name or by role; a bare name of the answer only where it has a
    title or stands first: others may be firms. Mr Yeo is no "she", nor is who was "he" in the
    ``last`` question.
    """
    she = pronoun.lower().startswith(("she", "her"))
    others, own = (_HE, _SHE) if she else (_SHE, _HE)
    if own.search(last):  # "Why did she choose him?" tells neither apart
        last = ""
    if (meant := party(before, said)) and _sex(said[slice(*meant)], said) in {None, she}:
        return said[slice(*meant)]

    def people(text: str) -> list[str]:
        names = [n for n in names_in(text) if PERSON.fullmatch(n) and not _is_nobody(n, text)]
        if others.search(last):
            names = [n for n in names if fold(n) in fold(last)]
        return [n for n in names if _sex(n, text) in {None, she}]

    asked, told = people(before), people(said)
    asked.sort(key=lambda name: _sex(name, before) is None)  # of "Did Ada meet Sir Bo" he is Bo
    if (who_is := _WHO_IS.match(before)) and who_is["name"] in asked:
        return who_is["name"]
    new = [n for n in told if fold(n) not in fold(before)]
    kin = [n for n in new if _KIN.search(said[: said.index(n)])]
    found = [n for n in new if " " in n or _titled(n, said)] or kin if _WHO.match(before) else []
    both = [n for n in told if any(fold(n) in fold(a) or fold(a) in fold(n) for a in asked)]
    full = [n for n in (*told, *asked) if " " in n]
    role = _ROLE.search(before)
    roles = [f"the {role['role']}"] if role and not others.search(last) else []
    bare = [n for n in told if _titled(n, said) or said.startswith(n)]
    if role and asked and role.start() > before.index(asked[0]):
        roles = []
    office = bool(roles and _OFFICE.search(roles[0]))
    known = (*full, *roles) if office else (*roles, *full)
    return next(iter((*found, *both, *known, *asked, *bare)), None)


# Who "he" may be without a name.
_ROLE = re.compile(
    r"\b(?:the|an?|my|our|your)\s+(?P<role>(?:[a-z]+ing\s|chief\s)?(?:executive|chair|tenant|landlord|landlady|lodger|owner|"
    r"buyer|seller|customer|client|employee|employer|worker|apprentice|trainee|lender|borrower|"
    r"builder|plumber|electrician|carpenter|architect|engineer|driver|pilot|captain|author|writer|"
    r"editor|founder|inventor|teacher|pupil|student|patient|doctor|nurse|surgeon|dentist|judge|"
    r"lawyer|solicitor|witness|victim|suspect|mayor|director|manager|chairman|chairwoman|"
    r"secretary|treasurer|minister|ambassador|president|king|queen|foreman|farmer|gardener|"
    r"neighbour|neighbor|guest|visitor|member|holder|user|applicant|contractor|supplier))\b"
)
_KIN = re.compile(r"\b(?:son|daughter|wife|husband|brother|sister|father|mother|widow),? $")
_FIRM = re.compile(
    r"\b(?:Ltd|Limited|Inc|LLC|LLP|PLC|plc|GmbH|AG|AB|ASA?|SA|BV|Co|Corp|Company|Group|Estates|"
    r"Bank|Council|Committee|Trust|University|Road|Street|Yard)\.?$"
)


def _is_nobody(name: str, text: str) -> bool:
    """Whether a name is only a word with a capital, an office, a firm or part of one, or a place.

    Half of "Whitlock & Daughters" is nobody, nor is the Unit of "Unit 6", what somebody is
    director of, or Arras of "at Arras".
    """
    if fold(name) in _NOBODY or _OFFICE.search(fold(name)) or _FIRM.search(name):
        return True
    whole = rf"(?<![\w&])(?<!& ){re.escape(name)}(?!\w| &| \d)"
    if not re.search(whole, text):
        return True
    of = rf"{_OFFICES} (?:of|at|for)"
    placed = rf"\b(?:(?i:in|at|near)|{of}) (?:the )?{re.escape(name)}\b"
    return not _titled(name, text) and bool(re.search(placed, text))


def _titled(name: str, text: str) -> str:
    """The title before ``name``, if it has one."""
    found = re.search(rf"\b({_TITLES})\.?\s+(?:[A-Z]\w+\s+)?{re.escape(name)}", text)
    title = found or re.match(rf"({_TITLES})\b", name)
    return title[1] if title else ""


def _sex(name: str, text: str) -> bool | None:
    """Whether ``name`` is called a woman (True), a man (False), or neither."""
    title = _titled(name, text)
    return None if title in {"", "Dr", "Prof", "Professor"} else title in _WOMEN


_WOMEN = {"Ms", "Mrs", "Miss", "Lady", "Dame", "Queen", "Princess"}
_TITLES = "Mr|Sir|Lord|King|Prince|Dr|Professor|Prof|" + "|".join(sorted(_WOMEN))
_HE = re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|hers?)\b", re.IGNORECASE)
_OFFICES = (
    r"\b(?:officer|director|chair(?:man|woman)?|manager|secretary|treasurer|ambassador|minister|"
    r"president|executive|head|ceo|CEO|boss|owner|founder)"
)
_OFFICE = re.compile(rf"{_OFFICES}$")
_NOBODY_WORDS = (
    "last next dear yes no hi hello thanks morning today one two three four five six seven eight "
    "nine ten eleven twelve"
)
_NOBODY = frozenset(_NOBODY_WORDS.split())


def agrees(pronoun: str, topic: str) -> bool:
    """Whether ``pronoun`` may stand for ``topic`` by number; a name may be either."""
    noun = re.split(r"\s(?:of|for|between|with)\s", topic)[0].split()[-1]
    if noun[:1].isupper() or not pronoun:
        return True
    many = noun.endswith("s") and not noun.endswith(("ss", "us", "is", "news", "series"))
    match pronoun.lower():
        case "they" | "them" | "their":
            return many or bool(_MANY_AS_ONE.fullmatch(noun))
        case "it" | "its":
            return not many
        case _:
            return True


_MANY_AS_ONE = re.compile(
    r"people|staff|women|men|police|association|authority|band|bank|board|brand|cabinet|club|"
    r"committee|company|council|court|crew|department|family|firm|government|group|institute|"
    r"ministry|office|orchestra|panel|parliament|party|shop|store|supplier|team|trust|union|"
    r"university"
)


_OWNS = re.compile(
    r"\b(?:capital|city|town|village|company|firm|subsidiary|parent|division|branch|department|"
    r"university|port|ship|vessel|flagship|plan|project|agreement|headquarters|product)$"
)


def owner(topic: str, before: str, its: bool) -> str:
    """Whose "its" is after "What is the price of the Lumo 300?": the Lumo's, not the price's.

    A price has nothing of its own; a capital or a company has.
    """
    if not before.endswith(topic):
        return topic
    if own := re.fullmatch(r"(?P<whose>the [A-Z].*?)['’]s [a-z][a-z -]*", topic):
        return own["whose"]
    asked = re.fullmatch(r"(?P<what>the [a-z][a-z -]*?) of (?P<whose>(?:the )?.+)", topic)
    if not its or not asked or _OWNS.search(asked["what"]):
        return topic
    plain = re.match(r"(?:what|how \w+) (?:is|are|was|were)\b", before, re.IGNORECASE)
    return asked["whose"] if plain and name_spans(asked["whose"]) else topic

"""What a conversation is about: its subject, its person, the words that are carried on. Pure."""

import re

from rag.answering.exchange import name_spans
from rag.answering.handover import party
from rag.answering.question import names_in
from rag.reading.terms import fold
from rag.verifying.words import script_language

DASH = " — "  # between a question and what is only added to it
WH = re.compile(
    r"^(?:in |on |at |by |for |with |to )?(?:who(?:m|se)?|what|which|when|where|why|how)"
    r"(?: (?:many|much|long|old|far|often|large|big))?\b",
    re.IGNORECASE,
)
AUX = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\b",
    re.IGNORECASE,
)
HE_WH = re.compile(r"^ו?(?:למה|מדוע|מתי|איפה|היכן|מי|איך|כיצד|כמה|מה)\s+")
PERSON = re.compile(r"[A-Z][\w'’-]+(?: (?:[A-Z]\. )?[A-Z][\w'’-]+)*")
PARTICIPLE = re.compile(
    r"(?:\w+(?:ed|wn|en)|built|held|made|sold|set|put|won|left|paid|bought|meant|brought|sent)$"
)


def carried_on(before: str) -> str:
    """What was asked about, without how: "the lido opened" of "When was the lido opened"."""
    match script_language(before):
        case "zh":
            return _ZH_ASKING.sub("", before).strip()
        case "he":
            return HE_WH.sub("", before).strip()
        case _:
            rest = WH.sub("", before, count=1).strip()
            rest = AUX.sub("", rest, count=1).strip()
            return _ASKER.sub("", rest, count=1)


# Who asks is not what is asked about, nor is the "it" of "Why was it that the kettle broke".
_ASKER = re.compile(
    r"^(?:it that|I|we|you|one|"
    r"(?:please )?(?:list|name|show(?: me)?|tell me(?: about)?|give me))\s+",
    re.IGNORECASE,
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
    return carried_on(head) + (f", {rest}" if rest else ""), ""


_ZH_ASKING = re.compile(
    r"有?多[高长大远重宽深快]|(?:是|有)?(?:谁|什么时候|什么|哪里|哪些|哪个|多少|几|为什么|如何|怎么)|[吗呢]"
)
_WHO = re.compile(r"who\b", re.IGNORECASE)


def person(pronoun: str, before: str, said: str, last: str) -> str | None:
    """The person that he or she is: whom "who" was answered with, else named in both, else in full.

    Else a bare name of the question, of the answer only where it has a title or stands first:
    others may be firms. Mr Yeo is no "she", nor is who was "he" in the ``last`` question.
    """
    she = pronoun.lower().startswith(("she", "her"))
    others = _HE if she else _SHE
    if meant := party(before, said):
        return said[slice(*meant)]

    def people(text: str) -> list[str]:
        names = [n for n in names_in(text) if PERSON.fullmatch(n) and not _is_nobody(n)]
        if others.search(last):
            names = [n for n in names if fold(n) in fold(last)]
        return [n for n in names if _sex(n, text) in {None, she}]

    asked, told = people(before), people(said)
    new = [n for n in told if fold(n) not in fold(before)]
    found = [n for n in new if " " in n or _titled(n, said)] if _WHO.match(before) else []
    both = [n for n in told if any(fold(n) in fold(a) or fold(a) in fold(n) for a in asked)]
    full = [n for n in (*told, *asked) if " " in n]
    bare = [n for n in told if _titled(n, said) or said.startswith(n)]
    return next(iter((*found, *both, *full, *asked, *bare)), None)


def _is_nobody(name: str) -> bool:
    """Whether a name is a word with a capital, or an office: "Chief Financial Officer"."""
    return fold(name) in _NOBODY or bool(_OFFICE.search(fold(name)))


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
_OFFICE = re.compile(
    r"\b(?:officer|director|chair(?:man|woman)?|manager|secretary|treasurer|ambassador|minister|"
    r"president|executive)$"
)
_NOBODY = {"last", "next", "dear", "yes", "no", "hi", "hello", "thanks", "morning", "today"}


_STOP = (
    r"(?:of|for|in|on|at|to|from|by|with|between|during|after|before|about|and|or|is|are|was|were|"
    r"do|does|did|has|have|had|can|could|will|would|that|which|who|as|than)"
)
_RUN = rf"(?:(?!{_STOP}\b)[\w'’-]+)(?:\s+(?!{_STOP}\b)[\w'’-]+){{0,3}}"
_SUBJECT = re.compile(
    r"\b(?P<aux>is|are|was|were|do|does|did|has|have|had|can|could|will|would)\s+(?:[a-z]+ing\s+)?"
    r"(?:(?P<name>(?!I\b)[A-Z][\w'’-]*(?:\s+(?:of\s+)?[A-Z][\w'’-]*)*)|"
    rf"(?P<np>(?:the|a|an)\s+{_RUN})(?P<more>\s+(?:of|for|between|with)\s+(?:the\s+)?{_RUN})?)"
)


def subject(before: str) -> str | None:
    """The noun phrase after the auxiliary: "the agreement" in "When was the agreement signed"."""
    match = _SUBJECT.search(before)
    if not match:
        return None
    if match["name"]:
        return match["name"].removesuffix("'s").removesuffix("’s")
    said = match["np"].split()
    verb_last = match["aux"] in {"do", "does", "did", "can", "could", "will", "would"}
    if len(said) > 2 and (verb_last or PARTICIPLE.search(said[-1])):
        return " ".join(said[:-1])
    return " ".join(said) + (match["more"] or "")


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

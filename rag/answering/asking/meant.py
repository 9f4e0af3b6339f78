"""What an English pronoun of a follow-up may stand for, the likeliest first. Pure."""

import re

from rag.answering.asking.going_on import asks_more, counted, where_it_is
from rag.answering.asking.things import AUX, answer_subject, subject
from rag.answering.asking.topic import DASH, PERSON, agrees, owner, person
from rag.reading.terms import fold

PERSONAL = {"he", "him", "his", "she", "her", "hers"}
_MANY = {"they", "them", "their"}
# Of "What did SIPG build?" it is what was built.
_DONE = re.compile(
    r"(?:what|which)\b.*?\b(?:do|does|did|has|have|had|will|would|can|could)\s", re.IGNORECASE
)
# Of "Can I wash the tank?" it is not sure what it is; of "Is the tank in stock?" it is the tank.
_MAY = re.compile(r"(?!(?:is|are|was|were)\b)" + AUX.pattern[1:], re.IGNORECASE)
# A price may fall, who has it does not.
_CHANGES = re.compile(
    r"\b(?:f[ae]ll(?:en)?|rise|rose|risen|gr[eo]w(?:n)?|drop(?:ped)?|shrink|shrunk|double[d]?|"
    r"(?:increas|declin|decreas|chang|correct|restat|recalculat)(?:e[ds]?|ing)|go (?:up|down)|"
    r"(?:more|less|fewer|higher|lower|better|worse)(?= than| now|\W*$))\b",
    re.IGNORECASE,
)


def meanings(match: re.Match[str], bare: str, before: str, said: str, last: str) -> list[str]:
    """What the pronoun of ``match`` in the follow-up ``bare`` may mean; empty where it is unclear.

    ``before`` is how the ``last`` question was understood, ``said`` what was answered first.
    """
    pronoun = match.group().lower()
    if pronoun in PERSONAL:
        name = person(pronoun, before, said, last)
        # Who came after Sir Colin Marsh is told of Marsh.
        short = name.split()[-1] if name and PERSON.fullmatch(name) and asks_more(bare) else None
        return [n for n in dict.fromkeys((name, short)) if n]
    if pronoun == "there":
        return []
    if pronoun in _MANY and (several := _two_people(before, said) or counted(before)):
        both = len(re.findall(r"\b(?:they|them)\b", bare, re.IGNORECASE)) > 1
        return [] if both else [several]
    whole = None if _MAY.match(before) else subject(before)
    if whole is None:
        return []
    its = bool(match["poss"]) or pronoun == "it"
    changes = _CHANGES.search(bare)
    topic = whole if changes else owner(whole, before, its)
    if pronoun == "it" and _DONE.match(before):
        done = answer_subject(said)
        return [done] if done and fold(done) not in fold(before) else []
    if not agrees(pronoun, topic):
        return []
    named = before.partition(topic)[2] if pronoun in _MANY and topic[:1].isupper() else ""
    if done_to := re.fullmatch(r" [a-z]+ (?P<what>(?:[a-z]+ )?[a-z]+[^s]s)", named):
        return [
            f"the {done_to['what']}",
            topic,
        ]  # "From whom did Ada buy boats": they are the boats
    head, _, rest = before.partition(DASH)
    if rest and head.endswith(topic) and agrees(pronoun, rest) and re.match(r"(?:an?|the) ", rest):
        return [rest, topic]  # "When is the deadline — a grant?": the grant is what is talked of
    inner = re.fullmatch(r"the [a-z]+ of (?P<of>the [a-z][a-z -]+)", topic)
    return [topic, inner["of"]] if inner and topic == whole and its and not changes else [topic]


def with_place(match: re.Match[str], bare: str, before: str, said: str) -> str | None:
    """“How many fish live there?”, where the question before asked for a place by what it has."""
    place = where_it_is(before, said) if match.group().lower() == "there" else None
    return place and f"{bare[: match.start()]}{place}{bare[match.end() :]}"


def _two_people(before: str, said: str) -> str | None:
    """Of "Who was Ada?" and "The letters of Ada and Bo": both."""
    who = re.match(rf"who (?:is|was) ({PERSON.pattern})$", before, re.IGNORECASE)
    if who is None:
        return None
    name = re.escape(who[1])
    both = re.search(rf"{name} and {PERSON.pattern}|{PERSON.pattern} and {name}", said)
    return both and both.group()

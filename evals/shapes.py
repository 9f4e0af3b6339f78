"""The shapes of sentence that become a question, and how. Pure.

Each shape is a function of a sentence and its clause, and gives (kind, question, answer) or None.
"""

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import replace

from evals.clauses import Clause, clause, is_finite, noun_phrase, tidy
from rag.verifying.verbs import BE, is_participle

YEAR = r"(?:1[5-9]|20)\d\d"
MONTH = (r"(?:January|February|March|April|May|June|July|August|September|October|November"
          r"|December)")  # fmt: skip
_WHEN = re.compile(
    rf"\b(?:in|on|since) (?:early |late |mid-)?"
    rf"((?:{MONTH} \d{{1,2}}(?:,? {YEAR})?)|(?:\d{{1,2}} {MONTH}(?: {YEAR})?)"
    rf"|(?:{MONTH} {YEAR})|{YEAR})(?![\d–-])"
)
_WORDED = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|\b(?:{_WORDED})\b)"
    r"(?: (?:hundred|thousand|million|billion|trillion)\b)?"
)
_HEDGE = r"(?:about|around|some|nearly|almost|over|more than|roughly|approximately|at least|up to)"
_MONEY = re.compile(
    rf"(?:(?:{_HEDGE}) )?((?:US)?[$€£¥]\s?[\d,.]*\d(?: (?:million|billion|trillion))?)"
)
_PERCENT = re.compile(rf"^(?:{_HEDGE} )?(\d+(?:\.\d+)?(?:%| percent| per cent)) of (.+)$", re.I)
_COUNTED = re.compile(rf"^(?:({_HEDGE}) )?({_NUMBER}) (.+)$", re.I)
_PLAIN_VALUE = re.compile(rf"(?:{_HEDGE} )?((?:{_NUMBER})(?:%| per ?cent)?)")
_MEASURES = re.compile(
    r"\b(?:population|number|cost|price|value|area|length|height|share|rate|total|amount|average|"
    r"size|capacity|budget|turnover|speed|distance|temperature|weight|age|income)\b"
)
_PERSON = re.compile(
    r"^(?!(?:The|Individual|Many|Other|Early|Modern|Local)\b)"
    r"(?:(?:Dr|Mr|Mrs|Ms|Sir|King|Queen|President|Professor|Emperor|Pope|General|Captain)\.? )?"
    r"[A-Z][a-zé’'-]+(?: [A-Z]\.| (?:van|von|de|ibn|bin|al|of|the)\b)*(?: [A-Z][\w’'-]+){1,3}$"
)
_NOT_PEOPLE = re.compile(
    r"\b(?:University|College|School|River|City|Company|Corporation|Group|Bank|Ministry|Church|"
    r"Empire|Kingdom|Republic|Union|War|Act|Treaty|Party|Street|Park|Lake|Island|Islands|Sea|"
    r"Ocean|Mountains?|County|State|States|Valley|Museum|Committee|Council|Army|Navy|Institute|"
    r"Association|League|Department|Office|Court|House|Palace|Castle|Bridge|Station|Airport|"
    r"Games|Bowl|Cup|Society|Network|System|Protocol|North|South|East|West|Northern|Southern|"
    r"Eastern|Western|New|Old|Great|Saint|Roman|American|British|French|German|European|Chinese|"
    r"Museum|Theatre|Center|Centre|Foundation|Agency|Commission|Administration|Crisis|Trade|"
    r"Arabia|Lanka|Rica|Kong|Aviv|Angeles|Francisco|Leone|Asia|Africa|Europe|America|"
    r"World|National|International|Central|Act|Law|Line|Station|Journal|Times|Post|News)\b"
)
_OPENING = re.compile(
    rf"^(?:In|On|Since) ((?:{MONTH} \d{{1,2}}, {YEAR})|(?:\d{{1,2}} {MONTH} {YEAR})"
    rf"|(?:{MONTH} )?{YEAR})(?: during [^,]+,|,)? (?!and\b|or\b|to\b)(\S.*?)\.?$"
)
_PROPER = r"(?:the )?[A-Z][\w’'-]*(?: (?:of |the |de |and the )?[A-Z][\w’'-]*)*"
_PLACED = re.compile(
    r"^(born|held|located|situated|buried|based|headquartered|built|raised|educated|founded)"
    rf"(?: \w+ly)? (?:in|at|near|on) ({_PROPER})"
)
_AGENT = re.compile(rf"^((?:\w+ly )?\w+(?:ed|en|wn|lt|un|ade|eld)) by ({_PROPER})(?=[ ,.]|$)")
# A question must stand on its own: no pronoun, nobody who speaks, nothing "this", no end in the
# middle of a phrase.
_UNCLEAR = re.compile(
    r"\b(?:it|he|she|they|them|him|these|this|those|such|then|here|"
    r"we|us|ours?|my|me|your?)\b"
    r"|^(?:When|Why|Where|Who|How \w+(?: \w+)?) (?:did|does|do|was|were|is|are|had) the "
    r"(?:group|party|fort|warfare|movement|organi[sz]ation|company|bill|act|agreement|war|report|"
    r"court|law|project|team|plan) "
    r"|^(?:What percentage of|Who \w+|How many \w+ \w+ed) (?:its|his|her|their)\b"
    r"|^When (?:has|have)\b|\b(?:that|which|who|whose|stating|including|than|of the)\?$"
)
_BECAUSE = re.compile(r"^(.*?),? because ((?!of\b).+)$")
_NO_PERSON = re.compile(
    r"^(?:an?|the|one of) (?:\w+ ){0,2}(?:cent(?:re|er)|city|town|river|place|building|part|area|"
    r"region|group|company|site|example|symbol)\b"
)


def plain(sentence: str) -> bool:
    """Whether a sentence is of the kind that can be taken apart by rules."""
    count = len(sentence.split())
    return 6 <= count <= 34 and not re.search(r"[;:“”\"\[\]?!]|\bmay refer\b|^\W", sentence)


def questions(sentence: str, common: Set[str]) -> Iterator[tuple[str, str, str]]:
    """(kind, question, answer) of a sentence, the most certain shape first.

    ``common`` are the words that are written small somewhere in the documents.
    """
    sentence = _without_aside(re.sub(r"\s*\([^)]*\)", "", sentence))
    opening = _OPENING.match(sentence)
    if opening:
        date, rest = opening.groups()
        parts = clause(f"{rest[0].upper()}{rest[1:]}", common)
        shapes: tuple[Callable[[str, Clause | None], Shape], ...] = (
            lambda _, p: _when_opening(date, p),
        )
    else:
        parts = clause(sentence, common)
        shapes = (_share, _there_are, _counted_subject, _value, _why, _how_many, _how_much,
                  _where, _by_whom, _when, _who, _what)  # fmt: skip
    for shape in shapes:
        found = shape(sentence, parts)
        if found and 4 <= len(found[1].split()) <= 26 and not _UNCLEAR.search(found[1]):
            yield found


Shape = tuple[str, str, str] | None


def _without_aside(sentence: str) -> str:
    """The sentence "Dana Levi, a painter, was born" as "Dana Levi was born"."""
    found = re.match(r"^([A-Z][^,]{2,60}), [^,]{3,80}, (\w+ .*)$", sentence)
    if found and is_finite(found.group(2).split()[0]):
        return f"{found.group(1)} {found.group(2)}"
    return sentence


def _share(sentence: str, parts: Clause | None) -> Shape:
    found = _PERCENT.match(sentence.rstrip("."))
    if not found or "," in found.group(2) or not clause(f"The {found.group(2)}"):
        return None
    return "share", f"What percentage of {tidy(found.group(2))}?", found.group(1)


def _there_are(sentence: str, parts: Clause | None) -> Shape:
    found = re.match(r"^There (are|were|have been|had been) (.+?)\.?$", sentence)
    counted = _COUNTED.match(found.group(2)) if found else None
    noun = noun_phrase(counted.group(3)) if counted else ""
    if not found or not counted or not noun:
        return None
    rest = _first_part(counted.group(3)[len(noun) :])
    first, _, second = found.group(1).partition(" ")
    question = tidy(f"How many {noun} {first} there {second} {rest}")
    return "how_many", f"{question}?", counted.group(2)


_LISTED = re.compile(r",(?: [\w’'-]+){1,3}(?:,(?: [\w’'-]+){1,3})*,? and ")


def _first_part(text: str) -> str:
    """What stands before the first comma, dash or conjunction."""
    return re.split(r"[,;]| [–-] |\b(?:and|or|but|which|while|when)\b", text)[0]


def _value(sentence: str, parts: Clause | None) -> Shape:
    """A measure and its value: "The population was 1.7 million in 2012"."""
    if not parts or parts.verb not in {"is", "was"} or not _MEASURES.search(parts.subject):
        return None
    found = _MONEY.match(parts.rest) or _PLAIN_VALUE.match(parts.rest)
    if not found or "," in parts.rest[found.end() :]:
        return None
    rest = parts.rest[found.end() :]
    after = rest if re.match(r" (?:in|at|on|during) ", rest) else ""
    return "value", tidy(f"What {parts.verb} {parts.subject}{after}") + "?", found.group(1)


def _counted_subject(sentence: str, parts: Clause | None) -> Shape:
    if not parts:
        return None
    found = _COUNTED.match(parts.subject)
    noun = noun_phrase(found.group(3)) if found else ""
    if not found or not noun or noun != found.group(3) or re.fullmatch(YEAR, found.group(2)):
        return None
    if noun.split()[-1] in {"ago", "later", "earlier", "before", "after"} or _only_is(parts):
        return None
    return "how_many", parts.asked_for_subject(f"How many {noun}"), found.group(2)


def _only_is(parts: Clause) -> bool:
    """Whether a subject is said to be something: "is new", "are a sample"; not "was built"."""
    first = re.sub(r"^(?:\w+ly|not|also|first|then|now) ", "", parts.rest).split(" ")[0]
    return parts.verb in BE and first != "born" and not is_participle(first.strip(",.;"))


def _why(sentence: str, parts: Clause | None) -> Shape:
    found = _BECAUSE.match(parts.rest) if parts else None
    if not parts or not found or re.search(r",|\band (?:was|were|is|are|ha[sd])\b", found.group(1)):
        return None
    if re.search(r"\b(?:when(?:ever)?|if|where|while|unless)\b", parts.subject):
        return None  # the verb may be that of a condition: "Install it whenever it is dry, because"
    return "why", parts.asked("Why", found.group(1)), tidy(found.group(2))


def _how_many(sentence: str, parts: Clause | None) -> Shape:
    if not parts or parts.verb in {"is", "was", "will", "would", "can", "could", "should"}:
        return None
    particle = re.match(r"(?:of|to|into|over|up|for|by|at) ", parts.rest)
    start = particle.end() if particle else 0
    found = _COUNTED.match(parts.rest[start:])
    if not found or re.fullmatch(YEAR, found.group(2)) or parts.auxiliary in {"are", "were"}:
        return None
    noun = noun_phrase(found.group(3))
    if not noun or noun.split()[0] in {"percent", "per"} or not noun.endswith(("s", "people")):
        return None
    more = found.group(3)[len(noun) :]
    rest = _first_part(more)
    if _LISTED.match(more[len(rest) :]):
        rest = ""  # "in history, law and the arts": one of them is not where it is
    rest = f"{parts.rest[:start].strip()} {rest}"
    return "how_many", parts.asked(f"How many {noun}", rest), found.group(2)


def _how_much(sentence: str, parts: Clause | None) -> Shape:
    found = _MONEY.match(parts.rest) if parts and parts.base else None
    if not parts or not found:
        return None
    rest = parts.rest[found.end() :]
    if rest[:1] not in {"", " "} or re.match(r" (?:and|or|worth|in [a-z]+s\b)", rest):
        return None
    return "how_much", parts.asked("How much", rest), found.group(1)


def _when(sentence: str, parts: Clause | None) -> Shape:
    dates = list(_WHEN.finditer(parts.rest)) if parts else []
    if not parts or len(dates) != 1 or parts.subject[:1].isdigit() or _only_is(parts):
        return None
    before, after = parts.rest[: dates[0].start()], parts.rest[dates[0].end() :]
    if after.strip(" .") and not re.match(r"^(?: (?:by|in|at|with|for|under|after|as)\b|,)", after):
        return None
    before = before.rstrip(" ,")
    if before.count(",") or re.search(r"\b(?:and|but|which|who|that|while|when)\b", before):
        return None
    if after.startswith(",") or re.search(r"\b(?:and|but|which|when|while)\b", after):
        after = ""
    return "when", parts.asked("When", f"{before}{after}"), dates[0].group(1)


def _when_opening(date: str, parts: Clause | None) -> Shape:
    if not parts or parts.subject[:1].isdigit() or _only_is(parts):
        return None
    rest = _first_part(parts.rest)
    return ("when", parts.asked("When", rest), date) if len(rest.split()) > 1 else None


def _where(sentence: str, parts: Clause | None) -> Shape:
    found = _PLACED.match(parts.rest) if parts and not parts.base else None
    if not parts or not found:
        return None
    return "where", parts.asked("Where", found.group(1)), found.group(2)


def _by_whom(sentence: str, parts: Clause | None) -> Shape:
    found = _AGENT.match(parts.rest) if parts and not parts.base else None
    if not parts or not found or not is_person(found.group(2)):
        return None
    return "who", parts.asked("Who", found.group(1)).rstrip("?") + " by?", found.group(2)


def _who(sentence: str, parts: Clause | None) -> Shape:
    plural = parts is not None and parts.verb in {"are", "were", "have"}
    if not parts or plural or not is_person(parts.subject) or _NO_PERSON.match(parts.rest):
        return None
    if re.search(
        r"\b(?:here|this|these|his|her|their|he|she|him|also|they|there|then|it|its)\b", parts.rest
    ):
        return None
    rest = re.split(r", (?:and|but|which|who|where|when|while)\b", parts.rest)[0]
    if len(rest.split()) < 3:
        return None
    return "who", replace(parts, rest=rest).asked_for_subject("Who"), parts.subject


def is_person(name: str) -> bool:
    """Whether a name looks like a person's: two or three names, no word of a place or body."""
    return bool(_PERSON.match(name)) and not _NOT_PEOPLE.search(name)


def _what(sentence: str, parts: Clause | None) -> Shape:
    if not parts or parts.verb not in {"is", "was"} or not re.match(r"(?:a|an|the) ", parts.rest):
        return None
    if not re.match(r"^(?:The )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)+$", parts.subject):
        return None
    head = re.split(r",| (?:that|which|who|located|founded|based|where|in|on|from|for)\b",
                    parts.rest)[0]  # fmt: skip
    subject = parts.subject.replace("The ", "the ", 1)
    person = is_person(parts.subject) and not _NO_PERSON.match(parts.rest)
    word = "Who" if person else "What"
    return "what", f"{word} {parts.verb} {subject}?", tidy(head)

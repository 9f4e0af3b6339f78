"""Whether a sentence says who or what a name is, where nothing else is asked. Pure."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering.asking.question import Question
from rag.answering.kinds.bylines import writer
from rag.reading.terms import fold

if TYPE_CHECKING:
    from rag.answering.evidence import Candidate

_ASKED = re.compile(
    r"(?:who|what)(?:['’]s|\s+(?:is|was|are|were))\s+(?:the\s+)?(?P<name>.+?)\s*[?.!]*", re.I
)
_OF_SOMEBODY = r"(?:the|an?|our|its|his|her|their|[\w-]+['’]s|according to)"
# "by a charity, Second Circuit", "the novelist Agatha Rennick", "the insurers (Tamar Mutual)".
_BEFORE = re.compile(rf"\b{_OF_SOMEBODY}(?: [\w'’-]+){{1,5}}(?:,? |,? \()$", re.IGNORECASE)
# "Kemble from Kemble Electrical", "Tarr, who …", "Poe is a …", "SIPG (a port company)".
_AFTER = re.compile(
    rf"(?:,? \(|, (?:who|which|{_OF_SOMEBODY})\b| (?:is|was|are|were|from|of)\b)", re.IGNORECASE
)
_A = r"(?:an?|the|our|its|his|her|their|my|one of|[A-Z][\w-]+['’]s)"
_TITLES = r"(?:(?:Dr|Prof|Professor|Sir|Dame|Lady|Lord|Mrs?|Ms)\.? )?"
_ROLE = (
    r"(?:co-)?(?:[a-z]{2,}(?:er|or|ist|ian|ant|man|woman|ress)|head|chief|chair|president|executive|"
    r"secretary|partner|wife|husband|brother|sister|friend|son|captain|dog|cat|parrot|horse)"
)
# What a name is said to be, whatever else the sentence tells: "Poe, 54, runs", "Poe is a …".
_SURELY_AFTER = re.compile(
    rf" (?:is|was|are|were) (?:an?|our|one of|the)\b|, \d{{1,2}},|"
    rf", (?:(?:then|now|once|formerly) )?(?:{_A} [\w’'-]+|(?:[a-z][\w-]* ){{0,2}}{_ROLE}\b)"
    r"[^.,;:]*(?:[,.;]|$)",
)
_WHO_AFTER = re.compile(r", who\b")
# "the dog Bosun", "an oven she calls Gudrun", "programme officer Ada Poe", "co-author Dr Ada Poe".
_SURELY_BEFORE = re.compile(
    rf"\b(?:called|named|known as|calls?|(?:{_A} )?(?:[a-z][\w-]* )*?{_ROLE}),? {_TITLES}$"
)
_NO_ROLE = re.compile(
    r"\b(?:after|under|over|ever|never|other|another|whether|either|neither|rather|together|"
    r"however|for|nor|or|per|later|earlier|better|former|than|her|number|september|october|"
    r"november|december|winter|summer|power|order|matter|letter|letters|paper|year) $",
    re.IGNORECASE,
)
_IN = re.compile(r"(?:^|[.;:] )(?:In|At|On|From|To|For|With|Like|Unlike|Dear) (?:the )?$")


def name_asked(question: Question) -> str:
    """The name that "Who is Ada Poe?" is all about; "" where more or something else is asked."""
    asked = _ASKED.fullmatch(question.text.strip())
    if asked is None or len(question.names) != 1:
        return ""
    name = re.sub(r"^[Tt]he ", "", question.names[0])
    return name if name == asked["name"] else ""


def describes(question: Question, text: str) -> bool:
    """True for "Who is Ada Poe?" and a sentence that has the whole name and what she is.

    The name has to be all that is asked for; a sentence that only mentions it is no such one.
    """
    return any(
        _BEFORE.search(text[:start]) or _AFTER.match(text[end:])
        for start, end in _places(name_asked(question), text)
    )


def introduces(question: Question, text: str) -> int:
    """How clearly the form of the sentence says who or what the name is: 2, beyond doubt; 1; 0."""
    name = name_asked(question)
    if name and fold(name) in fold(writer(text)):
        return 1
    found = 0
    for start, end in _places(name, text):
        before, behind = text[:start], text[end:]
        if _SURELY_BEFORE.search(before) and not _NO_ROLE.search(before):
            return 2
        if _SURELY_AFTER.match(behind) and not _IN.search(before):
            return 2
        found |= bool(_WHO_AFTER.match(behind))
    return found


def introducing(
    question: Question, candidates: Sequence["Candidate"], order: Sequence[int], chosen: list[int]
) -> list[int]:
    """The sentence that introduces the name most clearly, before one chosen that has it, too."""
    name = name_asked(question)
    told = [i for i in order if name and not candidates[i].heads and not candidates[i].asking]
    first = max(told, key=lambda i: introduces(question, candidates[i].text), default=None)
    if first is None or not introduces(question, candidates[first].text):
        return []
    others = [i for i in chosen if i in told and i != first and name in candidates[i].text]
    return [first, *others[:1]]


def _places(name: str, text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(rf"\b{re.escape(name)}\b", text)] if name else []

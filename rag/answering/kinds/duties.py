"""“Who repairs the roof?”: a clause says who shall keep it in repair, in other words. Pure.

Where all that is asked about stands beside a duty of that kind, who has the duty is the answer.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.reading.terms import fold, query_terms
from rag.schema import DocumentId

_MUST = (
    r"(?:ha(?:s|ve) to|needs? to|must|should|shall|will|does|is (?:supposed|obliged|"
    r"required|meant) "
    r"to|is going to)"
)
_JOB = (
    r"(?:whose (?:job|responsibility|duty|task) is it to|whose (?:job|responsibility|"
    r"duty) (?:is|are)|"
    r"who(?:['’]s| is|) (?:responsible|liable|in charge) (?:for|of))"
)
_ASKED = re.compile(
    rf"(?:and |so )?(?:(?P<job>{_JOB})|who(?: {_MUST})?) (?P<what>(?:the )?(?P<verb>[a-z]+"
    r"(?: (?:after|care of|for|out|up|off|away|in|of))?) (?P<thing>[^?.!;]+?)|[^?.!;]+?)\W*"
)
# "if it leaks", "when they are worn": not what the duty is about.
_WHEN = re.compile(r"[,\s]+(?:if|when|after|once|in case|before|while|during|at the end)\b.*$")
_OR_AND = re.compile(r"(?:,| and) (?:who|what|when|why|where|how|can|do|is)\b.*$")

# What is asked for by these verbs, and how a clause says it.
_DUTIES = tuple(
    (re.compile(asked), re.compile(said))
    for asked, said in (
        (
            r"(?:repair|fix|mend|maintain|service|look after|take care of|keep up|sort out)(?:s|es|"
            r"ing)?$|(?:tak|look|maintain|servic|fix|repair|mend)\w* (?:care of|after)$|"
            r"(?:repair|maintenance|upkeep|servicing)s?\b",
            r"\b(?:repair\w*|maint[ae]\w+|servic(?:e|ed|ing)|upkeep|remed\w+|mak(?:e|"
            r"ing) good|mend\w*|"
            r"keep\b.{1,120}\b(?:order|condition|state|clean|tidy))\b",
        ),
        (
            r"(?:pay|cover|bear|foot|settle|finance)(?:s|ing)?(?: for)?$",
            r"\b(?:pay|paid|payable|bear|borne?|liable|expenses?|costs?|charge[ds]?|"
            r"reimburse[ds]?)\b",
        ),
        (
            r"(?:suppl(?:y|ies|ying)|provid|bring|bu(?:y|ys|ying)|furnish|get|deliver|order)"
            r"(?:es?|s|ing)?$",
            r"\b(?:suppl(?:y|ied|ies)|provid(?:e|ed|es)|furnish(?:ed)?|procure[ds]?|"
            r"deliver(?:ed)?)\b",
        ),
        (r"insur(?:e|es|ing)$", r"\binsur(?:e|ed|ance)\b"),
        (r"clean(?:s|ing)?(?: up)?$", r"\b(?:clean(?:ed|ing)?|clear(?:ed)?)\b"),
        (
            r"(?:replac|chang|renew|swap)(?:e|es|s|ing)?$",
            r"\b(?:replac(?:e|ed|ing|ement)|renew(?:ed)?|chang(?:e|ed|ing))\b",
        ),
        (
            r"(?:clear|shovel|remov|sweep|take away|get rid of)(?:e|es|s|ing)?$",
            r"\b(?:clear(?:ed)?|remov(?:e|ed|al)|sweep|swept)\b",
        ),
    )
)
_WHO = (
    r"(?P<{}>(?:(?:the|each|every|either|any|an?) )?\b[A-Za-z][\w’'-]*(?: (?!shall|must|"
    r"is|are|will)"
    r"(?:of )?(?:(?:the|an?) )?[\w’'-]+){{0,3}}?)"
)
_SHALL = re.compile(
    _WHO.format("doer") + r" (?:shall|must|will|agrees? to|undertakes? to|(?:shall be|is|are) "
    r"(?:responsible|liable|obliged|required))\b(?! (?:not|be \w+(?:ed|en)|only)\b)",
    re.IGNORECASE,
)
_DONE = (
    r"(?:paid|borne|met|covered|supplied|provided|insured|repaired|maintained|serviced|"
    r"cleaned|cleared|"
    r"replaced|removed|carried out|arranged|effected)"
)
_BY = re.compile(
    rf"\b(?:(?:(?:shall|must|will) be|(?:is|are)(?: to be)?) (?:\w+ ){{0,2}}?(?:{_DONE} by|"
    r"at the (?:expense|cost) of|the (?:responsibility|duty) of)|shall fall (?:up)?on) "
    r"(?P<by>(?:the |each |every )(?:(?:owner|occupier|holder) of (?:the )?)?[\w’'-]+)",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(("it", "this", "that", "they", "these", "which", "who", "and", "or", "there"))
_TWO = 2


class Duty(NamedTuple):
    """The sentences that say whose duty it is, and who, where one has it."""

    chosen: list[int]
    words: tuple[DocumentId, int, int] | None


def bound(question: Question, candidates: Sequence[Candidate], order: Sequence[int]) -> Duty | None:
    """Who has the duty that is asked for; None where that is not asked, or no clause says it.

    All words of what is asked about must stand in the clause, best first; two where two have it.
    """
    asked = _ASKED.fullmatch(fold(question.text))
    if asked is None:
        return None
    known = asked["verb"] and next(
        (said for ask, said in _DUTIES if ask.match(asked["verb"])), None
    )
    if not (known or asked["job"]):
        return None
    thing = asked["thing"] if known else asked["what"]
    wanted = frozenset(query_terms(_WHEN.sub("", _OR_AND.sub("", thing))))
    if not wanted:
        return None
    found: list[tuple[int, tuple[int, int]]] = []
    for i in order:
        text = candidates[i].text
        told = not known or known.search(fold(text))
        at = _doer(text) if told and wanted <= set(terms_of(text)) else None
        if at and not any(
            fold(text[slice(*at)]) == fold(candidates[n].text[slice(*other)]) for n, other in found
        ):
            found.append((i, at))
    if not found:
        return None
    chosen = [i for i, _ in found[:_TWO]]
    first, (start, end) = found[0]
    own = candidates[first]
    at_char = own.sentence.start_char
    words = (own.chunk.chunk.document_id, at_char + start, at_char + end)
    return Duty(chosen, words if len(found) == 1 else None)


def _doer(text: str) -> tuple[int, int] | None:
    """Where in ``text`` the one stands who has a duty."""
    if by := _BY.search(text):
        return by.span("by")
    for shall in _SHALL.finditer(text):
        if fold(shall["doer"]) not in _PRONOUNS and not shall["doer"].isdigit():
            return shall.span("doer")
    return None

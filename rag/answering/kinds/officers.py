"""Who holds an office: "Karin Moe, President and CEO", "Ada Poe (treasurer)". Pure.

Such a line has no verb and is often read as a heading. An office has several names, and another
office is no answer: who is chief financial officer is not the chief executive.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.kinds.defined import PARTIES, defined
from rag.reading.terms import fold
from rag.schema import DocumentId
from rag.verifying.chiefs import chiefs, with_one_name

if TYPE_CHECKING:
    from rag.answering.evidence import Candidate

_WHO = (
    r"(?:and |so )?(?:who(?:['’]s| is| was| are| were| became| becomes)|"
    r"(?:what(?:['’]s| is| was)|tell me|give me) the name of)"
)
_NOW = r"(?:now |currently )?(?:(?:appointed|named|elected|made|chosen)(?: as| to be)? )?"
_ASKED = re.compile(rf"{_WHO} {_NOW}(?P<role>[^?.!;]+?)\W*", re.IGNORECASE)
_MORE = re.compile(r"(?:,| and) (?:who|what|when|why|where|how)\b.*$")
_OF = re.compile(r"\s(?:of|at|for|in|on|from|during)\s|['’]s\s")
_FIRST = r"[A-Z\u00c0-\u00de][\w\u00c0-\u024f.'’-]*"
_NAME = rf"{_FIRST}(?:\s+(?:(?:de|van|von|der|den|al|bin|la|di|du)\s+)*{_FIRST}){{0,3}}"
_SIGNED = re.compile(rf"\W*(?P<name>{_NAME})\s*(?:,|\s[–—-])\s+(?P<role>[^.,;:!?\n|]{{2,60}})\W*")
_BRACKETED = re.compile(rf"(?P<name>{_NAME})\s*\((?P<role>[^()\n]{{2,60}})\)")
OFFICE = (
    r"\b(?:chief|president|chair\w*|head|director|manager|secretary|treasurer|officer|founder|owner|"
    r"partner|editor|author|principal|professor|mayor|minister|spokes\w+|captain|coach|engineer|"
    r"auditor|trustee|governor|dean|rector|vicar|clerk|executive|ambassador|superintendent|curator|"
    r"judge|magistrate|prosecutor|senator|premier|sheriff|bishop|inspector|conductor|referee|"
    r"warden|commissioner|chancellor|head(?:master|mistress)|[a-z]{3,}(?:ist|ian))\b"
)
# "Managing director Bo Lind promised", "the mayor, Ada Poe, visited"
_TITLED = re.compile(
    rf"(?<![\w’'-])(?P<role>(?:[A-Z][a-z-]+ )?(?:[a-z-]+ ){{0,3}}?(?i:{OFFICE})),? "
    rf"(?P<name>{_FIRST}(?: {_FIRST}){{1,2}})"
)
_PARTS = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*", re.IGNORECASE)
_SMALL = re.compile(r"\b(?:the|an?|our|its|their|new|current|present|acting|hon(?:orary)?)\b\.?")


class Holder(NamedTuple):
    """Somebody who is said to be something, and where name and office stand in the text.

    ``titled``: by a title in a sentence, which says of what only if the sentence does.
    """

    name: str
    roles: tuple[str, ...]
    name_at: tuple[int, int]
    roles_at: tuple[int, int]
    titled: bool = False


def holders(text: str) -> Iterator[Holder]:
    """Those whom a line that is nothing else, brackets behind a name or a title give an office.

    Or a part in a contract: `Harbour Estates Ltd ("the Landlord")`.
    """
    for party in defined(text):
        if party.name:
            yield Holder(party.name, (party.role,), party.name_at, party.role_at)
    signed = _SIGNED.fullmatch(text)
    for found in [signed] if signed else _BRACKETED.finditer(text):
        if not set(found["role"]) & set('"“”„'):
            roles = tuple(_PARTS.split(found["role"]))
            yield Holder(found["name"], roles, found.span("name"), found.span("role"))
    for found in () if signed else _TITLED.finditer(text):
        at = (found.span("name"), found.span("role"))
        yield Holder(found["name"], (found["role"],), *at, titled=True)


class Told(NamedTuple):
    """The sentences that say who it is, and of the first the words that answer by themselves."""

    chosen: list[int]
    words: tuple[DocumentId, int, int]


def told(
    question: Question, candidates: Sequence["Candidate"], chosen: Sequence[int]
) -> Told | None:
    """Who holds the office, or what somebody is; None where two are said to, or more is asked."""
    asked = _role_asked(question)
    if not asked or _MORE.search(question.text):
        return None
    held = [
        (i, holder_in(question, c.text, _around(candidates, i))) for i, c in enumerate(candidates)
    ]
    found = [(i, holder) for i, holder in held if holder is not None]
    if len({fold(holder.name) for _, holder in found}) != 1:
        return None
    first, holder = found[0]
    by_name = _is_called(holder, asked)
    own = candidates[first]
    start, end = holder.roles_at if by_name else holder.name_at
    at = own.sentence.start_char
    others = [i for i in chosen if i != first and by_name and holder.name in candidates[i].text]
    return Told([first, *others], (own.chunk.chunk.document_id, at + start, at + end))


def _around(candidates: Sequence["Candidate"], index: int) -> str:
    """What the retrieved passages of the candidate's document say, and its title."""
    own = candidates[index].chunk.chunk.document_id
    passages = {c.rank: c.chunk for c in candidates if c.chunk.chunk.document_id == own}
    texts = [" ".join((*p.chunk.headings, p.chunk.text)) for p in passages.values()]
    return " ".join((candidates[index].chunk.provenance.title, *texts))


def signed_for(question: Question, text: str) -> bool:
    """Whether a line by itself says who holds the office, or what somebody is, as is asked."""
    return bool(_SIGNED.fullmatch(text)) and holder_in(question, text, question.text) is not None


def holder_in(question: Question, text: str, around: str) -> Holder | None:
    """Who in ``text`` has the name or the office that is asked for.

    What else is asked ("of the choir", "in 2019") must stand ``around`` it.
    """
    asked = _role_asked(question)
    if not asked:
        return None
    for holder in holders(text):
        if _is_called(holder, asked):
            return holder if _is_office(holder.roles) else None
        if _has_role(holder.roles, asked, text if holder.titled else around):
            return holder
    return None


def _is_called(holder: Holder, asked: str) -> bool:
    return set(fold(asked).split()) <= set(fold(holder.name).split())


def _role_asked(question: Question) -> str:
    asked = _ASKED.fullmatch(question.text.strip()) if question.language == "en" else None
    return _MORE.sub("", asked["role"]) if asked else ""


def _has_role(roles: Sequence[str], asked: str, around: str) -> bool:
    of = _OF.search(asked)
    for role, rest in ((asked, ""), *_split(asked, of)):
        wanted = _plain(role)
        if wanted and any(_plain(own) == wanted or _plain(_bare(own)) == wanted for own in roles):
            return set(terms_of(rest)) <= set(terms_of(around))
    return False


def _split(asked: str, of: re.Match[str] | None) -> Iterator[tuple[str, str]]:
    """“treasurer of the choir”, “Norrvik's treasurer”: the office and whose it is."""
    if of is None:
        return
    before, behind = asked[: of.start()], asked[of.end() :]
    yield (behind, before) if of.group()[0] in "'’" else (before, behind)


def _bare(role: str) -> str:
    """“CEO of Tern plc” without whose."""
    of = _OF.search(role)
    return role[: of.start()] if of else role


def _plain(role: str) -> frozenset[str]:
    return frozenset(terms_of(_SMALL.sub(" ", with_one_name(fold(role)))))


def _is_office(roles: Sequence[str]) -> bool:
    """Whether a line behind a name gives an office, not where somebody lives or works."""
    return any(
        chiefs(role) or re.search(OFFICE, fold(role)) or set(terms_of(role)) & PARTIES
        for role in roles
    )


def other_office(question: Question, texts: Sequence[str]) -> tuple[str, str] | None:
    """The office that the first text is about and the one asked for, where no text has this."""
    asked = chiefs(_bare(_role_asked(question))) or chiefs(_role_asked(question))
    said = chiefs(texts[0])
    if not asked or not said or any(asked & chiefs(text) for text in texts):
        return None
    return min(said), min(asked)

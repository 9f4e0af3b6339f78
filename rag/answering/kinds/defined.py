"""Whom a contract calls what, `Harbour Estates Ltd ("the Landlord")`, and its parties. Pure.

From its first page on it says only "the Landlord": which name that stands for is told there alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from rag.answering.closeness import terms_of
from rag.reading.terms import fold, query_terms

if TYPE_CHECKING:
    from rag.answering.asking.question import Question
    from rag.answering.evidence import Candidate

_TERM = r"[\"“”„«](?:the )?(?P<term>[A-Z][\w’'-]*(?: [\w’'-]+){0,3})[\"“”»]"
_IN_BRACKETS = re.compile(r"\([^()]{0,60}?[\"“”„«][^()]{1,120}\)")
_CALLED = re.compile(
    rf"\bhereinafter\b[^,.;()\"“„]{{0,40}}(?P<whole>{_TERM})|\bhereinafter (?:jointly )?"
    r"(?:called|referred to as|known as) (?:the )?(?P<bare>[A-Z][\w-]+)"
)
_QUOTED = re.compile(_TERM)
_NAMED = re.compile(rf"{_TERM} (?:means|shall mean|refers to|is|are|denotes) (?:the )?(?=[A-Z])")
_LABEL = re.compile(r"\W*(?:The )?(?P<term>[A-Z][a-z]+(?: [A-Za-z][a-z]+)?)(?:\*\*)?:(?:\*\*)?\s+")
_WORD = r"[A-Z\u00c0-\u00de][\w\u00c0-\u024f.&’'-]*"
_RUN = (
    rf"{_WORD}(?:\s+(?:(?:of|the|de|van|von|der|den|al|bin|la|di|du|&|and|for)\s+){{0,2}}{_WORD}|"
    r"\s+(?:plc|llp|e\.V\.))*"
)
_NAME = re.compile(_RUN)
# "Made on 17 September between …": capitals that name nobody.
_NOBODY = re.compile(
    r"(?:This|These|Between|And|Whereas|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Agreement|Contract|Lease|Deed|Policy)\b|"
    r"(?:The|An?|In|On|[A-Z][a-z]+ed)\b(?! [A-Z])"
)
_IN_A_PLACE = re.compile(r"\b(?:of|at|in|under|on|dated|the laws? of)\s+(?:\d+\w*\s+)?$")

# Those who make a contract, as it calls them; an agent only acts for one.
PARTIES = frozenset(
    terms_of(
        "landlord tenant lessor lessee licensor licensee client customer contractor subcontractor "
        "supplier provider seller buyer purchaser vendor employer employee insurer insured "
        "policyholder borrower lender guarantor franchisor franchisee company consultant owner "
        "operator publisher author assignor assignee mortgagor mortgagee distributor manufacturer "
        "carrier shipper lodger hirer member council school parent organiser exhibitor "
        "artist venue "
        "sponsor charity principal builder architect designer host guest university student bank "
        "institute user freelancer manager developer municipality association processor controller "
        "holder grantor grantee"
    )
)


class Defined(NamedTuple):
    """A name, what it is called from then on, and where both stand; no name: only described."""

    name: str
    role: str
    name_at: tuple[int, int]
    role_at: tuple[int, int]


def defined(text: str) -> Iterator[Defined]:
    """Whom ``text`` gives which name of a party: in brackets, by a label, or as a definition."""
    start = 0
    for found in _IN_BRACKETS.finditer(text):
        yield from _those(text, start, found.start(), _QUOTED.finditer(text, *found.span()))
        start = found.end()
    for found in _CALLED.finditer(text, start):
        term = "term" if found["term"] else "bare"
        yield _one(text, _name_in(text, start, found.start()), found[term], found.span(term))
        start = found.end()
    named = _NAMED.search(text)
    label = named or _LABEL.match(text)
    name = _NAME.match(text, label.end()) if label else None
    if label and name:
        yield _one(text, _bare(name), label["term"], label.span("term"))


def _those(text: str, start: int, end: int, terms: Iterator[re.Match[str]]) -> Iterator[Defined]:
    at = _name_in(text, start, end)
    for term in terms:
        yield _one(text, at, term["term"], term.span("term"))


def _one(text: str, at: tuple[int, int], role: str, role_at: tuple[int, int]) -> Defined:
    return Defined(text[slice(*at)], role, at, role_at)


def _name_in(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the first name before the brackets stands that is no place, day or kind of paper."""
    for found in _NAME.finditer(text, start, end):
        named = not _NOBODY.match(found.group()) and not PARTIES.issuperset(
            query_terms(found.group())
        )
        if named and not _IN_A_PLACE.search(text, start, found.start()):
            return _bare(found)
    return (start, start)


def _bare(name: re.Match[str]) -> tuple[int, int]:
    return name.start(), name.start() + len(name.group().rstrip(".,’'"))


_ASKED = re.compile(
    r"(?:and |so )?(?:(?:who|which|what) (?:are|were) (?:the |both |all |two |contracting )*"
    r"parties|between whom (?:is|was)|who (?:is|was|are) (?:the |this |our )?(?:contract|agreement|"
    r"lease|tenancy|deal|policy) (?:between|with))\b(?P<rest>.*)"
)
SAME = (
    frozenset(terms_of("lease tenancy rental let")),
    frozenset(terms_of("contract agreement deal")),
    frozenset(terms_of("policy insurance cover")),
    frozenset(terms_of("resign quit job employment employee")),
)


def is_about(wanted: Iterable[str], around: set[str]) -> bool:
    """Whether the terms ``around`` have all that are ``wanted``, a contract for an agreement."""
    return all(
        word in around or any(word in same and same & around for same in SAME) for word in wanted
    )


# "the Caterer", "the Lodger": what somebody is called who does something.
_DOER = re.compile(r".*(?:er|or|ee|ant|ist)s?")


def _parties_in(text: str) -> set[str]:
    """What ``text`` calls those who make a contract, as terms."""
    named = [(d.name, fold(d.role)) for d in defined(text)]
    return {
        term
        for name, role in named
        for term in terms_of(role)
        if term in PARTIES or (name and _DOER.fullmatch(role))
    }


def parties(question: "Question", candidates: Sequence["Candidate"]) -> list[int]:
    """The sentences that say who makes the contract that is asked about, in reading order.

    Which contract, where the question says so, must stand in its title, headings or text.
    """
    asked = _ASKED.match(fold(question.text))
    if asked is None:
        return []
    wanted = set(query_terms(re.sub(r"\binvolved\b", "", asked["rest"])))
    best: list[int] = []
    telling = 0
    by_document = sorted(
        range(len(candidates)), key=lambda i: candidates[i].chunk.chunk.document_id
    )
    for _, group in groupby(by_document, key=lambda i: candidates[i].chunk.chunk.document_id):
        own = list(group)
        told = {i: _parties_in(candidates[i].text) for i in own}
        telling_here = sorted(
            (i for i in own if told[i]), key=lambda i: candidates[i].sentence.start_char
        )
        first = candidates[own[0]].chunk
        around = set(terms_of(" ".join((first.provenance.title, *(
            part for i in own for part in (*candidates[i].chunk.chunk.headings, candidates[i].text)
        )))))  # fmt: skip
        roles = set().union(*told.values())
        if len(roles) < 2 or not is_about(wanted, around):
            continue
        shared = len(wanted & around)
        if not best or shared > telling or (shared == telling and min(own) < min(best)):
            best, telling = telling_here, shared
    return best[:_MOST]


_WHO_IS = re.compile(r"who(?:['’]?s| is| are) (?:the |our |my )(?P<role>[a-z-]+)\W*")


def party_lacking(asked: str, text: str) -> tuple[str, ...]:
    """The party that ``asked`` wants the name of, where ``text`` has no such party at all."""
    who = _WHO_IS.fullmatch(fold(asked))
    terms = set(terms_of(who["role"])) if who else set()
    lacking = terms <= PARTIES and not terms & set(terms_of(text))
    return (f"a {who['role']}",) if who and lacking else ()


_MOST = 4  # sentences

_MEANS = re.compile(
    r"[\"“„](?:the )?(?P<term>[\w’' -]{2,60})[\"”],? (?:means?|shall mean|refers? to|"
    r"includes?|is|are)\b"
)
_ASKS_MEANING = re.compile(
    r"(?:what does (?P<means>.+?) (?:mean|refer to|include)|what is meant by (?P<by>.+?)|"
    r"(?:what(?:['’]?s| is) )?the definition of (?P<of>.+?)|what(?:['’]?s| is| are) (?P<what>.+?))"
    r"(?: (?:in|under|for|of) (?:the|this|our|my) (?P<rest>.+?))?\W*"
)
# Of these a sum is asked for: a definition without one says only what kind of sum it is.
_SUMS = frozenset(
    terms_of("excess deposit rent fee premium charge price salary interest limit sum")
)


def meaning(question: "Question", candidates: Sequence["Candidate"]) -> list[int]:
    """The definition of the term that is asked for: `"Deposit" means the sum of EUR 2,900`."""
    asked = _ASKS_MEANING.fullmatch(fold(question.text))
    if asked is None:
        return []
    term = next(filter(None, asked.group("means", "by", "of", "what")))
    wanted, rest = set(query_terms(term)), query_terms(asked["rest"] or "")
    for i, c in enumerate(candidates):
        said = _MEANS.search(c.text)
        if said is None or not wanted or set(query_terms(said["term"])) != wanted:
            continue
        sums = not (asked["what"] and wanted & _SUMS) or re.search(r"\d", c.text[said.end() :])
        title = " ".join((c.chunk.provenance.title, *c.chunk.chunk.headings))
        if sums and is_about(rest, set(terms_of(title))):
            return [i]
    return []

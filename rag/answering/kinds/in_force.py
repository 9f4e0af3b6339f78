"""“When does the lease end?”: from when until when a contract runs, and for how long. Pure.

A lease calls itself "the Term" there ("fixed term of two years commencing on …"), and the words of
the question stand beside its break date.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.kinds.defined import is_about
from rag.reading.terms import fold, query_terms
from rag.schema import DocumentId, Kind

_PAPER = (
    r"(?:lease|tenancy|rental|let|agreement|contract|policy|licen[cs]e|term|cover|engagement|"
    r"by-?law|subscription|mandate|loan|warranty|guarantee|order|concession|franchise)"
)
_THE = r"(?:the|our|my|this|your)"
_THING = rf"{_THE} (?P<{{}}>(?:[\w’'-]+ ){{{{0,3}}}}?{_PAPER}(?: (?:of|for|with|on|to) .+?)?)"
_ENDS = r"(?:end|expire|run out|finish|terminate|lapse|stop|come to an end|be over|be up)"
_STARTS = (
    r"(?:start|begin|commence|take effect|come into (?:force|effect|operation)|enter into force|"
    r"become effective|run from)"
)
_ASKED = {
    "end": re.compile(
        rf"(?:when|on what (?:date|day)) (?:does|did|will|"
        rf"is) {_THING.format('a')} (?:due to )?{_ENDS}\W*|"
        rf"(?:until|till|up to) when (?:does|is|will) {_THING.format('b')} .*|"
        rf"(?:what is|what['’]s) the (?:end|expiry|expiration|"
        rf"termination) date of {_THING.format('c')}\W*"
    ),
    "start": re.compile(
        rf"(?:when|on what (?:date|day)|from when) (?:does|did|will|is) {_THING.format('a')} "
        rf"(?:due to )?{_STARTS}\W*|"
        rf"(?:what is|what['’]s) the (?:start|starting|"
        rf"commencement) date of {_THING.format('b')}\W*"
    ),
    "length": re.compile(
        rf"(?:for )?how long (?:does|is|was|will|did) {_THING.format('a')}"
        r"(?: (?:run|last|go|be|valid|in force|good|for|concluded|signed|made))*(?: for)?\W*|"
        rf"(?:what is|what['’]s) the (?:term|duration|length|period) of {_THING.format('b')}\W*"
    ),
}
_ON = r"(?:on |at (?:midnight|noon) on |at the end of |and including |the )*"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = (
    rf"(?P<said>(?:\d{{1,2}}(?:st|nd|rd|th)? (?:day of )?)?{_MONTH}(?: \d{{1,2}}(?:st|nd|"
    rf"rd|th)?)?,? \d{{4}}|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d)"
)
_COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty|thirty|"
    r"ninety|fifteen)(?:[- ](?:one|two|five|nine))?"
)
_SPAN = rf"(?P<said>{_COUNT}(?: \(\d+\))?[- ](?:year|month|week|day)s?)"
_SAID = {
    "end": re.compile(
        rf"\b(?:end(?:s|ing)?|expir(?:e|es|ing)|until|till|terminat(?:es|ing)|to|"
        rf"through) {_ON}{_DAY}",
        re.IGNORECASE,
    ),
    "start": re.compile(
        r"\b(?:commenc(?:e|es|ing)|beginn?(?:s|ing)?|start(?:s|ing)?|tak(?:es?|ing) effect|"
        r"from|with effect from|"
        r"in force (?:from|on|since)|into (?:force|effect|operation)|effective(?: from| as of)?) "
        rf"{_ON}{_DAY}",
        re.IGNORECASE,
    ),
    "length": re.compile(
        rf"\b(?:term|period|duration|tenancy|lease)\b(?: of (?:the|this) \w+)?[\"”’]?,? "
        rf"(?:[a-z,]+ ){{0,5}}?(?:of|is|for|be) {_SPAN}(?! (?:after|before|from|in advance))",
        re.IGNORECASE,
    ),
}
# Whose end or length it is: not that of a notice, a bill or a right to leave early.
_OWN = re.compile(
    rf"\b{_PAPER}\b|\bin force\b|\bpremises\b.{{0,80}}\b(?:from|until)\b|\blets\b", re.IGNORECASE
)
_OTHERS = re.compile(
    r"\b(?:(?-i:may)|notice|break|option|deposit|payment|instal\w+|reminder|review\w*|fee|objects?|"
    r"probation\w*|surviv\w+|unexpired|arrears|renew\w*|extend\w*|successive|interest)\b",
    re.IGNORECASE,
)
_MOST = 2


class Runs(NamedTuple):
    """The sentences that say it, one of each document, and the words of a single one."""

    chosen: list[int]
    words: tuple[DocumentId, int, int] | None


def runs(question: Question, candidates: Sequence[Candidate], order: Sequence[int]) -> Runs | None:
    """From when, until when or for how long the contract runs that is asked for, best first.

    What else the question says of it must stand in its passage, headings or title.
    """
    kind, thing = _asked(question)
    if not kind:
        return None
    found: dict[str, tuple[int, re.Match[str]]] = {}
    for i in order:
        c = candidates[i]
        said = _said(kind, c.text) if c.sentence.kind is not Kind.HEADING else None
        if said is None or not _OWN.search(c.text) or _OTHERS.search(c.text[: said.end()]):
            continue
        document = c.chunk.chunk.document_id
        if document not in found and is_about(query_terms(thing), _around(c)):
            found[document] = (i, said)
    if not found:
        return None
    chosen = [i for i, _ in found.values()][:_MOST]
    first, said = next(iter(found.values()))
    own = candidates[first]
    at = own.sentence.start_char
    words = (own.chunk.chunk.document_id, at + said.start("said"), at + said.end("said"))
    pointed_at = len(found) == 1 and said.re is _SAID[kind]
    return Runs(chosen, words if pointed_at else None)


def _said(kind: str, text: str) -> re.Match[str] | None:
    """Where ``text`` says it; how long is told by the first and the last day, too."""
    said = _SAID[kind].search(text)
    if said is None and kind == "length" and _SAID["start"].search(text):
        return _SAID["end"].search(text)
    return said


def _asked(question: Question) -> tuple[str, str]:
    """What is asked of which contract: "end", "the lease of Unit 6"; "" where it is not."""
    text = fold(question.text)
    for kind, pattern in _ASKED.items():
        if asked := pattern.fullmatch(text):
            return kind, next(thing for thing in asked.groups() if thing)
    return "", ""


_ASKS_EARLY = re.compile(
    r"(?:can|may|could|(?:is|am|are) (?=.+ (?:allowed|able|free|entitled) to)) ?(?P<who>i|"
    r"we|you|one|the [\w-]+)"
    r"(?: (?:allowed|able|free|entitled) to)? (?:leave|move out|end|terminate|get out|break|quit|"
    r"cancel|give up)\b(?P<rest>.*\b(?:early|earlier|sooner|before|prematurely|ahead)\b.*)"
)
_MAY_END = re.compile(
    r"\b(?P<who>(?:the|either|each|any) [\w-]+(?: holder)?|you|we) may(?: also| only)? "
    r"(?:determine|terminate|end|cancel|break|surrender|withdraw from)\b",
    re.IGNORECASE,
)
_PAPERS = frozenset(
    terms_of("lease tenancy agreement contract policy licence license subscription membership")
)
# Who has the other part in a contract than who asks "can I leave early?".
_THEY = re.compile(
    r"the (?:landlord|lessor|company|employer|insurer|contractor|supplier|provider|bank)|we"
)


def may_end_early(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> Runs | None:
    """“Can I leave before the two years are over?”: the likeliest clause that lets this party."""
    asked = _ASKS_EARLY.fullmatch(fold(question.text).rstrip(" ?!."))
    if asked is None:
        return None
    papers = [word for word in query_terms(asked["rest"]) if word in _PAPERS]
    named = asked["who"] if asked["who"].startswith("the ") else ""
    for i in order:
        c = candidates[i]
        may = _MAY_END.search(c.text)
        who = fold(may["who"]) if may else ""
        theirs = who != named and not who.startswith(("either", "each", "any"))
        if not who or (theirs if named else _THEY.fullmatch(who)):
            continue
        if is_about(papers, _around(c)):
            return Runs([i], None)
    return None


def _around(candidate: Candidate) -> set[str]:
    chunk, provenance = candidate.chunk.chunk, candidate.chunk.provenance
    return set(terms_of(" ".join((provenance.title, *chunk.headings, chunk.text))))

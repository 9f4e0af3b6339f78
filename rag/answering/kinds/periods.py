"""“How much is the rent per month?”, “How much notice must I give?”: what a clause counts. Pure.

A contract gives a sum for a year and has it paid monthly, and speaks of notice in many places.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.kinds.defined import is_about
from rag.reading.terms import fold
from rag.schema import DocumentId, Kind

_ASKS_MONEY = re.compile(
    r"\bhow much\b|\bwhat(?:['’]?s| is| are| does| do)\b.*\b(?:cost|pay|rent|fee|price|"
    r"charge|salary|"
    r"wage|premium|rate)\b"
)
_EVERY = {
    "month": r"\b(?:monthly|(?:per|an?|each|every) (?:calendar )?month)\b",
    "year": r"\b(?:yearly|annual(?:ly)?|(?:per|an?|each|every) (?:calendar )?(?:year|annum))\b",
    "quarter": r"\b(?:quarterly|(?:per|an?|each|every) quarter)\b",
    "week": r"\b(?:weekly|(?:per|an?|each|every) week)\b",
    "day": r"\b(?:daily|(?:per|an?|each|every) day)\b",
    "hour": r"\b(?:hourly|(?:per|an?|each|every) hour)\b",
}
_EVERY_PATTERNS = {period: re.compile(said) for period, said in _EVERY.items()}
_SUM = re.compile(
    r"(?:[$€£¥₪]|\b(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|CAD|AUD)) ?\d[\d.,]*\d|"
    r"\b\d[\d.,]*(?: ?[€£]| (?:euros?|pounds?|dollars?|francs?|EUR|USD|GBP|CHF)\b)",
)
_PAID = frozenset(terms_of("pay paid cost amount price have owe charge"))
_NEAR = 30  # characters between one of several sums and its period
_PERIODS = frozenset(
    terms_of(
        "per month monthly year yearly annual annum quarter quarterly week weekly day "
        "daily hour hourly"
    )
)


class Counted(NamedTuple):
    """The sentence that says it, and the figure in it."""

    chosen: list[int]
    words: tuple[DocumentId, int, int] | None


def a_period(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> Counted | None:
    """What is paid each month, year, …: the clause with a sum and that period, best first.

    Its noun stands in the clause, what else is asked around it. Of a sum for a year that is paid
    monthly no part is worked out, so nothing is pointed at.
    """
    asked = fold(question.text)
    period = next((p for p, said in _EVERY_PATTERNS.items() if said.search(asked)), None)
    if period is None or not _ASKS_MONEY.search(asked):
        return None
    wanted = set(question.terms) - _PERIODS - _PAID
    if not wanted:
        return None
    for i in order:
        c = candidates[i]
        own = set(terms_of(c.text))
        if c.sentence.kind is Kind.TABLE_ROW or not wanted & own or not wanted <= _around(c):
            continue
        spans = [m.span() for m in _EVERY_PATTERNS[period].finditer(fold(c.text))]
        sums = [m.span() for m in _SUM.finditer(c.text)]
        if not spans or not sums:
            continue
        near = sums if len(sums) == 1 else [s for s in sums if any(_beside(s, at) for at in spans)]
        if not near:
            continue
        parted = re.search(r"\b(?:instal\w+|payments)\b", fold(c.text))
        start, end = near[0]
        at = c.sentence.start_char
        words = None if parted else (c.chunk.chunk.document_id, at + start, at + end)
        return Counted([i], words)
    return None


def _beside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return -_NEAR < one[0] - other[1] < _NEAR and -_NEAR < other[0] - one[1] < _NEAR


_ASKS_NOTICE = re.compile(
    r"\bhow (?:much|long|many \w+)\b.*\bnotice\b|\bwhat (?:is the )?notice\b|\bnotice period\b"
)
_NUMBER = r"(?:[a-z]+(?:-[a-z]+)?|\d+)(?: \(\w+\))?"
_UNIT = r"(?:calendar |working |business )?(?:day|week|month|year|hour)s?['’]?s?"
_NOTICE = re.compile(
    rf"(?P<said>\b{_NUMBER} {_UNIT})(?: (?:prior|previous|advance|written|clear))* notice\b|"
    rf"\bnotice\b(?: in writing)? of (?:not less than |at least )?(?P<of>{_NUMBER} {_UNIT})|"
    rf"\bnotice period\b.{{0,40}}? (?P<period>{_NUMBER} {_UNIT})",
    re.IGNORECASE,
)
_FRAME = frozenset(
    terms_of(
        "notice give given giving period need have long much want end ending leave "
        "leaving terminate "
        "termination cancel cancelling break early move out get stop before must required"
    )
)
# Who asks "how much notice must I give?" has this part in the contract.
_WE = re.compile(
    r"\b(?:(?:the|an?|each|every) (?:[\w-]+ )?(?:tenant|lessee|licensee|client|customer|employee|"
    r"policyholder|buyer|hirer|member|holder|user|borrower|lodger|subscriber)|(?:either|any|each) "
    r"(?:party|side)|you) (?:may|must|shall|can|has|have|gives?)\b|"
    r"\b(?:by|of) (?:either|any|each) (?:party|side)\b"
)
_I = re.compile(r"\b(?:I|we|my|our)\b", re.IGNORECASE)


def notice(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> Counted | None:
    """How much notice is to be given: the likeliest clause that says so, by the party that asks."""
    asked = fold(question.text)
    if not _ASKS_NOTICE.search(asked):
        return None
    wanted = [t for t in question.terms if t not in _FRAME]
    found = [
        (i, m)
        for i in order
        if (m := _NOTICE.search(candidates[i].text)) and is_about(wanted, _around(candidates[i]))
    ]
    if _I.search(asked):
        found = [(i, m) for i, m in found if _WE.search(fold(candidates[i].text))]
    if not found:
        return None
    first, said = found[0]
    group = said.lastgroup or 0
    own, at = candidates[first], candidates[first].sentence.start_char
    words = (own.chunk.chunk.document_id, at + said.start(group), at + said.end(group))
    return Counted([first], words)


def _around(candidate: Candidate) -> set[str]:
    chunk, provenance = candidate.chunk.chunk, candidate.chunk.provenance
    return set(terms_of(" ".join((provenance.title, *chunk.headings, chunk.text))))


_ASKS_LATE = re.compile(
    r"what (?:happens|if|is the (?:penalty|charge|interest)|"
    r"do I (?:have to )?pay)\b.*\b(?:late|overdue|too "
    r"late|in arrears|behind|(?:not|never|n[’']t) (?:pay|paid|been paid)|miss(?:es|"
    r"ed)? (?:a|the|my) "
    r"(?:payment|instal\w+)|stop paying)\b.*",
    re.IGNORECASE,
)
_ABOUT_PAYING = re.compile(
    r"\b(?:pay\w*|paid|rent|premium|instal\w+|invoice|bill|fees?|charges?|dues)\b"
)
_UNPAID = re.compile(
    r"\b(?:unpaid|overdue|in arrears|(?:is|are|be|been) (?:paid late|not paid|late)|"
    r"not paid|default|"
    r"late payment|fail(?:s|ed|ure)? to pay|does not pay|days late)\b"
)
_FOLLOWS = re.compile(
    r"\b(?:interest|charges?|fees?|fine|surcharge|penalty|terminat\w+|cancel\w*|suspend\w*|end|"
    r"reminders?|disconnect\w*|withdraw\w*)\b"
)
_OF_LATE = frozenset(
    terms_of(
        "happens happen pay paid paying payment late overdue arrears penalty miss missed "
        "stop behind "
        "charge interest time penalty have"
    )
)
_CONSEQUENCES = 2


def when_late(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> Counted | None:
    """“What happens if I pay the rent late?”: the likeliest clauses that tie something to that.

    What is to be paid, where it is named, stands in the passage; of one document alone.
    """
    asked = fold(question.text)
    if not _ASKS_LATE.fullmatch(asked.rstrip(" ?!.")) or not _ABOUT_PAYING.search(asked):
        return None
    wanted = set(question.terms) - _OF_LATE
    found = [
        i
        for i in order
        if _UNPAID.search(said := fold(candidates[i].text))
        and _FOLLOWS.search(said)
        and wanted <= _around(candidates[i])
    ]
    of = [candidates[i].chunk.chunk.document_id for i in found]
    chosen = [i for i, document in zip(found, of, strict=True) if document == of[0]]
    return Counted(chosen[:_CONSEQUENCES], None) if chosen else None

"""Questions about releases, and lists under a heading that says of which one they are. Pure.

“Added: webhooks.” does not say in which version; only its heading does, as in a changelog.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering.asking.question import Question
from rag.reading.terms import index_terms
from rag.schema import Chunk, Kind
from rag.verifying.dates import dates
from rag.verifying.words import Asks

if TYPE_CHECKING:
    from rag.answering.evidence import Candidate

_CHANGE = (
    r"(?:versions?|releas(?:es?|ed)|chang(?:e|es|ed|elog)|new|added|removed|fixed|deprecated|"
    r"introduced|upgrad\w+|updat\w+|migrat\w+)"
)
_ABOUT_CHANGES = re.compile(rf"\b{_CHANGE}\b", re.IGNORECASE)
_RELEASE = re.compile(r"\b(?:versions?|releases?|changelog)\b", re.IGNORECASE)
# No amount: "2.5 million", "2.5%", "$2.5".
_VERSION = re.compile(
    r"(?<![\w.,$€£¥])v?(\d+\.\d+(?:\.\d+)?)(?!\d|\.\d|%|\s*(?:per\s?cent|[mb]n\b|[mb]illion))"
)
_WHAT_CHANGED = re.compile(
    r"\W*(?:and |so )?what(?:['’]?s|\sis|\sare|\swas|\shas|\shave|\sdid)?\b(?:\s[\w.]+){0,3}?"
    r"\s(?:new|changed?|changes)\b",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(r"\b(?:which|what) (?:version|release)\b", re.IGNORECASE)
_LOOKED_AT = 5
_MOST_ITEMS = 20
_LONGEST = 8  # words
# What stands between a release and its lists.
_SORT = re.compile(
    r"\W*(?:added|changed|changes|deprecated|removed|fixed|fixes|security|improved|improvements|"
    r"(?:new )?features|bug ?fixes|known issues|breaking(?: changes)?|enhancements|performance|"
    r"documentation|internal|other|miscellaneous|dependencies|upgrad(?:e|ing)(?: notes)?|notes)\W*",
    re.IGNORECASE,
)


def versions(question: str) -> tuple[str, ...]:
    """The versions that a question about changes names: "What changed in 2.5?"."""
    return tuple(_VERSION.findall(question)) if _ABOUT_CHANGES.search(question) else ()


def has_version(version: str, text: str) -> bool:
    """Whether ``text`` has the version or one of it: 2.3 stands in "2.3.1"."""
    return bool(re.search(rf"(?<![\d.]){re.escape(version)}(?!\d)", text))


def about_releases(question: Question) -> bool:
    """Whether a release or its day is asked for, or what it changed."""
    text = question.text
    added_when = question.asks is Asks.DATE and _ABOUT_CHANGES.search(text)
    return bool(versions(text) or _RELEASE.search(text) or added_when)


def says_when(question: Question, heading: str) -> bool:
    """True for "When was 2.2.0 released?" and the heading "2.2.0 – 2026-02-11"."""
    named = versions(question.text)
    asked = question.asks is Asks.DATE and re.search(r"\brelease", question.text, re.IGNORECASE)
    mine = len(named) == 1 and named[0] in _VERSION.findall(heading)
    return bool(asked and mine and is_release(heading) and dates(heading))


def changed_in(
    question: Question, candidates: Sequence["Candidate"], order: Sequence[int]
) -> list[int]:
    """“Which release removed the fax gateway?”: a release and its item that has all of it."""
    asked = _OF_WHICH.search(question.text)
    if not asked:
        return []
    named = set(index_terms(asked.group()))
    wanted = [stem for stem in question.stems if stem not in named]
    for i in order[:_LOOKED_AT]:
        said = set(index_terms(candidates[i].text))
        if is_release(candidates[i].above) and len(wanted) > 1 and said.issuperset(wanted):
            return with_releases(candidates, [i])
    return []


def changes(
    question: Question, candidates: Sequence["Candidate"], chosen: Sequence[int]
) -> list[int]:
    """“What changed in 2.3?”: the heading of the release and all that was found below it."""
    named = versions(question.text)
    if len(named) != 1 or not _WHAT_CHANGED.match(question.text):
        return []
    of = candidates[chosen[0]].chunk.chunk.document_id
    own = [i for i, c in enumerate(candidates) if c.chunk.chunk.document_id == of]
    items = [i for i in own if has_version(named[0], candidates[i].above)]
    if not items or len(items) > _MOST_ITEMS:
        return []
    return with_releases(candidates, sorted(items, key=lambda i: _at(candidates[i])))


def with_releases(candidates: Sequence["Candidate"], chosen: Sequence[int]) -> list[int]:
    """``chosen`` with the heading of a release right before what was chosen of its items."""
    found = list(chosen)
    for heading in dict.fromkeys(candidates[i].above for i in chosen if candidates[i].above):
        items = [i for i in found if candidates[i].above == heading]
        of = candidates[items[0]].chunk.chunk.document_id
        head = next(
            (
                i
                for i, c in enumerate(candidates)
                if c.text == heading and c.chunk.chunk.document_id == of
            ),
            None,
        )
        if head is not None:
            found = [i for i in found if i != head]
            found.insert(found.index(items[0]), head)
    return found


def _at(candidate: "Candidate") -> int:
    return candidate.sentence.start_char


def below_releases(chunk: Chunk) -> tuple[frozenset[int], dict[int, str]]:
    """The places of such headings among the chunk's sentences, and for each item below its text.

    A list that goes on from the chunk before has its heading among the chunk's own. Between the
    two may stand what sort of changes these are: "Added".
    """
    heads: set[int] = set()
    above: dict[int, str] = {}
    heading, at = "", -1
    for name in chunk.headings:
        heading = heading if _SORT.fullmatch(name) else name
    for place, sentence in enumerate(chunk.sentences):
        if sentence.kind is Kind.HEADING:
            text = chunk.slice(sentence)
            if not _SORT.fullmatch(text):
                heading, at = text, place
            if text == heading and _VERSION.search(text) and is_release(text):
                heads.add(place)
        elif sentence.kind is Kind.LIST_ITEM and is_release(heading):
            above[place] = heading
            heads |= {at} - {-1}
    return frozenset(heads), above


def is_release(heading: str) -> bool:
    """Whether a heading is little more than a version or a day: "2.4.0 – 2026-09-14"."""
    short = len(heading.split()) <= _LONGEST
    return short and bool(_VERSION.search(heading) or dates(heading))

"""Questions about releases, and lists under a heading that says of which one they are. Pure.

“Added: webhooks.” does not say in which version; only its heading does, as in a changelog.
"""

import re

from rag.answering.question import Question
from rag.schema import Chunk, Kind
from rag.verifying.dates import dates
from rag.verifying.words import Asks

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
_LONGEST = 8  # words


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


def below_releases(chunk: Chunk) -> tuple[frozenset[int], dict[int, str]]:
    """The places of such headings among the chunk's sentences, and for each item below its text.

    A list that goes on from the chunk before has its heading among the chunk's own.
    """
    heads: set[int] = set()
    above: dict[int, str] = {}
    heading, at = next(iter(chunk.headings[::-1]), ""), -1
    for place, sentence in enumerate(chunk.sentences):
        if sentence.kind is Kind.HEADING:
            heading, at = chunk.slice(sentence), place
        elif sentence.kind is Kind.LIST_ITEM and is_release(heading):
            above[place] = heading
            heads |= {at} - {-1}
    return frozenset(heads), above


def is_release(heading: str) -> bool:
    """Whether a heading is little more than a version or a day: "2.4.0 – 2026-09-14"."""
    short = len(heading.split()) <= _LONGEST
    return short and bool(_VERSION.search(heading) or dates(heading))

"""A question without what a document is about anyway. Pure.

A paper on the eelgrass of Kessock Sound says how many shoots were planted, and not where: its title
and its opening did.
"""

import re
from collections.abc import Iterator, Sequence

from rag.answering.asking.question import names_in
from rag.answering.closeness import terms_of
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.schema import Chunk

_LEAST = 2  # passages that have a word of the opening: one in fewer is no theme
_LEFT = 2  # terms that a question must keep
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BEFORE = re.compile(
    r"\s+(?:in|at|of|for|on|from|by|about|near|within)\s+(?:(?:the|this|that)\s+)?$", re.IGNORECASE
)
# A noun or an adjective may stand behind these, and before another noun.
_OPENS = re.compile(
    r"\b(?:the|this|that|these|those|an?|any|all|how (?:many|much)|which|what|new|of|in|for)\s+$",
    re.IGNORECASE,
)
_VERB = re.compile(r"\w+(?:ed|ing)$|(?:grow|cost|last|take|begin|end|get|go|come|make|change)s?$")


def theme_of(title: str, chunks: Sequence[Chunk]) -> frozenset[str]:
    """The terms of a document's title, and those of its opening that stand in more of it."""
    each = [frozenset(terms_of(chunk.text)) for chunk in chunks]
    opening = each[0] if each else frozenset[str]()
    often = (t for t in opening if sum(t in terms for terms in each) >= _LEAST)
    return frozenset((*terms_of(title), *often))


def without(question: str, theme: frozenset[str], named: str) -> str:
    """``question`` without "in Kessock Sound" and "eelgrass" before its noun; "" where neither is.

    A name goes as a whole, where ``named`` (title and opening) has it so.
    """
    whole = fold(named)
    names = [(name, set(terms_of(name)) <= theme and fold(name) in whole)
             for name in names_in(question)]  # fmt: skip
    spans = [m.span() for name, own in names if own for m in _whole(name, question)]
    kept = [m.span() for name, own in names if not own for m in _whole(name, question)]
    for match in _WORD.finditer(question):
        terms = set(terms_of(match.group()))
        inside = any(a <= match.start() < b for a, b in (*spans, *kept))
        word = match.group()
        plain = word.islower() and word not in ENGLISH  # "the Kazakh company" tells which
        if terms and terms <= theme and plain and not inside:
            spans.append(match.span())
    text = question
    for start, end in sorted(spans, reverse=True):
        text = _cut(text, start, end)
    left = [t for t in terms_of(text) if t not in ENGLISH]
    return text if text != question and len(set(left)) >= _LEFT else ""


def _whole(name: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"\b{re.escape(name)}\b", text)


def _cut(question: str, start: int, end: int) -> str:
    """Without a name that ends a phrase, or a noun before its noun; else as it is."""
    before, behind = question[:start], question[end:]
    after = re.match(r"\s+([a-z][\w-]*)", behind)
    noun = after is not None and after[1] not in ENGLISH
    if question[start:end].islower():
        # "How many kilometres long": a plural is what is counted.
        single = not re.search(r"[^s]s$", question[start:end])
        modifies = single and noun and _OPENS.search(before)
        if modifies and after and not _VERB.fullmatch(after[1]):
            return f"{before}{behind.lstrip()}"
        return question
    lead = _BEFORE.search(before)
    dated = re.search(r"\d", question[start:end])
    return f"{before[: lead.start()]}{behind}" if lead and not noun and not dated else question

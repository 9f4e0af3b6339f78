"""A question without what a document is about anyway. Pure.

A paper on the eelgrass of Kessock Sound says how many shoots were planted, and not where: its
title did. Of a report of 2023 no sentence says 2023.
"""

import re
from collections.abc import Iterable, Sequence

from rag.answering.closeness import terms_of
from rag.answering.question import names_in
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.schema import Chunk

_OFTEN = 0.25  # of the passages of a document: a word of its opening in fewer is no theme
_LEAST = 3  # passages
_LEFT = 2  # terms that a question must keep
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BEFORE = re.compile(
    r"\b(?:in|at|of|for|on|from|by|about|near|with|within|into|to)\s+(?:(?:the|this|that|its)\s+)?$",
    re.IGNORECASE,
)


def theme_of(title: str, chunks: Sequence[Chunk]) -> frozenset[str]:
    """The terms of a document's title, and those of its opening that stand in much of it."""
    opening = terms_of(chunks[0].text) if chunks else ()
    each = [frozenset(terms_of(chunk.text)) for chunk in chunks]
    least = max(_OFTEN * len(each), _LEAST)
    often = (t for t in set(opening) if sum(t in terms for terms in each) >= least)
    return frozenset((*terms_of(title), *often))


def without(question: str, theme: frozenset[str], said: frozenset[str], named: str) -> str:
    """``question`` without the words of ``theme`` that are not ``said``; "" where it needs them.

    A name goes as a whole, where ``named`` (title and opening) has it so.
    """
    names = [name for name in names_in(question) if set(terms_of(name)) <= theme]
    kept_names = [name for name in names_in(question) if name not in names]
    whole = fold(named)
    names = [name for name in names if fold(name) in whole and not set(terms_of(name)) <= said]
    spans = [m.span() for name in names for m in re.finditer(re.escape(name), question)]
    kept = [m.span() for name in kept_names for m in re.finditer(re.escape(name), question)]
    for match in _WORD.finditer(question):
        terms = set(terms_of(match.group()))
        inside = any(a <= match.start() < b for a, b in (*spans, *kept))
        if terms and terms <= theme and not terms & said and not inside:
            spans.append(match.span())
    text = _cut(question, _joined(sorted(spans), question))
    left = terms_of(text)
    return text if spans and text != question and len(set(left)) >= _LEFT else ""


def _joined(spans: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _cut(question: str, spans: Sequence[tuple[int, int]]) -> str:
    """Without "in Kessock Sound" at the end of a phrase, and "eelgrass" before its noun."""
    for start, end in reversed(spans):
        after = _WORD.match(question[end:].lstrip())
        modifies = after is not None and fold(after.group()) not in ENGLISH
        before = _BEFORE.search(question[:start])
        if modifies:
            question = question[:start] + question[end:].lstrip()
        elif before:
            question = question[: before.start()].rstrip() + question[end:]
    return " ".join(question.split())

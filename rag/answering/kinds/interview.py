"""Interviews: whose the replies are where only a title says who is interviewed. Pure.

"Why do you bake at night?" is a paragraph or a heading by itself, the reply stands below it, and
neither says who speaks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rag.answering.kinds.bylines import NAME, writer
from rag.reading.turns import beginnings, label_of
from rag.schema import Chunk, Kind, ScoredChunk

_TITLES = r"(?:(?:Dr|Prof|Professor|Sir|Dame|Lady|Lord|Mrs?|Ms)\.? )?"
_WHO = rf"(?:(?:the|our) [a-z][a-z -]{{0,40}}? )?{_TITLES}(?P<name>{NAME})"
_TITLED = re.compile(
    r"(?i:\b(?:interview|conversation|talk|chat|questions|dialogue|q ?& ?a)\b)"
    rf"[^.:;?!]{{0,20}}? (?:with|for|to) {_WHO}"
)
_CALLED = re.compile(rf"{_TITLES}(?P<name>{NAME}) (?:in conversation|interviewed)\b")
_MET = re.compile(
    r"\b(?:[Ww]e|I) (?:met|interviewed|(?:spoke|talked) (?:to|with)|sat down with) " + _WHO
)
_INTERVIEWER = "Interviewer"
_CLOSING = re.compile(
    r"\W*(?:this|the|our) (?:interview|conversation|talk) (?:was|has been|took)\b", re.IGNORECASE
)
_Q = re.compile(r"\W*(?:Q|Question)\s*[.:]", re.IGNORECASE)
_LONGEST = 4  # sentences of a question and what leads to it
_LEAST = 2  # questions
_LEAST_SHARE = 0.25  # of the paragraphs are questions


class Said(NamedTuple):
    """Who says a paragraph, and whether to ask."""

    name: str
    asks: bool = False


def said_in_interviews(passages: Mapping[int, ScoredChunk]) -> dict[int, dict[int, Said]]:
    """By passage and block who speaks, in the documents that are interviews by title and form."""
    found: dict[int, dict[int, Said]] = {}
    for document_id in {p.chunk.document_id for p in passages.values()}:
        own = {n: p for n, p in passages.items() if p.chunk.document_id == document_id}
        found |= _said(dict(sorted(own.items(), key=lambda item: item[1].chunk.index)))
    return found


def _said(passages: Mapping[int, ScoredChunk]) -> dict[int, dict[int, Said]]:
    chunks = {n: p.chunk for n, p in passages.items()}
    provenance = next(iter(passages.values())).provenance
    name = interviewed(provenance.title, list(chunks.values()))
    if not name:
        return {}
    blocks = {n: list(_blocks(chunk)) for n, chunk in chunks.items()}
    asking = [b for own in blocks.values() for b in own if b.asks]
    if len(asking) < max(_LEAST, _LEAST_SHARE * sum(map(len, blocks.values()))):
        return {}
    asker = next((b.label for b in asking if b.label), "") or _byline(chunks.values())
    found: dict[int, dict[int, Said]] = {}
    begun, before = False, -1
    for n, chunk in chunks.items():
        # Where the passage before is not known, somebody speaks already.
        begun = begun if chunk.index == before + 1 else chunk.index > 0
        before = chunk.index
        begun |= bool(chunk.headings and _is_question(chunk.headings[-1]))
        found[n] = {}
        for block in blocks[n]:
            begun = (begun or block.asks) and not _CLOSING.match(block.text)
            if begun and block.number is not None:
                own = block.label or ((asker or _INTERVIEWER) if block.asks else name)
                found[n][block.number] = Said(own, block.asks)
    return found


def interviewed(title: str, chunks: Sequence[Chunk]) -> str:
    """Who is interviewed, as a title, a heading or the introduction says it; "" if nobody."""
    headings = (heading for chunk in chunks for heading in chunk.headings)
    top = [c.text for c in chunks if c.index == 0]
    for text in (title, *headings, *top):
        if found := _TITLED.search(text) or _CALLED.search(text):
            return found["name"]
    return next((m["name"] for text in top if (m := _MET.search(text))), "")


class _Block(NamedTuple):
    """A paragraph (or, without a number, a heading) of a passage."""

    number: int | None
    text: str
    label: str
    asks: bool


def _blocks(chunk: Chunk) -> Iterator[_Block]:
    begins = beginnings(chunk.text, chunk.sentences, chunk.start_char)
    last: int | None = None
    for s in chunk.sentences:
        if s.kind is Kind.HEADING:
            yield _Block(None, chunk.slice(s), "", _is_question(chunk.slice(s)))
        elif s.kind is Kind.PROSE and s.block != last:
            last = s.block
            own = [chunk.slice(o) for o in chunk.sentences if o.block == s.block]
            asks = _is_question(own[-1]) and len(own) <= _LONGEST
            begin = begins[s.block]
            yield _Block(s.block, begin, label_of(begin), asks or bool(_Q.match(begin)))


def _is_question(text: str) -> bool:
    return text.rstrip("\"'”’»)]*_ ").endswith("?")


def _byline(chunks: Iterable[Chunk]) -> str:
    """Who signs the interview above its first question."""
    top = (chunk.slice(s) for chunk in chunks if chunk.index == 0 for s in chunk.sentences)
    return next(filter(None, map(writer, top)), "")

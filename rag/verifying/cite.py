"""Markers and the exact spans behind them.

``compose`` writes an answer from spans that were picked; ``resolve`` reads what a model wrote
and finds, for each sentence and each passage it points at, the words that support it best.
Quotes are always sliced from the chunk, never taken from a model. Pure.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rag.reading.fences import fenced, unfenced, with_fences
from rag.reading.layout import item_mark
from rag.reading.sentences import split_sentences
from rag.reading.turns import label_of, lead, stamp_of
from rag.schema import Chunk, Citation, DocumentId, Kind, Picked, ScoredChunk, Sentence
from rag.verifying.injection import INSTRUCTION_LIKE, flagged, is_instruction_like
from rag.verifying.overlap import words_of

PageOf = Callable[[ScoredChunk, int], int | None]

_INVISIBLE = "\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e"
_DIGIT = f"[0-9０-９][{_INVISIBLE}]*"
_GAP = rf"[\s{_INVISIBLE}]*"
_DASH = "[-\u2010-\u2015\u2212~]"
_ITEM = rf"\^?(?:{_DIGIT}){{1,4}}(?:{_GAP}{_DASH}{_GAP}(?:{_DIGIT}){{1,4}})?"
MARKER = re.compile(
    rf"[\[【［〔]{_GAP}(?:(?:source|passage|doc(?:ument)?|来源|מקור){_GAP})?"
    rf"({_ITEM}(?:{_GAP}[,;，、；&]{_GAP}{_ITEM})*){_GAP}(?:†[^\]】］〕]{{0,20}})?[\]】］〕]",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"((?:{_DIGIT})+){_GAP}(?:{_DASH}{_GAP}((?:{_DIGIT})+))?")
_NOT_DIGIT = re.compile(f"[{_INVISIBLE}^\\s]")
_NUMBER = re.compile(r"[0-9]+")
_SPACES = re.compile(r"\s+")
_LONGEST_RANGE = 20
_LINE_KINDS = {Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.HEADING, Kind.CODE}
_MARKERS_BELOW = re.compile(r"\n(?:\[\d+\])+\Z")
# A second sentence of the passage is cited too when it carries this much more of the claim.
_ADDS = 0.2
# ... or all that is left, where that is this much: "neither of them appealed", said of two names.
_THE_REST = 0.15


class Said(NamedTuple):
    """A sentence of the answer: its text with markers, where it stands, what it points at."""

    text: str
    start_char: int
    end_char: int
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer's text with every marker resolved; offsets are code points of ``text``."""

    text: str
    sentences: tuple[Said, ...]
    citations: tuple[Citation, ...]

    def cited(self, sentence: Said) -> tuple[Citation, ...]:
        """The citations a sentence points at, in the order of its markers."""
        return tuple(self.citations[marker - 1] for marker in sentence.markers)


class Claim(NamedTuple):
    """A sentence a model wrote, without markers, and the passages (1-based) it pointed at.

    ``before`` is what stands between the sentence before it and this one: space, line
    breaks, a list marker.
    """

    text: str
    before: str
    passages: tuple[int, ...]


def compose(picked: Sequence[Picked], *, page_of: PageOf | None = None) -> Composed:
    """An answer that consists of the picked sentences, each followed by its marker.

    ``page_of(scored, start_char)`` gives the page of a character; without it, the chunk's.
    A lead stands before its quotes and belongs to no sentence; one that they begin with is not
    said twice. Space inside a quote is
    collapsed in the text and kept in the citation. Code stands between fences as it is, its
    markers in a line below.
    """
    page = _Page(page_of)
    for position, pick in enumerate(picked):
        before = picked[position - 1] if position else None
        _add_pick(page, pick, before)
    return page.done()


def parse_claims(text: str, known: int) -> list[Claim]:
    """What a model wrote, as claims; markers outside 1..``known`` are dropped.

    Reads ``[1]``, ``[1][2]``, ``[1, 2]``, ``[1-3]``, ``【1】``, ``［１］``, also with invisible
    characters inside. A marker belongs to the sentence it stands in or after; at the
    beginning of a line, to the one that follows.
    """
    plain, marks = _without_markers(text, known)
    spans = [
        with_fences(plain, s.start_char, s.end_char)
        if s.kind is Kind.CODE
        else (s.start_char, s.end_char)
        for s in split_sentences(plain)
    ]
    owners: list[list[int]] = [[] for _ in spans]
    for at, numbers, opens_line in marks:
        owner = _owner(spans, at, opens_line)
        if owner is not None:
            owners[owner] += [n for n in numbers if n not in owners[owner]]
    claims, end = [], 0
    for (start, stop), numbers in zip(spans, owners, strict=True):
        claims.append(Claim(plain[start:stop], plain[end:start], tuple(numbers)))
        end = stop
    return claims


def resolve(
    text: str, passages: Sequence[ScoredChunk], *, page_of: PageOf | None = None
) -> Composed:
    """The model's ``text`` with each marker turned into the words of ``passages`` behind it.

    Unknown markers vanish, the others are renumbered by appearance. One marker of the model may
    become two when two sentences of that passage each carry a part of the claim.
    """
    return write_claims(parse_claims(text, len(passages)), passages, page_of=page_of)


def write_claims(
    claims: Sequence[Claim], passages: Sequence[ScoredChunk], *, page_of: PageOf | None = None
) -> Composed:
    """The text of ``claims`` with a marker for every sentence of ``passages`` that backs them."""
    page = _Page(page_of)
    for claim in claims:
        page.gap(claim.before if page.length else claim.before.lstrip())
        spans = [
            (passages[number - 1], span)
            for number in claim.passages
            for span in best_spans(claim.text, passages[number - 1])
        ]
        page.say(claim.text, spans)
    return page.done()


def best_spans(claim: str, passage: ScoredChunk) -> tuple[Sentence, ...]:
    """The one or two sentences of ``passage`` that share most with ``claim``, best first.

    Of two that share as much, the shorter says it more plainly. Empty only where the chunk has
    no sentence. The second is there only where it carries
    numbers or words of the claim that the first does not.
    """
    wanted = words_of(claim)
    found = [(words_of(passage.chunk.slice(s)), s) for s in passage.chunk.sentences]
    if not found:
        return ()
    ranked = sorted(
        found,
        key=lambda f: (
            -wanted.shared(f[0]), f[1].kind is Kind.HEADING, len(f[0].units), f[1].start_char,
        ),
    )  # fmt: skip
    first_words, first = ranked[0]
    left = wanted.without(first_words)
    second = max(ranked[1:], key=lambda f: left.shared(f[0]), default=None)
    adds = left.shared(second[0]) if second else 0.0
    says_the_rest = adds == left.weight and adds >= _THE_REST * wanted.weight
    if second is None or (adds < max(2.0, _ADDS * wanted.weight) and not says_the_rest):
        return (first,)
    return (first, second[1])


def unmarked(sentence: str) -> str:
    """A sentence of an answer without its markers; of code, without its fences too."""
    code = _MARKERS_BELOW.sub("", sentence)
    bare = unfenced(code)
    return bare if bare != code else MARKER.sub(" ", sentence).strip()


def shown(quote: str) -> str:
    """A quote as it stands in an answer: space collapsed, and no bracket taken for a marker."""
    flat = _SPACES.sub(" ", quote).strip()
    return MARKER.sub(lambda m: f"({_NOT_DIGIT.sub('', m[1])})", flat)


@dataclass(slots=True)
class _Page:
    """The answer while it is written."""

    page_of: PageOf | None
    parts: list[str] = field(default_factory=list)
    length: int = 0
    said: list[Said] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    markers: dict[tuple[DocumentId, int, int], int] = field(default_factory=dict)

    def gap(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def say(self, text: str, spans: Sequence[tuple[ScoredChunk, Sentence]]) -> None:
        numbers = tuple(dict.fromkeys(self._marker(scored, span) for scored, span in spans))
        gap = " " if text == unfenced(text) else "\n"
        whole = f"{text}{gap}{''.join(f'[{n}]' for n in numbers)}" if numbers else text
        start, end = self.length, self.length + len(whole)
        self.gap(whole)
        self.said.append(Said(whole, start, end, numbers))
        for number in numbers:
            citation = self.citations[number - 1]
            if not citation.answer_end_char:
                self.citations[number - 1] = replace(
                    citation, answer_start_char=start, answer_end_char=end
                )

    def done(self) -> Composed:
        return Composed("".join(self.parts), tuple(self.said), tuple(self.citations))

    def _marker(self, scored: ScoredChunk, span: Sentence) -> int:
        key = (scored.chunk.document_id, span.start_char, span.end_char)
        if key not in self.markers:
            self.markers[key] = len(self.citations) + 1
            page = self.page_of(scored, span.start_char) if self.page_of else scored.page
            self.citations.append(_citation(len(self.citations) + 1, scored, span, page))
        return self.markers[key]


def _citation(marker: int, scored: ScoredChunk, span: Sentence, page: int | None) -> Citation:
    return Citation(
        marker=marker,
        provenance=scored.provenance,
        start_char=span.start_char,
        end_char=span.end_char,
        quote=scored.chunk.slice(span),
        chunk_id=scored.chunk.id,
        page=page,
        flags=(INSTRUCTION_LIKE,) if _is_order(scored, span) else (),
    )


def _is_order(scored: ScoredChunk, span: Sentence) -> bool:
    """True where the span is, or belongs to, words that address the machine."""
    chunk = scored.chunk
    sentences = chunk.sentences or (span,)
    marks = marked_orders(chunk, sentences)
    touching = [
        mark
        for s, mark in zip(sentences, marks, strict=True)
        if s.start_char < span.end_char and span.start_char < s.end_char
    ]
    return any(touching) or is_instruction_like(chunk.slice(span), code=span.kind is Kind.CODE)


def marked_orders(chunk: Chunk, sentences: Sequence[Sentence]) -> list[bool]:
    """Which of a chunk's sentences address the machine."""
    code = {i for i, s in enumerate(sentences) if s.kind is Kind.CODE}
    return flagged([(s.block, chunk.slice(s)) for s in sentences], code)


def _add_pick(page: _Page, pick: Picked, before: Picked | None) -> None:
    """One picked passage: prose runs on; list items, table rows and code get their own lines."""
    scored = pick.chunk
    lines = bool(pick.sentences) and pick.sentences[0].kind in _LINE_KINDS
    runs_on = (
        before is not None
        and not pick.lead
        and not lines
        and before.sentences[-1:] != ()
        and before.sentences[-1].kind not in _LINE_KINDS
        and before.chunk.chunk.document_id == scored.chunk.document_id
    )
    if page.length:
        page.gap(" " if runs_on else "\n\n")
    first = scored.chunk.slice(pick.sentences[0]) if pick.sentences else ""
    if pick.lead and pick.lead != lead(label_of(first), stamp_of(first)):
        page.gap(pick.lead.strip() + ("\n" if lines else " "))
    page.gap("(" if pick.aside else "")
    for position, span in enumerate(pick.sentences):
        if position:
            broken = span.kind in _LINE_KINDS or pick.sentences[position - 1].kind in _LINE_KINDS
            page.gap("\n" if broken else " ")
        if span.kind is Kind.LIST_ITEM:
            page.gap(f"{mark_of(scored, span) or '-'} ")
        quote = scored.chunk.slice(span)
        said = fenced(quote) if span.kind is Kind.CODE else shown(quote)
        page.say(said, [(scored, span)])
    page.gap(")" if pick.aside else "")


def mark_of(scored: ScoredChunk, item: Sentence) -> str:
    """The number or letter of a list item as its source has it ("2."); empty for a bullet.

    A passage that begins with an item lacks its mark: one less than the number of the next.
    """
    chunk = scored.chunk
    at = item.start_char - chunk.start_char
    if at:
        return item_mark(chunk.text, at)
    after = [s for s in chunk.sentences[1:2] if (s.kind, s.block) == (item.kind, item.block)]
    marks = [item_mark(chunk.text, s.start_char - chunk.start_char) for s in after]
    return _NUMBER.sub(lambda m: str(int(m[0]) - 1), marks[0]) if marks else ""


def _without_markers(text: str, known: int) -> tuple[str, list[tuple[int, list[int], bool]]]:
    """The text without markers, and ``(position in it, numbers, opens a line)`` of each."""
    parts: list[str] = []
    marks: list[tuple[int, list[int], bool]] = []
    length = end = 0
    for match in MARKER.finditer(text):
        piece = text[end : match.start()]
        line = piece.rsplit("\n", 1)
        opens_line = not line[-1].strip(" \t-*•") and (len(line) > 1 or end == 0)
        if text[match.end() : match.end() + 1] in {"", " ", "\n", ".", ",", ";", ":", "。", "，"}:
            piece = piece.rstrip(" ") if not opens_line else piece
        parts.append(piece)
        length += len(piece)
        marks.append((length, [n for n in _numbers(match[1]) if 1 <= n <= known], opens_line))
        end = match.end()
    return "".join([*parts, text[end:]]), marks


def _numbers(inside: str) -> Iterator[int]:
    """The numbers of ``1, 3-5``; a range too long to be meant gives its ends."""
    for match in _RANGE.finditer(inside):
        first = int(_NOT_DIGIT.sub("", match[1]))
        last = int(_NOT_DIGIT.sub("", match[2])) if match[2] else first
        if first <= last <= first + _LONGEST_RANGE:
            yield from range(first, last + 1)
        else:
            yield from (first, last)


def _owner(spans: Sequence[tuple[int, int]], at: int, opens_line: bool) -> int | None:
    """The sentence a marker at ``at`` belongs to; None where there is no sentence at all."""
    if opens_line:
        after = [i for i, (_, end) in enumerate(spans) if end > at]
        if after:
            return after[0]
    before = [i for i, (start, _) in enumerate(spans) if start < at]
    return before[-1] if before else (0 if spans else None)

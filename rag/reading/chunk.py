"""A document into chunks: whole sentences of one section, exact slices, nothing left out.

Which sentences share a chunk is chosen for a whole section at once, by the least total
cost over all ways to break it (the dynamic programme of Knuth and Plass, "Breaking
paragraphs into lines", 1981): full chunks of like size, few breaks inside paragraphs.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise

from rag.reading.fences import with_fences
from rag.reading.sentences import heading_level, split_sentences
from rag.reading.turns import beginnings, label_of, lead, speakers, stamp_of
from rag.schema import Chunk, Document, Kind, Sentence

LIMIT = 200
PREFIX_PIECES = 40
PREFIX_CHARS = 160
TITLE_PIECES = 24
# Changes whenever the same document would be cut otherwise; stored chunks are then stale.
CHUNKER = f"sections-6/{LIMIT}"

Pieces = Callable[[str], Sequence[tuple[int, int]]]

_UNIT = re.compile(r"[⺀-퟿豈-﫿＀-￯]|[^\W⺀-퟿]+|[^\w\s]")
_CLAUSE_END = re.compile(r"[,;:，；：、](?=\s)|[，；：、]|\s[–—-](?=\s)")
_LINE_END = re.compile(r"\n(?=\s*\n)|\n")
_SPACE = re.compile(r"\s+")
_FENCES = 20  # word pieces of two fences and the name of a language
# The tokenizer makes one unknown piece of any longer word: count its letters instead.
_LONGEST_WORD = 100
_MOST_SENTENCES = 200
_LONGEST_HEADS = 600  # letters
_FIGURE = re.compile(r"[$€£¥₪~<>≤≥±+−-]?\s?\d(?!\d{3}$)")  # years may name columns


def chunk_document(document: Document, pieces: Pieces, *, limit: int = LIMIT) -> list[Chunk]:
    """Cut ``document`` into chunks, in reading order, without overlap.

    ``pieces(text)`` gives the embedder's word pieces as ``(start, end)`` spans. A chunk with
    its prefix (``embedding_prefix``) has at most ``limit`` of them. A chunk may begin with the
    heading of its section and never crosses one. A sentence that is too long becomes several
    spans. No citable text: no chunks.
    """
    text = document.text
    sentences = split_sentences(text, document.language)
    if not sentences:
        return []
    count = _Counter(pieces(text))
    turns = _turns(text, sentences)
    chunks: list[Chunk] = []
    for above, section in _sections(text, sentences):
        within = (*above, *_own_headings(text, section))
        columns = turns | _columns(text, section)
        prefixes = {embedding_prefix(document.title, (*within, *c)) for c in columns.values()}
        prefixes.add(embedding_prefix(document.title, within))
        fences = _FENCES if any(s.kind is Kind.CODE for s in section) else 0
        room = max(1, limit - fences - max(len(pieces(prefix)) for prefix in prefixes))
        parts = [part for s in section for part in _fit(text, s, count, room)]
        for i, group in enumerate(_pack(text, parts, count, room)):
            start, end = _with_fences(text, group)
            inside = columns.get(group[0].block, ()) if _goes_on(group[0], chunks) else ()
            chunks.append(
                Chunk(
                    id=f"{document.id}:{start}-{end}",
                    document_id=document.id,
                    index=len(chunks),
                    headings=(*within, *inside) if i else above,
                    text=text[start:end],
                    start_char=start,
                    end_char=end,
                    sentences=tuple(group),
                )
            )
    return chunks


def _with_fences(text: str, group: Sequence[Sentence]) -> tuple[int, int]:
    """Where a chunk starts and ends: what it says of code must stand in it."""
    first, last = group[0], group[-1]
    start, end = first.start_char, last.end_char
    if first.kind is Kind.CODE:
        start, _ = with_fences(text, start, first.end_char)
    if last.kind is Kind.CODE:
        _, end = with_fences(text, last.start_char, end)
    return start, end


def _columns(text: str, section: Sequence[Sentence]) -> dict[int, tuple[str]]:
    """By the block of each table the row that names its columns, where no other cell is a figure.

    A table that is not cut needs none: whoever reads a part of it must know what its cells are.
    """
    found: dict[int, tuple[str]] = {}
    seen = set[int]()
    for sentence in section:
        if sentence.kind is Kind.TABLE_ROW and sentence.block not in seen:
            seen.add(sentence.block)
            row = text[sentence.start_char : sentence.end_char].lstrip("| ")
            others = [cell.strip() for cell in row.split("|")[1:]]
            if (
                others
                and len(row) <= _LONGEST_HEADS
                and not any(_FIGURE.match(cell) for cell in others)
            ):
                found[sentence.block] = (row,)
    return found


def _turns(text: str, sentences: Sequence[Sentence]) -> dict[int, tuple[str]]:
    """By the block of each turn of a transcript "RAVI MENON:", who says what goes on in it."""
    begins = beginnings(text, sentences)
    labels = {block: label_of(begin) for block, begin in begins.items()}
    speaking = speakers(labels.values())
    return {
        block: (lead(label, stamp_of(begins[block])),)
        for block, label in labels.items()
        if label in speaking
    }


def _goes_on(first: Sentence, before: Sequence[Chunk]) -> bool:
    """Whether a chunk with this first sentence begins in the middle of a table or of a turn."""
    return (
        first.kind in (Kind.TABLE_ROW, Kind.PROSE)
        and bool(before)
        and before[-1].sentences[-1].block == first.block
    )


def embedding_prefix(title: str, headings: Sequence[str]) -> str:
    """What is embedded before a chunk's text: its title and the headings above it.

    At most about 40 word pieces and never more than 160 characters; the title gives way
    first, then the outermost headings. Ends with a newline, or is empty.
    """
    names = [" ".join(name.split()) for name in headings if name.strip()]
    title = " ".join(title.split())
    if names and names[0] == title:
        names = names[1:]
    head = _cut_short(title, TITLE_PIECES if names else PREFIX_PIECES, PREFIX_CHARS)
    left = PREFIX_PIECES - _estimate(head)
    chars = PREFIX_CHARS - len(head) - 1
    kept: list[str] = []
    for name in reversed(names):
        if kept and (_estimate(name) > left or len(name) + 3 > chars):
            break
        kept.insert(0, _cut_short(name, left, chars - 3))
        left -= _estimate(kept[0]) + 1
        chars -= len(kept[0]) + 3
    prefix = " > ".join(part for part in (head, *kept) if part)
    return prefix + "\n" if prefix else ""


def _estimate(text: str) -> int:
    """About how many word pieces ``text`` has: one for a few letters, one a CJK character."""
    return sum(1 + (len(unit) - 1) // 6 for unit in _UNIT.findall(text))


def _cut_short(text: str, pieces: int, chars: int) -> str:
    while text and (_estimate(text) > pieces or len(text) > chars):
        shorter = text[: max(0, chars)] if len(text) > chars else text.rpartition(" ")[0]
        text = shorter or text[: len(text) // 2]
    return text.rstrip()


class _Counter:
    """How many word pieces lie in a span; the document is tokenised once."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.starts = [start for start, _ in spans]
        weights = [1 if end - start <= _LONGEST_WORD else end - start for start, end in spans]
        self.sums = [0, *accumulate(weights)]

    def __call__(self, start: int, end: int) -> int:
        last = bisect_left(self.starts, end)
        first = bisect_left(self.starts, start)
        # A span that begins inside a piece holds part of it.
        inside = first and self.sums[first] - self.sums[first - 1]
        cut = inside > 1 and start < self.starts[first - 1] + inside
        if not cut:
            return self._up_to(end, last) - self.sums[first]
        return self._up_to(end, last) - self.sums[first - 1] - (start - self.starts[first - 1])

    def _up_to(self, end: int, last: int) -> int:
        """Pieces that begin before ``end``, the last one only as far as ``end`` if it is long."""
        if not last:
            return 0
        weight = self.sums[last] - self.sums[last - 1]
        return self.sums[last - 1] + min(weight, end - self.starts[last - 1])

    def reach(self, start: int, end: int, room: int) -> int:
        """The last position up to which ``start`` onwards has at most ``room`` pieces."""
        low, high = start + 1, end
        while low < high:
            middle = (low + high + 1) // 2
            if self(start, middle) <= room:
                low = middle
            else:
                high = middle - 1
        return low


def _sections(
    text: str, sentences: Sequence[Sentence]
) -> Iterator[tuple[tuple[str, ...], list[Sentence]]]:
    """The headings above each section, and the section: its own headings, then its body."""
    open_headings: list[tuple[int, str]] = []
    above: tuple[str, ...] = ()
    section: list[Sentence] = []
    for sentence in sentences:
        if sentence.kind is Kind.HEADING:
            level = heading_level(text, sentence)
            first = not section or section[-1].kind is not Kind.HEADING
            # A sibling closes the section before it even if that one has no body.
            if section and (first or level <= open_headings[-1][0]):
                yield above, section
                section, first = [], True
            while open_headings and open_headings[-1][0] >= level:
                open_headings.pop()
            if first:
                above = tuple(name for _, name in open_headings)
            open_headings.append((level, text[sentence.start_char : sentence.end_char]))
        section.append(sentence)
    yield above, section


def _own_headings(text: str, section: Sequence[Sentence]) -> Iterator[str]:
    for sentence in section:
        if sentence.kind is not Kind.HEADING:
            return
        yield text[sentence.start_char : sentence.end_char]


def _fit(text: str, sentence: Sentence, count: _Counter, room: int) -> Iterator[Sentence]:
    """``sentence``, or the spans it must be cut into to have at most ``room`` pieces each."""
    start, end = sentence.start_char, sentence.end_char
    while (pieces := count(start, end)) > room:
        share = -(-pieces // -(-pieces // room))
        code = sentence.kind is Kind.CODE
        cut = _cut_at(text, start, count.reach(start, end, share), code)
        stop = cut - (len(text[start:cut]) - len(text[start:cut].rstrip()))
        if stop > start:
            yield Sentence(start, stop, sentence.kind, sentence.block)
        space = "\n" if code else None
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip(space))
    if start < end:
        yield Sentence(start, end, sentence.kind, sentence.block)


def _cut_at(text: str, start: int, reach: int, code: bool) -> int:
    """The best place to cut in the second half of what fits: a clause, a space, anywhere.

    Of code the end of a line.
    """
    half = start + (reach - start) // 2
    for boundary in (_LINE_END if code else _CLAUSE_END, _SPACE):
        places = [match.end() for match in boundary.finditer(text, half, reach)]
        if places:
            return places[-1]
    return reach


def _pack(
    text: str, parts: Sequence[Sentence], count: _Counter, room: int
) -> Iterator[list[Sentence]]:
    """Group ``parts`` into runs of at most ``room`` pieces with the least total cost."""
    breaks_at = _break_costs(text, parts, count, room)
    cheapest = [0.0]
    came_from = [0]
    for last in range(len(parts)):
        best, best_from = float("inf"), last
        for first in range(last, max(-1, last - _MOST_SENTENCES), -1):
            size = count(parts[first].start_char, parts[last].end_char)
            if size > room and first < last:
                break
            empty = 1 - min(size, room) / room
            cost = cheapest[first] + 1 + empty * empty + breaks_at[first]
            if cost < best:
                best, best_from = cost, first
        cheapest.append(best)
        came_from.append(best_from)
    breaks = [len(parts)]
    while breaks[-1]:
        breaks.append(came_from[breaks[-1]])
    for first, last in pairwise(reversed(breaks)):
        yield list(parts[first:last])


def _break_costs(text: str, parts: Sequence[Sentence], count: _Counter, room: int) -> list[float]:
    """What it costs to begin a chunk with each part, counted in chunks."""
    costs = [0.0]
    fits: dict[int, bool] = {}
    for block, members in groupby(parts, key=lambda part: part.block):
        whole = list(members)
        fits[block] = count(whole[0].start_char, whole[-1].end_char) <= room
    for before, after in pairwise(parts):
        if before.kind is Kind.HEADING:
            costs.append(3.0)
        elif before.block == after.block:
            costs.append(2.0 if fits[after.block] else 0.2)
        else:
            leads = after.kind in (Kind.LIST_ITEM, Kind.CODE) and text[before.end_char - 1] in ":："
            costs.append(0.6 if leads else 0.0)
    return costs

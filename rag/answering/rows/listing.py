"""Lists among the retrieved sentences: what introduces them and all their items. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.evidence import Candidate
from rag.schema import Kind
from rag.verifying.cite import mark_of

MOST_ITEMS = 20
_LONG = 80  # letters, on average
_OF_ONE = 0.6  # of the sentences of a list begin an item, where an item is mostly one sentence
_ITEMS = (Kind.LIST_ITEM, Kind.CODE)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: indices of its items in reading order, and of the sentence that introduces it.

    Code below an item is one of the items, and code that a sentence introduces is a list.
    ``clauses``: the items are numbered paragraphs, as of a contract or of minutes, each of which is
    about something else.
    """

    introduction: int | None
    items: tuple[int, ...]
    clauses: bool = False

    @property
    def whole(self) -> list[int]:
        """The introduction, where there is one, and the items."""
        first = [] if self.introduction is None else [self.introduction]
        return [*first, *self.items[:MOST_ITEMS]]


def listings(candidates: Sequence[Candidate]) -> list[Listing]:
    """Every list of which an item was retrieved, in no particular order."""
    found = []
    order = sorted(
        range(len(candidates)),
        key=lambda i: (
            candidates[i].chunk.chunk.document_id,
            candidates[i].sentence.start_char,
        ),
    )
    at = 0
    while at < len(order):
        items = [order[at]]
        while at + len(items) < len(order) and _together(
            candidates[items[0]], candidates[order[at + len(items)]]
        ):
            items.append(order[at + len(items)])
        if candidates[items[0]].sentence.kind in _ITEMS:
            before = order[at - 1] if at else None
            introduced = before is not None and _introduces(
                candidates[before], candidates[items[0]]
            )
            clauses = not introduced and _are_clauses([candidates[i] for i in items])
            found.append(Listing(before if introduced else None, tuple(items), clauses))
        at += len(items)
    return found


def with_lists(order: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    """``order`` with a list's items right after what introduces it, and that before an item.

    Only what ``order`` has is moved.
    """
    lists = [found for found in listings(candidates) if found.introduction is not None]
    of_introduction = {found.introduction: found.items for found in lists}
    of_item = {item: found.introduction for found in lists for item in found.items}
    moved: dict[int, None] = {}  # an ordered set
    known = set(order)
    for i in order:
        around = [of_item[i], i] if i in of_item else [i, *of_introduction.get(i, ())]
        moved |= dict.fromkeys(n for n in around if n in known)
    return list(moved)


def _together(one: Candidate, other: Candidate) -> bool:
    return (
        one.sentence.kind in _ITEMS
        and other.sentence.kind in _ITEMS
        and one.sentence.block == other.sentence.block
        and one.chunk.chunk.document_id == other.chunk.chunk.document_id
    )


def _are_clauses(items: Sequence[Candidate]) -> bool:
    """Whether items that nothing introduces end as sentences do, and are long or of several."""
    letters = sum(len(item.text) for item in items) / len(items)
    ended = sum(item.text.rstrip().endswith((".", "!", "?", "。", "！", "？")) for item in items)
    begun = sum(bool(mark_of(item.chunk, item.sentence)) for item in items)
    several = 0 < begun < _OF_ONE * len(items)
    return 2 * ended > len(items) and (letters > _LONG or several)


def _introduces(sentence: Candidate, item: Candidate) -> bool:
    return (
        sentence.chunk.chunk.document_id == item.chunk.chunk.document_id
        and sentence.sentence.block == item.sentence.block - 1
        and (item.above == sentence.text or sentence.text.rstrip().endswith((":", "：")))
    )

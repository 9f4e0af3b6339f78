"""The words that an answer sentence cites, and what else may stand for them. Pure."""

import re
from collections.abc import Sequence
from copy import copy
from functools import lru_cache

from rag.reading.sentences import split_sentences
from rag.reading.terms import fold
from rag.schema import Citation, Kind
from rag.verifying import cite
from rag.verifying.injection import is_instruction_like

_LOOSE_CHARACTERS = re.compile(r"[^\w]+")
_SIGNS = re.compile(r"[%‰$€£¥₪]|\d[.,]\d|-\d")


class Cited:
    """The cited words, what stands around and about them, and what other passages say.

    ``about`` is title, publisher, author and date of the sources; ``years`` are those of
    publication. ``near`` are the sentences next to the quotes and the headings above them.
    """

    def __init__(
        self, citations: Sequence[Citation], elsewhere: Sequence[str], context: Sequence[str]
    ) -> None:
        self.quotes = [c.quote for c in citations]
        self.joined = "\n".join(self.quotes)
        self.folded = fold(self.joined)
        about = [
            f"{p.title}\n{p.publisher or ''}\n{p.author or ''}\n{p.published or ''}"
            for p in (c.provenance for c in citations)
        ]
        self.about = "\n".join(dict.fromkeys(about))
        self.years = {c.provenance.published.year for c in citations if c.provenance.published}
        self.near = _near(self.quotes, context)
        self.context = context
        self.elsewhere = elsewhere

    def widened(self) -> "Cited":
        """The same with the passages around the quotes for the cited words."""
        return self._with(self.context)

    def in_view(self) -> "Cited":
        """The same with the sentences beside the quotes and the headings above them."""
        return self._with([self.near])

    def _with(self, more: Sequence[str]) -> "Cited":
        wide = copy(self)
        wide.joined = "\n".join([self.joined, *more])
        wide.folded = fold(wide.joined)
        return wide


def _near(quotes: Sequence[str], context: Sequence[str]) -> str:
    """What a reader of the quotes has in view; for an item of a list, what introduces it."""
    return "\n".join(line for text in context for line in _in_view(text, tuple(quotes)))


def leads(quotes: Sequence[str], context: Sequence[str]) -> list[str]:
    """What introduces the lists that quotes are items of: "The following is not allowed:"."""
    found = [
        said[_lead(kinds, at)]
        for said, kinds in map(_sentences, context)
        for at, sentence in enumerate(said)
        if kinds[at] is Kind.LIST_ITEM and sentence in quotes
    ]
    return list(dict.fromkeys(found))


def _lead(kinds: Sequence[Kind], at: int) -> int:
    """The sentence that introduces the list of item ``at``; ``at`` itself for no item."""
    while at and kinds[at] is Kind.LIST_ITEM:
        at -= 1
    return at


@lru_cache(maxsize=1024)  # every sentence of an answer asks for the same passages
def _sentences(text: str) -> tuple[tuple[str, ...], tuple[Kind, ...]]:
    spans = split_sentences(text)
    return tuple(text[s.start_char : s.end_char] for s in spans), tuple(s.kind for s in spans)


@lru_cache(maxsize=1024)
def _in_view(text: str, quotes: tuple[str, ...]) -> tuple[str, ...]:
    said, kinds = _sentences(text)
    seen = set[int]()
    for at in (i for i, sentence in enumerate(said) if sentence in quotes):
        headings = [i for i in range(at) if kinds[i] is Kind.HEADING]
        opening = [i for i in range(at) if kinds[i] is Kind.PROSE][:1]
        seen |= {at - 1, at + 1, _lead(kinds, at), *headings[:1], *headings[-1:], *opening}
    shown = [said[i] for i in sorted(seen) if 0 <= i < len(said)]
    return tuple(sentence for sentence in shown if not is_instruction_like(sentence))


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """The letters and digits of a text with single spaces between them, folded."""
    return _LOOSE_CHARACTERS.sub(" ", fold(cite.shown(text))).strip()


def same_words(claim: str, quote: str) -> bool:
    """True where a sentence is its quote, give or take space and punctuation."""
    mine = skeleton(claim)
    return bool(mine) and mine == skeleton(quote) and _signs(claim) == _signs(quote)


def _signs(text: str) -> list[str]:
    """What a skeleton loses and a value needs."""
    return _SIGNS.findall(fold(text))

"""The words that an answer sentence cites, and what else may stand for them. Pure."""

import re
from collections.abc import Sequence
from copy import copy
from functools import lru_cache

from rag.answering import cite
from rag.reading.terms import fold
from rag.schema import Citation

_LOOSE_CHARACTERS = re.compile(r"[^\w]+")
_SIGNS = re.compile(r"[%‰$€£¥₪]|\d[.,]\d|-\d")


class Cited:
    """The cited words, what stands around and about them, and what other passages say.

    ``about`` is title, publisher, author and date of the sources; ``years`` are those of
    publication.
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
        self.context = context
        self.elsewhere = elsewhere

    def widened(self) -> "Cited":
        """The same with the passages around the quotes for the cited words."""
        wide = copy(self)
        wide.joined = "\n".join([self.joined, *self.context])
        wide.folded = fold(wide.joined)
        return wide


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

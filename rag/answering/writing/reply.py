"""What a model wrote, made safe to show: no links, images or tags, no thinking aloud. Pure."""

import re

_LINK = re.compile(r"!?\[([^\]\n]{0,400})\]\([^)\n]{0,2000}\)")
_ADDRESS = re.compile(
    r"(?:https?|ftp)://\S*|\bwww\.\S+|\b(?:javascript|data):\S{8,}", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z!][^>\n]{0,400}>")
_THINKING = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>\s*", re.DOTALL)
_THINKING_OPEN = re.compile(r"<think(?:ing)?>.*\Z", re.DOTALL)
_MARKER_TEXT = re.compile(r"\s*[\d０-９][\d０-９,\s-]*")
# What may still become a link, a tag or an address when the next piece comes.
_UNFINISHED = re.compile(
    r"!?\[[^\]\n]{0,400}\Z|!?\[[^\]\n]{0,400}\](?:\([^)\n]{0,2000})?\Z|!\Z|<[^>\n]{0,400}\Z"
    r"|(?:https?|ftp)://\S*\Z|\bwww\.\S*\Z|\b(?:javascript|data):\S*\Z"
    r"|\b(?:h|ht|htt|https?|https?:|https?:/|f|ft|ftp|w|ww|www|j[avscript]{0,9}|d|da|dat|data)\Z",
    re.IGNORECASE,
)


def spoken(text: str) -> str:
    """``text`` without what a model thought aloud."""
    return _THINKING_OPEN.sub("", _THINKING.sub("", text))


def defanged(text: str) -> str:
    """What is ``spoken``, with links reduced to their words and addresses taken out."""
    text = _LINK.sub(_words_of_link, spoken(text))
    return _ADDRESS.sub("", _TAG.sub("", text))


class Defanger:
    """``defanged`` for a text that arrives in pieces; holds back what may still become a link."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be shown now."""
        self._held = _LINK.sub(_words_of_link, _THINKING.sub("", self._held + piece))
        thinking = _THINKING_OPEN.search(self._held)
        unfinished = _UNFINISHED.search(self._held)
        cuts = [m.start() for m in (thinking, unfinished) if m]
        cut = min(cuts, default=len(self._held))
        ready, self._held = self._held[:cut], self._held[cut:]
        return defanged(ready)

    def rest(self) -> str:
        """What was held back, when no more pieces come."""
        ready, self._held = self._held, ""
        return defanged(ready)


def _words_of_link(match: re.Match[str]) -> str:
    return f"[{match[1]}]" if _MARKER_TEXT.fullmatch(match[1]) else match[1]

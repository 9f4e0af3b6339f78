"""Turns of a transcript: who says a paragraph that begins "RAVI MENON: We looked at them". Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from rag.schema import Kind, Sentence

_LATIN = r"[^\W\d_a-z\u0590-\u05ff\u2e80-\u9fff][\w.’'-]*"
_NAME = (
    rf"{_LATIN}(?:[ \t]+(?:(?:de|da|du|di|van|von|der|den|al|bin|ibn|of)[ \t]+)*{_LATIN}){{0,3}}|"
    r"[\u4e00-\u9fff·]{2,6}|[\u05d0-\u05ea'\"״׳-]{2,}(?: [\u05d0-\u05ea'\"״׳-]{2,}){0,2}"
)
_TIME = r"[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?[\])]?"
# "**Ravi M.** (sales):", "[09:31] Ravi:", "王芳："; the mark of bold stands on either side.
_TURN = re.compile(
    rf"(?:{_TIME}[ \t]+)?(?:\*\*|__)?(?P<name>{_NAME})(?:\*\*|__)?"
    rf"(?:[ \t]*(?:\([^()\n]{{1,40}}\)|{_TIME}))?(?:\*\*|__)?[:：](?:\*\*|__)?\s*(?=\S)"
)
# What ``chat`` makes of a message: "Ada Poe (12 March 2025, 09:15): Yes".
_MESSAGE = re.compile(
    r"(?P<name>[^\n:()]{1,40}) \((?P<stamp>\d{1,2} [A-Z][a-z]{2,8} \d{4}, \d\d:\d\d)\):\s*(?=\S)"
)
# What such a beginning says where it names nobody.
_NOBODY = re.compile(
    r"(?:actions?|agreed|answer|apologies|appendix|attachments?|attended|attendees|background|"
    r"because|caution|chapter|chair|conclusions?|contents?|date|decided|decisions?|definition|"
    r"details|example|figure|hint|important|in attendance|key|next|notes?|number|objective|part|"
    r"place|present|proof|purpose|question|reason|recommendation|remarks?|resolved|results?|room|"
    r"section|see|source|step|subject|summary|table|time|tip|title|to|from|cc|topic|venue|warning|"
    r"what|when|where|who|why|how|"
    r"出席|缺席|主持|记录|時間|时间|地点|注意|说明|警告|提示|问题|回答|决定|"
    r"נוכחים|נעדרים|נוכחו|החלטה|החלטות|הערה|שאלה|תשובה|מקום|תאריך)\b.*",
    re.IGNORECASE,
)
_LEAST_TURNS = 3
_LEAST_SHARE = 0.5  # of the paragraphs of a transcript begin with a speaker


def label_of(text: str) -> str:
    """The name before the colon that ``text`` begins with; "" where there is none."""
    if message := _MESSAGE.match(text):
        return message["name"]
    found = _TURN.match(text)
    name = found["name"] if found else ""
    return "" if len(name) < 2 or _NOBODY.fullmatch(name) else name


def said_in(text: str) -> str:
    """``text`` without the label that it begins with."""
    found = _MESSAGE.match(text) or _TURN.match(text)
    return text[found.end() :] if found and label_of(text) else text


def stamp_of(text: str) -> str:
    """When the message of a chat that ``text`` begins was sent; "" for any other text."""
    found = _MESSAGE.match(text)
    return found["stamp"] if found else ""


def lead(label: str, stamp: str = "") -> str:
    """What stands before the words of somebody: "RAVI MENON:", "Ravi (2 May 2025, 09:15):"."""
    return f"{label} ({stamp}):" if stamp else f"{label}:"


def speakers(labels: Iterable[str]) -> frozenset[str]:
    """Who speaks in a text with these ``labels`` of its paragraphs ("": none).

    In a transcript most paragraphs have one, of two people at least, and somebody speaks again
    or has a name in capitals: a glossary or a list of facts has each once.
    """
    counted = Counter(labels)
    paragraphs = counted.total()
    del counted[""]
    turns = counted.total()
    if len(counted) < 2 or turns < _LEAST_TURNS or turns < _LEAST_SHARE * paragraphs:
        return frozenset()
    again = counted.most_common(1)[0][1] > 1
    return frozenset(counted) if again or all(map(str.isupper, counted)) else frozenset()


def beginnings(text: str, sentences: Sequence[Sentence], start: int = 0) -> dict[int, str]:
    """By block of prose the sentence that it begins with; ``text`` begins at ``start``."""
    found: dict[int, str] = {}
    for s in sentences:
        if s.kind is Kind.PROSE and s.block not in found:
            found[s.block] = text[s.start_char - start : s.end_char - start]
    return found

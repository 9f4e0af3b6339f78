"""Quoted words and copied sentences of an answer against the words they cite. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import zip_longest

from rag.reading.terms import fold
from rag.schema import Check, Finding
from rag.verifying.cited import Cited, skeleton
from rag.verifying.names import names, same_name

_QUOTED = re.compile(r"“([^”]{6,})”|\"([^\"]{6,})\"|«([^»]{6,})»|「([^」]{4,})」|„([^“”]{6,})[“”]")
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:\.\s?){3}\]?|\[?…\]?)\s*")
_BRACKETED = re.compile(r"\[[^\]]{0,30}\]")
_CJK = "\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[{_CJK}]|[^\W{_CJK}]+(?:[.,'’-][^\W{_CJK}]+)*|[%$€£¥₪]")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COORDINATED = re.compile(r"\s?[-–/&]\s?|,? and (?:the )?|, (?:the )?|\s")
_SLOTS_ALIKE = 0.88


def quote_checks(claim: str, cited: Cited) -> Iterator[Check]:
    """One check for each stretch of ``claim`` in quotation marks that has three words or more."""
    sources = [skeleton(q) for q in cited.quotes]
    for match in _QUOTED.finditer(claim):
        quoted = next(g for g in match.groups() if g)
        parts = [skeleton(p) for p in _ELLIPSIS.split(_BRACKETED.sub("…", quoted))]
        parts = [p for p in parts if p]
        if not parts or (len(" ".join(parts).split()) < 3 and parts[0].isascii()):
            continue
        if any(_in_order(parts, source) for source in sources):
            yield Check("quote", quoted, True, "the quoted words are in the source as they stand")
        elif any(_in_order(parts, skeleton(around)) for around in cited.context):
            yield Check("quote", quoted, True, "the quoted words stand beside the cited ones")
        elif _spliced(parts, sources + [skeleton(e) for e in cited.elsewhere]):
            yield Check("quote", quoted, False, "the quote joins words from two places",
                        Finding.SPLICED_QUOTE)  # fmt: skip
        else:
            found = any(_in_order(parts, skeleton(e)) for e in cited.elsewhere)
            yield Check("quote", quoted, False,
                        "the quoted words are in another source" if found
                        else "the quoted words are not in the cited source",
                        Finding.MISATTRIBUTED if found else Finding.FABRICATED)  # fmt: skip


def _in_order(parts: Sequence[str], source: str) -> bool:
    at = 0
    for part in parts:
        at = source.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _spliced(parts: Sequence[str], sources: Sequence[str]) -> bool:
    """Both halves are somebody's words (three or more each), joined by up to two of no one's."""
    if len(parts) > 1:
        return all(any(p in s for s in sources) for p in parts)
    words = parts[0].split()
    return any(
        any(" ".join(words[:cut]) in s for s in sources)
        and any(" ".join(words[cut + glue :]) in s for s in sources)
        for cut in range(3, len(words) - 2)
        for glue in range(min(3, len(words) - cut - 2))
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """A sentence with its names (``@``) and numbers (``#``) taken out and kept apart.

    ``said`` has the words as written, one for each token; a name of several words is one token.
    """

    tokens: tuple[str, ...]
    said: tuple[str, ...]

    def values(self, slot: str) -> list[str]:
        return [_value(w) for t, w in zip(self.tokens, self.said, strict=True) if t == slot]


def slot_checks(claim: str, cited: Cited) -> Iterator[Check]:
    """Failed checks for a sentence that copies the source but for who or how much.

    Values that all stand in the source pass one by one; here they must also stand in the
    same places: "A beat B" is not "B beat A".
    """
    mine = _frame(claim)
    for quote in cited.quotes:
        other = _frame(quote)
        if not 0.6 < len(mine.tokens) / max(1, len(other.tokens)) < 1.6:
            continue
        matcher = SequenceMatcher(None, mine.tokens, other.tokens, autojunk=False)
        if matcher.ratio() < _SLOTS_ALIKE:
            continue
        found = dict.fromkeys(_misplaced(mine, other, matcher))
        one, two = _groups(claim), _groups(quote)
        if one != two and sorted(sum(one, ())) == sorted(sum(two, ())):
            changed = next((a, b) for a, b in zip_longest(one, two, fillvalue=()) if a != b)
            found[("name", " ".join(changed[0]), " ".join(changed[1]))] = None
        for kind, a, b in found:
            finding = Finding.NAME_MISMATCH if kind == "name" else Finding.NUMBER_MISMATCH
            reason = f"where the answer says {a}, the source says {b}"
            yield Check(kind, a, False, reason, finding)


def _misplaced(
    mine: _Frame, other: _Frame, matcher: "SequenceMatcher[str]"
) -> Iterator[tuple[str, str, str]]:
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        pairs = list(zip(range(i, i_end), range(j, j_end), strict=False))
        for a, b in pairs if tag == "equal" else ():
            slot, one, two = mine.tokens[a], mine.said[a], other.said[b]
            if (
                slot in {"@", "#"}
                and not _same_value(one, two)
                and _value(one) in other.values(slot)
            ):
                yield ("name" if slot == "@" else "number"), one, two
        if tag == "replace" and i_end - i == j_end - j:
            for a, b in pairs:
                # A name gave way to a word that only its capital letter shows to be one.
                if (
                    other.tokens[b] == "@"
                    and mine.said[a][0].isupper()
                    and a > 0
                    and mine.tokens[a] != "#"
                ):
                    yield "name", mine.said[a], other.said[b]


@lru_cache(maxsize=2048)
def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of names in order; those that may change places (A and B, A-B) as one group."""
    groups: list[list[str]] = []
    end = 0
    for match in _NAME_WORD.finditer(text):
        word = _value(match.group())
        if not _is_named(text, word):
            continue
        if groups and _COORDINATED.fullmatch(text[end : match.start()]):
            groups[-1].append(word)
        else:
            groups.append([word])
        end = match.end()
    return tuple(tuple(sorted(group)) for group in groups)


def _is_named(text: str, word: str) -> bool:
    return any(word in name.words or word in "-".join(name.words) for name in names(text))


def _same_value(one: str, two: str) -> bool:
    mine, other = _value(one).split(), _value(two).split()
    return any(same_name(a, b) for a in mine for b in other)


def _value(said: str) -> str:
    """A number without its commas and signs; a name folded, its parts in any order."""
    folded = re.sub(r"(?:'s|’s|\.)(?=\s|$)", "", fold(said))
    if any(c.isdigit() for c in folded):
        return re.sub(r"[^\d.]", "", folded).strip(".")
    return " ".join(sorted(re.split(r"[\s-]+", folded)))


@lru_cache(maxsize=2048)
def _frame(text: str) -> _Frame:
    spans = [(n.start, n.start + len(n.text)) for n in names(text) if n.text[0].isascii()]
    tokens: list[str] = []
    said: list[str] = []
    until = 0
    for match in _TOKEN.finditer(text):
        if match.start() < until:
            continue
        name = next(((a, b) for a, b in spans if a <= match.start() < b), None)
        word = match.group()
        if name:
            until, word = name[1], text[match.start() : name[1]]
            tokens.append("@")
        else:
            tokens.append("#" if any(c.isdigit() for c in word) else fold(word))
        said.append(word)
    return _Frame(tuple(tokens), tuple(said))

"""The question before with another name or thing: "and the Lumo 500?", "and the tray?". Pure.

A name gives way to one like it: a code to a code, what is somebody's to what is another's, what
stands behind a preposition to what stands behind the same one.
"""

import re
from collections.abc import Sequence

from rag.answering.asking.question import names_in, party
from rag.answering.asking.things import AUX
from rag.reading.terms import fold

_CODE = re.compile(r"\b[A-Z]{1,4}-?\d+[A-Za-z]?\b")  # E4, S-12
_NUMBER = re.compile(r"(?<![\w.,])\d{3,}(?![\w%]|[.,]\d)")  # of an order, an invoice, a room
_MORE_OF_NAME = r"[\w-]*(?:\s+(?:(?!(?:1[0-9]|20)\d\d\b)\d[\w.]*|[A-Z][\w-]*))*"
_OWNING = re.compile(r"(?P<name>.+?)(?:['’]s|(?<=s)['’])(?:\s+(?P<noun>.+))?$")
_OWNED = re.compile(r"['’]s?(?=\s)\s*")
_LEADING = re.compile(r"(?:(?P<preposition>to|from|at|on|by)\s+)?(?P<rest>.+)", re.IGNORECASE)
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_THE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)

Span = tuple[int, int]


def with_other_name(before: str, fragment: str) -> str | None:
    """``before`` with the name in ``fragment`` for its last one like it; None where none is.

    A number that is somebody's or something's name gives way to another one.
    """
    numbers = _NUMBER.findall(before)
    if _NUMBER.fullmatch(fragment.removeprefix("#")) and len(numbers) == 1:
        return _NUMBER.sub(fragment.removeprefix("#"), before)
    leading = _LEADING.fullmatch(fragment)
    if leading is None or not (names_in(fragment) or _CODE.search(fragment)):
        return None
    name = leading["rest"]
    spans = _like(name, before)
    if preposition := leading["preposition"]:
        pattern = re.compile(rf"\b{preposition}\s+(?:the\s+)?$", re.IGNORECASE)
        spans = [span for span in spans if pattern.search(before[: span[0]])]
    if not spans:
        return None
    if owner := _OWNING.fullmatch(name):
        return _with_other_owner(before, spans, owner)
    start, end = spans[-1]
    if office := re.match(r"[A-Z]{2,}s? of (?:the )?", before[start:end]):
        return before[: start + office.end()] + name + before[end:]
    # The article is the name's own in "to the U.S."; it must not be said twice.
    own = party(before[start:end]) in {"america", "britain"} or "." in before[start:end]
    if own or _THE.match(name):
        start = len(_ARTICLE.sub("", before[:start]))
    return before[:start] + name + before[end:]


_PREPOSITION = r"(?:for|in|on|at|with|from|to|by|of|during|after|before)"
_STOP = rf"(?:{_PREPOSITION}|and|or|when|while|if|per)\b"
_ENDS = rf"(?=\W*$|\s+{_STOP})"  # where a thing is surely over
_A = r"(?:the|an?|my|your|our|each|every|this)"
# A plain thing: an article and one to three words, none of them a preposition.
_PLAIN = re.compile(rf"{_A}(?:\s+(?!{_STOP}|ones?\b)[a-z][\w-]*){{1,3}}", re.IGNORECASE)
_HELPER = (
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|might)\s+"
)
_TIME = re.compile(r"\b(?:hour|day|night|week|month|season|quarter|year)s?$", re.IGNORECASE)


def behind_its_preposition(before: str, said: str, fragment: str) -> str | None:
    """“And for a week?”: ``fragment`` for what stands in ``before`` behind the same preposition.

    A time gives way to a time only, a thing to a thing; None where it is not clear how much does.
    """
    led = re.search(rf"\b({_PREPOSITION})\s+{re.escape(fragment)}\W*$", said, re.IGNORECASE)
    if led is None:
        return None
    last = re.search(rf"\b{led[1]}\s+{_BARE}$", before, re.IGNORECASE)
    if last and re.fullmatch(rf"{_BARE}(?:\s+of\s+{_BARE})?", fragment):
        return f"{before[: last.start()]}{led[1].lower()} {fragment}"
    if not _PLAIN.fullmatch(fragment):
        return None
    behind = re.search(rf"(?<=\b{led[1]}\s){_A}\s+[a-z][\w-]*{_ENDS}", before, re.IGNORECASE)
    if behind is None or bool(_TIME.search(behind.group())) != bool(_TIME.search(fragment)):
        return None
    return before[: behind.start()] + fragment + before[behind.end() :]


_PERIOD = r"(?:year|half|quarter|month|week|day|season)"
_BESIDE = re.compile(
    rf"(?:the )?(?:{_PERIOD} (?:before|after|earlier|later)|"
    rf"(?:last|next|previous|prior|following|preceding) {_PERIOD})|yesterday|today|now",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"\b(?:first|second|third|fourth|last) {_PERIOD}\b", re.IGNORECASE)


def with_other_time(before: str, fragment: str) -> str | None:
    """“And the year before?”: the whole question again, with the time that is said."""
    fragment = fragment.strip()
    if _NUMBERED.fullmatch(fragment.removeprefix("the ")) and _NUMBERED.search(before):
        return _NUMBERED.sub(fragment.removeprefix("the "), before, count=1)
    if not _BESIDE.fullmatch(fragment):
        return None
    return f"{re.sub(rf' {_BESIDE.pattern}$', '', before, flags=re.IGNORECASE)} {fragment}"


def with_other_thing(before: str, fragment: str) -> str | None:
    """“And the tray?”: ``fragment``, a plain thing, for the first one behind no preposition.

    Behind "does" as many words give way as come; elsewhere a thing is over where it must be.
    """
    if not _PLAIN.fullmatch(fragment) or names_in(fragment):
        return None
    words = len(fragment.split()) - 1
    led = re.search(rf"{_HELPER}(?P<thing>{_A}(?:\s+[a-z][\w-]*){{{words}}})(?=\s)", before)
    free = rf"(?<!\b(?:for|out)\s)(?<!\b(?:in|on|at|of|to|by)\s)\b(?P<thing>{_A}"
    free += rf"(?:\s+(?!{_STOP})[a-z][\w-]*){{1,3}}?){_ENDS}"
    found = led or re.search(free, before)
    if found is None:
        return None
    return before[: found.start("thing")] + fragment + before[found.end("thing") :]


# Some words without an article or a name: "permanent nights".
_BARE = rf"(?!{_A}\b)[a-z][\w-]*(?:\s+(?!{_STOP})[a-z][\w-]*){{0,2}}"


def at_the_end(before: str, fragment: str) -> str | None:
    """“And permanent nights?”: ``fragment`` for what ``before`` ends with, behind a preposition."""
    if not re.fullmatch(rf"{_BARE}(?:\s+of\s+{_BARE})?", fragment):
        return None
    last = re.search(rf"\b(?!to\b)(?:{_PREPOSITION}|about)\s+(?P<thing>{_BARE})$", before)
    return before[: last.start("thing")] + fragment if last else None


def name_spans(text: str) -> list[Span]:
    """Where the names of ``text`` stand, with the numbers that belong to them."""
    found: list[Span] = []
    for name in names_in(text):
        for match in re.finditer(rf"(?<!\w)\w*{re.escape(name)}{_MORE_OF_NAME}", text):
            if not any(start <= match.start() < end for start, end in found):
                found.append(match.span())
    return sorted(found)


def _like(name: str, before: str) -> list[Span]:
    """The names of ``before`` that ``name`` may stand for; none where it is one of them.

    Where some share a word with it, only those: "Lumo 300" for "Lumo 500".
    """
    if _CODE.fullmatch(name) and (codes := [m.span() for m in _CODE.finditer(before)]):
        return [] if name in {before[slice(*span)] for span in codes} else codes
    said = {span: fold(before[slice(*span)]) for span in name_spans(before)}
    owner = _OWNING.fullmatch(name)
    bare = _THE.sub("", fold(owner["name"] if owner else name), count=1)
    if bare in said.values():
        return []
    mine = set(bare.split())
    return [span for span, words in said.items() if mine & set(words.split())] or list(said)


def _with_other_owner(before: str, spans: Sequence[Span], owner: re.Match[str]) -> str | None:
    """“Canada's?” or "Canada's ambassador?": for the one whose it was."""
    owned = [span for span in spans if _OWNED.match(before, span[1])]
    noun = owner["noun"]
    if not noun:
        start, end = (owned or spans)[-1]
        return before[:start] + owner["name"] + before[end:]
    for start, end in owned:
        rest = _OWNED.sub("", before[end:], count=1)
        if rest.startswith(noun):
            return before[:start] + owner.group() + rest.removeprefix(noun)
    return None


_WHICH = r"(?:(?:in|on|at|for|to|by|from|with) )?(?:which|what|how many|how much)"
_ASKED_FOR = re.compile(
    rf"{_WHICH}(?: (?!{AUX.pattern[1:]})[a-z][\w-]*){{1,4}} (?={AUX.pattern[1:]})", re.IGNORECASE
)
_ONLY_A_PHRASE = re.compile(
    rf"{_WHICH}(?: (?!of\b|{AUX.pattern[1:]})[a-z][\w-]*){{1,3}}", re.IGNORECASE
)


def with_other_phrase(before: str, asked: str) -> str | None:
    """“And which hotel?” after "Which museum will they visit": "which hotel will they visit"."""
    if not _ONLY_A_PHRASE.fullmatch(asked) or not _ASKED_FOR.match(before):
        return None
    found = _ASKED_FOR.sub(f"{asked} ", before, count=1)
    return found[:1].upper() + found[1:]

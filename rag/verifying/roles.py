"""Who does what to whom: the same names in each other's part are another statement. Pure.

Only what both texts say with the same verb (or its converse: buy, sell) is compared, so a
retelling with other verbs is left alone. Chinese and Hebrew are compared by their case marks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.clauses import AGENT, FROM, PATIENT, TO, Event, events
from rag.verifying.lexicon import ALIASES
from rag.verifying.names import Name, is_country_of, known, names, same_name
from rag.verifying.overlap import words_of
from rag.verifying.verbs import is_converse, is_mutual, lemma, takes_what_is_given

_CROSSED = ({AGENT, PATIENT}, {AGENT, TO}, {AGENT, FROM}, {TO, FROM})
_CHINESE_MARK = re.compile("[从被把向给由对]$")
_HEBREW_WORD = re.compile(r"[\u05d0-\u05ea]+(?:[\"'״׳-][\u05d0-\u05ea]+)*")
_HEBREW_MARKS = "למ"  # to, from
_ALIKE = 0.6
_GIVING_WORDS = "give send offer pay tell show award hand grant lend teach sell promise"
_GIVING = frozenset(map(lemma, _GIVING_WORDS.split()))


def misplaced(claim: str, source: str, beside: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """``(name, why)`` for each name that the answer puts in another's part.

    ``beside`` is what stands around the source: a name found only there is no stranger either.
    """
    said, told = _both(claim, source, beside)
    here = {name for event in told for who in event.parts.values() for name in who}
    here |= {name for text in (source, *beside) for name in names(text)}
    for mine in said:
        same = [seen for other in told if (seen := _as_told(other, mine.verb))]
        if is_mutual(mine.verb):
            same = [_either_way(event) for event in same]
        for part, who in mine.parts.items():
            # "The bank's director said" does not say it of the bank.
            there = [n for n in who if any(same_person(n, h) for h in here)
                     and not n.text.endswith(("'s", "’s"))]  # fmt: skip
            if there and same and not any(_shared(who, e.parts.get(part, ())) for e in same):
                if other := _instead(part, same):
                    yield there[0].text, f"with “{mine.said}” the source names {other.text}"
                elif any(_crossed([n for n in there if n in mine.close], part, e) for e in same):
                    yield there[0].text, f"with “{mine.said}” the source has it the other way round"
    if words_of(claim).coverage(words_of(source)) >= _ALIKE:
        yield from _marks_swapped(claim, source)


def misplaced_nouns(claim: str, sentence: str) -> Iterator[tuple[str, str]]:
    """The same for nouns, where one sentence sets two against each other: landlords, tenants."""
    told = events(sentence)
    for mine in events(claim):
        same = [e for e in told if e.verb == mine.verb and e.passive == mine.passive]
        others = [e for e in told if e.verb != mine.verb and e.subject == mine.subject]
        subjects = {e.subject for e in same}
        for event in same:
            if mine.verb in _GIVING and ("to" in event.behind) != ("to" in mine.behind):
                continue  # letters were sent to prisoners, prisoners were sent letters
            if mine.subject in event.behind and event.subject in mine.behind:
                yield mine.subject, f"with “{mine.said}” the source has it the other way round"
        told_apart = mine.subject and others and subjects and "" not in subjects
        if told_apart and mine.subject not in subjects:
            yield mine.subject, f"with “{mine.said}” the source speaks of others"


def in_the_same_hands(claim: str, source: str) -> bool:
    """True where the answer has "bought" for "sold", and nothing shows another to do it."""
    said, told = _both(claim, source)
    pairs = [(mine, other) for mine in said for other in told if is_converse(mine.verb, other.verb)]
    return not pairs or any(
        _shared(mine.parts.get(AGENT, ()), other.parts.get(AGENT, ()))
        or (mine.passive == other.passive and not mine.parts.get(AGENT))
        for mine, other in pairs
    )


def _both(
    claim: str, source: str, beside: Sequence[str] = ()
) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """The events of both; a word that opens a sentence is a name where the other text shows it."""
    shown = known("\n".join([source, *beside])).capitalised
    # "Tidal was founded": that it is a name, only another sentence may show; "The" is none.
    around = known("\n".join(beside)).capitalised - ENGLISH
    return events(claim, shown), events(source, known(claim).capitalised | around)


def same_person(one: Name, other: Name) -> bool:
    """True where all words of the shorter name are in the longer, or are its initials."""
    short, long = sorted((one.words, other.words), key=len)
    if len(long) > 1 and short == ("".join(word[0] for word in long),):
        return True
    return all(any(_same_word(a, b) for b in long) for a in short)


@lru_cache(maxsize=1 << 15)
def _same_word(one: str, other: str) -> bool:
    return (
        same_name(one, other)
        or any(one in group and other in group for group in ALIASES)
        or is_country_of(one, other)
        or is_country_of(other, one)
    )


def _as_told(event: Event, verb: str) -> Event | None:
    """The event as ``verb`` tells it; None where the verb tells of something else."""
    if event.verb == verb:
        return event
    parts: Mapping[str, tuple[Name, ...]] = event.parts
    if takes_what_is_given(verb, event.verb):  # sold, seen as bought
        turned = {AGENT: parts.get(TO, ()), FROM: parts.get(AGENT, ())}
    elif takes_what_is_given(event.verb, verb):
        turned = {TO: parts.get(AGENT, ()), AGENT: parts.get(FROM, ())}
    else:
        return None
    return Event(verb, event.said, {**turned, PATIENT: parts.get(PATIENT, ())}, event.close)


def _either_way(event: Event) -> Event:
    """A meeting: each side of it as the other; nothing where one is not named."""
    sides = (event.parts.get(AGENT, ()), event.parts.get(PATIENT, ()))
    both = (*sides[0], *sides[1]) if all(sides) else ()
    return replace(event, parts={**event.parts, AGENT: both, PATIENT: both})


def _shared(who: Sequence[Name], others: Sequence[Name]) -> bool:
    return any(same_person(w, o) for w in who for o in others)


def _instead(part: str, same: Sequence[Event]) -> Name | None:
    """Whom the source has in this part, where it names somebody each time."""
    there = [e.parts.get(part, ()) for e in same]
    return there[0][0] if all(there) else None


def _crossed(who: Sequence[Name], part: str, event: Event) -> bool:
    """True where the source has ``who`` in the opposite part, and nobody in this one."""
    return not event.parts.get(part) and any(
        {part, other} in _CROSSED
        and name.words in {w.words for w in who}
        and (other in {TO, FROM} or name in event.close)
        for other, others in event.parts.items()
        for name in others
    )


# --- Chinese and Hebrew ------------------------------------------------------------------------


def _marks_swapped(claim: str, source: str) -> Iterator[tuple[str, str]]:
    """Two words of which the answer marks (from, to) the one and the source the other."""
    mine, other = _marks(claim, source), _marks(source, claim)
    for word, mark in mine.items():
        for bare, none in mine.items():
            if mark and not none and other.get(word) == "" and other.get(bare) == mark:
                yield word, f"where the answer says {mark}{word}, the source says {mark}{bare}"


def _marks(text: str, beside: str) -> dict[str, str]:
    """The names (Chinese) or words (Hebrew) that both texts have, each with its mark or none."""
    found: dict[str, str] = {}
    for name in names(text):
        if name.text[0] >= "\u4e00" and name.words[0] in beside:
            mark = _CHINESE_MARK.search(text[: text.find(name.words[0], name.start)])
            found[name.words[0]] = mark.group() if mark else ""
    theirs = {m.group() for m in _HEBREW_WORD.finditer(fold(beside))}
    bases = theirs | {word[1:] for word in theirs if word[0] in _HEBREW_MARKS}
    for match in _HEBREW_WORD.finditer(fold(text)):
        word = match.group()
        if word[0] in _HEBREW_MARKS and len(word) > 3 and word[1:] in bases:
            found.setdefault(word[1:], word[0])
        elif len(word) > 2 and any(mark + word in theirs for mark in _HEBREW_MARKS):
            found.setdefault(word, "")
    return found

"""Whether each value and name is said, in the source, of what the answer says it of. Pure.

A right number or name in the wrong place is told without knowing any grammar: the rest of the
sentence fits another place of the passage clearly better, and there stands another one of its
kind. "The lighthouse was built in 1989", where it was built in 1846 and automated in 1989.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from rag.reading.sentences import split_sentences
from rag.reading.terms import fold
from rag.schema import Kind
from rag.verifying.dates import DateMention, dates, mask_dates
from rag.verifying.names import Name, names
from rag.verifying.overlap import words_of
from rag.verifying.quantities import ordinals
from rag.verifying.roles import same_person
from rag.verifying.shares import with_unsaid_percent, without_shares
from rag.verifying.verbs import lemma

# A number belongs to the words up to the next comma or joining word ...
_STRETCH = re.compile(
    r"(?<!\d),|,(?!\d)|[;:()。，；、—–]|(?<=\b[12]\d{3}) (?=(?:was|were|is|has|had) )"
    r"|\b(?:and|while|but|whereas|although|than|instead|compared|against|versus)\b"
)
# ... and a name to the words up to where another one is set against it.
_CLAUSE = re.compile(r"[;。；]|\b(?:while|whereas|but|although)\b|, and\b|, where\b")
# "The two plants", "three times as common" are the answer's own counting.
_COUNTING = re.compile(r"\b(?:the|these|those|all|both|its|their) (?:two|three|four|five)$")
_RECKONED = re.compile(r"\s(?:times|of the (?:two|three|four|five|six|seven|eight|nine|ten|\d))\b")
_DIGITS = re.compile(r"\d+")
# What takes up a name of the sentence before, where it stands before any other name.
_TAKES_UP = re.compile(r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this)\b")
# What keeps the one whom a text is about in mind, wherever it stands: "was planned for her".
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b")
_QUALIFIES = re.compile(r" ([a-z]{3,})")
_POSSESSIVE = re.compile(r"['’]s?$")
# Said of everything, these tell no place from another.
_EVERYWHERE_WORDS = """
    second minute hour day week month year decade century time earlier later ago average total
    percent million billion thousand
"""
_EVERYWHERE = frozenset(map(lemma, _EVERYWHERE_WORDS.split()))

# What a word of the answer counts in its own stretch and in the others; what it counts where the
# source has it in the clause, in the sentence, in the sentence before, in one that is taken up.
_OTHER_STRETCH = 0.6
_SAME_CLAUSE = 0.75
_SAME_SENTENCE = 0.4
_SENTENCE_BEFORE = 0.25
_TAKEN_UP = 0.5
_UNKNOWN_WORD = 0.5
# By how much of the sentence another place must fit better.
_VALUE_MARGIN = 0.15
_NAME_MARGIN = 0.35
# How well another value's place must fit to doubt one that the cited words do not have.
_IN_ITS_PLACE = 0.5
_PAIR = 2
_ENOUGH = 1  # words of the claim that the clause of another name must have
_REACH = 2  # sentences over which a pronoun carries a name
_OPENING = 1  # the sentences up to this one, with a title, say what a text is about


@dataclass(frozen=True, slots=True)
class Value:
    """A number, an ordinal or a date; ``kind`` tells what it could be exchanged with."""

    text: str
    kind: str
    value: float | DateMention
    lead: frozenset[str] = frozenset()  # the word in front of it, mostly its verb: "closed nine"
    counts: bool = False  # "the two plants": what was named before, or the text's own counting

    def gives_way(self, other: "Value") -> bool:
        """True where the other could stand in the place of this one."""
        return self._is_like(other) and other.counts <= self.counts

    def _is_like(self, other: "Value") -> bool:
        if isinstance(self.value, DateMention) and isinstance(other.value, DateMention):
            # "In 1912" where it was on 4 May 1921.
            return self.kind == other.kind or (self.kind == "year" and bool(other.value.year))
        return self.kind == other.kind

    def same(self, other: "Value") -> bool:
        """True where both may mean the same; a unit may be said once for several."""
        if isinstance(self.value, DateMention) and isinstance(other.value, DateMention):
            return self.value.within(other.value) or other.value.within(self.value)
        kinds = {self.kind, other.kind}
        alike = len(kinds) == 1 or ("number" in kinds and "percent" not in kinds)
        return alike and self.value == other.value


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch: its words, those of its clause, of its sentence and of the sentence before."""

    sentence: int
    own: frozenset[str]
    clause: frozenset[str]
    around: frozenset[str]
    before: frozenset[str]
    values: tuple[Value, ...]
    names: tuple[Name, ...]
    takes_up: bool
    heading: bool
    keeps: bool  # a person of before in mind

    def holds(self, word: str) -> float:
        """What finding ``word`` here counts."""
        if word in self.own:
            return 1.0
        if word in self.clause:
            return _SAME_CLAUSE
        if word in self.around:
            return _SAME_SENTENCE
        return (_TAKEN_UP if self.takes_up else _SENTENCE_BEFORE) * (word in self.before)


@dataclass(frozen=True, eq=False, slots=True)
class _Text:
    """The places of a text, and what its words weigh: the less, the more sentences have them."""

    places: tuple[_Place, ...]
    weights: Mapping[str, float]


def strangers(claim: str, context: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """``(kind, value, why)`` for what the passages say of something else, in its place another."""
    text = "\n\n".join(context)
    yield from _values(_read(claim, _STRETCH), _read(text, _STRETCH))
    yield from _names(_read(claim, _CLAUSE), _read(text, _CLAUSE), _qualified(claim))
    yield from _in_anothers_clause(_read(claim, _CLAUSE), _read(text, _CLAUSE))
    yield from _in_anothers_place(_read(claim, _CLAUSE), _read(text, _CLAUSE))


def said_instead(claim: str, value: str, source: str) -> str | None:
    """What the source says in the place where the claim has ``value``.

    None where that fits no better than a place which has the value itself.
    """
    mine, theirs = _read(claim, _STRETCH), _read(source, _STRETCH)
    for place, said in _said(mine):
        if said.text != value:
            continue
        wanted, holds, rivals = _homes(place, said, mine, theirs)
        enough = max([_IN_ITS_PLACE * sum(wanted.values()), *(_fit(wanted, p) for p in holds)])
        best = max(rivals, key=lambda p: _fit(wanted, p), default=None)
        if best and _fit(wanted, best) > enough:
            return next(v.text for v in best.values if said.gives_way(v))
    return None


def _values(claim: _Text, source: _Text) -> Iterator[tuple[str, str, str]]:
    for place, value in _said(claim):
        if value.counts:
            continue
        wanted, holds, rivals = _homes(place, value, claim, source)
        kind = "date" if isinstance(value.value, DateMention) else "number"
        instead = _led_by_the_same(value, holds, rivals) or _crossed(place, value, source)
        if instead:
            yield kind, value.text, f"the source says {instead.text} of this"
        better = _better(wanted, holds, rivals, _VALUE_MARGIN)
        if better and _fit(wanted, better) > _IN_ITS_PLACE * sum(wanted.values()):
            other = next(v for v in better.values if value.gives_way(v))
            yield kind, value.text, f"the source says {other.text} of this"


def _led_by_the_same(
    value: Value, holds: Sequence[_Place], rivals: Sequence[_Place]
) -> Value | None:
    """What the word before the value leads to in the source: "inspected 63 and closed nine"."""
    own = [v.lead for p in holds for v in p.values if value.same(v)]
    if not value.lead or any(not lead or lead & value.lead or _is_number(lead) for lead in own):
        return None
    sentences = {p.sentence for p in holds}
    return next(
        (
            v
            for p in rivals
            if p.sentence in sentences and p not in holds
            for v in p.values
            if value.gives_way(v) and v.lead & value.lead
        ),
        None,
    )


def _crossed(place: _Place, value: Value, source: _Text) -> Value | None:
    """What the source has with the claim's other value: "80 million in 2025, 52 in 2022"."""
    partners = [v for v in place.values if v is not value] if len(place.values) == _PAIR else []
    here = [p for p in source.places if any(value.same(v) for v in p.values)]
    for partner in partners:
        there = [p for p in source.places if any(partner.same(v) for v in p.values)]
        mine = [v for p in there for v in p.values if value.gives_way(v)]
        theirs = [v for p in here for v in p.values if partner.gives_way(v)]
        apart = not any(p in there for p in here)
        close = {p.sentence for p in here} == {p.sentence for p in there}
        if mine and theirs and apart and close and partner.kind != value.kind:
            return mine[0]
    return None


def _is_number(words: frozenset[str]) -> bool:
    return any(word[0].isdigit() for word in words)


def _said(text: _Text) -> Iterator[tuple[_Place, Value]]:
    return ((place, value) for place in text.places for value in place.values)


def _homes(
    place: _Place, value: Value, claim: _Text, source: _Text
) -> tuple[dict[str, float], list[_Place], list[_Place]]:
    """What is sought of a value's home; the places that have it, and those with another one."""
    said = [value for _, value in _said(claim)]
    holds = [p for p in source.places if any(value.same(v) for v in p.values)]
    itself = content(value.text)
    rivals = [
        p
        for p in source.places
        if any(value.gives_way(v) and not any(s.same(v) for s in said) for v in p.values)
        and p.own & place.own - itself
    ]
    wanted = _wanted(place, claim, source, itself)
    wanted |= {word: 2 * wanted[word] for word in value.lead & wanted.keys()}
    return wanted, holds, rivals


def _qualified(claim: str) -> dict[str, frozenset[str]]:
    """By name what it qualifies: "the Knesset delegation"."""
    return {
        name.text: content(match[1])
        for name in names(claim)
        if claim[: name.start].endswith(("the ", "The "))
        and (match := _QUALIFIES.match(claim, name.start + len(name.text)))
    }


def _names(
    claim: _Text, source: _Text, qualified: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str, str]]:
    said = [name for place in claim.places for name in place.names]
    rivals = [p for p in source.places if any(not _among(n, said) for n in p.names)]
    for place in claim.places:
        for name in place.names:
            last = content(name.words[-1])
            holds = [p for p in source.places if _among(name, p.names) or (last and last <= p.own)]
            near = _within_reach(holds, source)
            kept = _within_reach(holds, source, kept=True)
            holds += [p for p in source.places if p.takes_up and p.sentence in near]
            others = [p for p in rivals if p not in holds and not p.heading and not (
                p.takes_up and p.sentence in kept)]  # fmt: skip
            what = qualified.get(name.text, frozenset())
            if what and any(what <= p.own for p in holds):
                continue  # "a delegation of the Knesset" is the Knesset delegation
            wanted = _wanted(place, claim, source, content(name.text))
            better = _better(wanted, holds, others, _NAME_MARGIN)
            his = _POSSESSIVE.search(name.text) and better and better.takes_up  # "her brother"
            if better and not his:
                other = next(n for n in better.names if not _among(n, said))
                yield "name", name.text, f"the source says this of {other.text}"


def _in_anothers_clause(claim: _Text, source: _Text) -> Iterator[tuple[str, str, str]]:
    """Values whose clause tells of others, while those of the claim stand in the next clause."""
    for place in claim.places:
        for value in place.values if place.names else ():
            homes = [p for p in source.places if any(value.same(v) for v in p.values)]
            if value.counts or not homes:
                continue
            others = [next((n for n in p.names if not _among(n, place.names)), None) for p in homes]
            beside = [
                [p for p in source.places if p.sentence == home.sentence and p is not home]
                for home in homes
            ]
            if all(
                other and not home.takes_up and not _any_among(place.names, home.names)
                and any(_any_among(place.names, p.names) for p in besides)
                for home, other, besides in zip(homes, others, beside, strict=True)
            ):  # fmt: skip
                kind = "date" if isinstance(value.value, DateMention) else "number"
                yield kind, value.text, f"the source says this of {others[0].text}"  # type: ignore[union-attr]


def _in_anothers_place(claim: _Text, source: _Text) -> Iterator[tuple[str, str, str]]:
    """Names whose clause has nothing of the claim, while the next one has it of another."""
    said = [name for place in claim.places for name in place.names]
    of_names = content(" ".join(name.text for name in said))
    for place in claim.places:
        wanted = place.own - of_names
        for name in place.names:
            homes = [p for p in source.places if _among(name, p.names)]
            if any(p.takes_up or p.heading or wanted & p.own for p in homes):
                continue
            sentences = {p.sentence for p in homes}
            instead = [
                other
                for p in source.places
                if p.sentence in sentences and p not in homes and len(wanted & p.own) >= _ENOUGH
                for other in p.names
                if not _among(other, said)
            ]
            if instead:
                yield "name", name.text, f"the source says this of {instead[0].text}"


def _any_among(some: Sequence[Name], others: Sequence[Name]) -> bool:
    return any(_among(name, others) for name in some)


def _within_reach(holds: Sequence[_Place], source: _Text, *, kept: bool = False) -> set[int]:
    """The sentences to which pronouns may carry a name from where it stands.

    That is a little way; for a name that the text is about, as far as each sentence takes up the
    one before, or (``kept``) has a he or she anywhere.
    """
    own_subject = any(p.heading or p.sentence <= _OPENING for p in holds)
    taking_up = {
        p.sentence for p in source.places if (p.takes_up or (kept and p.keeps)) and own_subject
    }
    near = set[int]()
    for last in {p.sentence for p in holds}:
        end = last
        while end + 1 in taking_up:
            end += 1
        near |= set(range(last, max(end, last + _REACH) + 1))
    return near


def number_of(words: frozenset[str], text: str) -> Value | None:
    """The number that goes with ``words`` (with their year, if they have one), alone there."""
    source = _read(text, _STRETCH)
    years = {word for word in words if word.isdigit()}
    wanted = {word: source.weights.get(word, _UNKNOWN_WORD) for word in years or words}
    best = max(source.places, key=lambda p: _fit(wanted, p), default=None)
    if (
        best is None
        or 2 * _fit(wanted, best) < sum(wanted.values())
        or not wanted.keys() & best.own
    ):
        return None
    found = [
        v
        for v in best.values
        if isinstance(v.value, float) and v.kind != "ordinal" and not v.counts
    ]
    return found[0] if len(found) == 1 else None


def _wanted(
    place: _Place, claim: _Text, source: _Text, without: frozenset[str]
) -> dict[str, float]:
    """What each word of the claim weighs when a home is sought for a value of ``place``."""
    return {
        word: source.weights.get(word, _UNKNOWN_WORD) * (1 if word in place.own else _OTHER_STRETCH)
        for word in place.around - without
    }


def _better(
    wanted: Mapping[str, float], holds: Sequence[_Place], rivals: Sequence[_Place], margin: float
) -> _Place | None:
    """The rival that the wanted words fit clearly better than any place that has the value."""
    if not holds or not rivals:
        return None

    best = max(rivals, key=lambda p: _fit(wanted, p))
    home = max(holds, key=lambda p: _fit(wanted, p))
    room = margin * sum(wanted.values())
    return best if _fit(wanted, best) - _fit(wanted, home) > room else None


def _fit(wanted: Mapping[str, float], place: _Place) -> float:
    return sum(weight * place.holds(word) for word, weight in wanted.items())


@lru_cache(maxsize=512)
def _read(text: str, cut: re.Pattern[str]) -> _Text:
    places: list[_Place] = []
    counts = Counter[str]()
    before: frozenset[str] = frozenset()
    for number, span in enumerate(split_sentences(text)):
        sentence = text[span.start_char : span.end_char]
        around = content(sentence)
        counts.update(around)
        folded = fold(sentence)
        values, named = _values_of(folded), names(sentence)
        first = min((n.start for n in named), default=len(sentence))
        takes_up = bool(_TAKES_UP.search(folded[:first]))
        clauses = _cuts(folded, _CLAUSE)
        first_value = min((at for at, _ in values), default=0)
        opening = first_value if cut is _STRETCH else 0
        for start, end in pairwise(_cuts(folded, cut, opening)):
            around_it = max(c for c in clauses if c <= start), min(c for c in clauses if c >= end)
            places.append(_Place(
                number, content(folded[start:end]), content(folded[slice(*around_it)]), around,
                before,
                tuple(v for at, v in values if start <= at < end),
                tuple(n for n in named if start <= n.start < end),
                takes_up, span.kind is Kind.HEADING, bool(_PERSON.search(folded)),
            ))  # fmt: skip
        before = around
    return _Text(tuple(places), {word: 1 / sqrt(count) for word, count in counts.items()})


def _cuts(folded: str, at: re.Pattern[str], opening: int = 0) -> list[int]:
    """Where stretches begin and end, the first not before ``opening``.

    "In 1873," alone says nothing and goes with what follows.
    """
    cuts = [0]
    for match in at.finditer(folded):
        since = mask_dates(folded[cuts[-1] : match.start()])
        if match.start() >= opening and content(_DIGITS.sub("", since)):
            cuts.append(match.start())
    return [*cuts, len(folded)]


@lru_cache(maxsize=4096)
def _values_of(folded: str) -> tuple[tuple[int, Value], ...]:
    """The values of a sentence, and where each stands."""
    found: list[tuple[int, str, str, float | DateMention]] = [
        (q.start, q.text, q.dimension or "number", q.base)
        for q in with_unsaid_percent(mask_dates(folded))
        if (not q.loose or q.text[-1].isdigit()) and not _RECKONED.match(folded, q.end)
    ]
    at = 0
    for said, number in ordinals(without_shares(folded)):
        at = folded.index(said, at)
        found.append((at, said, "ordinal", float(number)))
    found += [(d.start, d.text, "day" if d.month else "year", d) for d in dates(folded)]
    return tuple(
        (
            at,
            Value(
                said, kind, value, _lead(folded[:at]), bool(_COUNTING.search(folded[:at] + said))
            ),
        )
        for at, said, kind, value in found
    )


def _lead(before: str) -> frozenset[str]:
    """The last word that says something, of the four before a value."""
    return next((c for w in reversed(before.split()[-4:]) if (c := content(w))), frozenset())


def _among(name: Name, others: Sequence[Name]) -> bool:
    return any(same_person(name, other) for other in others)


@lru_cache(maxsize=1 << 13)
def content(text: str) -> frozenset[str]:
    """The words of a text that tell one place from another (lemmas)."""
    return frozenset(lemma(t) for unit in words_of(text).units for t in unit) - _EVERYWHERE

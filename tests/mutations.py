"""One planted mistake in a true sentence: the ways in which models get sources wrong.

Each maker takes a sentence and a seeded ``random.Random`` and gives the sentence with one thing
changed, or None where it has no such thing. They share no code with the checks they test.
"""

import random
import re
from collections.abc import Callable, Sequence

Maker = Callable[[str, random.Random], str | None]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_YEAR = re.compile(r"(?<![\d.,$€£-])(1[5-9]\d\d|20[0-4]\d)(?![\d,%]|\.\d)")
_MONTH = re.compile(
    r"\b(" + "|".join(_MONTHS) + r")\b(?=\.? \d|,? \d{4})|(?<=\d )\b(" + "|".join(_MONTHS) + r")\b"
)
_DAY = re.compile(
    r"\b(?:"
    + "|".join(_MONTHS)
    + r") (\d{1,2})\b(?!\d)|\b(\d{1,2}) (?:"
    + "|".join(_MONTHS)
    + r")\b"
)
_NUMBER = re.compile(
    r"(?<![\w.,/-])[$€£]?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w/]|[.,]\d|-\w)(?!st|nd|rd|th)"
)
_SCALE = re.compile(r"(?<=\d )(thousand|million|billion|trillion)\b")
_UNIT = re.compile(
    r"(?<=\d)( ?)(%|percent|km|kilometres|kilometers|miles|metres|tonnes|kg|years|days"
    r"|hours|minutes|months|weeks)(?!\w)"
)
_OTHER_UNIT = {
    "%": " million", "percent": "million", "km": "miles", "kilometres": "miles",
    "kilometers": "miles",
    "miles": "km", "metres": "km", "tonnes": "kg", "kg": "tonnes", "years": "months",
    "days": "weeks",
    "hours": "days", "minutes": "hours", "months": "years", "weeks": "days",
}  # fmt: skip
_CURRENCY = re.compile(r"[$€£]|(?<=\bUSD )|\bUSD\b")
NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-zA-Z]{3,}(?: [A-Z][a-zA-Z]{2,})*")
_NOT = [
    (re.compile(r"\b(is|are|was|were|has|have|had|will|can|could|would|should|may|must|do|does"
                r"|did) not\b"), r"\1"),
    (re.compile(r"\b(?:did not|does not|do not) (\w+)"), r"\1"),
    (re.compile(r"\bnever "), ""), (re.compile(r"\bno longer "), ""),
      (re.compile(r"\bcannot\b"), "can"),
    (re.compile(r"\b(?:refused|failed|declined) to (\w+)"), r"managed to \1"),
    (re.compile(r"\bwithout\b"), "with"), (re.compile(r"\bNo (?=[a-z]+ )"), "Many "),
    (re.compile(r"\bno (?=[a-z]+ )"), "some "),
    (re.compile(r"没有|不能|不会"), ""), (re.compile(r"(?<![א-ת])לא "), ""),
]  # fmt: skip
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|will|can|could|would|should)\b"
    r"(?!(?: \w+){0,3} (?:not|no|never|neither|nor|cannot)\b)"
)
_TURNS = [
    ("increased", "decreased"), ("increase", "decrease"), ("rose", "fell"), ("rise", "fall"),
    ("grew", "shrank"), ("growth", "decline"), ("higher", "lower"), ("more than", "less than"),
    ("before", "after"), ("supported", "opposed"), ("approved", "rejected"),
    ("accepted", "refused"),
    ("won", "lost"), ("largest", "smallest"), ("highest", "lowest"), ("most", "least"),
    ("exports", "imports"), ("north", "south"), ("eastern", "western"),
    ("strengthened", "weakened"),
    ("expanded", "contracted"), ("allowed", "banned"), ("confirmed", "denied"),
    ("strong", "weak"),
    ("improved", "worsened"), ("opened", "closed"), ("positive", "negative"), ("above", "below"),
    ("first", "last"), ("likely", "unlikely"), ("possible", "impossible"), ("legal", "illegal"),
]  # fmt: skip


def number(text: str, rng: random.Random) -> str | None:
    """Another value: digits changed, or ten times as much."""
    found = [
        m for m in _NUMBER.finditer(text) if not _YEAR.fullmatch(m[1]) and not _near_month(text, m)
    ]
    if not found:
        return None
    match = rng.choice(found)
    said = match[1]
    value = float(said.replace(",", ""))
    new = rng.choice(
        [value * 10, value + rng.choice([1, 2, 3, 7]), value * 2 + 1, value + value // 2 + 1]
    )
    if (
        rng.random() < 0.3
        and len(said) > 1
        and said[0] != said[-1]
        and said[-1].isdigit()
        and said[-1] != "0"
    ):
        written = said[-1] + said[1:-1] + said[0]
    else:
        written = (
            f"{new:,.0f}" if "," in said or (new == int(new) and value >= 1000) else f"{new:g}"
        )
    return text[: match.start(1)] + written + text[match.end(1) :]


def magnitude(text: str, rng: random.Random) -> str | None:
    """The right number with the wrong million, unit or currency."""
    makers: list[Callable[[], str]] = []
    for match in _SCALE.finditer(text):
        other = rng.choice([s for s in ("thousand", "million", "billion") if s != match[1]])
        makers.append(lambda m=match, o=other: text[: m.start()] + o + text[m.end() :])  # type: ignore[misc]  # bound now
    for match in _UNIT.finditer(text):
        makers.append(lambda m=match: text[: m.start(2)] + _OTHER_UNIT[m[2]] + text[m.end(2) :])  # type: ignore[misc]  # bound now
    for match in _CURRENCY.finditer(text):
        if match.group():
            other = {"$": "€", "€": "£", "£": "$", "USD": "EUR"}[match.group()]
            makers.append(lambda m=match, o=other: text[: m.start()] + o + text[m.end() :])  # type: ignore[misc]  # bound now
    return rng.choice(makers)() if makers else None


def date(text: str, rng: random.Random) -> str | None:
    """Another year, month or day."""
    makers: list[Callable[[], str]] = []
    for match in _YEAR.finditer(text):
        year = str(int(match[1]) + rng.choice([-11, -3, -2, -1, 1, 2, 3, 10]))
        makers.append(lambda m=match, y=year: text[: m.start()] + y + text[m.end() :])  # type: ignore[misc]  # bound now
    for match in _MONTH.finditer(text):
        month = rng.choice([m for m in _MONTHS if m != match.group()])
        makers.append(lambda m=match, o=month: text[: m.start()] + o + text[m.end() :])  # type: ignore[misc]  # bound now
    for match in _DAY.finditer(text):
        group = 1 if match[1] else 2
        day = str(int(match[group]) % 27 + rng.choice([1, 2]))
        if day != match[group]:
            makers.append(lambda m=match, g=group, d=day: text[: m.start(g)] + d + text[m.end(g) :])  # type: ignore[misc]  # bound now
    return rng.choice(makers)() if makers else None


def name_from(pool: Sequence[str]) -> Maker:
    """A name replaced by another one of ``pool``."""

    def change(text: str, rng: random.Random) -> str | None:
        found = [m for m in NAME.finditer(text) if m.group() not in _MONTHS]
        others = [n for n in pool if not any(word in text for word in n.split())]
        if not found or not others:
            return None
        match = rng.choice(found)
        return text[: match.start()] + rng.choice(others) + text[match.end() :]

    return change


def swap(text: str, rng: random.Random) -> str | None:
    """Two names of the sentence change places."""
    found = [
        m
        for m in re.finditer(r"\b[A-Z][a-z]{3,}(?: [A-Z][a-z]{2,})*", text)
        if m.group() not in _MONTHS and (m.start() > 0)
    ]
    # A part of a hyphenated pair is no name by itself: Israel-China is China-Israel.
    found = [
        m for m in found if "-" not in text[m.start() - 1 : m.start()] + text[m.end() : m.end() + 1]
    ]
    pairs = [(a, b) for a in found for b in found if a.end() < b.start() and a.group() != b.group()
             and a.group() not in b.group() and b.group() not in a.group()]  # fmt: skip
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    if re.fullmatch(r"(?:, | and | or | and the |, and )", text[a.end() : b.start()]):
        return None  # "A and B" says the same as "B and A"
    return text[: a.start()] + b.group() + text[a.end() : b.start()] + a.group() + text[b.end() :]


def drop_not(text: str, rng: random.Random) -> str | None:
    """A negation lost."""
    for pattern, plain in rng.sample(_NOT, len(_NOT)):
        if pattern.search(text):
            return pattern.sub(plain, text, count=1)
    return None


def add_not(text: str, rng: random.Random) -> str | None:
    """A negation gained."""
    if re.search(r"\b(?:neither|none|nobody|never)\b", text, re.IGNORECASE):
        return None  # a second one would be no English
    found = list(_AUXILIARY.finditer(text))
    if not found:
        return None
    match = found[0]
    return text[: match.end()] + " not" + text[match.end() :]


def turn(text: str, rng: random.Random) -> str | None:
    """A word turned into its opposite."""
    pairs = [*_TURNS, *((b, a) for a, b in _TURNS)]
    found = [(m, b) for a, b in pairs for m in re.finditer(rf"\b{a}\b", text)]
    if not found:
        return None
    match, opposite = rng.choice(found)
    return text[: match.start()] + opposite + text[match.end() :]


def _near_month(text: str, match: re.Match[str]) -> bool:
    around = (
        text[max(0, match.start() - 12) : match.start()]
        + "|"
        + text[match.end() : match.end() + 12]
    )
    return any(month[:3] in around for month in _MONTHS)


MAKERS: dict[str, Maker] = {
    "number": number, "magnitude": magnitude, "date": date, "swapped names": swap,
    "dropped negation": drop_not, "added negation": add_not, "antonym": turn,
}  # fmt: skip

"""A sentence read so that it can be compared with one of another source. Pure.

Who says it and where it was filed are left out. What stays: its words without figures, its
figures, dates, clock times and names, and the span of time that they are for ("a year").
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rag.answering.asking.question import names_in, party
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.dates import dates, mask_dates
from rag.verifying.elapsed import clock_times
from rag.verifying.overlap import words_of
from rag.verifying.quantities import quantities
from rag.verifying.verbs import AUXILIARY, is_past, lemma

_SAYS = (
    r"(?:said|says|reported|reports|wrote|writes|estimates?d?|claims?|claimed|stated|states)\b"
    r"(?: (?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)?"
)
_ATTRIBUTION = re.compile(
    rf"^[\w' -]{{2,40}}, [\w'. -]{{2,40}}, {_SAYS}(?: that)?|"
    rf"\baccording to (?:the )?[^,.;]{{2,60}}[,.;]?|,? ?(?:the )?[\w' ]{{2,40}} {_SAYS}(?: that)?|"
    r"(?:据|根据)[^，。]{2,30}[，,]?|(?:לפי|על פי) [^,.;]{2,40},?",
    re.IGNORECASE,
)
# "PORT ALDOUS, Feb. 12 (Newswire) — The ferry ...": where and when it was filed.
_DATELINE = re.compile(
    r"^\W{0,3}[A-Z]{2,}[A-Z.,' ]*?(?:, [\w.,' ]{1,25})?\s?(?:\([^)]{2,25}\))?\W{0,3}?"
    r"\s?(?:[—–]|--|-)\s\W?(?=[A-Z])"
)
_SCOPE = re.compile(
    r"\b(?:first|second|third|fourth|last|next|previous) (?:half|quarter|month|year|week)|"
    r"\bq[1-4]\b|"
    r"\b(?:cumulative|total|average|quarter(?:ly)?|per capita|at least|up to)\b|上半年|下半年|季度|"
    r"每[年月日天]|累计|(?:רבעון|מחצית|בחודש|ביום)",
    re.IGNORECASE,
)
_SPANS = "hour|day|night|week|month|season|year|decade"
# "410 a year", "410 per year", "410 annually" are the same rate; "a year later" is none.
_RATE = re.compile(
    rf"\b(?:per|each|every) (?P<per>{_SPANS})\b|\b(?P<word>hourly|daily|nightly|weekly|monthly|"
    r"yearly|annual(?:ly)?|each|every)\b|(?<=[a-z\d%]) (?<!\bfor )(?<!\bin )(?<!\bof )(?<!\bis )"
    r"(?<!within )(?<!after )(?<!\bwas )(?<!nearly )(?<!almost )(?<!about )(?<!\bthan )"
    r"(?<!half )(?<!\bonce )(?<!\bas )"
    rf"an? (?P<a>{_SPANS})\b(?! (?:later|earlier|ago|after|before|old|of|and)\b)"
)
_PRONOUN = "it|he|she|they|we|its|his|her|their|our|this|that|these|those|both"
_PRONOUN_LED = re.compile(
    r"^\W*(?:(?:in|on|by|since|during|until|after|before|at|from|last|for|of|but|and|so|then|when)"
    rf"\s(?:[\w'.-]+,?\s){{0,5}}?)?(?:{_PRONOUN})\b(?! (?:the|a|an)\b)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\W*(?:in|on|by|since|during|until|after|before|at|from|for)\s[^,]{1,40},\s")
# Where a statement beside the first begins: its names are not those of the first.
_FURTHER = re.compile(r", (?:and|but|while|who|which)\s|;\s")
_LOOKED_BACK = 3
HALF_DAY = 720  # minutes


class Time(NamedTuple):
    """A clock time, half-open in the folded text, in minutes after midnight or noon."""

    start: int
    end: int
    minutes: int


class Claim:
    """What a sentence says, ready to be compared. Offsets are those of ``folded``.

    ``as_written`` has them too, with its capitals where folding has not moved anything.

    ``subject`` are the terms of what it speaks of at its beginning: behind a pronoun those of the
    sentences before it, None where they do not tell.
    """

    def __init__(self, text: str, around: Sequence[str], before: Sequence[str]) -> None:
        said = _ATTRIBUTION.sub(" ", _DATELINE.sub("", text))
        self.folded = fold(said)
        self.as_written = said if len(said) == len(self.folded) else self.folded
        self.dates = dates(self.folded)
        masked = mask_dates(self.folded)
        self.times = _clock_times(masked)
        masked = _blank(masked, [(time.start, time.end) for time in self.times])
        self.figures = tuple(q for q in quantities(masked) if not q.loose)
        self.unsaid = masked  # for what a figure counts
        masked = _blank(masked, [(figure.start, figure.end) for figure in self.figures])
        self.words = words_of(re.sub(r"\d[\d.,]*", " ", masked))
        # "March" and "Twenty-five" have a capital and are no names.
        values = [d.text for d in self.dates] + [q.text for q in self.figures]
        dated = {term for value in values for term in terms_of(value)}
        self.names = frozenset(t for t in name_terms(said) if not t.isdigit()) - dated
        self.main_names = self.names.intersection(name_terms(_FURTHER.split(said)[0]))
        self.names_around = frozenset(term for near in around for term in name_terms(near))
        self.around = self.names_around.union(term for near in around for term in terms_of(near))
        self.scope = scope_of(self.folded)
        self.by_pronoun = bool(_PRONOUN_LED.search(said))
        self.subject = _subject(said) if not self.by_pronoun else _antecedent(before)


_read = lru_cache(maxsize=4096)(Claim)  # the same sentences come for many questions


def claim_of(candidate: Candidate) -> Claim:
    """The candidate's sentence, read."""
    chunk = candidate.chunk.chunk
    before = chunk.sentences[max(candidate.place - _LOOKED_BACK, 0) : candidate.place]
    return _read(
        candidate.text,
        (candidate.chunk.provenance.title, *chunk.headings, chunk.text),
        tuple(chunk.slice(sentence) for sentence in before),
    )


# "Fourteen were to be set up" is a plan, "nine are in operation" is none.
_PLANNED = re.compile(
    r"\b(?:planned|plans? to|(?<!the )will|would|shall|should|(?:is|are|was|were) to (?!date)|"
    r"expect\w*|forecast\w*|propos\w+|target\w*|intend\w*|hop(?:e|es|ed|ing)|aim(?:s|ed|ing)?|budget\w*|"
    r"estimat\w+|projected|scheduled|may|might|demand\w*|ask(?:s|ed|ing)? for|"
    r"wants?|wanted|call(?:s|ed)? for)\b"
)


def is_planned(text: str) -> bool:
    """Whether what ``text`` says is planned, expected or wanted; not folded, May is no "may"."""
    return bool(_PLANNED.search(text))


@lru_cache(maxsize=4096)
def lemmas(text: str) -> frozenset[str]:
    """The words of a text that stand for something, in one form each: paid is pay."""
    said = re.findall(r"[^\W_]+", fold(text))
    return frozenset(lemma(word) for word in said if word not in ENGLISH)


def _clock_times(folded: str) -> tuple[Time, ...]:
    """The hours, with the stop of “a.m.”."""
    return tuple(
        Time(start, end + (folded[end - 1 : end + 1] == "m."),
             minutes % HALF_DAY)
        for start, end, minutes in clock_times(folded)
    )  # fmt: skip


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """``text`` with spaces at the spans: 6:40 is neither six nor forty of anything."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@lru_cache(maxsize=4096)  # a passage is looked through for each of its sentences
def name_terms(text: str) -> tuple[str, ...]:
    """The terms of the names, a people's name as its country's."""
    return tuple(
        term
        for name in names_in(text)
        for word in name.split()
        for term in terms_of(party(word.strip(".,")))
    )


def scope_of(folded: str) -> frozenset[str]:
    """The words that say for which span of time, or in all or on average, a figure is."""
    rates = set()
    for match in _RATE.finditer(folded):
        word = (match["word"] or "").removesuffix("ly").replace("annual", "year")
        rates.add("a " + (match["per"] or match["a"] or word.replace("dai", "day")))
    return frozenset(m.group().lower() for m in _SCOPE.finditer(folded)) | rates


def _antecedent(before: Sequence[str]) -> frozenset[str] | None:
    """The subject of the nearest sentence before that names one."""
    for sentence in reversed(before):
        if not _PRONOUN_LED.search(sentence):
            return _subject(_DATELINE.sub("", sentence))
    return None


def _subject(said: str) -> frozenset[str]:
    """The terms before the first verb, as far as a word shows that it is one."""
    text = _LEAD.sub("", said)
    words = re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", text)
    for at, word in enumerate(words):
        if at and (fold(word) in AUXILIARY or is_past(fold(word))):
            words = words[:at]
            break
    own = [word for word in words[:8] if fold(word) not in ENGLISH]
    return frozenset(term for word in own for term in terms_of(party(word)))

"""How near a sentence's words are to a question's: overlaps, order, values. Pure."""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.answering.asking.question import Question
from rag.reading.spoken_values import VALUES
from rag.reading.terms import fold, index_terms
from rag.verifying import words
from rag.verifying.words import Asks


@lru_cache(maxsize=1 << 14)
def terms_of(text: str, tongue: str | None = None) -> tuple[str, ...]:
    """The search terms of a text, in order; as a question in ``tongue`` has them, where given."""
    return tuple(index_terms(text, tongue))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term of the question tells: rarer among the retrieved sentences, more."""

    of: Mapping[str, float]
    total: float
    rarest: str

    def share(self, present: Iterable[str]) -> float:
        """The share of the question's weight that ``present`` carries, in [0, 1]."""
        return sum(self.of.get(term, 0.0) for term in present) / self.total


def weigh(terms: Sequence[str], texts: Sequence[frozenset[str]]) -> Weights:
    """Inverse frequency of the question's terms over the retrieved sentences."""
    count = len(texts)
    of = {
        term: math.log(1 + (count + 0.5) / (0.5 + sum(term in text for text in texts)))
        for term in terms
    }
    return Weights(of, sum(of.values()) or 1.0, max(of, key=lambda t: of[t]) if of else "")


def share(wanted: Sequence[str], text: str) -> float:
    """The share of ``wanted`` strings that stand in ``text``; 0 where none is wanted."""
    return sum(w in text for w in wanted) / len(wanted) if wanted else 0.0


def overlap(asked: frozenset[str], said: frozenset[str]) -> float:
    """The share of ``asked`` that is in ``said``; 0 where nothing is asked."""
    return len(asked & said) / len(asked) if asked else 0.0


def fuzzy(weights: Weights, own: frozenset[str]) -> float:
    """Coverage where a word of the same root counts: invade and invasion, poland and polish."""
    roots = {term[:4] for term in own if len(term) >= 4}
    return weights.share(t for t in weights.of if t in own or (len(t) >= 5 and t[:4] in roots))


def near_pairs(asked: Sequence[str], terms: Sequence[str]) -> float:
    """The share of the question's neighbouring terms that stand within three of each other."""
    pairs = list(pairwise(asked))
    places: dict[str, list[int]] = {}
    for i, term in enumerate(terms):
        places.setdefault(term, []).append(i)
    near = sum(
        any(abs(i - j) <= 3 for i in places.get(a, ()) for j in places.get(b, ())) for a, b in pairs
    )
    return near / max(len(pairs), 1)


def longest_run(asked: Sequence[str], terms: Sequence[str]) -> float:
    """The longest stretch of the question's terms with at most two others between, as a share."""
    wanted = set(asked)
    best = run = gap = 0
    for term in terms:
        if term in wanted:
            run, gap = run + 1, 0
            best = max(best, run)
        elif (gap := gap + 1) > 2:
            run = 0
    return best / max(len(asked), 1)


def in_order(asked: Sequence[str], terms: Sequence[str]) -> float:
    """The longest sequence of the question's terms said in the question's order, as a share."""
    place = {term: i for i, term in enumerate(asked)}
    tails: list[int] = []
    for term in terms:
        if (i := place.get(term)) is not None:
            at = bisect_left(tails, i)
            tails[at : at + 1] = [i]
    return len(tails) / max(len(asked), 1)


@lru_cache(maxsize=1 << 12)
def bigrams(folded: str) -> frozenset[str]:
    """Neighbouring words, stop words too; characters in Chinese."""
    said = re.findall(r"[^\W\u3400-\u9fff]+|[\u3400-\u9fff]", folded)
    return frozenset(f"{a} {b}" for a, b in pairwise(said))


@lru_cache(maxsize=1 << 12)
def grams(folded: str) -> frozenset[str]:
    """Four letters in a row, inside words."""
    return frozenset(
        w[i : i + 4] for w in re.findall(r"\w+", folded) for i in range(max(1, len(w) - 3))
    )


def bm25(weights: Weights, terms: Sequence[str], average: float) -> float:
    """BM25 (k1 1.2, b 0.75) of a sentence, over the question's weight."""
    length = 0.75 * len(terms) / max(average, 1.0) + 0.25
    counts = Counter(term for term in terms if term in weights.of)
    score = sum(weights.of[t] * n * 2.2 / (n + 1.2 * length) for t, n in counts.items())
    return score / weights.total


_VALUES: Mapping[Asks, re.Pattern[str]] = {
    Asks.DATE: words.DATE,
    Asks.NUMBER: words.NUMBER,
    Asks.MONEY: words.MONEY,
    Asks.PERCENT: words.PERCENT,
    Asks.DURATION: words.DURATION,
    Asks.REASON: words.REASON,
    Asks.MANNER: words.MANNER,
    Asks.PLACE: words.IN_PLACE,
}


def value_of(question: Question, asks: Asks) -> re.Pattern[str]:
    """What a value of this kind looks like in the language of the question."""
    return VALUES[asks] if question.tongue else _VALUES[asks]


_CAPITALISED = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z\u00c0-\u00de][\w\u00c0-\u024f'-]*")
_FULL_NAME = re.compile(
    r"[A-Z][\w’'.-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+|of|de|von|van|al))* [A-Z][\w’'-]+"
)


def values_in(question: Question, asked: str, text: str) -> int:
    """How many values of the kind asked for ``text`` has that ``asked`` (folded) does not have."""
    if question.asks is None:
        return 0
    if question.asks in (Asks.PERSON, Asks.ORGANISATION):
        return _names_in(question, asked, text.replace("’", "'"))
    matches = {m.group().lower() for m in value_of(question, question.asks).finditer(text)}
    if question.asks is Asks.PLACE:
        return len(matches)
    return sum(value not in asked for value in matches)


def _names_in(question: Question, asked: str, text: str) -> int:
    found = {word.removesuffix("'s") for word in _CAPITALISED.findall(text)}
    first = text.split(" ", 1)[0].strip("\"'“‘(")
    if first[:1].isupper() and first.lower() not in words.NOT_NAMES:
        found.add(first)
    if question.language != "en":
        return len(found) or 1  # names cannot be told there
    if question.tongue == "de":  # where every noun has a capital
        found = {name for name in _FULL_NAME.findall(text) if " " in name}
    return sum(fold(name) not in asked for name in found)


def full_names(asked: str, text: str) -> float:
    """log(1 + names of two or more words that the question (folded) does not have)."""
    return math.log1p(sum(fold(n) not in asked for n in _FULL_NAME.findall(text)))


def value_distance(question: Question, text: str, folded: str) -> float:
    """How near a value of the kind asked stands to a word of the question: 1 beside, 0 far."""
    asks = question.asks
    pattern = value_of(question, asks) if asks and asks in _VALUES else None
    values = [m.start() for m in pattern.finditer(text)] if pattern else []
    if not values:
        return 0.0
    asked = [t[:6] for t in question.terms if len(t) >= 3 or question.language != "en"]
    places = [m.start() for t in asked for m in re.finditer(re.escape(t), folded)]
    if not places:
        return 0.0
    return 1.0 / (1.0 + min(abs(p - v) for p in places for v in values) / 20)


def opposite(asked: str, said: str) -> bool:
    """Whether one says the opposite word of a word in the other, and neither says both."""
    said = said.lower()
    return any(_has(other, said) and not _has(word, said) for word, other in _turned(asked.lower()))


@lru_cache(maxsize=256)
def _turned(asked: str) -> tuple[tuple[str, str], ...]:
    """Words of ``asked`` with their opposites, where it does not say both."""
    both = (pair for a, b in words.OPPOSITES for pair in ((a, b), (b, a)))
    return tuple((a, b) for a, b in both if _has(a, asked) and not _has(b, asked))


@lru_cache(maxsize=1 << 10)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{word}" if word.isascii() else re.escape(word))


def _has(word: str, text: str) -> bool:
    return word in text and bool(_whole(word).search(text))

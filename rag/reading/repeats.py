"""Paragraphs that a web page shows twice: the same, nearly the same, or as a pull quote."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.reading.layout import Stretch
from rag.reading.sentences import split_sentences
from rag.schema import Kind

MIN_WORDS = 12
MIN_QUOTE_WORDS = 7
MOST_QUOTE_WORDS = 60
MOST_PLACES = 16
SIMILARITY = 0.9
SHINGLE = 3

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_NEGATIONS = frozenset(
    ("no", "not", "never", "none", "nor", "without", "cannot", "t", *"不没无", "לא", "אין")
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """``text[start:end]`` says again what stands elsewhere in the text."""

    start: int
    end: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Seen:
    words: list[str]
    shingles: int


def find_repeats(text: str, parts: Sequence[Stretch]) -> Iterator[Repeat]:
    """The repeated paragraphs among ``parts``; what is kept is the first full version."""
    # A question or a lead-in means something else each time: what follows it differs.
    prose = [
        part
        for part in parts
        if part.kind is Kind.PROSE
        and not text[part.start : part.end].rstrip(". ").endswith(("?", "？", ":", "："))
    ]
    tokens = {part: _TOKEN.findall(text[part.start : part.end]) for part in prose}
    quotes = dict(_pull_quotes(text, prose, tokens))
    seen: list[_Seen] = []
    exact: set[tuple[str, ...]] = set()
    shingles: dict[tuple[str, ...], list[int]] = {}
    for part in prose:
        words = tuple(word.casefold() for word in tokens[part])
        if part in quotes:
            yield quotes[part]
            continue
        if len(words) < MIN_WORDS:
            continue
        if words in exact:
            yield Repeat(part.start, part.end, "repeated paragraph", "stands above word for word")
            continue
        mine = {words[i : i + SHINGLE] for i in range(len(words) - SHINGLE + 1)}
        if _near(tokens[part], mine, shingles, seen):
            yield Repeat(
                part.start, part.end, "repeated paragraph", "stands above with other small words"
            )
            continue
        exact.add(words)
        for shingle in mine:
            shingles.setdefault(shingle, []).append(len(seen))
        seen.append(_Seen(tokens[part], len(mine)))


def _near(
    words: list[str],
    mine: set[tuple[str, ...]],
    shingles: dict[tuple[str, ...], list[int]],
    seen: list[_Seen],
) -> bool:
    """Whether an earlier paragraph has nine tenths of the shingles (Dice) and every fact."""
    # A phrase that opens every paragraph tells nothing: skip shingles that are everywhere.
    shared = Counter(i for shingle in mine for i in shingles.get(shingle, [])[:8])
    for i, count in shared.most_common(3):
        alike = 2 * count / (len(mine) + seen[i].shingles)
        if alike >= SIMILARITY and not _differ_in_fact(words, seen[i].words):
            return True
    return False


def _differ_in_fact(one: list[str], other: list[str]) -> bool:
    """Whether the two differ in a number, a name or a negation."""
    different = (Counter(one) - Counter(other)) + (Counter(other) - Counter(one))
    return any(
        any(char.isdigit() for char in word) or word[0].isupper() or word.lower() in _NEGATIONS
        for word in different
    )


def _pull_quotes(
    text: str, prose: Sequence[Stretch], tokens: dict[Stretch, list[str]]
) -> Iterator[tuple[Stretch, Repeat]]:
    """Short paragraphs whose every sentence stands word for word in one longer paragraph."""
    stands_in: dict[tuple[str, ...], set[Stretch]] = {}
    sentences: dict[Stretch, list[tuple[str, ...]]] = {}
    for part in prose:
        body = text[part.start : part.end]
        sentences[part] = [
            tuple(word.casefold() for word in _TOKEN.findall(body[s.start_char : s.end_char]))
            for s in split_sentences(body)
        ]
        for sentence in sentences[part]:
            places = stands_in.setdefault(sentence, set())
            # A sentence that is everywhere is no quote; it must not cost the square of that.
            if len(places) < MOST_PLACES:
                places.add(part)
    for part in prose:
        if not MIN_QUOTE_WORDS <= len(tokens[part]) <= MOST_QUOTE_WORDS or not sentences[part]:
            continue
        others = set.intersection(*(stands_in[sentence] for sentence in sentences[part]))
        if any(len(tokens[other]) > len(tokens[part]) for other in others):
            yield part, Repeat(part.start, part.end, "pull quote", "stands in a paragraph as well")

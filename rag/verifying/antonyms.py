"""Words that mean the opposite of each other, by lemma. Pure."""

from rag.verifying import lexicon
from rag.verifying.verbs import UP_AND_DOWN, lemma
from rag.verifying.words import OPPOSITES as WORD_PAIRS

_QUALITIES = [
    ("severe", "mild"), ("harmful", "harmless"), ("compulsory", "optional"), ("convict", "acquit"),
    ("reveal", "conceal"), ("thick", "thin"), ("loud", "quiet"), ("smooth", "rough"),
    ("occupied", "vacant"), ("crowded", "empty"), ("fresh", "stale"), ("visible", "hidden"),
    ("vague", "precise"), ("generous", "modest"), ("profitable", "loss-making"), ("calm", "tense"),
    ("shared", "separate"), ("natural", "artificial"), ("theory", "practice"), ("solid", "liquid"),
]  # fmt: skip


def _by_word() -> dict[str, frozenset[str]]:
    pairs = [*WORD_PAIRS, *lexicon.OPPOSITES, *_QUALITIES, *UP_AND_DOWN]
    opposites: dict[str, set[str]] = {}
    for pair in pairs:
        one, other = (lemma(w) if w.isascii() else w for w in pair)
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in opposites.items()}


OPPOSITES = _by_word()


def opposites(word: str) -> frozenset[str]:
    """The listed antonyms (lemmas) of a lemma."""
    return OPPOSITES.get(word, frozenset())

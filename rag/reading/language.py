"""Which language a text is in: by script, and for Latin script by its commonest words."""

import re

from rag.reading.stopwords import ENGLISH
from rag.reading.tongues import tongue

SAMPLE_CHARS = 20_000
MIN_LETTERS = 2
MIN_VOTES = 2

_SCRIPTS = {
    "he": re.compile(r"[\u05d0-\u05ea]"),
    "ar": re.compile(r"[\u0620-\u06d3]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "ja": re.compile(r"[\u3041-\u30ff]"),
    "zh": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
# A Chinese character says as much as several letters; kana settle for Japanese.
_LETTER_WEIGHT = {"zh": 3, "ja": 3, "ko": 2}
_KANA_SHARE = 0.05
_OTHER_LETTER = re.compile(r"[\u0370-\u1fff\u3040-\uffef]")
_WORD = re.compile(r"[a-zà-ɏ]+")
_COMMON = {
    name: frozenset(words.split())
    for name, words in {
        "en": "the of and to in is that for was with on are by as it from at this",
        "de": "der die und das den von zu mit ist dem des nicht ein eine auf für im",
        "fr": "le les et des est du une dans que qui pour pas sur au avec il en",
        "es": "el los las y del que una por con para es su se al como lo en",
        "pt": "o os as e do da que uma por com para é seu se ao como em não",
        "it": "il lo gli e del che una per con di è si al come in non della dei",
        "nl": "de het een en van is dat op te zijn voor met niet aan er om ook als",
    }.items()
}


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of ``text``'s main language; None where it is not clear.

    Tells en, de, fr, es, pt, it, nl, he, ar, ru, ko, ja and zh apart, from the first 20,000
    characters.
    """
    sample = text[:SAMPLE_CHARS]
    counts = {name: len(letter.findall(sample)) for name, letter in _SCRIPTS.items()}
    if counts["ja"] >= _KANA_SHARE * (counts["ja"] + counts["zh"]):
        counts["ja"], counts["zh"] = counts["ja"] + counts["zh"], 0
    weights = {name: count * _LETTER_WEIGHT.get(name, 1) for name, count in counts.items()}
    script = max(weights, key=weights.__getitem__)
    if counts[script] < MIN_LETTERS:
        return None
    return _vote(sample) if script == "latin" else script


def legible(text: str) -> bool:
    """Whether most of the letters of ``text`` are Latin, as those that English models know."""
    other = len(_OTHER_LETTER.findall(text))
    return not other or 2 * other <= len(_SCRIPTS["latin"].findall(text))


def foreign(text: str, language: str | None) -> bool:
    """Whether a passage of a document in ``language`` is in another language than English."""
    if not legible(text):
        return True
    if language is None:  # a text of a few words
        words = _WORD.findall(text.lower())
        return tongue(text) is not None or (
            not text.isascii() and not any(word in ENGLISH for word in words)
        )
    return language != "en" and detect_language(text) != "en"


def _vote(sample: str) -> str | None:
    words = _WORD.findall(sample.lower())
    votes = sorted(
        ((sum(word in common for word in words), name) for name, common in _COMMON.items()),
        reverse=True,
    )
    (most, winner), (second, _) = votes[:2]
    return winner if most >= MIN_VOTES and most > second else None

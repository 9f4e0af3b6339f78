"""A Chinese or Hebrew question in English words."""

import tomllib
from importlib.resources import files

import pytest

from rag.retrieval.bridge import Lexicon, english_words, load_lexicon

LEXICON = Lexicon(
    chinese={"中国": "China", "以色列": "Israel", "贸易": "trade", "贸易额": "value of trade"},
    hebrew={"סין": "China", "שגריר": "ambassador", "שיתוף פעולה": "cooperation", "דוח": "report"},
    longest=3,
)
QUESTIONS = [
    ("中国和以色列的贸易额", "China Israel value of trade"),  # the longest entry wins
    ("2023年SIPG在中国", "2023 SIPG China"),  # figures and Latin names pass through
    ("红烧肉", ""),
    ("שגריר סין", "ambassador China"),
    ("ובסין", "China"),  # two prefixes
    ("בשיתוף פעולה", "cooperation"),  # a phrase with a prefix
    ('דו"ח CRRC מ-2021', "report CRRC 2021"),
    ("לא ידוע", ""),
    ("China's trade with Israel?", ""),  # English needs no bridge
    ("", ""),
]


@pytest.mark.parametrize(("question", "english"), QUESTIONS)
def test_words_are_bridged(question: str, english: str) -> None:
    assert english_words(question, LEXICON) == english


def test_the_shipped_lexicon_can_be_reached() -> None:
    lexicon = load_lexicon()
    tables = tomllib.loads((files("rag.retrieval") / "lexicon.toml").read_text(encoding="utf-8"))
    for language in ("zh", "he"):
        assert 200 < len(tables[language]) <= 600
        for word, english in tables[language].items():
            assert english_words(word, lexicon) == " ".join(dict.fromkeys(english.split())), word
            assert english.isascii()

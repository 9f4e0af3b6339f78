"""Words are compared as a fair marker would, and quotes keep their place."""

import pytest

from evals.text import Ruler, contains, find, fold, normalise, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2019–2024", "2019-2024"),
        ("“peaceful  reunification”", '"peaceful reunification"'),
        ("it’s", "it's"),
        ("1,234,567", "1234567"),
        ("1\u202f234", "1234"),
        ("ＮＥＷ　ｌｉｎｅ", "new line"),
        ("צה״ל", 'צה"ל'),
        ("שָׁלוֹם", "שלום"),
        ("a\u200bb\u200e", "ab"),
        ("ﬁve", "five"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1,23", "123"), ("in 2024, 100", "in 2024100"), ("12,3456", "123456")]
)
def test_a_comma_that_separates_no_thousands_stays(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_folded_offsets_lead_back() -> None:
    text = "A  “ﬁrst” — 12,500\u200b cars"
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    start = folded.text.index("12500")
    span = text[folded.origin[start] : folded.origin[start + 4] + 1]
    assert span == "12,500"


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("It cost $2.5 billion.", "5", False),
        ("It cost $2.5 billion.", "2", False),
        ("It cost $2.5 billion.", "$2.5 billion", True),
        ("There were 15.", "5", False),
        ("There were 15.", "15", True),
        ("useful words", "us", False),
        ("The US, they said", "us", True),
        ("132 train cars", "132 Train Cars", True),
        ("12,500 cars", "12500", True),
        ("在2021年开通", "2021", True),
        ("清溪图书馆开放", "图书馆", True),
        ("בחיפה נפתח הנמל", "חיפה", True),
        ("anything", "", False),
    ],
)
def test_contains(text: str, phrase: str, found: bool) -> None:
    assert contains(text, phrase) is found


def test_find_gives_every_place_and_prefers_the_exact_one() -> None:
    text = "One “two”.\nThree. One “two”."
    assert find("One “two”.", text) == [(0, 10), (18, 28)]
    assert find('one  "TWO".', text) == [(0, 10), (18, 28)]
    assert find("four", text) == []
    assert find("  ", text) == []
    for start, end in find('one "two". three', text):
        assert text[start:end] == "One “two”.\nThree"


def test_words_split_chinese_by_character_and_keep_decimals() -> None:
    assert words("The 2.5 km line — 新线路") == ["2.5", "km", "line", "新", "线", "路"]


def test_a_ruler_counts_the_tokens_that_start_in_a_range() -> None:
    ruler = Ruler("one two three four")
    assert ruler((0, 18)) == (0, 4)
    assert ruler((4, 13)) == (1, 3)
    assert ruler((5, 7)) == (2, 2)

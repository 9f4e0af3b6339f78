"""Slips of the pen are put right by the words of the passages; words that are none stay."""

import pytest

from rag.answering.question import analyse
from rag.answering.spelling import repaired
from tests.passages import document, encoder, retrieved

LINE = document(
    "The line",
    "The ferry line will carry the bank's guests from Haifa. Does the crew care for children in "
    "summer? The Kubaisi brothers paid three cents. The editor believed that it was a success.",
)

RIGHT = ["sell", "live", "back", "heard", "insured", "carried", "occurring", "dad", "haifa"]
SLIPS = ["recieve", "isreal", "goverment", "beleive", "studnet", "seperate", "embasy", "hiafa"]


@pytest.mark.parametrize("word", RIGHT)
def test_a_word_is_known_in_any_form(word: str) -> None:
    assert encoder().is_word(word)


@pytest.mark.parametrize("word", [*SLIPS, "", "zzzz"])
def test_a_slip_is_no_word(word: str) -> None:
    assert not encoder().is_word(word)


def put_right(question: str) -> str:
    found, _ = retrieved("ferry line", LINE)
    return repaired(analyse(question), found, encoder().is_word).text


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Who beleived that it was a sucess?", "Who believed that it was a success?"),
        ("Does the feryr leave from Hiafa?", "Does the ferry leave from Haifa?"),
        ("What did the Kubaissi brothers pay?", "What did the Kubaisi brothers pay?"),
    ],
)
def test_slips_are_put_right(slip: str, meant: str) -> None:
    assert put_right(slip) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Do people live there?",  # line
        "What do they sell in winter?",  # will
        "When is she coming back?",  # bank
        "Why doesn't he come?",  # does
        "Was the Kuwaiti slimmer than the censor?",  # Kubaisi, summer
    ],
)
def test_other_words_than_the_passages_are_no_slips(question: str) -> None:
    assert put_right(question) == question

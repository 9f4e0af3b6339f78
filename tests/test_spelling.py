"""Slips of the pen are put right by the words of the passages; words that are none stay."""

import pytest

from rag.answering.asking.question import analyse
from rag.answering.asking.spelling import repaired
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
        ("wat is teh phone numbr of the line?", "what is the phone number of the line?"),
        ("hwo many cents for the ferryy?", "how many cents for the ferry?"),
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
        "Is the Wat a temple?",  # only a question's first word is in haste
    ],
)
def test_other_words_than_the_passages_are_no_slips(question: str) -> None:
    assert put_right(question) == question


def test_a_word_that_stands_in_capitals_only_is_not_shouted_back() -> None:
    board = document("Board", "SERVICE MEETING\n\nThe ferry is late.")
    found, _ = retrieved("ferry", board)
    asked = analyse("who runs the servce?")
    assert repaired(asked, found, encoder().is_word).text == "who runs the service?"

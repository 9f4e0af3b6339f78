import random

import pytest

from evals.turned import turned


def ways(question: str, answer: str, around: tuple[str, ...] = ()) -> set[str | None]:
    return {turned(question, answer, around, random.Random(seed)) for seed in range(40)}


def test_names_change_places_and_countries_their_form() -> None:
    found = ways("Which Chinese drone did Israel buy?", "China sold the Harpy.")
    assert "Which Israeli drone did China buy?" in found


@pytest.mark.parametrize(
    ("question", "answer", "around", "expected"),
    [
        ("When did Ruth sell the mill?", "Ruth sold it in May.", ("Then Ole came.",),
         "When did Ole sell the mill?"),
        ("What was sold in May 2019?", "A mill was sold in May 2019.", (),
         "What was sold in May 2021?"),
        ("Which is the largest port?", "Haifa is the largest port.", (),
         "Which is the smallest port?"),
        ("When was the mill sold?", "The mill was sold in May.", (), "Why was the mill sold?"),
        ("How was the mill shaped?", "The mill was shaped like a hat.", (),
         "How wasn't the mill shaped?"),
    ],
)  # fmt: skip
def test_one_thing_is_changed(
    question: str, answer: str, around: tuple[str, ...], expected: str
) -> None:
    assert expected in ways(question, answer, around)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Did Ruth sell the mill in 2019?", "Ruth sold it in 2019."),  # "no" would be an answer
        ("What is the trade between China and Israel worth?", "It is worth much, and no more."),
        ("Which is the largest port?", "The largest is not the smallest port."),
        ("How come the mill was shut?", "The mill was never open."),
    ],
)
def test_what_would_still_be_answered_stays(question: str, answer: str) -> None:
    assert ways(question, answer) == {None}

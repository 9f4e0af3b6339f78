"""Questions about two things at once: what is asked of each, and answers that have both."""

import pytest

from rag.answering.asking.question import analyse
from rag.answering.sides import sides_in, sides_told_apart, with_each


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Which firms work on the trams of Orrin and of Port Vale?", ("Orrin", "Port Vale")),
        ("What do Lind and Okafor think of the toll?", ("Lind", "Okafor")),
        ("How many ships came in 2021 and in the first half of 2024?", ("2021", "2024")),
        ("Is rent in Orrin higher than in Vale?", ("Orrin", "Vale")),
        ("Compare Orrin's debt with Vale's.", ()),  # "with" joins nothing
        ("Who sold Lind the Orrin works?", ()),
        ("What did Lind say in 2021?", ()),
        ("who runs the ferry", ()),
    ],
)
def test_what_is_joined(question: str, sides: tuple[str, ...]) -> None:
    assert sides_in(analyse(question)) == sides


TEXTS = [
    "Brask lays the rails in Orrin.",  # 0
    "The Orrin line costs 90 million.",  # 1
    "Many in Orrin complained.",  # 2
    "In Port Vale the cars come from Dunmore.",  # 3
    "Nobody rode the first tram.",  # 4
    "The council met on Monday.",  # 5
    "Two more lines are planned.",  # 6
    "Tickets stay at two crowns.",  # 7
]
SIDES = ("orrin", "port vale")
EVEN = [0.5] * len(TEXTS)  # of the question, in each


def test_names_that_nearly_all_have_are_no_sides() -> None:
    asked = analyse("Which firms work on the trams of Orrin and of Port Vale?")
    assert sides_told_apart(asked, TEXTS) == SIDES
    assert sides_told_apart(asked, TEXTS[:4]) == ()
    assert sides_told_apart(analyse("Who lays the rails in Orrin?"), TEXTS) == ()


def test_a_side_that_is_lacking_takes_the_last_place_that_no_side_needs() -> None:
    assert with_each(SIDES, [0, 1, 2], range(8), TEXTS, EVEN, most=3) == [0, 1, 3]
    assert with_each(SIDES, [0], range(8), TEXTS, EVEN, most=3) == [0, 3]


def test_nothing_changes_where_both_are_there_or_neither() -> None:
    assert with_each(SIDES, [3, 0], range(8), TEXTS, EVEN, most=3) == [3, 0]
    assert with_each(SIDES, [4], range(8), TEXTS, EVEN, most=3) == [4]
    assert with_each((), [4], range(8), TEXTS, EVEN, most=3) == [4]


def test_of_a_side_the_sentence_with_most_of_the_question_is_taken() -> None:
    covered = [0.2, 0.5, 0.9, 0.5, 0.5, 0.5, 0.5, 0.5]
    assert with_each(SIDES, [3, 1], range(8), TEXTS, covered, most=2) == [3, 2]
    assert with_each(SIDES, [0, 3], range(8), TEXTS, covered, most=3) == [0, 3], "the first stays"


def test_ordinals_of_one_thing_are_sides_where_the_sentences_have_them() -> None:
    asked = analyse("Did the first and the second council treat the trams alike?")
    assert sides_in(asked) == ("first council", "second council")
    told = ["The first council sold them.", "The second council bought more.", "Trams are green."]
    assert sides_told_apart(asked, told) == ("first council", "second council")
    assert sides_told_apart(asked, ["61 in the first year, 38 in the second.", *told[2:]]) == ()
    turned = analyse("Was the second council larger than the first council?")
    assert set(sides_in(turned)) == {"first council", "second council"}

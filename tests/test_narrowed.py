"""Near misses told by what a question narrows, by who has followed whom, by crossed parts."""

import pytest

from rag.answering.asking.question import analyse
from rag.answering.doubting.contrast import crossed
from rag.answering.doubting.narrowed import narrowed
from rag.answering.kinds.handover import followed, party

STAFF = "The mill has 48 members of staff."
UP_TO = "Loans of up to 400 crowns run for a year."


@pytest.mark.parametrize(
    ("question", "sentence", "what"),
    [
        ("How many women work at the mill?", STAFF, "women"),
        ("How many people work at the mill?", STAFF, None),
        ("How many women work at the mill?", "Of the 48 members of staff four are men.", None),
        ("How many children came?", "Thirty people came to the feast.", "children"),
        ("How many children came?", "Thirty people came, ten of them under twelve.", None),
        ("Who chaired it in the previous round?", "It is chaired this year by Ada Poe.",
         "previous round"),
        ("Who chairs it this year?", "Last year it was chaired by Ada Poe.", "this year"),
        ("Who chairs it this year?", "It is chaired this year by Ada Poe, last year by Bo.", None),
        ("How many stood after the second winter?", "After the first winter 63 stood.",
         "the second winter"),
        ("How many stood after the second winter?", "63 stood after the first winter, 48 after "
         "the second winter.", None),
        ("How deep is the tunnel?", "A tunnel, 9.6 kilometres long, was opened in 1988.", "deep"),
        ("How deep is the tunnel?", "It runs 40 metres below the river.", None),
        ("How wide is the weir?", "The weir is two metres high.", "wide"),
        ("How wide is the weir?", "The weir is nine metres across.", None),
        ("What is the minimum loan?", UP_TO, "minimum"),
        ("What is the maximum loan?", UP_TO, None),
        ("What is the smallest loan?", "Loans from 50 to at most 400 crowns.", None),
    ],
)  # fmt: skip
def test_the_sentence_has_to_tell_of_what_is_narrowed(
    question: str, sentence: str, what: str | None
) -> None:
    assert narrowed(analyse(question), [sentence]) == what


def test_the_other_way_round_is_another_deed() -> None:
    sold = "In 1952 she sold Marsh & Sons to the Eastern Line for a million pounds."
    assert crossed(analyse("For how much did the Eastern Line sell Marsh & Sons?"), sold)
    assert not crossed(analyse("For how much did she sell Marsh & Sons?"), sold)


PASSED = "In March the mandate passed from Stone Brothers to Larch Partners after a tender."


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is the new manager of the fund?", "Larch Partners"),
        ("Who was the former manager of the fund?", "Stone Brothers"),
        ("Who drew up the tender?", None),
    ],
)
def test_the_new_one_is_the_one_it_passed_to(question: str, name: str | None) -> None:
    span = party(question, PASSED)
    assert (PASSED[slice(*span)] if span else None) == name


def test_one_whom_another_has_followed_is_not_left_alone() -> None:
    texts = ["The fund is managed by Stone Brothers.", PASSED]
    new = followed("Who is the new manager of the fund?", texts, 0)
    now = followed("Who manages the fund?", texts, 0)
    assert new and new.at == 1 and new.is_new and PASSED[slice(*new.name)] == "Larch Partners"
    assert now and now.at == 1 and not now.is_new
    assert followed("Who managed the fund in 2020?", texts, 0) is None


@pytest.mark.parametrize(
    ("asked", "said", "lacking"),
    [
        ("What did the herders of the western bank announce?",
         "The herders of the eastern bank announced a strike.", "western"),
        ("How long was it closed on Mondays?", "On Sunday it was closed for an hour.", "Mondays"),
        ("How did he lose the sight of his left eye?", "Cataracts clouded his right eye.", "left"),
        ("How old are cars in the west?", "Cars are 13 years old, in western parts 16.", None),
        ("Who left the right side open?", "He left the right side open.", None),
        ("Who stopped them in the Middle East?", "They turned back north of Ayn Jalut.", None),
        ("Did it rain in the south?", "It rained in the north.", None),  # a no answers it
    ],
)  # fmt: skip
def test_of_one_of_its_kind_the_other_tells_nothing(
    asked: str, said: str, lacking: str | None
) -> None:
    assert narrowed(analyse(asked), [said]) == lacking

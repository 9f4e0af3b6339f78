"""Sentences that say who or what a name is."""

import pytest

from rag.answering.asking.question import analyse
from rag.answering.kinds.described import describes, introduces

RUNS = "The trust's chief executive, Ada Poe, admitted that."


@pytest.mark.parametrize(
    ("question", "sentence", "says"),
    [
        ("Who is Ada Poe?", RUNS, True),
        ("Who's Ada Poe", RUNS, True),
        ("Who was Ada Poe?", "The remainder came from the novelist Ada Poe.", True),
        ("Who is Ada Poe?", "I asked Ada Poe from Poe Electrical.", True),
        ("Who is Ada Poe?", "Ada Poe, who used to run a hotel, said so.", True),
        ("What is Tamar Mutual?", "The insurers (Tamar Mutual) have asked for it.", True),
        ("What is Tamar Mutual?", "Tamar Mutual is an insurer.", True),
        ("Who is Ada Poe?", "Then came Ada Poe and Oona Brady.", False),
        ("Who is Ada Poe?", "The novelist Ada Poeman died.", False),
        ("Who is Ada Poe's sister?", RUNS, False),
        ("Who is the chief executive?", RUNS, False),
        ("Where is Ada Poe?", RUNS, False),
        ("Who is she?", RUNS, False),
    ],
)
def test_the_name_and_what_it_is_stand_together(question: str, sentence: str, says: bool) -> None:
    assert describes(analyse(question), sentence) is says


@pytest.mark.parametrize(
    ("question", "sentence", "how_clearly"),
    [
        ("What is Low Water?", "Low Water, our programme for the young, opened in May.", 2),
        ("What is the Low Water?", "The Low Water, a fair that she began, is in June.", 2),
        ("Who is Ada Poe?", "Ada Poe, 54, runs the mill.", 2),
        ("Who is Ada Poe?", "“It will hold,” says co-author Dr Ada Poe.", 2),
        ("Who is Ada Poe?", "Write to the programme officer, Ada Poe, by May.", 2),
        ("Who is Ada Poe?", "“We are glad,” says Ada Poe, chief executive of the trust.", 2),
        ("Who is Rex?", "There lay a very old dog called Rex.", 2),
        ("Who is Ada Poe?", "Then came Ada Poe, who keeps bees.", 1),
        ("Who is Ada Poe?", "By Ada Poe.", 1),
        ("Who is Ada Poe?", "Two years later Ada Poe sold the mill.", 0),
        ("Who is Ada Poe?", "The boat was sold after Ada Poe died.", 0),
        ("What is Bergen?", "In Bergen, the mayor opened the fair.", 0),
        ("Who is Ada Poe's sister?", "Ada Poe, 54, runs the mill.", 0),
    ],
)
def test_some_forms_leave_no_doubt_that_they_introduce(
    question: str, sentence: str, how_clearly: int
) -> None:
    assert introduces(analyse(question), sentence) == how_clearly

"""Sentences that say who or what a name is."""

import pytest

from rag.answering.described import describes
from rag.answering.question import analyse

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

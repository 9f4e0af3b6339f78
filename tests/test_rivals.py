"""Two documents that answer one question otherwise, each in its own words."""

from pathlib import Path

import pytest

from rag.answering.rivals import decides
from rag.schema import Answer
from rag.store.encoder import Encoder
from tests.serving import opened

BLOG = """# Over the wall: the lido of Corran

Published 3 May 2022

Our pool at Corran first opened to bathers in 1934, on a Whit Monday so cold that the mayor alone
stayed in. Ada Moll sold the tickets at the gate in Weir Lane.

Last summer 22,450 bathers came to the lido. The Guild gave 8,500 pounds for the survey of its wall.

The council approved the new roof in April, and twelve sheds are to be built beside it.
"""
MINUTES = """# Corran Town Council: minutes of 16 June 2022

Councillor Ada Moll recalled that the lido in Weir Lane, opened in 1937, had been listed in 2009.

The Guild had counted 19,300 bathers at the lido last summer, she said.

In April the council turned down the plan for the new roof, by nine votes to four.

The survey of what residents wish for the lido had cost 3,200 pounds. Nine sheds stand beside it.
"""
ELSEWHERE = """# The baths at Holm

Published 8 May 2022

The baths at Holm opened in 1921. The county counted 7,100 bathers there last summer.
"""


def asked(question: str, folder: Path, encoder: Encoder, **texts: str) -> Answer:
    files = {f"{name}.md": text for name, text in texts.items()}
    with opened(folder, encoder, texts=files) as engine:
        return engine.answer(question)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("In what year did the lido of Corran open?", {"1934", "1937"}),
        ("How many bathers came to the lido last summer?", {"22,450", "19,300"}),
    ],
)
def test_two_values_for_what_is_asked_stand_side_by_side(
    question: str, sides: set[str], tmp_path: Path, encoder: Encoder
) -> None:
    answer = asked(question, tmp_path, encoder, blog=BLOG, minutes=MINUTES)
    (differing,) = answer.disagreements
    assert set(differing.values) == sides
    assert all(side in answer.text for side in sides)
    assert answer.short_answer is None


def test_what_one_approved_and_the_other_turned_down(tmp_path: Path, encoder: Encoder) -> None:
    answer = asked("Was the new roof approved?", tmp_path, encoder, blog=BLOG, minutes=MINUTES)
    assert len(answer.disagreements) == 1 and "turned down" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How much did the survey of the wall of the lido cost?",  # another survey
        "How many sheds stand beside the lido?",  # a plan and what is there
        "Who sold the tickets at the lido?",
    ],
)
def test_no_alarm_about_what_only_looks_like_it(
    question: str, tmp_path: Path, encoder: Encoder
) -> None:
    assert not asked(question, tmp_path, encoder, blog=BLOG, minutes=MINUTES).disagreements


def test_no_alarm_about_another_thing(tmp_path: Path, encoder: Encoder) -> None:
    for question in ("When did the lido open?", "How many bathers came last summer?"):
        answer = asked(question, tmp_path / question[:4], encoder, blog=BLOG, holm=ELSEWHERE)
        assert not answer.disagreements


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("The council approved the roof.", 1),
        ("The ministry turned down the application to extend the permit.", -1),
        ("They voted the plan down by seven to four.", -1),
        ("The council approved a motion that rejects the roof.", 0),
        ("The council did not approve the roof.", -1),
        ("It is not known whether the council approved the roof.", 0),
        ("The roof leaks.", 0),
    ],
)
def test_what_a_sentence_decides(text: str, decided: int) -> None:
    assert decides(text) == decided

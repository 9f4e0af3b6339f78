"""Votes told as a score answer who was for and against, of what was voted on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.engine import Engine
from rag.schema import Turn
from rag.store.encoder import Encoder
from tests.serving import opened

MINUTES = """# Minutes of the parish council, 4 March 2025

The council met in the village hall. Nine members were present.

The motion to sell the old school was carried by 6 votes to 3. The motion to raise the allotment
rents was lost, with four in favour and five against. The budget was adopted by 7 votes to 1, with
one abstention.

Lena Marsh was elected treasurer by 5 votes to 4. The barn was refused permission, 8–1.
The cricket match that the council watched was lost by 9 wickets to 4.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("votes")
    with opened(folder, encoder, texts={"minutes.md": MINUTES}) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "votes", "sentence"),
    [
        ("How many councillors voted against selling the old school?", "6 votes to 3", "school"),
        ("How many were in favour of raising the allotment rents?", "four in favour", "allotment"),
        ("How many voted against raising the rents?", "five against", "allotment"),
        ("How many abstained on the budget?", "one abstention", "budget"),
        ("How many voted against Lena Marsh?", "5 votes to 4", "Marsh"),
        ("How many votes against the barn were there?", "8–1", "barn"),
    ],
)
def test_the_votes_of_what_is_asked_about(
    engine: Engine, question: str, votes: str, sentence: str
) -> None:
    answer = engine.answer(question)
    assert not answer.abstained and answer.short_answer and answer.short_answer.quote == votes
    assert len(answer.sentences) == 1 and sentence in answer.text


def test_votes_asked_about_in_other_words_bring_their_sentence(engine: Engine) -> None:
    answer = engine.answer("How many voted against the rent rise?")
    assert len(answer.sentences) == 1 and "five against" in answer.text


def test_a_question_after_the_other_side_is_of_the_same_vote(engine: Engine) -> None:
    asked = "How many members voted for the budget?"
    said = Turn(asked, engine.answer(asked).text)
    answer = engine.answer("And how many were against?", history=[said])
    assert "7 votes to 1" in answer.text and len(answer.sentences) == 1


@pytest.mark.parametrize(
    "question",
    ["How many people were against the new road?", "How many votes were there against the mayor?"],
)
def test_votes_on_something_else_are_no_answer(engine: Engine, question: str) -> None:
    answer = engine.answer(question)
    assert answer.abstained and answer.reason and "something else" in answer.reason


def test_a_match_is_no_vote(engine: Engine) -> None:
    answer = engine.answer("How many were against the cricket match?", abstain_below=0)
    assert answer.short_answer is None or "wickets" not in answer.short_answer.quote

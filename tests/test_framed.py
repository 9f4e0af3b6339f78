"""Messages with a greeting, a story, or two questions; what a follow-up says beside what was told."""

from pathlib import Path

import pytest

from rag.answering.asking.framed import framed
from rag.answering.asking.question import analyse
from rag.schema import Turn
from rag.store.encoder import Encoder
from rag.verifying.words import Asks
from tests.serving import opened

REED_BED = """# The reed bed at Corran

The Guild planted a reed bed at Corran in 2021 to clean the water of the mill.

It took up half of the nitrate within two summers, and the perch have come back.

Two teachers, Ada Moll and Bo Lind, count the birds there every Sunday.

The county paid for the reeds because the mill had closed its own filter.
"""


FERRY = """# The ferry

The ferry to Holm leaves at nine from the quay.

It stops at two islands on the way. A ticket costs four pounds.
"""


@pytest.mark.parametrize(
    ("message", "ways"),
    [
        ("Hi there! Hope you're well. Who runs the mill?", ("Who runs the mill?",)),
        ("Shalom, sorry to bother you. Who runs the mill? Thanks a lot!", ("Who runs the mill?",)),
        ("Hello again :) when was it built?", ("when was it built?",)),
        ("Which firms supply the mill? Could you name them?", ("Which firms supply the mill?",)),
        ("Oh, and which firms supply the mill?", ("which firms supply the mill?",)),
        # What stands before a question may be what it is about.
        (
            "My aunt lives by the mill. They are planting reeds there, she says. Where is that?",
            (
                "They are planting reeds there, she says. Where is that?",
                "My aunt lives by the mill. They are planting reeds there, she says. Where is that?",
            ),
        ),
        (
            "I live by the sea. I have a Volt 3. She loves it. Is it safe?",
            ("She loves it. Is it safe?", "I have a Volt 3. She loves it. Is it safe?"),
        ),
        # What stands behind a question says what it is about, too.
        (
            "When does it open? I mean the lido in Ostrey.",
            ("When does it open? I mean the lido in Ostrey.",),
        ),
        (
            "I own a shop on Weaver Street. How do I apply for the hardship fund?",
            (
                "How do I apply for the hardship fund?",
                "I own a shop on Weaver Street. How do I apply for the hardship fund?",
            ),
        ),
        (
            "I'm writing about boats - what does a berth cost in winter?",
            (
                "what does a berth cost in winter?",
                "I'm writing about boats what does a berth cost in winter?",
            ),
        ),
        (
            "The guild wrote a letter, didn't it? What was in it?",
            ("The guild wrote a letter, didn't it? What was in it?",),
        ),
    ],
)
def test_what_a_message_asks(message: str, ways: tuple[str, ...]) -> None:
    assert framed(message).ways == ways


@pytest.mark.parametrize(
    "message",
    [
        "Who runs the mill?",
        "Nice, France: who is mayor?",
        "Right to repair: what does the law say?",
        "About how many people work there?",
        "Back to back, how many wins were there?",
        "Right-wing parties in which countries gained seats?",
        "Hi-fi systems: how many were sold?",
        "Thanks to whom was the line saved?",
        "Is he right?",
        "hey, how's it going today?",
        "Thanks, that was helpful!",
        "Mr. Lind runs the mill. The U.S. bought it.",
        "hi",
        "好的，谢谢。磨坊是谁的？",
    ],
)
def test_what_has_nothing_around_it_stays(message: str) -> None:
    assert framed(message).ways == (message,)


@pytest.mark.parametrize(
    "opening", ["ok different thing. ", "By the way, ", "Let's talk about money now: "]
)
def test_a_new_topic_that_is_announced_leaves_the_old_one(
    opening: str, tmp_path: Path, encoder: Encoder
) -> None:
    history = [Turn("Who leads the Knesset delegation?", "Boaz Toporovsky led it. [1]")]
    assert framed(f"{opening}who counts the birds?").fresh
    with opened(tmp_path, encoder, texts={"reeds.md": REED_BED}) as engine:
        answer = engine.answer(f"{opening}who counts the birds?", history=history)
        assert answer.standalone_question == "who counts the birds?"
        assert "Ada Moll" in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        "ok back to the reed bed: when was it planted?",
        "Okay, once more about the reed bed. When was it planted?",
        "cheers. about the reed bed again, when was it planted?",
    ],
)
def test_a_topic_that_is_gone_back_to_is_what_is_asked_about(
    asked: str, tmp_path: Path, encoder: Encoder
) -> None:
    history = [Turn("When does the ferry leave?", "It leaves at nine. [1]")]
    with opened(tmp_path, encoder, texts={"reeds.md": REED_BED, "ferry.md": FERRY}) as engine:
        answer = engine.answer(asked, history=history)
        assert answer.standalone_question and answer.standalone_question.endswith("the reed bed?")
        assert "2021" in answer.sentences[0].text


def test_more_of_it_is_not_looked_for_elsewhere(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"reeds.md": REED_BED, "ferry.md": FERRY}) as engine:
        first = engine.answer("When does the ferry to Holm leave?")
        answer = engine.answer("What else did she say?", history=[Turn(first.question, first.text)])
        assert answer.abstained or "reed" not in answer.text


def test_what_was_told_is_no_answer_to_more(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"ferry.md": FERRY}) as engine:
        first = engine.answer("Does the ferry stop on the way?")
        assert first.text.startswith("It stops at two islands")
        told = [Turn(first.question, first.text)]
        assert "two islands" not in engine.answer("Which ones?", history=told).text
        again = engine.answer("Does it stop at two islands?", history=told)
        assert again.text.startswith("It stops at two islands")


def test_as_for_is_no_time() -> None:
    assert analyse("When it comes to mills, which one is the oldest?").asks is not Asks.DATE


def test_a_greeting_and_a_story_cost_no_answer(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"reeds.md": REED_BED}) as engine:
        plain = engine.answer("Why did the county pay for the reeds?")
        story = engine.answer(
            "Hi! My cousin Zebedee in Ohio never believed me, and I've a bet on it with Mr. Quince. "
            "Why did the county pay for the reeds? Thanks!"
        )
        assert not plain.abstained and story.text == plain.text
        assert story.standalone_question == "Why did the county pay for the reeds?"


def test_two_questions_are_both_answered(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"reeds.md": REED_BED}) as engine:
        answer = engine.answer("When was the reed bed planted? And who counts the birds there?")
        assert "2021" in answer.text and "Ada Moll" in answer.text


def test_a_follow_up_is_answered_by_what_stands_beside_what_was_told(
    tmp_path: Path, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder, texts={"reeds.md": REED_BED}) as engine:
        first = engine.answer("When did the Guild plant a reed bed at Corran?")
        history = [Turn(first.question, first.text)]
        answer = engine.answer("Did it help?", history=history)
        assert "half of the nitrate" in answer.sentences[0].text
        assert engine.answer("How deep is it?", history=history).abstained

"""Exported chats: who wrote each message and when."""

from datetime import date

import pytest

from rag.reading.chat import parse_chat
from rag.reading.load import read_bytes
from rag.reading.sentences import split_sentences
from rag.schema import Kind
from rag.verifying.cite import compose
from tests.passages import answered, document

BOAT = """\
02/06/2025, 08:01 - Messages and calls are end-to-end encrypted. Only people in it can read them.
02/06/2025, 08:01 - Iris Bell created group "The Marigold"
02/06/2025, 08:02 - Iris Bell changed the subject from "Boat" to "Boat: The Marigold"
02/06/2025, 08:03 - Iris Bell: Here we talk about the boat
02/06/2025, 08:10 - Olaf (yard): <Media omitted>
13/06/2025, 17:44 - Olaf (yard): This is the offer. 2,150 plus VAT for the hull
and 300 for the mast
14/06/2025, 09:20 - Iris Bell: I booked the crane at Port Sela. It lifts us out at noon
20/06/2025, 18:30 - Olaf (yard): The survey went through
"""


def parsed(text: str) -> list[str]:
    found = parse_chat(text)
    return found.text.split("\n\n") if found else []


def test_each_message_is_a_paragraph_with_who_and_when() -> None:
    found = read_bytes(BOAT.encode(), name="Chat with The Marigold.txt")
    assert found.title == "Chat with The Marigold" and found.published == date(2025, 6, 20)
    assert found.text.split("\n\n") == [
        'Iris Bell created group "The Marigold" (2 June 2025, 08:01).',
        'Iris Bell changed the subject from "Boat" to "Boat: The Marigold" (2 June 2025, 08:02).',
        "Iris Bell (2 June 2025, 08:03): Here we talk about the boat",
        "Olaf yard (13 June 2025, 17:44): This is the offer. "
        "2,150 plus VAT for the hull and 300 for the mast",
        "Iris Bell (14 June 2025, 09:20): I booked the crane at Port Sela. It lifts us out at noon",
        "Olaf yard (20 June 2025, 18:30): The survey went through",
    ]
    assert [cut["kind"] for cut in found.metadata["cut"]] == ["chat line", "chat line"]
    assert {s.kind for s in split_sentences(found.text)} == {Kind.PROSE}


@pytest.mark.parametrize(
    "lines",
    [
        "[12/03/2025, 09:15:03] Ada Poe: Yes\n[12/03/2025, 09:16:00] Bo: No\n"
        "[13/03/2025, 21:05:00] Ada Poe: Well",
        "2025-03-12 09:15 Ada Poe: Yes\n2025-03-12 09:16 Bo: No\n2025-03-13 21:05 Ada Poe: Well",
        "3/12/25, 9:15 AM - Ada Poe: Yes\n3/12/25, 9:16 AM - Bo: No\n3/13/25, 9:05 PM - Ada Poe: Well",
        "12.03.25, 09:15 - Ada Poe: Yes\n12.03.25, 09:16 - Bo: No\n13.03.25, 21:05 - Ada Poe: Well",
        "Wednesday, 12 March 2025\nAda Poe [09:15]: Yes\nBo [09:16]: No\n"
        "--- 13 March 2025 ---\nAda Poe [21:05]: Well",
    ],
)  # fmt: skip
def test_the_forms_of_several_programs(lines: str) -> None:
    assert parsed(lines) == [
        "Ada Poe (12 March 2025, 09:15): Yes",
        "Bo (12 March 2025, 09:16): No",
        "Ada Poe (13 March 2025, 21:05): Well",
    ]


def test_of_two_small_numbers_the_day_is_the_one_that_does_not_go_back() -> None:
    lines = "1/2/25, 09:00 - Ada: Yes\n2/1/25, 09:00 - Bo: No\n2/3/25, 09:00 - Ada: Well"
    assert "Bo (1 February 2025, 09:00): No" in parsed(lines)
    assert "Bo (2 January 2025, 09:00): No" in parsed(lines.replace("1/2/25", "1/1/25"))


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-12 09:15:03 INFO: up\n2025-03-12 09:15:04 ERROR: down\n2025-03-12 09:15:05 INFO: up",
        "12/03/2025, 09:15 - Doors: open\n12/03/2025, 10:00 - Talk: begins\n12/03/2025, 11:00 - Tea: hot",
        "Ada said on 12/03/2025, 09:15 - no more.\n\nBo: Yes\n\nAda: No",
        "",
    ],
)  # fmt: skip
def test_other_text_is_no_chat(text: str) -> None:
    assert parse_chat(text) is None


@pytest.mark.parametrize("line", ["1/1/25, 1:00 - ", "[", "a [", "1/1/25, 1:00 - a: b\n", "\n"])
def test_a_megabyte_takes_no_time(line: str) -> None:
    assert parse_chat(line * (1_000_000 // len(line))) is None


def shown(question: str) -> str:
    chat = parse_chat(BOAT)
    assert chat is not None
    return compose(answered(question, document("The Marigold", chat.text)).picked).text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did Iris book the crane?", "Iris Bell (14 June 2025, 09:20): I booked the crane"),
        ("Where does the crane lift us out?", "Iris Bell (14 June 2025, 09:20): "),
        ("How much is the offer?", "Olaf yard (13 June 2025, 17:44): 2,150 plus VAT"),
        ("Did the survey go through?", "Olaf yard (20 June 2025, 18:30): The survey went through"),
    ],
)
def test_a_message_is_shown_with_who_wrote_it_and_when(question: str, words: str) -> None:
    answer = shown(question)
    assert words in answer, answer


def test_the_day_of_a_message_answers_when() -> None:
    chat = parse_chat(BOAT)
    assert chat is not None
    short = answered("When did the survey go through?", document("M", chat.text)).short
    assert short and chat.text[short.start_char : short.end_char] == "20 June 2025"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("When did the crane come?", "The crane came last week"),
        ("When did the crane come?", "The crane came at 9 in the end"),
        ("When did the crane come?", "Has the crane come?"),
        ("When does the crane come?", "The crane comes and lifts us out"),
    ],
)
def test_the_day_of_a_message_is_not_when_something_else_happened(
    question: str, message: str
) -> None:
    text = BOAT.replace("The survey went through", message)
    chat = parse_chat(text)
    assert chat is not None and message in chat.text
    short = answered(question, document("M", chat.text)).short
    assert not short or chat.text[short.start_char : short.end_char] != "20 June 2025"

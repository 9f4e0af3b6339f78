"""An answer told in two sentences is shown whole."""

import pytest

from rag.verifying.cite import compose
from tests.passages import answered, document

NOTES = document(
    "Vindhamn harbour notes",
    """Correction, 4 May: an earlier version of these notes said that the quay is 310 metres long. \
The correct length is 130 metres. The notes appear monthly.

The herring fishery was destroyed by the new dam, which cut off the spawning grounds in 1954. \
Then the cannery bought a second trawler and took what was left. Nobody was blamed.

To join the rowing club, send a card to the secretary before Easter. I am serious. \
Then come to the boathouse with a warm hat. The club was founded in 1911.

Dogs may sail on the ferry. But not on Sundays in July. The ferry is green.
""",
)


def text(question: str) -> str:
    return compose(answered(question, NOTES).picked).text


@pytest.mark.parametrize(
    ("question", "other_half"),
    [
        ("What mistake in the notes was corrected?", "The correct length is 130 metres."),
        ("What destroyed the herring fishery?", "Then the cannery bought"),
        ("How do I join the rowing club?", "Then come to the boathouse"),
        ("May dogs sail on the ferry?", "But not on Sundays in July."),
    ],
)
def test_the_sentence_that_leans_on_the_answer_stands_behind_it(
    question: str, other_half: str
) -> None:
    assert other_half in text(question)


@pytest.mark.parametrize(
    "question", ["How long was the quay said to be?", "When was the herring fishery cut off?"]
)
def test_it_does_not_where_a_figure_or_day_is_asked_for(question: str) -> None:
    assert "correct length" not in text(question) or "310" not in text(question)
    assert "Then" not in text(question)


COLUMNS = document(
    "The Vindhamn Gazette",
    """The Vindhamn Gazette has carried several columns by the harbour master. One column praised \
the new crane. Another column asked for cheaper berths. A third column was about gulls. The Gazette \
costs two crowns.

The council refused the second pier because the sand shifts every winter. The vote was long. \
Another reason for refusing the pier, the mayor said, was its price.

Asked about the ferry, the mayor said it had been late because of fog. The ferry is green.
""",
)


def shown(question: str) -> str:
    return compose(answered(question, COLUMNS).picked).text


def test_each_of_several_is_shown_where_several_are_asked_for() -> None:
    found = shown("What were the harbour master's columns about?")
    assert "new crane" in found and "cheaper berths" in found and "gulls" in found
    assert "two crowns" not in found
    assert "gulls" not in shown("Which column praised the crane?")


def test_another_reason_for_the_same_is_shown_too() -> None:
    found = shown("Why did the council refuse the second pier?")
    assert "sand shifts" in found and "its price" in found
    assert "its price" not in shown("Why was the ferry late?")
    assert "its price" not in shown("What did the council refuse?")

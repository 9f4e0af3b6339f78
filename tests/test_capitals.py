"""Names in a question that was typed in small letters."""

import pytest

from rag.answering.asking.capitals import with_capitals
from tests.quoted import passage

PASSAGES = [
    passage("# The Harbour Board Meets\n\nThe chair thanked Amira Haddad, who asked for a turkey. "
            "Only then did Priya speak of may blossom.", "minutes"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("what is amira haddad's task?", "what is Amira Haddad's task?"),
        ("what did priya say", "what did Priya say"),
        ("who pays for the harbour board?", "who pays for the harbour board?"),
        (
            "is there an embassy of saudi arabia in china?",
            "is there an embassy of Saudi Arabia in China?",
        ),
        ("which french firm is it", "which French firm is it"),
        ("how long does a turkey take?", "how long does a turkey take?"),
        ("what does it tell us?", "what does it tell us?"),
        ("What is Amira to do with priya?", "What is Amira to do with priya?"),
        ("does i know amira?", "does i know Amira?"),
        ("", ""),
    ],
)
def test_names_get_their_capitals(typed: str, read: str) -> None:
    assert with_capitals(typed, PASSAGES) == read

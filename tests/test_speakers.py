"""Whose words a sentence gives, where a question asks what somebody said."""

import pytest

from rag.answering.kinds.speakers import said_by_another, speaks_unnamed

PASSAGE = (
    "Ada Moll runs the mill. Bo Lind, who chairs the Guild, told the paper that the weir must go. "
    "The county, he added, has waited too long. The perch cannot pass it, said Ada Moll. "
    "Her neighbour, Cy Dorn, disagrees: it is a fine weir, he says. It was built in 1901."
)
WAITED = "The county, he added, has waited too long."
PERCH = "The perch cannot pass it, said Ada Moll."
FINE = "Her neighbour, Cy Dorn, disagrees: it is a fine weir, he says."


@pytest.mark.parametrize(
    ("asked", "text", "speaker"),
    [
        ("What did Ada Moll say about the county?", WAITED, "Bo Lind"),
        ("What did Bo Lind say about the county?", WAITED, None),
        ("How does Lind see the county?", WAITED, None),
        ("What does Bo Lind think of the perch?", PERCH, "Ada Moll"),
        ("What did Moll say about the perch?", PERCH, None),
        ("How did Ada Moll describe the weir?", FINE, "Cy Dorn"),
        ("What did Cy Dorn say about the weir?", FINE, None),
        ("How does Bo Lind see the weir, and what does Cy Dorn say?", PERCH, None),
        # For a firm others speak.
        ("What did Apple say about the weir?", PERCH, None),
        # Nobody says it, or nobody's words are asked for.
        ("What did Bo Lind say about its age?", "It was built in 1901.", None),
        ("When was the weir built?", WAITED, None),
    ],
)
def test_whose_words_they_are(asked: str, text: str, speaker: str | None) -> None:
    assert said_by_another(asked, text, PASSAGE) == speaker


def test_a_code_of_capitals_is_read_at_once() -> None:
    code = "-".join("A" * 40)
    assert said_by_another(f"What did {code} say?", f"{code} was it, he said.", code) is None
    assert not speaks_unnamed(f"{'A' * 20_000} was it.")

"""Decades are found in whichever form a document has them."""

import pytest

from rag.reading.decades import as_written, decade_terms, decades
from rag.reading.terms import index_terms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in the 1990s and the '80s", [("1990s", "1990"), ("'80s", "80")]),
        ("In the nineties, or the 70’s", [("nineties", "90"), ("70’s", "70")]),
        ("in her nineties, at $90s, 0.90s, A-90s", []),
        ("the twenties, the 2020s, 1995", []),
    ],
)
def test_decades_are_told_from_ages_and_amounts(text: str, found: list[tuple[str, str]]) -> None:
    assert [tuple(one) for one in decades(text)] == found


@pytest.mark.parametrize(
    ("asked", "text", "read"),
    [
        ("What was sold in the nineties?", "In the 1990s a mill was sold.", {"nineties": "1990s"}),
        ("What was sold in the 1880s?", "In the eighties a mill.", {"1880s": "eighties"}),
        ("What was sold in the nineties?", "Sold in the nineties, or the 1990s.", {}),
        ("What was sold in the nineties?", "In the 1890s and again in the 1990s.", {}),
        ("What was sold in the 1990s?", "In the 1890s a mill was sold.", {}),
        ("Sold in the nineties?", "Sold in the 90s, I mean the 1990s.", {"nineties": "1990s"}),
        ("What was sold in 1995?", "In the 1990s a mill was sold.", {}),
    ],
)
def test_a_decade_is_read_as_the_passages_write_it(
    asked: str, text: str, read: dict[str, str]
) -> None:
    assert as_written(asked, [text])[1] == read


def test_they_are_searched_for_in_the_forms_that_are_there() -> None:
    texts = ["In the 1990s China bought drones.", "The 80s were long."]
    assert decade_terms(index_terms("in the nineties"), texts) == {"1990s"}
    assert decade_terms(index_terms("in the 1980s"), texts) == {"80s"}
    assert decade_terms(index_terms("in the sixties"), texts) == frozenset()
    assert decade_terms(index_terms("in May"), texts) == frozenset()


def test_only_the_decade_itself_is_written_otherwise() -> None:
    asked = "Was more sold in the 90s than in the 1890s?"
    assert as_written(asked, ["More was sold in the nineties."]) == (asked, {})
    assert as_written("In the 80s, not the 1980s?", ["In the 1980s."])[0] == (
        "In the 1980s, not the 1980s?"
    )

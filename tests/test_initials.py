"""Initials that the documents only spell out."""

from pathlib import Path

import pytest

from rag.answering.asking.initials import spelled_out
from rag.schema import Chunk, Provenance, ScoredChunk
from rag.store.encoder import Encoder
from tests.serving import opened

TEXT = (
    "Key performance indicators\n\nThe annual general meeting is in July. Members of the annual "
    "general meeting vote. All good men were there. The Office for Product Safety was told."
)
WORDS = {"who", "when", "is", "the", "what", "are", "act", "told", "agile"}


def passages(text: str) -> list[ScoredChunk]:
    chunk = Chunk("c", "d", 0, (), text, 0, len(text), ())
    return [ScoredChunk(chunk, Provenance("d", "a.md", "A", "0"), 1.0, 0.5, 0.0)]


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("When is the AGM?", "When is the annual general meeting?"),
        ("when is the agm", "when is the annual general meeting"),
        ("What are the KPIs?", "What are the key performance indicators?"),
        ("Was the OPS told?", "Was the office for product safety told?"),
        ("Who is in NATO?", "Who is in NATO?"),
        ("What is the AGW?", "What is the AGW?"),  # "all good men" is no term, nor is it there
        ("What is the IT?", "What is the IT?"),
        ("What is the act?", "What is the act?"),  # a word
    ],
)
def test_initials_are_read_as_the_passages_write_them(asked: str, read: str) -> None:
    text, notes = spelled_out(asked, passages(TEXT), WORDS.__contains__)
    assert text == read
    assert bool(notes) == (asked != read)


def test_a_run_of_words_that_is_no_term_stands_for_nothing() -> None:
    once = "The agents got money from the fund."
    assert spelled_out("When is the AGM?", passages(once), WORDS.__contains__)[0].endswith("AGM?")


def test_initials_that_a_passage_has_stay() -> None:
    both = f"{TEXT} The AGM is open."
    assert spelled_out("When is the AGM?", passages(both), WORDS.__contains__) == (
        "When is the AGM?",
        (),
    )


def test_what_may_be_spelled_out_is_not_said_to_be_missing(
    tmp_path: Path, encoder: Encoder
) -> None:
    text = "# Tern plc\n\nShares may be held until the next annual general meeting of Tern plc.\n"
    with opened(tmp_path, encoder, texts={"a.md": text}) as engine:
        assert "do not mention" not in (engine.answer("Who chairs the AGM?").reason or "")
        assert "do not mention XQV" in (engine.answer("Who chairs the XQV?").reason or "")


def test_a_question_with_initials_is_answered_and_says_how_it_was_read(
    tmp_path: Path, encoder: Encoder
) -> None:
    text = (
        "# Tern plc\n\nThe annual general meeting will be held on 17 July 2025 in Hull. The final "
        "dividend is subject to approval at the annual general meeting.\n"
    )
    with opened(tmp_path, encoder, texts={"a.md": text}) as engine:
        answer = engine.answer("When is the AGM?")
        assert "17 July 2025" in answer.text
        assert "“AGM” was read as “annual general meeting”." in answer.notes

"""What running text counts off comes together: "There are two reasons. The first is …"."""

from pathlib import Path

import pytest

from rag.answering.kinds.enumerated import says_how_many
from rag.store.encoder import Encoder
from tests.serving import opened

WEIR = """# The weir at Corran

The weir company has three owners. Ada Moll holds a half; the county and the Guild share the rest.

## Why it should go

Two reasons speak for taking it down. The first is the perch, which cannot pass it in spring. The
county counted nine of them in 2024. The second is the cost of its repair.

## What it did

It drove a mill until 1952.
"""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Who owns the weir company?", ["three owners", "Ada Moll holds a half"]),
        ("Which reasons speak for taking the weir down?", ["The first is", "The second is"]),
    ],
)
def test_what_is_only_counted_comes_with_what_it_is(
    asked: str, said: list[str], tmp_path: Path, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder, texts={"weir.md": WEIR}) as engine:
        answer = engine.answer(asked)
        assert all(one in answer.text for one in said)


VISIT = """# A visit to Holm

The county signed the main treaty on Monday.

Several smaller agreements were signed during the visit. The yard will deliver six boats by 2027. A
paper mill is to open in the harbour. The two vets will accept each other's tests for shrimp.

The delegation left on Thursday by ferry.
"""


def test_several_are_what_stands_behind_the_sentence_that_says_so(
    tmp_path: Path, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder, texts={"visit.md": VISIT}) as engine:
        answer = engine.answer("What smaller agreements were signed during the visit?")
        assert not answer.abstained and "ferry" not in answer.text
        assert all(one in answer.text for one in ("six boats", "paper mill", "shrimp"))


def test_one_of_them_comes_alone(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"weir.md": WEIR}) as engine:
        answer = engine.answer("How many perch did the county count in 2024?")
        assert "nine" in answer.sentences[0].text and "The second" not in answer.text


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("The firm has three owners.", True),
        ("There are several reasons for it.", True),
        ("There are two options: to stay and to go.", False),
        ("It has three owners, the county, Ada Moll, and the Guild.", False),
        ("It has three boats.", False),
    ],
)
def test_a_sentence_that_only_counts(text: str, counts: bool) -> None:
    assert says_how_many(text) == counts

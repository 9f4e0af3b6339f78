"""Questions of two parts, and pages of questions that are quoted without them."""

from pathlib import Path

import pytest

from rag.answering.parts import parts
from rag.schema import Filters
from rag.store.encoder import Encoder
from tests.serving import opened

LEASE = """# Lease of Mill Cottage

On signing the Tenant shall pay a deposit of £1,800, which the Landlord shall hold.

The Landlord shall return the deposit within 30 days of the end of the term.

The Tenant shall pay the rent on the first day of each month.
"""
CHAT = """# Minutes of the choir

The current account stood at £3,912.40 on 31 January, the deposit account at £8,250.

We will get the music back from the printer in March.
"""
FAQ = """# Questions about the cover

**What excess do I pay?**
The standard excess is £150 a claim.

**How quickly are claims settled?**
Four in five are paid within five working days.
"""


def test_both_parts_are_answered_from_one_document(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"lease.md": LEASE, "minutes.md": CHAT}) as engine:
        answer = engine.answer("whats the deposit for the cottage and when do we get it back")
        assert not answer.abstained
        assert "£1,800" in answer.text and "within 30 days" in answer.text
        assert len(answer.sentences) == 2 and "8,250" not in answer.text


def test_one_sentence_may_answer_both_parts(tmp_path: Path, encoder: Encoder) -> None:
    text = (
        "# Berths\n\nThe deposit is £400 and is returned within six weeks of the boat leaving.\n\n"
        "The gate is locked at night."
    )
    with opened(tmp_path, encoder, texts={"berths.md": text}) as engine:
        answer = engine.answer("what is the deposit and when is it returned?")
        assert "£400" in answer.text and len(answer.sentences) == 1


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("what is the rent and when is it due?", ("what is the rent", "When is the rent due")),
        ("Who was Ada Poe and why?", None),
        ("Which towns and villages flood?", None),
    ],
)
def test_a_question_of_two_parts_is_two_questions(text: str, two: tuple[str, str] | None) -> None:
    assert parts(text) == two


def test_a_page_of_questions_is_not_quoted_with_them(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"faq.md": FAQ}) as engine:
        answer = engine.answer("What excess do I pay?")
        assert answer.text.startswith("The standard excess is £150")


@pytest.mark.parametrize("texts", [{}, {"berths.md": "# Berths\n\nThe gate is locked at night."}])
def test_nothing_found_for_a_part_is_silence_also_where_an_answer_is_wanted(
    texts: dict[str, str], tmp_path: Path, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder, texts=texts) as engine:
        nobody = Filters(publishers=("Nobody",))
        for question in ("what is the rent and when is it due?", "What went wrong in 2024?"):
            assert engine.answer(question, filters=nobody, abstain_below=0).abstained

"""What stands under the number of a clause, and money that only a caption or a share says."""

from collections.abc import Iterator

import pytest

from rag.engine import Engine
from rag.store.encoder import Encoder
from tests.serving import opened

CONTRACT = """# Agreement

## 12. Ending

12.1 Either party may end this agreement on ninety days' notice.

12.2 Where the customer ends it early, the termination fee is 35% of what is left of the subscription.

## 13. Control

13.1 The supplier shall tell the customer who owns it.

13.2 If a rival of the customer buys the supplier, the customer may end this agreement. It has ninety
days to do so. No fee is due.

13.21 The auditor is named by both.

## Further terms

1. The price is fixed for a year.
2. Each clinic has a line of its own.
3. Term 2 does not apply to the mobile clinic.
"""
PAY = """# Pay

Table 8: Remuneration of directors (£ thousand)

| Director | Salary | Bonus | Total |
| --- | --- | --- | --- |
| Ada Poe | 410 | 220 | 630 |
| Bo Lind | 300 | 110 | 410 |
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("contract")
    with opened(folder, encoder, texts={"contract.md": CONTRACT, "pay.md": PAY}) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "says", "not_that"),
    [
        ("What does clause 13.2 say?", ["If a rival", "ninety days", "No fee is due"], "auditor"),
        ("what is section 13.1 about", ["who owns it"], "rival"),
        ("What does term 2 say?", ["line of its own"], "mobile"),
        ("What is term 3 of the agreement?", ["mobile clinic"], "line of its own"),
        ("What does clause 12.1 state?", ["ninety days' notice"], "35%"),
    ],
)
def test_the_clause_that_is_asked_for_is_quoted(
    engine: Engine, question: str, says: list[str], not_that: str
) -> None:
    answer = engine.answer(question)
    assert not answer.abstained
    assert all(words in answer.text.replace("\n", " ") for words in says), answer.text
    assert not_that not in answer.text


def test_a_clause_that_is_not_there_is_not_answered(engine: Engine) -> None:
    assert engine.answer("What does clause 47.3 say?").abstained


def test_a_fee_may_be_a_share(engine: Engine) -> None:
    answer = engine.answer("What is the termination fee?")
    assert "35%" in answer.text


def test_a_caption_says_that_figures_are_money(engine: Engine) -> None:
    answer = engine.answer("How much was Ada Poe paid in total?")
    assert "630" in answer.text
    assert not answer.reason

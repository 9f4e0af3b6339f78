"""What is free has no amount, and still a price that is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.asking.question import analyse
from rag.engine import Engine
from rag.store.encoder import Encoder
from tests.serving import opened

HERONS = """# Herons return to the Aune estuary

From July visitors may watch the colony from a hide near the car park. It holds twelve people, and
entry is free. Parking costs 4 euros a day, while the shuttle bus is free on Sundays.

The fishermen's cooperative in Sandvik has lost a tenth of its catch. Its chairwoman, Marit
Solheim, wants the municipality to pay compensation.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("free")
    with opened(folder, encoder, texts={"herons.md": HERONS}) as engine:
        yield engine


@pytest.mark.parametrize(
    "question", ["What does entry cost?", "How much is entry?", "Is there a fee for entry?"]
)
def test_what_is_free_is_told(engine: Engine, question: str) -> None:
    answer = engine.answer(question)
    assert not answer.abstained and "entry is free" in answer.text
    assert answer.short_answer and answer.short_answer.quote == "free"


def test_free_is_said_of_its_own_clause_only(engine: Engine) -> None:
    parking = engine.answer("What does parking cost?", abstain_below=0)
    assert parking.short_answer is None or "4 euros" in parking.short_answer.quote
    bus = engine.answer("How much does the shuttle bus cost?")
    assert "shuttle bus" in bus.text and bus.short_answer and bus.short_answer.quote == "free"


def test_whose_chairwoman_she_is_is_told(engine: Engine) -> None:
    answer = engine.answer("Who is Marit Solheim?")
    assert "Marit" in answer.sentences[0].text and "cooperative" in answer.sentences[1].text


def test_what_happens_to_a_salary_is_no_amount() -> None:
    assert analyse("What happens to my salary after six weeks?").asks is None
    assert str(analyse("What is the salary of a warden?").asks) == "money"

"""Numbered paragraphs, as of contracts and minutes, are no list to be shown whole."""

import pytest

from rag.reading.sentences import split_sentences
from rag.schema import Kind
from tests.passages import answered, document, text_of

LEASE = (
    "# Crane lease\n\n"
    "1. Equipment. The owner shall supply two tower cranes and one mobile crane, together with the "
    "accessories that are set out in the schedule. The cranes are painted yellow.\n\n"
    "2. Term. The lease begins on 1 March 2024 and runs for eighteen months. The renter may extend it "
    "once, by up to six months, if it gives written notice sixty days before it ends.\n\n"
    "3. Rent. The renter shall pay a monthly rent of 48,500 crowns on the fifth working day. Late "
    "payments bear interest at 1.5 per cent a month. The owner may then fetch the cranes, at the cost of the"
    " renter, who has to keep the yard open for it and to say where they stand.\n\n"
    "4. Wind. Work shall stop when the wind is faster than 72 kilometres an hour. Days that are lost "
    "to wind do not extend the lease, and no rent is given back for them either.\n"
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How long does the crane lease run?", "eighteen months"),
        ("What interest do late payments bear?", "1.5 per cent"),
        ("How fast may the wind be before work stops?", "72 kilometres"),
    ],
)
def test_one_clause_brings_none_of_the_others(question: str, told: str) -> None:
    picked = answered(question, document("Crane lease", LEASE)).picked
    shown = " ".join(map(text_of, picked))
    assert told in shown
    assert sum(len(pick.sentences) for pick in picked) <= 3


def test_a_heading_in_an_item_stays_with_its_sentence() -> None:
    items = [s for s in split_sentences(LEASE) if s.kind is Kind.LIST_ITEM]
    said = [LEASE[s.start_char : s.end_char] for s in items]
    assert "Late payments bear interest at 1.5 per cent a month." in said, "it is cut"
    rent = "Rent. The renter shall pay a monthly rent of 48,500 crowns on the fifth working day."
    assert rent in said

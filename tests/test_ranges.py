"""Rows whose first cell is a range, and which of them a number falls into."""

import pytest

from rag.answering.asking.question import analyse
from rag.answering.evidence import gather
from rag.answering.rows.ranges import range_of, row_in_range
from tests.passages import answered, document, retrieved, text_of

LEAVE = document(
    "handbook",
    "# Leave\n\n| Length of service | Days of leave | Carried over |\n|---|---|---|\n"
    "| less than 2 years | 25 | 3 |\n| 2 to 5 years | 27 | 5 |\n| more than 5 years | 30 | 8 |\n",
)
PARCELS = document(
    "parcels",
    "# Parcels\n\n| Weight (kg) | Price |\n|---|---|\n| up to 5 | €4 |\n| 5–15 | €9 |\n"
    "| 15.5–31 | €16 |\n| 1,000 and more | on request |\n",
)
AGES = document(
    "pool",
    "# The pool\n\n| Ticket | Price |\n|---|---|\n| Child 6–15 | 3.10 |\n| Child under 6 | free |\n"
    "| Adult | 6.40 |\n| 65 and over | 4.00 |\n",
)


def row(question: str, about: object) -> str | None:
    found, near = retrieved(question, about)  # type: ignore[arg-type]  # documents
    candidates = gather(found, near)
    index = row_in_range(analyse(question), candidates, range(len(candidates)))
    return None if index is None else candidates[index].text.split(" | ")[0]


CREDITS = document(
    "credits",
    "# Service credits\n\n| Availability | Credit |\n|---|---|\n| 99.5% to below 99.8% | 5% |\n"
    "| 98.0% to below 99.5% | 20% |\n| Below 98.0% | 35% |\n",
)


@pytest.mark.parametrize(
    ("about", "question", "label"),
    [
        (LEAVE, "How many days of leave do I get after 3 years?", "2 to 5 years"),
        (LEAVE, "leave after 18 months", "less than 2 years"),
        (LEAVE, "Days of leave with 6 years of service?", "more than 5 years"),
        (LEAVE, "days of leave with less than 2 years", "less than 2 years"),
        (LEAVE, "leave after more than 5 years", "more than 5 years"),
        (LEAVE, "leave after at least 7 years", None),
        (LEAVE, "How many days of leave in 2024?", None),
        (LEAVE, "How many days of leave do I get?", None),
        (LEAVE, "Is 40 kg too much leave?", None),
        (CREDITS, "What is the credit when availability is 98.5%?", "98.0% to below 99.5%"),
        (CREDITS, "Which credit for an availability of 99.5%?", "99.5% to below 99.8%"),
        (CREDITS, "Which credit for an availability of 91%?", "Below 98.0%"),
        (PARCELS, "Which discount is given on parcels, 12%?", None),
        (PARCELS, "What does a parcel of 12 kg cost?", "5–15"),
        (PARCELS, "price for 900 g", "up to 5"),
        (PARCELS, "price for two tonnes", "1,000 and more"),
        (PARCELS, "price for 15.2 kg", None),  # between two of them
        (AGES, "My son is 9, what is his ticket?", "Child 6–15"),
        (AGES, "ticket for a child of 5", "Child under 6"),
        (AGES, "What do tickets for 3 people cost?", None),
        (AGES, "Is there a 20% discount on a ticket?", None),
        (AGES, "I am 70 years old. What do I pay?", "65 and over"),
    ],
)
def test_a_number_falls_into_one_row(about: object, question: str, label: str | None) -> None:
    assert row(question, about) == label


def test_a_long_number_takes_no_time() -> None:
    assert range_of("0" * 20_000) is None and range_of("1" * 20_000 + " to 2") is None


def test_the_row_is_the_answer() -> None:
    selection = answered("How many days of leave do I get after 3 years?", LEAVE)
    assert [text_of(p) for p in selection.picked][-1].endswith("2 to 5 years | 27 | 5")

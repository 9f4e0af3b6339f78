"""The row of a table whose value is the highest or the lowest."""

import pytest

from rag.answering.asking.question import analyse
from rag.answering.evidence import gather
from rag.answering.rows.extremes import extreme
from rag.schema import Document
from tests.passages import answered, document, retrieved, text_of

BIKES = document(
    "bikes",
    "# Bikes for hire\n\nPrices are in euros and include a lock.\n\n"
    "| Bike | Day | Week | Deposit | Weight | Bought | Hours |\n|---|---|---|---|---|---|---|\n"
    "| City bike | 9.50 | 41 | 50 | 17 kg | 3 May 2021 | 9:00–18:00 |\n"
    "| E-bike | 24 | 118 | 200 | 25.4 kg | June 2024 | 9:00–17:00 |\n"
    "| Child's bike | 5 | 22 | none | 9,800 g | 2019 | 10:00–20:30 |\n"
    "| Tandem | 19 | 1,020 | 150 | 23 kg | 2 March 2023 | – |\n",
)
BOATS = document(
    "boats",
    "# Boats for hire\n\n| Boat | Day | Seats |\n|---|---|---|\n| Skiff | 30 | 2 |\n"
    "| Gig | 45 | 4 |\n| Punt | 28 | 6 |\n",
)
DAYS = document(
    "boats",
    "# Leave\n\nLeave days in 2024:\n\n| Group | Days |\n|---|---|\n| Staff | 30 |\n| Trainees | 27 |\n"
    "| Helpers | 20 |\n\nLeave days in 2025:\n\n| Group | Days |\n|---|---|\n| Staff | 31 |\n"
    "| Trainees | 33 |\n| Helpers | 21 |\n",
)


def row_for(question: str, *documents: Document) -> list[str] | None:
    found, near = retrieved(question, *documents)
    candidates = gather(found, near)
    top = extreme(analyse(question), candidates, range(len(candidates)))
    return None if top is None else [candidates[i].text.split(" | ")[0] for i in top.rows]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Which bike has the highest deposit?", "E-bike"),
        ("what bike is cheapest for a week", "Child's bike"),
        ("Which bike is the most expensive for a day?", "E-bike"),
        ("Which bike is the heaviest?", "E-bike"),
        ("Which is the lightest bike?", "Child's bike"),
        ("Which bike is the newest?", "E-bike"),
        ("Which bike was bought the earliest?", "Child's bike"),
        ("Which bike can be had for the longest hours?", "Child's bike"),
        ("Which bike has the largest week price?", "Tandem"),
        # What is no comparison of rows, or of no column.
        ("What does the tandem cost for a day?", None),
        ("Which bike is the most comfortable?", None),
        ("What is the least I must know?", None),
        ("最贵的是哪辆车？", None),
    ],
)
def test_the_row_of_its_column(question: str, row: str | None) -> None:
    assert row_for(question, BIKES) == (None if row is None else [row])


STAFF = document(
    "staff",
    "# Staff\n\n| Name | Role | Salary | Joined | Age | Bonus |\n|---|---|---|---|---|---|\n"
    "| Ann | Engineer | 50,000 | 2019 | 41 | 1.200,50 |\n| Bob | Designer | 40,000 | 2021 | 29 | 950,00 |\n"
    "| Cy | Engineer | 45,000 | 2015 | 52 | 1,5 |\n| Dee | Designer | 42,000 | 2023 | 33 | 0 |\n"
    "| Total |  | 177,000 |  |  |  |\n",
)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Who has the highest salary?", ["Ann"]),
        ("Which engineer has the lowest salary?", ["Cy"]),
        ("Which designer has the highest salary?", ["Dee"]),
        ("Who is the youngest?", ["Bob"]),
        ("Who is the oldest?", ["Cy"]),
        ("Who has the second highest salary?", None),
        ("Who does not have the highest salary?", None),
        ("Who has the highest bonus?", None),  # commas may be decimal
    ],
)
def test_totals_conditions_and_ages(question: str, row: list[str] | None) -> None:
    assert row_for(question, STAFF) == row


def test_the_table_that_the_rows_are_called_by() -> None:
    assert row_for("Which boat has the most seats?", BIKES, BOATS) == ["Punt"]
    assert row_for("Which boat is the cheapest for a day?", BIKES, BOATS) == ["Punt"]


def test_of_two_tables_the_one_that_says_the_year_above_it() -> None:
    assert row_for("Which group had the most leave days in 2024?", DAYS) == ["Staff"]
    assert row_for("Which group had the most leave days in 2025?", DAYS) == ["Trainees"]


def test_a_table_of_which_a_part_was_not_retrieved_is_not_compared() -> None:
    rows = "".join(f"| Boat number {n} of the harbour | {n} |\n" for n in range(10, 60))
    long = document("long", f"# Boats\n\n| Boat | Seats |\n|---|---|\n{rows}")
    question = "Which boat has the most seats?"
    found, near = retrieved(question, long)
    assert len(found) > 2
    for kept, row in ((found, "59"), ([f for f in found if not f.is_last], None)):
        candidates = gather(kept, near)
        top = extreme(analyse(question), candidates, range(len(candidates)))
        assert (top is None) == (row is None)
        assert top is None or f"number {row} " in candidates[top.rows[0]].text


def test_the_answer_is_the_row_its_name_is_pointed_out_and_how_it_was_found_is_said() -> None:
    selection = answered("Which bike has the highest deposit?", BIKES)
    assert [text_of(p) for p in selection.picked][-1].startswith("E-bike | 24")
    assert selection.notes == ("Found by comparing 4 rows of the table by “Deposit”.",)
    assert selection.short is not None
    start, end = selection.short.start_char, selection.short.end_char
    assert BIKES.text[start:end] == "E-bike"
    selection = answered("What is the highest deposit for a bike?", BIKES)
    assert selection.short is not None
    assert BIKES.text[selection.short.start_char : selection.short.end_char] == "200"

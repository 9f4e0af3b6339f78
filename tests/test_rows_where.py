"""All rows of a table that have what is asked for, and no others; or the reason for none."""

import pytest

from rag.answering.rows.bounds_asked import bounds_in
from rag.answering.rows.columns_where import unit_of
from tests.passages import answered, document

SURE = 0.5
BOATS = document(
    "boats",
    "# Boats of Osprey Quay\n\nPrices are in pounds.\n\n"
    "| No. | Boat | Builder | Sails | Length (m) | Price per day | Leaves | Back | Built | Dogs allowed | Guarantee (months) |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|\n"
    "| B-01 | Heron | Tuckwell | red | 6 | 84 | 07:30 | 12:00 | 1998 | yes | 24 |\n"
    "| B-02 | Wigeon | Tuckwell / Marsh | white | 7.5 | 96.50 | 13:15 | 19:40 | 2009 | no | 36 |\n"
    "| B-03 | Teal | Marsh | off white | 4 | 41 | 18:20 | 21:00 | 2014 | yes | 12 |\n"
    "| B-04 | Grebe | Ockley | tan | 9 | 1,300 | 18:45 | 23:10 | 1987 | no | 36 |\n"
    "| Total | | | | | 1,521.50 | | | | | |\n",
)
STOCK = document(
    "stock",
    "# Goods\n\n| Code | Item | Made in | Sold |\n|---|---|---|---|\n"
    + "".join(
        f"| G{n} | Article number {n} of the shelf | {'Malta' if n % 17 == 0 else 'Spain'} | {n} |\n"
        for n in range(10, 70)
    ),
)


def rows_for(question: str) -> list[str] | None:
    """The names of the rows shown; None for silence."""
    found = answered(question, BOATS)
    if found.confidence < SURE:
        return None
    text = " ".join(p.chunk.chunk.slice(s) for p in found.picked for s in p.sentences)
    return [name for name in ("Heron", "Wigeon", "Teal", "Grebe", "Total") if name in text]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which boats have red sails?", ["Heron"]),
        ("Which boats have white sails?", ["Wigeon"]),  # not the one of off white
        ("Which boats are by Marsh?", ["Wigeon", "Teal"]),
        ("Which boats cost less than 90?", ["Heron", "Teal"]),
        ("Which boats cost more than £90?", ["Wigeon", "Grebe"]),
        ("Which boats leave after 18:00?", ["Teal", "Grebe"]),
        ("Which boats are back before 8 pm?", ["Heron", "Wigeon"]),
        ("Which boats leave between 12:00 and 18:30?", ["Wigeon", "Teal"]),
        ("Which boats were built before 1999?", ["Heron", "Grebe"]),
        ("Which boats were built in 2014?", ["Teal"]),
        ("Which boats are longer than 700 cm?", ["Wigeon", "Grebe"]),
        ("Which boats have a guarantee of at least two years?", ["Heron", "Wigeon", "Grebe"]),
        ("Which boats may I take my dog on?", ["Heron", "Teal"]),
        ("Which boats do not allow dogs?", ["Wigeon", "Grebe"]),
        ("How many of the boats have a guarantee of 36 months?", ["Wigeon", "Grebe"]),
        ("Which boats have white or off white sails?", ["Wigeon", "Teal"]),
        ("Which boats have off white sails?", ["Teal"]),
        ("Which boats by Tuckwell do not have red sails?", ["Wigeon"]),
    ],
)
def test_the_rows_that_have_it(question: str, rows: list[str]) -> None:
    assert rows_for(question) == rows


@pytest.mark.parametrize(
    ("question", "under"),
    [
        ("Which boats leave after 21:00?", "“Leaves”"),
        ("Which boats cost less than 20?", "“Price per day”"),
        ("Which boats were built before 1900?", "“Built”"),
    ],
)
def test_no_row_has_it(question: str, under: str) -> None:
    found = answered(question, BOATS)
    assert found.confidence < SURE
    assert found.reason == f"No row of the table has what is asked for under {under}."


def test_no_row_is_told_to_have_what_the_table_does_not_know() -> None:
    found = answered("Which boats have running water?", BOATS)
    assert found.confidence < SURE
    assert found.reason == "No row of the table has what is asked for."


def test_rows_far_apart_are_all_shown_and_counted() -> None:
    found = answered("Which articles are made in Malta?", STOCK)
    text = " ".join(p.chunk.chunk.slice(s) for p in found.picked for s in p.sentences)
    assert [f"G{n} " in text for n in range(10, 70)] == [n % 17 == 0 for n in range(10, 70)]
    assert found.notes == ("4 of 60 rows of the table have it, by “Made in”.",)
    found = answered("Which articles are made in Spain?", STOCK)
    assert sum(len(p.sentences) for p in found.picked) == 31  # with the heads
    assert found.notes[0].endswith("The first 30 are shown.")


def test_a_row_that_alone_has_it_is_named() -> None:
    found = answered("Which boats were built in 2014?", BOATS)
    assert found.short is not None
    assert BOATS.text[found.short.start_char : found.short.end_char] == "Teal"


@pytest.mark.parametrize(
    "question",
    ["Which boats were inspected by Marsh?", "Which cars have red sails?"],
)
def test_other_things_are_not_told_by_the_table(question: str) -> None:
    found = answered(question, BOATS)
    assert found.confidence < 0.75


@pytest.mark.parametrize(
    "question", ["What are the price and length of the Teal?", "List the details of the Teal."]
)
def test_a_row_that_is_named_is_shown_alone(question: str) -> None:
    assert rows_for(question) == ["Teal"]


@pytest.mark.parametrize("asked", ["average", "mean"])
def test_an_average_is_not_worked_out(asked: str) -> None:
    found = answered(f"What is the {asked} price of the boats?", BOATS)
    assert found.confidence < SURE
    assert found.reason == "The table does not give an average, and none is worked out here."


def test_a_total_is_the_row_that_says_it() -> None:
    found = answered("What is the total price of all boats?", BOATS)
    text = " ".join(p.chunk.chunk.slice(s) for p in found.picked for s in p.sentences)
    assert "Total" in text and "Heron" not in text


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("for less than 20 euros", None, "20"), ("at least 3 rooms", "3", None),
        ("30 or more", "30", None), ("up to 5", None, "5"), ("between 2 and 4", "2", "4"),
        ("no more than 12", None, "12"), ("exactly 7", "7", "7"),
    ],
)  # fmt: skip
def test_bounds(text: str, low: str | None, high: str | None) -> None:
    (bound,) = bounds_in(text)
    ends = [v.number.text.split()[0] if v and v.number else None for v in (bound.low, bound.high)]
    assert ends == [low, high]


def test_units_of_heads() -> None:
    heads = ["Warranty (months)", "Weight, kg", "Weight in kg", "Hours per week", "Price"]
    assert [unit_of(h) for h in heads] == ["months", "kg", "kg", "hours", ""]


SHOP = document(
    "shop",
    "# Price list\n\n| Item | Price EUR | In stock |\n|---|---|---|\n"
    "| Radiator 600 | 89.90 | 14 |\n| Ball valve | 11.50 | 0 |\n| Thermostat | 59.00 | 31 |\n",
)
SLICE = document(
    "slice",
    "# Turnip pie\n\n| Nutrient | Per slice |\n|---|---|\n| Calories | 385 kcal |\n"
    "| Protein | 6 g |\n",
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many radiators are in stock?", ["Radiator"]),
        ("Which item is out of stock?", ["Ball valve"]),
        ("Which items are sold out?", ["Ball valve"]),
        ("Which items are in stock?", ["Radiator", "Thermostat"]),
    ],
)
def test_a_column_that_counts_what_is_there_tells_what_is_not(
    question: str, names: list[str]
) -> None:
    found = answered(question, SHOP)
    assert found.confidence >= SURE and found.reason is None
    text = " ".join(p.chunk.chunk.slice(s) for p in found.picked for s in p.sentences)
    assert [name for name in ("Radiator", "Ball valve", "Thermostat") if name in text] == names


def test_what_a_table_does_not_count_is_not_answered_with_what_it_does() -> None:
    fat = answered("How much fat is in a slice of the pie?", SLICE)
    assert fat.confidence < SURE and fat.reason == "The table says nothing of “fat”."
    protein = answered("How much protein is in a slice of the pie?", SLICE)
    assert protein.confidence >= SURE and protein.reason is None

"""What counts as an amount of money: the world's currencies, behind a number."""

import pytest

from rag.reading.terms import fold
from rag.verifying.quantities import quantities
from rag.verifying.words import MONEY


@pytest.mark.parametrize(
    "said",
    [
        "It costs 4,500 kroner.", "It costs 320 zlotys.", "It costs 900 rupees.", "75 lira a month",
        "It costs 50,000 won.", "two million won", "It costs 40 reais.", "It costs 150 rand.",
        "It costs 250 pesos.", "It costs PLN 12.", "It costs 12 PLN.", "It costs ₹500 or Rs. 500.",
        "a fee of 30 million naira", "500 kr", "20 CAD", "TRY 40", "It costs 1,200 Swiss francs.",
        "three shillings and fourpence a week", "it cost two guineas", "sixpence", "forty kroner",
    ],
)  # fmt: skip
def test_money(said: str) -> None:
    assert MONEY.search(said)


@pytest.mark.parametrize(
    "said",
    [
        "In 1957 Rand published it.", "Of five teams 3 won.", "In 2019 won by a nose.", "the lira",
        "She is a real friend.", "They won.", "2 try again", "3 all", "the top 10", "a cup of tea",
        "the peso fell", "a mad 12 hours", "ten real friends",
    ],
)  # fmt: skip
def test_no_money(said: str) -> None:
    assert not MONEY.search(said)


@pytest.mark.parametrize("said", ["4,500 kroner", "PLN 12", "320 zlotys", "₹500", "40 reais"])
def test_an_amount_has_its_currency(said: str) -> None:
    assert [q.money for q in quantities(fold(said))] == [True]

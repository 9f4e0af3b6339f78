"""Bare numbers under the head of a column, and the one row that a question asks for."""

import pytest

from rag.answering.rows.columns import is_of
from rag.answering.writing.asked import lacking
from rag.verifying.words import Asks
from tests.passages import answered, document

BOATS = document(
    "boats",
    "# Osprey Quay boat hire\n\nHire is in pounds and includes life jackets.\n\n"
    "| No. | Boat | Builder | Sails | Length (m) | Price per day | Notice (days) | Note |\n"
    "|---|---|---|---|---|---|---|---|\n"
    "| B-01 | Heron | Tuckwell | red | 6 | 84 | 2 | |\n"
    "| B-02 | Wigeon | Tuckwell | white | 7 | 96.5 | 3 | trailer 25 extra |\n"
    "| B-03 | Open dinghy Teal 14 | Marsh & Lee | white | 4 | 41 | 1 | |\n"
    "| B-04 | Open dinghy Teal 18 | Marsh & Lee | red | 5 | 58 | 1 | cover included |\n"
    "| B-05 | Grebe | Marsh & Lee | tan | 9 | 130 | | with skipper only |\n",
)
SURE = 0.5


def short_of(question: str) -> str | None:
    found = answered(question, BOATS)
    if found.confidence < SURE or found.short is None:
        return None
    return BOATS.text[found.short.start_char : found.short.end_char]


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How much does the Heron cost?", "84"),
        ("What is the price of the Wigeon?", "96.5"),
        ("How much is the Teal 14?", "41"),
        ("How much is B-04?", "58"),
        ("What does it cost to hire the Grebe?", "130"),
        ("How much notice in days does the Wigeon need?", None),  # "need" is in no row
        ("How long is the notice for the Wigeon?", "3"),
    ],
)
def test_a_bare_number_under_a_price_is_what_it_costs(question: str, cell: str | None) -> None:
    assert short_of(question) == cell


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How much was awarded under Sea and Society?", "1.6"),
        ("How many grants were awarded under Sea and Society?", "11"),
    ],
)
def test_what_is_counted_is_no_sum(question: str, cell: str) -> None:
    table = document(
        "grants",
        "# Grants of the year\n\n| Programme | Grants awarded | Amount (£ million) |\n|---|---|---|\n"
        "| Coastal Futures | 16 | 4.4 |\n| Sea and Society | 11 | 1.6 |\n| Total | 27 | 6.0 |\n",
    )
    short = answered(question, table).short
    assert short and table.text[short.start_char : short.end_char] == cell


def test_only_the_row_that_is_asked_for_is_shown() -> None:
    found = answered("How much is the Teal 14?", BOATS)
    shown = [p.chunk.chunk.slice(s) for p in found.picked for s in p.sentences]
    assert [line for line in shown if "B-0" in line] == [
        "B-03 | Open dinghy Teal 14 | Marsh & Lee | white | 4 | 41 | 1"
    ]


@pytest.mark.parametrize(
    "question",
    [
        "How much does the Bittern cost?",  # no such boat
        "How much is the Teal?",  # two of them
        "How much is the Teal 16?",
        "How much does a repair of the Wigeon cost?",
        "How much does the trailer of the Wigeon cost?",
        "How much is the Heron in dollars?",
        "How much is the notice of the Heron?",
    ],
)
def test_a_price_is_of_nothing_else(question: str) -> None:
    assert short_of(question) is None


def test_a_price_list_does_not_give_the_price_of_a_repair() -> None:
    found = answered("How much does a repair of the Wigeon cost?", BOATS)
    assert found.reason == "The nearest passages do not give an amount of money for this."
    found = answered("How much does the Wigeon cost?", BOATS)
    assert found.reason is None


@pytest.mark.parametrize(
    ("asks", "head"),
    [
        (Asks.MONEY, "Price"), (Asks.MONEY, "Cost (EUR)"), (Asks.MONEY, "Day rate"),
        (Asks.MONEY, "Monthly rent"), (Asks.MONEY, "Amount due"), (Asks.MONEY, "Annual salary"),
        (Asks.MONEY, "€"), (Asks.MONEY, "单价"), (Asks.MONEY, "費用"), (Asks.MONEY, "מחיר"),
        (Asks.MONEY, "עלות"), (Asks.DURATION, "Warranty (months)"), (Asks.DURATION, "保修(月)"),
        (Asks.PERCENT, "Share (%)"),
    ],
)  # fmt: skip
def test_a_head_says_what_its_numbers_are(asks: Asks, head: str) -> None:
    assert is_of(asks, head)


@pytest.mark.parametrize(
    ("asks", "head"),
    [
        (Asks.MONEY, "Heart rate (bpm)"), (Asks.MONEY, "Price date"), (Asks.MONEY, "Cost centre"),
        (Asks.MONEY, "Price change (%)"), (Asks.MONEY, "Parental leave"), (Asks.MONEY, "Min. order"),
        (Asks.DURATION, "Length (m)"), (Asks.DURATION, "Months open to visitors"),
    ],
)  # fmt: skip
def test_a_head_of_something_else(asks: Asks, head: str) -> None:
    assert not is_of(asks, head)


@pytest.mark.parametrize(
    ("question", "cell"),
    [("龙井茶多少钱?", "88"), ("כמה עולה לחם שיפון?", "19")],
)
def test_prices_in_chinese_and_hebrew(question: str, cell: str) -> None:
    tea = document(
        "茶", "# 茶叶\n\n| 品名 | 产地 | 单价 |\n|---|---|---|\n| 龙井茶 | 杭州 | 88 |\n| 普洱茶 | 云南 | 120 |\n"
    )  # fmt: skip
    bread = document(
        "לחם", "# מאפייה\n\n| מוצר | סוג | מחיר |\n|---|---|---|\n| לחם שיפון | כהה | 19 |\n"
        "| חלה | לבן | 14 |\n",
    )  # fmt: skip
    own = tea if cell == "88" else bread
    found = answered(question, own)
    assert found.confidence >= SURE
    assert found.short is not None
    assert own.text[found.short.start_char : found.short.end_char] == cell


def test_a_model_may_say_a_price_as_the_list_does() -> None:
    question = "What is the price of the Teal 14?"
    assert lacking(question, ["The price of the Teal 14 is 41 per day."]) is None
    assert lacking(question, ["The price of the Teal 14 is in the list."]) == "amount"
    assert lacking(question, ["The price of the Teal 14 was set in 2019."]) == "amount"

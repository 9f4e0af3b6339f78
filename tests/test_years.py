"""The year of a report is that of what it tells, though no sentence names it."""

from collections.abc import Iterator

import pytest

from rag.answering.asking.question import analyse
from rag.answering.doubting.contrast import other_year
from rag.answering.years import (
    Period,
    of_one_series,
    only_tells_which,
    period_of,
    periods,
    tells_of,
    without_year,
)
from rag.engine import Engine
from rag.schema import Answer, Provenance
from rag.store.encoder import Encoder
from tests.serving import opened

FIRST = """# Tidewell Rowing Club: Annual Report 2021

## Members

The club had 212 members at the end of the year. The treasurer was paid 4,100 pounds. Girls won
31 percent of the races that we entered. Two trainers, Ida Marsh and Paul Renn, left us.

## What went wrong

The boathouse was flooded in the night of the spring tide, and nine oars were lost. The regatta was
called off because the river stood too high.

## Bank

Our money is looked after by Coble Savings.
"""
SECOND = """# Tidewell Rowing Club: Annual Report 2022

## Members

The club had 245 members at the end of the year. The treasurer was paid 4,600 pounds. The share of
races won by girls was 38 percent. The club supported eleven schools.

## What went wrong

A coach ran into the slipway and broke two boats. The new website lost the entries for the regatta.

## Bank

In May we moved to the Harbour Bank after a vote of the members. Since 2019 we have paid no fees.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    texts = {"report-2021.md": FIRST, "report-2022.md": SECOND}
    with opened(tmp_path_factory.mktemp("years"), encoder, texts=texts) as engine:
        yield engine


def titles(answer: Answer) -> set[str]:
    return {citation.provenance.title[-4:] for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "year", "said"),
    [
        ("What went wrong in 2021?", "2021", "flooded"),
        ("What went wrong in 2022?", "2022", "website"),
        ("How many members did the club have in 2021?", "2021", "212 members"),
        ("how many members had the club in 2022", "2022", "245 members"),
        ("What share of the races was won by girls in 2021?", "2021", "31 percent"),
        ("How much was the treasurer paid in 2022?", "2022", "4,600 pounds"),
    ],
)
def test_the_report_of_the_year_answers(
    question: str, year: str, said: str, engine: Engine
) -> None:
    answer = engine.answer(question)
    assert not answer.abstained and said in answer.text
    assert titles(answer) == {year}


def test_two_years_are_told_side_by_side(engine: Engine) -> None:
    text = engine.answer("How much was the treasurer paid in 2021 and in 2022?").text
    assert "Annual Report 2021: The treasurer was paid 4,100 pounds" in text
    assert "Annual Report 2022: The treasurer was paid 4,600 pounds" in text


def test_a_sentence_of_one_of_the_reports_stands_under_its_year(engine: Engine) -> None:
    text = engine.answer("Who looks after the money?").text
    assert "Annual Report 2021: Our money is looked after by Coble Savings" in text


@pytest.mark.parametrize(
    "question",
    [
        "How much was the treasurer paid in 2020?",  # of no report
        "How many trainers left in 2022?",  # the report of the other year says it
    ],
)
def test_what_a_year_has_no_report_of_is_not_told_of_another(question: str, engine: Engine) -> None:
    assert engine.answer(question).abstained


def test_figures_of_two_years_are_no_disagreement(engine: Engine) -> None:
    assert not engine.answer("How many members does the club have?").disagreements


def test_what_a_shown_passage_names_is_not_said_to_be_missing(engine: Engine) -> None:
    answer = engine.answer("How much was the treasurer paid in 2019?")
    assert answer.abstained
    first = answer.retrieved[0].chunk.text
    assert "2019" not in first or "passage" not in (answer.reason or "")


def provenance(title: str, source: str = "x.md") -> Provenance:
    return Provenance("id", source, title, "")


@pytest.mark.parametrize(
    ("title", "source", "years", "part"),
    [
        ("Annual Report 2023", "x.pdf", {"2023"}, ""),
        ("Budget 2023/24", "x.pdf", {"2023", "2024"}, ""),
        ("Results for Q3 2024", "x.pdf", {"2024"}, "q3"),
        ("Results, FY2024", "x.pdf", {"2024"}, ""),
        ("Board", "board-2024-Q3.pdf", {"2024"}, "q3"),
        ("Minutes, March 2024", "x.pdf", {"2024"}, "mar"),
        ("Report of the board", "docs/annual-report-2024.pdf", {"2024"}, ""),
        ("Ada Marsh (1912-1987)", "x.txt", set(), ""),
        ("From 1990 to 2010: a history", "x.txt", set(), ""),
        ("The 2023 budget and the plan for 2030", "x.txt", set(), ""),
        ("A loan of $2024", "x.txt", set(), ""),
        ("Regulation (EU) 2016/679", "x.txt", set(), ""),
        ("The mill", "x.txt", set(), ""),
    ],
)
def test_the_year_that_a_document_is_of(
    title: str, source: str, years: set[str], part: str
) -> None:
    found = period_of(provenance(title, source))
    assert (found or Period(frozenset())) == Period(frozenset(years), part)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What went wrong in 2024?", "What went wrong?"),
        ("In 2024, who chaired the board?", "who chaired the board?"),
        ("How large was the fund at the end of 2024?", "How large was the fund at the end of the year?"),
        ("What was spent in the fiscal year 2024?", "What was spent?"),
        ("What was paid in 2023 and in 2024?", "What was paid?"),
        ("What was the success rate in the 2024 call?", "What was the success rate in the call?"),
        ("What has been built since 2024?", ""),
        ("Who came before 2024?", ""),
        ("What went wrong?", ""),
    ],
)  # fmt: skip
def test_a_question_without_its_year(question: str, left: str) -> None:
    assert without_year(question, Period(frozenset({"2024"}))) == left


def test_a_month_is_left_where_the_document_is_of_the_whole_year() -> None:
    asked = "Who was absent in March 2024?"
    (period,) = periods(asked)
    assert Period(frozenset({"2024"}), "mar").has(period)
    assert not Period(frozenset({"2024"}), "apr").has(period)
    assert without_year(asked, Period(frozenset({"2024"}), "mar")) == "Who was absent?"
    assert without_year(asked, Period(frozenset({"2024"}))) == "Who was absent in March?"


def test_reports_of_one_series() -> None:
    one, other = provenance("Annual Report 2023"), provenance("Annual Report 2024")
    assert of_one_series(one, other)
    assert not of_one_series(one, one)
    assert not of_one_series(one, provenance("Call for proposals 2024", "y.md"))


@pytest.mark.parametrize(
    ("text", "own"),
    [("The club won.", True), ("It rose by 3 percent in 2023.", True), ("In 2024 we plan.", False)],
)
def test_what_a_sentence_of_a_report_is_of(text: str, own: bool) -> None:
    assert tells_of(text, frozenset({"2023"})) is own


def test_a_year_that_only_tells_which_thing_is_meant() -> None:
    assert only_tells_which("Who wrote the 2021 report?")
    assert not only_tells_which("What was paid in 2021 for boats?")


@pytest.mark.parametrize(
    ("text", "asked", "left"),
    [
        ("Revenue rose to £6 million (2023: £5 million).", "2024", True),
        ("Revenue rose to £6 million (2023: £5 million).", "2022", False),
        ("It fell below a tenth for the first time since 2016.", "2024", True),
        ("There were three, against nine in 2023.", "2024", True),
        ("She carried 9,000 more than in 2021.", "2022", True),
        ("She carried 9,000 more than in 2021.", "2020", False),
        ("It rose from £4 million in 2023.", "2024", True),
        ("He came from Corran in 2023.", "2024", False),
        ("In 2023 it was £5 million.", "2024", False),
    ],
)
def test_a_year_that_is_only_compared_with_is_not_what_is_told_of(
    text: str, asked: str, left: bool
) -> None:
    assert tells_of(text, frozenset({asked})) == left
    question = analyse(f"What was it in {asked}?")
    assert (other_year(question, text, [text]) is None) == left

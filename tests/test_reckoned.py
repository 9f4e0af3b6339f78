"""Numbers that a text leaves to be worked out: times, multiples, and rounding one way."""

import pytest

from rag.schema import Support
from rag.verifying.dates import dates
from rag.verifying.elapsed import clock_times, is_day_worked_out, is_elapsed, is_hour_worked_out
from rag.verifying.multiples import is_multiple, multiples, other_multiples, other_scores
from rag.verifying.quantities import quantities
from rag.verifying.shares import numbers
from rag.verifying.verify import verify
from tests.quoted import citing


def test_hours_are_read_in_figures_only_where_they_are_hours() -> None:
    assert [at for _, _, at in clock_times("from 16:00, then at 8.10 and at 5 pm")] == [
        960, 490, 1020,
    ]  # fmt: skip
    assert clock_times("it measured 8.10 metres, 12 in may") == []


@pytest.mark.parametrize(
    "said", ["4 square miles", "4 sq. miles", "four sq miles", "4 square mile"]
)
def test_a_square_is_an_area_however_it_is_written(said: str) -> None:
    (found,) = quantities(said)
    assert found.dimension == "area" and round(found.base) == 10_359_952 and found.text == said


@pytest.mark.parametrize(("claim", "cited", "elapsed"), [
    ("35 minutes before the slide", "the bells rang at 04:45. it came at 05:20.", True),
    ("45 minutes before the slide", "the bells rang at 04:45. it came at 05:20.", False),
    ("she spent six years there", "she was there from 1957 to 1963.", True),
    ("she spent seven years there", "she was there from 1957 to 1963.", False),
    ("he was aged 38", "born in 1925, he refused in 1963.", True),
    ("he was aged 41", "born in 1925, he refused in 1963.", False),
    ("he had 38 rifles", "born in 1925, he refused in 1963.", False),
    ("nine days later", "on 2 may it broke; on 11 may it ran.", True),
    ("eight days later", "on 2 may it broke; on 11 may it ran.", False),
])  # fmt: skip
def test_time_between_two_times(claim: str, cited: str, *, elapsed: bool) -> None:
    mine = quantities(claim)[0]
    assert is_elapsed(mine, claim, cited, cited) == elapsed


@pytest.mark.parametrize(("claim", "worked_out"), [("at 8.24", True), ("at 8.34", False)])
def test_an_hour_and_a_span_make_an_hour(claim: str, *, worked_out: bool) -> None:
    source = "it left at 8.10 and arrived after 14 minutes"
    mine = numbers(claim)[0]
    assert is_hour_worked_out(mine, claim, source, numbers(source)) == worked_out


@pytest.mark.parametrize(("claim", "worked_out"), [("on 11 july", True), ("on 12 july", False)])
def test_a_day_so_many_days_off(claim: str, *, worked_out: bool) -> None:
    source = "it reopened on 14 july, and three days earlier the road had been cleared"
    assert is_day_worked_out(dates(claim)[0], source) == worked_out


def test_multiples_are_no_plain_numbers() -> None:
    assert [m.value for m in multiples("prices doubled, and are three times as high")] == [2, 3]
    said = "it went there three times"
    assert not is_multiple(numbers(said)[0], said)


def test_another_multiple_or_score_is_told() -> None:
    assert list(other_multiples("sales tripled", "sales doubled")) == [("tripled", "doubled")]
    assert list(other_multiples("sales doubled", "sales were twice as high")) == []
    assert list(other_scores("they won 3-2", "they won 4-2")) == ["3-2"]
    assert list(other_scores("they lost 2-4", "they won 4-2")) == []


@pytest.mark.parametrize(("claim", "supported"), [
    ("More than 200 people came to the lecture.", True),
    ("Almost 220 people came to the lecture.", True),
    ("About 210 people came to the lecture.", True),
    ("More than 220 people came to the lecture.", False),
    ("Almost 200 people came to the lecture.", False),
    ("More than 100 people came to the lecture.", False),
])  # fmt: skip
def test_more_than_rounds_down_and_almost_up(claim: str, *, supported: bool) -> None:
    verdict = verify(claim, citing("214 people came to the lecture."))
    assert (verdict.support is Support.SUPPORTED) == supported


# What a source says → what is said of it, and whether it follows.
FOLLOWS = [
    ("In the first half sales ran 11 per cent above 2021; in the second they fell by 46.",
     "Sales fell by 46 percent in the second half.", True),
    ("In the first half sales ran 11 per cent above 2021; in the second they lost 46 shops.",
     "Sales lost 46 percent in the second half.", False),
    ("At the default Oria held 20 per cent of the debt, Tamland 9 and Sund 5.",
     "Oria held 20 percent of the debt and Sund 5 percent.", True),
    ("Over five years it gives 64 million francs to schools.",
     "It gives just under 13 million francs a year to schools.", True),
    ("Over five years it gives 64 million francs to schools.",
     "It gives just under 18 million francs a year to schools.", False),
    ("It sold 60 boats to five clubs.", "It sold 12 boats in a harbour.", False),
    ("The section to the square (3.1 of 9.2 kilometres) is complete.",
     "About a third of it, the section to the square, is complete.", True),
    ("The section to the square (3.1 of 9.2 kilometres) is complete.",
     "About two thirds of it, the section to the square, is complete.", False),
    ("Second is Jinhai with 30,200 cars, followed by Tokai with 29,700.",
     "Jinhai is second, with a lead of 500 cars over Tokai.", True),
    ("Customers could not log in from 8.12 to 9.47.",
     "Customers could not log in for about an hour and a half.", True),
    ("Customers could not log in from 8.12 to 9.47.",
     "Customers could not log in for about two and a half hours.", False),
    ("Sara would rather have waited until after the quarter's close.",
     "Sara would rather have waited until after the end of the quarter.", True),
    ("She teaches bankers on Sundays.", "She has Sunday lessons for bankers and teaches them.", True),
    ("She teaches bankers on Sundays.", "She teaches bankers on Mondays.", False),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim", "follows"), FOLLOWS)
def test_what_follows_from_a_source_is_left_alone(
    source: str, claim: str, *, follows: bool
) -> None:
    verdict = verify(claim, citing(source), context=[source])
    wrong = [c for c in verdict.checks if not c.passed and c.kind in {"number", "date", "negation"}]
    assert (not wrong) == follows, verdict


@pytest.mark.parametrize(("source", "claim", "right"), [
    ("The firm was welcomed in Delhi.", "The firm was welcomed in India.", True),
    ("The firm was welcomed in India.", "The firm was welcomed in Delhi.", False),
    ("No visit has upset Delhi as much as the one of May.",
     "The visit of May upset India more than any other.", True),
    ("He built it free of charge.", "He built it without charging for it.", True),
    ("A lease of 99 years began; it is the first of its kind.", "The lease is lasting 99 years.",
     True),
    ("Ana Reis, Oria's Minister of Health, and Tom Lund, Sund's Deputy Minister of Health, signed.",
     "Health Minister Ana Reis signed for Oria and Deputy Health Minister Tom Lund for Sund.", True),
    ("Tom Lund, the Minister of Health, and Ana Reis, a painter, signed.",
     "Ana Reis, the Minister of Health, signed.", False),
])  # fmt: skip
def test_names_and_denials_under_another_form(source: str, claim: str, *, right: bool) -> None:
    verdict = verify(claim, citing(source), context=[source])
    wrong = [c for c in verdict.checks if not c.passed and c.kind != "words"]
    assert (not wrong) == right, verdict

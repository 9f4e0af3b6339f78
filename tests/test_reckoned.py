"""Numbers that a text leaves to be worked out: times, multiples, and rounding one way."""

import pytest

from rag.answering.dates import dates
from rag.answering.elapsed import clock_times, is_day_worked_out, is_elapsed, is_hour_worked_out
from rag.answering.multiples import is_multiple, multiples, other_multiples, other_scores
from rag.answering.quantities import quantities
from rag.answering.shares import numbers
from rag.answering.verify import verify
from rag.schema import Support
from tests.quoted import citing


def test_hours_are_read_in_figures_only_where_they_are_hours() -> None:
    assert [at for _, _, at in clock_times("from 16:00, then at 8.10 and at 5 pm")] == [
        960, 490, 1020,
    ]  # fmt: skip
    assert clock_times("it measured 8.10 metres, 12 in may") == []


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

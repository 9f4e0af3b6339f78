"""Who holds an office: lines without a verb, and offices that are not each other."""

from pathlib import Path

import pytest

from rag.answering.asking.question import analyse
from rag.answering.kinds.officers import holders, other_office
from rag.retrieval.expand import expansions
from rag.store.encoder import Encoder
from rag.verifying.chiefs import chiefs, with_one_name
from tests.passages import answered, document
from tests.serving import opened

REPORT = """# Brackwater Ferries, half-year report

## A word from the CEO

Passenger numbers rose by six percent in the first half. The new pier at Ulm opened in May.

## Signe Aalto, President and CEO

## People

Tove Rask was appointed chief financial officer in June; she follows Olle Dahl.
"""
MINUTES = document(
    "Minutes of the allotment club",
    "# Minutes of the allotment club\n\nPresent: Bea Thorn (chair), Idris Kent (treasurer), "
    "Lottie Fry (secretary), Sam Poole\n\nThe treasurer's report was accepted. The fee stays as it is.",
)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Who is Signe Aalto?", "President and CEO"),
        ("Who is the CEO?", "Signe Aalto"),
        ("Who is the chief executive of Brackwater Ferries?", "Signe Aalto"),
        ("Who is the president of Brackwater?", "Signe Aalto"),
    ],
)
def test_a_line_with_name_and_office_says_who_it_is(
    asked: str, words: str, tmp_path: Path, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder, texts={"report.md": REPORT}) as engine:
        answer = engine.answer(asked)
        assert not answer.abstained and "Signe Aalto, President and CEO" in answer.text
        assert answer.short_answer and answer.short_answer.quote == words


def test_another_office_is_no_answer(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"report.md": REPORT}) as engine:
        answer = engine.answer("Who is the chairman of Brackwater Ferries?")
        assert answer.abstained
        assert "chief financial officer, not about the chairman" in (answer.reason or "")
        assert "Tove Rask" in engine.answer("Who is the CFO of Brackwater Ferries?").text


def test_what_a_heading_has_is_not_said_to_be_missing(tmp_path: Path, encoder: Encoder) -> None:
    text = REPORT.replace("President and CEO", "14 Quay Street")  # says nothing of who she is
    with opened(tmp_path, encoder, texts={"report.md": text}) as engine:
        answer = engine.answer("When was Signe Aalto born?")
        assert answer.abstained and "do not mention" not in (answer.reason or "")


@pytest.mark.parametrize(
    ("asked", "name"),
    [("Who is the treasurer?", "Idris Kent"), ("Who is the club's secretary?", "Lottie Fry")],
)
def test_an_office_in_brackets_behind_a_name(asked: str, name: str) -> None:
    selection = answered(asked, MINUTES)
    assert selection.confidence >= 0.7 and selection.short
    assert MINUTES.text[selection.short.start_char : selection.short.end_char] == name


def test_whose_office_it_is_counts() -> None:
    selection = answered("Who is the treasurer of the rowing club in Ghent?", MINUTES)
    assert selection.confidence < 0.8


def test_two_holders_are_left_to_the_reader() -> None:
    other = document(
        "Minutes of the choir", "# Minutes of the choir\n\nPresent: Eve Moor (treasurer)"
    )
    selection = answered("Who is the treasurer?", MINUTES, other)
    assert selection.short is None


def test_ceo_is_read_as_chief_executive(tmp_path: Path, encoder: Encoder) -> None:
    text = "# Tern plc\n\nBo Lind has been chief executive since 2019. He lives in Hull.\n"
    with opened(tmp_path, encoder, texts={"tern.md": text}) as engine:
        answer = engine.answer("Who is the CEO?")
        assert "Bo Lind" in answer.text
        assert "“CEO” was read as “chief executive”." in answer.notes


def test_the_search_knows_the_initials_of_offices() -> None:
    assert set(expansions(["ceo", "tern"], ["Its chief executive left."])) == {"chief", "execut"}
    assert set(expansions(["chief", "execut"], ["The CEO left."])) == {"ceo"}
    assert not expansions(["ceo", "tern"], ["The executive left."])


def test_offices_have_one_name_each() -> None:
    assert chiefs("President and CEO") == {"president", "chief executive"}
    assert chiefs("a vice-president, the deputy chief executive officer") == {
        "vice president",
        "deputy chief executive",
    }
    assert chiefs("sat on a chair") == frozenset()
    assert with_one_name("the CFO") == with_one_name("the chief financial officer")
    told = ["Tove Rask was appointed chief financial officer."]
    assert other_office(analyse("Who is the CEO?"), told) == (
        "chief financial officer",
        "chief executive",
    )
    for asked in ("Who is the CFO?", "Who did the CEO appoint?", "Who is the mayor?"):
        assert other_office(analyse(asked), told) is None


def test_who_is_said_to_be_what() -> None:
    assert [h.name for h in holders("Signe Aalto, President and CEO")] == ["Signe Aalto"]
    assert [h.roles for h in holders("Ann Roe (chair, finance) and Bo Lind (clerk)")] == [
        ("chair", "finance"),
        ("clerk",),
    ]
    assert not list(holders("In June, we moved. Then, we rested."))


MILL = document(
    "Fire at the mill",
    "A fire broke out at the mill of Orrin. Fire chief Helen Strand said that a bearing had caused "
    "it. Managing director Oskar Lind promised that no jobs would be lost. The mayor, Susan Pike, "
    "came on Tuesday. Mayor Bo Aas of Tolna sent two pumps.",
)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is the managing director?", "Oskar Lind"),
        ("Who is the fire chief?", "Helen Strand"),
        ("Who is the mayor of Tolna?", "Bo Aas"),
    ],
)
def test_a_title_before_a_name_says_who_it_is(question: str, name: str) -> None:
    found = answered(question, MILL)
    assert found.confidence >= 0.45 and found.short is not None
    assert MILL.text[found.short.start_char : found.short.end_char] == name


def test_of_another_place_none_is_taken_by_the_title() -> None:
    found = answered("Who is the mayor of Hemsby?", MILL)
    assert found.confidence < 0.45
    assert found.reason == "The passages found do not mention Hemsby."

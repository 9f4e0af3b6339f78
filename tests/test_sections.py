"""What stands under the heading that a question asks for."""

import pytest

from rag.verifying.cite import compose
from tests.passages import answered, document

STUDY = document(
    "Night meals in bakeries",
    "# Night meals in bakeries\n\nBakers who ate early slept better than those who ate late.\n\n"
    "## 3. Results\n\nOf 64 bakers 60 came to the end.\n\n"
    "## 4.1 Limitations\n\nThe trial took four weeks. All bakers worked at night only. Meals were"
    " free.\n\n## Storage of samples\n\nThey were frozen on the day.",
)
WARRANTY = document(
    "The pump",
    "# The pump\n\nIt lifts water.\n\n## Exclusions\n\n- frost\n- sand\n\n## Care\n\n"
    "One. Two. Three. Four. Five. Six.",
)


def said(question: str) -> str:
    selection = answered(question, STUDY, WARRANTY)
    assert selection.confidence >= 0.45
    return " ".join(pick.chunk.chunk.slice(s) for pick in selection.picked for s in pick.sentences)


@pytest.mark.parametrize(
    "question",
    ["What are the limitations of the night meal study?", "limitations?", "List the limitations.",
     "What does the study say about limitations?"],
)  # fmt: skip
def test_a_section_is_shown_whole_in_its_order(question: str) -> None:
    text = "The trial took four weeks. All bakers worked at night only. Meals were free."
    assert said(question) == text


@pytest.mark.parametrize(
    "announced", ["The survey has several limitations.", "There are limitations."]
)
def test_a_sentence_that_announces_them_brings_the_next_ones(announced: str) -> None:
    told = "We asked by post. Only farmers were asked. Few over seventy replied."
    survey = document(
        "Wells and pumps",
        "# Wells and pumps\n\nWe counted the wells of six farms. Most are deep.\n\n"
        f"{announced} {told}\n\nIn dry years wells fall dry.",
    )
    selection = answered("What are the limitations of the survey?", survey)
    assert selection.confidence >= 0.45
    shown = " ".join(p.chunk.chunk.slice(s) for p in selection.picked for s in p.sentences)
    assert shown == f"{announced} {told}"


def test_a_list_below_a_heading_is_shown() -> None:
    assert said("What are the exclusions of the pump?") == "frost sand"


@pytest.mark.parametrize(
    "question",
    ["What were the results of the trial?", "What is the care of lions?", "What are samples?",
     "What are the limitations of liability in Peru?"],
)  # fmt: skip
def test_other_questions_are_left_to_the_reader(question: str) -> None:
    selection = answered(question, STUDY, WARRANTY)
    assert selection.confidence < 0.6


PEOPLE = document(
    "Vindhamn Harbour Trust: report for 2024",
    "# Vindhamn Harbour Trust: report for 2024\n\nThe trust bought a crane.\n\n"
    "## Board of trustees\n\nRuna Aspelin (chair)\n\nPiet de Waal\n\n"
    "## Editors\n\nMaya Lind and Tobias Frank\n\n"
    "## Treasurer\n\nThe treasurer keeps the books and is elected every year.\n",
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who are the trustees?", ["Runa Aspelin", "Piet de Waal"]),
        ("Who is on the board of trustees?", ["Runa Aspelin", "Piet de Waal"]),
        ("Who are the editors of the report?", ["Maya Lind and Tobias Frank"]),
    ],
)
def test_names_below_a_heading_are_those_asked_for(question: str, names: list[str]) -> None:
    said = compose(answered(question, PEOPLE).picked).text
    assert all(name in said for name in names)
    assert "crane" not in said and "books" not in said


FAQ = document(
    "E-bikes of Orrin: questions",
    "# E-bikes of Orrin: questions\n\n## How long does the battery last?\n\nA full charge takes you "
    "about 90 kilometres.\n\n## What is guaranteed?\n\nThe battery is guaranteed for two years, the "
    "frame for ten.\n\n## Where can I park?\n\nAt any rack in the old town.",
)
SHED = document(
    "Shed",
    "# Shed\n\nIt is built in a day.\n\n## Parts\n\n"
    + "".join(f"- beam {n}\n" for n in range(1, 9)),
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long does the battery last?", "A full charge takes you about 90 kilometres."),
        ("how long does a battery last", "A full charge takes you about 90 kilometres."),
        ("Where can I park?", "At any rack in the old town."),
    ],
)
def test_what_a_heading_asks_is_answered_below_it(question: str, answer: str) -> None:
    selection = answered(question, FAQ, WARRANTY)
    assert selection.confidence >= 0.8
    assert [pick.chunk.chunk.slice(s) for pick in selection.picked for s in pick.sentences] == [
        answer
    ]


def test_another_question_about_the_same_is_no_such_heading() -> None:
    selection = answered("How long is the battery guaranteed?", FAQ)
    shown = " ".join(p.chunk.chunk.slice(s) for p in selection.picked for s in p.sentences)
    assert "two years" in shown and "90 kilometres" not in shown


def test_a_section_that_is_one_list_may_be_longer() -> None:
    picked = answered("List the parts of the shed", SHED).picked
    assert sum(len(pick.sentences) for pick in picked) == 8

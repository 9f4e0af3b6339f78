"""What stands beside a chosen sentence so that it can be read by itself."""

import pytest

from rag.answering.asking.question import analyse
from rag.answering.context import in_context, leans, who_is_meant
from rag.answering.evidence import Candidate, gather
from rag.answering.rows.tables import heads_of
from rag.schema import Document
from tests.passages import answered, document, retrieved, text_of

BOATYARD = document(
    "Boatyard",
    "## The yard\n\nMerrow Boats was set up in 1974 by Edda Crane. It builds rowing boats. In 2021 "
    "it sold 340 of them. Its turnover rose to 12 million crowns in 2022.\n\nThe two new launches, "
    "Teal and Widgeon, seat forty people. Each costs 900,000 crowns.\n\nThe yard was bought by "
    "Halden Marine. It closed in winter.\n\n## The fire\n\nIt began in the paint shop.",
)
SCALES = document(
    "Scales",
    "The scales come in two sizes.\n\n| Property | Libra S | Libra Max |\n| Load | 5 kg | 20 kg |\n"
    "| Weight | 0.8 kg | 2.1 kg |\n| Price | 49 crowns | 120 crowns |\n\n## Questions\n\n"
    "### May I wash the scales?\n\nNo. Water would ruin the sensor of the scales.\n",
)


def said(question: str, *documents: Document) -> str:
    return " ".join(text_of(p) for p in answered(question, *documents).picked)


def numbered(question: str, *documents: Document) -> tuple[list[Candidate], dict[str, int]]:
    candidates = gather(*retrieved(question, *documents))
    return candidates, {c.text: i for i, c in enumerate(candidates)}


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("Its turnover rose.", True), ("Each costs nine crowns.", True), ("They left.", True),
        ("Both are red.", True), ("This was too late.", True), ("Her brother left.", True),
        ("If they do not, it counts.", True), ("Otherwise, nobody is covered.", True),
        ("If the yard closes, they leave.", False),
        ("Each of the boats is red.", False), ("Both Teal and Widgeon are red.", False),
        ("It took three days to leave.", False), ("There was no wind.", False),
        ("Itala left.", False), ("Teal is red; it is new.", False),
    ],
)  # fmt: skip
def test_what_leans_on_the_sentence_before(text: str, does: bool) -> None:
    assert leans(text) is does


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "What was the turnover of Merrow Boats in 2022?",
            "Its turnover rose to 12 million crowns in 2022. Merrow Boats was set up in 1974",
        ),
        (
            "How much does each new launch cost?",
            "Each costs 900,000 crowns. The two new launches, Teal and Widgeon, seat forty",
        ),
    ],
)
def test_who_is_meant_stands_behind_the_answer(question: str, answer: str) -> None:
    assert said(question, BOATYARD).startswith(answer)


def shown(question: str, chosen: list[str], *documents: Document) -> list[str]:
    candidates, at = numbered(question, *documents)
    found = in_context(analyse(question), candidates, [at[text] for text in chosen])
    return [candidates[i].text for i in found]


TURNOVER = "Its turnover rose to 12 million crowns in 2022."
FOUNDED = "Merrow Boats was set up in 1974 by Edda Crane."
FIRE = "It began in the paint shop."


def meant(question: str, text: str) -> str | None:
    candidates, at = numbered(question, BOATYARD)
    found = who_is_meant(analyse(question), candidates, [at[text]])
    return None if found is None else candidates[found].text


def test_a_condition_brings_what_it_is_a_condition_of() -> None:
    told = document("Leave", "Managers answer within four days. If they do not, it is approved.")
    candidates, at = numbered("What happens if my boss is silent?", told)
    question = analyse("What happens if my boss is silent?")
    shown = [at["If they do not, it is approved."]]
    assert who_is_meant(question, candidates, shown) == at["Managers answer within four days."]


def test_a_sentence_that_is_clear_gets_no_other() -> None:
    for question, text in (
        ("Who set up Merrow Boats?", FOUNDED),  # does not lean
        ("Where did the fire at Merrow Boats begin?", FIRE),  # never across a heading
        ("By how much did turnover rise in 2022?", TURNOVER),  # has all that is asked about
    ):
        assert meant(question, text) is None
        assert shown(question, [text], BOATYARD) == [text]


def test_who_is_meant_may_stand_further_up_where_no_other_name_is_between() -> None:
    assert meant("What was the turnover of Merrow Boats in 2022?", TURNOVER) == FOUNDED
    bought = "The yard was bought by Halden Marine."
    assert meant("When did Ostrow close?", "It closed in winter.") == bought


def test_of_each_source_who_is_meant_is_told_once_and_first() -> None:
    question = "What do the sources say about Merrow Boats?"
    builds = "It builds rowing boats."
    assert shown(question, [TURNOVER, builds], BOATYARD) == [FOUNDED, TURNOVER, builds]
    assert shown(question, [TURNOVER, FOUNDED], BOATYARD) == [FOUNDED, TURNOVER]


def test_a_row_stands_under_the_heads_of_its_columns() -> None:
    answer = said("What is the weight of the Libra Max?", SCALES)
    assert answer.startswith("Property | Libra S | Libra Max") and "2.1 kg" in answer
    assert answer.count("Property") == 1
    rows = ["Weight | 0.8 kg | 2.1 kg", "Load | 5 kg | 20 kg"]
    assert shown("What of the Libra?", rows, SCALES) == ["Property | Libra S | Libra Max", *rows]


RIDES = document(
    "Rides",
    "| Boat | 2 hours | Whole day | Deposit |\n| Rowing boat | 8 | 18 | 50 |\n"
    "| Pedal boat | 12 | 28 | none |\n| Kayak | 9 | 20 | 40 |\n",
)


def test_a_figure_may_stand_in_the_head_of_a_column() -> None:
    candidates, at = numbered("What does a kayak cost?", RIDES)
    heads = at["Boat | 2 hours | Whole day | Deposit"]
    assert heads_of(candidates, at["Kayak | 9 | 20 | 40"]) == heads


def test_the_rows_that_are_asked_for_stand_for_the_table() -> None:
    answer = said("What does a pedal boat cost for a whole day?", RIDES)
    assert "Pedal boat" in answer and "Kayak" not in answer and "Rowing boat" not in answer
    both = said("Is the kayak cheaper than the rowing boat?", RIDES)
    assert "Kayak" in both and "Rowing boat" in both and "Pedal boat" not in both
    every = said("List all boats with their deposits.", RIDES)
    assert all(boat in every for boat in ("Kayak", "Rowing boat", "Pedal boat"))
    lowest = said("Which boat has the lowest deposit?", RIDES)
    assert "Pedal boat" in lowest and "Kayak" not in lowest


def test_two_tables_under_the_same_heads_keep_them() -> None:
    heads = "| Place | Monday | Sunday |\n"
    days = document(
        "Days", f"{heads}| Pool | open | closed |\n\nAnd in winter:\n\n{heads}"
        "| Sauna | closed | mornings |\n| Bath | open | closed |\n",
    )  # fmt: skip
    candidates, at = numbered("When is the bath open?", days)
    assert candidates[at["Sauna | closed | mornings"]].in_full == (
        "Sauna: Monday closed, Sunday mornings."
    )


def test_what_is_said_of_a_firm_line_by_line_has_no_heads() -> None:
    firm = document("Firm", "| Address | Main Street |\n| Phone | 555 |\n| Boss | Ada Ray |\n")
    candidates, at = numbered("What is the phone number?", firm)
    assert candidates[at["Phone | 555"]].heads == ""


def test_a_table_of_values_only_has_no_heads() -> None:
    facts = document("Facts", "| Load | 5 kg |\n| Weight | 2 kg |\n")
    candidates, at = numbered("What is the load?", facts)
    assert heads_of(candidates, at["Weight | 2 kg"]) is None


def test_no_stands_first_where_yes_or_no_is_asked() -> None:
    answer = said("May I wash the scales?", SCALES)
    assert answer.startswith("No. Water would ruin the sensor")

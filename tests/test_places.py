"""The item of a list that is asked for by its place, and not the list."""

import pytest

from tests.passages import answered, document, text_of

SURE = 0.5
PUMP = document(
    "pump",
    "# The Brill bilge pump\n\n## Priming\n\nPrime the pump like this:\n\n1. Close the outlet valve.\n"
    "2. Fill the housing with clean water.\n3. Turn the shaft by hand until no bubbles rise.\n"
    "4. Open the outlet valve slowly.\n\nAfter priming, tighten the filler cap.\n\n"
    "## Winter store\n\n1. Drain the housing.\n2. Grease the shaft.\n\n"
    "## Spares in the box\n\n- two gaskets\n- one impeller\n- a tube of grease\n",
)
QUEUE = document(
    "queue",
    "# Moorings\n\nThe waiting list for a mooring is:\n\n1. Ada Poe\n2. Ben Rusk\n3. Cleo Marl\n\n"
    "Moorings are let in May.\n",
)


def item(question: str) -> str | None:
    found = answered(question, PUMP, QUEUE)
    return " ".join(map(text_of, found.picked)) if found.confidence >= SURE else None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the third step of priming the pump?", "Turn the shaft by hand until no bubbles rise."),
        ("What is the last step of priming?", "Open the outlet valve slowly."),
        ("What is step two of priming?", "Fill the housing with clean water."),
        ("What is the second step for winter store?", "Grease the shaft."),
        ("Who is second on the waiting list?", "Ben Rusk"),
        ("Who is the last person on the waiting list for a mooring?", "Cleo Marl"),
        ("What should I do after priming?", "After priming, tighten the filler cap."),
        ("What do I do after filling the housing with clean water?", "Turn the shaft by hand until no bubbles rise."),
        ("Which step comes before opening the outlet valve slowly?", "Turn the shaft by hand until no bubbles rise."),
    ],
)  # fmt: skip
def test_the_item_alone(question: str, said: str) -> None:
    assert item(question) == said


def test_a_list_that_is_shorter_says_so() -> None:
    found = answered("What is the seventh step of priming the pump?", PUMP, QUEUE)
    assert found.confidence < SURE
    assert found.reason == "The list has only 4 items."


def test_a_whole_list_is_still_shown_where_it_is_asked_for() -> None:
    said = item("How do I prime the pump?")
    assert said is not None and "Close the outlet" in said and "Open the outlet" in said

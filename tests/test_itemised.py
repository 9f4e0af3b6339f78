"""How many or how much of something, told by an item of a list alone."""

import pytest

from tests.passages import answered, document, text_of

PIE = document(
    "Turnip pie",
    "# Turnip pie\n\nServes six.\n\n## Ingredients\n\n- 3 turnips\n- 250 g rye flour\n- half a litre of milk\n"
    "- 2 tbsp honey\n- salt\n\n## Method\n\n1. Peel the turnips and boil them for 20 minutes.\n"
    "2. Stir the milk into the flour.\n",
)
KIT = document(
    "The hike",
    "# The hike\n\nTake along:\n\n- 2 pairs of socks\n- 1 lamp\n- 1 spare lamp\n\nDinner is at eight.",
)


@pytest.mark.parametrize(
    ("question", "item", "amount"),
    [
        ("How many turnips are needed for the turnip pie?", "3 turnips", "3"),
        ("How much flour do I need for the pie?", "250 g rye flour", "250 g"),
        ("how much milk goes into the turnip pie", "half a litre of milk", "half a litre"),
        ("How many tablespoons of honey does the pie take?", "2 tbsp honey", "2 tbsp"),
        ("How many socks should I take on the hike?", "2 pairs of socks", "2 pairs"),
    ],
)
def test_an_item_answers_with_its_amount(question: str, item: str, amount: str) -> None:
    selection = answered(question, PIE, KIT)
    assert selection.confidence >= 0.45
    assert [text_of(pick) for pick in selection.picked] == [item]
    words = selection.short
    assert words is not None
    text = (PIE if "pie" in question else KIT).text
    assert text[words.start_char : words.end_char] == amount


@pytest.mark.parametrize(
    "question",
    ["How many turnips did the farm of Orrin sell?", "How much salt is in the pie?",
     "How many lamps should I take on the hike?", "How many minutes do the turnips boil?"],
)  # fmt: skip
def test_of_another_thing_or_of_two_items_none_is_chosen_by_its_form(question: str) -> None:
    picked = answered(question, PIE, KIT).picked
    assert len(picked) != 1 or text_of(picked[0]) not in ("3 turnips", "salt", "1 lamp")

"""The whole for a part, and "only" where nothing restricts, are noticed; the same scope is not."""

import pytest

from rag.schema import Finding, Support
from rag.verifying.verify import verify
from tests.quoted import citing

HENS = "Most hens on the Tolland farm lay an egg a day, but several stop in the dark months."
BAKERS = "About 30 of the 48 bakers in the valley still use wood-fired ovens."
BUS = "The night bus stops at Corran Bridge on the last Friday of each month."
CHOIR = "The choir usually rehearses in the town library, and some singers travel for an hour."
DOGS = "Dogs are welcome in all rooms of the inn except the dining room."
LOCK = "The lock keeper opens the upper gate only if the river is below the red mark."
GREENHOUSE = "Volunteers may pick tomatoes in the greenhouse and take them home in paper bags."
SEALS = "Half of the seals in the bay carried a transmitter, and all of them were weighed."
VOTE = "Fewer than half of the members voted, although all had been invited in March."
POTTERY = "村里的陶工大多在冬天烧窑，其中只有两户使用电窑。"
BEES = "רוב הכוורות בעמק נפגעו מהשרב, וחלק מהדבוראים העבירו את הכוורות להר."

TRUE = [
    (HENS, "The majority of the hens on the Tolland farm lay an egg each day."),
    (HENS, "Several of the hens on the Tolland farm stop in the dark months."),
    (HENS, "On the Tolland farm most hens lay one egg every day."),
    (BAKERS, "Some 30 of the valley's 48 bakers still use wood-fired ovens."),
    (BAKERS, "Wood-fired ovens are still used by about 30 of the valley's 48 bakers."),
    (BAKERS, "Of the bakers in the valley, 30 still use wood-fired ovens."),
    (BUS, "On the last Friday of every month the night bus stops at Corran Bridge."),
    (BUS, "The night bus stops at Corran Bridge every month, on the last Friday."),
    (BUS, "Once a month, on the last Friday, the night bus stops at Corran Bridge."),
    (CHOIR, "As a rule the choir rehearses in the town library."),
    (CHOIR, "The choir usually rehearses in the library of the town."),
    (CHOIR, "Some singers of the choir travel for an hour."),
    (DOGS, "In every room of the inn but the dining room, dogs are welcome."),
    (DOGS, "Dogs are welcome in all rooms of the inn apart from the dining room."),
    (DOGS, "All rooms of the inn, except for the dining room, welcome dogs."),
    (LOCK, "The lock keeper opens the upper gate only when the river is below the red mark."),
    (LOCK, "If the river is below the red mark, the lock keeper opens the upper gate."),
    (LOCK, "The upper gate is opened by the lock keeper only with the river below the red mark."),
    (GREENHOUSE, "Volunteers can pick tomatoes in the greenhouse."),
    (GREENHOUSE, "Volunteers may take the tomatoes home in paper bags."),
    (GREENHOUSE, "In the greenhouse, volunteers may pick tomatoes and take them home."),
    (SEALS, "All of the seals were weighed, and half carried a transmitter."),
    (SEALS, "All seals in the bay that carried a transmitter were weighed."),
    (SEALS, "Every seal in the bay was weighed, and half of the seals carried a transmitter."),
    (VOTE, "All members had been invited to vote."),
    (POTTERY, "村里的大多数陶工在冬天烧窑。"),
    (POTTERY, "村里的陶工中只有两户使用电窑。"),
    (POTTERY, "村里多数陶工都在冬天烧窑。"),
    (BEES, "מרבית הכוורות בעמק נפגעו מהשרב."),
    (BEES, "רוב הכוורות שבעמק נפגעו מהשרב."),
    (BEES, "דבוראים העבירו את הכוורות להר."),
]  # fmt: skip
FALSE = [
    (HENS, "All hens on the Tolland farm lay an egg a day."),
    (HENS, "Every hen on the Tolland farm lays an egg a day."),
    (BAKERS, "Every baker in the valley still uses wood-fired ovens."),
    (BUS, "The night bus stops at Corran Bridge every Friday."),
    (CHOIR, "The choir always rehearses in the town library."),
    (DOGS, "Dogs are welcome in all rooms of the inn."),
    (DOGS, "Dogs are welcome in the rooms of the inn, including the dining room."),
    (LOCK, "The lock keeper opens the upper gate whether or not the river is below the red mark."),
    (GREENHOUSE, "Only volunteers may pick tomatoes in the greenhouse."),
    (SEALS, "All the seals in the bay carried a transmitter."),
    (POTTERY, "村里所有的陶工在冬天烧窑。"),
    (BEES, "כל הכוורות בעמק נפגעו מהשרב."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "sentence"), TRUE)
def test_the_same_scope_in_other_words_is_supported(source: str, sentence: str) -> None:
    verdict = verify(sentence, citing(source), context=[source])
    assert verdict.support is Support.SUPPORTED, [c.reason for c in verdict.checks if not c.passed]


@pytest.mark.parametrize(("source", "sentence"), FALSE)
def test_the_whole_for_a_part_is_noticed(source: str, sentence: str) -> None:
    verdict = verify(sentence, citing(source), context=[source])
    failed = [c for c in verdict.checks if not c.passed]
    assert verdict.support is Support.UNSUPPORTED
    assert any(c.finding is Finding.NEGATION_MISMATCH for c in failed)

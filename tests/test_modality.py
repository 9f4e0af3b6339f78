"""A plan told as done, a wish as granted, a chance as certain, an option as a duty: noticed."""

import pytest

from rag.schema import Finding, Support
from rag.verifying.verify import verify
from tests.quoted import citing

RINK = "The Halden sports club hopes to build an outdoor rink beside the school by next winter."
BELLS = "Residents of Mill Lane have asked the parish council to silence the church bells at night."
COACH = "Rovers offered the coach Ada Lind a new contract in May, but she declined."
FAIR = "The guild planned a spring fair in the old arsenal, but it was called off when the roof leaked."
MUSHROOM = "The new fungicide may damage young mushroom beds if it is sprayed at night."
QUARRY = (
    "The quarry owners are considering a second crusher, and the county is discussing the licence."
)
HELMET = "Wear the helmet on the upper rope course."
TASTING = "Guests may join the cheese tasting on Thursdays, and a small gift is welcome."
RAIL = "The ministry said it would close the branch line to Orsk in 2031."
GRANT = "Growers may apply for the grant if they own at least five hectares."
SWIM = "Aune tried twice to swim the sound and succeeded in her last summer there."
KITES = (
    "The harbour master has called for a ban on kites, and the pilots are thinking of moving out."
)
MILL = "Nilsen wanted to sell the mill to his cousin, and the bank advised him to wait."
HARBOUR = "港务局计划在北岸修建一座灯塔，居民建议保留旧灯塔。"
MUSEUM = "העירייה מתכננת לפתוח מוזיאון בתחנה הישנה, והתושבים ביקשו להרחיב את הגן."

TRUE = [
    (RINK, "The Halden sports club plans to build an outdoor rink beside the school."),
    (RINK, "An outdoor rink may be built beside the school by the Halden sports club."),
    (RINK, "By next winter the Halden sports club would like to have an outdoor rink by the school."),
    (BELLS, "The parish council was asked by residents of Mill Lane to silence the bells at night."),
    (BELLS, "Residents of Mill Lane want the parish council to silence the church bells at night."),
    (BELLS, "Residents of Mill Lane requested that the church bells be silenced at night."),
    (COACH, "The coach Ada Lind was offered a new contract by Rovers in May."),
    (COACH, "In May, Ada Lind declined a new contract that Rovers had offered her."),
    (COACH, "Ada Lind, the coach, turned down a new contract with Rovers in May."),
    (FAIR, "The guild had planned a spring fair in the old arsenal."),
    (FAIR, "The spring fair that the guild planned in the old arsenal was cancelled."),
    (FAIR, "When the roof of the old arsenal leaked, the guild called off its spring fair."),
    (MUSHROOM, "Sprayed at night, the new fungicide could damage young mushroom beds."),
    (MUSHROOM, "Young mushroom beds may be damaged by the new fungicide."),
    (MUSHROOM, "There is a risk that the new fungicide will damage young mushroom beds."),
    (QUARRY, "The county is discussing the licence for the quarry."),
    (QUARRY, "A second crusher is being considered by the quarry owners."),
    (QUARRY, "The quarry owners think of a second crusher."),
    (HELMET, "The helmet has to be worn on the upper rope course."),
    (HELMET, "On the upper rope course a helmet must be worn."),
    (HELMET, "You should wear the helmet on the upper rope course."),
    (TASTING, "The cheese tasting on Thursdays is open to guests."),
    (TASTING, "Guests can join the cheese tasting on Thursdays."),
    (TASTING, "On Thursdays guests are free to join the cheese tasting."),
    (RAIL, "The branch line to Orsk will be closed in 2031, the ministry said."),
    (RAIL, "The ministry is to close the branch line to Orsk in 2031."),
    (RAIL, "According to the ministry, the branch line to Orsk would close in 2031."),
    (GRANT, "To apply for the grant, growers must own at least five hectares."),
    (GRANT, "Growers who own five hectares can apply for the grant."),
    (SWIM, "In her last summer there Aune swam the sound."),
    (KITES, "The harbour master wants a ban on kites."),
    (KITES, "The pilots are considering moving out."),
    (KITES, "A ban on kites has been called for by the harbour master."),
    (MILL, "Nilsen hoped to sell the mill to his cousin."),
    (MILL, "The bank told Nilsen to wait with the mill that he wanted to sell."),
    (MILL, "The bank's advice to Nilsen was to wait."),
    (HARBOUR, "港务局打算在北岸修建灯塔。"),
    (HARBOUR, "居民希望保留旧灯塔。"),
    (HARBOUR, "按照港务局的计划，北岸要修建一座灯塔。"),
    (MUSEUM, "בתחנה הישנה מתכננת העירייה לפתוח מוזיאון."),
    (MUSEUM, "העירייה רוצה לפתוח מוזיאון בתחנה הישנה."),
    (MUSEUM, "התושבים ביקשו מהעירייה להרחיב את הגן."),
]  # fmt: skip
FALSE = [
    (RINK, "The Halden sports club has built an outdoor rink beside the school."),
    (BELLS, "The parish council silenced the church bells of Mill Lane at night."),
    (BELLS, "Residents of Mill Lane have forced the parish council to silence the church bells."),
    (COACH, "In May the coach Ada Lind accepted a new contract with Rovers."),
    (FAIR, "The guild held a spring fair in the old arsenal."),
    (MUSHROOM, "Sprayed at night, the new fungicide damages young mushroom beds."),
    (QUARRY, "The quarry owners have decided on a second crusher."),
    (HELMET, "The helmet is optional on the upper rope course."),
    (TASTING, "Guests must join the cheese tasting on Thursdays."),
    (RAIL, "The ministry closed the branch line to Orsk in 2031."),
    (KITES, "The harbour master has banned kites."),
    (MILL, "Nilsen sold the mill to his cousin."),
    (HARBOUR, "港务局在北岸修建了一座灯塔。"),
    (MUSEUM, "העירייה פתחה מוזיאון בתחנה הישנה."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "sentence"), TRUE)
def test_a_plan_told_as_a_plan_is_supported(source: str, sentence: str) -> None:
    verdict = verify(sentence, citing(source), context=[source])
    assert verdict.support is Support.SUPPORTED, [c.reason for c in verdict.checks if not c.passed]


@pytest.mark.parametrize(("source", "sentence"), FALSE)
def test_a_plan_told_as_done_is_noticed(source: str, sentence: str) -> None:
    verdict = verify(sentence, citing(source), context=[source])
    failed = [c for c in verdict.checks if not c.passed]
    assert verdict.support is Support.UNSUPPORTED
    assert any(c.finding is Finding.NEGATION_MISMATCH for c in failed)

"""Bounds turned round are noticed; the same bound in other words, and bare figures, are not."""

import pytest

from rag.schema import Finding, Support
from rag.verifying.verify import verify
from tests.quoted import citing

FERRY = "Bookings for the ferry must be made at least three days before sailing."
KILN = "The kiln is fired for up to 40 hours, and the glaze must not be thicker than 2 mm."
HALL = "The village hall holds no more than 120 guests and no hirer may keep it for more than six hours."
ORCHID = "Fewer than 300 plants of the orchid were left in 2004; they need soil of at least 10 °C."
CRANE = (
    "The crane may be used by staff aged 21 or over; loads over 5 tonnes need a second operator."
)
FORMS = "Claims for the flood grant must reach the county office by 30 June."
LOAN = "Members may borrow up to eight recordings for a fortnight at most."
CHAIR = "Holt was treasurer until 1990 and chairman of the guild from then on."
BRIDGE = "这座桥的载重不得超过二十吨,每次检修至少需要三个月。"
POOL = "泳池水深1.5米以上,水温不低于26度,每场限时不超过九十分钟。"
CAMP = "המחנה פתוח לילדים בני 9 ומעלה, ובכל אוהל ישנים לכל היותר שישה חניכים. הטיול נמשך יותר מארבע שעות."

TRUE = [
    (FERRY, "The ferry has to be booked three days or more before it sails."),
    (FERRY, "Ferry bookings must be made no fewer than three days before sailing."),
    (FERRY, "Bookings for the ferry are to be made no later than three days before sailing."),
    (FERRY, "The ferry must be booked three days before sailing."),
    (FERRY, "A booking made less than three days before sailing is not possible for the ferry."),
    (KILN, "Firing the kiln takes no more than 40 hours."),
    (KILN, "The kiln is fired for 40 hours at most."),
    (KILN, "The glaze may be at most 2 mm thick."),
    (KILN, "The thickness of the glaze must not exceed 2 mm."),
    (HALL, "Up to 120 guests fit into the village hall."),
    (HALL, "A hirer may keep the hall for six hours at most."),
    (HALL, "The village hall can hold 120 guests at the most."),
    (HALL, "The village hall does not hold more than 120 guests."),
    (ORCHID, "In 2004 less than 300 plants of the orchid were left."),
    (ORCHID, "There were no more than 300 plants of the orchid left in 2004."),
    (ORCHID, "The orchid plants need soil that is no colder than 10 °C."),
    (ORCHID, "The orchid plants need soil of 10 °C or above."),
    (CRANE, "The crane may be used by staff who are at least 21."),
    (CRANE, "Loads of more than 5 tonnes need a second crane operator."),
    (CRANE, "Staff who use the crane must be no younger than 21."),
    (FORMS, "Claims for the flood grant must be at the county office no later than 30 June."),
    (FORMS, "The county office must have claims for the flood grant before the end of 30 June."),
    (FORMS, "Until 30 June claims for the flood grant can reach the county office."),
    (LOAN, "No member may borrow more than eight recordings."),
    (LOAN, "At most eight recordings may be borrowed by members."),
    (LOAN, "Members may borrow as many as eight recordings."),
    (CHAIR, "From 1990 Holt was chairman of the guild."),
    (BRIDGE, "这座桥的载重最多为二十吨。"),
    (BRIDGE, "桥的载重限于二十吨以下。"),
    (BRIDGE, "每次检修不少于三个月。"),
    (POOL, "泳池水深至少1.5米。"),
    (POOL, "泳池的水温在26度以上。"),
    (POOL, "每场最多九十分钟。"),
    (CAMP, "המחנה פתוח לילדים בני 9 לפחות."),
    (CAMP, "בכל אוהל ישנים עד שישה חניכים."),
    (CAMP, "בכל אוהל ישנים לא יותר משישה חניכים."),
    (CAMP, "הטיול נמשך לפחות ארבע שעות."),
]  # fmt: skip
FALSE = [
    (FERRY, "Bookings for the ferry must be made at most three days before sailing."),
    (KILN, "The kiln is fired for at least 40 hours."),
    (KILN, "The glaze must be at least 2 mm thick."),
    (HALL, "The village hall holds 120 guests or more."),
    (HALL, "Each hirer keeps the hall for more than six hours."),
    (ORCHID, "More than 300 plants of the orchid were left in 2004."),
    (ORCHID, "The orchid plants need soil of 10 °C or less."),
    (CRANE, "The crane may be used by staff aged under 21."),
    (FORMS, "Claims for the flood grant may reach the county office from 30 June."),
    (LOAN, "Members must borrow no fewer than eight recordings."),
    (BRIDGE, "这座桥的载重至少为二十吨。"),
    (BRIDGE, "每次检修最多需要三个月。"),
    (POOL, "泳池水深不超过1.5米。"),
    (CAMP, "בכל אוהל ישנים לפחות שישה חניכים."),
    (CAMP, "הטיול נמשך פחות מארבע שעות."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "sentence"), TRUE)
def test_the_same_bound_in_other_words_is_supported(source: str, sentence: str) -> None:
    verdict = verify(sentence, citing(source), context=[source])
    assert verdict.support is Support.SUPPORTED, [c.reason for c in verdict.checks if not c.passed]


@pytest.mark.parametrize(("source", "sentence"), FALSE)
def test_a_bound_turned_round_is_noticed(source: str, sentence: str) -> None:
    verdict = verify(sentence, citing(source), context=[source])
    failed = [c for c in verdict.checks if not c.passed]
    assert verdict.support is Support.UNSUPPORTED
    assert any(
        c.finding is Finding.NUMBER_MISMATCH and "the source says “" in c.reason for c in failed
    )

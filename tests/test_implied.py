"""What a text bears out without saying it: denials, cases of a bound, figures to be reckoned.

Each true sentence has a false twin, which the same words must not bear out.
"""

import pytest

from rag.answering.writing.judge import Judge
from rag.schema import Support
from rag.verifying.cite import Claim
from tests.quoted import passage

LIBRARY = (
    "The reading room of the Alder Library is open from Tuesday to Friday. Maps may be borrowed "
    "only if a deposit is paid. Every book may be taken home except the atlases. The lift serves "
    "the cellar and the first floor, but not the gallery. A reader's card costs £3, and a folder "
    "is sold separately. Groups of more than fifteen must register a week ahead. The old oil lamps "
    "were replaced with electric ones in 1931. The council will discuss a new roof in June. Only "
    "the night porter has a key to the tower. Children under eight must be accompanied by an adult."
)
FARM = (
    "Of the eleven barns on Tolley Farm, only four have a slate roof. The farm keeps 80 goats, and "
    "half of the goats are milked every day. The milk is sold at £1.20 a litre. Cheese may not be "
    "bought on the farm from January to March. Visitors should keep off the bull field. "
    "Hay is cut three times a year. The dairy worker Nan Sorley died at 84; her brother Giles had "
    "died six years earlier. The last tour starts at 3.30 pm."
)
ENGLISH = [
    (
        LIBRARY,
        "The reading room of the Alder Library is not open on Mondays.",
        "The reading room of the Alder Library is not open on Thursdays.",
    ),
    (
        LIBRARY,
        "Maps cannot be borrowed without paying a deposit.",
        "Maps cannot be borrowed if a deposit is paid.",
    ),
    (LIBRARY, "The atlases may not be taken home.", "The books may not be taken home."),
    (
        LIBRARY,
        "The gallery cannot be reached by the lift.",
        "The lift does not serve the first floor.",
    ),
    (
        LIBRARY,
        "The price of a reader's card does not include a folder.",
        "A reader's card does not cost £3.",
    ),
    (
        LIBRARY,
        "A group of twenty must register a week ahead.",
        "A group of ten must register a week ahead.",
    ),
    (
        LIBRARY,
        "Since 1931 there have been electric lamps instead of oil lamps.",
        "Since 1931 there have been oil lamps instead of electric lamps.",
    ),
    (
        LIBRARY,
        "The council has not yet decided on a new roof.",
        "The council has decided on a new roof.",
    ),
    (
        LIBRARY,
        "The day porter does not have a key to the tower.",
        "The night porter does not have a key to the tower.",
    ),
    (
        LIBRARY,
        "A child of six must be accompanied by an adult.",
        "A child of nine must be accompanied by an adult.",
    ),
    (
        FARM,
        "Seven barns on Tolley Farm do not have a slate roof.",
        "Four barns on Tolley Farm do not have a slate roof.",
    ),
    (
        FARM,
        "On Tolley Farm 40 goats are milked every day.",
        "On Tolley Farm 60 goats are milked every day.",
    ),
    (FARM, "Five litres of milk cost £6.", "Five litres of milk cost £8."),
    (
        FARM,
        "In May cheese may be bought on the farm.",
        "In February cheese may be bought on the farm.",
    ),
    (
        FARM,
        "Visitors should not go into the bull field.",
        "Visitors should go into the bull field.",
    ),
    (FARM, "Giles was 78 when he died.", "Giles was 75 when he died."),
    (FARM, "There is no tour after 4 pm.", "There is no tour after 3 pm."),
]
POOL = (
    "A ten-swim pass costs £36. Diving is allowed only in the deep end. The pool is closed on "
    "Mondays. Lessons last 40 minutes and begin at 9.15 am. Of the 60 people who answered the "
    "survey, 45 wanted longer hours. The slide was ordered in March 2019 and delivered in August "
    "2019. The trustees rejected a plan for a wave machine. The pool holds 900,000 litres."
)
ENGLISH += [
    (POOL, "You are not allowed to dive in the shallow end.",
     "You are not allowed to dive in the deep end."),
    (POOL, "The pool is open on Tuesdays.", "The pool is open on Mondays."),
    (POOL, "A lesson that begins at 9.15 am ends at 9.55 am.",
     "A lesson that begins at 9.15 am ends at 10.15 am."),
    (POOL, "Fifteen of those who answered did not want longer hours.",
     "Twenty of those who answered did not want longer hours."),
    (POOL, "The slide was delivered five months after it had been ordered.",
     "The slide was delivered three months after it had been ordered."),
    (POOL, "The pool holds nearly a million litres.", "The pool holds nearly two million litres."),
]  # fmt: skip
GUESTHOUSE = (
    "云松旅店周三到周日开放。早餐只供应给住店客人。客人可以免费停车,周末除外。客房的窗户不得打开。"
    "旅店共有十二间客房,其中五间有阳台。登记后方可使用泳池。单人房每晚二百元,双人房每晚三百五十元。"
)
BAKERY = (
    "המאפייה פתוחה מיום ראשון עד יום חמישי. אין להכניס כלבים לחנות. לחם אפשר להזמין רק בטלפון. "
    "העוגות נאפות במשך חצי שעה. בחנות עובדים 24 אנשים, ומחצית מהאנשים גרים בעיר. "
    "מי שקונה יותר מארבע עוגות מקבל הנחה."
)
OTHERS = [
    (GUESTHOUSE, "云松旅店周一不开放。", "云松旅店周四不开放。"),
    (GUESTHOUSE, "周末客人不能免费停车。", "平时客人不能免费停车。"),
    (GUESTHOUSE, "客房的窗户不能打开。", "客房的窗户可以打开。"),
    (GUESTHOUSE, "有七间客房没有阳台。", "有五间客房没有阳台。"),
    (GUESTHOUSE, "没有登记的客人不能使用泳池。", "登记后的客人不能使用泳池。"),
    (GUESTHOUSE, "双人房每晚比单人房贵一百五十元。", "双人房每晚比单人房贵一百八十元。"),
    (BAKERY, "אסור להכניס כלבים לחנות.", "מותר להכניס כלבים לחנות."),
    (BAKERY, "העוגות נאפות במשך שלושים דקות.", "העוגות נאפות במשך ארבעים דקות."),
    (BAKERY, "בעיר גרים 12 אנשים שעובדים בחנות.", "בעיר גרים 16 אנשים שעובדים בחנות."),
    (BAKERY, "מי שקונה חמש עוגות מקבל הנחה.", "מי שקונה שלוש עוגות מקבל הנחה."),
    (BAKERY, "המאפייה אינה פתוחה ביום שישי.", "המאפייה אינה פתוחה ביום שלישי."),
]
CASES = [*ENGLISH, *OTHERS]


def support(document: str, sentence: str) -> Support:
    judge = Judge([passage(document, "invented")])
    return judge.judge(Claim(sentence, "", (1,))).verdict.support


@pytest.mark.parametrize(("document", "true", "false"), CASES, ids=[c[1] for c in CASES])
def test_what_is_implied_is_borne_out_and_its_twin_is_not(
    document: str, true: str, false: str
) -> None:
    assert support(document, true) is Support.SUPPORTED
    assert support(document, false) is not Support.SUPPORTED

"""True sentences whose figures follow from the source's; and false ones whose figures do not."""

import pytest

from rag.verifying.dates import dates
from rag.verifying.eras import centuries, is_century_of, is_day_of_range
from rag.verifying.quantities import quantities
from rag.verifying.shares import numbers
from rag.verifying.verify import verify
from tests.quoted import citing

POOL = "A day ticket costs £7 for bathers, a locker £3 a month, and nobody may rent more than four."
MILLS = "Of the eleven mills in the valley, of which four still grind flour, most are of stone."
ORCHARD = "The orchard gave 24 tonnes of pears, compared with 16 tonnes in the year before."
SURVEY = "Of the members, 35 per cent had read the rules; the vote was held in June."
BARN = "The barn was built in 1684 and burnt down in 1902."
LIFE = "Mira Tolland was born in 1911. She died in Vence in 1969."
HOURS = "The dye house is open from Tuesday to Saturday."
WEEKDAYS = "The ferry runs on weekdays and is closed for repairs in May."

FOLLOWS = [
    (POOL, "Three bathers pay £21 for day tickets.", True),
    (POOL, "Three bathers pay £22 for day tickets.", False),
    (POOL, "Whoever rents all the lockers that are permitted pays £12 a month.", True),
    (POOL, "Whoever rents all the lockers that are permitted pays £14 a month.", False),
    (POOL, "Whoever rents a locker pays £12 a month.", False),
    (MILLS, "Seven mills no longer grind flour.", True),
    (MILLS, "Six mills no longer grind flour.", False),
    (MILLS, "Seven mills still grind flour.", False),
    (ORCHARD, "The harvest of pears was half as large again as in the year before.", True),
    (ORCHARD, "The harvest of pears was a third as large again as in the year before.", False),
    (ORCHARD, "The harvest of pears was half as large as in the year before.", False),
    (ORCHARD, "The orchard gave 50 percent more pears than in the year before.", True),
    (SURVEY, "Some 65 per cent of the members had not read the rules.", True),
    (SURVEY, "Some 65 per cent of the members had read the rules.", False),
    (SURVEY, "Some 75 per cent of the members had not read the rules.", False),
    (BARN, "It is a seventeenth-century barn.", True),
    (BARN, "The barn of the 17th century burnt down early in the twentieth century.", True),
    (BARN, "It is an eighteenth-century barn.", False),
    (BARN, "The barn burnt down in the 19th century.", False),
    (LIFE, "Tolland died in her late fifties.", True),
    (LIFE, "Tolland died in her fifties.", True),
    (LIFE, "Tolland died in her early fifties.", False),
    (LIFE, "Tolland died in her sixties.", False),
    (HOURS, "The dye house is open on Thursdays.", True),
    (HOURS, "The dye house is open on Mondays.", False),
    (WEEKDAYS, "The ferry runs on Wednesdays.", False),  # and is closed: too much in one sentence
    ("The ferry runs on weekdays.", "The ferry runs on Wednesdays.", True),
    ("The ferry runs on weekdays.", "The ferry runs on Sundays.", False),
    ("门票每张八元,学生五元。", "三名学生一共付十五元。", True),
    ("门票每张八元,学生五元。", "三名学生一共付十六元。", False),
    ("每公斤茶叶售价六十元。", "二十公斤茶叶要一千二百元。", True),
    ("每公斤茶叶售价六十元。", "二十公斤茶叶要一千三百元。", False),
    ("村里有磨坊八座,其中只有五座还在使用。", "村里有三座磨坊已不再使用。", True),
    ("村里有磨坊八座,其中只有五座还在使用。", "村里有四座磨坊已不再使用。", False),
    ("村里有磨坊八座。", "村里有九座磨坊。", False),
    ("渡船上午九点半出发。", "渡船上午九点半开船。", True),
    ("渡船上午九点半出发。", "渡船上午八点半开船。", False),
    ("渡船09:30出发。", "渡船上午九点半开船。", True),
    ("钟楼建于1768年。", "钟楼是十八世纪的建筑。", True),
    ("钟楼建于1768年。", "钟楼是十七世纪的建筑。", False),
    ("茶馆周二至周六营业。", "茶馆周四营业。", True),
    ("茶馆周二至周六营业。", "茶馆周一营业。", False),
    ("במקהלה שרים שלושים וחמישה ילדים.", "במקהלה שרים 35 ילדים.", True),
    ("במקהלה שרים שלושים וחמישה ילדים.", "במקהלה שרים 36 ילדים.", False),
    ("הקורס נמשך שתים עשרה שעות.", "הקורס נמשך 12 שעות.", True),
    ("הקורס נמשך שתים עשרה שעות.", "הקורס נמשך 10 שעות.", False),
    ("בארכיון שמורים עשרת אלפים מכתבים.", "בארכיון שמורים 10,000 מכתבים.", True),
    ("בארכיון שמורים חמשת אלפים מכתבים.", "בארכיון שמורים 10,000 מכתבים.", False),
    ("הגשר נבנה בשנת 1768.", "הגשר נבנה במאה ה-18.", True),
    ("הגשר נבנה בשנת 1768.", "הגשר נבנה במאה ה-17.", False),
]


@pytest.mark.parametrize(("source", "claim", "follows"), FOLLOWS)
def test_figures_that_follow(source: str, claim: str, *, follows: bool) -> None:
    verdict = verify(claim, citing(source), context=[source])
    wrong = [c for c in verdict.checks if not c.passed and c.kind in {"number", "date", "part"}]
    assert (not wrong) == follows, verdict


@pytest.mark.parametrize(("text", "number"), [
    ("an 18th-century mill", 18), ("in the twenty-first century", 21), ("十九世纪", 19),
    ("20世纪", 20), ("במאה ה-16", 16), ("a century ago", None), ("the third one", None),
])  # fmt: skip
def test_centuries_are_read(text: str, number: int | None) -> None:
    assert [c.number for c in centuries(text)] == ([number] if number else [])


def test_a_century_ends_with_its_hundredth_year() -> None:
    (eighteenth,) = centuries("the 18th century")
    assert is_century_of(eighteenth, "in 1701") and is_century_of(eighteenth, "in 1800")
    assert is_century_of(eighteenth, "in the 1760s") and not is_century_of(eighteenth, "in 1801")


@pytest.mark.parametrize(("claim", "source", "follows"), [
    ("it is closed on mondays.", "open from wednesday to sunday.", True),
    ("it is not open on tuesday.", "open from wednesday to sunday.", True),
    ("it is closed on fridays.", "open from wednesday to sunday.", False),
    ("it is open on mondays.", "open from wednesday to sunday.", False),
    ("it is open on sundays.", "closed from monday to wednesday.", True),
    ("it is open on tuesdays.", "closed from monday to wednesday.", False),
    ("it is open on mondays.", "open on friday and sunday.", False),
])  # fmt: skip
def test_days_inside_and_outside_a_range(claim: str, source: str, *, follows: bool) -> None:
    day = next(d for d in dates(claim) if d.weekday is not None)
    assert is_day_of_range(day, claim, source) == follows


@pytest.mark.parametrize(("text", "values"), [
    ("三家饭馆和两名厨师", [3, 2]), ("第三家饭馆", []), ("下午四点半", [4.5]),
    ("三点五公里", [5]), ("שלוש וארבע", [3, 4]), ("עשרים ושלוש", [23]),
    ("חמש עשרה", [15]), ("אחת עשרה", [11]),
])  # fmt: skip
def test_number_words_with_what_they_count(text: str, values: list[float]) -> None:
    assert [q.value for q in quantities(text)] == values


def test_a_share_keeps_its_place_beside_a_measure_word() -> None:
    assert [q.dimension for q in numbers("三成的五家")] == ["percent", None]

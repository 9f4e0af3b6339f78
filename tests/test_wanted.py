"""What a Chinese or Hebrew question wants by name, and passages that only nearly have it."""

import pytest

from rag.answering.doubting.wanted import _contact
from rag.answering.extractive import Selection
from tests.passages import answered, document

SILENT_BELOW = 0.45  # the operating point

CLUB = document(
    "松涛钓鱼俱乐部",
    "本章程由秘书处起草，经理事会于2022年5月9日通过。"
    "俱乐部的仲裁组由三人组成，组长是副主席孟繁星。"
    "外出垂钓须由总教练薛明亮批准。\n\n"
    "松涛湖边的观鱼台全长140米，宽6米，2019年落成。"
    "去湖边要坐游船，游船每天往返八趟。\n\n"
    "俱乐部还开通了两条接送线路。票价为三元，七十岁以上的会员免费。"
    "会员证补办要二十元，办公室电话是5550-1287。"
    "总教练每月的津贴是两千元。",
)
MUSEUM = document(
    "בית הפעמונים",
    "מנהלת בית הפעמונים היא ד\"ר אורנה לביא, והיא בתפקיד משנת 2017. "
    "עיריית גבעת אורן שיפצה את הבניין בשנת 2009. "
    "בשנת 2022 ביקרו בבית הפעמונים 31,200 איש.\n\n"
    "שר התרבות, גלעד מרום, חנך את האגף החדש. "
    "משרד החינוך סירב לממן את האגף בגלל מגבלות התקציב. "
    "תקציב האגף הוא 9 מיליון שקלים לשנתיים. "
    "האגף יציע סיורים בשתי שפות, ויעסיק שמונה מדריכים. "
    "קבוצות משלמות 120 שקלים לסיור.",
)  # fmt: skip


def said(found: Selection) -> str:
    picked = found.picked[0]
    chunk = picked.chunk.chunk
    return "".join(
        chunk.text[s.start_char - chunk.start_char : s.end_char - chunk.start_char]
        for s in picked.sentences
    )


def of_club(question: str) -> Selection:
    return answered(question, CLUB)


def of_museum(question: str) -> Selection:
    return answered(question, MUSEUM)


@pytest.mark.parametrize(
    "question",
    [
        "副主席的电话是多少？",
        "松涛湖有多长？",
        "游船的票价是多少？",
        "副主席的工资是多少？",
        "保险费怎么计算？",
    ],
)
def test_what_chinese_passages_nearly_have_is_not_answered(question: str) -> None:
    found = of_club(question)
    assert found.features["wanted_absent"]
    assert found.confidence < SILENT_BELOW
    assert found.reason and "do not give" in found.reason


def test_a_head_of_what_has_none_here_is_not_named() -> None:
    assert of_club("秘书处的负责人是谁？").confidence < SILENT_BELOW


@pytest.mark.parametrize(
    "question",
    [
        "办公室的电话是多少？",
        "仲裁组的组长是谁？",
        "总教练是谁？",
        "观鱼台有多长？",
        "补办会员证要多少钱？",
        "总教练的津贴是多少？",
    ],
)
def test_what_chinese_passages_have_is_not_doubted(question: str) -> None:
    assert not of_club(question).features["wanted_absent"]


SCHOOL = document(
    "云岭中学",
    "学费每学期1800元，住宿费每学期600元。男生宿舍在三号楼。"
    "机器人课由信息技术教师邹小帆讲授，每班限20人。\n\n如有疑问，请联系校长办公室主任蒋丽华。",
)


@pytest.mark.parametrize(
    "question",
    [
        "校车费每学期多少钱？",
        "三号楼有几层？",
        "陶艺课由谁讲授？",
        "校长是谁？",
        "邹小帆今年多大？",
    ],
)
def test_of_another_thing_it_is_not_answered(question: str) -> None:
    assert answered(question, SCHOOL).features["wanted_absent"]


@pytest.mark.parametrize(
    "question", ["住宿费每学期多少钱？", "机器人课由谁讲授？", "校长办公室主任是谁？"]
)
def test_of_the_same_thing_it_is(question: str) -> None:
    assert not answered(question, SCHOOL).features["wanted_absent"]


@pytest.mark.parametrize(
    "question",
    [
        "מי שר החינוך?",
        "מי ראש עיריית גבעת אורן?",
        "כמה ישלמו למדריכים?",
        "כמה עובדים מועסקים בבית הפעמונים?",
        "מה המחיר של הקפה בבית הפעמונים?",
        "מה מספר הטלפון של בית הפעמונים?",
    ],
)
def test_what_hebrew_passages_nearly_have_is_not_answered(question: str) -> None:
    found = of_museum(question)
    assert found.confidence < SILENT_BELOW
    assert found.features["wanted_absent"]


@pytest.mark.parametrize(
    "question",
    ["מי שר התרבות?", "מי מנהלת את בית הפעמונים?", "כמה משלמות קבוצות לסיור?", "מה תקציב האגף?"],
)
def test_what_hebrew_passages_have_is_not_doubted(question: str) -> None:
    assert not of_museum(question).features["wanted_absent"]


def test_a_budget_is_an_amount() -> None:
    found = of_museum("מה התקציב של האגף?")
    assert "9 מיליון" in said(found)


@pytest.mark.parametrize(
    ("asked", "said", "lacking"),
    [
        (
            "What is the telephone number of the office?",
            "Write to the office.",
            "a telephone number",
        ),
        ("What is the telephone number of the office?", "The office is at 555 0128.", None),
        ("What's Ada Moll's e-mail address?", "Ada Moll leads it.", "an e-mail address"),
        ("What's Ada Moll's e-mail address?", "Write to moll@mill.example.", None),
        ("What is the school's website?", "The school is run by a pupil.", "a web address"),
        ("Who answers e-mails?", "Ada Moll does.", None),
        ("What did Ada ask for in her e-mail?", "Ada asked for two more weeks.", None),
    ],
)
def test_what_an_english_question_wants_to_get_in_touch(
    asked: str, said: str, lacking: str | None
) -> None:
    assert _contact(asked, [said]) == lacking

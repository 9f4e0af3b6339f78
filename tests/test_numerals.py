import pytest

from rag.answering.asking.question import analyse
from rag.reading.numerals import chinese_value, in_figures
from tests.passages import answered, document


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("一百五十八天", "158天"),
        ("一千一百二十段", "1120段"),
        ("一亿两千万", "120000000"),
        ("一万亿", "1000000000000"),
        ("三万五", "35000"),
        ("一千零一", "1001"),
        ("二〇二三年", "2023年"),
        ("第十九次", "第19次"),
        ("三天", "三天"),
        ("七八个", "七八个"),
        ("三四十人", "三四十人"),
        ("几十万", "几十万"),
        ("千万不要", "千万不要"),
        ("一五一十", "一五一十"),
        ("1.2亿", "1.2亿"),
        ("שלושים ושניים", "32"),
        ("בשלושה עשר", "13"),
        ("מאתיים חמישים ושלוש", "253"),
        ("באר שבע", "באר שבע"),
        ("thirty-two", "thirty-two"),
    ],
)
def test_numbers_in_words_are_read_as_figures(said: str, figures: str) -> None:
    assert in_figures(said) == figures


@pytest.mark.parametrize(("said", "value"), [("三", 3), ("万亿", 10**12), ("百", 100), ("12", 12)])
def test_the_value_of_a_chinese_number(said: str, value: int) -> None:
    assert chinese_value(said) == value


CHINESE = document(
    "灯塔规定",
    "守塔人每年休假一百五十八天，代班人为十五天。灯塔由一千一百二十块石料砌成，修缮节省了九千万元。"
    "六十五岁以上的老人免费参观。灯塔于二〇二一年开放。",
)
HEBREW = document("מגדלור", "במוזיאון שלושים ושניים דגמים של סירות. הכניסה חופשית לילדים בלבד.")


@pytest.mark.parametrize(
    "question",
    [
        "守塔人的休假是158天吗？",
        "灯塔有1120块石料吗？",
        "修缮节省了9000万元吗？",
        "65岁以上的老人免费参观吗？",
    ],
)
def test_a_question_in_figures_finds_numbers_in_words(question: str) -> None:
    assert answered(question, CHINESE).confidence >= 0.5


def test_hebrew_words_are_figures_too() -> None:
    right, wrong = (answered(f"האם יש במוזיאון {n} דגמים?", HEBREW).confidence for n in (32, 33))
    assert right > 1.5 * wrong


def test_a_count_of_pieces_is_no_year() -> None:
    assert analyse("灯塔有1120块石料吗？").years == ()
    assert analyse("灯塔1920年开放吗？").years == ("1920",)


def test_a_year_in_words_is_mentioned_and_another_is_no_fault_of_a_yes_or_no_question() -> None:
    for year in (2021, 2019):
        reason = answered(f"灯塔是{year}年开放的吗？", CHINESE).reason or ""
        assert "mention" not in reason
    assert "2019" in (answered("灯塔2019年有什么活动？", CHINESE).reason or "")

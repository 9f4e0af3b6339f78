"""The words of a Chinese or Hebrew sentence that answer by themselves."""

import pytest

from rag.answering.pointing import short_answer
from rag.answering.pointing.pointed import point
from tests.passages import answered, document

HARBOUR = document(
    "柳浦港扩建",
    "柳浦港扩建工程于2019年3月8日开工，总投资为6.4亿元，历时两年零四个月完成。"
    "工程由建筑师沈亦岚设计，共建成十二个泊位。新码头位于东岸的盐仓旧址，值班电话是5550-1287。\n\n"
    "港务局局长陆景和在会上说，去年吞吐量增长了9.3%，码头有340名员工。",
)
BRIDGE = document(
    "גשר ערוגות",
    "גשר ערוגות נפתח ב-14 במרץ 2023 לאחר עבודות שנמשכו 30 חודשים. "
    "עלות הבנייה הייתה 3.6 מיליון שקלים. "
    "את הגשר תכננה האדריכלית תמר יפה-לנדאו. "
    "בכל יום עוברים בגשר 7,300 כלי רכב. "
    "טלפון המשרד הוא 08-9471122. "
    "אורך הגשר הוא 420 מטרים, ושיעור המשאיות הוא 17 אחוז.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("柳浦港扩建工程是什么时候开工的？", "2019年3月8日"),
        ("柳浦港扩建工程的总投资是多少？", "6.4亿元"),
        ("柳浦港扩建工程历时多久？", "两年零四个月"),
        ("工程由哪位建筑师设计？", "沈亦岚"),
        ("扩建工程共建成几个泊位？", "十二个"),
        ("码头有多少名员工？", "340名"),
        ("码头的值班电话是多少？", "5550-1287"),
        ("去年吞吐量增长了百分之几？", "9.3%"),
    ],
)
def test_the_only_thing_of_the_form_asked_for_is_pointed_out(question: str, words: str) -> None:
    selection = answered(question, HARBOUR)
    assert selection.short
    assert HARBOUR.text[selection.short.start_char : selection.short.end_char] == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("מתי נפתח גשר ערוגות?", "ב-14 במרץ 2023"),
        ("כמה זמן נמשכו העבודות בגשר ערוגות?", "30 חודשים"),
        ("כמה עלתה בניית גשר ערוגות?", "3.6 מיליון שקלים"),
        ("מי תכננה את גשר ערוגות?", "תמר יפה-לנדאו"),
        ("כמה כלי רכב עוברים בגשר ערוגות בכל יום?", "7,300 כלי רכב"),
        ("מה אורך גשר ערוגות?", "420 מטרים"),
        ("מה הטלפון של המשרד?", "08-9471122"),
    ],
)
def test_so_it_is_in_hebrew(question: str, words: str) -> None:
    sentence = next(s for s in BRIDGE.text.split(". ") if words in s)
    found = point(question, "he", sentence, BRIDGE.text)
    assert found
    assert sentence[found[0] : found[1]] == words


def test_it_stands_in_the_answer() -> None:
    selection = answered("מתי נפתח גשר ערוגות?", BRIDGE)
    assert selection.confidence >= short_answer.SURE_OF_ANSWER
    assert selection.short
    assert BRIDGE.text[selection.short.start_char : selection.short.end_char] == "ב-14 במרץ 2023"


@pytest.mark.parametrize(
    ("question", "language", "sentence"),
    [
        ("镇里有多少名代表？", "zh", "58名代表中有43名代表赞成。"),
        ("协议是谁签的？", "zh", "协议由局长陆景行与主任沈亦岚共同签署。"),
        ("方案得到多少名代表的赞成票？", "zh", "58名出席代表中有43人投赞成票。"),
        ("地铁共有几期工程？", "zh", "一期工程于1980年开放。"),
        ("阅览室星期几不开门？", "zh", "阅览室上午9点开门。"),
        ("工程为什么停工？", "zh", "工程于2019年停工，停了30天。"),
        ("条例有多少章多少条？", "zh", "条例共六章38条。"),
        ("2012年该国排名第几？", "zh", "2012年该国在176国中排名靠后。"),
        ("מי חתמו על ההסכם?", "he", "על ההסכם חתמו השר גדעון שחם ושרת האקלים קאדרי לינדמאה."),
        ("כמה תלמידות למדו?", "he", "במחזור למדו 62 סטודנטים, מהם ארבע נשים."),
        ("מי היזמים?", "he", "את החברה הקימו שמעון בקר, עודד מס, ואיתן רם."),
        ("מי תכנן את הגשר?", "he", "את הגשר תכננה חברה מנצרת בשנת 2012."),
    ],
)
def test_in_doubt_nothing_is_pointed_out(question: str, language: str, sentence: str) -> None:
    assert point(question, language, sentence, sentence) is None


@pytest.mark.parametrize(
    ("sentence", "around", "name"),
    [
        ("镇长陆景和在会上发言。", "镇长陆景和在会上发言。", "陆景和"),
        ("校长王平说，学校放假。", "校长王平说，学校放假。王平认为这很好。", "王平"),
        ("总工程师是高若兰。", "", "高若兰"),
        ("展览由诗人露西娅·贝伦格主持。", "", "露西娅·贝伦格"),
    ],
)
def test_where_a_chinese_name_ends(sentence: str, around: str, name: str) -> None:
    found = point("是谁？", "zh", sentence, around)
    assert found
    assert sentence[found[0] : found[1]] == name


def test_spaces_in_chinese_are_no_words() -> None:
    sentence = "2008 年 2 月 28 日 ，双方签署了协议。"
    found = point("双方何时签署了协议？", "zh", sentence, sentence)
    assert found
    assert sentence[found[0] : found[1]] == "2008 年 2 月 28 日"


def test_of_two_days_in_the_answer_neither_is_pointed_out() -> None:
    school = document(
        "学校通知", "因故不能报到的学生须在8月28日以前请假。学校定于8月31日报到。报到要带照片。"
    )
    selection = answered("学生什么时候报到？", school)
    assert sum(len(pick.sentences) for pick in selection.picked) > 1
    assert selection.short is None

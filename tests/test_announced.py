"""Chinese and Hebrew lists told in sentences, and quotations of several sentences."""

import pytest

from tests.passages import answered, document, text_of

STUDY = document(
    "青少年睡眠研究",
    "# 青少年睡眠研究\n\n我们调查了两所学校的学生。大多数学生睡得太晚。\n\n"
    "本研究有三个局限。首先，样本只来自两所学校。它们都在城里。其次，随访只有六个月。"
    "最后，问卷由学生自己填写。结果将于夏天公布。\n\n"
    "校长王平在会上说：“我们不会涨学费。食堂将于2027年改造。宿舍要等到2028年才能翻新。”家长们鼓掌。\n\n"
    "“操场将于2027年关闭。游泳池要到9月才开放。”体育老师李梅说。",
)
SLEEP = document(
    "שינה בבני נוער",
    "# שינה בבני נוער\n\nבדקנו תלמידים בשני בתי ספר. רובם ישנו מאוחר.\n\n"
    "למחקר שלוש מגבלות. ראשית, המדגם בא משני בתי ספר בלבד. שנית, המעקב נמשך שישה חודשים. "
    "לבסוף, השאלון מולא בידי התלמידים.\n\nהתוצאות יפורסמו בקיץ.",
)  # fmt: skip


def said(question: str) -> str:
    selection = answered(question, STUDY, SLEEP)
    return " ".join(text_of(pick) for pick in selection.picked)


@pytest.mark.parametrize(
    "question", ["这项研究有哪些局限？", "研究的局限性是什么？", "青少年睡眠研究有什么局限"]
)
def test_what_a_chinese_sentence_announces_is_shown_whole(question: str) -> None:
    shown = said(question)
    assert shown.startswith("本研究有三个局限。")
    assert shown.endswith("最后，问卷由学生自己填写。")
    assert "它们都在城里" in shown


@pytest.mark.parametrize("question", ["מהן מגבלות המחקר?", "אילו מגבלות יש למחקר השינה?"])
def test_so_it_is_in_hebrew(question: str) -> None:
    shown = said(question)
    assert shown.startswith("למחקר שלוש מגבלות.")
    assert shown.endswith("לבסוף, השאלון מולא בידי התלמידים.")


def test_any_verb_may_announce_them() -> None:
    bridge = document(
        "大桥", "大桥全长1280米。施工中遇到了两个困难。第一，泥沙太厚。第二，汛期不能施工。"
    )
    found = answered("施工遇到了哪些困难？", bridge).picked
    assert "".join(map(text_of, found)).startswith("施工中遇到了两个困难")
    assert "第二，汛期不能施工。" in "".join(map(text_of, found))


def test_what_is_said_in_one_of_them_is_answered_by_itself() -> None:
    assert said("随访有几个月？") == "其次，随访只有六个月。"


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("宿舍什么时候翻新？", "校长王平在会上说"),
        ("食堂什么时候改造？", "校长王平在会上说"),
        ("游泳池什么时候开放？", "体育老师李梅说"),
        ("操场什么时候关闭？", "体育老师李梅说"),
    ],
)
def test_a_quotation_is_shown_with_who_says_it(question: str, speaker: str) -> None:
    assert speaker in said(question)

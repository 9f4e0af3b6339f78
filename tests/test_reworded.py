"""Fluent Chinese and Hebrew in other words than the source is left alone; what nobody said is not."""

import pytest

from rag.answering.writing.judge import Judge
from rag.schema import Support
from rag.verifying.cite import Claim
from rag.verifying.names import names
from rag.verifying.overlap import characters_shared, words_of
from tests.quoted import passage

ACADEMY = (
    "青岩书院建于清代，位于柳溪县北部的半山腰，因藏书丰富而出名。院内现有讲堂两座，其中一座正在维修。"
    "看门人姓陶，已在这里工作了二十年。\n\n进院参观不用买票，但晚上六点关门。院外的小店出售当地的茶叶和"
    "手工布鞋，价格公道。山路较窄，大客车无法上山，游客要在山脚换乘小巴。冬天常有积雪，管理处建议自备"
    "防滑鞋。院里不提供午餐。"
)


@pytest.mark.parametrize(("sentence", "true"), [
    ("柳溪县北部的青岩书院以大量藏书闻名，清代就已建成。", True),
    ("大客车开不上山，因为山路太窄，游客得在山脚改乘小巴。", True),
    ("游客可以在院外小店买到本地茶叶和手工做的布鞋。", True),
    ("看门的陶先生在书院工作已有二十年。", True),
    ("柳溪县政府投资修建了上山的缆车。", False),
    ("看门人的儿子在山脚经营小巴生意。", False),
    ("小店的茶叶产自书院自己的茶园。", False),
    ("书院的讲堂由一位著名工匠设计。", False),
    ("管理处向游客出租防滑鞋和雨伞。", False),
    ("清代的皇帝曾经到书院讲学。", False),
    ("院里的藏书每年冬天要搬到县里保存。", False),
    ("看门的陶先生在书院工作已有三十年。", False),
])  # fmt: skip
def test_chinese_in_other_words(sentence: str, *, true: bool) -> None:
    verdict = Judge([passage(ACADEMY)]).judge(Claim(sentence, "", (1,))).verdict
    assert (verdict.support is Support.SUPPORTED) == true, verdict


def test_characters_tell_only_of_sentences_that_are_long_enough() -> None:
    source = "山路较窄，大客车无法上山，游客要在山脚换乘小巴。"
    assert characters_shared("大客车开不上山，因为山路太窄，游客得在山脚改乘小巴。", source) > 0.7
    assert characters_shared("山路宽，客车上山。", source) == 0.0
    assert characters_shared("The coach stays below.", source) == 0.0


def test_what_is_not_there_is_no_name() -> None:
    assert [n.text for n in names("村里没有银行，也没有医院。")] == []
    assert [n.text for n in names("他在柳溪县人民医院工作。")] == ["柳溪县人民医院"]


GARDEN = (
    "הגן הקהילתי פתוח בימי חול, והמתנדבים משקים בו ירקות ועצי פרי. "
    "הגננת, נורית שלו, מלמדת ילדים לזרוע ולקטוף."
)


@pytest.mark.parametrize(("sentence", "true"), [
    ("בגן הקהילתי מתנדבת יכולה להשקות ירק ועץ פרי.", True),
    ("הגננת נורית שלו מלמדת כל ילדה לזרוע.", True),
    ("העירייה מממנת לתושבים קורסי גינון וסיורים מודרכים.", False),
    ("נורית שלו קיבלה מלגה ועברה להתגורר בחיפה.", False),
])  # fmt: skip
def test_hebrew_in_other_forms(sentence: str, *, true: bool) -> None:
    verdict = Judge([passage(GARDEN)]).judge(Claim(sentence, "", (1,))).verdict
    assert (verdict.support is Support.SUPPORTED) == true, verdict


def test_a_hebrew_word_is_known_by_its_plural_and_its_feminine() -> None:
    assert words_of("ילדים משחקים").coverage(words_of("ילדה משחקת")) == 1.0
    assert words_of("ספרים").coverage(words_of("סיפורים")) == 0.0

"""Traditional and simplified Chinese: one asks for the other, and each is quoted as it stands."""

from pathlib import Path

import pytest

from rag.answering.asking.conversation import standalone
from rag.answering.asking.not_asking import not_asking
from rag.answering.asking.question import analyse
from rag.reading.hanzi import simplified
from rag.reading.terms import fold, index_terms
from rag.schema import Turn
from rag.store.encoder import Encoder
from tests.serving import opened

LIBRARY = """# 松溪鎮圖書館

圖書館將於九月一日開放新的閱覽室。電動書車的單價是四百六十萬元，可載書二千四百冊。館長簡瑞德說，
書車每週巡迴十四個村落。柴油書車的單價是三百二十萬元。
"""


def test_each_character_is_one_character() -> None:
    text = "什麼時候開放？Who asked, 誰說的：「圖書館」 2026年 𠮷"
    assert simplified(text) == "什么时候开放？Who asked, 谁说的：「图书馆」 2026年 𠮷"
    assert len(simplified(text)) == len(text)
    assert simplified("plain") == "plain"
    assert fold("圖書館") == fold("图书馆")
    assert index_terms("圖書館長") == index_terms("图书馆长")


@pytest.mark.parametrize(
    ("traditional", "plain"),
    [
        ("誰是館長？", "谁是馆长？"),
        ("什麼時候開放？", "什么时候开放？"),
        ("為什麼選電動車？", "为什么选电动车？"),
        ("這本書多少錢？", "这本书多少钱？"),
        ("在哪裡停靠？", "在哪里停靠？"),
        ("有沒有電梯？", "有没有电梯？"),
    ],
)
def test_a_question_is_read_the_same_in_either_script(traditional: str, plain: str) -> None:
    one, other = analyse(traditional), analyse(plain)
    assert (one.type, one.asks, one.terms) == (other.type, other.asks, other.terms)
    assert one.text == traditional
    assert one.type != "statement"


def test_thanks_are_thanks_in_either_script() -> None:
    assert not_asking("謝謝") == not_asking("谢谢") == "chit-chat"


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("為什麼？", "為什麼電動書車的單價是？"),
        ("柴油書車呢？", "柴油書車的單價是多少？"),
    ],
)
def test_a_follow_up_keeps_the_script_it_was_asked_in(asked: str, understood: str) -> None:
    history = [Turn("電動書車的單價是多少？", "四百六十萬元。[1]")]
    assert standalone(asked, history).text == understood


@pytest.mark.parametrize("question", ["電動書車的單價是多少？", "电动书车的单价是多少？"])
def test_a_document_is_found_in_either_script(
    question: str, tmp_path: Path, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder, texts={"library.md": LIBRARY}) as engine:
        answer = engine.answer(question)
        assert "四百六十萬元" in answer.text
        assert answer.citations[0].quote in LIBRARY


def test_an_english_question_may_hold_a_chinese_name(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"library.md": LIBRARY}) as engine:
        assert engine.answer("Who is the director 簡瑞德 of the library?").question


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("松溪線二期什麼時候建成？", True),
        ("松溪线2期什么时候建成？", True),
        ("松溪線三期什麼時候建成？", False),
        ("第十九次會議是什麼時候？", False),
        ("第二十次會議是什麼時候？", True),
    ],
)
def test_the_number_of_a_thing_is_what_is_asked_for(
    question: str, answered: bool, tmp_path: Path, encoder: Encoder
) -> None:
    text = "# 松溪線\n\n松溪線二期將於2029年12月建成。第二十次會議定於3月5日舉行。\n"
    with opened(tmp_path, encoder, texts={"line.md": text}) as engine:
        answer = engine.answer(question)
        lacking = "没有提到" in (answer.reason or "")
        assert lacking != answered
        assert answered or answer.abstained


MIXED = """# Festival

The festival brings folk musicians from three traditions to the island. The day ticket costs 48 euros
and the five-day pass 175 euros. The ferry from the port takes 55 minutes and runs every two hours.

## מידע למבקרים

מנהלת הבמה היא שירה לביא. מספר החירום של הפסטיבל הוא 555-0911. דוכן האוכל פתוח בכל ערב.
"""


def test_a_document_may_have_parts_in_several_languages(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, texts={"festival.md": MIXED}) as engine:
        assert "שירה לביא" in engine.answer("מי מנהלת הבמה?").text
        assert "48 euros" in engine.answer("How much is the day ticket?").text

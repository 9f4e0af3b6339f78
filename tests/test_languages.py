"""Questions over documents in several languages: which passages may answer, and what is said."""

from pathlib import Path

import pytest

from rag.engine import Engine, build_engine
from rag.settings import Settings

BAKERY = (
    "La boulangerie du port ouvre à sept heures. Une baguette coûte 1,20 euro et un gâteau "
    "12 euros. La boulangère, Odile Kermarec, était avant elle vendeuse au marché. "
    "Le four a été payé 9 000 euros."
)
MILL = (
    "Die Mühle am Bach gehörte Frieda Aumann. Vor ihr war Konrad Aumann der Müller. "
    "Die Mühle kostete 4.000 Mark und wurde 1931 verkauft."
)
LIBRARY_RULES = (
    "# 图书室借阅须知\n\n每位读者一次最多借五本书。图书须在二十八天内归还。"
    "遗失借书证的，应当马上告诉管理员。图书室的管理员是方慧敏。\n"
)
SCHOOL = (
    "# בית הספר לנגינה\n\nמנהלת בית הספר היא דליה רוזן. בית הספר פתוח בימי ראשון ושלישי. "
    "השיעורים נמשכים שעה.\n"
)
PORT = "# The port\n\nThe port of Haifa was enlarged by SIPG. The work cost 1.7 billion dollars.\n"


def engine_over(folder: Path, texts: dict[str, str]) -> Engine:
    docs = folder / "docs"
    docs.mkdir()
    for name, text in texts.items():
        (docs / f"{name}.md").write_text(text)
    engine = build_engine(Settings(_env_file=None, data_dir=folder / "data"))
    engine.ingest([docs])
    return engine


@pytest.mark.parametrize("question", ["眼镜丢了要罚多少钱？", "ומי היה לפניה?"])
def test_words_of_another_language_are_no_answer_where_there_are_documents_in_ones_own(
    tmp_path: Path, question: str
) -> None:
    texts = {"bakery": BAKERY, "mill": MILL, "rules": LIBRARY_RULES, "school": SCHOOL}
    with engine_over(tmp_path, texts) as engine:
        answer = engine.answer(question)
        cited = {c.provenance.source for c in answer.citations}
        assert not cited & {"docs/bakery.md", "docs/mill.md"} and not answer.notes
        assert engine.answer("谁是图书室的管理员？").text.startswith("图书室的管理员是方慧敏")


def test_what_shares_no_name_is_shown_as_nearest_only(tmp_path: Path) -> None:
    many = "\n\n".join(f"# Étal {i}\n\nLe fromage de l'étal coûte {i} euros." for i in range(80))
    with engine_over(tmp_path, {"market": many, "school": SCHOOL}) as engine:
        answer = engine.answer("כמה כסף עולה?")
        assert answer.abstained and "בשפה אחרת" in (answer.reason or "")
        assert answer.retrieved


@pytest.mark.parametrize(
    "texts", [{"port": PORT}, {"port": PORT, "rules": LIBRARY_RULES}], ids=["alone", "among"]
)
def test_a_shared_name_leads_to_another_language(tmp_path: Path, texts: dict[str, str]) -> None:
    with engine_over(tmp_path, texts) as engine:
        answer = engine.answer("海法港口花了多少钱？")
        assert "1.7 billion" in answer.text
        assert any("另一种语言" in note for note in answer.notes)


def test_of_words_in_ones_own_language_nothing_is_said(tmp_path: Path) -> None:
    text = (
        "# The pier\n\nThe board at the pier is kept by the harbour office, which paints it anew "
        "every spring and adds what the visitors of the islands ask for most often. "
        "渡轮每天早上六点开船。 The harbour office is closed at weekends and on holidays.\n"
    )
    with engine_over(tmp_path, {"pier": text}) as engine:
        answer = engine.answer("渡轮每天几点开船？", abstain_below=0)
        assert "六点开船" in answer.text and not answer.notes

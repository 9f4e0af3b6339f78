"""Questions over documents in several languages: which passages may answer, and what is said."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.engine import Engine, build_engine
from rag.errors import StoreMismatch
from rag.settings import Settings
from rag.store import e5
from rag.store.rows import NewDocument

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


@pytest.mark.parametrize("question", ["眼镜丢了要罚多少钱？", "ומה מספר הטלפון של התחנה?"])
def test_words_of_another_language_are_no_answer_where_there_are_documents_in_ones_own(
    tmp_path: Path, question: str
) -> None:
    texts = {"bakery": BAKERY, "mill": MILL, "rules": LIBRARY_RULES, "school": SCHOOL}
    with engine_over(tmp_path, texts) as engine:
        answer = engine.answer(question)
        cited = {c.provenance.source for c in answer.citations}
        assert not cited & {"docs/bakery.md", "docs/mill.md"} and not answer.notes
        assert engine.answer("谁是图书室的管理员？").text.startswith("图书室的管理员是方慧敏")


def test_what_is_in_another_language_is_said_to_be(tmp_path: Path) -> None:
    many = "\n\n".join(f"# Étal {i}\n\nLe fromage de l'étal coûte {i} euros." for i in range(80))
    with engine_over(tmp_path, {"market": many, "school": SCHOOL}) as engine:
        answer = engine.answer("כמה כסף עולה?")
        language = "צרפתית" if e5.find() else "אחרת"
        assert answer.abstained and language in (answer.reason or "")
        assert answer.retrieved


@pytest.mark.parametrize(
    "texts", [{"port": PORT}, {"port": PORT, "rules": LIBRARY_RULES}], ids=["alone", "among"]
)
def test_a_shared_name_leads_to_another_language(tmp_path: Path, texts: dict[str, str]) -> None:
    with engine_over(tmp_path, texts) as engine:
        answer = engine.answer("海法港口的工程花了多少钱？", abstain_below=0.3)
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


NOTES = {
    "fees": "Die Jahresgebühr für einen Haushalt beträgt 138 Euro. Die Rechnung kommt im Februar.",
    "bins": "Die graue Tonne wird alle vierzehn Tage geleert. Beauftragt ist die Firma Kessler.",
    "complaints": "Falsch befüllte Behälter bleiben stehen. Über Beschwerden entscheidet Frau "
    "Margarethe Olbrich.",
    "founding": "La cooperativa nació en 1957, cuando doce agricultores compraron una prensa.",
    "visits": "La visita dura hora y media y cuesta 12 euros. La tienda vende aceite y jabones.",
    "manager": "La gerente es Inmaculada Rueda. Los socios se reúnen cada tres meses en el pueblo.",
    "repairs": "Les réparations dureront quatorze mois et coûteront 2,8 millions d'euros.",
    "builder": "L'ouvrage fut construit par Étienne Malaval. La crue de 1910 l'avait endommagé.",
    "shops": "Les boutiques de la rue du Port craignent de perdre des clients.",
    "pumps": "The firm die-casts pumps. Its director, Henriette Brenner, was born in Kiel.",
    "sales": "Pumps were sold for 212 million euros in 2024. What it costs to die is not told here.",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_over(tmp_path_factory.mktemp("mixed"), NOTES) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Wann kommt die Gebührenrechnung?", "fees"),
        ("Wie viel kostet die Abfallgebuehr im Jahr?", "fees"),
        ("Wie oft wird eine Mülltonne geleert?", "bins"),
        ("Wer entscheidet über eine Beschwerde?", "complaints"),
        ("¿Cuánto cuesta visitar la cooperativa?", "visits"),
        ("¿Quién es la gerente?", "manager"),
        ("¿Cada cuánto tiempo se reúne un socio?", "manager"),
        ("Combien de temps durera la réparation ?", "repairs"),
        ("Qui l'a construit ?", "builder"),
        ("Que craint une boutique ?", "shops"),
        ("Cuantos meses pasan entre reuniones de socios?", "manager"),
        ("Quem é a gerente?", "manager"),
        ("Wann begann die Gebühr?", "fees"),
        # In another language than the document's, a name leads to it.
        ("Who is Margarethe Olbrich?", "complaints"),
        ("What was built by Malaval?", "builder"),
        ("Wo wurde Henriette Brenner geboren?", "pumps"),
        ("Who is Henriette Brenner?", "pumps"),
    ],
)
def test_a_question_finds_its_passage_in_a_library_of_several_languages(
    mixed: Engine, question: str, source: str
) -> None:
    assert mixed.search(question)[0].provenance.source == f"docs/{source}.md"


def test_a_german_word_is_not_put_right_into_another(mixed: Engine) -> None:
    retrieved = mixed.search("Welche Firma führt Tonnen ab?")  # "firm" and "tonne" are there, too
    assert retrieved[0].provenance.source == "docs/bins.md"
    answer = mixed.answer("Was kostet ein Hammer?")
    assert "Hammer" in answer.question and not any("Hammer" in n for n in answer.notes)


def test_a_store_of_earlier_terms_is_indexed_again(tmp_path: Path) -> None:
    italian = "# Il museo\n\nIl museo conserva gli orologi della città. Si entra dalle dieci.\n"
    with engine_over(tmp_path, {"museum": italian}) as engine:
        store = engine.store
        (found,) = store.library.documents()
        assert found.language == "it"
        old = replace(store.library.document(found.document_id), language="es")
        chunks = store.library.chunks_of(old.id)
        held = store.library.embedded(c.id for c in chunks)
        earlier = [("museo", "museo", "il museo conserva gli orologi", "orologi")] * len(chunks)
        vectors = np.stack([held[c.id].vector for c in chunks])
        spans = [held[c.id].sentence_vectors.astype(np.float32) for c in chunks]
        store.library.rewrite([NewDocument(old, chunks, vectors, spans, terms=earlier)])
        store.library.note(terms="terms-3")
        with pytest.raises(StoreMismatch, match="rag reindex"):
            store.library.check_stamp()
        engine.reindex()
        store.library.check_stamp()
        (found,) = store.library.documents()
        assert found.language == "it"
        assert engine.search("Quanti orologi conserva?")[0].bm25 > 0
        assert store.library.search_text(["orolog"], 5)

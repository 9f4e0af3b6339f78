"""Search terms: what must meet in the index meets, what must be kept apart is."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import terms
from rag.reading.terms import index_terms, query_forms, query_terms

SHARED = [
    ("23.38 billion", "$23.38bn", "23380000000"),
    ("$23.38bn", "USD 23.38 billion", "23380000000"),
    ("USD 5", "five dollars", "dollar"),
    ("23.38亿美元", "2,338 million", "2338000000"),
    ("35,000", "35000", "35000"),
    ("2.50", "2.5", "2d5"),
    ("5%", "5 per cent", "percent"),
    ("twelve ports", "12 ports", "12"),
    ("the nineteenth century", "19th century", "19th"),
    ("China's", "China", "china"),
    ("workers'", "worker", "worker"),
    ("long-term", "longterm", "longterm"),
    ("long-term", "term", "term"),
    ("café", "CAFE", "cafe"),
    ("naïve", "naive", "naiv"),
    ("ﬁnance", "finance", "financ"),
    ("U.S.", "US", "usacronym"),
    ("U.K.", "UK", "uk"),
    ("NEVs", "NEV", "nev"),
    ("exported", "exports", "export"),
    ("modernisation", "modernization", "modern"),
    ("the colours of harbours", "harbor color", "color"),
    ("neighbourhood", "neighborhood", "neighborhood"),
    ("centre", "centers", "center"),
    ("analysed", "analyze", "analyz"),
    ("travelling", "traveler", "travel"),
    ("defence", "defense", "defens"),
    ("programmes", "program", "program"),
    ("catalogues", "catalog", "catalog"),
    ("中国的首都", "首都在哪里", "首都"),
    ("一百五十八天", "158天", "158"),
    ("九千万元", "9000万元", "90000000"),
    ("六十五歲", "65岁", "65"),
    ("二〇二三年", "2023年", "2023"),
    ("三天", "3天", "3"),
    ("ל32 פועלים", "לשלושים ושניים פועלים", "32"),
    ("מאתיים וחמישים", "250", "250"),
    ("ＧＤＰ", "GDP", "gdp"),
    ("東京タワー", "タワー", "タワ"),
    ("בחיפה", "חיפה", "חיפה"),
    ("ולחיפה", "בחיפה", "חיפה"),
    ("הָאָרֶץ", "הארץ", "ארצ"),
    ('צה"ל', "צה״ל", "צהל"),
    ("תל-אביב", "אביב", "אביב"),
]


@pytest.mark.parametrize(("one", "other", "term"), SHARED)
def test_ways_to_write_the_same_thing_share_a_term(one: str, other: str, term: str) -> None:
    assert term in index_terms(one)
    assert term in index_terms(other)


APART = [
    ("tell us", "U.S."),
    ("it is", "IT"),
    ("who is", "WHO"),
    ("1,999", "1, 999"),
    ("5", "5G"),
    ("2.5", "25"),
    ("千万", "10000000"),
    ("七八", "78"),
    ("באר שבע", "7"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_look_alikes_are_kept_apart(one: str, other: str) -> None:
    assert not set(index_terms(one)) & set(index_terms(other))


QUESTIONS = [
    ("What is the capital of China?", ["capit", "china"]),
    ("What did the U.S. export to us?", ["usacronym", "export"]),
    ("who is who", ["who", "is"]),  # nothing else is left
    ("china china", ["china"]),
    ("中国的首都是什么？", ["中", "中国", "国", "首", "首都"]),
    ("מה הבירה של סין?", ["הבירה", "בירה", "ירה", "סינ"]),
    ("", []),
    ("?!", []),
]


@pytest.mark.parametrize(("question", "terms"), QUESTIONS)
def test_a_question_keeps_what_it_is_about(question: str, terms: list[str]) -> None:
    assert query_terms(question) == terms


@pytest.mark.parametrize(
    "text", [pair for row in SHARED for pair in row[:2]] + ["a_b", "🙂x", "\x00"]
)
def test_terms_survive_any_tokenizer(text: str) -> None:
    assert all(term.isalnum() and term == term.lower() for term in index_terms(text))


def test_reading_order_is_kept() -> None:
    assert index_terms("Haifa ports in 2021") == ["haifa", "port", "in", "2021"]


@pytest.mark.parametrize(
    "text", ["1" * 20_000, "a-" * 20_000, "$" * 20_000, "中" * 20_000, "ו" * 20_000]
)
def test_hostile_runs_stay_fast(text: str) -> None:
    assert isinstance(index_terms(text), list)


WITHOUT_SHORT_WAY = re.compile(terms._TOKEN.pattern.replace("(?P<plain>", "(?P<plain>(?!)"))
PIECES = [
    "per", " cent", "CENT", "cents", " ", "  ", "\n", "a", "ab", "port", "Ports", "é", "5", ".", "-",
    "'", "\u2019", "$", "%", ",", "million", "bn", "U.S.", "U.S", "年", "של", "_", "ß",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_plain_words_go_a_shorter_way_to_the_same_terms(text: str) -> None:
    short = list(terms._tokens(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "_TOKEN", WITHOUT_SHORT_WAY)
        assert list(terms._tokens(text)) == short


SPOKEN = [
    ("de", "Wie viele Mitarbeitern", "die Mitarbeiter", "mitarbeit"),
    ("de", "In welcher Strasse?", "die Straße", "strass"),
    ("de", "Mueller", "Müller", "mull"),
    ("de", "die Häuser", "ein Haus", "haus"),
    ("de", "2.500 Euro", "2500 €", "2500"),
    ("de", "4,50 Euro", "4.50", "4d5"),
    ("de", "zwölf Prozent", "12 %", "12"),
    ("de", "zwölf Prozent", "12 %", "percent"),
    ("de", "Abfallgebühr", "die Jahresgebühren", "gebuhr"),
    ("de", "ein Müllsack", "der Müll", "mull"),
    ("fr", "qu'est-ce que l’eau", "eau", "eau"),
    ("fr", "fondée", "fondé", "fond"),
    ("fr", "le cœur", "coeur", "coeur"),
    ("fr", "1 500 euros", "1500 €", "1500"),
    ("fr", "35 pour cent", "35 %", "percent"),
    ("fr", "s'arrête-t-elle ?", "arrêter", "arret"),
    ("es", "direccion", "direcciones", "direccion"),
    ("es", "costó", "costará", "cost"),
    ("it", "l'orologio", "orologi", "orolog"),
    ("pt", "horarios", "horário", "horari"),
    ("nl", "werktijden", "de tijd", "tijd"),
]


@pytest.mark.parametrize(("language", "one", "other", "term"), SPOKEN)
def test_a_text_has_the_stems_of_its_language(
    language: str, one: str, other: str, term: str
) -> None:
    assert term in index_terms(one, language)
    assert term in index_terms(other, language)


@pytest.mark.parametrize(
    ("language", "question", "asked"),
    [
        ("de", "Wie lange läuft der Vertrag mit der Firma?", ["lauft", "vertrag", "firma"]),
        ("fr", "Combien de temps puis-je garder un livre ?", ["gard", "livr"]),
        ("es", "¿Quién es la directora del centro?", ["director", "centr"]),
        ("it", "Di che anno è l'orologio?", ["anno", "orolog"]),
        ("pt", "Quanto custa o bilhete?", ["cust", "bilhet"]),
        ("nl", "Hoe lang mag een vader thuisblijven?", ["vader", "thuisblijf"]),
        ("de", "Wer ist das?", ["wer", "ist", "das"]),  # nothing else is left
        ("en", "Who is the director?", ["director"]),
        (None, "Who is the director?", ["director"]),
    ],
)
def test_small_words_of_its_language_are_dropped_from_a_question(
    language: str | None, question: str, asked: list[str]
) -> None:
    assert query_terms(question, language) == asked


def test_a_term_is_known_in_the_forms_of_other_languages() -> None:
    assert query_forms("Wo baut Siemens Brücken?", "de", [None, "fr"])["siem"] == {"siemen"}
    assert query_forms("Where does Siemens build?", None, ["de"])["siemen"] == {"siem"}
    assert query_forms("Where does Siemens build?") == {"siemen": set(), "build": set()}


@pytest.mark.parametrize(
    "word",
    ["Gebühren", "Zeitungen", "Herstellung", "Ausland", "schlicht", "natürlich", "Mannschaft"],
)
def test_what_is_no_compound_stays_whole(word: str) -> None:
    assert len(index_terms(word, "de")) == 1


def test_what_is_stored_keeps_its_version() -> None:
    """If this fails: raise ``terms.TERMS``, so that stores ask to be indexed anew, then mend it."""
    written = Path(__file__).parents[1] / "evals" / "written"
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("markets", "science", "chinese", "hebrew")
        for path in sorted((written / folder).glob("*.md"))[:6]
    ]
    assert len(texts) == 24
    given = json.dumps([index_terms(text) for text in texts]).encode()
    assert (terms.TERMS, hashlib.sha256(given).hexdigest()[:16]) == ("terms-4", "3e9090d5110cccb4")

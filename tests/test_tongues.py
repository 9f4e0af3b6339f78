from functools import partial

import pytest

from rag.answering.asking.question import analyse, names_in
from rag.answering.asking.spelling import repaired
from rag.answering.extractive import select
from rag.answering.reader import Reader
from rag.reading.spoken_values import VALUES
from rag.reading.tongues import tongue
from rag.store import e5
from rag.store.encoder import Encoder
from rag.verifying.words import Asks
from tests.passages import answered, document, encoder, retrieved


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("Wann öffnet die Fähre?", "de"),
        ("Die Fähre öffnet wann?", "de"),
        ("Woran starb ihr Vater?", "de"),
        ("Was kostet die Überfahrt?", "de"),
        ("Quand ouvre le phare ?", "fr"),
        ("Peut-on venir à vélo ?", "fr"),
        ("¿Cuánta lluvia cayó?", "es"),
        ("Como posso pagar?", "pt"),
        ("Dove si trova il faro?", "it"),
        ("¿Quién dirige la escuela?", "es"),
        ("Quem dirige a escola?", "pt"),
        ("que variedad de aceituna predomina?", "es"),
        ("Que signifie le voyant rouge ?", "fr"),
        ("Quanto custa a viagem?", "pt"),
        ("Quanto costa il biglietto?", "it"),
        ("Qui dirige l’école ?", "fr"),
        ("Hoeveel vakantiedagen krijgt een leraar?", "nl"),
        ("Wie heeft de molen gebouwd?", "nl"),
        ("Who is Van der Poel?", None),
        ("Where did van der Poel ride?", None),
        ("wat time does it open", None),
        ("Was the man on the Como ferry from Die?", None),
        ("Los Angeles or Las Vegas?", None),
        ("Did Chi Peng die in La Paz?", None),
        ("Comment on the will", None),
        ("什么时候开放？", None),
    ],
)
def test_the_language_of_a_short_question(question: str, spoken: str | None) -> None:
    assert tongue(question) == spoken


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Wann öffnet die Fähre?", ()),
        ("Kann ich mein Fahrrad auf die Fähre mitnehmen?", ()),
        ("Wie teuer sind die Bauarbeiten?", ()),
        ("Hat Ruth Almering den Preis angenommen?", ("Ruth Almering",)),
        ("Was kostet die Reise mit der NATO?", ("NATO",)),
        ("Quand Marie Dubreuil est-elle arrivée à Lorient ?", ("Marie Dubreuil", "Lorient")),
        ("L'entrée coûte combien ?", ()),
        ("Combien gagne L’Oréal ?", ("L’Oréal",)),
        ("Peut-on venir avec son chien ?", ()),
        ("Quelles sont les mesures du plan ?", ()),
        ("¿Cuántos libros tiene la biblioteca?", ()),
        ("¿Dónde están los albergues de la Cruz Roja?", ("Cruz Roja",)),
        ("Quanto custa o bilhete em Lisboa?", ("Lisboa",)),
        ("Perché è chiuso il museo?", ()),
        ("Who met Chi Peng in Como?", ("Chi Peng", "Como")),
        ("Does Los Angeles have a ferry?", ("Los Angeles",)),
    ],
)
def test_question_words_and_german_nouns_are_no_names(
    question: str, names: tuple[str, ...]
) -> None:
    assert names_in(question) == names


def test_a_refusal_does_not_miss_a_question_word_or_a_noun() -> None:
    passage = document(
        "Fähre", "Die Fähre fährt im Sommer täglich. Das Deck wird im Winter erneuert.", "Amt", 2024
    )
    for question in ("Wann sind die Bauarbeiten?", "Kann ein Hund Fahrkarten Geld kosten?"):
        assert "do not mention" not in (answered(question, passage).reason or "")


@pytest.mark.parametrize(
    ("question", "kind", "asks"),
    [
        ("Wann öffnet die Fähre?", "when", Asks.DATE),
        ("In welchem Jahr wurde sie gebaut?", "when", Asks.DATE),
        ("Wie viele Gäste kamen?", "how_many", Asks.NUMBER),
        ("Wie lange dauert die Überfahrt?", "how_many", Asks.DURATION),
        ("Was hat die Halle gekostet?", "how_much", Asks.MONEY),
        ("Wie hoch ist der Beitrag?", "how_much", Asks.MONEY),
        ("Wie viel Prozent zahlen die Gäste?", "how_much", Asks.PERCENT),
        ("Wer leitet den Verein?", "who", Asks.PERSON),
        ("Warum fiel das Fest aus?", "why", Asks.REASON),
        ("Wo liegt der Hof?", "where", Asks.PLACE),
        ("Wie heißt der Wirt?", "what", None),
        ("Kann man dort essen, wenn es regnet?", "what", None),
        ("Combien de temps dure la visite ?", "how_many", Asks.DURATION),
        ("Combien coûte l'entrée ?", "how_much", Asks.MONEY),
        ("Combien de livres y a-t-il ?", "how_many", Asks.NUMBER),
        ("En quelle année fut-il bâti ?", "when", Asks.DATE),
        ("Qui dirige l'école ?", "who", Asks.PERSON),
        ("Où est le port ?", "where", Asks.PLACE),
        ("Faut-il payer quand on arrive tard ?", "what", None),
        ("¿Cuánto tiempo dura la visita?", "how_many", Asks.DURATION),
        ("¿Cuánto cuesta la entrada?", "how_much", Asks.MONEY),
        ("¿Cuántos socios hay?", "how_many", Asks.NUMBER),
        ("¿En qué año se fundó?", "when", Asks.DATE),
        ("¿Quién la dirige?", "who", Asks.PERSON),
        ("¿De dónde viene el agua?", "where", Asks.PLACE),
        ("Quem dirige a escola?", "who", Asks.PERSON),
        ("Quanto costa il biglietto?", "how_much", Asks.MONEY),
        ("Hoeveel mensen werken er?", "how_many", Asks.NUMBER),
    ],
)
def test_what_a_question_of_another_language_asks_for(
    question: str, kind: str, asks: Asks | None
) -> None:
    read = analyse(question)
    assert (read.type, read.asks) == (kind, asks)


@pytest.mark.parametrize(
    ("kind", "said", "others"),
    [
        ("date", "am 14. März", "der alte Hof"),
        ("number", "quatorze pages", "les pages"),
        ("money", "3,3 milioni di euro", "1.320 orologi"),
        ("money", "sechs Euro", "35 pour cent"),
        ("percent", "el 71 por ciento", "71 botellas"),
        ("duration", "zes weken", "in de zaal"),
        ("reason", "weil es regnete", "als es regnete"),
    ],
)
def test_values_of_other_languages(kind: str, said: str, others: str) -> None:
    assert VALUES[kind].search(said) and not VALUES[kind].search(others)


def test_words_are_pointed_out_by_the_reader_of_the_language_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Die Fähre steuert seit 2011 Kapitänin Lidia Fenn."
    passage = document("Fähre", text, "Amt", 2024)
    question = "Wer steuert die Fähre?"
    if e5.find() is not None:
        short = answered(question, passage).short
        assert short and "Lidia Fenn" in text[short.start_char : short.end_char]
    monkeypatch.setattr(Encoder, "other", lambda self: None)
    english = Reader(encoder())
    found, near = retrieved(question, passage)
    assert select(analyse(question), found, near, partial(english.read, question)).short is None


def test_a_price_is_no_answer_to_when() -> None:
    passage = document("Fähre", "Die Fähre zur Insel kostet sechs Euro je Person.", "Amt", 2024)
    assert "do not give a date" in (
        answered("Wann fährt die Fähre zur Insel?", passage).reason or ""
    )
    assert "give" not in (answered("Was kostet die Fähre zur Insel?", passage).reason or "")


def test_a_long_word_is_put_right_by_one_letter_and_a_short_one_is_let_be() -> None:
    passage = document("Verein", "Der Jahresbeitrag der Mitglieder ist 95 Euro, bar in der Halle.")
    found, _ = retrieved("Mitglieder", passage)
    slip, other = analyse("Wie hoch ist der Jahresbeitrg?"), analyse("Wo ist die Hölle?")
    assert repaired(slip, found, lambda word: False).text == "Wie hoch ist der Jahresbeitrag?"
    assert repaired(other, found, lambda word: False) is other  # "Halle" is another word

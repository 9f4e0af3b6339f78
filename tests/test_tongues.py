import pytest

from rag.answering.asking.question import names_in
from rag.reading.tongues import tongue
from tests.passages import answered, document


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

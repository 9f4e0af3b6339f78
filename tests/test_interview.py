"""Interviews in questions and replies: "I" is the person whom the title names; who signs what."""

import pytest

from rag.schema import Document
from rag.verifying.cite import compose
from tests.passages import answered, document

TALK = document(
    "“Ice has a memory”: an interview with Runa Aspelin",
    """By Otis Kerrigan. First published in Northern Notes.

Runa Aspelin keeps the ice cellar of Vindhamn, with a very old goat called Admiral.

You studied law. Why did you give it up?

I fell asleep in court. I came to Vindhamn in 2011 and stayed with the ice.

The town council said that the cellar was "quite safe". Is that what you would say?

No. I never used those words, and I asked them to take the poster down.

What would you tell somebody who wants to dig an ice cellar?

Learn to shovel. Then buy good boots, whatever they cost.

And the new road?

It is a gift to the hauliers. We have more dust on the ice than my grandmother had in a lifetime.
""",
)
FAQ = document(
    "Questions for visitors",
    "Is the cellar open in winter?\n\nYes. It is open every day.\n\n"
    "Can I bring a dog?\n\nDogs stay outside.",
)
STUDY = document(
    "Melting of stored ice in coastal cellars: a ten-year field study",
    "## Runa Aspelin, Piet de Waal and Oluchi Amadi-Reed\n\nNorthern Ice Institute, Vindhamn.\n\n"
    "Stored ice melts from below.\n\nPhotographs: Greta Blum",
)


def text(question: str, *documents: Document) -> str:
    return compose(answered(question, *documents).picked).text


def short(question: str, *documents: Document) -> str:
    words = answered(question, *documents).short
    if words is None:
        return ""
    of = next(d for d in documents if d.id == words.document_id)
    return of.text[words.start_char : words.end_char]


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Does Aspelin agree with the council that the cellar is quite safe?", "No."),
        ("What does Aspelin think of the new road?", "Runa Aspelin: It is a gift to the hauliers."),
        ("When did Runa Aspelin come to Vindhamn?", "I came to Vindhamn in 2011"),
    ],
)
def test_the_one_interviewed_says_the_replies(question: str, reply: str) -> None:
    assert reply in text(question, TALK, FAQ)


def test_what_the_interviewer_says_is_shown_as_such_and_with_the_reply() -> None:
    said = text("Does Aspelin agree with the council that the cellar is quite safe?", TALK, FAQ)
    assert said.startswith("Otis Kerrigan: The town council said")
    assert "Runa Aspelin: No. [2] I never used those words" in said


def test_questions_and_replies_that_are_no_interview_have_no_speakers() -> None:
    assert ":" not in text("Is the cellar open in winter?", FAQ)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who interviewed Runa Aspelin?", "Otis Kerrigan"),
        ("Who wrote the interview with Aspelin?", "Otis Kerrigan"),
        ("Who are the authors of the study?", "Runa Aspelin, Piet de Waal and Oluchi Amadi-Reed"),
        ("who wrote the study of stored ice", "Runa Aspelin, Piet de Waal and Oluchi Amadi-Reed"),
        ("Who took the photographs?", "Greta Blum"),
        ("Who wrote the study of bread ovens?", ""),
        ("Who wrote it?", ""),
    ],
)
def test_a_byline_says_who_wrote_or_asked(question: str, names: str) -> None:
    assert short(question, TALK, STUDY) == names


def test_the_sentence_that_introduces_a_name_comes_first() -> None:
    assert "old goat called Admiral" in text("Who is Admiral?", TALK, FAQ)

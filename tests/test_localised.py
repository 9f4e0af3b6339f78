"""What we say ourselves, in the language of the question."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from rag.answering import finding
from rag.answering.doubting import abstain
from rag.answering.localised import hardly_read, is_silence, localised, spoken
from rag.answering.writing import prompts
from rag.verifying.words import script_language
from tests.passages import answered, document

OURS = [
    prompts.ABSTAIN,
    prompts.NO_QUESTION,
    abstain.NOTHING_FOUND,
    *abstain._NOT_ASKING.values(),
    *(f"The nearest passages do not give {kind} for this." for kind in abstain._KINDS.values()),
    f"The nearest passages do not give {abstain.AN_AGE} for this.",
    "No passage answers it clearly enough.",
    "The passages found do not mention 2031 or Ada Poe.",
    "The nearest sentence is about 2022, not about 2031.",
    "The passages found are in Hebrew, the question is in Chinese.",
    "The nearest passages are in German, which is understood less surely than English, Chinese "
    "and Hebrew.",
    "The nearest passages do not give a telephone number for this.",
    "The nearest passages do not give the length of Ada Poe for this.",
    finding._STRANGE,
    "The table leaves this cell empty.",
    "The library holds no documents yet.",
]
ASKED = (
    "Wann fährt die letzte Fähre?",
    "Quand part le dernier bac ?",
    "¿Cuándo sale el último transbordador?",
    "末班渡船几点开？",
    "מתי יוצאת המעבורת האחרונה?",
    "When does the last ferry leave?",
)


@pytest.mark.parametrize("language", ["zh", "he", "de", "fr", "es"])
@pytest.mark.parametrize("text", OURS)
def test_all_of_it_can_be_said(text: str, language: str) -> None:
    told = localised(text, language)
    if language in ("zh", "he"):
        assert script_language(told.replace("Ada Poe", "")) == language
    assert told != text and "{" not in told
    left = [
        "The",
        "Hebrew",
        "or",
        *abstain._KINDS.values(),
        *(["passage"] if language != "fr" else []),
    ]
    assert not re.search(rf"\b({'|'.join(left)})\b", told)
    assert localised(text, "en") == text
    assert is_silence(localised(prompts.ABSTAIN, language))


def test_a_question_is_answered_in_its_own_language() -> None:
    assert [spoken(q) for q in ASKED] == ["de", "fr", "es", "zh", "he", "en"]


def test_names_and_years_stay_as_they_are() -> None:
    told = localised("The passages found do not mention 2031 or Ada Poe.", "zh")
    assert "2031" in told and "Ada Poe" in told


def test_what_is_hardly_read_is_told_of_what_is_quoted() -> None:
    def passage(language: str) -> Any:
        return SimpleNamespace(provenance=SimpleNamespace(language=language))

    note = hardly_read([passage("de"), passage("en")])
    assert note and "in German" in note[0]
    assert hardly_read([passage("de")], [passage("en")]) == ()
    assert hardly_read([passage("en")], [passage("nl")])[0].startswith("The nearest passages are")


@pytest.mark.parametrize(
    "question", ["How old is the caretaker?", "How old is the mayor of the town?"]
)
def test_an_age_is_no_length_of_time(question: str) -> None:
    staff = document("Staff", "The caretaker of the museum is Bo Lind. The mayor is Ada Poe.")
    assert answered(question, staff).reason == "The nearest passages do not give an age for this."

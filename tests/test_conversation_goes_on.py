"""“Anything else?”, "who came after him?", "which one is the newest?": the talk goes on."""

from pathlib import Path

import pytest

import rag
from rag.answering.asking.conversation import standalone
from rag.answering.events import Clock
from rag.answering.finding import NEVER_TALKED_OF, Asked, _from_elsewhere
from rag.answering.localised import localised
from rag.schema import Filters, Turn

SILENCE = "The documents do not answer this question."
FOOTPRINT = Turn("What is the carbon footprint of the Guild?", "It fell to 189 tonnes. [1]")
POND = Turn("Which pond had the highest rate?", "The highest rate was measured at Corran. [1]")
POND_LEAST = Turn(
    "And the lowest?",
    "The highest rate was measured at Corran and the lowest at Holm Bank. [1]",
    "Which pond had the lowest rate?",
)
LOST = Turn("How many nets were lost there?", SILENCE, "How many nets were lost at Holm Bank?")
FUND = [
    Turn("What was the fund at the end of 2024?", "It was £2 million. [1]"),
    Turn("and in 2023?", "It was £1 million. [1]", "What was the fund at the end of 2023?"),
    Turn(
        "Why was it changed?", "It was wrong. [1]", "Why was the fund at the end of 2023 changed?"
    ),
]
STAFF = Turn("How many clerks did the Guild have in 2024?", "It had 22 clerks. [1]")
CHAIR = Turn(
    "Who succeeded Ada Moll as chair?",
    "Year | Event [1]\n\n1983 | Sir Bo Lind succeeds Ada Moll as chair. [2]",
)
CHOSE = Turn(
    "Why did she choose him?", "He read the papers. [1]", "Why did Ada Moll choose Sir Bo Lind?"
)
DEADLINE = [
    Turn("How long does a seed loan run?", "A year. [1]"),
    Turn("When is the deadline?", "In May. [1]", "When is the deadline — a seed loan?"),
]
PRIZE = [
    Turn("What is the largest prize of 2024?", "£350. [1]"),
    Turn("What is it for?", "For kelp. [1]", "What is the largest prize of 2024 for?"),
]
BOATS = Turn("From whom did Ada buy fishing boats?", "From Bo. [1]")
HOUSE = Turn("How much did the repair of the old mill cost?", "£2 million. [1]")


@pytest.mark.parametrize(
    ("history", "asked", "understood"),
    [
        # What was asked for may fall; who has it does not.
        ([FOOTPRINT], "Why did it fall?", "Why did the carbon footprint of the Guild fall?"),
        ([POND], "And the lowest?", "Which pond had the lowest rate?"),
        ([POND], "How many nets were lost there?", "How many nets were lost at Corran?"),
        ([POND, POND_LEAST], LOST.question, LOST.searched),
        ([POND, POND_LEAST, LOST], "Why?", "Why were nets lost at Holm Bank?"),
        ([Turn(POND.question, SILENCE)], "How many nets were lost there?",
         "How many nets were lost at the pond that had the highest rate?"),
        (FUND, "And in 2022?", "What was the fund at the end of 2022?"),
        (PRIZE, "And the largest in 2023?", "What is the largest prize of 2023?"),
        ([STAFF], "How many of them were men?",
         "How many of the clerks of the Guild in 2024 were men?"),
        ([BOATS], "What did they cost?", "What did the fishing boats cost?"),
        ([CHAIR], "Why did she choose him?", CHOSE.searched),
        ([CHAIR, CHOSE], "And who came after him?", "Who came after Sir Bo Lind?"),
        (DEADLINE, "Can a pupil apply for it?", "Can a pupil apply for a seed loan?"),
        ([HOUSE], "Why was it more than planned?",
         "Why was the repair of the old mill more than planned?"),
        ([Turn("Who was Ada Moll?", "The letters of Ada Moll and Bo Lind are open. [1]")],
         "Did they have children?", "Did Ada Moll and Bo Lind have children?"),
        ([Turn("Who is the chief executive?", "Nobody is named. [1]")], "When did she start?",
         "When did the chief executive start?"),
        ([Turn("Who was chosen?", "Six fellows were chosen. [1]")], "What is her salary?",
         "What is her salary?"),
        ([Turn("Since when is it that someone runs the mill?", "1970. [1]")], "Why were they chosen?",
         "Why were they chosen — the mill?"),
        ([Turn("After how many years of service is it paid?", "Ten. [1]")], "Is it taxed?",
         "Is it taxed — service?"),
    ],
)  # fmt: skip
def test_a_pronoun_stands_for_what_was_asked_for(
    history: list[Turn], asked: str, understood: str
) -> None:
    assert standalone(asked, history).text == understood


@pytest.mark.parametrize(
    ("before", "asked", "understood"),
    [
        ("What broke in May?", "Anything else?", "What else broke in May?"),
        ("Who owns the mill?", "Who else?", "Who else owns the mill?"),
        ("Which barns will be sold?", "Any others?", "Which other barns will be sold?"),
        ("When did the mill burn?", "Anything else?", "When did the mill burn — anything else?"),
        ("What else broke in May?", "Anything more?", "What else broke in May?"),
        ("Who led the mill?", "Who else has led it?", "Who else has led it?"),
        ("What other walks are there?", "Who else?", "What other walks are there?"),
    ],
)
def test_what_was_told_is_not_asked_for_again(before: str, asked: str, understood: str) -> None:
    rewrite = standalone(asked, [Turn(before, "The Moll family. [1]")])
    assert rewrite.text == understood
    assert rewrite.leans and rewrite.again


def test_of_another_year_what_else_is_asked_for_the_first_time() -> None:
    turn = Turn("Anything else?", "The roof. [1]", "What else broke in 2023?")
    rewrite = standalone("And in 2024?", [turn])
    assert (rewrite.text, rewrite.again) == ("What broke in 2024?", False)


@pytest.mark.parametrize(
    ("before", "understood"),
    [
        ("What other walks are there?", "Which walk is the newest?"),
        ("Which ferries are in use?", "Which ferry is the newest?"),
        ("How many branches does the bank have?", "Which branch is the newest?"),
    ],
)
def test_one_of_them_is_one_of_what_was_asked_for(before: str, understood: str) -> None:
    assert standalone("Which one is the newest?", [Turn(before, "Four. [1]")]).text == understood


@pytest.mark.parametrize("language", ["en", "zh", "he"])
def test_silence_is_nothing_to_go_on_from(language: str) -> None:
    turn = Turn("Is the mill open?", localised(SILENCE, language))
    assert standalone("Who can go there?", [turn]).text == "Who can go there — the mill?"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for name, text in {
        "guild": "The guild was led by Ada Moll until 1983. Bo Lind led the guild until 1992. "
        "Clara Weir leads the guild today.",
        "walks": "The newest walks of Tarn are the ones along the shore. Tarn has nine walks.",
    }.items():
        (tmp_path / f"{name}.md").write_text(f"# About the {name}\n\n{text}\n", encoding="utf-8")
    return tmp_path


def test_who_else_names_the_others(shelf: Path, tmp_path: Path) -> None:
    with rag.open(tmp_path / "data") as engine:
        engine.ingest([str(shelf)])
        asked = "Who led the guild until 1992?"
        first = engine.answer(asked)
        assert "Bo Lind" in first.text
        turn = Turn(asked, first.text)
        second = engine.answer("Who else has led it?", history=[turn], abstain_below=0)
        assert "Bo Lind led" not in second.text and "guild" in second.text


@pytest.mark.parametrize(
    ("asked", "searched", "kept"),
    [
        ("Which one is the newest?", "Which guild is the newest?", NEVER_TALKED_OF),
        ("Which one is the newest?", "Which walk is the newest?", 1),
        ("What other guilds are there?", "What other guilds are there?", NEVER_TALKED_OF),
    ],
)
def test_a_document_that_was_never_talked_of_must_have_a_word_of_the_talk(
    shelf: Path, tmp_path: Path, asked: str, searched: str, kept: float
) -> None:
    with rag.open(tmp_path / "data") as engine:
        engine.ingest([str(shelf)])
        finder, talk = engine._finder, [Turn("Who leads it?", "Clara Weir leads the guild. [1]")]
        about = finder._talked_of(talk, Filters())
        assert about is not None
        others = set(engine.library.sources().values()) - {*about.document_ids}
        walks = Filters(document_ids=tuple(others))
        found = finder._plain(searched, walks, 4, Clock())
        doubted = _from_elsewhere(found, about, Asked(asked, searched, leans=True), talk)
        assert doubted.selection.confidence == pytest.approx(found.selection.confidence * kept)


def test_what_was_talked_of_is_known_after_silence(shelf: Path, tmp_path: Path) -> None:
    with rag.open(tmp_path / "data") as engine:
        engine.ingest([str(shelf)])
        talk = [
            Turn("Who leads the guild?", "Clara Weir leads the guild today. [1]"),
            Turn("How old is she?", SILENCE, "How old is Clara Weir?"),
        ]
        about = engine._finder._talked_of(talk, Filters())
        names = [engine.library.document(d).source for d in about.document_ids] if about else []
        assert [Path(name).stem for name in names] == ["guild"]

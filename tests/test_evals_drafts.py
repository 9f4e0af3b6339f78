"""Drafts from documents: questions that can be asked, and a file that can be corrected."""

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cases import load
from evals.clauses import clause, noun_phrase
from evals.cli import app
from evals.draft import Draft, drafts
from evals.draft_file import draft_corpus, to_yaml
from evals.shelf import locate, shelve
from rag.reading.load import read_file
from rag.reading.sentences import split_sentences
from rag.schema import Document

BENCH = Path(__file__).parents[2] / "shared" / "bench"


def drafted(*sentences: str) -> list[Draft]:
    text = " ".join(sentences)
    document = Document("d", "d.md", "D", text, "0")
    return drafts([document], [split_sentences(text)], limit=40, unanswerable=0)


@pytest.mark.parametrize(
    ("head", "row", "question"),
    [
        ("Price (EUR)", "GX-1007", "What is the price of GX-1007?"),
        ("Price EUR", "GX-1007", "What is the price of GX-1007?"),
        ("Start date", "Estates", "What is the start date of Estates?"),
        ("Head of department", "Estates", "Who is the head of department of Estates?"),
        ("Q1", "Admissions", "Admissions: Q1?"),
        ("In stock", "GX-1007", "GX-1007: in stock?"),
        ("Price", "Total", "Total: price?"),
    ],
)
def test_a_cell_is_asked_for_in_a_sentence_where_its_head_allows(
    head: str, row: str, question: str
) -> None:
    text = f"| Name | {head} | Vacancies |\n| {row} | 7 | 3 |\n"
    document = Document("d", "d.md", "D", text, "0")
    found = drafts([document], [split_sentences(text)], unanswerable=0)
    assert question in [draft.question for draft in found]


def test_cells_of_tables_are_asked_for_and_what_only_another_one_tells_is_not_there() -> None:
    text = (
        "# Pumps\n\n| Code | Meaning | Remedy |\n| E01 | No flow | Check the valve |\n"
        "| E02 | Overpressure | – |\n\nData\n\n| Property | Value |\n| Weight | 4.2 kg |\n"
        "| Suction lift | 4 m |\n\nHeadless\n\n| A1 | 1 | 2 |\n| A2 | 3 | 4 |\n"
    )
    document = Document("d", "d.md", "D", text, "0")
    found = drafts([document], [split_sentences(text)], unanswerable=0.5)
    asked = {d.question: d.answer for d in found}
    assert asked["What is the meaning of E01?"] == "No flow"
    assert asked["What is the meaning of E02?"] == "Overpressure"
    assert asked["Weight?"] == "4.2 kg" and asked["Suction lift?"] == "4 m"
    assert asked["What is the value of E02?"] == ""
    assert all(d.quote in text for d in found if d.answer) and not any("A1" in q for q in asked)


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "The red line was opened by the mayor in 1998.",
            "When was the red line opened by the mayor?",
            "1998",
        ),
        (
            "The council opened a second library on 3 May 2019.",
            "When did the council open a second library?",
            "3 May 2019",
        ),
        (
            "In 2012, the council sold the old station.",
            "When did the council sell the old station?",
            "2012",
        ),
        (
            "The company bought 14 electric buses from a dealer.",
            "How many electric buses did the company buy from a dealer?",
            "14",
        ),
        (
            "The red line has 23 stops in the city.",
            "How many stops does the red line have in the city?",
            "23",
        ),
        (
            "There are 13 nature reserves in the city.",
            "How many nature reserves are there in the city?",
            "13",
        ),
        (
            "The council paid $2.5 million for the new bridge.",
            "How much did the council pay for the new bridge?",
            "$2.5 million",
        ),
        (
            "Dana Levi founded the first school for painters.",
            "Who founded the first school for painters?",
            "Dana Levi",
        ),
        (
            "The council closed the bridge because the steel was weak.",
            "Why did the council close the bridge?",
            "the steel was weak",
        ),
        (
            "71% of all oil came from the north in that year.",
            "What percentage of all oil came from the north in that year?",
            "71%",
        ),
    ],
)
def test_questions(sentence: str, question: str, answer: str) -> None:
    # A second sentence shows that "the" and "forty" are also written small.
    found = {d.question: d.answer for d in drafted(sentence, "All of the forty came by.")}
    assert found.get(question, "") == answer


@pytest.mark.parametrize(
    "sentence",
    [
        "He opened the red line in 1998.",  # who is he?
        "Although it rained, the mayor opened the line in 1998.",
        "The line that the mayor built was closed in 1998.",
        "“We opened the line in 1998,” said the mayor.",
        "The states joined.",
        "Too short in 1998.",
    ],
)
def test_what_cannot_be_asked_well_is_not_asked(sentence: str) -> None:
    assert drafted(sentence) == []


def test_a_clause_in_three_parts() -> None:
    found = clause("The old line connects the port with the city.", {"the"})
    assert found is not None
    assert (found.subject, found.verb, found.rest) == (
        "the old line", "connects", "the port with the city",
    )  # fmt: skip
    assert found.asked("How", found.rest) == (
        "How does the old line connect the port with the city?"
    )
    assert clause("The states with a coast, however, joined.") is None


def test_noun_phrase_stops_at_the_next_phrase() -> None:
    assert noun_phrase("electric buses from a dealer") == "electric buses"
    assert noun_phrase("in the city") == ""


def test_near_misses_name_what_the_documents_do_not_have() -> None:
    text = (
        "The council sold 14 old stations in Haifa in 2012. "
        "The council opened a second library near Haifa on 3 May 2019."
    )
    document = Document("d", "d.md", "D", text, "0")
    found = drafts([document], [split_sentences(text)], limit=10, unanswerable=0.5)
    twins = [d for d in found if not d.answerable]
    assert twins
    for twin in twins:
        stranger = twin.note.split(" in the place of ")[0]
        assert stranger in twin.question
        assert stranger not in text


def test_the_file_is_a_gold_file(tmp_path: Path) -> None:
    (tmp_path / "doc.md").write_text(
        "# Lines\n\nThe council opened a second library on 3 May 2019. "
        "The red line has 23 stops in Haifa. Dana Levi founded the first school for painters.\n",
        encoding="utf-8",
    )
    found = draft_corpus(tmp_path)
    path = tmp_path / "gold.yaml"
    path.write_text(to_yaml(found), encoding="utf-8")
    cases = load(path)
    assert [c.id for c in cases] == [d.id for d in found]
    shelf = shelve([read_file(tmp_path / "doc.md", source="doc.md")])
    for case in cases:
        if case.answerable:
            assert locate(case, shelf).evidence
    text = path.read_text(encoding="utf-8").replace("accept: true", "accept: false", 1)
    path.write_text(text, encoding="utf-8")
    assert len(load(path)) == len(cases) - 1


def test_the_command_never_writes_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "doc.txt").write_text("The red line has 23 stops in Haifa.", encoding="utf-8")
    out = tmp_path / "gold.yaml"
    arguments = ["init", "--corpus", str(tmp_path / "doc.txt"), "--out", str(out)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 2
    assert "is there already" in again.output


def test_nothing_to_draft_from(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["init", "--corpus", str(tmp_path), "--out", "x.yaml"])
    assert found.exit_code == 2
    assert "No document" in found.output


@pytest.mark.skipif(not BENCH.is_dir(), reason="the public sets are not here")
def test_three_foreign_documents_take_less_than_a_minute(tmp_path: Path) -> None:
    for name in ("Warsaw", "Huguenot", "Normans"):
        text = (BENCH / "squad2" / "docs" / f"{name}.txt").read_text(encoding="utf-8")
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    begun = time.monotonic()
    found = draft_corpus(tmp_path)
    assert time.monotonic() - begun < 60
    assert len(found) >= 30
    assert 0.2 <= sum(not d.answerable for d in found) / len(found) <= 0.45


@pytest.mark.parametrize(
    "sentence",
    [
        "Two weeks later we had the bridging loan from the bank.",
        "Three natural ponds are a small sample for any comparison.",
        "The night strand of the festival is new in 2025.",
        "Harbour Lights remained our biggest programme by far.",
    ],
)
def test_no_question_is_made_that_nobody_would_ask(sentence: str) -> None:
    assert drafted(sentence, "The ponds and the harbour are small.") == []


def test_a_name_of_two_words_and_and_keeps_its_capitals_and_no_list_is_cut() -> None:
    found = drafted(
        "Sea and Society supported 13 projects in history, law and the arts.", "The sea is near."
    )
    assert [d.question for d in found] == ["How many projects did Sea and Society support?"]


def test_a_question_with_two_answers_in_the_library_is_no_draft() -> None:
    texts = (
        "Programme | Grants | Amount\nTides | 21 | 4\n",
        "Programme | Grants | Amount\nTides | 16 | 5\n",
    )
    documents = [Document(f"d{n}", f"d{n}", "D", text, str(n)) for n, text in enumerate(texts)]
    units = [split_sentences(text) for text in texts]
    alone = drafts(documents[:1], units[:1], unanswerable=0)
    assert [(d.question, d.answer) for d in alone] == [("Tides: grants?", "21")]
    assert drafts(documents, units, unanswerable=0) == []

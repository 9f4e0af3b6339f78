import pytest

from rag.answering import disagree
from rag.answering.evidence import gather
from rag.answering.question import analyse
from rag.schema import Citation, Document
from tests.passages import document, retrieved

QUESTION = "How much was the trade between China and Israel in 2023?"


def conflicts(question: str, *documents: Document) -> tuple[disagree.Conflict, ...]:
    found, cosines = retrieved(question, *documents)
    candidates = gather(found, cosines)
    order = sorted(range(len(candidates)), key=lambda i: -candidates[i].similarity)
    return disagree.find(analyse(question), candidates, order[:1], order)


def pair(one: str, other: str) -> tuple[Document, Document]:
    return document("A", one, "Daily Trade", 2023), document("B", other, "Harbour News", 2024)


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        ("Trade between China and Israel reached $23.4 billion in 2023.",
         "Trade between China and Israel reached $21.8 billion in 2023.",
         {"$23.4 billion", "$21.8 billion"}),
        ("Chinese brands held 70% of the Israeli car market in 2023.",
         "Chinese brands held 58% of the Israeli car market in 2023.", {"70%", "58%"}),
        ("The port of Haifa employs 320 workers at the new terminal.",
         "The port of Haifa employs 410 workers at the new terminal.", {"320", "410"}),
        ("The port of Haifa opened its new terminal in 2021.",
         "The port of Haifa opened its new terminal in 2019.", {"2021", "2019"}),
        ("According to the ministry, the port of Haifa employs 320 workers.",
         "The port of Haifa employs 410 workers, SIPG said.", {"320", "410"}),
    ],
)  # fmt: skip
def test_different_values_for_the_same_thing(one: str, other: str, values: set[str]) -> None:
    (found,) = conflicts(one, *pair(one, other))
    assert {side.value for side in found.sides} == values
    assert found.sides[0].chunk.provenance.publisher == "Harbour News"  # the newer first
    assert "Harbour News (2024)" in found.note and "Daily Trade (2023)" in found.note


def test_opposed_statements() -> None:
    (found,) = conflicts(
        "Did the government approve the sale of the port to SIPG?",
        *pair("The government approved the sale of the port to SIPG.",
              "The government did not approve the sale of the port to SIPG."),
    )  # fmt: skip
    assert len(found.sides) == 2 and "contradict" in found.note


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trade between China and Israel reached $23.4 billion in 2023.",
         "Trade between China and Israel reached $21.8 billion in 2022."),
        ("Trade between China and Israel reached $23.4 billion in 2023.",
         "Trade between Japan and Israel reached $3.8 billion in 2023."),
        ("The port of Haifa employs 320 workers.", "The port of Ashdod employs 410 workers."),
        ("The port of Haifa employs 320 workers.", "The port of Haifa handles 410 ships."),
        ("Trade between China and Israel reached $23.38 billion in 2023.",
         "Trade between China and Israel reached $23.4 billion in 2023."),
        ("Chinese brands sold 35,000 cars in Israel in 2023.",
         "Chinese brands sold thirty-five thousand cars in Israel in 2023."),
        ("The park has attracted over 100 startups from Israel.",
         "The park has attracted 112 startups from Israel."),
        ("Chinese brands sold 35,000 cars in the first half of 2023.",
         "Chinese brands sold 62,000 cars in 2023."),
        ("The port of Haifa is large.", "The port of Haifa is deep."),
        ("SIPG bought 24 cranes for $80 million.", "SIPG bought 24 cranes for the port of Haifa."),
    ],
)  # fmt: skip
def test_no_alarm_about_different_things(one: str, other: str) -> None:
    assert conflicts(one, *pair(one, other)) == ()


def test_one_document_does_not_disagree_with_itself() -> None:
    text = "The port employs 320 workers in Haifa. The port employs 410 workers in Haifa."
    assert conflicts("How many workers does the port employ?", document("A", text)) == ()


def test_marked_where_both_sides_are_cited() -> None:
    one, other = pair(
        "The port of Haifa employs 320 workers.", "The port of Haifa employs 410 workers."
    )
    found = conflicts("How many workers does the port of Haifa employ?", one, other)
    citations = [
        Citation(n, s.chunk.provenance, s.sentence.start_char, s.sentence.end_char, "", "")
        for n, s in enumerate(found[0].sides, start=1)
    ]
    (marked,) = disagree.mark(found, citations)
    assert marked.markers == (1, 2) and set(marked.values) == {"320", "410"}
    assert disagree.mark(found, citations[:1]) == ()

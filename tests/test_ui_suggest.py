"""Suggestions are drawn from the documents and offered only when the engine answers them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256

import pytest

from evals.draft import Draft
from rag.reading.sentences import split_sentences
from rag.schema import Answer, Chunk, Document
from tests.quoted import citing
from ui.suggest import SURE, candidates, worth_asking


def shelved(name: str, text: str, language: str) -> tuple[Document, list[Chunk]]:
    document = Document(
        name, name, name, text, sha256(text.encode()).hexdigest(), language=language
    )
    sentences = tuple(split_sentences(text, language))
    return document, [Chunk(f"{name}:0", name, 0, (), text, 0, len(text), sentences)]


TRAM = "The city opened the tram line in 2012. The tram line cost 40 million dollars in total.\n"
BOAT = "The council bought 12 ferries for the northern harbour in March 2019.\n"


def test_documents_take_turns() -> None:
    found = candidates([shelved("tram", TRAM, "en"), shelved("boat", BOAT, "en")])
    assert {draft.source for draft in found[:2]} == {"tram", "boat"}
    assert all(draft.question.endswith("?") and draft.quote for draft in found)


def test_every_kind_of_draft_finds_its_place() -> None:
    # One sentence a document; a kind that the page had no place for once was a server error.
    texts = {
        "value": "The population was 1.7 million in 2012.\n",
        "where": "The depot was built in Graz.\n",
        "who": "The line was opened by Maria Huber.\n",
    }
    for kind, text in texts.items():
        told = f"Here stands what the population, the depot, the line and the stops are.\n\n{text}"
        assert kind in {d.kind for d in candidates([shelved("tram", told, "en")])}


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("zh", "## 开通仪式\n\n电车二号线去年开通。\n", "开通仪式"),
        ("he", "## קו האוטובוסים\n\nהקו נפתח השנה.\n", "האוטובוסים"),
    ],
)  # fmt: skip
def test_other_languages_are_asked_about_their_headings(
    language: str, text: str, word: str
) -> None:
    found = candidates([shelved("doc", text, language)])
    assert [word in draft.question for draft in found] == [True]


def replying(
    text: str, *, confidence: float = 0.9, abstained: bool = False
) -> Callable[[str], Answer]:
    return lambda question: Answer(question, text, confidence=confidence, abstained=abstained)


DRAFTS = [
    Draft("", "How many?", "how_many", "12", "The council bought 12 ferries.", "boat"),
    Draft("", "How much?", "how_much", "12", "It cost 12.", "boat"),
    Draft("", "When?", "when", "12", "It opened in 12.", "tram"),
]


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (replying("It is 12."), ["How many?", "When?", "How much?"]),
        (replying("It is 13."), []),
        (replying("It is 12.", abstained=True), []),
        (replying("It is 12.", confidence=SURE - 0.01), []),
    ],
    ids=["one of each document first", "not as drafted", "abstains", "unsure"],
)
def test_only_what_is_answered_as_drafted_is_offered(
    ask: Callable[[str], Answer], expected: list[str]
) -> None:
    assert worth_asking(DRAFTS, ask, wanted=3, tries=9, one_each=True) == expected


def test_what_was_read_already_is_not_asked_again() -> None:
    found = worth_asking(
        DRAFTS, replying("12"), wanted=3, tries=9, known=f"… {DRAFTS[0].quote} …", one_each=False
    )
    assert found == ["How much?", "When?"]


def test_a_heading_whose_words_were_read_is_not_offered() -> None:
    heading = Draft("", "What is said about ferries?", "heading", source="boat")
    read = "The council bought 12 ferries for the northern harbour in March 2019."
    cited = tuple(citing(read))

    def ask(question: str) -> Answer:
        return Answer(question, f"{read} [1]", citations=cited, confidence=0.9)

    asked = partial(worth_asking, [heading], ask, wanted=1, tries=1, one_each=False)
    assert asked(known=f"{read} [1]") == []
    assert asked(known="Something else. [1]") == [heading.question]


def test_tries_bound_the_work() -> None:
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return Answer(question, "no", confidence=0.9)

    assert worth_asking(DRAFTS * 9, ask, wanted=3, tries=4, one_each=False) == []
    assert len(asked) == 4


FREIGHT = (
    "Ships waited 31 hours for a berth. Two of the cranes were delivered late because a supplier "
    "changed its route. The committee heard Xiao on the cranes. Xiao bought 40 cranes in 2024.\n"
)


def test_a_suggestion_reads_as_if_a_person_had_asked() -> None:
    questions = [draft.question for draft in candidates([shelved("freight", FREIGHT, "en")])]
    assert any("Xiao" in question for question in questions), "a name keeps its capital"
    assert not any(" Two " in question or " Ships " in question for question in questions)
    assert not any(q.startswith("When") and "40" in q for q in questions), "the figure is asked for"
    assert max(map(len, questions)) <= 100


def test_a_heading_that_is_a_question_is_asked_as_it_stands() -> None:
    document, chunks = shelved("kettle", "# Kettle\n\n## Why does it hiss?\n\nIt boils.\n", "en")
    published = replace(document, title="Kettle", publisher="Norrin")
    questions = [draft.question for draft in candidates([(published, chunks)])]
    assert "Why does it hiss?" in questions and not any("say about" in q for q in questions)


def test_a_heading_is_asked_of_its_publisher() -> None:
    document, chunks = shelved("tram", "# Tram\n\n## Long-term plans\n\nMuch is planned.\n", "en")
    published = replace(document, title="Tram", publisher="The City")
    expected = ["What does The City say about long-term plans?"]
    assert [draft.question for draft in candidates([(published, chunks)])] == expected
    plain = replace(document, title="Tram")
    expected = ["What do the documents say about long-term plans?"]
    assert [draft.question for draft in candidates([(plain, chunks)])] == expected


LISTED = """# Stock

| Item no. | Description | Price EUR | In stock | Q1 |
|---|---|---|---|---|
| GX-1007 | Hex bolt M8x40 | 0.45 | 490 | 12 |
| GX-1014 | Hex bolt M10x60 | 0.61 | 562 | 15 |
| GX-1021 | Hex bolt M12x80 | 0.82 | 283 | 19 |
| GX-1028 | Hex bolt M16x100 | 1.01 | 848 | 22 |

## Segments

They are sold by segments.
"""


def test_cells_are_asked_for_as_a_person_would() -> None:
    questions = [draft.question for draft in candidates([shelved("stock", LISTED, "en")])]
    assert questions[:2] == [
        "What is the description of GX-1007?",
        "What is the price of GX-1014?",
    ]
    assert not any(":" in question or "egments" in question for question in questions)


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("3. What is on the ferry", "What is on the ferry?"),
        ("2.1 How long does it take?", "How long does it take?"),
        ("How to clean the kettle", "How do I clean the kettle?"),
        ("4. Winter leave", "What do the documents say about winter leave?"),
        ("Safety: two near misses", "What do the documents say about two near misses?"),
        ("Why the ferry sank", "What do the documents say about why the ferry sank?"),
        ("Tessaly Bridge and its toll", "What do the documents say about Tessaly Bridge and its toll?"),
        ("Boat | Price | Deposit", None),
        ("Table 2. Fares by season", None),
        ("Town notes: did you know?", None),
        ("A Short History of the Northern Ferry", None),
        ("The Northern Ferry", None),
        ("Bridge 4 is open", None),
        ("5. Summary of results", None),
        ("1. Who this leaflet is for", None),
        ("Fares", None),
    ],
)  # fmt: skip
def test_a_heading_is_asked_about_as_a_person_would(heading: str, asked: str | None) -> None:
    text = (
        f"# The Northern Ferry\n\nThe ferry calls at Tessaly in summer.\n\n## {heading}\n\nYes.\n"
    )
    document, chunks = shelved("ferry", text, "en")
    titled = replace(document, title="The Northern Ferry: A Short History of the Northern Ferry")
    found = [d.question for d in candidates([(titled, chunks)]) if d.kind == "heading"]
    assert found == ([asked] if asked else [])


STAGES = """# Stages

Passengers for Westerholm change at the pier.

| Place | Length | Remedy |
|---|---|---|
| Motor hums but stands still | 2 weeks | free the wheel |
| Westerholm | 4 weeks | use the other pier |
| Illness | 3 weeks | call the office |
"""


def test_a_row_is_asked_for_by_a_name_only() -> None:
    found = [d.question for d in candidates([shelved("stages", STAGES, "en")]) if d.kind == "cell"]
    assert found == ["What is the remedy of Westerholm?"]


def test_who_did_it_is_asked_in_the_active() -> None:
    told = (
        "The famous nine maps of the harbour were drawn by Maria Huber. "
        "The frozen soups were donated by Tobias Renner.\n"
    )
    found = [d.question for d in candidates([shelved("maps", told, "en")])]
    assert found == ["Who donated the frozen soups?"]


def test_what_needs_the_page_to_be_understood_is_not_suggested() -> None:
    told = (
        "The board of the pool had nine members at the end of the year. "
        "A portrait by Ada Poe was shown in 2012 for the centenary of her birth. "
        "Bright Harbours will open a third house for swimmers. "
        "The sheltered pools reached 69.5 grams in the dry summer.\n"
    )
    assert [d.question for d in candidates([shelved("pool", told, "en")])] == []


def test_who_holds_an_office_and_which_body_acts_are_asked() -> None:
    told = (
        "Ada Poe is the founder of the Vale Rowing Club. "
        "Vale Railway takes part in building the tram of Ostervik. The tram is blue.\n"
    )
    assert {d.question for d in candidates([shelved("vale", told, "en")])} == {
        "Who is the founder of the Vale Rowing Club?",
        "Who takes part in building the tram of Ostervik?",
    }


def test_what_two_documents_answer_differently_is_not_suggested() -> None:
    told = ("The board of the pool had nine members.\n", "The board of the pool had ten members.\n")
    shelf = [shelved(f"pool {n}", text, "en") for n, text in enumerate(told)]
    assert candidates(shelf[:1]) and candidates(shelf) == []


def test_a_heading_of_several_documents_is_suggested_once() -> None:
    text = "# A pool\n\n## The board of the pool\n\nIt has members.\n"
    shelf = [shelved(f"pool {n}", text, "en") for n in range(2)]
    found = [draft.question for draft in candidates(shelf)]
    assert found and len(found) == len(set(found))

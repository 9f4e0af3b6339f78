import pytest

from rag.answering import disagree
from rag.answering.asking.question import analyse
from rag.answering.evidence import gather
from rag.schema import Citation, Document
from tests.passages import document, retrieved

QUESTION = "How much was the trade between China and Israel in 2023?"


def conflicts(question: str, *documents: Document) -> tuple[disagree.Conflict, ...]:
    found, near = retrieved(question, *documents)
    candidates = gather(found, near)
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


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        ("How many visitors were hurt at the fair?",
         "Nineteen visitors were hurt at the fair, two of them badly.",
         "Twenty-five visitors were hurt at the fair, and one, a man from Tarn, died at night.",
         {"Nineteen", "Twenty-five"}),
        ("How many sailors were aboard the Marigold?",
         "The barge Marigold sank off Tarn Head with 31 sailors aboard, the harbour master said.",
         "The barge Marigold had 35 sailors aboard when it sank off Tarn Head.", {"31", "35"}),
        ("When was the lift last inspected?", "The lift was last inspected in March 2023.",
         "The lift had been inspected in April 2023.", {"March 2023", "April 2023"}),
        ("When did the lido open?", "The lido at Orrin opened on March 3.",
         "The lido at Orrin opened on April 3.", {"March 3", "April 3"}),
        ("When did the lido open?", "The new lido at Orrin opened on Saturday.",
         "The new lido at Orrin opened on Sunday.", {"Saturday", "Sunday"}),
        ("When did the lido open?", "The new lido at Orrin opened on Oct. 3.",
         "ORRIN — The new lido at Orrin opened on Sept. 5.", {"Oct. 3", "Sept. 5"}),
        ("How much did Lanmu pay for the mill?", "Lanmu of China paid $3 million for the mill.",
         "The Chinese firm Lanmu paid $5 million for the mill.", {"$3 million", "$5 million"}),
        ("How big is the slick off Orrin?",
         "The oil slick off Orrin covers 2.5 sq. miles of water.",
         "The oil slick off Orrin covers nearly four square miles of water.",
         {"2.5 sq. miles", "four square miles"}),
        ("When did the mill of Orrin catch fire?",
         "The mill of Orrin caught fire at 6:40 a.m. on Saturday.",
         "The mill of Orrin caught fire at 9 p.m. on Saturday.", {"6:40 a.m.", "9 p.m."}),
        ("How many riders does the tram of Orrin carry?",
         "The tram of Orrin carries 400,000 riders a year.",
         "The tram of Orrin carries 600,000 riders per year.", {"400,000", "600,000"}),
        ("How many members has the Tarn Choir?",
         "The Tarn Choir was founded in Orrin. It has 40 members and a hall by the river.",
         "The Tarn Choir has 70 members and a hall by the river.", {"40", "70"}),
    ],
)  # fmt: skip
def test_what_is_asked_is_told_differently(
    question: str, one: str, other: str, values: set[str]
) -> None:
    documents = document("A", one, "Daily Trade", 2023), document("B", other, "Harbour News", 2023)
    (found,) = conflicts(question, *documents)
    assert {side.value for side in found.sides} == values


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # Not what is asked.
        ("How many sailors were aboard the Marigold?", "Nine sailors were hurt, two of them badly.",
         "Fourteen sailors were hurt, and one sailor died on Sunday night."),
        ("How many sailors were aboard the Marigold?",
         "The Marigold had 31 sailors aboard, and 9 sailors were hurt.",
         "The Marigold had 31 sailors aboard, and 12 sailors were hurt."),
        ("How many were hurt on the barge?", "Nine sailors on the barge were hurt.",
         "Forty sailors on the barge were rescued."),
        ("When was the mill built?", "The mill of Orrin was built in 1920.",
         "The mill of Orrin was sold in 1954."),
        ("How deep is the lake?", "Lake Orrin is 40 metres deep.", "Lake Orrin is 300 metres wide."),
        ("How many cars were sold in 2021?", "The dealer in Orrin sold 300 cars in 2022.",
         "The dealer in Orrin sold 410 cars in 2022."),
        # It is not known who "it" or "they" are, or which museum.
        ("How many riders did the Orrin Trams carry in 2023?",
         "In 2023 it carried 1.3 million riders, 9 percent fewer than before.",
         "The line between Orrin and Tarn Head carried 410,000 riders."),
        ("How many riders did the trams carry?", "The trams of Orrin carried 410,000 riders.",
         "They carried 1.3 million riders."),
        ("How many members has the choir?",
         "The Fell Band was founded in Orrin. It has 40 members and a hall by the river.",
         "The Tarn Choir has 70 members and a hall by the river."),
        ("How many visitors does the museum have?",
         "The museum has 300,000 visitors and a large garden.",
         "The Castle Museum of Fenwick has 120,000 visitors and a large garden."),
        ("How many visitors were hurt at the fair?", "Nineteen visitors were hurt at the fair.",
         "Twenty-five visitors were hurt at the fair of Tarn, and one died at night."),
        # Other spans of time, other units, other things counted.
        ("How many riders does the tram carry?", "The tram of Orrin carries 410,000 riders a year.",
         "The tram of Orrin carries 34,000 riders a month."),
        ("How many riders does the tram carry?", "The tram of Orrin carries 410,000 riders a year.",
         "The tram of Orrin carries 90,000 riders."),
        ("How many guests had the lido?", "The lido at Orrin had 300 guests in March.",
         "The lido at Orrin had 410 guests in April."),
        ("How many guests had the lido?", "The lido at Orrin had 300 guests on Monday.",
         "The lido at Orrin had 410 guests on Tuesday."),
        ("How large is the park?", "The park of Orrin has 12 sq. miles of woodland.",
         "The park of Orrin has 14 miles of woodland paths."),
        ("How many people work at the mill?", "The mill of Orrin has 300 workers in its old hall.",
         "The mill of Orrin has 410 looms in its old hall."),
        # Clock times are no counts, and said loosely they agree.
        ("When did the barge sink?", "The barge Marigold sank off Orrin at 6:40 a.m. on Saturday.",
         "The barge Marigold sank off Orrin at about 7 a.m. on Saturday."),
        ("When did the barge sink?", "The barge Marigold sank off Orrin at 6:40 with 31 sailors.",
         "The barge Marigold sank off Orrin at 7:10 with 31 sailors."),
        # The last may be later than another.
        ("When was the lift last inspected?", "The lift was last inspected in March 2023.",
         "The lift had been inspected in April 2019."),
        ("When did the lift open?", "The lift was opened in March 2023.",
         "The bridge was opened in April 2023."),
    ],
)  # fmt: skip
def test_no_alarm_about_what_is_not_asked_or_not_the_same(
    question: str, one: str, other: str
) -> None:
    documents = document("A", one, "Daily Trade", 2023), document("B", other, "Harbour News", 2023)
    assert conflicts(question, *documents) == ()


def test_a_weekday_in_papers_of_other_weeks_is_another_day() -> None:
    one, other = (
        "The new lido at Orrin opened on Saturday.",
        "The new lido at Orrin opened on Sunday.",
    )
    assert conflicts("When did the lido open?", *pair(one, other)) == ()


def test_a_further_sentence_must_say_what_is_asked() -> None:
    """What fills up an answer may be about something else."""
    question = "How many sailors were aboard the barge when it sank?"
    found, near = retrieved(
        question,
        document("A", "The barge had nine sailors hurt in the fog."),
        document("B", "The barge had twelve sailors hurt in the fog."),
        document("C", "31 sailors were aboard the barge when it sank."),
    )
    candidates = gather(found, near)
    order = sorted(range(3), key=lambda i: "31" not in candidates[i].text)
    assert disagree.find(analyse(question), candidates, order, order) == ()


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


def test_what_is_said_of_the_other_place_only_is_no_contradiction() -> None:
    one, other = (
        "The tram opens in Linz first and in Wels in September 2026.",
        "The tram opens in Linz on 15 June 2026.",
    )
    assert conflicts("When does the tram open in Wels?", *pair(one, other)) == ()
    assert conflicts("When does the tram open in Linz?", *pair(
        "The tram opens in Linz on 3 May 2026.", "The tram opens in Linz on 15 June 2026."
    ))  # fmt: skip


def test_a_title_with_its_year_is_not_called_undated() -> None:
    texts = ("The port of Haifa employs 320 workers.", "The port of Haifa employs 410 workers.")
    found = conflicts(
        "How many workers does the port of Haifa employ?",
        document("Minutes of 12 March 2026", texts[0]), document("Port report", texts[1]),
    )  # fmt: skip
    assert "Minutes of 12 March 2026 says 320" in found[0].note
    assert "Port report (undated) says 410" in found[0].note


def test_a_year_beside_the_price_that_is_asked_for_is_no_disagreement() -> None:
    documents = pair("In 1953 Ada Poe sold the Marsh Mill to the Northern Line for a good price.",
                     "In 1952 Ada Poe sold the Marsh Mill to the Northern Line for a good price.")  # fmt: skip
    assert conflicts("When did Ada Poe sell the Marsh Mill to the Northern Line?", *documents)
    assert not conflicts("For how much did Ada Poe sell the Marsh Mill?", *documents)


@pytest.mark.parametrize(
    ("text", "differ"),
    [("The club supported {} schools in the valley.", False),
     ("The club had {} members at the end of 2021.", True)],
)  # fmt: skip
def test_two_yearly_reports_differ_where_both_name_one_year(text: str, differ: bool) -> None:
    one = document("Annual Report 2021", text.format(11))
    other = document("Annual Report 2022", text.format(13))
    assert bool(conflicts(text.format(11), one, other)) is differ

"""Transcripts, e-mail threads and minutes: whose words an answer quotes, and what labels say."""

import pytest

from rag.answering.extractive import Selection
from rag.reading.chunk import chunk_document
from rag.reading.mail import parse_mail, sender_of
from rag.reading.parse_markdown import parse_markdown
from rag.reading.parsed import Limits
from rag.reading.sentences import split_sentences
from rag.reading.turns import label_of, said_in, speakers
from rag.schema import Document
from rag.verifying.cite import Composed, compose
from tests.passages import answered, document, pieces

CALL = document(
    "Fernhill Observatory: call about the winter season",
    """Date: Thursday 3 October 2024, 18:00
Room: the library
Present: Ottilie Brand (chair), Kwame Asante (dome), Lucia Ferri (tours), Nils Oden (treasurer)
Apologies: Harriet Voss (school groups)

OTTILIE BRAND: Welcome, all. We have the dome motor, the ticket price and the heating. Kwame, \
how bad is the motor?

KWAME ASANTE: Bad. It stalls in damp weather, and on eleven of the last thirty evenings I had to \
turn the dome by hand. I propose that we buy the Rotax drive, which costs 4,700 euros and comes \
with ten years of warranty.

NILS ODEN: I would rather not spend that before the spring. The account stands at 9,200, and the \
roof is not paid yet.

OTTILIE BRAND: We buy the drive in November. Nils, please ask for payment in two parts.

LUCIA FERRI: On tickets. The tours have been sold out since May. We could ask for nine euros.

OTTILIE BRAND: And children under ten?

LUCIA FERRI: Two euros, as before.

NILS ODEN: Nine is too little. The planetarium takes twelve.

LUCIA FERRI: I don't agree. The planetarium has chairs, and nobody freezes there.

OTTILIE BRAND: Nine it is. The last thing is the heating of the seminar room. Could we use the \
old stove?

KWAME ASANTE: No. The chimney was closed by the fire inspector in 2019.
""",
)
BULLETIN = document(
    "Fernhill bulletin",
    "Harriet Voss told us that the school groups are “louder than the telescope”.\n\n"
    "The tours of the autumn were sold out.",
)
MINUTES = document(
    "Larkfield Allotment Society: committee",
    "Date: 14 March 2025\n\nVenue: Scout hut, Mill Lane\n\nChair: Bernard Okoro\n\n"
    "Attendees: Bernard Okoro, Tess Whitcombe\n\nAbsent: Greta Lindqvist, Paul Marsh\n\n"
    "Minute taker: Tess Whitcombe\n\nThe new tank holds 3,000 litres.\n\n"
    "Decided: The hose ban stays until the tank is connected.\n\n"
    "Action: Bernard to write to the neighbours.\n\n"
    "Decided: Two hives may stand behind the compost for a year.",
)


def shown(question: str, *documents: Document) -> tuple[Selection, Composed]:
    selection = answered(question, *documents or (CALL, BULLETIN))
    return selection, compose(selection.picked)


def text(question: str, *documents: Document) -> str:
    return shown(question, *documents)[1].text


def short(question: str, *documents: Document) -> str:
    words = answered(question, *documents).short
    if words is None:
        return ""
    of = next(d for d in documents if d.id == words.document_id)
    return of.text[words.start_char : words.end_char]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("RAVI MENON: Yes.", "RAVI MENON"),
        ("**Ravi M.** (sales): Yes.", "Ravi M."),
        ("**Ravi:** Yes.", "Ravi"),
        ("[09:31] Ravi: Yes.", "Ravi"),
        ("Anna van der Berg (00:12:03): Yes.", "Anna van der Berg"),
        ("王芳：好的。", "王芳"),
        ("דנה כהן: כן.", "דנה כהן"),
        ("Note: the pump is off.", ""),
        ("Apologies: Pieter Vos", ""),
        ("A: yes", ""),
        ("Ravi said: yes.", ""),
        ("It was late: nobody came.", ""),
    ],
)
def test_a_turn_begins_with_a_name(line: str, label: str) -> None:
    assert label_of(line) == label
    assert not label or said_in(line) in {"Yes.", "好的。", "כן."}


def test_in_a_transcript_somebody_speaks_again_and_a_glossary_is_none() -> None:
    assert speakers(["Ada", "Bo", "Ada", ""]) == {"Ada", "Bo"}
    assert not speakers(["Arch", "Beam", "Cornice", "Dado"])
    assert not speakers(["Ada", "Bo", "Ada", "", "", "", ""])


def test_a_passage_that_begins_inside_a_turn_knows_who_speaks() -> None:
    long = " ".join(
        f"The tide of day {n} was higher than that of the day before." for n in range(9)
    )
    talk = document("Talk", f"ADA POE: Welcome.\n\nBO LUND: {long}\n\nADA POE: Thanks.")
    chunks = chunk_document(talk, pieces, limit=60)
    inside = [c for c in chunks if c.text.startswith("The tide")]
    assert inside and all(c.headings == ("BO LUND:",) for c in inside)
    assert "BO LUND:" in text("How high was the tide of day 8?", talk)


def test_a_line_that_begins_with_a_label_is_a_line_of_its_own() -> None:
    found = [CALL.text[s.start_char : s.end_char] for s in split_sentences(CALL.text)]
    assert "Apologies: Harriet Voss (school groups)" in found


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "How often did the dome have to be turned by hand?",
            "KWAME ASANTE: It stalls in damp weather, and on eleven",
        ),
        ("How much is in the account?", "NILS ODEN: The account stands at 9,200"),
    ],
)
def test_a_sentence_of_a_turn_is_shown_with_who_says_it(question: str, words: str) -> None:
    _, composed = shown(question)
    assert words in composed.text
    for citation in composed.citations:
        assert citation.quote in CALL.text + BULLETIN.text
        assert CALL.text[citation.start_char : citation.end_char] == citation.quote


def test_who_speaks_is_not_said_twice() -> None:
    assert "LUCIA FERRI: LUCIA FERRI" not in text("What did Lucia say about chairs?")
    assert text("Does the planetarium have chairs?").count("LUCIA FERRI:") < 3


def test_of_several_speakers_the_one_who_is_asked_for_is_quoted() -> None:
    assert text("What did Nils say about the drive?").startswith("NILS ODEN:")


def test_whether_somebody_agrees_is_told_by_the_reply() -> None:
    answer = text("Does Lucia agree that nine euros is too little?")
    said, reply = answer.index("NILS ODEN: Nine is too little."), answer.index("I don't agree.")
    assert said < reply


def test_who_proposed_something_is_the_speaker() -> None:
    assert text("Who proposed buying the Rotax drive?").startswith("KWAME ASANTE: I propose")
    assert short("Who said that nine is too little?", CALL) == "NILS ODEN"


def test_who_was_not_there_said_nothing_there() -> None:
    selection = answered("What did Harriet Voss say at the October call?", CALL, BULLETIN)
    assert selection.confidence < 0.45
    assert answered("What did Harriet Voss say about the groups?", CALL, BULLETIN).confidence > 0.5


@pytest.mark.parametrize(
    ("question", "asked", "reply"),
    [
        ("children under ten?", "And children under ten?", "Two euros, as before."),
        ("Can the old stove be used?", "Could we use the old stove?", "The chimney was closed"),
    ],
)
def test_a_question_of_a_turn_comes_with_its_reply(question: str, asked: str, reply: str) -> None:
    answer = text(question)
    assert answer.index(asked) < answer.index(reply)


def test_a_question_alone_is_no_answer() -> None:
    page = document("Stove", "The stove is old. Who lights the stove in the seminar room?")
    assert not text("Who lights the stove?", page).startswith("Who lights")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who was absent from the October call?", "Harriet Voss (school groups)"),
        ("Who couldn't attend the call?", "Harriet Voss (school groups)"),
        ("Who chaired the Fernhill call?", "Ottilie Brand"),
        ("Where was the October call held?", "the library"),
    ],
)
def test_labels_of_minutes_answer(question: str, words: str) -> None:
    assert short(question, CALL, BULLETIN) == words


def test_who_attended_is_the_line_of_those_present() -> None:
    answer = text("Who attended the call in October?")
    assert answer.startswith("Present: Ottilie Brand") and "Apologies" not in answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who was not at the Larkfield meeting?", "Greta Lindqvist, Paul Marsh"),
        ("Who took part in the committee in March?", "Bernard Okoro, Tess Whitcombe"),
        ("Who took the minutes of the committee?", "Tess Whitcombe"),
        ("Where did the committee meet?", "Scout hut, Mill Lane"),
    ],
)
def test_other_labels_say_the_same(question: str, words: str) -> None:
    assert short(question, MINUTES, CALL) == words


def test_what_was_decided_is_every_such_line() -> None:
    answer = text("What was decided by the Larkfield committee?", MINUTES)
    assert "hose ban" in answer and "Two hives" in answer and "Action" not in answer


@pytest.mark.parametrize(
    "question",
    ["Who chaired the sailing club?", "Who was absent from the Larkfield meeting in May?"],
)
def test_minutes_of_another_meeting_do_not_answer(question: str) -> None:
    selection = answered(question, MINUTES, CALL)
    assert selection.confidence < 0.45
    assert selection.reason


@pytest.mark.parametrize(
    ("minutes", "question", "words"),
    [
        ("会议纪要\n\n出席：王芳、李明\n\n缺席：张伟\n\n记录：李明", "谁缺席了会议？", "张伟"),
        ("会议纪要\n\n出席：王芳、李明\n\n缺席：张伟\n\n主持：王芳", "谁主持了会议？", "王芳"),
        ("פרוטוקול\n\nנוכחים: דנה, אורי\n\nנעדרים: יעל כץ", "מי נעדר מהישיבה?", "יעל כץ"),
        ('פרוטוקול\n\nיו"ר: דנה לב\n\nנוכחים: אורי, יעל', "מי ניהל את הישיבה?", "דנה לב"),
    ],
)
def test_labels_in_chinese_and_hebrew(minutes: str, question: str, words: str) -> None:
    assert short(question, document("Minutes", minutes)) == words


THREAD = """From: Imogen Hale <imogen@halebuild.example>
Date: Mon, 3 Feb 2025 09:12:00 +0000
Subject: Scaffold at Weir Cottage

Dear Rafael,

The scaffold has to come down by the end of the month. The hire is 140 pounds a week.

Imogen

From: Rafael Costa <rafael@costa.example>
Date: Tue, 4 Feb 2025 16:40:00 +0000
Subject: Re: Scaffold at Weir Cottage

My crew needs those poles in Barrow from the 20th. I would not charge for the tower.

Rafael
"""


def test_words_of_an_e_mail_are_shown_with_who_wrote_them() -> None:
    thread = document("Scaffold", parse_mail(THREAD).text)
    assert text("Who needs the poles in Barrow?", thread).startswith("Rafael Costa: My crew")
    assert text("How much is the hire of the scaffold?", thread).startswith("Imogen Hale: The hire")
    assert "Rafael [" not in text("What did Rafael write?", thread)


def test_a_heading_that_is_no_message_was_sent_by_nobody() -> None:
    assert sender_of("Ada Poe, 6 July 2026, 09:14: The offer") == "Ada Poe"
    assert sender_of("Opening hours, 6 July 2026") == ""


def test_labelled_lines_of_a_pasted_paragraph_stay_lines() -> None:
    pasted = "BOARD\nDate: 4 May 2026\nPresent: Ada Poe,\nBo Dahl\n**Apologies:** Cy Ford\n"
    assert parse_markdown(pasted.encode(), Limits()).text.splitlines() == [
        "BOARD", "Date: 4 May 2026", "Present: Ada Poe, Bo Dahl", "Apologies: Cy Ford"
    ]  # fmt: skip
    told = "She said one thing: it\nwas late.\nThen she left.\n"
    assert parse_markdown(told.encode(), Limits()).text.count("\n") == 0

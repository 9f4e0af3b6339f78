"""The words that answer by themselves: which, where they stand, and when none are pointed out."""

from dataclasses import replace

import pytest

from rag.answering.asking.question import analyse
from rag.answering.evidence import Candidate, Reading, gather
from rag.answering.kinds.handover import party
from rag.answering.pointing import short_answer
from rag.schema import Document, Kind, Sentence
from rag.verifying import cite
from tests.passages import answered, document, retrieved

FERRY = document(
    "Ferry",
    "The ferry of Port Vale was built in 1962  by Halden & Sons for 4.2 million crowns. Captain "
    "Lidia Fenn has steered it since 2011 because nobody else wanted to.\n\nIt may carry 240 "
    "people. It crosses the Narrow Sound in all weathers.",
)


def found(question: str, *documents: Document) -> str:
    selection = answered(question, *documents or (FERRY,))
    if selection.short is None:
        return ""
    return FERRY.text[selection.short.start_char : selection.short.end_char]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When was the ferry built?", "1962"),
        ("For how much was the ferry built?", "4.2 million crowns"),
        ("Who steers the ferry?", "Lidia Fenn"),
        ("How many people may the ferry carry?", "240"),
    ],
)
def test_the_words_that_answer_are_found(question: str, words: str) -> None:
    assert words in found(question) and len(found(question)) < len(words) + 12


@pytest.mark.parametrize(
    "question",
    [
        "Was the ferry built in 1962?",
        "What do the sources say about the ferry?",
        "List what the ferry carries.",
        "渡轮是什么时候建造的？",
        "Who sold the aeroplane to Denmark?",
    ],
)
def test_none_are_pointed_out_where_a_few_words_do_not_answer(question: str) -> None:
    assert found(question) == ""


def test_none_are_pointed_out_where_the_answer_is_not_certain() -> None:
    question = "How many crowns did the ferry cost to build?"
    assert answered(question, FERRY).confidence < short_answer.SURE_OF_ANSWER
    assert found(question) == ""


@pytest.mark.parametrize(
    "behind", ["That is not true.", "But it is a myth: ice did.", "The story is completely false."]
)
def test_what_the_next_sentence_takes_back_is_not_pointed_out(behind: str) -> None:
    told = "The ferry of Port Vale sank because a cat ate the charts."
    question = "Why did the ferry of Port Vale sink?"
    assert "cat" in shown(question, f"{told} It was raised a year later.")
    assert shown(question, f"{told} {behind}") == ""


def test_where_the_next_sentence_has_all_that_is_asked_the_first_is_not_pointed_out() -> None:
    box = "The control box of the ferry is guaranteed for two years."
    lift = "The makers guarantee the lift for three years."
    question = "How long is the lift guaranteed?"
    selection = answered(question, document("Lift", f"{box} {lift}"))
    said = [pick.chunk.chunk.slice(s) for pick in selection.picked for s in pick.sentences]
    assert selection.short is None or said[0] == lift


def test_what_it_is_for_is_no_place_and_no_means() -> None:
    told = "The hall of Port Vale was built in three years with harbour money."
    assert shown("What was the hall of Port Vale built for?", told) == ""


@pytest.mark.parametrize("run", ["£8.5 million", "up to £40,000", "71 percent", "38"])
def test_what_it_is_for_is_no_amount(run: str) -> None:
    question = analyse("What is the largest grant of 2024 for?")
    assert not short_answer._has_the_form(question, run, f"The largest grant was {run}.")


def shown(question: str, text: str) -> str:
    """The words pointed out in an answer from ``text``."""
    short = answered(question, document("Sinking", text)).short
    return text[short.start_char : short.end_char] if short else ""


def test_they_are_an_exact_span_of_document_and_answer() -> None:
    selection = answered("For how much was the ferry built?", FERRY)
    composed = cite.compose(selection.picked)
    shown = short_answer.place(selection.short, composed)
    assert shown is not None and shown.quote
    assert FERRY.text[shown.start_char : shown.end_char] == shown.quote
    assert composed.text[shown.answer_start_char : shown.answer_end_char] == shown.quote
    cited = composed.citations[shown.marker - 1]
    assert cited.start_char <= shown.start_char and shown.end_char <= cited.end_char


def candidate(text: str) -> Candidate:
    scored, _ = retrieved("ferry", document("D", text))
    sentence = scored[0].chunk.sentences[0]
    return Candidate(scored[0], 0, 0, sentence, scored[0].chunk.slice(sentence), 0.5)


def test_a_word_is_never_cut_and_no_comma_shown() -> None:
    one = candidate("In 1962, Halden built the ferry of Port Vale for the town.")
    words = short_answer.find(analyse("When was it built?"), one, Reading(5.0, 5.0, (4, 8)))
    assert words is not None
    assert one.text[words.start_char : words.end_char] == "1962"


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("When was it built?", None),
        ("When was it built?", Reading(5.0, short_answer.SURE - 0.1, (3, 7))),  # not sure
        ("When was it built?", Reading(5.0, 5.0, (9, 15))),  # "Halden" is no date
        ("Where was it built?", Reading(5.0, 5.0, (3, 7))),  # 1962 is no place
        ("Which firms built it?", Reading(5.0, 5.0, (9, 15))),  # one of several
        ("What was built?", Reading(5.0, 5.0, (0, 55))),  # nearly all of the sentence
        ("When was it built?", Reading(5.0, 5.0, (7, 8))),  # a comma
    ],
)
def test_what_cannot_be_the_answer_is_not_pointed_out(
    question: str, reading: Reading | None
) -> None:
    one = candidate("In 1962, Halden built the ferry of Port Vale for the town.")
    assert short_answer.find(analyse(question), one, reading) is None


@pytest.mark.parametrize(
    ("question", "text", "run", "words"),
    [
        ("How big is the marsh?", "The marsh measures 2.5 sq. miles in a dry year.", "2.5 sq",
         "2.5 sq. miles"),
        ("What was trade worth?", "Trade was worth USD 4.2 billion in that year.", "4.2 billion",
         "USD 4.2 billion"),
        ("What is the number of the crew?", "The crew answers at 01632 960 144 until noon.",
         "960 144", "01632 960 144"),
        ("How wide is the wall?", "The wall is 12 feet wide.", "12", "12 feet"),
        ("When does Heron sail?", "Kestrel sails in May 2026, Heron in spring 2027.",
         "May 2026, Heron in spring 2027", "in spring 2027"),
        ("When does Kestrel sail?", "Kestrel sails in May 2026, Heron in spring 2027.",
         "May 2026, Heron in spring 2027", ""),
        ("When does the work on the weir start?",
         "The work on the weir will begin on April 2 and take eleven weeks.",
         "on April 2 and take eleven weeks", "on April 2"),
        ("When was the weir mended?", "The weir was mended in May 2019 and again in June 2021.",
         "in May 2019 and again in June 2021", "in May 2019 and again in June 2021"),
        ("When was the weir mended?", "The weir was mended between March and early summer 2021.",
         "between March and early summer 2021", "between March and early summer 2021"),
        ("When was Heron built?", "Heron was built in Port Vale on 2 April 2020.",
         "in Port Vale on 2 April 2020", "in Port Vale on 2 April 2020"),
        ("What is the Heron?", "The Heron sank off Port Vale.", "The Heron", ""),
        ("Who supplies the sails?", "The supplier of the sails is Datalan.", "is Datalan", "Datalan"),
        ("How much was paid?", "So far 212,000 euros have been paid.", "212,000 euros have been paid",
         "212,000 euros"),
        ("How often is it oiled?", "Oil the Heron 300 every three weeks.", "300 every three weeks",
         "every three weeks"),
        ("When is it open?", "Open 8 until noon on Mondays.", "8 until noon", "8 until noon"),
        ("How much is the fee?", "In May the fee is 30 euros for all.", "the fee is 30 euros",
         "30 euros"),
        ("Which is larger, the Heron or the Kestrel?", "The Heron is larger by a deck.",
         "The Heron", "The Heron"),
        ("Which is larger, the Heron or the Kestrel?", "The Heron now is larger by a deck.",
         "larger by a deck", "larger by a deck"),
        ("Which is the larger of the two, the Heron or the Kestrel?",
         "He built the Kestrel, which is the larger of the two, and a yacht.", "the larger of the two",
         ""),
        # cut in two
        ("When did she sail?", "She sailed on the 12 and 14 March for Port Vale.", "12",
         "12 and 14 March"),
        ("When was the song printed?", "The Heron printed the song on September 20, 1814.",
         "September 20", "September 20, 1814"),
        ("Which castle houses the museum?", "The old Royal Halden Castle houses a museum of ships.",
         "Halden Castle", "Royal Halden Castle"),
        ("Which society owns it?", "It is owned by the Halden Institute of Ships in Port Vale.",
         "Halden Institute", "Halden Institute of Ships"),
        ("Who made Ralph earl?", "He made Ralph the Timid earl of Hereford in that year.",
         "Timid earl of Hereford", ""),
        ("Who is the minister of ports?", "According to Ports Minister Ida Poe it is expected soon.",
         "Ida Poe", "Ida Poe"),
        ("How many copies were sold and in how many ports?",
         "By 2020 it had sold 2.6 million copies in 31 ports of the Narrow Sound.",
         "2.6 million copies in 31 ports", "2.6 million copies in 31 ports"),
        ("How many books are there?", "The library is home to over two million books.",
         "two million books", "over two million books"),
        ("What did she call it?", 'Ida Poe has called it "a cave with good manners", and left.',
         'a cave with good manners"', "a cave with good manners"),
        ("Why was it stopped?",
         "The trial was stopped on Monday because of the second skip in the record, and never resumed.",
         "because of the second skip", "because of the second skip in the record"),
        ("Why must she not ask?",
         "She may not ask a guest's name at the door, as a frightened one gives a false name.",
         "as a frightened one", "as a frightened one gives a false name"),
        # what does not belong to it
        ("How many people sailed?", "That summer fourteen of them have sailed to Port Vale.",
         "fourteen of them have sailed", "fourteen of them"),
        ("How tall will it be?", "A wall three feet high was promised to us, now it is to be two.",
         "three feet high was promised to us, now it is to be two", ""),
        ("What is behind the goal?", "It is the only ground with a drinking trough behind the goal.",
         "with a drinking trough", "a drinking trough"),
        ("What was the hull rubbed with?", "Both of them rubbed the hull from bow to stern.",
         "from bow to stern", "from bow to stern"),
        ("What kind of port is Vale?", "In all its years Vale has been a port for ferries.",
         "Vale has been a port for ferries", "a port for ferries"),
        ("How far do they walk?", "They set out at seven in the morning and it covers 3.5 miles.",
         "covers 3.5 miles", "3.5 miles"),
        # another thing than is asked for
        ("Who sold the mill?", "In 1418 Maciot Betan sold the mill to Enrique Ramos of Port Vale.",
         "Enrique Ramos", ""),
        ("Who sold the mill?", "In 1418 the mill was sold to the town by Enrique Ramos of Port Vale.",
         "Enrique Ramos", "Enrique Ramos of Port Vale"),
        ("How many miles is it from Vale?", "Halden lies far out, at 523 km (325 mi) from Vale.",
         "523 km", ""),
        ("How many oars has it?", "It has six oars and carries 523 kg of fish.", "523 kg", ""),
        ("Who steers it?", "She is steered in Port Vale by the same captain as ever.",
         "in Port Vale", ""),
        ("Who was Ida Halden?", "Captains of the town are Jon Poe and Ida Halden.", "Jon Poe", ""),
        ("Who was Ida Halden?", "Ida Halden was a captain of the town who sank.",
         "a captain of the town", "a captain of the town"),
        ("Who is Ida Halden?", "After the signing Captain Ida Halden of Vale will visit the town.",
         "Captain Ida Halden of Vale", "Captain Ida Halden of Vale"),
        ("Who is Ida Halden?", "After the signing Ida Halden will visit the town with others.",
         "Ida Halden", ""),
        ("What is the purpose of the plan?", "This process includes setting up projects by the town.",
         "setting up projects by the town", "setting up projects by the town"),
        ("What is the purpose of the plan?", "It means setting up projects by the town.",
         "setting up projects by the town", ""),
        ("When was it built and why?", "It was built in 1962 for the fair, which never came.",
         "in 1962", ""),
        ("How many oars and sails has it?", "It has six oars and, in summer, two sails.", "six oars",
         ""),
        ("When does the lease of the quay end?",
         "The town may end the lease of the quay on 1 July 2028 with notice of a year.",
         "1 July 2028", ""),
        ("When may the lease of the quay end?",
         "The lease of the quay ends on 30 June 2031, or earlier if both agree to it.",
         "30 June 2031", "30 June 2031"),
        ("Until when does the lease run?", "It pays well and has extended the lease from 2029 to 2034.",
         "from 2029 to 2034", "2034"),
        # the unit stands in the question; a place and a person without a name
        ("How many years does it last?", "The agreement of the ports runs for ten years.",
         "ten years", "ten years"),
        ("Where was it printed?", "The paper of the port was printed in a hearse.", "in a hearse",
         "in a hearse"),
        ("Where was it printed?", "The paper of the port was printed in the spring.",
         "in the spring", ""),
        ("Who interrupted the captain?", "The captain spoke and was interrupted by his own mother.",
         "his own mother", "his own mother"),
        ("Who interrupted the captain?", "The captain, with his own mother, was interrupted by Ida Poe.",
         "his own mother", ""),
    ],
)  # fmt: skip
def test_the_words_are_whole_and_of_what_is_asked(
    question: str, text: str, run: str, words: str
) -> None:
    one = candidate(text)
    start = text.index(run)
    reading = Reading(5.0, 5.0, (start, start + len(run)))
    found = short_answer.find(analyse(question), one, reading)
    assert ("" if found is None else text[found.start_char : found.end_char]) == words


def test_items_of_lists_are_left_as_they_are() -> None:
    one = candidate("In 1962, Halden built the ferry of Port Vale for the town.")
    item = replace(
        one, sentence=Sentence(one.sentence.start_char, one.sentence.end_char, Kind.LIST_ITEM)
    )
    assert short_answer.find(analyse("When was it built?"), item, Reading(5.0, 5.0, (3, 7))) is None


def test_an_answer_without_their_sentence_has_none() -> None:
    composed = cite.compose(answered("How many people may the ferry carry?", FERRY).picked)
    elsewhere = short_answer.Words("other", 0, 5)
    assert short_answer.place(elsewhere, composed) is None
    assert short_answer.place(None, composed) is None


RIDES = document(
    "Rides",
    "Rides on the lake, in crowns.\n\n| Boat | 2 hours | Whole day | Deposit |\n"
    "| Rowing boat | 8 | 18 | 50 |\n| Pedal boat | 12 | 28 | none |\n",
)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("What does a rowing boat cost for a day?", "18"),
        ("deposit for a pedal boat", "none"),
        ("What does a boat cost?", ""),  # which?
        ("Which boat has the lowest deposit?", ""),
        ("Who owns the pedal boat?", ""),  # no column says that
    ],
)
def test_of_a_table_the_cell_under_the_head_that_is_named(question: str, cell: str) -> None:
    selection = answered(question, RIDES)
    said = selection.short
    assert ("" if said is None else RIDES.text[said.start_char : said.end_char]) == cell


PUMP = document(
    "Pump",
    "| Property | Value |\n| Maximum back pressure | 10 bar |\n| Degree of protection | IP65 |\n"
    "| Weight | 4.2 kg |\n",
)


@pytest.mark.parametrize(
    ("question", "row", "value"),
    [
        ("max back pressure", "Maximum", "10 bar"),
        ("What is the degree of protection?", "Degree", "IP65"),
        ("what has IP65", "Degree", None),
        ("Is the maximum back pressure high?", "Maximum", None),
        ("max back pressure", "Degree", None),
    ],
)
def test_of_two_cells_the_second_where_the_first_is_asked_about(
    question: str, row: str, value: str | None
) -> None:
    [candidate] = [c for c in gather(*retrieved(question, PUMP)) if c.text.startswith(row)]
    words = short_answer.value_beside(analyse(question), candidate)
    assert value == (words and PUMP.text[words.start_char : words.end_char])


HOURS = document(
    "Hours",
    "|  | Monday | Tuesday | Wednesday |\n| Ana | 5 |  | 7 |\n| Ben | 4 | 6 | 2 |\n"
    "| Ben Adler | 1 | – | 3 |\n",
)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How many hours does Ana work on Monday?", "5"),
        ("How many hours does Ana work on Tuesday?", ""),  # that cell is empty
        ("How many hours does Ana work on Wednesday?", "7"),
        ("How many hours does Ben Adler work on Monday?", "1"),  # not Ben
        ("How many hours does Ben Adler work on Tuesday?", ""),  # a dash says nothing
    ],
)
def test_cells_are_counted_with_the_empty_ones(question: str, cell: str) -> None:
    said = answered(question, HOURS).short
    assert ("" if said is None else HOURS.text[said.start_char : said.end_char]) == cell


def test_a_cell_that_is_empty_is_no_answer_and_that_is_said() -> None:
    selection = answered("How many hours does Ana work on Tuesday?", HOURS)
    assert selection.reason == "The table leaves this cell empty."
    assert selection.confidence < 0.3


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is leaving the archive?", "Edgar Moll"),
        ("Who takes over the archive?", "Soraya Lind"),
        ("Who directs the archive?", None),
    ],
)
def test_of_a_handover_the_one_who_is_asked_for(question: str, words: str | None) -> None:
    said = "We welcome Soraya Lind, who takes over the archive from Edgar Moll."
    span = party(question, said)
    assert (said[slice(*span)] if span else None) == words


def test_words_end_where_another_clause_begins() -> None:
    text = "The frames are welded in Portugal and the motors come from Japan."
    run = (text.index("Portugal"), len(text) - 1)
    for question, told in (
        ("Where are the frames welded?", "Portugal"),
        ("Where are the motors made?", ""),
    ):
        end = short_answer._of_one_clause(analyse(question), text, *run)
        assert text[run[0] : end] == told
    place = "It stands between the mill and the church of Orrin."
    whole = (place.index("between"), len(place) - 1)
    assert short_answer._of_one_clause(analyse("Where does it stand?"), place, *whole) == whole[1]

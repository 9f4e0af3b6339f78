from pathlib import Path

import numpy as np

from rag.answering.asking.question import analyse
from rag.answering.evidence import COMPARED, LIKE, MEASURED, gather, measure, with_likeness
from rag.ingest import ingest_bytes
from rag.retrieval.adapter import adapted
from rag.retrieval.retriever import HybridRetriever
from rag.settings import Settings
from rag.store import e5, open_store
from tests.passages import document, encoder, retrieved

ASKED = (
    (
        "Who has operated the port of Ostra since 2011?",
        "Many have wondered who has operated the port of Ostra since 2011.",
        "Since that year its quays have been run by the harbour company Veld & Sons.",
    ),
    (
        "How much does a ticket for the ferry to Ostra cost?",
        "Travellers often ask what a ticket for the ferry to Ostra costs.",
        "Nine crowns are paid for a return on the boat.",
    ),
    (
        "Why was the bridge over the Lamm closed?",
        "People ask why the bridge over the Lamm was closed.",
        "Rust had eaten through two of its bearings.",
    ),
)


def test_an_answer_gains_on_the_question_s_own_repetition() -> None:
    ahead = 0
    for texts in ASKED:
        asked, *sentences = encoder().encode(texts)
        repeated, answer = (float(s @ asked) for s in sentences)
        assert repeated > 2 * answer  # what the embedding model sees
        like_repeated, like_answer = (float(s @ adapted(asked)) for s in sentences)
        assert like_answer > 0.9 * like_repeated, texts
        ahead += like_answer > like_repeated
    assert ahead >= 2  # in one of them the repetition keeps a hair's lead


def test_likeness_is_measured_beside_what_is_compared() -> None:
    near = retrieved("Who runs the ferry?", document("Ferry", "Lidia Fenn runs it. It is blue."))
    candidates = gather(*near)
    table = measure(analyse("Who runs the ferry?"), candidates)
    assert table.shape == (2, len(MEASURED))
    columns = table[:, len(COMPARED) :]
    assert columns[:, 0].tolist() == [c.likeness for c in candidates]
    assert columns[:, 1].max() == 0 and sorted(columns[:, 2]) == [0.5, 1.0]


def test_nothing_to_compare_gives_an_empty_table() -> None:
    table = with_likeness(np.zeros((0, len(COMPARED))), np.zeros(0))
    assert table.shape == (0, len(COMPARED) + len(LIKE))


def test_what_the_model_cannot_read_looks_like_no_answer(tmp_path: Path) -> None:
    with open_store(Settings(_env_file=None, data_dir=tmp_path)) as store:
        for name, text in (("zh.txt", "渡轮建于1962年。"), ("en.txt", "The ferry is of 1962.")):
            ingest_bytes(store, encoder(), text.encode(), name=name)
        retriever = HybridRetriever(store, encoder())
        both = retriever.retrieve_for_answer("When was the ferry built?")
        own = retriever.retrieve_for_answer("渡轮是谁的？")
        assert (len(both.chunks), len(own.chunks)) == (2, 2 if e5.find() else 1)
        for found in (both, own):
            for scored in found.chunks:
                told = bool(found.sentences[scored.chunk.id].likeness.any())
                assert told == scored.chunk.text.isascii()

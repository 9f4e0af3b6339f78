"""The retriever over a real store: what it finds, in which order, and where it may not look."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers.no_text import NoText

from rag.ingest.run import passage_of
from rag.reading.chunk import chunk_document
from rag.retrieval.retriever import HybridRetriever
from rag.schema import Document, Filters
from rag.settings import Settings
from rag.store import Store, open_store
from rag.store.encoder import Encoder
from rag.store.rows import NewDocument

TEXTS = {
    "harbour": (
        "Harbour news", "Gazette", date(2023, 5, 1), "en",
        "The new harbour at Northport opened in 2021. It cost $1.7 billion.\n\n"
        "The Northport Harbour Company (NHC) runs it under a contract of 25 years.\n\n"
        "Ferries to the islands leave every morning from the old quay.",
    ),
    "harbour-later": (
        "Harbour revisited", "Courier", date(2025, 2, 3), "en",
        "The new harbour at Northport opened in 2022. It cost $1.7 billion.\n\n"
        "Critics said that the cranes had been bought abroad.",
    ),
    "copy": (
        "Harbour reprint", "Mirror", None, "en",
        "The Northport Harbour Company (NHC) runs it under a contract of 25 years.\n\n"
        "Ferries to the islands leave every morning from the old quay.",
    ),
    "bread": (
        "Baking bread", "Kitchen", date(2020, 1, 1), "en",
        "Knead the dough for ten minutes and let it rise.\n\nBake it in a hot oven until brown.",
    ),
    "zh": ("港口", "日报", None, "zh", "北港的新港口于2021年开放。面包要在热烤箱里烤。"),
    "he": ("נמל", "יומון", None, "he", "הנמל החדש נפתח בשנת 2021. הלחם נאפה בתנור חם."),
}  # fmt: skip


def _new(name: str, encoder: Encoder) -> NewDocument:
    title, publisher, published, language, text = TEXTS[name]
    document = Document(
        id=name, source=f"{name}.txt", title=title, text=text, sha256=name,
        publisher=publisher, published=published, language=language,
    )  # fmt: skip
    # One paragraph a chunk, so that a small corpus has something to rank.
    chunks = chunk_document(document, encoder.pieces, limit=32)
    passages = [passage_of(title, chunk) for chunk in chunks]
    made = encoder.encode_chunks(passages)
    return NewDocument(
        document, chunks, np.stack([m.vector for m in made]), [m.span_vectors for m in made]
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("library")
    with open_store(Settings(_env_file=None, data_dir=folder)) as store:
        store.library.add([_new(name, encoder) for name in TEXTS])
        store.library.publish(TEXTS)
        store.settle()
        yield store


@pytest.fixture(scope="module")
def retriever(store: Store, encoder: Encoder) -> HybridRetriever:
    return HybridRetriever(store, encoder)


FIRST = [
    ("When did the harbour at Northport open?", "opened in"),
    ("How much did the Northport harbour cost?", "$1.7 billion"),
    ("What does the NHC run?", "runs it under a contract"),
    ("kneading dough", "Knead the dough"),
    ("When do boats go to the islands?", "Ferries"),
    ("wen did the harbuor at Nortport opne", "opened in"),  # typos
    ("the latest on the opening of the Northport harbour", "opened in 2022"),
    ("新港口什么时候开放？", "2021年开放"),
    ("מתי נפתח הנמל החדש?", "הנמל החדש נפתח"),
]


@pytest.mark.parametrize(("question", "words"), FIRST)
def test_the_passage_that_answers_comes_first(
    retriever: HybridRetriever, question: str, words: str
) -> None:
    assert words in retriever.search(question)[0].chunk.text


BRIDGED = ["公司的合同是几年？", "לכמה שנים החוזה של החברה?"]


@pytest.mark.parametrize("question", BRIDGED)
def test_a_question_in_another_language_finds_english_passages(
    retriever: HybridRetriever, question: str
) -> None:
    got = retriever.retrieve_for_answer(question, Filters(languages=("en",)))
    assert "contract of 25 years" in got.chunks[0].chunk.text
    assert "contract" in got.translation


def test_a_table_is_asked_for_where_nothing_is_found(retriever: HybridRetriever) -> None:
    nothing = Filters(published_from=date(2999, 1, 1))
    got = retriever.retrieve_for_answer("And how many took part?", nothing, whole_table=True)
    assert got.chunks == ()


def test_what_was_taken_for_a_typo_is_told(retriever: HybridRetriever) -> None:
    got = retriever.retrieve_for_answer("When did the harbuor open?")
    assert got.corrections == {"harbuor": "harbor"} and not got.translation


def test_an_acronym_finds_what_is_only_spelled_out(retriever: HybridRetriever) -> None:
    found = {s.chunk.document_id: s for s in retriever.search("NHC", top_k=20)}
    # "NHC" stands in another document, which says what it is short for.
    assert found["harbour-later"].text_rank is not None
    assert found["bread"].text_rank is None


def test_each_passage_is_an_exact_slice_and_says_why(retriever: HybridRetriever) -> None:
    found = retriever.search("Northport harbour opened")
    assert found
    for scored in found:
        text = TEXTS[scored.chunk.document_id][4]
        assert text[scored.chunk.start_char : scored.chunk.end_char] == scored.chunk.text
        assert scored.dense_rank or scored.text_rank
        assert -1.001 <= scored.similarity <= 1.001
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)


FILTERS = [
    (Filters(publishers=("Kitchen",)), {"bread"}),
    (Filters(document_ids=("harbour-later",)), {"harbour-later"}),
    (Filters(languages=("he",)), {"he"}),
    (Filters(published_from=date(2025, 1, 1)), {"harbour-later"}),
    (Filters(published_to=date(2020, 12, 31)), {"bread"}),
    (Filters(publishers=("Nobody",)), set[str]()),
]


@pytest.mark.parametrize(("filters", "documents"), FILTERS)
def test_filters_apply_before_ranking(
    retriever: HybridRetriever, filters: Filters, documents: set[str]
) -> None:
    # The best passages of the whole store are elsewhere: a filter after ranking would find none.
    found = retriever.search("When did the harbour at Northport open?", filters=filters, top_k=1)
    assert {scored.chunk.document_id for scored in found} == documents


def test_large_filtered_sets_are_searched_too(
    retriever: HybridRetriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.retrieval.retriever.EXACT_UP_TO", 0)
    found = retriever.search("dough", filters=Filters(publishers=("Kitchen",)))
    assert found and {scored.chunk.document_id for scored in found} == {"bread"}


def test_a_reprint_is_shown_once_but_another_figure_is_kept(retriever: HybridRetriever) -> None:
    texts = [s.chunk.text for s in retriever.search("Northport harbour opened contract", top_k=20)]
    assert sum("contract of 25 years" in text for text in texts) == 1
    assert any("2021" in text for text in texts) and any("2022" in text for text in texts)


def test_an_answer_gets_the_cosine_of_every_sentence(retriever: HybridRetriever) -> None:
    got = retriever.retrieve_for_answer("When did the harbour open?")
    assert got.question_vector.shape == (384,)
    assert set(got.sentences) == {scored.chunk.id for scored in got.chunks}
    for scored in got.chunks:
        count = len(scored.chunk.sentences)
        assert all(len(numbers) == count for numbers in got.sentences[scored.chunk.id])


@pytest.mark.parametrize(
    "question", ["?", "the", "zzqxv", "🙂", "a" * 2_000, '" OR 1 NEAR("', "\x00"]
)
def test_odd_questions_do_no_harm(retriever: HybridRetriever, question: str) -> None:
    assert retriever.search(question, top_k=2) is not None


def test_the_same_question_gives_the_same_list(retriever: HybridRetriever) -> None:
    once, again = (retriever.search("harbour contract") for _ in range(2))
    assert once == again


def test_an_empty_store_finds_nothing(tmp_path: Path, encoder: Encoder) -> None:
    with open_store(Settings(_env_file=None, data_dir=tmp_path)) as empty:
        assert HybridRetriever(empty, encoder).search("anything") == []


def test_a_llama_index_program_gets_source_nodes(retriever: HybridRetriever) -> None:
    engine = RetrieverQueryEngine(retriever, NoText(llm=MockLLM()))
    nodes = engine.query("When did the harbour at Northport open?").source_nodes
    first = nodes[0].node.metadata
    text = TEXTS[first["document_id"]][4]
    assert text[first["start_char"] : first["end_char"]] == nodes[0].node.get_content()

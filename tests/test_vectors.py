"""The vector index: right numbers, readable by others, rebuilt when torn."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings as ChromaSettings
from llama_index.core import VectorStoreIndex
from llama_index.core.vector_stores.types import VectorStoreQuery

from rag.errors import SettingsError, StoreError
from rag.settings import Settings
from rag.store import Store, changes, health, open_store
from rag.store.chroma import FILE, Handle, _address
from rag.store.embed import MiniLMEmbedding
from rag.store.encoder import Encoder
from tests.test_library import make, vector


def store_documents(store: Store, *documents: object) -> None:
    store.library.add(documents)  # type: ignore[arg-type]
    store.settle()
    store.library.publish(d.document.id for d in documents)  # type: ignore[attr-defined]


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings) as opened:
        yield opened


def test_cosines_are_exact_and_in_order(store: Store) -> None:
    new = make("a", *(f"Paragraph {i}" for i in range(60)))
    store_documents(store, new)
    for i in (0, 17, 59):
        found = store.vectors.query(new.vectors[i], 5)
        exact = np.sort(new.vectors @ new.vectors[i])[::-1][:5]
        assert found[0][0] == new.chunks[i].id
        assert np.allclose([c for _, c in found], exact, atol=1e-5)
    assert store.vectors.count() == 60
    assert store.vectors.query(new.vectors[0], 0) == []
    many = store.vectors.query_keys(new.vectors[:3], 1)
    assert store.library.visible(row[0][0] for row in many).keys() == {r[0][0] for r in many}


def test_an_empty_index_answers(store: Store) -> None:
    assert store.vectors.query(vector("anything"), 5) == [] and store.vectors.count() == 0


def test_a_changed_chunk_has_its_new_text_and_no_key_of_the_old(store: Store) -> None:
    first = make("a", "Same words.", title="Old title", publisher="P", published=date(2024, 1, 1))
    store_documents(store, first)
    store.library.rewrite([make("a", "Same words.", title="New title")])
    store.settle()
    (row,) = store.vectors._handle.collection.get(include=["metadatas"])["metadatas"] or []
    assert row["title"] == "New title" and row["publisher"] == "" and row["published"] == ""
    assert store.vectors.count() == 1


def test_no_vector_is_given_to_the_graph_twice(store: Store) -> None:
    store_documents(store, make("a", "Kept one.", "Old.", "Kept two."))
    store_documents(store, make("a", "New.", "Kept one.", "Kept two.", publisher="P"))
    store.finish()
    with sqlite3.connect(Path(store.vectors.place) / FILE) as log:
        written = log.execute("SELECT id, vector IS NOT NULL FROM embeddings_queue").fetchall()
    given = [key for key, vector in written if vector]
    assert len(given) == len(set(given)) == 4, "an edit links a chunk that it left alone anew"
    rows = store.vectors._handle.collection.get(include=["metadatas", "documents"])
    pairs = zip(rows["metadatas"] or [], rows["documents"] or [], strict=True)
    told = sorted((m["publisher"], m["index"], text) for m, text in pairs)
    assert told == [("P", 0, "New."), ("P", 1, "Kept one."), ("P", 2, "Kept two.")]


def test_a_plain_llama_index_reads_it(settings: Settings, encoder: Encoder) -> None:
    texts = ("Trade reached 23.38 billion dollars in 2023.", "Hospitals signed an agreement.")
    new = make(
        "a.md",
        *texts,
        title="Trade",
        publisher="Ministry",
        published=date(2024, 1, 31),
        pages=(0, 20),
    )
    new = type(new)(new.document, new.chunks, encoder.encode(texts), new.sentence_vectors)
    with open_store(settings) as store:
        store_documents(store, new)
        embedding = MiniLMEmbedding(encoder)
        index = VectorStoreIndex.from_vector_store(store.vectors.llama_store, embed_model=embedding)
        (best,) = index.as_retriever(similarity_top_k=1).retrieve("How large was trade?")
        node = best.node
        assert node.get_content() == texts[0] and node.node_id == new.chunks[0].id
        assert node.ref_doc_id == new.document.id
        assert (node.start_char_idx, node.end_char_idx) == (0, len(texts[0]))
        found = store.vectors.llama_store.query(
            VectorStoreQuery(
                query_embedding=embedding.get_query_embedding("signed"), similarity_top_k=2
            )
        )
        metadata = (found.nodes or [])[0].metadata
        assert metadata["title"] == "Trade" and metadata["published"] == "2024-01-31"
        assert (metadata["start_char"], metadata["page"]) == (len(texts[0]) + 2, 2)
        assert len(embedding.get_text_embedding_batch(list(texts))) == 2


def test_a_plain_chroma_client_reads_it(settings: Settings) -> None:
    new = make("a.md", "Some words.", title="A title")
    with open_store(settings) as store:
        store_documents(store, new)
        place, name = store.vectors.place, store.vectors.collection_name
    client = chromadb.PersistentClient(str(place), ChromaSettings(anonymized_telemetry=False))
    collection = client.get_collection(name)
    found = collection.query(query_embeddings=new.vectors, n_results=1)
    assert found["documents"] == [["Some words."]]
    assert found["distances"][0][0] == pytest.approx(0, abs=1e-5)
    row = found["metadatas"][0][0]
    assert (row["document_id"], row["title"]) == (new.document.id, "A title")
    assert row["chunk_id"] == new.chunks[0].id
    assert (row["start_char"], row["end_char"], row["headings"]) == (0, 11, "Part")
    assert collection.get(where={"document_id": new.document.id})["ids"] == found["ids"][0]
    client.close()


def torn(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "absent":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "half":
        path.write_bytes(data[: len(data) // 2])
    else:
        path.write_bytes(random.Random(7).randbytes(len(data)))


FILES = (
    "chroma.sqlite3", "header.bin", "length.bin", "data_level0.bin", "link_lists.bin",
    "index_metadata.pickle",
)  # fmt: skip
HOW = ("absent", "empty", "half", "random")
# Every file and every kind of damage in the normal suite, all pairs in the slow one.
USUAL = {(name, HOW[i % len(HOW)]) for i, name in enumerate(FILES)}
TORN = [
    pytest.param(name, how, marks=() if (name, how) in USUAL else pytest.mark.slow)
    for name in FILES
    for how in HOW
]
OLD = '{"generation": 9, "chroma": "0.4", "url": null}'


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cleanly closed store whose index has been written to all its files."""
    folder = tmp_path_factory.mktemp("stored")
    with open_store(Settings(_env_file=None, data_dir=folder)) as store:
        store_documents(store, make("a", *(f"Paragraph {i}" for i in range(1100))))
    return folder


@pytest.mark.parametrize(("name", "how"), TORN)
def test_a_torn_index_is_found_and_rebuilt(
    stored: Path, tmp_path: Path, name: str, how: str
) -> None:
    shutil.copytree(stored, tmp_path / "data")
    (path,) = (tmp_path / "data" / "vectors").rglob(name)
    torn(path, how)
    with open_store(Settings(_env_file=None, data_dir=tmp_path / "data")) as store:
        assert store.vectors.keys() == store.library.indexed_keys()
        for i in range(0, 1100, 100):
            found = store.vectors.query(vector(f"Paragraph {i}"), 1)
            assert found[0][1] == pytest.approx(1, abs=1e-4)
        before = store.vectors.place
    with open_store(Settings(_env_file=None, data_dir=tmp_path / "data")) as store:
        assert store.vectors.rebuilt is None and store.vectors.place == before


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda v: (v / "current.json").unlink(), "there is no index yet"),
        (lambda v: (v / "current.json").write_text("{"), "there is no index yet"),
        (lambda v: (v / "current.json").write_text(OLD), "Chroma 0.4"),
    ],
)
def test_an_index_of_another_make_is_rebuilt(
    settings: Settings, damage: object, reason: str
) -> None:
    with open_store(settings) as store:
        store_documents(store, make("a", "One.", "Two."))
    damage(settings.data_dir / "vectors")  # type: ignore[operator]
    with open_store(settings) as store:
        assert reason in (store.vectors.rebuilt or "")
        assert store.vectors.keys() == store.library.indexed_keys()
        assert len(list((settings.data_dir / "vectors").glob("g*"))) == 1


def test_a_stale_chunk_that_the_graph_has_lost_is_found_out(settings: Settings) -> None:
    with open_store(settings) as store:
        new = make("a", "One.", "Two.", "Three.")
        store_documents(store, new)
        rows = [row for rows in store.library.all_indexed() for row in rows]
        lost = rows[0]
        store.vectors.delete([lost.key])  # and in its place another's vector
        store.vectors.upsert([replace(lost, vector=vector("nothing alike"))])
        with store.library.database.write() as db:
            changes.mark_stale(db, new.document.id)
        problem = health.problem(Path(store.vectors.place), store.library)
    assert problem and lost.chunk.id in problem


def test_what_one_store_missed_is_made_up_at_the_next_start(settings: Settings) -> None:
    first, second = make("a", "One.", "Two."), make("b", "Three.")
    with open_store(settings) as store:
        store_documents(store, first, second)
        # A stop between the two stores, each way: one chunk too many, one too few.
        store.library.forget(second.document.id)
        store.library.add([make("c", "Four.")])
    with open_store(settings) as store:
        assert store.vectors.rebuilt is None
        assert store.vectors.keys() == store.library.indexed_keys()
        assert store.library.sources().keys() == {"a", "c"}
        assert store.library.stale() == [] and store.library.unfinished() == {}


def test_a_failing_index_is_rebuilt_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    new = make("a", "One.", "Two.")
    calls: list[int] = []

    def fail(*_: object) -> None:
        calls.append(1)
        raise StoreError("torn")

    store.library.add([new])
    monkeypatch.setattr(store.vectors, "upsert", fail)
    store.settle()
    assert calls == [1] and store.vectors.keys() == store.library.indexed_keys()


def test_deleted_chunks_do_not_pile_up(store: Store) -> None:
    store_documents(store, make("keep", *(f"Kept {i}" for i in range(300))))
    place = store.vectors.place
    for round_ in range(3):
        gone = make(f"{round_}", *(f"Gone {round_} {i}" for i in range(110)))
        store_documents(store, gone)
        store.library.forget(gone.document.id)
        store.settle()
        store.tidy()
    assert store.vectors.place != place and store.vectors.count() == 300
    assert store.library.stamp()["deleted"] != "330"


def test_deleted_words_are_gone_from_the_disk_after_a_purge(settings: Settings) -> None:
    canary = "xylophonist"
    with open_store(settings) as store:
        store_documents(store, make("a", f"The {canary} left."), make("b", "Another text."))
        store.library.forget(store.library.sources()["a"])
        store.settle()
        store.purge()
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    assert files and not [path for path in files if canary.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8001", ("127.0.0.1", 8001, False)),
        ("http://localhost", ("localhost", 8000, False)),
        ("http://[::1]:9", ("::1", 9, False)),
        ("https://chroma.example", ("chroma.example", 443, True)),
        ("http://chroma.example:8000", "unprotected"),
        ("http://10.0.0.5:8000", "unprotected"),
        ("http://127.0.0.1.evil.example", "unprotected"),
        ("http://user@evil.example#@127.0.0.1", "unprotected"),
        ("ftp://127.0.0.1", "not http"),
        ("127.0.0.1:8000", "not http"),
        ("", "not http"),
    ],
)
def test_addresses_of_servers(url: str, expected: object) -> None:
    if isinstance(expected, str):
        with pytest.raises(SettingsError, match=expected):
            _address(url)
    else:
        assert _address(url) == expected


def test_a_server_that_is_not_there_is_one_clear_line(settings: Settings) -> None:
    url = "http://127.0.0.1:9"
    with pytest.raises(StoreError, match="RAG_CHROMA_URL"):
        open_store(settings.model_copy(update={"chroma_url": url}))
    with pytest.raises(StoreError):
        Handle(url)
    open_store(settings).close()  # the lock was let go

"""The library on its own: what is visible, what a search finds, what is left after a change."""

import hashlib
import sqlite3
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.errors import NotFound, StoreError, StoreMismatch
from rag.reading.terms import index_terms, query_terms
from rag.schema import Chunk, Document, Filters, Kind, Sentence
from rag.store import stamp
from rag.store.library import Library
from rag.store.records import ApiKeys, Jobs, Notes
from rag.store.rows import NewDocument, Original


def make(
    source: str, *paragraphs: str, replaces: str | None = None, **fields: object
) -> NewDocument:
    """A document with a chunk for each paragraph and a vector that its words decide."""
    text = "\n\n".join(paragraphs)
    sha = hashlib.sha256(text.encode()).hexdigest()
    identity = hashlib.sha256(f"{source}\0{text}".encode()).hexdigest()[:16]
    document = Document(identity, source, str(fields.pop("title", source)), text, sha, **fields)  # type: ignore[arg-type]
    chunks, start = [], 0
    for index, paragraph in enumerate(paragraphs):
        end = start + len(paragraph)
        sentence = Sentence(start, end, Kind.LIST_ITEM, index)
        chunks.append(
            Chunk(
                f"{identity}:{start}-{end}",
                identity,
                index,
                ("Part",),
                paragraph,
                start,
                end,
                (sentence,),
            )
        )
        start = end + 2
    vectors = np.stack([vector(p) for p in paragraphs])
    return NewDocument(document, chunks, vectors, [v[None, :] for v in vectors], replaces=replaces)


def vector(text: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    raw = np.random.default_rng(seed).normal(size=stamp.DIMENSION).astype(np.float32)
    return raw / np.linalg.norm(raw)


def search(library: Library, words: str, **options: object) -> list[str]:
    found = library.search_text(query_terms(words), 10, **options)  # type: ignore[arg-type]
    return [library.chunks([i])[i].text for i, _ in found]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.sqlite")


def published(library: Library, *documents: NewDocument) -> None:
    library.add(documents)
    library.publish(d.document.id for d in documents)


def test_what_goes_in_comes_out(library: Library) -> None:
    new = make(
        "a.md", "Trade rose 👩‍🚀.", "סחר עלה", title="Trade", publisher="Ministry", author="A. B.",
        published=date(2024, 1, 31), language="en", pages=(0, 3),
        metadata={"cut": [{"kind": "teaser", "text": "Check Also", "reason": "…"}]},
    )  # fmt: skip
    published(library, new)
    document = library.document(new.document.id)
    assert document == new.document
    assert library.chunks_of(document.id) == new.chunks
    assert library.provenance([document.id])[document.id].published == date(2024, 1, 31)
    assert library.pages([document.id]) == {document.id: (0, 3)}
    assert library.count() == 1 and library.count_chunks() == 2
    for chunk in library.chunks([c.id for c in new.chunks]).values():
        assert document.text[chunk.start_char : chunk.end_char] == chunk.text


def test_nothing_sees_a_document_before_it_is_published_or_after_it_is_retired(
    library: Library,
) -> None:
    new = make("a.md", "The minister spoke.", language="en", publisher="P", pages=(0,))
    identity, chunk = new.document.id, new.chunks[0].id

    def visible() -> list[bool]:
        return [
            bool(view)
            for view in (
                library.count(),
                library.count_chunks(),
                library.documents(),
                library.publishers(),
                library.languages(),
                library.provenance([identity]),
                library.pages([identity]),
                library.chunks([chunk]),
                library.chunks_of(identity),
                library.embedded([chunk]),
                library.search_text(["minist"], 5),
                library.frequencies(index_terms("minister")),
                library.nearest(new.vectors[0], [identity], 5),
                library.allowed(Filters(publishers=("P",))),
                library.sources(),
                library.holder(source="a.md"),
                library.holder(sha256=new.document.sha256),
            )
        ]

    library.add([new])
    assert not any(visible())
    library.publish([identity])
    assert all(visible())
    library.retire([identity])
    assert not any(visible())
    with pytest.raises(NotFound, match=identity):
        library.document(identity)
    assert library.unfinished() == {identity: "retired"}


def test_a_new_version_takes_the_place_of_the_old_in_one_step(library: Library) -> None:
    old = make("a.md", "The dam holds 4 billion litres.", "Unchanged words.")
    published(library, old)
    new = make("a.md", "The dam holds 7 billion litres.", "Unchanged words.")
    library.add([new])
    assert search(library, "dam litres") == ["The dam holds 4 billion litres."]
    library.publish([new.document.id])
    assert search(library, "dam litres") == ["The dam holds 7 billion litres."]
    assert library.unfinished() == {old.document.id: "retired"}
    removed = library.forget(old.document.id)
    assert removed == {"chunks": 2, "vectors": 2, "full_text": 2, "originals": 0}
    assert library.unfinished() == {}


def test_a_renamed_source_can_replace_another(library: Library) -> None:
    old = make("a.md", "Old words.")
    published(library, old)
    published(library, make("b.md", "New words.", replaces=old.document.id))
    assert library.sources().keys() == {"b.md"}


def test_rewriting_keeps_the_document_visible_and_its_file(library: Library) -> None:
    first = make("a.md", "One. Two.")
    kept = Original("a.md", "text/markdown", b"One. Two.")
    published(
        library,
        NewDocument(first.document, first.chunks, first.vectors, first.sentence_vectors, kept),
    )
    library.settled(library.stale())
    renamed = make("a.md", "One. Two.", title="Another title")
    library.rewrite([renamed])
    assert library.document(first.document.id).title == "Another title"
    assert search(library, "another title") == ["One. Two."]
    assert library.original(first.document.id) == kept
    assert set(library.stale()) > library.keys_of(first.document.id), "the old key has to go"
    library.forget(first.document.id)
    assert library.original(first.document.id) is None


def test_every_change_is_told_to_the_vector_index(library: Library) -> None:
    new = make("a.md", "One.", "Two.")
    library.add([new])
    keys = library.stale()
    rows = {row.chunk.id: row for row in library.indexed(keys)}
    assert rows.keys() == {c.id for c in new.chunks}
    assert library.indexed_keys() == library.keys_of(new.document.id) == set(keys)
    assert np.array_equal(rows[new.chunks[1].id].vector, new.vectors[1])
    library.settled(keys)
    library.publish([new.document.id])
    assert library.stale() == []
    assert set(library.visible(keys).values()) == rows.keys()
    library.forget(new.document.id)
    assert set(library.stale()) == set(keys)
    assert library.indexed(keys) == [] and library.indexed_keys() == set()
    assert list(library.all_indexed()) == [] and library.visible(keys) == {}


def test_what_an_edit_leaves_alone_keeps_its_key(library: Library) -> None:
    fields = {"title": "T"}
    old = make("a.md", "One.", "Two.", "Two.", "Three.", **fields)
    new = make("a.md", "Zero.", "One.", "Two.", "Two.", "Drei.", **fields)
    published(library, old)
    before = library.keys_of(old.document.id)
    assert len(before) == 4, "equal chunks have keys of their own"
    library.add([new])
    after = library.keys_of(new.document.id)
    assert len(after) == 5 and len(before & after) == 3
    # Both versions are there: the index follows the newer, readers see the older.
    shared = sorted(before & after)
    assert {r.chunk.document_id for r in library.indexed(shared)} == {new.document.id}
    assert {r.key for rows in library.all_indexed() for r in rows} == before | after
    assert set(library.visible(before | after).values()) == {c.id for c in old.chunks}
    library.publish([new.document.id])
    assert set(library.visible(before | after).values()) == {c.id for c in new.chunks}
    library.forget(old.document.id)
    gone = set(library.stale()) - {r.key for r in library.indexed(library.stale())}
    assert gone == before - after
    assert not before & {*map(str, library.indexed_keys())} - after
    published(library, make("b.md", "One.", **fields))
    assert not library.keys_of(library.sources()["b.md"]) & after, "keys belong to one source"


def test_an_unfinished_document_can_be_added_again_a_ready_one_cannot(library: Library) -> None:
    new = make("a.md", "One.")
    library.add([new])
    library.add([new])
    library.publish([new.document.id])
    with pytest.raises(StoreError, match="stored already"):
        library.add([make("b.md", "Two."), new])
    assert library.unfinished() == {}, "a refused batch must leave nothing"


def test_a_chunk_that_is_no_slice_is_refused(library: Library) -> None:
    new = make("a.md", "One.")
    wrong = Chunk(**{**{f: getattr(new.chunks[0], f) for f in Chunk.__slots__}, "text": "Won."})
    with pytest.raises(ValueError, match="not a slice"):
        library.add([NewDocument(new.document, [wrong], new.vectors, new.sentence_vectors)])
    assert library.unfinished() == {}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), None),
        (Filters(publishers=("P",)), {"p1", "p2"}),
        (Filters(publishers=("P", "ÇEZ")), {"p1", "p2", "q"}),
        (Filters(languages=("he",)), {"q"}),
        (Filters(published_from=date(2024, 1, 1)), {"p2"}),
        (Filters(published_from=date(2023, 5, 1), published_to=date(2023, 5, 1)), {"p1"}),
        (Filters(published_to=date(2030, 1, 1)), {"p1", "p2"}),
        (Filters(publishers=("' OR 1=1 --",)), set()),
        (Filters(publishers=("p",)), {"p1", "p2"}),
        (Filters(publishers=("çez",)), {"q"}),
    ],
)
def test_filters(library: Library, filters: Filters, expected: set[str] | None) -> None:
    published(
        library,
        make(
            "p1",
            "One.",
            publisher="P",
            published=date(2023, 5, 1),
            published_as="May 2023",
            language="en",
        ),
        make("p2", "Two.", publisher="P", published=date(2024, 5, 1), language="en"),
        make("q", "Three.", publisher="ÇEZ", language="he"),
    )
    allowed = library.allowed(filters)
    assert (allowed is None) == (expected is None)
    if expected is not None:
        assert {p.source for p in library.provenance(allowed or ()).values()} == expected
        assert {p.source for p in library.documents(filters)} == expected
    [held] = library.documents(query="p1")
    stored = library.document(held.document_id)
    assert (held.published, held.published_as) == (date(2023, 5, 1), "May 2023")
    assert (stored.published, stored.published_as) == (date(2023, 5, 1), "May 2023")


def test_documents_are_listed_in_pages_and_found_by_name(library: Library) -> None:
    published(library, *(make(f"{i}.md", f"Words {i}.", title=f"Title {i:02}") for i in range(12)))
    published(library, make("odd%_.md", "Odd.", title="zz", publisher="Bank of Israel"))
    assert [p.title for p in library.documents(limit=2, offset=1)] == ["Title 01", "Title 02"]
    assert [p.title for p in library.documents(query="bank OF")] == ["zz"]
    assert [p.title for p in library.documents(query="%_")] == ["zz"]
    assert library.documents(query="' OR 1") == []
    assert len(library.documents()) == 13


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("ministers speaking", "The minister spoke of trade."),
        ("以色列贸易", "以色列与中国的贸易额上升。"),
        ("ממשלה", "והממשלה דיברה."),
        ("23.38 billion", "It reached USD 23.38 billion."),
        ('"quoted" OR NOT * AND (', None),
        ("", None),
        ("absent", None),
    ],
)
def test_full_text_search(library: Library, question: str, expected: str | None) -> None:
    published(
        library,
        make("en", "The minister spoke of trade.", "It reached USD 23.38 billion."),
        make("zh", "以色列与中国的贸易额上升。"),
        make("he", "והממשלה דיברה."),
    )
    found = search(library, question)
    assert found[:1] == ([expected] if expected else [])


def test_search_takes_raw_terms_without_meaning_anything_by_them(library: Library) -> None:
    published(library, make("en", "alpha beta", "beta gamma"))
    for terms in (
        ['al"pha'],
        ["alpha AND"],
        ["text : alpha"],
        ["*"],
        ["NEAR(a b)"],
        ["a\x00b"],
        [""],
    ):
        assert library.search_text(terms, 5) in ([], library.search_text(["alpha"], 5))


def test_search_is_restricted_before_it_is_ranked(library: Library) -> None:
    many = [make(f"{i}", f"trade trade trade {i}") for i in range(30)]
    rare = make("rare", "a long text in which trade is mentioned once among very many other words")
    published(library, *many, rare)
    assert len(library.search_text(["trade"], 5)) == 5
    only = library.search_text(["trade"], 5, {rare.document.id})
    assert [i for i, _ in only] == [rare.chunks[0].id]
    assert library.search_text(["trade"], 5, set()) == []


def test_scores_fall_and_titles_count(library: Library) -> None:
    published(
        library,
        make("a", "water is mentioned here", title="Other"),
        make("b", "another thing altogether", title="Water"),
        *(make(f"n{i}", f"filler {i}", title="None") for i in range(5)),
    )
    found = library.search_text(["water"], 5)
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
    assert len(found) == 2 and all(score > 0 for _, score in found)
    assert library.frequencies(["water", "absent"]) == {"water": 2}


def test_nearest_is_exact(library: Library) -> None:
    new = make("a", *(f"Paragraph {i}" for i in range(50)))
    published(library, new, make("b", "Elsewhere"))
    wanted = vector("Paragraph 7")
    found = library.nearest(wanted, [new.document.id], 3)
    assert found[0] == (new.chunks[7].id, pytest.approx(1, abs=1e-6))
    cosines = np.sort(new.vectors @ wanted)[::-1][:3]
    assert np.allclose([c for _, c in found], cosines, atol=1e-6)
    assert library.nearest(wanted, [], 3) == []


def test_half_precision_keeps_the_order_of_sentences(library: Library) -> None:
    new = make("a", *(f"Sentence {i}" for i in range(300)))
    published(library, new)
    stored = library.embedded(c.id for c in new.chunks)
    question = vector("a question")
    for chunk, exact in zip(new.chunks, new.vectors, strict=True):
        halved = stored[chunk.id].sentence_vectors
        assert halved.shape == (1, stamp.DIMENSION)
        assert abs(float(halved[0] @ question) - float(exact @ question)) < 5e-4


def test_a_chunk_comes_with_its_vectors_and_the_terms_of_its_sentences(library: Library) -> None:
    new = make("a", "Ministers met.", "They agreed on 5 million.")
    published(library, new)
    for _ in range(2):  # read, then kept
        held = library.embedded([c.id for c in new.chunks] + ["unknown"])
        assert [h.chunk for h in held.values()] == new.chunks
        for row, chunk in enumerate(new.chunks):
            assert np.array_equal(held[chunk.id].vector, new.vectors[row])
            assert held[chunk.id].sentence_terms == (tuple(index_terms(chunk.text)),)


def test_what_was_kept_of_a_chunk_is_not_taken_for_what_it_became(library: Library) -> None:
    old = make("a", "Ministers met.")
    published(library, old)
    (chunk,) = old.chunks
    assert np.array_equal(library.embedded([chunk.id])[chunk.id].vector, old.vectors[0])
    # The same words and place, and the same row, but embedded under another title.
    renamed = replace(old.document, title="Another")
    library.rewrite([replace(old, document=renamed, vectors=old.vectors[:, ::-1])])
    assert np.array_equal(library.embedded([chunk.id])[chunk.id].vector, old.vectors[0, ::-1])
    library.forget(old.document.id)
    assert library.embedded([chunk.id]) == {}


def test_only_so_many_chunks_are_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.store.reader.CHUNKS_KEPT", 3)
    new = make("a", *(f"Paragraph {i}" for i in range(9)))
    published(library, new)
    for start in range(8):
        pair = [c.id for c in new.chunks[start : start + 2]]
        assert [*library.embedded(pair)] == pair
        assert len(library._kept) <= 3


def test_a_library_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    new = make("a", "Ministers met.", "They agreed.")
    with Library(path) as library:
        published(library, new)
        before = library.embedded(c.id for c in new.chunks)
    with sqlite3.connect(path) as older:
        older.execute("ALTER TABLE terms DROP COLUMN sentences")
        older.execute("PRAGMA user_version = 1")
    older.close()
    with Library(path) as library:
        after = library.embedded(c.id for c in new.chunks)
        assert [h.sentence_terms for h in after.values()] == [
            h.sentence_terms for h in before.values()
        ]
        assert search(library, "ministers") == ["Ministers met."]
        published(library, make("b", "Something else."))


def test_vectors_are_found_again_by_what_was_embedded(library: Library) -> None:
    from rag.store.rows import digest

    new = make("a", "One.", "Two.")
    published(library, new)
    key = digest(new.document.title, new.chunks[0])
    assert library.made([key, b"unknown"]).keys() == {key}
    assert np.array_equal(library.made([key])[key][0], new.vectors[0])
    moved = make("b", "One.", title=new.document.title)
    assert digest(moved.document.title, moved.chunks[0]) == key
    assert digest("Another title", moved.chunks[0]) != key


def test_a_failed_transaction_leaves_nothing(library: Library) -> None:
    with pytest.raises(RuntimeError), library.database.write() as db:
        db.execute("INSERT INTO stale VALUES ('x')")
        raise RuntimeError
    assert library.stale() == []


def test_many_threads_read_while_one_writes(library: Library) -> None:
    errors: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(50):
                ids = [i for i, _ in library.search_text(["words"], 50)]
                assert len(ids) % 2 == 0, "half a document was visible"
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(20):
        published(library, make(f"{i}", f"words one {i}", f"words two {i}"))
    for thread in threads:
        thread.join()
    assert errors == [] and library.count() == 20


def test_another_make_explains_itself(library: Library) -> None:
    library.check_stamp()
    library.note(chunker="sentences-0/100")
    with pytest.raises(StoreMismatch, match=r"chunker 'sentences-0/100'.*rag reindex"):
        library.check_stamp()


def test_a_store_from_before_terms_were_stamped_is_taken_for_the_first_make() -> None:
    said = stamp.current_stamp()
    unsaid = {name: value for name, value in said.items() if name != "terms"}
    with pytest.raises(StoreMismatch, match=r"search terms 'terms-1'.*'terms-4'.*rag reindex"):
        stamp.check_stamp(unsaid)
    with pytest.raises(StoreMismatch, match=r"search terms 'terms-0'.*'terms-4'.*rag reindex"):
        stamp.check_stamp(said | {"terms": "terms-0"})
    stamp.check_stamp(said)


def test_a_newer_schema_and_a_damaged_file_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    Library(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreMismatch, match="newer version"):
        Library(path)
    path.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(StoreError, match="cannot be used"):
        Library(path)


def test_reopened_it_is_the_same(library: Library) -> None:
    new = make("a.md", "One.")
    published(library, new)
    identity = library.stamp()["id"]
    library.close()
    with Library(library.database.path) as again:
        assert again.document(new.document.id) == new.document
        assert again.stamp()["id"] == identity


def test_deleted_words_are_gone_from_the_disk_after_compacting(library: Library) -> None:
    canary = "xylophonist"
    published(library, make("a.md", f"The {canary} left."), make("b.md", "Another text."))
    library.forget(library.sources()["a.md"])
    library.settled(library.stale())
    library.database.compact()
    library.close()
    folder = library.database.path.parent
    assert not any(canary.encode() in path.read_bytes() for path in folder.iterdir())


def test_records(library: Library) -> None:
    jobs, keys = Jobs(library.database), ApiKeys(library.database)
    talks, feedback = (Notes(library.database, kind) for kind in ("conversation", "feedback"))

    job = jobs.add("ingest", {"paths": ["é"]})
    jobs.update(job.id, state="running", progress={"done": 1})
    jobs.update("unknown", state="running")
    found = jobs.get(job.id)
    assert found and (found.state, found.progress, found.payload) == (
        "running", {"done": 1}, {"paths": ["é"]},
    )  # fmt: skip
    assert [j.id for j in jobs.list(state="running")] == [job.id] and not jobs.list(state="done")

    key = keys.add("laptop", "hash-1", "read")
    assert keys.find("hash-1") == key and keys.find("hash-2") is None
    assert keys.revoke(key.id) and not keys.revoke(key.id)
    assert keys.find("hash-1") is None and keys.list()[0].revoked

    talk = talks.save({"turns": []})
    talks.save({"turns": [1]}, talk.id)
    feedback.save({"up": True}, talk.id)
    again = talks.get(talk.id)
    assert again and again.data == {"turns": [1]} and again.created == talk.created
    assert [n.data for n in feedback.list()] == [{"up": True}]
    assert talks.delete(talk.id) and not talks.delete(talk.id) and talks.list() == []

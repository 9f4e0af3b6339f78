"""Ingest with the real embedder on small folders: what changed, what did not, what is gone."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.errors import NotFound, StoreError, StoreMismatch
from rag.ingest import IngestReport, Status, Step, ingest, ingest_bytes, reindex, remove
from rag.ingest import run as run_module
from rag.reading.load import Given, read_bytes
from rag.reading.terms import index_terms, query_terms
from rag.schema import Chunk, Document
from rag.server import wire_documents
from rag.settings import Settings
from rag.store import Store, open_store
from rag.store.chroma import Handle
from rag.store.encoder import Encoder
from rag.store.pooled import Passage


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings) as opened:
        yield opened
        assert opened.vectors.keys() == opened.library.indexed_keys()
        assert opened.library.unfinished() == {} and opened.library.stale() == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "dam.md").write_text(
        "# The dam\n\nIt holds 4 billion litres. It was built in 1961.\n"
    )
    (folder / "port.txt").write_text("The port of Haifa opened in 1933. Ships come daily.\n")
    return folder


def ends(report: IngestReport) -> dict[str, str]:
    return {Path(o.source).name: o.status.value for o in report.outcomes}


def passages(store: Store, words: str) -> str:
    found = store.library.search_text(query_terms(words), 10)
    return "\n".join(c.text for c in store.library.chunks([i for i, _ in found]).values())


def test_a_folder_goes_in_and_a_second_time_nothing_changes(
    store: Store, encoder: Encoder, folder: Path
) -> None:
    steps: list[Step] = []
    first = ingest(store, encoder, [folder], progress=steps.append)
    assert ends(first) == {"dam.md": "added", "port.txt": "added"}
    assert first.chunks == first.embedded == store.library.count_chunks() >= 2
    assert [(s.done, s.total) for s in steps] == [(1, 2), (2, 2)]
    second = ingest(store, encoder, [folder])
    assert ends(second) == {"dam.md": "unchanged", "port.txt": "unchanged"}
    assert second.chunks == second.embedded == 0
    assert second.counts == {"unchanged": 2}


def test_vectors_are_those_of_the_chunks(store: Store, encoder: Encoder, folder: Path) -> None:
    ingest(store, encoder, [folder])
    question = encoder.encode(["When was the port opened?"])[0]
    (best, cosine), *_ = store.vectors.query(question, 5)
    chunk = store.library.chunks([best])[best]
    assert "1933" in chunk.text and cosine > 0.5
    sentences = store.library.embedded([best])[best].sentence_vectors
    assert sentences.shape == (len(chunk.sentences), encoder.dimension)
    assert int(np.argmax(sentences @ question)) == 0


def test_an_edit_embeds_only_what_changed(store: Store, encoder: Encoder, folder: Path) -> None:
    section = "## Part {0}\n\n" + "Part {0} tells of something else, at length. " * 20 + "\n\n"
    text = "# Dam\n\n" + "".join(section.format(i) for i in range(5))
    (folder / "dam.md").write_text(text)
    before = ingest(store, encoder, [folder])
    (folder / "dam.md").write_text(text.replace("Part 3 tells", "Part 3 said", 1))
    after = ingest(store, encoder, [folder])
    assert ends(after) == {"dam.md": "replaced", "port.txt": "unchanged"}
    assert 0 < after.embedded < after.chunks < before.chunks
    assert "Part 3 said" in passages(store, "part 3 said")


def test_the_old_text_is_gone_the_moment_the_new_is_there(
    store: Store, encoder: Encoder, folder: Path
) -> None:
    ingest(store, encoder, [folder])
    old = store.library.holder(source="docs/dam.md")
    (folder / "dam.md").write_text("# The dam\n\nIt holds 7 billion litres.\n")
    ingest(store, encoder, [folder])
    assert old is not None
    assert "7 billion" in passages(store, "billion litres")
    assert "4 billion" not in passages(store, "billion litres")
    vector = encoder.encode(["It holds 4 billion litres."])[0]
    assert not [i for i, _ in store.vectors.query(vector, 10) if i.startswith(old.document_id)]
    with pytest.raises(NotFound):
        store.library.document(old.document_id)


def test_only_the_front_matter_changed(store: Store, encoder: Encoder, folder: Path) -> None:
    text = "# The dam\n\nIt holds 4 billion litres.\n"
    (folder / "dam.md").write_text(f"---\npublisher: Water\n---\n{text}")
    ingest(store, encoder, [folder])
    first = store.library.holder(source="docs/dam.md")
    (folder / "dam.md").write_text(f"---\npublisher: Energy\n---\n{text}")
    assert ends(ingest(store, encoder, [folder]))["dam.md"] == "replaced"
    second = store.library.holder(source="docs/dam.md")
    assert first and second and first.document_id == second.document_id
    assert store.library.publishers() == ["Energy"]
    assert ends(ingest(store, encoder, [folder]))["dam.md"] == "unchanged"


def test_one_text_from_two_places_is_stored_once(
    store: Store, encoder: Encoder, folder: Path
) -> None:
    (folder / "a-copy.md").write_text((folder / "dam.md").read_text())
    report = ingest(store, encoder, [folder])
    assert ends(report) == {"a-copy.md": "added", "dam.md": "duplicate", "port.txt": "added"}
    (duplicate,) = [o for o in report.outcomes if o.status is Status.DUPLICATE]
    assert duplicate.reason == "the same text is stored as docs/a-copy.md"
    held = store.library.holder(source="docs/a-copy.md")
    assert held and duplicate.document_id == held.document_id
    assert ends(ingest(store, encoder, [folder]))["dam.md"] == "duplicate"
    (folder / "dam.md").rename(folder.parent / "a-copy.md")
    (again,) = ingest(store, encoder, [folder.parent / "a-copy.md"]).outcomes
    assert (again.status, again.reason) == (Status.DUPLICATE, "it is stored as docs/a-copy.md")


def test_a_text_stays_when_the_file_that_held_it_changes(
    store: Store, encoder: Encoder, folder: Path
) -> None:
    (folder / "z-copy.md").write_text((folder / "dam.md").read_text())
    ingest(store, encoder, [folder])
    (folder / "dam.md").write_text("Another text altogether.")
    report = ingest(store, encoder, [folder])
    assert ends(report) == {"dam.md": "replaced", "z-copy.md": "added", "port.txt": "unchanged"}
    assert "4 billion" in passages(store, "billion litres")


def test_a_file_that_becomes_a_copy_gives_up_its_own_text(
    store: Store, encoder: Encoder, folder: Path
) -> None:
    ingest(store, encoder, [folder])
    (folder / "port.txt").write_text((folder / "dam.md").read_text())
    assert ends(ingest(store, encoder, [folder]))["port.txt"] == "duplicate"
    assert "Haifa" not in passages(store, "port of Haifa")


def test_a_renamed_file_is_not_embedded_again(store: Store, encoder: Encoder, folder: Path) -> None:
    ingest(store, encoder, [folder])
    (folder / "dam.md").rename(folder / "reservoir.md")
    report = ingest(store, encoder, [folder], prune=True)
    assert ends(report) == {"reservoir.md": "added", "port.txt": "unchanged", "dam.md": "removed"}
    assert report.embedded == 0 and store.library.count() == 2


def test_pruning_takes_what_left_this_folder_and_nothing_else(
    store: Store, encoder: Encoder, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "docs2" / "b.md"
    other.parent.mkdir()
    other.write_text("Elsewhere it rains.")
    ingest(store, encoder, [folder, other.parent])
    (folder / "dam.md").unlink()
    assert ends(ingest(store, encoder, [folder])) == {"port.txt": "unchanged"}
    assert store.library.count() == 3
    report = ingest(store, encoder, [folder], prune=True)
    assert ends(report) == {"port.txt": "unchanged", "dam.md": "removed"}
    assert store.library.sources().keys() == {"docs/port.txt", "docs2/b.md"}


def test_bad_files_get_a_line_each_and_the_rest_goes_in(
    store: Store, encoder: Encoder, folder: Path
) -> None:
    (folder / "empty.md").write_text("")
    (folder / "noise.txt").write_bytes(os.urandom(3000))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of the kind")
    (folder / "signs.md").write_text("--- *** ---")
    (folder / "program.exe").write_bytes(b"MZ")
    (folder / "link.md").symlink_to("/etc/hostname")
    report = ingest(store, encoder, [folder, folder / "missing.md"])
    assert ends(report) == {
        "dam.md": "added", "port.txt": "added", "empty.md": "failed", "noise.txt": "failed",
        "broken.pdf": "failed", "signs.md": "failed", "program.exe": "skipped",
        "link.md": "skipped", "missing.md": "skipped",
    }  # fmt: skip
    for outcome in report.outcomes:
        assert "\n" not in outcome.reason
        assert bool(outcome.reason) == (outcome.status in {Status.FAILED, Status.SKIPPED})


def test_a_file_that_breaks_later_keeps_its_last_good_version(
    store: Store, encoder: Encoder, folder: Path
) -> None:
    ingest(store, encoder, [folder])
    (folder / "dam.md").write_text("")
    assert ends(ingest(store, encoder, [folder]))["dam.md"] == "failed"
    assert "4 billion" in passages(store, "billion litres")


def test_a_chunk_too_long_for_the_model_fails_its_document_only(
    store: Store, encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run_module.passage_of

    def passage(title: str, chunk: Chunk, language: str | None) -> Passage:
        made = whole(title, chunk, language)
        return replace(made, prefix="word " * 300) if "dam" in title else made

    monkeypatch.setattr(run_module, "passage_of", passage)
    report = ingest(store, encoder, [folder])
    assert ends(report) == {"dam.md": "failed", "port.txt": "added"}


def test_force_stores_anew(store: Store, encoder: Encoder, folder: Path) -> None:
    ingest(store, encoder, [folder])
    report = ingest(store, encoder, [folder], force=True)
    assert report.counts == {"replaced": 2} and store.library.count() == 2


def test_uploads(store: Store, encoder: Encoder) -> None:
    data = b"The harbour master reported 14 ships."
    (first,) = ingest_bytes(store, encoder, data, name="../../etc/ships.txt").outcomes
    assert first.status is Status.ADDED and first.document_id and ".." not in first.source
    kept = store.library.original(first.document_id)
    assert kept and kept.data == data and kept.media_type == "text/plain"
    (again,) = ingest_bytes(store, encoder, data, name="../../etc/ships.txt").outcomes
    assert again.status is Status.UNCHANGED
    given = Given(title="Ships", publisher="Port")
    name = "../../etc/ships.txt"
    (titled,) = ingest_bytes(store, encoder, data, name=name, given=given).outcomes
    assert titled.status is Status.REPLACED
    assert store.library.document(first.document_id).title == "Ships"
    url = "https://example.org/x"
    (other,) = ingest_bytes(store, encoder, data, name="x.txt", source=url).outcomes
    assert other.status is Status.DUPLICATE
    (bad,) = ingest_bytes(store, encoder, b"", name="x.txt").outcomes
    assert bad.status is Status.FAILED


def test_removing_leaves_a_receipt_and_nothing_else(
    store: Store, encoder: Encoder, folder: Path
) -> None:
    ingest(store, encoder, [folder])
    held = store.library.holder(source="docs/dam.md")
    assert held
    receipt = remove(store, held.document_id)
    chunks = receipt.removed["chunks"]
    assert receipt.removed == {
        "chunks": chunks, "vectors": chunks, "full_text": chunks, "originals": 1,
    }  # fmt: skip
    assert (receipt.probed, receipt.found) == (chunks, 0) and chunks > 0
    assert passages(store, "billion litres") == ""
    assert store.library.original(held.document_id) is None
    with pytest.raises(NotFound):
        remove(store, held.document_id)


def test_the_probe_can_fail(
    store: Store, encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(store, encoder, [folder])
    held = store.library.holder(source="docs/dam.md")
    assert held
    with monkeypatch.context() as patch:
        patch.setattr(store.vectors, "delete", lambda ids: None)
        receipt = remove(store, held.document_id)
    assert receipt.found == receipt.probed > 0 and receipt.removed["vectors"] == 0
    store.rebuild()


def test_reindexing_takes_the_stored_texts(
    store: Store, encoder: Encoder, folder: Path, settings: Settings
) -> None:
    ingest(store, encoder, [folder])
    before = {p.document_id for p in store.library.documents()}
    for path in folder.iterdir():
        path.unlink()
    store.library.note(chunker="older", embedder="older")
    report = reindex(store, encoder)
    assert report.counts == {"replaced": 2} and report.embedded == report.chunks > 0
    store.library.check_stamp()
    assert {p.document_id for p in store.library.documents()} == before
    assert all(store.library.original(i) for i in before)


def test_what_was_left_out_of_a_page_is_counted(store: Store, encoder: Encoder) -> None:
    page = b"<nav>Start, shop</nav><h1>The lock</h1><p>It opens at six.</p><footer>Imprint</footer>"
    report = ingest_bytes(store, encoder, page, name="lock.html")
    assert [outcome.left_out for outcome in report.outcomes] == [2]
    assert [item.left_out for item in wire_documents.IngestReport.of(report).items] == [2]


def test_reindexing_reads_web_pages_anew(
    store: Store, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = b"<h1>The lock</h1><h2>Hours</h2><ol><li>It opens at six.</li></ol>"

    def read_before(*args: Any, **kwargs: Any) -> Document:
        return replace(read_bytes(*args, **kwargs), id="0" * 16, text="The lock.", sha256="0" * 64)

    with monkeypatch.context() as patch:
        patch.setattr("rag.ingest.items.read_bytes", read_before)
        ingest_bytes(store, encoder, page, name="lock.html", given=Given(title="Lock 4"))
    for _ in range(2):  # read as it is now, and nothing changes by another time
        assert reindex(store, encoder).counts == {"replaced": 1}
        (found,) = store.library.documents()
        assert found.title == "Lock 4"
        assert "1. It opens at six." in store.library.document(found.document_id).text
        kept = store.library.original(found.document_id)
        assert kept is not None and kept.data == page


def test_reindexing_finds_the_terms_anew(
    store: Store, encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("rag.store.rows.index_terms", lambda text, language: ["older"])
        ingest(store, encoder, [folder])
    (word,) = index_terms("port")
    assert not store.library.search_text([word], 5)
    store.library.note(terms="terms-0")
    with pytest.raises(StoreMismatch, match="rag reindex"):
        store.library.check_stamp()
    reindex(store, encoder)
    store.library.check_stamp()
    assert store.library.search_text([word], 5) and not store.library.search_text(["older"], 5)


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_while_the_index_fails_the_old_version_answers_and_a_retry_mends(
    store: Store, encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    ingest(store, encoder, [folder])
    (folder / "dam.md").write_text("# The dam\n\nIt holds 7 billion litres.\n")
    calls = 0
    real = Handle.upsert

    def upsert(self: Handle, rows: object) -> None:
        nonlocal calls
        calls += 1
        if calls <= failing:
            raise StoreError("planted")
        real(self, rows)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Handle, "upsert", upsert)
        for _ in range(failing):
            try:
                ingest(store, encoder, [folder])
            except StoreError:
                assert "4 billion" in passages(store, "billion litres")
                assert "7 billion" not in passages(store, "billion litres")
    ingest(store, encoder, [folder])
    assert passages(store, "billion litres").count("billion") == 1
    assert "7 billion" in passages(store, "billion litres")
    assert store.library.count() == 2


def test_a_full_disk_is_refused_before_anything_is_written(
    store: Store, encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(store, encoder, [folder / "dam.md"])
    usage = type("Usage", (), {"free": run_module.LOW_DISK - 1})
    with monkeypatch.context() as patch:
        patch.setattr(run_module.shutil, "disk_usage", lambda _: usage)
        with pytest.raises(StoreError, match=r"MB free.*Free some space"):
            ingest(store, encoder, [folder])
        assert "4 billion" in passages(store, "billion litres")
    assert ingest(store, encoder, [folder]).counts["added"] >= 1


def test_a_stop_between_documents_keeps_what_is_done(
    store: Store, encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "GROUP_DOCUMENTS", 1)

    def stop(step: Step) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, encoder, [folder], progress=stop)
    assert store.library.count() == 1
    assert ingest(store, encoder, [folder]).counts == {"added": 1, "unchanged": 1}


def test_many_small_documents_come_out_whole(
    store: Store, encoder: Encoder, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for i in range(150):
        (folder / f"{i:03}.txt").write_text(f"Station {i} measured {i * 3} millimetres of rain.")
    report = ingest(store, encoder, [folder])
    assert report.counts == {"added": 150} and store.library.count_chunks() == report.chunks
    for i in (0, 63, 64, 149):
        vector = encoder.encode([f"Station {i} measured {i * 3} millimetres of rain."])[0]
        best = store.vectors.query(vector, 1)[0][0]
        assert f"Station {i} " in store.library.chunks([best])[best].text

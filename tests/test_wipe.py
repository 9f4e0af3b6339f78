"""Deletion deletes: afterwards no file of the data directory holds a word of the text."""

import json
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.engine import Engine
from rag.reading.load import Given
from rag.server.api import create_app
from rag.settings import Settings
from rag.store import Store, open_store
from rag.store import store as store_module
from rag.store.encoder import Encoder
from rag.store.quotes import quotes
from rag.store.wipe import blank
from tests.serving import client, opened
from tests.test_jobs import ended

ENGLISH, HEBREW, CHINESE = "quetzalorum", "צנוניתם", "鱷魚譜"
SECRET = f"""# The {ENGLISH} register

The {ENGLISH} of Dünkelsbrück was counted on 4 May 2024. There were 61 {ENGLISH} in all.

{HEBREW} נספרו בעיר ביום שלישי.

{CHINESE}记录了六十一只动物。
"""
PLAIN = "# The register\n\nThe herons of Marlow were counted on 4 May 2024. There were 61 in all.\n"
QUESTION = f"When was the {ENGLISH} of Dünkelsbrück counted?"


def holding(folder: Path, *words: str) -> dict[str, list[str]]:
    """The files that hold any of the words, in whatever case, as UTF-8 or as escapes of JSON."""
    found: dict[str, list[str]] = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes().lower()
        there = [
            word
            for word in words
            if word.lower().encode() in data or json.dumps(word)[1:-1].encode() in data
        ]
        if there:
            found[str(path.relative_to(folder))] = there
    return found


def everything(folder: Path) -> dict[str, list[str]]:
    return holding(folder, ENGLISH, "Dünkelsbrück", HEBREW, CHINESE)


def removed(engine: Engine) -> None:
    receipt = engine.remove(engine.library.sources()["secret.md"])
    assert receipt.found == 0


def replaced(engine: Engine) -> None:
    assert engine.add(PLAIN.encode(), name="secret.md").counts == {"replaced": 1}


def edited(engine: Engine) -> None:
    text = "".join(line for line in SECRET.splitlines(True) if "#" in line or not line.strip())
    text = text.replace(ENGLISH, "heron") + "The herons were counted.\n"
    assert engine.add(text.encode(), name="secret.md").counts == {"replaced": 1}


@pytest.mark.parametrize("change", [removed, replaced, edited])
def test_no_file_holds_a_word_of_it_after_a_stop(
    tmp_path: Path, encoder: Encoder, change: Callable[[Engine], None]
) -> None:
    with opened(tmp_path, encoder) as engine:
        engine.add(SECRET.encode(), name="secret.md")
    assert "library.sqlite" in everything(tmp_path)
    with opened(tmp_path, encoder) as engine:
        change(engine)
    assert everything(tmp_path) == {}
    with opened(tmp_path, encoder) as engine:
        assert engine.store.vectors.rebuilt is None and engine.library.unwiped() is None
        assert engine.store.vectors.keys() == engine.library.indexed_keys()
        assert "3 May 2024" in engine.answer("When did the harbour trial open?").text
    assert everything(tmp_path) == {}


@pytest.fixture
def wiped(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Set whenever a store has wiped its files by itself, which it does at once."""
    done, purge = threading.Event(), Store.purge

    def purged(store: Store) -> None:
        purge(store)
        done.set()

    monkeypatch.setattr(Store, "purge", purged)
    monkeypatch.setattr(store_module, "_WIPE_AFTER", 0.0)
    yield done


def test_while_it_runs_it_is_gone_in_a_moment_and_questions_go_on(
    tmp_path: Path, encoder: Encoder, wiped: threading.Event
) -> None:
    with opened(tmp_path, encoder) as engine:
        engine.add(SECRET.encode(), name="secret.md")
        near = engine.encoder.encode(["harbour"])[0]
        wiped.clear()
        removed(engine)
        while not wiped.is_set():
            assert engine.store.vectors.query(near, 3)
        assert everything(tmp_path) == {} and engine.library.unwiped() is None
        assert engine.store.vectors.query(near, 3)
        # Chroma goes on with a file that another process wrote.
        engine.add(SECRET.encode(), name="secret.md")
        assert ENGLISH in engine.answer(QUESTION).text
        assert engine.store.vectors.keys() == engine.library.indexed_keys()


def test_what_a_killed_process_left_is_wiped_by_the_next(
    tmp_path: Path, encoder: Encoder, wiped: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "_purge_soon", lambda store: None)
        patch.setattr(Store, "_try_to_purge", lambda store: None)
        with opened(tmp_path, encoder) as engine:
            engine.add(SECRET.encode(), name="secret.md")
            removed(engine)
        assert everything(tmp_path)
    with opened(tmp_path, encoder):
        assert wiped.wait(60)
        assert everything(tmp_path) == {}


def test_a_wipe_that_fails_is_made_up_for(
    settings: Settings, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("rag.store.vectors.wipe", lambda file: "database is locked")
        with opened(settings.data_dir, encoder) as engine:
            engine.add(SECRET.encode(), name="secret.md")
            removed(engine)
    assert everything(settings.data_dir)
    with open_store(settings) as store:
        assert store.vectors.rebuilt is None and store.library.unwiped()
    assert everything(settings.data_dir) == {}


def test_a_title_that_changed_is_gone_as_well(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder) as engine:
        engine.add(PLAIN.encode(), name="secret.md", given=Given(title=f"On {ENGLISH}"))
        engine.add(PLAIN.encode(), name="secret.md", given=Given(title="On herons"))
    assert everything(tmp_path) == {}


def test_kept_answers_that_cite_or_quote_it_are_emptied(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder) as engine, client(create_app(engine)) as asking:
        sent = {"text": SECRET, "source": "secret.md", "title": f"{ENGLISH} list"}
        job = asking.post("/documents?background=true", json=sent).json()
        job = ended(asking, job)
        (item,) = job["items"]
        said = [
            asking.post("/answer", json={"question": asked, "conversation_id": "c"}).json()
            for asked in ("When did the harbour trial open?", "What was counted on 4 May 2024?")
        ]
        assert ENGLISH in said[1]["text"]
        for answer in said:
            told = {"helpful": True, "question": "Well?", "text": answer["text"]}
            assert asking.post("/feedback", json=told).is_success
        assert asking.delete(f"/documents/{item['document_id']}").json()["found"] == 0
        harbour, counted = asking.get("/conversations/c").json()["turns"]
        assert "3 May 2024" in harbour["answer"]
        assert counted == {"question": "What was counted on 4 May 2024?", "answer": ""}
        kept = [note["text"] for note in asking.get("/feedback").json()["feedback"]]
        assert kept == ["", said[0]["text"]]
        assert asking.get(job["url"]).json()["items"] == job["items"]
    assert everything(tmp_path) == {}


def test_an_answer_that_was_written_while_its_document_went_is_not_kept(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, encoder) as engine, client(create_app(engine)) as asking:
        engine.add(SECRET.encode(), name="secret.md")
        events = list(engine.stream(QUESTION))
        assert ENGLISH in events[-1].data.text
        removed(engine)
        monkeypatch.setattr(engine, "stream", lambda *_, **__: (event for event in events))
        asking.post("/answer", json={"question": QUESTION, "conversation_id": "c"})
        (turn,) = asking.get("/conversations/c").json()["turns"]
        assert turn["answer"] == ""


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The herons of Marlow were counted on 4 May 2024. [1]", True),
        ("Nobody knows. [1] There were 61 in all. [2]", True),
        ("The herons of Marlow were never counted. [1]", False),
        ("61 [1]", False),
        ("", False),
    ],
)
def test_a_quotation_is_known(answer: str, expected: bool) -> None:
    assert quotes(answer, PLAIN) is expected


def test_room_in_a_saved_graph_is_zeroed_and_vectors_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "segment"
    folder.mkdir()
    (folder / "header.bin").write_bytes(struct.pack("<iQQQQ", 1, 0, 3, 1, 8) + bytes(64))
    (folder / "data_level0.bin").write_bytes(b"a vector" + ENGLISH.encode())
    (folder / "length.bin").write_bytes(b"onescrap")
    blank(tmp_path)
    assert (folder / "data_level0.bin").read_bytes() == b"a vector" + bytes(len(ENGLISH))
    assert (folder / "length.bin").read_bytes() == b"ones" + bytes(4)
    (folder / "header.bin").write_bytes(b"torn")
    blank(tmp_path)

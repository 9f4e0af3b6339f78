"""The native API over the real engine: answers, streams, documents, limits, errors, operation."""

import hashlib
import json
import logging
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from rag.client import Client
from rag.engine import Engine
from rag.errors import AnswererUnavailable, NotFound, ReadError, StoreError
from rag.schema import Answer, Event, Filters
from rag.server import api, wire
from rag.server.api import create_app
from rag.server.observe import JsonLines
from rag.store.encoder import Encoder
from tests.serving import HARBOUR, QUESTION, TEXTS, UNANSWERABLE, client, live, opened

UNTIMED = {"id", "timings"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("data"), encoder) as found:
        yield found


@pytest.fixture(scope="module")
def asking(engine: Engine) -> Iterator[TestClient]:
    with client(create_app(engine)) as found:
        yield found


@pytest.fixture
def empty(tmp_path: Path, encoder: Encoder) -> Iterator[TestClient]:
    """A library of its own, for tests that change it."""
    with opened(tmp_path, encoder, fill=False) as engine, client(create_app(engine)) as found:
        yield found


def events(stream: str) -> list[tuple[str, Any]]:
    """Server-sent events as (name, data); comments are left out."""
    found = []
    for block in stream.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith(":")]
        if lines:
            assert lines[0].startswith("event: ") and lines[1].startswith("data: ")
            found.append((lines[0][7:], json.loads(lines[1][6:])))
    return found


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in UNTIMED}


# ---- asking


def test_every_citation_is_an_exact_span_on_both_sides(asking: TestClient) -> None:
    found = asking.post("/answer", json={"question": QUESTION}).json()
    assert "3 May 2024" in found["text"] and not found["abstained"]
    assert found["citations"] and found["sentences"][0]["verdict"] == "supported"
    for citation in found["citations"]:
        document = asking.get(f"/documents/{citation['document_id']}").json()
        span = slice(citation["start_char_index"], citation["end_char_index"])
        assert document["text"][span] == citation["cited_text"]
        assert document["sha256"] == citation["document_sha256"]
        said = found["text"][citation["answer_start_index"] : citation["answer_end_index"]]
        assert f"[{citation['marker']}]" in said
        assert citation["url"] == (f"/documents/{document['id']}#char={span.start},{span.stop}")
    for sentence in found["sentences"]:
        span = slice(sentence["answer_start_index"], sentence["answer_end_index"])
        assert found["text"][span] == sentence["text"]


def test_the_short_answer_is_an_exact_span_on_both_sides(asking: TestClient) -> None:
    found = asking.post("/answer", json={"question": QUESTION}).json()
    short = found["short_answer"]
    assert "May 2024" in short["text"]
    [citation] = [c for c in found["citations"] if c["marker"] == short["marker"]]
    document = asking.get(f"/documents/{citation['document_id']}").json()
    assert document["text"][short["start_char_index"] : short["end_char_index"]] == short["text"]
    assert found["text"][short["answer_start_index"] : short["answer_end_index"]] == short["text"]
    assert short["text"] in citation["cited_text"]
    assert asking.post("/answer", json={"question": UNANSWERABLE}).json()["short_answer"] is None


def test_offsets_count_code_points_beyond_emoji(asking: TestClient) -> None:
    found = asking.post(
        "/answer", json={"question": "Where does the oldest hive stand?", "abstain_below": 0}
    ).json()
    citation = found["citations"][0]
    text = asking.get(f"/documents/{citation['document_id']}").json()["text"]
    assert "🐝" in text[: citation["start_char_index"]] or "🐝" in citation["cited_text"]
    span = slice(citation["start_char_index"], citation["end_char_index"])
    assert text[span] == citation["cited_text"]


def test_an_abstention_cites_nothing_and_shows_what_came_nearest(asking: TestClient) -> None:
    found = asking.post("/answer", json={"question": UNANSWERABLE}).json()
    assert found["abstained"] and found["reason"] and found["text"]
    assert found["citations"] == [] and found["sentences"] == []


@pytest.mark.parametrize("question", [QUESTION, UNANSWERABLE, "How many hives were counted? 🐝"])
def test_a_stream_says_the_same_as_the_whole(asking: TestClient, question: str) -> None:
    whole = asking.post("/answer", json={"question": question}).json()
    reply = asking.post("/answer", json={"question": question, "stream": True})
    assert reply.headers["content-type"].startswith("text/event-stream")
    told = events(reply.text)
    names = [name for name, _ in told]
    assert names[0] == "search_results" and names[-2:] == ["final_answer", "done"]
    by_name = {name: [data for found, data in told if found == name] for name in names}
    assert "".join(data["delta"] for data in by_name["message"]) == whole["text"]
    assert by_name.get("citation", []) == whole["citations"]
    assert by_name.get("verification", []) == whole["sentences"]
    assert all(passage["features"] == {} for passage in whole["retrieved"])
    assert asking.post("/search", json={"question": QUESTION}).json()["results"][0]["features"]
    assert by_name["search_results"][0]["results"] == whole["retrieved"]
    assert timeless(by_name["final_answer"][0]) == timeless(whole)
    assert by_name["final_answer"][0]["id"] == reply.headers["x-request-id"]


def test_search_gives_passages_with_their_reasons(asking: TestClient) -> None:
    found = asking.post("/search", json={"question": QUESTION, "top_k": 2}).json()["results"]
    assert 1 <= len(found) <= 2
    text = asking.get(f"/documents/{found[0]['document_id']}").json()["text"]
    assert text[found[0]["start_char_index"] : found[0]["end_char_index"]] == found[0]["text"]
    assert found[0]["dense_rank"] or found[0]["text_rank"]


def test_filters_restrict_what_is_searched(asking: TestClient, engine: Engine) -> None:
    bees = next(p.document_id for p in engine.library.documents() if p.title == "City bees")
    body = {"question": QUESTION, "filters": {"document_ids": [bees]}}
    assert {p["document_id"] for p in asking.post("/search", json=body).json()["results"]} <= {bees}
    nothing = {"question": QUESTION, "filters": {"publishers": ["Nobody"]}}
    assert asking.post("/search", json=nothing).json()["results"] == []


def test_a_follow_up_is_understood_from_the_history(asking: TestClient) -> None:
    first = asking.post("/answer", json={"question": QUESTION}).json()["text"]
    history = [{"question": QUESTION, "answer": first}]
    body = {"question": "How long did it run?", "history": history}
    assert "harbour" in asking.post("/answer", json=body).json()["standalone_question"]


def test_a_conversation_is_remembered_and_forgotten(asking: TestClient) -> None:
    said = {"question": QUESTION, "conversation_id": "c-1"}
    assert asking.post("/answer", json=said).json()["standalone_question"] is None
    follow = {"question": "How long did it run?", "conversation_id": "c-1"}
    assert "harbour" in asking.post("/answer", json=follow).json()["standalone_question"]
    turns = asking.get("/conversations/c-1").json()["turns"]
    assert [turn["question"] for turn in turns] == [QUESTION, "How long did it run?"]
    streamed = asking.post("/answer", json={**follow, "stream": True})
    assert events(streamed.text)[-1][0] == "done"
    assert len(asking.get("/conversations/c-1").json()["turns"]) == 3
    assert asking.delete("/conversations/c-1").status_code == 204
    assert asking.get("/conversations/c-1").status_code == 404
    assert asking.delete("/conversations/c-1").status_code == 404
    assert asking.post("/answer", json=follow).json()["standalone_question"] is None


# ---- the library


def test_upload_ask_replace_ask_delete_ask(empty: TestClient) -> None:
    """All by the API alone, with receipts, and nothing of an old version is found again."""

    def ask() -> dict[str, Any]:
        found: dict[str, Any] = empty.post("/answer", json={"question": QUESTION}).json()
        return found

    assert ask()["abstained"]
    sent = empty.post("/documents", files=[("files", ("harbour.md", HARBOUR.encode()))])
    assert sent.status_code == 201
    old = sent.json()["items"][0]["document_id"]
    assert "3 May 2024" in ask()["text"]

    changed = HARBOUR.replace("3 May 2024", "4 June 2025").encode()
    put = empty.put(f"/documents/{old}", files=[("files", ("other-name.md", changed))]).json()
    new = put["items"][0]["document_id"]
    assert put["items"][0]["outcome"] == "replaced" and new != old
    receipt = put["receipts"][0]
    assert receipt["title"] == "Harbour trial"
    assert receipt["document_id"] == old and receipt["probed"] > 0 and receipt["found"] == 0
    assert receipt["removed"]["chunks"] == receipt["probed"]
    assert "4 June 2025" in ask()["text"] and "3 May" not in ask()["text"]
    assert empty.get(f"/documents/{old}").status_code == 404
    assert empty.get(f"/documents/{new}").json()["source"] == "harbour.md"

    passages = [
        p["text"] for p in empty.post("/search", json={"question": QUESTION}).json()["results"]
    ]
    receipt = empty.delete(f"/documents/{new}").json()
    assert receipt["document_id"] == new and receipt["found"] == 0 and receipt["probed"] > 0
    for place in ("vectors", "chunks", "full_text", "originals"):
        assert receipt["removed"][place] > 0
    assert ask()["abstained"] and ask()["retrieved"] == []
    for text in passages:
        assert empty.post("/search", json={"question": text[:2000]}).json()["results"] == []
    assert empty.delete(f"/documents/{new}").status_code == 404
    assert empty.get("/documents").json()["total"] == 0


def test_the_same_text_under_another_title_removes_nothing(empty: TestClient) -> None:
    sent = {"text": HARBOUR, "source": "harbour.md", "title": "One"}
    first = empty.post("/documents", json=sent).json()
    again = empty.post("/documents", json={**sent, "title": "Two"}).json()
    assert again["items"][0]["outcome"] == "replaced" and again["receipts"] == []
    document_id = again["items"][0]["document_id"]
    assert document_id == first["items"][0]["document_id"]
    assert empty.get(f"/documents/{document_id}").json()["title"] == "Two"


def test_a_text_is_added_with_what_is_known_of_it(empty: TestClient) -> None:
    sent = {
        "text": "The bridge was opened in 1901.", "title": "The bridge", "publisher": "City",
        "author": "A. Mason", "published": "1999-12-31", "language": "en", "source": "bridge",
    }  # fmt: skip
    added = empty.post("/documents", json=sent)
    assert added.status_code == 201
    found = empty.get(added.json()["items"][0]["url"]).json()
    assert {name: found[name] for name in sent if name != "text"} == {
        name: value for name, value in sent.items() if name != "text"
    }
    assert found["text"] == sent["text"]
    again = empty.post("/documents", json=sent)
    assert again.status_code == 200 and again.json()["items"][0]["outcome"] == "unchanged"
    assert empty.get("/documents").json()["total"] == 1


def test_two_nameless_texts_do_not_replace_each_other(empty: TestClient) -> None:
    for text in ("One thing is so.", "Another thing is otherwise."):
        assert empty.post("/documents", json={"text": text}).status_code == 201
    assert empty.get("/documents").json()["total"] == 2


def test_documents_are_listed_in_pages_and_by_filters(asking: TestClient) -> None:
    titles = [d["title"] for d in asking.get("/documents").json()["documents"]]
    assert titles == ["City bees", "Harbour trial", "Night library"]
    page = asking.get("/documents", params={"limit": 2, "offset": 1}).json()
    assert [d["title"] for d in page["documents"]] == titles[1:] and page["total"] == 3
    found = asking.get("/documents", params={"q": "harb"}).json()
    assert [d["title"] for d in found["documents"]] == ["Harbour trial"] and found["total"] == 1
    assert asking.get("/documents", params={"publisher": "Nobody"}).json()["total"] == 0
    assert asking.get("/documents", params={"published_from": "2030-01-01"}).json()["total"] == 0


def test_a_document_is_read_in_full(asking: TestClient, engine: Engine) -> None:
    for known in engine.library.documents():
        found = asking.get(f"/documents/{known.document_id}").json()
        for passage in found["passages"]:
            text = found["text"][passage["start_char_index"] : passage["end_char_index"]]
            assert text and passage["sentences"]
        original = asking.get(f"/documents/{known.document_id}/original")
        assert original.content.decode() == TEXTS[known.source]
        assert hashlib.sha256(original.content).hexdigest()
        assert original.headers["content-disposition"].startswith("attachment")
        assert original.headers["x-content-type-options"] == "nosniff"
        assert original.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.md", "/abs/olute.md", "C:\\dir\\file.md", "CON.md", "nul\x00l.md",
        "rtl\u202egnp.md", "x" * 2000 + ".md", "quote\".md", "<b>.md", "ünïcödé.md", "...md",
    ],
)  # fmt: skip
def test_a_name_is_text_and_never_a_path(empty: TestClient, name: str) -> None:
    sent = empty.post("/documents", files=[("files", (name, b"Some words are here."))])
    assert sent.status_code == 201, sent.text
    source = sent.json()["items"][0]["source"]
    assert len(source) <= 255 and ".." not in source.split("/")
    assert not source.startswith("/") and "\x00" not in source and "\u202e" not in source
    assert empty.get(sent.json()["items"][0]["url"] + "/original").status_code == 200


def test_the_page_of_a_document_is_data_and_runs_only_our_script(empty: TestClient) -> None:
    hostile = "</main><script>alert(1)</script><img src=x onerror=alert(1)> & done."
    sent = empty.post(
        "/documents", files=[("files", ("<script>alert(2)</script>.txt", hostile.encode()))]
    )
    url = sent.json()["items"][0]["url"]
    page = empty.get(url, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert page.text.count("<script>") == 1 and "<img" not in page.text
    assert "alert(1)" in page.text and "onerror" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors" in policy
    for accept in ("*/*", "application/json", "application/json, text/html"):
        assert empty.get(url, headers={"accept": accept}).json()["text"] == hostile


# ---- limits and failures


@pytest.mark.parametrize(
    ("body", "status", "type"),
    [
        ({"question": ""}, 422, "invalid_request"),
        ({"question": " \n\t"}, 422, "invalid_request"),
        ({"question": "\u0001"}, 422, "invalid_question"),
        ({"question": "x" * 2001}, 422, "invalid_request"),
        ({"question": 7}, 422, "invalid_request"),
        ({"question": "x", "top_k": 21}, 422, "invalid_request"),
        ({"question": "x", "top_k": 0}, 422, "invalid_request"),
        ({"question": "x", "abstain_below": 2}, 422, "invalid_request"),
        ({"question": "x", "answerer": "oracle"}, 422, "invalid_request"),
        ({"question": "x", "answerer": "llm"}, 409, "no_model"),
        ({"question": "x", "unknown": 1}, 422, "invalid_request"),
        ({"question": "x", "history": [{"question": "y"}] * 51}, 422, "invalid_request"),
        ({"question": "x", "filters": {"$or": []}}, 422, "invalid_request"),
        ({"question": "x", "filters": {"publishers": {"$ne": "a"}}}, 422, "invalid_request"),
        ({}, 422, "invalid_request"),
        ([], 422, "invalid_request"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_refusals_are_one_shape(
    asking: TestClient, body: Any, status: int, type: str, stream: bool
) -> None:
    sent = {**body, "stream": True} if stream and isinstance(body, dict) else body
    reply = asking.post("/answer", json=sent)
    assert reply.status_code == status
    error = reply.json()["error"]
    assert error["type"] == type and error["message"]
    assert error["request_id"] == reply.headers["x-request-id"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"question": "x"', "body: This is no JSON: Expecting ',' delimiter at character 16"),
        (b"[1]", "body: Send a JSON object, with Content-Type: application/json"),
        (b'{"question": "x", "colour": 1}', "body.colour: There is no such field here"),
        (
            b'{"question": "x", "topk": 1}',
            "body.topk: There is no such field here; did you mean `top_k`?",
        ),
        (
            b'{"question": "x", "filters": {"publisher": []}}',
            "body.filters.publisher: There is no such field here; did you mean `publishers`?",
        ),
    ],
    ids=["cut off", "a list", "a field too many", "a slip", "a slip further in"],
)
def test_a_body_that_is_none_says_what_to_send(
    asking: TestClient, body: bytes, message: str
) -> None:
    reply = asking.post("/answer", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 422 and reply.json()["error"]["message"] == message
    form = asking.post("/answer", data={"question": "x"})
    assert "Send a JSON object" in form.json()["error"]["message"]


def test_a_file_in_another_field_says_which_is_meant(asking: TestClient) -> None:
    reply = asking.post("/documents", files={"file": ("a.md", b"The ferry is called Zephyr.")})
    assert reply.status_code == 422 and "named `files`" in reply.json()["error"]["message"]
    sent = {"text": "The ferry is called Zephyr.", "publsher": "The Port"}
    assert "did you mean `publisher`?" in asking.post("/documents", json=sent).text
    assert "did you mean `limit`?" in asking.get("/documents", params={"limits": 3}).text


def test_bodies_are_bounded_whatever_they_say_they_are(asking: TestClient) -> None:
    large = b'{"question": "' + b"x" * 4_100_000 + b'"}'
    json_type = {"content-type": "application/json"}
    assert asking.post("/answer", content=large, headers=json_type).status_code == 413
    pieces = (large[i : i + 65536] for i in range(0, len(large), 65536))
    reply = asking.post("/answer", content=pieces, headers=json_type)  # chunked: no length
    assert reply.status_code == 413 and reply.json()["error"]["type"]
    deep = asking.post("/answer", content=b"[" * 200_000, headers=json_type)
    assert deep.status_code in {400, 422}
    assert asking.post("/documents", content=b"[" * 200_000, headers=json_type).status_code == 422
    fields = {f"f{n}": "x" for n in range(100)}
    assert asking.post("/documents", data=fields, files={"files": b"x"}).status_code in {400, 422}
    many = [("files", (f"{n}.txt", b"x")) for n in range(101)]
    assert asking.post("/documents", files=many).status_code == 400
    assert asking.post("/answer", content=b"{}", headers={"content-type": "text/plain"}).is_error
    assert (
        asking.post("/documents", content=b"x", headers={"content-type": "text/plain"}).status_code
        == 415
    )


def test_an_upload_over_the_limit_is_refused(tmp_path: Path, encoder: Encoder) -> None:
    with (
        opened(tmp_path, encoder, fill=False, max_upload_mb=1) as engine,
        client(create_app(engine)) as asking,
    ):
        reply = asking.post("/documents", files={"files": ("a.txt", b"word " * 1_200_000)})
        assert reply.status_code == 413


def test_one_bad_file_does_not_stop_the_others(empty: TestClient) -> None:
    sent = [("files", ("bad.pdf", b"%PDF-1.7 broken")), ("files", ("good.txt", b"Words are here."))]
    reply = empty.post("/documents", files=sent)
    assert reply.status_code == 201
    assert [item["outcome"] for item in reply.json()["items"]] == ["failed", "added"]
    alone = empty.post("/documents", files=sent[:1])
    assert alone.status_code == 422 and "bad.pdf" in alone.json()["error"]["message"]


def test_urls_are_refused_inside_and_off_on_a_public_bind(tmp_path: Path, encoder: Encoder) -> None:
    with (
        opened(tmp_path / "a", encoder, fill=False) as engine,
        client(create_app(engine)) as asking,
    ):
        for url in ("http://127.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/"):
            reply = asking.post("/documents", json={"url": url})
            assert reply.status_code == 403 and reply.json()["error"]["type"] == "url_refused"
        reply = asking.post("/documents", json={"url": "file:///etc/passwd"})
        assert reply.status_code == 422
    with (
        opened(tmp_path / "b", encoder, fill=False, host="0.0.0.0") as engine,
        client(create_app(engine)) as asking,
    ):
        reply = asking.post("/documents", json={"url": "http://example.org/"})
        assert reply.status_code == 403 and reply.json()["error"]["type"] == "url_ingest_off"


class Slow:
    """An engine whose answers take a while, and which knows how many it was kept from ending."""

    def __init__(self, engine: Engine, steps: int = 40) -> None:
        self.engine, self.steps = engine, steps
        self.settings, self.library, self.store = engine.settings, engine.library, engine.store
        self.running, self.most, self.stopped = 0, 0, 0
        self._lock = threading.Lock()

    def describe(self) -> dict[str, Any]:
        return self.engine.describe()

    def stream(self, question: str, **_: Any) -> Iterator[Event]:
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
        try:
            yield Event("search_results", ())
            for _step in range(self.steps):
                time.sleep(0.02)
                yield Event("message", "x")
            yield Event("final_answer", Answer(question=question, text="x" * self.steps))
        except GeneratorExit:
            self.stopped += 1
            raise
        finally:
            with self._lock:
                self.running -= 1


@pytest.fixture
def slow(tmp_path: Path, encoder: Encoder) -> Iterator[Slow]:
    limits = {"max_concurrency": 2, "request_timeout": 30.0}
    with opened(tmp_path, encoder, fill=False, **limits) as engine:
        yield Slow(engine)


def idle(engine: Slow, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while engine.running and time.monotonic() < until:
        time.sleep(0.02)
    return engine.running == 0


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_leaves_stops_the_work(slow: Slow, stream: bool) -> None:
    slow.steps = 500
    with live(create_app(slow)) as address:  # type: ignore[arg-type]
        body = {"question": "x", "stream": stream}
        if stream:
            with httpx.stream("POST", f"{address}/answer", json=body) as reply:
                next(reply.iter_lines())
        else:
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(f"{address}/answer", json=body, timeout=0.5)
        assert idle(slow) and slow.stopped == 1


def test_a_full_queue_says_when_to_come_back(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "WAITING", 1)  # two at work, two waiting
    with live(create_app(slow)) as address:  # type: ignore[arg-type]
        replies: list[httpx.Response] = []

        def ask() -> None:
            replies.append(httpx.post(f"{address}/answer", json={"question": "x"}, timeout=30))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        assert httpx.get(f"{address}/health", timeout=2).status_code == 200
        for thread in threads:
            thread.join()
    statuses = sorted(reply.status_code for reply in replies)
    assert statuses == [200] * 4 + [429] * 4
    assert all(r.headers.get("retry-after") for r in replies if r.status_code == 429)
    assert slow.most == 2


@pytest.mark.parametrize("stream", [True, False])
def test_a_request_that_takes_too_long_is_ended(
    tmp_path: Path, encoder: Encoder, stream: bool
) -> None:
    with opened(tmp_path, encoder, fill=False, request_timeout=0.3) as engine:
        slow = Slow(engine, steps=500)
        with live(create_app(slow)) as address:  # type: ignore[arg-type]
            body = {"question": "x", "stream": stream}
            reply = httpx.post(f"{address}/answer", json=body, timeout=10)
            if stream:
                name, data = events(reply.text)[-1]
                assert name == "error" and data["error"]["type"] == "timeout"
            else:
                assert reply.status_code == 503 and reply.headers["retry-after"]
                assert reply.json()["error"]["type"] == "timeout"
            assert idle(slow) and slow.stopped == 1


class Broken(Slow):
    """An engine that fails in a way nobody foresaw, or in one we know, with a path in its line."""

    failure: Exception = RuntimeError("secret at /data/private")

    def stream(self, question: str, **_: Any) -> Iterator[Event]:
        yield Event("search_results", ())
        raise self.failure

    def search(self, *_: Any, **__: Any) -> Any:
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "status", "type"),
    [
        (RuntimeError("secret at /data/private"), 500, "internal"),
        (StoreError("/data/private/library.sqlite is full"), 503, "store_unavailable"),
        (AnswererUnavailable("The model is down."), 503, "answerer_unavailable"),
    ],
)
def test_a_failure_of_ours_tells_no_path_and_no_trace(
    slow: Slow, failure: Exception, status: int, type: str
) -> None:
    broken = Broken(slow.engine)
    broken.failure = failure
    with client(create_app(broken)) as asking:  # type: ignore[arg-type]
        chat = {"model": "rag", "messages": [{"role": "user", "content": "x"}]}
        for path, body in (
            ("/answer", {"question": "x"}),
            ("/search", {"question": "x"}),
            ("/v1/chat/completions", chat),
        ):
            reply = asking.post(path, json=body)
            assert reply.status_code == status, path
            assert "private" not in reply.text and "Traceback" not in reply.text
            assert reply.headers["x-request-id"]
            assert type in reply.text
        streamed = asking.post("/answer", json={"question": "x", "stream": True})
        name, data = events(streamed.text)[-1]
        assert name == "error" and data["error"]["type"] == type
        assert "private" not in streamed.text


# ---- operation


def test_logs_name_no_document_and_no_question(
    asking: TestClient, caplog: pytest.LogCaptureFixture, engine: Engine
) -> None:
    document_id = engine.library.documents()[0].document_id
    with caplog.at_level(logging.INFO):
        asking.post("/answer", json={"question": QUESTION}, headers={"x-request-id": "mine-1"})
        asking.get(f"/documents/{document_id}")
    lines = [JsonLines().format(record) for record in caplog.records if record.name == "rag.server"]
    first = json.loads(lines[0])
    assert (
        first["request_id"] == "mine-1" and first["route"] == "/answer" and first["status"] == 200
    )
    assert not any(QUESTION in line or document_id in line or "2024" in line[40:] for line in lines)


def test_questions_are_logged_where_the_settings_say_so(
    tmp_path: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        opened(tmp_path, encoder, fill=False, log_questions=True) as engine,
        client(create_app(engine)) as asking,
        caplog.at_level(logging.INFO),
    ):
        asking.post("/answer", json={"question": QUESTION})
    assert any(QUESTION in JsonLines().format(record) for record in caplog.records)


def test_metrics_count_requests_answers_and_steps(asking: TestClient) -> None:
    asking.post("/answer", json={"question": QUESTION})
    text = asking.get("/metrics").text
    assert 'rag_requests_total{method="POST",route="/answer",status="200"}' in text
    assert 'rag_answers_total{abstained="false",answerer="extractive"}' in text
    assert 'rag_step_seconds_count{step="retrieve"}' in text
    assert "rag_documents 3.0" in text
    assert "nowhere-known" not in asking.get("/nowhere-known").text
    assert "nowhere-known" not in asking.get("/metrics").text


def test_traces_show_the_steps_of_an_answer(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(api, "tracer_provider", lambda *_: provider)
    with opened(tmp_path, encoder) as engine, client(create_app(engine)) as asking:
        asking.post("/answer", json={"question": QUESTION})
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert {"retrieve", "select"} <= set(spans)
    server = next(span for name, span in spans.items() if "/answer" in name)
    assert spans["retrieve"].context.trace_id == server.context.trace_id
    assert QUESTION not in str([span.to_json() for span in spans.values()])


def test_health_version_and_feedback(asking: TestClient) -> None:
    for path in ("/health", "/health/live", "/health/ready"):
        assert asking.get(path).json() == {"status": "ok"}
    version = asking.get("/version").json()
    assert version["models"]["documents"] == 3 and version["version"]
    for reason in (
        "answer_wrong",
        "answer_incomplete",
        "citation_wrong",
        "should_have_abstained",
        "should_have_answered",
    ):
        body = {"helpful": False, "reason": reason, "question": QUESTION, "answer_id": "a1"}
        assert asking.post("/feedback", json=body).status_code == 201
    assert asking.post("/feedback", json={"helpful": True}).status_code == 201
    assert asking.post("/feedback", json={"helpful": False, "reason": "rude"}).status_code == 422
    stored = asking.get("/feedback").json()["feedback"]
    assert len(stored) == 6 and {f["reason"] for f in stored if f["reason"]} >= {"answer_wrong"}


def test_not_ready_while_the_store_cannot_be_read(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise StoreError("gone")

    with opened(tmp_path, encoder, fill=False) as engine, client(create_app(engine)) as asking:
        monkeypatch.setattr(engine.library, "count", broken)
        assert asking.get("/health/ready").status_code == 503
        assert asking.get("/health/live").status_code == 200


def test_the_manual_says_everything_and_loads_nothing(asking: TestClient) -> None:
    page = asking.get("/docs")
    for path in asking.get("/openapi.json").json()["paths"]:
        assert path in page.text
    for hint in ("code points", "half-open", "Retry-After", "cosines"):
        assert hint in page.text
    assert "<script" not in page.text and "http://" not in page.text.replace("http://json", "")
    assert "script-src 'none'" in page.headers["content-security-policy"]


def test_every_operation_and_field_is_described(asking: TestClient) -> None:
    document = asking.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"] and operation["description"], path
            assert "_" not in operation["operationId"].split("_")[0] and operation["tags"]
    for name, model in document["components"]["schemas"].items():
        assert model.get("description"), name


def test_a_server_starts_without_gradio() -> None:
    code = "import sys, rag.server.api; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- other people's clients, and our own


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_adds_asks_and_streams(tmp_path: Path, encoder: Encoder) -> None:
    """As the README says it."""
    file = tmp_path / "harbour.md"
    file.write_text(HARBOUR)
    body = json.dumps({"question": QUESTION})
    streamed = json.dumps({"question": QUESTION, "stream": True})
    kind = ("-H", "Content-Type: application/json")

    def curl(*arguments: str) -> str:
        done = subprocess.run(
            ["curl", "-s", *arguments], capture_output=True, timeout=60, check=True
        )
        return done.stdout.decode()

    with (
        opened(tmp_path / "data", encoder, fill=False) as engine,
        live(create_app(engine)) as address,
    ):
        sent = json.loads(curl("-F", f"files=@{file}", f"{address}/documents"))
        assert sent["items"][0]["outcome"] == "added"
        whole = json.loads(curl(*kind, "-d", body, f"{address}/answer"))
        assert "3 May 2024" in whole["text"]
        told = dict(events(curl("-N", *kind, "-d", streamed, f"{address}/answer")))
        assert timeless(told["final_answer"]) == timeless(whole)


def test_the_client_gives_what_the_engine_gives(engine: Engine, tmp_path: Path) -> None:
    with live(create_app(engine)) as address, Client(address) as talking:
        native = wire.Answer.of(engine.answer(QUESTION)).model_dump(mode="json")
        assert timeless(talking.answer(QUESTION)) == timeless(native)
        assert talking.search(QUESTION, top_k=1)["results"][0]["document_title"] == "Harbour trial"
        assert talking.documents()[0]["title"] == "City bees"
        nobody = Filters(publishers=("Nobody",))
        assert talking.search(QUESTION, filters=nobody)["results"] == []
        with pytest.raises(NotFound, match="nothing"):
            talking.document("nothing")
        folder = tmp_path / "notes"
        folder.mkdir()
        (folder / "a.md").write_text("The tower has 99 steps.")
        (folder / "b.pdf").write_bytes(b"%PDF-1.7 broken")
        steps = []
        report = talking.ingest([folder], progress=lambda step: steps.append(step.done))
        outcomes = {item["source"]: item["outcome"] for item in report["items"]}
        assert outcomes == {"notes/a.md": "added", "notes/b.pdf": "failed"} and steps == [1, 2]
        again = talking.ingest([folder / "a.md", folder])
        assert {i["outcome"] for i in again["items"]} <= {
            "unchanged",
            "failed",
            "added",
            "duplicate",
        }
        (folder / "a.md").unlink()
        gone = talking.ingest([folder], prune=True)
        assert [i["source"] for i in gone["items"] if i["outcome"] == "removed"] == ["notes/a.md"]
        with pytest.raises(NotFound):
            talking.remove("nothing")
        for left in talking.documents():
            if left["source"] not in TEXTS:
                assert talking.remove(left["id"])["found"] == 0
    with (
        pytest.raises(StoreError, match="does not answer"),
        Client("http://127.0.0.1:1") as nobody_there,
    ):
        nobody_there.documents()
    assert issubclass(ReadError, Exception)


def test_what_still_comes_of_too_large_a_body_is_read_before_the_answer(asking: TestClient) -> None:
    """Who is answered while sending may see a broken connection instead of the answer."""
    parts = iter([b"x" * 3_000_000] * 4)
    happened: list[str] = []

    async def receive() -> dict[str, Any]:
        happened.append("received")
        part = next(parts, b"")
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    async def send(message: MutableMapping[str, Any]) -> None:
        happened.append(f"{message['type']} {message.get('status', '')}".strip())

    scope = {
        "type": "http", "method": "POST", "path": "/answer", "raw_path": b"/answer",
        "query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 5), "headers": [(b"host", b"127.0.0.1")],
    }  # fmt: skip
    with ThreadPoolExecutor(1) as beside:  # a browser's loop may run in this thread
        beside.submit(anyio.run, asking.app, scope, receive, send).result(30)
    assert happened[:-2] == ["received"] * 5
    assert happened[-2].endswith("413")

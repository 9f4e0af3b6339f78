"""Ingest jobs: progress, cancelling, and a server that is stopped in the middle of one."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from rag.client import Client
from rag.engine import Engine
from rag.ingest import Watch
from rag.server import asked, documents, intake
from rag.server.api import create_app
from rag.server.intake import Incoming
from rag.server.jobs import Jobs
from rag.server.services import Services
from rag.store.encoder import Encoder
from rag.store.pooled import Passage, PassageVectors
from tests.fakes import HashEncoder
from tests.serving import client, free_port, live, opened

FILES = 24
PATIENCE = 60  # seconds after which a test gives up
_PARTS = (f"## Part {i}\n\nThe turtle report says {i}." for i in range(250))
LARGE = ("files", ("large.md", "\n\n".join(("# The report", *_PARTS)).encode()))
_SERVER = """
import sys, uvicorn
from pathlib import Path
from rag.engine import build_engine
from rag.server.api import create_app
from rag.settings import Settings
settings = Settings(_env_file=None, data_dir=Path(sys.argv[1]), port=int(sys.argv[2]))
with build_engine(settings) as engine:
    uvicorn.run(create_app(engine), port=settings.port, log_config=None, access_log=False)
"""


def files(count: int = FILES) -> list[tuple[str, tuple[str, bytes]]]:
    """Documents of which no two share a sentence."""
    texts = (
        "\n\n".join(f"Report {n}, finding {m}: it was {n * m}." for m in range(30))
        for n in range(count)
    )
    return [("files", (f"{n}.md", text.encode())) for n, text in enumerate(texts)]


def ended(
    asking: httpx.Client | TestClient, job: dict[str, Any], seconds: float = 90
) -> dict[str, Any]:
    """The job once its state is final."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found: dict[str, Any] = asking.get(job["url"]).json()
        if found["state"] not in {"queued", "running", "cancelling"}:
            return found
        time.sleep(0.05)
    raise AssertionError(f"still {found['state']}, {found['finished']} of {found['total']}")


def swept(engine: Engine) -> None:
    """Returns once no job keeps files; they go a moment after it is called done."""
    until = time.monotonic() + PATIENCE
    while left := list((engine.settings.data_dir / "jobs").iterdir()):
        assert time.monotonic() < until, left
        time.sleep(0.02)


@pytest.fixture
def engine(tmp_path: Path, encoder: Encoder) -> Iterator[Engine]:
    with opened(tmp_path, encoder, fill=False) as found:
        yield found


@pytest.fixture
def asking(engine: Engine) -> Iterator[TestClient]:
    with client(create_app(engine)) as found:
        yield found


class Batches:
    """Embeds without weights; of texts about turtles a batch at a time, as it is let."""

    def __init__(self) -> None:
        self._may, self._begun = threading.Semaphore(0), threading.Semaphore(0)
        self._encoder = HashEncoder()

    def encode(self, passages: Sequence[Passage]) -> list[PassageVectors]:
        if any("turtle" in passage.text for passage in passages):
            self._begun.release()
            assert self._may.acquire(timeout=PATIENCE)
        return self._encoder.encode_chunks(passages)

    def begun(self, count: int) -> None:
        """Returns when so many more batches have begun."""
        for _ in range(count):
            assert self._begun.acquire(timeout=PATIENCE)

    def let(self, count: int) -> None:
        """Lets so many more batches end."""
        self._may.release(count)


@pytest.fixture
def batches(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Batches]:
    found = Batches()
    monkeypatch.setattr(encoder, "encode_chunks", found.encode)
    yield found
    found.let(99)


def test_a_job_says_what_became_of_every_file(asking: TestClient, engine: Engine) -> None:
    sent = [*files(2), ("files", ("empty.txt", b"")), ("files", ("again.md", files(1)[0][1][1]))]
    reply = asking.post("/documents?background=true", files=sent)
    assert reply.status_code == 202
    assert reply.headers["location"] == reply.json()["url"] and reply.headers["retry-after"]
    job = ended(asking, reply.json())
    assert job["state"] == "done" and job["finished"] == job["total"] == 4
    assert [i["outcome"] for i in job["items"]] == ["added", "added", "failed", "duplicate"]
    assert job["items"][2]["reason"] and job["items"][0]["document_id"]
    assert engine.library.count() == 2
    assert [j["id"] for j in asking.get("/jobs").json()["jobs"]] == [job["id"]]
    swept(engine)


def test_what_is_large_becomes_a_job_by_itself(asking: TestClient) -> None:
    assert asking.post("/documents", files=files(6)).status_code == 202
    assert asking.post("/documents?background=false", files=files(2)).status_code in {200, 201}
    large = [("files", ("large.txt", b"Words and words. " * 130_000))]
    assert asking.post("/documents", files=large).status_code == 202


def test_a_job_that_reads_nothing_has_failed(asking: TestClient) -> None:
    sent = [("files", ("empty.txt", b"  "))]
    job = ended(asking, asking.post("/documents?background=true", files=sent).json())
    assert job["state"] == "failed" and job["items"][0]["reason"]


def test_a_replaced_version_has_its_receipt(asking: TestClient) -> None:
    asking.post("/documents", files=[("files", ("a.md", b"The bridge was opened in 1901."))])
    sent = [("files", ("a.md", b"The bridge was opened in 1902."))]
    job = ended(asking, asking.post("/documents?background=true", files=sent).json())
    assert job["items"][0]["outcome"] == "replaced"
    assert [(r["probed"], r["found"]) for r in job["receipts"]] == [(1, 0)]


def test_a_job_is_cancelled_between_two_batches(
    asking: TestClient, engine: Engine, batches: Batches
) -> None:
    engine.add(b"An older report of gazelles.", name="0.txt")
    job = asking.post("/documents?background=true", files=[LARGE, *files(2)]).json()
    second = asking.post("/documents?background=true", files=files(2)).json()
    batches.begun(1)
    seen = asking.get(job["url"]).json()
    assert seen["state"] == "running" and seen["finished"] == 0
    assert seen["items"][0]["outcome"] == "reading" and seen["items"][1]["outcome"] == "waiting"
    first = asking.post(f"{second['url']}/cancel").json()
    assert first["state"] == "cancelled" and first["items"][0]["outcome"] == "cancelled"
    for _ in range(2):  # it says so until it has ended
        assert asking.post(f"{job['url']}/cancel").json()["state"] == "cancelling"
    batches.let(1)
    found = ended(asking, job)
    assert found["state"] == "cancelled" and found["finished"] == 0
    assert [item["outcome"] for item in found["items"]] == ["cancelled"] * 3
    assert [known.source for known in engine.library.documents()] == ["0.txt"]
    reply = asking.post(f"{job['url']}/cancel")
    assert reply.status_code == 409 and reply.json()["error"]["type"] == "job_ended"


def test_what_was_added_before_a_job_is_cancelled_stays_and_is_told(
    asking: TestClient, engine: Engine, batches: Batches
) -> None:
    job = asking.post("/documents?background=true", files=[*files(1), LARGE]).json()
    batches.begun(1)
    asking.post(f"{job['url']}/cancel")
    batches.let(1)
    found = ended(asking, job)
    assert [item["outcome"] for item in found["items"]] == ["added", "cancelled"]
    assert found["items"][0]["document_id"] and found["finished"] == 1
    assert engine.library.count() == 1


def test_a_job_tells_how_far_it_is_with_a_large_file(asking: TestClient, batches: Batches) -> None:
    job = asking.post("/documents?background=true", files=[LARGE]).json()
    for number in range(3):
        batches.begun(1)
        (item,) = asking.get(job["url"]).json()["items"]
        assert (item["outcome"], item["embedded"]) == ("reading", number * 96)
        assert item["chunks"] >= 250
        batches.let(1)
    (item,) = ended(asking, job)["items"]
    assert item["outcome"] == "added" and item["chunks"] >= 250 and "embedded" not in item


def test_an_answer_says_that_documents_are_still_being_read(
    asking: TestClient, engine: Engine, batches: Batches
) -> None:
    def notes(**options: object) -> list[str]:
        reply = asking.post("/answer", json={"question": "When was the port opened?", **options})
        found: list[str] = reply.json()["notes"]
        return found

    known = engine.add(b"The port was opened in 1933.", name="port.txt").outcomes[0].document_id
    assert notes() == []
    job = asking.post("/documents?background=true", files=[LARGE]).json()
    batches.begun(1)
    one = "1 document is still being read; what it says is not in this answer."
    assert notes() == [one]
    second = asking.post("/documents?background=true", files=files(2)).json()
    assert notes() == ["3 documents are still being read; what they say is not in this answer."]
    assert notes(filters={"document_ids": [known]}) == []
    asking.post(f"{second['url']}/cancel")
    assert notes() == [one]
    batches.let(9)
    ended(asking, job)
    assert notes() == []


def test_small_changes_need_not_wait_for_a_job(asking: TestClient, batches: Batches) -> None:
    job = asking.post("/documents?background=true", files=[LARGE]).json()
    batches.begun(1)
    reply = asking.post("/documents", json={"text": "The port was opened in 1933."})
    assert reply.status_code == 201
    (item,) = reply.json()["items"]
    assert asking.delete(item["url"]).json()["found"] == 0
    assert asking.get(job["url"]).json()["state"] == "running"
    batches.let(9)
    assert ended(asking, job)["state"] == "done"


def test_a_stop_of_the_server_does_not_wait_for_a_large_file(
    engine: Engine, batches: Batches
) -> None:
    with client(create_app(engine)) as asking:
        job = asking.post("/documents?background=true", files=[LARGE]).json()
        batches.begun(1)
        services: Services = asking.app.state.services  # type: ignore[attr-defined]
        services.jobs._ending.set()
        batches.let(1)
    assert engine.library.count() == 0
    with client(create_app(engine)) as asking:
        batches.let(9)
        assert ended(asking, job)["items"][0]["outcome"] == "added"


def test_the_command_line_waits_for_its_jobs(
    engine: Engine, batches: Batches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "AT_ONCE_BYTES", 1000)
    (tmp_path / "large.md").write_bytes(LARGE[1][1])
    (tmp_path / "small.md").write_text("The port was opened in 1933.")
    with live(create_app(engine)) as address, Client(address) as talking:
        batches.let(3)
        report = talking.ingest([tmp_path / "large.md", tmp_path / "small.md"])
        assert [item["outcome"] for item in report["items"]] == ["added", "added"]
        assert report["chunks"] > 250 and report["seconds"] >= 0


def test_a_job_ends_with_the_command_that_waits_for_it(
    engine: Engine, batches: Batches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(documents, "AT_ONCE_BYTES", 1000)
    monkeypatch.setattr("rag.client.sleep", interrupted)
    (tmp_path / "large.md").write_bytes(LARGE[1][1])
    with live(create_app(engine)) as address, Client(address) as talking:
        with pytest.raises(KeyboardInterrupt):
            talking.ingest([tmp_path / "large.md"])
        batches.let(9)
    assert engine.store.jobs.list()[0].state == "cancelled"
    assert engine.library.count() == 0


def test_a_request_that_takes_too_long_changes_nothing(
    tmp_path: Path, encoder: Encoder, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unless(stop: threading.Event) -> Watch:
        threading.Thread(target=lambda: stop.wait(PATIENCE) and batches.let(1)).start()
        return original(stop)

    original = intake.unless
    monkeypatch.setattr(intake, "unless", unless)
    settings = {"fill": False, "request_timeout": 0.3}
    with opened(tmp_path, encoder, **settings) as engine, client(create_app(engine)) as asking:  # type: ignore[arg-type]
        reply = asking.post("/documents?background=false", files=[LARGE])
        assert reply.status_code == 503 and reply.headers["retry-after"]
        assert reply.json()["error"]["type"] == "timeout"
        assert "nothing was changed" in reply.json()["error"]["message"]
        assert engine.library.count() == 0


def test_a_request_that_is_called_off_tells_what_it_has_added(
    engine: Engine, batches: Batches
) -> None:
    stop = threading.Event()
    items = [
        Incoming(name, asked.About(), file=io.BytesIO(data))
        for _, (name, data) in (*files(1), LARGE, *files(1))
    ]
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(intake.take_all, engine, None, items, stop)
        batches.begun(1)
        stop.set()
        batches.let(1)
        report = found.result(PATIENCE)
    assert [item.outcome for item in report.items] == ["added", "skipped", "skipped"]
    assert engine.library.count() == 1


def test_no_such_job(asking: TestClient) -> None:
    assert asking.get("/jobs/nothing").status_code == 404
    assert asking.post("/jobs/nothing/cancel").status_code == 404


def test_half_of_an_upload_is_never_worked_on(engine: Engine) -> None:
    """A stop while files were being copied leaves no job that would run without them."""
    services: Services = create_app(engine).state.services
    jobs: Jobs = services.jobs

    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError("the disk is gone")

    before = set(threading.enumerate())
    with pytest.raises(OSError, match="disk"):
        jobs.add([Incoming("a.md", asked.About(), file=Broken())])
    jobs.start()
    jobs.stop()
    assert [job.state for job in jobs.list(10)] == ["failed"]
    assert not list((engine.settings.data_dir / "jobs").iterdir())
    assert not any(t.name == "rag-jobs" for t in set(threading.enumerate()) - before)


@contextmanager
def process(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(folder), str(port)], env=dict(os.environ)
    )
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            assert started.poll() is None, "the server ended"
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=2).is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.wait()


def test_another_process_goes_on_where_this_one_stopped(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, fill=False) as engine, client(create_app(engine)) as asking:
        job = asking.post("/documents?background=true", files=files(8)).json()
        _after(asking, job, 1)
    with opened(tmp_path, encoder, fill=False) as engine:
        assert engine.library.count() < 8
        with client(create_app(engine)) as asking:
            found = ended(asking, job)
            assert found["state"] == "done" and found["finished"] == 8
        assert engine.library.count() == 8


@pytest.mark.slow
def test_stopped_in_the_middle_twice_and_nothing_twice(tmp_path: Path) -> None:
    """SIGKILL, then SIGTERM, both in the middle of one job; the third process finishes it."""
    port = free_port()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as asking:
        with process(tmp_path, port) as server:
            job = asking.post("/documents?background=true", files=files()).json()
            first = _after(asking, job, 2)
            server.send_signal(signal.SIGKILL)
            server.wait()
        with process(tmp_path, port) as server:
            assert asking.get(job["url"]).json()["finished"] >= first
            second = _after(asking, job, first + 2)
            server.send_signal(signal.SIGTERM)
            server.wait(60)
        with process(tmp_path, port):
            assert second < FILES
            found = ended(asking, job)
            assert found["state"] == "done" and found["finished"] == FILES
            assert {item["outcome"] for item in found["items"]} <= {"added", "unchanged"}
            documents = asking.get("/documents", params={"limit": 200}).json()
            assert documents["total"] == FILES
            assert len({d["source"] for d in documents["documents"]}) == FILES
            for item in found["items"]:
                passages = asking.get(item["url"]).json()["passages"]
                assert passages and len({p["id"] for p in passages}) == len(passages)
            hits = asking.post("/search", json={"question": "Report 7, finding 11", "top_k": 20})
            ids = [hit["chunk_id"] for hit in hits.json()["results"]]
            assert ids and len(set(ids)) == len(ids)


def _after(asking: httpx.Client | TestClient, job: dict[str, Any], finished: int) -> int:
    """Waits until so many items are done; how many are."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        done: int = asking.get(job["url"]).json()["finished"]
        if done >= finished:
            return done
        time.sleep(0.01)
    raise AssertionError("the job does not move")

"""Ingests that go on after their request, one at a time, and after a restart of the server.

What was sent is on the disk before the request is answered; after each item the job's progress
is stored. An item that is cancelled or stopped in its middle has added nothing; a stop repeats
it at the next start, which adds nothing twice: a document's id is a hash of its source and text.
"""

import logging
import os
import shutil
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from rag.errors import NotFound
from rag.server import asked, intake
from rag.server.failures import Problem, as_problem
from rag.server.fetch import Fetcher
from rag.server.gate import Stopped
from rag.server.intake import Incoming
from rag.server.observe import Metrics
from rag.server.wire_documents import Item, Job, Receipt
from rag.store import records

if TYPE_CHECKING:
    from rag.engine import Engine

log = logging.getLogger("rag.server")
KIND = "ingest"
OPEN = ("queued", "running")
CANCELLING = "cancelling"  # until its worker has noticed
SHOWN = 1000


class Jobs:
    """The queue of one server. ``start`` goes on with what an earlier process left."""

    def __init__(
        self, engine: "Engine", stored: records.Jobs, fetcher: Fetcher | None, metrics: Metrics
    ) -> None:
        self._engine, self._stored = engine, stored
        self._fetcher, self._metrics = fetcher, metrics
        self._spool = engine.settings.data_dir / "jobs"
        self._state = threading.Lock()
        self._wake, self._ending = threading.Event(), threading.Event()
        self._worker: threading.Thread | None = None
        # Of the item under way: its job and place, its chunks embedded so far, and all of them.
        self._under_way: tuple[str, int, int | None, int | None] | None = None

    def start(self) -> None:
        """Begin to work."""
        self._sweep()
        self._wake.set()
        self._ending.clear()
        self._worker = threading.Thread(target=self._work, name="rag-jobs", daemon=True)
        self._worker.start()

    def stop(self) -> None:
        """End between two batches; what is not done stays queued for the next start."""
        self._ending.set()
        self._wake.set()
        if self._worker:
            self._worker.join()

    def add(self, items: Sequence[Incoming]) -> Job:
        """Store what was sent and queue it."""
        payload = [
            {"name": item.name, "url": item.url, "about": about_json(item.about)} for item in items
        ]
        job = self._stored.add(KIND, {"items": payload}, state="arriving")
        folder = self._spool / job.id
        folder.mkdir(parents=True)
        for number, item in enumerate(items):
            if item.file is not None:
                _keep(item.file, folder / str(number))
        _sync(folder)
        _sync(self._spool)
        self._stored.update(job.id, state="queued")
        self._wake.set()
        return self.get(job.id)

    def get(self, job_id: str) -> Job:
        """One job. Raises NotFound."""
        return self._told(self._row(job_id))

    def list(self, limit: int) -> list[Job]:
        """The latest first."""
        return [self._told(row) for row in self._stored.list(limit=limit) if row.kind == KIND]

    def cancel(self, job_id: str) -> Job:
        """Leave what is not done. Raises NotFound, and Problem 409 where it has ended.

        One that runs is ``cancelling`` until its worker has come to the end of a batch.
        """
        with self._state:
            row = self._row(job_id)
            if row.state not in (*OPEN, CANCELLING):
                raise Problem(409, "job_ended", f"The job is {row.state} already.")
            self._stored.update(job_id, state="cancelled" if row.state == "queued" else CANCELLING)
        if row.state == "queued":  # one that runs is cleared away by its worker
            self._forget(job_id, _items(row))
            shutil.rmtree(self._spool / job_id, ignore_errors=True)
        return self.get(job_id)

    def waiting(self) -> int:
        """How many files, texts and URLs are yet to be read."""
        rows = [row for state in OPEN for row in self._stored.list(state=state, limit=SHOWN)]
        return sum(item.outcome == "waiting" for row in rows for item in _items(row))

    def open(self) -> int:
        """How many are queued or running."""
        return sum(
            len(self._stored.list(state=state, limit=SHOWN)) for state in (*OPEN, CANCELLING)
        )

    def _told(self, row: records.Job) -> Job:
        items = list(_items(row))
        finished = sum(item.outcome != "waiting" for item in items)
        if row.state == "cancelled":
            items = [_cancelled(item) if item.outcome == "waiting" else item for item in items]
        elif (now := self._under_way) and now[0] == row.id:
            _, number, embedded, chunks = now
            if items[number].outcome == "waiting":
                items[number] = items[number].model_copy(
                    update={"outcome": "reading", "embedded": embedded, "chunks": chunks}
                )
        return Job(
            id=row.id,
            state="queued" if row.state == "arriving" else row.state,
            created=row.created,
            updated=row.updated,
            total=len(items),
            finished=finished,
            items=tuple(items),
            receipts=tuple(Receipt.model_validate(r) for r in row.progress.get("receipts", ())),
            url=f"/jobs/{row.id}",
        )

    def _row(self, job_id: str) -> records.Job:
        row = self._stored.get(job_id)
        if row is None or row.kind != KIND:
            raise NotFound(f"No job {job_id!r}. GET /jobs lists them.")
        return row

    def _sweep(self) -> None:
        """Drop what no job needs any more: uploads that never fully arrived, and finished ones."""
        for row in self._stored.list(state="arriving", limit=SHOWN):
            self._stored.update(row.id, state="failed")
        for row in self._stored.list(state=CANCELLING, limit=SHOWN):
            self._stored.update(row.id, state="cancelled")
            self._forget(row.id, _items(row))
        wanted = {row.id for state in OPEN for row in self._stored.list(state=state, limit=SHOWN)}
        for folder in self._spool.glob("*"):
            if folder.name not in wanted:
                shutil.rmtree(folder, ignore_errors=True)

    def _work(self) -> None:
        while not self._ending.is_set():
            self._wake.wait()
            self._wake.clear()
            while (row := self._next()) and not self._ending.is_set():
                self._run(row)

    def _next(self) -> records.Job | None:
        """The job that was begun, or else the oldest that waits."""
        for state in reversed(OPEN):
            if rows := self._stored.list(state=state, limit=SHOWN):
                return rows[-1]
        return None

    def _run(self, row: records.Job) -> None:
        self._pass_on(row.id, "queued", "running")
        items, receipts = list(_items(row)), list(row.progress.get("receipts", ()))
        for number, sent in enumerate(row.payload["items"]):
            if items[number].outcome != "waiting":
                continue
            self._under_way = row.id, number, None, None
            try:
                self._go_on(row.id)
                items[number], more = self._take_in(row.id, number, sent)
            except Stopped:
                break
            finally:
                self._under_way = None
            # A record stays; the title of what was replaced does not.
            receipts += [{**receipt.model_dump(mode="json"), "title": ""} for receipt in more]
            done = [item.model_dump(mode="json") for item in items]
            self._stored.update(row.id, progress={"items": done, "receipts": receipts})
        left = any(item.outcome == "waiting" for item in items)
        failed = all(item.outcome == "failed" for item in items)
        ended = "failed" if failed else "done"
        self._pass_on(row.id, CANCELLING, "cancelled" if left else ended)
        if not left:
            self._pass_on(row.id, "running", ended)
        state = self._row(row.id).state
        if state in OPEN:  # the server stops
            return
        self._forget(row.id, items)
        log.info("job ended", extra={"job": row.id, "state": state})
        shutil.rmtree(self._spool / row.id, ignore_errors=True)

    def _pass_on(self, job_id: str, before: str, after: str) -> None:
        """From one state to the next, unless it was cancelled meanwhile."""
        with self._state:
            if self._row(job_id).state == before:
                self._stored.update(job_id, state=after)

    def _forget(self, job_id: str, items: Sequence[Item]) -> None:
        """Keep of an ended job what became of it, and nothing of what was sent."""
        kept = {**self._row(job_id).progress, "items": [i.model_dump(mode="json") for i in items]}
        self._stored.update(job_id, progress=kept, payload={})

    def _go_on(self, job_id: str) -> None:
        """Raises Stopped where this job has to end."""
        if self._ending.is_set() or self._row(job_id).state != "running":
            raise Stopped

    def _take_in(
        self, job_id: str, number: int, sent: dict[str, Any]
    ) -> tuple[Item, tuple[Receipt, ...]]:
        def watch(embedded: int, chunks: int) -> None:
            self._under_way = job_id, number, embedded, chunks
            self._go_on(job_id)

        path = self._spool / job_id / str(number)
        about = asked.About.model_validate(sent["about"])
        name = about.source or sent["name"]
        with ExitStack() as files:
            try:
                file = None if sent["url"] else files.enter_context(path.open("rb"))
                item = Incoming(sent["name"], about, file=file, url=sent["url"])
                report = intake.take_in(self._engine, self._fetcher, item, watch)
            except Stopped:
                raise
            except Exception as error:  # one bad file must not end the worker
                problem = as_problem(error)
                if problem.status >= 500:
                    log.error("job item failed", exc_info=error, extra={"state": "failed"})
                return Item(source=name, outcome="failed", reason=problem.message), ()
        self._metrics.took_in(report)
        return report.items[0], report.receipts


def about_json(about: asked.About) -> dict[str, Any]:
    """The fields of ``About`` alone, also of a request that has more."""
    return about.model_dump(mode="json", include=set(asked.About.model_fields))


def _items(row: records.Job) -> Sequence[Item]:
    if stored := row.progress.get("items"):
        return [Item.model_validate(item) for item in stored]
    return [
        Item(source=sent["about"].get("source") or sent["name"], outcome="waiting")
        for sent in row.payload["items"]
    ]


def _cancelled(item: Item) -> Item:
    return item.model_copy(update={"outcome": "cancelled"})


def _keep(file: IO[bytes], path: Path) -> None:
    """A copy on the disk, for good."""
    file.seek(0)
    with path.open("xb") as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        os.fsync(copy.fileno())


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Talks to a running server: what commands use when a server owns the data directory.

Every method returns the JSON that the API sends; a refusal is a RagError with its one line.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Any, Self

import httpx

from rag.errors import (
    EMPTY_QUESTION,
    AnswererUnavailable,
    InvalidQuestion,
    NotFound,
    RagError,
    ReadError,
    StoreError,
)
from rag.ingest import Outcome, Progress, Status, Step, gone_from
from rag.reading.load import Found, discover
from rag.reading.roots import Roots, name_roots
from rag.schema import Filters

Json = dict[str, Any]

_ERRORS: dict[str, type[RagError]] = {
    "invalid_question": InvalidQuestion,
    "not_found": NotFound,
    "unreadable_file": ReadError,
    "too_large": ReadError,
    "answerer_unavailable": AnswererUnavailable,
    "store_unavailable": StoreError,
}
_PAGE = 200
_UNDER_WAY = ("queued", "running", "cancelling")
_PAUSE = 0.2  # seconds between two looks at a job


class Client:
    """The server at ``url``; use as a context manager.

    ``key``: an API key, where it wants one. ``folder``: its data directory, where the names of
    folders that were sent are remembered.
    """

    def __init__(
        self, url: str, key: str | None = None, *, folder: Path | None = None, timeout: float = 600
    ) -> None:
        self._folder = folder
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # A proxy of the environment has no business between two processes of one machine.
        self._http = httpx.Client(
            base_url=url,
            headers=headers,
            timeout=httpx.Timeout(timeout, connect=5),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def answer(
        self,
        question: str,
        *,
        filters: Filters = Filters(),  # noqa: B008  # frozen
        top_k: int | None = None,
        answerer: str | None = None,
    ) -> Json:
        """``POST /answer``."""
        asking = _asking(question, filters, top_k)
        return self._call("POST", "/answer", json={**asking, "answerer": answerer})

    def search(
        self,
        question: str,
        *,
        filters: Filters = Filters(),  # noqa: B008  # frozen
        top_k: int | None = None,
    ) -> Json:
        """``POST /search``."""
        return self._call("POST", "/search", json=_asking(question, filters, top_k))

    def documents(self) -> list[Json]:
        """Every document, all pages of ``GET /documents``."""
        found: list[Json] = []
        while True:
            page = self._call("GET", "/documents", params={"limit": _PAGE, "offset": len(found)})
            found += page["documents"]
            if len(found) >= page["total"] or not page["documents"]:
                return found

    def document(self, document_id: str) -> Json:
        """``GET /documents/{id}``."""
        return self._call("GET", f"/documents/{document_id}")

    def remove(self, document_id: str) -> Json:
        """``DELETE /documents/{id}``: its receipt."""
        return self._call("DELETE", f"/documents/{document_id}")

    def ingest(
        self, paths: Sequence[Path], *, prune: bool = False, progress: Progress | None = None
    ) -> Json:
        """Send files, each in a request of its own; the report is as of one ``POST /documents``.

        ``prune`` removes documents that came from these folders and are no longer there.
        """
        stored = {known["source"]: known["id"] for known in self.documents()}
        names = Roots(self._folder).name(paths, stored) if self._folder else name_roots(paths)
        entries = list(discover(paths, names))
        gone = gone_from(paths, names, entries, stored) if prune else []
        total, items, chunks, seconds = len(entries) + len(gone), list[Json](), 0, 0.0

        def done(more: list[Json]) -> None:
            items.extend(more)
            if progress is not None:
                last = more[-1]
                progress(Step(len(items), total, Outcome(last["source"], Status(last["outcome"]))))

        for entry in entries:
            if isinstance(entry, Found):
                report = self._send(entry)
                chunks, seconds = chunks + report["chunks"], seconds + report["seconds"]
                done(report["items"])
            else:
                done([_item(str(entry.path), "skipped", entry.reason)])
        for source in gone:
            self.remove(stored[source])
            done([_item(source, "removed", "it is no longer there")])
        return {"items": items, "chunks": chunks, "seconds": seconds, "receipts": []}

    def _send(self, found: Found) -> Json:
        try:
            with found.path.open("rb") as file:
                told = self._call(
                    "POST",
                    "/documents",
                    files={"files": (found.path.name, file)},
                    data={"source": found.source},
                )
            return self._job_end(told) if "state" in told else told
        except (ReadError, OSError) as error:
            failed = _item(found.source, "failed", str(error))
            return {"items": [failed], "chunks": 0, "seconds": 0.0}

    def _job_end(self, job: Json) -> Json:
        """The report of a job once it has ended; it ends with us."""
        try:
            while job["state"] in _UNDER_WAY:
                sleep(_PAUSE)
                job = self._call("GET", job["url"])
        except BaseException:
            with suppress(RagError):
                self._call("POST", f"{job['url']}/cancel")
            raise
        items = [
            _item(item["source"], "skipped", "its job was cancelled")
            if item["outcome"] == "cancelled"
            else item
            for item in job["items"]
        ]
        chunks = sum(item.get("chunks", 0) for item in items)
        return {"items": items, "chunks": chunks, "seconds": job["updated"] - job["created"]}

    def _call(self, method: str, path: str, **options: Any) -> Json:
        try:
            reply = self._http.request(method, path, **options)
            told: Json = reply.json()
        except (httpx.HTTPError, ValueError) as error:
            raise StoreError(
                f"The server at {self._http.base_url} does not answer ({type(error).__name__}). "
                "Is it still running?"
            ) from error
        if reply.is_success:
            return told
        failure = told.get("error", {})
        kind = _ERRORS.get(failure.get("type", ""), RagError)
        raise kind(failure.get("message", f"The server answered {reply.status_code}."))


def _asking(question: str, filters: Filters, top_k: int | None) -> Json:
    if not question.strip():
        raise InvalidQuestion(EMPTY_QUESTION)
    return {
        "question": question,
        "top_k": top_k,
        "filters": {
            "document_ids": filters.document_ids,
            "publishers": filters.publishers,
            "languages": filters.languages,
            "published_from": filters.published_from and filters.published_from.isoformat(),
            "published_to": filters.published_to and filters.published_to.isoformat(),
        },
    }


def _item(source: str, outcome: str, reason: str) -> Json:
    return {"source": source, "outcome": outcome, "reason": reason}

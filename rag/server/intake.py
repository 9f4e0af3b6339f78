"""From a request to a document: reads what was sent, names it, hands it to the engine."""

import hashlib
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeVar

from fastapi import Request
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.datastructures import UploadFile

from rag.errors import ReadError
from rag.ingest import Watch
from rag.reading.load import Given
from rag.reading.names import safe_source
from rag.schema import Chunk
from rag.server import asked
from rag.server.failures import Detail, Problem, detail
from rag.server.fetch import Fetcher
from rag.server.gate import Stopped
from rag.server.wire_documents import IngestReport, Item, Receipt

if TYPE_CHECKING:
    from rag.engine import Engine

AnyAbout = TypeVar("AnyAbout", bound=asked.About)

MAX_PROBES = 20  # chunks of a replaced version that are searched for
_GIVEN = ("title", "publisher", "author", "published", "language")
_PART = 10_000  # bytes of a form field that is no file


@dataclass(frozen=True, slots=True)
class Incoming:
    """One document on its way in: a file that was sent, or a URL to fetch."""

    name: str
    about: asked.About
    file: IO[bytes] | None = None
    url: str | None = None
    size: int = 0


async def incoming(request: Request) -> list[Incoming]:
    """What a request to add documents brings; raises Problem 413, 415 or 422."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _from_form(request)
    if kind == "application/json":
        return [_from_json(await request.body())]
    raise Problem(
        415, "unsupported_media_type", "Send multipart/form-data with files, or application/json."
    )


async def _from_form(request: Request) -> list[Incoming]:
    form = await request.form(max_files=asked.MAX_FILES, max_fields=20, max_part_size=_PART)
    fields: dict[str, object] = {}
    files: list[UploadFile] = []
    for name, value in form.multi_items():
        if name == "files" and isinstance(value, UploadFile):
            files.append(value)
        elif isinstance(value, UploadFile):
            raise _missing(f"body.{name}", "Send a file in a field named `files`.")
        else:
            fields[name] = value
    about = _checked(asked.About, fields)
    if not files:
        raise _missing("body.files", "Send at least one file, in fields named `files`.")
    if len(files) > 1 and (about.source or about.title):
        raise _missing("body.source", "A title or a source is of one file: send it alone.")
    return [
        Incoming(safe_source(file.filename or ""), about, file=file.file, size=file.size or 0)
        for file in files
    ]


def _from_json(data: bytes) -> Incoming:
    try:
        value = from_json(data)
    except ValueError as error:
        raise _missing("body", f"This is not JSON: {str(error)[:200]}") from error
    if isinstance(value, dict) and "url" in value:
        page = _checked(asked.NewUrl, value)
        return Incoming(page.url, page, url=page.url)
    sent = _checked(asked.NewText, value)
    text = sent.text.encode("utf-8", "replace")
    name = f"text-{hashlib.sha256(text).hexdigest()[:12]}.md"
    return Incoming(name, sent, file=io.BytesIO(text), size=len(text))


def _checked(model: type[AnyAbout], fields: object) -> AnyAbout:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise _unusable(error, model) from error


def _unusable(error: ValidationError, model: type[asked.About]) -> Problem:
    taken = {"body": model}
    details = [detail(dict(found), "body", taken=taken) for found in error.errors()[:20]]
    first = details[0]
    return Problem(422, "invalid_request", f"{first.where}: {first.message}", details=details)


def _missing(where: str, message: str) -> Problem:
    return Problem(422, "invalid_request", message, details=[Detail(where=where, message=message)])


def unless(stop: threading.Event) -> Watch:
    """Calls a document off between batches once ``stop`` is set, by raising Stopped."""

    def watch(embedded: int, chunks: int) -> None:
        if stop.is_set():
            raise Stopped

    return watch


def take_in(
    engine: "Engine",
    fetcher: Fetcher | None,
    item: Incoming,
    watch: Watch,
    *,
    source: str | None = None,
) -> IngestReport:
    """Give one document to the engine. Raises ReadError, and Problem where URLs are off.

    What ``watch`` raises between batches of chunks calls it off, and nothing is stored.
    """
    name = item.name
    if item.url is not None:
        if fetcher is None:
            raise Problem(403, "url_ingest_off", "Adding by URL is switched off on this server.")
        fetched = fetcher.fetch(item.url)
        data, name = fetched.data, fetched.name
    else:
        assert item.file is not None  # noqa: S101  # a file or a URL, by construction
        item.file.seek(0)
        data = item.file.read()
    source = safe_source(source or item.about.source or item.name)
    before = engine.library.holder(source=source)
    chunks = engine.library.chunks_of(before.document_id) if before else []
    about = engine.library.provenance([before.document_id]) if before else {}
    given = Given(**{name: getattr(item.about, name) for name in _GIVEN})
    report = engine.add(data, name=name, source=source, given=given, watch=watch)
    # The same text with another title or date stays the document it was: nothing is removed.
    replaced = any(
        found.status.value == "replaced" and found.document_id not in about
        for found in report.outcomes
    )
    receipts = [
        _receipt(engine, chunks, was.title) for was in about.values() if chunks and replaced
    ]
    return IngestReport.of(report, receipts)


def _receipt(engine: "Engine", chunks: Sequence[Chunk], title: str) -> Receipt:
    """What is left of a version that was replaced: a search for each of its first chunks."""
    document_id = chunks[0].document_id
    left = engine.library.chunks(chunk.id for chunk in chunks)
    probed = chunks[:MAX_PROBES]
    found = sum(
        any(hit.chunk.document_id == document_id for hit in engine.search(_probe(chunk), top_k=20))
        for chunk in probed
    )
    return Receipt(
        document_id=document_id,
        title=title,
        removed={"chunks": len(chunks) - len(left)},
        probed=len(probed),
        found=found,
    )


def _probe(chunk: Chunk) -> str:
    return chunk.text[: asked.MAX_QUESTION]


def take_all(
    engine: "Engine", fetcher: Fetcher | None, items: Sequence[Incoming], stop: threading.Event
) -> IngestReport:
    """Give several documents to the engine; where all of them fail, that is raised.

    Once ``stop`` is set the rest is left out; Stopped where nothing was changed by then.
    """
    reports: list[IngestReport] = []
    failures: list[ReadError] = []
    for number, item in enumerate(items):
        try:
            if stop.is_set():
                raise Stopped
            reports.append(take_in(engine, fetcher, item, unless(stop)))
        except Stopped:
            if len(failures) == len(reports):
                raise
            reports.append(IngestReport(items=tuple(map(_left_out, items[number:]))))
            break
        except ReadError as error:
            failures.append(error)
            reports.append(IngestReport(items=(failed(item, str(error)),)))
    outcomes = [item for report in reports for item in report.items]
    if outcomes and all(item.outcome == "failed" for item in outcomes):
        raise failures[0] if len(failures) == len(items) == 1 else nothing_read(outcomes)
    return IngestReport(
        items=tuple(outcomes),
        chunks=sum(report.chunks for report in reports),
        seconds=sum(report.seconds for report in reports),
        receipts=tuple(receipt for report in reports for receipt in report.receipts),
    )


def failed(item: Incoming, reason: str) -> Item:
    """What is told of an item that could not be read."""
    return Item(source=item.about.source or item.name, outcome="failed", reason=reason)


def _left_out(item: Incoming) -> Item:
    reason = "the request took too long; send it again"
    return Item(source=item.about.source or item.name, outcome="skipped", reason=reason)


def nothing_read(items: Sequence[Item]) -> Problem:
    """For a request of which nothing could be read."""
    details = [Detail(where=item.source, message=item.reason or "") for item in items]
    return Problem(422, "unreadable_file", details[0].message, details=details)


def total_size(items: Sequence[Incoming]) -> int:
    """Bytes that were sent."""
    return sum(item.size for item in items)

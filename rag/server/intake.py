"""From a request to a document: reads what was sent, names it, hands it to the engine."""

import hashlib
import io
import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING, TypeVar

from fastapi import Request
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.datastructures import UploadFile

from rag.errors import ReadError
from rag.reading.load import Given
from rag.server import asked, wire_documents
from rag.server.failures import Detail, Problem, detail
from rag.server.fetch import Fetcher

if TYPE_CHECKING:
    from rag.engine import Engine

AnyAbout = TypeVar("AnyAbout", bound=asked.About)

MAX_NAME = 255
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
        elif value != "":
            fields[name] = value
    about = _checked(asked.About, fields)
    if not files:
        raise _missing("body.files", "Send at least one file, in fields named `files`.")
    if len(files) > 1 and (about.source or about.title):
        raise _missing("body.source", "A title or a source is of one file: send it alone.")
    return [
        Incoming(tidy_name(file.filename or ""), about, file=file.file, size=file.size or 0)
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
        raise _unusable(error) from error


def _unusable(error: ValidationError) -> Problem:
    details = [detail(dict(found), "body") for found in error.errors()[:20]]
    first = details[0]
    return Problem(422, "invalid_request", f"{first.where}: {first.message}", details=details)


def _missing(where: str, message: str) -> Problem:
    return Problem(422, "invalid_request", message, details=[Detail(where=where, message=message)])


def tidy_name(name: str) -> str:
    """A file's name as text to show: no folders, no control or bidi characters, at most 255.

    It never becomes a path.
    """
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    kept = re.sub(r"\s+", " ", kept).strip()
    if len(kept) > MAX_NAME:
        stem, dot, suffix = kept.rpartition(".")
        kept = (stem[: MAX_NAME - len(suffix) - 1] + dot + suffix if dot else kept)[-MAX_NAME:]
    return kept if kept.strip(". ") else "unnamed"


def take_in(
    engine: "Engine", fetcher: Fetcher | None, item: Incoming, *, source: str | None = None
) -> wire_documents.IngestReport:
    """Give one document to the engine. Raises ReadError, and Problem where URLs are off."""
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
    about = item.about
    report = engine.add(
        data,
        name=name,
        source=source or about.source or item.name,
        given=Given(
            title=about.title,
            publisher=about.publisher,
            author=about.author,
            published=about.published,
            language=about.language,
        ),
    )
    return wire_documents.IngestReport.of(report)


def take_all(
    engine: "Engine", fetcher: Fetcher | None, items: Sequence[Incoming], stop: threading.Event
) -> wire_documents.IngestReport:
    """Give several documents to the engine; where all of them fail, the first failure is raised."""
    reports: list[wire_documents.IngestReport] = []
    failures: list[ReadError] = []
    for item in items:
        if stop.is_set():
            break
        try:
            reports.append(take_in(engine, fetcher, item))
        except ReadError as error:
            failures.append(error)
            failed = wire_documents.Item(
                source=item.about.source or item.name, outcome="failed", reason=str(error)
            )
            reports.append(wire_documents.IngestReport(items=(failed,)))
    if len(failures) == len(items):
        raise failures[0]
    return wire_documents.IngestReport(
        items=tuple(item for report in reports for item in report.items),
        chunks=sum(report.chunks for report in reports),
        seconds=sum(report.seconds for report in reports),
        receipts=tuple(receipt for report in reports for receipt in report.receipts),
    )


def total_size(items: Sequence[Incoming]) -> int:
    """Bytes that were sent."""
    return sum(item.size for item in items)

"""The library over HTTP: add, list, read, replace, remove."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Security
from fastapi.responses import HTMLResponse, JSONResponse, Response

from rag.errors import NotFound
from rag.server import asked, intake, pages, wire_documents
from rag.server.access import READ, WRITE, needs
from rag.server.failures import Problem, responses
from rag.server.services import Services

AT_ONCE_BYTES = 500_000  # what is larger becomes a job: of text, half a minute to embed
AT_ONCE_FILES = 5

DocumentId = Annotated[
    str, Path(max_length=200, description="The document's id.", examples=["0f3a9c1d2b4e5f60"])
]
_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["files"],
    "additionalProperties": False,
    "properties": {
        "files": {
            "type": "array",
            "minItems": 1,
            "maxItems": asked.MAX_FILES,
            "items": {"type": "string", "format": "binary"},
            "description": "PDF, DOCX, HTML, Markdown or text.",
        },
    },
}


def _body(*kinds: type[asked.About], files: bool = True) -> dict[str, Any]:
    """The request body of a route that parses it by itself, for OpenAPI."""
    # A form has no null: a field that is not known is left out.
    about = {
        name: {**field, **field["anyOf"][0], "anyOf": None}
        for name, field in asked.About.model_json_schema()["properties"].items()
    }
    about = {n: {k: v for k, v in f.items() if v is not None} for n, f in about.items()}
    form = {**_FORM, "properties": {**_FORM["properties"], **about}}
    schemas = [kind.model_json_schema() for kind in kinds]
    content: dict[str, Any] = {
        "application/json": {
            "schema": {"anyOf": schemas},
            "examples": {
                "text": {
                    "value": {"text": "# Minutes\n\nThe vote was 7 to 2.", "title": "Minutes"}
                },
                "url": {"value": {"url": "https://example.org/report.html"}},
            },
        },
        "multipart/form-data": {"schema": form},
    }
    return {"requestBody": {"required": True, "content": content}}


def router(services: Services) -> APIRouter:
    """Reading needs a key of scope read, changing one of scope write."""
    routes = APIRouter(tags=["Documents"])
    _reading(routes, services)
    _changing(routes, services)
    return routes


def _reading(routes: APIRouter, services: Services) -> None:
    library = services.engine.library
    read = [Security(needs(services.keys), scopes=[READ])]

    @routes.get(
        "/documents",
        operation_id="list_documents",
        summary="List documents",
        dependencies=read,
        responses=responses(),
    )
    def list_documents(listing: Annotated[asked.Listing, Query()]) -> wire_documents.DocumentList:
        """Those that answer questions, by title. `filters` as in `POST /answer`."""
        filters = listing.filters()
        found = library.documents(
            filters, limit=listing.limit, offset=listing.offset, query=listing.q
        )
        return wire_documents.DocumentList(
            documents=tuple(
                wire_documents.DocumentSummary.of(p, library.count_chunks([p.document_id]))
                for p in found
            ),
            total=len(library.documents(filters, query=listing.q)),
            offset=listing.offset,
            limit=listing.limit,
        )

    @routes.get(
        "/documents/{document_id}",
        operation_id="get_document",
        summary="Read a document",
        response_model=wire_documents.Document,
        dependencies=read,
        responses={
            **responses(404),
            200: {
                "description": "The document; for a browser, a page.",
                "content": {"text/html": {"schema": {"type": "string"}}},
            },
        },
    )
    def get_document(request: Request, document_id: DocumentId) -> Response:
        """Its text, pages and chunks. All offsets anywhere point into this `text`.

        A browser (`Accept: text/html`) gets a plain page on which `#char=start,end` is highlighted.
        """
        document = library.document(document_id)
        if pages.wants_html(request.headers.get("accept", "")):
            page = pages.document_page(document)
            return HTMLResponse(page.html, headers={**page.headers, "Vary": "Accept"})
        told = wire_documents.Document.read(document, library.chunks_of(document_id))
        return Response(
            told.model_dump_json(), media_type="application/json", headers={"Vary": "Accept"}
        )

    @routes.get(
        "/documents/{document_id}/original",
        operation_id="get_original",
        summary="Download the file as it was added",
        response_class=Response,
        dependencies=read,
        responses={
            **responses(404),
            200: {
                "description": "The file, always as an attachment.",
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                },
            },
        },
    )
    def get_original(document_id: DocumentId) -> Response:
        """The bytes as they came, before any reading or cleaning."""
        original = library.original(document_id)
        if original is None:
            raise NotFound(f"Document {document_id!r} has no stored original.")
        # Never its own type: a stored page must not run as a page of ours.
        name = quote(original.name, safe="")
        return Response(
            original.data,
            media_type="application/octet-stream",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )


def _changing(routes: APIRouter, services: Services) -> None:
    write = [Security(needs(services.keys), scopes=[WRITE])]

    @routes.post(
        "/documents",
        operation_id="add_documents",
        summary="Add files, a text or a URL",
        response_model=wire_documents.IngestReport,
        status_code=201,
        dependencies=write,
        openapi_extra=_body(asked.NewText, asked.NewUrl),
        responses={
            **responses(400, 413, 415, 429),
            200: {
                "model": wire_documents.IngestReport,
                "description": "Nothing is new: all of it was there already.",
            },
            202: {
                "model": wire_documents.Job,
                "description": "Large, or asked for: a job goes on with it; see `Location`.",
            },
        },
    )
    async def add_documents(
        request: Request,
        background: Annotated[
            bool | None, Query(description="True: as a job; false: now; left out: by size.")
        ] = None,
    ) -> Response:
        """The answer comes when the documents can be asked about.

        The same `source` with other content replaces the document; with the same content nothing
        happens. One file of several may fail while the others are added. 503 `timeout` means that
        nothing was added; a large file is better sent as a job.
        """
        items = await intake.incoming(request)
        if background is None:
            background = len(items) > AT_ONCE_FILES or intake.total_size(items) > AT_ONCE_BYTES
        if background:
            job = await services.writing.change(lambda _: services.jobs.add(items), request)
            return JSONResponse(
                job.model_dump(mode="json"), 202, headers={"Location": job.url, "Retry-After": "1"}
            )
        report = await services.writing.change(
            lambda stop: intake.take_all(services.engine, services.fetcher, items, stop), request
        )
        services.metrics.took_in(report)
        new = any(item.outcome in {"added", "replaced"} for item in report.items)
        return JSONResponse(report.model_dump(mode="json"), 201 if new else 200)

    @routes.put(
        "/documents/{document_id}",
        operation_id="replace_document",
        summary="Replace a document by a new version",
        dependencies=write,
        openapi_extra=_body(asked.NewText, asked.NewUrl),
        responses=responses(400, 404, 413, 415, 429),
    )
    async def replace_document(
        request: Request, document_id: DocumentId
    ) -> wire_documents.IngestReport:
        """One file, text or URL in the place of a document; it keeps its source.

        The old version stops answering in the moment the new one begins to; `receipts` says what
        was removed of it. The new version has an id of its own.
        """
        items = await intake.incoming(request)
        if len(items) != 1:
            raise Problem(422, "invalid_request", "A document is replaced by exactly one other.")
        source = services.engine.library.document(document_id).source
        report = await services.writing.change(
            lambda stop: intake.take_in(
                services.engine, services.fetcher, items[0], intake.unless(stop), source=source
            ),
            request,
        )
        services.metrics.took_in(report)
        if report.items[0].outcome == "failed":
            raise intake.nothing_read(report.items)
        return report

    @routes.delete(
        "/documents/{document_id}",
        operation_id="remove_document",
        summary="Remove a document for good",
        dependencies=write,
        responses=responses(404, 429),
    )
    async def remove_document(request: Request, document_id: DocumentId) -> wire_documents.Receipt:
        """Removes it from vectors, full text, store and caches, then looks for it.

        `found` counts those of its chunks that a search for their own text still finds: 0.
        """
        receipt = await services.writing.change(
            lambda _: services.engine.remove(document_id), request
        )
        return wire_documents.Receipt.of(receipt)

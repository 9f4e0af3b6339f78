"""The app: every route over one engine. ``create_app`` is the only wiring of the server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse
from mcp.server.mcpserver import MCPServer
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from starlette.routing import Route

from rag.server import (
    answers,
    asked,
    conversations,
    documents,
    failures,
    manual,
    mcp,
    openai_api,
    operations,
)
from rag.server.access import READ, Guard, Keys, is_loopback
from rag.server.edge import Edge
from rag.server.fetch import Fetcher
from rag.server.gate import Gate
from rag.server.jobs import Jobs
from rag.server.keyfile import local_secret
from rag.server.observe import Metrics, tracer_provider
from rag.server.services import Services
from rag.store import records

if TYPE_CHECKING:
    from rag.engine import Engine

_MANUAL = """Ask your documents; check every sentence of the answer against the words it came from.

**Offsets** are 0-based, half-open and count Unicode code points (`Array.from(text)` in
JavaScript). **Pages** are 1-based, **times** milliseconds, **similarities** cosines, **tokens**
tiktoken's `o200k_base`.

**Access.** Without API keys everything is open, which is why the server then listens on this
machine only. With keys (`rag keys create`): `Authorization: Bearer rag_…`. Scopes: `read` asks
and reads, `write` also changes the library, `admin` also reads metrics and feedback.

**Errors** are `{"error": {"type", "message", "request_id"}}`; branch on `type`. `429` and `503`
carry `Retry-After`. Every response has an `X-Request-ID`.
"""
_TAGS = [
    {"name": "Ask", "description": "Answers with citations, and passages."},
    {"name": "Documents", "description": "What is asked: add, list, read, replace, remove."},
    {"name": "Jobs", "description": "Large ingests go on after their request."},
    {"name": "OpenAI", "description": "The same answers for any OpenAI client."},
    {"name": "Feedback", "description": "What readers say of answers."},
    {"name": "Operation", "description": "Health, metrics and version."},
]
WAITING = 8  # requests that may wait for each that is worked on
CHANGES = 4  # read and embedded side by side; the store takes one at a time


def create_app(engine: "Engine", *, fetcher: Fetcher | None = None) -> FastAPI:
    """The server over an engine; ``engine.settings`` holds the limits.

    ``fetcher`` replaces the way to the internet (for tests). The caller closes the engine.
    """
    version = mcp.version()
    provider = tracer_provider(engine.settings.otel_endpoint, version)
    services = _services(
        engine, fetcher, provider.get_tracer("rag") if provider else trace.NoOpTracer()
    )
    tools = mcp.make_server(mcp.OverEngine(engine), services.reading, version=version)
    app = FastAPI(
        title="Checkable RAG",
        summary="Answers whose every sentence can be checked.",
        description=_MANUAL,
        version=version,
        openapi_tags=_TAGS,
        lifespan=_lifespan(services, tools, provider),
        docs_url=None,
        redoc_url=None,
        telemetry={
            "tracer_provider": provider,
            "tracing": provider is not None,
            "metrics": False,
            "logs": False,
            "auto_configure": False,
        },
    )
    app.state.services = services
    _add_routes(app, services, version)
    app.router.routes.append(Route("/mcp", Guard(mcp.http_app(tools), services.keys, READ)))
    failures.install(app)
    _add_middleware(app, services)
    return app


def _services(engine: "Engine", fetcher: Fetcher | None, tracer: trace.Tracer) -> Services:
    settings, database = engine.settings, engine.library.database
    metrics = Metrics(tracer)
    if fetcher is None and settings.url_ingest and is_loopback(settings.host):
        fetcher = Fetcher(settings.max_upload_mb * 1_000_000)
    services = Services(
        engine=engine,
        settings=settings,
        keys=Keys(records.ApiKeys(database)),
        reading=Gate(
            settings.max_concurrency,
            queue=WAITING * settings.max_concurrency,
            seconds=settings.request_timeout,
        ),
        writing=Gate(CHANGES, queue=WAITING, seconds=settings.request_timeout, name="ingest"),
        jobs=Jobs(engine, records.Jobs(database), fetcher, metrics),
        conversations=conversations.Conversations(
            records.Notes(database, conversations.KIND), engine.library
        ),
        feedback=records.Notes(database, "feedback"),
        metrics=metrics,
        fetcher=fetcher,
    )
    engine.waiting = services.jobs.waiting  # what an answer says of them
    metrics.watch_gate("questions", services.reading)
    metrics.watch_gate("changes", services.writing)
    metrics.watch("rag_documents", "Documents that answer.", lambda: engine.library.count())
    metrics.watch("rag_jobs_open", "Ingest jobs queued or running.", services.jobs.open)
    return services


def _lifespan(
    services: Services, tools: MCPServer, provider: TracerProvider | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What runs as long as the server does."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services.jobs.start()
        with local_secret(services.settings.data_dir) as services.keys.local:
            async with tools.session_manager.run():
                yield
        services.jobs.stop()
        services.reading.close()
        services.writing.close()
        if provider:
            provider.shutdown()

    return lifespan


def _add_routes(app: FastAPI, services: Services, version: str) -> None:
    app.include_router(answers.router(services))
    app.include_router(conversations.router(services.conversations, services.keys))
    app.include_router(documents.router(services))
    app.include_router(openai_api.router(services))
    app.include_router(operations.router(services, version))

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        found = manual.manual(app.openapi())
        return HTMLResponse(found.html, headers=found.headers)


def _add_middleware(app: FastAPI, services: Services) -> None:
    settings = services.settings
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
            expose_headers=["X-Request-ID", "Retry-After", "Location"],
        )
    app.add_middleware(
        Edge,
        settings=settings,
        metrics=services.metrics,
        max_body=asked.MAX_BODY,
        max_upload=settings.max_upload_mb * 1_000_000 + asked.MAX_BODY,
    )

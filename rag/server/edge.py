"""What happens to every request, whatever serves it: an id, two checks, headers, a log line."""

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.server import access, failures
from rag.server.observe import Metrics
from rag.settings import Settings

log = logging.getLogger("rag.server")
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = {"/health", "/health/live", "/health/ready", "/metrics"}


class Edge:
    """The outermost middleware; it is pure ASGI, so it neither buffers nor delays a stream.

    A body may have ``max_body`` bytes, under ``/documents`` ``max_upload``.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, metrics: Metrics, max_body: int, max_upload: int
    ) -> None:
        self.app, self.settings, self.metrics = app, settings, metrics
        self.max_body, self.max_upload = max_body, max_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        identity = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        scope["rag.request_id"] = identity
        began, status, started = time.perf_counter(), 500, False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                _add_headers(MutableHeaders(scope=message), identity)
            await send(message)

        try:
            access.check_browser(self.settings, scope.get("method", "GET"), headers)
            await self.app(scope, self._counted(scope, receive, headers), send_with_headers)
        except Exception as error:  # whatever it is, the caller gets our shape and an id
            if started or scope["type"] != "http":
                raise
            response = failures.respond(Request(scope), error)
            await response(scope, receive, send_with_headers)
        finally:
            self._record(scope, status, time.perf_counter() - began)

    def _counted(self, scope: Scope, receive: Receive, headers: Headers) -> Receive:
        """``receive`` for a body that may not be larger than it may be, whatever it says it is."""
        upload = scope["path"].startswith("/documents")
        limit = self.max_upload if upload else self.max_body
        too_large = HTTPException(413, f"A body here may have {limit / 1e6:g} MB.")
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            raise too_large
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise too_large
            return message

        return counted

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        # The template, not the path: it names no document, and metrics stay few.
        route = getattr(scope.get("route"), "path", "") or "other"
        method = scope.get("method", "WS")
        method = method if method in _METHODS else "other"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(method, route).observe(seconds)
        if route in _QUIET and status < 400:
            return
        line = {
            "request_id": scope["rag.request_id"],
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "key": scope.get("rag.key"),
        }
        if question := scope.get("rag.question"):
            line["question"] = question
        log.info("request", extra=line)


_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "WS"}


def _add_headers(headers: MutableHeaders, identity: str) -> None:
    headers["X-Request-ID"] = identity
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "no-referrer")
    # A page brings its own policy; nothing else of ours is meant to be rendered at all.
    kind = headers.get("content-type", "")
    if "html" not in kind and "javascript" not in kind:
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")

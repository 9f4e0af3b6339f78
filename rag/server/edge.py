"""What happens to every request, whatever serves it: an id, two checks, headers, a log line."""

import logging
import re
import time
import uuid

import anyio
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


_READ_AWAY, _READ_AWAY_SECONDS = 16_000_000, 5.0  # bytes of a body that is too large


class _Body:
    """A request's body that may not have more than ``limit`` bytes, whatever it says it has."""

    def __init__(self, receive: Receive, headers: Headers, limit: int) -> None:
        self._receive, self._limit = receive, limit
        self._too_large = HTTPException(413, f"A body here may have {limit / 1e6:g} MB.")
        declared = headers.get("content-length", "")
        self._declared = int(declared) if declared.isdecimal() else 0
        self._asks_first = "expect" in headers  # and sends nothing to whom is answered 413
        self._received, self._refused = 0, False

    def check_declared(self) -> None:
        """Raise HTTPException 413 where it says itself that it is too large."""
        if self._declared > self._limit:
            self._refused = True
            raise self._too_large

    async def receive(self) -> Message:
        """The next part. Raises HTTPException 413 at the one that is too much."""
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self._limit:
            self._refused = bool(message.get("more_body"))
            raise self._too_large
        return message

    async def read_away(self) -> None:
        """Take what still comes of a body that was refused, as far as that is bearable.

        Who is answered while sending may see a broken connection instead of the answer.
        """
        more = self._refused and not self._asks_first
        with anyio.move_on_after(_READ_AWAY_SECONDS):
            while more and self._received <= self._limit + _READ_AWAY:
                message = await self._receive()
                self._received += len(message.get("body", b""))
                more = message["type"] == "http.request" and bool(message.get("more_body"))


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
        body = self._body(scope, receive, headers)
        began, status, started = time.perf_counter(), 500, False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                await body.read_away()
                _add_headers(MutableHeaders(scope=message), identity)
            await send(message)

        try:
            access.check_browser(self.settings, scope.get("method", "GET"), headers)
            body.check_declared()
            await self.app(scope, body.receive, send_with_headers)
        except Exception as error:  # whatever it is, the caller gets our shape and an id
            if started or scope["type"] != "http":
                raise
            response = failures.respond(Request(scope), error)
            await response(scope, receive, send_with_headers)
        finally:
            self._record(scope, status, time.perf_counter() - began)

    def _body(self, scope: Scope, receive: Receive, headers: Headers) -> "_Body":
        upload = scope["path"].startswith("/documents")
        return _Body(receive, headers, self.max_upload if upload else self.max_body)

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

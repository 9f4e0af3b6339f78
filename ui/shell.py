"""What stands between a browser and the mounted Gradio app: an allow-list, a key check, a policy.

Gradio brings the page, its tabs and its theme. Its events, uploads, file and proxy routes are
not used here, so none of them can be reached: what is not listed does not exist. The page's
policy lets run only scripts that this server sends, and lets nothing be loaded from elsewhere.
"""

import base64
import hashlib
import re
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.server.failures import Problem, body

Admit = Callable[[Headers], object]

_SERVED = re.compile(r"/(|assets/.+|static/.+|theme\.css|favicon\.ico|manifest\.json|robots\.txt)")
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_CARDS = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
_HEAD = """<meta name="color-scheme" content="light dark">
<meta name="description" content="Ask your documents; check every sentence of the answer.">
<script src="/ui/static/theme.js"></script>
{links}
<script type="module" src="/ui/static/app.js"></script>
</head>"""


class Shell:
    """The mounted app, wrapped. ``admit`` raises Problem for who may not read.

    ``files`` are the style sheets and modules of ``static/`` that the page begins with.
    """

    def __init__(self, inner: ASGIApp, admit: Admit, files: tuple[str, ...] = ()) -> None:
        self.inner, self.admit, self.files = inner, admit, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        else:
            await self.inner(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self.admit(Headers(scope=scope))
            _check_served(scope)
        except Problem as problem:
            if problem.status == 401:
                # Chromium asks for a password only where Basic is the first scheme of its header.
                problem.headers["WWW-Authenticate"] = 'Basic realm="API key as password"'
            told = body(problem, str(scope.get("rag.request_id", "")))
            refusal = JSONResponse(told, problem.status, headers=problem.headers)
            await refusal(scope, receive, send)
            return
        if scope["path"] == "/":
            await self._page(scope, receive, send)
        else:
            await self.inner(scope, receive, _with_policy(send))

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, page = await _collect(self.inner, scope, receive)
        html = dressed(page.decode("utf-8"), self.files)
        response = Response(
            html,
            status,
            headers={"Content-Security-Policy": policy(html), "Cache-Control": "no-store"},
            media_type="text/html",
        )
        await response(scope, receive, send)


def policy(html: str = "") -> str:
    """The Content-Security-Policy of a page: our own files, and the inline scripts it came with.

    Styles may be inline: Gradio sets them on elements, and a style cannot load anything here.
    """
    hashes = " ".join(dict.fromkeys(_digest(script) for script in _INLINE.findall(html)))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        ]
    )


def dressed(html: str, files: tuple[str, ...] = ()) -> str:
    """Gradio's page with our style and scripts in its head, without its cards for social media."""
    links = "\n".join(
        f'<link rel="{"stylesheet" if name.endswith(".css") else "modulepreload"}"'
        f' href="/ui/static/{name}">'
        for name in files
    )
    html = _CARDS.sub("", html)
    html = html.replace("</head>", _HEAD.format(links=links), 1)
    return re.sub(
        r"(<body[^>]*>)",
        r'\1<a class="skip" href="#question">Skip to the question</a>',
        html,
        count=1,
    )


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _check_served(scope: MutableMapping[str, Any]) -> None:
    path = scope["path"]
    if not _SERVED.fullmatch(path) or ".." in path.split("/"):
        if others := _methods(scope):
            message = f"{path} does not take {scope['method']}; it takes {', '.join(others)}."
            allow = {"Allow": ", ".join(others)}
            raise Problem(405, "method_not_allowed", message, headers=allow)
        raise Problem(404, "not_found", "There is no such page.")
    if scope["method"] not in {"GET", "HEAD"}:
        allow = {"Allow": "GET, HEAD"}
        raise Problem(405, "method_not_allowed", "This page can only be read.", headers=allow)


def _methods(scope: MutableMapping[str, Any]) -> list[str]:
    """What the API takes at a path where it does not take this method."""
    routes = scope["app"].routes if "app" in scope else []
    near = [r for r in routes if r.matches(scope)[0] is Match.PARTIAL]
    return [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(r.matches({**scope, "method": method})[0] is Match.FULL for r in near)
    ]


def _with_policy(send: Send) -> Send:
    async def send_with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Content-Security-Policy"] = policy()
        await send(message)

    return send_with_policy


async def _collect(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[int, bytes]:
    """Status and body of a page, asked for uncompressed."""
    plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    status, parts = 500, []

    async def take(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app({**scope, "headers": plain, "method": "GET"}, receive, take)
    return status, b"".join(parts)

"""Stand-ins for the two edges: a model server and an embedder. For anybody's tests.

``ScriptedServer`` speaks OpenAI's protocol over real HTTP on loopback and says what it is told;
``HashEncoder`` turns words into vectors without weights.
"""

import json
import re
import select
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rag.reading.terms import index_terms
from rag.store.pooled import Passage, PassageVectors


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    ``text`` is streamed in pieces of ``size`` characters, ``pause`` seconds apart, after
    ``delay``. ``drop_after`` closes the connection after that many pieces; ``hang_after`` says
    nothing more but keeps it open, and so does ``linger`` when all is said, for so many seconds.
    ``usage`` is what it says it counted. ``body`` is sent as it stands instead of a reply, and
    ``endless`` after it again and again.
    """

    text: str = ""
    status: int = 200
    delay: float = 0.0
    size: int = 12
    pause: float = 0.0
    drop_after: int | None = None
    hang_after: int | None = None
    body: bytes | None = None
    endless: bytes | None = None
    finish: str = "stop"
    usage: tuple[int, int] | None = None
    linger: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


Script = Reply | Callable[[dict[str, Any]], Reply]


class ScriptedServer:
    """An OpenAI-shaped server on a free port of 127.0.0.1; one script per request, in turn.

    The last script is used again when they run out. A script may be a function of the
    request. ``requests`` holds what was asked, ``disconnects`` counts readers who left early.
    """

    def __init__(self, *scripts: Script | str) -> None:
        self.scripts: list[Script] = [Reply(s) if isinstance(s, str) else s for s in scripts]
        self.requests: list[dict[str, Any]] = []
        self.disconnects = 0
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                _send_json(self, 200, {"object": "list", "data": [{"id": "scripted"}]})

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                request = json.loads(self.rfile.read(length))
                server.requests.append(request)
                _perform(self, server, server._next(request), request)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        # Closing waits for the next look; by default there is one every half second.
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def prompt(self, number: int = -1) -> str:
        """All that the model was shown in one request."""
        return "\n".join(str(m["content"]) for m in self.requests[number]["messages"])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def _next(self, request: dict[str, Any]) -> Reply:
        turn = min(len(self.requests), len(self.scripts)) - 1
        script = self.scripts[turn]
        return script(request) if callable(script) else script


def _perform(
    handler: BaseHTTPRequestHandler, server: ScriptedServer, reply: Reply, request: dict[str, Any]
) -> None:
    try:
        if reply.delay:
            _silence(handler, server, reply.delay)
        if reply.status != 200:
            error = {"error": {"message": reply.text or "scripted failure", "type": "scripted"}}
            _send_json(handler, reply.status, error, reply.headers)
        elif reply.endless is not None:
            _flood(handler, server, (reply.body or b""), reply.endless)
        elif reply.body is not None:
            _send(handler, 200, reply.body, "text/event-stream", reply.headers)
        elif request.get("stream"):
            _stream(handler, server, reply)
        else:
            message = {"role": "assistant", "content": reply.text}
            choice = {"index": 0, "message": message, "finish_reason": reply.finish}
            _send_json(
                handler, 200, {**_ENVELOPE, "object": "chat.completion", "choices": [choice]}
            )
    except (BrokenPipeError, ConnectionResetError):
        server.disconnects += 1
        handler.close_connection = True


def _silence(handler: BaseHTTPRequestHandler, server: ScriptedServer, seconds: float) -> None:
    """Say nothing for so long. Raises ConnectionResetError when the reader leaves meanwhile."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not server.released.is_set():
        readable, _, _ = select.select([handler.connection], [], [], 0.05)
        if readable and not handler.connection.recv(1, socket.MSG_PEEK):
            raise ConnectionResetError


def _flood(
    handler: BaseHTTPRequestHandler, server: ScriptedServer, first: bytes, again: bytes
) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.send_header("connection", "close")
    handler.end_headers()
    handler.close_connection = True
    handler.wfile.write(first)
    while not server.released.is_set():
        handler.wfile.write(again)


_ENVELOPE = {"id": "scripted-1", "created": 0, "model": "scripted"}


def _stream(handler: BaseHTTPRequestHandler, server: ScriptedServer, reply: Reply) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.send_header("connection", "close")
    handler.end_headers()
    handler.close_connection = True
    pieces = [reply.text[i : i + reply.size] for i in range(0, len(reply.text), reply.size)]
    for number, piece in enumerate(pieces):
        if number == reply.drop_after:
            # Reset instead of an orderly end: the reader must notice.
            linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.connection.close()
            return
        if number == reply.hang_after:
            _silence(handler, server, 30)
            return
        _event(handler, {"content": piece}, None)
        if reply.pause:
            time.sleep(reply.pause)
    _event(handler, {}, reply.finish)
    if reply.linger:
        _silence(handler, server, reply.linger)
    if reply.usage:
        prompt, completion = reply.usage
        counted = {"prompt_tokens": prompt, "completion_tokens": completion,
                   "total_tokens": prompt + completion}  # fmt: skip
        chunk = {**_ENVELOPE, "object": "chat.completion.chunk", "choices": [], "usage": counted}
        handler.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
    handler.wfile.write(b"data: [DONE]\n\n")


def _event(handler: BaseHTTPRequestHandler, delta: dict[str, str], finish: str | None) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {**_ENVELOPE, "object": "chat.completion.chunk", "choices": [choice]}
    handler.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
    handler.wfile.flush()


def _send_json(
    handler: BaseHTTPRequestHandler,
    status: int,
    value: object,
    headers: Sequence[tuple[str, str]] = (),
) -> None:
    _send(handler, status, json.dumps(value).encode(), "application/json", headers)


def _send(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    kind: str,
    headers: Sequence[tuple[str, str]] = (),
) -> None:
    handler.send_response(status)
    for name, value in [("content-type", kind), ("content-length", str(len(body))), *headers]:
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@dataclass(frozen=True)
class HashEncoder:
    """Words to vectors by hashing: texts that share words are alike, nothing else is known."""

    name: str = "hash"
    dimension: int = 384
    max_pieces: int = 256
    seen: list[str] = field(default_factory=list, compare=False)

    def pieces(self, text: str) -> list[tuple[int, int]]:
        """One piece for each word or sign."""
        return [m.span() for m in re.finditer(r"\w{1,6}|[^\w\s]", text)]

    def is_word(self, word: str) -> bool:
        """It knows no word, so that any may be taken for a slip."""
        return False

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (n, 384)."""
        self.seen.extend(texts)
        rows = [self._vector(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimension)

    def encode_chunks(self, passages: Sequence[Passage]) -> list[PassageVectors]:
        """A vector for each passage with its prefix, and one for each of its spans."""
        return [
            PassageVectors(
                self._vector(f"{p.prefix}\n{p.text}"),
                self.encode([p.text[start:end] for start, end in p.spans]),
            )
            for p in passages
        ]

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for term in index_terms(text) or ["\0"]:
            place = zlib.crc32(term.encode())
            vector[place % self.dimension] += 1.0 if place & 0x10000 else -1.0
        length = float(np.linalg.norm(vector))
        return vector / length if length else self._vector("\0")


def pieces_of(text: str, size: int = 12) -> Iterator[str]:
    """A text as a stream would bring it."""
    return (text[i : i + size] for i in range(0, len(text), size))

"""One request to a model, in a thread of its own: whoever waits for it can hang up at any time.

A read that blocks cannot be called off from outside, and closing its connection from another
thread does not wake it; shutting the socket down does.
"""

import queue
import socket
import struct
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from rag.schema import TokenUsage

BEAT = 0.2  # seconds of silence after which the reader gets an empty piece
_LONGEST_REPLY = 4_000_000  # bytes on the wire
_AHEAD = 64  # pieces read before they are asked for
_RESET = struct.pack("ii", 1, 0)  # linger, for no time: closing resets the connection


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reply, or what is told at its end: why it ended, what the server counted."""

    text: str = ""
    finish: str | None = None
    usage: TokenUsage | None = None


NOTHING = Piece()


class Call:
    """``start`` opens the request and reads it; it runs in a thread, once.

    ``hung_up`` is True from when nobody waits for the reply any more.
    """

    def __init__(self, start: Callable[[], Iterable[Piece]]) -> None:
        self._start = start
        self._items: queue.Queue[Piece | Exception | None] = queue.Queue(_AHEAD)
        self.hung_up = False
        self._socket: socket.socket | None = None
        self._response: httpx.Response | None = None

    def pieces(self, ends: float) -> Generator[Piece, None, None]:
        """The reply as it comes; an empty piece for each ``BEAT`` of silence.

        Closing the generator hangs up. Raises what the request raises, and httpx.ReadTimeout at
        ``ends`` (of the monotonic clock).
        """
        threading.Thread(target=self._run, name="rag-model", daemon=True).start()
        try:
            while True:
                left = ends - time.monotonic()
                if left <= 0:
                    raise httpx.ReadTimeout("The time limit passed.")
                try:
                    item = self._items.get(timeout=min(BEAT, left))
                except queue.Empty:
                    yield NOTHING
                    continue
                if item is None:
                    return
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self.hang_up()

    def hang_up(self) -> None:
        """Close the connection, wherever the reading stands; the thread ends by itself."""
        self.hung_up = True
        if self._socket is not None:
            with suppress(OSError):
                # With an orderly end, a server whose full buffer nobody empties never learns of it.
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                self._socket.shutdown(socket.SHUT_RDWR)

    def connected(self, name: str, info: dict[str, Any]) -> None:
        """A trace of httpcore: remembers the socket."""
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.hung_up:
                self.hang_up()

    def answered(self, response: httpx.Response) -> None:
        """The reply has begun."""
        self._response = response

    def _run(self) -> None:
        _current.call = self
        try:
            for piece in self._start():
                if self.hung_up or (piece != NOTHING and not self._put(piece)):
                    return
            self._put(None)
        except Exception as error:  # handed over: it is raised again where the reply is read
            self._put(error)
        finally:
            _current.call = None
            # Expected: dropping the reply closes its connection. Actual: openai's Stream is in a
            # cycle with its generator and reads on until the garbage collector comes by.
            if self._response is not None:
                self._response.close()

    def _put(self, item: Piece | Exception | None) -> bool:
        """False where nobody reads any more."""
        while not self.hung_up:
            with suppress(queue.Full):
                self._items.put(item, timeout=BEAT)
                return True
        return False


class _Current(threading.local):
    call: Call | None = None


_current = _Current()


def client(timeout: float) -> httpx.Client:
    """An HTTP client whose requests can be hung up on, and whose replies have an end.

    No connection is kept: one that is reused has no trace of its socket.
    """
    return httpx.Client(
        timeout=timeout,
        follow_redirects=True,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        event_hooks={"request": [_sent], "response": [_answered]},
    )


def _sent(request: httpx.Request) -> None:
    if _current.call is not None:
        request.extensions["trace"] = _current.call.connected


def _answered(response: httpx.Response) -> None:
    call = _current.call
    if call is not None and isinstance(response.stream, httpx.SyncByteStream):
        call.answered(response)
        response.stream = _Counted(response.stream, call)


class _Counted(httpx.SyncByteStream):
    """A reply that is given up where it has no end, or nobody waits for it."""

    def __init__(self, stream: httpx.SyncByteStream, call: Call) -> None:
        self._stream = stream
        self._call = call

    def __iter__(self) -> Iterator[bytes]:
        length = 0
        for part in self._stream:
            length += len(part)
            if length > _LONGEST_REPLY or self._call.hung_up:
                raise httpx.RemoteProtocolError("The reply has no end, or no reader.")
            yield part

    def close(self) -> None:
        self._stream.close()

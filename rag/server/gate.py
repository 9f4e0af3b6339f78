"""How much is worked on at once, how much may wait, and how long one request may take.

Work runs in threads of a pool of its own, so that a full queue never holds up health checks. A
caller who leaves, and a deadline that passes, set ``stop``: work looks at it between steps.
"""

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from typing import Any, Generic, TypeVar

from fastapi import Request

from rag.server.failures import Problem

T = TypeVar("T")
Item = TypeVar("Item")
Stop = threading.Event

HEARTBEAT = 10.0  # seconds of silence on a stream before a comment is sent
FIRST_WORD = 2.0  # seconds to wait for a refusal before a stream's status is sent


class Stopped(Exception):
    """Raised inside work that nobody waits for any more."""


class Gate:
    """At most ``limit`` pieces of work at once, ``queue`` more waiting, ``seconds`` for each."""

    def __init__(self, limit: int, *, queue: int, seconds: float, name: str = "answer") -> None:
        self.limit, self.queue, self.seconds = limit, queue, seconds
        self._pool = ThreadPoolExecutor(limit, thread_name_prefix=f"rag-{name}")
        self._lock = threading.Lock()
        self._inside = 0

    @property
    def waiting(self) -> int:
        """Pieces of work that have not begun."""
        return max(0, self._inside - self.limit)

    @property
    def running(self) -> int:
        """Pieces of work under way."""
        return min(self.limit, self._inside)

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Queue work; raises Problem 429 where too much is waiting."""
        with self._lock:
            if self._inside >= self.limit + self.queue:
                raise Problem(
                    429,
                    "busy",
                    f"{self.queue} requests are waiting already; try again in a moment.",
                    headers={"Retry-After": "2"},
                )
            self._inside += 1
        # The context carries the trace's current span into the thread.
        future = self._pool.submit(contextvars.copy_context().run, work)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: Future[T]) -> None:
        with self._lock:
            self._inside -= 1

    async def run(self, work: Callable[[Stop], T], request: Request | None = None) -> T:
        """The result of ``work(stop)``; Problem 503 at the deadline, 499 for a caller who left."""
        stop = Stop()
        future = asyncio.wrap_future(self.submit(partial(work, stop)))
        gone = asyncio.ensure_future(_gone(request))
        either: set[asyncio.Future[Any]] = {future, gone}
        try:
            await asyncio.wait(either, timeout=self.seconds, return_when=asyncio.FIRST_COMPLETED)
            if future.done():
                return future.result()
            if gone.done():
                raise Problem(499, "client_left", "The client closed the connection.")
            raise self._too_slow()
        finally:
            stop.set()
            future.cancel()
            gone.cancel()

    async def change(self, work: Callable[[Stop], T], request: Request | None = None) -> T:
        """As ``run``, for work that changes something: what is told is how it really ended.

        At the deadline, or when the caller leaves, it is asked to stop and waited for, so that
        503 always means that nothing was changed. Work that is about to end says what it did.
        """
        stop = Stop()
        future = self.submit(partial(work, stop))
        told = asyncio.wrap_future(future)
        gone = asyncio.ensure_future(_gone(request))
        either: set[asyncio.Future[Any]] = {told, gone}
        try:
            await asyncio.wait(either, timeout=self.seconds, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            if not told.done() and future.cancel():
                raise self._called_off()
            return await told
        except Stopped:
            raise self._called_off() from None
        finally:
            stop.set()
            gone.cancel()

    def stream(self, work: Callable[[], Iterator[T]]) -> "Stream[T]":
        """Run an iterator in a thread, to be read from the event loop and closed by the reader."""
        stream = Stream[T](asyncio.get_running_loop(), self._too_slow(), self.seconds)
        stream.running = self.submit(partial(stream.fill, work))
        return stream

    def _too_slow(self) -> Problem:
        return Problem(
            503,
            "timeout",
            f"It took longer than the {self.seconds:g} s that one request may take.",
            headers={"Retry-After": "10"},
        )

    def _called_off(self) -> Problem:
        return Problem(
            503,
            "timeout",
            f"It took longer than the {self.seconds:g} s that one request may take and was called "
            "off: nothing was changed. Send large files as a job: ?background=true.",
            headers={"Retry-After": "10"},
        )

    def close(self) -> None:
        """Begin nothing new; what is under way ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class _End:
    pass


class Stream(Generic[Item]):
    """What an iterator in a thread yields, read from the event loop.

    Nothing bounds what is buffered but the answer itself, which has a bounded length.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, too_slow: Problem, seconds: float) -> None:
        self._loop, self._too_slow = loop, too_slow
        self._deadline = loop.time() + seconds
        self._queue: asyncio.Queue[Item | Exception | _End] = asyncio.Queue()
        self._first: asyncio.Task[Item | Exception | _End] | None = None
        self._stop = Stop()
        self.running: Future[None] | None = None

    def close(self) -> None:
        """Nobody reads any more: the work ends at its next step, or never begins."""
        self._stop.set()
        if self.running:
            self.running.cancel()

    def fill(self, work: Callable[[], Iterator[Item]]) -> None:
        """Runs in the thread."""
        try:
            # Closing a generator is what tells the engine to stop.
            with closing(work()) as items:  # type: ignore[type-var]  # iterators of the engine close
                for item in items:
                    if self._stop.is_set():
                        return
                    self._put(item)
        except Exception as error:  # handed over: it is raised again where the stream is read
            self._put(error)
        finally:
            self._put(_End())

    def _put(self, item: Item | Exception | _End) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody reads any more
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)

    async def refusal(self) -> None:
        """Raise what the work raises before its first item, as long as it does so at once."""
        self._first = asyncio.ensure_future(self._queue.get())
        done, _ = await asyncio.wait({self._first}, timeout=FIRST_WORD)
        if done and isinstance(error := self._first.result(), Exception):
            self.close()
            raise error

    async def items(self, heartbeat: float = HEARTBEAT) -> AsyncIterator[Item | None]:
        """The items in order; None after each ``heartbeat`` seconds of silence."""
        pending = self._first or asyncio.ensure_future(self._queue.get())
        try:
            while True:
                left = self._deadline - self._loop.time()
                done, _ = await asyncio.wait({pending}, timeout=max(0.0, min(heartbeat, left)))
                if not done and left <= heartbeat:
                    raise self._too_slow
                if not done:
                    yield None
                    continue
                item = pending.result()
                if isinstance(item, _End):
                    return
                if isinstance(item, Exception):
                    raise item
                yield item
                pending = asyncio.ensure_future(self._queue.get())
        finally:
            pending.cancel()
            self.close()


async def _gone(request: Request | None) -> None:
    """Returns when the caller has closed the connection; never without a request."""
    if request is None:
        await asyncio.Future()
        return
    while (await request.receive())["type"] != "http.disconnect":
        pass

"""Parsing in child processes with limits: what a hostile file can cost is one child.

Starting one and importing a parser takes as long as hundreds of short files, so a child stays
for many. It is replaced when it overran a limit or broke off, and after a thousand Markdown
files or fifty others anyway: the parsers of those are large and leak.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import rag
from rag import errors
from rag.errors import ParserFailed, ReadError
from rag.reading.parsed import MB, Limits, Parsed
from rag.reading.worker import read_frame, write_frame

MOST_CHILDREN = 2
WEAR_PER_CHILD = 1000
WEAR = {"markdown": 1}
WEAR_OF_OTHERS = 20


class Sandbox:
    """Parses files in at most two children; safe to call from many threads.

    Two, so that one bad file does not hold up the next one.
    """

    def __init__(self) -> None:
        self._idle: list[_Child] = []
        self._free = threading.BoundedSemaphore(MOST_CHILDREN)
        self._lock = threading.Lock()

    def parse(self, kind: str, data: bytes, limits: Limits) -> Parsed:
        """Parse ``data`` as ``kind`` (pdf, docx, xlsx, html, markdown, csv).

        Raises a ReadError; its message has no file name in it.
        """
        with self._child() as child:
            answer = child.ask(kind, data, limits)
        if "error" not in answer:
            return Parsed(**answer)
        raise _error(answer, limits)

    def close(self) -> None:
        """End the children that have nothing to do."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    @contextmanager
    def _child(self) -> Iterator["_Child"]:
        with self._free:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is not None and child.process.poll() is not None:
                child.end()
                child = None
            child = child or _Child()
            try:
                yield child
            except BaseException:
                child.end()
                raise
            if child.worn:
                child.end()
                return
            with self._lock:
                self._idle.append(child)


@cache
def shared_sandbox() -> Sandbox:
    """The one sandbox of this process, closed when it exits."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


class _Child:
    """One worker process and the pipes to it."""

    def __init__(self) -> None:
        package = Path(rag.__file__).parent.parent
        self.wear = 0
        self.failed = False
        self.process = subprocess.Popen(  # noqa: S603  # our own module, no user input
            [sys.executable, "-P", "-m", "rag.reading.worker", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Nothing of ours (keys, settings) is in a parser's environment.
            env={"PYTHONPATH": str(package), "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )

    @property
    def worn(self) -> bool:
        return self.failed or self.wear >= WEAR_PER_CHILD

    def ask(self, kind: str, data: bytes, limits: Limits) -> dict[str, Any]:
        """The worker's answer; where it gives none, why."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(limits.wall_seconds, stop)
        timer.start()
        self.wear += WEAR.get(kind, WEAR_OF_OTHERS)
        try:
            answer = self._exchange(kind, data, limits)
        finally:
            timer.cancel()
        # After running out of memory a process is not what it was.
        self.failed = answer is None or "memory" in answer
        if answer is not None:
            return answer
        code = self.process.wait()
        if late.is_set() or code == -signal.SIGXCPU:
            return {"error": "ParserFailed", "slow": True}
        return {"error": "ParserFailed", "memory": code in (-signal.SIGSEGV, -signal.SIGABRT)}

    def _exchange(self, kind: str, data: bytes, limits: Limits) -> dict[str, Any] | None:
        assert self.process.stdin and self.process.stdout  # noqa: S101  # both are pipes
        request = json.dumps({"kind": kind, "limits": asdict(limits)}).encode()
        try:
            write_frame(self.process.stdin, request)  # type: ignore[arg-type]  # a BufferedWriter
            write_frame(self.process.stdin, data)  # type: ignore[arg-type]
        except BrokenPipeError:
            return None
        frame = read_frame(self.process.stdout)  # type: ignore[arg-type]
        return None if frame is None else json.loads(frame)

    def end(self) -> None:
        """Kill the process and take in its exit code."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self.process.wait()


def _error(answer: dict[str, Any], limits: Limits) -> ReadError:
    if answer.get("slow"):
        return ParserFailed(
            f"reading it took longer than {limits.cpu_seconds} s of work "
            f"or {limits.wall_seconds:.0f} s in all"
        )
    if answer.get("memory"):
        return ParserFailed(f"reading it takes more than {limits.memory_bytes // MB} MB of memory")
    kind = getattr(errors, answer["error"], ParserFailed)
    reason = answer.get("message") or "the parser broke off"
    return kind(reason) if issubclass(kind, ReadError) else ParserFailed(reason)

"""The child process in which files are parsed: ``python -m rag.reading.worker PARENT_PID``.

Speaks in frames over its standard streams: four bytes of length, then the bytes. It reads a
request as JSON (``{"kind", "limits"}``) and the file as a second frame, and answers with
one JSON frame: the parts of a ``Parsed``, or ``{"error", "message"}``. It holds itself to the
limits, opens no connection, starts no program and ends with its parent.
"""

import json
import os
import re
import resource
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from rag.errors import FileTooLarge, ReadError
from rag.reading.parsed import Limits, Parsed

# Not renaming or removing: that is how Python caches what it compiles.
_REFUSED = frozenset(
    ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen",
     "os.system", "os.exec", "os.posix_spawn", "os.fork")
)  # fmt: skip


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # A parser that prints must not write into the answers.
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, args=(int(sys.argv[1]),), daemon=True).start()
    sys.addaudithook(_refuse)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (request := read_frame(requests)) is not None:
        data = read_frame(requests) or b""
        asked = json.loads(request)
        write_frame(
            answers, json.dumps(_answer(asked["kind"], data, Limits(**asked["limits"]))).encode()
        )


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame of ``stream``; None at its end or when it ends inside a frame."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    (size,) = struct.unpack(">I", head)
    data = stream.read(size)
    return data if len(data) == size else None


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Write ``data`` as one frame."""
    stream.write(struct.pack(">I", len(data)))
    stream.write(data)
    stream.flush()


def _answer(kind: str, data: bytes, limits: Limits) -> dict[str, Any]:
    before = _peak_bytes()
    try:
        parse = _parser(kind)
        _hold_to(limits)
        parsed = parse(data, limits)
        if len(parsed.text) > limits.text_chars:
            raise FileTooLarge(f"it has more than {limits.text_chars:,} characters of text")
        return asdict(parsed)
    except ReadError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        return {"error": "ParserFailed", "memory": True}
    except Exception as error:  # parsers raise anything over a hostile file
        # C libraries call it a syntax error when memory runs out: see whether it was growing.
        if _peak_bytes() - before > limits.memory_bytes / 8:
            return {"error": "ParserFailed", "memory": True}
        reason = f"the file is damaged ({type(error).__name__}: {error}"[:200] + ")"
        return {"error": "ParserFailed", "message": reason}


def _peak_bytes() -> int:
    """The most memory this process has held; 0 where the system does not say."""
    # Not getrusage: its peak is inherited from the parent.
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak[1]) * 1024 if peak else 0


def _parser(kind: str) -> Callable[[bytes, Limits], Parsed]:
    """Imported before the limits bite, and only what this file needs."""
    if kind == "pdf":
        from rag.reading.parse_pdf import parse_pdf

        return parse_pdf
    if kind == "docx":
        from rag.reading.parse_docx import parse_docx

        return parse_docx
    if kind in ("csv", "xlsx"):
        from rag.reading.parse_sheet import parse_csv, parse_xlsx

        return parse_csv if kind == "csv" else parse_xlsx
    if kind == "html":
        from rag.reading.parse_html import parse_html

        return parse_html
    from rag.reading.parse_markdown import parse_markdown

    return parse_markdown


def _hold_to(limits: Limits) -> None:
    """Memory for the whole process; processor time for this file on top of what is spent."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, most))
    spent = int(time.process_time()) + 1
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + limits.cpu_seconds, most))


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError(f"{event} is not allowed while a file is parsed")


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    main()

"""The child processes in which files are parsed: their limits, their end, their replacement."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import FileTooLarge, ParserFailed
from rag.reading import sandbox as module
from rag.reading.parsed import MB, Limits
from rag.reading.sandbox import MOST_CHILDREN, WEAR_OF_OTHERS, WEAR_PER_CHILD, Sandbox
from tests import files
from tests.files import WORDS

ROOT = Path(__file__).parent.parent
LINUX = sys.platform == "linux"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def read(sandbox: Sandbox, limits: Limits | None = None) -> str:
    return sandbox.parse("markdown", WORDS.encode(), limits or Limits()).text


def pids(sandbox: Sandbox) -> list[int]:
    return [child.process.pid for child in sandbox._idle]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_child_reads_many_files_and_is_then_replaced(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert WEAR_PER_CHILD // WEAR_OF_OTHERS == 50
    monkeypatch.setattr(module, "WEAR_PER_CHILD", WEAR_OF_OTHERS + 30)
    sandbox.parse("html", f"<p>{WORDS}</p>".encode(), Limits())
    seen = set(pids(sandbox))
    for _ in range(29):
        assert read(sandbox) == WORDS
        seen.update(pids(sandbox))
    assert len(seen) == 1
    read(sandbox)
    assert pids(sandbox) == [] and not alive(seen.pop())


def test_a_bad_file_that_fails_in_order_keeps_its_child(sandbox: Sandbox) -> None:
    read(sandbox)
    before = pids(sandbox)
    with pytest.raises(ParserFailed, match="damaged"):
        sandbox.parse("pdf", b"%PDF-1.7\n", Limits())
    assert pids(sandbox) == before


def test_wall_time(sandbox: Sandbox) -> None:
    read(sandbox)
    (pid,) = pids(sandbox)
    os.kill(pid, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(ParserFailed, match="longer"):
        read(sandbox, Limits(wall_seconds=1))
    assert time.monotonic() - started < 10
    assert not alive(pid)
    assert read(sandbox) == WORDS


def test_processor_time(sandbox: Sandbox) -> None:
    with pytest.raises(ParserFailed, match="longer"):
        sandbox.parse("pdf", files.pdf_long_text(), Limits(cpu_seconds=1))
    assert read(sandbox) == WORDS


def test_processor_time_is_counted_for_each_file(sandbox: Sandbox) -> None:
    page = b"<html><body>" + b"".join(b"<p>%d %s</p>" % (i, WORDS.encode()) for i in range(1_500))
    for _ in range(5):
        assert sandbox.parse("html", page, Limits(cpu_seconds=2)).text


@pytest.mark.skipif(not LINUX, reason="only Linux holds a process to its address space")
def test_memory(sandbox: Sandbox) -> None:
    page = b"<html><body>" + b"<p>ab</p>" * 2_500_000
    with pytest.raises(ParserFailed, match="400 MB of memory"):
        sandbox.parse("html", page, Limits(memory_bytes=400 * MB))
    assert read(sandbox) == WORDS


def test_length_of_the_text(sandbox: Sandbox) -> None:
    with pytest.raises(FileTooLarge, match="10 characters"):
        read(sandbox, Limits(text_chars=10))


def test_a_crash_is_one_failed_file(sandbox: Sandbox) -> None:
    read(sandbox)
    (pid,) = pids(sandbox)
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(sandbox.parse, "pdf", files.pdf_long_text(), Limits())
        time.sleep(0.3)
        os.kill(pid, signal.SIGSEGV)
        assert isinstance(job.exception(), ParserFailed)
    assert read(sandbox) == WORDS


def test_a_child_that_died_at_rest_is_replaced(sandbox: Sandbox) -> None:
    read(sandbox)
    (pid,) = pids(sandbox)
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert read(sandbox) == WORDS


def test_many_threads_share_a_few_children(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: read(sandbox), range(40))) == {WORDS}
    assert 1 <= len(pids(sandbox)) <= MOST_CHILDREN


def test_close_ends_the_children(sandbox: Sandbox) -> None:
    read(sandbox)
    (pid,) = pids(sandbox)
    sandbox.close()
    assert not alive(pid) and pids(sandbox) == []


PARENT = """
import os, time
from rag.reading.parsed import Limits
from rag.reading.sandbox import shared_sandbox
sandbox = shared_sandbox()
sandbox.parse("markdown", b"Words.", Limits())
print(sandbox._idle[0].process.pid, flush=True)
{ending}
"""


@pytest.mark.parametrize("ending", ["os._exit(1)", "os.kill(os.getpid(), 9)", "pass"])
def test_children_end_with_their_parent(ending: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PARENT.format(ending=ending)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        timeout=60,
    )
    pid = int(done.stdout)
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(pid)


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_a_child_knows_no_secrets(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "not-for-parsers")
    read(sandbox)
    (pid,) = pids(sandbox)
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"not-for-parsers" not in environment
    assert Path(f"/proc/{pid}/cwd").resolve() == Path("/")


@pytest.mark.parametrize(
    "action",
    ["socket.create_connection(('127.0.0.1', 9))", "socket.getaddrinfo('localhost', 80)",
     "subprocess.run(['true'])", "os.system('true')"],
)  # fmt: skip
def test_a_child_may_not_call_out(action: str) -> None:
    code = (
        "import os, socket, subprocess, sys; from rag.reading.worker import _refuse; "
        f"sys.addaudithook(_refuse); {action}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert "PermissionError" in done.stderr and "not allowed" in done.stderr


def test_compiled_modules_are_cached_and_leave_no_litter(sandbox: Sandbox) -> None:
    read(sandbox)
    assert not list((ROOT / "rag").rglob("*.pyc.*"))

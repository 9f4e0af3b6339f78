"""Changes that take too long: what is told is what became of them."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from rag.server.failures import Problem
from rag.server.gate import Gate, Stop, Stopped

T = TypeVar("T")
PATIENCE = 60  # seconds after which a test gives up


def awaited(work: Coroutine[Any, Any, T]) -> T:
    """Run in a thread: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(lambda: asyncio.run(work)).result()


@pytest.fixture
def gate() -> Iterator[Gate]:
    found = Gate(1, queue=2, seconds=0.05)
    yield found
    found.close()


def test_work_that_stops_is_called_off(gate: Gate) -> None:
    def work(stop: Stop) -> str:
        assert stop.wait(PATIENCE)
        raise Stopped

    with pytest.raises(Problem, match="nothing was changed") as caught:
        awaited(gate.change(work))
    assert (caught.value.status, caught.value.type) == (503, "timeout")


def test_work_that_cannot_stop_any_more_tells_what_it_did(gate: Gate) -> None:
    def work(stop: Stop) -> str:
        assert stop.wait(PATIENCE)
        return "stored"

    assert awaited(gate.change(work)) == "stored"


def test_work_that_never_began_never_begins(gate: Gate) -> None:
    free, done = threading.Event(), list[str]()
    before = gate.submit(lambda: free.wait(PATIENCE))
    with pytest.raises(Problem, match="nothing was changed"):
        awaited(gate.change(lambda _: done.append("stored")))
    free.set()
    assert before.result(PATIENCE)
    assert gate.submit(lambda: True).result(PATIENCE) and not done

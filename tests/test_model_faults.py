"""Our server over a model that is slow, hung, endless or talks nonsense: real HTTP on both sides.

Whatever the model does, the caller gets the right status in time, the model's connection is
closed, and the one slot there is serves the next question.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from rag.answering.writing import llm
from rag.engine import Engine
from rag.server.api import create_app
from rag.store.encoder import Encoder
from tests.fakes import Reply, ScriptedServer
from tests.serving import QUESTION, live, opened

TIMEOUT = 2.0  # seconds that a model which hangs may take
AMPLE = 20.0  # and one that fails at once: a busy machine is no fault of the model's
SLACK = 5.0  # seconds of a busy machine, still far from what hangs
WORDS = b'data: {"choices": [{"index": 0, "delta": {"content": "word "}}]}\n\n'
SILENT = b'data: {"choices": [{"index": 0, "delta": {"role": "assistant"}}]}\n\n'


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("data"), encoder) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "_FIRST_WAIT", 0.01)


@contextmanager
def serving(base: Engine, model: ScriptedServer, **changed: Any) -> Iterator[httpx.Client]:
    """A client of a server that answers one question at a time, with this model behind it."""
    changed = {"llm_timeout": TIMEOUT, "max_concurrency": 1, **changed}
    settings = base.settings.model_copy(
        update={"llm_model": "m", "openai_base_url": model.base_url, **changed}
    )
    engine = Engine(settings, base.store, base.encoder, llm.connect(settings))
    with live(create_app(engine)) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def ask(client: httpx.Client, answerer: str, *, stream: bool = False) -> tuple[int, Any, float]:
    """(status, the answer or the problem, seconds); of a stream its last event but "done"."""
    asking = {"question": QUESTION, "answerer": answerer, "stream": stream}
    begun = time.monotonic()
    reply = client.post("/answer", json=asking)
    took = time.monotonic() - begun
    if not stream or reply.status_code != 200:
        return reply.status_code, reply.json(), took
    events = [
        block.split("\n", 1) for block in reply.text.split("\n\n") if block.startswith("event")
    ]
    told = [(name.removeprefix("event: "), data.removeprefix("data: ")) for name, data in events]
    name, data = next((n, d) for n, d in reversed(told) if n != "done")
    return 200, (name, httpx.Response(200, text=data).json()), took


def until(true: Callable[[], object], within: float = 10) -> bool:
    """Wait for something to hold; whether it came to hold in time."""
    deadline = time.monotonic() + within
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(true())


def gone(model: ScriptedServer) -> bool:
    """True where the model's reader left in time."""
    return until(lambda: model.disconnects)


def threads() -> list[str]:
    return sorted(t.name for t in threading.enumerate() if t.name.startswith("rag-model"))


# What the model does → (what to look for in the line to the reader, whether it is hung up on)
FAULTS = {
    "silent before the first byte": (Reply("x", delay=15), "longer than 2 s", True),
    "silent in mid-answer": (Reply("The harbour trial", size=4, hang_after=2), "longer than 2 s", True),
    "a trickle": (Reply("x" * 9999, size=1, pause=0.05), "longer than 2 s", True),
    "a line without an end": (Reply(body=b"data: ", endless=b"x" * 65536), "", True),
    "comments without an end": (Reply(endless=b": ping\n\n" * 4096), "", True),
    "deltas of nothing without an end": (Reply(endless=SILENT * 64), "", True),
    "garbage": (Reply(body=bytes(range(256)) * 8), "", False),
    "a web page": (Reply(body=b"<html><body>Welcome to nginx!</body></html>"), "", False),
    "other JSON": (Reply(body=b'data: {"choices": "none"}\n\n'), "", False),
    "an error in the stream": (Reply(body=b'data: {"error": {"message": "boom"}}\n\n'), "", False),
    "dropped": (Reply("The harbour trial opened", size=4, drop_after=2), "connection", False),
    "500": (Reply(status=500), "error (500)", False),
    "429": (Reply(status=429), "429", False),
    "empty": (Reply(""), "", False),
}  # fmt: skip
ids = FAULTS.keys()


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(("fault", "said", "hung_up"), FAULTS.values(), ids=ids)
def test_the_built_in_answerer_steps_in(
    fault: Reply, said: str, hung_up: bool, stream: bool, base: Engine
) -> None:
    limit = TIMEOUT if hung_up else AMPLE
    with ScriptedServer(fault) as model, serving(base, model, llm_timeout=limit) as client:
        status, told, took = ask(client, "auto", stream=stream)
        name, answer = told if stream else ("final_answer", told)
        assert (status, name) == (200, "final_answer")
        assert "3 May 2024" in answer["text"] and answer["answerer"] == "extractive"
        assert answer["notes"] and said in answer["notes"][0]
        assert took < limit + SLACK
        assert not hung_up or gone(model)
    assert until(lambda: not threads()), threads()


@pytest.mark.parametrize(
    "fault", ["silent before the first byte", "a line without an end", "garbage", "500", "dropped"]
)
def test_where_only_the_model_is_wanted_the_caller_is_told(fault: str, base: Engine) -> None:
    with ScriptedServer(FAULTS[fault][0]) as model, serving(base, model) as client:
        status, problem, took = ask(client, "llm")
        assert (status, problem["error"]["type"]) == (503, "answerer_unavailable")
        assert problem["error"]["message"] and took < TIMEOUT + SLACK
        status, told, _ = ask(client, "llm", stream=True)
        problem = told if status == 503 else told[1]
        assert problem["error"]["type"] == "answerer_unavailable"
        assert ask(client, "extractive")[0] == 200


def test_words_without_an_end_are_cut(base: Engine) -> None:
    with ScriptedServer(Reply(endless=WORDS * 64)) as model, serving(base, model) as client:
        status, answer, took = ask(client, "auto")
        assert status == 200 and answer["answerer"] == "extractive" and took < TIMEOUT + SLACK
        assert gone(model)


LEFT = {
    "before the first byte": Reply("x", delay=15),
    "in mid-answer": Reply("The harbour trial", size=4, hang_after=2),
    "while it trickles": Reply("x" * 9999, size=1, pause=0.05),
}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("fault", LEFT.values(), ids=LEFT.keys())
def test_a_caller_who_leaves_frees_the_slot_and_the_model(
    fault: Reply, stream: bool, base: Engine
) -> None:
    with ScriptedServer(fault) as model, serving(base, model, llm_timeout=15.0) as client:
        asking = json.dumps({"question": QUESTION, "answerer": "auto", "stream": stream}).encode()
        host, port = client.base_url.host, client.base_url.port or 0
        head = (
            f"POST /answer HTTP/1.1\r\nHost: {host}:{port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(asking)}\r\n\r\n"
        )
        with socket.create_connection((host, port), timeout=20) as caller:
            caller.sendall(head.encode() + asking)
            assert until(lambda: model.requests), "the model was not asked"
            time.sleep(0.3)  # it works, and whoever asked leaves
        assert len(model.requests) == 1
        assert gone(model), "the model was left working for nobody"
        status, _, took = ask(client, "extractive")
        assert status == 200 and took < SLACK, "the slot is still taken"


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_the_deadline_of_a_request_frees_them_too(stream: bool, base: Engine) -> None:
    hung = Reply("x", delay=15)
    with (
        ScriptedServer(hung) as model,
        serving(base, model, llm_timeout=15.0, request_timeout=2.0) as client,
    ):
        status, told, took = ask(client, "auto", stream=stream)
        problem = told[1] if stream and status == 200 else told
        assert problem["error"]["type"] == "timeout" and took < TIMEOUT + SLACK
        assert status == (200 if stream else 503)
        assert gone(model)
        assert ask(client, "extractive")[2] < SLACK


def test_a_follow_up_does_not_wait_twice(base: Engine) -> None:
    asking = {
        "question": "And how long did it run?", "answerer": "auto",
        "history": [{"question": QUESTION, "answer": "It opened on 3 May 2024. [1]"}],
    }  # fmt: skip
    with ScriptedServer(Reply("x", delay=15)) as model, serving(base, model) as client:
        begun = time.monotonic()
        answer = client.post("/answer", json=asking).json()
        assert time.monotonic() - begun < TIMEOUT + SLACK
        assert answer["answerer"] == "extractive" and "longer than" in answer["notes"][0]
        assert len(model.requests) == 1

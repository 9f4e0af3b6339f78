"""Every way a model server can fail ends in one clear line, soon; what works is streamed."""

import time
from typing import Any

import pytest

from rag.answering.writing import llm
from rag.answering.writing.llm import ContextExceeded, Model
from rag.errors import AnswererUnavailable, SettingsError
from rag.settings import Settings
from tests.fakes import Reply, ScriptedServer

ASKED = [("system", "Be brief."), ("user", "How many?")]


def connected(server: ScriptedServer, timeout: float = 20.0) -> Model:
    model = llm.connect(
        Settings(llm_model="m", openai_base_url=server.base_url, llm_timeout=timeout)
    )
    assert model is not None
    return model


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "_FIRST_WAIT", 0.01)


def test_a_reply_comes_in_pieces_with_the_reason_it_ended() -> None:
    with ScriptedServer(Reply("Thirty-five thousand.", size=4, finish="length")) as server:
        stream = connected(server).stream(ASKED, max_tokens=50)
        pieces = []
        try:
            while True:
                pieces.append(next(stream))
        except StopIteration as end:
            assert end.value.finish == "length"
    assert "".join(pieces) == "Thirty-five thousand." and len(pieces) > 3
    [request] = server.requests
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert (request["model"], request["max_tokens"], request["temperature"]) == ("m", 50, 0.0)


PASSING = {
    "429": Reply("slow down", status=429), "500": Reply(status=500), "503": Reply(status=503),
    "retry-after": Reply(status=429, headers=(("retry-after", "0"),)),
    "dropped before the first word": Reply("never said", drop_after=0),
}  # fmt: skip


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING.keys())
def test_what_may_pass_is_tried_again(failure: Reply) -> None:
    with ScriptedServer(failure, failure, "Here.") as server:
        assert connected(server).complete(ASKED, max_tokens=9) == "Here."
        assert len(server.requests) == 3


FAILING = {
    "always 429": (Reply(status=429), "limit of requests", 3),
    "always 500": (Reply(status=500), "answered with an error (500)", 3),
    "wrong key": (Reply(status=401), "OPENAI_API_KEY", 1),
    "forbidden": (Reply(status=403), "OPENAI_API_KEY", 1),
    "unknown model": (Reply(status=404), "RAG_LLM_MODEL", 1),
    "bad request": (Reply("no such field", status=400), "error (400)", 1),
    "always dropped": (Reply("xxxx", drop_after=0), "OPENAI_BASE_URL", 3),
    "not JSON": (Reply(body=b"data: {nonsense\n\n"), "unreadable", 1),
    "other JSON": (Reply(body=b'data: {"foo": [1]}\n\n'), "unreadable", 1),
    "a list": (Reply(body=b"data: [1, 2]\n\n"), "unreadable", 1),
    "an error in the stream": (Reply(body=b'data: {"error": {"message": "boom"}}\n\n'), "", 1),
}  # fmt: skip


@pytest.mark.parametrize(("failure", "said", "tries"), FAILING.values(), ids=FAILING.keys())
def test_what_does_not_pass_is_one_clear_line(failure: Reply, said: str, tries: int) -> None:
    with ScriptedServer(failure) as server, pytest.raises(AnswererUnavailable) as caught:
        connected(server).complete(ASKED, max_tokens=9)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value) and " m " in f"{caught.value} "
    assert len(server.requests) <= tries


@pytest.mark.parametrize("reply", [Reply("x", delay=20), Reply("xxxxxxxxx", size=1, hang_after=3)])
def test_a_silent_server_is_given_up(reply: Reply) -> None:
    begun = time.monotonic()
    with (
        ScriptedServer(reply) as server,
        pytest.raises(AnswererUnavailable, match=r"longer than 0\.4 s"),
    ):
        connected(server, timeout=0.4).complete(ASKED, max_tokens=9)
    assert time.monotonic() - begun < 5


def test_what_the_server_said_is_told_where_time_ran_out_on_a_later_try() -> None:
    with (
        ScriptedServer(Reply(status=429), Reply("x", delay=30)) as server,
        pytest.raises(AnswererUnavailable, match="limit of requests"),
    ):
        connected(server, timeout=4.0).complete(ASKED, max_tokens=9)
    assert len(server.requests) == 2


def test_a_trickle_is_given_up_at_the_time_limit() -> None:
    begun = time.monotonic()
    with (
        ScriptedServer(Reply("x" * 999, size=1, pause=0.02)) as server,
        pytest.raises(AnswererUnavailable),
    ):
        connected(server, timeout=0.5).complete(ASKED, max_tokens=9)
    assert time.monotonic() - begun < 5


REFUSED = {
    "stream_options": "Unrecognized request argument supplied: stream_options",
    "temperature": "Unsupported value: 'temperature' does not support 0.0 with this model.",
    "max_tokens": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
}  # fmt: skip


@pytest.mark.parametrize(("option", "said"), REFUSED.items(), ids=REFUSED.keys())
def test_a_model_that_refuses_an_option_is_asked_without_it(option: str, said: str) -> None:
    def picky(request: dict[str, Any]) -> Reply:
        return Reply(said, status=400) if option in request else Reply("Here.")

    with ScriptedServer(picky) as server:
        model = connected(server)
        assert model.complete(ASKED, max_tokens=9) == "Here."
        assert model.complete(ASKED, max_tokens=9) == "Here."
        assert len(server.requests) == 3, "told once, it is remembered"
        assert option not in server.requests[-1]
        assert (option == "max_tokens") == ("max_completion_tokens" in server.requests[-1])


@pytest.mark.parametrize(("counts", "told"), [((812, 17), True), (None, False)])
def test_tokens_are_those_that_the_server_counted(
    counts: tuple[int, int] | None, told: bool
) -> None:
    with ScriptedServer(Reply("Here.", usage=counts)) as server:
        stream = connected(server).stream(ASKED, max_tokens=9)
        try:
            while True:
                next(stream)
        except StopIteration as end:
            assert end.value.finish == "stop"
            assert (end.value.usage is not None) == told
            assert not told or (end.value.usage.prompt, end.value.usage.completion) == counts
        assert server.requests[0]["stream_options"] == {"include_usage": True}


def test_a_server_that_does_not_hang_up_is_hung_up_on() -> None:
    begun = time.monotonic()
    with ScriptedServer(Reply("Here.", linger=20)) as server:
        assert connected(server, timeout=10).complete(ASKED, max_tokens=9) == "Here."
    assert time.monotonic() - begun < 5


def test_silence_comes_as_empty_pieces() -> None:
    with ScriptedServer(Reply("Here.", delay=0.7)) as server:
        pieces = list(connected(server).stream(ASKED, max_tokens=9))
    assert pieces[:2] == ["", ""] and "".join(pieces) == "Here."


def test_a_connection_lost_in_mid_answer_is_not_tried_again() -> None:
    with ScriptedServer(Reply("one two three four", size=4, drop_after=2)) as server:
        stream = connected(server).stream(ASKED, max_tokens=9)
        with pytest.raises(AnswererUnavailable, match="connection"):
            list(stream)
        assert len(server.requests) == 1


def test_an_address_nobody_listens_at() -> None:
    with ScriptedServer("x") as server:
        gone = connected(server)
    with pytest.raises(AnswererUnavailable, match="OPENAI_BASE_URL"):
        gone.complete(ASKED, max_tokens=9)


def test_a_request_over_the_window_is_told_apart() -> None:
    error = Reply("the request exceeds the available context size", status=400)
    with ScriptedServer(error) as server, pytest.raises(ContextExceeded, match="context window"):
        connected(server).complete(ASKED, max_tokens=9)


def test_closing_the_stream_closes_the_connection() -> None:
    with ScriptedServer(Reply("word " * 4000, size=5, pause=0.002)) as server:
        stream = connected(server).stream(ASKED, max_tokens=9)
        next(stream)
        stream.close()
        deadline = time.monotonic() + 5
        while not server.disconnects and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.disconnects == 1


def test_without_a_model_there_is_none() -> None:
    assert llm.connect(Settings(llm_model=None, openai_base_url="http://127.0.0.1:9/v1")) is None


def test_a_missing_gguf_says_so(tmp_path: object) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        llm.connect(Settings(llm_gguf=f"{tmp_path}/none.gguf"))  # type: ignore[arg-type]  # pydantic reads it


def test_the_key_is_not_shown() -> None:
    settings = Settings(
        llm_model="m", openai_base_url="http://127.0.0.1:9/v1", openai_api_key="sk-se" + "cret"
    )
    assert "sk-secret" not in repr(llm.connect(settings))

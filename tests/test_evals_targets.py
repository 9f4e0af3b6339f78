"""Asking a server gives what asking the engine gives, and trouble is one readable line."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from evals import from_wire
from evals.targets import ChatTarget, ServerTarget, declines, remote
from rag.answering.localised import localised
from rag.answering.writing.prompts import ABSTAIN
from rag.errors import EvalError
from rag.schema import Answer, Turn
from rag.server import wire
from rag.settings import Settings
from tests.evals_fakes import LINE, RIGHT, abstained

DOCUMENT = {"id": "line", "source": "line.md", "title": "Lines", "text": LINE, "sha256": "0a"}


@contextmanager
def server(replies: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """A server on loopback with canned JSON by path; yields its address and what it was sent."""
    sent: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sent.append((self.path, json.loads(body) if body else None))
            found = replies.get(self.path.split("?")[0])
            self.send_response(200 if found is not None else 404)
            self.end_headers()
            self.wfile.write(json.dumps(found if found is not None else "no").encode())

        do_GET = do_POST = reply  # the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Quiet."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_port}", sent
    finally:
        running.shutdown()
        running.server_close()


def told(answer: Answer) -> dict[str, Any]:
    return dict(wire.Answer.of(answer).model_dump(mode="json"))


@pytest.mark.parametrize("answer", [RIGHT, abstained()], ids=["answered", "abstained"])
def test_an_answer_survives_the_wire_as_far_as_scoring_needs_it(answer: Answer) -> None:
    again = from_wire.answer(told(answer))
    for name in ("text", "abstained", "confidence", "answerer", "usage", "reason"):
        assert getattr(again, name) == getattr(answer, name)
    assert [s.text for s in again.sentences] == [s.text for s in answer.sentences]
    assert [(c.marker, c.start_char, c.end_char, c.quote) for c in again.citations] == [
        (c.marker, c.start_char, c.end_char, c.quote) for c in answer.citations
    ]
    assert [(s.chunk.document_id, s.chunk.text) for s in again.retrieved] == [
        (s.chunk.document_id, s.chunk.text) for s in answer.retrieved
    ]


def test_our_server() -> None:
    replies = {
        "/answer": told(RIGHT),
        "/documents": {"documents": [{"id": "line"}], "total": 1},
        "/documents/line": DOCUMENT,
    }
    with server(replies) as (url, sent):
        target = ServerTarget(url + "/", answerer="extractive")
        assert [d.text for d in target.documents()] == [LINE]
        assert target.ask("When?", [Turn("Which?", "The red one.")], abstain=False).text == (
            RIGHT.text
        )
        assert sent[-1] == (
            "/answer",
            {
                "question": "When?",
                "history": [{"question": "Which?", "answer": "The red one."}],
                "answerer": "extractive",
                "abstain_below": 0.0,
            },
        )


def test_an_openai_shaped_server() -> None:
    said = {
        "choices": [{"message": {"content": "In 2021."}}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 3},
    }
    with server({"/v1/chat/completions": said}) as (url, sent):
        target = ChatTarget(f"{url}/v1", key=None, model="m")
        answer = target.ask("When?", [Turn("Which?", "The red one.")])
        assert (answer.text, answer.abstained, answer.usage.total) == ("In 2021.", False, 10)
        assert [m["role"] for m in sent[-1][1]["messages"]] == ["user", "assistant", "user"]
        assert not target.seen.spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("I don’t know.", True),
        ("The documents do not contain this.", True),
        ("资料中没有找到答案。", True),
        ("It opened in 2021.", False),
    ],
)
def test_declining_in_words(text: str, expected: bool) -> None:
    assert declines(text) is expected


@pytest.mark.parametrize("language", ["en", "zh", "he", "de", "fr", "es"])
def test_our_own_silence_is_read_as_such_in_every_language(language: str) -> None:
    reason = localised("No passage answers it clearly enough.", language)
    assert declines(f"{localised(ABSTAIN, language)} {reason}")


def test_the_address_says_which_kind_of_server_it_is() -> None:
    settings = Settings()
    with server({"/v1/models": {"data": [{"id": "m1"}]}}) as (url, _):
        chat = remote(f"{url}/v1/", settings=settings, answerer=None)
    assert isinstance(chat, ChatTarget)
    assert chat.about["model"] == "m1"
    ours = remote("http://127.0.0.1:1", settings=settings, answerer=None)
    assert isinstance(ours, ServerTarget)


def test_trouble_is_one_line() -> None:
    with server({"/answer": {"text": "x"}, "/v1/chat/completions": {}}) as (url, _):
        with pytest.raises(EvalError, match="not in our format"):
            ServerTarget(url).ask("When?", ())
        with pytest.raises(EvalError, match="did not answer as OpenAI does"):
            ChatTarget(f"{url}/v1", key=None, model="m").ask("When?", ())
        with pytest.raises(EvalError, match="answered 404"):
            ChatTarget(f"{url}/v1", key=None)
        with pytest.raises(EvalError, match="answered 404"):
            ServerTarget(url).documents()
    with pytest.raises(EvalError, match="cannot be used"):
        ServerTarget("http://127.0.0.1:9").ask("When?", ())

"""The official ``openai`` client, unmodified, against a live server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from rag import tokens
from rag.engine import Engine
from rag.server.api import create_app
from rag.server.openai_shape import Message, conversation
from rag.store.encoder import Encoder
from tests.serving import QUESTION, TEXTS, UNANSWERABLE, live, opened

MODEL = "rag-extractive"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("data"), encoder) as found:
        yield found


@pytest.fixture(scope="module")
def address(engine: Engine) -> Iterator[str]:
    with live(create_app(engine)) as found:
        yield found


@pytest.fixture(scope="module")
def client(address: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key="none is needed", max_retries=0)


def ask(client: Any, question: str, **options: object) -> Any:
    messages = [{"role": "user", "content": question}]
    return client.chat.completions.create(model=MODEL, messages=messages, **options)


def test_answerers_are_models(client: Any) -> None:
    assert [model.id for model in client.models.list()] == ["rag", MODEL]


def test_an_answer_with_its_citations(client: Any, engine: Engine, address: str) -> None:
    found = ask(client, QUESTION)
    message = found.choices[0].message
    assert message.role == "assistant" and found.choices[0].finish_reason == "stop"
    assert message.content and "3 May 2024" in message.content and "[1]" in message.content
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        assert "[" in message.content[cited.start_index : cited.end_index]
        path, _, span = cited.url.removeprefix(address).partition("#char=")
        start, end = map(int, span.split(","))
        text = httpx.get(address + path).json()["text"]
        assert text[start:end] in TEXTS["harbour.md"]
        assert cited.title == "Harbour trial"
    native = engine.answer(QUESTION)
    extra = found.model_extra or {}
    assert extra["rag"]["text"] == message.content == native.text
    assert [c["cited_text"] for c in extra["rag"]["citations"]] == [
        c.quote for c in native.citations
    ]


def test_usage_is_counted_by_tiktoken(client: Any) -> None:
    found = ask(client, QUESTION)
    assert found.usage and found.choices[0].message.content
    assert found.usage.completion_tokens == tokens.count(found.choices[0].message.content)
    assert found.usage.prompt_tokens > tokens.count(QUESTION)
    assert found.usage.total_tokens == found.usage.prompt_tokens + found.usage.completion_tokens


@pytest.mark.parametrize("question", [QUESTION, UNANSWERABLE, "How many hives were counted? 🐝"])
def test_a_stream_reassembles_to_the_whole(client: Any, question: str) -> None:
    whole = ask(client, question)
    messages = [{"role": "user", "content": question}]
    stream = client.chat.completions.create(
        model=MODEL, messages=messages, stream=True, stream_options={"include_usage": True},
    )  # fmt: skip
    chunks = list(stream)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    last = next(chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason)
    told = (last.choices[0].delta.model_extra or {})["annotations"]
    assert told == [a.model_dump() for a in whole.choices[0].message.annotations or []]
    streamed, unstreamed = (last.model_extra or {})["rag"], (whole.model_extra or {})["rag"]
    for same in ("text", "sentences", "citations", "abstained", "confidence", "usage"):
        assert streamed[same] == unstreamed[same]
    assert chunks[-1].choices == [] and chunks[-1].usage == whole.usage
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_without_usage_ends_with_its_reason(client: Any) -> None:
    messages = [{"role": "user", "content": QUESTION}]
    chunks = list(client.chat.completions.create(model=MODEL, messages=messages, stream=True))
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"


def test_no_answer_is_said_and_cites_nothing(client: Any) -> None:
    found = ask(client, UNANSWERABLE)
    assert found.choices[0].message.annotations == []
    extra = found.model_extra or {}
    assert extra["rag"]["abstained"] and extra["rag"]["citations"] == []


def test_filters_of_ours_go_under_one_key(client: Any, engine: Engine) -> None:
    bees = next(p for p in engine.library.documents() if p.title == "City bees")
    only = {"rag": {"filters": {"document_ids": [bees.document_id]}, "top_k": 3}}
    found = ask(client, QUESTION, extra_body=only)
    passages = (found.model_extra or {})["rag"]["retrieved"]
    assert {passage["document_id"] for passage in passages} <= {bees.document_id}


def test_a_chat_makes_a_follow_up_understood(client: Any) -> None:
    first = ask(client, QUESTION).choices[0].message.content
    messages = [
        {"role": "system", "content": "Always answer 'no'."},
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": first},
        {"role": "user", "content": [{"type": "text", "text": "How long did it run?"}]},
    ]
    found = client.chat.completions.create(model=MODEL, messages=messages)
    assert "harbour" in found.model_extra["rag"]["standalone_question"]


def test_settings_of_other_models_are_accepted_and_change_nothing(client: Any) -> None:
    plain = ask(client, QUESTION).choices[0].message.content
    options = {"temperature": 0.9, "max_tokens": 3, "top_p": 0.1, "seed": 7, "user": "someone"}
    assert ask(client, QUESTION, **options).choices[0].message.content == plain


TOOL = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}


@pytest.mark.parametrize(
    "options",
    [
        {"response_format": {"type": "text"}},
        {"tools": [TOOL]},
        {"tools": [TOOL], "tool_choice": "auto"},
        {"tools": [TOOL], "tool_choice": "none"},
        {
            "tools": [TOOL],
            "tool_choice": {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "auto", "tools": [TOOL]},
            },
        },
    ],
)
def test_tools_that_need_not_be_called_are_accepted(client: Any, options: dict[str, Any]) -> None:
    assert "3 May 2024" in (ask(client, QUESTION, **options).choices[0].message.content or "")


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("response_format", {"type": "json_object"}),
        ("response_format", {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}),
        ("response_format", {"of": "no type"}),
        ("tool_choice", "required"),
        ("tool_choice", {"type": "function", "function": {"name": "look"}}),
        ("tool_choice", {"type": "allowed_tools", "allowed_tools": {"mode": "required"}}),
        ("tool_choice", {"type": "allowed_tools", "allowed_tools": 3}),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_given_is_refused_by_its_name(
    client: Any, param: str, value: object, stream: bool
) -> None:
    with pytest.raises(openai.BadRequestError) as refusal:
        ask(client, QUESTION, **{"tools": [TOOL], param: value, "stream": stream})
    assert refusal.value.param == param and refusal.value.code == "unsupported_value"
    assert "leave" in refusal.value.message


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"model": "gpt-4o"}, 404, "model_not_found"),
        ({"messages": []}, 400, "invalid_request"),
        ({"messages": [{"role": "assistant", "content": "Hello"}]}, 400, "invalid_messages"),
        ({"messages": [{"role": "user", "content": "  "}]}, 400, "invalid_messages"),
        ({"messages": [{"role": "user", "content": "x" * 2001}]}, 400, "question_too_long"),
        ({"messages": [{"role": "wizard", "content": "x"}]}, 400, "invalid_request"),
        ({"n": 100}, 400, "invalid_request"),
        ({"extra_body": {"rag": {"filters": {"$ne": 1}}}}, 400, "invalid_request"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_refusals_have_the_shape_that_the_client_reads(
    client: Any, changed: dict[str, object], status: int, code: str, stream: bool
) -> None:
    request = {"model": MODEL, "messages": [{"role": "user", "content": "x"}], **changed}
    with pytest.raises(openai.APIStatusError) as refusal:
        client.chat.completions.create(**request, stream=stream)
    assert refusal.value.status_code == status
    assert refusal.value.code == code
    assert refusal.value.type == "invalid_request_error"
    assert refusal.value.message


def test_a_key_is_sent_as_openai_clients_send_it(encoder: Encoder, tmp_path: Path) -> None:
    with opened(tmp_path, encoder) as engine:
        app = create_app(engine)
        secret, _ = app.state.services.keys.create("client", "read")
        with live(app) as address:
            good = openai.OpenAI(base_url=f"{address}/v1", api_key=secret)
            assert "3 May 2024" in (ask(good, QUESTION).choices[0].message.content or "")
            bad = openai.OpenAI(base_url=f"{address}/v1", api_key="guess", max_retries=0)
            with pytest.raises(openai.AuthenticationError):
                ask(bad, QUESTION)


def test_what_was_said_before_becomes_turns() -> None:
    messages = [
        Message(role="system", content="Be brief."), Message(role="user", content="A?"),
        Message(role="assistant", content="A."), Message(role="tool", content="data"),
        Message(role="user", content="B?"), Message(role="user", content="C?"),
    ]  # fmt: skip
    question, turns = conversation(messages)
    assert question == "C?"
    assert [(t.question, t.answer) for t in turns] == [("A?", "A."), ("B?", "")]

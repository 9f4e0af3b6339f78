"""Chat completions as OpenAI's clients read them (fields of openai 2.54), from our answers. Pure.

Citations are ``annotations`` of type ``url_citation``; ``start_index`` and ``end_index`` are
half-open code points of the message's ``content``. Our whole answer is under the key ``rag``.
"""

import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from rag import schema
from rag.server import asked, wire

ROLES = Literal["system", "developer", "user", "assistant", "tool"]


class TextPart(BaseModel):
    """A part of a message; parts that are no text are refused."""

    type: Literal["text"]
    text: Annotated[str, Field(max_length=asked.MAX_TURN)]


class Message(BaseModel):
    """One message; what a client sends besides is ignored."""

    role: ROLES
    content: Annotated[str, Field(max_length=asked.MAX_TURN)] | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """Its text, parts joined."""
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """Options of a streamed completion."""

    include_usage: Annotated[
        StrictBool, Field(description="Send a last chunk with the usage and no choices.")
    ] = False


class Options(asked.Given):
    """What only we know, under the key ``rag`` (``extra_body`` in OpenAI's Python client)."""

    filters: asked.Filters = asked.Filters()
    top_k: Annotated[asked.Count | None, Field(ge=1, le=20)] = None
    abstain_below: asked.Share | None = None


class CompletionRequest(BaseModel):
    """A chat; the last message must be the user's.

    Sampling settings and tools are accepted and unused.
    """

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "model": "rag",
                    "messages": [{"role": "user", "content": "When did the trial open?"}],
                }
            ]
        },
    )

    model: Annotated[
        str, Field(max_length=200, description="One of `GET /v1/models`.", examples=["rag"])
    ]
    messages: Annotated[list[Message], Field(min_length=1, max_length=2 * asked.MAX_HISTORY)]
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    n: Annotated[asked.Count | None, Field(ge=1, le=1, description="One answer is given.")] = None
    response_format: Annotated[
        dict[str, Any] | None, Field(description="Only `text`: answers are in the sources' words.")
    ] = None
    tool_choice: Annotated[
        str | dict[str, Any] | None,
        Field(description="`auto` or `none`: tools may be named, and none is called."),
    ] = None
    rag: Options = Options()

    def refused(self) -> tuple[str, str] | None:
        """A setting that asks for what we do not give, and what to do; None without one."""
        form, tools = self.response_format or {}, self.tool_choice or "auto"
        if form and form.get("type") != "text":
            return "response_format", (
                "An answer is text with citations: leave `response_format` out. Its parts are "
                "given as JSON under the key `rag` of every completion."
            )
        mode = tools if isinstance(tools, str) else tools.get("allowed_tools", {})
        if isinstance(mode, dict):
            mode = mode.get("mode")
        if mode not in ("auto", "none"):
            return "tool_choice", (
                "No tool is called here: leave `tool_choice` out, or send `auto` or `none`."
            )
        return None


class UrlCitation(BaseModel):
    """What a sentence of the answer rests on."""

    start_index: Annotated[int, Field(description="First code point of the sentence.")]
    end_index: Annotated[int, Field(description="One past its last code point.")]
    url: Annotated[str, Field(description="Opens the document with the words highlighted.")]
    title: str


class Annotation(BaseModel):
    """OpenAI's shape of a citation."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Reply(BaseModel):
    """The assistant's message."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The only choice."""

    index: int = 0
    message: Reply
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(BaseModel):
    """A chat completion; `rag` is the whole answer in the native shape."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: Annotated[int, Field(description="Unix time in seconds.")]
    model: str
    choices: list[Choice]
    usage: wire.Usage
    system_fingerprint: str
    rag: wire.Answer


class Model(BaseModel):
    """An answerer."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "checkable-rag"


class ModelList(BaseModel):
    """The answerers there are."""

    object: Literal["list"] = "list"
    data: list[Model]


def conversation(messages: list[Message]) -> tuple[str, list[schema.Turn]]:
    """The question and what was said before it, oldest first.

    System messages and tools' words are left out: nothing but the documents is a source.
    Raises ValueError where the last message is not the user's or says nothing.
    """
    if messages[-1].role != "user" or not messages[-1].text.strip():
        raise ValueError("The last message must be the user's, with something in it.")
    turns: list[schema.Turn] = []
    for message in messages[:-1]:
        if message.role == "user":
            turns.append(schema.Turn(message.text))
        elif message.role == "assistant" and turns and not turns[-1].answer:
            turns[-1] = schema.Turn(turns[-1].question, message.text)
    return messages[-1].text, turns


def annotations(answer: wire.Answer, base: str) -> list[Annotation]:
    """The citations by the answer sentences they stand behind, with absolute addresses."""
    cited = {citation.marker: citation for citation in answer.citations}
    return [
        Annotation(
            url_citation=UrlCitation(
                start_index=sentence.answer_start_index,
                end_index=sentence.answer_end_index,
                url=base.rstrip("/") + cited[marker].url,
                title=cited[marker].document_title,
            )
        )
        for sentence in answer.sentences
        for marker in sentence.markers
        if marker in cited
    ]


def completion(answer: wire.Answer, model: str, base: str) -> Completion:
    """The whole completion."""
    reply = Reply(content=answer.text, annotations=annotations(answer, base))
    return Completion(
        id=f"chatcmpl-{answer.id}",
        created=int(time.time()),
        model=model,
        choices=[Choice(message=reply)],
        usage=answer.usage,
        system_fingerprint=answer.settings_hash,
        rag=answer,
    )


def chunks(whole: Completion, *, include_usage: bool) -> list[dict[str, Any]]:
    """A completion as the chunks of a stream: its sentences, then annotations and ``rag``."""
    base = {
        "id": whole.id,
        "object": "chat.completion.chunk",
        "created": whole.created,
        "model": whole.model,
        "system_fingerprint": whole.system_fingerprint,
    }

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {**base, "choices": [choice]}

    reply = whole.choices[0].message
    ends = [sentence.answer_end_index for sentence in whole.rag.sentences] or [len(reply.content)]
    ends[-1] = len(reply.content)
    starts = [0, *ends[:-1]]
    told = [chunk({"role": "assistant", "content": ""})]
    told += [
        chunk({"content": reply.content[start:end]})
        for start, end in zip(starts, ends, strict=True)
    ]
    last = chunk({"annotations": [a.model_dump() for a in reply.annotations]}, "stop")
    told.append({**last, "rag": whole.rag.model_dump(mode="json")})
    if include_usage:
        told.append({**base, "choices": [], "usage": whole.usage.model_dump()})
    return told

"""``/v1/models`` and ``/v1/chat/completions``: the same answers for any OpenAI client."""

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Security
from fastapi.responses import Response, StreamingResponse

from rag import schema
from rag.server import answers, asked, openai_shape, wire
from rag.server.access import READ, needs
from rag.server.failures import (
    SSE_EVENT,
    Detail,
    OpenAIErrorBody,
    Problem,
    as_problem,
    body,
    log_failure,
    request_id,
    responses,
)
from rag.server.gate import Stream
from rag.server.openai_shape import Completion, CompletionRequest, Model, ModelList
from rag.server.services import Services
from rag.settings import Settings

_STREAM = """data: {"object": "chat.completion.chunk", "choices": [{"delta": {"content": "It …"}}]}

data: [DONE]
"""


def answerers(settings: Settings) -> dict[str, str]:
    """Model ids and the answerer each stands for."""
    found: dict[str, str] = {"rag": settings.answerer, "rag-extractive": "extractive"}
    if settings.llm_model or settings.llm_gguf:
        found["rag-llm"] = "llm"
        name = settings.llm_model or (settings.llm_gguf.stem if settings.llm_gguf else "")
        found[f"rag-llm/{name}"] = "llm"
    return found


def router(services: Services) -> APIRouter:
    """The two routes; errors have OpenAI's shape."""
    known = answerers(services.settings)
    read = [Security(needs(services.keys), scopes=[READ])]
    routes = APIRouter(prefix="/v1", tags=["OpenAI"], dependencies=read)

    @routes.get(
        "/models",
        operation_id="openai_models",
        summary="List answerers as models",
        responses=responses(model=OpenAIErrorBody),
    )
    def models() -> ModelList:
        """`rag` is the default answerer, `rag-extractive` the built-in one."""
        return ModelList(data=[Model(id=name) for name in known])

    @routes.post(
        "/chat/completions",
        operation_id="openai_chat",
        summary="Answer the last message of a chat",
        response_model=Completion,
        responses={
            **responses(400, 404, 413, 429, model=OpenAIErrorBody),
            200: {
                "description": "The completion; with `stream`, its chunks.",
                "content": {"text/event-stream": {"schema": SSE_EVENT, "example": _STREAM}},
            },
        },
    )
    async def complete(request: Request, asking: CompletionRequest) -> Response:
        """Earlier messages make follow-ups understood; system messages are not a source.

        Citations are `annotations` of the message; `rag` holds the whole answer, in the last
        delta of a stream too. A stream begins when the answer is checked: its text is final.
        """
        if asking.model not in known:
            names = ", ".join(known)
            raise Problem(404, "model_not_found", f"There is no such model here. Use: {names}.")
        native = _native(asking, known[asking.model])
        answers.note(services, request, native.question)
        if asking.stream:
            usage = asking.stream_options is not None and asking.stream_options.include_usage
            stream = services.reading.stream(lambda: answers.ask(services, native, request))
            await stream.refusal()
            return StreamingResponse(
                _frames(services, stream, request, asking.model, include_usage=usage),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
            )
        found = await services.reading.run(
            lambda stop: answers.final(answers.ask(services, native, request), stop), request
        )
        whole = _completion(services, found, request, asking.model)
        return Response(whole.model_dump_json(), media_type="application/json")

    return routes


def _native(asking: CompletionRequest, answerer: str) -> asked.AnswerRequest:
    if refused := asking.refused():
        name, message = refused
        details = [Detail(where=f"body.{name}", message=message)]
        raise Problem(400, "unsupported_value", message, details=details)
    try:
        question, turns = openai_shape.conversation(asking.messages)
    except ValueError as error:
        raise Problem(400, "invalid_messages", str(error)) from error
    if len(question) > asked.MAX_QUESTION:
        message = f"The last message may have {asked.MAX_QUESTION} characters."
        raise Problem(400, "question_too_long", message)
    return asked.AnswerRequest(
        question=question,
        history=tuple(asked.PastTurn(question=t.question, answer=t.answer) for t in turns),
        filters=asking.rag.filters,
        top_k=asking.rag.top_k,
        abstain_below=asking.rag.abstain_below,
        answerer=answerer,
    )


def _completion(
    services: Services, found: schema.Answer, request: Request, model: str
) -> Completion:
    services.metrics.answered(found)
    told = wire.Answer.of(found, request_id=request_id(request))
    return openai_shape.completion(told, model, str(request.base_url))


async def _frames(
    services: Services,
    stream: Stream[schema.Event],
    request: Request,
    model: str,
    *,
    include_usage: bool,
) -> AsyncIterator[bytes]:
    try:
        async for event in stream.items():
            if event is None:
                yield b": still here\n\n"
            elif event.name == "final_answer":
                whole = _completion(services, event.data, request, model)
                for chunk in openai_shape.chunks(whole, include_usage=include_usage):
                    yield _frame(chunk)
    except Exception as error:  # the status is sent: what is left to tell is a line
        problem = as_problem(error)
        log_failure(error, problem, request_id(request))
        yield _frame(body(problem, request_id(request), openai=True))
    yield b"data: [DONE]\n\n"


def _frame(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()

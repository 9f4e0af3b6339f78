"""``POST /answer`` and ``POST /search``."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any

from fastapi import APIRouter, Request, Security
from fastapi.responses import Response, StreamingResponse

from rag import schema
from rag.server import asked, wire
from rag.server.access import READ, needs
from rag.server.failures import (
    SSE_EVENT,
    Problem,
    as_problem,
    body,
    log_failure,
    request_id,
    responses,
)
from rag.server.gate import Stop, Stopped, Stream
from rag.server.services import Services

_EVENTS = """event: search_results
data: {"id": "…", "results": […]}

event: message
data: {"delta": "It opened on 3 May 2024. [1]"}

event: citation
data: {"type": "char_location", "marker": 1, …}

event: verification
data: {"text": "It opened on 3 May 2024. [1]", "verdict": "supported", …}

event: final_answer
data: {"text": "It opened on 3 May 2024. [1]", "abstained": false, …}

event: done
data: {}
"""


def router(services: Services) -> APIRouter:
    """The two routes that read."""
    routes = APIRouter(tags=["Ask"], dependencies=[Security(needs(services.keys), scopes=[READ])])

    @routes.post(
        "/answer",
        operation_id="answer",
        summary="Answer a question, with citations",
        response_model=wire.Answer,
        responses={
            **responses(400, 409, 413, 429),
            200: {
                "description": "The answer; with `stream`, its events.",
                "content": {"text/event-stream": {"schema": SSE_EVENT, "example": _EVENTS}},
            },
        },
    )
    async def answer(request: Request, asking: asked.AnswerRequest) -> Response:
        """Every sentence of the answer carries markers; each is an exact span of a document.

        Where the documents do not answer the question, `abstained` is true,
        nothing is cited and `retrieved` holds the nearest passages.

        With `"stream": true` the answer comes as server-sent events: `search_results`, `message`
        (pieces of the text), `citation`, `verification` (a sentence and its verdict),
        `final_answer` (the same object as without `stream`; where it differs from the pieces, it
        is right), `done`; or `error` in the place of the rest. Lines that begin with `:` keep the
        connection open. Closing the connection stops the work.
        """
        identity = request_id(request)
        note(services, request, asking.question)
        if asking.stream:
            return await stream_response(services, request, asking)
        found = await services.reading.run(
            lambda stop: final(ask(services, asking, request), stop), request
        )
        remember(services, asking, request, found)
        services.metrics.answered(found)
        told = wire.Answer.of(found, request_id=identity)
        return Response(told.model_dump_json(), media_type="application/json")

    @routes.post(
        "/search",
        operation_id="search",
        summary="Find passages without answering",
        responses=responses(400, 413, 429),
    )
    async def search(request: Request, asking: asked.SearchRequest) -> wire.SearchResults:
        """The passages an answer would be drawn from, best first, each with why it was found."""
        note(services, request, asking.question)
        found = await services.reading.run(
            lambda _: services.engine.search(
                asking.question, filters=asking.filters.to_schema(), top_k=asking.top_k
            ),
            request,
        )
        return wire.SearchResults(
            id=request_id(request),
            question=asking.question,
            results=tuple(wire.Passage.of(passage) for passage in found),
        )

    return routes


def note(services: Services, request: Request, question: str) -> None:
    """Let the request's log line have the question, where the settings want it there."""
    if services.settings.log_questions:
        request.scope["rag.question"] = question


def ask(
    services: Services, asking: asked.AnswerRequest, request: Request
) -> Iterator[schema.Event]:
    """The engine's events for a request; Problem 409 where it wants a model and none is set."""
    settings = services.settings
    if asking.answerer == "llm" and not (settings.llm_model or settings.llm_gguf):
        raise Problem(409, "no_model", "No model is set here; use `extractive` or `auto`.")
    history = [turn.to_schema() for turn in asking.history]
    if asking.conversation_id and not history:
        history = services.conversations.turns(request, asking.conversation_id)
    return services.engine.stream(
        asking.question,
        history=history,
        filters=asking.filters.to_schema(),
        top_k=asking.top_k,
        answerer=asking.answerer,
        abstain_below=asking.abstain_below,
    )


def remember(
    services: Services, asking: asked.AnswerRequest, request: Request, answer: schema.Answer
) -> None:
    """Keep an exchange where the caller named its conversation."""
    if asking.conversation_id:
        services.conversations.add(request, asking.conversation_id, answer)


def final(events: Iterator[schema.Event], stop: Stop) -> schema.Answer:
    """The answer at the end of the events; raises Stopped where nobody waits any more."""
    with closing(events):  # type: ignore[type-var]  # a generator
        for event in events:
            if event.name == "final_answer":
                answer: schema.Answer = event.data
                return answer
            if stop.is_set():
                raise Stopped
    raise Stopped


async def stream_response(
    services: Services, request: Request, asking: asked.AnswerRequest
) -> StreamingResponse:
    """The events as they come; what can be refused at once is refused with its status."""
    stream = services.reading.stream(lambda: ask(services, asking, request))
    await stream.refusal()
    return StreamingResponse(
        _frames(services, stream, asking, request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _frames(
    services: Services, stream: Stream[schema.Event], asking: asked.AnswerRequest, request: Request
) -> AsyncIterator[bytes]:
    identity = request_id(request)
    try:
        async for event in stream.items():
            if event is None:
                yield b": still here\n\n"
                continue
            if event.name == "waiting":
                continue
            if event.name == "final_answer":
                services.metrics.answered(event.data)
                remember(services, asking, request, event.data)
            yield frame(event.name, wire.event(event, request_id=identity))
        yield frame("done", {})
    except Exception as error:  # the status is sent: what is left to tell is an event
        problem = as_problem(error)
        log_failure(error, problem, request_id(request))
        yield frame("error", body(problem, identity))


def frame(name: str, data: Any) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()

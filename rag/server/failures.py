"""Every failure as one JSON shape with a documented status; no stack trace, path or key in it.

Natively ``{"error": {"type", "message", "request_id", "details"?}}``; under ``/v1`` in OpenAI's
shape, ``{"error": {"message", "type", "param", "code"}}``.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from rag import errors
from rag.server.fetch import UrlRefused
from rag.server.meant import models_of, nearest

log = logging.getLogger("rag.server")

# What the operator has to mend is told to the operator: these messages may name paths.
_OURS = "The server cannot do this right now; its log says why."


class Detail(BaseModel):
    """One part of a request that cannot be used."""

    where: Annotated[str, Field(description="Path of the value, such as `body.question`.")]
    message: str


class Failure(BaseModel):
    """What went wrong."""

    type: Annotated[str, Field(description="Stable name to branch on, such as `not_found`.")]
    message: Annotated[str, Field(description="One line that can be shown to a user.")]
    request_id: Annotated[str, Field(description="Also in the `X-Request-ID` header and the log.")]
    details: list[Detail] | None = None


class ErrorBody(BaseModel):
    """The body of every response that is not a success."""

    error: Failure


class OpenAIFailure(BaseModel):
    """What went wrong, for OpenAI's clients."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIErrorBody(BaseModel):
    """The body of every response under `/v1` that is not a success."""

    error: OpenAIFailure


class Problem(Exception):
    """A refusal with its HTTP status."""

    def __init__(
        self,
        status: int,
        type: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        details: list[Detail] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.type, self.message = status, type, message
        self.headers, self.details = dict(headers or {}), details


# The nearest class in an error's ancestry decides.
STATUS: Mapping[type[errors.RagError], tuple[int, str]] = {
    errors.InvalidQuestion: (422, "invalid_question"),
    errors.NotFound: (404, "not_found"),
    errors.UnsupportedFile: (415, "unsupported_file"),
    errors.EmptyFile: (422, "empty_file"),
    errors.FileTooLarge: (413, "too_large"),
    errors.ParserFailed: (422, "unreadable_file"),
    UrlRefused: (403, "url_refused"),
    errors.ReadError: (422, "unreadable_file"),
    errors.AnswererUnavailable: (503, "answerer_unavailable"),
    errors.StoreError: (503, "store_unavailable"),
    errors.ModelError: (503, "model_unavailable"),
    errors.SettingsError: (503, "misconfigured"),
    errors.RagError: (500, "internal"),
}
_TOLD_AS_IT_IS = (
    errors.InvalidQuestion,
    errors.NotFound,
    errors.ReadError,
    errors.AnswererUnavailable,
)

DESCRIPTIONS = {
    400: "The request cannot be parsed.",
    401: "A key is needed, or this one is not known.",
    403: "The key's scope does not reach this, or a browser sent this from another site.",
    404: "There is no such thing.",
    409: "It is not in a state that allows this.",
    413: "The body or the file is too large.",
    415: "Not a kind of file or body that is read.",
    422: "A value cannot be used; `details` says which.",
    429: "Too much is waiting already; come back after `Retry-After` seconds.",
    503: "Something needed is not there right now; come back after `Retry-After` seconds.",
}


def responses(
    *statuses: int, model: type[BaseModel] = ErrorBody
) -> dict[int | str, dict[str, Any]]:
    """What a route may answer besides its success, for OpenAPI; 401, 403, 422, 503 always."""
    return {
        status: {"model": model, "description": DESCRIPTIONS[status]}
        for status in sorted({401, 403, 422, 503, *statuses})
    }


def as_problem(error: Exception, taken: Mapping[str, type[BaseModel]] | None = None) -> Problem:
    """Any exception as what the caller may know of it; ``taken``: the models of the request."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, errors.RagError):
        nearest = next(cls for cls in type(error).__mro__ if cls in STATUS)
        status, name = STATUS[nearest]
        message = str(error) if isinstance(error, _TOLD_AS_IT_IS) else _OURS
        return Problem(status, name, message, headers=_retry(status))
    if isinstance(error, RequestValidationError | ValidationError):
        details = [detail(found, taken=taken) for found in error.errors()[:20]]
        first = details[0]
        message = f"{first.where}: {first.message}"
        return Problem(422, "invalid_request", message, details=details)
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        name = phrase.lower().replace(" ", "_")
        message = "There is nothing here." if error.status_code == 404 else error.detail
        return Problem(error.status_code, name, message, headers=error.headers)
    return Problem(500, "internal", "This should not have happened; the server's log says more.")


def detail(
    found: Mapping[str, Any], *above: str, taken: Mapping[str, type[BaseModel]] | None = None
) -> Detail:
    """One of pydantic's errors; ``taken``: the model behind the first part of its place."""
    place, message = (*above, *found["loc"]), found["msg"]
    match found["type"]:
        case "string_pattern_mismatch" if found["ctx"]["pattern"] in {r"\S", r"\w"}:
            message = "There is nothing to read in it"
        case "string_too_short" if found["ctx"]["min_length"] == 1:
            message = "There is nothing to read in it"
        case "json_invalid":  # its place is a character of the body
            message = f"This is no JSON: {found['ctx']['error']} at character {place[-1]}"
            place = place[:-1]
        case "model_attributes_type" | "dict_type" if place == ("body",):
            message = "Send a JSON object, with Content-Type: application/json"
        case "extra_forbidden":
            near = nearest((taken or {}).get(str(place[0])), place[1:])
            message = "There is no such field here" + (f"; did you mean `{near}`?" if near else "")
    return Detail(where=".".join(map(str, place)), message=message)


def _retry(status: int) -> dict[str, str]:
    return {"Retry-After": "5"} if status == 503 else {}


def request_id(request: Request) -> str:
    """The id that the outermost middleware gave this request."""
    return str(request.scope.get("rag.request_id", ""))


def body(problem: Problem, request_id: str, *, openai: bool = False) -> dict[str, Any]:
    """The JSON of a problem, in the native or in OpenAI's shape."""
    if openai:
        kind = "server_error" if problem.status >= 500 else "invalid_request_error"
        param = problem.details[0].where.removeprefix("body.") if problem.details else None
        return {
            "error": {
                "message": problem.message,
                "type": "rate_limit_error" if problem.status == 429 else kind,
                "param": param,
                "code": problem.type,
            }
        }
    failure = Failure(
        type=problem.type, message=problem.message, request_id=request_id, details=problem.details
    )
    return ErrorBody(error=failure).model_dump(exclude_none=True)


def respond(request: Request, error: Exception) -> JSONResponse:
    """The response to an exception; what is our fault goes to the log."""
    problem = as_problem(error, models_of(request.scope.get("route")))
    log_failure(error, problem, request_id(request))
    if problem.status == 405:
        problem.headers["Allow"] = _methods(request)
    openai = request.url.path.startswith("/v1/")
    # OpenAI's clients know a value that cannot be used as 400.
    status = 400 if openai and problem.status == 422 else problem.status
    content = body(problem, request_id(request), openai=openai)
    return JSONResponse(content, status, headers=problem.headers)


def log_failure(error: Exception, problem: Problem, identity: str) -> None:
    """What is our fault goes to the log; with its trace where nobody foresaw it."""
    if problem.status < 500 or isinstance(error, Problem):
        return
    foreseen = isinstance(error, errors.RagError)
    message = f"request failed: {error}" if foreseen else "request failed"
    log.error(message, exc_info=None if foreseen else error, extra={"request_id": identity})


def _methods(request: Request) -> str:
    """All methods of a path. FastAPI names those of the first of several routes alone."""
    path = getattr(request.scope.get("route"), "path", "")
    return ", ".join(sorted(map(str.upper, request.app.openapi()["paths"].get(path, {"get": 0}))))


SSE_EVENT: Mapping[str, Any] = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
    "required": ["data"],
}


def install(app: FastAPI) -> None:
    """Answer what the app refuses in our shape; ``Edge`` does so for what nobody foresaw."""

    async def handle(request: Request, error: Exception) -> JSONResponse:
        return respond(request, error)

    for cls in (Problem, errors.RagError, RequestValidationError, HTTPException):
        app.add_exception_handler(cls, handle)

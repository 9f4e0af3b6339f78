"""A language model behind an OpenAI-shaped server, through LlamaIndex's ``OpenAILike``.

The server is whatever ``OPENAI_BASE_URL`` names, or llama.cpp's own server run inside this
process for ``RAG_LLM_GGUF`` (loopback, a free port, a key nobody else knows). Every way it
can fail ends in one ``AnswererUnavailable`` with a line for the reader.
"""

import random
import secrets
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from rag.answering.writing.call import BEAT, Call, Piece, client
from rag.errors import AnswererUnavailable, SettingsError
from rag.schema import TokenUsage
from rag.settings import Settings

Message = tuple[str, str]  # (role, content)

RETRIES = 2
_FIRST_WAIT = 0.5  # seconds; doubles, with jitter
_CONNECT_TIMEOUT = 5.0
_PASSING = {408, 409, 425, 429, 500, 502, 503, 504}
_OPENAI = "https://api.openai.com/v1"
# What a server that does not speak the protocol makes the client trip over.
_GARBLED = (ValueError, TypeError, AttributeError, KeyError, IndexError)
_FOR_THE_COUNT = 0.5  # seconds to wait for the server's token count when the words are all there
# Options that some servers and models refuse, and the word by which they say so: told once, a
# model is asked without them.
_OPTIONS = {
    "stream_options": "stream_options", "temperature": "temperature",
    "max_tokens": "max_completion_tokens",
}  # fmt: skip


class ContextExceeded(AnswererUnavailable):
    """The request is longer than the server's context window."""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """llama.cpp's server in this process: it listens for as long as this value lives."""

    base_url: str
    key: str = field(repr=False)
    _handle: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a reply ended ("stop", "length"), and the tokens that the server counted, where told."""

    finish: str | None = None
    usage: TokenUsage | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A model that can be asked. ``context`` is its window in tokens; ``timeout`` in seconds."""

    name: str
    context: int
    timeout: float
    base_url: str
    _llm: Any = field(repr=False)
    _server: LocalServer | None = field(default=None, repr=False)
    _refused: set[str] = field(default_factory=set, repr=False)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float | None = None
    ) -> Generator[str, None, Ending]:
        """The reply piece by piece; an empty piece where nothing came for a moment.

        A failure before the first piece is tried again (``RETRIES`` times, with back-off) where
        it may pass. Closing the generator closes the connection at once. ``seconds`` (default
        ``timeout``) is for all tries together. Raises AnswererUnavailable, ContextExceeded.
        """
        import openai  # a third of the time to start: only where a model is asked

        ends = time.monotonic() + (self.timeout if seconds is None else seconds)
        attempt, started, finish, told_by = 0, False, None, 0.0
        told: Exception | None = None  # by an earlier try
        while True:
            pieces = Call(partial(self._read, messages, max_tokens, ends)).pieces(ends)
            try:
                for piece in pieces:
                    started = started or bool(piece.text)
                    yield piece.text
                    if piece.finish and not finish:
                        finish, told_by = piece.finish, time.monotonic() + _FOR_THE_COUNT
                    if finish and (piece.usage or time.monotonic() > told_by):
                        return Ending(finish, piece.usage)
                return Ending(finish)
            except (openai.OpenAIError, httpx.HTTPError, *_GARBLED) as error:
                if finish:
                    return Ending(finish)
                if self._did_without(error):
                    continue
                wait = _FIRST_WAIT * 2**attempt * random.uniform(0.75, 1.25)  # noqa: S311
                wait = max(wait, _asked_to_wait(error))
                last = attempt == RETRIES or time.monotonic() + wait > ends
                if started or last or not _passing(error):
                    # Time ran out while trying again: what the server said tells more than that.
                    why = told if told and not started and _timed_out(error) else error
                    raise _explained(why, self.name, self.timeout) from error
                told = error
            finally:
                pieces.close()
            attempt += 1
            yield from _pause(wait)

    def complete(self, messages: Sequence[Message], *, max_tokens: int) -> str:
        """The whole reply. Raises as ``stream`` does."""
        return "".join(self.stream(messages, max_tokens=max_tokens))

    def _read(self, messages: Sequence[Message], max_tokens: int, ends: float) -> Iterator[Piece]:
        from llama_index.core.llms import ChatMessage

        chat = [ChatMessage(role=role, content=content) for role, content in messages]
        left = max(0.05, ends - time.monotonic())
        options: dict[str, Any] = {
            "max_tokens": max_tokens,
            "stream_options": {"include_usage": True},
            "timeout": httpx.Timeout(left, connect=min(left, _CONNECT_TIMEOUT)),
        }
        if "max_tokens" in self._refused:
            options["max_completion_tokens"] = options.pop("max_tokens")
        if "stream_options" in self._refused:
            del options["stream_options"]
        if "temperature" in self._refused:
            from openai import omit

            options["temperature"] = omit
        for reply in self._llm.stream_chat(chat, **options):
            choices = getattr(reply.raw, "choices", None) or []
            finish = choices[0].finish_reason if choices else None
            counted = getattr(reply.raw, "usage", None)
            usage = counted and TokenUsage(counted.prompt_tokens, counted.completion_tokens)
            yield Piece(reply.delta or "", finish, usage)

    def _did_without(self, error: Exception) -> bool:
        """True where the server refuses an option that there is a way around, met just now."""
        from openai import APIStatusError

        if not isinstance(error, APIStatusError) or error.status_code not in {400, 422}:
            return False
        found = {name for name, said in _OPTIONS.items() if said in str(error)} - self._refused
        self._refused.update(found)
        return bool(found)


def _pause(seconds: float) -> Iterator[str]:
    """Wait, in beats."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(BEAT, left))
        yield ""


def connect(settings: Settings) -> Model | None:
    """The model that the settings name; None where they name none.

    Reaches for no network (a GGUF file is loaded, which takes seconds). Raises SettingsError.
    """
    if settings.llm_gguf:
        name = settings.llm_model or settings.llm_gguf.stem
        local = serve(
            settings.llm_gguf, name=name, context=settings.llm_context, threads=settings.threads
        )
        return _model(settings, name, local.base_url, local.key, local)
    if not settings.llm_model:
        return None
    return _model(
        settings, settings.llm_model, settings.openai_base_url or _OPENAI, settings.openai_api_key
    )


def _model(
    settings: Settings, name: str, base_url: str, key: str | None, server: LocalServer | None = None
) -> Model:
    import openai.resources.chat.completions  # noqa: F401  # 500 modules: now, not in the first answer
    from llama_index.llms.openai_like import OpenAILike

    llm = OpenAILike(
        model=name,
        api_base=base_url,
        api_key=key or "none",
        is_chat_model=True,
        context_window=settings.llm_context,
        temperature=0.0,
        max_retries=0,  # ours: the client's own would outlast the time limit
        timeout=settings.llm_timeout,
        http_client=client(settings.llm_timeout),
    )
    return Model(name, settings.llm_context, settings.llm_timeout, base_url, llm, server)


def serve(path: Path, *, name: str, context: int, threads: int) -> LocalServer:
    """Serve a GGUF file on loopback and a free port, behind a random key.

    Raises SettingsError where the file or the ``local`` extra is missing.
    """
    if not path.is_file():
        raise SettingsError(f"RAG_LLM_GGUF={path}: there is no such file.")
    try:
        import xllamacpp
    except ImportError as error:
        raise SettingsError(
            "RAG_LLM_GGUF needs the local extra: pip install 'checkable-rag[local]'."
        ) from error
    key = secrets.token_urlsafe(24)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.model_alias = [name]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = threads
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise SettingsError(f"RAG_LLM_GGUF={path} cannot be loaded: {error}.") from error
    return LocalServer(f"{server.listening_address}/v1", key, server)


def _passing(error: Exception) -> bool:
    import openai

    if isinstance(error, openai.APIStatusError):
        return error.status_code in _PASSING
    broken = isinstance(error, openai.APIConnectionError | httpx.TransportError)
    return broken and not _timed_out(error)


def _timed_out(error: Exception) -> bool:
    import openai

    return isinstance(error, openai.APITimeoutError | httpx.TimeoutException)


def _asked_to_wait(error: Exception) -> float:
    """Seconds of a Retry-After header, 0 without one."""
    response = getattr(error, "response", None)
    header = response.headers.get("retry-after", "") if response is not None else ""
    return float(header) if header.replace(".", "", 1).isdigit() else 0.0


def _explained(error: Exception, name: str, timeout: float) -> AnswererUnavailable:
    """One line for the reader: what happened and what to look at."""
    import openai

    text = str(error).lower()
    if isinstance(error, openai.APIStatusError):
        code = error.status_code
        if code in {400, 413} and ("context" in text or "too long" in text or "too large" in text):
            return ContextExceeded(f"The request is longer than the context window of {name}.")
        why = {
            401: "refused the key: check OPENAI_API_KEY",
            403: "refused the key: check OPENAI_API_KEY",
            404: "does not know it: check RAG_LLM_MODEL and OPENAI_BASE_URL",
            429: "is over its limit of requests (429)",
        }.get(code, f"answered with an error ({code})")  # fmt: skip
        return AnswererUnavailable(f"The server of the model {name} {why}.")
    if _timed_out(error):
        return AnswererUnavailable(
            f"The model {name} took longer than {timeout:g} s (RAG_LLM_TIMEOUT)."
        )
    if isinstance(error, openai.APIConnectionError | httpx.TransportError):
        return AnswererUnavailable(
            f"The connection to the server of the model {name} failed: check OPENAI_BASE_URL."
        )
    return AnswererUnavailable(f"The server of the model {name} sent something unreadable.")

"""What is put to the test: the engine in this process, our server, or any OpenAI-shaped one."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from evals import from_wire
from evals.cases import EvalCase
from evals.score import Seen
from evals.text import normalise
from rag.answering.localised import is_silence
from rag.errors import EvalError
from rag.schema import Answer, Document, TokenUsage, Turn
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.engine import Engine

Json = Mapping[str, Any]
# An OpenAI-shaped server has no field that says "I do not know", so its words are read.
_DECLINES = (
    "don't know", "do not know", "not contain", "doesn't contain", "could not find",
    "couldn't find", "cannot find", "can't find", "no information", "not mentioned",
    "does not say", "do not say", "do not answer", "does not answer", "not provided",
    "cannot answer", "unable to answer", "没有找到", "不知道", "没有提到", "לא נמצא", "לא ידוע",
)  # fmt: skip


class Target(Protocol):
    """The side under test."""

    @property
    def about(self) -> dict[str, Any]:
        """What it is, for the report: JSON values."""

    @property
    def seen(self) -> Seen:
        """What it lets us see."""

    def documents(self) -> list[Document]:
        """Every document it answers from, with text; empty where it does not show them."""

    def ask(self, question: str, history: Sequence[Turn], *, abstain: bool = True) -> Answer:
        """Its answer; with ``abstain=False`` it must answer, if it can be made to."""

    def relevant(self, case: EvalCase) -> int | None:
        """How many stored chunks touch the case's evidence; None: cannot be known."""


class LocalTarget:
    """The engine in this process."""

    def __init__(self, engine: "Engine", answerer: str | None = None) -> None:
        self._engine = engine
        self._answerer = answerer
        self.seen = Seen()

    @property
    def about(self) -> dict[str, Any]:
        """The settings that can change an answer."""
        settings = self._engine.settings
        return {
            "target": "in process",
            "answerer": self._answerer or settings.answerer,
            "top_k": settings.top_k,
            "abstain_below": settings.abstain_below,
            "settings_hash": settings.hash,
        }

    def documents(self) -> list[Document]:
        """Every stored document."""
        library = self._engine.library
        return [library.document(found.document_id) for found in library.documents()]

    def ask(self, question: str, history: Sequence[Turn], *, abstain: bool = True) -> Answer:
        """The engine's answer."""
        return self._engine.answer(
            question,
            history=history,
            answerer=self._answerer,
            abstain_below=None if abstain else 0.0,
        )

    def relevant(self, case: EvalCase) -> int | None:
        """Counted in the store."""
        spans = [span for places in case.evidence for span in places]
        return sum(
            any(s.touches(chunk.document_id, chunk.start_char, chunk.end_char) for s in spans)
            for document_id in {s.document_id for s in spans}
            for chunk in self._engine.library.chunks_of(document_id)
        )


@contextmanager
def fresh_engine(settings: Settings, paths: Sequence[Path]) -> Iterator["Engine"]:
    """An engine over nothing but ``paths``, in a folder that is deleted afterwards.

    Raises EvalError where a file of the corpus could not be read.
    """
    from rag.engine import build_engine  # heavy
    from rag.ingest import Status

    folder = Path(tempfile.mkdtemp(prefix="rag-eval-"))
    try:
        with build_engine(settings.model_copy(update={"data_dir": folder})) as engine:
            report = engine.ingest(paths)
            failed = [o for o in report.outcomes if o.status is Status.FAILED]
            if failed:
                raise EvalError(f"The corpus cannot be used: {failed[0].reason}")
            yield engine
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Http:
    """JSON over HTTP with one readable line for whatever goes wrong."""

    def __init__(self, url: str, key: str | None, timeout: float) -> None:
        self.url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, timeout=timeout)

    def get(self, path: str, **query: Any) -> Any:
        return self._read("GET", path, params=query)

    def post(self, path: str, body: Json) -> Any:
        return self._read("POST", path, json=body)

    def _read(self, method: str, path: str, **given: Any) -> Any:
        try:
            response = self._client.request(method, self.url + path, **given)
            response.raise_for_status()
            return response.json()
        except httpx.HTTPStatusError as error:
            said = error.response.text[:200]
            raise EvalError(
                f"{self.url}{path} answered {error.response.status_code}: {said}"
            ) from error
        except (httpx.HTTPError, ValueError) as error:
            raise EvalError(f"{self.url}{path} cannot be used: {error}") from error


class ServerTarget:
    """A running server of ours: ``POST /answer``, ``GET /documents``."""

    def __init__(
        self, url: str, *, key: str | None = None, answerer: str | None = None, timeout: float = 120
    ) -> None:
        self._http = _Http(url, key, timeout)
        self._answerer = answerer
        self.seen = Seen()

    @property
    def about(self) -> dict[str, Any]:
        """Where it is; its settings come with each answer."""
        return {"target": self._http.url, "answerer": self._answerer or "as the server has it"}

    def documents(self) -> list[Document]:
        """Every document of the server, page by page."""
        found: list[Document] = []
        while True:
            page = self._http.get("/documents", offset=len(found))
            ids = [listed["id"] for listed in page["documents"]]
            found += [from_wire.document(self._http.get(f"/documents/{i}")) for i in ids]
            if not ids or len(found) >= page["total"]:
                return found

    def ask(self, question: str, history: Sequence[Turn], *, abstain: bool = True) -> Answer:
        """The server's answer."""
        body: dict[str, Any] = {
            "question": question,
            "history": [{"question": t.question, "answer": t.answer} for t in history],
        }
        if self._answerer:
            body["answerer"] = self._answerer
        if not abstain:
            body["abstain_below"] = 0.0
        return from_wire.answer(self._http.post("/answer", body))

    def relevant(self, case: EvalCase) -> int | None:
        """A server does not say."""
        return None


class ChatTarget:
    """Any OpenAI-shaped server: only its words can be judged, not passages or spans.

    Without a ``model`` the first that the server lists is asked.
    """

    def __init__(
        self, url: str, *, key: str | None, model: str | None = None, timeout: float = 120
    ) -> None:
        self._http = _Http(url.rstrip("/").removesuffix("/chat/completions"), key, timeout)
        self._model = model or self._first_model()
        self.seen = Seen(passages=False, spans=False, confidence=False)

    def _first_model(self) -> str:
        listed = self._http.get("/models")
        try:
            return str(listed["data"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise EvalError(
                f"{self._http.url}/models lists no model. Set RAG_LLM_MODEL."
            ) from error

    @property
    def about(self) -> dict[str, Any]:
        """Where it is and the model asked for."""
        return {"target": self._http.url, "model": self._model}

    def documents(self) -> list[Document]:
        """None are shown."""
        return []

    def ask(self, question: str, history: Sequence[Turn], *, abstain: bool = True) -> Answer:
        """The reply; it counts as abstaining where its words say that it does not know."""
        said = [
            {"role": role, "content": text}
            for turn in history
            for role, text in (("user", turn.question), ("assistant", turn.answer))
        ]
        messages = [*said, {"role": "user", "content": question}]
        reply = self._http.post("/chat/completions", {"model": self._model, "messages": messages})
        try:
            text = str(reply["choices"][0]["message"]["content"] or "")
        except (KeyError, IndexError, TypeError) as error:
            raise EvalError(f"{self._http.url} did not answer as OpenAI does.") from error
        usage = reply.get("usage") or {}
        return Answer(
            question=question,
            text=text,
            abstained=declines(text),
            answerer="llm",
            model=self._model,
            usage=TokenUsage(usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)),
        )

    def relevant(self, case: EvalCase) -> int | None:
        """A chat does not say."""
        return None


def declines(text: str) -> bool:
    """Whether a reply in words says that it has no answer; an empty one does."""
    said = normalise(text)
    return not said or is_silence(text) or any(phrase in said for phrase in _DECLINES)


def remote(url: str, *, settings: Settings, answerer: str | None) -> ServerTarget | ChatTarget:
    """The target for an address: one that ends in /v1 or /chat/completions is OpenAI-shaped."""
    if url.rstrip("/").endswith(("/v1", "/chat/completions")):
        return ChatTarget(url, key=settings.openai_api_key, model=settings.llm_model)
    return ServerTarget(url, key=settings.openai_api_key, answerer=answerer)

"""What the page asks beyond the API: suggestions, sizes, evaluations. Not in its manual."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Security
from pydantic import BaseModel, ConfigDict, Field

from rag import schema
from rag.errors import NotFound
from rag.schema import Answer, Chunk, Document
from rag.server.access import ADMIN, READ, SCOPES, WRITE, check, needs, presented
from rag.server.asked import Filters
from ui import quality, suggest

if TYPE_CHECKING:
    from rag.engine import Engine
    from rag.server.services import Services

STARTERS, FOLLOW_UPS = 4, 3
_LOOKED_AT = 8  # documents that starters are drawn from
_CHUNKS = 80  # of one document
_KEPT = 256  # answers to drafts
_TRIES = 12  # questions tried on the engine before a list is given up as short
Json = dict[str, Any]


class Answered(BaseModel):
    """What was just asked and read, to go on from."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(max_length=2_000)]
    asked: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    chunk_ids: Annotated[tuple[str, ...], Field(max_length=40)] = ()
    filters: Filters = Filters()
    text: Annotated[str, Field(max_length=20_000)] = ""


class Reviewed(BaseModel):
    """Feedback that a person has looked at."""

    model_config = ConfigDict(extra="forbid")

    feedback_id: Annotated[str, Field(max_length=64)]
    answerable: bool
    expected: Annotated[str, Field(max_length=500)] = ""


def router(engine: "Engine", services: "Services") -> APIRouter:
    """The routes under ``/ui``; reading needs scope read, evaluations scope admin."""
    routes = APIRouter(prefix="/ui", include_in_schema=False)
    _suggestions(routes, engine, services)
    _quality(routes, services)
    return routes


def _suggestions(routes: APIRouter, engine: "Engine", services: "Services") -> None:
    read = [Security(needs(services.keys), scopes=[READ])]
    library = engine.library
    starters: dict[tuple[str, ...], list[str]] = {}
    lock = threading.Lock()

    @lru_cache(_KEPT)
    def tried(question: str, filters: schema.Filters, edition: str) -> Answer:
        """Until the documents change: whoever reads on in them is offered the same drafts."""
        return engine.answer(question, filters=filters, answerer="extractive")

    known = [""]

    def ask(question: str, filters: Filters) -> Answer:
        if known[0] != (now := library.edition()):
            tried.cache_clear()  # what was deleted is not kept here
            known[0] = now
        return tried(question, filters.to_schema(), now)

    @routes.get("/starters", dependencies=read)
    def get_starters() -> Json:
        held = library.documents(limit=_LOOKED_AT)
        now = tuple(one.document_id for one in held)
        with lock:
            if now not in starters:
                starters.clear()
                found = suggest.candidates([_whole(engine, one) for one in now])
                starters[now] = suggest.worth_asking(
                    found,
                    partial(ask, filters=Filters()),
                    wanted=STARTERS,
                    tries=_TRIES,
                    one_each=True,
                )
        return {"documents": library.count(), "questions": starters[now]}

    @routes.post("/follow-ups", dependencies=read)
    def get_follow_ups(answered: Answered) -> Json:
        held = library.chunks(answered.chunk_ids)
        read = [held[one] for one in answered.chunk_ids if one in held]  # best first
        documents = [_whole(engine, one) for one in dict.fromkeys(c.document_id for c in read)]
        # In the language of what was found best; a suggestion in another reads as a mistake.
        documents = [d for d in documents if d[0].language == documents[0][0].language]
        whole = {document.id: document for document, _ in documents}
        near = [(whole[c.document_id], [c]) for c in read if c.document_id in whole]
        # What stands in the passages just read goes on best; then the rest of their documents.
        found = [*suggest.candidates(near), *suggest.candidates(documents)]
        asked = {question.casefold() for question in (answered.question, *answered.asked)}
        return {
            "questions": suggest.worth_asking(
                {d.question: d for d in found if d.question.casefold() not in asked}.values(),
                partial(ask, filters=answered.filters),
                wanted=FOLLOW_UPS,
                tries=_TRIES,
                known=answered.text,
                one_each=False,
            )
        }

    @routes.get("/may", dependencies=read)
    def get_may(request: Request) -> Json:
        key = check(services.keys, request.headers, READ)
        return {"write": key is None or SCOPES.index(key.scope) >= SCOPES.index(WRITE)}

    @routes.get("/publishers", dependencies=read)
    def get_publishers() -> Json:
        return {"publishers": library.publishers()}

    @routes.get("/facts", dependencies=read)
    def get_facts(id: Annotated[list[str], Query(max_length=200)]) -> Json:
        found = {}
        for document_id in id:
            try:
                document = library.document(document_id)
            except NotFound:
                continue  # deleted since the list was drawn
            found[document_id] = {
                "characters": len(document.text),
                "pages": len(document.pages),
                "cut": len(document.metadata.get("cut", ())),
            }
        return found


def _whole(engine: "Engine", document_id: str) -> tuple[Document, list[Chunk]]:
    """A document with the beginning of its chunks: enough to draw questions from."""
    return engine.library.document(document_id), engine.library.chunks_of(document_id)[:_CHUNKS]


def _quality(routes: APIRouter, services: "Services") -> None:
    admin = [Security(needs(services.keys), scopes=[ADMIN])]
    data = services.settings.data_dir
    gold, results = data / "gold" / "feedback.jsonl", data / "evals"
    evaluation = quality.Evaluation()

    @routes.get("/quality", dependencies=admin)
    def get_quality() -> Json:
        return {
            "reports": quality.reports([results, quality.SHIPPED_RESULTS]),
            "feedback": quality.feedback(map(_told, services.feedback.list(limit=100)), gold),
            "gold": quality.count_gold(gold),
            "run": evaluation.state,
        }

    @routes.get("/evals", dependencies=admin)
    def get_evaluation() -> Json:
        return evaluation.state

    @routes.post("/evals", dependencies=admin)
    def start_evaluation(request: Request) -> Json:
        sources = (one.source for one in services.engine.library.documents())
        files = quality.gold_files(sources, gold.parent)
        folder = results / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        host, port = request.scope["server"]  # the socket's own address, not what a header says
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        arguments = ["--url", url, "--out", str(folder)]
        for path in files:
            arguments += ["--gold", str(path)]
        return evaluation.start(arguments, presented(request.headers))

    @routes.delete("/evals", dependencies=admin)
    def stop_evaluation() -> Json:
        return evaluation.stop()

    @routes.post("/gold", dependencies=admin)
    def make_gold(reviewed: Reviewed) -> Json:
        note = services.feedback.get(reviewed.feedback_id)
        if note is None:
            raise NotFound("This feedback is no longer there.")
        return quality.make_gold(
            _told(note), gold, answerable=reviewed.answerable, expected=reviewed.expected.strip()
        )


def _told(note: Any) -> Mapping[str, Any]:
    return {**note.data, "id": note.id, "created": note.created}

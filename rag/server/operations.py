"""Jobs, feedback, health, metrics and version."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response, Security
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from rag.errors import RagError
from rag.server import asked, wire_documents
from rag.server.access import ADMIN, READ, WRITE, needs
from rag.server.failures import responses
from rag.server.services import Services

JobId = Annotated[str, Path(max_length=64, description="The job's id.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Most to return.")]


def router(services: Services, version: str) -> APIRouter:
    """Everything around asking and the library."""
    routes = APIRouter()
    _jobs(routes, services)
    _feedback(routes, services)
    _health(routes, services)
    _numbers(routes, services, version)
    return routes


def _jobs(routes: APIRouter, services: Services) -> None:
    write = [Security(needs(services.keys), scopes=[WRITE])]

    @routes.get(
        "/jobs", operation_id="list_jobs", summary="List ingest jobs", tags=["Jobs"],
        dependencies=write, responses=responses(),
    )  # fmt: skip
    def list_jobs(limit: Limit = 50) -> wire_documents.JobList:
        """The latest first."""
        return wire_documents.JobList(jobs=tuple(services.jobs.list(limit)))

    @routes.get(
        "/jobs/{job_id}", operation_id="get_job", summary="Ask how a job goes", tags=["Jobs"],
        dependencies=write, responses=responses(404),
    )  # fmt: skip
    def get_job(job_id: JobId) -> wire_documents.Job:
        """`finished` of `total` items are dealt with; ask again until `state` is final."""
        return services.jobs.get(job_id)

    @routes.post(
        "/jobs/{job_id}/cancel", operation_id="cancel_job", summary="Cancel a job", tags=["Jobs"],
        dependencies=write, responses=responses(404, 409),
    )  # fmt: skip
    def cancel_job(job_id: JobId) -> wire_documents.Job:
        """The item under way stops between two batches and adds nothing; the rest is left.

        Until then the job is `cancelling`. What it has added stays; 409 for a job that has ended.
        """
        return services.jobs.cancel(job_id)


def _feedback(routes: APIRouter, services: Services) -> None:
    @routes.post(
        "/feedback", operation_id="give_feedback", summary="Say whether an answer was right",
        tags=["Feedback"], status_code=201, responses=responses(400, 413),
        dependencies=[Security(needs(services.keys), scopes=[READ])],
    )  # fmt: skip
    def give_feedback(feedback: asked.FeedbackRequest) -> wire_documents.Feedback:
        """What is sent is stored, to be turned into evaluation cases; no more than that."""
        note = services.feedback.save(feedback.model_dump(mode="json"))
        return wire_documents.Feedback.of(note)

    @routes.get(
        "/feedback", operation_id="list_feedback", summary="Read the feedback", tags=["Feedback"],
        dependencies=[Security(needs(services.keys), scopes=[ADMIN])], responses=responses(),
    )  # fmt: skip
    def list_feedback(limit: Limit = 50) -> wire_documents.FeedbackList:
        """The latest first."""
        notes = services.feedback.list(limit=limit)
        return wire_documents.FeedbackList(feedback=tuple(map(wire_documents.Feedback.of, notes)))


def _health(routes: APIRouter, services: Services) -> None:
    @routes.get(
        "/health/live", operation_id="live", summary="Is the process alive?", tags=["Operation"]
    )
    async def live() -> wire_documents.Health:
        """Answers as long as the process does; needs no key."""
        return wire_documents.Health(status="ok")

    def ready() -> Response:
        """Whether the store and the embedder can answer a question; needs no key."""
        status: Literal["ok", "unavailable"] = "ok"
        try:
            services.engine.library.count()
        except RagError:
            status = "unavailable"
        told = wire_documents.Health(status=status)
        return JSONResponse(told.model_dump(mode="json"), 200 if status == "ok" else 503)

    for path, name in (("/health/ready", "ready"), ("/health", "health")):
        routes.add_api_route(
            path, ready, operation_id=name, summary="Can it answer questions?", tags=["Operation"],
            response_model=wire_documents.Health,
            responses={503: {"model": wire_documents.Health, "description": "It cannot."}},
        )  # fmt: skip


def _numbers(routes: APIRouter, services: Services, version: str) -> None:
    @routes.get(
        "/metrics", operation_id="metrics", summary="Prometheus metrics", tags=["Operation"],
        dependencies=[Security(needs(services.keys), scopes=[ADMIN])], response_class=Response,
        responses={
            **responses(),
            200: {
                "description": "Text format of Prometheus.",
                "content": {"text/plain": {"schema": {"type": "string"}}},
            },
        },
    )  # fmt: skip
    def metrics() -> Response:
        """Requests, answers, time of each step, queues, jobs, documents, memory."""
        return Response(generate_latest(services.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @routes.get(
        "/version", operation_id="version", summary="What is running", tags=["Operation"],
        dependencies=[Security(needs(services.keys), scopes=[READ])], responses=responses(),
    )  # fmt: skip
    def tell_version() -> wire_documents.Version:
        """Version, default answerer, models and counts."""
        return wire_documents.Version(
            name="checkable-rag",
            version=version,
            answerer=services.settings.answerer,
            models=services.engine.describe(),
        )

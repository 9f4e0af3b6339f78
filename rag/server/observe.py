"""Logs, metrics and traces. None of them holds a document's text or, by default, a question."""

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from rag import schema
from rag.server.gate import Gate
from rag.server.wire_documents import IngestReport

_FIELDS = ("request_id", "method", "route", "status", "ms", "key", "question", "job", "state")
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, message, and the fields named here alone."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_json() -> None:
    """Send the server's log lines to standard error as JSON; for ``rag serve``.

    Of uvicorn only warnings: that it starts is said in words, with the address.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    for name, level in (("rag", logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False


class Metrics:
    """Prometheus metrics in a registry of their own, and the tracer."""

    def __init__(self, tracer: trace.Tracer) -> None:
        self.tracer = tracer
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "rag_requests", "Requests.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "rag_request_seconds",
            "Time to the end of the response.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.answers = Counter(
            "rag_answers", "Answers.", ("answerer", "abstained"), registry=self.registry
        )
        self.steps = Histogram(
            "rag_step_seconds",
            "Time of each step of an answer.",
            ("step",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.tokens = Counter("rag_tokens", "Tokens.", ("side",), registry=self.registry)
        self.ingested = Counter(
            "rag_ingested", "Documents taken in.", ("outcome",), registry=self.registry
        )

    def watch(self, name: str, help: str, value: Callable[[], float]) -> None:
        """A gauge that is read when it is asked for."""
        Gauge(name, help, registry=self.registry).set_function(value)

    def watch_gate(self, name: str, gate: Gate) -> None:
        """How full a gate is."""
        self.watch(f"rag_{name}_running", f"Work of {name} under way.", lambda: gate.running)
        self.watch(f"rag_{name}_waiting", f"Work of {name} that waits.", lambda: gate.waiting)

    def took_in(self, report: IngestReport) -> None:
        """Count what became of documents."""
        for item in report.items:
            self.ingested.labels(item.outcome).inc()

    def answered(self, answer: schema.Answer) -> None:
        """Count an answer, and trace its steps under the current span."""
        self.answers.labels(answer.answerer, str(answer.abstained).lower()).inc()
        for step, milliseconds in answer.timings.items():
            self.steps.labels(step).observe(milliseconds / 1000)
        self.tokens.labels("prompt").inc(answer.usage.prompt)
        self.tokens.labels("completion").inc(answer.usage.completion)
        trace_steps(answer, self.tracer)


def trace_steps(answer: schema.Answer, tracer: trace.Tracer) -> None:
    """The steps of an answer as spans (retrieve, read, select, verify), from its own timings.

    The engine knows no tracer; its steps follow one another, so their times place them.
    """
    total = answer.timings.get("total", sum(answer.timings.values()))
    start = time.time_ns() - int(total * 1e6)
    for step, milliseconds in answer.timings.items():
        if step == "total":
            continue
        end = start + int(milliseconds * 1e6)
        span = tracer.start_span(step, start_time=start)
        span.set_attribute("rag.answerer", answer.answerer)
        span.end(end_time=end)
        start = end


def tracer_provider(endpoint: str | None, version: str) -> TracerProvider | None:
    """Send spans to an OTLP/gRPC endpoint; None without one."""
    if endpoint is None:
        return None
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    resource = Resource.create({"service.name": "rag", "service.version": version})
    provider = TracerProvider(resource=resource)
    exporter = OTLPSpanExporter(endpoint=endpoint, insecure=not endpoint.startswith("https"))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider

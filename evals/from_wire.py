"""Our own types again from the JSON of ``rag.server.wire``, as far as scoring needs them. Pure."""

from collections.abc import Mapping
from typing import Any

from rag.errors import EvalError
from rag.schema import (
    Answer,
    AnswerSentence,
    Check,
    Chunk,
    Citation,
    Document,
    Finding,
    Provenance,
    ScoredChunk,
    Support,
    TokenUsage,
    Verdict,
)

Json = Mapping[str, Any]


def answer(told: Json) -> Answer:
    """The engine's Answer from the JSON of ``POST /answer``, as far as scoring needs it."""
    try:
        return Answer(
            question=told["question"],
            text=told["text"],
            sentences=tuple(_sentence(s) for s in told["sentences"]),
            citations=tuple(_citation(c) for c in told["citations"]),
            retrieved=tuple(_passage(p) for p in told["retrieved"]),
            abstained=told["abstained"],
            reason=told["reason"],
            confidence=told["confidence"],
            answerer=told["answerer"],
            model=told["model"],
            timings=told["timings"],
            usage=TokenUsage(told["usage"]["prompt_tokens"], told["usage"]["completion_tokens"]),
            settings_hash=told["settings_hash"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EvalError(f"The server's answer is not in our format: {error!r}.") from error


def document(told: Json) -> Document:
    """The document from the JSON of ``GET /documents/{id}``, as far as scoring needs it."""
    return Document(told["id"], told["source"], told["title"], told["text"], told["sha256"])


def _sentence(told: Json) -> AnswerSentence:
    return AnswerSentence(
        text=told["text"],
        start_char=told["answer_start_index"],
        end_char=told["answer_end_index"],
        markers=tuple(told["markers"]),
        verdict=Verdict(
            Support(told["verdict"]),
            tuple(
                Check(c["kind"], c["value"], c["passed"], c["reason"], Finding(c["finding"]))
                for c in told["checks"]
            ),
        ),
    )


def _source(told: Json) -> Provenance:
    return Provenance(
        document_id=told["document_id"],
        source="",
        title=told["document_title"],
        sha256=told.get("document_sha256", ""),
        publisher=told["publisher"],
    )


def _citation(told: Json) -> Citation:
    return Citation(
        marker=told["marker"],
        provenance=_source(told),
        start_char=told["start_char_index"],
        end_char=told["end_char_index"],
        quote=told["cited_text"],
        chunk_id="",
        page=told["page"],
        answer_start_char=told["answer_start_index"],
        answer_end_char=told["answer_end_index"],
        flags=tuple(told["flags"]),
    )


def _passage(told: Json) -> ScoredChunk:
    start, end = told["start_char_index"], told["end_char_index"]
    chunk = Chunk(
        id=told["chunk_id"],
        document_id=told["document_id"],
        index=0,
        headings=tuple(told["headings"]),
        text=told["text"],
        start_char=start,
        end_char=end,
        sentences=(),
    )
    return ScoredChunk(chunk, _source(told), told["score"], told["similarity"], told["bm25"])

"""The product's own check of a sentence against what it cites, given what was retrieved. Pure."""

from collections.abc import Sequence

from rag.schema import Citation, ScoredChunk, Verdict
from rag.verifying.verify import verify


def verdict(
    sentence: str, citations: Sequence[Citation], retrieved: Sequence[ScoredChunk]
) -> Verdict:
    """The verdict as the engine gives it to a model's sentence, but for the similarity of meaning.

    The cited passages are the context, the other retrieved ones are elsewhere.
    """
    cited = {c.chunk_id for c in citations}
    return verify(
        sentence,
        citations,
        context=[s.chunk.text for s in retrieved if s.chunk.id in cited],
        elsewhere=[s.chunk.text for s in retrieved if s.chunk.id not in cited],
    )

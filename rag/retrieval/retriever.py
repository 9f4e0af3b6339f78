"""Dense and full text search over the store, fused and ranked: a LlamaIndex retriever.

The main path is ``HybridRetriever.retrieve_for_answer``: search both ways → read the candidates
→ rank → drop near-duplicates. Filters apply before anything is ranked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.reading.terms import query_terms
from rag.retrieval.fuse import Candidate, distinct, merge, reciprocal
from rag.retrieval.rank import (
    FEATURES,
    Passage,
    Query,
    features,
    load_weights,
    read_passage,
    read_query,
)
from rag.schema import Chunk, ChunkId, DocumentId, Filters, Provenance, ScoredChunk
from rag.store import Store
from rag.store.encoder import Encoder

Floats = npt.NDArray[np.float32]

CANDIDATES = 50  # of each search
# Up to so many chunks a filtered search reads every vector; above, it filters what Chroma finds.
EXACT_UP_TO = 5_000
OVER_FETCH = 20
PASSAGES_KEPT = 4_096
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What an answer is made from: the best chunks, and how near each sentence is.

    ``question_vector`` is float32 (384,). ``sentence_similarities`` holds, by chunk id, one
    cosine (float32) for each of ``chunk.sentences``.
    """

    question_vector: Floats
    chunks: tuple[ScoredChunk, ...]
    sentence_similarities: Mapping[ChunkId, Floats]


class HybridRetriever(BaseRetriever):
    """The passages that fit a question, best first. Safe for many threads."""

    def __init__(self, store: Store, encoder: Encoder, *, top_k: int = 8) -> None:
        super().__init__()
        self._store = store
        self._library = store.library
        self._encoder = encoder
        self._top_k = top_k
        self._weights = load_weights()
        self._passages: dict[tuple[ChunkId, str], Passage] = {}

    def search(
        self, question: str, *, filters: Filters = EVERYTHING, top_k: int | None = None
    ) -> list[ScoredChunk]:
        """The passages that pass ``filters``, best first, without near-duplicates."""
        return list(self.retrieve_for_answer(question, filters, top_k).chunks)

    def retrieve_for_answer(
        self, question: str, filters: Filters = EVERYTHING, top_k: int | None = None
    ) -> Retrieval:
        """``search`` with what choosing sentences needs, so that nothing is looked up twice."""
        vector = self._encoder.encode([question])[0]
        query = self._query(question)
        candidates = self._candidates(vector, query.terms, self._library.allowed(filters))
        found = self._found(candidates, vector)
        if not found:
            return Retrieval(vector, (), {})
        table = self._table(query, found)
        scores = table @ self._weights
        order = np.argsort(-scores, kind="stable")
        passages = [self._passage(found[i]) for i in order]
        kept = distinct([p.pairs for p in passages], most=top_k or self._top_k)
        best = [int(order[position]) for position in kept]
        return Retrieval(
            question_vector=vector,
            chunks=tuple(self._scored(found[i], float(scores[i]), table[i]) for i in best),
            sentence_similarities={found[i].chunk.id: found[i].sentences for i in best},
        )

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return as_nodes(self.search(query_bundle.query_str))

    # ---- the steps

    def _query(self, question: str) -> Query:
        frequencies = self._library.frequencies(query_terms(question))
        return read_query(question, frequencies, self._library.count_chunks())

    def _candidates(
        self, vector: Floats, terms: Sequence[str], allowed: set[DocumentId] | None
    ) -> list[Candidate]:
        """The union of both searches over the allowed documents."""
        dense = self._dense(vector, allowed)
        text = [i for i, _ in self._library.search_text(terms, CANDIDATES, allowed)]
        return merge(dense, text)

    def _dense(self, vector: Floats, allowed: set[DocumentId] | None) -> list[ChunkId]:
        if allowed is None:
            return [i for i, _ in self._store.vectors.query(vector, CANDIDATES)]
        if self._library.count_chunks(allowed) <= EXACT_UP_TO:
            return [i for i, _ in self._library.nearest(vector, allowed, CANDIDATES)]
        many = [i for i, _ in self._store.vectors.query(vector, CANDIDATES * OVER_FETCH)]
        chunks = self._library.chunks(many)
        return [i for i in many if i in chunks and chunks[i].document_id in allowed][:CANDIDATES]

    def _found(self, candidates: Sequence[Candidate], vector: Floats) -> list["_Found"]:
        """The candidates that still stand in the library, with all that ranking reads of them."""
        ids = [c.chunk_id for c in candidates]
        chunks = self._library.chunks(ids)
        provenance = self._library.provenance({c.document_id for c in chunks.values()})
        vectors = self._library.chunk_vectors(ids)
        sentences = self._library.sentence_vectors(ids)
        return [
            _Found(
                candidate,
                chunks[candidate.chunk_id],
                provenance[chunks[candidate.chunk_id].document_id],
                float(vectors[candidate.chunk_id] @ vector),
                sentences[candidate.chunk_id] @ vector,
            )
            for candidate in candidates
            # A document may go while we look: then some of the four do not have it any more.
            if candidate.chunk_id in sentences.keys() & vectors.keys() & chunks.keys()
            and chunks[candidate.chunk_id].document_id in provenance
        ]

    def _table(self, query: Query, found: Sequence["_Found"]) -> Floats:
        return features(
            query,
            [self._passage(f) for f in found],
            np.array([f.similarity for f in found], np.float32),
            [f.sentences for f in found],
            [
                (reciprocal(f.candidate.dense_rank), reciprocal(f.candidate.text_rank))
                for f in found
            ],
            [f.chunk.document_id for f in found],
        )

    def _passage(self, found: "_Found") -> Passage:
        """What ranking reads of a chunk; its id names its text, so that stays true."""
        key = (found.chunk.id, found.provenance.title)
        passage = self._passages.get(key)
        if passage is None:
            if len(self._passages) >= PASSAGES_KEPT:
                self._passages.clear()
            passage = self._passages[key] = read_passage(found.chunk, found.provenance.title)
        return passage

    def _scored(self, found: "_Found", score: float, row: Floats) -> ScoredChunk:
        values = dict(zip(FEATURES, map(float, row), strict=True))
        pages = self._library.pages([found.chunk.document_id]).get(found.chunk.document_id, ())
        return ScoredChunk(
            chunk=found.chunk,
            provenance=found.provenance,
            score=score,
            similarity=found.similarity,
            bm25=values["bm25"],
            dense_rank=found.candidate.dense_rank,
            text_rank=found.candidate.text_rank,
            page=sum(start <= found.chunk.start_char for start in pages) or None,
            features=values,
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate with its chunk and its cosines to the question."""

    candidate: Candidate
    chunk: Chunk
    provenance: Provenance
    similarity: float
    sentences: Floats


def as_nodes(chunks: Iterable[ScoredChunk]) -> list[NodeWithScore]:
    """The same passages for LlamaIndex; ids and metadata lead back to the exact span."""
    return [
        NodeWithScore(
            node=TextNode(
                id_=scored.chunk.id,
                text=scored.chunk.text,
                start_char_idx=scored.chunk.start_char,
                end_char_idx=scored.chunk.end_char,
                metadata={
                    "document_id": scored.chunk.document_id,
                    "start_char": scored.chunk.start_char,
                    "end_char": scored.chunk.end_char,
                    "title": scored.provenance.title,
                    "source": scored.provenance.source,
                    "publisher": scored.provenance.publisher,
                    "published": str(scored.provenance.published or "") or None,
                    "page": scored.page,
                },
            ),
            score=scored.score,
        )
        for scored in chunks
    ]

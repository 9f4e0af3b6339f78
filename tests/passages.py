"""Retrieved passages made from plain text, for tests of what is done with them."""

import re
from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from rag.answering.question import analyse
from rag.reading.chunk import chunk_document
from rag.reading.terms import index_terms
from rag.schema import ChunkId, Document, Picked, Provenance, ScoredChunk

Cosines = Mapping[ChunkId, npt.NDArray[np.float32]]


def pieces(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[\u3400-\u9fff]|\w+|[^\w\s]", text)]


def document(
    name: str, text: str, publisher: str | None = None, year: int | None = None
) -> Document:
    published = date(year, 3, 1) if year else None
    return Document(name, f"{name}.md", name, text, "", publisher=publisher, published=published)


def retrieved(question: str, *documents: Document) -> tuple[list[ScoredChunk], Cosines]:
    """Every chunk of the documents, nearest first; shared words stand in for the embedder."""
    asked = set(analyse(question).terms)

    def nearness(text: str) -> float:
        own = set(index_terms(text))
        return len(asked & own) / max(len(asked), 1) * 0.8

    found = [
        ScoredChunk(
            chunk,
            Provenance(d.id, d.source, d.title, "", d.publisher, published=d.published),
            score=5 * nearness(chunk.text),
            similarity=nearness(chunk.text),
            bm25=0.0,
        )
        for d in documents
        for chunk in chunk_document(d, pieces, limit=120)
    ]
    found.sort(key=lambda s: -s.score)
    cosines = {
        s.chunk.id: np.array(
            [nearness(s.chunk.slice(sentence)) for sentence in s.chunk.sentences], np.float32
        )
        for s in found
    }
    return found, cosines


def text_of(picked: Picked) -> str:
    return " ".join(picked.chunk.chunk.slice(s) for s in picked.sentences)

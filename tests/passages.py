"""Retrieved passages made from plain text, for tests of what is done with them.

The order is by shared words; the vectors are the embedding model's, what is read the reader's.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, partial

from rag.answering.asking.question import analyse
from rag.answering.asking.spelling import repaired
from rag.answering.extractive import Selection, select
from rag.answering.reader import Reader
from rag.ingest.run import passage_of
from rag.reading.chunk import chunk_document
from rag.reading.language import foreign
from rag.reading.terms import index_terms
from rag.retrieval.adapter import Nearness
from rag.retrieval.nearness import nearness, vectors_of
from rag.retrieval.rank import read_passage
from rag.schema import ChunkId, Document, Picked, Provenance, ScoredChunk
from rag.settings import load_settings
from rag.store import e5
from rag.store.encoder import Encoder

Near = Mapping[ChunkId, Nearness]


def pieces(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[\u3400-\u9fff]|\w+|[^\w\s]", text)]


def document(
    name: str, text: str, publisher: str | None = None, year: int | None = None
) -> Document:
    published = date(year, 3, 1) if year else None
    return Document(name, f"{name}.md", name, text, "", publisher=publisher, published=published)


@cache
def encoder() -> Encoder:
    return Encoder(load_settings())


@cache
def reader() -> Reader:
    return Reader(encoder())


def answered(question: str, *documents: Document) -> Selection:
    """What the built-in answerer chooses among every chunk of the documents."""
    found, near = retrieved(question, *documents)
    asked = repaired(analyse(question), found, encoder().is_word)
    return select(asked, found, near, partial(reader().read, asked.text))


def retrieved(question: str, *documents: Document) -> tuple[list[ScoredChunk], Near]:
    """Every chunk of the documents, those that share most words with the question first."""
    asked = set(analyse(question).terms)
    vectors = vectors_of(question, "", encoder(), all_english=False)

    def shared(text: str) -> float:
        own = set(index_terms(text))
        return len(asked & own) / max(len(asked), 1) * 0.8

    found: list[ScoredChunk] = []
    near: dict[ChunkId, Nearness] = {}
    for d in documents:
        chunks = chunk_document(d, pieces, limit=120)
        for chunk in chunks:
            (made,) = encoder().encode_chunks([passage_of(d.title, chunk, d.language)])
            abroad = e5.find() is not None and foreign(chunk.text, d.language)
            passage = read_passage(chunk, d.title, foreign=abroad)
            cosine, near[chunk.id] = nearness(made.vector, made.span_vectors, passage, vectors)
            found.append(
                ScoredChunk(
                    chunk,
                    Provenance(d.id, d.source, d.title, "", d.publisher, published=d.published),
                    score=5 * shared(chunk.text),
                    similarity=cosine,
                    bm25=0.0,
                    is_last=chunk is chunks[-1],
                )
            )
    found.sort(key=lambda s: -s.score)
    return found, near


def text_of(picked: Picked) -> str:
    return " ".join(picked.chunk.chunk.slice(s) for s in picked.sentences)

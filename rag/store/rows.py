"""Between our values and what SQLite holds: JSON for lists, blobs for vectors. Pure."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.reading.chunk import embedding_prefix
from rag.reading.language import foreign
from rag.reading.terms import index_terms
from rag.schema import Chunk, Document, DocumentId, Kind, Provenance, Sentence
from rag.store.stamp import DIMENSION, NO_MULTILINGUAL, current_stamp

Vector = npt.NDArray[np.float32]
HalfVector = npt.NDArray[np.float16]

# Of title, headings, text and, on a line each, sentences: search terms with spaces between.
Terms = tuple[str, str, str, str]

PROVENANCE = "id, source, title, sha256, publisher, author, published, language"
CHUNK = "id, document_id, position, headings, text, start_char, end_char, sentences"


def of(table: str, columns: str) -> str:
    """The columns, each with its table's name before it."""
    return ", ".join(f"{table}.{name}" for name in columns.split(", "))


@dataclass(frozen=True, slots=True)
class Original:
    """The file a document was read from, as it came."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document with everything made from it, ready to be stored.

    ``vectors`` is float32 (chunks, 384); ``sentence_vectors`` has one float32 (sentences, 384)
    for each chunk. ``terms`` are ``chunk_terms``, made when stored where they are not given.
    ``replaces`` is the ready document that it takes the place of.
    """

    document: Document
    chunks: Sequence[Chunk]
    vectors: Vector
    sentence_vectors: Sequence[Vector]
    original: Original | None = None
    replaces: DocumentId | None = None
    terms: Sequence[Terms] | None = None


@dataclass(frozen=True, slots=True)
class EmbeddedChunk:
    """A chunk with its unit vector, float32 (384,), and those of its sentences, float16.

    ``sentence_terms`` are the search terms of each sentence.
    """

    chunk: Chunk
    vector: Vector
    sentence_vectors: HalfVector
    sentence_terms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What the vector index holds of one chunk, under ``key``."""

    key: str
    chunk: Chunk
    provenance: Provenance
    page: int | None
    vector: Vector


def digest(title: str, chunk: Chunk, language: str | None = None) -> bytes:
    """Names what is embedded of a chunk: chunks with one digest have the same vectors.

    ``language`` is its document's.
    """
    spans = [
        (s.start_char - chunk.start_char, s.end_char - chunk.start_char) for s in chunk.sentences
    ]
    stamp = current_stamp()
    other = foreign(chunk.text, language) and stamp["multilingual"] != NO_MULTILINGUAL
    embedder = stamp["multilingual" if other else "embedder"]
    key = json.dumps([embedder, embedding_prefix(title, chunk.headings), chunk.text, spans])
    return hashlib.sha256(key.encode()).digest()[:16]


def index_key(source: str, name: bytes, occurrence: int) -> str:
    """Where a chunk stands in the vector index: the same in every version of its document.

    Chroma loses living vectors when others are deleted and added again, so an edit must
    touch what it changed and nothing else. ``name`` is the chunk's ``digest``.
    """
    return hashlib.sha256(f"{source}\n{occurrence}\n".encode() + name).hexdigest()[:32]


def chunk_terms(title: str, chunks: Sequence[Chunk], language: str | None = None) -> list[Terms]:
    """What full text is to find each chunk of a document in ``language`` by."""

    def terms(text: str) -> str:
        return " ".join(index_terms(text, language))

    of_title = terms(title)
    return [
        (
            of_title,
            terms("\n".join(chunk.headings)),
            terms(chunk.text),
            "\n".join(terms(chunk.slice(sentence)) for sentence in chunk.sentences),
        )
        for chunk in chunks
    ]


def document_row(new: NewDocument, state: str, added: float) -> dict[str, Any]:
    """Columns of ``documents``, in their order."""
    document = new.document
    original = new.original and hashlib.sha256(new.original.data).hexdigest()
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "sha256": document.sha256,
        "publisher": document.publisher,
        "author": document.author,
        "published": _day_and_words(document),
        "language": document.language,
        "state": state,
        "replaces": new.replaces,
        "original_sha256": original,
        "added": added,
        "pages": json.dumps(document.pages),
        "metadata": json.dumps(dict(document.metadata), ensure_ascii=False),
        "text": document.text,
    }


def to_document(row: Sequence[Any]) -> Document:
    """From ``PROVENANCE, text, pages, metadata``."""
    *provenance, text, pages, metadata = row
    p = to_provenance(provenance)
    return Document(
        id=p.document_id,
        source=p.source,
        title=p.title,
        text=text,
        sha256=p.sha256,
        publisher=p.publisher,
        author=p.author,
        published=p.published,
        language=p.language,
        pages=tuple(json.loads(pages)),
        metadata=json.loads(metadata),
        published_as=p.published_as,
    )


def to_provenance(row: Sequence[Any]) -> Provenance:
    """From ``PROVENANCE``."""
    identity, source, title, sha256, publisher, author, published, language = row
    day, _, words = (published or "").partition(" ")
    when = date.fromisoformat(day) if day else None
    known = publisher, author, when, language, words or None
    return Provenance(identity, source, title, sha256, *known)


def _day_and_words(document: Document) -> str | None:
    """The day; behind it what the document says where that is less: "2023-03-01 March 2023"."""
    if document.published is None:
        return None
    return f"{document.published.isoformat()} {document.published_as or ''}".rstrip()


def chunk_row(chunk: Chunk) -> tuple[Any, ...]:
    """Values of ``CHUNK``."""
    sentences = [[s.start_char, s.end_char, s.kind.value, s.block] for s in chunk.sentences]
    return (
        chunk.id,
        chunk.document_id,
        chunk.index,
        json.dumps(chunk.headings, ensure_ascii=False),
        chunk.text,
        chunk.start_char,
        chunk.end_char,
        json.dumps(sentences),
    )


def to_chunk(row: Sequence[Any]) -> Chunk:
    """From ``CHUNK``."""
    identity, document_id, index, headings, text, start, end, sentences = row
    return Chunk(
        id=identity,
        document_id=document_id,
        index=index,
        headings=tuple(json.loads(headings)),
        text=text,
        start_char=start,
        end_char=end,
        sentences=tuple(Sentence(s, e, Kind(k), b) for s, e, k, b in json.loads(sentences)),
    )


def to_embedded(row: Sequence[Any]) -> EmbeddedChunk:
    """From ``vector``, ``sentence_vectors``, the terms of the sentences and ``CHUNK``."""
    vector, sentences, terms, *columns = row
    chunk = to_chunk(columns)
    lines = (
        (line.split() for line in terms.split("\n"))
        if terms is not None
        else (index_terms(chunk.slice(sentence)) for sentence in chunk.sentences)
    )
    return EmbeddedChunk(
        chunk,
        to_vector(vector),
        to_sentence_vectors(sentences),
        tuple(tuple(line) for line in lines),
    )


def vector_blob(vector: Vector) -> bytes:
    """Little-endian float32."""
    return vector.astype("<f4").tobytes()


def to_vector(blob: bytes) -> Vector:
    """Of ``vector_blob``."""
    return np.frombuffer(blob, "<f4")


def sentence_blob(vectors: Vector) -> bytes:
    """Little-endian float16: half the space; cosines move by less than 0.0005."""
    return vectors.astype("<f2").tobytes()


def to_sentence_vectors(blob: bytes) -> HalfVector:
    """Of ``sentence_blob``: float16 (sentences, dimension)."""
    return np.frombuffer(blob, "<f2").reshape(-1, DIMENSION)

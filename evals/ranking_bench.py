"""Public question sets as rankings to learn from: chunks, vectors and candidates for each question.

Everything a ranking needs is made by the product's own functions (chunker, encoder, terms,
features), so that what is measured here is what runs. Vectors are kept in a folder outside the
repository, because embedding is slow and the texts may not be copied into it.
"""

import hashlib
import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.ingest.run import passage_of
from rag.reading.chunk import CHUNKER, chunk_document
from rag.schema import Chunk, Document
from rag.settings import load_settings
from rag.store.encoder import Encoder

BENCH = Path(__file__).parents[2] / "shared" / "bench"
SETS = ("squad2", "xquad_en", "clapnq", "heq", "xquad_zh")
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """One question: ``gold`` are the positions of the chunks that overlap a gold span.

    ``answerable`` rows are measured. The others are asked about a paragraph that does not
    answer them: ``gold`` is that paragraph, good enough to learn what is close.
    """

    id: str
    question: str
    document: str
    gold: frozenset[int]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Bench:
    """One set: its chunks in order, their titles and vectors, sentence vectors, questions."""

    name: str
    chunks: list[Chunk]
    titles: list[str]
    vectors: Vectors
    sentence_vectors: list[Vectors]
    rows: list[Row]
    question_vectors: Vectors


def load_benches(cache: Path, names: Sequence[str] = SETS) -> Iterator[Bench]:
    """Each set that is present, embedded once into ``cache``."""
    encoder = Encoder(load_settings())
    for name in names:
        if (BENCH / name / "questions.jsonl").is_file():
            yield _load(name, cache, encoder)


def _load(name: str, cache: Path, encoder: Encoder) -> Bench:
    chunks: list[Chunk] = []
    titles: list[str] = []
    for path in sorted((BENCH / name / "docs").glob("*.txt")):
        document = _document(path)
        found = chunk_document(document, encoder.pieces)
        chunks += found
        titles += [document.title] * len(found)
    rows = _rows(name, chunks)
    key = hashlib.sha256(
        "\0".join([CHUNKER, encoder.name, *(f"{c.text}{c.sentences}" for c in chunks)]).encode()
    )
    kept = cache / f"{name}-{key.hexdigest()[:16]}.pickle"
    if not kept.exists():
        passages = [passage_of(title, chunk) for chunk, title in zip(chunks, titles, strict=True)]
        embedded = encoder.encode_chunks(passages)
        questions = encoder.encode([row.question for row in rows])
        cache.mkdir(parents=True, exist_ok=True)
        made = (
            np.stack([p.vector for p in embedded]),
            [p.span_vectors for p in embedded],
            questions,
        )
        kept.write_bytes(pickle.dumps(made))
    vectors, sentence_vectors, questions = pickle.loads(kept.read_bytes())  # noqa: S301  # our own file
    return Bench(name, chunks, titles, vectors, sentence_vectors, rows, questions)


def _document(path: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    title = path.stem.replace("_", " ")
    return Document(id=path.stem, source=path.name, title=title, text=text, sha256="")


def _rows(name: str, chunks: Sequence[Chunk]) -> list[Row]:
    by_document: dict[str, list[int]] = {}
    for position, chunk in enumerate(chunks):
        by_document.setdefault(chunk.document_id, []).append(position)
    rows = []
    for line in (BENCH / name / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["doc_id"] is None:
            continue
        spans = row["spans"] if row["answerable"] else row["context_spans"]
        gold = frozenset(
            position
            for position in by_document.get(row["doc_id"], ())
            if any(_overlap(chunks[position], *span) for span in spans)
        )
        if gold:
            question = row["question"]
            rows.append(Row(row["id"], question, row["doc_id"], gold, row["answerable"]))
    return rows


def _overlap(chunk: Chunk, start: int, end: int) -> bool:
    return chunk.start_char < end and start < chunk.end_char

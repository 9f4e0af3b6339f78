"""Sentences that say in other words what a passage says: what a model's true answer looks like.

The verifier must leave them alone, and notice when one thing in them is altered.
"""

import json
from pathlib import Path

from evals.mutate import Claim
from evals.shelf import Shelf
from rag.errors import EvalError
from rag.reading.sentences import split_sentences
from rag.schema import Chunk, Citation, Document, Provenance, ScoredChunk


def read(path: Path, shelf: Shelf) -> list[Claim]:
    """The claims of a JSONL file of ``text``, ``holds`` and ``source``.

    Each of ``holds`` is a phrase; the sentence of ``source`` that has it is cited. Raises
    EvalError where no sentence has it; a source that the shelf does not have at all is passed
    over (the metric ``gold_found`` tells of that).
    """
    claims = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        if not shelf.has(row["source"]):
            continue
        passages = [
            _passage(shelf, phrase, row["source"], f"{path.name}:{number}")
            for phrase in row["holds"]
        ]
        cited = tuple(_cite(passage, marker) for marker, passage in enumerate(passages, 1))
        claims.append(Claim(row["text"], cited, tuple(passages), reworded=True))
    return claims


def _passage(shelf: Shelf, phrase: str, source: str, where: str) -> ScoredChunk:
    """The paragraph that has the phrase, with the sentence that has it as its only sentence."""
    places = shelf.places(phrase, [source])
    if not places:
        raise EvalError(f"{where}: no sentence of {source} has {phrase!r}.")
    document, at = shelf.documents[places[0].document_id], places[0].start_char
    units = split_sentences(document.text, document.language)
    sentence = next(unit for unit in units if unit.end_char > at)
    start = document.text.rfind("\n\n", 0, sentence.start_char) + 2
    end = document.text.find("\n\n", sentence.end_char)
    end = end if end >= 0 else len(document.text)
    chunk = Chunk(
        id=f"{document.id}:{start}-{end}:{at}",
        document_id=document.id,
        index=0,
        headings=(),
        text=document.text[start:end],
        start_char=start,
        end_char=end,
        sentences=(sentence,),
    )
    return ScoredChunk(chunk, _provenance(document), score=0.0, similarity=0.0, bm25=0.0)


def _provenance(document: Document) -> Provenance:
    return Provenance(
        document_id=document.id,
        source=document.source,
        title=document.title,
        sha256=document.sha256,
        publisher=document.publisher,
        author=document.author,
        published=document.published,
        language=document.language,
    )


def _cite(passage: ScoredChunk, marker: int) -> Citation:
    (sentence,) = passage.chunk.sentences
    return Citation(
        marker=marker,
        provenance=passage.provenance,
        start_char=sentence.start_char,
        end_char=sentence.end_char,
        quote=passage.chunk.slice(sentence),
        chunk_id=passage.chunk.id,
    )

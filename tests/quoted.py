"""A text as a chunk with its sentences, as retrieval would hand it over, and citations of it."""

from datetime import date

from rag.reading.sentences import split_sentences
from rag.schema import Chunk, Citation, Provenance, ScoredChunk


def passage(
    text: str,
    name: str = "report",
    *,
    at: int = 0,
    title: str = "",
    publisher: str | None = None,
    published: date | None = None,
    page: int | None = None,
) -> ScoredChunk:
    """One retrieved chunk whose document has ``at`` characters before it."""
    sentences = tuple(
        type(s)(s.start_char + at, s.end_char + at, s.kind, s.block) for s in split_sentences(text)
    )
    chunk = Chunk(f"{name}:{at}-{at + len(text)}", name, 0, (), text, at, at + len(text), sentences)
    about = Provenance(name, f"{name}.md", title or name, "0" * 64, publisher, None, published)
    return ScoredChunk(chunk, about, score=1.0, similarity=0.5, bm25=1.0, page=page)


def citing(*quotes: str, **about: object) -> list[Citation]:
    """Citations of whole quotes, numbered from 1."""
    found = []
    for number, quote in enumerate(quotes, 1):
        about_it = Provenance("d", "d.md", str(about.get("title", "")), "0" * 64,
                              published=about.get("published"))  # type: ignore[arg-type]  # a date or None  # fmt: skip
        found.append(Citation(number, about_it, 0, len(quote), quote, f"d:0-{len(quote)}"))
    return found

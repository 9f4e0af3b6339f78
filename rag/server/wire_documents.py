"""Documents, ingests, jobs, receipts and feedback as JSON; offsets are as in ``wire``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field

from rag import schema
from rag.server.wire import EndChar, PublishedAs, StartChar, Told
from rag.store import records

if TYPE_CHECKING:
    from rag import ingest

Sha256 = Annotated[str, Field(description="SHA-256 of its `text` (UTF-8).")]


class DocumentSummary(Told):
    """A document without its text."""

    id: Annotated[str, Field(description="Hash of source and text: an edit makes another id.")]
    source: Annotated[
        str, Field(description="What stays the same across edits: a path, a URL, an upload's name.")
    ]
    title: str
    sha256: Sha256
    publisher: str | None
    author: str | None
    published: Annotated[date | None, Field(description="Null for an undated document.")]
    published_as: PublishedAs = None
    language: Annotated[str | None, Field(description="ISO 639-1 code, as far as detected.")]
    chunks: Annotated[int, Field(ge=0, description="How many chunks it has.")]
    url: Annotated[str, Field(description="Opens the document.")]

    @classmethod
    def of(cls, source: schema.Provenance, chunks: int) -> Self:
        """From what the library lists."""
        return cls(
            id=source.document_id,
            source=source.source,
            title=source.title,
            sha256=source.sha256,
            publisher=source.publisher,
            author=source.author,
            published=source.published,
            published_as=source.published_as,
            language=source.language,
            chunks=chunks,
            url=f"/documents/{source.document_id}",
        )


class DocumentList(Told):
    """One page of the documents that answer questions, by title."""

    documents: tuple[DocumentSummary, ...]
    total: Annotated[int, Field(ge=0, description="How many there are over all pages.")]
    offset: Annotated[int, Field(ge=0, description="How many were skipped.")]
    limit: Annotated[int, Field(ge=1, description="Most that one page holds.")]


class PageSpan(Told):
    """A page of a document."""

    page: Annotated[int, Field(ge=1, description="1-based number.")]
    start_char_index: StartChar
    end_char_index: EndChar


class Unit(Told):
    """A citable unit: a sentence, a list item, a table row or a heading."""

    kind: schema.Kind
    start_char_index: StartChar
    end_char_index: EndChar


class Chunk(Told):
    """What is embedded and retrieved: `text[start_char_index:end_char_index]` of its document."""

    id: str
    index: Annotated[int, Field(ge=0, description="0-based place in the document.")]
    headings: Annotated[tuple[str, ...], Field(description="The titles above it, outermost first.")]
    start_char_index: StartChar
    end_char_index: EndChar
    sentences: tuple[Unit, ...]

    @classmethod
    def of(cls, chunk: schema.Chunk) -> Self:
        """From the library's chunk."""
        return cls(
            id=chunk.id,
            index=chunk.index,
            headings=chunk.headings,
            start_char_index=chunk.start_char,
            end_char_index=chunk.end_char,
            sentences=tuple(
                Unit(kind=s.kind, start_char_index=s.start_char, end_char_index=s.end_char)
                for s in chunk.sentences
            ),
        )


class Document(DocumentSummary):
    """A stored document. Its `text` never changes; every offset anywhere points into it."""

    text: str
    pages: Annotated[tuple[PageSpan, ...], Field(description="Empty where it has no pages.")]
    passages: Annotated[
        tuple[Chunk, ...], Field(description="Its chunks in reading order: what can be retrieved.")
    ]
    metadata: Annotated[
        Mapping[str, Any],
        Field(description="What else is known; `cut` lists what cleaning took out, and why."),
    ]

    @classmethod
    def read(cls, document: schema.Document, chunks: Sequence[schema.Chunk]) -> Self:
        """From the library's document and its chunks."""
        ends = (*document.pages[1:], len(document.text))
        summary = DocumentSummary.of(provenance(document), len(chunks))
        return cls(
            **dict(summary),
            text=document.text,
            pages=tuple(
                PageSpan(page=number, start_char_index=start, end_char_index=end)
                for number, (start, end) in enumerate(zip(document.pages, ends, strict=False), 1)
            ),
            passages=tuple(Chunk.of(chunk) for chunk in chunks),
            metadata=document.metadata,
        )


def provenance(document: schema.Document) -> schema.Provenance:
    """A document without its text."""
    return schema.Provenance(
        document_id=document.id,
        source=document.source,
        title=document.title,
        sha256=document.sha256,
        publisher=document.publisher,
        author=document.author,
        published=document.published,
        published_as=document.published_as,
        language=document.language,
    )


class Receipt(Told):
    """What a deletion removed, and what a search for each of its chunks still found."""

    document_id: str
    title: str
    removed: Annotated[
        Mapping[str, int],
        Field(description="Rows by place: vectors, chunks, full_text, originals, cached."),
    ]
    probed: Annotated[
        int, Field(ge=0, description="Its chunks that were searched for by their own text.")
    ]
    found: Annotated[
        int, Field(ge=0, description="Those that a search still found: 0, or report a fault.")
    ]

    @classmethod
    def of(cls, receipt: schema.Receipt) -> Self:
        """From the engine's receipt."""
        return cls(
            document_id=receipt.document_id,
            title=receipt.title,
            removed=receipt.removed,
            probed=receipt.probed,
            found=receipt.found,
        )


def _nothing(value: object) -> bool:
    return value is None


class Item(Told):
    """What became of one file, text or URL."""

    source: Annotated[str, Field(description="The file's name, the URL, or the source given.")]
    outcome: Annotated[
        str,
        Field(
            description="`added`; `replaced`: another version of the source answered until now, or "
            "the same text with another title, author or date; "
            "`unchanged`; `duplicate` of another document; `skipped`; `failed`; "
            "in a job `waiting`, `reading` or `cancelled`."
        ),
    ]
    document_id: Annotated[
        str | None,
        Field(
            exclude_if=_nothing,
            description="Left out where there is no document. Of a duplicate: the document that "
            "holds this text already.",
        ),
    ] = None
    reason: Annotated[
        str | None, Field(description="Why it was not added; can be shown to a user.")
    ] = None
    url: Annotated[str | None, Field(exclude_if=_nothing, description="Opens the document.")] = None
    chunks: Annotated[
        int | None, Field(exclude_if=_nothing, description="How many it has, once that is known.")
    ] = None
    embedded: Annotated[
        int | None,
        Field(exclude_if=_nothing, description="Of these, embedded so far; while it is read."),
    ] = None
    left_out: Annotated[
        int | None,
        Field(
            exclude_if=_nothing,
            description="How many parts of the file are not in the text (menus and the like); "
            "the document's `metadata.cut` says which, and why.",
        ),
    ] = None


class IngestReport(Told):
    """What became of everything that was sent."""

    items: tuple[Item, ...]
    chunks: Annotated[int, Field(ge=0, description="Chunks embedded.")] = 0
    seconds: Annotated[float, Field(ge=0, description="Time it took.")] = 0.0
    receipts: Annotated[
        tuple[Receipt, ...], Field(description="Of the versions that were replaced.")
    ] = ()

    @classmethod
    def of(cls, report: "ingest.IngestReport", receipts: Sequence[Receipt] = ()) -> Self:
        """From the pipeline's report."""
        return cls(
            items=tuple(
                Item(
                    source=found.source,
                    outcome=found.status.value,
                    document_id=found.document_id,
                    reason=found.reason or None,
                    url=found.document_id and f"/documents/{found.document_id}",
                    chunks=found.chunks or None,
                    left_out=found.left_out or None,
                )
                for found in report.outcomes
            ),
            chunks=report.chunks,
            seconds=report.seconds,
            receipts=tuple(receipts),
        )


class Job(Told):
    """An ingest that goes on after its request; it survives a restart of the server."""

    id: str
    state: Annotated[
        str,
        Field(
            description="`queued`, `running`, `cancelling` until what is under way has stopped; "
            "then `done`, `failed` or `cancelled`."
        ),
    ]
    created: Annotated[float, Field(description="Unix time in seconds.")]
    updated: Annotated[float, Field(description="Unix time in seconds.")]
    total: Annotated[int, Field(ge=0, description="Files, texts and URLs in it.")]
    finished: Annotated[int, Field(ge=0, description="Of these, dealt with so far.")]
    items: tuple[Item, ...]
    receipts: Annotated[
        tuple[Receipt, ...], Field(description="Of the versions that were replaced.")
    ] = ()
    url: Annotated[str, Field(description="Where to ask for its progress.")]


class JobList(Told):
    """The latest jobs, newest first."""

    jobs: tuple[Job, ...]


class Feedback(Told):
    """A reader's word on an answer, as it was stored."""

    id: str
    created: Annotated[float, Field(description="Unix time in seconds.")]
    helpful: bool
    reason: str | None
    comment: str
    answer_id: str | None
    question: str
    text: str

    @classmethod
    def of(cls, note: records.Note) -> Self:
        """From the stored row."""
        return cls(id=note.id, created=note.created, **note.data)


class FeedbackList(Told):
    """The latest feedback, newest first."""

    feedback: tuple[Feedback, ...]


class Health(Told):
    """Whether the server answers, and whether it can answer questions."""

    status: Literal["ok", "unavailable"]


class Version(Told):
    """What is running."""

    name: str
    version: str
    answerer: Annotated[str, Field(description="The answerer that a question without one gets.")]
    models: Annotated[Mapping[str, Any], Field(description="As the engine describes itself.")] = {}

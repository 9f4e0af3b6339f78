"""What answers and passages look like as JSON, and the one place where our types become it.

Every offset is 0-based, half-open and counts Unicode code points (JavaScript counts UTF-16
units: use ``Array.from(text)``). ``start_char_index``/``end_char_index`` point into the ``text``
of ``GET /documents/{id}``; ``answer_start_index``/``answer_end_index`` into the answer's ``text``.
Pages are 1-based, similarities are cosines, times are milliseconds, tokens are tiktoken's
``o200k_base``. Citations carry the names of Anthropic's ``char_location`` and ``page_location``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from rag import schema

StartChar = Annotated[
    int, Field(ge=0, description="First code point of the span in the document's `text`.")
]
EndChar = Annotated[
    int, Field(ge=0, description="One past the last code point of the span in the document's text.")
]
AnswerStart = Annotated[
    int, Field(ge=0, description="First code point of the span in the answer's `text`.")
]
AnswerEnd = Annotated[
    int, Field(ge=0, description="One past the last code point of the span in the answer's `text`.")
]
PublishedAs = Annotated[
    str | None,
    Field(
        description="What it says of its date where that is no day, as `March 2023`; `published` "
        "is the first day of it."
    ),
]
Page = Annotated[
    int | None, Field(description="1-based page that holds the span; null without pages.")
]
Reason = Annotated[str, Field(description="Why, in words that can be shown to a user.")]


class Told(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True)


class Check(Told):
    """One thing compared between an answer sentence and the words it cites."""

    kind: Annotated[
        str,
        Field(
            description="`number`, `date`, `name`, `part`, `negation`, `quote`, `source`, `words`; "
            "`second_reading` is a model's, and without a `value` it could not be had."
        ),
    ]
    value: Annotated[str, Field(description="What was looked for.")]
    passed: Annotated[bool, Field(description="Whether the cited words bear it out.")]
    reason: Reason
    finding: Annotated[
        schema.Finding, Field(description="The fault found; `none` where it passed.")
    ] = schema.Finding.NONE


class Sentence(Told):
    """One sentence of the answer, and what checking it against its sources gave."""

    text: Annotated[str, Field(description="The sentence, its markers `[n]` included.")]
    verdict: Annotated[
        schema.Support, Field(description="What the cited words say of this sentence.")
    ]
    checks: Annotated[tuple[Check, ...], Field(description="The checks that decided it.")]
    markers: Annotated[tuple[int, ...], Field(description="The citations it carries.")]
    answer_start_index: AnswerStart
    answer_end_index: AnswerEnd

    @classmethod
    def of(cls, sentence: schema.AnswerSentence) -> Self:
        """From the engine's sentence."""
        return cls(
            text=sentence.text,
            verdict=sentence.verdict.support,
            checks=tuple(
                Check(
                    kind=c.kind, value=c.value, passed=c.passed, reason=c.reason, finding=c.finding
                )
                for c in sentence.verdict.checks
            ),
            markers=sentence.markers,
            answer_start_index=sentence.start_char,
            answer_end_index=sentence.end_char,
        )


class Citation(Told):
    """A marker of the answer, resolved to an exact span of a stored document.

    `cited_text` is `text[start_char_index:end_char_index]` of `GET /documents/{document_id}`.
    """

    type: Annotated[
        Literal["char_location", "page_location"],
        Field(description="`page_location` where the document has pages."),
    ]
    marker: Annotated[int, Field(ge=1, description="The n of `[n]` in the answer.")]
    document_id: str
    document_title: str
    document_sha256: Annotated[str, Field(description="SHA-256 of its `text` (UTF-8).")]
    cited_text: Annotated[str, Field(description="The words cited, sliced from the document.")]
    start_char_index: StartChar
    end_char_index: EndChar
    page: Page
    publisher: str | None
    published: Annotated[date | None, Field(description="Null for an undated document.")]
    published_as: PublishedAs = None
    url: Annotated[
        str, Field(description="Opens the document with the span highlighted (RFC 5147).")
    ]
    answer_start_index: AnswerStart
    answer_end_index: AnswerEnd
    flags: Annotated[
        tuple[str, ...],
        Field(description="What a reader should know of these words, as `instruction_like`."),
    ]

    @classmethod
    def of(cls, citation: schema.Citation) -> Self:
        """From the engine's citation."""
        source = citation.provenance
        return cls(
            type="char_location" if citation.page is None else "page_location",
            marker=citation.marker,
            document_id=source.document_id,
            document_title=source.title,
            document_sha256=source.sha256,
            cited_text=citation.quote,
            start_char_index=citation.start_char,
            end_char_index=citation.end_char,
            page=citation.page,
            publisher=source.publisher,
            published=source.published,
            published_as=source.published_as,
            url=source_link(source.document_id, citation.start_char, citation.end_char),
            answer_start_index=citation.answer_start_char,
            answer_end_index=citation.answer_end_char,
            flags=citation.flags,
        )


class Span(Told):
    """A stretch of the document."""

    start_char_index: StartChar
    end_char_index: EndChar


class Passage(Told):
    """A retrieved passage and why it was retrieved."""

    chunk_id: str
    document_id: str
    document_title: str
    publisher: str | None
    published: date | None
    published_as: PublishedAs = None
    url: Annotated[str, Field(description="Opens the document with the passage highlighted.")]
    text: Annotated[str, Field(description="The passage, an exact slice of the document.")]
    headings: Annotated[
        tuple[str, ...],
        Field(
            description="The titles above it, outermost first; in the middle of a table also the "
            "row that names its columns."
        ),
    ]
    start_char_index: StartChar
    end_char_index: EndChar
    page: Page
    nearest: Annotated[
        Span | None,
        Field(
            description="The likeliest of its sentences to answer the question; null in a search."
        ),
    ] = None
    score: Annotated[float, Field(description="Orders the list; higher is better.")]
    similarity: Annotated[float, Field(description="Cosine of question and passage, -1 to 1.")]
    bm25: Annotated[float, Field(description="Full-text score; higher is better, 0 without a hit.")]
    dense_rank: Annotated[
        int | None, Field(description="1-based place in the search by meaning; null: not found.")
    ]
    text_rank: Annotated[
        int | None, Field(description="1-based place in the search by words; null: not found.")
    ]
    features: Annotated[
        Mapping[str, float],
        Field(description="What the ranker saw, by name; told by `/search`, empty in an answer."),
    ]

    @classmethod
    def of(cls, scored: schema.ScoredChunk, *, features: bool = True) -> Self:
        """From the engine's scored chunk; without the ranker's numbers where it is an answer's."""
        chunk, source, nearest = scored.chunk, scored.provenance, scored.nearest
        return cls(
            chunk_id=chunk.id,
            document_id=source.document_id,
            document_title=source.title,
            publisher=source.publisher,
            published=source.published,
            published_as=source.published_as,
            url=source_link(source.document_id, chunk.start_char, chunk.end_char),
            text=chunk.text,
            headings=chunk.headings,
            start_char_index=chunk.start_char,
            end_char_index=chunk.end_char,
            page=scored.page,
            nearest=nearest
            and Span(start_char_index=nearest.start_char, end_char_index=nearest.end_char),
            score=scored.score,
            similarity=scored.similarity,
            bm25=scored.bm25,
            dense_rank=scored.dense_rank,
            text_rank=scored.text_rank,
            features=scored.features if features else {},
        )


class Disagreement(Told):
    """Cited sources that give different values for the same thing."""

    topic: str
    markers: Annotated[tuple[int, ...], Field(description="The citations, newest source first.")]
    values: Annotated[tuple[str, ...], Field(description="What each of them says.")]
    note: Annotated[str, Field(description="One line that can be shown to a user.")]


class ShortAnswer(Told):
    """The few words of a cited sentence that answer by themselves.

    `text` is `text[start_char_index:end_char_index]` of the document that `marker` cites.
    """

    text: Annotated[str, Field(description="The words, sliced from the document.")]
    marker: Annotated[int, Field(ge=1, description="The citation that they stand in.")]
    start_char_index: StartChar
    end_char_index: EndChar
    answer_start_index: AnswerStart
    answer_end_index: AnswerEnd

    @classmethod
    def of(cls, found: schema.ShortAnswer) -> Self:
        """From the engine's short answer."""
        return cls(
            text=found.quote,
            marker=found.marker,
            start_char_index=found.start_char,
            end_char_index=found.end_char,
            answer_start_index=found.answer_start_char,
            answer_end_index=found.answer_end_char,
        )


class Usage(Told):
    """Tokens as the model's server counted them, else by tiktoken (`o200k_base`)."""

    prompt_tokens: Annotated[int, Field(ge=0, description="The question and the passages read.")]
    completion_tokens: Annotated[int, Field(ge=0, description="The answer.")]
    total_tokens: Annotated[int, Field(ge=0, description="Their sum.")]
    cost: Annotated[
        float | None,
        Field(description="By `RAG_LLM_PRICE`; null: no price is set, or no model asked."),
    ] = None


class Answer(Told):
    """The answer. Every marker `[n]` in `text` is one of `citations`."""

    id: Annotated[
        str, Field(description="The request's id: name it in `POST /feedback` and in bug reports.")
    ]
    question: Annotated[str, Field(description="The question as it was asked.")]
    text: Annotated[str, Field(description="The answer, or the line that says there is none.")]
    abstained: Annotated[
        bool, Field(description="True: the documents do not answer it, and nothing is cited.")
    ]
    reason: Annotated[str | None, Field(description="Why it abstained; null where it answered.")]
    confidence: Annotated[
        float,
        Field(ge=0, le=1, description="Calibrated probability that the documents answer this."),
    ]
    short_answer: Annotated[
        ShortAnswer | None,
        Field(description="The words that answer by themselves; null where none are sure enough."),
    ]
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    retrieved: Annotated[
        tuple[Passage, ...],
        Field(
            description="The passages it was drawn from, or the nearest ones where it abstained."
        ),
    ]
    disagreements: tuple[Disagreement, ...]
    notes: Annotated[
        tuple[str, ...],
        Field(description="Lines for the reader, such as a fallback used."),
    ]
    language: Annotated[
        str,
        Field(description="Of our own words in it: `en`, `zh`, `he`, `de`, `fr` or `es`."),
    ]
    standalone_question: Annotated[
        str | None, Field(description="What was searched for, where a follow-up was rewritten.")
    ]
    answerer: Annotated[str, Field(description="`extractive` or `llm`.")]
    model: Annotated[str | None, Field(description="The model that wrote it; null: none did.")]
    timings: Annotated[
        Mapping[str, float], Field(description="Milliseconds of each step, and `total`.")
    ]
    usage: Usage
    settings_hash: Annotated[
        str, Field(description="Same hash: same settings wherever they can change an answer.")
    ]

    @classmethod
    def of(cls, answer: schema.Answer, *, request_id: str = "") -> Self:
        """From the engine's answer."""
        return cls(
            id=request_id,
            question=answer.question,
            text=answer.text,
            abstained=answer.abstained,
            reason=answer.reason,
            confidence=answer.confidence,
            short_answer=ShortAnswer.of(answer.short_answer) if answer.short_answer else None,
            sentences=tuple(Sentence.of(s) for s in answer.sentences),
            citations=tuple(Citation.of(c) for c in answer.citations),
            retrieved=tuple(Passage.of(p, features=False) for p in answer.retrieved),
            disagreements=tuple(
                Disagreement(topic=d.topic, markers=d.markers, values=d.values, note=d.note)
                for d in answer.disagreements
            ),
            notes=answer.notes,
            language=answer.language,
            standalone_question=answer.standalone_question,
            answerer=answer.answerer,
            model=answer.model,
            timings=answer.timings,
            usage=Usage(
                prompt_tokens=answer.usage.prompt,
                completion_tokens=answer.usage.completion,
                total_tokens=answer.usage.total,
                cost=answer.usage.cost,
            ),
            settings_hash=answer.settings_hash,
        )


class Turn(Told):
    """One exchange of a conversation."""

    question: str
    answer: str


class Conversation(Told):
    """What the server remembers of a conversation, oldest first."""

    id: str
    turns: tuple[Turn, ...]


class SearchResults(Told):
    """Passages, best first."""

    id: Annotated[str, Field(description="The request's id.")]
    question: str
    results: tuple[Passage, ...]


def source_link(document_id: str, start_char: int, end_char: int) -> str:
    """Path of a document with a span highlighted, offsets as in RFC 5147."""
    return f"/documents/{document_id}#char={start_char},{end_char}"


def event(found: schema.Event, *, request_id: str = "") -> dict[str, Any]:
    """The JSON of one streamed event, by its name."""
    match found.name:
        case "search_results":
            passages = [Passage.of(p, features=False) for p in found.data]
            results = [passage.model_dump(mode="json") for passage in passages]
            return {"id": request_id, "results": results}
        case "message":
            return {"delta": found.data}
        case "citation":
            return Citation.of(found.data).model_dump(mode="json")
        case "verification":
            return Sentence.of(found.data).model_dump(mode="json")
        case "final_answer":
            return Answer.of(found.data, request_id=request_id).model_dump(mode="json")
        case other:
            raise ValueError(f"No such event: {other!r}")

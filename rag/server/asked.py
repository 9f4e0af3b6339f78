"""What callers send: every model refuses a key that it does not know."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from rag import schema

MAX_QUESTION = 2_000  # characters
MAX_HISTORY = 50  # turns; the engine reads the latest ones
MAX_TURN = 20_000  # characters
MAX_TEXT = 5_000_000  # characters of a text sent as JSON
MAX_BODY = 4_000_000  # bytes of a question with its history
MAX_FILES = 100  # in one request

ID = r"^[A-Za-z0-9_-]{1,64}$"


def _text_only(value: object) -> object:
    """Pydantic would take numbers for dates as well: seconds since 1970."""
    if value is not None and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("a day is written YYYY-MM-DD")
    return value


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Day = Annotated[date, BeforeValidator(_text_only)]
Count = Annotated[int, Field(strict=True)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]

Question = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_QUESTION,
        pattern=r"\S",
        description=f"The question, 1 to {MAX_QUESTION} characters.",
        examples=["When did the ministry open the trial?"],
    ),
]


class Given(BaseModel):
    """What a caller sends: an unknown key is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Filters(Given):
    """Restricts the search; a field left out restricts nothing. Fields are combined with AND."""

    document_ids: Annotated[
        tuple[str, ...], Field(max_length=200, description="Only these documents.")
    ] = ()
    publishers: Annotated[
        tuple[str, ...], Field(max_length=50, description="Only these publishers.")
    ] = ()
    languages: Annotated[
        tuple[str, ...],
        Field(max_length=50, description="Only these languages, as ISO 639-1 codes: `en`, `zh`."),
    ] = ()
    published_from: Annotated[
        Day | None, Field(description="First day, inclusive; undated documents are left out.")
    ] = None
    published_to: Annotated[
        Day | None, Field(description="Last day, inclusive; undated documents are left out.")
    ] = None

    def to_schema(self) -> schema.Filters:
        """The engine's filters."""
        return schema.Filters(**dict(self))


class PastTurn(Given):
    """One earlier exchange."""

    question: Annotated[str, Field(max_length=MAX_TURN, description="What was asked.")]
    answer: Annotated[
        str,
        Field(max_length=MAX_TURN, description="Its answer; empty: none."),
    ] = ""
    standalone_question: Annotated[
        str | None,
        Field(
            max_length=MAX_TURN,
            description="What it was understood as, where it was a follow-up, as its answer said.",
        ),
    ] = None

    def to_schema(self) -> schema.Turn:
        """The engine's turn."""
        return schema.Turn(self.question, self.answer, self.standalone_question or "")


class SearchRequest(Given):
    """A search for passages."""

    question: Question
    filters: Annotated[Filters, Field(description="What to search in.")] = Filters()
    top_k: Annotated[
        Count | None,
        Field(ge=1, le=20, description="Most passages (setting: RAG_TOP_K)."),
    ] = None


class AnswerRequest(SearchRequest):
    """A question, with what came before it and where to look."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "When did the ministry open the trial?"},
                {
                    "question": "And how many took part?",
                    "history": [
                        {
                            "question": "When did the ministry open the trial?",
                            "answer": "It opened on 3 May 2024. [1]",
                        }
                    ],
                    "filters": {"published_from": "2024-01-01"},
                    "top_k": 5,
                    "stream": False,
                },
            ]
        }
    )

    history: Annotated[
        tuple[PastTurn, ...],
        Field(
            max_length=MAX_HISTORY, description="Earlier exchanges, oldest first, for follow-ups."
        ),
    ] = ()
    conversation_id: Annotated[
        str | None,
        Field(
            pattern=ID,
            description="An id of your choice: the server then keeps the history. Unused where "
            "`history` is sent.",
        ),
    ] = None
    answerer: Annotated[
        Literal["auto", "extractive", "llm"] | None,
        Field(
            description="`extractive` quotes the documents, `llm` lets the configured model write, "
            "`auto` prefers the model where there is one (setting: RAG_ANSWERER)."
        ),
    ] = None
    abstain_below: Annotated[
        Share | None,
        Field(description="Abstain below this confidence (setting: RAG_ABSTAIN_BELOW)."),
    ] = None
    stream: Annotated[
        StrictBool, Field(description="Answer as server-sent events instead of one JSON object.")
    ] = False


Named = Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]


class About(Given):
    """What the sender knows of a document; where it is left out, it is read from the document."""

    title: Named | None = None
    publisher: Named | None = None
    author: Named | None = None
    published: Annotated[Day | None, Field(description="Day of publication.")] = None
    language: Annotated[
        str | None, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1 code, such as `en`.")
    ] = None
    source: Annotated[
        Named | None,
        Field(
            description="What stays the same across edits: the same source again replaces the "
            "document. Left out: the file's name, the URL, or a name made from the text."
        ),
    ] = None


class NewText(About):
    """A document as text: plain or Markdown."""

    text: Annotated[
        str, Field(min_length=1, max_length=MAX_TEXT, pattern=r"\w", description="Its text.")
    ]


class NewUrl(About):
    """A document to be fetched: http or https, ports 80 and 443, from the public internet."""

    url: Annotated[
        str,
        Field(
            max_length=2_000,
            pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://\S+$",
            examples=["https://example.org/report.html"],
        ),
    ]


class FeedbackRequest(Given):
    """A reader's word on an answer; send what you want to be kept, nothing is looked up."""

    helpful: Annotated[StrictBool, Field(description="Thumb up or down.")]
    reason: Annotated[
        Literal[
            "answer_wrong",
            "answer_incomplete",
            "citation_wrong",
            "should_have_abstained",
            "should_have_answered",
        ]
        | None,
        Field(
            description="What was wrong with it; `should_have_answered`: it abstained, or answered"
            " another question."
        ),
    ] = None
    comment: Annotated[str, Field(max_length=2_000)] = ""
    answer_id: Annotated[str | None, Field(max_length=64, description="`id` of the answer.")] = None
    question: Annotated[str, Field(max_length=MAX_QUESTION)] = ""
    text: Annotated[str, Field(max_length=MAX_TURN, description="The answer's text.")] = ""


class Listing(Given):
    """What to list."""

    q: Annotated[
        str, Field(max_length=200, description="Must occur in title, source, publisher or author.")
    ] = ""
    publisher: Annotated[
        tuple[str, ...], Field(max_length=50, description="Only these publishers; repeatable.")
    ] = ()
    language: Annotated[
        tuple[str, ...], Field(max_length=50, description="Only these languages; repeatable.")
    ] = ()
    published_from: Annotated[Day | None, Field(description="First day, inclusive.")] = None
    published_to: Annotated[Day | None, Field(description="Last day, inclusive.")] = None
    limit: Annotated[int, Field(ge=1, le=200, description="Most on a page.")] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000_000, description="How many to skip.")] = 0

    def filters(self) -> schema.Filters:
        """The engine's filters."""
        return schema.Filters(
            publishers=self.publisher,
            languages=self.language,
            published_from=self.published_from,
            published_to=self.published_to,
        )

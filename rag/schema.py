"""The types everyone speaks: plain frozen values, no I/O, no vendor.

Offsets are 0-based, half-open and count Unicode code points of ``Document.text``
(``text[start_char:end_char]``), except where a name starts with ``answer_``: those
count code points of ``Answer.text``. Pages are 1-based. Similarities are cosines
in [-1, 1]; times are milliseconds; token counts are tiktoken's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

DocumentId = str
ChunkId = str


class Kind(StrEnum):
    """What a stretch of a document is, as far as a reader can see."""

    PROSE = "prose"
    LIST_ITEM = "list_item"
    HEADING = "heading"
    TABLE_ROW = "table_row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One citable unit of a document: a sentence, a list item, a table row or a block of code.

    The span leaves out surrounding space and the list marker (``- ``, ``3. ``); of code it leaves
    out the fences and keeps the space that a line begins with.
    ``block`` numbers the paragraph or list it stands in: sentences with one
    ``block`` were written together.
    """

    start_char: int
    end_char: int
    kind: Kind = Kind.PROSE
    block: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document. ``text`` never changes; an edit makes another document.

    ``source`` is what stays the same across edits (a path relative to what was
    ingested, a URL, an upload's name); ``id`` is a hash of source and text.
    ``pages[i]`` is the ``start_char`` of page ``i + 1`` (empty: no pages).
    ``metadata`` holds JSON values only; ``metadata["cut"]`` lists what cleaning removed.
    ``published_as`` is what it says of its date where that is no day ("March 2023"): ``published``
    is the first day of it then.
    """

    id: DocumentId
    source: str
    title: str
    text: str
    sha256: str
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None
    pages: tuple[int, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    published_as: str | None = None

    def page_at(self, char: int) -> int | None:
        """The 1-based page that holds the character at ``char``; None without pages."""
        return sum(start <= char for start in self.pages) or None


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is embedded and retrieved: an exact slice of its document.

    Invariant: ``document.text[start_char:end_char] == text``. ``sentences`` are in
    document coordinates, in reading order, inside the chunk. ``headings`` are the
    titles above it, outermost first, and where it begins in the middle of a table the row that
    names its columns ("Order | Customer"); they are embedded with it but not part of ``text``.
    """

    id: ChunkId
    document_id: DocumentId
    index: int
    headings: tuple[str, ...]
    text: str
    start_char: int
    end_char: int
    sentences: tuple[Sentence, ...]

    def slice(self, span: Sentence) -> str:
        """The words of one of this chunk's sentences."""
        return self.text[span.start_char - self.start_char : span.end_char - self.start_char]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the asker restricts the search to; empty means everything.

    Dates are inclusive. An undated document passes only where no date is asked for.
    """

    document_ids: tuple[DocumentId, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None

    def __bool__(self) -> bool:
        return bool(
            self.document_ids
            or self.publishers
            or self.languages
            or self.published_from
            or self.published_to
        )


@dataclass(frozen=True, slots=True)
class Provenance:
    """A document without its text: what a passage or a list has to say about its source."""

    document_id: DocumentId
    source: str
    title: str
    sha256: str
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None
    published_as: str | None = None


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A retrieved chunk and why it was retrieved.

    ``score`` orders the list (higher is better). ``dense_rank`` and ``text_rank`` are
    1-based places in the two searches, None where that search did not find it.
    ``features`` are the named numbers the ranker saw. ``is_last``: its document ends with it.
    ``nearest`` is the likeliest of its sentences to answer, where sentences were looked at.
    """

    chunk: Chunk
    provenance: Provenance
    score: float
    similarity: float
    bm25: float
    dense_rank: int | None = None
    text_rank: int | None = None
    page: int | None = None
    features: Mapping[str, float] = field(default_factory=dict)
    is_last: bool = False
    nearest: Sentence | None = None


class Support(StrEnum):
    """The verdict on one answer sentence."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"


class Finding(StrEnum):
    """What kind of fault a check found; ``NONE`` when it found none."""

    NONE = "none"
    NUMBER_MISMATCH = "number_mismatch"
    DATE_MISMATCH = "date_mismatch"
    NAME_MISMATCH = "name_mismatch"
    NEGATION_MISMATCH = "negation_mismatch"
    MISATTRIBUTED = "misattributed"
    FABRICATED = "fabricated"
    SPLICED_QUOTE = "spliced_quote"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing compared between an answer sentence and the words it cites.

    ``kind`` is number, date, name, part, negation, quote, source or words; ``value`` is
    what was looked for; ``reason`` can be read aloud to a user. A second_reading is a model's:
    without a value it could not be had.
    """

    kind: str
    value: str
    passed: bool
    reason: str
    finding: Finding = Finding.NONE


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of all checks on one sentence, with the checks that decided it."""

    support: Support
    checks: tuple[Check, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The distinct faults found, in the order of the checks."""
        return tuple(dict.fromkeys(c.finding for c in self.checks if not c.passed))


@dataclass(frozen=True, slots=True)
class Citation:
    """A resolved marker: an exact span of a stored document.

    ``quote`` is ``document.text[start_char:end_char]``, always sliced by us.
    ``answer_start_char``/``answer_end_char`` is the answer sentence it supports
    (its marker included). ``flags`` names anything a reader should know about the
    quoted words, such as ``instruction_like``.
    """

    marker: int
    provenance: Provenance
    start_char: int
    end_char: int
    quote: str
    chunk_id: ChunkId
    page: int | None = None
    answer_start_char: int = 0
    answer_end_char: int = 0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of the answer, with its markers in its text and the verdict on it."""

    text: str
    start_char: int
    end_char: int
    markers: tuple[int, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Citations that give different values for the same thing, newest first."""

    topic: str
    markers: tuple[int, ...]
    values: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words of one answer sentence that answer the question by themselves.

    "Short answer" as in Natural Questions (Kwiatkowski et al., TACL 2019): ``quote`` is
    ``document.text[start_char:end_char]`` and lies within the citation ``marker``;
    ``answer_start_char``/``answer_end_char`` is where the answer's text has it.
    """

    quote: str
    marker: int
    start_char: int
    end_char: int
    answer_start_char: int
    answer_end_char: int


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens as the model's server counted them, else by tiktoken (``o200k_base``).

    ``prompt`` counts the question and the passages read. ``cost`` is there where a model was asked
    and the settings name its price.
    """

    prompt: int = 0
    completion: int = 0
    cost: float | None = None

    @property
    def total(self) -> int:
        """Both together."""
        return self.prompt + self.completion


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. Every marker in ``text`` resolves to a citation.

    ``confidence`` is the calibrated probability, in [0, 1], that the documents answer
    the question with these sentences. When ``abstained``, ``text`` says so, there is no
    citation, ``reason`` says why and ``retrieved`` holds the nearest passages.
    ``short_answer`` is None where no few words are sure enough to be the answer.
    ``standalone_question`` is what was searched for when a follow-up was rewritten.
    ``language`` is what our own words in it are in, the question's where we can: "en", "zh", "he",
    "de", "fr" or "es". Quotes stay in their document's.
    ``notes`` are short lines for the reader (fallback used, documents in another language,
    documents that are still being read).
    ``timings`` are milliseconds for each step and ``total``. ``raw_text`` is what a model wrote,
    before repair; the built-in answerer leaves it empty.
    """

    question: str
    text: str
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    retrieved: tuple[ScoredChunk, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    short_answer: ShortAnswer | None = None
    abstained: bool = False
    reason: str | None = None
    confidence: float = 0.0
    answerer: str = "extractive"
    model: str | None = None
    standalone_question: str | None = None
    notes: tuple[str, ...] = ()
    language: str = "en"
    timings: Mapping[str, float] = field(default_factory=dict)
    usage: TokenUsage = TokenUsage()
    settings_hash: str = ""
    raw_text: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation, oldest first in a history.

    ``answer`` is the answer's text (markers included), empty where there was none yet.
    ``searched`` is what a follow-up was understood as; empty where that is not known.
    """

    question: str
    answer: str = ""
    searched: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """What an answerer chose to say: spans of retrieved chunks, in the order to be shown.

    ``lead`` is an optional line of ours before the quote: whose document or whose turn it is
    ("Ministry of Health (2024):", "RAVI MENON:"). An ``aside`` stands in brackets: it only says who
    is meant in the quote before it.
    """

    chunk: ScoredChunk
    sentences: tuple[Sentence, ...]
    score: float = 0.0
    lead: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a deletion or a replacement removed, counted, and what a probe still found.

    ``removed`` counts rows by place (``vectors``, ``chunks``, ``full_text``, ``originals``,
    ``cached``). ``probed`` is how many of its chunks were searched for by their own text
    afterwards, ``found`` how many of them were still retrieved: 0, or something is wrong.
    """

    document_id: DocumentId
    title: str
    removed: Mapping[str, int]
    probed: int
    found: int


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a streamed answer, in this order.

    ``search_results`` (tuple of ScoredChunk), ``message`` (str, the next piece of
    the text), ``citation`` (Citation), ``verification`` (AnswerSentence),
    ``final_answer`` (Answer, the truth: a repaired answer differs from its deltas).
    ``waiting`` (None) may come between them: a model is silent; whoever reads may leave.
    """

    name: str
    data: Any

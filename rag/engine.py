"""Pipeline two: a question in, an Answer whose every sentence can be checked out.

The main path reads top-down in ``Engine.stream``: validate → rewrite a follow-up → retrieve →
select (or let a model write) → cite → verify → Answer. ``answer`` is the last event of
``stream``, so both are the same work. ``build_engine`` is the only wiring there is.
"""

import unicodedata
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine

from rag import tokens
from rag.answering import disagree
from rag.answering.asking import conversation
from rag.answering.asking.framed import framed
from rag.answering.asking.not_asking import not_asking
from rag.answering.doubting.abstain import NOTHING_FOUND
from rag.answering.events import Clock, deltas, told
from rag.answering.extractive import Selection
from rag.answering.finding import Asked, Finder, quoted_in_another_language
from rag.answering.localised import hardly_read, localised, spoken
from rag.answering.pointing import short_answer
from rag.answering.reader import Reader
from rag.answering.writing import generative, llm, prompts
from rag.answering.writing.heard import added
from rag.answering.writing.llm import Model
from rag.errors import EMPTY_QUESTION, AnswererUnavailable, InvalidQuestion
from rag.ingest import IngestReport, Progress, Watch, ingest, ingest_bytes, reindex, remove
from rag.reading.load import Given
from rag.retrieval.retriever import EVERYTHING, HybridRetriever, Retrieval, as_nodes
from rag.schema import (
    Answer,
    AnswerSentence,
    DocumentId,
    Event,
    Filters,
    Receipt,
    ScoredChunk,
    TokenUsage,
    Turn,
)
from rag.settings import Settings
from rag.store import Library, Store, open_store
from rag.store.encoder import Encoder
from rag.verifying import cite
from rag.verifying.verify import verify

MAX_QUESTION = 2_000  # characters
MAX_HISTORY = 20  # turns looked at; older ones are dropped
ANSWERERS = ("auto", "extractive", "llm")
BESIDE = ("chit-chat", "library")  # no passage is near to these
NOTHING_GIVEN = Given()
NOTHING_USED = TokenUsage()
_LANGUAGES = {"zh": "Chinese", "he": "Hebrew"}
_JOINERS = "\u200c\u200d"  # they carry meaning in Persian, Indic scripts and emoji


class Engine:
    """Answers questions from one data directory. Use as a context manager; safe across threads."""

    def __init__(
        self, settings: Settings, store: Store, encoder: Encoder, model: Model | None = None
    ) -> None:
        self.settings = settings
        self.encoder = encoder
        self.store = store
        self.retriever = HybridRetriever(store, encoder, top_k=settings.top_k)
        self._finder = Finder(store.library, self.retriever, Reader(encoder), encoder)
        # How many documents wait to be read; whoever queues them says so.
        self.waiting: Callable[[], int] = int
        self._model = model
        tokens.count("")  # its tables take a quarter of a second to load: not in the first answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish writing and let go of the data directory."""
        self.store.close()

    # ---- asking

    def answer(self, question: str, **options: Any) -> Answer:
        """The whole answer; takes what ``stream`` takes."""
        answer: Answer
        for event in self.stream(question, **options):
            if event.name == "final_answer":
                answer = event.data
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,
        top_k: int | None = None,
        answerer: str | None = None,
        abstain_below: float | None = None,
    ) -> Iterator[Event]:
        """The answer as events (see ``schema.Event``); closing the iterator stops the work.

        ``filters`` apply before ranking. ``abstain_below`` overrides the operating point: 0 answers
        whatever there is. Raises InvalidQuestion, and AnswererUnavailable where ``answerer`` is
        ``llm`` and the model cannot be reached.
        """
        clock = Clock()
        asked = _checked(question)
        wanted = answerer or self.settings.answerer
        model = self._model_for(wanted)
        understood = yield from self._standalone(asked, history[-MAX_HISTORY:], model)
        away = understood.failure
        if away is not None and wanted == "llm":
            raise away
        clock.lap("rewrite")
        floor = self.settings.abstain_below if abstain_below is None else abstain_below
        searched, retrieval, selection, note = self._finder.likeliest(
            understood.asked,
            history[-MAX_HISTORY:],
            filters,
            top_k=top_k or self.settings.top_k,
            floor=floor,
            clock=clock,
        )
        beside = not_asking(asked) in BESIDE
        retrieval = replace(retrieval, chunks=()) if beside else retrieval
        yield Event("search_results", retrieval.chunks)
        if not selection.picked or selection.confidence < floor:
            answer = _abstained(asked, retrieval, selection)
            if not (retrieval.chunks or beside):
                answer = replace(answer, reason=self._nowhere(filters))
        elif model is not None and away is None:
            answer = yield from self._written(
                asked,
                searched,
                understood.usage,
                history,
                retrieval,
                selection,
                model,
                wanted == "llm",
                clock,
            )
        else:
            answer = self._selected(asked, retrieval, selection, clock)
            answer = replace(answer, notes=(*_instead(away), *answer.notes)) if away else answer
        clock.lap("verify")
        answer = replace(
            answer,
            standalone_question=searched if searched != asked else None,
            notes=(
                *note,
                *quoted_in_another_language(searched, answer.citations),
                *answer.notes,
                *hardly_read(retrieval.chunks, answer.citations),
                *self._still_read(filters),
            ),
            timings=clock.timings(),
            settings_hash=self.settings.hash,
        )
        yield from told(_localised(answer))

    def search(
        self, question: str, *, filters: Filters = EVERYTHING, top_k: int | None = None
    ) -> list[ScoredChunk]:
        """The passages only, best first. Raises InvalidQuestion."""
        return self.retriever.search(
            _checked(question), filters=filters, top_k=top_k or self.settings.top_k
        )

    def query(self, question: str) -> Response:
        """A LlamaIndex ``Response`` with ``source_nodes``; its metadata holds our ``Answer``."""
        answer = self.answer(question)
        return Response(
            response=answer.text,
            source_nodes=as_nodes(answer.retrieved),
            metadata={"answer": answer},
        )

    @property
    def query_engine(self) -> "CitedQueryEngine":
        """The same as a LlamaIndex query engine, for a LlamaIndex program or agent."""
        return CitedQueryEngine(engine=self)

    # ---- the steps of an answer

    def _model_for(self, answerer: str) -> Model | None:
        """The model that writes, None for the built-in answerer."""
        if answerer not in ANSWERERS:
            raise InvalidQuestion(f"No answerer {answerer!r}. Use {', '.join(ANSWERERS)}.")
        if answerer == "extractive":
            return None
        if answerer == "llm" and self._model is None:
            raise AnswererUnavailable(
                "No model is set. Set RAG_LLM_MODEL and OPENAI_BASE_URL, or ask the built-in "
                "answerer: answerer=extractive."
            )
        return self._model

    def _standalone(
        self, asked: str, history: Sequence[Turn], model: Model | None
    ) -> Generator[Event, None, "_Understood"]:
        """What to search for: the question with what a follow-up leaves unsaid."""
        usage, failure = NOTHING_USED, None
        if history and model is not None:
            condensing = generative.condense(asked, history, model)
            try:
                condensed, usage = yield from deltas(condensing)
            except AnswererUnavailable as error:
                condensed, failure = None, error
            if condensed:
                return _Understood(Asked(asked, condensed), usage)
        message = framed(asked)
        first, *more = message.ways
        read = conversation.standalone(first, () if message.fresh else history)
        ways = Asked(
            message.bare,
            read.text,
            (*read.others, *more),
            read.base,
            read.whole,
            read.leans,
            read.again,
            read.beside,
        )
        return _Understood(ways, usage, failure)

    def _selected(
        self, asked: str, retrieval: Retrieval, selection: Selection, clock: Clock
    ) -> Answer:
        """The answer of the built-in answerer: the picked sentences, cited and verified."""
        composed = cite.compose(selection.picked, page_of=self._page_of)
        clock.lap("cite")
        sentences = tuple(
            AnswerSentence(
                said.text, said.start_char, said.end_char, said.markers,
                verify(said.text, composed.cited(said)),
            )
            for said in composed.sentences
        )  # fmt: skip
        differing = disagree.mark(selection.disagreements, composed.citations)
        short = None if differing else selection.short  # one side's would read as a ruling
        return Answer(
            question=asked,
            text=composed.text,
            sentences=sentences,
            citations=composed.citations,
            retrieved=retrieval.chunks,
            disagreements=differing,
            short_answer=short_answer.place(short, composed),
            confidence=selection.confidence,
            notes=selection.notes,
            usage=_usage(asked, retrieval, composed.text),
        )

    def _written(
        self,
        asked: str,
        searched: str,
        usage: TokenUsage,
        history: Sequence[Turn],
        retrieval: Retrieval,
        selection: Selection,
        model: Model,
        required: bool,
        clock: Clock,
    ) -> Generator[Event, None, Answer]:
        """The answer of a model, checked; the built-in one with a note where it cannot be had."""
        try:
            written = yield from deltas(
                generative.write(
                    searched,
                    retrieval.chunks,
                    model,
                    self.settings,
                    history=history,
                    alike=self._alike,
                    page_of=self._page_of,
                )
            )
        except AnswererUnavailable as error:
            if required:
                raise
            answer = self._selected(asked, retrieval, selection, clock)
            return replace(answer, notes=(*_instead(error), *answer.notes))
        parts = {"verify": written.checking}
        if self.settings.second_reading:
            parts["second_reading"] = written.reading_again
        clock.lap("generate", of_which=parts)
        usage = self._priced(added(usage, written.usage))
        if not written.usable:
            answer = self._selected(asked, retrieval, selection, clock)
            notes = (*written.notes, *answer.notes)
            return replace(answer, notes=notes, raw_text=written.raw_text, usage=usage)
        return Answer(
            question=asked,
            text=written.text or prompts.ABSTAIN,
            sentences=written.sentences,
            citations=written.citations,
            retrieved=retrieval.chunks,
            abstained=written.abstained,
            reason="The model found no answer in the passages." if written.abstained else None,
            confidence=selection.confidence,
            answerer="llm",
            model=model.name,
            notes=written.notes,
            usage=usage,
            raw_text=written.raw_text,
        )

    def _priced(self, usage: TokenUsage) -> TokenUsage:
        """With what it cost, where the settings name the price of the model's tokens."""
        price = self.settings.token_price
        if price is None:
            return usage
        cost = (usage.prompt * price[0] + usage.completion * price[1]) / 1e6
        return replace(usage, cost=cost)

    def _nowhere(self, filters: Filters) -> str:
        """Why no passage was even looked at."""
        if not self.library.count():
            return "The library holds no documents yet."
        if filters.document_ids and not self.library.provenance(filters.document_ids):
            return f"No document {filters.document_ids[0]!r} is in the library."
        known = self.library.publishers()
        if filters.publishers and not self.library.allowed(Filters(publishers=filters.publishers)):
            named = ", ".join(known) or "none of the documents names one"
            return f"No document is by {filters.publishers[0]!r}. Publishers: {named}."
        return "No document passes the filters." if filters else NOTHING_FOUND

    def _still_read(self, filters: Filters) -> tuple[str, ...]:
        """A note where documents are on their way in that may say more."""
        count = 0 if filters.document_ids else self.waiting()
        if not count:
            return ()
        are, they = (
            ("1 document is", "it says") if count == 1 else (f"{count} documents are", "they say")
        )
        return (f"{are} still being read; what {they} is not in this answer.",)

    def _page_of(self, scored: ScoredChunk, char: int) -> int | None:
        """The page of one character of a passage's document."""
        document_id = scored.chunk.document_id
        pages = self.library.pages([document_id]).get(document_id, ())
        return sum(start <= char for start in pages) or None

    def _alike(self, sentence: str, quotes: Sequence[str]) -> float:
        """The highest cosine between a sentence and the quotes."""
        vectors = self.encoder.encode([sentence, *quotes])
        return float((vectors[1:] @ vectors[0]).max()) if quotes else 0.0

    # ---- the documents

    @property
    def library(self) -> Library:
        """What is stored: documents, their text and chunks."""
        return self.store.library

    def ingest(
        self,
        paths: Sequence[Path | str],
        *,
        progress: Progress | None = None,
        prune: bool = False,
    ) -> IngestReport:
        """Add files and folders; says for each file what happened, and goes on after a bad one."""
        return ingest(
            self.store, self.encoder, [Path(p) for p in paths], progress=progress, prune=prune
        )

    def add(
        self,
        data: bytes,
        *,
        name: str,
        source: str | None = None,
        given: Given = NOTHING_GIVEN,
        watch: Watch | None = None,
    ) -> IngestReport:
        """Add one document from memory; ``source`` (default ``name``) identifies it later.

        ``watch`` is called between batches of chunks; what it raises calls the document off.
        """
        return ingest_bytes(
            self.store,
            self.encoder,
            data,
            name=name,
            source=source or name,
            given=given,
            watch=watch,
        )

    def remove(self, document_id: DocumentId) -> Receipt:
        """Remove a document everywhere, and probe that nothing of it is found. Raises NotFound."""
        return remove(self.store, document_id)

    def reindex(self, *, progress: Progress | None = None) -> IngestReport:
        """Chunk and embed every stored document again."""
        return reindex(self.store, self.encoder, progress=progress)

    def describe(self) -> dict[str, Any]:
        """What is in use: for people who ask, ``/health`` and ``/version``."""
        return {
            "answerer": self.settings.answerer,
            "model": self._model.name if self._model else None,
            "embedder": self.encoder.name,
            "documents": self.library.count(),
            "chunks": self.library.count_chunks(),
            "settings_hash": self.settings.hash,
        }


class CitedQueryEngine(CustomQueryEngine):
    """The engine as LlamaIndex knows query engines; ``Response.metadata["answer"]`` is ours."""

    engine: Any

    def custom_query(self, query_str: str) -> Response:
        """Answer one question."""
        response: Response = self.engine.query(query_str)
        return response


def build_engine(settings: Settings, *, store: Store | None = None, check: bool = True) -> Engine:
    """Everything wired together; the engine owns the store from then on.

    ``store``: the data directory, where it is open already. ``check=False`` opens one of another
    embedder or chunker too, to reindex it.
    Raises ModelError, StoreLocked, StoreMismatch, StoreError, AnswererUnavailable.
    """
    store = store or open_store(settings, check=check)
    try:
        return Engine(settings, store, Encoder(settings), llm.connect(settings))
    except BaseException:
        store.close()
        raise


def _checked(question: str) -> str:
    """The question as plain text. Raises InvalidQuestion."""
    text = unicodedata.normalize("NFC", question.encode("utf-8", "ignore").decode())
    text = "".join(c if c in _JOINERS or unicodedata.category(c)[0] != "C" else " " for c in text)
    text = " ".join(text.split())
    if not text:
        raise InvalidQuestion(EMPTY_QUESTION)
    if len(text) > MAX_QUESTION:
        raise InvalidQuestion(
            f"The question has {len(text):,} characters; at most {MAX_QUESTION:,} can be asked."
        )
    return text


def _abstained(asked: str, retrieval: Retrieval, selection: Selection) -> Answer:
    """Silence, with the reason and the nearest passages."""
    return Answer(
        question=asked,
        text=prompts.NO_QUESTION if not_asking(asked) in BESIDE else prompts.ABSTAIN,
        retrieved=retrieval.chunks,
        abstained=True,
        reason=selection.reason or "No passage answers it clearly enough.",
        confidence=selection.confidence,
        usage=_usage(asked, retrieval, ""),
    )


def _localised(answer: Answer) -> Answer:
    """What we say ourselves in the language of the question; what is quoted stays as it is."""
    language = spoken(answer.question)
    return replace(
        answer,
        text=localised(answer.text, language) if answer.abstained else answer.text,
        reason=localised(answer.reason, language) if answer.reason else answer.reason,
        notes=tuple(localised(note, language) for note in answer.notes),
        language=language,
    )


def _usage(asked: str, retrieval: Retrieval, text: str) -> TokenUsage:
    read = tokens.count(asked) + sum(tokens.count(p.chunk.text) for p in retrieval.chunks)
    return TokenUsage(prompt=read, completion=tokens.count(text))


def _instead(error: AnswererUnavailable) -> tuple[str, ...]:
    return (f"{error} The built-in answerer answered instead.",)


class _Understood(NamedTuple):
    """A question as it is searched for, and what it took a model to understand it."""

    asked: Asked
    usage: TokenUsage = NOTHING_USED
    failure: AnswererUnavailable | None = None

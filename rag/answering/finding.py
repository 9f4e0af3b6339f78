"""What the documents say to a question that may be read in several ways.

For each reading passages are retrieved and sentences chosen. A follow-up that leans on what was
said is looked for in the documents that were talked of, and where they are silent, in all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from rag.answering import extractive, readings
from rag.answering.asking.capitals import with_capitals
from rag.answering.asking.initials import spelled_out
from rag.answering.asking.question import Question, analyse, names_in, relation_in_gloss
from rag.answering.asking.spelling import repaired
from rag.answering.asking.told import beside_it, unmarked_sentences
from rag.answering.asking.topic import DASH
from rag.answering.events import Clock
from rag.answering.localised import is_silence
from rag.answering.parts import parts, together
from rag.answering.reader import Reader
from rag.answering.rows.by_table import asks_whole_table
from rag.answering.theme import theme_of, without
from rag.answering.unsaid import Found, Put, of_its_theme, of_the_year, with_years
from rag.reading.decades import as_written
from rag.reading.terms import index_terms, query_terms
from rag.retrieval.retriever import HybridRetriever, Retrieval
from rag.schema import Citation, DocumentId, Filters, Turn
from rag.store import Library
from rag.store.encoder import Encoder
from rag.verifying.words import script_language

ABOUT = 4  # documents whose theme is looked for
LONGEST = 200  # passages of such a document
LONGEST_SAID = 2_000  # characters of an answer that are looked at
MOST_SAID = 4  # sentences of it
NEVER_TALKED_OF = 0.5  # of the confidence, where a follow-up is answered from another document
OF_A_STRANGE_PASSAGE = 0.1  # what is left of the confidence
ENOUGH_OF_ITS_OWN = 2  # words of a follow-up that may be about something new
_ROW_AND_HEADS = 2
_STRANGE = "The passages found are in another language and have no name or number of the question."
_LANGUAGES = {"zh": "Chinese", "he": "Hebrew"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked, and ``text``, what it was understood as.

    ``others`` are further readings of a follow-up, ``base`` what it was only added to; ``whole``:
    it may as well be meant as it stands; ``leans``: it is about what was said; ``again``: what was
    told is not told once more. ``beside`` is what was told first, if it may be about that.
    """

    question: str
    text: str
    others: tuple[str, ...] = ()
    base: str = ""
    whole: bool = False
    leans: bool = False
    again: bool = False
    beside: str = ""


class Finder:
    """Retrieval and choice, for one reading of a question and for the likeliest of several."""

    def __init__(
        self, library: Library, retriever: HybridRetriever, reader: Reader, encoder: Encoder
    ) -> None:
        self._library = library
        self._retriever = retriever
        self._reader = reader
        self._is_word = encoder.is_word

    def likeliest(
        self,
        asked: Asked,
        history: Sequence[Turn],
        filters: Filters,
        *,
        top_k: int,
        floor: float,
        clock: Clock,
    ) -> Found:
        """What is found for the reading that the documents answer; ``floor`` of confidence."""
        both = parts(asked.text) if not asked.leans else None
        if both and (answered := self._both(*both, filters, top_k, floor, clock)):
            return answered._replace(searched=asked.text)
        ways = (asked.text, *asked.others)
        about = self._talked_of(history, filters) if asked.leans else None
        told = " ".join(" ".join(unmarked_sentences(t.answer)) for t in history if asked.again)
        ask = partial(self._one, top_k=top_k, floor=floor, clock=clock)
        found = [ask(way, about, told=told) for way in ways] if about else []
        stays = bool(about and asked.again)  # more of it is nowhere else
        if not stays and not any(one.selection.confidence >= floor for one in found):
            found = [ask(way, filters, told=told) for way in ways]
            if about:
                found = [_from_elsewhere(one, about, asked, history) for one in found]
        alone = ask(asked.question, filters) if asked.whole else None
        number = readings.likeliest(
            asked.question, [one.selection for one in found], alone and alone.selection, floor
        )
        best = [*found, *([alone] if alone else [])][number]
        if asked.base and best.searched.startswith(f"{asked.base}{DASH}"):
            doubted = readings.doubted(asked.question, best.retrieval.chunks, best.selection)
            best = best._replace(selection=doubted)
        if asked.beside:
            way = beside_it(asked.question, asked.beside)
            beside = ask(way, about or filters, told=asked.beside)
            if readings.is_beside(
                asked.question, asked.beside, best.selection, beside.selection, floor
            ):
                return beside
            selection = readings.without_told(asked.question, asked.beside, best.selection)
            return best._replace(selection=selection)
        return best

    def _both(
        self, one: str, two: str, filters: Filters, top_k: int, floor: float, clock: Clock
    ) -> Found | None:
        """What answers two questions from one document; None where no document answers both."""
        ask = partial(self._one, top_k=top_k, floor=floor, clock=clock)
        first = ask(one, filters)
        second = ask(two, filters)
        pairs = [(first, second)]
        of = [_document(found) for found in (first, second)]
        if of[0] != of[1]:
            pairs = [
                (first, ask(two, replace(filters, document_ids=of[0]))),
                (ask(one, replace(filters, document_ids=of[1])), second),
            ]
        first, second = max(pairs, key=lambda pair: min(f.selection.confidence for f in pair))
        chance = min(first.selection.confidence, second.selection.confidence)
        if chance < floor or not (first.selection.picked and second.selection.picked):
            return None
        chunks = dict.fromkeys(c.chunk.id for c in first.retrieval.chunks)
        more = (c for c in second.retrieval.chunks if c.chunk.id not in chunks)
        return first._replace(
            retrieval=replace(first.retrieval, chunks=(*first.retrieval.chunks, *more)),
            selection=together(first.selection, second.selection),
            note=tuple(dict.fromkeys((*first.note, *second.note))),
        )

    def _one(
        self,
        searched: str,
        filters: Filters,
        *,
        top_k: int,
        floor: float,
        clock: Clock,
        told: str = "",
    ) -> Found:
        """What is found for a question that stands alone, or for it without what goes unsaid."""
        found = self._plain(searched, filters, top_k, clock, told)
        if script_language(searched) != "en":
            return found

        def put(asked: str, documents: tuple[DocumentId, ...]) -> Found:
            return self._plain(asked, replace(filters, document_ids=documents), top_k, clock, told)

        best = of_the_year(found, put, floor)
        if best.selection.confidence < floor:
            best = self._of_its_theme(best, put, floor)
        return with_years(best, found.retrieval.chunks)

    def _of_its_theme(self, found: Found, put: Put, floor: float) -> Found:
        """What the documents that are about it say to the rest of a question, if it answers."""
        about = {c.provenance.document_id: c.provenance.title for c in found.retrieval.chunks}
        ways: dict[str, list[DocumentId]] = {}
        for of, title in islice(about.items(), ABOUT):
            if self._library.count_chunks([of]) > LONGEST:
                continue
            chunks = self._library.chunks_of(of)
            named = f"{title}\n{chunks[0].text}" if chunks else title
            if asked := without(found.searched, theme_of(title, chunks), named):
                ways.setdefault(asked, []).append(of)
        if not ways:
            return found
        asked = min(ways, key=len)
        return of_its_theme(found, put(asked, tuple(ways[asked])), asked, floor)

    def _plain(
        self, searched: str, filters: Filters, top_k: int, clock: Clock, told: str = ""
    ) -> Found:
        """What is retrieved for a question, and what is chosen of it."""
        retrieval = self._retriever.retrieve_for_answer(
            searched, filters, top_k, whole_table=asks_whole_table(searched)
        )
        clock.lap("retrieve")
        read, note = read_question(searched, retrieval, self._is_word)
        meant = searched
        if read.text != searched:  # slips put right, or only initials and capitals
            meant = repaired(analyse(searched), retrieval.chunks, self._is_word).text
        if meant != searched:  # how near a sentence is was measured with the slips
            retrieval = self._retriever.retrieve_for_answer(
                meant, filters, top_k, whole_table=asks_whole_table(meant)
            )
            clock.lap("retrieve")
            read, note = read_question(meant, retrieval, self._is_word)
        reading = partial(self._reader.read, read.text, gloss=retrieval.translation)
        selection = extractive.select(
            read, retrieval.chunks, retrieval.sentences, clock.timed("read", reading), told
        )
        if retrieval.strange:
            chance = selection.confidence * OF_A_STRANGE_PASSAGE
            selection = replace(selection, confidence=chance, reason=_STRANGE, short=None)
        clock.lap("select")
        chunks = (replace(c, nearest=selection.nearest.get(c.chunk.id)) for c in retrieval.chunks)
        retrieval = replace(retrieval, chunks=tuple(chunks))
        return Found(searched, retrieval, selection, note)

    def _talked_of(self, history: Sequence[Turn], filters: Filters) -> Filters | None:
        """``filters`` narrowed to the documents that the last answer came from, as far as known.

        A history has no document in it: it is the one whose passage has most of a sentence's words.
        Silence came from nowhere: there it is the answer before.
        """
        answers = (t.answer for t in reversed(history) if t.answer and not is_silence(t.answer))
        allowed = self._library.allowed(filters)
        found = []
        for said in unmarked_sentences(next(answers, "")[:LONGEST_SAID])[:MOST_SAID]:
            terms = query_terms(said)
            hits = self._library.search_text(terms, 1, allowed) if terms else []
            found += [chunk_id for chunk_id, _ in hits]
        chunks = self._library.chunks(found)
        ids = tuple(dict.fromkeys(chunk.document_id for chunk in chunks.values()))
        return replace(filters, document_ids=ids) if ids else None


def _document(found: Found) -> tuple[DocumentId, ...]:
    """The document that the answer begins with; none where nothing was found."""
    return tuple(p.chunk.chunk.document_id for p in found.selection.picked[:1])


def _from_elsewhere(found: Found, about: Filters, asked: Asked, history: Sequence[Turn]) -> Found:
    """Less sure where a follow-up's answer is from a document that was never talked of.

    Unless the follow-up has words of its own for what it asks, or the passage has a word of what it
    leaves unsaid.
    """
    chunks = [picked.chunk.chunk for picked in found.selection.picked]
    if not chunks or chunks[0].document_id in about.document_ids:
        return found
    own = set(query_terms(asked.question))
    unsaid = set(query_terms(found.searched)) - own
    if not unsaid and len(own) < ENOUGH_OF_ITS_OWN:
        unsaid = {term for turn in history for term in query_terms(turn.question)} - own
    names = {t for name in names_in(found.searched) for t in query_terms(name)} - own
    # The first may be the names of the columns, in a passage before that of the row.
    said = {term for c in chunks[:_ROW_AND_HEADS] for term in index_terms(c.text)}
    if not unsaid or (unsaid & said and names <= said):
        return found
    chance = found.selection.confidence * NEVER_TALKED_OF
    return found._replace(selection=replace(found.selection, confidence=chance))


def read_question(
    searched: str, retrieval: Retrieval, is_word: Callable[[str], bool]
) -> tuple[Question, tuple[str, ...]]:
    """The question as the passages can be compared with it, and a note where that matters.

    Initials, decades and slips are written as the passages do, and names get their capitals. A
    Chinese or Hebrew question over English passages keeps its type and takes the English words that
    it was searched for with.
    """
    spoken, notes = spelled_out(searched, retrieval.chunks, is_word)
    spoken, decades = as_written(spoken, [passage.chunk.text for passage in retrieval.chunks])
    notes += tuple(f"“{asked}” was read as “{written}”." for asked, written in decades.items())
    spoken = with_capitals(spoken, retrieval.chunks)
    question = repaired(analyse(spoken), retrieval.chunks, is_word)
    foreign = question.language in _LANGUAGES  # "Who is 簡瑞德?" is an English question
    if not (foreign and retrieval.translation and retrieval.chunks):
        return question, notes
    if script_language(retrieval.chunks[0].chunk.text) == question.language:
        return question, notes
    english = analyse(retrieval.translation)
    gloss = replace(
        question,
        language="en",
        terms=english.terms,
        names=english.names,
        relation=relation_in_gloss(retrieval.translation),
    )
    return gloss, notes


def quoted_in_another_language(searched: str, citations: Sequence[Citation]) -> tuple[str, ...]:
    """A note where a Chinese or Hebrew question is answered in words of another language."""
    language = script_language(searched)
    own = (
        language in (script_language(c.quote), c.provenance.language)  # a row may be all figures
        for c in citations
    )
    if language not in _LANGUAGES or not citations or any(own):
        return ()
    return (
        f"The question is in {_LANGUAGES[language]}, the documents are in another "
        "language; they are quoted as they are.",
    )

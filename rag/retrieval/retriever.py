"""Dense and full text search over the store, fused and ranked: a LlamaIndex retriever.

The main path is ``HybridRetriever.retrieve_for_answer``: read the question → search both ways →
rank → drop near-duplicates. Filters apply before anything is ranked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.reading.language import detect_language, foreign, legible
from rag.reading.terms import query_terms, stemmed_in
from rag.reading.tongues import FAMILIES
from rag.retrieval.adapter import Nearness
from rag.retrieval.asked import Asked, Asking
from rag.retrieval.bridge import english_words, load_lexicon, names_and_numbers
from rag.retrieval.expand import expansions
from rag.retrieval.fuse import Candidate, distinct, in_turns, merge
from rag.retrieval.nearness import QuestionVectors, nearnesses, vectors_of
from rag.retrieval.rank import (
    FEATURES,
    Match,
    Passage,
    Query,
    features,
    load_weights,
    read_passage,
    read_query,
    recency,
    script,
)
from rag.schema import Chunk, ChunkId, DocumentId, Filters, Kind, Provenance, ScoredChunk
from rag.store import Store, e5
from rag.store.encoder import Encoder
from rag.store.rows import EmbeddedChunk

Floats = npt.NDArray[np.float32]

COVERAGE = FEATURES.index("coverage")
ELSEWHERE = 4.0  # off the score of a passage in another language than the question's
OWN_WORDS = 0.4  # of a question's words, by weight, where a passage in its script is enough
CANDIDATES = 50  # of each search
# Up to so many chunks a filtered search reads every vector; above, it filters what Chroma finds.
EXACT_UP_TO = 5_000
OVER_FETCH = 20
EDITIONS = 8  # of the library a search is tried in, while documents come and go
OF_A_TABLE = 3  # best passages of which the tables are read as a whole
OF_A_CONTRACT = 3  # best passages whose documents may be the contract that is asked about
OPENING = 3  # passages of a contract among which it says whom it calls what
LONGEST_TABLE = 60  # passages, some 600 rows, in which the dearest is looked for
BESIDE = 8  # vector searches at once
PASSAGES_KEPT = 4_096
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What an answer is made from: the best chunks, and how near each sentence is.

    ``question_vector`` is float32 (384,). ``sentences`` says, by chunk id, how near each of
    ``chunk.sentences`` is. ``corrections`` are the question's terms
    that were taken for typos, with what was searched for instead. ``translation`` is a Chinese
    or Hebrew question in English words: what was compared with passages in Latin script.
    ``strange``: the chunks are in another script than the question, without a name or number of
    it, though there are documents in its language.
    """

    question_vector: Floats
    chunks: tuple[ScoredChunk, ...]
    sentences: Mapping[ChunkId, Nearness]
    corrections: Mapping[str, str] = field(default_factory=dict)
    translation: str = ""
    strange: bool = False


class HybridRetriever(BaseRetriever):
    """The passages that fit a question, best first. Safe for many threads."""

    def __init__(self, store: Store, encoder: Encoder, *, top_k: int = 8) -> None:
        super().__init__()
        self._store = store
        self._library = store.library
        self._encoder = encoder
        self._top_k = top_k
        self._weights, self._abroad = load_weights(), load_weights("ranker_multilingual")
        self._lexicon = load_lexicon()
        self._beside = ThreadPoolExecutor(BESIDE, "nearest")
        self._passages: dict[tuple[ChunkId, str, str | None, str | None], Passage] = {}
        self._asking = Asking(self._library, encoder.is_word)

    def search(
        self, question: str, *, filters: Filters = EVERYTHING, top_k: int | None = None
    ) -> list[ScoredChunk]:
        """The passages that pass ``filters``, best first, without near-duplicates."""
        return list(self.retrieve_for_answer(question, filters, top_k).chunks)

    def retrieve_for_answer(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        top_k: int | None = None,
        *,
        whole_table: bool = False,
    ) -> Retrieval:
        """``search`` with what choosing sentences needs, so that nothing is looked up twice.

        ``whole_table``: where the best passage is of a table, all passages of it, as what is the
        dearest of its rows is not known from some of them.

        Searched again where a document came or went meanwhile: of one that is replaced, one step
        would find the old version and the next no longer read it.
        """
        for _ in range(EDITIONS):
            edition = self._library.edition()
            retrieval = self._retrieved(question, filters, top_k, whole_table)
            if self._library.edition() == edition:
                break
        return retrieval

    def compared(self, question: str, filters: Filters = EVERYTHING) -> tuple[list[Chunk], Floats]:
        """All that either search finds, and its features: float32 (chunks, features).

        What ``ranker_multilingual.json`` is fitted on.
        """
        allowed = self._library.allowed(filters)
        translation = english_words(question, self._lexicon)
        near = self._nearest(question, translation, allowed)
        asked = self._asking.read(question, translation)
        found, terms = self._union(asked, near, self._text(asked, asked.terms, allowed), allowed)
        query = self._query(asked, terms, near)
        return [f.chunk for f in found], features(query, [f.match for f in found])

    def _retrieved(
        self, question: str, filters: Filters, top_k: int | None, whole_table: bool
    ) -> Retrieval:
        allowed = self._library.allowed(filters)
        translation = english_words(question, self._lexicon)
        # The model and Chroma leave Python alone: meanwhile words are searched and passages read.
        nearest = self._beside.submit(self._nearest, question, translation, allowed)
        asked = self._asking.read(question, translation)
        text = self._text(asked, asked.terms, allowed)
        # Most of what will be ranked, read while the model runs; what was read is kept.
        self._passages_of(text, asked.language)
        near = nearest.result()
        found, terms = self._union(asked, near, text, allowed)
        best = self._rank(asked, terms, found, top_k or self._top_k, allowed, near) if found else []
        whole = self._table(best, near) if whole_table else []
        best += whole or self._heads(question, best, near) or self._opening(question, best, near)
        return Retrieval(
            question_vector=near.vectors.own,
            chunks=tuple(scored for scored, _ in best),
            sentences={f.candidate.chunk_id: f.sentences for _, f in best},
            corrections=asked.corrections,
            translation=translation,
            strange=not near.vectors.abroad
            and not all(self._may_answer(asked, [f.match for _, f in best[:1]], allowed)),
        )

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return as_nodes(self.search(query_bundle.query_str))

    # ---- the steps

    def _text(
        self, asked: Asked, terms: Iterable[str], allowed: set[DocumentId] | None
    ) -> list[ChunkId]:
        """What full text search finds, best first."""
        forms = asked.in_all_forms(list(terms))
        return [i for i, _ in self._library.search_text(forms, CANDIDATES, allowed)]

    def _nearest(self, question: str, translation: str, allowed: set[DocumentId] | None) -> "_Near":
        """The question's vectors and what vector search finds, best first."""
        asked = vectors_of(question, translation, self._encoder, self._asking.all_english())
        found = self._dense(asked.english, allowed)
        if asked.abroad:
            found = in_turns(self._dense(asked.foreign, allowed), found)
        return _Near(asked, found)

    def _union(
        self,
        asked: Asked,
        near: "_Near",
        text: Sequence[ChunkId],
        allowed: set[DocumentId] | None,
    ) -> tuple[list["_Found"], Mapping[str, float]]:
        """All that either search finds, and the terms searched for."""
        terms = asked.terms
        found = self._found(merge(near.chunk_ids, text), near)
        added = expansions(list(terms), (f.chunk.text for f in found), asked.language)
        if added:
            terms = {**added, **terms}
            found = self._found(merge(near.chunk_ids, self._text(asked, terms, allowed)), near)
        return found, terms

    def _dense(self, vector: Floats, allowed: set[DocumentId] | None) -> list[ChunkId]:
        if allowed is None:
            return [i for i, _ in self._store.vectors.query(vector, CANDIDATES)]
        if self._library.count_chunks(allowed) <= EXACT_UP_TO:
            return [i for i, _ in self._library.nearest(vector, allowed, CANDIDATES)]
        many = [i for i, _ in self._store.vectors.query(vector, CANDIDATES * OVER_FETCH)]
        chunks = self._library.chunks(many)
        return [i for i in many if i in chunks and chunks[i].document_id in allowed][:CANDIDATES]

    def _passages_of(
        self, ids: Iterable[ChunkId], language: str | None
    ) -> dict[ChunkId, tuple[EmbeddedChunk, Provenance, Passage]]:
        """What ranking reads, for a question in ``language``, of the chunks that still stand."""
        chunks = self._library.embedded(ids)
        provenance = self._library.provenance({h.chunk.document_id for h in chunks.values()})
        return {
            chunk_id: (held, about, self._passage(held, about, language))
            for chunk_id, held in chunks.items()
            if (about := provenance.get(held.chunk.document_id))  # it may go while we look
        }

    def _found(self, candidates: Sequence[Candidate], near: "_Near") -> list["_Found"]:
        """The candidates that still stand in the library, each with what ranking compares."""
        read = self._passages_of((c.chunk_id for c in candidates), near.vectors.language)
        standing = [candidate for candidate in candidates if candidate.chunk_id in read]
        every = [read[c.chunk_id] for c in standing]
        compared = nearnesses(((h, passage) for h, _, passage in every), near.vectors)
        found = []
        for candidate, (cosine, sentences) in zip(standing, compared, strict=True):
            held, about, passage = read[candidate.chunk_id]
            chunk = held.chunk
            match = Match(
                passage, chunk.document_id, chunk.index, cosine, sentences.cosines, about.published
            )
            found.append(_Found(candidate, chunk, about, match, sentences))
        return found

    def _rank(
        self,
        asked: Asked,
        terms: Mapping[str, float],
        found: Sequence["_Found"],
        most: int,
        allowed: set[DocumentId] | None,
        near: "_Near",
    ) -> list[tuple[ScoredChunk, "_Found"]]:
        """The best of what was found, each scored, near-duplicates left out.

        A Chinese or Hebrew question gets passages of one script: its own where one has enough of
        its words, else that of the best that may answer. A document may have parts in several.
        """
        query = self._query(asked, terms, near)
        matches = [f.match for f in found]
        table = features(query, matches)
        weights = self._abroad if near.vectors.of_another_language else self._weights
        scores = table @ weights + recency(query, matches)
        scores -= ELSEWHERE * self._in_other_words(asked, query, found)
        order = [int(i) for i in np.argsort(-scores, kind="stable")]
        # What no model compares across languages shares words that only look alike.
        if not legible(asked.question) and not near.vectors.abroad:
            scripts, mine = [m.passage.script for m in matches], script(asked.question)
            own = [i for i in order if scripts[i] == mine and table[i, COVERAGE] >= OWN_WORDS]
            may_answer = self._may_answer(asked, matches, allowed)
            order = [i for i in order if may_answer[i]] or order
            wanted = mine if own else scripts[order[0]]
            order = [i for i in order if scripts[i] == wanted]
        kept = distinct([matches[i].passage.pairs for i in order], most=most)
        best = [order[place] for place in kept]
        places = self._places({matches[i].document_id for i in best})
        return [(_scored(found[i], float(scores[i]), table[i], places), found[i]) for i in best]

    def _query(self, asked: Asked, terms: Mapping[str, float], near: "_Near") -> Query:
        return read_query(
            asked.question,
            asked.translation,
            terms,
            {**asked.known, **self._library.frequencies(terms.keys() - asked.known.keys())},
            self._library.count_chunks(),
            asked.language,
            near.vectors.abroad,
        )

    def _in_other_words(
        self, asked: Asked, query: Query, found: Sequence["_Found"]
    ) -> npt.NDArray[np.bool_]:
        """Which of the passages are in another language than the question, and share no name.

        What else they share are words that look alike. None, where no document is in its language.
        A Spanish passage may answer what is taken for a Portuguese question.
        """
        if not asked.language or asked.language not in self._asking.languages():
            return np.zeros(len(found), bool)
        family = FAMILIES[asked.language]
        named = {t for t, of_name in zip(query.terms, query.named, strict=True) if of_name}
        return np.array(
            [
                FAMILIES.get(f.provenance.language or "") != family
                and named.isdisjoint(f.match.passage.counts.keys() | f.match.passage.heading)
                for f in found
            ],
            bool,
        )

    def _may_answer(
        self, asked: Asked, matches: Sequence[Match], allowed: set[DocumentId] | None
    ) -> list[bool]:
        """Of each passage whether it is in the question's script, or shares a name or number.

        What else it shares is alike by chance. Where no document is in the question's language,
        all may answer.
        """
        if legible(asked.question):
            return [True] * len(matches)
        mine = script(asked.question)
        named = set(query_terms(names_and_numbers(asked.question, asked.translation)))
        may = [
            p.script == mine or not named.isdisjoint(p.counts.keys() | p.heading)
            for p in (m.passage for m in matches)
        ]
        if all(may) or detect_language(asked.question) in self._languages(allowed):
            return may
        return [True] * len(matches)

    def _languages(self, allowed: set[DocumentId] | None) -> set[str | None]:
        if allowed is None:
            return set(self._library.languages())
        return {about.language for about in self._library.provenance(allowed).values()}

    def _places(self, document_ids: set[DocumentId]) -> "_Places":
        return _Places(self._library.pages(document_ids), self._library.lengths(document_ids))

    def _heads(
        self, question: str, best: Sequence[tuple[ScoredChunk, "_Found"]], near: "_Near"
    ) -> list[tuple[ScoredChunk, "_Found"]]:
        """The passage that names the columns of the table in which the best one begins.

        Where a release is asked for, the one that begins with the release that the best is of.
        """
        names = "".join(best[0][0].chunk.headings[-1:]) if best else ""
        of_release = _RELEASE.search(question) and _VERSION.search(names)
        if "|" not in names and not of_release:
            return []
        chunk = best[0][0].chunk
        opening = self._library.passage_with(names, chunk.document_id, chunk.index)
        return self._besides(best, [opening] if opening else [], near)

    def _opening(
        self, question: str, best: Sequence[tuple[ScoredChunk, "_Found"]], near: "_Near"
    ) -> list[tuple[ScoredChunk, "_Found"]]:
        """Where a contract says whom and what it calls how, if its parties or term are asked for.

        That is at its beginning, in few words of the question.
        """
        if not _OF_A_CONTRACT.search(question):
            return []
        documents = dict.fromkeys(scored.chunk.document_id for scored, _ in best[:OF_A_CONTRACT])
        openings = (c for d in documents for c in self._library.chunks_of(d, OPENING))
        defining = [c.id for c in openings if _DEFINES.search(c.text)]
        return self._besides(best, defining, near) if defining else []

    def _table(
        self, best: Sequence[tuple[ScoredChunk, "_Found"]], near: "_Near"
    ) -> list[tuple[ScoredChunk, "_Found"]]:
        """The other passages of the tables that the best are of; none of a very long table."""
        wanted: list[ChunkId] = []
        for chunk in (scored.chunk for scored, _ in best[:OF_A_TABLE]):
            if chunk.id in wanted or chunk.sentences[-1].kind is not Kind.TABLE_ROW:
                continue
            table = same_table(self._library.chunks_of(chunk.document_id), chunk.index)
            if len(wanted) + len(table) <= LONGEST_TABLE:
                wanted += [chunk_id for chunk_id in table if chunk_id not in wanted]
        return self._besides(best, wanted, near)

    def _besides(
        self,
        best: Sequence[tuple[ScoredChunk, "_Found"]],
        chunk_ids: Sequence[ChunkId],
        near: "_Near",
    ) -> list[tuple[ScoredChunk, "_Found"]]:
        """Those of the passages that are not among the best, as the least of them."""
        there = {scored.chunk.id for scored, _ in best}
        missing = [Candidate(chunk_id) for chunk_id in chunk_ids if chunk_id not in there]
        if not missing:
            return []
        places = self._places({best[0][0].chunk.document_id})
        lowest, nothing = best[-1][0].score, np.zeros(len(FEATURES), np.float32)
        return [
            (_scored(found, lowest, nothing, places), found) for found in self._found(missing, near)
        ]

    def _passage(self, held: EmbeddedChunk, about: Provenance, language: str | None) -> Passage:
        """What ranking reads of a chunk; its id names its text, so that stays true."""
        chunk = held.chunk
        key = chunk.id, about.title, about.language, language
        passage = self._passages.get(key)
        if passage is None:
            if len(self._passages) >= PASSAGES_KEPT:
                self._passages.clear()
            # One stemmer reads both: a name meets itself in a passage of another language, too.
            terms = held.sentence_terms if stemmed_in(about.language) == language else None
            abroad = e5.find() is not None and foreign(chunk.text, about.language)
            passage = read_passage(chunk, about.title, terms, language, abroad)
            self._passages[key] = passage
        return passage


class _Near(NamedTuple):
    """A question's vectors, and what is nearest to them, best first."""

    vectors: QuestionVectors
    chunk_ids: Sequence[ChunkId]


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate with its chunk and what ranking reads of it."""

    candidate: Candidate
    chunk: Chunk
    provenance: Provenance
    match: Match
    sentences: Nearness


_RELEASE = re.compile(r"\b(?:versions?|releases?)\b", re.IGNORECASE)
_VERSION = re.compile(r"\d\.\d")
_OF_A_CONTRACT = re.compile(
    r"\bparties\b|\bbetween whom\b|\bwho(?:['’]s| is| are| was| were) (?:the|our|my) \w|"
    r"\b(?:when|how long)\b.*\b(?:lease|tenancy|agreement|contract|policy|licen[cs]e)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(r"[\"“„](?:the )?[A-Z][\w’' -]{1,40}[\"”](?:,? ?\)| means\b)")


@dataclass(frozen=True, slots=True)
class _Places:
    """Of each document where its pages begin, and how many chunks it has."""

    pages: Mapping[DocumentId, tuple[int, ...]]
    lengths: Mapping[DocumentId, int]


def _scored(found: _Found, score: float, row: Floats, places: _Places) -> ScoredChunk:
    values = dict(zip(FEATURES, map(float, row), strict=True))
    chunk = found.chunk
    return ScoredChunk(
        chunk=chunk,
        provenance=found.provenance,
        score=score,
        similarity=found.match.cosine,
        bm25=values["bm25"],
        dense_rank=found.candidate.dense_rank,
        text_rank=found.candidate.text_rank,
        page=sum(start <= chunk.start_char for start in places.pages.get(chunk.document_id, ()))
        or None,
        features=values,
        is_last=chunk.index + 1 == places.lengths.get(chunk.document_id),
    )


def same_table(chunks: Sequence[Chunk], index: int) -> list[ChunkId]:
    """The passages of a document that the table of its ``index``-th one runs through, in order.

    One that begins inside a table has the row that names its columns as its last heading. The
    one behind the table is among them: without it nobody sees that the table ends.
    """

    def names(place: int) -> str:
        above = "".join(chunks[place].headings[-1:]) if place < len(chunks) else ""
        return above if "|" in above else ""

    first = last = min(index, len(chunks) - 1)
    while first > 0 and names(first) and names(first) in (names(index), names(index + 1)):
        first -= 1
    while names(last + 1) and names(last + 1) == (names(index) or names(index + 1)):
        last += 1
    return [chunk.id for chunk in chunks[first : last + 2]]


def as_nodes(chunks: Iterable[ScoredChunk]) -> list[NodeWithScore]:
    """The same passages for LlamaIndex; ids and metadata lead back to the exact span."""
    return [
        NodeWithScore(
            node=TextNode(
                id_=scored.chunk.id,
                text=scored.chunk.text,
                start_char_idx=scored.chunk.start_char,
                end_char_idx=scored.chunk.end_char,
                metadata={
                    "document_id": scored.chunk.document_id,
                    "start_char": scored.chunk.start_char,
                    "end_char": scored.chunk.end_char,
                    "title": scored.provenance.title,
                    "source": scored.provenance.source,
                    "publisher": scored.provenance.publisher,
                    "published": str(scored.provenance.published or "") or None,
                    "page": scored.page,
                },
            ),
            score=scored.score,
        )
        for scored in chunks
    ]

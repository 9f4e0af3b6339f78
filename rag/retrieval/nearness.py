"""How near passages are to a question, each by the embedding model that has read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.reading.language import legible
from rag.reading.tongues import tongue
from rag.retrieval.adapter import Nearness, adapted
from rag.retrieval.rank import Passage
from rag.store import e5
from rag.store.encoder import Encoder
from rag.store.rows import EmbeddedChunk

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """A question as passages are compared with it, unit vectors, float32 (384,).

    ``own`` is what the English embedder makes of it as it was asked, ``english`` what English
    passages are compared with, ``answer`` that turned towards its answers; 0 where it is not one
    of English words. ``foreign`` is compared with what the embedder of other languages has read,
    if that has read the question too (``abroad``). ``language`` as ``tongue`` says;
    ``of_another_language``: it is not in English, and both have read it.
    """

    own: Floats
    english: Floats
    answer: Floats
    foreign: Floats
    abroad: bool
    language: str | None
    of_another_language: bool


def vectors_of(
    question: str, translation: str, encoder: Encoder, all_english: bool
) -> QuestionVectors:
    """A question's vectors. ``all_english``: no passage is in another language."""
    language, readable = tongue(question), legible(question)
    english_question = readable and language is None
    own, *translated = encoder.encode([question, translation] if translation else [question])
    english, nothing = (translated or [own])[0], np.zeros_like(own)
    other = None if english_question and all_english else encoder.other()
    if other is not None:
        turned = other.encode_question(question)
        if not english_question:
            english = turned.english
        foreign = turned.foreign
    else:  # where it is not installed, one embedder has read everything
        foreign = nothing if e5.find() else own
    readable = readable or bool(translation)
    answer = adapted(english) if readable or other is not None else nothing
    abroad = other is not None
    return QuestionVectors(
        own, english, answer, foreign, abroad, language, abroad and not english_question
    )


def nearnesses(
    read: Iterable[tuple[EmbeddedChunk, Passage]], asked: QuestionVectors
) -> Iterator[tuple[float, Nearness]]:
    """How near each chunk and each of its sentences is to the question."""
    held = list(read)
    if not held:
        return
    # One conversion for all, but a product for each: a large one would wake every core.
    parts = np.concatenate([chunk.sentence_vectors for chunk, _ in held]).astype(np.float32)
    end = 0
    for chunk, passage in held:
        start, end = end, end + len(chunk.sentence_vectors)
        yield nearness(chunk.vector, parts[start:end], passage, asked)


def nearness(
    vector: Floats, sentences: Floats, passage: Passage, asked: QuestionVectors
) -> tuple[float, Nearness]:
    """The cosine of a passage, and how near its sentences are, by their vectors."""
    if passage.foreign or passage.script != "latin":
        cosines = sentences @ asked.foreign
        return float(vector @ asked.foreign), Nearness(cosines, np.zeros_like(cosines))
    here = Nearness(sentences @ asked.english, sentences @ asked.answer)
    return float(vector @ asked.english), here

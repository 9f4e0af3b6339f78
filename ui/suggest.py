"""Questions to start with and to go on with, drawn from the documents themselves. Pure.

A draft is offered only after the engine has answered it as the document does (``worth_asking``),
so that no suggestion ends in "the documents do not say".
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from evals.draft import Draft, drafts
from rag.schema import Answer, Chunk, Document, Kind, Sentence

Ask = Callable[[str], Answer]

SURE = 0.6  # confidence that a suggested question must reach
# What reads best comes first: the rules that make the last ones have the most to guess.
_KINDS = ("why", "how_many", "how_much", "share", "who", "what", "when")
_HEADING = {
    "zh": "关于“{}”，文件说了什么？",
    "he": "מה נאמר על {}?",
}


def candidates(documents: Sequence[tuple[Document, Sequence[Chunk]]]) -> list[Draft]:
    """Drafted questions, one document after the other in turn.

    English sentences are turned into questions; for other languages that we have words for, the
    headings are asked about (their ``answer`` is then unknown, and empty).
    """
    by_document: list[list[Draft]] = []
    for document, chunks in documents:
        sentences = [sentence for chunk in chunks for sentence in chunk.sentences]
        if document.language in _HEADING:
            by_document.append(list(_about_headings(document, sentences)))
        else:
            found = drafts([document], [sentences], limit=24, unanswerable=0)
            by_document.append(sorted(found, key=lambda draft: _KINDS.index(draft.kind)))
    turns = zip_longest(*by_document)
    return [draft for turn in turns for draft in turn if draft is not None]


def _about_headings(document: Document, sentences: Iterable[Sentence]) -> Iterator[Draft]:
    words = _HEADING[document.language or ""]
    for unit in sentences:
        title = document.text[unit.start_char : unit.end_char].strip("# \n")
        if unit.kind is Kind.HEADING and 2 <= len(title) <= 60:
            yield Draft("", words.format(title), "heading", source=document.source)


def worth_asking(
    found: Iterable[Draft], ask: Ask, *, wanted: int, tries: int, known: str = "", one_each: bool
) -> list[str]:
    """Up to ``wanted`` questions that the engine answers as drafted, of at most ``tries`` asked.

    ``known`` is a text that has been read already: what stands in it is not asked again.
    ``one_each`` takes one question from each document as long as there are others.
    """
    chosen: list[Draft] = []
    spare: list[Draft] = []
    for draft in found:
        if len(chosen) == wanted or tries == 0:
            break
        if draft.quote and draft.quote in known:
            continue
        tries -= 1
        if not _answers(ask(draft.question), draft):
            continue
        seen = {one.source for one in chosen}
        (spare if one_each and draft.source in seen else chosen).append(draft)
    return [draft.question for draft in [*chosen, *spare][:wanted]]


def _answers(answer: Answer, draft: Draft) -> bool:
    sure = not answer.abstained and answer.confidence >= SURE
    return sure and draft.answer.casefold() in answer.text.casefold()

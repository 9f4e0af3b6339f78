"""Questions to start with and to go on with, drawn from the documents themselves. Pure.

A draft is offered only after the engine has answered it as the document does (``worth_asking``),
so that no suggestion ends in "the documents do not say".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from evals.draft import Draft, drafts
from rag.schema import Answer, Chunk, Document, Kind

Ask = Callable[[str], Answer]

SURE = 0.55  # confidence that a suggested question must reach
# What reads best comes first: the rules that make the last ones have the most to guess.
_KINDS = ("why", "how_many", "how_much", "value", "share", "who", "where", "what", "when")
# What a publisher says about a heading, and what is said where there is no publisher.
_ABOUT = {
    "en": ("What does {who} say about {topic}?", "What is said about {topic}?"),
    "zh": ("关于“{topic}”，{who}说了什么？", "关于“{topic}”，文件说了什么？"),
    "he": ("מה אומר {who} על {topic}?", "מה נאמר על {topic}?"),
}
_LONGEST = 100  # characters of a question that is taken in at a glance


def candidates(documents: Sequence[tuple[Document, Sequence[Chunk]]]) -> list[Draft]:
    """Drafted questions, one document after the other in turn.

    Sentences are turned into questions where the rules for their language are known, then
    headings are asked about (their ``answer`` is not known, hence empty).
    """
    by_document = []
    for document, chunks in documents:
        sentences = [sentence for chunk in chunks for sentence in chunk.sentences]
        found = drafts([document], [sentences], limit=24, unanswerable=0)
        good = [draft for draft in found if _reads_well(draft, document.text)]
        by_document.append(
            [
                *sorted(good, key=_guessed),
                *_about_headings(document, chunks),
            ]
        )
    turns = zip_longest(*by_document)
    return [draft for turn in turns for draft in turn if draft is not None]


def _guessed(draft: Draft) -> int:
    return _KINDS.index(draft.kind) if draft.kind in _KINDS else len(_KINDS)


def _reads_well(draft: Draft, text: str) -> bool:
    """Whether a person might have asked it so."""
    if len(draft.question) > _LONGEST:
        return False
    if draft.kind == "when" and re.search(r"\d", draft.question):
        return False  # its figure is what one would ask for
    if draft.kind == "cell" and not draft.question.startswith(("What ", "Who ")):
        return False  # “Admissions: q1?” names a cell, as nobody would
    first = draft.quote.split(maxsplit=1)[0] if draft.quote else ""
    moved = first[:1].isupper() and f" {first} " in draft.question
    # A capital that only began the sentence reads as a mistake in the middle of another.
    return not moved or bool(re.search(rf"[^\s.!?:#*-] {re.escape(first)}\b", text))


def _about_headings(document: Document, chunks: Iterable[Chunk]) -> Iterator[Draft]:
    words = _ABOUT.get(document.language or "")
    titles: dict[str, None] = {}
    for chunk in chunks:
        titles |= dict.fromkeys(chunk.headings[-1:])
        heads = (unit for unit in chunk.sentences if unit.kind is Kind.HEADING)
        titles |= dict.fromkeys(chunk.slice(unit) for unit in heads)
    for title in titles if words else ():
        topic = _as_topic(title, document.text)
        if not words or not 2 <= len(topic) <= 70 or topic == document.title:
            continue
        if document.language == "en" and len(re.findall(r"[^\W\d_]{2,}", topic)) < 2:
            continue  # “Segments”, “Budget 2026”: of one word, too little to ask about
        with_publisher, without = words
        question = with_publisher if document.publisher else without
        asked = question.format(who=document.publisher, topic=topic)
        if title.rstrip().endswith(("?", "？")):
            asked = title.strip("# \n")  # it is one already
        yield Draft("", asked, "heading", source=document.source)


def _as_topic(title: str, text: str) -> str:
    """A heading inside a sentence: no label before a colon, no capital that is not a name's."""
    topic = title.strip("# \n").rpartition(": ")[2].rstrip(" .?!")
    first = topic.partition(" ")[0]
    is_word = re.search(rf"\b{re.escape(first.lower())}\b", text) or re.fullmatch(
        r"[A-Z][a-z]+-[a-z]+", first
    )
    return first.lower() + topic[len(first) :] if is_word else topic


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
        answer = ask(draft.question)
        if not (_answers(answer, draft) and _adds(answer, known)):
            continue
        seen = {one.source for one in chosen}
        (spare if one_each and draft.source in seen else chosen).append(draft)
    return [draft.question for draft in [*chosen, *spare][:wanted]]


def _answers(answer: Answer, draft: Draft) -> bool:
    sure = not answer.abstained and answer.confidence >= SURE
    return sure and draft.answer.casefold() in answer.text.casefold()


def _adds(answer: Answer, known: str) -> bool:
    """Whether most of what it quotes has not been read."""
    new = sum(one.quote not in known for one in answer.citations)
    return 2 * new > len(answer.citations) or not answer.citations

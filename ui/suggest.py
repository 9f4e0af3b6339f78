"""Questions to start with and to go on with, drawn from the documents themselves. Pure.

A draft is offered only after the engine has answered it as the document does (``worth_asking``),
so that no suggestion ends in "the documents do not say".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from evals.draft import Draft, drafts, with_one_answer
from rag.schema import Answer, Chunk, Document, Kind
from ui.headings import as_question, as_topic

Ask = Callable[[str], Answer]

SURE = 0.55  # confidence that a suggested question must reach
# What reads best comes first: the rules that make the last ones have the most to guess.
_KINDS = ("why", "how_many", "how_much", "value", "share", "who", "where", "what", "when")
# What a publisher says about a heading, and what is said where there is no publisher.
_ABOUT = {
    "en": ("What does {who} say about {topic}?", "What do the documents say about {topic}?"),
    "zh": ("关于“{topic}”，{who}说了什么？", "关于“{topic}”，文件说了什么？"),
    "he": ("מה אומר {who} על {topic}?", "מה נאמר על {topic}?"),
}
_LONGEST = 100  # characters of a question that is taken in at a glance


def candidates(documents: Sequence[tuple[Document, Sequence[Chunk]]]) -> list[Draft]:
    """Drafted questions, one document after the other in turn.

    Sentences are turned into questions where the rules for their language are known, then
    headings are asked about (their ``answer`` is not known, hence empty).
    """
    drawn = []
    for document, chunks in documents:
        sentences = [sentence for chunk in chunks for sentence in chunk.sentences]
        found = drafts([document], [sentences], limit=24, unanswerable=0)
        drawn += [replace(draft, question=_active(draft.question)) for draft in found]
    clear = with_one_answer(drawn)  # of two years' reports each has its own number of members
    by_document: list[list[Draft]] = []
    headings: dict[str, Draft] = {}  # what several reports have is asked about once
    for document, chunks in documents:
        own = (draft for draft in clear if draft.source == document.source)
        good = [draft for draft in own if _reads_well(draft, document.text)]
        new = [d for d in _about_headings(document, chunks) if d.question not in headings]
        headings |= {draft.question: draft for draft in new}
        by_document.append([*sorted(good, key=_guessed), *new])
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
    if draft.kind == "cell" and not _asks_for_a_cell(draft, text):
        return False
    if draft.question.endswith(" by?"):
        return False  # “Who were the maps drawn by?”
    if _OUT_OF_CONTEXT.search(draft.question):
        return False
    did = draft.kind == "who" and f" by {draft.answer}" not in draft.quote
    if did and not (_HOLDS.match(draft.question) or _is_somebody(draft.answer, text)):
        return False
    first = draft.quote.split(maxsplit=1)[0] if draft.quote else ""
    moved = first[:1].isupper() and f" {first} " in draft.question
    # A capital that only began the sentence reads as a mistake in the middle of another.
    return not moved or bool(re.search(rf"[^\s.!?:#*-] {re.escape(first)}\b", text))


# “The centenary of her birth”, “at the end of the year”: whose, and of which, was said before.
# A second part behind a comma, and units that were measured of something, read as no person asks.
_OUT_OF_CONTEXT = re.compile(
    r", |\b(?:his|her|their|its|(?:this|that|last|the same) (?:year|month|week|time)|"
    r"the year(?! (?:1[5-9]|20)\d\d))\b|"
    r"^How many (?:(?:kilo|milli|centi)?(?:grams|met(?:re|er)s|watts)|tonnes|degrees|points)\b"
)


# “Who is the founder of Maniv?” says itself that somebody is meant, “the biggest programme” not.
_HOLDS = re.compile(
    r"Who (?:is|was) (?:an?|the) (?!.*\b(?:programme?|fund|scheme|project|prize)\b)"
)
_BODY = re.compile(
    r"\b(?:compan(?:y|ies)|corporation|group|ministry|university|institute|council|bank|railways?|"
    r"construction|authority|agency|association|committee)\b",
    re.IGNORECASE,
)


def _is_somebody(name: str, text: str) -> bool:
    """Whether ``name`` is of a body that acts, or ``text`` speaks of it as of a person.

    That is with a title, as who, he or she. “Coastal Futures” is written like a name of somebody,
    and is a programme.
    """
    if _BODY.search(name):
        return True
    whole = re.escape(name)
    titled = rf"\b(?:Dr|Mr|Mrs|Ms|Miss|Sir|Lady|Lord|Prof|Professor)\.? (?:\w+ )?{whole}\b"
    meant = rf"\b{whole}\b(?:, who\b|[^\n]{{0,200}}\b(?:he|she|him|her|his)\b)"
    return bool(re.search(rf"{titled}|{meant}", text))


def _active(question: str) -> str:
    """“Who were the meals donated by?” as “Who donated the meals?”, where the verb has one past."""
    found = re.fullmatch(r"Who w(?:as|ere) (.+?) ((?:\w+ly )?\w+ed) by\?", question)
    return f"Who {found.group(2)} {found.group(1)}?" if found else question


def _asks_for_a_cell(draft: Draft, text: str) -> bool:
    """Whether a row has a name or a code, as in “the price of GX-1007”.

    “Admissions: q1?” and “the length of Maternity” name a cell as nobody would.
    """
    found = re.fullmatch(r"(?:What|Who) is the .+? of (.+)\?", draft.question)
    if not found:
        return False
    row = draft.quote.split("|")[0].strip()
    if re.fullmatch(r"(?=\S*\d)(?=\S*[^\W\d])[\w./-]+", row):
        return True
    within = rf"(?m)^[^|\n]*[a-z,] {re.escape(row)}\b"  # of a sentence
    return row[:1].isupper() and bool(re.search(within, text))


def _about_headings(document: Document, chunks: Iterable[Chunk]) -> Iterator[Draft]:
    titles: dict[str, None] = {}
    for chunk in chunks:
        titles |= dict.fromkeys(chunk.headings[-1:])
        heads = (unit for unit in chunk.sentences if unit.kind is Kind.HEADING)
        titles |= dict.fromkeys(chunk.slice(unit) for unit in heads)
    words = _ABOUT.get(document.language or "")
    for title in titles if words else ():
        asked = as_question(title)
        topic = as_topic(title, document.text, document.title, document.language)
        if asked is None and topic and words:
            asked = words[not document.publisher].format(who=document.publisher, topic=topic)
        if asked:
            yield Draft("", asked, "heading", source=document.source)


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

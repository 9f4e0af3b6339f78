"""Question drafts from documents, without a model, for a person to accept or correct. Pure.

A sentence with a figure, a date, a person or a reason becomes a question whose answer is in that
sentence. Where a question names a year, a person or a place, a twin of it names another one that
the documents do not have: that one must be left unanswered. Cells of tables are asked for by the
names of their row and column (``draft_tables``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from evals.draft_tables import cell_questions
from evals.shapes import MONTH, YEAR, is_person, plain, questions
from rag.schema import Document, Kind, Sentence

_STRANGERS = ("Tobias Renner", "Amina Castell", "Viktor Halloran", "Ingrid Solbakken")
_ELSEWHERE = ("Montevideo", "Tromsø", "Windhoek", "Paramaribo", "Ulaanbaatar", "Reykjavik")
_PLACE = re.compile(
    r"(?<=[a-z] )(?:in|at|near|to|from) ([A-Z][a-z]{3,}(?: [A-Z][a-z]+)?)"
    r"(?=\?|,| (?:in|by|for|with|as|and|from|to|on|after|before|during)\b)"
)
# A person's two names, with no capital before or after that would make it part of more.
_NAMED = re.compile(r"\b(?!the\b)[a-z]+ ([A-Z][a-zé’-]+ (?:[A-Z]\. )?[A-Z][a-zé’-]+)(?= [a-z]|\?)")
_PER_DOCUMENT = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """One question to accept or correct; ``answer`` is what a right answer must hold."""

    id: str
    question: str
    kind: str
    answer: str = ""
    quote: str = ""
    source: str = ""
    note: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it, as far as the drafter knows."""
        return bool(self.answer)


def drafts(
    documents: Sequence[Document],
    sentences: Iterable[Sequence[Sentence]],
    *,
    limit: int = 40,
    unanswerable: float = 0.3,
) -> list[Draft]:
    """Up to ``limit`` drafts, spread over documents and kinds; a share of them unanswerable.

    ``sentences`` are each document's sentences, in the documents' order.
    """
    everything = "\n".join(d.text for d in documents)
    common = frozenset(re.findall(r"\b[a-z]{2,}\b", everything)) | {"a"}
    by_group: dict[tuple[str, str], list[Draft]] = {}
    for document, units in zip(documents, sentences, strict=True):
        for draft in _of_document(document, units, common):
            by_group.setdefault((draft.source, draft.kind), []).append(draft)
    turns = zip_longest(*(by_group[key] for key in sorted(by_group)))
    every = with_one_answer([draft for turn in turns for draft in turn if draft is not None])
    spread = [draft for draft in every if draft.answerable]
    twins = [draft for draft in every if not draft.answerable]
    twins += [twin for draft in spread for twin in _near_misses(draft, everything)]
    wanted = min(len(twins), round(limit * unanswerable))
    chosen = [*spread[: limit - wanted], *_spread(twins)[:wanted]]
    return [replace(d, id=f"draft-{n:02d}") for n, d in enumerate(chosen, 1)]


def with_one_answer(found: Sequence[Draft]) -> list[Draft]:
    """Without those whose question has two answers, as rows of two years' tables have."""
    answers: dict[str, set[str]] = {}
    for draft in found:
        answers.setdefault(draft.question.casefold(), set()).add(draft.answer.casefold())
    return [draft for draft in found if len(answers[draft.question.casefold()]) == 1]


def _spread(twins: Sequence[Draft]) -> list[Draft]:
    """Twins of each kind in turn."""
    kinds: dict[str, list[Draft]] = {}
    for twin in twins:
        kinds.setdefault(twin.kind, []).append(twin)
    return [t for turn in zip_longest(*kinds.values()) for t in turn if t is not None]


def _of_document(
    document: Document, units: Sequence[Sentence], common: frozenset[str]
) -> Iterator[Draft]:
    seen: set[str] = set()
    for cell in cell_questions(document, units):
        if cell.answer:
            yield Draft("", cell.question, "cell", cell.answer, cell.quote, document.source)
        else:
            note = "a column of another table"
            yield Draft("", cell.question, "no_column", source=document.source, note=note)
    for unit in units:
        quote = document.text[unit.start_char : unit.end_char]
        if unit.kind is not Kind.PROSE or not plain(quote):
            continue
        for kind, question, answer in islice(questions(" ".join(quote.split()), common), 2):
            if question not in seen and len(seen) < _PER_DOCUMENT:
                seen.add(question)
                yield Draft("", question, kind, answer, quote, document.source)


def _near_misses(draft: Draft, everything: str) -> Iterator[Draft]:
    """Twins of a question about a year, a person or a place that the documents do not have."""
    year = re.search(rf"\b{YEAR}\b", draft.question)
    if year:
        said = int(year.group())
        other = next(y for y in range(said + 7, said + 90) if str(y) not in everything)
        yield _twin(draft, year.group(), str(other), "unknown_year")
    name = _NAMED.search(draft.question)
    if name and is_person(name.group(1)) and draft.kind not in {"who", "what"}:
        stranger = next(s for s in _STRANGERS if s not in everything)
        yield _twin(draft, name.group(1), stranger, "unknown_name")
    place = _PLACE.search(draft.question)
    if place and not re.fullmatch(MONTH, place.group(1)) and place.group(1) in everything:
        options = [p for p in _ELSEWHERE if p not in everything]
        if options:
            elsewhere = options[len(draft.question) % len(options)]
            yield _twin(draft, place.group(1), elsewhere, "unknown_place")


def _twin(draft: Draft, said: str, other: str, kind: str) -> Draft:
    question = draft.question.replace(said, other)
    return Draft("", question, kind, source=draft.source, note=f"{other} in the place of {said}")

"""What a question names that the passages do not: years, names, a value of the kind asked.

Plain checks with plain reasons. Each lowers the chance of an answer by a factor set by hand
(``abstain.RARE``): such questions are too rare in the dev sets to fit it. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering import words
from rag.answering.closeness import terms_of
from rag.answering.dates import dates, mask_dates
from rag.answering.evidence import Candidate
from rag.answering.quantities import Quantity, quantities
from rag.answering.question import Question
from rag.answering.words import Asks
from rag.reading.terms import fold


@dataclass(frozen=True, slots=True)
class Absences:
    """Years and names of the question that no passage has, and what the answer lacks."""

    years: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    years_here: tuple[str, ...] = ()
    names_here: tuple[str, ...] = ()
    value: bool = False


def absences(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[int]
) -> Absences:
    """Compare the question with all passages, with the best one and with the chosen sentences."""
    passages = {c.rank: c.chunk for c in candidates}
    texts = {
        rank: " ".join(
            (p.provenance.title, p.provenance.publisher or "", str(p.provenance.published or ""),
             *p.chunk.headings, p.chunk.text)
        )
        for rank, p in passages.items()
    }  # fmt: skip
    best = candidates[chosen[0]].rank
    everywhere = fold(" ".join(texts.values()))
    every_term = frozenset().union(*(terms_of(text) for text in texts.values()))
    here = fold(texts[best])
    here_terms = frozenset(terms_of(texts[best]))
    return Absences(
        years=tuple(y for y in question.years if y not in everywhere),
        names=tuple(n for n in question.names if _lacks(n, everywhere, every_term)),
        years_here=tuple(y for y in question.years if y not in here),
        names_here=tuple(n for n in question.names if _lacks(n, here, here_terms)),
        value=lacks_value(question, [candidates[i] for i in chosen[:2]]),
    )


def _lacks(name: str, text: str, terms: frozenset[str]) -> bool:
    """Whether neither the name nor any of its words stands in the text."""
    own = frozenset(terms_of(name))
    return bool(own) and fold(name) not in text and not own & terms


_SMALL = 2
_NEAR = 2  # words
_UNIT = {Asks.MONEY, Asks.PERCENT, Asks.NUMBER, Asks.DURATION, Asks.DATE}
_COUNTED = re.compile(
    r"(?<![\d-])\d{4} [a-z]{3,}|\b(?:several|a few|dozens|hundreds|thousands|millions|both|"
    r"none)\b|[一二三四五六七八九十百千两几数多][十百千万亿]?[\u4e00-\u9fff]"
)


_WHEN = re.compile(
    rf"{words.DATE.pattern}|\b(?:week|month|quarter|day|years?|ago|last|recently|after|before|"
    rf"when)\b",
    re.IGNORECASE,
)


def lacks_value(question: Question, chosen: Sequence[Candidate]) -> bool:
    """Whether a quantity or date is asked for and no chosen sentence gives one of that kind."""
    if question.asks not in _UNIT:
        return False
    return not any(_gives(question, fold(c.text)) for c in chosen)


def _gives(question: Question, said: str) -> bool:
    asks, asked = question.asks, fold(question.text)
    if asks is Asks.DATE:
        return any(d.text not in asked for d in dates(said)) or bool(_WHEN.search(said))
    found = [q for q in quantities(mask_dates(said)) if q.text not in asked]
    counted = _COUNTED.findall(said)
    match asks:
        case Asks.MONEY:
            return any(q.money for q in found) or bool(words.MONEY.search(said))
        case Asks.PERCENT:
            return any(q.dimension == "percent" or q.loose for q in found) or bool(
                words.PERCENT.search(said)
            )
        case Asks.DURATION:
            return bool(found) or bool(words.DURATION.search(said)) or bool(dates(said))
        case _:
            # "The two countries" counts nothing that was asked for.
            found = [q for q in found if not q.text.isalpha() or _counts(q, said, question)]
            return bool(found or counted) or bool(words.PERCENT.search(said))


def _counts(quantity: Quantity, said: str, question: Question) -> bool:
    """Whether a number in words stands before a word of the question, or is no small one."""
    if quantity.value > _SMALL:
        return True
    following = terms_of(" ".join(said[quantity.end :].split()[:_NEAR]))
    return bool(set(following) & set(question.terms))

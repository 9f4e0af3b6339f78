"""Whether the chosen sentences answer the question: a calibrated probability and a reason.

The probability is fitted (`evals/train_answerer.py`) on numbers that tell an answer from a
near miss: how far the best sentence leads, how much of the question's weight is covered,
which names and figures of the question are nowhere, whether a value of the kind asked is
there, whether a relation points the other way. Pure.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from rag.answering.asking.initials import may_be_there
from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.doubting.absence import absences
from rag.answering.doubting.contrast import (
    contrasts,
    crossed,
    done_by_another,
    had_by_another,
    of_another,
    other_part,
    other_year,
    wrong_way,
)
from rag.answering.doubting.holders import not_the_holder
from rag.answering.doubting.narrowed import narrowed
from rag.answering.evidence import FEATURES, READ, Candidate, Floats
from rag.answering.kinds.officers import other_office
from rag.answering.kinds.speakers import said_by_another
from rag.answering.localised import LANGUAGES
from rag.answering.pointing.short_answer import find_cell, leaves_empty
from rag.answering.rows.extremes import extreme
from rag.answering.rows.ranges import row_in_range
from rag.answering.weights import Average, network
from rag.reading.numerals import in_figures
from rag.reading.tongues import tongue
from rag.schema import ScoredChunk
from rag.verifying import words
from rag.verifying.words import Asks

NOTHING_FOUND = "No passage was found."
COVERAGE_NEAR = FEATURES.index("coverage_near")
READING_SHARE = FEATURES.index("reading_share")

# Of the best sentence, taken over as they are.
_OF_BEST = (
    "cosine", "passage_cosine", "coverage", "coverage_near", "coverage_passage",
    "coverage_titled", "coverage_fuzzy", "pairs", "run", "density", "names", "names_near",
    "names_passage", "figures", "value", "value_missing", "value_distance", "focus", "novelty",
    "length", "pronoun", "negation", "opposite", "list_item", "first_passage", "chinese", "hebrew",
    "passage_chance", "order", "bigrams", "grams", "first_term", "last_term", "rarest",
    "worst_missing", "coverage_after", "cosine_in_passage", "full_names",
    "bm25_below_best", "names_title", "values_many", "place", "ends_open", "table_row",
    "asks_nothing", "asks_person", "asks_place", "asks_date", "asks_number", "asks_reason",
    "asks_manner", *READ,
)  # fmt: skip
# Of what ranker and reader make of the sentences.
OF_RANKING = frozenset(
    (
        *READ, "best_reading", "best_reading_chance", "best_words", "reading_share_none",
        "reading_share_chosen", "chance", "chance_chosen", "lead", "score", "score_over_mean",
        "spread",
    )
)  # fmt: skip
_OF_ALL = (
    "cosine",
    "coverage",
    "coverage_near",
    "coverage_passage",
    "passage_cosine",
    "pairs",
    "coverage_fuzzy",
    "grams",
    "bigrams",
    "order",
    "names_passage",
    "reading",
    "reading_chance",
    "words",
)


def features(
    question: Question,
    candidates: Sequence[Candidate],
    table: Floats,
    scores: Floats,
    chosen: Sequence[int],
    retrieved: Sequence[ScoredChunk] = (),
) -> dict[str, float]:
    """The named numbers that ``confidence`` weighs. ``table`` has a row for each candidate."""
    order = np.argsort(-scores, kind="stable")
    best = int(order[0])
    odds = np.exp(scores - scores[best])
    chances = odds / odds.sum()
    row = dict(zip(FEATURES, map(float, table[best]), strict=True))
    peak = dict(zip(FEATURES, map(float, table.max(axis=0)), strict=True))
    found = dict.fromkeys(_OF_BEST, 0.0) | {name: row[name] for name in _OF_BEST}
    found |= {f"best_{name}": peak[name] for name in _OF_ALL}
    passage = candidates[best].chunk
    cosines = table[:, FEATURES.index("cosine")]
    found |= {
        "chance": float(chances[best]),
        "chance_chosen": float(chances[list(chosen)].sum()),
        "reading_share_chosen": float(table[list(chosen), READING_SHARE].sum()),
        "reading_share_none": float(1 - table[:, READING_SHARE].sum()),
        "lead": float(scores[best] - scores[order[1]]) if len(order) > 1 else 5.0,
        "score": float(scores[best]),
        "score_over_mean": float(scores[best] - scores.mean()),
        "spread": float((-chances * np.log(chances + 1e-12)).sum()),
        "cosine_over_mean": float((cosines.max() - cosines.mean()) / (cosines.std() + 0.02)),
        "terms": float(np.log1p(len(question.stems))),
        "names_asked": float(min(len(question.names), 4)),
    }
    found |= _spread(table)
    shown = [candidates[i].in_full for i in chosen]
    found |= contrasts(question, candidates[best].in_full, passage.chunk.text, shown)
    found |= _absent(question, candidates, best)
    # Who reads both languages says itself whether one answers the other.
    strange = foreign(question, candidates[best]) is not None and not row["multilingual"]
    lacking = absences(question, candidates, chosen, retrieved)
    nearest = np.argsort(-scores, kind="stable").tolist()
    found |= {
        "foreign": float(strange),
        "year_absent": float(bool(lacking.years_here)),
        "name_absent": float(bool(lacking.names)),
        "value_absent": float(lacking.value),
        "other_office": float(other_office(question, shown) is not None),
        "crossed": float(crossed(question, candidates[best].in_full)),
        "by_another": float(_by_another(question, candidates[best]) is not None),
        "not_the_holder": float(not_the_holder(question.text, shown) is not None),
        "narrowed": float(
            narrowed(question, shown, row=bool(candidates[chosen[0]].heads)) is not None
        ),
        "cell_named": float(find_cell(question, candidates, chosen[0]) is not None),
        "cell_empty": float(leaves_empty(question, candidates, chosen[0])),
        "wanted_absent": float(lacking.wanted is not None),
        "rows": float(any(c.heads for c in candidates)),
        "compared": float(extreme(question, candidates, nearest) is not None),
        "in_range": float(row_in_range(question, candidates, nearest) is not None),
    }
    return found


def _spread(table: Floats) -> dict[str, float]:
    """How the second and third best sentence stand to the best, by plain similarity."""
    found = {}
    for name in ("cosine", "coverage_near"):
        top = np.sort(table[:, FEATURES.index(name)])[::-1]
        found[f"{name}_gap"] = float(top[0] - top[min(2, len(top) - 1)])
    return found


def _absent(question: Question, candidates: Sequence[Candidate], best: int) -> dict[str, float]:
    """What the question has that the best sentence, its passage or all passages lack."""
    passages = {c.rank: c.chunk for c in candidates}
    texts = [
        " ".join((p.provenance.title, *p.chunk.headings, p.chunk.text)) for p in passages.values()
    ]
    everywhere = frozenset().union(*(terms_of(text, question.tongue) for text in texts))
    roots = {t[:4] for t in everywhere}
    leader = candidates[best].chunk
    passage = " ".join((leader.provenance.title, *leader.chunk.headings, leader.chunk.text))
    here = frozenset(terms_of(passage, question.tongue))
    asked = question.stems or ("",)
    named = {t for name in question.names for t in terms_of(name, question.tongue)}
    name_terms = named & set(question.stems)
    figures = (*question.years, *question.numbers)
    told = [in_figures(text) for text in texts] if figures else []
    return {
        "terms_nowhere": sum(t not in everywhere for t in asked) / len(asked),
        "roots_nowhere": float(sum(t[:4] not in roots for t in asked)),
        "roots_not_here": float(sum(t[:4] not in {h[:4] for h in here} for t in asked)),
        "terms_not_here": sum(t not in here for t in asked) / len(asked),
        "name_terms_nowhere": float(sum(t not in everywhere for t in name_terms)),
        "name_terms_not_here": float(sum(t not in here for t in name_terms)),
        "figures_nowhere": float(sum(not any(f in t for t in told) for f in figures)),
        "figures_not_here": float(sum(f not in in_figures(passage) for f in figures)),
        "not_asking": float(question.not_asking is not None),
    }


# What the sets that the network is fitted on hardly have, and what is then left of the chance.
RARE = {
    "not_asking": 0.1,
    "wrong_way": 0.1,
    "year_absent": 0.1,
    "name_absent": 0.3,
    "value_absent": 0.3,
    "wanted_absent": 0.3,
    "other_year": 0.2,
    "foreign": 0.5,
    "other_office": 0.2,
    "crossed": 0.3,
    "by_another": 0.3,
    "not_the_holder": 0.3,
    "narrowed": 0.3,
    "cell_empty": 0.2,
}


def confidence(found: Mapping[str, float], judges: str) -> float:
    """The probability, in [0, 1], that the chosen sentences answer the question.

    ``judges`` is the end of the name of the network that says so (``Ranking``).
    """
    return weighed(found, network(f"confidence{judges}"))


def weighed(found: Mapping[str, float], judge: Average) -> float:
    """``confidence`` with the given network."""
    score = judge(np.array([[found[name] for name in judge.inputs]]))[0]
    chance = float(1 / (1 + np.exp(-score)))
    for name, factor in RARE.items():
        chance *= factor if found[name] else 1.0
    return chance


def _by_another(question: Question, candidate: Candidate) -> str | None:
    """What speaks against a sentence that tells of somebody else."""
    text, passage = candidate.in_full, candidate.chunk.chunk.text
    if why := done_by_another(question, text, passage):
        return f"The nearest sentence tells it otherwise: {why}."
    if speaker := said_by_another(question.text, candidate.text, passage):
        return f"The nearest sentence gives the words of {speaker}."
    other = had_by_another(question, text, passage) or of_another(question, text)
    return other and f"The nearest sentence tells of {other}."


def foreign(question: Question, candidate: Candidate) -> str | None:
    """The language of the passage where it is not the question's; "en", "zh" or "he"."""
    written = words.script_language(candidate.chunk.chunk.text)
    return written if written != question.language else None


_NOT_ASKING = {
    "chit-chat": "Ask about something in the documents: answers are quoted from them.",
    "library": "The library lists the documents that are here (`rag docs list`, `GET /documents`).",
    "instruction": "This asks for something other than an answer from the documents.",
    "gibberish": "This does not read as a question.",
    "unclear": "The question does not say what it is about: name it.",
    "whole document": "Ask about something in the documents: "
    "a whole document is not summed up here.",
}
_KINDS = {
    Asks.PERSON: "a person",
    Asks.ORGANISATION: "an organisation",
    Asks.PLACE: "a place",
    Asks.DATE: "a date",
    Asks.NUMBER: "a number",
    Asks.MONEY: "an amount of money",
    Asks.PERCENT: "a percentage",
    Asks.DURATION: "a length of time",
    Asks.REASON: "a reason",
    Asks.MANNER: "a way",
}

AN_AGE = "an age"  # asked for as a length of time
_AGE = re.compile(
    r"\b(?:how old|what age|wie alt|quel âge|(?:cuántos|qué) (?:años tiene|edad))\b|"
    r"多大年[纪龄]|几岁|(?<![\u05d0-\u05ea])(?:בן|בת|בני) כמה|מה גיל",
    re.IGNORECASE,
)


def reason(
    question: Question,
    candidates: Sequence[Candidate],
    chosen: Sequence[int],
    retrieved: Sequence[ScoredChunk] = (),
) -> str | None:
    """What speaks most clearly against the answer, in one sentence; None where nothing does."""
    if question.not_asking:
        return _NOT_ASKING[question.not_asking]
    best = candidates[chosen[0]]
    texts = [candidates[i].in_full for i in chosen]
    if written := foreign(question, best):
        told = best.chunk.provenance.language or tongue(best.chunk.chunk.text)
        language = told if written == "en" and told in LANGUAGES else written  # "en": Latin letters
        return (
            f"The passages found are in {LANGUAGES[language]}, "
            f"the question is in {LANGUAGES[question.language]}."
        )
    lacking = absences(question, candidates, chosen, retrieved)
    # "Was it open in 2019?" is answered by another year, too.
    asks_year = question.type != "yes_no"
    missing = [name for name in lacking.names if not may_be_there(name, retrieved)]
    if nowhere := (*(lacking.years if asks_year else ()), *missing):
        return f"The passages found do not mention {_listed(nowhere).removesuffix('.')}."
    if lacking.years_here and asks_year:
        # Another passage that is shown may well have it.
        first = " ".join(p.chunk.text for p in retrieved[:1])
        shown = any(year in in_figures(first) for year in lacking.years_here)
        what = "nearest sentence" if shown else "best passage"
        return f"The {what} does not mention {_listed(lacking.years_here)}."
    if offices := other_office(question, texts):
        return f"The nearest sentence is about the {offices[0]}, not about the {offices[1]}."
    if said := wrong_way(question, best.in_full):
        return (
            f"They mention the {said.role} of {said.of.title()} to {said.to.title()}, "
            f"not of {said.to.title()} to {said.of.title()}."
        )
    if year := other_year(question, best.in_full, texts):
        return f"The nearest sentence is about {year}, not about {question.years[0]}."
    if only := narrowed(question, texts, row=bool(best.heads)):
        return f"The nearest sentence does not tell of “{only}”."
    if other := not_the_holder(question.text, texts):
        return f"The nearest sentence tells of {other}."
    if why := other_part(question, best.in_full):
        return f"The nearest sentence tells it otherwise: {why}."
    if told := _by_another(question, best):
        return told
    if leaves_empty(question, candidates, chosen[0]):
        return "The table leaves this cell empty."
    if lacking.wanted:
        return f"The nearest passages do not give {lacking.wanted} for this."
    if lacking.value and question.asks:
        kind = AN_AGE if _AGE.search(question.text) else _KINDS[question.asks]
        return f"The nearest passages do not give {kind} for this."
    return None


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"

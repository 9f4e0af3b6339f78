"""Whether the chosen sentences answer the question: a calibrated probability and a reason.

The probability is fitted (`evals/train_answerer.py`) on numbers that tell an answer from a
near miss: how far the best sentence leads, how much of the question's weight is covered,
which names and figures of the question are nowhere, whether a value of the kind asked is
there, whether a relation points the other way. Pure.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from rag.answering import words
from rag.answering.evidence import FEATURES, Candidate, Floats, terms_of, values_in
from rag.answering.question import Question, Relation, relation_in
from rag.answering.weights import network
from rag.answering.words import Asks
from rag.reading.terms import fold

NOTHING_FOUND = "No passage was found."
COVERAGE_NEAR = FEATURES.index("coverage_near")

# Of the best sentence, taken over as they are.
_OF_BEST = (
    "cosine", "passage_cosine", "coverage", "coverage_near", "coverage_passage",
    "coverage_titled", "coverage_fuzzy", "pairs", "run", "density", "names", "names_near",
    "names_passage", "figures", "value", "value_missing", "value_distance", "focus", "novelty",
    "length", "pronoun", "negation", "opposite", "list_item", "first_passage", "chinese", "hebrew",
)  # fmt: skip
_OF_ALL = ("cosine", "coverage", "coverage_near", "coverage_passage", "passage_cosine", "pairs")


def features(
    question: Question,
    candidates: Sequence[Candidate],
    table: Floats,
    scores: Floats,
    chosen: Sequence[int],
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
    cosines = table[:, FEATURES.index("cosine")]
    found |= {
        "chance": float(chances[best]),
        "chance_chosen": float(chances[list(chosen)].sum()),
        "lead": float(scores[best] - scores[order[1]]) if len(order) > 1 else 5.0,
        "score": float(scores[best]),
        "score_over_mean": float(scores[best] - scores.mean()),
        "spread": float((-chances * np.log(chances + 1e-12)).sum()),
        "cosine_over_mean": float((cosines.max() - cosines.mean()) / (cosines.std() + 0.02)),
        "terms": float(np.log1p(len(question.terms))),
        "names_asked": float(min(len(question.names), 4)),
    }
    found |= _absent(question, candidates, best)
    found |= {f"asks_{kind.value}": float(question.asks is kind) for kind in Asks}
    found |= {
        f"type_{kind}": float(question.type == kind)
        for kind in ("what", "which", "list", "yes_no", "statement", "compare")
    }
    return found


def _absent(question: Question, candidates: Sequence[Candidate], best: int) -> dict[str, float]:
    """What the question has that the best sentence, its passage or all passages lack."""
    passages = {c.rank: c.chunk for c in candidates}
    texts = [
        " ".join((p.provenance.title, *p.chunk.headings, p.chunk.text)) for p in passages.values()
    ]
    everywhere = frozenset().union(*(terms_of(text) for text in texts))
    leader = candidates[best].chunk
    passage = " ".join((leader.provenance.title, *leader.chunk.headings, leader.chunk.text))
    here = frozenset(terms_of(passage))
    asked = question.terms or ("",)
    name_terms = {t for name in question.names for t in terms_of(name)} & set(question.terms)
    figures = (*question.years, *question.numbers)
    return {
        "terms_nowhere": sum(t not in everywhere for t in asked) / len(asked),
        "terms_not_here": sum(t not in here for t in asked) / len(asked),
        "name_terms_nowhere": float(sum(t not in everywhere for t in name_terms)),
        "name_terms_not_here": float(sum(t not in here for t in name_terms)),
        "figures_nowhere": float(sum(not any(f in t for t in texts) for f in figures)),
        "figures_not_here": float(sum(f not in passage for f in figures)),
        "wrong_way": float(wrong_way(question, candidates[best].text) is not None),
        "not_asking": float(question.not_asking is not None),
        "foreign": float(foreign(question, candidates[best]) is not None),
    }


def confidence(found: Mapping[str, float]) -> float:
    """The probability, in [0, 1], that the chosen sentences answer the question."""
    net = network("confidence")
    score = net(np.array([[found[name] for name in net.inputs]]))[0]
    return float(1 / (1 + np.exp(-score)))


def wrong_way(question: Question, text: str) -> Relation | None:
    """The relation in ``text`` that is the question's the other way round, if there is one."""
    asked, said = question.relation, relation_in(text)
    if asked is None or said is None or asked.role != said.role:
        return None
    return said if (asked.of, asked.to) == (said.to, said.of) else None


def foreign(question: Question, candidate: Candidate) -> str | None:
    """The language of the passage where it is not the question's; "en", "zh" or "he"."""
    written = words.script_language(candidate.chunk.chunk.text)
    return written if written != question.language else None


_LANGUAGES = {"en": "English", "zh": "Chinese", "he": "Hebrew"}
_NOT_ASKING = {
    "chit-chat": "This is not a question about the documents.",
    "instruction": "This asks for something other than an answer from the documents.",
    "gibberish": "This does not read as a question.",
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


def reason(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[int]
) -> str | None:
    """What speaks most clearly against the answer, in one sentence; None where nothing does."""
    if question.not_asking:
        return _NOT_ASKING[question.not_asking]
    best = candidates[chosen[0]]
    if language := foreign(question, best):
        return (
            f"The passages found are in {_LANGUAGES[language]}, "
            f"the question is in {_LANGUAGES[question.language]}."
        )
    texts = [fold(" ".join((c.chunk.provenance.title, c.chunk.chunk.text))) for c in candidates]
    everywhere = frozenset().union(*(terms_of(c.chunk.chunk.text) for c in candidates))
    missing = [y for y in question.years if not any(y in t for t in texts)] or [
        name
        for name in question.names
        if (terms := frozenset(terms_of(name))) and not terms & everywhere
    ]
    if missing:
        return f"The passages found do not mention {_listed(missing)}."
    if said := wrong_way(question, best.text):
        return (
            f"They mention the {said.role} of {said.of.title()} to {said.to.title()}, "
            f"not of {said.to.title()} to {said.of.title()}."
        )
    if question.asks and not any(_gives(question, candidates[i]) for i in chosen):
        return f"The nearest passages do not give {_KINDS[question.asks]} for this."
    return None


def _gives(question: Question, candidate: Candidate) -> bool:
    return values_in(question, candidate.text) > 0


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"

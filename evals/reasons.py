"""Why a case failed, in words for the person who has to mend it. Pure."""

from collections.abc import Mapping, Sequence

from evals.cases import EvalCase, on_gold
from evals.results import Cited, Outcome, bare, rejected
from evals.text import contains
from rag.schema import Answer


def explain(
    case: EvalCase,
    answer: Answer,
    outcome: Outcome,
    scores: Mapping[str, float | None],
    cited: Sequence[Cited],
) -> str:
    """What went wrong with a case, in sentences; empty where nothing did."""
    parts = []
    sure = f" (confidence {answer.confidence:.2f})" if answer.confidence else ""
    if outcome is Outcome.WRONGLY_ANSWERED:
        parts.append(f"The documents do not answer this, yet it answered{sure}.")
    if outcome is Outcome.WRONGLY_ABSTAINED:
        parts.append(f"It abstained{sure}: {answer.reason or 'no reason given'}")
    if outcome in {Outcome.INCOMPLETE, Outcome.WRONG}:
        parts.append(_what_is_missing(case, answer))
    if case.missing:
        parts.append(f"The corpus does not have {', '.join(case.missing)}.")
    elif outcome in {Outcome.INCOMPLETE, Outcome.WRONG, Outcome.WRONGLY_ABSTAINED}:
        parts.append(_where_it_was(case, answer))
    parts += [
        f"Citation [{c.marker}] does not match the stored document at {c.start_char}–{c.end_char}."
        for c in cited
        if not c.valid
    ]
    if scores["markers_resolve"] == 0:
        parts.append("A marker in the answer has no citation.")
    recall = scores["citation_recall"]
    if recall is not None and recall < 1:
        parts.append(f"Only {recall:.0%} of its sentences are supported by what they cite.")
    return " ".join(p for p in parts if p)


def _what_is_missing(case: EvalCase, answer: Answer) -> str:
    said = bare(answer.text)
    if rejected(case, said):
        return "It still gives the answer that a reader called wrong."
    missing = [g for g in case.expected if not any(contains(said, phrase) for phrase in g)]
    if not missing:
        return "It cites none of the gold passages." if case.evidence else "It says something else."
    named = [" or ".join(f"“{phrase}”" for phrase in group[:3]) for group in missing]
    return f"The answer lacks {', and '.join(named)}."


def _where_it_was(case: EvalCase, answer: Answer) -> str:
    if not case.evidence or not answer.retrieved:
        return ""
    places = [i for i, s in enumerate(answer.retrieved, 1) if on_gold(case, s)]
    if not places:
        return f"The passage with the answer was not among the {len(answer.retrieved)} retrieved."
    return f"The passage with the answer was retrieved in place {places[0]}."

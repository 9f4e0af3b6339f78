"""One case and its answer: the outcome, every score, and the reason a person reads."""

from dataclasses import replace

import pytest

from evals.results import CaseResult, Outcome
from evals.score import Seen, score
from evals.verdicts import verdict
from rag.schema import Answer, Turn
from tests.evals_fakes import (
    OPENED,
    RIGHT,
    SHELF,
    UNKNOWN,
    abstained,
    answer,
    case,
    first,
    second,
)

OPENING = ("line", "The red line opened on 3 May 2021.")
TREES = ("park", "The park has 120 trees.")


def judged(gold: object, given: Answer, **options: object) -> CaseResult:
    return score(gold, given, shelf=SHELF, verify=verdict, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gold", "given", "outcome", "reason"),
    [
        (OPENED, RIGHT, Outcome.RIGHT, ""),
        (OPENED, answer(TREES), Outcome.WRONG, "The answer lacks “2021” or “twenty twenty-one”."),
        (OPENED, abstained(), Outcome.WRONGLY_ABSTAINED, "no passage names it"),
        (UNKNOWN, abstained(), Outcome.RIGHTLY_ABSTAINED, ""),
        (UNKNOWN, answer(TREES), Outcome.WRONGLY_ANSWERED, "confidence 0.90"),
        (
            replace(OPENED, expected=(("2021",), ("nine",))),
            RIGHT,
            Outcome.INCOMPLETE,
            "The answer lacks “nine”.",
        ),
        (case("open", user_input="Tell me"), RIGHT, Outcome.UNSCORED, ""),
    ],
)
def test_outcomes(gold: object, given: Answer, outcome: Outcome, reason: str) -> None:
    result = judged(gold, given)
    assert result.outcome is outcome
    assert reason in result.reason
    assert bool(result.reason) is result.failed


def test_a_right_answer_has_the_scores_it_should() -> None:
    scores = judged(OPENED, RIGHT, seen=Seen(relevant=1)).scores
    full = ("right", "complete", "first_sentence", "hit@1", "hit@5", "mrr", "ndcg@5", "recall@5",
            "spans_valid", "markers_resolve", "citation_recall", "citation_precision", "verbatim",
            "cites_gold", "gold_cited", "gold_found")  # fmt: skip
    assert {name: scores[name] for name in full} == dict.fromkeys(full, 1.0)
    assert scores["wrongly_abstained"] == 0
    assert scores["wrongly_answered"] is None
    assert scores["sentences"] == 1
    assert scores["tokens_prompt"] == 100
    assert 0 < (scores["precision@5"] or 0) < 1


def test_ranks_count_from_the_first_passage_that_touches_gold() -> None:
    given = answer(OPENING, retrieved=(first("park"), second(), first("line")))
    scores = judged(OPENED, given, seen=Seen(relevant=1)).scores
    assert (scores["hit@1"], scores["hit@5"], scores["mrr"]) == (0, 1, 1 / 3)
    assert scores["ndcg@5"] == pytest.approx(0.5)


def test_what_cannot_be_seen_is_not_scored() -> None:
    unseen = Seen(passages=False, spans=False, confidence=False)
    result = judged(OPENED, RIGHT, seen=unseen)
    assert result.scores["hit@1"] is None
    assert result.scores["citation_recall"] is None
    assert result.confidence is None
    assert result.outcome is Outcome.RIGHT


def test_ndcg_needs_to_know_how_many_chunks_there_are() -> None:
    assert judged(OPENED, RIGHT).scores["ndcg@5"] is None


def test_a_shifted_citation_is_not_valid() -> None:
    result = judged(OPENED, answer(OPENING, shift=3))
    assert result.scores["spans_valid"] == 0
    assert result.failed
    assert "[1] does not match the stored document" in result.reason


def test_a_citation_shifted_and_cut_again_is_not_verbatim() -> None:
    quote = SHELF.documents["line"].text[10:44]
    given = answer(("line", quote), texts=["The red line opened on 3 May 2021."])
    scores = judged(OPENED, given).scores
    assert scores["spans_valid"] == 1
    assert scores["verbatim"] == 0


def test_an_altered_number_is_not_supported() -> None:
    quote = "It has nine stops and cost $2.5 million."
    given = answer(("line", quote), texts=["It has nine stops and cost $7.5 million."])
    assert judged(OPENED, given).scores["citation_recall"] == 0
    assert judged(OPENED, given).failed


def test_a_marker_without_a_citation_is_told() -> None:
    given = replace(RIGHT, text=RIGHT.text + " [7]")
    result = judged(OPENED, given)
    assert result.scores["markers_resolve"] == 0
    assert "no citation" in result.reason


def test_an_answer_without_sentences_supports_nothing() -> None:
    given = replace(RIGHT, sentences=(), citations=(), text="2021")
    assert judged(OPENED, given).scores["citation_recall"] == 0


def test_without_expected_words_gold_passages_decide() -> None:
    gold = replace(OPENED, expected=())
    assert judged(gold, RIGHT).outcome is Outcome.RIGHT
    assert judged(gold, answer(TREES)).outcome is Outcome.WRONG


def test_with_a_reference_alone_its_words_decide() -> None:
    gold = case("ref", reference="Opened on 3 May 2021")
    assert judged(gold, RIGHT).outcome is Outcome.RIGHT
    assert judged(gold, answer(TREES)).outcome is Outcome.WRONG


def test_an_answer_that_a_reader_rejected_is_wrong_again() -> None:
    gold = case("fb", rejected=("The park has 120 trees. [3]",))
    assert judged(gold, answer(TREES)).outcome is Outcome.WRONG
    assert judged(gold, RIGHT).outcome is Outcome.UNSCORED


def test_a_document_that_is_gone_counts_as_missed() -> None:
    gold = case("gone", expected=(("x",),), reference_contexts=("x",), reference_sources=("g.md",))
    result = judged(gold, abstained())
    assert result.scores["hit@1"] == 0
    assert result.scores["gold_found"] == 0
    assert "does not have g.md" in result.reason


def test_forced_answers_tell_what_abstaining_hid() -> None:
    assert judged(OPENED, abstained(), forced=RIGHT).forced_right == 1
    assert judged(UNKNOWN, abstained(), forced=RIGHT).forced_right == 0
    assert judged(OPENED, abstained()).forced_right is None


def test_conversation_turns_are_kept() -> None:
    gold = replace(OPENED, turns=(Turn("Which line?", "The red one."),))
    assert judged(gold, RIGHT).turns == (("Which line?", "The red one."),)

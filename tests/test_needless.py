"""Later sentences that hardly answer are not shown, unless much is asked for or they are leant on."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from rag.answering.asking.question import analyse
from rag.answering.evidence import Candidate, Reading, gather
from rag.answering.needless import BESIDE_SURE_WORDS, LEAST, SURE_OF_WORDS, without_needless
from rag.schema import Kind
from tests.passages import document, retrieved

TEXT = (
    "The mill was built in 1871. It stands beside the river. The miller's house is older. "
    "Flour was sold at the market."
)
PLAIN = "When was the mill built?"


@cache
def candidates(text: str = TEXT) -> list[Candidate]:
    scored, nearness = retrieved("mill", document("The mill", text))
    return gather(scored, nearness)


def shown(
    question: str, chances: list[float], *, words: float = 0.0, read: bool = True
) -> list[int]:
    readings = {0: Reading(1.0, words)} if read else {}
    return without_needless(
        analyse(question), candidates(), np.array(chances), readings, [*range(len(chances))]
    )


def test_a_later_sentence_needs_some_chance_of_its_own() -> None:
    assert shown(PLAIN, [0.9, 0.2, LEAST / 2, LEAST]) == [0, 1, 3]


def test_it_needs_more_beside_words_that_are_surely_the_answer() -> None:
    chances = [0.9, BESIDE_SURE_WORDS, 0.1, 0.1]
    assert shown(PLAIN, chances, words=SURE_OF_WORDS) == [0, 1]
    assert shown(PLAIN, chances, words=SURE_OF_WORDS - 0.1) == [0, 1, 2, 3]


def test_what_a_kept_sentence_begins_from_stays() -> None:
    text = TEXT.replace("Flour was sold", "It sold flour")
    found = candidates(text)
    chances = np.array([0.9, 0.01, 0.01, 0.3])
    kept = without_needless(analyse(PLAIN), found, chances, {0: Reading(1.0, 0.0)}, [0, 1, 2, 3])
    assert kept == [0, 2, 3]


@pytest.mark.parametrize(
    "question",
    [
        "Why was the mill built?",
        "How was the mill built?",
        "Was the mill built in 1871?",
        "Which is older, the mill or the miller's house?",
        "Who built the mill and when?",
        "List the buildings beside the river.",
        "What do the sources say about the mill?",
    ],
)
def test_where_more_is_asked_for_all_stay(question: str) -> None:
    assert shown(question, [0.9, 0.0, 0.0, 0.0], words=9.0) == [0, 1, 2, 3]


def test_what_was_not_read_is_left_as_it_was_chosen() -> None:
    assert shown(PLAIN, [0.9, 0.0, 0.0, 0.0], read=False) == [0, 1, 2, 3]


def test_a_question_and_its_reply_stay_together() -> None:
    found = [replace(one, speaker="Ada") for one in candidates()]
    chances = np.array([0.9, 0.0, 0.0, 0.0])
    chosen = without_needless(analyse(PLAIN), found, chances, {0: Reading(1.0, 9.0)}, [0, 1])
    assert chosen == [0, 1]


def test_items_of_lists_and_the_sentence_before_them_are_left() -> None:
    found = candidates("- Adults pay 4 crowns.\n- Children pay nothing.")
    assert all(one.sentence.kind is Kind.LIST_ITEM for one in found)
    chosen = [*range(len(found))]
    chances = np.zeros(len(found))
    readings = {0: Reading(1.0, 9.0)}
    assert without_needless(analyse("Who pays?"), found, chances, readings, chosen) == chosen

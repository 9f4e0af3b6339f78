"""What is judged while a model still writes need not be judged again."""

import threading
from time import monotonic, sleep

import pytest

from rag.answering.writing import judge
from rag.answering.writing.ahead import Ahead
from rag.answering.writing.judge import Judge
from rag.verifying import cite
from tests.quoted import passage

TEXT = (
    "The mill at Oxley was built in 1846. It ground oats for the whole valley. "
    "In 1931 a fire destroyed its upper floor."
)
ANSWER = (
    "A mill was put up at Oxley in 1846 [1]. It ground oats [1]. Its top floor burnt in 1931 [1]."
)
QUESTION = "When was the mill built?"


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that were verified, as often as they were."""
    found: list[str] = []
    verify = judge.verify

    def noting(sentence: str, *given: object, **more: object) -> object:
        found.append(sentence)
        return verify(sentence, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(judge, "verify", noting)
    return found


def until(what: object, seconds: float = 10) -> None:
    """Wait until it is so."""
    ends = monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert monotonic() < ends, "it never came"
        sleep(0.005)


def asleep() -> bool:
    return not any(t.name == "rag-ahead" for t in threading.enumerate())


def test_finished_sentences_are_judged_before_the_answer_ends(checked: list[str]) -> None:
    mine = Judge([passage(TEXT)])
    with Ahead(mine, QUESTION, 1) as ahead:
        ahead.told(ANSWER)
        until(lambda: len(set(checked)) == 3)  # the question, and two sentences of three
    until(asleep)
    before = len(checked)
    judged = mine.claims(ANSWER)
    assert [j.claim.text for j in judged] == [c.text for c in cite.parse_claims(ANSWER, 1)]
    assert set(checked[before:]) == {judged[-1].claim.text}


def test_the_verdicts_are_those_of_a_judge_who_waited() -> None:
    mine, other = (Judge([passage(TEXT)]) for _ in range(2))
    with Ahead(mine, QUESTION, 1) as ahead:
        for end in range(0, len(ANSWER), 7):
            ahead.told(ANSWER[:end])
            sleep(0.002)
    assert mine.claims(ANSWER) == other.claims(ANSWER)


def test_its_thread_ends_with_the_writing_whatever_happens() -> None:
    with pytest.raises(ValueError, match="broken"), Ahead(Judge([]), QUESTION, 1):
        raise ValueError("broken")
    until(asleep)


def test_a_check_that_fails_ahead_is_left_to_whoever_judges(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = threading.Event()

    def broken(*_: object, **__: object) -> None:
        seen.set()
        raise RuntimeError("broken")

    monkeypatch.setattr(judge, "verify", broken)
    mine = Judge([passage(TEXT)])
    with Ahead(mine, QUESTION, 1):
        assert seen.wait(10)
    until(asleep)
    with pytest.raises(RuntimeError, match="broken"):
        mine.claims(ANSWER)

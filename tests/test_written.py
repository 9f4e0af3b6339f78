"""An answer that a model wrote, as the engine tells it: steps, tokens, cost, follow-ups."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from rag.answering.writing import llm
from rag.engine import Engine
from rag.errors import SettingsError
from rag.schema import Answer, Support, Turn
from rag.settings import Settings, load_settings
from rag.store.encoder import Encoder
from tests.fakes import Reply, ScriptedServer
from tests.serving import QUESTION, opened

OPENED = "The harbour trial opened on 3 May 2024 [1]."
TALK = [Turn(QUESTION, "The harbour trial opened on 3 May 2024. [1]")]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("data"), encoder) as found:
        yield found


@contextmanager
def writing(
    base: Engine, *scripts: Reply | str, **changed: Any
) -> Iterator[tuple[Engine, ScriptedServer]]:
    """An engine over the three documents with a scripted model."""
    with ScriptedServer(*scripts) as server:
        update = {"llm_model": "m", "openai_base_url": server.base_url, **changed}
        settings = base.settings.model_copy(update=update)
        yield Engine(settings, base.store, base.encoder, llm.connect(settings)), server


def test_what_the_model_takes_and_what_we_take_are_timed_apart(base: Engine) -> None:
    with writing(base, Reply(OPENED, delay=0.3)) as (engine, _):
        answer = engine.answer(QUESTION)
    assert answer.answerer == "llm" and answer.sentences[0].verdict.support is Support.SUPPORTED
    steps = answer.timings
    assert list(steps) == ["rewrite", "retrieve", "read", "select", "generate", "verify", "total"]
    assert steps["generate"] >= 290 and 0 < steps["verify"] < steps["generate"]
    assert sum(steps.values()) - steps["total"] <= steps["total"]


def test_silence_can_be_noticed_by_whoever_reads(base: Engine) -> None:
    with writing(base, Reply(OPENED, delay=0.7)) as (engine, _):
        names = [event.name for event in engine.stream(QUESTION)]
    assert "waiting" in names[: names.index("message")]


def test_cost_is_told_where_there_is_a_price(base: Engine) -> None:
    counted = Reply(OPENED, usage=(2_000_000, 500_000))
    with writing(base, counted, llm_price="0.15/0.60") as (engine, _):
        usage = engine.answer(QUESTION).usage
        assert (usage.prompt, usage.completion) == (2_000_000, 500_000)
        assert usage.cost == pytest.approx(0.15 * 2 + 0.60 * 0.5)
        assert engine.answer(QUESTION, answerer="extractive").usage.cost is None
    with writing(base, counted) as (engine, _):
        assert engine.answer(QUESTION).usage.cost is None


def test_a_second_try_and_what_was_set_aside_are_paid_for_too(base: Engine) -> None:
    wrong = Reply("The harbour trial opened on 9 May 1998 [1].", usage=(100, 10))
    with writing(base, wrong, llm_price="1/1") as (engine, server):
        answer = engine.answer(QUESTION)
    assert len(server.requests) == 2 and answer.answerer == "extractive"
    assert answer.usage.total == 220 and answer.usage.cost == pytest.approx(220e-6)


@pytest.mark.parametrize("price", ["0.15", "a/b", "1/2/3", "-1/2"])
def test_a_price_that_is_none_is_refused(price: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_LLM_PRICE", price)
    with pytest.raises(SettingsError, match="RAG_LLM_PRICE"):
        load_settings()
    assert Settings(_env_file=None, llm_price="0/2.5").token_price == (0.0, 2.5)


def test_the_first_follow_up_is_condensed_and_shown(base: Engine) -> None:
    ran = "The harbour trial ran for eleven weeks [1]."
    with writing(base, "How many weeks did the harbour trial run?", ran) as (engine, server):
        answer = engine.answer("And how many weeks did it run?", history=TALK)
    assert answer.standalone_question == "How many weeks did the harbour trial run?"
    assert "eleven weeks" in answer.text and answer.answerer == "llm"
    assert "Last question: And how many weeks did it run?" in server.prompt(0)
    assert "Question: How many weeks did the harbour trial run?" in server.prompt(1)
    assert answer.usage.prompt > 400  # both requests


def test_without_a_conversation_nothing_is_condensed(base: Engine) -> None:
    with writing(base, OPENED) as (engine, server):
        assert engine.answer(QUESTION).standalone_question is None
        assert len(server.requests) == 1


def test_a_rewrite_with_words_from_nowhere_gives_way_to_ours(base: Engine) -> None:
    with writing(base, "How tall is Napoleon?", OPENED) as (engine, _):
        answer = engine.answer("And how long did it run?", history=TALK)
    assert "Napoleon" not in (answer.standalone_question or "")


def test_an_answer_in_another_language_says_how_far_it_was_checked(base: Engine) -> None:
    with writing(base, "该试验于2024年5月3日开始 [1]。") as (engine, _):
        answer: Answer = engine.answer(QUESTION)
    assert answer.answerer == "llm" and answer.citations
    [sentence] = answer.sentences
    assert sentence.verdict.support is Support.PARTLY
    assert "another language" in sentence.verdict.checks[-1].reason

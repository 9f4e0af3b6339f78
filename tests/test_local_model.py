"""The whole path with a real llama.cpp server and a real small model (slow: downloads 93 MB).

The model is far too weak to be held to any content: what is tested is that its words arrive,
are cited by exact spans, are checked, and that the reader gets an answer when it dies.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from evals import local_model
from evals.local_model import Served
from evals.targets import fresh_engine
from rag.answering.writing import llm
from rag.engine import Engine
from rag.errors import AnswererUnavailable, EvalError
from rag.schema import Answer, Event, Support
from rag.settings import Settings

pytestmark = pytest.mark.slow
pytest.importorskip("xllamacpp")

CORPUS = Path(__file__).parent.parent / "corpus"
QUESTION = "How many new energy vehicles of Chinese brands were sold in Israel?"


@pytest.fixture(scope="module")
def weights() -> Path:
    cache = Path(os.environ.get("MODEL_CACHE", Path(tempfile.gettempdir()) / "rag-models"))
    try:
        return local_model.fetch("smollm2-135m", cache)
    except EvalError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def base() -> Iterator[Engine]:
    with fresh_engine(Settings(), [CORPUS]) as engine:
        yield engine


def engine_over(base: Engine, server: Served, answerer: str) -> Engine:
    settings = Settings(
        llm_model="smollm2-135m", openai_base_url=server.base_url, openai_api_key=server.key,
        answerer=answerer, policy="show", top_k=2, llm_context=2048, llm_timeout=200,
    )  # type: ignore[arg-type]  # one of the three  # fmt: skip
    return Engine(settings, base.store, base.encoder, llm.connect(settings))


def final(events: list[Event]) -> Answer:
    answer = events[-1].data
    assert isinstance(answer, Answer)
    return answer


def test_a_model_answers_and_every_sentence_is_judged(weights: Path, base: Engine) -> None:
    with local_model.served(weights, context=2048) as server:
        events = list(engine_over(base, server, "llm").stream(QUESTION))
        names = [e.name for e in events]
        assert names[0] == "search_results" and names[-1] == "final_answer"
        assert names.count("message") > 1
        answer = final(events)
        assert answer.raw_text and answer.usage.completion
        if answer.answerer == "llm":
            assert answer.model == "smollm2-135m"
        for sentence in answer.sentences:
            assert sentence.verdict.checks
            assert sentence.markers or sentence.verdict.support is not Support.SUPPORTED
        for citation in answer.citations:
            text = base.library.document(citation.provenance.document_id).text
            assert text[citation.start_char : citation.end_char] == citation.quote


@pytest.mark.parametrize("answerer", ["auto", "llm"])
def test_a_server_killed_in_mid_answer(weights: Path, base: Engine, answerer: str) -> None:
    with local_model.served(weights, context=2048) as server:
        stream = engine_over(base, server, answerer).stream(QUESTION)
        events = []
        with pytest.raises(AnswererUnavailable) if answerer == "llm" else nullcontext():
            for event in stream:
                events.append(event)
                if event.name == "message" and server.process.poll() is None:
                    server.process.kill()
                    server.process.wait()
    if answerer == "auto":
        answer = final(events)
        assert answer.answerer == "extractive" and "35,000" in answer.text
        assert any("built-in answerer" in note for note in answer.notes)
        assert all(s.verdict.support is Support.SUPPORTED for s in answer.sentences)


def test_a_gguf_runs_in_this_process_behind_a_key(weights: Path) -> None:
    settings = Settings(llm_gguf=weights, llm_context=1024, threads=2, llm_timeout=120)
    model = llm.connect(settings)
    assert model is not None
    assert model.complete([("user", "Say hello.")], max_tokens=8)
    stranger = llm.connect(Settings(llm_model=model.name, openai_base_url=model.base_url))
    assert stranger is not None
    with pytest.raises(AnswererUnavailable, match="OPENAI_API_KEY"):
        stranger.complete([("user", "Say hello.")], max_tokens=8)

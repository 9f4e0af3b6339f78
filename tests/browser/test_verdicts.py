"""Reasons to doubt an answer: a model's unsupported sentences, and sources that disagree."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.engine import build_engine
from rag.settings import Settings
from tests.browser.conftest import Served, Session, chat
from tests.browser.test_ask import add_text
from tests.fakes import Reply, ScriptedServer
from tests.serving import HARBOUR, QUESTION

SENTENCES = {
    "The harbour trial opened on 3 May 2024 [1].": ("supported", "3 May 2024"),
    # One figure of three is wrong.
    "It ran for eleven weeks, 42 vessels took part, and emissions fell by 21 percent [1].": (
        "partly",
        "21 percent",
    ),
    "Ninety-nine vessels took part [1].": ("unsupported", "is not in the cited words"),
}
MARKDOWN = "What is known of the harbour trial?"
SLOW = "How many vessels took part in the harbour trial?"


@dataclass(frozen=True)
class Writer:
    """A server whose answers a scripted model writes."""

    url: str
    model: ScriptedServer


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    def reply(request: dict[str, Any]) -> Reply:
        if SLOW in str(request["messages"]):
            return Reply("Forty-two vessels took part [1]. " * 60, pause=0.05)
        if MARKDOWN in str(request["messages"]):
            return Reply("- **42 vessels** took part [1].\n- The trial, `2*3*4`, opened **on")
        return Reply(" ".join(SENTENCES))

    with ScriptedServer(reply) as model:
        settings = Settings(
            _env_file=None,
            data_dir=tmp_path_factory.mktemp("written"),
            llm_model="scripted",
            openai_base_url=model.base_url,
            policy="show",  # nothing that the model wrote is taken out
        )
        with build_engine(settings) as engine:
            engine.add(HARBOUR.encode(), name="harbour.md")
            with chat(engine) as url:
                yield Writer(url, model)


def test_each_verdict_has_its_mark_and_its_reason(make_session: Any, writer: Writer) -> None:
    session: Session = make_session(writer.url).open()
    answer = session.ask(QUESTION)
    assert [s["verdict"] for s in answer["sentences"]] == [v for v, _ in SENTENCES.values()]
    for index, (verdict, reason) in enumerate(SENTENCES.values()):
        mark = session.page.locator(".turn .verdict").nth(index)
        assert verdict in (mark.get_attribute("class") or "").split()
        mark.hover()
        assert reason in session.page.locator(".card").inner_text()
        session.page.mouse.move(5, 500)
        session.page.locator(".card").wait_for(state="detached")
    underlined = ".sentence:is(.partly, .unsupported)"
    lines = session.page.locator(underlined).evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).textDecorationStyle)"
    )
    assert lines == ["dotted", "wavy"], "told apart without their colours"


def test_what_a_model_sets_in_markdown_is_drawn_as_it_meant_it(
    make_session: Any, writer: Writer
) -> None:
    session: Session = make_session(writer.url).open()
    assert "**42 vessels**" in session.ask(MARKDOWN)["text"], "the text itself is left as it is"
    said = session.page.locator(".said-text")
    assert said.locator("strong").all_inner_texts() == ["42 vessels"]
    assert said.locator("code").all_inner_texts() == ["2*3*4"]
    assert said.locator("p.item").count() == 2
    assert "opened **on" in said.inner_text(), "no pair, no emphasis"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_marks_of_doubt(
    make_session: Any, writer: Writer, theme: str
) -> None:
    session: Session = make_session(writer.url, color_scheme=theme).open()
    session.ask(QUESTION)
    session.page.locator(".verdict.partly").focus()
    session.page.wait_for_selector(".card")
    assert session.faults() == []


def test_the_reader_chooses_who_answers(make_session: Any, writer: Writer) -> None:
    session: Session = make_session(writer.url).open()
    assert session.ask(QUESTION)["model"] == "scripted"
    session.page.get_by_label("How to answer").select_option(label="Quote only")
    answer = session.ask(QUESTION)
    assert answer["model"] is None
    assert {s["verdict"] for s in answer["sentences"]} == {"supported"}


def test_stop_ends_the_model_s_work(make_session: Any, writer: Writer) -> None:
    session: Session = make_session(writer.url).open()
    left = writer.model.disconnects
    session.page.fill("#question", SLOW)
    session.page.press("#question", "Enter")
    session.page.wait_for_selector(".said-text:has-text('Forty-two vessels')")
    session.page.keyboard.press("Escape")
    session.page.wait_for_selector("text=Stopped.")
    waited = time.monotonic() + 30  # a busy machine is slow, not broken
    while writer.model.disconnects == left and time.monotonic() < waited:
        time.sleep(0.05)
    assert writer.model.disconnects == left + 1


def test_deleted_while_it_is_answered_stays_deleted(make_session: Any, writer: Writer) -> None:
    session: Session = make_session(writer.url).open()
    session.page.fill("#question", SLOW)
    session.page.press("#question", "Enter")
    session.page.wait_for_selector(".said-text")
    session.page.get_by_role("button", name="Delete “").click()
    session.page.wait_for_selector(".welcome")
    session.page.wait_for_timeout(300)  # the stream has ended by then, and might have stored it
    assert session.turns() == []


def test_sources_that_disagree_stand_side_by_side(session: Session, served: Served) -> None:
    told = {
        "Ferry report": "The council of Ormsby bought 12 ferries in 2021 for 48 million crowns.",
        "Ferry audit": "The council of Ormsby bought 12 ferries in 2021 for 63 million crowns.",
    }
    documents = [add_text(session, text, title) for title, text in told.items()]
    answer = session.ask("How much did the council of Ormsby pay for 12 ferries in 2021?")
    assert answer["short_answer"] is None, "neither side is pointed out"
    assert session.page.locator(".said-text strong").count() == 0
    sides = session.page.locator(".disagreement .side")
    assert sides.count() == 2
    first, second = (sides.nth(i).bounding_box() for i in range(2))
    assert first and second and first["y"] == second["y"] and first["x"] < second["x"]
    shown = {}
    for i in range(2):
        text = sides.nth(i).inner_text()
        title = next(title for title in told if title in text)
        shown[title] = sides.nth(i).locator("strong").inner_text()
        assert told[title] in text
        sides.nth(i).click()
        assert session.highlighted() == told[title]
        assert title in session.page.inner_text("#source header")
    assert shown == {"Ferry report": "48 million crowns", "Ferry audit": "63 million crowns"}
    with session.page.expect_download() as download:
        session.page.keyboard.press("Escape")
        session.page.get_by_role("button", name="Export as Markdown").click()
    assert answer["disagreements"][0]["note"] in Path(download.value.path()).read_text("utf-8")
    for document in documents:
        served.engine.remove(document)

"""Reading on: what is open and where, what to ask next, and of which documents."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Served, Session
from tests.browser.test_ask import NOWHERE, TRADE


def test_a_card_shows_the_quote_among_the_words_around_it(session: Session) -> None:
    answer = session.ask(TRADE)
    quote = answer["citations"][0]["cited_text"]
    session.page.locator("button.marker").first.hover()
    card = session.page.locator(".card blockquote")
    assert card.locator("mark").inner_text() == quote
    around = card.inner_text().split(quote)
    passage = " ".join(answer["retrieved"][0]["text"].split())
    assert len(around[1]) > 20 and around[1].rstrip(" …") in passage


def test_the_answer_shows_which_of_its_markers_is_open(session: Session) -> None:
    session.ask("What areas does the healthcare agreement cover?")
    session.ask(TRADE)
    opened = session.page.locator("button.marker.open")
    session.page.locator(".turn").first.locator("button.marker").nth(1).click()
    session.page.wait_for_selector("#source mark.current")
    assert opened.all_inner_texts() == ["2"]
    session.page.keyboard.press("j")
    session.page.wait_for_selector("button.marker.open:text-is('3')")
    assert opened.all_inner_texts() == ["3"]
    assert session.page.locator(".turn").last.locator(".open").count() == 0
    session.page.keyboard.press("Escape")
    assert opened.count() == 0


# In the first part of the text, at its end, in the second, in the last.
CARGO = {5: "goats", 195: "kettles", 300: "pianos", 495: "lamps"}


@pytest.fixture(scope="module")
def long_document(served: Served) -> Iterator[None]:
    lines = [f"Line {n} tells of an ordinary day at the mill. " * 4 for n in range(500)]
    for at, what in CARGO.items():
        lines[at] = f"The Quillon ferry carried {8000 + at} {what} in its first winter."
    added = served.engine.add("\n\n".join(lines).encode(), name="ferry.txt").outcomes[0].document_id
    yield
    served.engine.remove(added or "")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.usefixtures("long_document")
def test_the_words_are_reached_in_a_long_document(make_session: Any, width: int) -> None:
    session = make_session(viewport={"width": width, "height": 844}).open()
    for turn, (at, what) in enumerate(CARGO.items(), 1):
        session.ask(f"How many {what} did the Quillon ferry carry?")
        session.page.click(f".turn:nth-child({turn}) button.marker >> nth=0")
        assert str(8000 + at) in session.highlighted()
        session.page.wait_for_function(SETTLED)
        assert session.page.evaluate(IN_SIGHT), what
        session.page.keyboard.press("Escape")


# Some frames one after the other in which nothing has moved.
SETTLED = """() => new Promise((resolve) => {
  const body = document.querySelector('#source .document');
  const seen = [];
  const look = () => {
    seen.unshift(`${body.scrollTop} ${body.scrollHeight}`);
    if (seen.length > 5 && new Set(seen.slice(0, 5)).size === 1) resolve(true);
    else requestAnimationFrame(look);
  };
  look();
})"""
IN_SIGHT = """() => {
  const [mark, body] = ['mark.current', '.document']
    .map((name) => document.querySelector(`#source ${name}`).getBoundingClientRect());
  return mark.top >= body.top && mark.bottom <= body.bottom;
}"""


def test_suggestions_stay_within_what_is_asked_and_outlive_a_reload(session: Session) -> None:
    choose(session, "Israel Ministry of Health", kind=".chip")
    session.ask("When was the agreement signed, and for how long?")
    offered = session.page.locator(".follow-ups button")
    offered.first.wait_for()
    before = offered.all_inner_texts()
    session.page.reload()
    offered.first.wait_for()
    assert offered.all_inner_texts() == before
    offered.first.click()
    session.page.wait_for_selector(".turn:nth-child(2) .actions")
    answer = session.turns()[1]["answer"]
    assert not answer["abstained"]
    assert {one["publisher"] for one in answer["citations"]} == {"Israel Ministry of Health"}


def test_scope_by_publisher_and_by_date(session: Session, served: Served) -> None:
    dated = session.page.request.post(
        f"{session.url}/documents",
        data={
            "text": "The dam of Ostervik holds 9 million litres.",
            "title": "Dam notes",
            "publisher": "Water Board",
            "published": "2024-03-12",
        },
    ).json()["items"][0]["document_id"]
    question = "How much does the dam of Ostervik hold?"

    choose(session, "ANBOUND", kind=".chip")
    assert session.page.inner_text("button.scope") == "ANBOUND"
    assert session.ask(question)["abstained"]
    session.page.click("button.scope")
    session.page.get_by_role("button", name="Clear").click()
    session.page.get_by_label("Published from").fill("2024-01-01")
    session.page.get_by_label("Published until").fill("2024-12-31")
    session.page.locator("dialog .primary").click()
    answer = session.ask(question)
    assert "9 million" in answer["text"]
    assert {one["document_title"] for one in answer["retrieved"]} == {"Dam notes"}
    assert "Asked only: 2024-01-01 to 2024-12-31" in session.page.inner_text(".turn:last-child")
    served.engine.remove(dated)


def test_the_scope_s_button_says_what_it_will_ask(session: Session) -> None:
    session.page.click("button.scope")
    take = session.page.locator("dialog .primary")
    assert take.inner_text() == "Ask all documents"
    session.page.locator(".choice input").nth(0).check()
    session.page.locator(".choice input").nth(1).check()
    assert take.inner_text() == "Ask 2 documents"
    session.page.get_by_role("button", name="Clear").click()
    assert take.inner_text() == "Ask all documents"
    assert session.page.locator(".choice input:checked").count() == 0


def test_an_abstention_can_be_overruled_and_says_so(session: Session) -> None:
    assert session.ask(NOWHERE)["abstained"]
    session.page.get_by_role("button", name="Answer all the same").click()
    session.page.wait_for_selector("text=You asked for an answer all the same")
    assert session.turns()[0]["answer"]["text"]


def test_an_answer_that_may_be_none_says_so(session: Session) -> None:
    answer = session.ask("What was the value of trade between China and Israel in 2023?")
    assert answer["confidence"] > 0.65
    assert session.page.get_by_text("Not certain").count() == 0
    kept = session.turns()[0]
    kept["answer"]["confidence"] = 0.5
    shown = session.page.evaluate(
        "async (turn) => (await import('/ui/static/turn.js')).turnParts(turn, {})"
        ".map((part) => part.textContent).join(' ')",
        kept,
    )
    assert "Not certain (50%)" in shown


def test_a_changed_question_renames_its_conversation(session: Session) -> None:
    session.ask(NOWHERE)
    session.page.get_by_role("button", name="Change the question").click()
    session.page.wait_for_selector("text=You are changing an earlier question")
    session.page.fill("#question", TRADE)
    session.page.press("#question", "Enter")
    session.page.wait_for_selector(".turn button.marker")
    assert session.page.locator(".rail .entry").all_inner_texts() == [TRADE]


def test_on_a_phone_the_list_s_button_is_where_the_list_is(make_session: Any) -> None:
    session = make_session(viewport={"width": 390, "height": 844}).open()
    button = session.page.get_by_role("button", name="Conversations")
    assert button.is_visible()
    session.tab("Library")
    button.wait_for(state="hidden")


def choose(session: Session, label: str, kind: str) -> None:
    session.page.click("button.scope")
    session.page.locator(kind, has_text=label).locator("input").check()
    session.page.locator("dialog .primary").click()

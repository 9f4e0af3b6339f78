"""Ask, check, converse: what a reader does, in a real browser."""

import json
import re
from typing import Any

import pytest

from rag.answering.localised import SPOKEN
from tests.browser.conftest import Served, Session

TRADE = "What was the value of trade between China and Israel in 2023?"
TRAINS = "How many train cars did Denya Cebus contract to buy?"
NOWHERE = "Who won the football world cup in 1998?"


@pytest.mark.parametrize(
    "question",
    [TRADE, TRAINS, "Which company operates the second Haifa port?",
     "What areas does the healthcare agreement cover?"],
)  # fmt: skip
def test_the_highlighted_words_are_the_quote(session: Session, question: str) -> None:
    answer = session.ask(question)
    assert not answer["abstained"] and answer["citations"]
    for citation in answer["citations"]:
        session.page.click(f".turn button.marker[data-marker='{citation['marker']}'] >> nth=0")
        assert session.highlighted() == citation["cited_text"]
        shown = session.page.text_content("#source .document")
        points = list(shown or "")
        span = slice(citation["start_char_index"], citation["end_char_index"])
        assert "".join(points[span]) == citation["cited_text"], "the panel is the document"
        assert session.page.locator("#source mark.current").first.is_visible()


def test_offsets_count_code_points_beyond_the_basic_plane(session: Session, served: Served) -> None:
    text = "# 🚋 Notes 🚋\n\n" + "🎉 Padding 𝒳 comes first 🎉. " * 3
    text += "\n\nThe Zephyr tram 🚋 carried exactly 4,711 passengers on its first day."
    document = add_text(session, text, "Tram notes")
    answer = session.ask("How many passengers did the Zephyr tram carry on its first day?")
    session.page.click("button.marker >> nth=0")
    assert session.highlighted() == answer["citations"][0]["cited_text"]
    assert "4,711" in session.highlighted()
    assert session.page.text_content(".turn strong.short-answer") == answer["short_answer"]["text"]
    assert "4,711" in answer["short_answer"]["text"]
    served.engine.remove(document)


def test_the_words_that_answer_stand_out(session: Session) -> None:
    answer = session.ask(TRADE)
    words = session.page.locator(".turn strong.short-answer")
    assert words.all_text_contents() == [answer["short_answer"]["text"]]
    assert "23.38 billion" in answer["short_answer"]["text"]
    session.ask("What areas does the healthcare agreement cover?")
    assert words.count() == 1, "a list has no short answer"


def test_words_that_answer_at_the_end_keep_the_space_before_them(
    session: Session, served: Served
) -> None:
    text = "ZEPHYR BOARD\nDate: 4 May 2026\nPresent: Ada Poe, Bo Dahl\nApologies: Cy Ford\n"
    document = add_text(session, text, "Zephyr board")
    session.ask("Who was absent from the Zephyr board?")
    said = session.page.locator(".turn .sentence").first.inner_text()
    assert said.startswith("Apologies: Cy Ford")
    assert session.page.locator(".turn strong.short-answer").inner_text() == "Cy Ford"
    served.engine.remove(document)


def test_steps_keep_their_numbers(session: Session, served: Served) -> None:
    text = "# Zephyr kettle\n\n## How do I descale the Zephyr kettle?\n\n"
    text += "1. Fill the kettle with vinegar.\n2. Boil it twice.\n3. Rinse it with water.\n"
    document = add_text(session, text, "Zephyr kettle")
    answer = session.ask("How do I descale the Zephyr kettle?")
    assert "2. Boil it twice." in answer["text"]
    marks = session.page.locator(".turn p.item").evaluate_all(
        "(lines) => lines.map((line) => getComputedStyle(line, '::before').content)"
    )
    assert marks == ['"1."', '"2."', '"3."']
    served.engine.remove(document)


def test_a_card_shows_the_quote_on_hover_and_on_focus(session: Session) -> None:
    answer = session.ask(TRADE)
    marker = session.page.locator("button.marker").first
    for show in (marker.hover, marker.focus):
        show()
        card = session.page.locator(".card")
        assert answer["citations"][0]["cited_text"] in (card.text_content() or "")
        assert "ANBOUND" in (card.text_content() or "") and "undated" in (card.text_content() or "")
        session.page.mouse.move(5, 400)
        session.page.evaluate("document.activeElement.blur()")


def test_every_sentence_has_a_verdict_with_its_reason(session: Session) -> None:
    answer = session.ask(TRADE)
    marks = session.page.locator(".turn .verdict")
    assert marks.count() == len(answer["sentences"])
    title = answer["citations"][0]["document_title"]
    said = marks.first.get_attribute("aria-label") or ""
    assert said.startswith(f"Quoted word for word from {title}."), "no more than that is known"
    marks.first.focus()
    assert "Supported" not in session.page.locator(".card").inner_text()


def test_an_abstention_looks_different_and_offers_passages(session: Session) -> None:
    answer = session.ask(NOWHERE)
    assert answer["abstained"]
    box = session.page.locator(".abstention")
    assert answer["reason"] in (box.text_content() or "")
    assert session.page.locator(".turn button.marker").count() == 0
    anyway = box.get_by_role("button", name="Answer all the same").bounding_box()
    first = box.locator(".passage").first.bounding_box()
    assert anyway and first and anyway["y"] < first["y"]
    box.locator(".passage").first.click()
    assert session.highlighted() == answer["retrieved"][0]["text"]


def test_silence_is_set_in_the_language_of_the_question(session: Session) -> None:
    answer = session.ask("מי זכה בגביע העולם בכדורגל בשנת 1998?")
    assert answer["abstained"] and answer["language"] == "he"
    box = session.page.locator(".abstention")
    ours = box.locator(":scope > p, :scope > h3")
    assert ours.count() == 4
    for line in ours.all():
        assert script("he", line.inner_text()) and line.get_attribute("dir") == "auto"
        assert line.evaluate("(e) => getComputedStyle(e).direction") == "rtl"
    box.get_by_role("button").first.click()
    note = session.page.locator(".turn p.note[lang=he]").first
    note.wait_for()
    assert script("he", note.inner_text()) and re.search(r"\d%", note.inner_text())


def test_all_that_the_page_says_around_an_answer_has_its_words(session: Session) -> None:
    told = session.page.evaluate(
        """async (languages) => {
          const { said } = await import('/ui/static/said.js');
          const whole = (words) => Object.entries(words).map(([name, word]) =>
            [name, typeof word === 'function' ? word('44%') : [word].flat().join('')]);
          return languages.map((language) => Object.fromEntries(whole(said({ language }))));
        }""",
        ["en", *SPOKEN],
    )
    english, *others = told
    assert all(of.keys() == english.keys() for of in others)
    assert all(of[name] != english[name] for of in others for name in english)
    assert all("44%" in of[name] for of in told for name in ("unsure", "insisted"))


def test_steps_tell_why_each_passage_was_read(session: Session) -> None:
    answer = session.ask(TRADE)
    steps = session.page.locator("details.steps")
    assert re.fullmatch(r"Read \d+ passages? in \d+ documents?", steps.inner_text())
    steps.locator("summary").first.click()
    assert steps.locator(".why > li").count() == len(answer["retrieved"])
    plain = steps.inner_text()
    assert "in meaning" in plain and "own words" in plain
    assert not re.search(r"\d ms|0\.\d\d|tokens", plain), "numbers have a fold of their own"
    steps.locator(".numbers summary").click()
    assert "by meaning" in steps.inner_text() and "tokens read" in steps.inner_text()


FERRY = """# The ferry

The ferry *Oriel* was built in the winter of 1902 for the northern pier. Nobody liked its whistle.
Its captain was paid in herring for the first two years, which his wife sold at the market hall.
The engine was taken from a sawmill. Tickets were printed on birch bark until paper was cheaper.
"""


def test_a_card_of_silence_shows_the_nearest_sentence(make_session: Any, served: Served) -> None:
    [added] = served.engine.add(FERRY.encode(), name="oriel.md").outcomes
    session = make_session(viewport={"width": 390, "height": 740}).open()
    try:
        answer = session.ask("Which bank financed the whistle that the captain of the Oriel sold?")
        assert answer["abstained"]
        passage = answer["retrieved"][0]
        span, begin = passage["nearest"], passage["start_char_index"]
        sentence = passage["text"][span["start_char_index"] - begin :][
            : span["end_char_index"] - span["start_char_index"]
        ]
        card = session.page.locator(".passage").first
        assert " ".join(sentence.replace("*", "").split())[:60] in card.locator(
            ".snippet"
        ).inner_text().replace("*", "")
        words = [word.casefold() for word in card.locator("mark").all_inner_texts()]
        assert words and set(words) <= {"whistle", "captain", "oriel", "sold"}
        box, shown = card.bounding_box(), session.page.locator(".nearest .passage")
        assert box and box["height"] < 200 and shown.count() >= 1
        assert session.faults() == []
    finally:
        served.engine.remove(added.document_id)


def test_on_a_phone_the_field_is_small_until_it_is_used(make_session: Any) -> None:
    session = make_session(viewport={"width": 390, "height": 740}, has_touch=True).open()
    box = session.page.locator(".composer .box")

    def height() -> float:
        return float(box.evaluate("(box) => box.getBoundingClientRect().height"))

    assert height() < 60
    session.page.locator("#question").tap()
    assert height() > 75
    session.page.locator("button.scope").tap()
    session.page.locator("dialog .primary").tap()  # what is pressed in it does not move away
    session.page.fill("#question", TRADE)
    session.page.locator("h1:visible").first.tap()
    assert height() > 75, "a text stays in sight"
    session.page.press("#question", "Enter")
    session.page.wait_for_selector(".turn .actions")
    assert height() < 60
    assert session.page.locator("#question").evaluate("(e) => e !== document.activeElement")


def test_a_follow_up_shows_what_was_searched_and_can_be_changed(session: Session) -> None:
    session.ask("Who is Xiao Junzheng?")
    answer = session.ask("When did he take up his post?")
    searched = answer["standalone_question"]
    assert searched and "Xiao" in searched
    turn = session.page.locator(".turn").nth(1)
    assert searched in turn.inner_text()
    turn.get_by_role("button", name="Change", exact=True).click()
    assert session.page.input_value("#question") == searched
    session.page.fill("#question", TRADE)
    session.page.press("#question", "Enter")
    # The answer that stood there has actions, too.
    session.page.wait_for_selector(".turn:nth-child(2):has(.question:has-text('trade')) .actions")
    assert [turn["question"] for turn in session.turns()] == ["Who is Xiao Junzheng?", TRADE]


def test_starters_and_follow_ups_are_answered(session: Session) -> None:
    session.page.locator(".suggestion").first.click()
    session.page.wait_for_selector(".turn .actions")
    assert not session.turns()[0]["answer"]["abstained"]
    session.page.locator(".follow-ups .suggestion").first.click()
    session.page.wait_for_selector(".turn:nth-child(2) .actions")
    assert not session.turns()[1]["answer"]["abstained"]


def test_stop_retry_and_edit(session: Session) -> None:
    waiting: list[Any] = []
    session.page.route("**/answer", lambda route: waiting.append(route))  # the server is silent
    session.page.fill("#question", TRADE)
    session.page.press("#question", "Enter")
    session.page.get_by_role("button", name="Stop").click()
    session.page.wait_for_selector("text=Stopped.")
    session.page.unroute("**/answer")
    session.page.get_by_role("button", name="Ask again").click()
    session.page.wait_for_selector(".turn .actions")
    assert session.turns()[0]["answer"]["citations"]
    session.page.get_by_role("button", name="Change the question").click()
    session.page.fill("#question", TRAINS)
    session.page.press("#question", "Enter")
    session.page.wait_for_selector(".question:has-text('train')")
    session.page.wait_for_selector(".turn .actions")
    assert [turn["question"] for turn in session.turns()] == [TRAINS]


def test_a_failure_is_told_in_words_and_can_be_tried_again(session: Session) -> None:
    body = {"error": {"type": "busy", "message": "64 requests are waiting.", "request_id": "x"}}
    session.page.route("**/answer", lambda route: route.fulfill(status=429, json=body))
    session.page.fill("#question", TRADE)
    session.page.press("#question", "Enter")
    assert session.page.wait_for_selector(".problem").inner_text().startswith("64 requests")
    session.page.unroute("**/answer")
    session.page.get_by_role("button", name="Try again").click()
    session.page.wait_for_selector(".turn .actions")
    session.complaints.clear()  # the 429 itself, which the browser logs


def test_reload_keeps_the_history_and_delete_forgets_it(session: Session) -> None:
    session.ask(TRADE)
    session.page.reload()
    session.page.wait_for_selector(".turn .actions")
    assert TRADE in session.page.inner_text(".turn")
    session.page.click("button.marker")
    assert session.highlighted() == session.turns()[0]["answer"]["citations"][0]["cited_text"]
    session.page.keyboard.press("Escape")
    session.page.get_by_role("button", name="Delete “").click()
    session.page.wait_for_selector(".welcome")
    session.page.reload()
    session.page.wait_for_selector(".welcome")
    assert session.turns() == []


def test_two_browsers_do_not_see_each_other(make_session: Any) -> None:
    one, other = make_session().open(), make_session().open()
    one.ask(TRADE)
    other.ask(TRAINS)
    for session, theirs in ((one, TRAINS), (other, TRADE)):
        session.page.reload()
        session.page.wait_for_selector(".turn .actions")
        assert theirs not in (session.page.text_content("body") or "")


def test_scope_holds_the_answer_to_the_chosen_documents(session: Session) -> None:
    wide = session.ask("Which Chinese companies are mentioned?")
    session.page.click("button.scope")
    choice = session.page.locator(".choices .choice", has_text="healthcare agreement")
    choice.locator("input").check()
    session.page.locator("dialog .primary").click()
    assert "healthcare agreement" in session.page.inner_text("button.scope")
    narrow = session.ask("When was the agreement signed, and for how long?")
    titles = {passage["document_title"] for passage in narrow["retrieved"]}
    assert len(titles) == 1 and "healthcare" in titles.pop()
    assert wide["retrieved"]
    nothing = session.ask(TRADE)
    assert nothing["abstained"]
    session.page.get_by_role("button", name="Ask all of them").last.click()
    session.page.wait_for_selector(".turn:nth-child(3) .answer button.marker")
    assert not session.turns()[2]["answer"]["abstained"]


def test_export_has_footnotes_with_spans(session: Session) -> None:
    citation = session.ask(TRADE)["citations"][0]
    understood = session.ask("And in 2025?")["standalone_question"]
    with session.page.expect_download() as download:
        session.page.get_by_role("button", name="Export as Markdown").click()
    markdown = download.value.path().read_text("utf-8")
    assert f"Understood as: {understood}" in markdown
    span = f"characters {citation['start_char_index']}–{citation['end_char_index']}"
    assert "[^1-1]" in markdown and span in markdown and citation["document_id"] in markdown
    with session.page.expect_download() as download:
        session.page.get_by_role("button", name="Export as JSON").click()
    exported = json.loads(download.value.path().read_text("utf-8"))
    assert exported["turns"][0]["answer"]["citations"] == [citation]


def test_copy_takes_the_footnotes_along(make_session: Any) -> None:
    session = make_session(permissions=["clipboard-read", "clipboard-write"]).open()
    citation = session.ask(TRADE)["citations"][0]
    session.page.get_by_role("button", name="Copy with footnotes").click()
    session.page.wait_for_selector("text=Copied")
    copied = session.page.evaluate("navigator.clipboard.readText()")
    assert citation["cited_text"] in copied and "ANBOUND" in copied
    assert f"{citation['start_char_index']}–{citation['end_char_index']}" in copied


def test_by_keyboard_alone(session: Session) -> None:
    keyboard = session.page.keyboard
    keyboard.press("/")
    keyboard.type(TRADE)
    keyboard.press("Enter")
    session.page.wait_for_selector(".turn .actions")
    session.page.evaluate("document.activeElement.blur()")
    keyboard.press("j")
    assert session.page.evaluate("document.activeElement.className") == "marker"
    keyboard.press("Enter")
    assert session.highlighted() == session.turns()[0]["answer"]["citations"][0]["cited_text"]
    assert session.page.evaluate("document.activeElement.className").startswith("document")
    keyboard.press("Escape")
    assert session.page.locator("#source").is_hidden()
    assert session.page.evaluate("document.activeElement.className") == "marker"


def test_next_and_previous_walk_through_the_citations(session: Session) -> None:
    answer = session.ask("What areas does the healthcare agreement cover?")
    quotes = [citation["cited_text"] for citation in answer["citations"]]
    assert len(quotes) > 1
    session.page.click("button.marker >> nth=0")
    assert session.highlighted() == quotes[0]
    assert session.page.locator("#source mark.other").count() >= 1
    session.page.keyboard.press("j")
    session.page.wait_for_selector(f"text=2 of {len(quotes)}")
    assert session.highlighted() == quotes[1]
    session.page.keyboard.press("k")
    session.page.wait_for_selector(f"text=1 of {len(quotes)}")
    assert session.highlighted() == quotes[0]
    session.page.locator("#source mark.other").last.click()
    session.page.wait_for_selector(f"text={len(quotes)} of {len(quotes)}")
    assert session.highlighted() == quotes[-1]


@pytest.mark.parametrize(
    ("language", "direction"), [("he", "rtl"), ("zh", "ltr")], ids=["Hebrew", "Chinese"]
)
def test_other_scripts(make_session: Any, served: Served, language: str, direction: str) -> None:
    session = make_session().open()
    session.page.click("button.scope")
    for held in served.engine.library.documents():
        if held.language == language:
            session.page.locator(".choice", has_text=held.title).locator("input").check()
    session.page.locator("dialog .primary").click()
    question = {
        "he": "איזו חברה מפעילה את האוטובוסים החשמליים?",
        "zh": "云州有轨电车二号线什么时候开通？",
    }[language]
    answer = session.ask(question)
    assert not answer["abstained"]
    shown = session.page.locator("h2.question")
    assert shown.evaluate("(e) => getComputedStyle(e).direction") == direction
    session.page.locator("button.marker").first.click()
    assert session.highlighted() == answer["citations"][0]["cited_text"]
    text = session.page.locator("#source .document")
    assert text.get_attribute("lang") == language
    assert all(
        script(language, said)
        for said in session.page.locator(".follow-ups button").all_inner_texts()
    )
    line = session.page.locator("#source .line:has(mark.current)").first
    assert line.evaluate("(e) => getComputedStyle(e).direction") == direction


def test_dark_follows_the_system_and_the_toggle_is_kept(make_session: Any) -> None:
    session = make_session(color_scheme="dark").open()

    def paper() -> str:
        return session.page.evaluate("getComputedStyle(document.body).backgroundColor")

    dark = paper()
    session.page.get_by_role("button", name="Light page").click()
    light = paper()
    assert dark != light
    session.page.reload()
    session.page.wait_for_selector("#question")
    assert paper() == light


def test_on_a_phone_the_source_is_a_sheet_and_nothing_overflows(make_session: Any) -> None:
    session = make_session(viewport={"width": 390, "height": 844}, has_touch=True).open()
    wide = "document.documentElement.scrollWidth"
    assert session.page.evaluate(wide) <= 390
    answer = session.ask(TRADE)
    assert session.page.evaluate(wide) <= 390
    session.page.locator("button.marker").first.tap()
    assert session.highlighted() == answer["citations"][0]["cited_text"]
    box = session.page.locator("#source").bounding_box()
    assert box and box["width"] == 390 and box["y"] > 100
    assert session.page.evaluate(wide) <= 390
    session.page.get_by_role("button", name="Close (Esc)").tap()
    session.page.get_by_role("button", name="Conversations").tap()
    session.page.get_by_role("button", name="New conversation").wait_for()
    session.page.keyboard.press("Escape")
    for tab in ("Library", "Quality"):
        session.tab(tab)
        assert session.page.evaluate(wide) <= 390


def script(language: str, said: str) -> bool:
    """Whether a text has letters of a language's script."""
    return bool(re.search({"he": "[\u0590-\u05ff]", "zh": "[\u4e00-\u9fff]"}[language], said))


def add_text(session: Session, text: str, title: str) -> str:
    response = session.page.request.post(
        f"{session.url}/documents", data={"text": text, "title": title}
    )
    document_id: str = response.json()["items"][0]["document_id"]
    return document_id


def test_rows_are_read_in_a_table_with_the_cell_that_answers(
    session: Session, served: Served
) -> None:
    table = (
        "# Boats for hire\n\n| Boat | 2 hours | Day | Deposit |\n|---|---|---|---|\n"
        "| Canoe | 8 crowns | 18 crowns | 50 crowns |\n"
        "| Dinghy | 12 crowns | 28 crowns | 90 crowns |\n"
    )
    [added] = served.engine.add(table.encode(), name="boats.md").outcomes
    try:
        answer = session.ask("What does a dinghy cost for a day?")
        rows = session.page.locator(".turn:last-child .rows tr")
        assert rows.first.locator("th").all_inner_texts() == ["Boat", "2 hours", "Day", "Deposit"]
        said = rows.last.locator("td:not(.marks)").all_inner_texts()
        assert said == ["Dinghy", "12 crowns", "28 crowns", "90 crowns"] and rows.count() == 2
        assert session.page.locator(".turn:last-child .short-answer").inner_text() == "28 crowns"
        assert rows.locator(".verdict").count() == 2 and session.faults() == []
        rows.last.locator("button.marker").click()
        assert session.highlighted() == answer["citations"][1]["cited_text"]
    finally:
        served.engine.remove(added.document_id)

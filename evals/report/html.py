"""The HTML report: one page without scripts or requests, for people to look at. Pure.

Only `document` reads a file: the style sheet beside it, which is inlined.
"""

from collections.abc import Sequence
from pathlib import Path

from evals import gate, summary
from evals.metrics import Estimate
from evals.mutate import Trial
from evals.report import cases, plots
from evals.report.markup import Markup, el, raw
from evals.run import Run

_TILES = ("good", "right", "wrongly_answered", "wrongly_abstained", "spans_valid", "latency_p50")


def document(run: Run) -> str:
    """The whole page."""
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    failing = [r for r in run.results if r.failed]
    passing = [r for r in run.results if not r.failed]
    body = el(
        "main",
        _head(run),
        _tiles(run),
        _rulings(run),
        _plots(run),
        _tags(run),
        cases.failing(failing),
        _metrics(run),
        _verifier(run.trials),
        cases.passing(passing),
    )
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", f"Evaluation of {run.started}"),
        el("style", raw(style)),
    )
    return "<!doctype html>\n" + el("html", head, el("body", body), lang="en")


def section(title: str, note: str, *children: str | None, **attributes: str) -> Markup:
    """A part of the page under its heading."""
    return el("section", el("h2", title), el("p", note, class_="note") if note else None,
              *children, **attributes)  # fmt: skip


def _head(run: Run) -> Markup:
    missed = sum(not r.passed for r in run.rulings)
    if run.exit_code == 2:
        verdict, mood = "Broken: some questions could not be asked", "bad"
    elif missed:
        verdict, mood = f"Not passed: {_demands(missed)} missed", "bad"
    elif run.rulings:
        verdict, mood = f"Passed: {_demands(len(run.rulings))} met", "good"
        if run.unbounded:
            verdict, mood = f"{verdict}; {run.unbounded}", "plain"
    else:
        verdict, mood = "Measured, with nothing demanded", "plain"
    unscored = summary.unscored(run.results)
    started = run.started.replace("T", " ").replace("Z", " UTC")
    about = " · ".join(
        [f"{len(run.results)} questions", *(f"{n} {what}" for what, n in unscored.items())]
        + [f"{key.replace('_', ' ')} {value}" for key, value in run.about.items()]
    )
    return el(
        "header",
        el("p", f"Evaluation · {started}", class_="when"),
        el("h1", verdict, class_=mood),
        el("p", about, class_="note"),
    )


def _demands(count: int) -> str:
    return "1 demand" if count == 1 else f"{count} demands"


def _tiles(run: Run) -> Markup:
    shown = [(name, run.metrics[name]) for name in _TILES if name in run.metrics]
    return el("div", *(_tile(name, estimate) for name, estimate in shown), class_="tiles")


def _tile(name: str, estimate: Estimate) -> Markup:
    metric = summary.BY_NAME[name]
    interval = f"{gate.shown(name, estimate.low)} – {gate.shown(name, estimate.high)}"
    return el(
        "div",
        el("span", metric.title, class_="label"),
        el("strong", gate.shown(name, estimate.value)),
        el("span", interval, class_="fine"),
        el("span", f"of {estimate.n}", class_="fine"),
        class_="tile",
    )


def _rulings(run: Run) -> Markup | None:
    missed = [r for r in run.rulings if not r.passed]
    if not missed:
        return None
    rows = [el("li", el("b", r.text), " ", el("span", r.why, class_="fine")) for r in missed]
    return section("What was missed", "", el("ul", *rows, class_="missed"))


def _plots(run: Run) -> Markup:
    figures = []
    if run.curve:
        figures.append(
            _figure(
                "How often it would be wrong",
                "If it answered only above a confidence: the further right, the more it answers. "
                "The dot is where it stands.",
                plots.risk_coverage(run.curve),
            )
        )
    taken = [r.latency_ms for r in run.results if r.latency_ms is not None]
    if taken:
        figures.append(
            _figure(
                "How long it took",
                "From the question to the checked answer, on the machine of this run.",
                plots.latency(
                    taken, run.metrics["latency_p50"].value, run.metrics["latency_p95"].value
                ),
            )
        )
    return el("div", *figures, class_="figures")


def _figure(title: str, note: str, plot: Markup) -> Markup:
    return el("figure", el("figcaption", el("h2", title), el("p", note, class_="note")), plot)


def _tags(run: Run) -> Markup:
    rows = [(tag, found["good"]) for tag, found in run.slices["tag"].items() if "good" in found]
    rows.sort(key=lambda row: (row[1].value, row[0]))
    return section(
        "By kind of question",
        "The share that went right: answered right and complete, or rightly left unanswered. "
        "The thin line is the 95% interval.",
        el("div", *(_bar(tag, estimate) for tag, estimate in rows), class_="bars"),
    )


def _bar(label: str, estimate: Estimate) -> Markup:
    low, high, value = (round(100 * v, 1) for v in (estimate.low, estimate.high, estimate.value))
    track = el(
        "span",
        el("span", class_="fill", style=f"width:{value}%"),
        el("span", class_="whisker", style=f"left:{low}%;width:{round(high - low, 1)}%"),
        class_="track",
    )
    return el(
        "div",
        el("span", label.replace("_", " "), class_="label"),
        track,
        el("span", f"{estimate.value:.0%}", class_="value"),
        el("span", f"n {estimate.n}", class_="fine"),
        class_="row",
    )


def _metrics(run: Run) -> Markup:
    demanded = {r.metric: r for r in run.rulings}
    groups: dict[str, list[Markup]] = {}
    for metric in summary.CATALOGUE:
        if metric.name in run.metrics:
            ruling = demanded.get(metric.name)
            row = _metric_row(metric, run.metrics[metric.name], ruling)
            groups.setdefault(metric.group, []).append(row)
    bodies = [
        el("tbody", el("tr", el("th", title, colspan="4", scope="rowgroup")), *rows)
        for title, rows in groups.items()
    ]
    columns = ("", "value", "95% interval", "n")
    heading = el("thead", el("tr", *(el("th", c, scope="col") for c in columns)))
    return section(
        "Every metric",
        "Intervals are bootstrapped over questions. What could not be scored is left out of n.",
        el("div", el("table", heading, *bodies), class_="scroll"),
    )


def _metric_row(metric: summary.Metric, estimate: Estimate, ruling: gate.Ruling | None) -> Markup:
    mark = None if ruling is None else "✓" if ruling.passed else "✗"
    mood = "" if ruling is None else "good" if ruling.passed else "bad"
    why = None if ruling is None else f"{ruling.text} {ruling.why}"
    interval = f"{gate.shown(metric.name, estimate.low)} – {gate.shown(metric.name, estimate.high)}"
    return el(
        "tr",
        el("td", metric.title, " ", el("code", metric.name)),
        el("td", gate.shown(metric.name, estimate.value),
           el("span", f" {mark}", class_=mood, title=why) if mark else None, class_="num"),
        el("td", interval, class_="num fine"),
        el("td", str(estimate.n), class_="num fine"),
    )  # fmt: skip


def _verifier(trials: Sequence[Trial]) -> Markup | None:
    if not trials:
        return None
    columns = ("alteration", "noticed", "95% interval", "called by its name", "n")
    heading = el("thead", el("tr", *(el("th", c, scope="col") for c in columns)))
    altered = [t for t in trials if not t.kind.startswith("untouched")]
    untouched = [t for t in trials if t.kind.startswith("untouched")]
    rows = [_trial_row(t, t.kind) for t in altered]
    rows += [_trial_row(t, f"{t.kind} (false alarms)") for t in untouched]
    slips = [_slips(t) for t in [*altered, *untouched] if t.slips]
    return section(
        "Does the check notice?",
        "True, cited sentences with one thing altered; and the same sentences untouched, which "
        "it must leave alone.",
        el("div", el("table", heading, el("tbody", *rows)), class_="scroll"),
        *slips,
    )


def _trial_row(trial: Trial, title: str) -> Markup:
    rate = trial.rate
    named = "–" if trial.named is None else f"{trial.named:.0%}"
    return el(
        "tr",
        el("td", title),
        el("td", f"{rate.value:.1%}", class_="num"),
        el("td", f"{rate.low:.1%} – {rate.high:.1%}", class_="num fine"),
        el("td", named, class_="num"),
        el("td", str(rate.n), class_="num fine"),
    )


def _slips(trial: Trial) -> Markup:
    title = "Doubted" if trial.kind.startswith("untouched") else "Overlooked"
    rows = [
        el("li", el("p", s.text, dir="auto"), el("p", s.quote, class_="fine", dir="auto"),
           el("p", s.verdict, class_="fine"))
        for s in trial.slips
    ]  # fmt: skip
    return el("details", el("summary", f"{title}: {trial.kind}"), el("ul", *rows, class_="slips"))

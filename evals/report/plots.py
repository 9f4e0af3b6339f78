"""The report's plots as inline SVG; colours come from the page's style sheet. Pure."""

from collections.abc import Sequence
from math import ceil, floor, log10

from evals.metrics import RiskPoint
from evals.report.markup import Markup, el, join
from evals.summary import Curve

_WIDTH, _HEIGHT = 480, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 24, 16, 46
_ACROSS, _DOWN = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
_BINS = 28


def _x(share: float) -> float:
    return round(_LEFT + _ACROSS * share, 1)


def _y(share: float) -> float:
    return round(_TOP + _DOWN * (1 - share), 1)


def _text(x: float, y: float, said: str, anchor: str = "middle", class_: str = "tick") -> Markup:
    return el("text", said, x=x, y=y, text_anchor=anchor, class_=class_)


def _line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def _svg(label: str, *children: Markup) -> Markup:
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    return el("svg", *children, viewBox=box, role="img", aria_label=label, class_="plot")


def _frame(x_ticks: Sequence[tuple[float, str]], y_ticks: Sequence[tuple[float, str]],
           x_title: str, y_title: str) -> Markup:  # fmt: skip
    middle = _TOP + _DOWN / 2
    return join(
        *(_line(_LEFT, _y(at), _WIDTH - _RIGHT, _y(at), "grid") for at, _ in y_ticks),
        *(_text(_LEFT - 8, _y(at) + 4, said, "end") for at, said in y_ticks),
        *(_text(_x(at), _HEIGHT - _BOTTOM + 18, said) for at, said in x_ticks),
        _text(_LEFT + _ACROSS / 2, _HEIGHT - 8, x_title, class_="axis"),
        el("text", y_title, text_anchor="middle", class_="axis",
           transform=f"translate(14 {middle:g}) rotate(-90)"),
    )  # fmt: skip


def risk_coverage(curve: Curve) -> Markup:
    """The risk–coverage curve as steps, the operating point marked on it."""
    operating = curve.operating
    top = _round_up(max([p.risk for p in curve.points] + [operating.risk, 0.05]))
    return _svg(
        "Risk against coverage",
        _frame(
            [(t / 4, f"{t * 25}%") for t in range(5)],
            [(t / 4, f"{top * t / 4:.0%}" if top >= 0.2 else f"{top * t / 4:.1%}")
             for t in range(5)],
            "questions answered", "of the answers wrong",
        ),
        el("path", d=_steps(curve.points, top, close=True), class_="area"),
        el("path", d=_steps(curve.points, top, close=False), class_="line"),
        _line(_x(operating.coverage), _y(0), _x(operating.coverage), _y(1), "mark"),
        el("circle", cx=_x(operating.coverage), cy=_y(operating.risk / top), r=5, class_="dot"),
        _beside(operating.coverage, 0.95, f"answers {operating.coverage:.0%}"),
        _beside(operating.coverage, 0.87, f"{operating.risk:.1%} of them wrong"),
    )  # fmt: skip


def _beside(at: float, height: float, said: str) -> Markup:
    """A note at a vertical mark, on the side where there is room."""
    left = at > 0.5
    return _text(_x(at) + (-8 if left else 8), _y(height) + 4, said,
                 "end" if left else "start", "note")  # fmt: skip


def _steps(points: Sequence[RiskPoint], top: float, *, close: bool) -> str:
    parts = [f"M{_x(0)} {_y(points[0].risk / top)}"]
    parts += [f"V{_y(p.risk / top)}H{_x(p.coverage)}" for p in points]
    return "".join(parts) + (f"V{_y(0)}H{_x(0)}Z" if close else "")


def _round_up(value: float) -> float:
    """The next round share above."""
    return next((step for step in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8) if value <= step), 1.0)


def latency(taken: Sequence[float], median: float, p95: float) -> Markup:
    """How long answers took: a histogram over a logarithmic axis, median and p95 marked."""
    low, high = floor(log10(max(min(taken), 0.1))), ceil(log10(max(taken) + 0.1))
    high = max(high, low + 1)

    def place(ms: float) -> float:
        return (log10(max(ms, 0.1)) - low) / (high - low)

    counts = [0] * _BINS
    for ms in taken:
        counts[min(int(place(ms) * _BINS), _BINS - 1)] += 1
    most = max(counts)
    width = _ACROSS / _BINS
    bars = [
        el("rect", x=round(_x(i / _BINS) + 1, 1), y=_y(count / most * 0.84), rx=1.5,
           width=round(width - 2, 1), height=round(_DOWN * count / most * 0.84, 1), class_="bar")
        for i, count in enumerate(counts)
        if count
    ]  # fmt: skip
    close = abs(place(p95) - place(median)) < 0.25
    return _svg(
        "How long answers took",
        _frame(
            [(place(10.0**e), _milliseconds(10.0**e)) for e in range(low, high + 1)],
            [(0.0, "0"), (0.84, str(most))],
            "time to the answer", "answers",
        ),
        *bars,
        _line(_x(place(median)), _y(0), _x(place(median)), _y(1), "mark"),
        _line(_x(place(p95)), _y(0), _x(place(p95)), _y(0.9 if close else 1), "mark"),
        _text(_x(place(median)) - 6, _y(0.96), f"median {_milliseconds(median)}", "end", "note"),
        _text(_x(place(p95)) + 6, _y(0.96), f"p95 {_milliseconds(p95)}", "start", "note"),
    )  # fmt: skip


def _milliseconds(ms: float) -> str:
    return f"{ms / 1000:g} s" if ms >= 1000 else f"{ms:.0f} ms" if ms >= 1 else f"{ms:g} ms"

"""What the Quality tab shows: past evaluations, one under way, feedback and what became of it."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import evals
from evals import gate, summary
from evals.cases import load
from evals.feedback import append, gold_rows
from evals.results import GOOD
from rag.errors import EvalError, NotFound

Json = dict[str, Any]
TILES = ("good", "right", "wrongly_answered", "wrongly_abstained", "spans_valid", "latency_p50")
MOST_REPORTS = 20
MOST_FAILING = 30
SHIPPED = Path(evals.__file__).parent / "gold"
SHIPPED_RESULTS = SHIPPED.parent / "results"
_COUNTED = re.compile(r"(\d+)/(\d+)")
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def reports(folders: Iterable[Path]) -> list[Json]:
    """Every run that can be read, newest first; a damaged one is left out.

    ``comparable`` are those that asked mostly what the newest asked: a trend is theirs alone.
    """
    found = []
    for folder in folders:
        for path in folder.glob("*/run.json"):
            try:
                run = json.loads(path.read_text(encoding="utf-8"))
                found.append((digest(run), {row["id"] for row in run["results"]}))
            except (OSError, ValueError, KeyError, TypeError):
                continue
    found.sort(key=lambda pair: str(pair[0]["started"]), reverse=True)
    newest = found[0][1] if found else set[str]()
    return [
        report | {"comparable": 2 * len(asked & newest) >= len(asked | newest)}
        for report, asked in found[:MOST_REPORTS]
    ]


def digest(run: Mapping[str, Any]) -> Json:
    """A ``run.json`` as the page needs it: metrics in words, and the cases to look at. Pure."""
    failing = [row for row in run["results"] if row["outcome"] not in GOOD]
    return {
        "started": run["started"],
        "exit_code": run["exit_code"],
        "cases": len(run["results"]),
        "rulings": [{"text": r["text"], "passed": r["passed"]} for r in run["rulings"]],
        "metrics": [
            _metric(metric, run["metrics"][metric.name])
            for metric in summary.CATALOGUE
            if run["metrics"].get(metric.name)
        ],
        "failing_total": len(failing),
        "failing": [
            {key: row[key] for key in ("id", "question", "outcome", "reason")}
            for row in failing[:MOST_FAILING]
        ],
    }


def _metric(metric: summary.Metric, estimate: Mapping[str, Any]) -> Json:
    low, high = (gate.shown(metric.name, estimate[end]) for end in ("low", "high"))
    return {
        "name": metric.name,
        "title": metric.title,
        "group": metric.group,
        "value": estimate["value"],
        "low": estimate["low"],
        "high": estimate["high"],
        "shown": gate.shown(metric.name, estimate["value"]),
        "interval": f"{low} – {high}",
        "n": estimate["n"],
        "tile": metric.name in TILES,
    }


def gold_files(sources: Iterable[str], own: Path) -> list[Path]:
    """The questions to ask of a library with these sources: its own, and ours where it holds ours.

    Raises EvalError where there are none.
    """
    names = {PurePosixPath(source).name for source in sources}
    ours = [
        path
        for path in sorted(SHIPPED.glob("*.jsonl"))
        if names & {name for case in load(path) for name in case.reference_sources}
    ]
    about_ours = [SHIPPED / "unanswerable.jsonl"] if ours else []
    found = list(dict.fromkeys([*ours, *about_ours, *sorted(own.glob("*.jsonl"))]))
    if not found:
        raise EvalError(
            "There are no gold questions about these documents yet. A thumb down makes one; "
            "`rag eval init` drafts many."
        )
    return found


@dataclass(frozen=True, slots=True)
class RunState:
    """An evaluation started from the page. ``line`` says why it broke off."""

    state: Literal["none", "running", "done", "failed", "stopped"] = "none"
    done: int = 0
    total: int = 0
    line: str = ""


class Evaluation:
    """At most one evaluation at a time, in a process of its own that asks this server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = RunState()
        self._process: subprocess.Popen[str] | None = None

    @property
    def state(self) -> Json:
        """As JSON."""
        return asdict(self._state)

    def start(self, arguments: list[str], key: str | None = None) -> Json:
        """Begin, unless one is under way; ``arguments`` are those of ``rag eval``."""
        with self._lock:
            if self._state.state != "running":
                # Rich draws its progress for a terminal only, unless it is told that this is one.
                environment = {**os.environ, "TTY_COMPATIBLE": "1", "TTY_INTERACTIVE": "1"}
                environment |= {"COLUMNS": "100", "NO_COLOR": "1"}
                if key:
                    environment["OPENAI_API_KEY"] = key  # which `rag eval --url` sends
                self._process = subprocess.Popen(  # noqa: S603  # our own command
                    [sys.executable, "-m", "rag", "eval", *arguments],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    env=environment,
                )
                self._state = RunState("running")
                threading.Thread(target=self._follow, args=(self._process,), daemon=True).start()
        return self.state

    def stop(self) -> Json:
        """End the one under way."""
        with self._lock:
            if self._process and self._state.state == "running":
                self._state = replace(self._state, state="stopped")
                self._process.terminate()
        return self.state

    def _follow(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # noqa: S101  # it was asked for
        for line in process.stdout:  # a carriage return ends a line too
            said = _CONTROL.sub("", line).strip()
            if counted := _COUNTED.search(said):
                done, total = map(int, counted.groups())
                self._state = replace(self._state, done=done, total=total)
            elif said.startswith("Error:"):
                self._state = replace(self._state, line=said.removeprefix("Error:").strip())
        code = process.wait()
        with self._lock:
            if self._state.state == "running":
                # 1 is a finished run that missed a demand: the report says which.
                self._state = replace(self._state, state="done" if code in {0, 1} else "failed")


def feedback(notes: Iterable[Mapping[str, Any]], gold: Path) -> list[Json]:
    """Readers' words with what became of them: ``can_be_gold`` and ``is_gold``."""
    have = gold.read_text(encoding="utf-8") if gold.exists() else ""
    shown = []
    for note in notes:
        rows = gold_rows([note])
        is_gold = bool(rows) and f'"id": "{rows[0]["id"]}"' in have
        shown.append({**note, "can_be_gold": bool(rows), "is_gold": is_gold})
    return shown


def count_gold(gold: Path) -> int:
    """How many gold cases were made from feedback."""
    return len(gold.read_text(encoding="utf-8").splitlines()) if gold.exists() else 0


def make_gold(note: Mapping[str, Any], gold: Path, *, answerable: bool, expected: str) -> Json:
    """A reader's word, as it was reviewed, added to the gold file. Raises NotFound."""
    rows = gold_rows([note])
    if not rows:
        raise NotFound("This feedback names no question and no fault, so it makes no case.")
    row = {**rows[0], "answerable": answerable}
    if answerable and expected:
        row["expected"] = [[expected]]
    if not answerable:
        row.pop("rejected", None)
    append([row], gold)
    return row

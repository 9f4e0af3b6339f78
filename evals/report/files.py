"""What a run leaves behind: JSON (read again for comparisons), JUnit, Markdown and HTML."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from evals.report import html, text
from evals.results import CaseResult, Outcome
from evals.run import Run
from rag.errors import EvalError

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(run: Run, folder: Path) -> None:
    """All artefacts of a run into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (
        ("run.json", to_json(run)),
        ("junit.xml", junit(run)),
        ("report.md", text.markdown(run)),
        ("report.html", html.document(run)),
    ):
        (folder / name).write_text(content, encoding="utf-8")


def to_json(run: Run) -> str:
    """The whole run as JSON."""
    data = asdict(run)
    data["exit_code"] = run.exit_code
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def baseline(run: Run) -> str:
    """What later runs are compared with: one line a case, so that a change reads well."""
    rows = [
        json.dumps(
            {
                "id": r.id,
                "question": r.question,
                "answerable": r.answerable,
                "outcome": r.outcome,
                "confidence": None if r.confidence is None else round(r.confidence, 6),
                "scores": {k: round(v, 6) for k, v in r.scores.items() if v is not None},
            },
            ensure_ascii=False,
        )
        for r in run.results
    ]
    about = json.dumps(run.about, ensure_ascii=False)
    return f'{{"about": {about},\n"results": [\n' + ",\n".join(rows) + "\n]}\n"


def read(path: Path) -> tuple[CaseResult, ...]:
    """The case results of a run's folder, its ``run.json`` or a baseline. Raises EvalError."""
    path = path / "run.json" if path.is_dir() else path
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_result(row) for row in data["results"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvalError(f"{path} is not a run or a baseline: {error!r}.") from error


def _result(row: Mapping[str, Any]) -> CaseResult:
    """A case result without its passages and citations, which comparisons do not need."""
    plain = {f.name for f in fields(CaseResult)} - {"marks", "citations", "passages", "outcome"}
    missing: dict[str, Any] = {
        "suite": "", "where": "", "turns": (), "tags": (), "sources": (), "reference": "",
        "reason": "",
    }  # fmt: skip
    given = {key: value for key, value in row.items() if key in plain}
    for name in ("turns", "tags", "sources"):
        given[name] = tuple(given.get(name, ()))
    return CaseResult(outcome=Outcome(row["outcome"]), **{**missing, **given})


def junit(run: Run) -> str:
    """The rulings (suite "gate") and the questions as JUnit XML.

    A missed demand is a failure, a question that crashed an error. Only the gate decides the exit
    code, and whoever reads this must come to the same: a failing question is a failure where the
    run did not pass, else it is skipped, with its answer.
    """
    tag = "failure" if run.exit_code else "skipped"
    questions = [_question(r, tag) for r in run.results]
    rulings = [
        _case(
            "gate", r.metric, None,
            None if r.passed else f'<failure message={_attr(r.text)}>{_body(r.why)}</failure>',
        )
        for r in run.rulings
    ]  # fmt: skip
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="evaluation">\n'
        + _suite("gate", rulings)
        + _suite("questions", questions)
        + "</testsuites>\n"
    )


def _question(result: CaseResult, failing: str) -> str:
    said = f"{result.question}\n{result.text}"
    if result.outcome is Outcome.ERROR:
        inside = f"<error message={_attr(result.reason)}/>"
    elif result.failed:
        inside = (
            f"<{failing} message={_attr(f'{result.outcome}: {result.reason}')}/>"
            f"<system-out>{_body(said)}</system-out>"
        )
    else:
        inside = None
    return _case(f"questions.{result.suite}", result.id, result.latency_ms, inside)


def _case(classname: str, name: str, ms: float | None, inside: str | None) -> str:
    time = "" if ms is None else f' time="{ms / 1000:.3f}"'
    named = f"classname={_attr(classname)} name={_attr(name)}"
    return f"<testcase {named}{time}>{inside or ''}</testcase>\n"


def _suite(name: str, cases: Sequence[str]) -> str:
    failures, errors = _count(cases, "<failure"), _count(cases, "<error")
    skipped = _count(cases, "<skipped")
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    return f'<testsuite name="{name}" {counts}>\n{"".join(cases)}</testsuite>\n'


def _count(cases: Iterable[str], tag: str) -> int:
    return sum(tag in case for case in cases)


def _attr(text: str) -> str:
    return quoteattr(_NOT_XML.sub("�", text))


def _body(text: str) -> str:
    return escape(_NOT_XML.sub("�", text))


def read_answers(folder: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Answer and retrieved passages of each case of a run, by case id. Raises EvalError."""
    try:
        data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return {
            row["id"]: (row["text"], tuple(p["text"] for p in row["passages"]))
            for row in data["results"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvalError(f"{folder} is not a run: {error!r}.") from error

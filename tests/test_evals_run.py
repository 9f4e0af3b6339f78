"""A whole run on a fake target: aggregates, the gate, comparison, artefacts, sameness."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from evals import diff, gate, summary
from evals.cases import Suite, discover
from evals.export import gold_row
from evals.gate import Threshold
from evals.report import files, html, text
from evals.results import Outcome
from evals.run import Run, run
from evals.verdicts import verdict
from rag.errors import AnswererUnavailable, EvalError
from rag.schema import Answer
from tests.evals_fakes import OPENED, RIGHT, UNKNOWN, FakeTarget, abstained, answer, case

README = Path(files.__file__).parents[1] / "README.md"
NASTY = case(
    "nasty",
    user_input='<script>alert("q")</script> & who?',
    expected=(("<b>bold</b>",),),
    tags=("<i>tag</i>",),
)
TREES = answer(("park", "The park has 120 trees."), confidence=0.8)
ANSWERS = {OPENED.user_input: RIGHT, UNKNOWN.user_input: abstained(), NASTY.user_input: TREES}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    rows = [json.dumps(gold_row(c), ensure_ascii=False) for c in (OPENED, UNKNOWN, NASTY)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def running(gold: Path, answers: dict[str, Answer], **options: object) -> Run:
    @contextmanager
    def opened(_: Suite) -> Iterator[FakeTarget]:
        yield FakeTarget(answers)

    suites = [Suite("main", (gold,), gold.parent)]
    return run(suites, opened, verdict, **options)  # type: ignore[arg-type]


def test_aggregates_carry_n(gold: Path) -> None:
    done = running(gold, ANSWERS)
    assert done.metrics["right"].value == 1 / 2
    assert (done.metrics["right"].n, done.metrics["good"].n) == (2, 3)
    assert done.metrics["wrongly_answered"].value == 0
    assert done.metrics["auroc"].value == 1
    assert done.metrics["abstain_precision"].n == 1
    assert done.slices["tag"]["when"]["good"].value == 1
    assert done.exit_code == 0


def test_a_crash_is_no_wrong_answer(gold: Path) -> None:
    answers = {k: v for k, v in ANSWERS.items() if k != NASTY.user_input}
    done = running(gold, answers)
    assert [r.outcome for r in done.results][2] is Outcome.ERROR
    assert done.metrics["right"].n == 1
    assert done.exit_code == 2
    assert summary.unscored(done.results) == {"error": 1}


def test_the_curve_marks_where_the_engine_stands(gold: Path) -> None:
    done = running(gold, ANSWERS)
    assert done.curve is not None
    # The abstained case cannot be forced on this target, so two answered ones are known.
    assert (done.curve.operating.coverage, done.curve.operating.risk) == (1.0, 0.5)
    assert [p.risk for p in done.curve.points] == [0.0, 0.5]


@pytest.mark.parametrize(
    ("bound", "code"),
    [
        (Threshold("right", "why", at_least=0.5), 0),
        (Threshold("right", "why", at_least=0.51), 1),
        (Threshold("wrongly_answered", "why", at_most=0.0), 0),
        (Threshold("sentences", "why", at_most=0.5), 1),
        (Threshold("detect_date", "why", at_least=0.5), 0),
        (Threshold("false_alarm_reworded", "not measured here", at_most=0.5), 1),
        (Threshold("false_alarm_reworded", "nor needed", at_most=0.5, required=False), 0),
    ],
)
def test_the_gate(gold: Path, bound: Threshold, code: int) -> None:
    assert running(gold, ANSWERS, thresholds=[bound]).exit_code == code


def test_a_regression_fails_and_an_unchanged_run_does_not(gold: Path) -> None:
    before = running(gold, ANSWERS)
    assert running(gold, ANSWERS, baseline=before.results).exit_code == 0
    broken = {**ANSWERS, OPENED.user_input: abstained(), UNKNOWN.user_input: TREES}
    after = running(gold, broken, baseline=before.results)
    assert after.exit_code == 1
    assert {r.metric for r in after.rulings} >= {"wrongly_answered"}


def test_a_change_within_chance_is_no_regression() -> None:
    results = _many(20)
    one_worse = [replace(results[0], scores={"right": 0.0}), *results[1:]]
    (change,) = [c for c in diff.compare(results, one_worse).changes if c.metric == "right"]
    assert change.delta == pytest.approx(-0.05)
    assert not change.worse
    five_worse = [replace(r, scores={"right": 0.0}) for r in results[:5]] + results[5:]
    (change,) = [c for c in diff.compare(results, five_worse).changes if c.metric == "right"]
    assert change.worse
    assert not change.improved


def _many(count: int) -> list:  # type: ignore[type-arg]
    from evals.results import CaseResult

    return [
        CaseResult(
            id=f"c{i}", suite="", where="", question="?", turns=(), tags=(), sources=(),
            answerable=True, reference="", outcome=Outcome.RIGHT, reason="", scores={"right": 1.0},
        )
        for i in range(count)
    ]  # fmt: skip


def test_diff_names_the_cases_that_moved(gold: Path) -> None:
    before, after = running(gold, ANSWERS), running(gold, {**ANSWERS, OPENED.user_input: TREES})
    found = diff.compare(before.results, after.results[:2])
    assert [m.after.id for m in found.worse] == ["opened"]
    assert found.only_before == ("nasty",)
    back = diff.compare(after.results, before.results)
    assert [m.after.id for m in back.better] == ["opened"]


def test_two_runs_are_the_same_but_for_time(gold: Path) -> None:
    assert timeless(running(gold, ANSWERS)) == timeless(running(gold, ANSWERS))


def timeless(done: Run) -> str:
    data = json.loads(files.to_json(done))
    data.pop("started")
    for name in ("latency_p50", "latency_p95"):
        data["metrics"].pop(name)
    for result in data["results"]:
        result.pop("latency_ms")
    return json.dumps(data)


def test_artefacts_can_be_read_again(gold: Path, tmp_path: Path) -> None:
    done = running(gold, ANSWERS, thresholds=[Threshold("right", "because", at_least=0.9)])
    files.write(done, tmp_path / "out")
    again = files.read(tmp_path / "out")
    assert diff.compare(done.results, again).worse == ()
    assert [r.scores for r in again] == [r.scores for r in done.results]
    (tmp_path / "baseline.json").write_text(files.baseline(done), encoding="utf-8")
    slim = files.read(tmp_path / "baseline.json")
    assert not gate.regressions(diff.compare(slim, done.results))
    assert files.read_answers(tmp_path / "out")["opened"][0] == RIGHT.text


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"results": [{}]}', encoding="utf-8")
    for path in (tmp_path, tmp_path / "missing.json"):
        with pytest.raises(EvalError, match="is not a run"):
            files.read(path)


def test_junit_counts_missed_demands_and_failing_questions(gold: Path) -> None:
    answers = {k: v for k, v in ANSWERS.items() if k != UNKNOWN.user_input}
    done = running(gold, answers, thresholds=[Threshold("right", "b", at_least=0.9)])
    root = ET.fromstring(files.junit(done))  # our own
    suites = {s.get("name"): s for s in root}
    assert suites["gate"].get("failures") == "1"
    assert (suites["questions"].get("failures"), suites["questions"].get("errors")) == ("1", "1")
    assert len(suites["questions"]) == 3


def test_failing_questions_that_nothing_forbids_are_said_and_skipped(
    gold: Path, tmp_path: Path
) -> None:
    invariant = [Threshold("spans_valid", "b", at_least=1.0)]
    done = running(gold, ANSWERS, thresholds=invariant)
    assert done.exit_code == 0 and "1 of 3 questions fail" in done.unbounded
    suites = {s.get("name"): s for s in ET.fromstring(files.junit(done))}
    assert (suites["questions"].get("failures"), suites["questions"].get("skipped")) == ("0", "1")
    console = Console(record=True, width=200)
    console.print(text.terminal(done))
    told = (console.export_text(), text.markdown(done), html.document(done))
    assert all("1 of 3 questions fail" in page for page in told)
    mine = re.findall(r"(?:^    .*\n|^\n)+", README.read_text(encoding="utf-8"), re.MULTILINE)
    bounds = tmp_path / "mine.toml"
    bounds.write_text(next(block for block in mine if "[any.good]" in block).replace("    ", ""))
    bounded = running(gold, ANSWERS, thresholds=gate.read(bounds, ("any",)))
    assert bounded.exit_code == 1 and not bounded.unbounded


def test_nothing_of_a_document_or_question_becomes_markup(gold: Path) -> None:
    done = running(gold, ANSWERS)
    page = html.document(done)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&quot;q&quot;)" in page
    assert "<i>tag" not in page
    assert "<script" not in page
    assert "<b>bold" not in page
    assert "<script>" not in text.markdown(done)


def test_the_page_asks_for_nothing_from_elsewhere(gold: Path) -> None:
    page = html.document(running(gold, ANSWERS))
    for hint in ("http://", "https://", "src=", "@import", "url(", "<link"):
        assert hint not in page


def test_the_page_shows_what_a_person_needs(gold: Path) -> None:
    done = running(gold, ANSWERS, thresholds=[Threshold("right", "because I say", at_least=0.9)])
    page = html.document(done)
    for part in ("Not passed", "because I say", "<svg", "The park has 120 trees.", "<details",
                 "The answer lacks"):  # fmt: skip
        assert part in page


def test_a_question_that_cannot_be_reached_is_an_error(gold: Path) -> None:
    class Away(FakeTarget):
        def ask(self, *_: object, **__: object) -> Answer:
            raise AnswererUnavailable("the model is away")

    @contextmanager
    def opened(_: Suite) -> Iterator[FakeTarget]:
        yield Away({})

    done = run([Suite("main", (gold,), gold.parent)], opened, verdict)
    assert done.exit_code == 2
    assert {r.reason for r in done.results} == {"the model is away"}


def test_turns_without_an_answer_are_asked(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    row = {"id": "f", "user_input": "And who?", "turns": [{"question": "When?"}]}
    path.write_text(json.dumps(row), encoding="utf-8")
    target = FakeTarget({"When?": RIGHT, "And who?": TREES})

    @contextmanager
    def opened(_: Suite) -> Iterator[FakeTarget]:
        yield target

    run([Suite("main", (path,), tmp_path)], opened, verdict)
    question, history = target.asked[-1]
    assert (question, [(t.question, t.answer) for t in history]) == (
        "And who?", [("When?", RIGHT.text)],
    )  # fmt: skip


def test_a_file_with_a_folder_of_its_name_is_a_suite_of_its_own(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "zh.jsonl"):
        (tmp_path / name).touch()
    (tmp_path / "zh").mkdir()
    suites = discover(tmp_path, tmp_path / "corpus")
    assert [(s.name, [p.name for p in s.gold], s.corpus.name) for s in suites] == [
        ("main", ["a.jsonl", "b.jsonl"], "corpus"),
        ("zh", ["zh.jsonl"], "zh"),
    ]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[any.rihgt]\nat_least = 1\nwhy = 'x'", "no metric is called 'rihgt'"),
        ("[any.right]\nat_least = 1", "needs a reason"),
        ("[any.right]\nwhy = 'x'", "needs a number"),
        ("[any.right", "Cannot read"),
    ],
)
def test_mistakes_in_thresholds(tmp_path: Path, toml: str, message: str) -> None:
    path = tmp_path / "t.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(EvalError, match=message):
        gate.read(path, ("any",))

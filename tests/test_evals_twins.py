"""The statements of `evals/twins/` are what their README says, and the verifier is measured on them."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from evals.twins import TWINS, asked, lots, main, refused, right, statements
from rag.store.encoder import Encoder
from tests.fakes import ScriptedServer

KINDS = frozenset(
    [
        "detail",
        "doer",
        "whole",
        "plan",
        "bound",
        "negation",
        "number",
        "time",
        "cause",
        "condition",
        "compare",
        "entity",
        "inference",
        "blend",
        "modality",
        "verb",
        "attribution",
        "free",
    ]
)


def test_every_passage_has_as_many_true_as_false_ones() -> None:
    said = list(statements())
    of = Counter((one.passage, one.true) for one in said)
    passages = {one.passage for one in said}
    assert len(passages) == 2520 and {one.kind for one in said} == KINDS
    assert sum(of[p, True] == of[p, False] == 5 for p in passages) >= 0.99 * len(passages)


def test_twins_differ_and_are_about_as_long() -> None:
    pairs = [
        pair
        for path in TWINS.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        for pair in json.loads(line)["pairs"]
    ]
    assert all(pair["true"] != pair["false"] for pair in pairs)
    longer = sum(len(pair["true"]) > len(pair["false"]) for pair in pairs)
    shorter = sum(len(pair["true"]) < len(pair["false"]) for pair in pairs)
    assert 0.8 < longer / shorter < 1.25


def test_the_verifier_is_measured_by_the_verdicts_it_gives(encoder: Encoder) -> None:
    said = list(statements(every=252))
    found = list(right(said, encoder))
    assert len(found) == len(said) == 100
    # Half would be right by chance; see rag/README.md for what is measured on more of them.
    assert 45 <= sum(found) <= 75


def test_no_statement_is_read_again_beside_its_twin() -> None:
    said = list(statements(every=63))
    found = lots(said)
    assert len(found) == 80 and found == lots(said)
    assert Counter(one for lot in found for one in lot) == Counter(said)
    # As they come, a true one stands before its twin.
    beside = [{one.text, other.text} for one, other in zip(said[::2], said[1::2], strict=True)]
    assert not any(pair <= {one.text for one in lot} for lot in found for pair in beside)
    assert all(len({one.passage for one in lot}) == 1 for lot in found)


KEPT = [(63, (114, 115, 85, 85)), (64, (100, 101, 99, 99))]


@pytest.mark.parametrize(("every", "expected"), KEPT)
def test_the_kept_replies_are_those_of_a_model_that_reads(
    every: int, expected: tuple[int, int, int, int]
) -> None:
    kept = TWINS.parent / "second_reading" / f"every_{every}.jsonl"
    replies = kept.read_text("utf-8").splitlines()
    found = lots(list(statements(every)))
    right_of = Counter[bool]()
    of = Counter[bool]()
    for lot, reply in zip(found, map(json.loads, replies), strict=False):
        for one, said in zip(lot, refused(asked(lot, 8192), reply), strict=True):
            of[one.true] += 1
            right_of[one.true] += said is not one.true and said is not None
    assert (right_of[False], of[False], right_of[True], of[True]) == expected


def test_a_model_is_measured_through_files_or_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*options: str) -> str:
        monkeypatch.setattr(sys, "argv", ["twins", "--every", "2000", "--second-reading", *options])
        main()
        return capsys.readouterr().out

    prompts, replies = tmp_path / "prompts.jsonl", tmp_path / "replies.jsonl"
    assert run("--prompts", str(prompts)) == ""
    rows = [json.loads(line) for line in prompts.read_text("utf-8").splitlines()]
    assert len(rows) == 4 and all(len(row["messages"]) == 2 for row in rows)
    no = json.dumps({str(n): "no" for n in range(1, 6)})
    replies.write_text(f"{json.dumps(no)}\n" * 3 + '"nothing"\n', "utf-8")
    told = run("--replies", str(replies))
    assert "without a second reading: 5 of 20" in told
    with pytest.raises(SystemExit, match="RAG_LLM_MODEL"):
        run()
    with ScriptedServer(no) as server:
        monkeypatch.setenv("RAG_LLM_MODEL", "m")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        told = run()
        asked_of_it = [server.prompt(n) for n in range(4)]
    assert "without a second reading: 0 of 20" in told and len(asked_of_it) == len(rows)
    assert told.split("second")[1].split("\nall")[1].split()[:6] == [
        "10",
        "of",
        "10",
        "0",
        "of",
        "10",
    ]

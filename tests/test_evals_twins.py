"""The statements of `evals/twins/` are what their README says, and the verifier is measured on them."""

import json
from collections import Counter

from evals.twins import TWINS, right, statements
from rag.store.encoder import Encoder

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

"""Statements as a model writes them: the wrong ones are noticed, the true ones left alone."""

from collections import Counter
from functools import cache

import pytest

from rag.answering.writing.judge import Judge
from rag.schema import Support
from rag.verifying.cite import Claim
from tests.quoted import passage
from tests.retold import read, read_models, text_of

KINDS = {
    "number": "value", "unit": "value", "date": "value", "name": "name", "role": "name",
    "speaker": "name", "negation": "negation", "comparison": "relation", "cause": "relation",
    "true": "true",
}  # fmt: skip


@cache
def shares(file: str) -> dict[str, float]:
    """For each kind the share that got the verdict it deserves."""
    statements = read(file)
    documents = list(dict.fromkeys(s.document for s in statements))
    judge = Judge([passage(text_of(name), name) for name in documents])
    right, of = Counter[str](), Counter[str]()
    for statement in statements:
        kind = KINDS[statement.kind.split()[0]]
        claim = Claim(statement.text, "", (documents.index(statement.document) + 1,))
        supported = judge.judge(claim).verdict.support is Support.SUPPORTED
        of[kind] += 1
        right[kind] += supported == (kind == "true")
    return {kind: right[kind] / of[kind] for kind in of}


# What was measured; asked for: value .95, name .85, negation .85, true .95.
@pytest.mark.parametrize(("file", "kind", "share"), [
    ("development", "value", 0.95), ("development", "name", 0.85),
    ("development", "negation", 0.95), ("development", "relation", 0.7),
    ("development", "true", 0.95),
    ("development_2", "value", 0.82), ("development_2", "name", 0.95),
    ("development_2", "negation", 0.75), ("development_2", "true", 0.87),
    ("development_3", "value", 0.89), ("development_3", "name", 0.77),
    ("development_3", "negation", 0.57), ("development_3", "true", 0.91),
    ("development_4", "value", 0.80), ("development_4", "name", 0.81),
    ("development_4", "true", 0.77),
    ("development_5", "value", 0.9), ("development_5", "name", 0.71),
    ("development_5", "negation", 0.62), ("development_5", "true", 0.78),
    ("held_out", "value", 0.88), ("held_out", "name", 0.82), ("held_out", "negation", 0.80),
    ("held_out", "true", 0.78),
])  # fmt: skip
def test_no_kind_gets_worse(file: str, kind: str, share: float) -> None:
    assert shares(file)[kind] >= share


# Statements in three languages with the sentences that a model cites for them, written by somebody
# who had seen no code; nobody looked at those of ``models_held_out``, only at these totals.
@pytest.mark.parametrize(("file", "false", "true"), [
    ("models_1", 0.87, 0.83), ("models_2", 0.87, 0.82), ("models_held_out", 0.55, 0.55),
])  # fmt: skip
def test_false_ones_of_models_are_caught_and_true_ones_left_alone(
    file: str, false: float, true: float
) -> None:
    right, of = Counter[bool](), Counter[bool]()
    for document in read_models(file):
        judge = Judge([passage(document["text"], document["id"])])
        for statement in document["statements"]:
            verdict = judge.judge(Claim(statement["sentence"], "", (1,))).verdict
            of[statement["true"]] += 1
            supported = verdict.support is Support.SUPPORTED
            right[statement["true"]] += supported == statement["true"]
    assert right[False] / of[False] >= false and right[True] / of[True] >= true

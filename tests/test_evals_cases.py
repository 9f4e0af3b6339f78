"""Gold files: what is taken, what is refused and where the mistake is, and what goes out again."""

import json
from pathlib import Path

import pytest

from evals.cases import EvalCase, Span, load, load_all
from evals.export import gold_row, ragas_row
from evals.shelf import locate, shelve
from rag.errors import EvalError
from rag.schema import Document, Turn

TEXT = "The line opened in 2021. It has “nine” stops.\n\nThe line opened in 2021. It is red."
LINE = Document("d1", "docs/line.md", "The line", TEXT, "00")
OTHER = Document("d2", "other.md", "Other", "Nothing of the kind.", "01")
SHELF = shelve([LINE, OTHER])


def write(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_field_is_read(tmp_path: Path) -> None:
    row = {
        "id": "q1",
        "user_input": "When?",
        "reference": "In 2021.",
        "expected": [["2021", "twenty twenty-one"], "red"],
        "reference_contexts": ["The line opened in 2021."],
        "reference_sources": ["line.md"],
        "answerable": True,
        "tags": ["date"],
        "turns": [{"question": "Which line?", "answer": "The red one."}],
    }
    (case,) = load(write(tmp_path / "gold.jsonl", "# comment", "", row))
    assert case.where == "gold.jsonl:3"
    assert case.expected == (("2021", "twenty twenty-one"), ("red",))
    assert case.turns == (Turn("Which line?", "The red one."),)
    assert gold_row(case) == {**row, "expected": [["2021", "twenty twenty-one"], ["red"]]}


@pytest.mark.parametrize(
    "row",
    [
        {"question": "When?", "truth": "In 2021."},
        {"input": "When?", "expected_output": "In 2021.", "actual_output": "no", "name": "x"},
        {"user_input": "When?", "reference": "In 2021.", "retrieved_contexts": ["a"]},
    ],
)
def test_names_of_other_tools(tmp_path: Path, row: dict[str, str]) -> None:
    (case,) = load(write(tmp_path / "gold.jsonl", row))
    assert (case.user_input, case.reference) == ("When?", "In 2021.")


def test_yaml_with_drafts_turned_down(tmp_path: Path) -> None:
    path = tmp_path / "gold.yaml"
    path.write_text(
        "# for a person\n- id: a\n  accept: true\n  user_input: When?\n"
        "- id: b\n  accept: false\n  user_input: Who?\n",
        encoding="utf-8",
    )
    assert [(c.id, c.where) for c in load(path)] == [("a", "gold.yaml:2")]


def test_a_json_list_as_deepeval_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "goldens.json"
    rows = [
        {"input": "When?", "expected_output": "In 2021.", "context": None, "name": None},
        {"input": "Who?", "expected_output": "Dana.", "source_file": None, "turns": None},
    ]
    path.write_text(json.dumps(rows, indent=2), encoding="utf-8")
    assert [(c.user_input, c.where) for c in load(path)] == [
        ("When?", "goldens.json:2"),
        ("Who?", "goldens.json:8"),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{not json", "gold.jsonl:2: not JSON"),
        ("1", "gold.jsonl:2: a row must be an object"),
        ({"reference": "x"}, "gold.jsonl:2: user_input"),
        ({"user_input": " "}, "gold.jsonl:2: user_input"),
        ({"user_input": "?", "refrence": "x"}, "unknown field 'refrence'"),
        ({"user_input": "?", "answerable": "yes"}, "answerable must be true or false"),
        ({"user_input": "?", "answerable": False, "expected": ["x"]}, "cannot have expected"),
        ({"user_input": "?", "expected": [[]]}, "a group of expected is empty"),
        ({"user_input": "?", "expected": "x"}, "expected must be a list"),
        ({"user_input": "?", "tags": [1]}, "tags must be a list of texts"),
        ({"user_input": "?", "turns": [{"answer": "x"}]}, "each turn needs a question"),
        ({"user_input": "?", "spans": [{"source": "a"}]}, "each span needs"),
        (
            {"user_input": "?", "spans": [{"source": "a", "start_char": 3, "end_char": 3}]},
            "is empty",
        ),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, row: object, message: str) -> None:
    with pytest.raises(EvalError, match=message.replace("[", r"\[")):
        load(write(tmp_path / "gold.jsonl", {"user_input": "fine"}, row))


def test_ids_are_unique_over_files(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{n}.jsonl", {"id": "same", "user_input": "?"}) for n in "ab"]
    with pytest.raises(EvalError, match=r"b.jsonl:1: id 'same' is already used at a.jsonl:1"):
        load_all(paths)


def test_no_case_at_all(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="No gold question"):
        load_all([write(tmp_path / "a.jsonl", "# nothing")])
    with pytest.raises(EvalError, match="Cannot read"):
        load(tmp_path / "missing.jsonl")


def case(**fields: object) -> EvalCase:
    return EvalCase(id="q", user_input="?", where="g:1", **fields)  # type: ignore[arg-type]


def test_quotes_become_spans_in_every_place() -> None:
    found = locate(case(reference_contexts=("The line opened in 2021.",)), SHELF)
    assert found.evidence == ((Span("d1", 0, 24), Span("d1", 47, 71)),)


def test_a_quote_with_other_quotation_marks_is_found() -> None:
    found = locate(
        case(reference_contexts=('It has "nine" stops.',), reference_sources=("line.md",)), SHELF
    )
    ((span,),) = found.evidence
    assert TEXT[span.start_char : span.end_char] == "It has “nine” stops."


def test_a_quote_that_is_nowhere_is_a_mistake() -> None:
    with pytest.raises(EvalError, match=r"g:1: q: quote 'It has ten stops.' was not found"):
        locate(case(reference_contexts=("It has ten stops.",)), SHELF)


def test_a_quote_in_another_document_is_named() -> None:
    with pytest.raises(EvalError, match=r"is in docs/line\.md, not in"):
        locate(
            case(reference_contexts=("It is red.",), reference_sources=("other.md",)),
            SHELF,
        )


def test_a_document_that_the_corpus_lost_is_measured() -> None:
    found = locate(case(reference_contexts=("Gone.",), reference_sources=("gone.md",)), SHELF)
    assert (found.evidence, found.missing) == ((), ("gone.md",))


def test_spans_given_by_hand() -> None:
    assert locate(case(spans=(("line.md", 0, 8),)), SHELF).evidence == ((Span("d1", 0, 8),),)
    assert locate(case(spans=(("gone.md", 0, 8),)), SHELF).missing == ("gone.md",)
    with pytest.raises(EvalError, match="ends after the document"):
        locate(case(spans=(("line.md", 0, 8_000),)), SHELF)


# ragas 0.4.3, SingleTurnSample
RAGAS_FIELDS = {
    "user_input", "retrieved_contexts", "reference_contexts", "retrieved_context_ids",
    "reference_context_ids", "response", "multi_responses", "reference", "rubrics",
    "persona_name", "query_style", "query_length",
}  # fmt: skip


def test_ragas_rows_have_only_names_of_ragas() -> None:
    full = case(
        reference="Nine.",
        reference_contexts=("It has “nine” stops.",),
        turns=(Turn("Which?", "A"),),
    )
    row = ragas_row(full, response="Nine. [1]", retrieved=["p"])
    assert row.keys() <= RAGAS_FIELDS
    assert row["user_input"] == "User: Which?\nAssistant: A\nUser: ?"
    assert ragas_row(case()) == {"user_input": "?", "reference": ""}

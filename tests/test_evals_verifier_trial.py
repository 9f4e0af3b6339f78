"""Alterations change one thing and make a sentence false; the trial counts what is noticed."""

import re
from pathlib import Path

import pytest

from evals import alter, mutate
from evals.mutate import Claim
from evals.reworded import read
from evals.shelf import Shelf, shelve
from evals.verdicts import verdict
from rag.errors import EvalError
from rag.reading.load import read_file
from rag.schema import Citation, Finding, ScoredChunk, Support, Verdict
from tests.evals_fakes import RIGHT, SHELF, quoting

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("It cost $383 million.", 2),  # a digit, and the scale
        ("It has 23 stops and 9 trains.", 2),
        ("They named six areas.", 1),
        ("It opened on 3 May 2021.", 0),  # dates are another kind
        ("In 1999 it closed.", 0),
        ("该馆有12万册书。", 2),
        ("הקו עובר ב-23 תחנות.", 1),
    ],
)
def test_numbers(text: str, made: int) -> None:
    found = list(alter.numbers(text, text))
    assert len(found) == made
    for altered in found:
        assert altered != text
        new = set(re.findall(r"\w+", altered)) - set(re.findall(r"\w+", text))
        assert len(new) <= 2


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("It opened on 3 May 2021.", 3),  # day, month and year
        ("On October 7, 2023 it began.", 2),
        ("It may open.", 0),
        ("It has 2,023 seats.", 0),
        ("图书馆于2021年开放。", 1),
    ],
)
def test_dates(text: str, made: int) -> None:
    assert len(list(alter.dates(text, text))) == made


def test_an_altered_value_is_never_among_the_cited_words() -> None:
    text = "It had 10 stops, then 11, 12, 13, 14, 15, 16, 17, 18 and 19."
    for altered in alter.numbers(text, text):
        new = set(re.findall(r"\d+", altered)) - set(re.findall(r"\d+", text))
        assert len(new) == 1


def test_names_in_leaves_out_what_only_opens_a_sentence() -> None:
    text = "The mayor, Dana Levi, met Chinese guests. Earlier Omar's team left. In May it rained."
    assert alter.names_in(text) == ["Dana Levi"]
    assert alter.names_in("Visitors met Omar's team.") == ["Omar"]


def test_names_are_replaced_by_strangers() -> None:
    (altered,) = alter.names("It was built by Dana Levi.", "Dana Levi", ["Omar Haddad", "Dana"])
    assert altered == "It was built by Omar Haddad."
    assert list(alter.names("It was built by Dana Levi.", "Dana Levi", ["Dana"])) == []


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("The line was built.", "The line was not built."),
        ("The line is not open.", "The line is open."),
        ("Sales rose.", "Sales fell."),
        ("It refused to pay.", "It agreed to pay."),
        ("这条线路是新的。", "这条线路不是新的。"),
        ("בשבת הקו לא פועל.", "בשבת הקו פועל."),
    ],
)
def test_polarity(text: str, turned: str) -> None:
    assert list(alter.polarity(text)) == [turned]


def test_polarity_leaves_quoted_words_alone() -> None:
    assert list(alter.polarity("They spoke “it is done” aloud.")) == []


def test_a_splice_joins_two_passages() -> None:
    one = "The red line opened on 3 May 2021 with nine stops."
    other = "Omar Haddad planted all of the trees of the park."
    found = alter.splice(one, other)
    assert found == "The source says: “The red line opened on the trees of the park.”"
    assert alter.splice("too short", other) is None


def claims() -> list[Claim]:
    quotes = [
        ("line", "The red line opened on 3 May 2021."),
        ("line", "Dana Levi runs the red line."),
        ("park", "The park has 120 trees."),
    ]
    return [Claim(quote, (quoting(name, quote),)) for name, quote in quotes]


def test_a_perfect_verifier_is_told_from_a_blind_one() -> None:
    def perfect(text: str, citations: tuple[Citation, ...], _: tuple[ScoredChunk, ...]) -> Verdict:
        same = any(c.quote == text for c in citations)
        return Verdict(Support.SUPPORTED if same else Support.UNSUPPORTED)

    def blind(*_: object) -> Verdict:
        return Verdict(Support.SUPPORTED)

    seeing = {t.kind: t.rate.value for t in mutate.trial(claims(), perfect)}  # type: ignore[arg-type]
    unseeing = {t.kind: t.rate.value for t in mutate.trial(claims(), blind)}
    assert seeing.pop("untouched") == 0
    assert set(seeing) >= {"number", "date", "source"}
    assert set(seeing.values()) == {1.0}
    assert set(unseeing.values()) == {0.0}


def test_the_trial_says_whether_the_fault_was_named() -> None:
    def names_everything_a_number(
        text: str, citations: tuple[Citation, ...], _: tuple[ScoredChunk, ...]
    ) -> Verdict:
        from rag.schema import Check

        check = Check("number", text, False, "no", Finding.NUMBER_MISMATCH)
        return Verdict(Support.UNSUPPORTED, (check,))

    found = {t.kind: t for t in mutate.trial(claims(), names_everything_a_number)}  # type: ignore[arg-type]
    assert found["number"].named == 1
    assert found["source"].named == 0
    assert found["untouched"].rate.value == 1
    assert found["untouched"].slips


def test_claims_are_taken_once_with_what_they_cite() -> None:
    (claim,) = mutate.claims_from([RIGHT, RIGHT])
    assert claim.text == "The red line opened on 3 May 2021."
    assert claim.cited == claim.text


@pytest.fixture(scope="module")
def corpus() -> Shelf:
    paths = sorted((ROOT / "corpus").glob("*.md"))
    return shelve(read_file(p, source=p.name) for p in paths if p.name != "README.md")


def test_reworded_sentences_find_what_they_cite(corpus: Shelf) -> None:
    found = read(ROOT / "evals" / "reworded.jsonl", corpus)
    assert len(found) >= 50
    assert all(claim.reworded and claim.citations for claim in found)
    for claim in found:
        for citation in claim.citations:
            document = corpus.documents[citation.provenance.document_id]
            assert document.text[citation.start_char : citation.end_char] == citation.quote


def test_the_verifier_reaches_what_is_asked_of_it(corpus: Shelf) -> None:
    found = {t.kind: t for t in mutate.trial(read(ROOT / "evals/reworded.jsonl", corpus), verdict)}
    for kind in ("number", "date", "source"):
        assert found[kind].rate.value >= 0.95, found[kind].slips


def test_a_phrase_that_is_nowhere_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"text": "x", "holds": ["nowhere"], "source": "line.md"}\n', encoding="utf-8")
    with pytest.raises(EvalError, match=r"r\.jsonl:1: no sentence of line\.md has 'nowhere'"):
        read(path, SHELF)

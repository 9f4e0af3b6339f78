"""Ranking: what must count counts the right way round, whatever the fit."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rag.reading.language import legible
from rag.reading.sentences import split_sentences
from rag.reading.terms import query_terms
from rag.retrieval.kinds import asks_for_the_newest, holds, kind_asked
from rag.retrieval.rank import (
    FEATURES,
    Match,
    Query,
    features,
    load_weights,
    read_passage,
    read_query,
    recency,
)
from rag.schema import Chunk

COMMON = {"harbour": 50, "open": 60, "northport": 3, "harbor": 50, "cost": 40, "year": 80}


def match(
    text: str, cosine: float = 0.3, *, document: str = "d", index: int = 0, title: str = "",
    published: date | None = None,
) -> Match:  # fmt: skip
    sentences = tuple(split_sentences(text))
    chunk = Chunk(f"{document}:{index}", document, index, (), text, 0, len(text), sentences)
    cosines = np.full(len(sentences), cosine, np.float32)
    return Match(read_passage(chunk, title), document, index, cosine, cosines, published)


def query(question: str, translation: str = "") -> Query:
    terms = query_terms(f"{question} {translation}")
    known = {term: COMMON.get(term, 5) for term in terms}
    return read_query(question, translation, dict.fromkeys(terms, 1.0), known, 100)


def column(name: str, question: str, *matches: Match) -> list[float]:
    table = features(query(question), matches)
    return [float(value) for value in table[:, FEATURES.index(name)]]


def scores(question: str, *matches: Match) -> list[float]:
    return [float(score) for score in features(query(question), matches) @ load_weights()]


BETTER = [
    ("more of the terms", "When did the Northport harbour open?",
     match("The Northport harbour opened late."), match("The harbour opened late.")),
    ("the rarer term", "When did the Northport harbour open?",
     match("Northport is a town."), match("A harbour is a place.")),
    ("a nearer meaning", "When did the Northport harbour open?",
     match("The quay was ready in May.", 0.6), match("The quay was ready in May.", 0.2)),
    ("in one sentence", "When did the Northport harbour open?",
     match("The Northport harbour opened. Bread is good."),
     match("The Northport bread is good. A harbour opened.")),
    ("as a phrase", "Northport harbour company",
     match("It is the Northport harbour company that pays."),
     match("It is the company at the harbour of old Northport that pays.")),
    ("named in the title", "Northport harbour cost",
     match("The cost was high.", title="Northport harbour"), match("The cost was high.")),
    ("with the value asked for", "When did the harbour open?",
     match("The harbour opened in 1999."), match("The harbour opened in style.")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "better", "worse"), [row[1:] for row in BETTER], ids=[row[0] for row in BETTER]
)
def test_the_better_passage_scores_higher(question: str, better: Match, worse: Match) -> None:
    first, second = scores(question, better, replace(worse, document_id="other"))
    assert first > second


def test_no_weight_speaks_against_a_match() -> None:
    assert load_weights().min() >= 0 and load_weights().max() > 0


def test_shares_stay_between_0_and_1() -> None:
    found = match("The Northport harbour opened in 2021. It cost $1.7 billion.", title="Northport")
    for name in ("coverage", "heading_coverage", "either_coverage", "context", "names", "rarest"):
        (value,) = column(name, "When did the Northport harbour open?", found)
        assert 0 <= value <= 1.0001, name


def test_the_order_of_the_candidates_does_not_matter() -> None:
    matches = [match(f"The harbour {word} opened.", n / 10, document=word)
               for n, word in enumerate(["north", "south", "east"])]  # fmt: skip
    forth = scores("When did the north harbour open?", *matches)
    back = scores("When did the north harbour open?", *reversed(matches))
    assert forth == pytest.approx(back[::-1])


def test_neighbours_of_one_document_lend_their_terms() -> None:
    first, second = match("The Northport harbour.", index=3), match("It opened late.", index=4)
    far = replace(first, index=9)
    question = "When did the Northport harbour open?"
    assert column("context", question, first, second)[1] > 0.9
    assert column("context", question, far, second)[1] < 0.5
    assert column("context", question, replace(first, document_id="x"), second)[1] < 0.5


EDGES = [
    ("", "words"), ("the", "words"), ("harbour", "?!"), ("🙂", "🙂"), ("2021", "2021"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text"), EDGES)
def test_odd_texts_give_finite_numbers(question: str, text: str) -> None:
    sentence = replace(match("words").passage, sentences=(frozenset({text}),), texts=(text,))
    table = features(query(question), [replace(match("words"), passage=sentence)])
    assert table.shape == (1, len(FEATURES)) and np.isfinite(table).all()


def test_terms_that_no_chunk_holds_weigh_nothing() -> None:
    read = read_query("harbour zzz", "", {"harbor": 1.0, "zzz": 1.0}, {"harbor": 4}, 10)
    assert read.weights.tolist() == [1, 0]


def test_a_doubtful_term_weighs_less() -> None:
    read = read_query("a b", "", {"aa": 1.0, "bb": 0.5}, {"aa": 4, "bb": 4}, 10)
    assert read.weights[0] == pytest.approx(2 * read.weights[1])


SCRIPTS = [
    ("When?", True), ("1999", True), ("", True), ("什么时候", False), ("מתי נפתח הנמל", False),
    ("中车(CRRC)合同的金额是多少", False), ("Über die Brücke", True), ("когда", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SCRIPTS)
def test_what_the_embedder_reads(text: str, expected: bool) -> None:
    assert legible(text) is expected


def test_cosines_that_mean_nothing_do_not_count() -> None:
    hebrew, english = match("הנמל נפתח.", 0.9), match("The harbour opened.", 0.4)
    assert column("cosine", "When did it open?", hebrew, english) == pytest.approx([0, 0.4])
    assert column("cosine", "מתי נפתח הנמל?", hebrew, english) == [0, 0]
    table = features(query("מתי נפתח הנמל?", "when port open"), [hebrew, english])
    assert table[:, FEATURES.index("cosine")] == pytest.approx([0, 0.4])


def test_new_documents_come_first_only_when_asked_for() -> None:
    old, new = match("Old.", published=date(2020, 1, 1)), match("New.", published=date(2025, 1, 1))
    undated = match("Undated.")
    assert recency(query("harbour"), [old, new, undated]).tolist() == [0, 0, 0]
    first, second, third = recency(query("the latest on the harbour"), [old, new, undated])
    assert second > first > third == 0


KINDS = [
    ("When did it open?", "It opened in 1999.", True),
    ("How many came?", "Twelve came.", True),
    ("How many came?", "Some came.", False),
    ("Why did it close?", "It closed because of rain.", True),
    ("Who opened it?", "It was opened by Anna.", True),
    ("哪一年开放？", "于2021年开放", True),
    ("为什么？", "由于下雨", True),
    ("כמה עלה?", "עלה 5 שקלים", True),
    ("What is it?", "It opened in 1999.", False),
]


@pytest.mark.parametrize(("question", "text", "expected"), KINDS)
def test_the_kind_of_value_asked_for(question: str, text: str, expected: bool) -> None:
    assert holds(text, kind_asked(question)) is expected


def test_asking_for_the_newest() -> None:
    assert asks_for_the_newest("What is the latest figure?") and asks_for_the_newest("最新数字")
    assert not asks_for_the_newest("the lateness of trains")

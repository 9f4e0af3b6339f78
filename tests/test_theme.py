"""What a document is about need not stand in its sentence again."""

from collections.abc import Iterator

import pytest

from rag.answering.theme import without
from rag.engine import Engine
from rag.store.encoder import Encoder
from tests.serving import opened

PAPER = """# Growth of shell reefs on replanted oyster beds of Skarra Bay: a six-year field study

Rolf Ansgar and Mina Teale

Coast Institute of Harrow Point. Received 2 February 2024.

## Abstract

Oyster beds slow the waves behind them, but it is not known how fast they do so again. We set oysters
(Ostrea edulis) at six sites in Skarra Bay and followed the plots for six years. We compared them with
three natural beds.

## Study area

Oyster beds once covered some 900 hectares of Skarra Bay. The decline has been put down to dredging.

## Planting

Plots of 10 by 10 metres were marked with bamboo. A total of 48,000 spat were set by divers, 30,000 in
2014 and 18,000 in 2015. Mean survival of spat after the first winter was 63 percent in the planting
of 2014.

## Sampling

We took 212 samples over the whole study. No samples were taken in 2020.

## Results

In 2023 the reef stood 14 centimetres high (CI 12 to 16), or two thirds of the natural height.
"""
TOWN = """# Chronicle of the Lantern Trust

| Year | Event | Category |
| --- | --- | --- |
| 1931 | The last oyster boat leaves Skarra Bay. | Origins |
| 2014 | The first oyster spat is set in Skarra Bay, on 22 April at six in the morning. | Science |
| 2017 | The Fishery Board ends its support for the oyster project in Skarra Bay. | Science |
| 2022 | Seals are filmed in Skarra Bay. The oyster beds are put on stamps. | Environment |
"""
REPORT = """# Lantern Trust: the year in the bay

The results of the longest project that we have ever supported, the setting of oyster spat in Skarra
Bay, were published in September and went around the world. Of the 29 grants, 11 went to schools.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    texts = {"paper.md": PAPER, "town.md": TOWN, "report.md": REPORT}
    with opened(tmp_path_factory.mktemp("theme"), encoder, texts=texts) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many oyster spat were set in Skarra Bay?", "48,000"),
        ("How many spat were set in Skarra Bay?", "48,000"),
        ("How many samples were taken in Skarra Bay?", "212 samples"),
        ("How many samples were taken in the oyster study?", "212 samples"),
        ("How high was the reef in Skarra Bay?", "14 centimetres"),
    ],
)
def test_what_the_title_names_is_not_missing(question: str, said: str, engine: Engine) -> None:
    answer = engine.answer(question)
    assert not answer.abstained and said in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many samples were taken in Gull Sound?",
        "How many spat were set by children in Skarra Bay?",
        "How deep is the water of Skarra Bay?",
    ],
)
def test_what_is_no_theme_is_missing(question: str, engine: Engine) -> None:
    assert engine.answer(question).abstained


THEME = frozenset({"eelgrass", "oyster", "skarra", "bay", "survey", "surveys", "2014"})


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("How many animals were laid in Skarra Bay?", "How many animals were laid?"),
        ("Who paid for the oyster survey?", "Who paid for the survey?"),
        ("Who paid for the eelgrass survey?", "Who paid for the survey?"),
        ("When did the oyster die out?", ""),  # what does it is no adjective
        ("Which Skarra Bay company sold boats?", ""),  # tells which company
        ("How many animals were laid in 2014?", ""),
        ("What is Skarra Bay?", ""),
        ("How many surveys long was it in all?", ""),
        ("How many animals were laid in Skarra Sound?", ""),
    ],
)
def test_what_is_left_of_a_question(question: str, left: str) -> None:
    assert without(question, THEME, "Return of the oyster to Skarra Bay") == left

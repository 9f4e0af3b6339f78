"""What a changelog says, whose items do not say of which release they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.asking.question import analyse
from rag.answering.kinds.releases import (
    about_releases,
    has_version,
    is_release,
    says_when,
    versions,
)
from rag.engine import Engine
from rag.store.encoder import Encoder
from tests.serving import opened

CHANGELOG = """# Changelog of Tern

## 1.4.0 – 2026-05-19

- Added: a key that keeps a parcel from being sent twice.
- Fixed: labels were printed upside down.

## 1.3.0 – 2026-02-03

- Added: parcels can be tracked by their barcode.
- Changed: a session lasts 40 minutes (was 60).
- Removed: the fax gateway.

## 1.2.1 – 2025-11-12

- Fixed: the courier's name was cut after 20 letters.
"""
MANUAL = """# Manual of Tern

You print a label with `tern label`. Labels are printed on the printer of the depot. A courier is asked
for the barcode of each parcel. From 1.3 there is no way back to 1.2.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("tern")
    with opened(folder, encoder, texts={"changelog.md": CHANGELOG, "manual.md": MANUAL}) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which version added tracking by barcode?", ["1.3.0 – 2026-02-03", "tracked by their"]),
        ("In which release was the fax gateway removed?", ["1.3.0", "the fax gateway"]),
        ("What changed in 1.3?", ["1.3.0", "barcode", "40 minutes", "fax gateway"]),
        ("When was 1.4.0 released?", ["1.4.0 – 2026-05-19"]),
    ],
)
def test_the_heading_of_a_release_stands_above_what_it_changed(
    engine: Engine, question: str, wanted: list[str]
) -> None:
    answer = engine.answer(question)
    assert not answer.abstained
    at = [answer.text.find(words) for words in wanted]
    assert -1 not in at and at == sorted(at), answer.text
    for citation in answer.citations:
        document = engine.library.document(citation.provenance.document_id)
        assert document.text[citation.start_char : citation.end_char] == citation.quote


KEPT = """# Plover changelog

Plover keeps the tide tables of a small port. The newest release is the first.

## 2.3.0 — 2025-03-04

### Added

- Tables can be printed on one page.

### Changed

- A table is read anew every 20 minutes, no longer every hour.

### Deprecated

- The old address of the feed.

## 2.2.0 — 2024-11-19

This is a large release.

### Removed

- The telex output, because nobody has a telex.

## 2.1.0 — 2024-07-02

### Fixed

- Low water was an hour late in summer.
"""


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("When was 2.2.0 released?", ["2.2.0 — 2024-11-19"]),
        ("When was Plover 2.3.0 released?", ["2.3.0 — 2025-03-04"]),
        ("What changed in Plover 2.3.0?", ["2.3.0", "one page", "20 minutes", "old address"]),
        ("Which version removed the telex output?", ["2.2.0 — 2024-11-19", "telex output"]),
    ],
)
def test_between_a_release_and_its_list_may_stand_what_sort_of_changes_they_are(
    question: str, wanted: list[str], tmp_path: Path, encoder: Encoder
) -> None:
    texts = {"plover.md": KEPT, "manual.md": MANUAL}
    with opened(tmp_path, encoder, texts=texts) as engine:
        answer = engine.answer(question)
    assert not answer.abstained
    at = [answer.text.find(words) for words in wanted]
    assert -1 not in at and at == sorted(at), answer.text


@pytest.mark.parametrize("question", ["What changed in 1.7?", "When was 2.0.0 released?"])
def test_a_version_that_no_document_has_is_missed(engine: Engine, question: str) -> None:
    answer = engine.answer(question)
    assert answer.abstained
    assert "do not mention" in (answer.reason or "")


def test_other_questions_read_no_heading(engine: Engine) -> None:
    answer = engine.answer("Where are labels printed?")
    assert "printer of the depot" in answer.sentences[0].text
    assert "1.4.0" not in answer.text


def test_what_is_about_a_release() -> None:
    assert versions("What changed in v2.5?") == ("2.5",)
    assert not versions("By how much has it changed, 2.5 million or 2.5%?")
    assert not versions("Is 2.5 more than 2.4?")
    assert has_version("2.3", "2.3.1 – June") and not has_version("2.3", "12.3")
    assert about_releases(analyse("When was the key added?"))
    assert not about_releases(analyse("When was the bridge built?"))
    assert is_release("2.4.0 – 2026-09-14") and is_release("3 June 2026")
    assert not is_release("What is new")
    assert says_when(analyse("When was 2.2.0 released?"), "2.2.0 – 2026-02-11")
    assert not says_when(analyse("When was 2.2.0 released?"), "2.2.1 – 2026-02-11")
    assert not says_when(analyse("When was 2.2.0 released?"), "2.2.0")

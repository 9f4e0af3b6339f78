"""The renditions in ``corpus/`` are complete, in our own words, and say what they are."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.cases import Suite, discover, load_all
from evals.text import contains

ROOT = Path(__file__).parent.parent
RENDITIONS = sorted(p for p in (ROOT / "corpus").glob("*.md") if p.name != "README.md")
GOLD = ROOT / "evals" / "gold"
ORIGINALS = ROOT.parent / "shared" / "seeds" / "texts"

needs_originals = pytest.mark.skipif(not ORIGINALS.is_dir(), reason="originals not at hand")
each_rendition = pytest.mark.parametrize("path", RENDITIONS, ids=lambda p: p.stem)

# Longer than any title the sources name ("Country Guide for Foreign Investment and Cooperation").
SHARED_RUN = 9

# What the renditions leave out on purpose: the photo's credit and caption, and a teaser.
PHOTO = re.compile(r"^Florence Lo-Pool.*$|^Chinese President Xi Jinping speaks.*$", re.M)
TEASER = re.compile(r"^Check Also\b.*\Z", re.M | re.S)
LIST_MARKER = re.compile(r"^\s*\d+\.\s", re.M)

# Capitalised only because they open a sentence or stand in a headline.
OPENERS = re.compile(
    r"\b(According|Additionally|Although|Amid|Analysis|Bilateral|Currently|Despite|Final|Following|"
    r"Furthermore|However|Leading|Meanwhile|Moreover|Multiple|Prospects|Pursuant|Still|Through)\b"
)


def front_matter(path: Path) -> dict[str, Any]:
    """The YAML between the first two ``---`` lines."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    assert isinstance(loaded, dict)
    return loaded


def body(path: Path) -> str:
    """Everything below the front matter."""
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


def original(path: Path) -> str:
    """The source of a rendition, without its noise and its list numbers."""
    text = (ORIGINALS / front_matter(path)["source_file"]).read_text(encoding="utf-8")
    return LIST_MARKER.sub("", TEASER.sub("", PHOTO.sub("", text))).replace("’", "'")


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'"))


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of SHARED_RUN words of a text."""
    found = words(text)
    return {tuple(found[i : i + SHARED_RUN]) for i in range(len(found) - SHARED_RUN + 1)}


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d(?:[\d.,]*\d)?", text))


def names(text: str) -> set[str]:
    """Capitalised words of two letters or more, without a possessive ending."""
    return set(re.findall(r"\b[A-Z][A-Za-z]+(?:-[A-Z][A-Za-z]+)*", text))


def test_there_is_one_rendition_of_each_source() -> None:
    sources = [front_matter(path)["source_file"] for path in RENDITIONS]
    assert len(sources) == len(set(sources)) == 3


@each_rendition
def test_front_matter_is_complete(path: Path) -> None:
    meta = front_matter(path)
    assert list(meta) == [
        "title", "publisher", "author", "published", "published_note",
        "language", "kind", "rendition", "source_file",
    ]  # fmt: skip
    assert meta["title"] and meta["publisher"]
    assert meta["published"] is None and "undated" in meta["published_note"]
    assert meta["language"] == "en"
    assert meta["kind"] in {"analysis", "news", "announcement"}
    assert meta["rendition"] == "summary"


@each_rendition
def test_body_is_plain_prose_under_headings(path: Path) -> None:
    text = body(path)
    assert len(re.findall(r"^## \S", text, re.M)) >= 5
    assert not re.search(r"[*`\[\]]|https?:|__", text), "inline markup"
    paragraphs = [block for block in text.split("\n\n") if block.strip()]
    assert len(paragraphs) == len(set(paragraphs))


def test_the_six_areas_of_the_health_agreement_are_a_list() -> None:
    text = body(ROOT / "corpus" / "israel-china-healthcare-agreement.md")
    section = text.split("## Six areas of cooperation")[1].split("##")[0]
    assert len(re.findall(r"^- \S", section, re.M)) == 6


@needs_originals
@each_rendition
def test_no_run_of_words_is_copied_from_any_source(path: Path) -> None:
    sources = [p.read_text(encoding="utf-8") for p in ORIGINALS.glob("*.txt")]
    copied = runs(body(path)) & set().union(*map(runs, sources))
    assert not copied


@needs_originals
@each_rendition
def test_every_figure_is_carried_over_and_none_added(path: Path) -> None:
    assert figures(body(path)) == figures(original(path))


@needs_originals
@each_rendition
def test_every_name_is_carried_over(path: Path) -> None:
    text = body(path)
    wanted = names(OPENERS.sub("", original(path)))
    assert not {name for name in wanted if not re.search(rf"\b{name}", text, re.I)}


@pytest.mark.parametrize("suite", discover(GOLD, ROOT / "corpus"), ids=lambda suite: suite.name)
def test_gold_questions_quote_their_documents_and_the_quotes_hold_the_answer(suite: Suite) -> None:
    for case in load_all(suite.gold):
        quotes = list(zip(case.reference_contexts, case.reference_sources, strict=True))
        assert case.answerable == bool(quotes) == bool(case.expected), case.where
        for quote, source in quotes:
            assert body(suite.corpus / source).count(quote) == 1, (case.where, quote)
        evidence = "\n".join(case.reference_contexts)
        for group in case.expected:
            assert any(contains(evidence, word) for word in group), (case.where, group)


@needs_originals
def test_gold_answers_hold_on_the_originals_too() -> None:
    for case in load_all(discover(GOLD, ROOT / "corpus")[0].gold):
        if case.where.startswith("blind"):
            continue  # written by one who had our rendition only
        sources = sorted(set(case.reference_sources))
        evidence = "\n".join(original(ROOT / "corpus" / source) for source in sources)
        for group in case.expected:
            assert any(contains(evidence, word) for word in group), (case.where, group)


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        (figures, "USD 23.38 billion in 2023, nearly 70%.", {"23.38", "2023", "70"}),
        (names, "Pines-Feldman of JI on Israel's IDF", {"Pines-Feldman", "JI", "Israel", "IDF"}),
        (words, "U.S.-Israel’s 1st", ["u", "s", "israel", "s", "1st"]),
    ],
)  # fmt: skip
def test_the_checks_see_what_they_should(check: Any, text: str, expected: Any) -> None:
    assert check(text) == expected

"""Chunks: exact slices of whole sentences, within the embedder's limit, nothing left out."""

import re
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.chunk import CHUNKER, LIMIT, chunk_document, embedding_prefix
from rag.reading.sentences import split_sentences
from rag.schema import Chunk, Document, Kind
from rag.store.encoder import Encoder

_PIECE = re.compile(r"[\u3400-\u9fff]|\w+|[^\w\s]")


def pieces(text: str) -> Sequence[tuple[int, int]]:
    """Like WordPiece: words in parts of five letters, but one piece for a word of over 100."""
    found = []
    for match in _PIECE.finditer(text):
        start, end = match.span()
        step = 5 if end - start <= 100 else end - start
        found += [(at, min(at + step, end)) for at in range(start, end, step)]
    return found


def document(text: str, title: str = "The title") -> Document:
    return Document("d" * 16, "a.md", title, text, "0" * 64)


def chunks(text: str, *, limit: int = LIMIT, title: str = "The title") -> list[Chunk]:
    return chunk_document(document(text, title), pieces, limit=limit)


def check(text: str, found: Sequence[Chunk], limit: int, title: str = "The title") -> None:
    end = 0
    for i, chunk in enumerate(found):
        assert text[chunk.start_char : chunk.end_char] == chunk.text == chunk.text.strip()
        assert chunk.id == f"{'d' * 16}:{chunk.start_char}-{chunk.end_char}"
        assert chunk.index == i and chunk.start_char >= end
        assert chunk.sentences[0].start_char == chunk.start_char
        assert chunk.sentences[-1].end_char == chunk.end_char
        kinds = [s.kind for s in chunk.sentences]
        assert Kind.HEADING not in kinds[kinds.count(Kind.HEADING) :]
        prefix = embedding_prefix(title, chunk.headings)
        assert len(pieces(prefix + chunk.text)) <= limit
        end = chunk.start_char
        for sentence in chunk.sentences:
            assert end <= sentence.start_char < sentence.end_char
            assert chunk.slice(sentence) == text[sentence.start_char : sentence.end_char]
            end = sentence.end_char
    cited = [
        at
        for chunk in found
        for s in chunk.sentences
        for at in range(s.start_char, s.end_char)
        if not text[at].isspace()
    ]
    citable = [
        at
        for s in split_sentences(text)
        for at in range(s.start_char, s.end_char)
        if not text[at].isspace()
    ]
    assert cited == citable


WORD = st.sampled_from(
    ["trade", "and", "Israel", "telecommunications", "3.5", "中国贸易", "של", "a,"]
)
SENTENCE = st.lists(WORD, min_size=1, max_size=60).map(lambda words: " ".join(words) + ".")
BLOCK = st.one_of(
    st.lists(SENTENCE, min_size=1, max_size=8).map(" ".join),
    SENTENCE.map(lambda s: "## " + s[:40]),
    st.lists(SENTENCE, min_size=1, max_size=5).map(lambda s: "\n".join(f"- {one}" for one in s)),
    st.just("| a | b |\n| 1 | 2 |"),
    st.text(max_size=400),
    st.integers(90, 700).map(lambda n: "x" * n),
)


@given(st.lists(BLOCK, max_size=10).map("\n\n".join), st.sampled_from([170, 200, 250]))
def test_invariants(text: str, limit: int) -> None:
    check(text, chunks(text, limit=limit), limit)


@given(st.text(max_size=600), st.lists(st.text(max_size=300), max_size=6))
def test_prefix_is_short_and_one_line(title: str, headings: list[str]) -> None:
    prefix = embedding_prefix(title, headings)
    assert len(prefix) <= 161
    assert prefix == "" or (prefix.endswith("\n") and prefix.count("\n") == 1)


def test_real_word_pieces_stay_within_the_limit(encoder: Encoder) -> None:
    text = "\n\n".join(
        [
            "# Trade\n\nBilateral trade reached USD 23.38 billion in 2023, antidisestablishment. "
            * 30,
            "## 贸易\n\n" + "中国和以色列的贸易额在2023年达到233.8亿美元。" * 40,
            "## סחר\n\n" + 'צה"ל הודיע כי הסחר עלה ב-3.5 אחוזים בשנת 2023. ' * 40,
            "## Ünïcode 😀\n\n" + "naïve façade coöperation — résumé 😀👍🏽, " * 60,
        ]
    )
    found = chunk_document(document(text, "Trade between China and Israel"), encoder.pieces)
    assert len(found) > 10
    for chunk in found:
        whole = embedding_prefix("Trade between China and Israel", chunk.headings) + chunk.text
        assert len(encoder.pieces(whole)) <= LIMIT


def test_nothing_to_cite_gives_no_chunks() -> None:
    assert chunks("") == chunks(" \n\n --- \n") == []


def test_a_document_of_headings_gives_a_chunk() -> None:
    (chunk,) = chunks("# Only a title")
    assert chunk.text == "Only a title" and chunk.headings == ()


def test_headings_are_in_the_first_chunk_of_their_section_and_above_the_others() -> None:
    body = "The two sides signed an agreement on trade in that year. " * 20
    text = f"# Top\n\nIntro here.\n\n## One\n\n{body}\n\n### Deep\n\nDeep body.\n\n## Two\n\nLast."
    found = chunks(text, limit=120)
    seen = [(c.headings, c.text.split("\n")[0][:8]) for c in found]
    assert seen[0] == ((), "Top")
    assert seen[1] == (("Top",), "One")
    assert seen[2][0] == ("Top", "One") and seen[2][1].startswith("The two")
    assert seen[-2] == (("Top", "One"), "Deep")
    assert seen[-1] == (("Top",), "Two")


def test_headings_in_a_row_open_one_section() -> None:
    found = chunks("# Top\n\n## Part\n\nBody of the part.\n\n## Empty\n\n## Next\n\nMore body.")
    assert [(c.headings, " / ".join(c.text.split("\n\n"))) for c in found] == [
        ((), "Top / ## Part / Body of the part."),
        (("Top",), "Empty"),
        (("Top",), "Next / More body."),
    ]


def test_paragraphs_stay_whole_where_they_fit() -> None:
    paragraph = "The two sides signed an agreement on trade in that very year. " * 6
    found = chunks("\n\n".join([paragraph.strip()] * 4), limit=200)
    blocks = [block for c in found for block in {s.block for s in c.sentences}]
    assert sorted(blocks) == [0, 1, 2, 3]


def test_a_long_paragraph_is_cut_into_like_parts_without_a_tiny_tail() -> None:
    text = " ".join(f"Sentence {i} tells of trade and of health in many words." for i in range(30))
    sizes = [len(pieces(c.text)) for c in chunks(text)]
    assert len(sizes) >= 3 and min(sizes) >= 0.6 * max(sizes)


def test_a_list_stays_with_the_line_that_leads_to_it() -> None:
    before = "The two sides signed an agreement on trade in that very year. " * 9
    items = "\n".join(f"- area number {i} of the agreement" for i in range(6))
    found = chunks(f"{before}\n\nIt covers these areas:\n\n{items}", limit=200)
    (lead,) = [c for c in found if "these areas:" in c.text]
    assert "area number 5" in lead.text


@pytest.mark.parametrize("heads", ["Order | Customer | Placed", "Order | 4 hours | 7.80"])
def test_a_passage_in_the_middle_of_a_table_knows_its_columns(heads: str) -> None:
    rows = [f"| {n} | Orme plc of Harrow Bridge | {n % 28} March |" for n in range(1000, 1040)]
    text = "\n".join(["# Orders", "", f"| {heads} |", *rows, "", "They are all open."])
    found = chunks(text, limit=100)
    check(text, found, 100)
    assert len(found) > 4
    named = "7.80" not in heads  # a row of figures names nothing
    inside = [c for c in found if c.index and c.sentences[0].kind is Kind.TABLE_ROW]
    assert inside and all(c.headings == ("Orders", *([heads] * named)) for c in inside)
    assert found[0].headings == ()


def test_a_sentence_over_the_limit_is_cut_at_clauses() -> None:
    text = ", ".join(f"clause number {i} of this endless sentence" for i in range(60)) + "."
    found = chunks(text)
    check(text, found, LIMIT)
    assert all(c.text.endswith((",", ".")) for c in found)


@pytest.mark.parametrize(
    "text", ["a" * 10**6, "word " * 200_000, "x, y " * 200_000, "中" * 300_000]
)
def test_a_megabyte_without_sentences(text: str) -> None:
    started = time.process_time()
    found = chunks(text)
    assert time.process_time() - started < 20
    assert "".join(c.text for c in found).replace(" ", "") == text.replace(" ", "")
    assert all(len(c.text) <= 2_000 for c in found)


def test_the_fingerprint_names_the_limit() -> None:
    assert str(LIMIT) in CHUNKER


PREFIXES = {
    "nothing": ("", (), ""),
    "title": ("Trade", (), "Trade\n"),
    "headings": ("Trade", ("Part", "Deep"), "Trade > Part > Deep\n"),
    "title again as first heading": ("Trade", ("Trade", "Part"), "Trade > Part\n"),
    "headings alone": ("", ("Part",), "Part\n"),
    "line breaks": ("Trade\n and  more", (), "Trade and more\n"),
}


@pytest.mark.parametrize("name", PREFIXES)
def test_prefix(name: str) -> None:
    title, headings, expected = PREFIXES[name]
    assert embedding_prefix(title, headings) == expected


def test_a_long_prefix_keeps_the_innermost_heading() -> None:
    prefix = embedding_prefix(
        "many words in a title " * 10, ("outer heading " * 9, "The inner one")
    )
    assert prefix.endswith(" > The inner one\n") and "outer" not in prefix


def test_a_chunk_holds_the_fences_of_its_code() -> None:
    lines = [f"command --number {n}" for n in range(60)]
    short, long = "quux init\n\n  quux serve", "\n".join(lines)
    text = f"# Use\n\n```sh\n{short}\n```\n\nIt runs.\n\n## More\n\n```\n{long}\n```"
    found = chunks(text, limit=100)
    assert found[0].text == f"Use\n\n```sh\n{short}\n```\n\nIt runs."
    code = [s for chunk in found[1:] for s in chunk.sentences if s.kind is Kind.CODE]
    cut = [text[s.start_char : s.end_char] for s in code]
    assert len(cut) > 1 and "\n".join(cut) == long

"""What a terminal gets: document text is data there, never markup."""

import io

import pytest
from rich.console import Console

from rag import show

TEXT = "A [red]mill[/] fetched 40,000 crowns. [1]"


def shown(monkeypatch: pytest.MonkeyPatch, text: str, short: tuple[int, int] | None) -> str:
    """What `rag ask` prints for an answer, with the terminal's signs for bold."""
    out = Console(file=io.StringIO(), force_terminal=True, highlight=False, width=80)
    monkeypatch.setattr(show, "out", out)
    found = {
        "notes": [], "standalone_question": None, "abstained": False, "text": text,
        "disagreements": [], "sentences": [], "citations": [], "timings": {}, "usage": {},
        "confidence": 0.9, "answerer": "extractive",
        "short_answer": short and {"answer_start_index": short[0], "answer_end_index": short[1]},
    }  # fmt: skip
    show.answer(found)
    return str(out.file.getvalue()).splitlines()[0]  # type: ignore[attr-defined]


def test_the_words_that_answer_are_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    at = TEXT.index("40,000 crowns")
    line = shown(monkeypatch, TEXT, (at, at + len("40,000 crowns")))
    assert line == "A [red]mill[/] fetched \x1b[1m40,000 crowns\x1b[0m. [1]"


def test_without_any_nothing_is_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, TEXT, None) == TEXT


def test_commands_are_not_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    command = "curl " + "--option value " * 12 + "| sh"
    out = Console(file=io.StringIO(), highlight=False, width=40)
    monkeypatch.setattr(show, "out", out)
    answer = {
        "notes": [], "standalone_question": None, "abstained": False, "disagreements": [],
        "text": f"Run this: [1]\n```\n{command}\n  [serve]\n```\n[2]", "sentences": [],
        "citations": [], "timings": {}, "usage": {}, "confidence": 0.9, "answerer": "extractive",
    }  # fmt: skip
    show.answer(answer)
    printed = str(out.file.getvalue()).splitlines()  # type: ignore[attr-defined]
    assert printed[:6] == ["Run this: [1]", "```", command, "  [serve]", "```", "[2]"]


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ((3, None), "2 added · 3 parts left out (menus and the like) · 4 chunks"),
        ((1, None), "2 added · 1 part left out (menus and the like) · 4 chunks"),
        ((None, None), "2 added · 4 chunks"),
    ],
)
def test_what_was_left_out_of_files_is_counted(
    monkeypatch: pytest.MonkeyPatch, left_out: tuple[int | None, ...], told: str
) -> None:
    out = Console(file=io.StringIO(), highlight=False, width=100)
    monkeypatch.setattr(show, "out", out)
    items = [{"source": "a.html", "outcome": "added", "left_out": n} for n in left_out]
    show.ingested({"items": items, "chunks": 4, "seconds": 0.1})
    assert out.file.getvalue().startswith(told)  # type: ignore[attr-defined]


PASSAGE = (
    "Dredging\n\n|  | Depth | Width |\n| Upper pool | 2.4 m | 30 m |\n| Lower pool | 3.1 m | 41 m |"
)


def of_rows(monkeypatch: pytest.MonkeyPatch, rows: list[str], short: str) -> list[str]:
    """What `rag ask` prints for an answer of these rows of ``PASSAGE``, line by line."""
    out = Console(file=io.StringIO(), force_terminal=True, highlight=False, width=80)
    monkeypatch.setattr(show, "out", out)
    text, sentences, citations = "", [], []
    for marker, row in enumerate(rows, 1):
        text += "\n" * bool(text)
        said, at = f"{row} [{marker}]", PASSAGE.index(row)
        sentences.append({"text": said, "answer_start_index": len(text), "markers": [marker]})
        citations.append({"marker": marker, "document_id": "d", "start_char_index": at})
        citations[-1] |= {"end_char_index": at + len(row), "cited_text": row, "page": None}
        citations[-1] |= {"document_title": "Pools", "publisher": None, "published": None}
        sentences[-1] |= {"verdict": "supported"}
        text += said
    at = text.index(short)
    show.answer(
        {
            "notes": [], "standalone_question": None, "abstained": False, "text": text,
            "disagreements": [], "sentences": sentences, "citations": citations, "timings": {},
            "usage": {}, "confidence": 0.9, "answerer": "extractive",
            "short_answer": {"answer_start_index": at, "answer_end_index": at + len(short)},
            "retrieved": [
                {"document_id": "d", "start_char_index": 0, "end_char_index": len(PASSAGE),
                 "text": PASSAGE, "headings": []}
            ],
        }
    )  # fmt: skip
    printed = str(out.file.getvalue())  # type: ignore[attr-defined]
    return printed.split("Sources")[0].replace("\x1b[2m", "").splitlines()


def test_rows_stand_below_the_names_of_their_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    row = "Lower pool | 3.1 m | 41 m"
    for quoted in (["Depth | Width", row], [row]):
        lines = of_rows(monkeypatch, quoted, "41 m")
        heads, cells = (line.replace("\x1b[0m", "").split() for line in lines[:2])
        assert heads[:2] == ["Depth", "Width"] and len(heads) == 1 + len(quoted)
        assert cells == ["Lower", "pool", "3.1", "m", "\x1b[1m41", "m", f"[{len(quoted)}]"]
        assert lines[0].replace("\x1b[0m", "").index("Depth") == lines[1].index("3.1 m")
        assert "|" not in "".join(lines)


def test_a_file_that_fails_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    err = Console(file=io.StringIO(), highlight=False, width=80)
    monkeypatch.setattr(show, "err", err)
    monkeypatch.setattr(show, "out", Console(file=io.StringIO()))
    item = {"outcome": "failed", "source": "mix/a.txt", "reason": "mix/a.txt: it is empty"}
    show.ingested({"items": [item], "chunks": 0, "seconds": 0.1})
    assert str(err.file.getvalue()) == "failed mix/a.txt: it is empty\n"  # type: ignore[attr-defined]

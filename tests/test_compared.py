"""Two rows of a table that a question compares: the one that has it stands first."""

import pytest

from tests.passages import answered, document

SURE = 0.5
MILLS = document(
    "mills",
    "# Mills of the Wensum\n\n| Mill | Height (m) | Weight of the cap | Built | Rent |\n|---|---|---|---|---|\n"
    "| Cley Mill | 21 | 4,200 kg | 1819 | 900 |\n| Stow Mill | 13 | 900 kg | 1825 | 750 |\n"
    "| Burnham Overy | 18 | 3,000 kg | 1816 | 1,100 |\n| Letheringsett | 12 | – | 1802 | 750 |\n",
)


def shown(question: str) -> tuple[list[str], str | None]:
    found = answered(question, MILLS)
    text = " ".join(p.chunk.chunk.slice(s) for p in found.picked for s in p.sentences)
    names = [n for n in ("Cley Mill", "Stow Mill", "Burnham Overy", "Letheringsett") if n in text]
    short = found.short and MILLS.text[found.short.start_char : found.short.end_char]
    return (sorted(names, key=text.index), short) if found.confidence >= SURE else ([], None)


@pytest.mark.parametrize(
    ("question", "rows", "short"),
    [
        ("Which is cheaper, Cley Mill or Stow Mill?", ["Stow Mill", "Cley Mill"], "Stow Mill"),
        ("Which is taller, Stow Mill or Burnham Overy?", ["Burnham Overy", "Stow Mill"], "Burnham Overy"),
        ("Is the cap of Stow Mill heavier than that of Cley Mill?", ["Cley Mill", "Stow Mill"], None),
        ("Which of Cley Mill and Burnham Overy was built first?", ["Burnham Overy", "Cley Mill"], "Burnham Overy"),
        ("Which has the lower rent, Stow Mill or Letheringsett?", ["Stow Mill", "Letheringsett"], None),
    ],
)  # fmt: skip
def test_the_one_that_has_it_stands_first(question: str, rows: list[str], short: str) -> None:
    assert shown(question) == (rows, short)


def test_how_they_were_compared_is_said() -> None:
    found = answered("Which is cheaper, Cley Mill or Stow Mill?", MILLS)
    assert found.notes == ("Found by comparing 2 rows of the table by “Rent”.",)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Which is taller, Cley Mill or Horsey Mill?", "The table has a row for one of the two only."),
        (
            "Which is warmer, Cley Mill or Stow Mill?",
            "The table has no column by which these can be compared.",
        ),
        (
            "Which is cheaper to insure, Cley Mill or Stow Mill?",
            "The table has no column by which these can be compared.",
        ),
    ],
)  # fmt: skip
def test_what_the_table_cannot_compare(question: str, reason: str) -> None:
    found = answered(question, MILLS)
    assert found.confidence < SURE
    assert found.reason == reason

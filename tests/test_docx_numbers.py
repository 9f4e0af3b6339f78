"""The numbers of Word's lists, which stand in no paragraph's text."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from rag.reading.load import read_bytes

Level = tuple[str, str]  # how it is counted, how it is written
LEGAL = (("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)"))


class Book:
    """A Word file with lists of our own."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self._root = self.document.part.numbering_part.element

    def add_list(
        self, number: int, levels: Sequence[Level], *, styles: Mapping[int, str] | None = None
    ) -> None:
        """A list ``number``, and its own way to count."""
        written = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            + (f'<w:pStyle w:val="{styles[n]}"/>' if styles and n in styles else "")
            + f'<w:lvlText w:val="{text}"/></w:lvl>'
            for n, (form, text) in enumerate(levels)
        )
        spaces = nsdecls("w")
        kind = f'<w:abstractNum {spaces} w:abstractNumId="{number}">{written}</w:abstractNum>'
        self._root.insert(0, parse_xml(kind))
        self.add_use(number, number)

    def add_use(self, number: int, of: int, *, start: int | None = None) -> None:
        """Another list of that way to count, from the beginning where ``start`` says so."""
        anew = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        self._root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{of}"/>'
                f"{'' if start is None else anew}</w:num>"
            )
        )

    def add(self, text: str, number: int | None = None, level: int = 0, style: str = "") -> Any:
        """A paragraph of that list."""
        paragraph = self.document.add_paragraph(text, style=style or None)
        if number is not None:
            self.listed(paragraph._p.get_or_add_pPr(), number, level)
        return paragraph

    def listed(self, properties: Any, number: int, level: int | None) -> None:
        """Paragraph properties that name a list."""
        at = "" if level is None else f'<w:ilvl w:val="{level}"/>'
        for old in properties.findall(qn("w:numPr")):
            properties.remove(old)
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}>{at}<w:numId w:val="{number}"/></w:numPr>')
        )

    def text(self) -> str:
        """What is read of it."""
        out = io.BytesIO()
        self.document.save(out)
        return read_bytes(out.getvalue(), name="a.docx").text


@pytest.fixture
def book() -> Book:
    return Book()


def test_a_list_of_word_keeps_its_numbers(book: Book) -> None:
    for text in ("First term.", "Second term."):
        book.add(text, style="List Number")
    book.add("Loose.", style="List Bullet")
    assert book.text() == "1. First term.\n2. Second term.\n- Loose."


def test_levels_are_counted_as_word_counts_them(book: Book) -> None:
    book.add_list(50, LEGAL)
    for level in (0, 1, 1, 2, 2, 3, 1, 2, 0, 2):
        book.add("Words here.", 50, level)
    marks = [line.removesuffix(" Words here.") for line in book.text().split("\n") if line]
    assert marks == ["1.", "1.1", "1.2", "(a)", "(b)", "(i)", "1.3", "(a)", "2.", "(a)"]


def test_lists_of_one_kind_count_on_unless_they_say_otherwise(book: Book) -> None:
    book.add_list(50, [("decimal", "%1)")])
    book.add_use(51, 50)
    book.add_use(52, 50, start=1)
    for number in (50, 51, 52, 52):
        book.add("Words here.", number)
    assert [line[:2] for line in book.text().split("\n")] == ["1)", "2)", "1)", "2)"]


def test_headings_have_the_numbers_of_their_styles(book: Book) -> None:
    book.add_list(50, [("upperRoman", "Part %1"), ("decimal", "%2.")],
                  styles={0: "Heading1", 1: "Heading2"})  # fmt: skip
    for name in ("Heading 1", "Heading 2"):
        properties = book.document.styles[name].element.get_or_add_pPr()
        book.listed(properties, 50, None)
        book.document.add_heading("Term", int(name[-1]))
    assert book.text() == "## Part I Term\n\n### 1. Term"


def test_odd_lists_lose_no_text(book: Book) -> None:
    book.add_list(50, [("decimal", "%1.")])
    book.add_list(51, [("lowerLetter", "%1)")])
    book.add_list(52, [("bullet", "o")])
    book.add_list(53, [("chicago", "%1")])
    book.add_list(54, [("none", "")])
    book.add("", 50)  # an empty one has its number, too
    book.add("One.", 50)
    book.add("Taken out of its list.", 0, style="List Number")
    book.add("Of no list that is there.", 99)
    book.add("Bullet.", 52)
    book.add("Unknown.", 53)
    book.add("Nothing before it.", 54)
    for _ in range(28):
        book.add("Letter.", 51)
    text = book.text()
    assert text.startswith(
        "2. One.\n\nTaken out of its list.\n\n- Of no list that is there.\n- Bullet.\n- Unknown.\n\n"
        "Nothing before it.\n\na) Letter.\nb) Letter."
    )
    assert text.endswith("z) Letter.\n\naa) Letter.\n\nbb) Letter.")


def test_rows_of_a_table_keep_their_numbers(book: Book) -> None:
    book.add_list(50, [("decimal", "%1.")])
    table = book.document.add_table(rows=2, cols=2)
    for row, word in zip(table.rows, ("Lamp", "Desk"), strict=True):
        book.listed(row.cells[0].paragraphs[0]._p.get_or_add_pPr(), 50, 0)
        row.cells[1].text = word
    assert book.text() == "| 1. | Lamp |\n| 2. | Desk |"

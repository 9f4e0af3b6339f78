"""Spreadsheets and CSV files: rows of cells with the names of their columns."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.styles.numbers import FORMAT_PERCENTAGE

from rag.errors import FileTooLarge, ParserFailed, UnsupportedFile
from rag.reading import parse_sheet
from rag.reading.detect import kind_of
from rag.reading.load import Limits, read_bytes
from rag.reading.sentences import split_sentences
from rag.schema import Document, Kind


def rows_of(document: Document) -> list[str]:
    return [
        document.text[s.start_char : s.end_char]
        for s in split_sentences(document.text)
        if s.kind is Kind.TABLE_ROW
    ]


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        'Order,Customer,Status\n1004,"Orme, plc",open\n1006,Tann,"late |\n still"\n',
        "Order;Customer;Status\r\n1004;Orme, plc;open\r\n1006;Tann;late / still\r\n",
        "Order\tCustomer\tStatus\n1004\tOrme, plc\topen\n1006\tTann\tlate / still\t\n",
    ],
    ids=["commas", "semicolons", "tabs"],
)
def test_a_csv_file_comes_in_rows(text: str) -> None:
    found = read_bytes(text.encode(), name="orders_2024.csv")
    assert rows_of(found) == [
        "Order | Customer | Status",
        "1004 | Orme, plc | open",
        "1006 | Tann | late / still",
    ]
    assert found.title == "orders 2024" and found.metadata["file_type"] == "csv"


def test_a_csv_file_of_one_column_is_its_lines() -> None:
    assert read_bytes(b"Apples\nPears\n", name="a.csv").text == "Apples\n\nPears"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (",CX-1,CX-3\nBoiler,0.8 l,1.6 l\n", ["|  | CX-1 | CX-3", "Boiler | 0.8 l | 1.6 l"]),
        (",CX-1\nBoiler,0.8 l\nNoise,52 dB\n", ["|  | CX-1", "Boiler | 0.8 l", "Noise | 52 dB"]),
        (",Price list\nItem,Price\nTea,2 €\n", ["Item | Price", "Tea | 2 €"]),
    ],
)
def test_a_heading_row_of_a_csv_file_keeps_its_empty_first_cell(text: str, rows: list[str]) -> None:
    assert rows_of(read_bytes(text.encode(), name="a.csv")) == rows


def test_a_csv_file_in_an_old_encoding() -> None:
    text = "Straße;Größe\nMühlgasse;fünf Meter lang\nHöhenweg;zwölf Meter lang\n"
    assert "Mühlgasse | fünf" in read_bytes(text.encode("cp1252"), name="a.csv").text


def test_a_workbook_is_read_as_it_is_shown() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Prices"
    sheet.append(["Prices of the year"])
    sheet.append([])
    sheet.append(["Item", "", "Price", "Share", "From", "Sold", "Left"])
    sheet.append(["Lamp", None, 12.5, 0.125, date(2025, 3, 1), True, 1200])
    sheet.append(["Desk | oak", None, 80, 0.5, datetime(2025, 4, 2, 9, 30), False, 0.1 + 0.2])
    for row in sheet.iter_rows(min_row=4):
        row[2].number_format = '#,##0.00 "€"'
        row[3].number_format = FORMAT_PERCENTAGE
    book.create_sheet("Notes").append(["Closed in August."])
    hidden = book.create_sheet("Costs")
    hidden.append(["Lamp", 3])
    hidden.sheet_state = "hidden"
    found = read_bytes(saved(book), name="price_list.xlsx")
    assert found.text == (
        "## Prices\n\nPrices of the year\n\n"
        "| Item | Price | Share | From | Sold | Left |\n"
        "| Lamp | 12.50 € | 12.5% | 2025-03-01 | yes | 1200 |\n"
        "| Desk / oak | 80.00 € | 50% | 2025-04-02 09:30 | no | 0.3 |\n\n"
        "## Notes\n\nClosed in August."
    )
    assert found.title == "price list"
    assert [cut["text"] for cut in found.metadata["cut"]] == ["Costs"]


def test_formulas_that_no_program_has_worked_out_are_told() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Costs"
    for row in (["Line", "Q1", "Year"], ["Rent", 100, "=B2*4"], ["Heat", 30, '=IF(B3>9,"a<b",1)']):
        book.active.append(row)
    book.create_sheet("Plain").append(["Lamp", 3])
    [cut] = read_bytes(saved(book), name="a.xlsx").metadata["cut"]
    assert cut["text"] == "Costs" and cut["reason"].startswith("2 formulas have no result saved")
    assert "spreadsheet program" in cut["reason"]


@pytest.mark.parametrize(
    ("cell", "empty"),
    [
        ('<c r="A1"><f>B1</f><v></v></c>', 1),
        ('<c r="A1"><f>B1</f></c>', 1),
        ('<c r="A1"><f t="shared" si="0"/><v/></c>', 1),
        ('<x:c r="A1"><x:f>B1</x:f></x:c>', 1),
        ('<c r="A1"><f>B1</f><v>3</v></c>', 0),
        ('<c r="A1"><f t="shared" si="0"/><v>3</v></c><c r="A2"><v></v></c>', 0),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', 0),
        ('<c r="A1" t="n"/><c r="B1"><v>3</v></c>', 0),
    ],
)
def test_a_formula_without_a_result_is_known_by_its_cell(cell: str, empty: int) -> None:
    assert parse_sheet._without_result(cell.encode()) == empty


def test_a_workbook_of_one_unnamed_sheet_has_no_headings() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    book.active.append(["A", "B"])
    assert read_bytes(saved(book), name="a.xlsx").text == "| A | B |"


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (12.5, "[$€-407] #,##0.00", "12.50 €"),
        (12.5, "[$-409]#,##0.0", "12.5"),
        (12.5, "[$CHF] #,##0.00", "12.50 CHF"),
        (12, "00000", "00012"),
        (12345678901234.5, "General", "12345678901234.5"),
    ],
)
def test_numbers_are_written_as_their_format_says(value: float, form: str, shown: str) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    book.active.append(["A", value])
    book.active["B1"].number_format = form
    assert read_bytes(saved(book), name="a.xlsx").text == f"| A | {shown} |"


def test_a_table_that_would_be_filled_up_with_empty_cells_is_refused() -> None:
    wide = "\n".join(["a,b"] * 3_000 + [",".join("x" * 2_000)])
    with pytest.raises(FileTooLarge, match="cells"):
        read_bytes(wide.encode(), name="a.csv")


def test_workbooks_that_cannot_be_read_say_why() -> None:
    book = openpyxl.Workbook()
    for _ in range(200):
        book.active.append(["word " * 50, "more"])
    with pytest.raises(FileTooLarge, match="1,000 characters"):
        read_bytes(saved(book), name="a.xlsx", limits=Limits(text_chars=1_000))
    with pytest.raises(ParserFailed, match="damaged"):
        read_bytes(saved(book)[:-400], name="a.xlsx")
    with pytest.raises(UnsupportedFile, match="xlsx"):
        kind_of(b"\xd0\xcf\x11\xe0" + bytes(600), "a.xls")

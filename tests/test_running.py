"""Running heads, feet and page numbers of a PDF."""

from rag.reading.load import read_bytes
from rag.reading.running import without_running_heads
from tests import files

NAMES = ("one", "two", "three", "four", "five", "six")


def report(n: int) -> tuple[list[str], list[str]]:
    """A page as it was drawn, head and foot first, and as it stands."""
    name = NAMES[n]
    head = ["Aldgrave Foods plc"] if n % 2 else []
    body = [f"Chapter {name}", "All of it is invented.", f"We met {name} times.", f"End of {name}."]
    drawn = [*head, "Annual Report 2025", "www.aldgrave.example", f"Page {n + 5} of 17", *body]
    placed = ["   ".join([*head, "Annual Report 2025"]), *body]
    return drawn, [*placed, f"www.aldgrave.example      Page {n + 5} of 17"]


def test_heads_and_feet_of_several_parts_are_cut_and_told() -> None:
    pages, placed = zip(*map(report, range(6)), strict=True)
    kept, cuts = without_running_heads(pages, placed.__getitem__)
    assert kept == [page[-4:] for page in pages]
    assert {(cut["kind"], cut["text"]) for cut in cuts} == {
        ("running head", "Aldgrave Foods plc"),
        ("running head", "Annual Report 2025"),
        ("running head", "www.aldgrave.example"),
        ("page number", "Page 5 of 17"),
    }
    assert {cut["reason"] for cut in cuts if "www" in cut["text"]} == {
        "stands at the edge of 6 pages, numbers apart"
    }


def test_what_pages_share_further_in_is_kept() -> None:
    pages = [
        ["Pay slip", "Ref", "Employee: A. Writer", "Employer: The Quay", f"Salary {n}00", "a", "b"]
        for n in range(1, 5)
    ]
    kept, _ = without_running_heads(pages, pages.__getitem__)
    assert kept[0][:2] == ["Employee: A. Writer", "Employer: The Quay"]


def test_a_cover_keeps_its_title() -> None:
    pages, placed = zip(*map(report, range(6)), strict=True)
    cover = ["Aldgrave Foods plc", "Annual Report 2025 of the Group"]
    kept, _ = without_running_heads([cover, *pages], [cover, *placed].__getitem__)
    assert kept[0] == cover


def test_rows_of_figures_are_no_page_numbers() -> None:
    rows = [[f"| {n} | {n * n} |", f"| {n + 1} | {n} |", NAMES[n], f"| {n} |"] for n in range(1, 5)]
    assert without_running_heads(rows, rows.__getitem__)[0] == rows


def test_the_heads_of_a_table_that_goes_on_are_said_once() -> None:
    pages = [["| Ship | Days |", f"| {name} | daily |", "a", "b"] for name in NAMES]
    kept, _ = without_running_heads(pages, pages.__getitem__)
    assert [page[0] for page in kept] == [
        "| Ship | Days |",
        *(f"| {n} | daily |" for n in NAMES[1:]),
    ]


def test_a_single_page_has_a_number_too() -> None:
    assert without_running_heads([["Sites", "Page 1"]], lambda _: [])[0] == [["Sites"]]
    assert without_running_heads([["Sites", "1"]], lambda _: [])[0] == [["Sites", "1"]]


def test_a_pdf_tells_what_was_cut_from_its_edges() -> None:
    pages = [[f"It begins with {name}.", f"And {name} is its end."] for name in NAMES]
    found = read_bytes(files.pdf(pages, running="Ministry 2024"), name="a.pdf")
    assert "Ministry" not in found.text
    assert [cut["text"] for cut in found.metadata["cut"]] == ["Ministry 2024", "1"]

"""Rows and columns of a PDF's tables, out of where the words stand."""

import pytest

from rag.reading.grid import with_tables

FEES = """
        Ticket           2 hours   4 hours  Remarks
Adult                      €5.50     €7.80  none
                                            only with
Child under six            €2.70            an adult
years of age                                who pays
Student                    €4.10     €5.90  card needed
"""


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_cells_are_put_together_in_the_order_in_which_they_were_drawn() -> None:
    drawn = [
        "Fees", "Ticket", "2 hours", "4 hours", "Remarks", "Adult", "€5.50", "€7.80", "none",
        "Child under six", "years of age", "€2.70", "only with", "an adult", "who pays",
        "Student €4.10 €5.90 card needed", "The end.",
    ]  # fmt: skip
    assert with_tables(drawn, f"Fees\n{FEES}The end.".splitlines()) == [
        "Fees",
        "| Ticket | 2 hours | 4 hours | Remarks |",
        "| Adult | €5.50 | €7.80 | none |",
        "| Child under six years of age | €2.70 |  | only with an adult who pays |",
        "| Student | €4.10 | €5.90 | card needed |",
        "The end.",
    ]


@pytest.mark.parametrize(
    "page",
    [
        # Two columns of prose.
        """
        The council met on Monday and talked        granted so far. In the second part
        about the quay for two hours, then it       the mayor told of her visit to the
        adjourned. Nothing was decided. The         twin town, where she opened a fair.
        quay is to be built of stone.               She was back on Friday, in the rain.
        """,
        # A list with its marks apart.
        """
        1.   Open the valve.
        2.   Press PRIME.
        3.   Close it again.
        """,
        # Too little to be a table.
        """
        Place:   Haifa
        Day:     Friday
        """,
        # Prose whose blanks are wide.
        """
        The  ministry signed the   agreement
        in Haifa. It  runs for  three years
        and may be   renewed if both  agree.
        """,
    ],
    ids=["columns of prose", "a list", "two lines", "justified"],
)
def test_what_is_no_table_is_left_alone(page: str) -> None:
    assert with_tables(lines(page), page.splitlines()) == lines(page)


def test_a_heading_and_what_follows_are_not_drawn_into_a_table() -> None:
    page = """
         Parameter        Value
         Suction lift     4 m
         Weight           4.2 kg
3 Installation
         Part             Torque
         Head screw       4.5 Nm
         Hose             2 Nm
Tighten them crosswise.
"""
    assert with_tables(lines(page), page.splitlines()) == [
        "| Parameter | Value |", "| Suction lift | 4 m |", "| Weight | 4.2 kg |",
        "3 Installation",
        "| Part | Torque |", "| Head screw | 4.5 Nm |", "| Hose | 2 Nm |",
        "Tighten them crosswise.",
    ]  # fmt: skip


def test_a_row_without_a_label_of_its_own_stays_a_row() -> None:
    page = "Region   City    Sales\nNorth    York    10\n         Leeds   20\nSouth    Bath    30\n         Exeter  40"
    assert with_tables(lines(page), page.splitlines()) == [
        "| Region | City | Sales |", "| North | York | 10 |", "|  | Leeds | 20 |",
        "| South | Bath | 30 |", "|  | Exeter | 40 |",
    ]  # fmt: skip


def test_heads_over_figures_are_a_row_of_their_own() -> None:
    page = """
                     2025     2024    Change %
Revenue             412.6    377.1         9.4
Cost of sales      (301.8)  (278.4)        8.4
"""
    assert with_tables(lines(page), page.splitlines()) == [
        "|  | 2025 | 2024 | Change % |",
        "| Revenue | 412.6 | 377.1 | 9.4 |",
        "| Cost of sales | (301.8) | (278.4) | 8.4 |",
    ]


def test_heads_of_two_lines_stay_one_row() -> None:
    page = """
              Suction     Delivery
Model         lift        height
Grebe 40      4 m         12 m
Grebe 60      6 m         14 m
"""
    drawn = [
        "Model", "Suction", "lift", "Delivery", "height", "Grebe 40", "4 m", "12 m",
        "Grebe 60", "6 m", "14 m",
    ]  # fmt: skip
    assert with_tables(drawn, page.splitlines()) == [
        "| Model | Suction lift | Delivery height |",
        "| Grebe 40 | 4 m | 12 m |",
        "| Grebe 60 | 6 m | 14 m |",
    ]


def test_a_head_beside_its_figures_is_of_their_column() -> None:
    page = """
Country           Sites          Pallets          Leased
United Kingdom              15              498             6
Ireland                      4               87   nil
Group             19             585                       6
"""
    assert with_tables(lines(page), page.splitlines()) == [
        "| Country | Sites | Pallets | Leased |", "| United Kingdom | 15 | 498 | 6 |",
        "| Ireland | 4 | 87 | nil |", "| Group | 19 | 585 | 6 |",
    ]  # fmt: skip


def test_words_beside_the_figures_end_no_table() -> None:
    page = """
Segment         Revenue
Storage           218.9
Pharma             54.5
Central    –
Group             412.6
"""
    assert with_tables(lines(page), page.splitlines())[3:] == [
        "| Central | – |", "| Group | 412.6 |"
    ]  # fmt: skip


def test_a_heading_between_two_tables_is_of_neither() -> None:
    page = """
                                                         2025       2024
Revenue                                                 412.6      377.1
Profit for the year                                      23.5       24.8
Sites
Country                                          Sites       Positions
Ireland                                              4              87
Belgium                                              3              71
"""
    assert with_tables(lines(page), page.splitlines()) == [
        "|  | 2025 | 2024 |", "| Revenue | 412.6 | 377.1 |",
        "| Profit for the year | 23.5 | 24.8 |", "Sites",
        "| Country | Sites | Positions |", "| Ireland | 4 | 87 |", "| Belgium | 3 | 71 |",
    ]  # fmt: skip


def test_words_that_are_not_found_together_stay_as_they_are() -> None:
    drawn = ["Ticket 2 hours", "Something else", "Adult €5.50", "Child €2.70"]
    page = "Ticket   2 hours\nAdult    €5.50\nChild    €2.70\n\nSomething else"
    assert with_tables(drawn, page.splitlines()) == drawn


def test_a_bar_in_a_cell_is_none_of_the_table_s() -> None:
    page = "Mode     Key\nA|B      F1\nC        F2"
    assert with_tables(lines(page), page.splitlines())[1] == "| A/B | F1 |"


def test_a_page_that_nobody_reads_is_left_alone() -> None:
    page = ["A    1"] * 5_000
    assert with_tables(["A 1"] * 5_000, page) == ["A 1"] * 5_000


def test_names_to_the_left_of_figures_to_the_right_are_one_column() -> None:
    page = """
Results (£ million)
                              2025                 2024             Change %
 Revenue                                  41.6              37.1                9.4
 Costs                                   (30.8)            (27.4)               8.1
 Profit of the year           10.8                 9.7              11.3
 One-off costs                            (0.7)             (0.2)   n/m
The end.
"""
    drawn = ["Results (£ million)", "2025", "2024", "Change %", "Revenue", "41.6", "37.1", "9.4",
             "Costs", "(30.8)", "(27.4)", "8.1", "Profit of the year", "10.8", "9.7", "11.3",
             "One-off costs", "(0.7)", "(0.2)", "n/m", "The end."]  # fmt: skip
    assert with_tables(drawn, page.splitlines()) == [
        "Results (£ million)",
        "|  | 2025 | 2024 | Change % |",
        "| Revenue | 41.6 | 37.1 | 9.4 |",
        "| Costs | (30.8) | (27.4) | 8.1 |",
        "| Profit of the year | 10.8 | 9.7 | 11.3 |",
        "| One-off costs | (0.7) | (0.2) | n/m |",
        "The end.",
    ]


def test_a_heading_between_two_tables_parts_them() -> None:
    page = """
     Income
                               2025       2024       Change %
       Sales                   41.6       37.1            9.4
       Costs                 (30.8)     (27.4)            8.1
       Profit for the year     10.8        9.7           11.3
     Sites
       Country             Sites          Places (thousand)       Full %
       Norway                 15                       498         86.1
       Ireland                 4                        87         79.4
       Malta                   5                       164         82.7
     Strategy
"""
    assert with_tables(lines(page), page.splitlines()) == [
        "Income",
        "|  | 2025 | 2024 | Change % |",
        "| Sales | 41.6 | 37.1 | 9.4 |",
        "| Costs | (30.8) | (27.4) | 8.1 |",
        "| Profit for the year | 10.8 | 9.7 | 11.3 |",
        "Sites",
        "| Country | Sites | Places (thousand) | Full % |",
        "| Norway | 15 | 498 | 86.1 |",
        "| Ireland | 4 | 87 | 79.4 |",
        "| Malta | 5 | 164 | 82.7 |",
        "Strategy",
    ]

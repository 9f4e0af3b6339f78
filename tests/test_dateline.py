"""The day that a text says of itself."""

from datetime import date

import pytest

from rag.reading.dateline import stated_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("# Lido\n\nPublished 14 June 2026, 07:30. Updated 16 June 2026", date(2026, 6, 14)),
        ("# Minutes\n\nHeld on Tuesday 22 September 2026 in the hall", date(2026, 9, 22)),
        ("Last revised: September 3rd, 2026. Notice number 14", date(2026, 9, 3)),
        ("# Ferry\n\n**Date:** 2026-09-03", date(2026, 9, 3)),
        ("Berlin, 3 March 2026\n\nThe ferry opened.", date(2026, 3, 3)),
        ("# Minutes of the board, 9 Sept. 2024", date(2024, 9, 9)),
        (
            "# Contract\n\ndated 3 February 2025 between Orlestone Clinics Group Limited, a company in "
            "England of 18 Cask Lane, Bristol, and Veldt Systems Limited\n\nEffective Date: 1 March 2025",
            date(2025, 2, 3),
        ),
        ("# Lease\n\nThis Lease Agreement is made on the 3rd February 2025", date(2025, 2, 3)),
        (
            "This Agreement is made and entered into as of May 3, 2024 by and between",
            date(2024, 5, 3),
        ),
        (
            "# Results for the year to 31 March 2025\n\nHull, 29 May 2025 – Norvane, the operator of "
            "warehouses, today announces its results for the year.",
            date(2025, 5, 29),
        ),
        (
            "LONDON, May 29, 2025 /PRNewswire/ -- Norvane, which runs warehouses, today said that it "
            "had opened Maasvlakte.",
            date(2025, 5, 29),
        ),
        (
            "# Our history\n\n3 May 2019 – We opened the first of our two warehouses in Hull\n\n"
            "4 June 2020 – We opened the second of our two warehouses in Hull",
            None,
        ),
        ("29 May 2026 – 3 June 2026 is when the festival takes place in the park", None),
        ("“Effective Date” means 1 March 2025.", None),
        (
            "In a letter dated 3 February 2025 the minister said that he would not pay the sum that "
            "was asked of him.",
            None,
        ),
        ("The war began on 7 October 2023.", None),
        ("Updated on 30 February 2026", None),
        ("Updated in June 2026", None),
        ("\n\n".join(["A line."] * 12) + "\n\nPublished 14 June 2026", None),
        ("", None),
    ],
)
def test_it_is_read_near_the_beginning(text: str, day: date | None) -> None:
    assert stated_date(text) == day

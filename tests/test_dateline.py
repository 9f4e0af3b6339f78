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
        ("The war began on 7 October 2023.", None),
        ("Updated on 30 February 2026", None),
        ("Updated in June 2026", None),
        ("\n\n".join(["A line."] * 12) + "\n\nPublished 14 June 2026", None),
        ("", None),
    ],
)
def test_it_is_read_near_the_beginning(text: str, day: date | None) -> None:
    assert stated_date(text) == day

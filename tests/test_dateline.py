"""The day that a text says of itself."""

from datetime import date
from time import perf_counter

import pytest

from rag.reading.dateline import stated_date
from rag.reading.days import Stated, written_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("# Lido\n\nPublished 14 June 2026, 07:30. Updated 16 June 2026", date(2026, 6, 14)),
        ("# Minutes\n\nHeld on Tuesday 22 September 2026 in the hall", date(2026, 9, 22)),
        ("Last revised: September 3rd, 2026. Notice number 14", date(2026, 9, 3)),
        ("# Ferry\n\n**Date:** 2026-09-03", date(2026, 9, 3)),
        ("Berlin, 3 March 2026\n\nThe ferry opened.", date(2026, 3, 3)),
        ("# Ferry\n\n*Berlin, 3 March 2026 – by Ada Poe*\n\nIt opened.", date(2026, 3, 3)),
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
        ("\n\n".join(["A line."] * 12) + "\n\nPublished 14 June 2026" + "\n\nA line." * 4, None),
        ("", None),
    ],
)
def test_it_is_read_near_the_beginning(text: str, day: date | None) -> None:
    assert stated_date(text) == (day and Stated(day))


SINCE_2023 = "It tells how the weir is kept, by whom, and what it costs the town every year. " * 4


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Operating manual, edition 3 (March 2023). Quill Pumps Ltd, Wharf Lane.", "March 2023"),
        ("For everyone at the mill and our neighbours. Winter 2024, no. 47", "Winter 2024"),
        ("Winter 2024/25", "Winter 2024/25"),
        ("No. 12, Spring 2025", "Spring 2025"),
        ("May 2022", "May 2022"),
        ("May/June 2022", "May/June 2022"),
        ("Rosley, May 2022", "May 2022"),
        ("Quill & Daughters Ltd, Rosley, May 2022", "May 2022"),
        ("Version 2, 14 June 2024", date(2024, 6, 14)),
        ("**Version:** 4.2 | **Date:** May 2022 | **Owner:** A. Quill", "May 2022"),
        ("Policy KR-3. Version 5, in force from 1 April 2023. Owner: A. Quill", date(2023, 4, 1)),
        ("Effective from 1 January 2026", date(2026, 1, 1)),
        ("Press office. Embargoed until 12 September 2024, 06:00 GMT", date(2024, 9, 12)),
        ("EMBARGO: 00:01 GMT, Thursday 12 September 2024", date(2024, 9, 12)),
        ("Issued 3 December 2025. Effective from 1 January 2026", date(2025, 12, 3)),
        ("Effective from 1 January 2026. Issued 3 December 2025", date(2025, 12, 3)),
        ("This policy comes into force on 1 January 2026.", date(2026, 1, 1)),
        ("This is version 0.4 of the guide, last updated 2 May 2018.", date(2018, 5, 2)),
        ("This guide was last revised in May 2022.", "May 2022"),
        ("Prices as of June 2024", "June 2024"),
        ("Updated in June 2026", "June 2026"),
        ("Minutes of the meeting on 12 June 2024", date(2024, 6, 12)),
        (
            "Minutes of the meeting of the weir committee on Wednesday 12 June 2024",
            date(2024, 6, 12),
        ),
        ("Newsletter, March 2024", "March 2024"),
        ("Policy brief no. 17, November 2023, by Sanna Holt", "November 2023"),
        ("The Rosley Gazette, 5 October 2023. By Odd Brass", date(2023, 10, 5)),
        ("Ministry of Weirs, Rosley, press office, 4 June 2025.", date(2025, 6, 4)),
        ("Announcement of 22 September 2025", date(2025, 9, 22)),
        ("Amended on 6 May 2023", date(2023, 5, 6)),
        ("Third edition, 2015", "2015"),
        ("Stand: Juni 2024", "June 2024"),
        ("Stand: 14.06.2024", date(2024, 6, 14)),
        ("Stand: 14. März 2024", date(2024, 3, 14)),
        ("2024年6月", "June 2024"),
        ("发布日期：2024年6月14日", date(2024, 6, 14)),
        ("（2024年6月修订）", "June 2024"),
        ("第12期 2024年6月", "June 2024"),
        ("本办法自2026年1月1日起施行。", date(2026, 1, 1)),
        ("יוני 2024", "June 2024"),
        ("מהדורה 3, מרץ 2026", "March 2026"),
        ("עודכן לאחרונה: ב-14 ביוני 2024", date(2024, 6, 14)),
        ("ירושלים, מרץ 2026", "March 2026"),
    ],
)
def test_a_title_block_says_its_date(lines: str, said: date | str) -> None:
    stated = stated_date(f"# The weir\n\n{lines}\n\n{SINCE_2023}")
    assert stated and (stated.words or stated.day) == said


@pytest.mark.parametrize(
    "lines",
    [
        "On 14 September 1957 the canal opened.",
        "The embargo lasted until 12 March 1974.",
        "Embargo until 12 March 1974 ruined the port.",
        "On 14 September 1957, the canal opened.",
        "The canal opened in March 1957.",
        "The manual was published in March 2023.",
        "In a letter dated 3 February 2025 the minister refused.",
        "In March 2024, the board met in Rosley.",
        "The fever came in the summer of 1952",
        "Ann Quill died in Rosley, 3 May 1950.",
        "Between February 2021 and September 2021",
        "The next issue is published in March 2025.",
        "Next review: May 2025",
        "Review date: May 2025",
        "Date of birth: 3 May 1980",
        "Replaces version 1 of 3 May 2020",
        "Supersedes edition 2 (May 2019).",
        "Valid until 31 December 2026",
        "Your letter dated 3 May 2024",
        "Report for the year ended 31 March 2025",
        "Deadline: 20 December 2024",
        "The agreement of May 2019 is to be revised by 2026.",
        "It may 2022 be said",
        "Drying oven | August 2011 | 3 November 2025\nCentrifuge | May 2017 | 12 March 2026",
        "## 3 May 2019\n\nRain.\n\n## 4 May 2019\n\nSun.",
        "May 2019 – We opened the first of two weirs",
        "Bread was dear from July 1914 – November 1918",
        "Sales in 2023",
        "截至2024年6月，公司有员工120人。",
        "公司2024年6月发布新产品。",
        "1931年4月出生于柳渡镇",
        "ביוני 2024 נפתחה הגשר",
        "הישיבה הבאה: 3 במאי 2026",
        "Photo: A. Quill, © 2019",
    ],
)
def test_what_it_speaks_of_is_not_its_date(lines: str) -> None:
    assert stated_date(f"# The weir\n\n{lines}\n\n{SINCE_2023}\n\nIt is kept.") is None


@pytest.mark.parametrize(
    ("foot", "said"),
    [
        ("Revised May 2022", "May 2022"),
        ("KR-3 / Version 5 / May 2022", "May 2022"),
        ("Rosley, 3 May 2022", date(2022, 5, 3)),
        ("© 2023 Quill Pumps Ltd", "2023"),
        ("© 2019–2023 Quill Pumps Ltd. All rights reserved.", "2023"),
        ("Copyright 2023, Quill Pumps", "2023"),
        ("Photo © 2019 A. Quill", None),
        ("- 3 May 2022", None),
        ("Next meeting: 3 May 2022", None),
        ("It was closed on 3 May 2022.", None),
    ],
)
def test_the_last_lines_say_it_where_the_first_do_not(foot: str, said: date | str | None) -> None:
    stated = stated_date(f"# The weir\n\n{SINCE_2023}\n\n{foot}")
    assert (stated and (stated.words or stated.day)) == said
    first = stated_date(f"# The weir\n\nEdition 2 (March 2021)\n\n{SINCE_2023}\n\n{foot}")
    assert first == Stated(date(2021, 3, 1), "March 2021")


@pytest.mark.parametrize(
    ("value", "stated"),
    [
        ("2024-06-14T08:00:00Z", Stated(date(2024, 6, 14))),
        ("2024-06", Stated(date(2024, 6, 1), "June 2024")),
        ("2024", Stated(date(2024, 1, 1), "2024")),
        ("Winter 2024", Stated(date(2024, 12, 1), "Winter 2024")),
        ("14 June 2024", Stated(date(2024, 6, 14))),
        ("some time in June 2024", None),
        ("2024-13", None),
    ],
)
def test_a_field_for_a_date_may_say_less_than_a_day(value: str, stated: Stated | None) -> None:
    assert written_date(value) == stated


def test_no_line_takes_long() -> None:
    for unit in (
        "edition 1.",
        "(",
        "May 2024, ",
        "A, ",
        "rev. 1-",
        "no. 1, ",
        "2024年6月",
        "this a is ",
    ):
        started = perf_counter()
        stated_date(unit * 4_000)
        assert perf_counter() - started < 5  # a runaway pattern takes minutes

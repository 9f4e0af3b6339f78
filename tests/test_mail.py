"""E-mails exported as plain text."""

import pytest

from rag.reading.load import read_bytes
from rag.reading.mail import parse_mail

THREAD = """Exported: 2 messages

----------------------------------------
From: Oona Brady <oona@festival.example>
To: Teo Marsh; Priya Raman;
  Hugh Delacroix
Date: Mon, 6 Jul 2026 09:14
Subject: Stage B

Who brings the generator?

Oona
(Director)

----- Original Message -----
From: teo@power.example
Sent: Tue, 7 Jul 2026 22:40:00 +0200
Subject: RE: Fwd: Stage B

GreenCell does.

Teo
"""


def test_each_message_stands_below_who_wrote_it_and_when() -> None:
    found = read_bytes(THREAD.encode(), name="thread.txt")
    assert [line for line in found.text.splitlines() if line.startswith("#")] == [
        "## Oona Brady, 6 July 2026, 09:14: Stage B",
        "## teo@power.example, 7 July 2026, 22:40: Stage B",
    ]
    assert "-----" not in found.text and "Delacroix" not in found.text
    assert "\n\nOona (Director)\n" in found.text
    assert "Who brings the generator?" in found.text and "GreenCell does." in found.text
    assert (found.title, str(found.published)) == ("Stage B", "2026-07-07")


@pytest.mark.parametrize(
    "text",
    [
        "From: here to there\n\nA road.",
        "From: the port\nTo: the hill\n\nA ferry.",
        "Date: today\nSubject: none\n\nA form without a sender.",
        "----\n\nA rule.",
        "",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert parse_mail(text).text == text and parse_mail(text).title is None


@pytest.mark.parametrize("line", ["-", "-_", "From: a\n", "From: a\n b\n", "--- a ", "\n", " \n"])
def test_a_megabyte_takes_no_time(line: str) -> None:
    assert len(parse_mail(line * (1_000_000 // len(line))).text) <= 1_000_000

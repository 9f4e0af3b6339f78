"""Letters of a PDF: headings apart from text, and marks of footnotes out of it."""

import pytest

from rag.reading.lettering import Lettering, lettering, letterings, without_note_marks

BODY, SMALL, BOLD = Lettering(10, bold=False), Lettering(7, bold=False), Lettering(10, bold=True)


@pytest.mark.parametrize(
    ("pieces", "text", "marks"),
    [
        (["for the year.", "1\n", "I became Chair."], "for the year.\nI became Chair.", ["1"]),
        (["£412.6 million.", "1", " The Board met."], "£412.6 million. The Board met.", ["1"]),
        (["(2024: 24.4%).", "12\n", "Cash"], "(2024: 24.4%).\nCash", ["12"]),
        (["since 2024.", "3"], "since 2024.", ["3"]),
        (["for €12.", "99", " a day"], "for €12.99 a day", []),
        (["It is over.\n", "2", " Not insured."], "It is over.\n2 Not insured.", []),
        (["40 m", "2", " of it"], "40 m2 of it", []),
        (["See No.", "2", "nd"], "See No.2nd", []),
    ],
)
def test_marks_of_footnotes(pieces: list[str], text: str, marks: list[str]) -> None:
    given = [(piece, SMALL if piece.strip().isdigit() else BODY) for piece in pieces]
    kept, cut = without_note_marks(given)
    assert ("".join(piece for piece, _ in kept), cut) == (text, marks)
    same = [(piece, BODY) for piece in pieces]
    assert without_note_marks(same) == (same, [])


def test_lines_have_the_letters_that_all_of_their_words_have() -> None:
    pieces = [("Market\n", BOLD), ("Storage", BOLD), (" rents  pallets.\nIt", BODY), (" is.", BODY)]
    assert letterings(pieces) == {"Market": BOLD, "It is.": BODY}
    assert letterings([("Same\n", BODY), ("Same", BOLD)]) == {}


def test_bold_alone_tells_a_heading_only_behind_a_full_stop() -> None:
    assert BOLD.apart_from(BODY, after_stop=True) and not BOLD.apart_from(BODY, after_stop=False)
    assert SMALL.apart_from(BODY, after_stop=False)
    assert not Lettering(9.5, bold=False).apart_from(BODY, after_stop=True)
    assert lettering(13.98, "/ABCDEF+LiberationSerif-Bold") == Lettering(14.0, bold=True)

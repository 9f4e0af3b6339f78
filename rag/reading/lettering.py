"""How the lines of a PDF are set, large, small or bold, and the marks of its footnotes. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_OTHER_SIZE = 1.15
_RAISED = 0.88  # of the size of the words before it
_MARK = re.compile(r"\d{1,2}(?=\s*\Z)")
_BEFORE_MARK = re.compile(r"(?:[^\W\d]|[%)\]”’\"]|\b(?:19|20)\d\d)[.!?][”’\")]*\Z")
_BOLD = re.compile(r"bold|black|heavy|demi|CMBX", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Lettering:
    """The size of letters, in points, and whether they are bold."""

    size: float
    bold: bool

    def apart_from(self, other: "Lettering", *, after_stop: bool) -> bool:
        """Whether a line set so is not of the paragraph above, which is set as ``other``.

        Bold alone tells so only behind a full stop: a paragraph may have a line in bold.
        """
        large, small = max(self.size, other.size), min(self.size, other.size)
        return large >= _OTHER_SIZE * small or (self.bold != other.bold and after_stop)


Piece = tuple[str, Lettering]


def lettering(size: float, font: str) -> Lettering:
    """What the name of a font ("/Helvetica-Bold") and its size say."""
    return Lettering(round(size, 1), _BOLD.search(font) is not None)


def without_note_marks(pieces: Sequence[Piece]) -> tuple[list[Piece], list[str]]:
    """The pieces without small figures behind a full stop ("for the year.1"); what was cut.

    Such a figure would join two sentences into one.
    """
    kept: list[Piece] = []
    marks: list[str] = []
    for at, (text, set_as) in enumerate(pieces):
        before, larger = kept[-1] if kept else ("", set_as)
        after = text[len(text.rstrip()) :] or (pieces[at + 1][0] if at + 1 < len(pieces) else " ")
        raised = set_as.size <= _RAISED * larger.size and after[:1].isspace()
        if raised and _MARK.match(text) and _BEFORE_MARK.search(before[-20:]):
            marks.append(text.strip())
            kept[-1] = (before + text[len(text.rstrip()) :], larger)
        else:
            kept.append((text, set_as))
    return kept, marks


def letterings(pieces: Sequence[Piece]) -> dict[str, Lettering]:
    """How each line is set that has letters of one kind, by its words with single blanks."""
    found: dict[str, set[Lettering]] = {}
    for line, kinds in _lines(pieces):
        found.setdefault(" ".join(line.split()), set()).update(kinds or {_MIXED})
    return {line: next(iter(k)) for line, k in found.items() if len(k) == 1 and k != {_MIXED}}


_MIXED = Lettering(0.0, False)


def _lines(pieces: Sequence[Piece]) -> Iterator[tuple[str, set[Lettering]]]:
    line, kinds = "", set[Lettering]()
    for text, set_as in pieces:
        for part in text.splitlines(keepends=True):
            line += part
            if _LETTER.search(part):
                kinds.add(set_as)
            if part.splitlines()[0] != part:
                yield line, kinds
                line, kinds = "", set()
    yield line, kinds

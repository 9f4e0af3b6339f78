"""The numbers that Word puts before paragraphs: they stand in no text and are counted as it does.

A paragraph, or its style, names a list and a level; the list (``numbering.xml``) says how the
level is counted and written: "%1.%2" of decimals is "2.1".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from rag.reading.numerals import BULLET, LAST_ROMAN, roman

_MOST_CHARS = 40  # of a mark
_MOST_LEVELS = 9
_LAST_LETTER, _LAST_ROMAN = 26 * 10, LAST_ROMAN  # beyond these we write decimals


def _letters(number: int) -> str:
    """a, b ... z, aa, bb: the same letter again, as Word counts on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMATS: Mapping[str, tuple[int, Callable[[int], str]]] = {
    "decimal": (0, str),
    "decimalZero": (0, "{:02d}".format),
    "lowerLetter": (_LAST_LETTER, _letters),
    "upperLetter": (_LAST_LETTER, lambda number: _letters(number).upper()),
    "lowerRoman": (_LAST_ROMAN, roman),
    "upperRoman": (_LAST_ROMAN, lambda number: roman(number).upper()),
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is counted and written; ``style`` is the paragraphs' that it has."""

    start: int
    form: str
    text: str
    style: str | None
    restarts: bool
    legal: bool  # all levels as decimals

    @classmethod
    def of(cls, lvl: Any) -> "_Level":
        """The level that ``w:lvl`` tells of."""
        return cls(
            start=_number(lvl, "w:start", 0),
            form=_value(lvl, "w:numFmt") or "decimal",
            text=_value(lvl, "w:lvlText") or "",
            style=_value(lvl, "w:pStyle"),
            restarts=_value(lvl, "w:lvlRestart") != "0",
            legal=lvl.find(qn("w:isLgl")) is not None and _value(lvl, "w:isLgl") not in _OFF,
        )

    def shown(self, number: int, *, legal: bool = False) -> str:
        """One counter as this level writes it."""
        last, write = _FORMATS["decimal" if legal else self.form]
        return str(number) if last and not 0 < number <= last else write(number)


_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class _List:
    """A list in use; those of one ``family`` count on where another of them ended."""

    family: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]  # levels that it begins anew when it is first used


class Numbers:
    """Counts the numbered paragraphs of a document, to be asked for each in order."""

    def __init__(self, document: Any) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style
            for style in document.styles.element.iter(qn("w:style"))
        }
        try:
            part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
        except (KeyError, ValueError):  # none, or outside of the file
            part = None
        root = getattr(part, "element", None)
        self._lists = {} if root is None else dict(self._read(root))
        self._counts: dict[str, dict[int, int]] = {}
        self._begun = set[tuple[str, int]]()

    def mark(self, paragraph: Any) -> str | None:
        """What Word shows before this ``w:p``: "2.1", "(a)", BULLET; "" for nothing.

        None where it is in no list, or in one that nothing is known of.
        """
        number, level, style = self._place(paragraph)
        if number == "0":  # taken out of the list of its style
            return ""
        found = self._lists.get(number or "")
        if found is None:
            return None
        if level is None:
            linked = (
                n for n, known in found.levels.items() if known.style and known.style == style
            )
            level = next(linked, 0)
        if level not in found.levels:
            return None
        counts = self._count(number or "", found, level)
        return _written(found.levels, counts, level)

    def _place(self, paragraph: Any) -> tuple[str | None, int | None, str | None]:
        """The list, the level and the style that names the list, of the paragraph or its style."""
        number, level, named_by = None, None, None
        style_id = paragraph.style
        for properties, style in ((paragraph.pPr, None), *self._inherited(style_id)):
            listed = None if properties is None else properties.find(qn("w:numPr"))
            if listed is None:
                continue
            if level is None and _value(listed, "w:ilvl") is not None:
                level = _number(listed, "w:ilvl", 0)
            if number is None and _value(listed, "w:numId") is not None:
                number, named_by = _value(listed, "w:numId"), style
        return number, level, named_by or style_id

    def _inherited(self, style_id: str | None) -> Iterator[tuple[Any, str]]:
        """The paragraph properties of a style and of those that it is based on."""
        met = set[str]()
        while style_id is not None and style_id in self._styles and style_id not in met:
            met.add(style_id)
            style = self._styles[style_id]
            yield style.find(qn("w:pPr")), style_id
            style_id = _value(style, "w:basedOn")

    def _read(self, root: Any) -> Iterator[tuple[str, _List]]:
        kinds = {kind.get(qn("w:abstractNumId")): kind for kind in root.iter(qn("w:abstractNum"))}
        nums = list(root.iter(qn("w:num")))
        families = {num.get(qn("w:numId")): _value(num, "w:abstractNumId") for num in nums}
        for num in nums:
            family = families[num.get(qn("w:numId"))]
            link = _value(kinds.get(family), "w:numStyleLink")
            if link:  # the list is told where that style is
                for properties, _ in self._inherited(link):
                    listed = None if properties is None else properties.find(qn("w:numPr"))
                    family = families.get(_value(listed, "w:numId"), family)
            if family is None or family not in kinds:
                continue
            levels = _levels(kinds[family])
            starts: dict[int, int] = {}
            for override in num.iter(qn("w:lvlOverride")):
                levels |= _levels(override)
                if _value(override, "w:startOverride") is not None:
                    at = _number(override, "w:startOverride", 1)
                    starts[_int(override.get(qn("w:ilvl")), 0)] = at
            yield num.get(qn("w:numId")), _List(family, levels, starts)

    def _count(self, number: str, found: _List, level: int) -> Mapping[int, int]:
        """The counters of the list's family, moved on by a paragraph of this level."""
        counts = self._counts.setdefault(found.family, {})
        if level in found.starts and (number, level) not in self._begun:
            counts[level] = found.starts[level]
        else:
            counts[level] = counts.get(level, found.levels[level].start - 1) + 1
        self._begun.add((number, level))
        for deeper in [n for n in counts if n > level]:
            if deeper not in found.levels or found.levels[deeper].restarts:
                del counts[deeper]
        for higher in range(level):  # a level that was passed over has begun, too
            if higher in found.levels:
                counts.setdefault(higher, found.levels[higher].start)
        return counts


def _written(levels: Mapping[int, _Level], counts: Mapping[int, int], level: int) -> str | None:
    here = levels[level]
    if here.form == "bullet":
        return BULLET
    written = here.text
    for n in range(_MOST_LEVELS):
        sign = f"%{n + 1}"
        if sign not in written:
            continue
        if n not in counts or n not in levels or levels[n].form == "none":
            written = written.replace(sign, "")
        elif levels[n].form in _FORMATS or here.legal:
            written = written.replace(sign, levels[n].shown(counts[n], legal=here.legal))
        else:
            return None  # a way to count that we do not know
    return " ".join(written.split())[:_MOST_CHARS]


def _levels(above: Any) -> dict[int, _Level]:
    every = ((_int(lvl.get(qn("w:ilvl")), 0), lvl) for lvl in above.findall(qn("w:lvl")))
    return {n: _Level.of(lvl) for n, lvl in every if 0 <= n < _MOST_LEVELS}


def _value(element: Any, name: str) -> str | None:
    """The ``w:val`` of the child of that name."""
    child = None if element is None else element.find(qn(name))
    value = None if child is None else child.get(qn("w:val"))
    return None if value is None else str(value)


def _number(element: Any, name: str, default: int) -> int:
    return _int(_value(element, name), default)


def _int(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.isascii() and value.isdecimal() else default

"""The numbers of the items of an HTML list, as a browser shows them."""

import re

import lxml.html  # type: ignore[import-untyped]  # ships none

from rag.reading.numerals import BULLET, LAST_ROMAN, alphabetic, roman

_STYLES = {
    "decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I", "none": "-", "disc": "-", "circle": "-", "square": "-",
}  # fmt: skip
_STYLE = re.compile(
    rf"list-style(?:-type)?\s*:[^;]*?(?<![\w-])({'|'.join(_STYLES)})(?![\w-])", re.IGNORECASE
)
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})(?!\d)")
_TYPES = ("1", "a", "A", "i", "I")


class Numbering:
    """Counts the items of one list; those of lists within it are not its own."""

    def __init__(self, element: lxml.html.HtmlElement) -> None:
        self._form = _form(element, "1" if element.tag == "ol" else BULLET)
        self._step = -1 if "reversed" in element.attrib else 1
        items = sum(1 for child in element if child.tag == "li") if self._step < 0 else 1
        self._next = _integer(element.get("start"), items)

    def mark(self, item: lxml.html.HtmlElement) -> str:
        """What stands before the item: "3.", "c.", "iii." or the bullet."""
        number = _integer(item.get("value"), self._next)
        self._next = number + self._step
        form = _form(item, self._form)
        if form in ("a", "A") and number > 0:
            written = alphabetic(number)
        elif form in ("i", "I") and 0 < number <= LAST_ROMAN:
            written = roman(number)
        else:
            written = str(number)
        return BULLET if form == BULLET else f"{written.upper() if form.isupper() else written}."


def _form(element: lxml.html.HtmlElement, otherwise: str) -> str:
    """How the element says that it is counted: a ``type`` of HTML, or the bullet."""
    if styled := _STYLE.search(element.get("style", "")):
        return _STYLES[styled[1].lower()]
    given = element.get("type", "").strip()
    return given if given in _TYPES and otherwise != BULLET else otherwise


def _integer(written: str | None, otherwise: int) -> int:
    found = _INTEGER.match(written or "")
    return int(found[1]) if found else otherwise

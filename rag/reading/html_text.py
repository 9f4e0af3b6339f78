"""An HTML tree into plain text: what a reader sees, headings, lists and tables marked."""

import re
from collections.abc import Iterator

import lxml.html  # type: ignore[import-untyped]  # ships none
from lxml import etree

from rag.reading.fences import fenced
from rag.reading.furniture import Why, furniture
from rag.reading.html_lists import Numbering
from rag.reading.layout import item_mark
from rag.reading.numerals import BULLET

_DROPPED = frozenset(
    ("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math",
     "button", "select", "textarea", "datalist", "head", "title", "audio", "video", "canvas",
     "s", "del", "strike")
)  # fmt: skip
_STRUCK = ("struck out", "no longer holds")
_NAMED_BY_BUTTONS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
_HIDDEN = ("hidden text", "not to be seen on the page")
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "ins",
     "kbd", "label", "mark", "q", "samp", "small", "span", "strong", "sub", "sup", "time",
     "tt", "u", "var", "wbr", "img")
)  # fmt: skip
_TABLE_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption")
_IN_LAYOUT = ("h1", "h2", "h3", "h4", "table")
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0+\s*(?:;|!|$)"
    r"|font-size\s*:\s*0*\.?0+\s*(?:[a-z%]+\s*)?(?:;|!|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|(?:max-)?(?:width|height)\s*:\s*0+(?:px)?\s*(?:;|!|$)|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
_WHITE = r"(?:white\b|#fff(?:fff)?\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)"
_WHITE_TEXT = re.compile(rf"(?<![\w-])color\s*:\s*(?:{_WHITE}|transparent)", re.IGNORECASE)
_DARK_BACKGROUND = re.compile(
    rf"background(?:-color|-image)?\s*:\s*(?!\s|{_WHITE}|transparent|none|inherit)", re.IGNORECASE
)
_LANGUAGE = re.compile(
    r"(?:lang(?:uage)?|highlight-source|highlight|brush)[-:]\s?([\w+#.-]{1,20})\b"
)
_CODE_CLASS = re.compile(r"\b(?:code|highlight|source|lang(?:uage)?-)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")


def fragment_text(html: str) -> tuple[str, list[dict[str, str]]]:
    """All visible text of a piece of HTML, and what was taken out, as ``Parsed.cuts``."""
    tree = parse_tree(f"<body>{html}</body>".encode())
    if tree is None:
        return "", []
    cuts = drop_hidden(tree)
    return text_of(tree), cuts


def parse_tree(data: bytes) -> lxml.html.HtmlElement | None:
    """The tree of UTF-8 HTML without comments; None where there is nothing in it."""
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml.html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        return None
    return tree


def drop_hidden(tree: lxml.html.HtmlElement, *, furnished: bool = False) -> list[dict[str, str]]:
    """Take out of ``tree`` what a reader of the text does not see or look for, scripts included.

    That is what is hidden and, unless it is to stay ``furnished``, the page around the text.
    What had words that a reader may miss comes back, as ``Parsed.cuts``.
    """
    gone = []
    walker = etree.iterwalk(tree, events=("start",))
    for _, element in walker:
        if element is tree or not isinstance(element.tag, str):
            continue
        why = _why_unseen(element)
        if why is None and not furnished:
            why = furniture(element)
        if why is not None:
            walker.skip_subtree()
            gone.append((element, why))
    return [cut for element, why in gone for cut in take_out(element, why)]


def take_out(element: lxml.html.HtmlElement, why: Why) -> list[dict[str, str]]:
    """Take the element out of its tree; what it said as ``Parsed.cuts``, if that has a kind."""
    etree.strip_elements(element, "script", "style", "svg", "noscript", with_tail=False)
    said = " ".join(" ".join(element.itertext()).split())
    element.drop_tree()
    return [{"kind": why[0], "text": said, "reason": why[1]}] if said and why[0] else []


def _why_unseen(element: lxml.html.HtmlElement) -> Why | None:
    """Kind and reason, both empty for scripts and the like, of which no reader knows."""
    tag = element.tag
    if tag in _DROPPED:
        if tag == "button" and any(a.tag in _NAMED_BY_BUTTONS for a in element.iterancestors()):
            return None  # the heading of what it unfolds
        return _STRUCK if tag in ("s", "del", "strike") else ("", "")
    return _HIDDEN if _is_hidden(element) else None


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    if element.tag == "dialog" and "open" not in element.attrib:
        return True
    if "hidden" in element.attrib or element.get("aria-hidden", "").lower() == "true":
        return True
    style = element.get("style")
    if not style:
        return False
    if _HIDDEN_STYLE.search(style):
        return True
    if not _WHITE_TEXT.search(style):
        return False
    around = (element.get("style", ""), *(a.get("style", "") for a in element.iterancestors()))
    return not any(_DARK_BACKGROUND.search(s) for s in around)


def text_of(tree: lxml.html.HtmlElement) -> str:
    """Visible text with headings, lists and tables marked as ``Parsed.text`` says."""
    blocks = list(_Blocks().walk(tree))
    joined: list[str] = []
    for i, (kind, text) in enumerate(blocks):
        if i:
            joined.append("\n" if kind and kind == blocks[i - 1][0] else "\n\n")
        joined.append(text)
    return "".join(joined)


class _Blocks:
    """Walks a tree without recursion and collects its blocks as (kind, text)."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.lists: list[Numbering] = []
        self.prefix = ""
        self.kind = ""
        self.cells: list[str] = []
        self.tables = 0
        self.laid_out: set[lxml.html.HtmlElement] = set()  # tables that are no tables
        self.cell_depth = 0
        self.pre_depth = 0
        self.language: str | None = None  # of the code that is open, if any is

    def walk(self, tree: lxml.html.HtmlElement) -> Iterator[tuple[str, str]]:
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                yield from self._open(element)
                self._say(element.text)
            else:
                yield from self._close(element)
                if element is not tree:
                    self._say(element.tail)
        yield from self._flush()

    def _say(self, text: str | None) -> None:
        if text:
            self.words.append(text if self.pre_depth else _SPACES.sub(" ", text))

    def _open(self, element: lxml.html.HtmlElement) -> Iterator[tuple[str, str]]:
        tag = element.tag
        if tag == "br":
            self.words.append("\n")
        if tag in _INLINE or tag == "br":
            return
        if tag == "table" and not self.cell_depth and _is_layout(element):
            self.laid_out.add(element)
        if self._lays_out(element):
            yield from self._flush()
            return
        if self.cell_depth:
            self.cell_depth += tag in ("td", "th")
            self.words.append(" ")
            return
        yield from self._flush()
        self.pre_depth += tag == "pre"
        if tag == "pre" and self.pre_depth == 1:
            self.language = _language(element)
        if tag in ("ul", "ol", "menu"):
            self.lists.append(Numbering(element))
        elif tag == "li":
            self._open_item(element)
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self.prefix, self.kind = "#" * int(tag[1]) + " ", ""
        elif tag == "table":
            self.tables += 1
        elif tag == "tr":
            self.cells = []
        elif tag in ("td", "th"):
            self.cell_depth = 1

    def _open_item(self, element: lxml.html.HtmlElement) -> None:
        mark = self.lists[-1].mark(element) if self.lists else BULLET
        # "A." is no mark of an item to whoever splits the text: a paragraph of its own then.
        self.kind = "list" if mark == BULLET or item_mark(f"{mark} ", len(mark) + 1) else ""
        self.prefix = "  " * (len(self.lists) - 1) * bool(self.kind) + f"{mark} "

    def _close(self, element: lxml.html.HtmlElement) -> Iterator[tuple[str, str]]:
        tag = element.tag
        if tag in _INLINE or tag == "br":
            return
        if self._lays_out(element):
            yield from self._flush()
            return
        if self.cell_depth:
            self.cell_depth -= tag in ("td", "th")
            self.words.append(" ")
            if not self.cell_depth:
                self.cells.append(" ".join("".join(self.words).split()))
                self.words = []
            return
        yield from self._flush()
        self.pre_depth -= tag == "pre"
        if not self.pre_depth:
            self.language = None
        if tag in ("ul", "ol", "menu") and self.lists:
            self.lists.pop()
        if tag in ("ul", "ol", "menu", "li") or tag[0] == "h":
            self.prefix = self.kind = ""
        if tag == "tr" and any(self.cells):
            yield f"table {self.tables}", "| " + " | ".join(self.cells) + " |"

    def _lays_out(self, element: lxml.html.HtmlElement) -> bool:
        """Whether it is a part of a table that places text and is none to its reader."""
        if not self.laid_out or element.tag not in _TABLE_PARTS or self.cell_depth:
            return False
        own = element if element.tag == "table" else next(element.iterancestors("table"), None)
        return own in self.laid_out

    def _flush(self) -> Iterator[tuple[str, str]]:
        said = "".join(self.words)
        self.words = []
        lines = said.split("\n")
        text = "\n".join(lines if self.pre_depth else (" ".join(s.split()) for s in lines)).strip(
            "\n"
        )
        if text.strip() and self.language is not None:
            self.prefix = " " * len(self.prefix)
            yield self.kind, self.prefix + fenced(text, self.language)
        elif text.strip():
            yield self.kind, self.prefix + text
            # What follows inside the same item is indented under it.
            self.prefix = " " * (len(self.prefix) if self.kind else 0)


def _is_layout(table: lxml.html.HtmlElement) -> bool:
    """True where it says so, or has headings or tables in its cells and names no columns."""
    if table.get("role", "").lower() in ("presentation", "none"):
        return True
    if table.find(".//th") is not None or table.find(".//caption") is not None:
        return False
    return any(table.find(f".//td//{tag}") is not None for tag in _IN_LAYOUT)


def _language(pre: lxml.html.HtmlElement) -> str | None:
    """The language of preformatted code, "" where it is not said; None for other text.

    Letters, poems and whole reports are preformatted, too: code says that it is.
    """
    around = [pre, *pre.iterdescendants("code"), *list(pre.iterancestors())[:2]]
    classes = " ".join(one.get("class", "") for one in around)
    if pre.find(".//code") is None and not _CODE_CLASS.search(classes):
        return None
    named = _LANGUAGE.search(classes)
    return named[1] if named else ""

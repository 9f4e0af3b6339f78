"""What of a web page is not its text but the page around it: menus, feet, banners, share bars.

Only what is recognisably such is named: what nobody recognises is text, and is stored. A name alone
("menu", "cookies") proves nothing, as a card of dishes and a privacy policy have it, too.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import lxml.html  # type: ignore[import-untyped]  # ships none

NAVIGATION = ("navigation", "a menu of the page")
FOOTER = ("footer", "the foot of the page")
HEADER = ("header", "the head of the page")
ASIDE = ("aside", "stands beside the page's text")
FORM = ("form", "a form to fill in")
COMMENTS = ("comments", "what readers wrote below the text")
LINKS = ("links", "a list of links to other pages")
BANNER = ("banner", "a banner, or buttons to share or sign up")

Why = tuple[str, str]

# What has such a name is furniture where it is mostly links.
_MENUS = frozenset(
    (
        "nav",
        "navbar",
        "navigation",
        "menu",
        "breadcrumb",
        "breadcrumbs",
        "toc",
        "pagination",
        "pager",
    )
)
# ... or where it has buttons and little text.
_BUTTONED = frozenset(
    ("share", "sharing", "social", "newsletter", "subscribe", "signup", "cookie", "cookies",
     "consent", "gdpr", "ad", "ads", "advert", "advertisement", "promo", "sponsored", "login")
)  # fmt: skip
_LINKED = frozenset(
    ("sidebar", "related", "recommended", "recommendations", "trending", "popular", "footer",
     "masthead", "topbar", "toolbar", "widget", "tags")
)  # fmt: skip
_NAMED = _MENUS | _BUTTONED | _LINKED
_FEET = frozenset(("footer", "site-footer", "page-footer", "global-footer", "colophon"))
_COMMENTS = frozenset(("comments", "comment-list", "commentlist", "comments-area", "respond"))
_NOTES = frozenset(
    ("note", "tip", "hint", "warning", "caution", "danger", "important", "info", "callout",
     "admonition", "example")
)  # fmt: skip
_ROLES = {
    "navigation": NAVIGATION,
    "menu": NAVIGATION,
    "menubar": NAVIGATION,
    "contentinfo": FOOTER,
    "search": FORM,
}
_TEXT = ("main", "article")
# What may be furniture by its name or role: neither headings nor what stands within a line.
_BOXES = frozenset(
    ("div", "section", "header", "aside", "ul", "ol", "menu", "dl", "dialog", "center")
)
_CONTROLS = ("button", "input", "select", "textarea")
_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "head"))
_LOWER_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TITLE_WORDS = 12  # of a page's head, its links not counted: its owner's name and motto
_PROSE_WORDS = 60  # that are no links: whoever has so many says something
_BANNER_WORDS = 150
_BANNER_WORDS_WITHIN = 40  # the text
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class _Size(NamedTuple):
    words: int
    linked: int  # of the words
    links: int

    @property
    def bare(self) -> int:
        return self.words - self.linked


def furniture(element: lxml.html.HtmlElement) -> Why | None:
    """Kind and reason, where the element is of the page and not of its text; else None."""
    tag, role = element.tag, element.get("role", "").lower()
    if tag == "nav":
        return NAVIGATION
    if tag == "footer":
        return FOOTER
    if tag == "form":
        return None if _size(element).words > _PROSE_WORDS else FORM
    names = f"{element.get('id', '')} {element.get('class', '')}"
    if tag not in _BOXES or not (names.strip() or role or tag in ("header", "aside")):
        return None
    if _has(element, *_TEXT) or role in _TEXT:
        return None
    if role in _ROLES:
        return _ROLES[role]
    if tag == "header" or role == "banner":
        return HEADER if _is_page_head(element) else None
    if tag == "aside" or role == "complementary":
        return ASIDE if _is_beside(element, names) else None
    return _by_name(element, names)


def lists_of_links(tree: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """The lists that are links and nothing else, the outermost only.

    They may be the text's own: whether they are is for the caller to find out.
    """
    for element in tree.iter("ul", "ol", "menu"):
        size = _size(element)
        within = any(above.tag in ("ul", "ol", "menu") for above in element.iterancestors())
        if not within and size.links > 1 and not size.bare:
            yield element


def heading_of(listed: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The heading right above a list that has nothing else below it, if there is one."""
    above, below = listed.getprevious(), listed.getnext()
    alone = below is None or below.tag in ("h1", *_LOWER_HEADINGS)
    return above if above is not None and above.tag in _LOWER_HEADINGS and alone else None


def _by_name(element: lxml.html.HtmlElement, names: str) -> Why | None:
    whole, parts = _names(names)
    if whole & _COMMENTS:
        return COMMENTS if _has_comments(element) else None
    if not parts & _NAMED or _has(element, "h1"):
        return None
    within = _within_text(element)
    if whole & _FEET and not within:
        return FOOTER
    size = _size(element)
    if size.links and size.bare <= min(_PROSE_WORDS, max(size.linked, 2 * size.links)):
        return NAVIGATION if parts & _MENUS else LINKS
    most = _BANNER_WORDS_WITHIN if within else _BANNER_WORDS
    buttons = parts & _BUTTONED and _has(element, *_CONTROLS)
    return BANNER if buttons and size.words <= most else None


def _is_page_head(element: lxml.html.HtmlElement) -> bool:
    """True for the head of a site, not for that of a section or one that has the page's title."""
    if _within_text(element) or _has(element, *_LOWER_HEADINGS):
        return False
    if _has(element, "h1"):
        texts = element.getroottree().iter(*_TEXT)
        if not any(_has(text, "h1") for text in texts):
            return False
    return _size(element).bare <= _TITLE_WORDS


def _is_beside(element: lxml.html.HtmlElement, names: str) -> bool:
    """False for a note, and within the text for whatever is no list of links."""
    if _names(names)[1] & _NOTES:
        return False
    size = _size(element)
    return not _within_text(element) or 2 * size.linked > size.words


def _has_comments(element: lxml.html.HtmlElement) -> bool:
    inner = element.iterdescendants()
    return any(
        one.tag in ("article", "textarea", "form") or "comment" in (one.get("class") or "").lower()
        for one in inner
        if isinstance(one.tag, str)
    )


def _names(names: str) -> tuple[set[str], set[str]]:
    """The names of an element, and the words in them: "siteNav" has "nav"."""
    parts = {part.lower() for part in _PART.findall(names)}
    return set(names.lower().split()), parts


def _has(element: lxml.html.HtmlElement, *tags: str) -> bool:
    return any(element.find(f".//{tag}") is not None for tag in tags)


def _within_text(element: lxml.html.HtmlElement) -> bool:
    return any(a.tag in _TEXT or a.get("role") in _TEXT for a in element.iterancestors())


def _size(element: lxml.html.HtmlElement) -> _Size:
    """How many words it has that are seen, headings not counted, and how many of them are links."""
    words = linked = links = 0
    stack = [(element, False)]
    while stack:
        one, within = stack.pop()
        if not isinstance(one.tag, str) or one.tag in _UNSEEN or one.tag in _CONTROLS:
            continue
        if one is not element and one.tag in _LOWER_HEADINGS:
            continue
        link = one.tag == "a" and one.get("href") is not None
        links += link
        within = within or link
        count = len((one.text or "").split())
        words += count
        linked += count if within else 0
        for child in one:
            tail = len((child.tail or "").split())
            words += tail
            linked += tail if within else 0
            stack.append((child, within))
    return _Size(words, linked, links)

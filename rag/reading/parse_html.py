"""A web page into plain text: what it says, without the page around it, and of itself."""

import re
from datetime import date

import lxml.html  # type: ignore[import-untyped]  # ships none
from trafilatura import extract, extract_metadata

from rag.errors import EmptyFile
from rag.reading.dateline import dateline, names_day
from rag.reading.furniture import LINKS, heading_of, lists_of_links
from rag.reading.html_text import drop_hidden, fragment_text, parse_tree, take_out, text_of
from rag.reading.parsed import Limits, Parsed

_POST = re.compile(
    r"\b(?:correspondent|editor|reporter|writer|columnist|staff|desk)\b", re.IGNORECASE
)
# "By Ada Poe · Updated 9 May", and what menus link to: "About Ada".
_BYLINE_GOES_ON = re.compile(
    r"\s*[·•|]\s*|\s+[–—-]\s+|[,\s]+(?=(?:(?:last\s)?(?:updated|published|posted)|on\s.*\d)\b)"
    r"|[,\s]+(?=\d{1,2}\s[A-Z]|\d{1,4}[/.-]\d|[A-Z][a-z]+\s\d{1,2},\s\d{4})",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:(?:last )?(?:updated|published|posted|modified)|about)\b.*"
    r"|contact|home|menu|by|authors?|share|search|subscribe|blog|news",
    re.IGNORECASE,
)


def parse_html(data: bytes, limits: Limits) -> Parsed:
    """The text of a page without the page around it, and the title, author, site and date it gives.

    What is recognisably a menu, a foot, a banner is left out and told among the cuts; all else is
    text. Where nothing would be left, it is the whole page. Raises EmptyFile.
    """
    tree = parse_tree(data)
    if tree is None:
        raise EmptyFile("the page has no text")
    language = (tree.get("lang") or "")[:2].lower()
    about = extract_metadata(
        tree, date_config={"extensive_search": False, "original_date": True}, extensive=False
    )
    cuts = drop_hidden(tree)
    cuts += _drop_foreign_lists(tree)
    text = text_of(tree)
    if not any(map(str.isalnum, text)) and (whole := parse_tree(data)) is not None:
        cuts = drop_hidden(whole, furnished=True)
        text = text_of(whole)
    return Parsed(
        text,
        title=about.title,
        publisher=_site(about.sitename, about.title),
        author=_author(about.author),
        published=_published(about.date, about.title, text),
        language=language if len(language) == 2 else None,
        cuts=cuts,
    )


def _drop_foreign_lists(tree: lxml.html.HtmlElement) -> list[dict[str, str]]:
    """Take out the lists of links that Trafilatura does not count to the text either.

    By itself it would lose more: a list right below a heading, the heading, the numbers of steps.
    """
    lists = list(lists_of_links(tree))
    if not lists:
        return []
    html = extract(
        lxml.html.tostring(tree, encoding="unicode"),
        output_format="html",
        include_comments=False,
        include_formatting=False,
        favor_recall=True,
    )
    kept = " ".join(fragment_text(html)[0].split()) if html else ""
    if not kept:  # it found no text at all, and so cannot tell
        return []
    foreign = [(heading_of(one), one) for one in lists if not _is_in(kept, one)]
    every = [one for pair in foreign for one in pair if one is not None]
    return [cut for one in every for cut in take_out(one, LINKS)]


def _is_in(kept: str, listed: lxml.html.HtmlElement) -> bool:
    """Whether half of the list's items stand in what was kept."""
    items = [" ".join(item.text_content().split()) for item in listed.iter("li")]
    return 2 * sum(words in kept for words in items) >= len(items)


def _published(found: str | None, title: str | None, main: str) -> str | None:
    """The day the page gives; not "the year to 31 March" of its title where a dateline has one."""
    day = date.fromisoformat(found) if found else None
    reported = dateline(main) if names_day(title or "", day) else None
    return reported.isoformat() if reported else found


def _site(name: str | None, title: str | None) -> str | None:
    """The site's name, unless it is the page's title once more, as <title> begins with."""
    words = set((name or "").lower().split())
    return None if len(words & set((title or "").lower().split())) * 2 > len(words) else name


def _author(names: str | None) -> str | None:
    """Who wrote the page, without what they are or when: "Ada Poe · Updated; Culture Editor"."""
    bare = [_BYLINE_GOES_ON.split(name.strip(), maxsplit=1)[0] for name in (names or "").split(";")]
    named = [name for name in bare if name and not _NO_AUTHOR.fullmatch(name)]
    kept = [name for name in named if not _POST.search(name)]
    return "; ".join(dict.fromkeys(kept or named)) or None

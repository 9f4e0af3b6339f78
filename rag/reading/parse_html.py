"""A web page into plain text: its main content and what it says about itself."""

from collections.abc import Iterator

import lxml.html  # type: ignore[import-untyped]  # ships none
from trafilatura import extract, extract_metadata

from rag.errors import EmptyFile
from rag.reading.html_text import drop_hidden, fragment_text, parse_tree, text_of
from rag.reading.parsed import Limits, Parsed

# Less than this share of the visible words: the extractor has missed the article.
LEAST_SHARE = 0.2


def parse_html(data: bytes, limits: Limits) -> Parsed:
    """The main content of a page (Trafilatura) with the title, author, site and date it gives.

    Falls back to all visible text where the extractor finds little. Raises EmptyFile.
    """
    tree = parse_tree(data)
    if tree is None:
        raise EmptyFile("the page has no text")
    language = (tree.get("lang") or "")[:2].lower()
    about = extract_metadata(
        tree, date_config={"extensive_search": False, "original_date": True}, extensive=False
    )
    cuts = drop_hidden(tree)
    body = tree.find("body")
    everything = text_of(tree if body is None else body)
    main = _main_content(tree)
    share = len(main.split()) / max(1, len(everything.split()))
    # The extractor's last resort runs all blocks together.
    trusted = share >= LEAST_SHARE and ("\n" in main or "\n" not in everything)
    return Parsed(
        main if trusted else everything,
        title=about.title,
        publisher=about.sitename,
        author=about.author,
        published=about.date,
        language=language if len(language) == 2 else None,
        cuts=[*cuts, *(_beside(everything, f"{about.title}\n{main}") if trusted else ())],
    )


def _beside(everything: str, main: str) -> Iterator[dict[str, str]]:
    """The lines that the extractor did not take for the page's own content."""
    kept = " ".join(main.split())
    for line in everything.splitlines():
        words = " ".join(line.lstrip("#|-•* ").split())
        if words and words not in kept:
            yield {"kind": "beside", "text": words, "reason": "beside the page's main content"}


def _main_content(tree: lxml.html.HtmlElement) -> str:
    html = extract(
        lxml.html.tostring(tree, encoding="unicode"),
        output_format="html",
        include_comments=False,
        include_formatting=False,
        favor_recall=True,
    )
    return fragment_text(html) if html else ""

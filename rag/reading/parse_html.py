"""A web page into plain text: its main content and what it says about itself."""

import re
from collections.abc import Iterator
from datetime import date

import lxml.html  # type: ignore[import-untyped]  # ships none
from trafilatura import extract, extract_metadata

from rag.errors import EmptyFile
from rag.reading.dateline import dateline, names_day
from rag.reading.fences import FENCE, code_blocks, unfenced
from rag.reading.html_text import drop_hidden, fragment_text, parse_tree, text_of
from rag.reading.parsed import Limits, Parsed

# Less than this share of the visible words: the extractor has missed the article.
LEAST_SHARE = 0.2
_POST = re.compile(
    r"\b(?:correspondent|editor|reporter|writer|columnist|staff|desk)\b", re.IGNORECASE
)


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
    main = _with_headings(everything, _with_code(everything, _main_content(tree)))
    share = len(main.split()) / max(1, len(everything.split()))
    # The extractor's last resort runs all blocks together.
    trusted = share >= LEAST_SHARE and ("\n" in main or "\n" not in everything)
    return Parsed(
        main if trusted else everything,
        title=about.title,
        publisher=_site(about.sitename, about.title),
        author=_author(about.author),
        published=_published(about.date, about.title, main),
        language=language if len(language) == 2 else None,
        cuts=[*cuts, *(_beside(everything, f"{about.title}\n{main}") if trusted else ())],
    )


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
    """Who wrote the page, without what they are: "Ada Poe; Culture Correspondent"."""
    kept = [name for name in (names or "").split("; ") if not _POST.search(name)]
    return "; ".join(kept) or names


def _beside(everything: str, main: str) -> Iterator[dict[str, str]]:
    """The lines that the extractor did not take for the page's own content."""
    kept = " ".join(main.split())
    for line in everything.splitlines():
        words = _words(line)
        if words and words not in kept and not FENCE.fullmatch(line):
            yield {"kind": "beside", "text": words, "reason": "beside the page's main content"}


def _with_code(everything: str, main: str) -> str:
    """``main`` with the fences that its code has in ``everything``: the extractor loses them."""
    at = 0
    for block in code_blocks(everything):
        fenced = everything[block.start + block.indent : block.end]
        code = unfenced(fenced)
        found = main.find(code, at)
        ends = found + len(code)
        if (
            found >= 0
            and main[found - 1 : found] in ("", "\n")
            and main[ends : ends + 1] in ("", "\n")
        ):
            main = f"{main[:found]}{fenced}{main[ends:]}"
            at = found + len(fenced)
    return main


def _with_headings(everything: str, main: str) -> str:
    """``main`` with the headings that stand above its own lines in ``everything``.

    On a page without <main> or <article> the extractor takes them for furniture. They are lines
    of ours then, all of them: there the questions of a FAQ are headings.
    """
    kept = " ".join(main.split())
    lines = everything.splitlines()
    own = [bool(words := _words(line)) and words in kept for line in lines]
    lost = False
    below = False  # whether the next line that is no heading is main content
    for i in reversed(range(len(lines))):
        if not lines[i].startswith("#"):
            below = own[i] if lines[i].strip() else below
        elif below and not own[i]:
            own[i] = lost = True
    if not lost:
        return main
    return "\n".join(
        line for line, ours in zip(lines, own, strict=True) if ours or not line.strip()
    )


def _words(line: str) -> str:
    return " ".join(line.lstrip("#|-•* ").split())


def _main_content(tree: lxml.html.HtmlElement) -> str:
    html = extract(
        lxml.html.tostring(tree, encoding="unicode"),
        output_format="html",
        include_comments=False,
        include_formatting=False,
        favor_recall=True,
    )
    return fragment_text(html)[0] if html else ""

"""Running heads, feet and page numbers: what the edges of a PDF's pages say on most of them."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

# Lines at the top and bottom of a page that may be running heads or page numbers ...
_EDGE = 2
# ... and as many as a head and a foot of several parts have, where both were drawn first. Such a
# line must stand among the first or last two of the page as well.
_DEEP = 6
_LOOKED_AT = 3
_LEAST_PAGES = 3
_LEAST_SHARE = 0.4  # a head of left pages is on less than half of all

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{2}")
_PAGE_NUMBER = re.compile(
    r"(?:page |p\. ?|עמוד |第 ?)?[-–—| ]*(?:\d{1,4}|[ivxlc]{1,6})[-–—| ]*(?: ?页)?"
    r"(?:\s*(?:of|/|מתוך)\s*\d{1,4})?",
    re.IGNORECASE,
)

Page = Sequence[str]
Drawn = Callable[[int], Sequence[str]]  # the lines of a page as they stand on it, by its place


def without_running_heads(
    pages: Sequence[Page], drawn: Drawn
) -> tuple[list[list[str]], list[dict[str, str]]]:
    """Pages without the lines that many share at their edges, numbers apart; what was cut.

    A cover, which has few of them, keeps its own.
    """
    edges = [_ends(page, _EDGE) for page in pages]
    deep = [_ends(page, _DEEP) for page in pages]
    heads = _shared(pages, edges)
    lower = {
        key
        for key in _shared(pages, deep)
        if not key.startswith("| ") and _stands_at_edge(key, pages, deep, drawn)
    }
    found = [
        {i for i in edges[n] if _key(line := page[i], n) in heads or _counts(line, n, pages)}
        | {i for i in deep[n] if _key(line := page[i], n) in lower or _is_here(line, n, pages)}
        for n, page in enumerate(pages)
    ]
    if pages and 2 * len({_key(pages[0][i], 0) for i in found[0]}) < len(heads | lower):
        found[0] = {i for i in edges[0] if _counts(pages[0][i], 0, pages)}
    rows: set[str] = set()
    for n, page in enumerate(pages):  # the heads of a table that goes on are said once
        new = {i for i in found[n] if page[i].startswith("| ") and page[i] not in rows}
        rows |= {page[i] for i in new}
        found[n] -= new
    cut = Counter(_key(pages[n][i], n) for n, at in enumerate(found) for i in at)
    first = {
        _key(pages[n][i], n): pages[n][i] for n in reversed(range(len(pages))) for i in found[n]
    }
    kept = [
        [line for i, line in enumerate(page) if i not in found[n]] for n, page in enumerate(pages)
    ]
    return kept, [
        {
            "kind": "page number" if _PAGE_NUMBER.fullmatch(line) else "running head",
            "text": line,
            "reason": f"stands at the edge of {cut[key]} page{'s' * (cut[key] > 1)}, numbers apart",
        }
        for key, line in first.items()
    ]


def _ends(page: Page, many: int) -> set[int]:
    said = [i for i, line in enumerate(page) if line]
    return {*said[:many], *said[-many:]}


def _key(line: str, page: int) -> str:
    """What a line says on other pages too: its words, or how far its number is from the page's.

    Rows of a table differ in their figures.
    """
    if line.startswith("| "):
        return line
    if not _WORD.search(line) and (number := _NUMBER.search(line)):
        return f"{_NUMBER.sub('#', line)}{int(number[0][:9]) - page}"
    return _NUMBER.sub("#", line)


def _shared(pages: Sequence[Page], ends: Sequence[set[int]]) -> set[str]:
    on = Counter(key for n, at in enumerate(ends) for key in {_key(pages[n][i], n) for i in at})
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    return {key for key, count in on.items() if count >= least}


def _stands_at_edge(
    key: str, pages: Sequence[Page], ends: Sequence[set[int]], drawn: Drawn
) -> bool:
    """Whether the first pages that have the line have it above or below all others."""
    having = [
        (n, pages[n][i])
        for n, at in enumerate(ends)
        for i in sorted(at)
        if _key(pages[n][i], n) == key
    ]
    for n, line in having[:_LOOKED_AT]:
        placed = [" ".join(row.split()) for row in drawn(n) if row.strip()]
        if not any(f" {line} " in f" {row} " for row in placed[:_EDGE] + placed[-_EDGE:]):
            return False
    return True


def _is_here(line: str, page: int, pages: Sequence[Page]) -> bool:
    """“Rental agreement / Page 3 of 7” on the third of seven pages."""
    counted = re.search(r"^.{0,60}\bpage (\d+)(?: of | ?/ ?)(\d+)$", line, re.IGNORECASE)
    return counted is not None and (int(counted[1]), int(counted[2])) == (page + 1, len(pages))


def _counts(line: str, page: int, pages: Sequence[Page]) -> bool:
    """“3”, “- iv -”, “Page 3 of 9”: what only says where one is."""
    alone = len(pages) > 1 or line.lower() == "page 1"
    return alone and _PAGE_NUMBER.fullmatch(line) is not None

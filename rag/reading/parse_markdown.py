"""Markdown into plain text: front matter read, inline markup taken out, structure kept."""

import re
from datetime import date, datetime
from typing import Any

import yaml
from markdown_it import MarkdownIt

from rag.reading.html_text import fragment_text
from rag.reading.parsed import Limits, Parsed, Scalar

MAX_FRONT_MATTER = 20_000

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def parse_markdown(data: bytes, limits: Limits) -> Parsed:
    """CommonMark with tables. Links and emphasis become their words, images go.

    Front matter that is not a YAML mapping of scalars is read as far as it is one, and is
    never part of the text.
    """
    text = data.decode("utf-8")
    front: dict[str, Scalar] = {}
    if match := _FRONT_MATTER.match(text[:MAX_FRONT_MATTER]):
        front, text = _read_front_matter(match["yaml"]), text[match.end() :]
    html = MarkdownIt("commonmark").enable("table").render(text)
    return Parsed(
        fragment_text(html),
        title=_named(front, "title"),
        publisher=_named(front, "publisher"),
        author=_named(front, "author"),
        published=_named(front, "published") or _named(front, "date"),
        language=_named(front, "language"),
        metadata=front,
    )


def _named(front: dict[str, Scalar], key: str) -> str | None:
    value = front.pop(key, None)
    return str(value) if value not in (None, "") else None


def _read_front_matter(source: str) -> dict[str, Scalar]:
    try:
        found: Any = yaml.safe_load(source)
    except yaml.YAMLError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(key): value.isoformat() if isinstance(value, date | datetime) else value
        for key, value in found.items()
        if isinstance(value, str | int | float | bool | date | None)
    }

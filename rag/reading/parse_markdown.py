"""Markdown into plain text: front matter read, inline markup taken out, structure kept."""

import re
from itertools import chain
from typing import Any

import yaml
from lxml.html.defs import tags  # type: ignore[import-untyped]  # ships none
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.reading.html_text import fragment_text
from rag.reading.layout import LABELLED
from rag.reading.parsed import Limits, Parsed, Scalar

MAX_FRONT_MATTER = 20_000
_LABELS = 2  # lines of a paragraph with a label: one may be a sentence with a colon

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# lxml knows most of them.
_ELEMENTS = tags | {"data", "dialog", "frame", "main", "picture", "search", "slot", "template"}
_TAG = re.compile(r"</?(?P<name>[A-Za-z][^\s/>]*)[^>]*>")
_ATTRIBUTE = re.compile(r"=|\s(?:aria-)?hidden\b", re.IGNORECASE)


def parse_markdown(data: bytes, limits: Limits) -> Parsed:
    """CommonMark with tables. Links and emphasis become their words; images go, struck words too.

    Front matter that is not a YAML mapping of scalars is read as far as it is one, and is
    never part of the text.
    """
    text = data.decode("utf-8")
    front: dict[str, Scalar] = {}
    if match := _FRONT_MATTER.match(text[:MAX_FRONT_MATTER]):
        front, text = _read_front_matter(match["yaml"]), text[match.end() :]
    plain, cuts = fragment_text(_html(text))
    return Parsed(
        plain,
        title=_named(front, "title"),
        publisher=_named(front, "publisher"),
        author=_named(front, "author"),
        published=_named(front, "published") or _named(front, "date"),
        language=_named(front, "language"),
        metadata=front,
        cuts=cuts,
    )


def _html(text: str) -> str:
    """As HTML. A tag that HTML does not know, "<TOKEN>", is the words that it is."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = markdown.parse(text)
    for block in tokens:
        _keep_labelled_lines(block)
    every = chain(tokens, *(block.children or () for block in tokens))
    html = [token for token in every if token.type in ("html_inline", "html_block")]
    # Whoever gives an element attributes means an element: it may be hidden by them.
    met = [tag for token in html for tag in _TAG.finditer(token.content)]
    elements = _ELEMENTS | {tag["name"].lower() for tag in met if _ATTRIBUTE.search(tag[0])}

    def as_text(tag: re.Match[str]) -> str:
        return tag[0] if tag["name"].lower() in elements else tag[0].replace("<", "&lt;")

    for token in html:
        token.content = _TAG.sub(as_text, token.content)
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def _keep_labelled_lines(block: Token) -> None:
    """Lines of one paragraph that a label begins each ("Present: …", "Apologies: …") stay lines.

    Markdown runs them together, and whoever pastes minutes does not know.
    """
    breaks = [one for one in block.children or () if one.type in ("softbreak", "hardbreak")]
    labelled = [bool(LABELLED.match(line.strip())) for line in block.content.split("\n")]
    if len(breaks) != len(labelled) - 1 or sum(labelled) < _LABELS:
        return
    for one, begins in zip(breaks, labelled[1:], strict=True):
        if begins:
            one.type, one.tag = "hardbreak", "br"


def _named(front: dict[str, Scalar], key: str) -> str | None:
    value = front.pop(key, None)
    return str(value) if value not in (None, "") else None


class _Loader(yaml.SafeLoader):
    """Leaves dates as they are written: "2024-02-30" is no error of YAML's."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # as PyYAML declares it
        first: [(tag, form) for tag, form in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _read_front_matter(source: str) -> dict[str, Scalar]:
    try:
        found: Any = yaml.load(source, _Loader)  # noqa: S506  # a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(key): value for key, value in found.items() if isinstance(value, Scalar)}

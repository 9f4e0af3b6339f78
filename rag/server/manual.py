"""The OpenAPI document as a page to read: no script, nothing loaded from elsewhere. Pure."""

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it import MarkdownIt

from rag.server.pages import HtmlPage, page

Json = Mapping[str, Any]
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def manual(api: Json) -> HtmlPage:
    """Every operation by its tag, then every model with its fields."""
    info = api["info"]
    body = "".join(
        [
            f"<header><h1>{html.escape(info['title'])} API</h1>"
            f"<p>{html.escape(info['summary'])} Version {html.escape(info['version'])} · "
            '<a href="/openapi.json">openapi.json</a></p></header>',
            _text(info["description"]),
            *(_tag(api, tag) for tag in api["tags"]),
            "<h2>Models</h2>",
            *(_model(name, model) for name, model in sorted(api["components"]["schemas"].items())),
        ]
    )
    return page(f"{info['title']} API", f"<main>{body}</main>")


def _tag(api: Json, tag: Json) -> str:
    operations = "".join(
        _operation(method, path, operation)
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
        if tag["name"] in operation.get("tags", ())
    )
    return f"<h2>{html.escape(tag['name'])}</h2>{_text(tag['description'])}{operations}"


def _operation(method: str, path: str, operation: Json) -> str:
    parts = [
        f'<h3 id="{html.escape(operation["operationId"])}">'
        f"<code>{method.upper()} {html.escape(path)}</code> "
        f"{html.escape(operation['summary'])}</h3>",
        _text(operation.get("description", "")),
    ]
    if parameters := operation.get("parameters"):
        rows = ((p["name"], p["schema"], p.get("required", False), p) for p in parameters)
        parts.append(_table("Parameters", rows))
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(f"<p>Body <code>{html.escape(kind)}</code>: {_type(content['schema'])}</p>")
        parts += [_example(example["value"]) for example in content.get("examples", {}).values()]
    answers = "".join(
        f"<li><b>{status}</b> {html.escape(answer['description'])} {_kinds(answer)}</li>"
        for status, answer in sorted(operation["responses"].items())
    )
    return "".join(parts) + f"<ul>{answers}</ul>"


def _kinds(answer: Json) -> str:
    return ", ".join(
        f"<code>{html.escape(kind)}</code> {_type(content.get('schema', {}))}"
        for kind, content in answer.get("content", {}).items()
    )


def _model(name: str, model: Json) -> str:
    required = set(model.get("required", ()))
    fields = (
        (field, schema, field in required, schema)
        for field, schema in model.get("properties", {}).items()
    )
    examples = "".join(_example(example) for example in model.get("examples", ()))
    told = _text(model.get("description", ""))
    if "enum" in model:
        told += f"<p>{_type(model)}</p>"
    return (
        f'<h3 id="model-{html.escape(name)}">{html.escape(name)}</h3>{told}'
        f"{_table('Fields', fields) if model.get('properties') else ''}{examples}"
    )


def _table(title: str, rows: Iterator[tuple[str, Json, bool, Json]]) -> str:
    lines = "".join(
        f"<tr><td><code>{html.escape(name)}</code>{'' if required else ' <i>optional</i>'}</td>"
        f"<td>{_type(schema)}</td><td>{_text(told.get('description', ''))}</td></tr>"
        for name, schema, required, told in rows
    )
    return f"<table><caption>{title}</caption>{lines}</table>"


def _type(schema: Json) -> str:
    """A schema in a few words, with a link to the model it names."""
    if reference := schema.get("$ref"):
        name = html.escape(reference.rpartition("/")[2])
        return f'<a href="#model-{name}">{name}</a>'
    if variants := schema.get("anyOf"):
        return " or ".join(_type(variant) for variant in variants)
    if "enum" in schema:
        return " | ".join(f"<code>{html.escape(json.dumps(v))}</code>" for v in schema["enum"])
    if "const" in schema:
        return f"<code>{html.escape(json.dumps(schema['const']))}</code>"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if "title" in schema and "properties" in schema and schema["title"][0].isupper():
        return ", ".join(f"<code>{html.escape(name)}</code>" for name in schema["properties"])
    kind = html.escape(str(schema.get("format") or schema.get("type") or "anything"))
    limits = [
        f"{word} {schema[name]:,}"
        for name, word in (
            ("minimum", "from"), ("maximum", "to"), ("minLength", "at least"),
            ("maxLength", "at most"), ("maxItems", "at most"),
        )
        if name in schema
    ]  # fmt: skip
    return f"{kind} ({', '.join(limits)})" if limits else kind


def _example(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return f"<pre>{html.escape(text)}</pre>"


def _text(markdown: str) -> str:
    rendered: str = _MARKDOWN.render(markdown)
    return rendered

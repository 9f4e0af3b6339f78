"""A document as a plain page on which ``#char=start,end`` is highlighted.

The document's text is data: it is escaped, and the policy lets no script run but ours.
"""

import base64
import hashlib
import html
from dataclasses import dataclass

from rag import schema

# Offsets are code points; a JavaScript string counts UTF-16 units, hence Array.from.
_SCRIPT = """
const text = document.getElementById('text');
const points = Array.from(text.textContent);
function show() {
  const found = /^#char=(\\d+),(\\d+)$/.exec(location.hash);
  text.textContent = points.join('');
  if (!found) return;
  const [start, end] = [Number(found[1]), Number(found[2])];
  const mark = document.createElement('mark');
  mark.textContent = points.slice(start, end).join('');
  text.replaceChildren(points.slice(0, start).join(''), mark, points.slice(end).join(''));
  mark.scrollIntoView({block: 'center'});
}
addEventListener('hashchange', show);
show();
"""
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.6 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .25rem; }
header p { opacity: .75; margin-top: 0; }
#text { white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .5rem 0 .25rem; }
td { border-top: 1px solid #8884; padding: .25rem .75rem .25rem 0; vertical-align: top; }
td p { margin: 0; }
h2 { margin-top: 2.5rem; }
pre, code { font-size: .9em; }
pre { background: #8882; padding: .75rem; border-radius: .4rem; overflow-x: auto; }
mark { background: #ffe08a; color: #1d1d1f; border-radius: .2em; padding: .1em 0; }
"""


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page and the headers it must be sent with."""

    html: str
    headers: dict[str, str]


def wants_html(accept: str) -> bool:
    """Whether the asker is a browser: it names HTML before JSON and before anything at all."""
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return "text/html" in kinds and (
        "application/json" not in kinds
        or kinds.index("text/html") < kinds.index("application/json")
    )


def document_page(document: schema.Document) -> HtmlPage:
    """The page of one document."""
    known = [
        document.publisher,
        document.author,
        document.published_as or str(document.published or "undated"),
        f"id {document.id}",
    ]
    return page(
        document.title,
        f"<header><h1>{html.escape(document.title)}</h1>"
        f"<p>{html.escape(' · '.join(part for part in known if part))} · "
        f'<a href="/documents/{html.escape(document.id)}/original">original</a></p></header>'
        f'<main id="text" dir="auto" lang="{html.escape(document.language or "")}">'
        f"{html.escape(document.text)}</main>",
        script=_SCRIPT,
    )


def page(title: str, body: str, *, script: str = "") -> HtmlPage:
    """A whole page around ``body`` (HTML), allowed to run ``script`` and to load nothing."""
    tag = f"<script>{script}</script>" if script else ""
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src {_digest(_STYLE)}",
            f"script-src {_digest(script)}" if script else "script-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )
    return HtmlPage(
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}{tag}</body></html>\n",
        {"Content-Security-Policy": policy},
    )

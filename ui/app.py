"""The chat: ``mount(app, engine)`` puts it at ``/``, behind the API's own routes.

Gradio gives the page and its tabs; what stands in them is drawn by ``static/*.js`` from the same
JSON that every other client gets (``POST /answer`` as server-sent events, ``/documents``,
``/feedback``). Gradio's own components are not used for it: its chat loads remote images, its
file components may read the server's files, and ``gr.HTML`` needs a policy that allows ``eval``.
"""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio as it is imported

import gradio as gr
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from rag.server.access import READ, Keys, check
from ui.routes import router
from ui.shell import Shell

if TYPE_CHECKING:
    from rag.engine import Engine
    from rag.server.services import Services

STATIC = Path(__file__).parent / "static"
ORDER = "app parts ask answer rows source pages narrow"  # of the style sheets
STYLES = [f"{name}.css" for name in ORDER.split()]
TABS = {"ask": "Ask", "library": "Library", "quality": "Quality"}
_SANS = ("system-ui", "sans-serif")  # plain names: Gradio fetches nothing for them


def mount(app: FastAPI, engine: "Engine") -> None:
    """Serve the chat at ``/``; call it after every other route is there."""
    services: Services = app.state.services
    app.include_router(router(engine, services))
    app.mount("/ui/static", StaticFiles(directory=STATIC), name="ui-static")
    page = build()
    # Its file checks are armed by launch(), which a mounted app never calls.
    page.has_launched = True
    gr.mount_gradio_app(
        app,
        page,
        "/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        favicon_path=str(STATIC / "favicon.svg"),
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
        theme=gr.themes.Base(font=_SANS, font_mono=("ui-monospace", "monospace")),
    )
    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)  # noqa: S101  # mount_gradio_app ends with app.mount
    modules = sorted(path.name for path in STATIC.glob("*.js") if path.name != "theme.js")
    mounted.app = Shell(mounted.app, partial(_admit, services.keys), (*STYLES, *modules))


def build() -> gr.Blocks:
    """The page: one empty column in each tab, which ``static/app.js`` fills."""
    page = gr.Blocks(title="Checkable", analytics_enabled=False, fill_width=True)
    with page, gr.Tabs(elem_id="tabs"):
        for name, label in TABS.items():
            with gr.Tab(label, id=name):
                gr.Column(elem_id=name)
    return page


def _admit(keys: Keys, headers: Headers) -> object:
    return check(keys, headers, READ)

"""``rag serve``: one engine, the API and the chat in one process on one port."""

import gc
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing

import uvicorn

from rag.engine import build_engine
from rag.errors import SettingsError
from rag.server.access import check_bind
from rag.server.api import create_app
from rag.server.observe import log_json
from rag.settings import Settings

BACKLOG = 512  # connections that may wait to be accepted


def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve until stopped. Ingests nothing by itself.

    Raises SettingsError where the address is taken or must not be bound, StoreLocked where
    another process owns the data directory.
    """
    # uvicorn stops gracefully and then raises the signal again: end by leaving the `with`s.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: sys.exit(0))
    with closing(_listen(settings)) as listener:
        address = f"http://{_shown(settings.host)}:{listener.getsockname()[1]}"
        announce("Starting ...")
        with build_engine(settings) as engine:
            check_bind(settings, has_keys=bool(engine.store.api_keys.list()))
            app = create_app(engine)
            from ui.app import mount  # Gradio takes seconds to import: after the cheap refusals

            mount(app, engine)
            engine.store.announce(address)
            # What start-up made stays; a full collection would look at all of it, for 0.2 s.
            gc.collect()
            gc.freeze()
            if not sys.stderr.isatty():  # a person at a terminal wants the address, not log lines
                log_json()
            listener.listen(BACKLOG)  # what is announced answers, if only after a moment
            announce(f"{engine.library.count()} documents. Ctrl-C ends it.")
            announce(f"Chat {address}    API manual {address}/docs")
            config = uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                workers=1,  # one process owns the data directory
                timeout_graceful_shutdown=5,
                proxy_headers=False,
                server_header=False,
            )
            uvicorn.Server(config).run(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    """A bound socket, so that the address is known, and taken, before anything slow happens."""
    try:
        family = socket.getaddrinfo(settings.host, None)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror or error}). "
            "Choose another with RAG_PORT or `rag serve --port`."
        ) from error
    return listener


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host

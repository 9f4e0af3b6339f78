"""``rag keys`` and ``rag mcp``; both work while a server runs."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from rag.server import access, mcp_install
from rag.settings import load_settings
from rag.store.database import Database
from rag.store.records import ApiKeys

keys = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)
mcp = typer.Typer(help="Serve a model's tools over MCP (stdio).", invoke_without_command=True)

KeyId = Annotated[str, typer.Argument(help="Its id or its name, as `rag keys list` shows them.")]
Scope = Annotated[
    str, typer.Option(help="read: ask and read; write: also change; admin: also metrics, feedback.")
]


@contextmanager
def _opened() -> Iterator[access.Keys]:
    path = load_settings().data_dir / "library.sqlite"
    with closing(Database(path)) as database:
        yield access.Keys(ApiKeys(database))


@keys.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Who or what it is for.")], scope: Scope = "read"
) -> None:
    """Make a key and print it. It is shown this once: only its hash is stored."""
    with _opened() as stored:
        secret, key = stored.create(name, scope)
    typer.echo(secret)
    typer.echo(f"Key {key.id} ({scope}) for {name}. From now on the API wants a key.", err=True)


@keys.command("list")
def list_keys() -> None:
    """Every key that was made: id, scope, day, state and name."""
    with _opened() as stored:
        made = stored.list()
        if not made:
            typer.echo("There is no key yet; `rag keys create NAME` makes one.", err=True)
        for key in made:
            day = datetime.fromtimestamp(key.created, UTC).date()
            state = "revoked" if key.revoked else "in force"
            typer.echo(f"{key.id}  {key.scope:5}  {day}  {state:8}  {key.name}")


@keys.command("revoke")
def revoke(key_id: KeyId) -> None:
    """Refuse a key from now on. Revoking the last one does not open the API again."""
    with _opened() as stored:
        stored.revoke(key_id)
    typer.echo(f"Key {key_id} is refused from now on.", err=True)


@mcp.callback()
def serve(context: typer.Context) -> None:
    """Serve search, fetch and answer on standard input and output, for an MCP client to start."""
    if context.invoked_subcommand is None:
        from rag.server.mcp import serve_stdio

        serve_stdio(load_settings())


@mcp.command("install")
def install(
    client: Annotated[
        str, typer.Argument(help="claude-desktop, claude-code, cursor, vscode, or print.")
    ] = "print",
    file: Annotated[
        Path | None, typer.Option(help="Write to this file instead of the client's own.")
    ] = None,
) -> None:
    """Print the entry for an MCP client's configuration, or write it into the client's file."""
    typer.echo(mcp_install.install(client, load_settings(), file))

"""Tells an MCP client how to start ``rag mcp``: prints the entry, or writes it where it belongs."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from rag.errors import SettingsError
from rag.settings import Settings

NAME = "rag"


def entry(settings: Settings) -> dict[str, Any]:
    """The command, with the data directory as an absolute path: a client starts it anywhere."""
    return {
        "command": sys.executable,
        "args": ["-m", "rag", "mcp"],
        "env": {"RAG_DATA_DIR": str(settings.data_dir.absolute())},
    }


def places() -> dict[str, tuple[Path, str]]:
    """The clients we know: the file of each, and the key under which it lists servers."""
    home = Path.home()
    if sys.platform == "darwin":
        desktop = home / "Library" / "Application Support" / "Claude"
    elif sys.platform == "win32":
        desktop = Path(os.environ.get("APPDATA", home / "AppData" / "Roaming")) / "Claude"
    else:
        desktop = home / ".config" / "Claude"
    return {
        "claude-desktop": (desktop / "claude_desktop_config.json", "mcpServers"),
        "claude-code": (Path(".mcp.json"), "mcpServers"),
        "cursor": (home / ".cursor" / "mcp.json", "mcpServers"),
        "vscode": (Path(".vscode") / "mcp.json", "servers"),
    }


def install(client: str, settings: Settings, file: Path | None = None) -> str:
    """Add us to a client's configuration, beside what is there; returns a line to show.

    ``print`` writes nothing and returns the JSON. Raises SettingsError for an unknown client or
    a file that holds something else.
    """
    known = places()
    if client == "print":
        return json.dumps({"mcpServers": {NAME: entry(settings)}}, indent=2)
    if client not in known:
        raise SettingsError(f"No such client: {client!r}. Use print, {', '.join(known)}.")
    path, key = known[client]
    path = file or path
    whole = _read(path)
    servers = whole.setdefault(key, {})
    if not isinstance(servers, dict):
        raise SettingsError(f"{path} does not list servers under {key!r}; it was left as it is.")
    servers[NAME] = entry(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)
    return f"Added {NAME!r} to {path}. Restart {client} to use it."


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8") or "{}")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} is not JSON; it was left as it is.") from error
    if not isinstance(found, dict):
        raise SettingsError(f"{path} is not a JSON object; it was left as it is.")
    return found

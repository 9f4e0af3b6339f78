"""One process owns a data directory: a lock, and a note beside it that says who has it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import StoreError, StoreLocked

_PATIENCE = 0.5  # seconds; longer than another process needs to ask who the owner is


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that has a data directory open, and its address when it serves."""

    pid: int
    url: str | None = None


class Lock:
    """Held from construction until ``release``. Raises StoreLocked when another has it."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._note = folder / "owner.json"
            # Not bound to a thread: a server stops in another one than it started in.
            self._lock = FileLock(folder / "lock", thread_local=False)
            self._lock.acquire(timeout=_PATIENCE)
        except Timeout:
            raise StoreLocked(_refusal(folder, _read(folder / "owner.json"))) from None
        except OSError as error:
            raise StoreError(
                f"The data directory {folder} cannot be used: {error.strerror}. "
                "Set RAG_DATA_DIR to a folder that can be written."
            ) from error
        self.announce(None)

    def announce(self, url: str | None) -> None:
        """Tell other processes where this one serves."""
        draft = self._note.with_suffix(".new")
        draft.write_text(json.dumps(asdict(Owner(os.getpid(), url))))
        draft.replace(self._note)

    def release(self) -> None:
        """Let go of the data directory."""
        self._note.unlink(missing_ok=True)
        self._lock.release()


def owner(folder: Path) -> Owner | None:
    """Who has a data directory open, None when nobody has. Opens nothing in it."""
    if not (folder / "lock").exists():
        return None
    probe = FileLock(folder / "lock")
    try:
        probe.acquire(timeout=0)
    except (Timeout, OSError):
        return _read(folder / "owner.json") or Owner(pid=0)
    probe.release()
    return None


def _read(path: Path) -> Owner | None:
    try:
        return Owner(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _refusal(folder: Path, who: Owner | None) -> str:
    process = f"process {who.pid}" if who else "another process"
    if who and who.url:
        return f"{folder} is in use by {process}, which serves at {who.url}. Use that address."
    return f"{folder} is in use by {process}. Wait until it has finished, or stop it."

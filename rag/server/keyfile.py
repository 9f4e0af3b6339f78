"""A running server's secret for the commands of its own user, in a file beside the data."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "rag_"  # by which a secret that leaked is recognised as one of ours
_NAME = "local.key"


def new_secret() -> str:
    """A secret of 256 random bits."""
    return _PREFIX + secrets.token_urlsafe(32)


@contextmanager
def local_secret(data_dir: Path) -> Iterator[str]:
    """A secret for as long as the server runs, in a file that only its own user can read.

    Who can read the data directory owns the data; ``local_key`` finds it for the commands.
    """
    path = data_dir / _NAME
    secret = new_secret()
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    try:
        yield secret
    finally:
        path.unlink(missing_ok=True)


def local_key(data_dir: Path) -> str | None:
    """The secret of the server that owns a data directory, where this user may know it."""
    try:
        return (data_dir / _NAME).read_text()
    except OSError:
        return None

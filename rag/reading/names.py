"""Names from outside made safe to store and show: relative, one line, nothing hidden."""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

from rag.reading.canonical import canonical

MAX_NAME_CHARS = 255
MAX_URL_CHARS = 2_000

_URL = re.compile(r"https?://\S", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")


def safe_source(name: str) -> str:
    """``name`` as a relative path of visible characters, or a URL as it is, on one line.

    Names that differ stay different: where anything had to change, a hash of the whole
    name is added before the suffix.
    """
    line = one_line(name)
    if _URL.match(line):
        return line if len(line) <= MAX_URL_CHARS else _shortened(line, name, MAX_URL_CHARS)
    parts = _DRIVE.sub("", line.replace("\\", "/")).split("/")
    safe = "/".join(part.strip() for part in parts if part.strip() not in ("", ".", ".."))
    if not safe:
        return f"untitled-{_hash(name)}"
    if len(safe) > MAX_NAME_CHARS or safe != unicodedata.normalize("NFC", name):
        return _shortened(safe, name, MAX_NAME_CHARS)
    return safe


def one_line(text: str) -> str:
    """``text`` without line breaks, control, direction and other hidden characters."""
    return " ".join(canonical(text)[0].split())


def _shortened(safe: str, name: str, most: int) -> str:
    suffix = PurePosixPath(safe).suffix[:12]
    ending = f"-{_hash(name)}{suffix}"
    return safe[: len(safe) - len(suffix)][: most - len(ending)].rstrip("/ ") + ending


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]

"""What a parser gives back, and the limits within which it must do so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MB = 1_000_000

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. Sizes are bytes or characters, times are seconds.

    The ``zip`` limits hold for DOCX and XLSX, which are zip archives: what they unpack to.
    """

    file_bytes: int = 50 * MB
    text_chars: int = 20 * MB
    pages: int = 2_000
    memory_bytes: int = 1024 * MB
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    zip_entries: int = 2_000
    zip_bytes: int = 100 * MB
    zip_entry_bytes: int = 50 * MB
    zip_ratio: int = 200


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's text and what it says about itself, all as found.

    Headings begin with ``#``, list items with ``-`` or ``1.``, cells are joined by `` | ``.
    Where the file has pages, each but the first begins with a form feed. ``published`` is
    an ISO date or whatever stood there. ``cuts`` is what the parser left out, as ``Cleaned.cuts``.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    metadata: Mapping[str, Scalar] = field(default_factory=dict)
    cuts: Sequence[Mapping[str, str]] = ()

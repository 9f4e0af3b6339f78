"""Ask your documents; check every sentence of the answer against the words it came from.

>>> import rag
>>> engine = rag.open("my-library")          # doctest: +SKIP
>>> engine.ingest(["reports/"])              # doctest: +SKIP
>>> print(engine.answer("Who signed?").text) # doctest: +SKIP
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

# Settings
from rag.settings import Settings, load_settings

# Asking
from rag.schema import Answer, Citation, Filters, Turn, Verdict  # isort: skip

# Errors
from rag.errors import RagError  # isort: skip

if TYPE_CHECKING:
    from rag.engine import Engine

__all__ = [
    "Answer",
    "Citation",
    "Filters",
    "RagError",
    "Settings",
    "Turn",
    "Verdict",
    "load_settings",
    "open",
]


def open(data_dir: str | Path = ".rag", **settings: Any) -> "Engine":
    """An engine over ``data_dir``, created where missing; close it, or use it in a ``with``.

    ``settings`` are fields of ``Settings``, such as ``top_k=5``. Raises a RagError.
    """
    from rag.engine import build_engine  # seconds of imports: only when asked for

    return build_engine(load_settings(data_dir=Path(data_dir), **settings))

"""What a data directory was made with. Vectors, chunks and terms of two makes must not be mixed."""

from collections.abc import Mapping

from rag.errors import StoreMismatch
from rag.reading.chunk import CHUNKER
from rag.reading.terms import TERMS

EMBEDDER = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384

_WORDS = {
    "embedder": "embedding model",
    "dimension": "vector length",
    "chunker": "chunker",
    "terms": "search terms",
}
_UNSAID = {"terms": "terms-1"}  # what a store was made with that does not say it


def current_stamp() -> dict[str, str]:
    """The stamp that this version of the program writes."""
    return {
        "embedder": f"{EMBEDDER}@{WEIGHTS_SHA256[:12]}",
        "dimension": str(DIMENSION),
        "chunker": CHUNKER,
        "terms": TERMS,
    }


def check_stamp(found: Mapping[str, str]) -> None:
    """Raise StoreMismatch, saying what differs and what to do, unless ``found`` is current."""
    for name, ours in current_stamp().items():
        theirs = found.get(name, _UNSAID.get(name))
        if theirs != ours:
            raise StoreMismatch(
                f"The stored documents were made with {_WORDS[name]} {theirs!r}; this "
                f"version uses {ours!r}. Run `rag reindex`: it takes the stored texts, no files."
            )

"""What a data directory was made with. Vectors, chunks and terms of two makes must not be mixed."""

from collections.abc import Mapping

from rag.errors import StoreMismatch
from rag.reading.chunk import CHUNKER
from rag.reading.terms import TERMS
from rag.store import e5

EMBEDDER = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384
TURN = "turn-1"  # what turns vectors of other languages among the English ones

_WORDS = {
    "embedder": "embedding model",
    "multilingual": "embedding model of other languages",
    "dimension": "vector length",
    "chunker": "chunker",
    "terms": "search terms",
}
NO_MULTILINGUAL = "none"
_UNSAID = {"terms": "terms-1", "multilingual": NO_MULTILINGUAL}  # where a store does not say it


def current_stamp() -> dict[str, str]:
    """The stamp that this version of the program writes."""
    return {
        "embedder": f"{EMBEDDER}@{WEIGHTS_SHA256[:12]}",
        "multilingual": multilingual_stamp(),
        "dimension": str(DIMENSION),
        "chunker": CHUNKER,
        "terms": TERMS,
    }


def multilingual_stamp() -> str:
    """What embeds other languages than English; where its package is missing, the same model."""
    return f"{e5.NAME}@{e5.SHA256[:12]} {TURN}" if e5.find() else NO_MULTILINGUAL


def check_stamp(found: Mapping[str, str]) -> None:
    """Raise StoreMismatch, saying what differs and what to do, unless ``found`` is current."""
    for name, ours in current_stamp().items():
        theirs = found.get(name, _UNSAID.get(name))
        if theirs != ours:
            raise StoreMismatch(
                f"The stored documents were made with {_WORDS[name]} {theirs!r}; this "
                f"version uses {ours!r}. Run `rag reindex`: it takes the stored texts, no files."
            )

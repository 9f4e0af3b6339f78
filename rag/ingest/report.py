"""What an ingest tells: the end of every file, progress on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rag.schema import DocumentId


class Status(StrEnum):
    """What became of one file."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    SKIPPED = "skipped"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file's end. ``reason`` is a line to show; ``embedded`` of its ``chunks`` were new.

    ``left_out`` counts the parts of the file that are not in its text. For a duplicate,
    ``document_id`` is the document that holds the same text already.
    """

    source: str
    status: Status
    document_id: DocumentId | None = None
    reason: str = ""
    chunks: int = 0
    embedded: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every file, in the order they were done."""

    outcomes: tuple[Outcome, ...]
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """How many files by status, those of no file left out."""
        every = [outcome.status for outcome in self.outcomes]
        return {status.value: every.count(status) for status in Status if status in every}

    @property
    def chunks(self) -> int:
        """Chunks of the documents that were added or replaced."""
        return sum(outcome.chunks for outcome in self.outcomes)

    @property
    def embedded(self) -> int:
        """How many of them had to be embedded; the others were known from before."""
        return sum(outcome.embedded for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: files done, of how many, and what became of the last one."""

    done: int
    total: int
    outcome: Outcome


Progress = Callable[[Step], None]
# Called with the chunks embedded so far, and of how many, of the documents under way.
Watch = Callable[[int, int], None]

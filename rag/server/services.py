"""What the routes work with, put together once in ``create_app``."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.server.access import Keys
from rag.server.conversations import Conversations
from rag.server.fetch import Fetcher
from rag.server.gate import Gate
from rag.server.jobs import Jobs
from rag.server.observe import Metrics
from rag.settings import Settings
from rag.store.records import Notes

if TYPE_CHECKING:
    from rag.engine import Engine


@dataclass(frozen=True)
class Services:
    """One engine and what stands around it.

    ``reading`` bounds questions, ``writing`` bounds changes to the library.
    ``fetcher`` is None where adding by URL is off.
    """

    engine: "Engine"
    settings: Settings
    keys: Keys
    reading: Gate
    writing: Gate
    jobs: Jobs
    conversations: Conversations
    feedback: Notes
    metrics: Metrics
    fetcher: Fetcher | None

"""Documents that are read side by side: what one of them waits for, and what is stored in the end."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from rag.errors import StoreError
from rag.ingest import IngestReport, ingest_bytes, remove
from rag.reading.terms import query_terms
from rag.settings import Settings
from rag.store import Store, open_store
from rag.store.pooled import Passage, PassageVectors
from tests.fakes import HashEncoder

LONG = "# The long report\n\n" + "\n\n".join(
    f"## Part {i}\n\nThe turtle report says {i}." for i in range(250)
)
PATIENCE = 60  # seconds after which a test gives up


class Slow(HashEncoder):
    """Embeds what speaks of turtles only once it may; other texts at once."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may = threading.Event(), threading.Event()

    def encode_chunks(self, passages: Sequence[Passage]) -> list[PassageVectors]:
        if any("turtle" in passage.text for passage in passages):
            self.begun.set()
            assert self.may.wait(PATIENCE)
        return super().encode_chunks(passages)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings) as opened:
        yield opened
        assert opened.vectors.keys() == opened.library.indexed_keys()
        assert opened.library.unfinished() == {} and opened.library.stale() == []


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def aside(slow: Slow) -> Iterator[Callable[..., Future[IngestReport]]]:
    """Begins an ingest in another thread and waits until it embeds."""
    with ThreadPoolExecutor() as pool:

        def begin(store: Store, text: str, name: str) -> Future[IngestReport]:
            found = pool.submit(add, store, slow, text, name)
            assert slow.begun.wait(PATIENCE)
            return found

        yield begin
        slow.may.set()


def add(store: Store, encoder: HashEncoder, text: str, name: str) -> IngestReport:
    return ingest_bytes(store, encoder, text.encode(), name=name)  # type: ignore[arg-type]


def end(report: IngestReport) -> str:
    (outcome,) = report.outcomes
    return outcome.status.value


def says(store: Store, words: str) -> bool:
    return bool(store.library.search_text(query_terms(words), 5))


Aside = Callable[..., Future[IngestReport]]


def test_small_changes_slip_in_while_a_large_document_is_embedded(
    store: Store, slow: Slow, aside: Aside
) -> None:
    add(store, slow, "An older report of gazelles.", "long.md")
    other = add(store, slow, "The bridge was opened in 1901.", "bridge.md").outcomes[0]
    large = aside(store, LONG, "long.md")
    assert end(add(store, slow, "The port was opened in 1933.", "port.md")) == "added"
    assert other.document_id and remove(store, other.document_id).found == 0
    assert says(store, "port") and not says(store, "bridge")
    assert says(store, "gazelles") and not says(store, "turtle")  # the old one answers so far
    slow.may.set()
    assert end(large.result(PATIENCE)) == "replaced"
    assert says(store, "turtle") and not says(store, "gazelles")


def test_of_two_versions_the_one_that_was_begun_later_stays(
    store: Store, slow: Slow, aside: Aside
) -> None:
    large = aside(store, LONG, "report.md")
    assert end(add(store, slow, "The falcon report.", "report.md")) == "added"
    slow.may.set()
    assert end(large.result(PATIENCE)) == "skipped"
    assert says(store, "falcon") and not says(store, "turtle")


def test_a_version_that_is_there_already_is_the_later_one_too(
    store: Store, slow: Slow, aside: Aside
) -> None:
    add(store, slow, "The falcon report.", "report.md")
    large = aside(store, LONG, "report.md")
    assert end(add(store, slow, "The falcon report.", "report.md")) == "unchanged"
    slow.may.set()
    assert end(large.result(PATIENCE)) == "skipped"
    assert says(store, "falcon") and not says(store, "turtle")


def test_a_text_that_came_under_another_name_meanwhile_is_stored_once(
    store: Store, slow: Slow, aside: Aside
) -> None:
    first, second = aside(store, LONG, "a.md"), aside(store, LONG, "b.md")
    slow.may.set()
    ends = sorted(end(found.result(PATIENCE)) for found in (first, second))
    assert ends == ["added", "duplicate"] and store.library.count() == 1


def test_one_text_sent_twice_at_once_is_stored_once(store: Store, slow: Slow, aside: Aside) -> None:
    first, second = aside(store, LONG, "a.md"), aside(store, LONG, "a.md")
    slow.may.set()
    ends = sorted(end(found.result(PATIENCE)) for found in (first, second))
    assert ends in (["added", "unchanged"], ["added", "skipped"]) and store.library.count() == 1


def test_what_was_to_be_replaced_may_be_gone(store: Store, slow: Slow, aside: Aside) -> None:
    old = add(store, slow, "An older report of gazelles.", "long.md").outcomes[0]
    large = aside(store, LONG, "long.md")
    assert old.document_id and remove(store, old.document_id).found == 0
    slow.may.set()
    assert end(large.result(PATIENCE)) == "added"
    assert says(store, "turtle") and not says(store, "gazelles")


def test_a_document_that_is_called_off_leaves_everything_as_it_was(store: Store) -> None:
    encoder, seen = HashEncoder(), list[tuple[int, int]]()

    def watch(embedded: int, chunks: int) -> None:
        seen.append((embedded, chunks))
        if embedded:
            raise InterruptedError

    add(store, encoder, "An older report of gazelles.", "long.md")
    with pytest.raises(InterruptedError):
        ingest_bytes(store, encoder, LONG.encode(), name="long.md", watch=watch)  # type: ignore[arg-type]
    assert [embedded for embedded, _ in seen] == [0, 96] and seen[0][1] >= 250
    assert says(store, "gazelles") and not says(store, "turtle") and store.library.count() == 1


def test_nothing_is_written_after_the_end(settings: Settings, slow: Slow, aside: Aside) -> None:
    with open_store(settings) as store:
        large = aside(store, LONG, "long.md")
    slow.may.set()
    with pytest.raises(StoreError, match="closed"):
        large.result(PATIENCE)
    with open_store(settings) as store:
        assert store.library.count() == 0

"""A library's life in any order of events, beside a plain dict that says what it must hold."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rag.ingest import ingest, ingest_bytes, reindex, remove
from rag.reading.terms import query_terms
from rag.retrieval.retriever import HybridRetriever
from rag.schema import Filters
from rag.settings import Settings
from rag.store import Store, open_store
from tests.fakes import HashEncoder

NAMES = st.sampled_from(["amber", "birch", "cedar"])
WORDS = ["falcon", "glacier", "harvest", "island", "jasmine"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)


def text_of(name: str, words: list[str]) -> str:
    """A section, and so a chunk, for each word; texts of two names are never the same."""
    sections = (f"## Part {i}\n\nThe {name} saw the {w}." for i, w in enumerate(words))
    return f"# About {name}\n\n" + "\n\n".join(sections)


class Life(RuleBasedStateMachine):
    """``files`` lie in the folder, ``stored`` are the texts that must be found, by source."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.folder = self.place / "docs"
        self.folder.mkdir()
        self.files: dict[str, str] = {}
        self.stored: dict[str, str] = {}
        self.encoder = HashEncoder()
        self.store: Store
        self.retriever: HybridRetriever

    @initialize()
    def open(self) -> None:
        self.store = open_store(Settings(_env_file=None, data_dir=self.place / "data"))
        # One for as long as the store is open, as in the engine: it keeps what it has read.
        self.retriever = HybridRetriever(self.store, self.encoder, top_k=50)  # type: ignore[arg-type]

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.place)

    # What happens

    @rule(name=NAMES, words=TEXTS)
    def write(self, name: str, words: list[str]) -> None:
        self.files[f"docs/{name}.md"] = text_of(name, words)
        (self.folder / f"{name}.md").write_text(text_of(name, words))

    @rule(name=NAMES)
    def erase(self, name: str) -> None:
        self.files.pop(f"docs/{name}.md", None)
        (self.folder / f"{name}.md").unlink(missing_ok=True)

    @rule(prune=st.booleans())
    def ingest(self, prune: bool) -> None:
        expected = {source: self._end(source, text) for source, text in self.files.items()}
        if prune:
            gone = {s for s in self.stored if s.startswith("docs/")} - self.files.keys()
            expected |= dict.fromkeys(gone, "removed")
        report = ingest(self.store, self.encoder, [self.folder], prune=prune)  # type: ignore[arg-type]
        assert {o.source: o.status.value for o in report.outcomes} == expected
        self.stored |= self.files
        self.stored = {s: t for s, t in self.stored.items() if expected.get(s) != "removed"}

    @rule(name=NAMES, words=TEXTS)
    def upload(self, name: str, words: list[str]) -> None:
        source, text = f"{name}.md", text_of(f"sent {name}", words)
        report = ingest_bytes(self.store, self.encoder, text.encode(), name=source)  # type: ignore[arg-type]
        assert [o.status.value for o in report.outcomes] == [self._end(source, text)]
        self.stored[source] = text

    @precondition(lambda self: self.stored)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(sorted(self.stored)))
        receipt = remove(self.store, self.store.library.sources()[source])
        assert receipt.found == 0 and receipt.removed["chunks"] == receipt.removed["vectors"]
        del self.stored[source]

    @rule()
    def reindex(self) -> None:
        report = reindex(self.store, self.encoder)  # type: ignore[arg-type]
        assert report.counts == ({"replaced": len(self.stored)} if self.stored else {})

    @rule()
    def purge(self) -> None:
        self.store.purge()

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.open()
        assert self.store.vectors.rebuilt is None

    def _end(self, source: str, text: str) -> str:
        if source not in self.stored:
            return "added"
        return "unchanged" if self.stored[source] == text else "replaced"

    # What must be so after each of them

    @invariant()
    def it_holds_these_texts_and_nothing_is_half_done(self) -> None:
        library = self.store.library
        sources = library.sources()
        assert {s: library.document(i).text for s, i in sources.items()} == self.stored
        assert library.stale() == [] and library.unfinished() == {}
        chunks = sum(len(library.chunks_of(i)) for i in sources.values())
        assert library.count_chunks() == chunks == self.store.vectors.count()
        assert self.store.vectors.keys() == library.indexed_keys()

    @rule(word=st.sampled_from(WORDS))
    def ask(self, word: str) -> None:
        holding = {source for source, text in self.stored.items() if word in text}
        library = self.store.library
        found = library.chunks(i for i, _ in library.search_text(query_terms(word), 100))
        about = library.provenance({chunk.document_id for chunk in found.values()})
        assert {a.source for a in about.values()} == holding
        results = self.retriever.search(f"Who saw the {word}?")
        assert bool(results) == bool(self.stored)
        for scored in results:
            text = self.stored[scored.provenance.source]
            assert text[scored.chunk.start_char : scored.chunk.end_char] == scored.chunk.text
        assert holding <= {s.provenance.source for s in results if word in s.chunk.text}

    @precondition(lambda self: self.stored)
    @rule(data=st.data())
    def ask_one_document(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(sorted(self.stored)))
        only = Filters(document_ids=(self.store.library.sources()[source],))
        found = self.retriever.search("What did the sender see?", filters=only)
        assert found and {scored.provenance.source for scored in found} == {source}

    @rule()
    def every_chunk_finds_itself(self) -> None:
        library = self.store.library
        for document_id in library.sources().values():
            vectors = library.vectors_of(document_id)
            for chunk, vector in zip(library.chunks_of(document_id), vectors, strict=True):
                near = self.store.vectors.query(vector, 1)
                assert near and near[0][1] > 0.9999, chunk.id
                assert library.embedded([chunk.id])[chunk.id].vector.tolist() == vector.tolist()


@pytest.mark.parametrize(
    ("lives", "events"), [(10, 12), pytest.param(200, 30, marks=pytest.mark.slow)]
)
def test_any_order_of_events(lives: int, events: int) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=lives,
            stateful_step_count=events,
            deadline=None,
            derandomize=True,
            phases=[
                Phase.generate
            ],  # an event takes too long to try a failing life in shorter ways
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Hand-made documents, cases and answers for the tests of evals/."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evals.cases import EvalCase, Suite
from evals.run import Run, run
from evals.score import Seen
from evals.shelf import Shelf, locate, shelve
from evals.verdicts import verdict
from rag.schema import (
    Answer,
    AnswerSentence,
    Chunk,
    Citation,
    Document,
    Provenance,
    ScoredChunk,
    Sentence,
    Support,
    TokenUsage,
    Turn,
    Verdict,
)

LINE = (
    "The red line opened on 3 May 2021. It has nine stops and cost $2.5 million.\n\n"
    "Dana Levi runs the red line. The blue line is not open yet."
)
PARK = "The park has 120 trees. Omar Haddad planted them in 1999."
SHELF: Shelf = shelve(
    [
        Document("line", "line.md", "Lines", LINE, "0a"),
        Document("park", "park.md", "Park", PARK, "0b"),
    ]
)


def provenance(document_id: str) -> Provenance:
    document = SHELF.documents[document_id]
    return Provenance(document_id, document.source, document.title, document.sha256)


def passage(document_id: str, start: int, end: int, score: float = 1.0) -> ScoredChunk:
    text = SHELF.documents[document_id].text[start:end]
    chunk = Chunk(
        f"{document_id}:{start}-{end}", document_id, 0, (), text, start, end,
        (Sentence(start, end),),
    )  # fmt: skip
    return ScoredChunk(chunk, provenance(document_id), score, 0.5, 1.0)


def first(document_id: str) -> ScoredChunk:
    """The first paragraph of a document."""
    text = SHELF.documents[document_id].text
    end = text.find("\n\n")
    return passage(document_id, 0, end if end > 0 else len(text))


def second() -> ScoredChunk:
    """The second paragraph about the lines."""
    return passage("line", LINE.index("Dana"), len(LINE))


def quoting(document_id: str, quote: str, marker: int = 1, shift: int = 0) -> Citation:
    start = SHELF.documents[document_id].text.index(quote) + shift
    return Citation(
        marker, provenance(document_id), start, start + len(quote), quote,
        next(iter([first(document_id).chunk.id])),
    )  # fmt: skip


def answer(
    *quotes: tuple[str, str],
    confidence: float = 0.9,
    retrieved: Sequence[ScoredChunk] = (),
    texts: Sequence[str] = (),
    shift: int = 0,
) -> Answer:
    """An answer that says each quote (or the text in its place) and cites it."""
    sentences, citations, text = [], [], ""
    for marker, (document_id, quote) in enumerate(quotes, 1):
        said = f"{texts[marker - 1] if texts else quote} [{marker}]"
        text += " " if text else ""
        sentences.append(
            AnswerSentence(
                said, len(text), len(text) + len(said), (marker,), Verdict(Support.SUPPORTED)
            )
        )
        text += said
        citations.append(quoting(document_id, quote, marker, shift))
    return Answer(
        question="?",
        text=text,
        sentences=tuple(sentences),
        citations=tuple(citations),
        retrieved=tuple(retrieved) or (first("line"), first("park"), second()),
        confidence=confidence,
        usage=TokenUsage(100, 10),
    )


def abstained(confidence: float = 0.1) -> Answer:
    return Answer(
        question="?",
        text="The documents do not say.",
        abstained=True,
        reason="no passage names it",
        confidence=confidence,
        retrieved=(first("park"), first("line")),
    )


def case(name: str = "q", **fields: object) -> EvalCase:
    given = {"user_input": "?", "where": "g:1", **fields}
    return locate(EvalCase(id=name, **given), SHELF)  # type: ignore[arg-type]


OPENED = case(
    "opened",
    user_input="When did the red line open?",
    expected=(("2021", "twenty twenty-one"),),
    reference="On 3 May 2021.",
    reference_contexts=("The red line opened on 3 May 2021.",),
    reference_sources=("line.md",),
    tags=("when",),
)
UNKNOWN = case("unknown", user_input="Who paid for the park?", answerable=False, tags=("missing",))
RIGHT = answer(("line", "The red line opened on 3 May 2021."))


class FakeTarget:
    """Answers by question; asks for nothing else."""

    def __init__(self, answers: dict[str, Answer], forced: dict[str, Answer] | None = None) -> None:
        self.answers = answers
        self.forced = forced or {}
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.seen = Seen()
        self.about: dict[str, object] = {"target": "fake"}

    def documents(self) -> list[Document]:
        return list(SHELF.documents.values())

    def ask(self, question: str, history: Sequence[Turn], *, abstain: bool = True) -> Answer:
        self.asked.append((question, tuple(history)))
        if not abstain and question in self.forced:
            return self.forced[question]
        return self.answers[question]

    def relevant(self, case: EvalCase) -> int | None:
        return 1


ROOT_ROWS: list[dict[str, object]] = [
    {
        "id": f"q{number}",
        "user_input": f"When did the red line open, try {number}?",
        "expected": [["2021"]],
        "reference": "On 3 May 2021.",
        "reference_contexts": ["The red line opened on 3 May 2021."],
        "reference_sources": ["line.md"],
    }
    for number in range(6)
]


def small_run(*, right: bool) -> Run:
    """A run of six questions, all answered right or all wrong."""
    said = RIGHT if right else answer(("park", "The park has 120 trees."))

    @contextmanager
    def opened(_: Suite) -> Iterator[FakeTarget]:
        yield FakeTarget({str(row["user_input"]): said for row in ROOT_ROWS})

    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder) / "gold.jsonl"
        gold.write_text("\n".join(map(json.dumps, ROOT_ROWS)), encoding="utf-8")
        return run([Suite("main", (gold,), Path(folder))], opened, verdict)

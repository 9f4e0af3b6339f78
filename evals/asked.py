"""Questions with known answers, as the product meets them: what its parts are fitted on.

The public sets of ``../shared/bench`` (see its README) and `evals/written/`: documents that we
invented, each with twelve questions that it answers and eight that it nearly does. Each is
asked of the product's own store and retriever; ``train_reader`` and ``train_answerer`` take it
from there.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.answering.asking.question import Question
from rag.answering.evidence import MEASURED, Candidate, gather, measure
from rag.answering.finding import read_question
from rag.answering.rows.listing import listings
from rag.ingest import ingest
from rag.reading.terms import fold
from rag.retrieval.retriever import HybridRetriever
from rag.schema import Filters
from rag.settings import load_settings
from rag.store import Library, open_store
from rag.store.encoder import Encoder

BENCH = Path(__file__).parents[2] / "shared" / "bench"
WRITTEN = Path(__file__).parent / "written"
SETS = ("squad2", "xquad_en", "xquad_zh", "clapnq", "heq")
WRITTEN_IN = {  # folders; the others are English
    "chinese": "written_zh", "hebrew": "written_he",
    "german": "written_de", "french": "written_fr", "spanish": "written_es",
}  # fmt: skip
ACROSS = "across"  # asked in one language of documents in another
ACROSS_LANGUAGES = "across.jsonl"  # in `evals/written`: its questions in another language
# English folders of which questions in other languages are asked beside documents in these.
MIXED = (
    "analyses", "carriages", "compared", "crossings", "culture", "hospitals", "lookups", "markets",
    "ministries", "rivals", "searches", "sequence", "talk", "truefalse",
)  # fmt: skip
TABLES = ("figures", "mixtures", "offices", "tariffs")  # folders whose documents have tables
OTHER_LANGUAGES = ("xquad_zh", "heq", *WRITTEN_IN.values())  # which the English reader cannot read
FOLDS = 5
TOP_K = 8
_COVERAGE = MEASURED.index("coverage")
_BINS = 12
_MOST_COUNTED = 4.0
_SHELF = 4  # documents that a written question is asked of

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its retrieved sentences: which overlap gold, which say an answer.

    ``kind`` is answerable, or why not: in_paragraph, out_of_corpus, …, left_out (we hid its
    document). ``plausible`` marks the sentences with the wrong answers that annotators found
    tempting. ``fold`` goes by document; ``kept_from_reader`` is what the reader is not trained
    on, by document too, so that the networks above it see it as it is with new documents.
    ``answers`` are the gold spans, in the document; ``decisive`` are the words in them that say
    it, where a set names them.
    """

    bench: str
    kind: str
    fold: int
    question: Question
    candidates: tuple[Candidate, ...]
    table: Floats
    gold: Marks
    says: Marks
    plausible: Marks
    kept_from_reader: bool
    answers: tuple[tuple[int, int], ...] = ()
    decisive: tuple[str, ...] = ()


Wanted = Callable[[str, bool], bool]


def ask_everything(cache: Path, wanted: Wanted, every: int = 1) -> Iterator[Asked]:
    """Every n-th question of all sets that are here; ``cache`` keeps the stores.

    ``wanted(set, kept from the reader)`` says which rows to ask.
    """
    for name in SETS:
        if (BENCH / name / "questions.jsonl").is_file():
            yield from ask_public(name, cache, wanted, every)
    for folder in sorted(path for path in WRITTEN.iterdir() if path.is_dir()):
        yield from ask_written(folder, cache, wanted, every)


def ask_public(name: str, cache: Path, wanted: Wanted, every: int = 1) -> Iterator[Asked]:
    """Every n-th row of a public set, asked of a store that holds the set's documents only."""
    with shelf(cache / name, BENCH / name / "docs") as here:
        rows = (BENCH / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        for line in rows[::every]:
            row = json.loads(line)
            key = row["doc_id"] or row["id"]
            if not wanted(name, kept_from_reader(key)):
                continue
            asked = _Row(
                bench=name,
                kind="answerable" if row["answerable"] else row["type"],
                question=row["question"],
                document=row["doc_id"],
                key=key,
                spans=row["spans"],
                # Clapnq's answers are written by people: there the grounding is the answer.
                answers=None if name == "clapnq" else row["answers"],
                around=row["context_spans"],
                tempting=row.get("plausible_answers") or (),
                decisive=() if name == "clapnq" else row["answers"],
            )
            yield here.ask(asked, Filters())
            if row["answerable"] and _number(row["id"]) % 3 == 0:
                yield here.ask_without(asked, here.ids)


def ask_written(
    folder: Path,
    cache: Path,
    wanted: Wanted,
    every: int = 1,
    asked: Mapping[tuple[str, str], str] | None = None,
    beside: Sequence[str] = (),
    library: "Shelf | None" = None,
) -> Iterator[Asked]:
    """Every n-th question that we wrote, asked of its document and three others of its kind.

    ``asked``: only these, by document and question, in these words. ``beside``: four of these
    documents are there, too, all in ``library``.
    """
    bench = "tables" if folder.name in TABLES else WRITTEN_IN.get(folder.name, "written")
    with nullcontext(library) if library else shelf(cache / folder.name, folder) as here:
        names = _stems(folder)
        # By shelf: its documents may tell of the same thing.
        shelves = {name: names[n // _SHELF * _SHELF] for n, name in enumerate(names)}
        rows = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        for line in rows[::every]:
            row = json.loads(line)
            stem = Path(row["doc"]).stem
            if asked is not None:
                if (row["doc"], row["question"]) not in asked:
                    continue
                bench, row["question"] = ACROSS, asked[row["doc"], row["question"]]
            if not wanted(bench, kept_from_reader(shelves[stem])):
                continue
            spans = here.spans(stem, row["quotes"])
            if row["answerable"] and not spans:
                continue  # a quote with mark-up, which the document is read without
            one = _Row(
                bench=bench,
                kind="answerable" if row["answerable"] else row["kind"],
                question=row["question"],
                document=stem,
                key=shelves[stem],
                spans=spans,
                decisive=[row["answer"]] if row["answer"] else (),
                elsewhere={
                    Path(name).stem: here.spans(Path(name).stem, quotes)
                    for name, quotes in row.get("others", {}).items()
                },
            )
            shelf_of_four = [name for name in names if shelves[name] == shelves[stem]]
            if beside:
                start = _number(row["question"]) % (len(beside) // _SHELF) * _SHELF
                shelf_of_four += beside[start : start + _SHELF]
            only = tuple(here.ids[name] for name in shelf_of_four)
            yield here.ask(one, Filters(document_ids=only))
            if row["answerable"] and _number(row["question"]) % 6 == 0:
                yield here.ask_without(one, shelf_of_four)


def ask_across(cache: Path, wanted: Wanted) -> Iterator[Asked]:
    """Questions that we wrote, in another language than their documents.

    Asked as in ``ask_written``; ``cache`` may keep the same stores.
    """
    lines = (WRITTEN / ACROSS_LANGUAGES).read_text(encoding="utf-8").splitlines()
    rows = sorted(map(json.loads, lines), key=lambda row: str(row["set"]))
    for name, of_set in groupby(rows, key=lambda row: str(row["set"])):
        asked = {(row["doc"], row["question"]): row["asked"] for row in of_set}
        yield from ask_written(WRITTEN / name, cache, wanted, asked=asked)


def ask_mixed(cache: Path, wanted: Wanted) -> Iterator[Asked]:
    """Questions in other languages, of documents in two: their own, and English.

    What ``ask_across`` asks of the folders ``MIXED``, with four documents in the question's
    language there too, and every third question in its documents' own language, with four English
    ones.
    """
    lines = (WRITTEN / ACROSS_LANGUAGES).read_text(encoding="utf-8").splitlines()
    rows = list(map(json.loads, lines))
    stems = {name: _stems(WRITTEN / name) for name in (*MIXED, *WRITTEN_IN)}
    english = [stem for name in MIXED for stem in stems[name]]
    with shelf(cache / "mixed", *(WRITTEN / name for name in stems)) as library:
        for name, bench in WRITTEN_IN.items():
            language = bench.removeprefix("written_")
            for among in MIXED:
                asked = {
                    (row["doc"], row["question"]): row["asked"]
                    for row in rows
                    if row["set"] == among and row["language"] == language
                }
                folder, beside = WRITTEN / among, stems[name]
                yield from ask_written(
                    folder, cache, wanted, asked=asked, beside=beside, library=library
                )
            yield from ask_written(
                WRITTEN / name, cache, wanted, every=3, beside=english, library=library
            )


def _stems(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.md"))


@dataclass(frozen=True, slots=True)
class _Row:
    """A question of any set; without ``answers`` whatever touches a gold span is an answer."""

    bench: str
    kind: str
    question: str
    document: str | None
    key: str
    spans: Sequence[Sequence[int]]
    answers: Sequence[str] | None = None
    around: Sequence[Sequence[int]] = ()
    tempting: Sequence[str] = ()
    decisive: Sequence[str] = ()
    elsewhere: Mapping[str, Sequence[Sequence[int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shelf:
    """A store with the documents of one set."""

    library: Library
    retriever: HybridRetriever
    encoder: Encoder
    ids: Mapping[str, str]

    def spans(self, stem: str, quotes: Iterable[str]) -> list[tuple[int, int]]:
        """Where the quotes stand in a document; not those that it does not have."""
        document = self.library.document(self.ids[stem])
        text = document.text if document else ""
        found = [(text.find(quote), len(quote)) for quote in quotes]
        return [(at, at + length) for at, length in found if at >= 0]

    def ask_without(self, row: _Row, among: Iterable[str]) -> Asked:
        """The question where its document is hidden."""
        others = tuple(self.ids[stem] for stem in among if stem != row.document)
        return replace(self.ask(row, Filters(document_ids=others)), kind="left_out")

    def ask(self, row: _Row, only: Filters) -> Asked:
        """The question as the product reads it, of what it finds."""
        found = self.retriever.retrieve_for_answer(row.question, only, TOP_K)
        question, _ = read_question(row.question, found, self.encoder.is_word)
        candidates = tuple(gather(found.chunks, found.sentences))
        home = self.ids.get(row.document or "")
        mine = [c.chunk.chunk.document_id == home for c in candidates]
        gold = _touching(candidates, mine, row.spans)
        for stem, spans in row.elsewhere.items():
            theirs = [c.chunk.chunk.document_id == self.ids[stem] for c in candidates]
            gold |= _touching(candidates, theirs, spans)
        gold |= _introducing(candidates, gold)
        return Asked(
            bench=row.bench,
            kind=row.kind,
            fold=_number(row.key) % FOLDS,
            question=question,
            candidates=candidates,
            table=measure(question, candidates),
            gold=gold,
            says=gold if row.answers is None else _saying(candidates, row.answers),
            plausible=_touching(candidates, mine, row.around) & _saying(candidates, row.tempting),
            kept_from_reader=kept_from_reader(row.key),
            answers=tuple((start, end) for start, end in row.spans),
            decisive=tuple(row.decisive),
        )


@contextmanager
def shelf(cache: Path, *folders: Path) -> Iterator[Shelf]:
    """A store in ``cache`` with the texts of these folders."""
    settings = load_settings(data_dir=cache)
    encoder = Encoder(settings)
    with open_store(settings) as store:
        paths = sorted(
            p for folder in folders for p in folder.iterdir() if p.suffix in {".txt", ".md"}
        )
        ingest(store, encoder, paths)
        retriever = HybridRetriever(store, encoder, top_k=TOP_K)
        ids = {Path(d.source).stem: d.document_id for d in store.library.documents()}
        yield Shelf(store.library, retriever, encoder, ids)


def evened(asked: Sequence[Asked]) -> list[float]:
    """How much each question counts, so that its words alone do not tell whether it is answered.

    Who writes questions asks in other words for what a text says, and in its own words for what it
    does not say; who learns from many such distrusts whatever sounds like the text. So within a set
    a question counts by how usual it is to be answered (or not), by the share of these among the
    questions of which one sentence has as many words (inverse propensity weighting: Rosenbaum and
    Rubin, 1983). In [1/``_MOST_COUNTED``, ``_MOST_COUNTED``], 1 on average or nearly.
    """
    keys = [(a.bench, int(_BINS * float(a.table[:, _COVERAGE].max()))) for a in asked]
    marks = [a.kind == "answerable" for a in asked]
    alike, answered, of = Counter(keys), Counter[tuple[str, int]](), Counter[str]()
    for key, mark in zip(keys, marks, strict=True):
        answered[key] += mark
        of[key[0]] += mark
    every = Counter(bench for bench, _ in keys)
    counts = []
    for key, mark in zip(keys, marks, strict=True):
        usual = of[key[0]] / every[key[0]]
        here = (answered[key] + usual) / (alike[key] + 1)
        weight = usual / here if mark else (1 - usual) / (1 - here) if here < 1 else 1.0
        counts.append(min(max(weight, 1 / _MOST_COUNTED), _MOST_COUNTED))
    return counts


def across(asked: Sequence[Asked]) -> Iterator[Asked]:
    """XQuAD's questions in Chinese over its English sentences, and the other way about."""
    said: dict[str, dict[str, str]] = {}
    for name in ("xquad_en", "xquad_zh"):
        lines = (BENCH / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        said[name] = {row["id"]: row["question"] for row in map(json.loads, lines)}
    of = {name: {text: n for n, text in texts.items()} for name, texts in said.items()}
    for a in asked:
        number = of.get(a.bench, {}).get(a.question.text)
        other = "xquad_zh" if a.bench == "xquad_en" else "xquad_en"
        if number in said[other]:
            yield replace(a, bench=ACROSS, question=replace(a.question, text=said[other][number]))


def kept_from_reader(key: str) -> bool:
    """Whether a document (or a question without one) is among the one in four that is kept."""
    return _number(key) // FOLDS % 4 == 0


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def _touching(
    candidates: Sequence[Candidate], mine: Sequence[bool], spans: Sequence[Sequence[int]]
) -> Marks:
    return np.array(
        [
            here
            and any(
                start < c.sentence.end_char and c.sentence.start_char < end for start, end in spans
            )
            for c, here in zip(candidates, mine, strict=True)
        ],
        bool,
    )


def _introducing(candidates: Sequence[Candidate], gold: Marks) -> Marks:
    """What introduces a list of which several items are gold: it is shown with them."""
    found = np.zeros(len(candidates), bool)
    for listing in listings(candidates):
        if listing.introduction is not None and gold[list(listing.items)].sum() > 1:
            found[listing.introduction] = True
    return found


def _saying(candidates: Sequence[Candidate], answers: Sequence[str]) -> Marks:
    wanted = [bare for answer in answers if (bare := _bare(answer))]
    return np.array([any(_stands(a, _bare(c.text)) for a in wanted) for c in candidates], bool)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _stands(answer: str, text: str) -> bool:
    """As whole words; Chinese and Hebrew write particles onto a word, so there anywhere."""
    if re.search(r"[\u0590-\u05ff\u3400-\u9fff]", text):
        return answer.replace(" ", "") in text.replace(" ", "")
    return f" {answer} " in f" {text} "

"""``python -m evals.bench``: the same documents through both, by turns, in one process.

Ours reads files, keeps them, cuts, embeds (sentences too), and writes SQLite, full text and
Chroma; stock is given the texts and writes Chroma. Both take turns slice by slice and question
by question, so that whatever else the machine does slows both. Our retrieval has questions of
its own: the passages of the answer's must not be warm from it.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np

from evals.bench.stock import Stock
from evals.bench.texts import questions, write_documents
from rag.engine import Engine, build_engine
from rag.settings import load_settings

TOP_K = 8
SLICES = 8


@dataclass
class Measured:
    """Seconds and counts of one size."""

    documents: int
    characters: int = 0
    chunks: dict[str, int] = field(default_factory=dict)
    ingest: dict[str, float] = field(default_factory=lambda: {"ours": 0.0, "stock": 0.0})
    asked: dict[str, list[float]] = field(default_factory=dict)

    def rate(self, who: str, what: str) -> float:
        """Chunks or characters a second."""
        amount = self.chunks[who] if what == "chunks" else self.characters
        return amount / self.ingest[who]

    def milliseconds(self, what: str, percent: float) -> float:
        """A percentile of the times to answer."""
        return float(np.percentile(self.asked[what], percent)) * 1e3


def measure(count: int, characters: tuple[int, int], asked: int, folder: Path) -> Measured:
    """Both on ``count`` documents of so many characters each, with ``asked`` questions."""
    paths = write_documents(folder / "docs", count, characters)
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    result = Measured(count, sum(len(text) for _, text in texts))
    settings = load_settings(data_dir=folder / "data", answerer="extractive", top_k=TOP_K)
    with build_engine(settings) as engine:
        stock = Stock(folder / "stock", engine.encoder)
        warm_up(engine, stock, folder)
        step = max(1, -(-count // SLICES))
        for start in range(0, count, step):
            some, raw = paths[start : start + step], texts[start : start + step]
            work: list[tuple[str, Callable[[], object]]] = [
                ("ours", partial(engine.ingest, some)),
                ("stock", partial(stock.ingest, raw)),
            ]
            for who, ingest in work if start // step % 2 else work[::-1]:
                started = perf_counter()
                ingest()
                result.ingest[who] += perf_counter() - started
        result.chunks = {"ours": engine.library.count_chunks(), "stock": stock.count()}
        ask: dict[str, Callable[[str], object]] = {
            "stock retrieval": lambda q: stock.retrieve(q, TOP_K),
            "our retrieval": lambda q: engine.search(q, top_k=TOP_K),
            "our answer": lambda q: engine.answer(q),
        }
        every = questions(paths, 2 * asked + 2)
        for number, (question, other) in enumerate(zip(every[::2], every[1::2], strict=True)):
            for what, call in ask.items():
                started = perf_counter()
                call(other if what == "our retrieval" else question)
                if number:  # the first only warms up
                    result.asked.setdefault(what, []).append(perf_counter() - started)
    return result


def warm_up(engine: Engine, stock: Stock, folder: Path) -> None:
    """One document each, so that nobody's first imports and processes are measured."""
    (path,) = write_documents(folder / "warm", 1, (500, 500), seed=1)
    engine.ingest([path])
    stock.ingest([("warm", path.read_text(encoding="utf-8"))])


def report(results: Sequence[Measured], threads: int) -> str:
    """Markdown: the machine, ingest, questions."""
    versions = [f"{n} {version(n)}" for n in ("llama-index-core", "chromadb", "onnxruntime")]
    lines = [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors ({_processor()}), "
        f"{threads} threads for embedding, Python {platform.python_version()}; "
        f"{', '.join(versions)}; load average {os.getloadavg()[1]:.1f}.",
        "",
        "| documents | characters | chunks ours / stock | chunks/s ours / stock (ratio)"
        " | characters/s ours / stock (ratio) |",
        "|---:|---:|---:|---:|---:|",
    ]
    for r in results:
        cells = [f"{r.documents:,}", f"{r.characters:,}"]
        cells.append(f"{r.chunks['ours']:,} / {r.chunks['stock']:,}")
        for what in ("chunks", "characters"):
            ours, stock = r.rate("ours", what), r.rate("stock", what)
            cells.append(f"{ours:,.1f} / {stock:,.1f} (**{ours / stock:.2f}×**)")
        lines.append("| " + " | ".join(cells) + " |")
    lines += [
        "",
        "| documents | stock retrieval p50 / p95 ms | our retrieval p50 / p95 ms"
        " | our full answer p50 / p95 ms | answer p50 against stock retrieval |",
        "|---:|---:|---:|---:|---:|",
    ]
    for r in results:
        cells = [f"{r.documents:,}"]
        for what in ("stock retrieval", "our retrieval", "our answer"):
            cells.append(f"{r.milliseconds(what, 50):.1f} / {r.milliseconds(what, 95):.1f}")
        ratio = r.milliseconds("our answer", 50) / r.milliseconds("stock retrieval", 50)
        lines.append("| " + " | ".join([*cells, f"**{ratio:.2f}×**"]) + " |")
    return "\n".join(lines)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next(
        (line.partition(":")[2].strip() for line in lines if "model name" in line), "unknown"
    )


def main() -> None:
    """Measure the sizes asked for and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--sizes", default="3,1000", help="numbers of documents, by commas")
    parser.add_argument("--questions", type=int, default=60, help="questions for each size")
    parser.add_argument("--characters", default="300,1100", help="of a document, from and to")
    given = parser.parse_args()
    low, high = map(int, given.characters.split(","))
    results = []
    for count in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            results.append(measure(count, (low, high), given.questions, Path(folder)))
        print(f"{count:,} documents measured", flush=True)
    print("\n" + report(results, load_settings().threads))


if __name__ == "__main__":
    main()

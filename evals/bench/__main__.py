"""``python -m evals.bench``: the same documents through each, by turns, in one process.

Ours reads files, keeps them, cuts, embeds (sentences too), and writes SQLite, full text and
Chroma; stock is given the texts and writes Chroma. Stock comes twice: with the same weights run
as embedders plainly do (``plain.py``), and with our encoder, which batches by length. They take
turns slice by slice and question by question, so that whatever else the machine does slows all.
Our retrieval has questions of its own: the passages of the answer's must not be warm from it.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np

from evals.bench.plain import PlainEncoder
from evals.bench.stock import Stock
from evals.bench.texts import questions, write_documents
from rag.engine import Engine, build_engine
from rag.settings import load_settings
from rag.store.embed import MiniLMEmbedding

TOP_K = 8
SLICES = 8
OURS = "ours"
STOCKS = STOCK, OUR_ENCODER = "stock", "stock with our encoder"


@dataclass
class Measured:
    """Seconds and counts of one size."""

    documents: int
    characters: int = 0
    chunks: dict[str, int] = field(default_factory=dict)
    ingest: dict[str, float] = field(default_factory=lambda: dict.fromkeys((OURS, *STOCKS), 0.0))
    asked: dict[str, list[float]] = field(default_factory=dict)

    def rate(self, who: str, what: str) -> float:
        """Chunks or characters a second."""
        amount = self.chunks[who] if what == "chunks" else self.characters
        return amount / self.ingest[who]

    def milliseconds(self, what: str, percent: float) -> float:
        """A percentile of the times to answer."""
        return float(np.percentile(self.asked[what], percent)) * 1e3


def measure(count: int, characters: tuple[int, int], asked: int, folder: Path) -> Measured:
    """All on ``count`` documents of so many characters each, with ``asked`` questions."""
    paths = write_documents(folder / "docs", count, characters)
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    result = Measured(count, sum(len(text) for _, text in texts))
    settings = load_settings(data_dir=folder / "data", answerer="extractive", top_k=TOP_K)
    with build_engine(settings) as engine:
        pieces = engine.encoder.pieces
        stocks = {
            STOCK: Stock(folder / "plain", MiniLMEmbedding(PlainEncoder(settings)), pieces),
            OUR_ENCODER: Stock(folder / "ours", MiniLMEmbedding(engine.encoder), pieces),
        }
        warm_up(engine, stocks.values(), folder)
        step = max(1, -(-count // SLICES))
        for turn, start in enumerate(range(0, count, step)):
            some, raw = paths[start : start + step], texts[start : start + step]
            work: list[tuple[str, Callable[[], object]]] = [(OURS, partial(engine.ingest, some))]
            work += [(who, partial(stock.ingest, raw)) for who, stock in stocks.items()]
            first = turn % len(work)
            for who, ingest in work[first:] + work[:first]:
                started = perf_counter()
                ingest()
                result.ingest[who] += perf_counter() - started
        result.chunks = {who: stock.count() for who, stock in stocks.items()}
        result.chunks[OURS] = engine.library.count_chunks()
        ask: dict[str, Callable[[str], object]] = {
            who: partial(stock.retrieve, limit=TOP_K) for who, stock in stocks.items()
        }
        ask["our retrieval"] = partial(engine.search, top_k=TOP_K)
        ask["our answer"] = engine.answer
        every = questions(paths, 2 * asked + 2)
        for number, (question, other) in enumerate(zip(every[::2], every[1::2], strict=True)):
            for what, call in ask.items():
                started = perf_counter()
                call(other if what == "our retrieval" else question)
                if number:  # the first only warms up
                    result.asked.setdefault(what, []).append(perf_counter() - started)
    return result


def warm_up(engine: Engine, stocks: Iterable[Stock], folder: Path) -> None:
    """One document each, so that nobody's first imports and processes are measured."""
    (path,) = write_documents(folder / "warm", 1, (500, 500), seed=1)
    engine.ingest([path])
    for stock in stocks:
        stock.ingest([("warm", path.read_text(encoding="utf-8"))])


def report(results: Sequence[Measured], threads: int) -> str:
    """Markdown: the machine, ingest, questions."""
    versions = [f"{n} {version(n)}" for n in ("llama-index-core", "chromadb", "onnxruntime")]
    lines = [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors ({_processor()}), "
        f"{threads} threads for embedding, Python {platform.python_version()}; "
        f"{', '.join(versions)}; load average {os.getloadavg()[1]:.1f}.",
        "",
        "| documents | characters | who | chunks | chunks/s | ours against it | characters/s"
        " | ours against it |",
        "|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    for r in results:
        for who in (OURS, *STOCKS):
            cells = [f"{r.documents:,}", f"{r.characters:,}", who, f"{r.chunks[who]:,}"]
            for what in ("chunks", "characters"):
                rate, ours = r.rate(who, what), r.rate(OURS, what)
                cells += [f"{rate:,.1f}", "" if who == OURS else f"**{ours / rate:.2f}×**"]
            lines.append("| " + " | ".join(cells) + " |")
    lines += [
        "",
        "| documents | stock retrieval p50 / p95 ms | the same with our encoder"
        " | our retrieval | our full answer | answer p50 against stock retrieval |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for r in results:
        cells = [f"{r.documents:,}"]
        for what in (*STOCKS, "our retrieval", "our answer"):
            cells.append(f"{r.milliseconds(what, 50):.1f} / {r.milliseconds(what, 95):.1f}")
        ratio = r.milliseconds("our answer", 50) / r.milliseconds(STOCK, 50)
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

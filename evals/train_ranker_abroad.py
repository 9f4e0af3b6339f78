"""Fit ``rag/retrieval/ranker_multilingual.json``: for what is not asked in English.

    python -m evals.train_ranker_abroad --cache FOLDER [--write]

As ``train_ranker``, over what the retriever finds and compares (``HybridRetriever.compared``) for
the answerable questions of xquad_zh and heq, of `evals/written` in other languages, and of
`evals/written/across.jsonl`, which are asked of documents in another language. A written question
is asked of all the documents of its folder.

Measured (hit@1 / hit@5 of passages; fitted: 5 folds by document):

    ===========  ===========  ===========  ===========  ===========  ===========  ===========
    ranking      xquad_zh     heq          written_zh   written_he   written_de   written_es
    ===========  ===========  ===========  ===========  ===========  ===========  ===========
    BM25         .886 / .986  .895 / .981  .800 / .921  .692 / .892  .458 / .653  .479 / .604
    cosine       .822 / .972  .842 / .962  .683 / .896  .604 / .858  .583 / .785  .576 / .812
    for English  .900 / .993  .959 / .992  .875 / .967  .746 / .917  .521 / .736  .562 / .715
    fitted       .893 / .986  .955 / .996  .867 / .967  .800 / .929  .618 / .847  .611 / .819
    ===========  ===========  ===========  ===========  ===========  ===========  ===========

and across, of English documents: Chinese .204 / .489 by BM25, .372 / .602 as for English, .467 /
.774 fitted; Hebrew .264 / .599, .401 / .690, .466 / .758; German .330 / .713, .457 / .766, .489 /
.777; French .351 / .680, .536 / .835, .598 / .856; Spanish .438 / .740, .521 / .854, .594 / .885
(the first 1,550 of them).
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from evals.asked import ACROSS, ACROSS_LANGUAGES, BENCH, WRITTEN, WRITTEN_IN, Shelf, shelf
from evals.ranking_bench import Row
from evals.train_ranker import FITTED, Example, fit, fold_of, out_of_fold, show
from rag.retrieval import rank
from rag.retrieval.rank import FEATURES, load_weights

OUTPUT = Path(rank.__file__).parent / "ranker_multilingual.json"
PUBLIC = ("xquad_zh", "heq")
EVERY = 2  # of the questions in the documents' own language
_COSINE, _BM25 = FEATURES.index("cosine"), FEATURES.index("bm25")


def examples(cache: Path) -> Iterator[Example]:
    """Every question with its candidates, found and measured as the product does."""
    for name in PUBLIC:
        with shelf(cache / name, BENCH / name / "docs") as here:
            for row in _rows(BENCH / name / "questions.jsonl")[::EVERY]:
                if row["answerable"]:
                    yield from _example(name, here, row["question"], row["doc_id"], row["spans"])
    across: dict[str, dict[tuple[str, str], Mapping[str, Any]]] = {}
    for row in _rows(WRITTEN / ACROSS_LANGUAGES):
        across.setdefault(row["set"], {})[row["doc"], row["question"]] = row
    for name in sorted(across.keys() | WRITTEN_IN.keys()):
        with shelf(cache / name, WRITTEN / name) as here:
            for n, row in enumerate(_rows(WRITTEN / name / "questions.jsonl")):
                stem = Path(row["doc"]).stem
                spans = here.spans(stem, row["quotes"])
                if not (row["answerable"] and spans):
                    continue
                if name in WRITTEN_IN and n % EVERY == 0:
                    yield from _example(WRITTEN_IN[name], here, row["question"], stem, spans)
                other = across.get(name, {}).get((row["doc"], row["question"]))
                if other and other["language"] != "en":
                    bench = f"{ACROSS}_{other['language']}"
                    yield from _example(bench, here, other["asked"], stem, spans)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _example(bench: str, here: Shelf, question: str, stem: str, spans: Any) -> Iterator[Example]:
    chunks, table = here.retriever.compared(question)
    home = here.ids.get(stem)
    gold = np.array(
        [
            c.document_id == home and any(b < c.end_char and c.start_char < e for b, e in spans)
            for c in chunks
        ],
        bool,
    )
    if len(chunks):
        places = frozenset(np.flatnonzero(gold).tolist())
        row = Row(question, question, stem, places, answerable=True)
        nothing = np.zeros(len(chunks), np.float32)
        yield Example(bench, row, table, gold, table[:, _BM25], table[:, _COSINE], nothing)


def main() -> None:
    """Measure, then fit on everything and write the weights if asked to."""
    parser = argparse.ArgumentParser(description="Fit the ranker of other languages.")
    parser.add_argument("--cache", type=Path, required=True, help="folder to keep stores in")
    parser.add_argument("--write", action="store_true", help=f"write {OUTPUT.name}")
    options = parser.parse_args()
    data = list(examples(options.cache))
    show("BM25", data, [e.bm25 for e in data])
    show("cosine", data, [e.similarity for e in data])
    english = load_weights()
    show("as for English", data, [e.table @ english for e in data])
    show("fitted, by fold", data, out_of_fold(data, fold_of))
    weights = dict(zip(FEATURES, fit(data), strict=True))
    if options.write:
        rounded = {name: round(float(weights[name]), 3) for name in FITTED}
        OUTPUT.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

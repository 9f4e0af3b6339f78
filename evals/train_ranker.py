"""Fit ``rag/retrieval/ranker.json`` and show what each way to rank reaches on the public sets.

    python -m evals.train_ranker --cache FOLDER [--write]

The model is linear over ``rank.FEATURES`` and fitted list by list: the softmax of the scores of
a question's candidates is to fall on those that overlap a gold span (Cao et al., "Learning to
Rank: From Pairwise Approach to Listwise Approach", ICML 2007). Questions that their paragraph
does not answer are fitted too, at a fifth of the weight: the paragraph is still the nearest.
Sets weigh by the root of their size, so that the largest does not drown the others.

Measured (hit@1 / hit@5 of passages), with 5 folds by document (an article that stands in two
sets is in one fold), and with each set left out of the fit:

    =================  ===========  ===========  ===========  ===========  ===========
    ranking            squad2       xquad_en     clapnq       heq          xquad_zh
    =================  ===========  ===========  ===========  ===========  ===========
    BM25               .812 / .953  .927 / .982  .903 / .981  .904 / .982  .895 / .980
    cosine             .659 / .898  .881 / .988  .961 / 1     .092 / .297  .141 / .399
    reciprocal ranks   .754 / .959  .909 / .989  .955 / .987  .470 / .765  .372 / .685
    fixed weights      .841 / .968  .943 / .993  .948 / .994  .857 / .973  .861 / .972
    fitted, by fold    .882 / .975  .956 / .995  .955 / .994  .912 / .984  .906 / .980
    fitted, by set     .870 / .971  .954 / .995  .955 / .994  .902 / .984  .906 / .980
    =================  ===========  ===========  ===========  ===========  ===========

A network of 8 to 16 hidden units over the same features gained .001 to .003: not worth its
loss of readability. Cosines of texts that the embedder cannot read cost Chinese .01.
"""

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.ranking_bench import Bench, Row, load_benches
from rag.reading.terms import index_terms, query_terms
from rag.retrieval.fuse import merge, reciprocal
from rag.retrieval.rank import FEATURES, Match, features, read_passage, read_query
from rag.retrieval.retriever import CANDIDATES

OUTPUT = Path(__file__).parents[1] / "rag" / "retrieval" / "ranker.json"
FOLDS = 5
# Of features that say the same, the fit keeps those that stood the test of leaving one out.
FITTED = (
    "cosine", "best_sentence_cosine", "bm25", "document_bm25", "heading_coverage",
    "either_coverage", "context", "sentence_coverage", "pair_coverage", "joint_sentence",
    "phrases", "names", "prefixes", "asked_value",
)  # fmt: skip
_COLUMNS = [FEATURES.index(name) for name in FITTED]
_UNANSWERED = 0.2
_STEPS, _RATE, _SHRINK = 200, 0.08, 1e-3

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One question's candidates: float32 (candidates, features) and which of them are gold."""

    bench: str
    row: Row
    table: Floats
    gold: npt.NDArray[np.bool_]
    bm25: Floats
    similarity: Floats
    fused: Floats


Ranking = Callable[[Example], Floats]

PLAIN: dict[str, Ranking] = {
    "BM25": lambda e: e.bm25,
    "cosine": lambda e: e.similarity,
    "reciprocal ranks": lambda e: e.fused,
    "fixed weights": lambda e: _of_best(e.bm25) + _of_best(e.similarity),
}


def examples(bench: Bench) -> Iterator[Example]:
    """Every question of a set with its candidates, found and measured as the product does."""
    passages = [read_passage(c, t) for c, t in zip(bench.chunks, bench.titles, strict=True)]
    index = _FullText(bench)
    for row, vector in zip(bench.rows, bench.question_vectors, strict=True):
        terms = query_terms(row.question)
        cosines = bench.vectors @ vector
        bm25 = index.scores(terms)
        candidates = merge(_top(cosines, -2.0), _top(bm25, 0.0))
        places = [int(candidate.chunk_id) for candidate in candidates]
        query = read_query(
            row.question, "", dict.fromkeys(terms, 1.0), index.frequencies, len(passages)
        )
        matches = [
            Match(
                passages[place], bench.chunks[place].document_id, bench.chunks[place].index,
                float(cosines[place]), bench.sentence_vectors[place] @ vector,
            )
            for place in places
        ]  # fmt: skip
        yield Example(
            bench=bench.name,
            row=row,
            table=features(query, matches),
            gold=np.array([place in row.gold for place in places]),
            bm25=bm25[places],
            similarity=cosines[places],
            fused=np.array(
                [reciprocal(c.dense_rank) + reciprocal(c.text_rank) for c in candidates], np.float32
            ),
        )


def fit(data: Sequence[Example]) -> Floats:
    """The weight of each of ``FEATURES``; 0 for those that are not ``FITTED``."""
    data = [example for example in data if example.gold.any()]
    sizes = Counter(example.bench for example in data)
    share = np.array([_weight(e) / sizes[e.bench] ** 0.5 for e in data])
    table, gold, real = _padded(data)
    spread = table[real].std(axis=0) + 1e-6
    table = table / spread
    weights, momentum, scale = (np.zeros(table.shape[2], np.float32) for _ in range(3))
    for step in range(1, _STEPS + 1):
        gradient = _gradient(table, gold, real, share / share.sum(), weights) + _SHRINK * weights
        momentum = 0.9 * momentum + 0.1 * gradient
        scale = 0.99 * scale + 0.01 * gradient**2
        move = (momentum / (1 - 0.9**step)) / (np.sqrt(scale / (1 - 0.99**step)) + 1e-8)
        weights = weights - _RATE * (1 - step / _STEPS) * move
    everything = np.zeros(len(FEATURES), np.float32)
    everything[_COLUMNS] = weights / spread
    return everything


def out_of_fold(data: Sequence[Example], of: Callable[[Example], object]) -> list[Floats]:
    """Scores of every example by a model that was fitted on the other folds."""
    scores: dict[int, Floats] = {}
    for fold in sorted({str(of(e)) for e in data}):
        model = fit([e for e in data if str(of(e)) != fold])
        scores |= {i: e.table @ model for i, e in enumerate(data) if str(of(e)) == fold}
    return [scores[i] for i in range(len(data))]


def measured(data: Sequence[Example], scores: Sequence[Floats]) -> dict[str, float]:
    """hit@1, hit@5 and mean reciprocal rank over the answerable questions."""
    ranks = []
    for example, values in zip(data, scores, strict=True):
        if example.row.answerable:
            places = np.flatnonzero(example.gold[np.argsort(-values, kind="stable")])
            ranks.append(places[0] + 1 if len(places) else np.inf)
    found = np.array(ranks)
    return {
        "n": len(found),
        "hit@1": float((found == 1).mean()),
        "hit@5": float((found <= 5).mean()),
        "MRR": float((1 / found).mean()),
    }


class _FullText:
    """BM25 over title, headings and text of a set's chunks, as SQLite's FTS5 counts it."""

    def __init__(self, bench: Bench) -> None:
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = []
        for place, (chunk, title) in enumerate(zip(bench.chunks, bench.titles, strict=True)):
            terms = Counter(index_terms("\n".join((title, *chunk.headings, chunk.text))))
            lengths.append(sum(terms.values()))
            for term, count in terms.items():
                self._postings[term].append((place, count))
        self._sizes = np.array(lengths, np.float32) / np.mean(lengths)
        self.frequencies = {term: len(found) for term, found in self._postings.items()}

    def scores(self, terms: Sequence[str]) -> Floats:
        """The BM25 of every chunk, float32 (chunks,)."""
        total = np.zeros(len(self._sizes), np.float32)
        for term in terms:
            if found := self._postings.get(term):
                rarity = np.log((len(total) - len(found) + 0.5) / (len(found) + 0.5))
                places, counts = np.array(found).T
                damped = counts + 1.2 * (0.25 + 0.75 * self._sizes[places])
                total[places] += max(1e-6, rarity) * counts * 2.2 / damped
        return total


def _top(scores: Floats, above: float) -> list[str]:
    best = np.argsort(-scores, kind="stable")[:CANDIDATES]
    return [str(place) for place in best if scores[place] > above]


def _padded(data: Sequence[Example]) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Tables, gold marks and which rows are real, all of one length: (examples, candidates, …)."""
    longest = max(len(e.gold) for e in data)
    table = np.zeros((len(data), longest, len(_COLUMNS)), np.float32)
    gold = np.zeros((len(data), longest), np.float32)
    real = np.zeros((len(data), longest), bool)
    for i, example in enumerate(data):
        size = len(example.gold)
        table[i, :size] = example.table[:, _COLUMNS]
        gold[i, :size] = example.gold
        real[i, :size] = True
    return table, gold, real


def _gradient(
    table: Floats, gold: Floats, real: npt.NDArray[np.bool_], share: Floats, weights: Floats
) -> Floats:
    """Of the loss: minus the log of the softmax's part that falls on gold candidates."""
    scores = np.where(real, table @ weights, -np.inf)
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    chance = odds / odds.sum(axis=1, keepdims=True)
    right = chance * gold
    wanted = right / np.maximum(right.sum(axis=1, keepdims=True), 1e-9)
    error = (chance - wanted) * share[:, None]
    return np.asarray(np.tensordot(error, table, axes=2), np.float32)


def _weight(example: Example) -> float:
    return 1.0 if example.row.answerable else _UNANSWERED


def _of_best(values: Floats) -> Floats:
    return np.asarray(values / max(float(values.max()), 1e-6), np.float32)


def fold_of(example: Example) -> object:
    """Of its document."""
    return int(hashlib.sha256(example.row.document.encode()).hexdigest(), 16) % FOLDS


def show(name: str, data: Sequence[Example], scores: Sequence[Floats]) -> None:
    """A line with hit@1, hit@5 and mean reciprocal rank of each set."""
    cells = []
    for bench in dict.fromkeys(e.bench for e in data):
        mine = [i for i, e in enumerate(data) if e.bench == bench]
        found = measured([data[i] for i in mine], [scores[i] for i in mine])
        cells.append(f"{bench} {found['hit@1']:.3f} {found['hit@5']:.3f} {found['MRR']:.3f}")
    print(f"{name:18}" + " | ".join(cells), flush=True)


def main() -> None:
    """Measure every way to rank, then fit on everything and write the weights if asked to."""
    parser = argparse.ArgumentParser(description="Fit the passage ranker on the public sets.")
    parser.add_argument("--cache", type=Path, required=True, help="folder to keep vectors in")
    parser.add_argument("--write", action="store_true", help=f"write {OUTPUT.name}")
    options = parser.parse_args()
    data = [e for bench in load_benches(options.cache) for e in examples(bench)]
    for name, ranking in PLAIN.items():
        show(name, data, [ranking(e) for e in data])
    show("fitted, by fold", data, out_of_fold(data, fold_of))
    show("fitted, by set", data, out_of_fold(data, lambda e: e.bench))
    weights = dict(zip(FEATURES, fit(data), strict=True))
    print(json.dumps({name: round(float(weights[name]), 3) for name in FITTED}, indent=2))
    if options.write:
        rounded = {name: round(float(weights[name]), 3) for name in FITTED}
        OUTPUT.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

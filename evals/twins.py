"""How the verifier fares on `evals/twins/`: sentences about passages, half of them not borne out.

    python -m evals.twins [--every N]

Prints, by what is wrong, the share of false sentences that are noticed (not called supported) and
of true ones that are left alone. It is no gate: the sentences are harder than what it guards.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answering.judge import Judge
from rag.reading.sentences import split_sentences
from rag.schema import Chunk, Provenance, ScoredChunk, Support
from rag.settings import load_settings
from rag.store.encoder import Encoder
from rag.verifying.cite import Claim

TWINS = Path(__file__).parent / "twins"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and whether its passage bears it out.

    ``kind`` is what is wrong with a false one; a true one has the kind of its twin, or "free".
    """

    title: str
    passage: str
    text: str
    true: bool
    kind: str


def statements(every: int = 1, folder: Path = TWINS) -> Iterator[Statement]:
    """Those of every n-th passage, file by file."""
    lines = [
        line
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    for row in map(json.loads, lines[::every]):
        about = row["title"], row["passage"]
        for pair in row["pairs"]:
            yield Statement(*about, pair["true"], True, pair["kind"])
            yield Statement(*about, pair["false"], False, pair["kind"])
        for text in row["free_true"]:
            yield Statement(*about, text, True, "free")
        for free in row["free_false"]:
            yield Statement(*about, free["text"], False, free["kind"])


def right(said: Sequence[Statement], encoder: Encoder) -> Iterator[bool]:
    """Of each whether the verdict is the one it deserves."""

    def alike(sentence: str, quotes: Sequence[str]) -> float:
        vectors = encoder.encode([sentence, *quotes])
        return float((vectors[1:] @ vectors[0]).max())

    judges: dict[str, Judge] = {}
    for one in said:
        if one.passage not in judges:
            judges = {one.passage: Judge([_passage(one)], alike)}
        verdict = judges[one.passage].judge(Claim(one.text, "", (1,))).verdict
        yield (verdict.support is Support.SUPPORTED) == one.true


def _passage(one: Statement) -> ScoredChunk:
    text, name = one.passage, one.title
    chunk = Chunk(name, name, 0, (), text, 0, len(text), tuple(split_sentences(text)))
    return ScoredChunk(chunk, Provenance(name, name, name, "0" * 64), 1.0, 0.5, 1.0)


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description="Measure the verifier on evals/twins.")
    parser.add_argument("--every", type=int, default=1, help="of so many passages one")
    said = list(statements(parser.parse_args().every))
    good, of = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    for one, fine in zip(said, right(said, Encoder(load_settings())), strict=True):
        for kind in (one.kind, "all"):
            of[kind, one.true] += 1
            good[kind, one.true] += fine
    print(f"{'':12} {'false noticed':>16} {'true left alone':>18}")
    for kind in (*sorted({k for k, _ in of} - {"all"}), "all"):
        shares = (f"{good[kind, t]} of {of[kind, t]}" if of[kind, t] else "" for t in (False, True))
        print("{:12} {:>16} {:>18}".format(kind, *shares))


if __name__ == "__main__":
    main()

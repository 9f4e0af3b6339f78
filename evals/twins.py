"""How the verifier fares on `evals/twins/`: sentences about passages, half of them not borne out.

    python -m evals.twins [--every N] [--second-reading [--prompts FILE | --replies FILE]]

Prints, by what is wrong, the share of false sentences that are noticed (not called supported) and
of true ones that are left alone. It is no gate: the sentences are harder than what it guards.
With `--second-reading` the model that the settings name reads them again, as it would its own
(`rag/answering/writing/second_reading`); its prompts can be written to a file, and replies read
from one.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import tokens
from rag.answering.writing.heard import room
from rag.answering.writing.judge import Judge
from rag.answering.writing.llm import Model, connect
from rag.answering.writing.second_reading import Asked, readings, request
from rag.errors import AnswererUnavailable
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


def lots(said: Sequence[Statement]) -> list[list[Statement]]:
    """The statements of each passage in two lots; the first lots of all passages come first.

    No twin stands beside its other, as none does in an answer: the difference would tell.
    """
    of: dict[str, list[Statement]] = {}
    for one in said:
        of.setdefault(one.passage, []).append(one)
    found: tuple[list[list[Statement]], list[list[Statement]]] = ([], [])
    for passage, mine in of.items():
        rng = random.Random(passage)  # noqa: S311
        twins = [rng.sample(mine[i : i + 2], len(mine[i : i + 2])) for i in range(0, len(mine), 2)]
        for place, half in enumerate(found):
            lot = [pair[place] for pair in twins if place < len(pair)]
            half.append(rng.sample(lot, len(lot)))
    return [*found[0], *found[1]]


def asked(lot: Sequence[Statement], window: int) -> Asked:
    """What a model is asked about the statements of a lot."""
    return request("", [Claim(one.text, "", (1,)) for one in lot], [_passage(lot[0])], window)


def refused(one: Asked, reply: str) -> list[bool | None]:
    """Of each statement asked about, whether the reply speaks against it; None: nothing is said."""
    found = readings(reply, one.claims)
    return [found[claim].says != "yes" if claim in found else None for claim in one.claims]


def _replies(model: Model, requests: Sequence[Asked]) -> Iterator[str]:
    for one in requests:
        limit = room(sum(tokens.count(content) for _, content in one.messages), model.context)
        try:
            yield model.complete(one.messages, max_tokens=limit)
        except AnswererUnavailable:
            yield ""


def _table(name: str, found: Iterable[tuple[Statement, bool]]) -> None:
    """Of each kind the false ones noticed and the true ones left alone."""
    good, of = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    for one, fine in found:
        for kind in (one.kind, "all"):
            of[kind, one.true] += 1
            good[kind, one.true] += fine
    print(f"{name:12} {'false noticed':>16} {'true left alone':>18}")
    for kind in (*sorted({k for k, _ in of} - {"all"}), "all"):
        shares = (f"{good[kind, t]} of {of[kind, t]}" if of[kind, t] else "" for t in (False, True))
        print("{:12} {:>16} {:>18}".format(kind, *shares))


def _read_again(said: Sequence[Statement], prompts: Path | None, replies: Path | None) -> None:
    """Write the prompts, or print what a model makes of them, alone and with the rules."""
    settings = load_settings()
    halves = lots(said)
    requests = [asked(lot, settings.llm_context) for lot in halves]
    if prompts:
        rows = [{"messages": [dict(zip(("role", "content"), m, strict=True)) for m in one.messages]}
                for one in requests]  # fmt: skip
        prompts.write_text("".join(f"{json.dumps(r, ensure_ascii=False)}\n" for r in rows), "utf-8")
        return
    if replies:
        told: Iterable[str] = map(json.loads, replies.read_text("utf-8").splitlines())
    else:
        model = connect(settings)
        if model is None:
            raise SystemExit("Set RAG_LLM_MODEL and OPENAI_BASE_URL, or give --replies.")
        told = _replies(model, requests)
    read: list[Statement] = []
    against: list[bool | None] = []
    for reply, lot, one in zip(told, halves, requests, strict=False):  # as far as replies go
        texts = {claim.text for claim in one.claims}  # what does not fit the window is not asked
        read += [statement for statement in lot if statement.text in texts]
        against += refused(one, reply)
    rules = list(right(read, Encoder(settings)))
    _table("rules", zip(read, rules, strict=True))
    alone = [bool(said) != one.true for one, said in zip(read, against, strict=True)]
    _table("\nsecond", zip(read, alone, strict=True))
    both = [a and b if one.true else a or b for one, a, b in zip(read, rules, alone, strict=True)]
    _table("\nboth", zip(read, both, strict=True))
    print(f"\nwithout a second reading: {against.count(None)} of {len(against)}")


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description="Measure the verifier on evals/twins.")
    parser.add_argument("--every", type=int, default=1, help="of so many passages one")
    parser.add_argument("--second-reading", action="store_true", help="ask a model, too")
    files = parser.add_mutually_exclusive_group()
    files.add_argument("--prompts", type=Path, help="write what it would be asked, and end")
    files.add_argument("--replies", type=Path, help="a JSON string a line, instead of a model")
    given = parser.parse_args()
    said = list(statements(given.every))
    if given.second_reading:
        _read_again(said, given.prompts, given.replies)
    else:
        _table("", zip(said, right(said, Encoder(load_settings())), strict=True))


if __name__ == "__main__":
    main()

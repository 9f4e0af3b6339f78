"""How long a model's answer waits for us: first word, and verification of ten sentences.

    python -m tests.bench_answering

Over a scripted server on loopback, so that what is measured is ours. Times are of this
process's CPU, which other load on the machine does not stretch, and of the clock.
"""

import gc
import random
import statistics
from collections.abc import Callable
from functools import _lru_cache_wrapper
from pathlib import Path
from time import perf_counter, process_time

import httpx

from rag.answering.writing import generative, llm
from rag.answering.writing.judge import Judge
from rag.reading.sentences import split_sentences
from rag.schema import Chunk, Kind, Provenance, ScoredChunk
from rag.settings import Settings
from rag.verifying import cite
from tests.fakes import Reply, ScriptedServer

ROOT = Path(__file__).parent.parent
ROUNDS = 30


def passages() -> list[ScoredChunk]:
    """Passages of some 1,200 characters from the corpus."""
    found = []
    for path in sorted((ROOT / "corpus").glob("c*.md")):
        text = path.read_text("utf-8")
        for start in range(0, len(text) - 1200, 1200):
            part = text[start : start + 1200]
            spans = tuple(split_sentences(part))
            chunk = Chunk(f"{path.stem}:{start}", path.stem, 0, (), part, 0, len(part), spans)
            about = Provenance(path.stem, path.name, path.stem, "")
            found.append(ScoredChunk(chunk, about, 1.0, 0.5, 1.0))
    return found


def forget() -> None:
    """Everything that the checks have kept of texts, as after a start."""
    for kept in gc.get_objects():
        if isinstance(kept, _lru_cache_wrapper):
            module = str(kept.__module__)
            if module.startswith(("rag.answering", "rag.reading")) and "weights" not in module:
                kept.cache_clear()


def an_answer(texts: list[ScoredChunk], seed: int) -> tuple[list[ScoredChunk], list[cite.Claim]]:
    """Eight passages, and ten sentences of their words in another order: no copies."""
    rng = random.Random(seed)
    read = rng.sample(texts, 8)
    claims = []
    for number in (n % 8 + 1 for n in range(10)):
        chunk = read[number - 1].chunk
        prose = [s for s in chunk.sentences if s.kind is Kind.PROSE] or list(chunk.sentences)
        words = chunk.slice(rng.choice(prose)).rstrip(".").split()
        rng.shuffle(words)  # a copy would be waved through
        claims.append(cite.Claim(f"It is {' '.join(words)}.", "\n", (number,)))
    return read, claims


def verification(texts: list[ScoredChunk], seed: int) -> tuple[float, float]:
    """(CPU, clock) milliseconds for an answer over passages never seen, judged all at once."""
    read, claims = an_answer(texts, seed)
    forget()
    cpu, clock = process_time(), perf_counter()
    judge = Judge(read)
    for claim in claims:
        judge.judge(claim)
    return (process_time() - cpu) * 1e3, (perf_counter() - clock) * 1e3


def after_writing(texts: list[ScoredChunk], seed: int) -> tuple[float, float]:
    """(CPU, clock) milliseconds from the model's last word to the checked answer.

    The model writes a hundred words a second, which is fast; the passages were never seen.
    """
    read, claims = an_answer(texts, seed)
    reply = Reply("".join(f"{c.text} [{c.passages[0]}]\n" for c in claims), delay=0.1, pause=0.02)
    with ScriptedServer(reply) as server:
        model = llm.connect(Settings(llm_model="m", openai_base_url=server.base_url))
        assert model is not None
        forget()
        show = Settings(policy="show")  # repairing asks the model again
        writing = generative.write("How many cars were sold?", read, model, show)
        cpu = clock = 0.0
        while True:
            try:
                next(writing)
                cpu, clock = process_time(), perf_counter()
            except StopIteration as end:
                took = (process_time() - cpu) * 1e3, (perf_counter() - clock) * 1e3
                assert len(end.value.sentences) >= len(claims)
                return took


def first_word(
    texts: list[ScoredChunk], client: httpx.Client, model: llm.Model
) -> tuple[float, float]:
    """(CPU, clock) milliseconds that the first word takes longer than when asked for directly."""
    began = perf_counter()
    body = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "x"}]}
    with client.stream("POST", "chat/completions", json=body) as response:
        next(response.iter_lines())
    direct = perf_counter() - began
    cpu, began = process_time(), perf_counter()
    stream = generative.write("How many cars were sold?", texts[:8], model, Settings())
    while not next(stream):  # an empty piece: the server is still silent
        pass
    took, used = perf_counter() - began, process_time() - cpu
    stream.close()
    return used * 1e3, (took - direct) * 1e3


def summary(name: str, measure: Callable[[int], tuple[float, float]]) -> str:
    """One line: median and 95th percentile over the rounds."""
    measured = [measure(seed) for seed in range(ROUNDS)]
    told = []
    for kind, values in zip(("CPU", "clock"), zip(*measured, strict=True), strict=True):
        ordered = sorted(values)
        worst = ordered[int(0.95 * len(ordered))]
        told.append(f"{kind} median {statistics.median(values):.1f} ms, p95 {worst:.1f} ms")
    return f"{name} (n = {ROUNDS}): {'; '.join(told)}"


def main() -> None:
    """Measure and print."""
    texts = passages()
    print(summary("Ten sentences judged at once", lambda seed: verification(texts, seed)))
    print(summary("Ten sentences, after the last word", lambda seed: after_writing(texts, seed)))
    with ScriptedServer(Reply("Some cars were sold. " * 5, delay=0.1)) as server:
        model = llm.connect(Settings(llm_model="m", openai_base_url=server.base_url))
        assert model is not None
        model.complete([("user", "x")], max_tokens=9)
        client = httpx.Client(base_url=server.base_url)
        name = "First word, on top of the server's own"
        print(summary(name, lambda _: first_word(texts, client, model)))


if __name__ == "__main__":
    main()

"""Many clients at once against a running server: ``python -m evals.bench.load URL QUESTIONS``.

QUESTIONS is a file with one question a line. Each is first asked alone; then so many clients
ask them over and over, and every answer must be the one that was given alone. Reports requests,
statuses, latencies and the server's memory. Exit code 1: an answer differed, or a status came
that the API does not document for load (429, 503).
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

DOCUMENTED = {200, 429, 503}
SAMPLE_SECONDS = 5.0


@dataclass(slots=True)
class Load:
    """What was seen. Seconds are those of answered requests; memory is the server's, in MB."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    different: int = 0
    memory: list[float] = field(default_factory=list)

    def report(self, elapsed: float) -> dict[str, Any]:
        """The figures, as JSON."""
        ordered = sorted(self.seconds)
        return {
            "requests": sum(self.statuses.values()) + sum(self.broken.values()),
            "per_second": round(len(ordered) / elapsed, 1),
            "statuses": dict(self.statuses),
            "broken": dict(self.broken),
            "different_answers": self.different,
            **{f"p{p}_ms": round(1000 * quantile(ordered, p / 100), 1) for p in (50, 95, 99)},
            "memory_mb": [round(sample, 1) for sample in self.memory],
        }

    @property
    def fine(self) -> bool:
        """No answer differed and nothing undocumented came."""
        return not (self.different or self.broken or set(self.statuses) - DOCUMENTED)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of sorted values lies; 0 of none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def essence(answer: dict[str, Any]) -> str:
    """What must not depend on load: everything but ids and times."""
    kept = {name: value for name, value in answer.items() if name not in {"id", "timings"}}
    return json.dumps(kept, sort_keys=True)


async def memory(client: httpx.AsyncClient) -> float | None:
    """The server's resident memory in MB, from its metrics; None where they say nothing."""
    reply = await client.get("/metrics")
    found = re.search(r"^process_resident_memory_bytes (\S+)", reply.text, re.MULTILINE)
    return float(found[1]) / 1e6 if found else None


async def ask_all(
    client: httpx.AsyncClient, questions: Sequence[str], alone: Sequence[str], until: float,
    first: int, load: Load,
) -> None:  # fmt: skip
    """One client: asks in turn until the time is over."""
    turn = first
    while time.monotonic() < until:
        place = turn % len(questions)
        turn += 1
        began = time.monotonic()
        try:
            reply = await client.post("/answer", json={"question": questions[place]})
        except httpx.HTTPError as error:
            load.broken[type(error).__name__] += 1
            continue
        load.statuses[reply.status_code] += 1
        if reply.status_code == 200:
            load.seconds.append(time.monotonic() - began)
            load.different += essence(reply.json()) != alone[place]
        else:
            await asyncio.sleep(float(reply.headers.get("retry-after", "1")))


async def run(
    url: str, questions: Sequence[str], clients: int, seconds: float, key: str | None
) -> tuple[Load, float]:
    """Ask alone, then all together; what was seen, and the seconds it took."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    limits = httpx.Limits(max_connections=clients + 1)
    load = Load()
    async with httpx.AsyncClient(
        base_url=url, headers=headers, limits=limits, timeout=150, trust_env=False
    ) as client:
        alone = []
        for question in questions:
            reply = await client.post("/answer", json={"question": question})
            reply.raise_for_status()
            alone.append(essence(reply.json()))

        async def sample() -> None:
            while True:
                if (seen := await memory(client)) is not None:
                    load.memory.append(seen)
                await asyncio.sleep(SAMPLE_SECONDS)

        sampling = asyncio.ensure_future(sample())
        began = time.monotonic()
        until = began + seconds
        await asyncio.gather(
            *(ask_all(client, questions, alone, until, n, load) for n in range(clients))
        )
        elapsed = time.monotonic() - began
        sampling.cancel()
    return load, elapsed


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("url", help="such as http://127.0.0.1:8000")
    parser.add_argument("questions", type=Path, help="a file with one question a line")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--key", help="an API key, where the server wants one")
    given = parser.parse_args()
    questions = [line for line in given.questions.read_text("utf-8").splitlines() if line.strip()]
    load, elapsed = asyncio.run(run(given.url, questions, given.clients, given.seconds, given.key))
    print(json.dumps(load.report(elapsed), indent=2))
    sys.exit(not load.fine)


if __name__ == "__main__":
    main()

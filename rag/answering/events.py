"""An answer as the events that a client reads, and how long its steps took."""

from collections.abc import Callable, Generator, Iterator, Mapping
from time import perf_counter
from typing import ParamSpec, TypeVar

from rag.schema import Answer, Event

P = ParamSpec("P")
T = TypeVar("T")


def deltas(writing: Generator[str, None, T]) -> Generator[Event, None, T]:
    """A model's text as events while it comes, and its silences; returns what was made of it."""
    try:
        while True:
            try:
                piece = next(writing)
            except StopIteration as end:
                made: T = end.value
                return made
            yield Event("message", piece) if piece else Event("waiting", None)
    finally:
        writing.close()


def told(answer: Answer) -> Iterator[Event]:
    """A finished answer as events: its sentences, each with what it rests on, then the whole.

    What a model wrote was told while it came; its text is not told again.
    """
    shown, cited = 0, set[int]()
    streamed = answer.answerer == "llm"
    for sentence in answer.sentences:
        if not streamed:
            yield Event("message", answer.text[shown : sentence.end_char])
            shown = sentence.end_char
        for citation in answer.citations:
            if citation.marker in sentence.markers and citation.marker not in cited:
                cited.add(citation.marker)
                yield Event("citation", citation)
        yield Event("verification", sentence)
    if not streamed and answer.text[shown:]:
        yield Event("message", answer.text[shown:])
    yield Event("final_answer", answer)


class Clock:
    """Milliseconds of each step, and of all of them."""

    def __init__(self) -> None:
        self._start = self._last = perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, step: str, *, of_which: Mapping[str, float] | None = None) -> None:
        """The time since the last lap is the step's, but for the seconds named ``of_which``."""
        now = perf_counter()
        parts = {step: now - self._last, **(of_which or {})}
        parts[step] -= sum((of_which or {}).values())
        for name, seconds in parts.items():
            self._laps[name] = self._laps.get(name, 0.0) + seconds * 1e3
        self._last = now

    def timed(self, step: str, work: Callable[P, T]) -> Callable[P, T]:
        """``work``, its time the step's and not of the lap that it falls into."""

        def call(*given: P.args, **named: P.kwargs) -> T:
            started = perf_counter()
            result = work(*given, **named)
            seconds = perf_counter() - started
            self._laps[step] = self._laps.get(step, 0.0) + seconds * 1e3
            self._last += seconds
            return result

        return call

    def timings(self) -> dict[str, float]:
        """Milliseconds of each step by its name, and "total"."""
        return {**self._laps, "total": (perf_counter() - self._start) * 1e3}

"""A model's reply as it comes: stopped where it runs on, counted, and fit to be shown."""

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from rag import tokens
from rag.answering.writing.judge import SENTENCE_END
from rag.answering.writing.llm import Ending, Message, Model
from rag.answering.writing.reply import Defanger, defanged
from rag.answering.writing.window import ANSWER_TOKENS, MARGIN, answer_tokens
from rag.schema import TokenUsage

_MAX_CHARACTERS = 12_000  # an answer longer than this is a model gone astray
_MAX_REPEATS = 3
ROOM_TO_THINK = 3_000  # tokens; most models write nothing before their answer


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply as it came and as it may be shown. ``cut`` says that its end is missing."""

    raw: str = ""
    text: str = ""
    cut: bool = False
    notes: tuple[str, ...] = ()
    usage: TokenUsage = field(default_factory=TokenUsage)


def room(prompt: int, window: int) -> int:
    """Tokens that a reply may have: a brief answer, and what a model thinks before it."""
    return max(answer_tokens(window), min(ANSWER_TOKENS + ROOM_TO_THINK, window - prompt - MARGIN))


def added(one: TokenUsage, other: TokenUsage) -> TokenUsage:
    """Both together."""
    return TokenUsage(one.prompt + other.prompt, one.completion + other.completion)


def hear(
    messages: Sequence[Message],
    model: Model,
    max_tokens: int,
    seconds: float,
    so_far: Callable[[str], None] = lambda _: None,
    *,
    prose: bool = True,
) -> Generator[str, None, Heard]:
    """The reply, stopped where it runs on or, as ``prose``, goes round in circles.

    ``so_far`` is called with what has been told, at the end of each sentence.
    """
    raw: list[str] = []
    shown, told = Defanger(), ""
    ending, note = Ending("length"), ""
    pieces = model.stream(messages, max_tokens=max_tokens, seconds=seconds)
    try:
        while True:
            try:
                piece = next(pieces)
            except StopIteration as end:
                ending = end.value
                break
            raw.append(piece)
            ready = shown.feed(piece)
            told += ready
            if ready or not piece:
                yield ready
            if len(told) > _MAX_CHARACTERS:
                note = "The model's answer was too long and was cut."
            elif prose and ("\n" in ready or ready.rstrip().endswith(SENTENCE_END)):
                so_far(told)
                note = "The model began to repeat itself and was stopped." * _circles(told)
            if note:
                break
    finally:
        pieces.close()
    if rest := shown.rest():
        yield rest
    text = "".join(raw)
    usage = ending.usage or TokenUsage(
        sum(tokens.count(content) for _, content in messages), tokens.count(text)
    )
    cut = ending.finish == "length"
    return Heard(text, defanged(text).strip(), cut, (note,) * bool(note), usage)


def silently(reading: Generator[str, None, Heard]) -> Generator[str, None, Heard]:
    """A reply that is not for the reader: empty pieces only."""
    try:
        while True:
            try:
                next(reading)
            except StopIteration as end:
                reply: Heard = end.value
                return reply
            yield ""
    finally:
        reading.close()


def _circles(text: str) -> bool:
    """True where the last sentence or line stands there for the third time."""
    units = [
        u.strip() for u in re.split(r"(?<=[.!?。！？])\s+|\n+", text[-4000:]) if len(u.strip()) > 8
    ]
    return bool(units) and units.count(units[-1]) >= _MAX_REPEATS

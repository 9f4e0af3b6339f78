"""The request to a model: question, recent turns and passages, within its window.

Nothing is cut silently: each thing that did not fit leaves a note for the reader.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from rag import tokens
from rag.answering.writing import prompts
from rag.answering.writing.llm import Message
from rag.schema import ScoredChunk, Turn
from rag.verifying import cite

ANSWER_TOKENS = 700
MARGIN = 64  # tokens for roles and separators that the server adds
_SHORTENED_ANSWER = 60  # tokens of an earlier answer that a request repeats
_TURNS = 2


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, and the passages (in the order of their numbers) that made it in."""

    messages: list[Message]
    passages: tuple[ScoredChunk, ...]
    notes: tuple[str, ...]

    @property
    def tokens(self) -> int:
        """What the messages cost, by tiktoken."""
        return sum(tokens.count(content) for _, content in self.messages)


def answer_tokens(window: int) -> int:
    """How much of a window of so many tokens is kept for the answer."""
    return min(ANSWER_TOKENS, window // 4)


def pack(
    question: str, passages: Sequence[ScoredChunk], history: Sequence[Turn], window: int
) -> Request:
    """System prompt, question and recent turns, then as many whole passages as fit, best first."""
    fence = f"=={secrets.token_hex(4)}=="
    notes: list[str] = []
    budget = window - answer_tokens(window) - MARGIN
    asked = tokens.trim(question, budget // 3)
    if asked != question:
        notes.append("The question was cut to fit the model's window.")
    turns = [shortened(turn) for turn in history[-_TURNS:]]
    frame = prompts.messages(asked, [], fence, turns)
    if turns and sum(tokens.count(c) for _, c in frame) > budget // 2:
        turns, frame = [], prompts.messages(asked, [], fence)
        notes.append("The conversation did not fit the model's window and was left out.")
    left = budget - sum(tokens.count(content) for _, content in frame)
    fitting: list[str] = []
    for scored in passages:
        text = prompts.quoted(scored)
        cost = tokens.count(text) + 2 * tokens.count(fence) + 16
        if cost > left and fitting:
            break
        if cost > left:
            text = tokens.trim(text, max(0, left - cost + tokens.count(text)))
            notes.append("The best passage was cut to fit the model's window.")
        fitting.append(text)
        left -= cost
    if len(fitting) < len(passages):
        notes.append(f"{len(fitting)} of {len(passages)} passages fit the model's window.")
    messages = prompts.messages(asked, fitting, fence, turns)
    return Request(messages, tuple(passages[: len(fitting)]), tuple(notes))


def shortened(turn: Turn) -> Turn:
    """An earlier turn with the beginning of its answer, without markers."""
    plain = cite.MARKER.sub("", turn.answer)
    return Turn(turn.question, tokens.trim(" ".join(plain.split()), _SHORTENED_ANSWER))

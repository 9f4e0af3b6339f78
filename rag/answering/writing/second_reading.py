"""The model reads its sentences again, each beside the passages it cites, in one narrow call.

What it says there can lower a verdict of `verifying` and never raise one: whoever wrote a sentence
does not acquit it. What cannot be read for certain counts as no second reading, and is said so.
"""

import json
import re
import secrets
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from rag import tokens
from rag.answering.writing import prompts
from rag.answering.writing.heard import Heard, hear, room, silently
from rag.answering.writing.judge import Judged
from rag.answering.writing.llm import Message, Model
from rag.answering.writing.reply import spoken
from rag.answering.writing.window import MARGIN, answer_tokens
from rag.errors import AnswererUnavailable
from rag.schema import Check, Finding, ScoredChunk, Support, TokenUsage, Verdict
from rag.verifying.cite import Claim
from rag.verifying.verify import VERBATIM

KIND = "second_reading"
NOT_HAD = Check(KIND, "", False, "the model's second reading could not be had")
_AT_MOST = {"no": Support.UNSUPPORTED, "partly": Support.PARTLY, "yes": Support.SUPPORTED}
_FROM_WORST = list(_AT_MOST.values())
_REPLY_TOKENS = 30  # of a sentence's line in the reply, beside the words that it repeats
_FRAME_TOKENS = 24  # of the two lines around a block, beside the fences
_NOTHING = {"", "-", "none", "nothing", "n/a", "null"}


class Reading(NamedTuple):
    """What the model makes of a sentence, and the words of it that the passages do not say."""

    says: str
    words: str = ""


class Asked(NamedTuple):
    """A request, and the claims that fit in it, in the order of their numbers."""

    messages: list[Message]
    claims: list[Claim]


def read_again(
    question: str,
    judged: Sequence[Judged],
    passages: Sequence[ScoredChunk],
    model: Model,
    seconds: float,
) -> Generator[str, None, tuple[list[Judged], TokenUsage]]:
    """``judged`` with a second reading of what may stand and is not quoted; and what it cost.

    Yields empty pieces while it waits. A call that fails or takes longer costs the second reading,
    not the answer.
    """
    doubtful = [j.claim for j in judged if j.holds and VERBATIM not in j.verdict.checks]
    asked = request(question, doubtful, passages, model.context)
    reply = Heard()
    if asked.claims:
        limit = room(sum(tokens.count(content) for _, content in asked.messages), model.context)
        hearing = hear(asked.messages, model, limit, seconds, prose=False)
        try:
            reply = yield from silently(hearing)
        except AnswererUnavailable:  # also ContextExceeded
            reply = Heard()
    found = readings(reply.raw, asked.claims)
    again = [
        replace(j, verdict=lowered(j.verdict, j.claim, found.get(j.claim), model.name))
        if j.claim in doubtful
        else j
        for j in judged
    ]
    return again, reply.usage


def request(
    question: str, claims: Sequence[Claim], passages: Sequence[ScoredChunk], window: int
) -> Asked:
    """The question whether the claims are borne out, with the passages that they cite alone.

    What does not fit the window whole is left out: a passage that is cut would speak against them.
    """
    fence = f"=={secrets.token_hex(4)}=="
    question = tokens.trim(question, window // 8)
    frame = prompts.second_messages(question, [], [], fence)
    left = window - answer_tokens(window) - MARGIN - sum(tokens.count(c) for _, c in frame)
    around = 2 * tokens.count(fence) + _FRAME_TOKENS
    places: dict[int, int] = {}  # the number of a passage → its number here
    texts: list[str] = []
    sent: list[Claim] = []
    for claim in claims:
        new = [number for number in claim.passages if number not in places]
        quoted = [prompts.quoted(passages[number - 1]) for number in new]
        said = tokens.count(prompts.quoted_lines(claim.text))
        cost = 2 * said + around + _REPLY_TOKENS
        cost += sum(tokens.count(text) + around for text in quoted)
        if cost <= left:
            left -= cost
            places |= {number: len(places) + i for i, number in enumerate(new, 1)}
            texts += quoted
            sent.append(claim)
    sentences = [(claim.text, [places[n] for n in claim.passages]) for claim in sent]
    return Asked(prompts.second_messages(question, sentences, texts, fence), sent)


def readings(reply: str, claims: Sequence[Claim]) -> dict[Claim, Reading]:
    """What a reply says of the claims it was asked about; of each once, or nothing.

    JSON may stand between prose and fences. What is said of one number twice and differently, in
    other words than asked for, or against itself, is not said.
    """
    found: dict[Claim, set[Reading | None]] = {}
    for told in _objects(spoken(reply)):
        for number, claim in enumerate(claims, 1):
            if str(number) in told:
                found.setdefault(claim, set()).add(_reading(told[str(number)], claim.text))
    alone = {claim: said.pop() for claim, said in found.items() if len(said) == 1}
    return {claim: reading for claim, reading in alone.items() if reading}


def lowered(verdict: Verdict, claim: Claim, reading: Reading | None, name: str) -> Verdict:
    """The verdict with the reading as its first check, and never better than it was."""
    if reading is None:
        return replace(verdict, checks=(NOT_HAD, *verdict.checks))
    support = min(verdict.support, _AT_MOST[reading.says], key=_FROM_WORST.index)
    what = f"“{reading.words}”" if reading.words else "it" if reading.says == "no" else "all of it"
    says = "the passages say it" if reading.says == "yes" else f"the passages do not say {what}"
    check = Check(
        KIND,
        reading.words or claim.text,
        reading.says == "yes",
        f"read again by {name}: {says}",
        Finding.FABRICATED if reading.says == "no" else Finding.NONE,
    )
    return replace(verdict, support=support, checks=(check, *verdict.checks))


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The outermost JSON objects in a text."""
    decoder = json.JSONDecoder(object_pairs_hook=_without_doubles)
    at = text.find("{")
    while at >= 0:
        try:
            told, end = decoder.raw_decode(text, at)
        except RecursionError:
            return
        except ValueError:
            end = at + 1
        else:
            yield told
        at = text.find("{", end)


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object without what it gives twice."""
    times = Counter(name for name, _ in pairs)
    return {name: value for name, value in pairs if times[name] == 1}


def _reading(value: object, sentence: str) -> Reading | None:
    """What stands behind a number; words that the sentence has not are not passed on."""
    if isinstance(value, str):
        value = {"verdict": value}
    if not isinstance(value, dict):
        return None
    says, unsaid = value.get("verdict"), value.get("not_said") or ""
    says = says.strip().lower() if isinstance(says, str) else ""
    if says not in _AT_MOST or not isinstance(unsaid, str):
        return None
    words = re.sub(r"\s+", " ", unsaid).strip(" .,;:“”\"'")
    words = "" if words.lower() in _NOTHING else words
    if says == "yes":
        return None if words else Reading(says)
    return Reading(says, words if words.lower() in re.sub(r"\s+", " ", sentence).lower() else "")

"""A model writes the answer; what it wrote is cited, checked and, where it fails, repaired.

``write`` is the whole path, top-down: pack the window → stream the reply → read its claims →
find the words behind each → verify → apply the policy. The model decides neither what counts
as cited nor what counts as true.
"""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

from rag import tokens
from rag.answering import cite, prompts
from rag.answering.cite import PageOf
from rag.answering.judge import SENTENCE_END, Alike, Judge, Judged
from rag.answering.llm import ContextExceeded, Message, Model
from rag.answering.overlap import words_of
from rag.answering.reply import Defanger, defanged
from rag.answering.window import ANSWER_TOKENS, Request, answer_tokens, pack, shortened
from rag.schema import AnswerSentence, Citation, ScoredChunk, TokenUsage, Turn
from rag.settings import Settings

_MAX_CHARACTERS = 12_000  # an answer longer than this is a model gone astray
_MAX_REPEATS = 3
_TRIED_AGAIN = "The model's first answer disagreed with its sources; this is its second."


@dataclass(frozen=True, slots=True)
class Written:
    """A model's answer after checking. ``raw_text`` is the reply as it came.

    ``abstained``: the model said that the passages hold no answer. Neither abstained nor any
    sentence: nothing it wrote may be shown, ``notes`` says why.
    """

    raw_text: str
    text: str = ""
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    usage: TokenUsage = field(default_factory=TokenUsage)
    notes: tuple[str, ...] = ()
    abstained: bool = False

    @property
    def usable(self) -> bool:
        """True where there is an answer or an honest "not in the documents" to show."""
        return self.abstained or bool(self.sentences)


def write(
    question: str,
    passages: Sequence[ScoredChunk],
    model: Model,
    settings: Settings,
    *,
    history: Sequence[Turn] = (),
    alike: Alike | None = None,
    page_of: PageOf | None = None,
) -> Generator[str, None, Written]:
    """Yields the reply's text as it arrives (links taken out), returns the checked answer.

    ``passages`` are best first; those beyond the model's window are left out with a note.
    Closing the generator stops the model. Raises AnswererUnavailable, also in mid-answer.
    """
    request, reply = yield from _ask(question, passages, model, history)
    judge = Judge(request.passages, alike, page_of)
    usage = TokenUsage(request.tokens, tokens.count(reply.raw))
    judged, abstained = judge.claims(reply.text, cut=reply.cut), _only_abstains(reply.text)
    notes = [*request.notes, *reply.notes]
    if settings.policy == "repair" and judged and not any(j.holds for j in judged):
        second = _ask_again(request, reply, judged, model)
        usage = TokenUsage(
            usage.prompt + second.prompt_tokens, usage.completion + tokens.count(second.raw)
        )
        judged, abstained = judge.claims(second.text, cut=second.cut), _only_abstains(second.text)
        notes += [_TRIED_AGAIN] * any(j.holds for j in judged)
    kept = _kept(judged, settings.policy)
    if len(kept) < len(judged):
        notes.append(_dropped_note(len(judged) - len(kept), len(judged), settings.policy))
    if abstained or not kept:
        notes += [] if abstained or judged else ["The model gave no answer."]
        return Written(reply.raw, usage=usage, notes=tuple(notes), abstained=abstained)
    composed = cite.write_claims([j.claim for j in kept], request.passages, page_of=page_of)
    sentences = tuple(
        AnswerSentence(said.text, said.start_char, said.end_char, said.markers, j.verdict)
        for said, j in zip(composed.sentences, kept, strict=True)
    )
    return Written(reply.raw, composed.text, sentences, composed.citations, usage, tuple(notes))


def condense(question: str, history: Sequence[Turn], model: Model) -> str | None:
    """A follow-up as a question that stands alone, or None.

    None where the model's rewrite cannot be trusted: empty, not one line, or with words nobody
    used.

    Raises AnswererUnavailable.
    """
    recent = [shortened(turn) for turn in history[-4:]]
    reply = model.complete(prompts.condense_messages(question, recent), max_tokens=120)
    rewrite = defanged(reply).strip().strip('"“”').removeprefix("Question:").strip()
    said = words_of("\n".join([question, *(f"{t.question}\n{t.answer}" for t in history)]))
    if not rewrite or "\n" in rewrite or len(rewrite) > 2 * len(question) + 200:
        return None
    return rewrite if words_of(rewrite).coverage(said) == 1.0 else None


# --- the request -------------------------------------------------------------------------------


def _ask(
    question: str, passages: Sequence[ScoredChunk], model: Model, history: Sequence[Turn]
) -> Generator[str, None, tuple[Request, "_Reply"]]:
    """The reply to a request that fits; a server with a smaller window than told gets half."""
    window = model.context
    while True:
        request = pack(question, passages, history, window)
        try:
            reply = yield from _read(request.messages, model, answer_tokens(window))
        except ContextExceeded:
            window //= 2
            if window < 512:
                raise
        else:
            return request, reply


# --- the reply ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply as it came and as it may be shown. ``cut`` says that its end is missing."""

    raw: str
    text: str
    cut: bool = False
    notes: tuple[str, ...] = ()
    prompt_tokens: int = 0


def _read(
    messages: Sequence[Message], model: Model, max_tokens: int
) -> Generator[str, None, _Reply]:
    """The reply, stopped where it runs on or goes round in circles."""
    raw: list[str] = []
    shown = Defanger()
    length, finish, note = 0, None, ""
    pieces = model.stream(messages, max_tokens=max_tokens)
    try:
        while True:
            try:
                piece = next(pieces)
            except StopIteration as end:
                finish = end.value
                break
            raw.append(piece)
            length += len(piece)
            if ready := shown.feed(piece):
                yield ready
            if length > _MAX_CHARACTERS:
                note = "The model's answer was too long and was cut."
            elif "\n" in piece or piece.rstrip().endswith(SENTENCE_END):
                note = "The model began to repeat itself and was stopped." * _circles("".join(raw))
            if note:
                finish = "length"
                break
    finally:
        pieces.close()
    if rest := shown.rest():
        yield rest
    text = "".join(raw)
    return _Reply(text, defanged(text).strip(), finish == "length", (note,) * bool(note))


def _circles(text: str) -> bool:
    """True where the last sentence or line stands there for the third time."""
    units = [
        u.strip() for u in re.split(r"(?<=[.!?。！？])\s+|\n+", text[-4000:]) if len(u.strip()) > 8
    ]
    return bool(units) and units.count(units[-1]) >= _MAX_REPEATS


def _ask_again(request: Request, reply: _Reply, judged: Sequence[Judged], model: Model) -> _Reply:
    """One more try, told what was wrong. Raises AnswererUnavailable."""
    faults = [
        f"“{j.claim.text}”: {next(c.reason for c in j.verdict.checks if not c.passed)}"
        for j in judged
        if not j.holds
    ]
    again = prompts.repair_messages(
        request.messages, tokens.trim(reply.text, ANSWER_TOKENS // 2), faults[:5]
    )
    prompt = sum(tokens.count(content) for _, content in again)
    reading = _read(again, model, ANSWER_TOKENS // 2)
    try:
        while True:
            next(reading)
    except StopIteration as end:
        second: _Reply = end.value
        return replace(second, prompt_tokens=prompt)
    except ContextExceeded:
        return _Reply("", "", prompt_tokens=prompt)


def _only_abstains(text: str) -> bool:
    claims = cite.parse_claims(text, 0)
    return bool(claims) and all(prompts.is_abstention(claim.text) for claim in claims)


# --- the policy --------------------------------------------------------------------------------


def _kept(judged: Sequence[Judged], policy: str) -> list[Judged]:
    """What may be shown: everything with its verdict, what holds, or all or nothing."""
    if policy == "show":
        return list(judged)
    if policy == "replace" and not all(j.holds for j in judged):
        return []
    return [j for j in judged if j.holds]


def _dropped_note(dropped: int, of: int, policy: str) -> str:
    if policy == "replace" or dropped == of:
        return "The model's answer was not supported by the passages and was set aside."
    what = "One sentence" if dropped == 1 else f"{dropped} sentences"
    return f"{what} of the model's answer had no support in the passages and was left out."

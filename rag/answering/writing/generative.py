"""A model writes the answer; what it wrote is cited, checked and, where it fails, repaired.

``write`` is the whole path, top-down: pack the window → stream the reply → read its claims →
find the words behind each → verify → have it read again, where that is set → apply the policy.
The model decides neither what counts as cited nor what counts as true: reading again, it can only
speak against what it wrote.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from time import monotonic, perf_counter

from rag import tokens
from rag.answering.writing import prompts
from rag.answering.writing.ahead import Ahead
from rag.answering.writing.asked import lacking
from rag.answering.writing.heard import ROOM_TO_THINK, Heard, added, hear, room, silently
from rag.answering.writing.judge import Alike, Judge, Judged
from rag.answering.writing.llm import ContextExceeded, Model
from rag.answering.writing.second_reading import read_again
from rag.answering.writing.window import ANSWER_TOKENS, Request, pack, shortened
from rag.errors import AnswererUnavailable
from rag.schema import AnswerSentence, Citation, ScoredChunk, TokenUsage, Turn
from rag.settings import Settings
from rag.verifying import cite
from rag.verifying.cite import PageOf
from rag.verifying.overlap import words_of

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
    checking: float = 0.0  # seconds that citing and verifying took
    reading_again: float = 0.0  # and a second reading by the model
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

    ``passages`` are best first; those beyond the model's window are left out with a note. An
    empty piece means that the model was silent for a moment. Closing the generator stops the
    model. Raises AnswererUnavailable, also in mid-answer.
    """
    ends = monotonic() + model.timeout
    judge = Judge(passages, alike)
    with Ahead(judge, question, len(passages)) as ahead:
        request, reply = yield from _ask(question, passages, model, history, ahead.told)
    clock, reading = _Stopwatch(), _Stopwatch()
    if len(request.passages) < len(passages):
        judge = Judge(request.passages, alike)
    notes, usage = [*request.notes, *reply.notes], reply.usage
    with clock:
        judged, abstained = judge.claims(reply.text, cut=reply.cut), _only_abstains(reply.text)
    if settings.policy == "repair" and judged and not any(j.holds for j in judged):
        second = yield from _ask_again(request, reply, judged, model, ends)
        usage = added(usage, second.usage)
        with clock:
            again = judge.claims(second.text, cut=second.cut)
        abstained = _only_abstains(second.text)
        judged = again if again or abstained else judged
        notes += [_TRIED_AGAIN] * any(j.holds for j in judged)
    if settings.second_reading and _kept(judged, settings.policy):
        with reading:
            judged, spent = yield from read_again(
                question, judged, request.passages, model, ends - monotonic()
            )
        usage = added(usage, spent)
    kept = _kept(judged, settings.policy)
    if len(kept) < len(judged):
        notes.append(_dropped_note(len(judged) - len(kept), len(judged), settings.policy))
    if kept and (lacks := lacking(question, [j.claim.text for j in kept])):
        notes.append(f"The model's answer has no {lacks}, which was asked for.")
        kept = kept if settings.policy == "show" else []
    if abstained or not kept:
        notes += [] if abstained or judged else ["The model gave no answer."]
        return Written(
            reply.raw,
            usage=usage,
            checking=clock.seconds,
            reading_again=reading.seconds,
            notes=tuple(notes),
            abstained=abstained,
        )
    with clock:
        composed = cite.write_claims([j.claim for j in kept], request.passages, page_of=page_of)
    sentences = tuple(
        AnswerSentence(said.text, said.start_char, said.end_char, said.markers, j.verdict)
        for said, j in zip(composed.sentences, kept, strict=True)
    )
    return Written(
        reply.raw,
        composed.text,
        sentences,
        composed.citations,
        usage,
        clock.seconds,
        reading.seconds,
        tuple(notes),
    )


def condense(
    question: str, history: Sequence[Turn], model: Model
) -> Generator[str, None, tuple[str | None, TokenUsage]]:
    """A follow-up as a question that stands alone, or None; and what it cost.

    None where the model's rewrite cannot be trusted: empty, not one line, or with words nobody
    used. Yields empty pieces while it waits. Raises AnswererUnavailable.
    """
    recent = [shortened(turn) for turn in history[-4:]]
    asked = prompts.condense_messages(question, recent)
    reply = yield from silently(hear(asked, model, ROOM_TO_THINK + 120, model.timeout))
    rewrite = reply.text.strip().strip('"“”').removeprefix("Question:").strip()
    said = words_of("\n".join([question, *(f"{t.question}\n{t.answer}" for t in history)]))
    trusted = (
        bool(rewrite)
        and "\n" not in rewrite
        and len(rewrite) <= 2 * len(question) + 200
        and words_of(rewrite).coverage(said) == 1.0
    )
    return (rewrite if trusted else None), reply.usage


class _Stopwatch:
    """The seconds spent inside ``with``."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __enter__(self) -> None:
        self._begun = perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds += perf_counter() - self._begun


# --- the request -------------------------------------------------------------------------------


def _ask(
    question: str,
    passages: Sequence[ScoredChunk],
    model: Model,
    history: Sequence[Turn],
    told: Callable[[str], None],
) -> Generator[str, None, tuple[Request, Heard]]:
    """The reply to a request that fits; a server with a smaller window than told gets half."""
    window = model.context
    while True:
        request = pack(question, passages, history, window)
        try:
            limit = room(request.tokens, window)
            reply = yield from hear(request.messages, model, limit, model.timeout, told)
        except ContextExceeded:
            window //= 2
            if window < 512:
                raise
        else:
            return request, reply


def _ask_again(
    request: Request, reply: Heard, judged: Sequence[Judged], model: Model, ends: float
) -> Generator[str, None, Heard]:
    """One more try, told what was wrong; an empty reply where the model has no time for it."""
    faults = [
        f"“{j.claim.text}”: {next(c.reason for c in j.verdict.checks if not c.passed)}"
        for j in judged
        if not j.holds
    ]
    again = prompts.repair_messages(
        request.messages, tokens.trim(reply.text, ANSWER_TOKENS // 2), faults[:5]
    )
    limit = room(sum(tokens.count(content) for _, content in again), model.context)
    try:
        return (yield from silently(hear(again, model, limit, ends - monotonic())))
    except AnswererUnavailable:  # also ContextExceeded
        return Heard()


def _only_abstains(text: str) -> bool:
    claims = cite.parse_claims(text, 99)
    return bool(claims) and all(
        prompts.is_abstention(claim.text, cited=bool(claim.passages)) for claim in claims
    )


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
    what, was = ("One sentence", "was") if dropped == 1 else (f"{dropped} sentences", "were")
    return f"{what} of the model's answer had no support in the passages and {was} left out."

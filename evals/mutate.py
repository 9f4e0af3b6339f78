"""The verifier put to the test: true, cited sentences with one thing altered must be noticed.

Pure. What is counted is whether the verdict is anything but *supported*, and beside it whether
the fault was also called by its name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals import alter, metrics
from evals.metrics import Estimate
from evals.results import bare
from evals.score import Verify
from rag.schema import Answer, Citation, Finding, ScoredChunk, Support

KINDS = ("number", "date", "name", "polarity", "source", "splice")
_NAMED = {
    "number": {Finding.NUMBER_MISMATCH},
    "date": {Finding.DATE_MISMATCH, Finding.NUMBER_MISMATCH},
    "name": {Finding.NAME_MISMATCH},
    "polarity": {Finding.NEGATION_MISMATCH},
    "source": {Finding.MISATTRIBUTED},
    "splice": {Finding.SPLICED_QUOTE},
}
_EXAMPLES = 5
_WORDS = 6  # fewer are an item of a list: a piece of a statement, not one


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence known to be true, with what it cites and what was retrieved with it.

    ``reworded`` sentences say what the passage says in other words; the others quote it.
    """

    text: str
    citations: tuple[Citation, ...]
    retrieved: tuple[ScoredChunk, ...] = ()
    reworded: bool = False

    @property
    def cited(self) -> str:
        """All the words it cites."""
        return "\n".join(c.quote for c in self.citations)


@dataclass(frozen=True, slots=True)
class Slip:
    """A verdict that was wrong: an alteration overlooked, or a true sentence doubted."""

    kind: str
    text: str
    quote: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Trial:
    """How one kind of alteration fared; for ``untouched`` kinds ``rate`` is of false alarms.

    ``named`` is the share of what was noticed that was called by its name (None: none was).
    """

    kind: str
    rate: Estimate
    named: float | None
    slips: tuple[Slip, ...]


def claims_from(answers: Sequence[Answer]) -> list[Claim]:
    """The cited statements of answers that are known to be right, each once."""
    found: dict[str, Claim] = {}
    for answer in answers:
        by_marker = {c.marker: c for c in answer.citations}
        for sentence in answer.sentences:
            cited = tuple(by_marker[m] for m in sentence.markers if m in by_marker)
            text = bare(sentence.text).strip()
            if cited and (len(text.split()) >= _WORDS or not text.isascii()):
                found.setdefault(text, Claim(text, cited, answer.retrieved))
    return list(found.values())


def alterations(claims: Sequence[Claim]) -> Iterator[tuple[str, Claim]]:
    """Every (kind, altered claim) that can be made of these claims."""
    people = sorted({name for claim in claims for name in alter.names_in(claim.text)})
    for place, claim in enumerate(claims):
        made = {
            "number": alter.numbers(claim.text, claim.cited),
            "date": alter.dates(claim.text, claim.cited),
            "name": alter.names(claim.text, claim.cited, people),
            "polarity": alter.polarity(claim.text),
        }
        for kind, texts in made.items():
            for text in texts:
                yield kind, Claim(text, claim.citations, claim.retrieved, claim.reworded)
        other = _elsewhere(claims, place)
        if other is None:
            continue
        yield "source", Claim(claim.text, other.citations, claim.retrieved, claim.reworded)
        quote = alter.splice(claim.citations[0].quote, other.citations[0].quote)
        if quote and not claim.reworded:
            both = (claim.citations[0], other.citations[0])
            yield "splice", Claim(quote, both, claim.retrieved)


def _elsewhere(claims: Sequence[Claim], place: int) -> Claim | None:
    """The next claim that cites other passages and does not share the sentence's words."""
    mine = {c.quote for c in claims[place].citations}
    for step in range(1, len(claims)):
        other = claims[(place + step) % len(claims)]
        quotes = {c.quote for c in other.citations}
        if not mine & quotes and claims[place].text not in other.cited:
            return other
    return None


def trial(claims: Sequence[Claim], verify: Verify) -> list[Trial]:
    """Verify every altered and every untouched claim; one row a kind that occurs."""
    rows: dict[str, list[tuple[bool, bool, Slip]]] = {}
    for kind, claim in alterations(claims):
        verdict = verify(claim.text, claim.citations, claim.retrieved)
        noticed = verdict.support is not Support.SUPPORTED
        named = bool(_NAMED[kind] & set(verdict.findings))
        slip = Slip(kind, claim.text, claim.cited, str(verdict.support))
        rows.setdefault(kind, []).append((noticed, named, slip))
    for claim in claims:
        kind = "untouched, reworded" if claim.reworded else "untouched"
        verdict = verify(claim.text, claim.citations, claim.retrieved)
        alarm = verdict.support is not Support.SUPPORTED
        reasons = "; ".join(c.reason for c in verdict.checks if not c.passed)
        slip = Slip(kind, claim.text, claim.cited, f"{verdict.support}: {reasons}")
        rows.setdefault(kind, []).append((alarm, False, slip))
    return [_row(kind, found) for kind, found in rows.items()]


def _row(kind: str, found: Sequence[tuple[bool, bool, Slip]]) -> Trial:
    flagged = [noticed for noticed, _, _ in found]
    rate = metrics.bootstrap([float(f) for f in flagged])
    assert rate is not None  # noqa: S101  # a row is made with its first claim
    untouched = kind.startswith("untouched")
    slips = [slip for noticed, _, slip in found if noticed == untouched]
    named = [named for noticed, named, _ in found if noticed]
    return Trial(
        kind=kind,
        rate=rate,
        named=None if untouched or not named else sum(named) / len(named),
        slips=tuple(slips[:_EXAMPLES]),
    )


def as_metrics(trials: Sequence[Trial]) -> dict[str, Estimate]:
    """The trials as metrics of the catalogue."""
    names = {"untouched": "false_alarm", "untouched, reworded": "false_alarm_reworded"}
    return {names.get(t.kind, f"detect_{t.kind}"): t.rate for t in trials}

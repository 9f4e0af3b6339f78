"""Which words of the passages bear out each sentence of a model's answer. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answering.writing import prompts
from rag.schema import ScoredChunk, Support, Verdict
from rag.verifying import cite
from rag.verifying.cite import Claim, Composed
from rag.verifying.injection import INSTRUCTION_LIKE
from rag.verifying.overlap import Words, words_of
from rag.verifying.verify import verify

Alike = Callable[[str, Sequence[str]], float]
"""``alike(sentence, quotes)``: the highest cosine between a sentence and the quotes."""

_ENOUGH_TO_ATTRIBUTE = 0.5
_CORROBORATES = 0.5
_ADDS = 0.2
SENTENCE_END = tuple('.!?。！？:：)]"”’」»|')


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with the passages it ended up citing and the verdict on it."""

    claim: Claim
    verdict: Verdict

    @property
    def holds(self) -> bool:
        """True where the passages bear out at least a part of it."""
        return self.verdict.support is not Support.UNSUPPORTED


class Judge:
    """Finds the words behind each claim and verifies it, over the passages of one request."""

    def __init__(self, passages: Sequence[ScoredChunk], alike: Alike | None = None) -> None:
        self._passages = passages
        self._alike = alike
        self._judged: dict[Claim, Judged] = {}  # some before the whole text is there

    def claims(self, text: str, *, cut: bool = False) -> list[Judged]:
        """Each claim of a text once, abstentions left out, and its end where that was ``cut``."""
        found = cite.parse_claims(text, len(self._passages))
        if cut and found and not found[-1].text.rstrip().endswith(SENTENCE_END):
            found = found[:-1]
        seen: set[str] = set()
        judged = []
        for claim in found:
            key = " ".join(re.findall(r"\w+", claim.text.lower()))
            silent = prompts.is_abstention(claim.text, cited=bool(claim.passages))
            if key and key not in seen and not silent:
                seen.add(key)
                judged.append(self.judge(claim))
        return judged

    def judge(self, claim: Claim) -> Judged:
        """The claim with its own markers where they bear it out, else with better ones."""
        if claim not in self._judged:
            self._judged[claim] = self._best(claim)
        return self._judged[claim]

    def _best(self, claim: Claim) -> Judged:
        own = self._tried(claim, self._useful(claim))
        if own.verdict.support is Support.SUPPORTED:
            return own
        for number in self._nearest(claim):
            other = self._tried(claim, (number,))
            if other.verdict.support is Support.SUPPORTED:
                return other
        return own

    def _tried(self, claim: Claim, numbers: tuple[int, ...]) -> Judged:
        claim = claim._replace(passages=numbers)
        composed = cite.write_claims([claim], self._passages)
        return Judged(claim, self._verdict(claim, composed))

    def _verdict(self, claim: Claim, composed: Composed) -> Verdict:
        cited = {n - 1 for n in claim.passages}
        texts = [p.chunk.text for p in self._passages]
        context = [texts[i] for i in sorted(cited)]
        elsewhere = [text for i, text in enumerate(texts) if i not in cited]
        first = verify(claim.text, composed.citations, elsewhere=elsewhere, context=context)
        if any(not c.passed and c.value == INSTRUCTION_LIKE for c in first.checks):
            # Quoted to a reader such words are shown as what they are; a model obeyed them.
            return replace(first, support=Support.UNSUPPORTED)
        if self._alike is None or not composed.citations or not _only_words_failed(first):
            return first
        alike = self._alike(claim.text, [c.quote for c in composed.citations])
        return verify(
            claim.text, composed.citations, elsewhere=elsewhere, context=context, similarity=alike
        )

    def _useful(self, claim: Claim) -> tuple[int, ...]:
        """Of the passages a claim points at, those that say it or add a part of it."""
        wanted = words_of(claim.text)
        ranked = sorted(claim.passages, key=lambda n: (-wanted.coverage(self._words(n, claim)), n))
        kept: list[int] = []
        left = wanted
        for number in ranked:
            words = self._words(number, claim)
            adds = left.shared(words) >= max(2.0, _ADDS * wanted.weight)
            if not kept or adds or wanted.coverage(words) >= _CORROBORATES:
                kept.append(number)
                left = left.without(words)
        return tuple(n for n in claim.passages if n in kept)

    def _words(self, number: int, claim: Claim) -> Words:
        passage = self._passages[number - 1]
        spans = cite.best_spans(claim.text, passage)
        return words_of("\n".join(passage.chunk.slice(span) for span in spans))

    def _nearest(self, claim: Claim) -> list[int]:
        """Passages the claim does not cite and that share most of its words, nearest first."""
        wanted = words_of(claim.text)
        shares = {
            n: wanted.coverage(self._words(n, claim))
            for n in range(1, len(self._passages) + 1)
            if n not in claim.passages
        }
        near = [n for n, share in shares.items() if share >= _ENOUGH_TO_ATTRIBUTE]
        return sorted(near, key=lambda n: -shares[n])[:3]


def _only_words_failed(verdict: Verdict) -> bool:
    return all(c.passed or c.kind == "words" for c in verdict.checks)

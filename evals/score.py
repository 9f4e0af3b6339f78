"""One case and its answer → CaseResult: every score, an outcome and a reason. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals import metrics
from evals.cases import EvalCase, Span, on_gold
from evals.reasons import explain
from evals.results import CaseResult, Cited, Outcome, Passage, bare, markers, rejected
from evals.shelf import Shelf
from evals.text import Range, contains, normalise, words
from rag.schema import Answer, AnswerSentence, Citation, ScoredChunk, Support, Verdict

Verify = Callable[[str, Sequence[Citation], Sequence[ScoredChunk]], Verdict]
DEPTH = 5  # hit@5, recall@5, ...: what a reader looks at
_DIGITS = 9  # sums over sets of words differ in the 16th from process to process
REFERENCE_SHARE = 0.6  # of its words, where a gold row has nothing but a reference


@dataclass(frozen=True, slots=True)
class Seen:
    """What the side under test lets us see; an OpenAI-shaped server shows no passages.

    ``relevant`` counts the stored chunks that touch gold, where we can look into the store.
    """

    passages: bool = True
    spans: bool = True
    confidence: bool = True
    relevant: int | None = None


def score(
    case: EvalCase,
    answer: Answer,
    *,
    shelf: Shelf,
    verify: Verify,
    suite: str = "main",
    forced: Answer | None = None,
    seen: Seen = Seen(),  # frozen
    latency_ms: float | None = None,
) -> CaseResult:
    """Judge one answer. ``forced`` is the answer to the same question with abstention off."""
    cited = [_cited(c, case, shelf) for c in answer.citations]
    scores = {
        **_retrieval(case, answer, shelf, seen),
        **_answer(case, answer, cited),
        **_citations(case, answer, cited, verify, seen),
        **_abstention(case, answer),
        "tokens_prompt": float(answer.usage.prompt) or None,
        "tokens_completion": float(answer.usage.completion) or None,
        "gold_found": _gold_found(case) if seen.spans else None,
    }
    outcome = _outcome(case, answer, scores)
    return CaseResult(
        id=case.id,
        suite=suite,
        where=case.where,
        question=case.user_input,
        turns=tuple((t.question, t.answer) for t in case.turns),
        tags=case.tags,
        sources=case.reference_sources,
        answerable=case.answerable,
        reference=case.reference,
        outcome=outcome,
        reason=explain(case, answer, outcome, scores, cited),
        text=answer.text,
        abstained=answer.abstained,
        confidence=round(answer.confidence, _DIGITS) if seen.confidence else None,
        marks=tuple((s.start_char, s.end_char, str(s.verdict.support)) for s in answer.sentences),
        citations=tuple(cited),
        passages=tuple(_passage(s, case) for s in answer.retrieved),
        scores=scores,
        forced_right=_forced_right(case, answer if forced is None else forced, shelf),
        latency_ms=latency_ms,
    )


# Each of these gives a few scores by name


def _retrieval(case: EvalCase, answer: Answer, shelf: Shelf, seen: Seen) -> dict[str, float | None]:
    names = ("hit@1", "hit@5", "mrr", "ndcg@5", "recall@5", "precision@5", "iou@5")
    if not case.evidence or not seen.passages:
        # A gold document that the corpus has lost cannot be retrieved: that is a miss.
        missed = 0.0 if case.missing and case.answerable and seen.passages else None
        return dict.fromkeys(names, missed)
    relevant = [on_gold(case, s) for s in answer.retrieved]
    spans = metrics.span_scores(*_on_one_axis(case, answer.retrieved[:DEPTH], shelf))
    total = seen.relevant if seen.relevant is None else max(seen.relevant, sum(relevant))
    return {
        "hit@1": metrics.hit(relevant, 1),
        "hit@5": metrics.hit(relevant, DEPTH),
        "mrr": metrics.reciprocal_rank(relevant),
        "ndcg@5": None if total is None else metrics.ndcg(relevant, total, DEPTH),
        "recall@5": spans.recall if spans else None,
        "precision@5": spans.precision if spans else None,
        "iou@5": spans.iou if spans else None,
    }


def _answer(case: EvalCase, answer: Answer, cited: Sequence[Cited]) -> dict[str, float | None]:
    if not case.answerable:
        return dict.fromkeys(("right", "complete", "first_sentence", "f1", "sentences"))
    said = "" if answer.abstained else bare(answer.text)
    found = [any(contains(said, phrase) for phrase in group) for group in case.expected]
    first = bare(answer.sentences[0].text) if answer.sentences and said else ""
    single = len(case.expected) == 1 and (bool(answer.sentences) or not said)
    f1 = metrics.f1(words(said), words(case.reference)) if said and case.reference else None
    return {
        "right": _right(case, said, cited),
        "complete": sum(found) / len(found) if found else None,
        "first_sentence": float(any(contains(first, p) for p in case.expected[0]))
        if single
        else None,
        "f1": f1,
        "sentences": float(len(answer.sentences)) if said and answer.sentences else None,
    }


def _right(case: EvalCase, said: str, cited: Iterable[Cited]) -> float | None:
    """Whether an answer's words are right and complete, by the best the gold row gives us."""
    if not case.answerable:
        return None
    if rejected(case, said):
        return 0.0
    if not case.scoreable:
        return None
    if not said:
        return 0.0
    if case.expected:
        return float(all(any(contains(said, p) for p in group) for group in case.expected))
    if case.evidence:
        return float(any(c.on_gold for c in cited))
    wanted = words(case.reference)
    return float(sum(w in words(said) for w in wanted) >= REFERENCE_SHARE * len(wanted))


def _citations(
    case: EvalCase, answer: Answer, cited: Sequence[Cited], verify: Verify, seen: Seen
) -> dict[str, float | None]:
    names = ("spans_valid", "markers_resolve", "citation_recall", "citation_precision",
             "verbatim", "cites_gold", "gold_cited")  # fmt: skip
    if answer.abstained or not seen.spans:
        return dict.fromkeys(names)
    by_marker = {c.marker: c for c in answer.citations}
    claims = [(bare(s.text), _of(s, by_marker)) for s in answer.sentences]

    def supports(sentence: str, citations: Sequence[Citation]) -> bool:
        return verify(sentence, citations, answer.retrieved).support is Support.SUPPORTED

    alce = metrics.alce(claims, supports)
    pairs = [(text, c) for text, citations in claims for c in citations]
    verbatim = [float(normalise(c.quote) in normalise(text)) for text, c in pairs]
    gold = [float(c.on_gold) for c in cited if c.on_gold is not None]
    return {
        "spans_valid": _mean([float(c.valid) for c in cited]),
        "markers_resolve": float(markers(answer.text) <= by_marker.keys()),
        "citation_recall": 0.0 if alce is None else alce.recall,
        "citation_precision": alce.precision if alce else None,
        "verbatim": _mean(verbatim) if answer.answerer == "extractive" else None,
        "cites_gold": _mean(gold),
        "gold_cited": _mean([float(_is_cited(places, answer)) for places in case.evidence]),
    }


def _abstention(case: EvalCase, answer: Answer) -> dict[str, float | None]:
    said = float(not answer.abstained)
    return {
        "wrongly_abstained": 1 - said if case.answerable else None,
        "wrongly_answered": None if case.answerable else said,
        "abstain_recall": None if case.answerable else 1 - said,
        "abstain_precision": float(not case.answerable) if answer.abstained else None,
    }


def _gold_found(case: EvalCase) -> float | None:
    wanted = len(case.reference_contexts) + len(case.spans)
    return float(not case.missing) if wanted or case.reference_sources else None


# What they need


def _of(sentence: AnswerSentence, by_marker: Mapping[int, Citation]) -> list[Citation]:
    return [by_marker[m] for m in sentence.markers if m in by_marker]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _cited(citation: Citation, case: EvalCase, shelf: Shelf) -> Cited:
    document = shelf.documents.get(citation.provenance.document_id)
    start, end = citation.start_char, citation.end_char
    gold = [span for places in case.evidence for span in places]
    return Cited(
        marker=citation.marker,
        title=citation.provenance.title,
        start_char=start,
        end_char=end,
        quote=citation.quote,
        valid=document is not None and start < end and document.text[start:end] == citation.quote,
        on_gold=any(s.touches(citation.provenance.document_id, start, end) for s in gold)
        if gold
        else None,
    )


def _is_cited(places: Sequence[Span], answer: Answer) -> bool:
    return any(
        span.touches(c.provenance.document_id, c.start_char, c.end_char)
        for span in places
        for c in answer.citations
    )


def _passage(scored: ScoredChunk, case: EvalCase) -> Passage:
    chunk = scored.chunk
    gold = [
        (
            max(0, span.start_char - chunk.start_char),
            min(len(chunk.text), span.end_char - chunk.start_char),
        )
        for places in case.evidence
        for span in places
        if span.touches(chunk.document_id, chunk.start_char, chunk.end_char)
    ]
    return Passage(
        title=scored.provenance.title,
        start_char=chunk.start_char,
        end_char=chunk.end_char,
        text=chunk.text,
        gold=tuple(metrics.merge(gold)),
    )


def _on_one_axis(
    case: EvalCase, retrieved: Sequence[ScoredChunk], shelf: Shelf
) -> tuple[list[Range], list[Range]]:
    """Retrieved and gold ranges in word tokens, the documents laid end to end.

    Of a quote that stands in several places, the place that was retrieved best counts.
    """
    chunks = [(s.chunk.document_id, s.chunk.start_char, s.chunk.end_char) for s in retrieved]
    got = [shelf.tokens(*c) for c in chunks if c[0] in shelf.documents]
    gold: list[Range] = []
    for places in case.evidence:
        ranges = [shelf.tokens(p.document_id, p.start_char, p.end_char) for p in places]
        gold.append(max(ranges, key=lambda r: metrics.overlap([r], got)))
    return got, gold


def _forced_right(case: EvalCase, forced: Answer, shelf: Shelf) -> float | None:
    """None where abstention could not be switched off, or nothing says what is right."""
    if forced.abstained:
        return None
    if not case.answerable:
        return 0.0
    return _right(case, bare(forced.text), [_cited(c, case, shelf) for c in forced.citations])


def _outcome(case: EvalCase, answer: Answer, scores: Mapping[str, float | None]) -> Outcome:
    if not case.answerable:
        return Outcome.RIGHTLY_ABSTAINED if answer.abstained else Outcome.WRONGLY_ANSWERED
    if answer.abstained:
        return Outcome.WRONGLY_ABSTAINED
    if scores["right"] is None:
        return Outcome.UNSCORED
    if scores["right"]:
        return Outcome.RIGHT
    return Outcome.INCOMPLETE if scores["complete"] else Outcome.WRONG

"""Questions and answers in the HTML report: failing ones in full, the others in a line. Pure."""

from collections.abc import Sequence

from evals.report.markup import Markup, el, join
from evals.results import GOOD, CaseResult, Cited, Passage

_VERDICTS = {"supported": "ok", "partly": "partly", "unsupported": "no"}


def failing(results: Sequence[CaseResult]) -> Markup:
    """Every case that a person should look at, the worst kinds first."""
    order = ("error", "wrongly answered", "wrong", "incomplete", "wrongly abstained")
    ranked = sorted(
        results,
        key=lambda r: (order.index(r.outcome) if r.outcome in order else len(order), r.id),
    )
    note = (
        "Each with its answer, the reason, and the passages it was drawn from; "
        "what holds the answer is marked."
        if results
        else "None: every question went as it should."
    )
    return el(
        "section",
        el("h2", f"Failing questions ({len(results)})" if results else "Failing questions"),
        el("p", note, class_="note"),
        *(_case(r) for r in ranked),
    )


def passing(results: Sequence[CaseResult]) -> Markup:
    """The other cases, folded away."""
    rows = [
        el(
            "tr",
            el("td", r.question, dir="auto"),
            el("td", r.text if not r.abstained else "—", dir="auto"),
            el("td", "" if r.confidence is None else f"{r.confidence:.2f}", class_="num fine"),
        )
        for r in results
    ]
    columns = (el("th", c, scope="col") for c in ("question", "answer", "confidence"))
    table = el("table", el("thead", el("tr", *columns)), el("tbody", *rows), class_="answers")
    return el(
        "section",
        el("details", el("summary", el("h2", f"Questions that went right ({len(results)})")),
           el("div", table, class_="scroll")),
    )  # fmt: skip


def _case(result: CaseResult) -> Markup:
    chip = "bad" if result.outcome not in GOOD else "warn"
    said = result.outcome if result.outcome not in GOOD else "citation at fault"
    tags = [tag.replace("_", " ") for tag in result.tags]
    if result.confidence is not None:
        tags.append(f"confidence {result.confidence:.2f}")
    return el(
        "article",
        el("p", el("span", said, class_=f"chip {chip}"), el("code", result.id), " ",
           el("span", " · ".join(tags), class_="fine"),
           class_="line"),
        *(_turn(question, answer) for question, answer in result.turns),
        el("h3", result.question, dir="auto"),
        el("p", result.reason, class_="reason"),
        el("blockquote", marked(result), dir="auto") if result.text else None,
        _wanted(result),
        _citations(result.citations),
        _passages(result.passages),
        id=f"case-{result.id}",
    )  # fmt: skip


def _turn(question: str, answer: str) -> Markup:
    return el("p", el("b", question), " ", answer, class_="turn fine", dir="auto")


def _wanted(result: CaseResult) -> Markup | None:
    if not result.reference:
        return None
    return el("p", el("b", "Wanted: "), result.reference, class_="wanted", dir="auto")


def marked(result: CaseResult) -> Markup:
    """The answer with each sentence marked by its verdict."""
    parts: list[str] = []
    done = 0
    for start, end, verdict in result.marks:
        parts += [result.text[done:start]]
        parts += [el("span", result.text[start:end], class_=f"said {_VERDICTS.get(verdict, 'no')}",
                     title=verdict)]  # fmt: skip
        done = end
    return join(*parts, result.text[done:])


def _citations(citations: Sequence[Cited]) -> Markup | None:
    if not citations:
        return None
    rows = [
        el(
            "li",
            el("b", f"[{c.marker}] "),
            el("span", f"“{c.quote}” ", dir="auto"),
            el("span", f"{c.title}, {c.start_char}–{c.end_char}", class_="fine"),
            None if c.valid else el("span", "not what the document says there", class_="chip bad"),
            el("span", "gold", class_="chip good") if c.on_gold else None,
        )
        for c in citations
    ]
    return el("ul", *rows, class_="cited")


def _passages(passages: Sequence[Passage]) -> Markup | None:
    if not passages:
        return None
    places = [str(i) for i, p in enumerate(passages, 1) if p.gold]
    where = f"gold in {', '.join(places)}" if places else "no gold among them"
    rows = [
        el(
            "li",
            el("p", f"{p.title} · {p.start_char}–{p.end_char}", class_="fine"),
            el("p", _highlighted(p), dir="auto"),
        )
        for p in passages
    ]
    return el(
        "details",
        el("summary", f"{len(passages)} passages retrieved, {where}"),
        el("ol", *rows, class_="passages"),
    )


def _highlighted(passage: Passage) -> Markup:
    parts: list[str] = []
    done = 0
    for start, end in passage.gold:
        parts += [passage.text[done:start], el("mark", passage.text[start:end])]
        done = end
    return join(*parts, passage.text[done:])

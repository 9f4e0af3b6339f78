"""Two sources that give different figures, dates or opposed statements for the same thing.

A false alarm costs more trust than a miss: two sentences are set side by side only where
they are from different documents, both bear on the question, say mostly the same words,
name the same things, speak of the same time and measure the same unit, and where what
differs is what the question asks. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.asking.question import Question
from rag.answering.claims import HALF_DAY, Claim, claim_of, is_planned, lemmas
from rag.answering.closeness import opposite, terms_of
from rag.answering.evidence import Candidate
from rag.answering.years import of_one_series
from rag.reading.terms import query_terms
from rag.schema import Citation, Disagreement, ScoredChunk, Sentence
from rag.verifying import words
from rag.verifying.dates import DateMention
from rag.verifying.quantities import Quantity
from rag.verifying.words import Asks

_SAME_THING = 0.5  # share of the shorter sentence's words, figures left out
_SAME_STATEMENT = 0.7  # for statements without a figure that are opposed
_LOOKED_AT = 16
_MOST_OF_IT = 0.5  # of what is asked, where the sentence is not the best
_FIGURES = (Asks.MONEY, Asks.PERCENT, Asks.NUMBER)  # what no date answers
_SAME_WEEK = 6  # days between two papers that mean the same Monday
_LATER = 60  # minutes that "about" may leave unsaid


@dataclass(frozen=True, slots=True)
class Side:
    """One source's sentence and the value it gives, as written."""

    chunk: ScoredChunk
    sentence: Sentence
    value: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sides that differ about ``topic``, newest first; ``note`` can be read to a user."""

    topic: str
    sides: tuple[Side, ...]
    note: str


def find(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[int], order: Sequence[int]
) -> tuple[Conflict, ...]:
    """What other retrieved sentences say differently from the ``chosen`` ones.

    ``order`` lists the candidates best first; only the first few are looked at. At most one
    conflict for each chosen sentence.
    """
    found: list[Conflict] = []
    spoken: set[tuple[str, int]] = set()
    for index in chosen:
        mine = candidates[index]
        # The first is what answers; of a further one it is not so sure what it is about.
        best = index == chosen[0] or question.wants_sources
        for other in order[:_LOOKED_AT]:
            theirs = candidates[other]
            key = (theirs.chunk.chunk.document_id, theirs.sentence.start_char)
            if key in spoken or theirs.chunk.chunk.document_id == mine.chunk.chunk.document_id:
                continue
            if values := differ(question, mine, theirs, best=best):
                found.append(conflict_of(question, (mine, theirs), values))
                spoken |= {key, (mine.chunk.chunk.document_id, mine.sentence.start_char)}
                break
    return tuple(found)


def differ(
    question: Question, one: Candidate, other: Candidate, *, best: bool = True
) -> tuple[str, str] | None:
    """The two values, as written, where the sentences contradict each other; else None.

    ``best``: the first is the best answer, and need not say again all that is asked.
    """
    a, b = claim_of(one), claim_of(other)
    if not _in_year_asked(question, a, b) or _of_two_years(one, other, a, b):
        return None
    if is_planned(one.text) != is_planned(other.text):
        return None
    if not _same_names(a, b) or not _same_subject(a, b) or not _same_scope(a, b):
        return None
    if _of_another(question, a, b) or _of_another(question, b, a):
        return None
    shared = _likeness(a, b)
    if shared < _SAME_THING:
        return _short_ones_differ(question, a, b)
    if pair := _figures_differ(question, a, b, best):
        return pair
    if not _asked(question, a.folded, b.folded, best):
        return None
    if question.asks in _FIGURES:
        return None  # not by the year beside the price
    if pair := _dates_differ(a, b, _close_in_time(one, other)) or _times_differ(a, b):
        return pair
    if shared >= _SAME_STATEMENT and not a.figures and not b.figures:
        against = bool(words.NEGATION.search(one.text)) != bool(words.NEGATION.search(other.text))
        if against or opposite(one.text, other.text):
            return one.text, other.text
    return None


def _short_ones_differ(question: Question, a: Claim, b: Claim) -> tuple[str, str] | None:
    """“The ship was inspected in March” and “in April”: two words are enough if a date is asked."""
    units = [set(claim.words.units) for claim in (a, b)]
    few = min(map(len, units)) == 2 and len(units[0] & units[1]) == 2
    if not few or question.asks is not Asks.DATE or a.figures or b.figures:
        return None
    if not _asked(question, a.folded, b.folded, best=False):
        return None
    return _dates_differ(a, b, same_week=False)


def _asked(question: Question, one: str, other: str, best: bool) -> bool:
    """Whether both say what is asked, more than the noun that is counted and the names.

    “How many were aboard” is not what “17 people were injured” and “23 people” differ about.
    """
    if question.language != "en":
        return True  # its words are not told apart
    focus, names = lemmas(question.focus), lemmas(" ".join(question.names))
    said = lemmas(re.sub(r"\d[\d.,]*", " ", question.text)) - names - _WHICH_ONE
    wanted = said - focus or focus
    mine, theirs = wanted & lemmas(one), wanted & lemmas(other)
    both = mine & theirs
    if question.type == "statement":
        return len(both) > _MOST_OF_IT * len(mine | theirs)
    # "Built in 1920" and "sold in 1954": what the one says of it, the other must say.
    return (
        mine == theirs
        and (best or len(both) > _MOST_OF_IT * len(wanted))
        and bool(both or not wanted)
    )


_BOUND = re.compile(
    r"\b(?:over|more than|at least|nearly|almost|about|around|roughly|approximately|some|up to|"
    r"under|less than|fewer than|close to)\s*(?:us)?\s*[$€£]?$|(?:超过|近|约|逾)$|(?:כ-|מעל|"
    r"יותר מ-?)$",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,;:]\s|[，；。]|\s[—–-]\s")
_LAST = re.compile(r"\b(?:last|latest|most recent(?:ly)?)\b")
_FIRST = re.compile(r"\b(?:first|earliest)\b")
_WHICH_ONE = lemmas("first last latest earliest recent recently")
_LOOSELY = re.compile(r"\b(?:before|after|about|around|roughly|nearly|almost|by|towards?|past)\s$")


def _likeness(a: Claim, b: Claim) -> float:
    if min(len(a.words.units), len(b.words.units)) < 3:
        return 0.0
    return a.words.shared(b.words) / min(a.words.weight, b.words.weight)


def _same_names(a: Claim, b: Claim) -> bool:
    """A name in each that the other's whole passage lacks: they speak of different things.

    So may they where one names nothing and its passage has none of the other's names.
    """
    if not a.names or not b.names:
        nameless, named = (a, b) if b.names else (b, a)
        return not named.main_names or bool(named.main_names & nameless.names_around)
    return not (a.names - b.around and b.names - a.around) and bool(a.names & b.names)


def _of_another(question: Question, a: Claim, b: Claim) -> bool:
    """Whether b says it of another thing that a names too, and not of the one asked about.

    Asked about Wels: "in Linz, and in Wels in September", "in Linz on 15 June".
    """
    asked = {term for name in question.names for term in terms_of(name)}
    return bool(asked & a.names - b.names) and bool(a.names & b.names - asked)


def _same_subject(a: Claim, b: Claim) -> bool:
    """Whether a pronoun in front is known to mean what the other sentence speaks of."""
    if not (a.by_pronoun or b.by_pronoun):
        return True
    return bool(a.subject and b.subject and a.subject & b.subject)


def _same_scope(a: Claim, b: Claim) -> bool:
    """Whether figures are for the same time: 300 in March and 400 in April may both be right."""
    years = [frozenset(d.year for d in claim.dates if d.year) for claim in (a, b)]
    if a.figures and b.figures and a.dates and b.dates:
        if all(years) and years[0] != years[1]:
            return False
        if all(dates_apart(mine, theirs) for mine in a.dates for theirs in b.dates):
            return False
    return a.scope == b.scope


def _in_year_asked(question: Question, a: Claim, b: Claim) -> bool:
    said = {str(d.year) for claim in (a, b) for d in claim.dates if d.year}
    return not (said and question.years) or bool(said & set(question.years))


def _of_two_years(one: Candidate, other: Candidate, a: Claim, b: Claim) -> bool:
    """Whether each tells of the year of its own report: both name one year where they do not."""
    years = [{d.year for d in claim.dates if d.year} for claim in (a, b)]
    return of_one_series(one.chunk.provenance, other.chunk.provenance) and not years[0] & years[1]


def _figures_differ(question: Question, a: Claim, b: Claim, best: bool) -> tuple[str, str] | None:
    """The first figure of ``a`` that ``b`` lacks, beside ``b``'s figure of the same kind."""
    for mine in a.figures:
        if any(equal(mine, theirs) for theirs in b.figures):
            continue
        rivals = [
            theirs
            for theirs in b.figures
            if theirs.dimension == mine.dimension
            and not any(equal(theirs, other) for other in a.figures)
            and (mine.dimension is not None or same_counted(a, mine, b, theirs))
        ]
        if len(rivals) == 1 and not vague(a, mine, b, rivals[0]):
            said = _about(a, mine), _about(b, rivals[0])
            if _asked(question, *said, best):
                return mine.text, rivals[0].text
    return None


def _about(claim: Claim, figure: Quantity) -> str:
    """What the figure is said of: its part between commas, all where no other is of its kind."""
    alone = sum(q.dimension == figure.dimension for q in claim.figures) == 1
    if alone and figure.dimension:
        return claim.folded
    before = _COMMA.split(claim.folded[: figure.start])[-1]
    return before + _COMMA.split(claim.folded[figure.start :])[0]


def equal(a: Quantity, b: Quantity) -> bool:
    """Whether they are one value, rounding apart."""
    if a.dimension != b.dimension and a.dimension and b.dimension:
        return False
    return abs(a.base - b.base) <= 0.02 * max(abs(a.base), abs(b.base))


def vague(a: Claim, mine: Quantity, b: Claim, theirs: Quantity) -> bool:
    """Whether they may agree: “over 100” and “120” need not contradict each other."""
    hedged = any(
        _BOUND.search(claim.folded[: q.start].rstrip()) for claim, q in ((a, mine), (b, theirs))
    )
    high = max(abs(mine.base), abs(theirs.base)) or 1.0
    return hedged and abs(mine.base - theirs.base) <= 0.25 * high


def same_counted(a: Claim, mine: Quantity, b: Claim, theirs: Quantity) -> bool:
    """Whether the noun behind one number is behind the other, an adjective more or less."""
    one, other = _counted(a, mine), _counted(b, theirs)
    return bool(one and other) and (one[0] in other[:2] or other[0] in one[:2])


def _counted(claim: Claim, figure: Quantity) -> list[str]:
    """The terms that follow a bare number: what it counts."""
    following = _COMMA.split(claim.unsaid[figure.end :][:60])[0]
    return query_terms(following) if re.search(r"\w", following) else []


def _close_in_time(one: Candidate, other: Candidate) -> bool:
    """Whether both documents may mean the same week by a weekday."""
    days = [c.chunk.provenance.published for c in (one, other)]
    return not (days[0] and days[1]) or abs((days[0] - days[1]).days) <= _SAME_WEEK


def _dates_differ(a: Claim, b: Claim, same_week: bool) -> tuple[str, str] | None:
    """One date each that cannot be the same day, where nothing else is counted."""
    mine, theirs = _dated(a), _dated(b)
    if mine is None or theirs is None or not dates_apart(mine, theirs):
        return None
    if not (_in_order(a, mine, theirs) and _in_order(b, theirs, mine)):
        return None
    by_weekday = mine.weekday is not None and theirs.weekday is not None
    return (mine.text, theirs.text) if same_week or not by_weekday else None


def _in_order(claim: Claim, own: DateMention, other: DateMention) -> bool:
    """Whether the other date is against this: only a later one where it is said to be the last."""
    days = [(d.year or 0, d.month or 0, d.day or 0) for d in (own, other)]
    if _LAST.search(claim.folded):
        return days[1] > days[0]
    return not _FIRST.search(claim.folded) or days[1] < days[0]


def _dated(claim: Claim) -> DateMention | None:
    """The only date; a weekday beside it says nothing more."""
    found = [d for d in claim.dates if d.weekday is None] or list(claim.dates)
    return found[0] if len(found) == 1 else None


def dates_apart(a: DateMention, b: DateMention) -> bool:
    """Whether they cannot be the same day."""
    pairs = ((a.year, b.year), (a.month, b.month), (a.day, b.day), (a.weekday, b.weekday))
    return any(x is not None and y is not None and x != y for x, y in pairs)


def _times_differ(a: Claim, b: Claim) -> tuple[str, str] | None:
    """One clock time each that cannot be the same, where neither is said loosely."""
    if len(a.times) != 1 or len(b.times) != 1 or a.figures or b.figures:
        return None
    (mine,), (theirs,) = a.times, b.times
    apart = abs(mine.minutes - theirs.minutes)
    apart = min(apart, HALF_DAY - apart)
    loose = any(_LOOSELY.search(c.folded[: t.start]) for c, t in ((a, mine), (b, theirs)))
    if apart <= (_LATER if loose else 0):
        return None
    return a.folded[mine.start : mine.end], b.folded[theirs.start : theirs.end]


def conflict_of(
    question: Question, pair: tuple[Candidate, Candidate], values: tuple[str, str]
) -> Conflict:
    """The conflict of two sentences about what is asked, the newer source first."""
    sides = [
        Side(c.chunk, c.sentence, _as_written(value, c.text))
        for c, value in zip(pair, values, strict=True)
    ]
    sides.sort(key=lambda s: s.chunk.provenance.published or date.min, reverse=True)
    topic = question.text.rstrip(" ?？")
    if max(map(len, values)) > 40:
        said = " and ".join(_source(side) for side in sides)
        return Conflict(topic, tuple(sides), f"The sources contradict each other: {said}.")
    said = " but ".join(f"{_source(side)} says {side.value}" for side in sides)
    return Conflict(topic, tuple(sides), f"The sources differ: {said}.")


def _as_written(value: str, text: str) -> str:
    """A value that was read in small letters, as ``text`` has it."""
    at = text.lower().find(value.lower())
    return text[at : at + len(value)] if at >= 0 else value


def _source(side: Side) -> str:
    provenance = side.chunk.provenance
    name = provenance.publisher or provenance.title
    if provenance.published is None and words.YEAR.search(name):
        return name  # a title that dates itself
    return f"{name} ({provenance.published.year if provenance.published else 'undated'})"


def mark(conflicts: Sequence[Conflict], citations: Sequence[Citation]) -> tuple[Disagreement, ...]:
    """The conflicts with the markers of their sentences, where every side is cited."""
    markers = {(c.provenance.document_id, c.start_char, c.end_char): c.marker for c in citations}
    marked = []
    for conflict in conflicts:
        found = [
            markers.get((s.chunk.chunk.document_id, s.sentence.start_char, s.sentence.end_char))
            for s in conflict.sides
        ]
        if None not in found:
            marked.append(
                Disagreement(
                    conflict.topic,
                    tuple(m for m in found if m is not None),
                    tuple(s.value for s in conflict.sides),
                    conflict.note,
                )
            )
    return tuple(marked)

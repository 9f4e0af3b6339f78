"""What another document answers to the same question, worded otherwise. Pure.

`disagree` compares sentences that say mostly the same words. "The lido, opened in 1937" and "our
pool first opened to bathers in 1934" do not, but both answer when the lido opened: the reader says
so of the likeliest sentence of the other documents, read without the first. Two values of the
kind that is asked for are then set side by side where nothing shows that they are of different
things: another year, a plan, a rate, a part, another noun counted.
"""

import re
from collections.abc import Mapping

from rag.answering.asking.question import Question
from rag.answering.claims import Claim, claim_of, is_planned, lemmas, name_terms, scope_of
from rag.answering.closeness import terms_of
from rag.answering.disagree import (
    Conflict,
    conflict_of,
    dates_apart,
    equal,
    same_counted,
    vague,
)
from rag.answering.evidence import Candidate, Reading
from rag.answering.ranking import Ranking, Read
from rag.answering.years import of_one_series
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.dates import DateMention
from rag.verifying.quantities import Quantity
from rag.verifying.verbs import is_past, lemma
from rag.verifying.words import NEGATION, Asks

LOOKED_AT = 8  # sentences of other documents
NOT_DENIED = -6.0  # log-odds that such a sentence answers, in other words
DENIES = 1.0  # the same where the other says that it is not so
DECIDES = -3.0  # the same where only what was decided is compared
SHARED_NAMES = 2  # by which two documents are seen to be about one thing
AHEAD = 2.0  # by which it must lead the next one that has such a value
_VALUES = (Asks.NUMBER, Asks.MONEY, Asks.PERCENT, Asks.DURATION, Asks.DATE)
_MONTHS_NAMES = (
    "january february march april may june july august september october november december"
)
_MONTHS = frozenset(terms_of(_MONTHS_NAMES))
_COMMA = re.compile(r"[,;:]\s|\s[—–-]\s")
_SHORT = 2  # letters
_LAST_WORD = re.compile(r"\b(?:did|does|do|will|would|can)\b[^?]*?\b([a-z]+)\W*$")
_LIGHT_VERBS = (
    "amount be come do get give go have last make measure number reach run stand take total weigh"
)
_LIGHT = frozenset(map(lemma, _LIGHT_VERBS.split()))
_FURTHER = re.compile(r"\b(?:when|before|after|while|since|until|that|which|who|if)\b")
_NEAR = 30  # letters before a verb
_NOT = re.compile(r"\b(?:not|never)\b")
_DENIED = re.compile(r"\b(?:not|never)(?: been| be| yet| once)* (?P<what>[a-z]+)")
_OPEN = re.compile(r"\b(?:[Nn]o(?:body| one)?|[Ii]f|unless|whether|may|might|could|yet|to be)\b")
_PART = re.compile(
    r"\b(?:of which|of them|of these|alone|per(?! cent)|each|average|mean|net|gross|remain\w*|"
    r"another|further|additional|more than half|rest|other|excluding|including|without|besides|"
    r"so far|nearly all|in total|altogether|cumulative|combined|annual\w*|"
    r"a (?:year|month|week|day))\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(  # "three years sooner" is no time that it takes
    r"\W*(?:\w+ )?(?:sooner|later|earlier|longer|shorter|more|less|fewer|older|younger|higher|"
    r"lower|after|before|ago|up|down|further)\b"
)
_OF_WHAT = re.compile(r"\W*of (?:the |its |their )?([a-z]+)")  # "11 tonnes of redfish"
_GRANTS = re.compile(
    r"\b(?:approved?s?|adopt(?:s|ed)?|accept(?:s|ed)?|grant(?:s|ed)?|renew(?:s|ed)?|"
    r"extend(?:s|ed)?|prolong(?:s|ed)?|agreed to|endors(?:es?|ed)|allow(?:s|ed)?|permit(?:s|ted)|"
    r"ratif(?:y|ies|ied)|upheld|voted (?:for|in favour|through))\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(?:reject(?:s|ed)?|refus(?:es?|ed)|den(?:ies|ied)|dismiss(?:es|ed)?|declin(?:es?|ed) to|"
    r"block(?:s|ed)?|veto(?:es|ed)?|overturn(?:s|ed)?|revok(?:es?|ed)|cancel(?:s|led)|"
    r"(?:turn(?:s|ed)?|vot(?:es?|ed)|str(?:ikes?|uck)) (?:\w+ ){0,4}?down|thr(?:own?|ew) out|"
    r"vot(?:es?|ed) against|ban(?:s|ned)?|forb(?:ids?|ade|idden)|prohibit(?:s|ed)?)\b",
    re.IGNORECASE,
)


def rivals(question: Question, ranking: Ranking, chosen: int, read: Read) -> tuple[Conflict, ...]:
    """What the likeliest sentence of the other documents says against the ``chosen`` one."""
    mine = ranking.candidates[chosen]
    decided = decides(mine.text) if question.asks not in _VALUES else 0
    settles = question.type == "yes_no" and not NEGATION.search(mine.text)
    if question.language != "en" or question.wants_sources or mine.heads:
        return ()
    if question.asks not in _VALUES and not (decided or settles):
        return ()
    others = _of_other_documents(question, ranking, mine)

    def may_be(index: int) -> bool:
        other = ranking.candidates[index]
        if not _says_what_is_asked(question, mine.text, other.text, not (decided or settles)):
            return False
        if decided:
            told = decides(other.text) == -decided
        elif settles:
            told = _denies(question, mine.text, other.text)
        else:
            told = _has_value(question, claim_of(other))
        return told and _of_one_thing(question, ranking, mine, other)

    if not any(map(may_be, others)):  # reading costs more than all of this
        return ()
    readings = read(ranking.candidates, others)
    if not readings:
        return ()
    best = max(readings, key=lambda i: readings[i].answers)
    other, theirs = ranking.candidates[best], readings[best]
    if not may_be(best):
        return ()
    pair: tuple[str, str] | None = (mine.text, other.text)
    if decided:
        likely = theirs.answers >= DECIDES
    elif settles:
        likely = theirs.answers >= DENIES
    else:
        pair = _values_differ(question, mine, other, ranking.readings.get(chosen), theirs)
        likely = theirs.answers >= NOT_DENIED and _leads(question, ranking, readings, best)
    return (conflict_of(question, (mine, other), pair),) if pair and likely else ()


def _of_other_documents(question: Question, ranking: Ranking, mine: Candidate) -> list[int]:
    """The likeliest sentences of documents that have most names of the question, a few."""
    named = {t for name in question.names for t in terms_of(name)} - _MONTHS
    found = []
    said: dict[str, set[str]] = {}
    for i in map(int, ranking.order):
        chunk = ranking.candidates[i].chunk
        own = said.setdefault(chunk.chunk.document_id, set(terms_of(chunk.provenance.title)))
        own |= set(terms_of(chunk.chunk.text))
    for i in map(int, ranking.order):
        other = ranking.candidates[i]
        of = other.chunk.chunk.document_id
        series = of_one_series(mine.chunk.provenance, other.chunk.provenance)
        if of == mine.chunk.chunk.document_id or series or other.heads:
            continue
        if 2 * len(named & said[of]) > len(named) or not named:
            found.append(i)
    return found[:LOOKED_AT]


def _of_one_thing(question: Question, ranking: Ranking, one: Candidate, other: Candidate) -> bool:
    """Whether two documents have names in common, or one that is asked about; months are none."""
    named = [
        {
            term
            for c in ranking.candidates
            if c.chunk.chunk.document_id == of.chunk.chunk.document_id
            for text in (c.chunk.provenance.title, c.chunk.chunk.text)
            for term in name_terms(text)
        }
        for of in (one, other)
    ]
    shared = {t for t in (named[0] & named[1]) - _MONTHS - ENGLISH if len(t) > _SHORT}
    asked = {t for name in question.names for t in terms_of(name)}
    return len(shared) >= SHARED_NAMES or bool(shared & asked)


def _says_what_is_asked(question: Question, one: str, other: str, same_verb: bool) -> bool:
    """Whether the other sentence has a word of the question, and its verb where the first has it.

    "When was the lease signed?" is not answered by since when the terminal has been operated.
    """
    text = re.sub(r"\d[\d.,]*", " ", fold(question.text))
    opening, _, rest = text.partition(" ")
    main = f"{opening} {_FURTHER.split(rest)[0]}"
    asked = lemmas(text) - lemmas(" ".join(question.names))
    mine, theirs = lemmas(one), lemmas(other)
    last = _LAST_WORD.search(main)
    said = [w for w in re.findall(r"[a-z]+", main) if is_past(w)] + ([last[1]] if last else [])
    deeds = {lemma(word) for word in said} - _LIGHT
    return bool(asked & theirs) and (not same_verb or deeds & mine <= theirs)


def _leads(
    question: Question, ranking: Ranking, readings: Mapping[int, Reading], index: int
) -> bool:
    """Whether no other sentence of the same kind is nearly as likely."""
    rest = [
        reading.answers
        for i, reading in readings.items()
        if i != index and _has_value(question, claim_of(ranking.candidates[i]))
    ]
    return readings[index].answers - max(rest, default=-99.0) >= AHEAD


def _has_value(question: Question, claim: Claim) -> bool:
    return bool(claim.dates if question.asks is Asks.DATE else claim.figures)


def decides(text: str) -> int:
    """1 where something is granted or approved, -1 where it is refused, 0 where neither is plain.

    "Turned down the application to extend it" refuses, as does "was not extended".
    """
    grants, refuses = _GRANTS.search(text), _REFUSES.search(text)
    if grants and refuses and grants.start() < refuses.start():
        return 0
    verb = refuses or grants
    if verb is None or len(_REFUSES.findall(text)) > 1:
        return 0
    before = text[max(verb.start() - _NEAR, 0) : verb.start()]
    if _OPEN.search(before):
        return 0
    if _NOT.search(before):
        return 0 if refuses else -1
    return -1 if refuses else 1


def _denies(question: Question, one: str, other: str) -> bool:
    """Whether the other sentence says "never" or "not" of a deed that the first tells."""
    mine, asked = lemmas(one), lemmas(question.text)
    denied = [lemmas(m["what"]) for m in _DENIED.finditer(fold(other))]
    return any(what & mine for what in denied) and len(asked & mine & lemmas(other)) > 1


def _values_differ(
    question: Question, one: Candidate, other: Candidate, mine: Reading | None, theirs: Reading
) -> tuple[str, str] | None:
    a, b = claim_of(one), claim_of(other)
    if not _same_years(question, a, b):
        return None
    runs = [fold(c.text[slice(*r.run)]) if r else "" for c, r in ((one, mine), (other, theirs))]
    if question.asks is Asks.DATE:
        days = _date_in(a, runs[0]), _date_in(b, runs[1])
        if not (days[0] and days[1]) or not dates_apart(days[0], days[1]):
            return None
        alike = _alike(_around(a, days[0].start), _around(b, days[1].start))
        return (days[0].text.rstrip("."), days[1].text.rstrip(".")) if alike else None
    figures = _figure_in(question, a, runs[0]), _figure_in(question, b, runs[1])
    if not (figures[0] and figures[1]):
        return None
    if not _alike(_around(a, figures[0].start), _around(b, figures[1].start)):
        return None
    return _figures_differ(question, (a, b), (figures[0], figures[1]), (one, other))


def _around(claim: Claim, at: int) -> str:
    """The part of a sentence between commas where a value stands."""
    before = _COMMA.split(claim.as_written[:at])[-1]
    return before + _COMMA.split(claim.as_written[at:])[0]


def _alike(one: str, other: str) -> bool:
    """Whether neither is a plan, a rate or a part where the other is none."""
    return (
        is_planned(one) == is_planned(other)
        and {w.lower() for w in _PART.findall(one)} == {w.lower() for w in _PART.findall(other)}
        and scope_of(fold(one)) == scope_of(fold(other))
    )


def _figures_differ(
    question: Question,
    claims: tuple[Claim, Claim],
    figures: tuple[Quantity, Quantity],
    of: tuple[Candidate, Candidate],
) -> tuple[str, str] | None:
    (a, b), (mine, theirs) = claims, figures
    if mine.dimension != theirs.dimension or vague(a, mine, b, theirs):
        return None
    if any(_RELATIVE.match(c.folded[q.end :]) for c, q in zip(claims, figures, strict=True)):
        return None
    if any(equal(mine, q) for q in b.figures) or any(equal(theirs, q) for q in a.figures):
        return None
    if mine.dimension is None and not _counts_what_is_asked(question, a, mine, b, theirs):
        return None
    if _other_modifier(question.text, of[0].text, of[1].text):
        return None
    of_what = [_OF_WHAT.match(c.folded[q.end :]) for c, q in zip(claims, figures, strict=True)]
    if of_what[0] and of_what[1] and lemma(of_what[0][1]) != lemma(of_what[1][1]):
        return None
    return mine.text, theirs.text


def _same_years(question: Question, a: Claim, b: Claim) -> bool:
    """Whether neither figure is of another year than the question or the other sentence."""
    if question.asks is Asks.DATE:
        return True
    years = [{str(d.year) for d in claim.dates if d.year} for claim in (a, b)]
    if question.years:
        return all(not said or set(question.years) & said for said in years)
    return years[0] == years[1]


def _date_in(claim: Claim, run: str) -> DateMention | None:
    dates = [d for d in claim.dates if d.weekday is None]
    within = [d for d in dates if d.text and d.text in run] or dates
    return within[0] if len(within) == 1 else None


def _figure_in(question: Question, claim: Claim, run: str) -> Quantity | None:
    fits = [q for q in claim.figures if _is_of_kind(question.asks, q)]
    within = [q for q in fits if q.text and q.text in run] or fits
    return within[0] if len(within) == 1 else None


def _is_of_kind(asks: Asks | None, figure: Quantity) -> bool:
    if asks is Asks.MONEY:
        return figure.money
    if asks is Asks.PERCENT:
        return figure.dimension in ("percent", "share")
    return asks is not Asks.DURATION or (figure.dimension is not None and not figure.money)


def _counts_what_is_asked(
    question: Question, a: Claim, mine: Quantity, b: Claim, theirs: Quantity
) -> bool:
    """Whether both count the same noun, or the other the one that is asked for."""
    if same_counted(a, mine, b, theirs):
        return True
    counted = lemmas(question.focus)
    behind = lemmas(" ".join(b.unsaid[theirs.end :].split()[:3]))
    return bool(counted & lemmas(b.folded)) and (not behind or bool(counted & behind))


_MODIFIED = re.compile(r"\b([a-z]{4,}(?:al|ic|ive|ed|ing|ary|ous|ern))\s+([a-z]{4,})\b")


def _other_modifier(asked: str, one: str, other: str) -> bool:
    """Whether "the structural survey" is asked for and the other tells of another survey."""
    said = lemmas(other)
    return any(
        lemmas(noun) & said and not lemmas(modifier) & said and lemmas(modifier) & lemmas(one)
        for modifier, noun in _MODIFIED.findall(asked)
    )

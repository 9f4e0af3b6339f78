"""Is an answer sentence borne out by the words it cites? Deterministic, without a model. Pure.

The checkable parts of the sentence (numbers with their units, dates, names, negations and
antonyms, quoted words) are each looked for in the cited spans; the rest is compared word by word
and, where the caller measured it, by meaning. A part that fails says why in one line.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from rag.answering import cite
from rag.answering.dates import DateMention, dates, mask_dates
from rag.answering.injection import INSTRUCTION_LIKE
from rag.answering.names import Known, Name, known, missing, names
from rag.answering.overlap import words_of
from rag.answering.polarity import contradiction
from rag.answering.quantities import Quantity, ordinals, quantities
from rag.reading.terms import fold
from rag.schema import Check, Citation, Finding, Support, Verdict

# Shares of a sentence's content words that its cited spans must hold.
ENOUGH = 0.5
ENOUGH_WITH_MEANING = 0.3
SOME = 0.3
# Cosine of sentence and cited span (all-MiniLM-L6-v2) from which they are about the same.
ALIKE = 0.6
# Another passage holds this much more of the sentence: the marker points at the wrong one.
CLEARLY_MORE = 0.3

_HEDGE = re.compile(
    r"\b(?:about|around|roughly|approximately|approx|some|nearly|almost|over|more than|at least"
    r"|under|less than|up to|close to|an estimated|estimated|more or less|just|circa|upwards of)"
    r"\s(?:[$€£¥₪]|us\$)?\s?$|[~≈約约近逾超]\s?$|(?:כ|כ-|מעל|כמעט|יותר מ|קרוב ל)-?\s?$"
)
_AGED = re.compile(r"\bage[ds]?\b|\byears? old\b|-year-old|[a-z], \d{1,2}[,.]")
_QUOTED = re.compile(r"“([^”]{6,})”|\"([^\"]{6,})\"|«([^»]{6,})»|「([^」]{4,})」|„([^“”]{6,})[“”]")
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:\.\s?){3}\]?|\[?…\]?)\s*")
_BRACKETED = re.compile(r"\[[^\]]{0,30}\]")
_LOOSE_CHARACTERS = re.compile(r"[^\w]+")
_TOKEN = re.compile(r"\w+(?:[.,'’-]\w+)*%?|%|[$€£¥₪]")
_SLOTS_ALIKE = 0.88
_PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|these|those|who|which|that"
    r"|we|our|i|my|the (?:company|ministry|group|agency|organi[sz]ation|government|country|city"
    r"|firm|bank|team|university|territory|army|military|president|minister|author|report))\b"
    r"|[他她它其该此]|(?<![א-ת])(?:הוא|היא|הם|הן|זה|זו)(?![א-ת])",
    re.IGNORECASE,
)


def verify(
    sentence: str,
    citations: Sequence[Citation],
    *,
    elsewhere: Sequence[str] = (),
    context: Sequence[str] = (),
    similarity: float | None = None,
) -> Verdict:
    """The verdict on one answer sentence, given the citations its markers resolve to.

    ``elsewhere`` are other passages, used only to tell a wrong marker from an invention;
    ``context`` is what stands around the cited spans, where a pronoun finds its name.
    ``similarity`` is the cosine of sentence and cited span, where known.
    """
    claim = cite.MARKER.sub(" ", sentence).strip()
    quotes = [c.quote for c in citations]
    orders = [c for c in citations if INSTRUCTION_LIKE in c.flags]
    if orders and len(orders) == len(citations):
        verbatim = any(_same_words(claim, quote) for quote in quotes)
        return Verdict(Support.PARTLY if verbatim else Support.UNSUPPORTED, (_order_check(),))
    citations = [c for c in citations if c not in orders]
    quotes = [c.quote for c in citations]
    if any(_same_words(claim, quote) for quote in quotes):
        return Verdict(Support.SUPPORTED, (Check("words", "the whole sentence", True,
                       "these are the cited words"),))  # fmt: skip
    if not quotes:
        return Verdict(Support.UNSUPPORTED, (_unattributed(claim, elsewhere),))
    evidence = _Evidence(citations, elsewhere, context)
    checks = [
        *_number_checks(claim, evidence),
        *_date_checks(claim, evidence),
        *_name_checks(claim, evidence),
        *_quote_checks(claim, evidence),
        *_slot_checks(claim, evidence),
        _negation_check(claim, evidence),
        _words_check(claim, evidence, similarity),
    ]
    return Verdict(_support(checks), tuple(checks))


def _order_check() -> Check:
    reason = "the cited words stand in the document, but read as an order to a machine"
    return Check("source", INSTRUCTION_LIKE, False, reason, Finding.FABRICATED)


class _Evidence:
    """The cited words, and what else may stand for them, folded once."""

    def __init__(
        self, citations: Sequence[Citation], elsewhere: Sequence[str], context: Sequence[str]
    ) -> None:
        self.quotes = [c.quote for c in citations]
        self.joined = "\n".join(self.quotes)
        self.folded = fold(self.joined)
        about = [
            f"{p.title}\n{p.publisher or ''}\n{p.author or ''}\n{p.published or ''}"
            for p in (c.provenance for c in citations)
        ]
        self.about = "\n".join(dict.fromkeys(about))
        self.years = {c.provenance.published.year for c in citations if c.provenance.published}
        self.context = "\n".join(context)
        self.elsewhere = elsewhere


def _support(checks: Sequence[Check]) -> Support:
    failed = [c for c in checks if not c.passed]
    if not failed:
        return Support.SUPPORTED
    if all(_among_many(c.kind, checks) for c in failed):
        return Support.PARTLY
    if all(c.kind == "words" and c.finding is Finding.NONE for c in failed):
        return Support.PARTLY
    return Support.UNSUPPORTED


def _among_many(kind: str, checks: Sequence[Check]) -> bool:
    """One value of three or more of its kind is wrong: the rest of the sentence still holds."""
    same = [c.passed for c in checks if c.kind == kind]
    return kind in {"number", "date", "name"} and same.count(False) * 3 <= len(same)


@lru_cache(maxsize=4096)
def _skeleton(text: str) -> str:
    return _LOOSE_CHARACTERS.sub(" ", fold(cite.shown(text))).strip()


def _same_words(claim: str, quote: str) -> bool:
    mine = _skeleton(claim)
    return bool(mine) and mine == _skeleton(quote) and _signs(claim) == _signs(quote)


def _signs(text: str) -> list[str]:
    """What a skeleton loses and a value needs."""
    return re.findall(r"[%‰$€£¥₪]|\d[.,]\d|-\d", fold(text))


# --- numbers -----------------------------------------------------------------------------------


def _number_checks(claim: str, evidence: _Evidence) -> Iterator[Check]:
    folded = mask_dates(fold(claim))
    offered = quantities(mask_dates(evidence.folded))
    years = [
        Quantity(d.text, float(d.year), float(d.year)) for d in dates(evidence.folded) if d.year
    ]
    for quantity in quantities(folded):
        if quantity.loose:
            continue
        hedged = bool(_HEDGE.search(folded[: quantity.start]))
        if any(_agrees(quantity, other, hedged, evidence) for other in (*offered, *years)):
            yield Check("number", quantity.text, True, f"{quantity.text} is in the cited words")
        else:
            reason, finding = _why_not(quantity, offered, evidence)
            yield Check("number", quantity.text, False, reason, finding)
    given = {number for _, number in ordinals(evidence.folded)}
    given |= {int(q.value) for q in offered if q.value == int(q.value)}
    for said, number in ordinals(folded):
        if number in given or (number == 1 and not given):
            yield Check("number", said, True, f"{said} is in the cited words")
        elif number > 1 or any(n > 1 for _, n in ordinals(evidence.folded)):
            yield Check("number", said, False, f"{said} is not in the cited words",
                        Finding.NUMBER_MISMATCH)  # fmt: skip


def _agrees(mine: Quantity, other: Quantity, hedged: bool, evidence: _Evidence) -> bool:
    if mine.dimension == other.dimension:
        return _equal(mine.base, other.base, hedged or mine.factor != other.factor, other.loose)
    if not _equal(mine.value, other.value, hedged, other.loose):
        return False
    if mine.dimension is None:
        return other.dimension != "percent"
    if other.dimension is None:
        return _unit_said_apart(mine, evidence.folded)
    return False


def _equal(mine: float, other: float, near: bool, loose: bool) -> bool:
    """Equal, or rounded where the answer says "about" (5%), or a fraction in words (6%)."""
    tolerance = 0.06 if loose else 0.05 if near else 1e-9
    return abs(mine - other) <= tolerance * max(abs(mine), abs(other))


def _unit_said_apart(mine: Quantity, folded: str) -> bool:
    """A table says "USD million" once in its head; an age may stand bare behind a name."""
    if mine.dimension == "time" and _AGED.search(folded):
        return True
    if any(q.dimension == mine.dimension for q in quantities(folded)):
        return mine.money or mine.dimension == "percent"
    unit = re.escape(mine.unit.rstrip("s"))
    return bool(re.search(rf"(?<!\w){unit}|{unit}(?!\w)", folded)) if unit else False


def _why_not(
    mine: Quantity, offered: Sequence[Quantity], evidence: _Evidence
) -> tuple[str, Finding]:
    for other in offered:
        if other.mantissa == mine.mantissa and other.value != mine.value:
            return (f"the source says {other.text}, the answer says {mine.text}",
                    Finding.NUMBER_MISMATCH)  # fmt: skip
        if other.value == mine.value:
            return (f"the source says {other.text} ({other.unit or 'no unit'}), the answer says "
                    f"{mine.text}", Finding.NUMBER_MISMATCH)  # fmt: skip
    return f"{mine.text} is not in the cited words", Finding.NUMBER_MISMATCH


# --- dates -------------------------------------------------------------------------------------


def _date_checks(claim: str, evidence: _Evidence) -> Iterator[Check]:
    offered = list(dates(evidence.folded))
    numbers = {q.value for q in quantities(evidence.folded)}
    years = {d.year for d in offered if d.year} | evidence.years
    years |= {d.year for d in dates(fold(evidence.context + "\n" + evidence.about)) if d.year}
    for date in dates(fold(claim)):
        if any(date.within(_completed(other, date, years)) for other in offered):
            yield Check("date", date.text, True, f"{date.text} is in the cited words")
        elif (
            date.month is None
            and date.year
            and (date.year in numbers or date.year in evidence.years)
        ):
            yield Check("date", date.text, True, f"{date.text} is in the cited source")
        else:
            near = next((o for o in offered if _one_part_off(date, o)), None)
            reason = (f"the source says {near.text}, the answer says {date.text}" if near
                      else f"{date.text} is not in the cited words")  # fmt: skip
            yield Check("date", date.text, False, reason, Finding.DATE_MISMATCH)


def _completed(other: DateMention, mine: DateMention, years: set[int]) -> DateMention:
    """The source's date with the year that its text or its publication date supplies."""
    if other.year is None and other.month is not None and mine.year in years:
        return DateMention(other.text, mine.year, other.month, other.day, swapped=other.swapped)
    return other


def _one_part_off(mine: DateMention, other: DateMention) -> bool:
    pairs = [(mine.year, other.year), (mine.month, other.month), (mine.day, other.day)]
    said = [(a, b) for a, b in pairs if a is not None and b is not None]
    return len(said) > 1 and sum(a != b for a, b in said) == 1


# --- names -------------------------------------------------------------------------------------


def _name_checks(claim: str, evidence: _Evidence) -> Iterator[Check]:
    cited = known(evidence.joined)
    wider = known(evidence.about)
    around = known(evidence.context)
    others = known("\n".join(evidence.elsewhere))
    pronouns = len(_PRONOUN.findall(evidence.joined))
    for name in names(claim):
        gone = missing(name, cited)
        gone = gone and missing(Name(name.text, gone), wider)
        if not gone:
            yield Check("name", name.text, True, f"{name.text} is in the cited source")
        elif pronouns and not missing(Name(name.text, gone), around):
            pronouns -= 1
            yield Check("name", name.text, True, f"{name.text} is named beside the cited words")
        elif name.certain or not missing(name, _only_capitalised(others)):
            yield Check("name", name.text, False, f"{name.text} is not in the cited words",
                        Finding.NAME_MISMATCH)  # fmt: skip


def _only_capitalised(others: Known) -> Known:
    return Known(others.capitalised, others.capitalised, others.initials, "")


# --- quoted words ------------------------------------------------------------------------------


def _quote_checks(claim: str, evidence: _Evidence) -> Iterator[Check]:
    sources = [_skeleton(q) for q in evidence.quotes]
    around = _skeleton(evidence.context)
    for match in _QUOTED.finditer(claim):
        quoted = next(g for g in match.groups() if g)
        parts = [_skeleton(p) for p in _ELLIPSIS.split(_BRACKETED.sub("…", quoted))]
        parts = [p for p in parts if p]
        if not parts or (len(" ".join(parts).split()) < 3 and parts[0].isascii()):
            continue
        if any(_in_order(parts, source) for source in sources):
            yield Check("quote", quoted, True, "the quoted words are in the source as they stand")
        elif _in_order(parts, around):
            yield Check("quote", quoted, True, "the quoted words stand beside the cited ones")
        elif _spliced(parts, sources + [_skeleton(e) for e in evidence.elsewhere]):
            yield Check("quote", quoted, False, "the quote joins words from two places",
                        Finding.SPLICED_QUOTE)  # fmt: skip
        else:
            found = any(_in_order(parts, _skeleton(e)) for e in evidence.elsewhere)
            yield Check("quote", quoted, False,
                        "the quoted words are in another source" if found
                        else "the quoted words are not in the cited source",
                        Finding.MISATTRIBUTED if found else Finding.FABRICATED)  # fmt: skip


def _in_order(parts: Sequence[str], source: str) -> bool:
    at = 0
    for part in parts:
        at = source.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _spliced(parts: Sequence[str], sources: Sequence[str]) -> bool:
    """Both halves are somebody's words (three or more each), not in one place."""
    if len(parts) > 1:
        return all(any(p in s for s in sources) for p in parts)
    words = parts[0].split()
    return any(
        any(" ".join(words[:cut]) in s for s in sources)
        and any(" ".join(words[cut:]) in s for s in sources)
        for cut in range(3, len(words) - 2)
    )


# --- the same sentence with other fillings -----------------------------------------------------


def _slot_checks(claim: str, evidence: _Evidence) -> Iterator[Check]:
    """A sentence that copies the source but for who or how much.

    Values that all stand in the source pass one by one; here they must also stand in the
    same places: "A beat B" is not "B beat A".
    """
    mine = _slots(claim)
    for quote in evidence.quotes:
        other = _slots(quote)
        if not 0.6 < len(mine[0]) / max(1, len(other[0])) < 1.6:
            continue
        if SequenceMatcher(None, mine[0], other[0], autojunk=False).ratio() < _SLOTS_ALIKE:
            continue
        for kind, a, b in (("name", mine[1], other[1]), ("number", mine[2], other[2])):
            if a != b and sorted(a) == sorted(b) and len(set(a)) > 1:
                finding = Finding.NAME_MISMATCH if kind == "name" else Finding.NUMBER_MISMATCH
                yield Check(kind, ", ".join(a), False,
                            f"the source has {' … '.join(b)}, the answer {' … '.join(a)}",
                            finding)  # fmt: skip


@lru_cache(maxsize=2048)
def _slots(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Tokens with names and numbers blanked, then the names, then the numbers, in order."""
    named = {word for name in names(text) for word in name.words}
    frame: list[str] = []
    found: list[str] = []
    numbers: list[str] = []
    for match in _TOKEN.finditer(text):
        word = re.sub(r"(?:'s|’s|\.)$", "", fold(match.group()))
        if any(c.isdigit() for c in word):
            numbers.append(word)
            word = "#"
        elif word in named:
            found.append(word)
            word = "@"
        if not (word == "@" and frame[-1:] == ["@"]):
            frame.append(word)
    return tuple(frame), tuple(found), tuple(numbers)


# --- negation and words ------------------------------------------------------------------------


def _negation_check(claim: str, evidence: _Evidence) -> Check:
    mine = words_of(claim)
    best = max(evidence.quotes, key=lambda q: mine.coverage(words_of(q)))
    reason = contradiction(claim, best)
    if reason:
        return Check("negation", claim, False, reason, Finding.NEGATION_MISMATCH)
    return Check("negation", claim, True, "it points the same way as the cited words")


def _words_check(claim: str, evidence: _Evidence, similarity: float | None) -> Check:
    mine = words_of(claim)
    share = mine.coverage(words_of(evidence.joined))
    wider = mine.coverage(words_of(f"{evidence.joined}\n{evidence.about}"))
    alike = similarity is not None and similarity >= ALIKE
    said = f"{share:.0%} of its words are in the cited ones"
    elsewhere = max((mine.coverage(words_of(e)) for e in evidence.elsewhere), default=0.0)
    if elsewhere >= share + CLEARLY_MORE and elsewhere >= ENOUGH and share < 0.7:
        return Check("source", claim, False, "another passage says this, the cited one does not",
                     Finding.MISATTRIBUTED)  # fmt: skip
    if wider >= ENOUGH or (alike and wider >= ENOUGH_WITH_MEANING):
        return Check("words", said, True, said)
    if wider >= SOME or alike:
        return Check("words", said, False, f"only {said}")
    return Check("words", said, False, "the cited words say something else", Finding.FABRICATED)


def _unattributed(claim: str, elsewhere: Sequence[str]) -> Check:
    mine = words_of(claim)
    if any(mine.coverage(words_of(e)) >= 0.7 for e in elsewhere):
        return Check("source", claim, False, "it cites nothing, though a passage speaks of it",
                     Finding.MISATTRIBUTED)  # fmt: skip
    return Check("source", claim, False, "no passage is cited for it", Finding.FABRICATED)

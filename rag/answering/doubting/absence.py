"""What a question names that the passages do not: years, names, a value of the kind asked.

Plain checks with plain reasons. Each lowers the chance of an answer by a factor set by hand
(``abstain.RARE``): such questions are too rare in the dev sets to fit it. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from rag.answering.asking.question import Question, has_shape_of_name, party
from rag.answering.closeness import terms_of, values_in
from rag.answering.doubting.wanted import misses
from rag.answering.evidence import Candidate
from rag.answering.kinds.defined import party_lacking
from rag.answering.kinds.releases import has_version, versions
from rag.answering.rows.columns import prices
from rag.answering.years import years_of
from rag.reading.hanzi import simplified
from rag.reading.numerals import chinese_value, in_figures
from rag.reading.terms import fold
from rag.retrieval.expand import CHIEFS
from rag.schema import ScoredChunk
from rag.verifying import words
from rag.verifying.dates import dates, mask_dates
from rag.verifying.lexicon import CAPITALS, CONNECTORS, KINDS, SEATS, TITLES
from rag.verifying.names import Known, Name, known, missing, names
from rag.verifying.quantities import Quantity, quantities
from rag.verifying.words import Asks


@dataclass(frozen=True, slots=True)
class Absences:
    """Years and names of the question that no passage has, and what the answer lacks."""

    years: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    years_here: tuple[str, ...] = ()
    names_here: tuple[str, ...] = ()
    value: bool = False
    wanted: str | None = None


def absences(
    question: Question,
    candidates: Sequence[Candidate],
    chosen: Sequence[int],
    retrieved: Sequence[ScoredChunk] = (),
) -> Absences:
    """Compare the question with all passages, with the best one and with the chosen sentences.

    ``retrieved`` has passages of headings alone, too, which have no candidate.
    """
    passages = dict(enumerate(retrieved)) or {c.rank: c.chunk for c in candidates}
    texts = {
        rank: " ".join(
            (p.provenance.title, p.provenance.publisher or "", str(p.provenance.published or ""),
             *years_of(p.provenance), *p.chunk.headings, p.chunk.text)
        )
        for rank, p in passages.items()
    }  # fmt: skip
    everywhere = "\n".join(texts.values())
    here = texts[candidates[chosen[0]].rank]
    # Of two years each may have a passage of its own.
    of_years = "\n".join(texts[candidates[i].rank] for i in chosen) if question.years[1:] else here
    # "Fahrgäste Geld": two German nouns side by side need be no name.
    sure = question.tongue != "de"
    named = [n for n in question.names if sure or has_shape_of_name(n)]
    return Absences(
        years=tuple(y for y in question.years if y not in in_figures(everywhere)),
        names=tuple(
            n
            for n in named
            if lacks(n, everywhere) and not _is_a_seat(n, question.text, everywhere)
        )
        + tuple(v for v in versions(question.text) if not has_version(v, everywhere))
        + _numbered_things_lacking(question.text, everywhere)
        + party_lacking(question.text, everywhere),
        years_here=tuple(y for y in question.years if y not in in_figures(of_years)),
        names_here=tuple(n for n in named if _is_missing(n, question.text, here)),
        value=lacks_value(question, [candidates[i] for i in chosen[:2]]),
        wanted=misses(question.text, [candidates[i] for i in chosen], everywhere),
    )


# 三期, 八号, 第十九次: which one of several is asked for.
_WHICH_ONE = re.compile(
    r"第?(?P<which>[〇零一二三四五六七八九十百]+|\d+)(?P<of>[期号次届代级章条版季楼])"
)


def _numbered_things_lacking(asked: str, text: str) -> tuple[str, ...]:
    """The numbered things of a Chinese question that ``text`` has under no such number."""
    there = {(chinese_value(m["which"]), m["of"]) for m in _WHICH_ONE.finditer(fold(text))}
    of_kind = {of for _, of in there}
    return tuple(
        m.group()
        for m in _WHICH_ONE.finditer(simplified(asked))
        if m["of"] in of_kind and (chinese_value(m["which"]), m["of"]) not in there
    )


_LONG_FORMS = {
    **CHIEFS, "pm": "prime minister", "mp": "member of parliament",
    "vp": "vice president", "md": "managing director",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_SHORT = 4  # letters
_LIKE = 75  # of 100, between two spellings of one name


def lacks(name: str, text: str) -> bool:
    """Whether ``text`` has ``name`` in no form, nor a word of it that tells it from others.

    A claim that something is not mentioned must be right, so any sign of the name counts:
    its people, a capital, initials, a long form, a near spelling.
    """
    folded = fold(text)
    if not terms_of(name) or fold(name) in folded:
        return False
    if office := _CHIEF_OFFICER.match(fold(name)):
        return not _has_office(office[1], folded)
    evidence = known(text)
    parts = [fold(word) for word in _WORD.findall(name)]
    own = tuple(part for part in parts if part not in CONNECTORS)
    if _said_otherwise(own, parts, folded, evidence):
        return False
    has = frozenset(terms_of(text))
    gone = {word for word in own if not _has(word, has, evidence)}
    there = set(own) - gone
    # "Prize" is no sign of the Nobel Prize where it is the Clean Coasts Prize's.
    return bool(gone) and all(_of_another(word, own, text) for word in there) and not any(
        _is_like(word, evidence) for word in gone if there
    )  # fmt: skip


# "How did Tehran answer?" is about Iran, "What is Tehran's population?" and "in Tehran" are not.
_ACTS = (
    r"\b(?:do|does|did|has|have|had|will|would|can|could|should|against|towards?) (?:the )?"
    r"{0}(?!['’\w])(?! (?-i:[A-Z]))|\b{0} (?:black)?list|"
    r"\b{0}(?:['’]s?)? (?:government|regime|leader|stance|position|polic|view|attitude|response|"
    r"reaction|answer|reply|decision|ambassador|envoy|diplomat|officials?|attack|"
    r"strike|missile|sanction|demand|offer|threat|interest|support|ties|relations|ambition|"
    r"influence|said|says|wants|sees|condemn|accus|warn)"
)


def _is_missing(name: str, asked: str, text: str) -> bool:
    """Whether ``text`` has neither the ``name`` nor whom it stands for in what is ``asked``."""
    return lacks(name, text) and not _is_a_seat(name, asked, text)


def _is_a_seat(name: str, asked: str, text: str) -> bool:
    """Whether ``name`` stands for who sits there, whom ``text`` calls otherwise."""
    seat = fold(name).removeprefix("the ")
    acts = re.search(_ACTS.format(re.escape(name)), asked, re.IGNORECASE)
    said = fold(text)
    if not acts:
        return False
    if seat in SEATS:
        return any(re.search(rf"\b{re.escape(word)}\b", said) for word in SEATS[seat])
    country = CAPITALS.get(seat, frozenset())
    return bool(country) and all(re.search(rf"\b{re.escape(word)}\b", said) for word in country)


# Of three words two stand wherever there is another such officer.
_CHIEF_OFFICER = re.compile(r"chief ([a-z]+) officer\b")


def _has_office(of: str, folded: str) -> bool:
    """Whether a chief ``of`` officer is called so, by initials, or a director or head of it."""
    stem = of[:_STEM]
    called = rf"\bc{of[0]}o\b|\bchief {stem}|\b{stem}\w* (?:officer|chief|director|head)\b"
    return bool(re.search(rf"{called}|\b(?:director|head|chief) of {stem}", folded))


_STEM = 5  # letters: "financial" and "finance"


def _has(word: str, terms: frozenset[str], evidence: Known) -> bool:
    forms = {word, word.removesuffix("s")} if len(word) > _SHORT else {word}
    return bool(terms & {*terms_of(word)}) or any(
        not missing(Name(form, (form,)), evidence) for form in forms
    )


def _said_otherwise(own: Sequence[str], parts: Sequence[str], folded: str, evidence: Known) -> bool:
    """Whether the whole name stands there as its initials or long form, or in another form."""
    bare = "".join(part.replace(".", "") for part in own)
    long = _LONG_FORMS.get(bare)
    if len(own) == 1 and (
        (len(bare) > _SMALL and bare in evidence.initials) or (long and long in folded)
    ):
        return True
    if len(own) > 1 and not missing(Name(" ".join(own), tuple(own)), evidence):
        return True
    here = {party(word) for word in evidence.words}
    return party(" ".join(parts)) in here


def _of_another(word: str, own: Sequence[str], text: str) -> bool:
    """Whether ``word`` only says what kind of thing is named, and in ``text`` of other names."""
    if word not in KINDS:
        return False
    said = len(re.findall(rf"\b{re.escape(word)}\b", fold(text)))
    if word in TITLES:  # “President Weir”: the name itself is read without its title
        return 0 < said <= len(re.findall(rf"\b{word.title()}\.?\s+[A-Z]", text))
    uses = [other.words for other in names(text) if word in other.words]
    return 0 < said <= len(uses) and all(set(use) - set(own) for use in uses)


def _is_like(word: str, evidence: Known) -> bool:
    return any(
        other[0] == word[0] and fuzz.ratio(word, other) >= _LIKE
        for other in evidence.words
        if other
    )


_SMALL = 2
_NEAR = 2  # words
_UNIT = {Asks.MONEY, Asks.PERCENT, Asks.NUMBER, Asks.DURATION, Asks.DATE}
_COUNTED = re.compile(
    r"(?<![\d-])\d{4} [a-z]{3,}|\b(?:several|a few|dozens|hundreds|thousands|millions|both|"
    r"none)\b|[一二三四五六七八九十百千两几数多][十百千万亿]?[\u4e00-\u9fff]"
)


_WHEN = re.compile(
    rf"{words.DATE.pattern}|\bwithin (?:[\w-]+ ){{1,4}}(?:hours|days|weeks|months)\b|"
    r"\b(?:week|month|quarter|day|years?|ago|last|recently|after|before|"
    rf"when|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b|"
    r"\b\d{1,2}(?::\d\d|\s?(?:[ap]\.?m\b|o['’]clock))",
    re.IGNORECASE,
)


def lacks_value(question: Question, chosen: Sequence[Candidate]) -> bool:
    """Whether a quantity or date is asked for and no chosen sentence gives one of that kind."""
    if question.asks not in _UNIT:
        return False
    if question.tongue:
        return not any(values_in(question, fold(question.text), c.in_full) for c in chosen)
    return not any(
        gives(question, fold(c.in_full)) or prices(question, c) or _in_money(question, c)
        for c in chosen
    )


# What its caption says that the figures of a table are: "Table 8: Remuneration (£ thousand)".
_CURRENCY = re.compile(r"[$€£¥₪]|\b(?:eur|usd|gbp|ils|cny|euros?|dollars?|pounds?)\b")
_CAPTION = 300  # characters before a row that may say it


def _in_money(question: Question, row: Candidate) -> bool:
    """Whether a row has a figure of a table that is all in money, where money is asked for."""
    if question.asks is not Asks.MONEY or not row.heads or not quantities(fold(row.in_full)):
        return False
    chunk = row.chunk.chunk
    above = chunk.text[: row.sentence.start_char - chunk.start_char][-_CAPTION:]
    return bool(_CURRENCY.search(fold("\n".join((*chunk.headings, above)))))


def gives(question: Question, said: str) -> bool:
    """Whether ``said`` (folded) has a value of the kind that is asked for."""
    asks, asked = question.asks, fold(question.text)
    if asks is Asks.DATE:
        return any(d.text not in asked for d in dates(said)) or bool(_WHEN.search(said))
    found = [q for q in quantities(mask_dates(said)) if q.text not in asked]
    counted = _COUNTED.findall(said)
    match asks:
        case Asks.MONEY:
            share = bool(_MAY_BE_SHARE.search(asked)) and words.PERCENT.search(said)
            return any(q.money for q in found) or bool(share or words.MONEY.search(said))
        case Asks.PERCENT:
            return any(q.dimension == "percent" or q.loose for q in found) or bool(
                words.PERCENT.search(said)
            )
        case Asks.DURATION:
            return _lasts(question, asked, said, found)
        case _:
            # "The two countries" counts nothing that was asked for.
            found = [q for q in found if not q.text.isalpha() or _counts(q, said, question)]
            return bool(found or counted) or bool(words.PERCENT.search(said))


# What is often a share of something: "The fee is 35% of the subscription."
_MAY_BE_SHARE = re.compile(
    r"\b(?:fee|charge|surcharge|penalt(?:y|ie)|commission|royalt(?:y|ie)|interest|premium|discount|"
    r"rebate|credit|tax|duty|deposit|fine)s?\b"
)
_HOW_OLD = re.compile(r"\bhow old\b")
_ANY_NUMBER = re.compile(r"\bhow (?:often|many)\b")  # “how many minutes”: the unit may be unsaid
# "How long is the ferry?" asks for its length; "how long is the contract valid?" does not.
_OF_A_THING = re.compile(
    r"(?i:\bhow long (?:is|are|was|were))\s+(?:(?:the|an?|this|that)\s+[a-z-]+|"
    r"(?:the\s+)?[A-Z][\w.-]*(?:\s+(?:of\s+)?[A-Z\d][\w.-]*)*)\W*$"
)
_AGE = re.compile(
    r"(?:\b(?:is|was|are|were|be|turned|aged?|of|at|only|over|under|than)|,)\s1?\d{1,2}"
    r"(?=[,.;)]|\s(?!%|[a-z]{2,}s\b)|$)"
)
_HOURS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_LASTING = re.compile(
    rf"\b\d{{1,2}}(?:[:.]\d\d\b|\s?[ap]\.?m\b)|\b(?:past|to) {_HOURS}\b|"
    r"\b\d+ (?:pages|words|verses|volumes|episodes|chapters)\b|"
    r"\b(?:nights?|permanent|indefinite|forever|lifelong|overnight|brief|temporar|eternal|newborn|"
    r"(?:semi-?)?annual|daily|weekly|monthly|yearly|nightly|until|till|as long as|"
    r"for (?:good|life|ever))"
)
_FRAME = 2  # dates that a span lies between


def _lasts(question: Question, asked: str, said: str, found: Sequence[Quantity]) -> bool:
    """Whether ``said`` has a span of time, an age, or the length of a thing where that may be."""
    if words.script_language(said) != "en" or _ANY_NUMBER.search(asked):
        return bool(found or dates(said) or words.DURATION.search(said) or _LASTING.search(said))
    spans = {"time", "length"} if "how long" in asked else {"time"}
    if any(q.dimension in spans for q in found):
        return True
    if words.DURATION.search(said) or _LASTING.search(said):
        return True
    if _HOW_OLD.search(asked):
        return bool(dates(said) or _AGE.search(said)) or any(
            not any(map(str.isdigit, q.text)) for q in found
        )
    least = _FRAME if _OF_A_THING.search(question.text) else 1
    return len(dates(said)) >= least or bool(least == 1 and words.DATE.search(said))


def _counts(quantity: Quantity, said: str, question: Question) -> bool:
    """Whether a number in words stands before a word of the question, or is no small one."""
    if quantity.value > _SMALL:
        return True
    following = terms_of(" ".join(said[quantity.end :].split()[:_NEAR]))
    return bool(set(following) & set(question.terms))

"""Where the words of a short answer begin and end: whole names, amounts, days, clauses. Pure.

The reader finds a run of word pieces that may begin or end in the middle of any of these.
"""

import re

from rag.answering.asking.question import Question, names_in
from rag.reading.terms import fold, query_terms
from rag.verifying.quantities import quantities
from rag.verifying.words import DATE, NUMBER, Asks

Span = tuple[int, int]

_EDGES = " \t\n,;:.!?—–-"
_AMOUNTS = (Asks.MONEY, Asks.PERCENT, Asks.NUMBER)


def whole(question: Question, text: str, start: int, end: int) -> Span:
    """The run with what it cuts in two, without what does not belong to it.

    Empty where it may not be shown.
    """
    start, end = _whole_words(text, start, end)
    start, end = _whole_in_marks(text, start, end)
    start, end = _whole_quantities(question, text, start, end)
    start, end = _whole_telephone(text, start, end)
    start, end = _whole_names(question, text, start, end)
    start, end = _whole_days(question, text, start, end)
    start, end = _whole_reason(question, text, start, end)
    return _without_beside(question, text, start, end)


def _whole_words(text: str, start: int, end: int) -> Span:
    """The run with the words that it cuts into, without space and punctuation at its ends."""
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    if start == end:
        return start, end
    while start and _runs_on(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _runs_on(text[end], text[end - 1]):
        end += 1
    return start, end


def _runs_on(beyond: str, edge: str) -> bool:
    return beyond.isalnum() and edge.isalnum()


_IN_MARKS = re.compile(r"\"[^\"]*\"|“[^”]*”|\([^()]*\)")


def _whole_in_marks(text: str, start: int, end: int) -> Span:
    """The run with both quotation marks or brackets, or with neither."""
    for found in _IN_MARKS.finditer(text):
        opens, closes = found.start(), found.end() - 1
        if start <= opens < end <= closes:
            start, end = (opens + 1, end) if opens == start else (start, closes + 1)
        elif opens < start <= closes < end:
            start, end = (start, closes) if closes == end - 1 else (opens, end)
    return start, end


# "over two million", "at least 65 points": without them another amount is told.
_MORE_OR_LESS = re.compile(
    r"\b(?:(?:more|less|fewer|greater|higher|lower) than|at (?:least|most)|up to|over|under|nearly|"
    r"almost|about|around|some|roughly|approximately|barely|just under|just over)\s$",
    re.IGNORECASE,
)


def _whole_quantities(question: Question, text: str, start: int, end: int) -> Span:
    """The run with the whole of a quantity that it cuts: USD 2.5 billion, over 2.5 sq. miles."""
    folded = fold(text)
    if start == end or len(folded) != len(text):
        return start, end
    for quantity in quantities(folded):
        last = quantity.start + len(quantity.text.rstrip())
        if quantity.start < end and start < last:
            start, end = min(start, quantity.start), max(end, last)
    before = _MORE_OR_LESS.search(text, 0, start)
    if before and NUMBER.match(text, start) and before.group().strip() not in question.text:
        start = before.start()
    return start, end


_TELEPHONE = re.compile(r"(?:\+\d|\(?0)[\d ()/-]{6,}\d")


def _whole_telephone(text: str, start: int, end: int) -> Span:
    """The run with the whole of a telephone number that it cuts."""
    for found in _TELEPHONE.finditer(text):
        if found.start() < end and start < found.end():
            start, end = min(start, found.start()), max(end, found.end())
    return start, end


_BYNAME = re.compile(r"\w (?:the|of|von|van|de) $")
_MOST_OF_A_NAME = 3  # words that are added: more is a title and all that it is of


def _whole_names(question: Question, text: str, start: int, end: int) -> Span:
    """The run with the whole of a name that it cuts, unless the question has the rest of it.

    Of "Ralph the Timid" who did something to Ralph is not "Timid": nothing is left.
    """
    if start == end:
        return start, end
    asked = set(query_terms(question.text))
    for name in names_in(text):
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            first, last = found.span()
            if not (first < end and start < last) or (start <= first and last <= end):
                continue
            beyond = f"{text[first : max(first, start)]} {text[min(end, last) : last]}"
            if set(query_terms(beyond)) & asked:
                if question.asks is Asks.PERSON and _BYNAME.search(text, first, start):
                    return start, start
            elif len(beyond.split()) <= _MOST_OF_A_NAME:
                start, end = min(start, first), max(end, last)
    return start, end


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_AND = r"(?:\s*(?:,|,? and|&|or|to|[-–—])\s*)"
_DAYS = re.compile(
    rf"(?<!\d)(?:{_DAY}{_AND})*{_DAY} {_MONTH}(?:,? \d{{4}}\b)?|"
    rf"\b{_MONTH} {_DAY}(?:{_AND}{_DAY})*(?:,? \d{{4}}\b)?"
)
_PART_OF_A_DAY = re.compile(r"\b(?:what|which) (?:year|month|decade|century)\b", re.IGNORECASE)


_ASKS_THE_END = re.compile(
    r"\b(?:until|till|up to) when\b|\bwhen\b.*\b(?:ends?|expires?|runs? out|finish(?:es)?|over)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"(?:from )?[^;.]*?(?:{DATE.pattern})[^;.]*?\s(?:to|until|till)\s", re.IGNORECASE
)


def asks_the_end(question: Question) -> bool:
    """Whether it is asked when something ends."""
    return _ASKS_THE_END.search(question.text) is not None


def _whole_days(question: Question, text: str, start: int, end: int) -> Span:
    """The run with all days of a month that it cuts: "12 and 14 March", "20 September 1814".

    Of "from 2029 to 2034" the second, where it is asked when it ends.
    """
    if question.asks is not Asks.DATE or _PART_OF_A_DAY.search(question.text):
        return start, end
    first = _FROM.match(text, start, end) if asks_the_end(question) else None
    if first and DATE.search(text, first.end(), end):
        start = first.end()
    for found in _DAYS.finditer(text):
        if found.start() < end and start < found.end():
            start, end = min(start, found.start()), max(end, found.end())
    return start, end


GIVES_REASON = re.compile(
    r"(?:because|since|as|so that|so as|in order|owing to|due to|thanks to|on account|for fear|"
    r"to)\b",
    re.IGNORECASE,
)
_REASON_BEFORE = re.compile(r"\b(?:because|so that|in order)\s$", re.IGNORECASE)
_CLAUSE_ENDS = re.compile(r"[,;:.!?()—–]|\s-\s|\s(?:but|while|although|though|whereas)\s|$")
_REST_OF_A_CLAUSE = 60  # characters: more is another thing


def _whole_reason(question: Question, text: str, start: int, end: int) -> Span:
    """“because of the second skip” with the rest of its clause, where it is asked why."""
    if question.asks is not Asks.REASON or start == end:
        return start, end
    if not (GIVES_REASON.match(text, start, end) or _REASON_BEFORE.search(text, 0, start)):
        return start, end
    ends = _CLAUSE_ENDS.search(text, end)
    return start, ends.start() if ends and ends.start() - end <= _REST_OF_A_CLAUSE else end


# A verb in front, and the figure of a name: "is Datalogic", "[the Mark] 300 every three months".
_BEFORE = re.compile(r"(?:is|are|was|were)\s+")
_VERB_BEFORE = re.compile(r"[a-z]{3,}(?:s|ed)\s+(?=\d)")  # "covers 3.5 miles"
_OF_A_NAME = re.compile(r"\d+\s+(?=(?:every|each|once|twice|per)\b)")
_NAME_AT_END = re.compile(r"\w[^.!?]*\s[A-Z][\w-]*\s$")
_VERB = re.compile(
    r"\s+(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|may|must)\b"
)
_SUBJECT = re.compile(
    r"(?:[\w'’-]+ ){1,6}?(?:is|are|was|were|(?:has|have|had) been)\s+", re.IGNORECASE
)
_ASKS_WHAT_IT_IS = re.compile(r"\b(?:what|which|how) .*\b(?:is|are|was|were|been)\b", re.IGNORECASE)
_LED = re.compile(r"(?:with|from(?! .* to\b)|by|of)\s+", re.IGNORECASE)
_THINGS = ("who", "what", "which", "how_many", "how_much")


def _without_beside(question: Question, text: str, start: int, end: int) -> Span:
    """The run without a verb at its beginning, or behind the amount that is asked for.

    Without the question's own words before a verb, too, and "with" before a thing. Empty where
    what would go tells another amount: "three metres was promised, now it is to be two".
    """
    if found := _BEFORE.match(text, start, end):
        start = found.end()
    amount = question.asks in (*_AMOUNTS, Asks.DURATION)
    if amount and (found := _VERB_BEFORE.match(text, start, end)):
        start = found.end()
    found = _SUBJECT.match(text, start, end) if _ASKS_WHAT_IT_IS.search(question.text) else None
    if found and set(query_terms(found.group())) <= set(question.terms):
        start = found.end()
    what_for = question.text.rstrip(" ?").endswith(" for")  # "with harbour money" is no purpose
    if question.type in _THINGS and not what_for and (found := _LED.match(text, start, end)):
        start = found.end()
    if (found := _OF_A_NAME.match(text, start, end)) and _NAME_AT_END.search(text[:start]):
        start = found.end()
    found = _VERB.search(text, start, end)
    if found and question.asks in _AMOUNTS and NUMBER.search(text, start, found.start()):
        if NUMBER.search(text, found.end(), end):
            return start, start
        end = found.start()
    return start, end

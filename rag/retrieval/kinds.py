"""The kind of value a question asks for, and the kinds that a sentence holds. Pure.

Kinds are bits, so that a sentence may hold several. Right often, not always: a fitted weight
decides how much they count.
"""

import re
from functools import lru_cache

from rag.reading.spoken_values import VALUES, value_asked

_DATE, _NUMBER, _NAME, _REASON = 1, 2, 4, 8
# What a sentence must hold to be able to answer, and how a question asks for it.
_VALUES = (
    (_DATE, r"\b1\d{3}\b|\b20\d\d\b|\d+\s*(?:年|月|世纪)|(?i:\bcentur)|בשנת|המאה"),
    (_NUMBER, r"\d|(?i:\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred"
              r"|thousand|half|dozen)\b)|[二三四五六七八九十百千万亿]"),
    (_NAME, r"(?<=[a-z,;(] )[A-Z][a-z]+"),
    (_REASON, r"(?i:\b(?:because|due to|since|therefore|so that|in order to|as a result|caused?"
              r"|led to|reason))|因为|由于|导致|为了|原因|בגלל|כדי|עקב|משום|מפני"),
)  # fmt: skip
_ASKED = (
    (_DATE, r"(?i:\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|century|decade))"
            r"|什么时候|哪一?年|何时|几年|几月|哪个世纪|年份|מתי|באיזו שנה|באיזה"),
    (_NUMBER, r"(?i:\bhow (?:many|much|long|far|old|large|big|tall|high|often)\b"
              r"|\bwhat (?:percent|number|amount|proportion|share))|多少|几|כמה"),
    (_REASON, r"(?i:\bwhy\b|\bwhat (?:caused?|led)\b|\breasons?\b)|为什么|为何|原因|למה|מדוע"),
    (_NAME, r"(?i:\b(?:who|whom|whose|where)\b|\bwhat (?:city|country|person|company))"),
)  # fmt: skip
_RECENT = r"(?i:\b(?:latest|newest|most recent|most up-to-date)\b)|最新|העדכני|הכי חדש"


_SPOKEN = {
    "date": _DATE, "number": _NUMBER, "money": _NUMBER, "percent": _NUMBER, "duration": _NUMBER,
    "reason": _REASON, "person": _NAME, "place": _NAME,
}  # fmt: skip
_SPOKEN_VALUES = {_DATE: VALUES["date"], _NUMBER: VALUES["number"], _REASON: VALUES["reason"]}


@lru_cache(maxsize=1 << 15)
def holds(text: str, kind: int, language: str | None = None) -> bool:
    """Whether ``text`` holds a value of this kind; none of kind 0.

    ``language`` is that of the question, where it is read in another way than English.
    """
    if language and (pattern := _SPOKEN_VALUES.get(kind)):
        return pattern.search(text) is not None
    return any(kind == each and re.search(pattern, text) for each, pattern in _VALUES)


def kind_asked(question: str, language: str | None = None) -> int:
    """The kind of value that ``question`` asks for; 0 where any words will do."""
    if language:
        return _SPOKEN.get(value_asked(question, language) or "", 0)
    return next((kind for kind, pattern in _ASKED if re.search(pattern, question)), 0)


def asks_for_the_newest(question: str) -> bool:
    """Whether newer documents answer ``question`` better."""
    return re.search(_RECENT, question) is not None

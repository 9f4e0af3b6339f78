"""Because of what: a reason that the source does not give, where it gives another. Pure.

The reason is cut out of the statement by the word that leads it in; the rest must be the source's.
Where the source gives a reason too and has hardly a word of the one that is told, it is another;
where it sets the two against each other ("but", אבל), it makes no reason of the one at all.
"""

import re
from collections.abc import Iterator, Sequence

from rag.reading.terms import fold
from rag.verifying.overlap import Words, words_of

_LEADS = (
    r"because(?: of)?|due to|owing to|on account of|as a result of|as a consequence of|thanks to"
    r"|in view of|for fear of|put down to|puts? \w+ down to|attribut\w+ (?:\w+ ){0,6}?to"
    r"|(?:caus|trigger|prompt|driv|motivat)(?:ed|en) by|result(?:s|ed|ing) from|stem(?:s|med"
    r"|ming) from"
    r"|aris(?:es|ing) from|by reason of|on the grounds? (?:that|of)|the reason (?:is|was"
    r"|being) that"
    r"|out of (?:fear|concern|respect|lack)"
)
_CAUSE = re.compile(rf"\b(?:{_LEADS})\b(?P<why>[^;:.!?]*)")
# "Since" and "as" are of time as well: they only show that the source gives some reason.
_GIVES_REASON = re.compile(
    rf"\b(?:{_LEADS}|since (?!\d|(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december|then)\b)|, as |so that|therefore|in order to|for (?=\w+ reasons)"
    r"|down to|blam\w+|explain\w*|led to|cited)\b|[;:]"
)
_BLAMED = re.compile(r"\bblam(?:es?|ed|ing) (?P<what>[^;:.!?]*?) on (?P<why>[^;:.!?]*)")
_BLAMED_FOR = re.compile(r"\bblam(?:es?|ed|ing) (?P<why>[^;:.!?]*?) for (?P<what>[^;:.!?]*)")
_LED_TO = re.compile(
    r"(?P<why>[^;:.!?]*?)\b(?:led to|caused(?! by)|triggered(?! by)|brought about"
    r"|gave rise to|is the reason for)\b"
)
_ZH_CAUSE = re.compile("(?:因为|由于|因(?!此|而|素)|归因于|是因)(?P<why>[^,。，；;]+)")
_ZH_REASON = re.compile("因|由于|为了|所以|导致|使得|原因|造成")
_HE_CAUSE = re.compile(
    r"(?<![א-ת])ו?(?:בגלל|משום ש|מפני ש|כיוון ש|מכיוון ש|מאחר ש|עקב|בשל|הודות ל|כתוצאה מ"
    r"|בעקבות)\s?-?(?P<why>[^.;:]+)"
)
_HE_REASON = re.compile(
    r"(?<![א-ת])ו?(?:בגלל|משום|מפני|כיוון|מכיוון|מאחר|עקב|בשל|הודות|כתוצאה|בעקבות|כי|כדי|לכן|הסיבה)"
)
_AGAINST = re.compile("但是?|却|אבל|אך|אולם|למרות")
_LEAST = 2  # words of a reason that say something
_ROOT = 5  # letters
_NONE, _FEW, _LITTLE, _SOME, _HALF = 0.0, 0.2, 0.34, 0.4, 0.5


def other_reasons(
    claim: str, quotes: Sequence[str], context: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for a reason that the quotes do not give."""
    around = words_of("\n".join(context))
    theirs = words_of("\n".join(quotes))
    for why, what, gives in _reasons(fold(claim)):
        told, rest = words_of(why), words_of(what)
        new = told.without(rest)
        if len(told.units) < _LEAST or rest.coverage(theirs) < _HALF:
            continue
        # Each sentence that gives a reason, for what the claim gives one for.
        giving = [
            q for q in quotes if gives.search(fold(q)) and _nearly(rest, words_of(q)) >= _SOME
        ]
        if giving:
            # What the passages say elsewhere is no rewording of what is said here.
            most = _FEW if new.coverage(around) >= _HALF else _NONE
            if len(new.units) >= _LEAST and all(_nearly(new, words_of(q)) <= most for q in giving):
                yield why.strip(), f"the source gives another reason than “{why.strip()}”"
                return
        elif any(_set_against(told, rest, fold(quote)) for quote in quotes):
            yield why.strip(), f"the source does not give “{why.strip()}” as the reason"
            return


def _nearly(told: Words, theirs: Words) -> float:
    """The share of the words that the source has, or has of the same root: theft of recorders."""
    opened = {term[:_ROOT] for term in theirs.terms if len(term) >= _ROOT}
    found = sum(
        bool(unit & theirs.terms) or any(term[:_ROOT] in opened for term in unit)
        for unit in told.units
    )
    return found / len(told.units) if told.units else 0.0


def _reasons(claim: str) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Each reason of a claim, the rest of it, and the words by which a source gives one."""
    for pattern, gives in (
        (_BLAMED, _GIVES_REASON), (_BLAMED_FOR, _GIVES_REASON), (_CAUSE, _GIVES_REASON),
        (_LED_TO, _GIVES_REASON), (_ZH_CAUSE, _ZH_REASON), (_HE_CAUSE, _HE_REASON),
    ):  # fmt: skip
        for match in pattern.finditer(claim):
            why = match["why"]
            if pattern is _CAUSE:
                why = why.partition(",")[0]  # "Because of the rain, …" goes on with the rest
            start = match.start("why")
            yield why, f"{claim[:start]} {claim[start + len(why) :]}", gives


def _set_against(told: Words, rest: Words, quote: str) -> bool:
    """True where the reason stands on the one side of a "but", and the rest on the other."""
    for match in _AGAINST.finditer(quote):
        sides = words_of(quote[: match.start()]), words_of(quote[match.end() :])
        for one, other in (sides, sides[::-1]):
            mine = told.coverage(one) >= _HALF and told.coverage(other) < _LITTLE
            if mine and rest.coverage(other) >= _HALF and rest.coverage(one) < _LITTLE:
                return True
    return False

"""Numbers said without a number: a quarter, one in five, a century, 五分之一, 三成, כרבע. Pure."""

import re
from dataclasses import replace
from functools import lru_cache

from rag.verifying.quantities import NO_PERIOD, Quantity, quantities

_WORDS = ("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
          "sixteen seventeen eighteen nineteen twenty")  # fmt: skip
_VALUES = {"a": 1, "an": 1, "one": 1} | {w: n for n, w in enumerate(_WORDS.split(), 2)}
_VALUES |= {"thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100, "hundred": 100}
_VALUES |= {"a thousand": 1000, "thousand": 1000, "ten thousand": 10_000, "a million": 1_000_000}
_CHINESE = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12, "fifteenth": 15, "twentieth": 20,
    "חצי": 2, "מחצית": 2, "שליש": 3, "רבע": 4, "חמישית": 5, "עשירית": 10, "一半": 2,
}  # fmt: skip
_DAY = 86_400.0
_SPANS = {"minute": 60.0, "hour": 3600.0, "day": _DAY, "week": 7 * _DAY, "month": 2_629_800.0,
          "year": 31_557_600.0, "decade": 315_576_000.0, "century": 3_155_760_000.0}  # fmt: skip

_NUMBER = rf"\d{{1,3}}|{'|'.join(_VALUES)}"
_ONES = "(?:case|adult|patient|household|firm|worker|voter)s?|person|people|child(?:ren)?"
_OF_A_UNIT = (
    rf"\s(?:of\s)?an?\s(?:hundred|thousand|million|billion|trillion|{'|'.join(_SPANS)}|kilomet|metre"
    r"|mile|tonne|kilo|lit(?:re|er)|hectare|acre|dollar|euro|pound)"
)
_SHARE = re.compile(
    # "a quarter of", "two thirds in"; not "the third man", "a quarter final"
    rf"(?<![\w-]){NO_PERIOD}(?:(?P<many>an?|one|two|three|four|five)[\s-])?(?P<part>half|(?:third|quarter|fifth"
    rf"|sixth|eighth|tenth)s?|fourths|(?<=\ba\s)(?:fourth|seventh|ninth|twelfth|fifteenth|twentieth)"
    rf")(?!{_OF_A_UNIT})(?=\s(?:of|the|as|a|in|since|between|from|after|during|by|to|last|this"
    rf"|compared|within|less|more|fewer|lower|higher|smaller|larger|cheaper"
    rf"|dearer|taller|longer|shorter|older|younger|faster|slower|heavier|lighter|wider|narrower"
    rf"|deeper|bigger|stronger|weaker|greater|warmer|colder|richer|poorer"
    rf"|came|comes|went|goes|was|were|is|are|has|have|had|said|voted|left|remain(?:s|ed)?)\b|[.,;)]|$)"
    rf"|(?<![\w-])(?P<some>{_NUMBER})\s(?:(?:{_ONES})\s)?(?:in|out of)\s(?:every\s)?"
    rf"(?P<all>{_NUMBER})"
    rf"(?![\w-]|\s?%|\s(?:percent|per cent|million|billion)|[,.]\d)"
    rf"|(?P<below>[一二三四五六七八九十]|\d+)分之(?P<above>[一二三四五六七八九十]|\d+)"
    rf"|(?P<tenths>[一二三四五六七八九])成(?![为立功本员长])|(?P<zh>一半)"
    rf"|(?<![א-ת])(?<!שעה )(?<!שנה )(?<!יום )[בוכהל]?-?"
    rf"(?P<he>חצי|מחצית|שליש|רבע|חמישית|עשירית)(?![א-ת]|\s(?:שעה|יום|שנה)(?![א-ת]))"
)
# A quarter and half of an hour, of a day, of a year.
_PART_OF_A_UNIT = re.compile(
    r"(?<![א-ת])[ובלכמ]?-?(?P<he>חצי|רבע|שלושת רבעי)\s(?P<of>שעה|יום|שנה)(?![א-ת])"
    r"|(?P<and>שעה|שנה|יום)\sו(?P<more>חצי|רבע)(?![א-ת])"
    r"|(?P<zh>[一二三四五六七八九十两]?)个?(?P<half>半)个?(?P<unit>小时|钟头|天|年|月)"
    r"|(?P<ke>[一二三])刻钟"
)
_HALVES = {"חצי": 0.5, "רבע": 0.25, "שלושת רבעי": 0.75}
_PARTED = {"שעה": ("שעה", 3600.0), "יום": ("יום", 86_400.0), "שנה": ("שנה", 31_557_600.0),
           "小时": ("小时", 3600.0), "钟头": ("小时", 3600.0), "天": ("天", 86_400.0),
           "年": ("年", 31_557_600.0), "月": ("个月", 2_629_800.0)}  # fmt: skip
# "The Chinese loan in 15 years, the Turkish one in 20"
_STANDS_FOR_A_NOUN = re.compile(r"\b(?:the|this|that|another)\s(?:[\w-]+\s)?$")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")
_NOTHING_COUNTED = re.compile(
    r"\s?(?:[.,;:)]|$)|\s(?:in|against|and|or|to|for|at|on|from|of the|by|but|while|before|after)\b"
)
_HALVED = re.compile(r"\bhalv(?:e[sd]?|ing)\b")
_ENDS_A_NUMBER = re.compile(r"a (?:half|quarter)$")  # "an hour and a half"
_SPAN = re.compile(
    rf"(?<![\w-])(?<!half )(?<!quarter of )(?<!quarters of )an?\s(?P<span>{'|'.join(_SPANS)})"
    r"(?![\w-]|\sand\sa\s(?:half|quarter)\b)"
)


@lru_cache(maxsize=2048)
def numbers(text: str) -> tuple[Quantity, ...]:
    """``quantities`` of a folded text, with what is said as a share (in percent) or as one unit.

    Those are ``loose``: they stand for about their value.
    """
    found = [
        q
        for match in _SHARE.finditer(text)
        if not (match["some"] and _STANDS_FOR_A_NOUN.search(text[: match.start()]))
        and not (text[: match.start()].endswith(" and ") and _ENDS_A_NUMBER.match(match.group()))
        and (q := _share(match))
    ]
    found += [
        Quantity(m.group(), 1.0, 1.0, "time", _SPANS[m["span"]], m["span"], loose=True,
                 start=m.start(), end=m.end())
        for m in _SPAN.finditer(text)
    ]  # fmt: skip
    found += [
        Quantity(m.group(), 50.0, 50.0, "percent", 1.0, "%", loose=True,
                 start=m.start(), end=m.end())
        for m in _HALVED.finditer(text)
    ]  # fmt: skip
    found += [_part_of_a_unit(m) for m in _PART_OF_A_UNIT.finditer(text)]
    others = [q for q in quantities(text) if not any(_overlap(q, f) for f in found)]
    return tuple(sorted([*others, *found], key=lambda q: q.start))


@lru_cache(maxsize=2048)
def with_unsaid_percent(folded: str) -> tuple[Quantity, ...]:
    """``numbers``, bare ones behind a percentage as percentages too: "20 per cent, Japan 9"."""
    found = []
    since = None
    for quantity in numbers(folded):
        if since and _SENTENCE_END.search(folded[since.end : quantity.start]):
            since = None
        bare = quantity.dimension is None and _NOTHING_COUNTED.match(folded, quantity.end)
        if since and bare and not quantity.loose:
            quantity = replace(quantity, dimension="percent", unit="%")
        elif quantity.dimension == "percent" and not quantity.loose:
            since = quantity
        found.append(quantity)
    return tuple(found)


def without_shares(folded: str) -> str:
    """The text with "a third of" and the like blanked: a third is no third one."""
    for share in numbers(folded):
        if share.loose and share.dimension == "percent":
            folded = folded[: share.start] + " " * (share.end - share.start) + folded[share.end :]
    return folded


def _share(match: re.Match[str]) -> Quantity | None:
    """A share in percent; None for what is no share, such as "one in 2019"."""
    if match["below"]:
        part, of = _value(match["above"]), _value(match["below"])
    elif match["some"]:
        part, of = _value(match["some"]), _value(match["all"])
    elif match["tenths"]:
        part, of = _value(match["tenths"]), 10
    else:
        said = (match["part"] or match["zh"] or match["he"]).rstrip("s")
        part, of = _VALUES.get(match["many"] or "one", 1), _PARTS[said]
    if not 0 < part < of:
        return None
    return Quantity(match.group(), part / of * 100, part / of * 100, "percent", 1.0, "%",
                    loose=True, start=match.start(), end=match.end())  # fmt: skip


def _part_of_a_unit(match: re.Match[str]) -> Quantity:
    if match["ke"]:
        value, (unit, factor) = 0.25 * _CHINESE[match["ke"]], _PARTED["小时"]
    elif match["half"]:
        value = float(_CHINESE.get(match["zh"], 0))
        value, (unit, factor) = value + 0.5, _PARTED[match["unit"]]
    else:
        value = _HALVES[match["he"] or match["more"]] + bool(match["and"])
        unit, factor = _PARTED[match["of"] or match["and"]]
    return Quantity(match.group(), value, value, "time", factor, unit,
                    start=match.start(), end=match.end())  # fmt: skip


def _value(said: str) -> int:
    return int(said) if said.isdigit() else _VALUES.get(said, _CHINESE.get(said, 0))


def _overlap(one: Quantity, other: Quantity) -> bool:
    return one.start < other.end and other.start < one.end

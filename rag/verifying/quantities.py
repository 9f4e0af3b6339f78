"""Numbers as they are said: value, magnitude and unit, in English, Chinese and Hebrew. Pure.

``35,000``, ``35k``, ``thirty-five thousand``, ``3.5万`` and ``35 אלף`` are one value.
Dates are left to ``dates``: mask them before calling ``quantities``.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.reading.numerals import CHINESE_DIGITS, chinese_value

_ONES_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen
"""
_ONES = {word: n for n, word in enumerate(_ONES_WORDS.split())}
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: n * 10 for n, word in enumerate(_TENS_WORDS.split(), 2)}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "tn": 1e12,
    "十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8,
    "億": 1e8, "万亿": 1e12, "兆": 1e12,
    "מאה": 1e2, "אלף": 1e3, "אלפי": 1e3, "אלפים": 1e3, "מיליון": 1e6, "מיליוני": 1e6,
    "מיליארד": 1e9, "מיליארדי": 1e9, "טריליון": 1e12,
}  # fmt: skip
_LOOSE = {"dozen": 12.0, "dozens": 24.0, "both": 2.0, "couple": 2.0, "pair": 2.0, "twice": 2.0}
_ORDINALS_WORDS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ORDINALS = {word: n for n, word in enumerate(_ORDINALS_WORDS.split(), 1)}
_FRACTIONS = {
    "half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25,
    "fifth": 0.2, "fifths": 0.2, "tenth": 0.1, "tenths": 0.1, "一半": 0.5, "מחצית": 0.5, "חצי": 0.5,
}  # fmt: skip
_HEBREW_NUMBERS = {
    "שתיים": 2, "שניים": 2, "שני": 2, "שתי": 2, "שלוש": 3, "שלושה": 3, "ארבע": 4, "ארבעה": 4,
    "חמש": 5, "חמישה": 5, "שש": 6, "שישה": 6, "ששה": 6, "שבע": 7, "שבעה": 7, "שמונה": 8, "תשע": 9,
    "תשעה": 9, "עשר": 10, "עשרה": 10, "עשרים": 20, "שלושים": 30, "ארבעים": 40, "חמישים": 50,
    "שלושת": 3, "ארבעת": 4, "חמשת": 5, "ששת": 6, "שבעת": 7, "שמונת": 8, "תשעת": 9, "עשרת": 10,
    "שישים": 60, "שבעים": 70, "שמונים": 80, "תשעים": 90, "מאה": 100, "מאתיים": 200, "אלפיים": 2000,
}  # fmt: skip

# Unit word -> (dimension, how many of its base unit). Currencies and percent are dimensions too.
_UNITS: dict[str, tuple[str, float]] = {}
for _dimension, _names in {
    "percent": "1 % percent pct per_cent percentage_point percentage_points ％ 百分点 אחוז אחוזים",
    "length": "0.001 mm millimetre millimetres millimeter millimeters 毫米"
    "|0.01 cm centimetre centimetres centimeter centimeters 厘米"
    "|1 m metre metres meter meters 米 מטר מטרים|1000 km kms kilometre kilometres kilometer"
    ' kilometers 公里 千米 קילומטר קילומטרים ק"מ ק״מ|0.0254 inch inches|0.3048 ft foot feet'
    "|0.9144 yard yards|1609.344 mile miles 英里",
    "mass": "1e-9 nanogram nanograms|1e-6 microgram micrograms|0.001 mg milligram milligrams"
    "|1 g gram grams 克 גרם|500 斤|1000 kg kgs kilogram kilograms kilo kilos 公斤 千克"
    ' ק"ג ק״ג קילוגרם|1e6 tonne tonnes ton tons 吨 טון טונות|453.592 lb lbs|28.3495 ounce ounces',
    "time": "0.001 millisecond milliseconds ms|1 second seconds 秒 שניות|60 minute minutes min mins"
    " 分钟 דקה דקות|3600 hour hours hr hrs 小时 个小时 שעה שעות|86400 day days 天 日 יום ימים"
    "|1209600 fortnight fortnights"
    "|604800 week weeks 周 星期 个星期 שבוע שבועות|2629800 month months 个月 חודש חודשים"
    "|31557600 year years 年 שנה שנים שנות|315576000 decade decades|3155760000 century centuries",
    "area": "1 sqm m2 平方米|1e4 hectare hectares 公顷|4046.86 acre acres|1e6 km2 平方公里"
    "|1e3 dunam dunams דונם",
    "volume": "0.001 millilitre millilitres ml|1 litre litres liter liters 升 ליטר"
    "|159 barrel barrels",
    "power": "1 watt watts|1e3 kw kilowatt kilowatts|1e6 mw megawatt megawatts 兆瓦"
    "|1e9 gw gigawatt gigawatts",
    "energy": "1e3 kwh|1e6 mwh|1e9 gwh|1e12 twh",
    "data": "1e3 kb kilobytes|1e6 mb megabyte megabytes|1e9 gb gigabyte gigabytes"
    "|1e12 tb terabyte terabytes",
    "speed": "1 km/h kph kmh|1.609344 mph",
    "celsius": "1 °c celsius 摄氏度", "fahrenheit": "1 °f fahrenheit",
    "dollar": "1 dollar dollars usd us$ $ 美元 דולר דולרים|0.01 cent cents",
    "euro": "1 euro euros eur € 欧元 יורו אירו", "pound": "1 pound pounds gbp sterling £ 英镑",
    "shekel": '1 shekel shekels ils nis ₪ 谢克尔 שקל שקלים ש"ח ש״ח',
    "crown": "1 crowns krona kronor krone kroner koruna korunas sek nok dkk czk",
    "zloty": "1 zloty zlotys pln", "rupee": "1 rupee rupees inr ₹", "franc": "1 franc francs chf",
    "lira": "1 lira liras", "peso": "1 peso pesos mxn", "real": "1 reais brl",
    "rouble": "1 rouble roubles ruble rubles rub ₽", "forint": "1 forint forints huf",
    "baht": "1 baht thb", "hryvnia": "1 hryvnia hryvnias uah", "naira": "1 naira nairas ngn",
    "yuan": "1 yuan rmb cny renminbi ¥ 元 人民币 יואן", "yen": "1 yen jpy 日元",
}.items():  # fmt: skip
    for _group in _names.split("|"):
        _factor, *_words = _group.split()
        _UNITS |= {_w.replace("_", " "): (_dimension, float(_factor)) for _w in _words}
# A square of each length, however it is written: "square miles", "sq. miles", "sq ft".
_UNITS |= {
    f"{_square} {_w}": ("area", _factor * _factor)
    for _w, (_dimension, _factor) in list(_UNITS.items())
    if _dimension == "length" and _w.isascii()
    for _square in ("square", "sq.", "sq")
}
_CURRENCY = frozenset(
    ("dollar", "euro", "pound", "shekel", "crown", "zloty", "rupee", "franc", "lira", "peso",
     "real", "rouble", "forint", "baht", "hryvnia", "naira", "yuan", "yen")
)  # fmt: skip


def _either(words: object) -> str:
    return "|".join(sorted(map(re.escape, map(str, list(words))), key=len, reverse=True))  # type: ignore[call-overload]  # any collection of words


CLOCK = "clock"  # the dimension of hours of the day, as far as they are said in words
_LATIN_SCALE = "hundred|thousand|million|billion|trillion|mn|mln|bn|bln|tn|[kmb]"
_OTHER_SCALE = _either(s for s in _SCALES if not s.isascii())
_UNIT = _either(_UNITS)
_WORD_NUMBER = _either([*_ONES, *_TENS])
_CODE = "sek|nok|dkk|czk|pln|inr|chf|mxn|brl|rub|huf|thb|uah|ngn|jpy"
_NUMBER = re.compile(
    rf"(?P<sign>(?:us\$|[$€£¥₪₹₽]|\b(?:usd|eur|gbp|nis|ils|rmb|cny|{_CODE})\b)\s?)?"
    rf"(?<![a-z\d.])(?<!\d,)(?<![a-z]-)(?:(?P<percent>百分之)\s?)?"
    rf"(?P<digits>\d{{1,3}}(?:[,\u00a0\u202f '’]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?!\d|(?:st|nd|rd|th)\b)"
    rf"(?:[\s-]?(?P<scale>(?:{_LATIN_SCALE})s?(?![a-z])|{_OTHER_SCALE}))?"
    rf"(?:\s?-?\s?(?:of\s)?(?P<unit>(?:{_UNIT})(?![a-z\u05d0-\u05ea]|\d)))?"
)
_WORDED = re.compile(
    rf"(?<![\w-])(?P<worded>(?:an?\s)?(?:{_WORD_NUMBER}|hundred|thousand|million|billion|trillion)"
    rf"(?:(?:\s|-|\sand\s|-and-)(?:{_WORD_NUMBER}|hundred|thousand|million|billion|trillion))*)"
    rf"(?![\w])(?:[\s-]?(?P<unit>(?:{_UNIT})(?![a-z\d])))?"
)
# "Half a billion dollars", "a quarter of an hour", "two and a half months"
_BROKEN = re.compile(
    rf"(?<![\w-])(?:(?P<part>half|(?:a\s)?quarter\sof|three[\s-]quarters\sof)\san?"
    rf"|(?P<whole>\d+|an?|{_either(_ONES)})\sand\sa\s(?P<more>half|quarter))\s"
    rf"(?:(?P<scale>hundred|thousand|million|billion|trillion)(?![a-z])\s?)?"
    rf"(?P<unit>(?:{_UNIT})(?![a-z\d]))?"
    rf"|(?<![\w-])(?P<one>an?)\s(?P<of>{_UNIT})\sand\sa\s(?P<besides>half|quarter)(?![\w-])"
)
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_CHINESE = re.compile(
    rf"(?P<percent>百分之)?(?P<chinese>[零〇一二三四五六七八九十百千万亿两兩]{{1,}})(?:多|余)?"
    rf"(?:(?P<unit>{_either(u for u in _UNITS if not u.isascii())})"
    # "三家": a lone numeral is a number before a measure word, and an hour before 点.
    rf"|(?<!第.)(?P<measure>[家个名位栋座层条张本册次件艘间台所项份瓶户幅枚棵匹届辆]|人(?!们))"
    rf"|(?P<hour>点(?P<half>半)?(?![零〇一二三四五六七八九]))|)"
)
_HEBREW_ONES = _either(w for w, n in _HEBREW_NUMBERS.items() if n < 10)
_HEBREW_TENS = _either(w for w, n in _HEBREW_NUMBERS.items() if 20 <= n < 100)
_HEBREW_TEENS = {"אחד": 1, "אחת": 1, "שנים": 2, "שתים": 2}
_HEBREW_LETTER = re.compile("[א-ת]")
_HEBREW = re.compile(
    rf"(?<![\u05d0-\u05ea])[ובלכמשה]?(?:(?P<tens>{_HEBREW_TENS})\sו(?P<ones>{_HEBREW_ONES})"
    rf"|(?P<teen>{_HEBREW_ONES}|{_either(_HEBREW_TEENS)})[\s-]עשרה?"
    rf"|(?P<hebrew>{_either(_HEBREW_NUMBERS)}))(?![\u05d0-\u05ea])"
    rf"(?:\s(?P<scale>{_either(s for s in _SCALES if 'א' <= s[0] <= 'ת')}))?"
    rf"(?:\s(?P<unit>{_either(u for u in _UNITS if 'א' <= u[0] <= 'ת')}))?(?![\u05d0-\u05ea])"
)
_LOOSE_WORD = re.compile(rf"(?<![\w-])(?P<loose>{_either(_LOOSE)})(?![\w-])")
# Before a number that is not meant to the last digit.
HEDGED = re.compile(
    r"\b(?:about|around|roughly|some|nearly|almost|over|approximately|close to"
    r"|just (?:under|over|above|below))\s$|~\s?$"
)
# "The quarter" and "last half" are spans of time; "a quarter" is a part.
NO_PERIOD = "".join(
    rf"(?<!{word} (?=half|quarter))"
    for word in (
        *("the", "this", "last", "next", "final", "first", "second", "third", "fourth"),
        *("previous", "same", "each", "per"),
    )
)
_FRACTION = re.compile(
    rf"(?<![\w-]){NO_PERIOD}(?:(?P<many>an?|one|two|three|four)[\s-])?(?P<fraction>half|thirds?|quarters?"
    r"|fifths?|tenths?)(?=\s(?:of|the|as|a)\b|[.,;)]|$)|(?P<other>一半|מחצית|חצי)"
)
_ORDINAL = re.compile(
    rf"(?<![\w-])(?:(?P<digits>\d+)(?:st|nd|rd|th)|(?P<word>{_either(_ORDINALS)})|q(?P<quarter>[1-4])"
    r"|(?:phase|round|stage|part|article|chapter|level|type|no\.)\s(?P<step>\d{1,3}))(?![\w])"
    r"|第(?P<chinese>[一二三四五六七八九十\d]+)"
)
_RANGE_GAP = re.compile(r"\s?(?:-|–|—|~|to|and|or|至|到)\s?(?:us\$|[$€£¥₪])?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as said. ``value`` is in the unit as written, ``base`` in the base unit.

    ``dimension`` is None for a bare number; ``mantissa`` is the value before its magnitude.
    ``loose`` marks words such as "both" or "half", good as evidence and not checked strictly.
    """

    text: str
    value: float
    mantissa: float
    dimension: str | None = None
    factor: float = 1.0
    unit: str = ""
    scale: str = ""
    loose: bool = False
    start: int = 0
    end: int = 0

    @property
    def base(self) -> float:
        """The value in the base unit of its dimension."""
        return self.value * self.factor

    @property
    def money(self) -> bool:
        """True for an amount of a currency."""
        return self.dimension in _CURRENCY


@lru_cache(maxsize=2048)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers said in ``text`` (already folded to lower case), in reading order."""
    found = [_digits(m) for m in _NUMBER.finditer(text)]
    if any("a" <= c <= "z" for c in text):
        found += [q for m in _WORDED.finditer(text) if (q := _worded(m))]
        found += [_loose(m.group(), _LOOSE[m["loose"]], m) for m in _LOOSE_WORD.finditer(text)]
        found += [q for m in _BROKEN.finditer(text) if (q := _broken(m))]
    if _IDEOGRAPH.search(text):
        found += [q for m in _CHINESE.finditer(text) if (q := _chinese(m))]
    if _HEBREW_LETTER.search(text):
        found += [_hebrew(m) for m in _HEBREW.finditer(text)]
    found += [_fraction(m) for m in _FRACTION.finditer(text)]
    return _spread_units(_apart(found), text)


@lru_cache(maxsize=2048)
def ordinals(text: str) -> tuple[tuple[str, int], ...]:
    """``(as said, number)`` of third, 3rd, Q3, phase 3, 第三 in ``text`` (folded)."""
    found = []
    for match in _ORDINAL.finditer(text):
        if match["word"]:
            number = _ORDINALS[match["word"]]
        elif match["chinese"]:
            said = match["chinese"]
            number = chinese_value(said)
        else:
            number = int(match["digits"] or match["quarter"] or match["step"])
        found.append((match.group(), number))
    return tuple(found)


def is_unit(word: str, before: str) -> bool:
    """True for the unit of a number that stands in front of it: "2 GB"."""
    return word.lower() in _UNITS and before.rstrip()[-1:].isdigit()


def _digits(match: re.Match[str]) -> Quantity:
    mantissa = float(re.sub(r"[^\d.]", "", match["digits"]))
    scale, unit = (match["scale"] or "").removesuffix("s"), match["unit"]
    sign = (match["sign"] or "").strip()
    # "5 m" is five metres, "$5m" five million; a bare "5m" is read as millions.
    if scale == "m" and not sign and match.group()[match.group().rindex("m") - 1] == " ":
        scale, unit = "", "m"
    dimension, factor = _UNITS[sign or unit] if sign or unit else (None, 1.0)
    if match["percent"]:
        dimension, unit = "percent", "百分之"
    value = mantissa * _SCALES.get(scale, 1.0)
    return Quantity(
        match.group().strip(), value, mantissa, dimension, factor, sign or unit or "", scale,
        start=match.start(), end=match.end(),
    )  # fmt: skip


def _worded(match: re.Match[str]) -> Quantity | None:
    """Cardinal words; a lone "one" and vague plurals say no number."""
    words = [w for w in re.split(r"[\s-]+", match["worded"]) if w not in {"and", "a", "an"}]
    total = group = 0.0
    for word in words:
        if word == "hundred":
            group = (group or 1) * 100
        elif word in _SCALES:
            total, group = total + (group or 1) * _SCALES[word], 0.0
        else:
            group += _ONES.get(word, 0) + _TENS.get(word, 0)
    value, unit = total + group, match["unit"]
    if words == ["one"] and unit not in {"percent", "per cent", "%"}:
        return None
    dimension, factor = _UNITS[unit] if unit else (None, 1.0)
    scale = words[-1] if words[-1] in _SCALES and words[-1] != "hundred" else ""
    mantissa = value / _SCALES[scale] if scale else value
    return Quantity(match.group(), value, mantissa, dimension, factor, unit or "", scale,
                    start=match.start(), end=match.end())  # fmt: skip


def _broken(match: re.Match[str]) -> Quantity | None:
    """A half or a quarter of a unit or a magnitude, alone or behind a whole number."""
    scale, unit = match["scale"] or "", match["unit"] or match["of"] or ""
    if not (scale or unit):
        return None
    if match["part"]:
        mantissa = {"h": 0.5, "t": 0.75}.get(match["part"][0], 0.25)
    else:
        whole = match["whole"] or match["one"]
        mantissa = float(whole) if whole.isdigit() else float(_ONES.get(whole, 1))
        mantissa += 0.5 if "half" in {match["more"], match["besides"]} else 0.25
    dimension, factor = _UNITS[unit] if unit else (None, 1.0)
    return Quantity(match.group().strip(), mantissa * _SCALES.get(scale, 1.0), mantissa, dimension,
                    factor, unit, scale, start=match.start(), end=match.end())  # fmt: skip


def _chinese(match: re.Match[str]) -> Quantity | None:
    said, unit = match["chinese"], match["unit"]
    value = float(chinese_value(said))
    # A lone numeral is mostly part of a word (一些, 万一), unless a unit follows.
    told = unit or match["percent"] or match["hour"] or (match["measure"] and value != 1)
    if (len(said) == 1 and not told) or not (any(c in CHINESE_DIGITS for c in said) or told):
        return None
    if match["hour"]:
        value += 0.5 * bool(match["half"])
        return Quantity(match.group(), value, value, CLOCK, unit="点",
                        start=match.start(), end=match.end())  # fmt: skip
    dimension, factor = _UNITS[unit] if unit else (None, 1.0)
    if match["percent"]:
        dimension, unit = "percent", "百分之"
    return Quantity(match.group(), value, value, dimension, factor, unit or "",
                    loose=value == 1, start=match.start(), end=match.end())  # fmt: skip


def _hebrew(match: re.Match[str]) -> Quantity:
    said = [match[part] for part in ("tens", "ones", "teen", "hebrew") if match[part]]
    mantissa = float(sum(_HEBREW_NUMBERS.get(w) or _HEBREW_TEENS[w] for w in said))
    mantissa += 10 * bool(match["teen"])
    unit = match["unit"]
    scale = match["scale"] or ""
    dimension, factor = _UNITS[unit] if unit else (None, 1.0)
    return Quantity(match.group(), mantissa * _SCALES.get(scale, 1.0), mantissa, dimension, factor,
                    unit or "", scale, start=match.start(), end=match.end())  # fmt: skip


def _loose(text: str, value: float, match: re.Match[str]) -> Quantity:
    return Quantity(text, value, value, loose=True, start=match.start(), end=match.end())


def _fraction(match: re.Match[str]) -> Quantity:
    many = {"two": 2, "three": 3, "four": 4}.get(match["many"] or "", 1)
    value = many * _FRACTIONS[match["fraction"] or match["other"]] * 100
    return Quantity(match.group(), value, value, "percent", 1.0, match.group(), loose=True,
                    start=match.start(), end=match.end())  # fmt: skip


def _apart(found: list[Quantity]) -> list[Quantity]:
    """Without overlaps: of two readings of one place, the longer."""
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


def _spread_units(found: list[Quantity], text: str) -> tuple[Quantity, ...]:
    """In ``5–7%`` and ``$5 to 7 million`` each end says only a part of what it means."""
    for i in range(len(found) - 1, 0, -1):
        left, right = found[i - 1], found[i]
        if not _RANGE_GAP.fullmatch(text[left.end : right.start]):
            continue
        if right.scale and not left.scale and left.mantissa < 1000:
            # "5 to 7 million" may also mean five: both readings stay possible.
            found.insert(i - 1, _with(left, right, left.mantissa * _SCALES[right.scale]))
        if right.dimension and not left.dimension:
            found[found.index(left)] = _with(left, right, left.value)
        elif left.money and not right.dimension:
            found[found.index(right)] = _with(right, left, right.value)
    return tuple(found)


def _with(quantity: Quantity, unit_of: Quantity, value: float) -> Quantity:
    return Quantity(
        quantity.text, value, quantity.mantissa, unit_of.dimension or quantity.dimension,
        unit_of.factor if unit_of.dimension else quantity.factor, unit_of.unit or quantity.unit,
        quantity.scale, loose=value != quantity.value, start=quantity.start, end=quantity.end,
    )  # fmt: skip

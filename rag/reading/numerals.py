"""Numbers in other signs: Roman and lettered items of lists, Chinese and Hebrew words. Pure."""

import re

BULLET = "-"
LAST_ROMAN = 3_999  # the Romans wrote no larger number so
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def roman(number: int) -> str:
    """The number in small letters, from 1 to ``LAST_ROMAN``."""
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def alphabetic(number: int) -> str:
    """a, b ... z, aa, ab: as browsers and spreadsheets count on."""
    written = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        written = chr(ord("a") + rest) + written
    return written


CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_CHINESE_SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
}
_SIGN = "".join(CHINESE_DIGITS) + "".join(_CHINESE_SCALES)
# 一百五十八 and 二〇二三; neither 三, which is part of many a word, nor 七八, which is "some".
_CHINESE = re.compile(
    rf"(?<![{_SIGN}几数A-Za-z\d.])[一二三四五六七八九两兩十][{_SIGN}]++(?![多余几]?[万萬亿億])"
)
_IN_PLACES = re.compile("[一二三四五六七八九][〇零一二三四五六七八九]{2,}")
_DIGIT = "[零〇]?[一二三四五六七八九两兩]"
_WELL_FORMED = re.compile(rf"(?:(?:{_DIGIT}|零|〇)?[十百千万萬亿億]+)+(?:{_DIGIT})?")


def chinese_value(said: str) -> int:
    """一百五十八 is 158, 九千万 is 90,000,000, 二〇二三 is 2023, 三万五 is 35,000."""
    if said.isdigit() and said.isascii():
        return int(said)
    if _IN_PLACES.fullmatch(said):
        return int("".join(str(CHINESE_DIGITS[c]) for c in said))
    total = section = digit = last = 0
    for c in said:
        if c in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[c]
            last = last if digit else 0
        elif (scale := _CHINESE_SCALES[c]) < 10**4:
            section += (digit or 1) * scale
            digit, last = 0, scale
        else:
            # 一万亿 multiplies what stands before it, 一亿两千万 adds to it.
            before = total if scale > total else 0
            total = total - before + (before + section + digit or 1) * scale
            section, digit, last = 0, 0, scale
    return total + section + (digit * last // 10 if last > 10 else digit)


_ONES = (
    "אפס", "אחד|אחת", "שניים|שתיים|שנים|שתים|שני|שתי", "שלוש|שלושה", "ארבע|ארבעה", "חמש|חמישה",
    "שש|שישה|ששה", "שבע|שבעה", "שמונה", "תשע|תשעה",
)  # fmt: skip
_TENS = ("עשרים", "שלושים", "ארבעים", "חמישים", "שישים|ששים", "שבעים", "שמונים", "תשעים")
_HEBREW_ONES = {word: n for n, forms in enumerate(_ONES) for word in forms.split("|")}
_HEBREW_TENS = {word: n for n, forms in enumerate(_TENS, 2) for word in forms.split("|")}
_ONE = "|".join(sorted(_HEBREW_ONES, key=len, reverse=True))
_TEN = "|".join(_HEBREW_TENS)
# A word for one to ten is left alone: שני is Monday, שבע a town's name.
_HEBREW = re.compile(
    rf"(?<![\u05d0-\u05ea])[ובלכמשה]?(?:(?P<hundred>מאה|מאתיים|(?:{_ONE})\sמאות)\sו?)?"
    rf"(?:(?P<ten>{_TEN})(?:\sו(?P<one>{_ONE}))?|(?P<teen>{_ONE})[\s-]עשרה?)(?![\u05d0-\u05ea])"
)


def in_figures(text: str) -> str:
    """``text`` with its Chinese and Hebrew numbers in figures: 一百五十八天 is 158天."""
    if text.isascii():
        return text
    return _HEBREW.sub(_hebrew_figures, _CHINESE.sub(_chinese_figures, text))


def _chinese_figures(match: re.Match[str]) -> str:
    said = match.group()
    scaled = any(c in _CHINESE_SCALES for c in said)
    if not (_WELL_FORMED.fullmatch(said) if scaled else _IN_PLACES.fullmatch(said)):
        return said
    return str(chinese_value(said))


def _hebrew_figures(match: re.Match[str]) -> str:
    hundred = match["hundred"] or ""
    value = {"": 0, "מאה": 100, "מאתיים": 200}.get(hundred)
    if value is None:
        value = 100 * _HEBREW_ONES[hundred.split()[0]]
    value += 10 * _HEBREW_TENS.get(match["ten"] or "", 0) + _HEBREW_ONES.get(match["one"] or "", 0)
    return str(value + 10 + _HEBREW_ONES[match["teen"]] if match["teen"] else value)

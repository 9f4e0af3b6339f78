"""Ways to make a true sentence false, each changing one thing. Pure and deterministic.

What counts as a number, a date or a name is decided here, on purpose without the verifier's own
code: a fault that both overlook would not be measured otherwise.
"""

import re
from collections.abc import Iterator, Sequence
from zlib import crc32

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    rf"(?P<month>\b(?:{_MONTH})\b)(?:\s+(?P<day>\d{{1,2}})\b(?![.,]\d))?"
    rf"|\b(?P<before>\d{{1,2}})\s+(?=(?:{_MONTH})\b)"
    r"|(?<![\d.,$€£%])\b(?P<year>(?:19|20)\d\d)\b(?![\d.,]*\d)(?!\s*%)"
    r"|(?P<hebrew>\d{1,2})(?=\s*ב(?:ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר))"
    r"|(?P<chinese>\d+)(?=[年月日])"
)
_NUMBER = re.compile(r"(?<![A-Za-z\d.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\w*[.,]?\d)")
_SCALES = {
    "million": "billion",
    "billion": "million",
    "thousand": "million",
    "万": "亿",
    "亿": "万",
}
_WORDED = {
    "two": "five", "three": "seven", "four": "nine", "five": "eight", "six": "four",
    "seven": "three", "eight": "six", "nine": "five", "ten": "seven", "dozen": "hundred",
    "third": "fourth", "half": "quarter", "double": "triple", "twice": "three times",
}  # fmt: skip
_NAME = re.compile(r"\b[A-Z][\w’'-]*[a-z](?:\s+(?:of\s+)?[A-Z][\w’'-]*[a-z])*")
_NOT_NAMES = {
    "The", "A", "An", "In", "On", "At", "It", "He", "She", "They", "This", "That", "These", "Those",
    "Of", "For", "From", "By", "As", "But", "And", "Or", "If", "When", "While", "Its", "His", "Her",
    "Their", "There", "Another", "Other", "One", "Two", "Three", "Six", "Ten", "Both", "Each",
    "Earlier", "Last", "After", "Before", "Several", "According", "With", "Not", "Even", "Among",
    *_MONTHS,
}  # fmt: skip
_OF_A_COUNTRY = re.compile(r"(?:ese|eli|ian|ican|ish|ern)s?$")
_TURNS = (
    (r"\bdid not (\w+)", r"did indeed \1"),
    (r"\b(is|are|was|were|has|have|had|will|would|can|could|should|must|may|might) not\b", r"\1"),
    (r"\bcannot\b", "can"),
    (r"\bnever\b", "always"),
    (r"\bno longer\b", "still"),
    (
        r"\b(is|are|was|were|will|would|can|could|should|must|may|might)\b(?!(?: \w+){0,2} not\b)",
        r"\1 not",
    ),
    (r"\b(has|have|had) (?=\w+(?:ed|en|un)\b)", r"\1 not "),
    (r"\bincreas(e[sd]?|ing)\b", r"decreas\1"), (r"\brose\b", "fell"), (r"\bgrew\b", "shrank"),
    (r"\bmore than\b", "less than"), (r"\bover\b(?= \d)", "under"), (r"\bhigher\b", "lower"),
    (r"\bsupports\b", "opposes"), (r"\bsupported\b", "opposed"),
    (r"\brefused to\b", "agreed to"),
    (r"\baccepted\b", "rejected"), (r"\bpraised\b", "condemned"), (r"\bcondemned\b", "praised"),
    (r"\bbest\b(?!-)", "worst"), (r"\bfirst\b", "last"), (r"\ball\b", "none"),
    (r"没有", "已经"), (r"不会", "会"), (r"是", "不是"), (r"有(?!限)", "没有"), (r"增长", "下降"),
    (r"(?<![א-ת])לא (?=[א-ת])", ""), (r"(?<![א-ת])אינו(?![א-ת])", "הינו"),
)  # fmt: skip


def _pick(text: str, count: int) -> int:
    """A number below ``count`` that depends on nothing but the text."""
    return crc32(text.encode()) % count


def _replace(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def numbers(text: str, cited: str) -> Iterator[str]:
    """The text with one number altered: a digit, the scale (million for billion), or the word."""
    dates = [m.span() for m in _DATE.finditer(text)]
    for match in _NUMBER.finditer(text):
        if any(start <= match.start() < end for start, end in dates):
            continue
        other = _other_number(match.group(), cited)
        yield _replace(text, *match.span(), other)
        after = re.match(r"\s*(million|billion|thousand|万|亿)", text[match.end() :])
        if after:
            start = match.end() + after.start(1)
            scale = _SCALES[after.group(1)]
            if f"{match.group()} {scale}" not in cited:
                yield _replace(text, start, match.end() + after.end(1), scale)
    for word, other in _WORDED.items():
        found = re.search(rf"\b{word}\b", text)
        if found and not re.search(rf"\b{other}\b", cited):
            yield _replace(text, *found.span(), other)


def _other_number(number: str, cited: str) -> str:
    """The number with one digit changed, so that it is not among the cited words."""
    digits = [i for i, c in enumerate(number) if c.isdigit()]
    first = _pick(number, len(digits))
    for step in range(1, 9):
        for place in (digits[first], digits[0]):
            digit = str((int(number[place]) + step) % 10)
            other = _replace(number, place, place + 1, digit)
            leading_zero = digit == "0" and place == 0
            if not leading_zero and not re.search(rf"(?<![\d.]){re.escape(other)}(?!\d)", cited):
                return other
    return number + "7"


def dates(text: str, cited: str) -> Iterator[str]:
    """The text with one year, month or day altered."""
    for match in _DATE.finditer(text):
        kind = next(k for k in ("day", "before", "year", "hebrew", "chinese", "month")
                    if match.group(k))  # fmt: skip
        said = match.group(kind)
        if kind == "month":
            if said == "May" and not re.match(r"\s+\d", text[match.end() :]):
                continue  # the verb, as likely as not
            other = _MONTHS[(_MONTHS.index(said) + 1 + _pick(text, 10)) % 12]
        else:
            other = _other_date(int(said), cited)
        yield _replace(text, *match.span(kind), other)


def _other_date(said: int, cited: str) -> str:
    top = 3000 if said > 31 else 28
    for step in (1, -1, 2, 3, 5, 7, 9):
        other = said + step
        if 0 < other <= top and not re.search(rf"(?<!\d){other}(?!\d)", cited):
            return str(other)
    return str(said + 11)


def names_in(text: str) -> list[str]:
    """Proper names by their capitals, the words that only open a sentence left out."""
    found = []
    for match in _NAME.finditer(text):
        parts = match.group().split()
        while parts and parts[0] in _NOT_NAMES:
            parts = parts[1:]
        if parts:
            parts[-1] = re.sub(r"['’]s?$", "", parts[-1])
        opens = match.start() == 0 or bool(re.search(r"[.!?:]\s+$", text[: match.start()]))
        adjective = len(parts) == 1 and _OF_A_COUNTRY.search(parts[0])
        series = any(re.search(r"-[a-z]", part) for part in parts)  # "PL-series" names no one
        if parts and not adjective and not series and not (opens and len(parts) == 1):
            found.append(" ".join(parts))
    return list(dict.fromkeys(found))


def names(text: str, cited: str, others: Sequence[str]) -> Iterator[str]:
    """The text with one name replaced by another name that the cited words do not have."""
    for name in names_in(text):
        strangers = [o for o in others if not any(p in cited for p in re.split(r"[ -]", o))]
        alike = [o for o in strangers if len(o.split()) == len(name.split())] or strangers
        if alike:
            stranger = alike[_pick(text + name, len(alike))]
            yield re.sub(rf"\b{re.escape(name)}\b", stranger, text)


def polarity(text: str) -> Iterator[str]:
    """The text turned into its opposite by one word: not added or dropped, or an antonym."""
    for pattern, turned in _TURNS:
        outside_quotes = re.sub(r"“[^”]*”|\"[^\"]*\"", lambda m: "\0" * len(m.group()), text)
        match = re.search(pattern, outside_quotes)
        if match:
            changed = _replace(text, *match.span(), match.expand(turned))
            if changed != text:
                yield changed
                return


def splice(one: str, other: str) -> str | None:
    """A quotation that joins the first half of one passage to the second half of another."""
    first, second = one.rstrip(".。").split(), other.rstrip(".。").split()
    if len(first) < 8 or len(second) < 8:
        return None
    head, tail = first[: len(first) // 2], second[len(second) // 2 :]
    return f"The source says: “{' '.join(head)} {' '.join(tail)}.”"

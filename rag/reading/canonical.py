"""One way to write a text: NFC, plain newlines and spaces, nothing that cannot be seen.

Hidden characters can carry instructions that no reader sees (tag characters, long runs of
variation selectors) or turn the order of a line around; none of them reaches the store.
U+200C and U+200D stay: Persian, Indic scripts and emoji are spelled with them.
"""

import re
import unicodedata

_NEWLINE = re.compile(r"\r\n?|[\v\u0085\u2028\u2029]")
_SPACE = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# The flags of England, Scotland and Wales are the only emoji spelled with tag characters.
_FLAGS = "|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
_HIDDEN = re.compile(
    rf"(?P<flag>\U0001f3f4(?:{_FLAGS}))"
    r"|[\U000e0000-\U000e007f]"
    r"|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # bidirectional controls
    r"|[\u200b\u2060-\u2064\u206a-\u206f\ufff9-\ufffb]"
    r"|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0e-\x1f\x7f-\x9f\u00ad\ufeff\ufffe\uffff\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n(?:[ \f]*\n){3,}")


def canonical(text: str) -> tuple[str, int]:
    """``text`` in its one stored form, and how many hidden characters were taken out.

    Control characters, soft hyphens, byte order marks and lone surrogates go uncounted.
    A form feed stays: it stands for a page break.
    """
    text = _NEWLINE.sub("\n", text)
    text = _CONTROL.sub("", _SPACE.sub(" ", text))
    hidden = 0

    def keep_flag(match: re.Match[str]) -> str:
        nonlocal hidden
        kept = match["flag"] or ""
        hidden += 0 if kept else len(match.group())
        return kept

    text = unicodedata.normalize("NFC", _HIDDEN.sub(keep_flag, text))
    return drop_blank_lines(text), hidden


def drop_blank_lines(text: str) -> str:
    """``text`` with at most two blank lines in a row and none around it; page breaks stay."""
    text = _BLANK_LINES.sub(lambda run: "\n\n\n" + "\f" * run.group().count("\f"), text)
    start = len(text) - len(text.lstrip("\n"))
    return text[start:].rstrip(" \n")

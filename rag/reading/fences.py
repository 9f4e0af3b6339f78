"""Fenced code in a text: where it stands, and how it is fenced again. Pure."""

import re
from typing import NamedTuple

# The line above a block of code, which may name its language, and the one below it.
FENCE = re.compile(
    r"^(?P<indent> *)(?P<bars>`{3,}(?=[^`\n]*$)|~{3,}(?= ?[\w+#.-]*$))(?P<language>[^\n]*)$",
    re.MULTILINE,
)


class Code(NamedTuple):
    """A block of code: ``text[start:end]`` with its fences, the first indented by ``indent``."""

    start: int
    end: int
    indent: int


def code_blocks(text: str) -> list[Code]:
    """Every block of fenced code, in order. What is never closed is none."""
    fences = list(FENCE.finditer(text))
    closes = [not match["language"].strip() for match in fences]
    # The longest fence after each, by its sign: an opening one longer than that stays open.
    longest, after = {"`": 0, "~": 0}, []
    for match, closing in zip(reversed(fences), reversed(closes), strict=True):
        after.append(dict(longest))
        sign = match["bars"][0]
        longest[sign] = max(longest[sign], len(match["bars"]) * closing)
    found: list[Code] = []
    opened: re.Match[str] | None = None
    for match, closing, left in zip(fences, closes, reversed(after), strict=True):
        bars = match["bars"]
        if opened is None:
            opened = match if len(bars) <= left[bars[0]] else None
        elif closing and bars.startswith(opened["bars"]):
            found.append(Code(opened.start(), match.end(), len(opened["indent"])))
            opened = None
    return found


def with_fences(text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]``, a block of code, with the fences right above and below it."""
    above = text.rfind("\n", 0, max(0, start - 1)) + 1
    if start and (match := FENCE.fullmatch(text, above, start - 1)):
        start = match.start("bars")
    below = text.find("\n", end + 1)
    below = len(text) if below < 0 else below
    if end < len(text) and (match := FENCE.fullmatch(text, end + 1, below)):
        end = match.end("bars")
    return start, end


def fenced(code: str, language: str = "") -> str:
    """``code`` between fences that are longer than any run of their sign in it."""
    bars = "`" * max(3, *(len(run) + 1 for run in re.findall("`{3,}", code)), 0)
    return f"{bars}{language}\n{code}\n{bars}"


def unfenced(text: str) -> str:
    """``text`` without its fence, where it is a block of code; else as it is."""
    lines = text.strip("\n").split("\n")
    is_code = len(lines) > 2 and FENCE.fullmatch(lines[0]) and FENCE.fullmatch(lines[-1])
    return "\n".join(lines[1:-1]) if is_code else text

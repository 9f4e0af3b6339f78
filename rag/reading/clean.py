"""Noise out of a text before it becomes a document, with a record of everything cut.

Cuts whole lines and paragraphs only: photo credits with their captions, teasers of other
articles, newsletter, cookie and share lines, and paragraphs that stand twice. List items, code,
table rows and short lines that may say something are left alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.reading.canonical import canonical, drop_blank_lines
from rag.reading.layout import Stretch, stretches
from rag.reading.repeats import Repeat, find_repeats
from rag.schema import Kind

# A teaser opens the end of a text when this share of the text stands before it ...
LAST_PART = 0.6
# ... and what follows is little and comes in small pieces.
MOST_TAIL = 0.25
TAIL_WORDS = 60
CAPTION_WORDS = 45
MOST_LINE_CHARS = 400

_AGENCIES = (
    "Getty(?: Images)?|AFP|Reuters|AP(?: Photo| Images)?|EPA(?:-EFE)?|Shutterstock|iStock(?:photo)?"
    "|Unsplash|Pexels|Flash ?90|Xinhua|Bloomberg|ZUMA(?: Press)?|SOPA Images|NurPhoto|Anadolu"
    "(?: Agency)?|Alamy(?: Stock Photo)?|Wikimedia Commons|VCG|SIPA|Pool"
)
_CREDIT = re.compile(
    rf"[^.!?:]{{0,80}}(?:/ ?|\bvia |© ?)(?:{_AGENCIES})\b[^.!?:]{{0,40}}\W*"
    r"|[(\[]?(?:photo|image|picture|photograph|illustration)(?:s)?"
    r"(?: credits?| courtesy(?: of)?| by| source)?\s*(?::|\bby\b|©|courtesy of)"
    r"\s*\S[^.!?]{0,100}\W*"
    r"|(?:צילום|צילומים|קרדיט)\s*:.{1,80}"
    r"|(?:图片来源|圖片來源|图源|摄影|攝影)\s*[:：／/].{1,60}",
    re.IGNORECASE,
)
_CAPTION_WITH_CREDIT = re.compile(
    rf".*\((?:(?:photo|image|picture)s?\b.*|[^()]*/(?:{_AGENCIES})[^()]*)\)\W*", re.IGNORECASE
)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]*"
_CAPTION = re.compile(
    rf"\bon {_MONTH} \d{{1,2}}, \d{{4}}|\bon \d{{1,2}} {_MONTH},? \d{{4}}"
    r"|\((?:left|right|center|centre|L|R|C)\)|\bpictured\b|\bfile photo\b|\blooks on\b"
    r"|\bseen (?:here|in|on|at|during)\b|\bposes? (?:for|with)\b|\bshakes? hands\b",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"check also|(?:read|see|watch) (?:also|more|next)|also read|up next|most (?:read|popular)"
    r"|related (?:articles?|posts?|stories|news|content|coverage)|trending(?: now)?"
    r"|you (?:may|might)(?: also)? (?:like|enjoy|be interested in)|recommended for you"
    r"|more (?:from|on) this (?:author|topic|site|story|subject)|more (?:stories|news|articles)"
    r"|(?:next|previous) (?:article|post|story)|don['’]t miss"
    r"|相关(?:阅读|文章|新闻|报道)|相關(?:閱讀|文章|新聞)|推荐阅读|延伸阅读|猜你喜欢"
    r"|קראו (?:גם|עוד)|עוד בנושא|כתבות (?:נוספות|קשורות)|אולי יעניין אותך",
    re.IGNORECASE,
)
_INLINE_TEASER = re.compile(
    r"(?:(?:read|see|watch) (?:also|more|next)|also read|related|check also"
    r"|相关阅读|延伸阅读|קראו גם)\s*[:：]\s*\S.{0,160}",
    re.IGNORECASE,
)
_SHARERS = "facebook|twitter|x|whatsapp|linkedin|telegram|reddit|pinterest|e-?mail|copy link|print"
_BOILERPLATE = {
    "newsletter line": r"(?:subscribe|sign up)\b.{0,60}\b(?:newsletters?|inbox|updates|alerts)\b"
    r".{0,80}|(?:get|receive) .{0,60}\b(?:in|to) your inbox\b.{0,60}"
    r"|订阅.{0,20}(?:通讯|邮件).{0,20}|הירשמו ל(?:ניוזלטר|עדכונים).{0,60}",
    "cookie notice": r"(?:we|(?:this|our) (?:web)?site) uses? cookies\b.{0,300}"
    r"|accept (?:all )?cookies|(?:cookie|privacy) (?:settings|preferences)",
    "share line": r"(?:share|tweet)(?: (?:this|on|via|it)\b.{0,60})?"
    rf"|(?:(?:share|tweet|{_SHARERS})\b\W*){{2,12}}"
    r"|(?:follow|like|join) us on .{1,60}|分享(?:到|至).{0,30}|扫码关注.{0,20}|שתפו.{0,30}",
    "navigation line": r"skip to (?:main )?content|back to top"
    r"|(?:toggle|open|close) (?:menu|navigation)"
    r"|[\w &'’-]{1,30}(?:[>›»] ?[\w&'’-][\w &'’-]{0,39}){1,5}|leave a (?:comment|reply)"
    r"|\d+ comments?|\d+ min(?:ute)?s? read|log ?in|advertisement|sponsored content|广告|פרסומת",
}
_LINES = {
    kind: re.compile(rf"(?:{pattern})\W*", re.IGNORECASE) for kind, pattern in _BOILERPLATE.items()
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """``cuts`` are ``{"kind", "text", "reason"}``, in the order of the text."""

    text: str
    cuts: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    kind: str
    reason: str


def clean(text: str) -> Cleaned:
    """``text`` in canonical form (NFC, plain newlines, nothing hidden) without its noise.

    Form feeds stay where they are: a reader that puts them at page breaks finds its pages.
    """
    text, hidden = canonical(text)
    parts = stretches(text)
    cuts = {part.start: cut for part, cut in _noise(text, parts)}
    kept = [part for part in parts if part.start not in cuts]
    for repeat in find_repeats(text, kept):
        cuts[repeat.start] = _repeat_cut(repeat)
    ordered = [cuts[start] for start in sorted(cuts)]
    records: list[Mapping[str, str]] = [
        {"kind": c.kind, "text": text[c.start : c.end], "reason": c.reason} for c in ordered
    ]
    if hidden:
        reason = f"{hidden} characters that cannot be seen (such as tag or direction characters)"
        records.append({"kind": "hidden characters", "text": "", "reason": reason})
    return Cleaned(_without(text, ordered), tuple(records))


def _repeat_cut(repeat: Repeat) -> _Cut:
    return _Cut(repeat.start, repeat.end, repeat.kind, repeat.reason)


def _without(text: str, cuts: list[_Cut]) -> str:
    """``text`` without the lines that ``cuts`` cover; their page breaks stay."""
    if not cuts:
        return text
    kept: list[str] = []
    at = 0
    for cut in cuts:
        start = max(at, text.rfind("\n", 0, cut.start) + 1)
        end = text.find("\n", cut.end)
        kept += [text[at:start], "\f" * text.count("\f", start, cut.end)]
        at = len(text) if end < 0 else end + 1
    kept.append(text[at:])
    return drop_blank_lines("".join(kept))


_KEPT = (Kind.LIST_ITEM, Kind.CODE)


def _noise(text: str, parts: list[Stretch]) -> Iterator[tuple[Stretch, _Cut]]:
    """What is not part of the article: credits, teasers and lines of the page around it."""
    words = [text[part.start : part.end] for part in parts]
    done: set[int] = set()
    for i, part in enumerate(parts):
        if i in done or part.kind in _KEPT or len(words[i]) > MOST_LINE_CHARS:
            continue
        for at, kind, reason in _noise_at(text, parts, words, i):
            if at not in done:
                done.add(at)
                yield parts[at], _Cut(parts[at].start, parts[at].end, kind, reason)


def _noise_at(
    text: str, parts: list[Stretch], words: list[str], i: int
) -> Iterator[tuple[int, str, str]]:
    line = words[i]
    if parts[i].kind is Kind.TABLE_ROW:
        yield from _page_lines(line, i)
    elif _CREDIT.fullmatch(line) and len(line) <= 140:
        yield i, "photo credit", "names who made or sold a picture"
        yield from _captions(parts, words, i)
    elif _CAPTION_WITH_CREDIT.fullmatch(line) and len(line.split()) <= CAPTION_WORDS:
        yield i, "photo caption", "ends with the credit of a picture"
    elif _TEASER.fullmatch(line.strip(" :：*#>»|-–—")) and len(line) <= 60:
        for at in _teased(text, parts, words, i):
            yield at, "teaser", f"stands under “{line}”: points to other articles"
    elif _INLINE_TEASER.fullmatch(line) and not line.endswith((".", "。")):
        yield i, "teaser", "points to another article"
    else:
        yield from _page_lines(line, i)


def _page_lines(line: str, i: int) -> Iterator[tuple[int, str, str]]:
    for kind, pattern in _LINES.items():
        if pattern.fullmatch(line):
            yield i, kind, "belongs to the page, not to the article"


def _captions(parts: list[Stretch], words: list[str], i: int) -> Iterator[tuple[int, str, str]]:
    """The caption next to a credit: one sentence that says when, where or who is pictured."""
    for at in (i + 1, i - 1):
        if 0 < at < len(parts) and parts[at].kind is Kind.PROSE:
            line = words[at]
            single = not re.search(r"[.!?][\"”’]? +[A-Z“\"]", re.sub(r"\b[A-Z][a-z]*\.", "", line))
            if single and len(line.split()) <= CAPTION_WORDS and _CAPTION.search(line):
                yield at, "photo caption", "stands by a photo credit and describes the picture"
                return


def _teased(text: str, parts: list[Stretch], words: list[str], i: int) -> list[int]:
    """The teaser line with what it points to: the rest of the text, or the lines under it."""
    tail = range(i, len(parts))
    small = all(len(words[at].split()) <= TAIL_WORDS for at in tail)
    late = parts[i].start >= LAST_PART * len(text)
    if late and small and len(text) - parts[i].start <= max(600, MOST_TAIL * len(text)):
        return list(tail)
    taken = [i]
    for at in range(i + 1, len(parts)):
        headline = len(words[at].split()) <= 16 and not words[at].endswith((".", "。", ":"))
        together = (
            at == i + 1 or not parts[at].after_blank or parts[at].block == parts[at - 1].block
        )
        if not (headline and together):
            break
        taken.append(at)
    return taken

"""Exported chats: each message a paragraph that begins with who wrote it and when. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.reading.days import mentions
from rag.reading.parsed import Parsed
from rag.reading.turns import speakers

_HIDDEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?:[:.][0-5]\d)?(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
)
_DAY = (
    r"(?:(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"|(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})[/.-](?P<last>\d{4}|\d\d))"
)
_WHO = r"(?:~\s?)?(?P<name>[^\W_][^\n:\"“”<>\[\]|]{0,39}|\+[\d ()-]{6,20})"
# "12/03/2025, 09:15 - Ada Poe: Yes", "[12/03/2025, 09:15:03] Ada: Yes", "2025-03-12 09:15 Ada: Yes"
_DATED = re.compile(
    rf"(?P<open>\[)?{_DAY}(?:,?\s|T){_CLOCK}(?(open)\])(?P<dash>\s[-–—])?\s(?P<rest>\S.*)"
)
# "Ada [09:15]: Yes", "[09:15] Ada: Yes", below a line that is a day, if there is one.
_TIMED = re.compile(rf"{_WHO}\s\[{_CLOCK}\]:\s(?P<said>\S.*)")
_SAID = re.compile(rf"{_WHO}:\s+(?P<said>\S.*)")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+", re.IGNORECASE)
# Lines of a program's log, and what a chat's program says of somebody.
_NO_NAME = re.compile(
    r"(?:trace|debug|info|notice|warn(?:ing)?|err(?:or)?|fatal|critical|severe)"
    r"|.*\b(?:created|changed|added|removed|left|joined|pinned|deleted|renamed)\b.*",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"<(?:Media|attached)[^<>]*>|(?:image|video|audio|sticker|GIF|document|Contact card) omitted"
    r"|(?:This message was|You) deleted(?: this message)?\.?|null"
    r"|Messages and calls are end-to-end encrypted\b.*",
    re.IGNORECASE,
)
_EDITED = re.compile(r"\s*<This message was edited>")
_LEAST_SHARE = 0.3  # of the lines of a chat begin a message; long ones have many
_FIRST_LINES = 20  # in which one begins


@dataclass(slots=True)
class _Message:
    """``name`` is empty where the program tells something; ``numbers`` is the day as written."""

    name: str
    said: str
    clock: str
    numbers: tuple[int, int, int] | None = None
    day: date | None = None

    @property
    def when(self) -> str:
        day = f"{self.day.day} {self.day:%B %Y}, " if self.day else ""
        return f"({day}{self.clock})"

    @property
    def paragraph(self) -> str:
        """What ``turns`` knows as a turn, or, of nobody, a sentence."""
        if self.name:
            return f"{self.name} {self.when}: {self.said}"
        return f"{self.said.rstrip('.')} {self.when}."


def parse_chat(text: str) -> Parsed | None:
    """A chat, dated by its latest message: "Ada Poe (12 March 2025, 09:15): Yes". None: no chat.

    The lines of a message become one paragraph. Which of two numbers is the day is judged over
    the whole chat. Pictures that the export lacks and the notice of encryption are cut.
    """
    lines = [" ".join(_HIDDEN.sub("", line).split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not any(_read(line) for line in lines[:_FIRST_LINES]):
        return None
    above: list[str] = []
    messages: list[_Message] = []
    today: date | None = None
    for line in lines:
        if message := _read(line):
            message.day = None if message.numbers else today
            messages.append(message)
        elif day := _only_a_day(line):
            today = day
        elif messages:
            messages[-1].said += f" {line}"
        else:
            above.append(line)
    if len(messages) < _LEAST_SHARE * len(lines):
        return None
    if not speakers(message.name for message in messages if message.name):
        return None
    _settle_days(messages)
    kept = [m for m in messages if not _LEFT_OUT.fullmatch(m.said)]
    cuts = [
        {"kind": "chat line", "text": m.paragraph, "reason": "says nothing by itself"}
        for m in messages
        if _LEFT_OUT.fullmatch(m.said)
    ]
    latest = max((m.day for m in messages if m.day), default=None)
    return Parsed(
        "\n\n".join((*above, *(m.paragraph for m in kept))),
        published=latest.isoformat() if latest else None,
        cuts=cuts,
    )


def _read(line: str) -> _Message | None:
    """The message that begins with ``line``."""
    if timed := _TIMED.fullmatch(line):
        return _Message(_named(timed["name"]), timed["said"], _clock(timed))
    dated = _DATED.fullmatch(line)
    if dated is None or not _clock(dated):
        return None
    iso = dated["year"] is not None
    parts = ("year", "month", "day") if iso else ("first", "second", "last")
    numbers = int(dated[parts[0]]), int(dated[parts[1]]), int(dated[parts[2]])
    said = _SAID.fullmatch(dated["rest"])
    name = _named(said["name"]) if said else ""
    marked = dated["open"] or dated["dash"]
    if not marked and (not name or name[0].islower()):
        return None
    words = said["said"] if said and name else dated["rest"]
    return _Message(name, _EDITED.sub("", words), _clock(dated), numbers)


def _named(name: str) -> str:
    """The name without what would end it; "" where it names nobody."""
    name = " ".join(re.sub(r"[()]", " ", name).split())
    return "" if _NO_NAME.fullmatch(name) else name


def _clock(found: re.Match[str]) -> str:
    """The time as "21:05", of "9:05 PM", too; "" where there is no such time."""
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"] in "pP")
    return f"{hour:02}:{found['minute']}" if hour < 24 else ""


def _only_a_day(line: str) -> date | None:
    """The day of a line that says nothing else: "--- Wednesday, 12 March 2025 ---"."""
    bare = _WEEKDAY.sub("", line.strip("-—–=*_# "))
    found = next(mentions(bare), None) if len(bare) < 40 else None
    whole = found is not None and (found.start, found.end) == (0, len(bare))
    return found.stated.day if found and whole and found.stated.words is None else None


def _settle_days(messages: Sequence[_Message]) -> None:
    """Give each message its day: of 3/4/2025 the order in which no message is impossible.

    Where both are, it is the one in which no day goes back; else the day stands first.
    """
    best = min(_ORDERS, key=lambda order: _faults(_days(messages, order)))
    for message, day in zip(messages, _days(messages, best), strict=True):
        message.day = day if message.numbers else message.day


_ORDERS = ((2, 1, 0), (2, 0, 1))  # where year, month and day stand


def _faults(days: Iterator[date | None]) -> tuple[int, int]:
    missing = back = 0
    before = date.min
    for day in days:
        missing += day is None
        back += day is not None and day < before
        before = day or before
    return missing, back


def _days(messages: Sequence[_Message], order: tuple[int, int, int]) -> Iterator[date | None]:
    for message in messages:
        if message.numbers is None:
            yield message.day
            continue
        of = (0, 1, 2) if message.numbers[0] > 31 else order
        year, month, day = (message.numbers[at] for at in of)
        try:
            yield date(year + 2000 * (year < 100), month, day)
        except ValueError:
            yield None

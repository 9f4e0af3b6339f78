"""E-mails exported as plain text: each message below a heading that says who wrote and when."""

import re
from datetime import datetime
from email.utils import parseaddr, parsedate_to_datetime

from rag.reading.parsed import Parsed

_FIELD = r"(?:From|To|Cc|Bcc|Date|Sent|Subject|Reply-To|Von|An|Datum|Betreff)"
_GAP = r"[ \t]*\n"
# A block of such lines, with the rule that some programs put above each message.
_HEADERS = re.compile(
    rf"^(?:(?:[-=_*]{{3,}}+|-{{3,}}+ ?[\w ]{{1,40}}-{{3,}}+){_GAP}(?:{_GAP})?)?"
    rf"(?P<block>(?:{_FIELD}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){{2,8}})",
    re.MULTILINE,
)
_LINE = re.compile(
    rf"^(?P<name>{_FIELD}):[ \t]*(?P<said>[^\n]*(?:\n[ \t]+\S[^\n]*)*)", re.MULTILINE
)
_NAMES = {"Von": "From", "Datum": "Date", "Sent": "Date", "Betreff": "Subject"}
# "Priya" and "(Treasurer)" below it: one line that says who she is.
_SIGNED = re.compile(r"^([A-Z][\w.-]*(?: [A-Z][\w.-]*)?)\n(\([^()\n]{3,60}\))$", re.MULTILINE)
# What ``parse_mail`` makes of the header lines: "Ada Poe, 6 July 2026, 09:14: The offer".
_MESSAGE = re.compile(r"(?P<name>[^,:]{2,60}), \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d(?:: |$)")
_AGAIN = re.compile(r"^(?:(?:Re|Fwd?|AW|WG|Antw):\s*)+", re.IGNORECASE)


def parse_mail(text: str) -> Parsed:
    """Plain text; where it has e-mails, titled by their subject and dated by the latest.

    Their header lines become "## Ada Poe, 6 July 2026, 09:14: The offer": who receives them and
    the addresses go. A block counts that says from whom, and when or about what.
    """
    subjects: list[str] = []
    days: list[datetime] = []

    def headed(match: re.Match[str]) -> str:
        said = {
            _NAMES.get(line["name"], line["name"]): " ".join(line["said"].split())
            for line in _LINE.finditer(match["block"])
        }
        if not said.get("From") or not (said.get("Date") or said.get("Subject")):
            return match.group()
        name, address = parseaddr(said["From"])
        day = _day(said.get("Date", ""))
        when = f"{day.day} {day:%B %Y, %H:%M}" if day else said.get("Date", "")
        subject = _AGAIN.sub("", said.get("Subject", ""))
        subjects.append(subject)
        days.extend([day] if day else [])
        who = ", ".join(filter(None, (name or address or said["From"], when)))
        return f"\n## {who}{': ' if subject else ''}{subject}\n"

    read = _HEADERS.sub(headed, text)
    if not subjects:
        return Parsed(text)
    latest = max((day.date() for day in days), default=None)
    return Parsed(
        _SIGNED.sub(r"\1 \2", read.lstrip("\n")),
        title=next(filter(None, subjects), None),
        published=latest.isoformat() if latest else None,
    )


def sender_of(heading: str) -> str:
    """Who wrote the message below a heading of ``parse_mail``; "" for any other heading."""
    found = _MESSAGE.match(heading)
    return found["name"] if found else ""


def _day(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said)
    except (ValueError, IndexError, TypeError):
        return None

"""The date that a text says of itself, near its beginning or its end: "edition 3 (March 2023)"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from rag.reading.days import MONTH, Mention, Stated, mentions, of_year

_LINES = 12  # of a text's first lines, blank ones left out
_IMPRINTED = 3  # of the lines below the title
_FOOT = 4  # of its last
_MAX_WORDS = 16  # in what says when; more tell of something else
_MAX_CHARS = 200
_MAX_LINE = 30  # in a line of a title block
_PROSE = 40  # words of a line with which the title block is over

# What says when: each stands before the date, with a number or a preposition between.
_SAYS_WHEN = (
    r"published|posted|issued?|dated?|updated?|revised|revision|reviewed|modified|amended|adopted"
    r"|approved|printed|held|as (?:of|at)|status|version|edition|ed\.|volume|vol\.|rev\."
    r"|minutes|record|draft|released?|concluded|signed|recorded|presented|submitted|Stand|Ausgabe"
    r"|עודכן|עדכון|עדכון אחרון|לאחרונה|פורסמה?|תאריך|מהדורה|מהדורת|גרסה|גרסת|גיליון|נכון|נוסח|ישיבה"
    r"|פרוטוקול"
)
_EFFECTIVE = (
    r"effective(?: date)?|in force|valid|into (?:force|effect)|with effect|applies|applicable"
    r"|prices|fares"
    r"|בתוקף|תקף|תקפה"
)
# A document of such a kind is dated by what stands behind it: "Newsletter, March 2024".
_KINDS = (
    r"newsletter|bulletin|manual|handbook|guide|price list|brochure|leaflet|policy|report|circular"
    r"|notice|memo|data ?sheet|catalogue|catalog|briefing|digest|magazine|journal|announcement"
    r"|statement|communiqué|commentary|(?:policy |information )?note|judgment|ruling|decision|order"
)
_NUMBER = r"(?:\s*(?:no\.?|nr\.?|number|#)?\s*[A-Z]{0,3}\d[\w./-]*)?"
_JOIN = r"[\s,:;.()\[\]–—|·*-]*"
_LINK = (
    rf"{_JOIN}(?:(?:of|in|on|from|for|since|as of|the|vom|von|am|im|ab|החל|מיום|ביום)\s+)*"
    r"(?:[בלמ]-?)?"
)
_LEAD = (
    r"\W*(?:(?:last|first|originally|most recently|date of|this (?:page|document|version|edition))"
    r"\s+|this [\w-]+(?: [\w-]+)? (?:is|was|has been|comes|enters|takes)\s+)*"
)
_BEGINS = re.compile(rf"{_LEAD}(?P<mark>(?:{_SAYS_WHEN})|{_EFFECTIVE})(?!\w)", re.IGNORECASE)
_BESIDE = re.compile(
    rf"(?<!\w)(?:(?P<mark>(?:{_SAYS_WHEN})|{_EFFECTIVE})(?!\w){_NUMBER}{_LINK}"
    rf"|(?:{_KINDS})(?!\w){_NUMBER}{_JOIN}(?:of )?)\Z",
    re.IGNORECASE,
)
_IS_EFFECTIVE = re.compile(_EFFECTIVE, re.IGNORECASE)
_YEAR_BESIDE = re.compile(
    r"(?<!\w)(?:edition|ed\.|published|revised|updated|issued|printed)\b(?: \d{1,2}\b)?"
    r"(?:[\s,:(]*|,? in )(?P<year>(?:19|20)\d\d)[).]*\Z",
    re.IGNORECASE,
)
# The day from which a release may be published: "Embargoed until 12 September 2024, 06:00 GMT".
_EMBARGO = re.compile(
    r"\W*(?:strictly |strict |under |press release[,:–— ]+)*embargo(?:ed)?[\s:–—-]*"
    r"(?:until|till|to|for)?\s*(?:\d\d?[:.]?\d\d(?: ?[ap]m)?(?: [A-Z]{2,4})?,?\s+(?:on )?)?"
    r"(?:[A-Z][a-z]+day,?\s+)?",
    re.IGNORECASE,
)
# Of another day than the text's own, and of another text.
_NOT_OWN = re.compile(
    r"\b(?:next|previous|earlier|supersed\w+|replac\w+|repeal\w+|until|till|before|after"
    r"|died|deadline|due|expir\w+|closing|ended|ending|born|birth|purchase|manufacture|delivery|means"
    r"|to be|will|(?:last|coming) (?:meeting|issue|edition|version|newsletter|session)"
    r"|(?:review|start|end) date|(?:your|his|her|their) [\w-]+"
    r"|(?:year|quarter|month|period) (?:to|ended|from)|valid (?:to|until))\b|הבאה?\b|הקודמת?\b",
    re.IGNORECASE,
)
_VERBS = re.compile(
    r"\b(?:is|was|were|are|has|had|have|been|be|would|can|could|should|may|did|does|said|says|who"
    r"|which|that|when|while|because|since|he|she|they|we|it)\b"
)
_THIS_IS = re.compile(r"\A\W*This(?: [\w-]+){0,2}? (?:is|was|has been) ")
_CLOSES = re.compile(r"[)\]*]*(?:[,;:(.–—]|\s[–—(-]|\Z)")

_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_ISSUE = (
    r"(?:(?:no|nr|vol|volume|issue|number|edition|version|Ausgabe)\.?\s*(?:no\.?\s*)?\w+"
    r"|\w+ edition|第.{1,4}[期版号]|גיליון \w+)"
)
# "Berlin, 3 March 2026", "3 March 2026, 07:30", "No. 47, Winter 2024": nothing else in the line.
_PLACE = r"(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?|[א-ת\"׳ ]{2,20}), "
_MAKER = r"(?:By )?[A-Z][\w'’.-]*(?: (?:&|[A-Z][\w'’.-]*)){0,5}, "
_SET_OUT = (
    rf"(?:{_ISSUE}[,:;]? ?){{0,2}}[(\[]?{_WEEKDAY}@(?:,? (?:at )?\d\d?[:.]\d\d)?[)\]]?"
    rf"(?:,? {_ISSUE}){{0,2}}\.?"
)
_ALONE = re.compile(f"(?:{_PLACE})?{_SET_OUT}")
_SIGNED = re.compile(f"(?:{_MAKER}|{_PLACE}){{0,2}}{_SET_OUT}")
# "The Lorne Gazette, 5 October 2023, by Odile Brassard" below a title.
_IMPRINT = re.compile(
    r"(?!(?:On|In|At|Since|From|By the) )\W*[^\W\d_a-z](?:(?!\b[a-z]+ed\b(?! by| to|\))).)*, "
    rf"{_WEEKDAY}@[)\]*]*(?:[.;]|[,;.]?(?: [–—-])? \(?(?:[^\W\d_a-z]|(?:by|text|report|author"
    r"|summary|abridged|reference|presiding|chaired|taken|recorded|prepared|compiled|reviewed"
    r"|responsible|owner|minutes|notes|confidential|with)\b).*)?"
)
# "发布日期：2024年6月14日", "（2024年6月修订）", "本办法自2026年1月1日起施行".
_CHINESE = re.compile(
    r"(?:.*[^\w]|)(?:(?:最后)?(?:发布|公布|更新|修订|印发|会议|制定|编制)?(?:日期|时间|于)?[:：]|"
    r"(?:最后)?(?:发布|公布|更新|修订|印发|截至)(?:日期|时间|于)?|版本|第.{1,4}[期版])\s*[（(]?@[)）。]*"
    r"|.{0,40}[（(]@.{0,8}(?:修订|修正|发布|公布|更新|印发|制定|通过|版)[)）]"
    r"|@(?:第.{1,4}次)?(?:修订|修正|发布|公布|更新|印发|制定|通过|版|刊)[。）)]*"
    r"|本.{1,12}自@起(?:施行|生效|执行|实施)。?"
)
# "Hull, 29 May 2025 – Norvane today announces", "LONDON, May 29, 2025 /PRNewswire/ -- Norvane".
_DATELINE = re.compile(
    rf"(?:[A-Z][\w'’. -]{{1,30}}, ){{0,3}}{_WEEKDAY}@(?: ?/[\w ]+/| \([\w ]+\))?"
    r"(?: ?[–—]| --?) ?(?=[^\W\d]|[“\"‘])"
)
# "This Agreement is dated 3 February 2025 and made between": however long the line.
_AGREED = re.compile(
    r"(?:this (?:[\w-]+ ){1,4}(?:is |was )?)?(?:dated|(?:made|signed)(?: and entered into)?)"
    rf"(?: on| as of| this)* (?:the )?{_WEEKDAY}@",
    re.IGNORECASE,
)
_LEAST_WORDS = 8  # behind a dateline; fewer are an entry of a list
# "It opened in May. Winter 2024, no. 47": not behind "no." or "Sept.", which a figure follows.
_BETWEEN = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_]|\d{1,2}(?:st|nd|rd|th)? [A-Z])|[。；]|\s[|·•/]\s")
_ABBREVIATED = re.compile(r"\b(?:[Nn]o|[Nn]r|[Vv]ol|[Ee]d|[Rr]ev|v|Sept?)\.\s\Z")
_DAY_OF = re.compile(rf"(?<!\S)\d\d?\.\s+{MONTH}\s")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[\s©]*(?:[^\W\d_][^\d©]{0,40}\s)?(?:(?:19|20)\d\d\s?[-–,]\s?)*"
    r"(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"photo|image|picture|illustration", re.IGNORECASE)


def stated_date(text: str) -> Stated | None:
    """The date that a text gives as its own; None without one.

    First what its title block says: a date alone in a short line, one behind "Published", "Last
    revised", "edition 3" and the like, a dateline, the day that an agreement is dated; then since
    when it is in force; then what its last lines say, and the year of their copyright. What a
    sentence tells of another day does not count, nor a term that it defines, nor dates that stand
    alone where there are several: a diary has those.
    """
    lines = list(_first_lines(text))
    head = list(_said(lines, dateline(text) is not None))
    alone = {stated for kind, stated in head if kind == "alone"}
    for kinds in (("said", *(("alone",) if len(alone) == 1 else ())), ("effective",)):
        for kind, stated in head:
            if kind in kinds:
                return stated
    return None if len(alone) > 1 else _foot(text)


def dateline(text: str) -> date | None:
    """The day that a report begins with; None without one, or where several lines begin so."""
    found = [mention for line in _first_lines(text) if (mention := _reported(line))]
    return found[0].stated.day if len(found) == 1 else None


def names_day(line: str, day: date | None) -> bool:
    """Whether a line names this day."""
    return day is not None and any(found.stated == Stated(day) for found in mentions(line))


def _said(lines: Sequence[str], reported: bool) -> Iterator[tuple[str, Stated]]:
    """What each line says of the text's date, and how: "said", "alone" or "effective"."""
    block = True
    for number, line in enumerate(lines):
        found = next(mentions(line), None)
        whole = found if found and found.stated.words is None else None
        if whole and (
            _AGREED.fullmatch(f"{line[: whole.start]}@") or (reported and _reported(line))
        ):
            yield "said", whole.stated
            continue
        block = block and len(line.split()) <= _PROSE and len(line) <= 8 * _PROSE
        row = " | " in line and any(" | " in beside for beside in _around(lines, number))
        own = block and not row and _length(line) <= _MAX_LINE
        for part in [line.replace(" | ", ": ")] if row else _parts(line):
            if one := _of_part(part, title=not number, block=own):
                yield one
            elif own and 0 < number <= _IMPRINTED and (imprint := _imprint(part)):
                yield "said", imprint


def _around(lines: Sequence[str], at: int) -> tuple[str, ...]:
    return (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])


def _of_part(part: str, *, title: bool, block: bool) -> tuple[str, Stated] | None:
    """What a sentence or field says of the date; ``block``: it is of a title block, not prose."""
    if _length(part) > _MAX_WORDS or len(part) > _MAX_CHARS:
        return None
    at = 0
    found = list(mentions(part))
    for mention in found:
        before, behind = part[: mention.start], part[mention.end :]
        marked = f"{before}@{behind}"
        alone = _ALONE if title else _SIGNED
        if block and alone.fullmatch(marked) and len(found) == 1:
            return "alone", mention.stated
        since, at = before[at:], mention.end
        if _EMBARGO.fullmatch(since) and _CLOSES.match(behind) and not _VERBS.search(behind):
            return "said", mention.stated
        if _NOT_OWN.search(since):
            continue
        if block and _CHINESE.fullmatch(marked):
            return ("effective" if "起" in behind else "said"), mention.stated
        if mark := _marks(before, since, behind, mention, block):
            return ("effective" if _IS_EFFECTIVE.search(mark) else "said"), mention.stated
    if block and not found and (year := _YEAR_BESIDE.search(part)):
        before = part[: year.start()]
        if not _NOT_OWN.search(before) and not _VERBS.search(before):
            return "said", of_year(year["year"])
    return None


def _imprint(part: str) -> Stated | None:
    """The date of "The Lorne Gazette, 5 October 2023. By Odile Brassard"."""
    found = list(mentions(part))
    if len(found) != 1 or _length(part) > _MAX_WORDS or len(part) > _MAX_CHARS:
        return None
    marked = f"{part[: found[0].start]}@{part[found[0].end :]}"
    if _NOT_OWN.search(marked) or _VERBS.search(marked) or not _IMPRINT.fullmatch(marked):
        return None
    return found[0].stated


def _marks(before: str, since: str, behind: str, mention: Mention, block: bool) -> str | None:
    """The words that make the date between ``before`` and ``behind`` the text's own."""
    beside = _BESIDE.search(since)
    begins = _BEGINS.match(before)
    if begins and (beside or mention.stated.words is None):
        return (beside and beside["mark"]) or begins["mark"]
    closed = _CLOSES.match(behind)
    around = f"{_THIS_IS.sub('', before)} {behind}"
    if block and beside and closed and not _VERBS.search(around):
        return beside["mark"] or beside.group()
    return None


def _foot(text: str) -> Stated | None:
    lines = [line.strip() for line in text[-1_500:].splitlines() if line.strip()][-_FOOT:]
    plain = [line.strip("#*_ \t") for line in lines if not re.match(r"[-*•|+] |\d+[.)] ", line)]
    short = [line for line in plain if _length(line) <= _MAX_WORDS]
    found = list(_said(short, False))
    for kind, stated in found:
        if kind != "alone":
            return stated
    if len(found) == 1 and plain[-1:] == short[-1:] and list(_said(short[-1:], False)) == found:
        return found[0][1]
    years = [year for line in short if not _PICTURE.search(line)
             for year in _COPYRIGHT.finditer(line)]  # fmt: skip
    return of_year(years[-1]["year"]) if years else None


def _reported(line: str) -> Mention | None:
    """The day of a line that begins a report."""
    found = next(mentions(line), None)
    if found is None or found.stated.words is not None:
        return None
    words = line[found.end :].split()
    marked = f"{line[: found.start]}@{line[found.end :]}"
    return found if _DATELINE.match(marked) and len(words) >= _LEAST_WORDS else None


def _first_lines(text: str) -> Iterator[str]:
    lines = (line.strip("#*_|- \t") for line in text[:4_000].splitlines())
    for _, line in zip(range(_LINES), filter(None, lines), strict=False):
        yield line


def _parts(line: str) -> Iterator[str]:
    """The sentences and fields of a line."""
    start = 0
    for gap in _BETWEEN.finditer(line):
        if _ABBREVIATED.search(line[: gap.end()]) or _DAY_OF.search(
            line, max(0, gap.start() - 3), gap.end() + 12
        ):
            continue
        yield line[start : gap.start()].strip("*_ ")
        start = gap.end()
    yield line[start:].strip("*_ ")


def _length(words: str) -> int:
    """How many words, of which three Chinese letters are one."""
    return len(words.split()) + sum("一" <= char <= "鿿" for char in words) // 3

"""“Who was absent?”, “Who chaired?”: the lines of minutes that say so by their labels. Pure.

"Apologies: Pieter Vos (sales)" has no word of such a question. English, Chinese and Hebrew.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.rows.listing import listings
from rag.reading.hanzi import simplified
from rag.reading.terms import fold
from rag.schema import DocumentId


class _Row(NamedTuple):
    """What is asked, the label of the line that says it, and whether several lines may."""

    asked: re.Pattern[str]
    label: re.Pattern[str]
    several: bool = False


def _row(asked: str, label: str, *, several: bool = False) -> _Row:
    line = rf"\s*(?:\*\*|__)?(?:{label})(?:\*\*|__)?[ \t]*[:：](?:\*\*|__)?[ \t]*"
    return _Row(re.compile(asked, re.IGNORECASE), re.compile(line, re.IGNORECASE), several)


_BEEN = r"(?:was|were|is|are|has been|have been)"
# In order: the first that the question has decides.
_ROWS = (
    _row(
        rf"\bwho (?:all )?(?:{_BEEN} (?:absent|missing|away|excused|not (?:present|there|at|in)|"
        r"unable to (?:attend|come|be there))|(?:could|did|would)(?: not|n['’]t) "
        r"(?:attend|come|make it|take part|be there)|(?:sent|gave|offered|made)(?: \w+)? apologies|"
        r"apologi[sz]ed|missed|(?:wasn|weren)['’]t (?:present|there|at|in))\b|"
        r"谁(?:缺席|请假)|(?:谁|哪些人)没(?:有)?(?:来|参加|出席|到)|缺席的?(?:是|有)(?:谁|哪些人)|"
        r"מי (?:נעדר|נעדרה|נעדרו|לא (?:הגיע|השתתף|נכח|נכחו|הגיעו|השתתפו|היה|היו))",
        r"apologies(?: for absence)?|apologies received|absent|absentees|absences?|regrets|excused|"
        r"not present|缺席(?:人员|者)?|请假|נעדרים|נעדרו|חסרים|התנצלויות",
    ),
    _row(
        r"\bwho (?:all )?(?:chaired|presided|led|ran)\b|"
        rf"\bwho {_BEEN} (?:in (?:the )?chair|(?:the )?chair(?:man|woman|person)?|chairing)\b|"
        r"谁主持|主持人是谁|(?:מי (?:ניהל|ניהלה|היה יושב|היה יו|הייתה יו))",
        r"(?:meeting )?chair(?:ed by|man|woman|person)?|in (?:the )?chair|presiding|"
        r"主持(?:人)?|主席|יו[\"״']ר|יושב(?:ת)? ראש|מנחה",
    ),
    _row(
        r"\bwho (?:took|wrote|kept|made|recorded|typed|drew up) (?:the |down the )?"
        r"(?:minutes|notes|record)\b|"
        r"\bwho (?:minuted|recorded)\b|\bwho (?:was|is) (?:the )?(?:minute|note)[- ]?taker\b|"
        r"谁(?:做的?|写的?)?(?:会议)?记录|记录人是谁|"
        r"מי (?:רשם|רשמה|כתב|כתבה) (?:את )?ה?פרוטוקול",
        r"minutes(?: (?:taken )?by)?|minute[- ]?taker|note[- ]?taker|notes(?: taken)? by|"
        r"taken by|recorded by|recorder|scribe|secretary|记录(?:人|员)?|רשם|רשמה|פרוטוקול",
    ),
    _row(
        rf"\bwho (?:all )?(?:{_BEEN} (?:present|there|at|in attendance|attending|in|on)\b|"
        r"attended|came to|took part|participated|joined)|"
        r"谁(?:出席|参加)|(?:哪些人|有谁)(?:出席|参加)|出席的?(?:是|有)(?:谁|哪些人)|"
        r"מי (?:נכח|נכחה|נכחו|השתתף|השתתפה|השתתפו|היה נוכח|היו נוכחים)",
        r"(?:members |also )?present|attendees|attending|attendance|in attendance|attended(?: by)?|"
        r"participants|出席(?:人员|者)?|参加(?:人员|者)?|与会(?:人员|者)?|נוכחים|נוכחו|משתתפים",
    ),
    _row(
        r"\bwhere\b.*\b(?:held|take place|took place|meet|met|was (?:the|that|this)|is the)\b|"
        r"\b(?:in )?(?:which|what) (?:room|place|venue)\b|在哪(?:里|儿)?|什么地方|会议地点|"
        r"(?:איפה|היכן)",
        r"place|location|venue|room|where|held (?:at|in)|地点|会议地点|מקום|מיקום",
    ),
    _row(
        r"\b(?:what|(?:which|what) decisions?) (?:was|were|has been|have been|did (?:they|the "
        r"\w+)) "
        r"(?:decided?|agreed?|resolved?|made|taken)\b|做了什么决定|决定了什么|מה הוחלט",
        r"decided|decisions?|resolved|resolution|agreed|决定|决议|החלטה|החלטות|הוחלט",
        several=True,
    ),
)  # fmt: skip
_CHAIR = 1
_IN_PRESENT = re.compile(
    r"(?P<name>[^\W\d_][^,;:()\n]{1,50}?)\s*[(（](?:in the )?(?:chair|主持|יו[\"״']ר)"
)
_PRESENT = _ROWS[3].label
_OF_MEETINGS = frozenset(terms_of("meeting meetings minutes minute session held place call"))
_WORD = re.compile(r"[\w’'-]+")
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_MOST_ROWS = 6
_LONGEST_VALUE = 80  # characters: more is no short answer


class Told(NamedTuple):
    """The lines that say it, and of the first the words behind its label, where they are few.

    No line: minutes say it, but not those of what is asked about.
    """

    chosen: list[int]
    words: tuple[DocumentId, int, int] | None


def told(question: Question, candidates: Sequence[Candidate]) -> Told | None:
    """What minutes say by a label; None where that is not asked for or no line has it.

    What else the question has (a month, a committee) must stand in the passage or its title.
    """
    text = simplified(question.text)
    found = next(((n, m) for n, row in enumerate(_ROWS) if (m := row.asked.search(text))), None)
    if found is None:
        return None
    number, asked = found
    wanted = frozenset[str]()
    if question.language == "en":
        rest = f"{text[: asked.start()]} {text[asked.end() :]}"
        wanted = frozenset(terms_of(rest)) & frozenset(question.terms) - _OF_MEETINGS
    row = _ROWS[number]
    lines = [(i, m) for i, c in enumerate(candidates) if (m := row.label.match(c.text))]
    if number == _CHAIR and not lines:
        lines = [
            (i, m)
            for i, c in enumerate(candidates)
            if _PRESENT.match(c.text) and (m := _IN_PRESENT.search(c.text))
        ]
    if not lines:
        return None
    named = {word for name in question.names for word in fold(name).split()}
    named |= set(_MONTH.findall(text))  # May is neither a name nor a term
    lines = [(i, m) for i, m in lines if wanted | named <= _said_around(candidates[i])]
    if not lines:
        return Told([], None)
    first, label = lines[0]
    if row.several:
        return Told(_of_one_passage(candidates, [i for i, _ in lines], wanted), None)
    own = candidates[first]
    begin, end = label.span("name") if "name" in label.groupdict() else (label.end(), len(own.text))
    if begin >= len(own.text):
        below = [found.whole for found in listings(candidates) if found.introduction == first]
        return Told(below[0], None) if below else None
    at = own.sentence.start_char
    words = (own.chunk.chunk.document_id, at + begin, at + end)
    return Told([first], words if end - begin <= _LONGEST_VALUE else None)


def of_another(question: Question, candidates: Sequence[Candidate]) -> str:
    """Why the minutes that were found do not say it; "" where they do, or there are none."""
    line = told(question, candidates)
    return "The minutes found are of another meeting." if line and not line.chosen else ""


def _said_around(candidate: Candidate) -> frozenset[str]:
    """The words, folded and as written, and terms of a passage with title, headings and month."""
    chunk, provenance = candidate.chunk.chunk, candidate.chunk.provenance
    day = f"{provenance.published:%B %Y}" if provenance.published else ""
    around = " ".join((provenance.title, *chunk.headings, chunk.text, day))
    return frozenset((*terms_of(around), *_WORD.findall(fold(around)), *_WORD.findall(around)))


def _of_one_passage(
    candidates: Sequence[Candidate], lines: Sequence[int], wanted: frozenset[str]
) -> list[int]:
    """The lines of the first one's document, those alone that have what else is asked, if any."""
    of = candidates[lines[0]].chunk.chunk.document_id
    own = [i for i in lines if candidates[i].chunk.chunk.document_id == of]
    own.sort(key=lambda i: candidates[i].sentence.start_char)
    having = [i for i in own if wanted and wanted & set(terms_of(candidates[i].text))]
    return (having or own)[:_MOST_ROWS]

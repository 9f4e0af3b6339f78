"""The short answer: the few words of the best sentence that answer by themselves. Pure.

The reader finds them on its way; an eye looks for them first. They are pointed out only where it
is sure, and where a few words can answer: not for a list, a comparison, a yes or no.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering import closeness
from rag.answering.asking.question import Question, names_in
from rag.answering.evidence import Candidate, Reading
from rag.answering.kinds.handover import party
from rag.answering.kinds.turns import is_question
from rag.answering.pointing.edges import GIVES_REASON, asks_the_end, whole
from rag.answering.pointing.pointed import point
from rag.answering.rows.columns import asks_how_much, fits, is_of, is_price, name_asked_for
from rag.answering.rows.tables import cell_spans, cells_of, label_asked_for, line_of
from rag.reading.terms import fold, query_terms
from rag.reading.turns import label_of, said_in, stamp_of
from rag.schema import DocumentId, Kind, ShortAnswer
from rag.verifying.cite import Composed, shown
from rag.verifying.words import DATE, NUMBER, Asks

# Log-odds against "nothing here answers". Where the sentence answers, 97 in 100 of the words found
# from here on share some with the gold ones, and 88 are them by half or more (F1; 3,130 questions,
# before they are made whole).
SURE = 1.0
SURE_OF_ANSWER = 0.65  # below, the page says that it is not certain, and points nothing out
_MOST = 0.7  # of the sentence: more is no longer short
_MOST_OF_A_REASON = 0.8  # a whole clause, behind little else
_TYPES = ("who", "when", "where", "how", "how_many", "how_much", "which", "what", "why")
_FORMS_OF_CELLS = (Asks.DATE, Asks.MONEY, Asks.PERCENT, Asks.DURATION)
_OF_NO_FORM = (None, Asks.REASON, Asks.MANNER)
_SEVERAL = re.compile(r"\b(?:which|what) (?!does\b)\w*(?:[^suia\W]s|ies)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")
CHOICE = re.compile(r"(?:[\w'’-]+ ){1,4}or(?: [\w'’-]+){1,4}", re.IGNORECASE)
# "When was it built and why?", "how many rooms and windows has it?": one run tells half of it.
TWO_THINGS = re.compile(
    r"\band (?:(?:at|by|for|in|with|from|on|to|of) )?"
    r"(?:what|who|whom|whose|when|where|why|how|which)\b|"
    r"\bhow many [\w-]+(?: [\w-]+)? and [\w-]+(?: [\w-]+)? "
    r"(?:has|have|had|does|do|did|are|were|is|was|can|will)\b|"
    r"\b(?:as against|compared (?:with|to)|respectively)\b|\band\b.*\beach\b",
    re.IGNORECASE,
)
_TWO = re.compile(r"\b(?:and|by)\b|[,;&]|\d[^\d.,]+\d")
# A day on which a lease may be ended is not the day on which it ends.
_MAY_END = re.compile(
    r"\b(?:may|can|could|option|right|break|entitled)\b.{0,40}"
    r"\b(?:end|terminate|break|cancel|leave|notice|clause)\b|\bearly termination\b",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"\W*(?i:who) (?:is|was|are|were) (?P<name>[A-Z].*?)\W*$")
_COUNTED_IN_UNITS = (Asks.DURATION, Asks.PERCENT, Asks.MONEY)
_PLACED = re.compile(
    r"(?:in|into|inside|at|on|onto|from|near|under|below|above|behind|between|beside|along|off|"
    r"outside|through|around) (?:an? |the )?[a-z]{3,}"
)
_SOMEBODY = re.compile(r"(?:an?|the|his|her|its|their|our|two|three|some|several|one of) [a-z]")
_IN_A_PLACE = re.compile(r"(?:in|at|near) (?:the )?[A-Z]")
_COUNTED = re.compile(r"\bhow many (?P<noun>[a-z]{3,})", re.IGNORECASE)
_SHORT_UNITS = {"miles": "mi", "kilometres": "km", "kilometers": "km", "metres": "m", "meters": "m"}
_JOINED = re.compile(r"\band\b|[,&]|\d")
_ONE_DATE = re.compile(
    rf"(?:{DATE.pattern})(?:[\s,]*(?:{DATE.pattern}|\d{{1,2}}\b))*", re.IGNORECASE
)


_DONE = re.compile(r"\b(?:did|was|were)\b", re.IGNORECASE)
_OTHER_TIME = re.compile(
    r"\d|\b(?:tomorrow|tonight|noon|midnight|next|last|ago|before|earlier|later|then|when|will|"
    r"going to|week|weekend|month|year)\b",
    re.IGNORECASE,
)


class Words(NamedTuple):
    """A run of words of a document, half-open."""

    document_id: DocumentId
    start_char: int
    end_char: int


def find(question: Question, candidate: Candidate, reading: Reading | None) -> Words | None:
    """The words of the candidate that answer, None where they are not to be pointed out."""
    if question.language != "en":
        return _by_form(question, candidate)
    if day := _day_it_was_sent(question, candidate):
        return day
    if reading is None or reading.words < SURE or candidate.sentence.kind is not Kind.PROSE:
        return None
    if question.tongue and not reading.multilingual:  # read by the reader of English
        return None
    if question.type not in _TYPES or question.wants_list:
        return None
    begin = len(candidate.told_by) - candidate.unread  # of the text, in what was read
    if reading.run[0] < begin or is_question(candidate) or _is_taken_back(candidate):
        return None
    start, end = (at - begin for at in reading.run)
    start, end = party(question.text, candidate.text) or (start, end)
    start, end = _of_one_date(question, candidate.text, start, end)
    start, end = whole(question, candidate.text, start, end)
    end = _of_one_clause(question, candidate.text, start, end)
    run = candidate.text[start:end]
    gives_reason = question.asks is Asks.REASON and GIVES_REASON.match(run)
    most = _MOST_OF_A_REASON if gives_reason else _MOST
    if not run or len(run) > most * len(candidate.text):
        return None
    if not _has_the_form(question, run, candidate.text):
        return None
    if _counts_other(question, candidate.text, start, end):
        return None
    if asks_the_end(question) and _MAY_END.search(candidate.text[:start]):
        return None
    if _is_done_to(question, candidate.text, start):
        return None
    at = candidate.sentence.start_char
    return Words(candidate.chunk.chunk.document_id, at + start, at + end)


def _day_it_was_sent(question: Question, candidate: Candidate) -> Words | None:
    """Of a message that tells of what was done, and not when: its own day.

    "The crane comes at noon" is not about the day on which it was written.
    """
    sent, _, _time = stamp_of(candidate.text).rpartition(",")
    message = said_in(candidate.text)
    if question.asks is not Asks.DATE or not sent or not _DONE.search(question.text):
        return None
    if DATE.search(message) or _OTHER_TIME.search(message):
        return None
    if is_question(candidate) or _is_taken_back(candidate):
        return None
    at = candidate.sentence.start_char + candidate.text.index(sent)
    return Words(candidate.chunk.chunk.document_id, at, at + len(sent))


# "Portugal and the motors come from Japan", "Ada Poe succeeded Bo Lind"
_NEXT_CLAUSE = re.compile(
    r",?\s(?:and|but|while|whereas)\s(?:the|its|their|his|her|an?)\s[a-z][\w-]*(?:\s[a-z][\w-]*)?\s"
    r"(?:is|are|was|were|has|have|had|come|comes|came|go|goes|went|stays?|stands?|lies?)\s|"
    r"\s(?:succeed(?:s|ed)|replace[sd]|follow(?:s|ed)|took over from)\s(?=[A-Z])"
)
_ONE_VALUE = (Asks.PLACE, Asks.DATE, Asks.PERSON, Asks.ORGANISATION)


def _of_one_clause(question: Question, text: str, start: int, end: int) -> int:
    """Where a run ends that begins another clause; ``start`` where that may be the one asked about.

    "Where are the motors made?" is not told by "Portugal and the motors come from Japan".
    """
    if question.asks not in _ONE_VALUE:
        return end
    beyond = _NEXT_CLAUSE.search(text, start, end)
    if beyond is None:
        return end
    rest = closeness.terms_of(text[beyond.start() : end], question.tongue)
    return start if set(question.stems).intersection(rest) else beyond.start()


def _by_form(question: Question, candidate: Candidate) -> Words | None:
    """The words of a Chinese or Hebrew sentence that have the form asked for."""
    of_form = question.type not in ("list", "compare", "yes_no") and not question.wants_list
    if not of_form or candidate.heads or is_question(candidate):
        return None
    around = candidate.chunk.chunk.text
    span = point(question.text, question.language, candidate.text, around)
    if span is None:
        return None
    at = candidate.sentence.start_char
    return Words(candidate.chunk.chunk.document_id, at + span[0], at + span[1])


# "The story goes that a brewer lost a bet. It is not true."
_TAKES_BACK = re.compile(
    r"\W*(?:but |yet |however, )?(?:it|this|that|the (?:story|tale|claim|report|rumou?r|legend))\s"
    r"(?:is|was|has been|proved|turned out to be)\s(?:\w+ly )?(?:not (?:true|so\b|correct"
    r"|the case)|untrue|false\b|wrong\b|incorrect|mistaken|disproved|nonsense"
    r"|(?:a|an? \w+) (?:myth|legend|mistake|error|hoax|invention)\b)",
    re.IGNORECASE,
)


def _is_taken_back(candidate: Candidate) -> bool:
    """Whether the sentence behind says that this one is not true."""
    chunk = candidate.chunk.chunk
    behind = chunk.text[candidate.sentence.end_char - chunk.start_char :]
    return _TAKES_BACK.match(behind) is not None


def find_cell(question: Question, candidates: Sequence[Candidate], index: int) -> Words | None:
    """The cell of a row under the one head that the question has words of; None elsewhere.

    The row has to be about what is asked: in its first cell are no other words, or no other row
    has as much of the question. What the first column is called says of no other which it is:
    "the status of order 1004". Where the question has words of no head, it is the only cell that
    has the form asked for: a date, for "when", a bare number under "Price", for what it costs.
    """
    candidate = candidates[index]
    start, end = _cell_asked_for(question, candidates, index) or (0, 0)
    line, at = line_of(candidate)
    if not any(map(str.isalnum, line[start:end])):
        return None
    return Words(candidate.chunk.chunk.document_id, at + start, at + end)


def leaves_empty(question: Question, candidates: Sequence[Candidate], index: int) -> bool:
    """Whether nothing stands in the cell that is asked for by row and column."""
    span = _cell_asked_for(question, candidates, index)
    return span is not None and span[0] == span[1]


def _cell_asked_for(
    question: Question, candidates: Sequence[Candidate], index: int
) -> tuple[int, int] | None:
    """Where the cell stands in the candidate's line."""
    candidate = candidates[index]
    label = label_asked_for(question, candidate) or name_asked_for(question, candidates, index)
    if not (label and candidate.heads) or question.type == "compare":
        return None
    called = cells_of(candidate.heads)
    first, *heads = (set(closeness.terms_of(head)) for head in called)
    asked = set(question.terms) - label
    line, _ = line_of(candidate)
    spans = cell_spans(line)
    said = [len((asked - first) & head) for head in heads]
    cells = [line[a:b] for a, b in spans[1:]] + [""] * (len(called) - len(spans))
    fit = [fits(question, *pair) for pair in zip(called[1:], cells, strict=False)]
    if any(fit) and asks_how_much(question):  # "Grants awarded" are counted, not summed up
        names = (set(closeness.terms_of(_IN_BRACKETS.sub("", head))) for head in called[1:])
        each = zip(said, names, fit, strict=False)
        said = [n if of_kind or name <= asked else 0 for n, name, of_kind in each]
    if not any(said):
        folded, formed = fold(question.text), question.asks in _FORMS_OF_CELLS
        said = [formed and closeness.values_in(question, folded, cell) for cell in cells]
    kinds = [of_kind and 1 + is_price(head) for head, of_kind in zip(called[1:], fit, strict=False)]
    likeliest = [3 * n + of_kind for n, of_kind in zip(said, kinds, strict=False)]
    most = max(likeliest, default=0)
    if not most or likeliest.count(most) > 1:
        return None
    column = likeliest.index(most)
    if column + 1 >= len(spans):
        return None
    # "What does the warranty cost?" is answered neither by how long it is nor by the price.
    lasts = is_of(Asks.DURATION, called[1 + column]) and question.asks is not Asks.DURATION
    return None if lasts and any(fit) else spans[1 + column]


def speaker_of(candidate: Candidate) -> Words | None:
    """The label of a turn that begins with it: who says it."""
    label = label_of(candidate.text)
    if not label:
        return None
    at = candidate.sentence.start_char + candidate.text.index(label)
    return Words(candidate.chunk.chunk.document_id, at, at + len(label))


def value_beside(question: Question, candidate: Candidate) -> Words | None:
    """The second of two cells, where the question has words of the first and none of it."""
    line, at = line_of(candidate)
    spans = cell_spans(line)
    if len(spans) != 2 or not candidate.heads or question.type in ("yes_no", "compare"):
        return None
    label, value = (set(closeness.terms_of(line[start:end])) for start, end in spans)
    asked = set(question.terms)
    if not label & asked or value & asked or not value:
        return None
    return Words(candidate.chunk.chunk.document_id, at + spans[1][0], at + spans[1][1])


def of_row(question: Question, candidate: Candidate, column: int, named: bool) -> Words | None:
    """What the highest of its column is called, or how high it is, where "what" asks for that."""
    line, at = line_of(candidate)
    spans = cell_spans(line)
    wants_value = named and question.type in ("what", "how_much", "how_many", "how")
    lettered = (n for n, (a, b) in enumerate(spans) if re.search(r"[^\W\d]{3}", line[a:b]))
    chosen = column if wants_value else next(lettered, 0)
    if chosen >= len(spans):
        return None
    start, end = spans[chosen]
    return Words(candidate.chunk.chunk.document_id, at + start, at + end)


def of_column(candidate: Candidate, column: int) -> Words | None:
    """The cell of a row in a column."""
    line, at = line_of(candidate)
    spans = cell_spans(line)
    if column >= len(spans):
        return None
    start, end = spans[column]
    return Words(candidate.chunk.chunk.document_id, at + start, at + end)


# "What was it built for?" is not answered by how it was paid, nor by where it stands.
_WHAT_FOR = re.compile(r"what (?:is|are|was|were) .+ for\W*$", re.IGNORECASE)
# A place is no purpose, nor is an amount.
_NO_PURPOSE = re.compile(
    r"(?:with|by|in|on|at|from|under|near|between)\b|(?:up to |about )?[$€£¥]?\s?\d[\d.,]*"
    r"(?: ?(?:%|percent|thousand|million|billion))?$",
    re.IGNORECASE,
)


def _has_the_form(question: Question, run: str, text: str) -> bool:
    """Whether the run of ``text`` can be what is asked for: a date, several where several are."""
    if _SEVERAL.search(question.text) and not _JOINED.search(run):
        return False
    if TWO_THINGS.search(question.text) and not _TWO.search(run):
        return False
    if _WHAT_FOR.match(question.text) and _NO_PURPOSE.match(run):
        return False
    if question.asks is Asks.PLACE:
        placed = question.type == "where" and _PLACED.match(run) and not DATE.search(run)
        return bool(names_in(run) or placed)
    if question.asks is Asks.PERSON and _IN_A_PLACE.match(run):
        return False
    described = _DESCRIBED.match(question.text)
    if described and described["name"] in question.names:
        # "Jon Poe" does not say who Ida Halden is, "Captain Ida Halden" and "a captain" do.
        more = not set(query_terms(run)) <= set(question.terms)
        return more and (described["name"] in run or " ".join(names_in(run)) != run)
    if question.asks in _OF_NO_FORM:
        # Words of the question are no answer to it, unless it gives them as a choice.
        said = set(query_terms(run))
        choice = CHOICE.search(question.text)
        given = said & set(query_terms(choice.group())) if choice else ()
        return not said <= set(question.terms) or bool(given)
    asked = fold(question.text)
    if closeness.values_in(question, asked, run):
        return True
    if question.asks is Asks.PERSON and _SOMEBODY.match(run):
        # Where nobody is named: "his own mother", "the dukes".
        named = closeness.values_in(question, asked, text)
        return not named and not set(query_terms(run)) <= set(question.terms)
    # "Ten years" for "how many years": the question has the unit.
    return question.asks in _COUNTED_IN_UNITS and bool(_figures(run) - _figures(asked))


def _figures(text: str) -> set[str]:
    """The numbers in the words, as written."""
    return {found.group().rstrip(".,").lower() for found in NUMBER.finditer(text)}


def _counts_other(question: Question, text: str, start: int, end: int) -> bool:
    """Whether it counts one thing, and the text what is asked for: 523 km (325 mi)."""
    found = _COUNTED.search(question.text)
    if found is None:
        return False
    noun = found["noun"].lower()
    short = _SHORT_UNITS.get(noun)
    units = rf"{re.escape(noun)}|{short}" if short else re.escape(noun)
    counted = re.compile(rf"(?:{NUMBER.pattern})\s(?:{units})\b", re.IGNORECASE)
    inside = re.search(rf"\b(?:{units})\b", text[start:end], re.IGNORECASE)
    return not inside and any(m.end() <= start or end <= m.start() for m in counted.finditer(text))


_WHO_DID = re.compile(
    r"\W*who (?!(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|may)\b)"
    r"(?P<verb>[a-z]{3,})\b",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"\b(?:to|from|for|with|against) (?:the |an? )?$")


def _is_done_to(question: Question, text: str, start: int) -> bool:
    """“Who sold the mill?”: in "Ada sold the mill to Bo" it was not the one behind "to"."""
    asked = _WHO_DID.match(question.text)
    if asked is None or not _TO_WHOM.search(text[:start]):
        return False
    active = rf"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbeing )\b{re.escape(asked['verb'])}\b"
    return re.search(active, text[:start], re.IGNORECASE) is not None


# Behind "and", a verb in its plain form begins another statement: "on 2 April and take weeks".
_SECOND = re.compile(r",?\s(?:and|but|which|who)\s(?P<next>[a-z]{3,})\b")


def _of_one_date(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The part of the run with the date that is asked for; empty where that cannot be told.

    In “Kestrel in May, Heron in June” it is the part behind the name that the question has.
    """
    if question.asks is not Asks.DATE:
        return start, end
    for match in _SECOND.finditer(text, start, end):
        dated = _dates_in(text[start : match.start()])
        if dated and not _dates_in(match["next"]) and not _dates_in(text[match.end() : end]):
            end = match.start()
            break
    run = text[start:end]
    inside = [name for name in names_in(run) if not _dates_in(name)]
    if _dates_in(run) < 2 or not inside:
        return start, end
    asked = [name for name in inside if fold(name) in fold(question.text)]
    if len(asked) != 1:
        return start, start
    start += run.index(asked[0]) + len(asked[0])
    rest = text[start:end]
    return (start, end) if _dates_in(rest) and not _names_more(rest) else (start, start)


def _names_more(run: str) -> bool:
    """Whether the run names something besides months and days."""
    return any(not _dates_in(name) for name in names_in(run))


def _dates_in(text: str) -> int:
    """How many dates stand in the words; “spring 2027” and “2 April 2020” are one each."""
    return len(_ONE_DATE.findall(text))


def place(found: Words | None, composed: Composed) -> ShortAnswer | None:
    """The words in an answer that quotes their sentence; None where it does not."""
    if found is None:
        return None
    for said in composed.sentences:
        for citation in composed.cited(said):
            start, end = citation.start_char, citation.end_char
            if citation.provenance.document_id != found.document_id:
                continue
            if not start <= found.start_char < found.end_char <= end:
                continue
            quote = citation.quote[found.start_char - start : found.end_char - start]
            before = shown(citation.quote[: found.start_char - start])
            at = said.text.find(shown(quote), len(before))
            if at >= 0:
                at += said.start_char
                return ShortAnswer(
                    quote=quote,
                    marker=citation.marker,
                    start_char=found.start_char,
                    end_char=found.end_char,
                    answer_start_char=at,
                    answer_end_char=at + len(shown(quote)),
                )
    return None

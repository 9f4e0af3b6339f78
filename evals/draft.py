"""Question drafts from documents, without a model, for a person to accept or correct. Pure.

A sentence with a figure, a date, a person or a reason becomes a question whose answer is in that
sentence. Where a question names a year, a person or a place, a twin of it names another one that
the documents do not have: that one must be left unanswered.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from evals.clauses import Clause, clause, noun_phrase, tidy
from rag.schema import Document, Kind, Sentence

_YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = (r"(?:January|February|March|April|May|June|July|August|September|October|November"
          r"|December)")  # fmt: skip
_WHEN = re.compile(
    rf"\b(?:in|on|since) (?:early |late |mid-)?"
    rf"((?:{_MONTH} \d{{1,2}}(?:,? {_YEAR})?)|(?:\d{{1,2}} {_MONTH}(?: {_YEAR})?)"
    rf"|(?:{_MONTH} {_YEAR})|{_YEAR})(?![\d–-])"
)
_WORDED = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|\b(?:{_WORDED})\b)"
    r"(?: (?:hundred|thousand|million|billion|trillion)\b)?"
)
_HEDGE = r"(?:about|around|some|nearly|almost|over|more than|roughly|approximately|at least|up to)"
_MONEY = re.compile(
    rf"(?:(?:{_HEDGE}) )?((?:US)?[$€£¥]\s?[\d,.]*\d(?: (?:million|billion|trillion))?)"
)
_PERCENT = re.compile(rf"^(?:{_HEDGE} )?(\d+(?:\.\d+)?(?:%| percent| per cent)) of (.+)$", re.I)
_COUNTED = re.compile(rf"^(?:({_HEDGE}) )?({_NUMBER}) (.+)$", re.I)
_PLAIN_VALUE = re.compile(rf"(?:{_HEDGE} )?((?:{_NUMBER})(?:%| per ?cent)?)")
_MEASURES = re.compile(
    r"\b(?:population|number|cost|price|value|area|length|height|share|rate|total|amount|average|"
    r"size|capacity|budget|turnover|speed|distance|temperature|weight|age|income)\b"
)
_PERSON = re.compile(
    r"^(?!(?:The|Individual|Many|Other|Early|Modern|Local)\b)"
    r"(?:(?:Dr|Mr|Mrs|Ms|Sir|King|Queen|President|Professor|Emperor|Pope|General|Captain)\.? )?"
    r"[A-Z][a-zé’'-]+(?: [A-Z]\.| (?:van|von|de|ibn|bin|al|of|the)\b)*(?: [A-Z][\w’'-]+){1,2}$"
)
_NOT_PEOPLE = re.compile(
    r"\b(?:University|College|School|River|City|Company|Corporation|Group|Bank|Ministry|Church|"
    r"Empire|Kingdom|Republic|Union|War|Act|Treaty|Party|Street|Park|Lake|Island|Islands|Sea|"
    r"Ocean|Mountains?|County|State|States|Valley|Museum|Committee|Council|Army|Navy|Institute|"
    r"Association|League|Department|Office|Court|House|Palace|Castle|Bridge|Station|Airport|"
    r"Games|Bowl|Cup|Society|Network|System|Protocol|North|South|East|West|Northern|Southern|"
    r"Eastern|Western|New|Old|Great|Saint|Roman|American|British|French|German|European|Chinese|"
    r"Museum|Theatre|Center|Centre|Foundation|Agency|Commission|Administration|Crisis|Trade|"
    r"World|National|International|Central|Act|Law|Line|Station|Journal|Times|Post|News)\b"
)
_BECAUSE = re.compile(r"^(.*?),? because ((?!of\b).+)$")
_STRANGERS = ("Tobias Renner", "Amina Castell", "Viktor Halloran", "Ingrid Solbakken")
_ELSEWHERE = ("Montevideo", "Tromsø", "Windhoek", "Paramaribo", "Ulaanbaatar", "Reykjavik")
_PLACE = re.compile(
    r"(?<=[a-z] )(?:in|at|near|to|from) ([A-Z][a-z]{3,}(?: [A-Z][a-z]+)?)\b(?! [A-Z\d]|[’'])"
)
# A person's two names, with no capital before or after that would make it part of more.
_NAMED = re.compile(r"\b[a-z]+ ([A-Z][a-zé’-]+ (?:[A-Z]\. )?[A-Z][a-zé’-]+)(?= [a-z]|\?)")
_NO_PERSON = re.compile(
    r"^(?:an?|the|one of) (?:\w+ ){0,2}(?:cent(?:re|er)|city|town|river|place|building|part|area|"
    r"region|group|company|site|example|symbol)\b"
)
_PER_DOCUMENT = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """One question to accept or correct; ``answer`` is what a right answer must hold."""

    id: str
    question: str
    kind: str
    answer: str = ""
    quote: str = ""
    source: str = ""
    note: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it, as far as the drafter knows."""
        return bool(self.answer)


def drafts(
    documents: Sequence[Document],
    sentences: Iterable[Sequence[Sentence]],
    *,
    limit: int = 40,
    unanswerable: float = 0.3,
) -> list[Draft]:
    """Up to ``limit`` drafts, spread over documents and kinds; a share of them unanswerable.

    ``sentences`` are each document's sentences, in the documents' order.
    """
    everything = "\n".join(d.text for d in documents)
    common = frozenset(re.findall(r"\b[a-z]{2,}\b", everything)) | {"a"}
    by_group: dict[tuple[str, str], list[Draft]] = {}
    for document, units in zip(documents, sentences, strict=True):
        for draft in _of_document(document, units, common):
            by_group.setdefault((draft.source, draft.kind), []).append(draft)
    turns = zip_longest(*(by_group[key] for key in sorted(by_group)))
    spread = [draft for turn in turns for draft in turn if draft is not None]
    twins = [twin for draft in spread for twin in _near_misses(draft, everything)]
    wanted = min(len(twins), round(limit * unanswerable))
    chosen = [*spread[: limit - wanted], *_spread(twins)[:wanted]]
    return [replace(d, id=f"draft-{n:02d}") for n, d in enumerate(chosen, 1)]


def _spread(twins: Sequence[Draft]) -> list[Draft]:
    """Twins of each kind in turn."""
    kinds: dict[str, list[Draft]] = {}
    for twin in twins:
        kinds.setdefault(twin.kind, []).append(twin)
    return [t for turn in zip_longest(*kinds.values()) for t in turn if t is not None]


def _of_document(
    document: Document, units: Sequence[Sentence], common: frozenset[str]
) -> Iterator[Draft]:
    seen: set[str] = set()
    for unit in units:
        quote = document.text[unit.start_char : unit.end_char]
        if unit.kind is not Kind.PROSE or not _plain(quote):
            continue
        for kind, question, answer in islice(_questions(" ".join(quote.split()), common), 2):
            if question not in seen and len(seen) < _PER_DOCUMENT:
                seen.add(question)
                yield Draft("", question, kind, answer, quote, document.source)


def _plain(sentence: str) -> bool:
    """Whether a sentence is of the kind that can be taken apart by rules."""
    count = len(sentence.split())
    return 6 <= count <= 34 and not re.search(r"[;:“”\"\[\]?!]|\bmay refer\b|^\W", sentence)


def _questions(sentence: str, common: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """(kind, question, answer) of a sentence, the most certain shape first."""
    sentence = re.sub(r"\s*\([^)]*\)", "", sentence)
    parts = clause(_without_opening_date(sentence), common)
    shapes = (
        _share, _there_are, _counted_subject, _value, _why, _how_many, _how_much, _when, _who,
        _what,
    )  # fmt: skip
    for shape in shapes:
        found = shape(sentence, parts)
        if found and 4 <= len(found[1].split()) <= 26:
            yield found


Shape = tuple[str, str, str] | None


def _without_opening_date(sentence: str) -> str:
    """The sentence "In 2012, the line opened" as "The line opened in 2012"."""
    opening = re.match(rf"^((?:In|On) [^,]*?{_YEAR})(?: during [^,]+,|,)? (\S.*?)\.?$", sentence)
    if not opening or not _WHEN.fullmatch(opening.group(1)[0].lower() + opening.group(1)[1:]):
        return sentence
    date, rest = opening.groups()
    return f"{rest[0].upper()}{rest[1:]} {date[0].lower()}{date[1:]}."


def _share(sentence: str, parts: Clause | None) -> Shape:
    found = _PERCENT.match(sentence.rstrip("."))
    if not found or "," in found.group(2) or not clause(f"The {found.group(2)}"):
        return None
    return "share", f"What percentage of {tidy(found.group(2))}?", found.group(1)


def _there_are(sentence: str, parts: Clause | None) -> Shape:
    found = re.match(r"^There (are|were|have been|had been) (.+?)\.?$", sentence)
    counted = _COUNTED.match(found.group(2)) if found else None
    noun = noun_phrase(counted.group(3)) if counted else ""
    if not found or not counted or not noun:
        return None
    rest = _first_part(counted.group(3)[len(noun) :])
    first, _, second = found.group(1).partition(" ")
    question = tidy(f"How many {noun} {first} there {second} {rest}")
    return "how_many", f"{question}?", counted.group(2)


def _first_part(text: str) -> str:
    """What stands before the first comma, dash or conjunction."""
    return re.split(r"[,;]| [–-] |\b(?:and|or|but|which|while|when)\b", text)[0]


def _value(sentence: str, parts: Clause | None) -> Shape:
    """A measure and its value: "The population was 1.7 million in 2012"."""
    if not parts or parts.verb not in {"is", "was"} or not _MEASURES.search(parts.subject):
        return None
    found = _MONEY.match(parts.rest) or _PLAIN_VALUE.match(parts.rest)
    if not found or "," in parts.rest[found.end() :]:
        return None
    rest = parts.rest[found.end() :]
    after = rest if re.match(r" (?:in|at|on|during) ", rest) else ""
    return "value", tidy(f"What {parts.verb} {parts.subject}{after}") + "?", found.group(1)


def _counted_subject(sentence: str, parts: Clause | None) -> Shape:
    if not parts:
        return None
    found = _COUNTED.match(parts.subject)
    noun = noun_phrase(found.group(3)) if found else ""
    if not found or not noun or noun != found.group(3) or re.fullmatch(_YEAR, found.group(2)):
        return None
    return "how_many", parts.asked_for_subject(f"How many {noun}"), found.group(2)


def _why(sentence: str, parts: Clause | None) -> Shape:
    found = _BECAUSE.match(parts.rest) if parts else None
    if not parts or not found or re.search(r",|\band (?:was|were|is|are|ha[sd])\b", found.group(1)):
        return None
    return "why", parts.asked("Why", found.group(1)), tidy(found.group(2))


def _how_many(sentence: str, parts: Clause | None) -> Shape:
    if not parts or parts.verb in {"is", "was", "will", "would", "can", "could", "should"}:
        return None
    particle = re.match(r"(?:of|to|into|over|up|for|by|at) ", parts.rest)
    start = particle.end() if particle else 0
    found = _COUNTED.match(parts.rest[start:])
    if not found or re.fullmatch(_YEAR, found.group(2)) or parts.auxiliary in {"are", "were"}:
        return None
    noun = noun_phrase(found.group(3))
    if not noun or noun.split()[0] in {"percent", "per"} or not noun.endswith(("s", "people")):
        return None
    rest = _first_part(found.group(3)[len(noun) :])
    rest = f"{parts.rest[:start].strip()} {rest}"
    return "how_many", parts.asked(f"How many {noun}", rest), found.group(2)


def _how_much(sentence: str, parts: Clause | None) -> Shape:
    found = _MONEY.match(parts.rest) if parts and parts.base else None
    if not parts or not found:
        return None
    rest = parts.rest[found.end() :]
    if rest[:1] not in {"", " "} or re.match(r" (?:and|or|worth|in [a-z]+s\b)", rest):
        return None
    return "how_much", parts.asked("How much", rest), found.group(1)


def _when(sentence: str, parts: Clause | None) -> Shape:
    dates = list(_WHEN.finditer(parts.rest)) if parts else []
    if not parts or len(dates) != 1 or parts.subject[:1].isdigit():
        return None
    before, after = parts.rest[: dates[0].start()], parts.rest[dates[0].end() :]
    if after.strip(" .") and not re.match(r"^(?: (?:by|in|at|with|for|under|after|as)\b|,)", after):
        return None
    before = before.rstrip(" ,")
    if before.count(",") or re.search(r"\b(?:and|but|which|who|that|while|when)\b", before):
        return None
    if after.startswith(",") or re.search(r"\b(?:and|but|which|when|while)\b", after):
        after = ""
    return "when", parts.asked("When", f"{before}{after}"), dates[0].group(1)


def _who(sentence: str, parts: Clause | None) -> Shape:
    if not parts or not _is_person(parts.subject) or _NO_PERSON.match(parts.rest):
        return None
    if re.search(
        r"\b(?:this|these|his|her|their|he|she|him|also|they|there|then|it|its)\b", parts.rest
    ):
        return None
    rest = re.split(r", (?:and|but|which|who|where|when|while)\b", parts.rest)[0]
    if len(rest.split()) < 3:
        return None
    return "who", replace(parts, rest=rest).asked_for_subject("Who"), parts.subject


def _is_person(name: str) -> bool:
    return bool(_PERSON.match(name)) and not _NOT_PEOPLE.search(name)


def _what(sentence: str, parts: Clause | None) -> Shape:
    if not parts or parts.verb not in {"is", "was"} or not re.match(r"(?:a|an|the) ", parts.rest):
        return None
    if not re.match(r"^(?:The )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)+$", parts.subject):
        return None
    head = re.split(r",| (?:that|which|who|located|founded|based|where|in|on|from|for)\b",
                    parts.rest)[0]  # fmt: skip
    subject = parts.subject.replace("The ", "the ", 1)
    person = _is_person(parts.subject) and not _NO_PERSON.match(parts.rest)
    word = "Who" if person else "What"
    return "what", f"{word} {parts.verb} {subject}?", tidy(head)


def _near_misses(draft: Draft, everything: str) -> Iterator[Draft]:
    """Twins of a question about a year, a person or a place that the documents do not have."""
    year = re.search(rf"\b{_YEAR}\b", draft.question)
    if year:
        said = int(year.group())
        other = next(y for y in range(said + 7, said + 90) if str(y) not in everything)
        yield _twin(draft, year.group(), str(other), "unknown_year")
    name = _NAMED.search(draft.question)
    if name and _is_person(name.group(1)) and draft.kind not in {"who", "what"}:
        stranger = next(s for s in _STRANGERS if s not in everything)
        yield _twin(draft, name.group(1), stranger, "unknown_name")
    place = _PLACE.search(draft.question)
    if place and not re.fullmatch(_MONTH, place.group(1)) and place.group(1) in everything:
        options = [p for p in _ELSEWHERE if p not in everything]
        if options:
            elsewhere = options[len(draft.question) % len(options)]
            yield _twin(draft, place.group(1), elsewhere, "unknown_place")


def _twin(draft: Draft, said: str, other: str, kind: str) -> Draft:
    question = draft.question.replace(said, other)
    return Draft("", question, kind, source=draft.source, note=f"{other} in the place of {said}")

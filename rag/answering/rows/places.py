"""The item of a list that is asked for by its place: the third step, who is last. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.rows.listing import listings
from rag.answering.rows.tables import end_of_the_passage_before, same_block
from rag.reading.terms import fold, query_terms
from rag.schema import Kind
from rag.verifying.cite import mark_of

_LONGEST = 500  # letters of a question that are looked at
_LOOKED_AT = 12  # of the likeliest sentences one must be an item of the list
_LEAST_TOLD = 0.5  # of the question's other words that stand in the list or above it
_SAID = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty
"""
_ORDINALS, _NUMBERS = _SAID.split()[:20], _SAID.split()[20:]
_FROM_THE_END = {
    "last": -1, "final": -1, "second to last": -2, "second-to-last": -2, "last but one": -2,
    "second last": -2, "penultimate": -2, "next to last": -2,
}  # fmt: skip
_NTH = (
    rf"(?P<nth>{'|'.join(sorted(_FROM_THE_END, key=len, reverse=True))}|{'|'.join(_ORDINALS)}|"
    r"\d{1,2}(?:st|nd|rd|th))"
)
_ITEM = (
    r"(?:step|item|point|stage|entry|place|position|name|person|task|instruction|rule|thing|topic|"
    r"ingredient|bullet|point)"
)
_LIST = r"(?:list|agenda|queue|order|program(?:me)?|ranking|procedure|steps|instructions|checklist)"
_ASKED = [
    re.compile(rf"\b{_NTH}\s(?:[a-z-]+\s)?{_ITEM}\b"),
    re.compile(rf"\b{_NTH}\b(?:\sone)?\s(?:on|in|of)\s(?:the|our|this|your|its)\s"
               rf"(?:[\w'’-]+\s){{0,3}}{_LIST}\b"),
    re.compile(rf"\b(?P<what>{_ITEM})\s(?:no\.?\s|number\s)?(?P<number>{'|'.join(_NUMBERS)}|\d{{1,2}})\b"),
]  # fmt: skip
# "Who speaks third?": of a numbered list that tells all other words of the question
_COMES = re.compile(
    rf"^(?:which|who|what)\b.*\b(?:is|are|comes?|came|starts?|goes|runs|speaks|plays|ranks?|ranked|"
    rf"placed)\s(?P<nth>last|{'|'.join(_ORDINALS)})\b"
)
# "What do I do after rinsing the tank?", "Which step comes before that?"
_BESIDE = re.compile(
    r"\b(?:what|which)\b.{0,40}\b(?:do|done|step|comes?|next|happens?|follows)\b.{0,30}?"
    r"\b(?P<side>after|before|follows)\s(?P<what>.+)$"
)
_CLAUSE = re.compile(r"\W*(?:once|when|after|before|as soon as)\s(?P<clause>[^,;:.]+)[,;:]")
_MOST_OF_IT = 0.6  # of the words behind "after" that stand in one item
_TYPES = ("what", "who", "which", "list", "statement", "how")
_PLAIN = frozenset(
    terms_of(
        f"{' '.join(_ORDINALS)} {' '.join(_NUMBERS)} last final but to penultimate next step item "
        "point stage entry place position name person task instruction rule thing topic ingredient "
        "bullet list agenda queue order programme program ranking procedure steps instructions "
        "checklist what is who which the of on in a an for do does i we you our your my to when "
        "are this no number say says tell me come comes stand stands came start starts go goes run "
        "runs speak speaks play plays rank ranks ranked placed"
    )
)


class Placed(NamedTuple):
    """The item; ``sure`` where the list tells all other words of the question.

    None where the list has only ``length`` items.
    """

    item: int | None
    sure: bool
    length: int


def item_asked_for(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Placed | None:
    """The item that stands at the place asked for, of the list that is likeliest meant."""
    folded = fold(question.text[:_LONGEST])
    if beside := _BESIDE.search(folded):
        return _beside(beside, candidates, nearest) if question.language == "en" else None
    place = _place(folded)
    if not place or question.language != "en" or question.type not in _TYPES:
        return None
    wanted = frozenset(question.terms) - _PLAIN
    loose = not any(asked.search(folded) for asked in _ASKED)
    best: tuple[tuple[float, bool, int], list[int]] | None = None
    for found in listings(candidates):
        items = [i for i in found.items if candidates[i].sentence.kind is Kind.LIST_ITEM]
        near = min((n for n, i in enumerate(nearest) if i in items), default=_LOOKED_AT)
        if len(items) < 2 or near >= _LOOKED_AT:
            continue
        told = _told_of(candidates, items, found.introduction)
        share = len(wanted & told) / len(wanted) if wanted else 1.0
        rank = (share, bool(_number(candidates[items[0]])), -near)
        if loose and not (share == 1.0 and rank[1]):
            continue
        if share >= _LEAST_TOLD and (best is None or rank > best[0]):
            best = rank, items
    if best is None:
        return None
    (share, _, _), items = best
    return _at(candidates, items, place, sure=share == 1.0)


def _beside(
    asked: re.Match[str], candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Placed | None:
    """What begins with "After descaling, …", or the step behind (before) the one that is named."""
    terms = frozenset(query_terms(asked["what"])) - _PLAIN
    for index in nearest[:_LOOKED_AT]:
        clause = _CLAUSE.match(fold(candidates[index].text))
        if clause and terms and terms <= set(terms_of(clause["clause"])):
            begins = fold(candidates[index].text).lstrip().startswith("before")
            if begins == (asked["side"] == "before"):
                return Placed(index, False, 0)
    step = -1 if asked["side"] == "before" else 1
    named = _place(asked["what"])
    for found in listings(candidates):
        items = [i for i in found.items if _number(candidates[i])]
        if not set(items) & set(nearest[:_LOOKED_AT]):
            continue
        told = {i: len(terms & set(terms_of(candidates[i].text))) for i in items}
        best = [i for i in items if told[i] == max(told.values())]
        if named > 0:
            best = [i for i in items if _number(candidates[i]) == named]
        elif not terms or len(best) != 1 or told[best[0]] < _MOST_OF_IT * len(terms):
            continue
        wanted = _number(candidates[best[0]]) + step if best else 0
        at = [i for i in items if _number(candidates[i]) == wanted]
        if len(at) == 1:
            sure = terms <= _told_of(candidates, items, found.introduction)
            return Placed(at[0], sure, len(items))
    return None


def _place(folded: str) -> int:
    """1 for the first, -1 for the last; 0 where no place is asked for."""
    match = next((m for asked in (*_ASKED, _COMES) if (m := asked.search(folded))), None)
    if match is None:
        return 0
    said = match.groupdict().get("nth") or match["number"]
    if said in _FROM_THE_END:
        return _FROM_THE_END[said]
    for words in (_ORDINALS, _NUMBERS):
        if said in words:
            return words.index(said) + 1
    return int(re.sub(r"\D", "", said))


def _at(
    candidates: Sequence[Candidate], items: Sequence[int], place: int, sure: bool
) -> Placed | None:
    """The item at a place, by its number where the items have some."""
    begins, ends = _begins(candidates, items[0]), _ends(candidates, items[-1])
    numbers = {_number(candidates[i]): i for i in reversed(items)}
    numbers.pop(0, None)
    if numbers and begins and min(numbers) > 1:
        return None
    length = max(numbers) if numbers else len(items)
    if place < 0 and ends:
        place = length + 1 + place
    if place in numbers:
        return Placed(numbers[place], sure, length)
    if not numbers and begins and 0 < place <= length:
        return Placed(items[place - 1], sure, length)
    whole = begins or bool(numbers)
    return Placed(None, sure, length) if whole and ends and place > length else None


def _number(candidate: Candidate) -> int:
    """The number that an item bears; 0 for none."""
    found = re.match(r"\W*(\d{1,3})\b", mark_of(candidate.chunk, candidate.sentence))
    return int(found[1]) if found else 0


def _begins(candidates: Sequence[Candidate], first: int) -> bool:
    own = candidates[first]
    if own.place or not own.chunk.chunk.index:
        return True
    before = end_of_the_passage_before(candidates, own)
    return before is not None and not same_block(candidates[before], own)


def _ends(candidates: Sequence[Candidate], last: int) -> bool:
    """Whether the list is seen to end: something follows its last item, or nothing more does."""
    own = candidates[last]
    chunk = own.chunk.chunk
    if own.place < len(chunk.sentences) - 1 or own.chunk.is_last:
        return True
    return any(
        c.chunk.chunk.document_id == chunk.document_id and c.chunk.chunk.index == chunk.index + 1
        for c in candidates
    )


def _told_of(
    candidates: Sequence[Candidate], items: Sequence[int], introduction: int | None
) -> frozenset[str]:
    """The words of a list, of what introduces it, and of what it stands under."""
    own = candidates[items[0]]
    chunk = own.chunk.chunk
    above = [chunk.slice(s) for s in chunk.sentences[: own.place] if s.kind is Kind.HEADING]
    said = [own.chunk.provenance.title, *chunk.headings, *above]
    said += [candidates[i].text for i in items]
    if introduction is not None:
        said.append(candidates[introduction].text)
    return frozenset(terms_of(" ".join(said)))

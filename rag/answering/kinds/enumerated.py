"""What running text counts off: "Three arguments speak for it. The first is …". Pure, English.

The sentence that says how many there are answers nothing by itself, and each of the others only a
part: where several are asked for they come together, as the items of a list do.
"""

import re
from collections.abc import Sequence

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.rows.tables import same_block
from rag.schema import Kind
from rag.verifying.words import Asks

_THINGS = (
    r"(?:advantages?|agreements|aims?|amendments|approaches|arguments?|aspects?|benefits|causes|challenges|changes|"
    r"concerns|conditions|consequences|contracts|criteria|deals|decisions|dangers|differences|drawbacks|effects|elements|"
    r"exceptions|explanations|factors|findings|functions|goals|grounds|groups|issues|kinds|"
    r"lessons|limits|measures|methods|motives|objections|objectives|obstacles|options|owners|"
    r"partners|parties|parts|phases|pillars|points|principles|priorities|problems|projects|proposals|"
    r"purposes|questions|reasons|recommendations|requirements|risks|roles|rules|shareholders|"
    r"sources|stages|steps|strategies|suggestions|tasks|things|trends|types|uses|ways|weaknesses)"
)
_SAYS_HOW_MANY = re.compile(
    rf"\b(?:two|three|four|five|six|seven|several|a number of) (?:[\w-]+ ){{0,2}}{_THINGS}\b",
    re.IGNORECASE,
)
_OF_THINGS = re.compile(rf"\b{_THINGS}\b", re.IGNORECASE)
_ENDS_SO = re.compile(rf"\b{_THINGS}\W*$", re.IGNORECASE)  # "has three shareholders."
_LONGEST = 14  # words of such a sentence: a longer one says itself what they are
_OF_THEM = (
    rf"(?: {_THINGS}| one| of (?:them|these))?(?:,|:| (?:is|was|are|were|lies|lay|concerns?|"
    r"concerned|comes?|came|has|had|relates?|involves?|follows?|arises?|says?|holds?)\b)"
)
_NTH = tuple(
    re.compile(rf"\W*(?:(?:{words}){_OF_THEM}|(?:{adverbs}),)", re.IGNORECASE)
    for words, adverbs in (
        ("the first|one|a first", "first(?:ly)?|first of all|to begin with"),
        ("the second|a second|the other|another|the next", "second(?:ly)?|then|next"),
        ("the third|a third|the last|another|the final", "third(?:ly)?|finally|lastly"),
        ("the fourth|a fourth|the last|another|the final", "fourth(?:ly)?|finally|lastly"),
        ("the fifth|a fifth|the last|another|the final", "fifth(?:ly)?|finally|lastly"),
        ("the sixth|a sixth|the last|another|the final", "sixth(?:ly)?|finally|lastly"),
    )
)
_APART = 8  # sentences from one to the next
_LEAST = 2  # words that say what is asked for, besides names
_MOST_OF_IT = 3 / 4
_OF_THE_BEST = 2
_MOST_BEHIND = 3  # sentences
_LOOKED_AT = 3  # of the sentences shown
_ONE_ASKED_FOR = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last|main|biggest|most|when|who)\b", re.IGNORECASE
)


def with_what_is_counted(
    question: Question, candidates: Sequence[Candidate], shown: Sequence[int]
) -> list[int]:
    """``shown`` with what one of its first sentences only counts, behind it."""
    if question.asks in _ONE_VALUE or question.wants_sources or candidates[shown[0]].heads:
        return list(shown)
    for place, i in enumerate(shown[:_LOOKED_AT]):
        counted = _counted_off(question, candidates, i, alone=not place)
        if counted:
            first = [s for s in shown[:place] if s not in counted]
            return [*first, *counted, *(s for s in shown[place:] if s not in counted and s != i)]
    return list(shown)


def counted_off(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> list[int]:
    """“Several agreements were concluded” and what they are, where just that is asked for."""
    own = {t for t in question.stems if t not in set().union(*map(terms_of, question.names), ())}
    if not question.wants_list or question.asks in _ONE_VALUE or len(own) < _LEAST:
        return []
    for i in order[:_OF_THE_BEST]:
        said = set(terms_of(candidates[i].text))
        if len(own & said) < _MOST_OF_IT * len(own) or not says_how_many(candidates[i].text):
            continue
        if candidates[i].sentence.kind is not Kind.PROSE:
            continue
        reading = _in_reading_order(candidates, i)
        behind = reading[reading.index(i) + 1 :]
        if several := _ordinals(candidates, reading, reading.index(i)):
            return [i, *several]
        block = [n for n in behind[:_MOST_BEHIND] if same_block(candidates[n], candidates[i])]
        return [i, *block] if block else []
    return []


_ONE_VALUE = set(Asks) - {Asks.REASON, Asks.MANNER, Asks.PERSON}


def _counted_off(
    question: Question, candidates: Sequence[Candidate], index: int, alone: bool
) -> list[int]:
    """The sentence that says how many and what it counts; empty where ``index`` is neither.

    ``alone``: it may be only the next sentence that says what they are.
    """
    if candidates[index].sentence.kind is not Kind.PROSE:
        return []
    order = _in_reading_order(candidates, index)
    at = order.index(index)
    if _OF_THINGS.search(candidates[index].text):
        several = _ordinals(candidates, order, at)
        if len(several) > 1:
            return [index, *several]
    if says_how_many(candidates[index].text):
        behind = order[at + 1] if at + 1 < len(order) else None
        if behind is None or not alone or not _ENDS_SO.search(candidates[index].text):
            return []
        return [index, behind] if same_block(candidates[behind], candidates[index]) else []
    if not _NTH[0].match(candidates[index].text) or _ONE_ASKED_FOR.search(question.text):
        return []
    before = order[at - 1] if at else None
    if before is None or not _OF_THINGS.search(candidates[before].text):
        return []
    several = _ordinals(candidates, order, at - 1)
    return [before, *several] if len(several) > 1 else []


def says_how_many(text: str) -> bool:
    """Whether a sentence says how many of some things there are, and not what they are."""
    short = len(text.split()) <= _LONGEST and ":" not in text and ", and " not in text
    return short and bool(_SAYS_HOW_MANY.search(text))


def _ordinals(candidates: Sequence[Candidate], order: Sequence[int], at: int) -> list[int]:
    """The sentences behind ``order[at]`` that begin with first, second and so on."""
    found: list[int] = []
    since = 0
    for i in order[at + 1 :]:
        if len(found) == len(_NTH) or since > _APART:
            break
        since += 1
        if _NTH[len(found)].match(candidates[i].text):
            found.append(i)
            since = 0
    return found


def _in_reading_order(candidates: Sequence[Candidate], index: int) -> list[int]:
    """The prose of the candidate's document under its heading, as it was read."""
    own = candidates[index].chunk.chunk
    return sorted(
        (
            i
            for i, c in enumerate(candidates)
            if c.chunk.chunk.document_id == own.document_id
            and c.sentence.kind is Kind.PROSE
            and c.chunk.chunk.headings == own.headings
        ),
        key=lambda i: candidates[i].sentence.start_char,
    )

"""By whom: the doer named behind "by", 由, על ידי, or in front of the verb, is another one. Pure.

``roles`` follows names; here the doers are common nouns too. Two of them are held to be one
unless the passages show them apart, or they are two callings: a nurse is no surgeon.
"""

import re
from collections.abc import Iterator, Sequence

from rag.reading.sentences import split_sentences
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.names import names
from rag.verifying.overlap import words_of
from rag.verifying.verbs import AUXILIARY, is_past, lemma

# Those of a row may be one and the same; a person of one row is none of another.
_CALLINGS = """
    nurse midwife|surgeon|doctor physician gp consultant specialist|dentist|optician|pharmacist
    chemist
    |patient|teacher tutor headteacher principal head educator lecturer|headmaster headteacher
    principal
    |pupil student schoolchild schoolchildren child children class|parent mother father family
    guardian
    |judge magistrate court tribunal panel|jury juror|prosecutor prosecution|defence
    defense|lawyer attorney solicitor barrister counsel
    |witness|defendant accused|victim|police officer detective constable inspector|firefighter
    fireman brigade crew
    |fisherman fishermen fisher angler|farmer grower peasant|archaeologist excavator
    historian|biologist ecologist scientist researcher
    |architect designer|engineer technician mechanic|builder contractor mason|carpenter
    joiner|electrician|plumber|gardener
    |shepherd|hunter|miner|sailor captain skipper crew|pilot|driver
    chauffeur|passenger|cyclist|pedestrian walker hiker
    |mayor|councillor council councilor|minister ministry
    government|governor|governors|president|king|queen|bishop priest vicar|monk|nun
    |director manager head chief boss|secretary|treasurer|chairman chairwoman chair
    chairperson|accountant auditor
    |owner landlord|tenant lodger renter resident|neighbour neighbor|customer client buyer
    shopper consumer|seller vendor supplier retailer dealer shop
    |manufacturer maker producer|investor shareholder|analyst|employer|employee worker
    staff|union|volunteer|donor
    |villager resident local inhabitant islander townsfolk|tourist visitor
    guest|host|guide|curator|librarian|author writer novelist|poet|painter artist|composer musician
    |singer|conductor|actor actress|journalist reporter|editor|critic
    reviewer|reader|publisher|translator
    |coach trainer|referee umpire|striker|goalkeeper keeper|captain|fan supporter|soldier army
    troops|navy|baker|butcher|cook chef|waiter
"""
_ROWS = [frozenset(map(lemma, row.split())) for row in _CALLINGS.replace("\n", " ").split("|")]
_CALLED = frozenset().union(*_ROWS)
# A thing is done one way, in more than one verb.
_VERBS = """
    find discover spot unearth|ring telephone phone call|begin start|build construct erect|pay
    fund finance
    |lead head run direct manage|choose select pick elect|buy purchase acquire|write pen
    author|organise organize arrange
    |tell inform notify|ask request urge|refuse reject decline|propose suggest|make produce
    manufacture create|give hand donate present
    |check inspect examine|repair mend fix restore|carry perform conduct|return bring|collect
    gather|teach instruct|draw design
    |support back|open inaugurate|drive steer|win take|reject refuse turn|approve endorse
    accept|criticise criticize attack
"""
_SAME_DEED = [frozenset(map(lemma, row.split())) for row in _VERBS.replace("\n", " ").split("|")]
_NO_DOER = re.compile(
    r"^(?:next|last|this|that|one|two|three|four|five|six|seven|eight|nine|ten)\b|^(?:the "
    r"|an? |its |his "
    r"|her )?(?:\w+ing\b|\d|half|third|quarter|hand|car|bus|train|bike|boat|ship|sea|air"
    r"|road|post|mail|email|e-mail"
    r"|phone|telephone|letter|law|now|then|far|name|accident|mistake|chance|day|night|moonlight|means"
    r"|way|virtue|contrast|comparison|default|themselves|himself|herself|itself|end|time|year|month"
    r"|week|noon|midnight|morning|evening|lift|rail|tram|ferry|foot|plane|weight|volume|order|heart|per"
    r"|up|about|almost|nearly|more|less|at|only|some (?:\d|two|three)|one|two|three|four"
    r"|five|six|seven|eight|nine|ten"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|spring|summer|autumn|winter|christmas|easter)\b"
)
_ENDS = re.compile(
    r"[,.;:()]|\b(?:in|on|at|for|with|from|to|and|or|but|after|before|during|who|which|that|as|when|while"
    r"|is|are|was|were|has|have|had|will|may|can|must|since|because|under|until|near|into|over|if|so|not)\b"
)
_HAN_OR_HEBREW = re.compile("[\u4e00-\u9fff\u05d0-\u05ea]")
_HE_BY = re.compile(
    r"(?:על[ -]יד[יה]ם?|בידי|ע\"י|מטעם|מאת|בהובלת|בניהול"
    r"|בראשות) (?P<who>[א-ת][א-ת\"'״׳-]*(?: [א-ת][א-ת\"'״׳-]*){0,2})"
)
_ZH_BY = re.compile("(?:由|被|经)(?P<who>[^,。，；;:]{2,24})")
_ZH_SAME = frozenset("村居镇市民众群百姓业主当地人员工")
_REACH = 5  # words before "by"
_HALF, _SOME = 0.5, 0.4


def other_doers(
    claim: str, quotes: Sequence[str], context: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for doers of the claim in whose place the quotes have somebody else."""
    around = [fold(_sentence) for text in context for _sentence in _sentences(text)]
    for quote in quotes:
        if _HAN_OR_HEBREW.search(claim):
            yield from _marked(claim, quote)
        elif words_of(claim).coverage(words_of(quote)) >= _SOME:
            yield from _behind_by(claim, quote, around)
            yield from _in_front(claim, quote, around)


def _sentences(text: str) -> list[str]:
    return [text[s.start_char : s.end_char] for s in split_sentences(text)]


# --- English -----------------------------------------------------------------------------------


def _behind_by(claim: str, quote: str, around: Sequence[str]) -> Iterator[tuple[str, str]]:
    theirs = list(_doers(quote))
    named = _content(" ".join(name.text for name in names(claim)).lower())
    for deed, who, said in _doers(claim):
        same = [d for d in theirs if _same_deed(deed, d[0])]
        if who & named:
            continue  # names are followed by ``roles``
        if not same or any(_may_be_one(who, other, around, quote) for _, other, _ in same):
            continue
        if _does_it(who, deed, quote):
            continue
        yield said, f"where the answer says “by {said}”, the source says “by {same[0][2]}”"


def _doers(text: str) -> Iterator[tuple[frozenset[str], frozenset[str], str]]:
    """The words before "by" that may be the deed, the words of the doer, and as said."""
    folded = fold(text)
    for match in re.finditer(r"\bby ", folded):
        if _NO_DOER.match(folded[match.end() :]):
            continue
        stretch = re.split(r"[,.;:]", folded[: match.start()])[-1]
        before = re.findall(r"[a-z]+", stretch)[-_REACH:]
        # "An application by" has the deed in a noun; "a bench by the school" has none.
        participles = [w for w in before if is_past(w)]
        deed = frozenset(map(lemma, participles[-1:] or before[-1:]))
        who = _ENDS.split(folded[match.end() :])[0].strip()
        words = _content(who)
        if deed and words:
            yield deed, words, who


def _content(folded: str) -> frozenset[str]:
    return frozenset(
        lemma(w) for w in re.findall(r"[a-z][a-z-]+", folded)
        if w not in ENGLISH and w not in AUXILIARY
    )  # fmt: skip


def _same_deed(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) or any(row & one and row & other for row in _SAME_DEED)


def _does_it(who: frozenset[str], deed: frozenset[str], quote: str) -> bool:
    """True where the source has the doer in front of the deed, or behind another "by"."""
    if any(who & other for _, other, _ in _doers(quote)):
        return True
    words = re.findall(r"[a-z][a-z-]+", fold(quote))
    first = min((i for i, w in enumerate(words) if lemma(w) in who), default=len(words))
    deeds = [
        i for i, w in enumerate(words) if is_past(w) and _same_deed(deed, frozenset({lemma(w)}))
    ]
    return any(first < i for i in deeds)


def _may_be_one(
    who: frozenset[str], other: frozenset[str], around: Sequence[str], quote: str
) -> bool:
    """False where two doers are callings that exclude each other, or stand apart in the text."""
    if who & other:
        return True
    mine, theirs = who & _CALLED, other & _CALLED
    if mine and theirs:
        return any(row & mine and row & theirs for row in _ROWS)
    told = [s for s in around if who <= _content(s)]
    beside = [s for s in told if other & _content(s) and s != fold(quote)]
    return not told or bool(beside)


def _in_front(claim: str, quote: str, around: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A calling as the subject of what the source says of another calling or name."""
    subject = _subject(fold(claim))
    if not subject:
        return
    said, mine, rest = subject
    if mine & _content(fold(quote)) and not _CALLED & mine:
        return
    wanted = words_of(rest)
    best: tuple[float, frozenset[str], str] | None = None
    for clause in _clauses(fold(quote)):
        found = _subject(clause)
        share = wanted.coverage(words_of(clause))
        same = found and _same_deed(_deed(rest), _deed(found[2])) and (
            bool(_PASSIVE.match(rest)) == bool(_PASSIVE.match(found[2]))
        )  # fmt: skip
        if found and same and share >= _HALF and (best is None or share > best[0]):
            best = share, found[1], found[0]
    if best is None or mine & best[1]:
        return
    theirs = best[1] & _CALLED
    if theirs and not any(row & mine and row & theirs for row in _ROWS):
        yield said, f"where the answer says “{said}”, the source says “{best[2]}”"


_PASSIVE = re.compile(
    r"(?:\w+ ){0,3}?(?:is|are|was|were|be|been|being) (?:\w+ly )?[a-z]+(?:ed|en|t)\b"
)


def _deed(told: str) -> frozenset[str]:
    words = [w for w in re.findall(r"[a-z]+", told) if w not in AUXILIARY and w not in ENGLISH]
    return frozenset(lemma(w) for w in words[:1])


_HEAD = re.compile(
    r"^(?:\W*(?:when|if|after|before|in|on|at|by|as|for|during)\b[^,]*, )?(?P<np>(?:the|a|an"
    r"|its|his|her|their|our|your|most|some|two|three"
    r"|all|many|local|dr|mr|mrs|ms)?(?: ?[a-z][\w'’-]*){1,5}?)(?: (?:also|then|already|often"
    r"|usually|later|still|never))? "
    r"(?P<verb>(?:will|may|can|must|should|would|could|might|is|are|was|were|has|have|had|did|does|do)\b|[a-z]+ed\b)"
)


def _clauses(folded: str) -> list[str]:
    return [
        c.strip()
        for c in re.split(
            r"[;:.](?!\d)|, (?:and|but|while|who)\b|\b(?:while|whereas|but)\b", folded
        )
        if c
    ]


def _subject(clause: str) -> tuple[str, frozenset[str], str] | None:
    """The calling that opens a clause, its words, and what is said of it."""
    match = _HEAD.match(clause)
    if not match:
        return None
    phrase = re.split(r" (?:of|in|from|at|on|for|with|who|that|to)\b", match["np"])[0].strip()
    words = [lemma(w) for w in re.findall(r"[a-z][a-z-]+", phrase)]
    head = words[-1] if words else ""
    if head not in _CALLED:
        return None
    return phrase, frozenset({head}), clause[match.start("verb") :]


# --- Chinese and Hebrew ------------------------------------------------------------------------


def _marked(claim: str, quote: str) -> Iterator[tuple[str, str]]:
    mine, theirs = fold(claim), fold(quote)
    for one in _HE_BY.finditer(mine):
        rest = mine.replace(one.group(), " ")
        others = list(_HE_BY.finditer(theirs))
        if not others or words_of(rest).coverage(words_of(theirs)) < _HALF:
            continue
        own = words_of(one["who"].split()[0])
        if not own.shared(words_of(theirs)):
            said, told = one["who"].split()[0], others[0]["who"].split()[0]
            yield said, f"where the answer says {said}, the source says {told}"
    for one in _ZH_BY.finditer(mine):
        for other in _ZH_BY.finditer(theirs):
            tail = _tail(one["who"], other["who"])
            if not tail:
                continue
            who, told = one["who"][: tail[0]], other["who"][: tail[1]]
            if len(who) < 2 or len(told) < 2 or (set(who) & set(told)) - set("的"):
                continue
            if set(who) <= _ZH_SAME and set(told) <= _ZH_SAME:
                continue
            if who not in theirs:
                yield who, f"where the answer says {who}, the source says {told}"
                return


def _tail(one: str, other: str) -> tuple[int, int] | None:
    """Where the deed begins in both: the last two characters that they share in this order."""
    for at in range(2, len(one) - 1):
        there = other.rfind(one[at : at + 2])
        if there >= 2:
            return at, there
    return None

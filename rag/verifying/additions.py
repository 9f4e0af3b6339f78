"""What a sentence adds to its source: a clause of its own of which the passages say nothing. Pure.

"The line, which runs on solar power, …" has a right core and a clause that nobody wrote. A
sentence is cut where a clause or a phrase opens; a part none of whose words the passages have is
an addition. English by clauses, Chinese and Hebrew by stretches in a row; a part with a figure is
left to the figures.
"""

import re
from collections.abc import Iterator, Sequence

from rag.reading.sentences import split_sentences
from rag.reading.terms import fold
from rag.verifying.overlap import Words, words_of

_OPENERS = (
    "which|who|whose|where|that|and|but|with|after|before|because|despite|in order to|so that|by|to"
    "|for|thanks to|as well as|including|while|when|following|during|in|from|on|at|of|than|as"
)
_STRETCH = re.compile(r"[,;:—–]\s+")
_CUT = re.compile(rf"(?<!\border)\s+(?=(?:{_OPENERS})\b)")
# What opens a clause that may be left out: without it the sentence still says something.
_ADDS = re.compile(
    r"(?:which|who|whose|where|that|in order to|so that|thanks to|including)\b|(?:\w+ly )?\w+ing\b"
    r"|(?:after|before|following|despite) (?:an? )?\w"
    r"|(?:and )?(?:with )?an? \w|and (?:is|was|are|were|has|had|will|comes?|offers?|can)\b"
)
# Praise that sources give or do not give; what may be a verb as well only behind an article.
_PRAISE = re.compile(
    r"\b(?:(?:award|prize)-winning|world-(?:famous|renowned|class)|famous|renowned|acclaimed"
    r"|internationally (?:known|acclaimed|renowned)|prestigious|well-known|legendary|iconic"
    r"|much-loved|eminent|long-awaited|picturesque|record-breaking|groundbreaking)\b"
    r"|(?<=\b[Tt]he )(?:celebrated|leading|popular|prominent|distinguished|beloved|pioneering)\b"
    r"|(?<=\b[Aa] )(?:celebrated|leading|popular|prominent|distinguished|beloved|pioneering)\b"
    r"|享誉|荣获|曾获|获奖|首屈一指|世界级|备受|深受|久负盛名"
    r"|(?<![א-ת])ה?(?:מפורסמ?[תם]?|נודע[ת]?|ידוע[הת]? בעולם|עטור[ת]? (?:ה?פרסים)"
    r"|זוכת? (?:ה?פרס)|יוקרתי[ת]?)(?![א-ת])"
)
_ENGLISH = re.compile(r"[a-z]", re.IGNORECASE)
_HEBREW = re.compile(r"[\u05d0-\u05ea][\u05d0-\u05ea\"'״׳-]+")
_RUN, _NEW = 6, 3  # characters: in a row, and of them what the passages have nowhere
_WORDS = 3
# Between commas a phrase is added too: ", in tears and without a word, ".
_SET_OFF = re.compile(r",\s+(?P<phrase>(?:in|with|amid) [^,;:\d]+?)(?=[,.;]|$)")
# Where a sentence goes on: "and to replace its head", "while it was being painted".
_GOES_ON = re.compile(
    r",? (?:and|while|when|where|in order to|so as to)(?= )|, (?:which|who|with|in)(?= )"
    r"|, (?=[א-ת])"
    r"|[，,](?=[\u4e00-\u9fff])"
)
_WHOLE, _MOST, _ROOT = 0.8, 0.7, 5
_LEAST = 2  # words of a clause that say something
# "That were given up", "which nobody had expected": the source's own deed in other verbs.
_LIGHT_WORDS = """
    able again among another back become begin being bring case come earlier enough find found
    gave get getting give given go going gone got had happen have having instead just keep know
    known last later left like look made make making man matter mean men more need no nobody one
    order other others own people place put rather said same say see sense so start still take
    taken than thing things think time took total turn unable used want way well went whole
    woman women work year years
"""
_LIGHT = words_of(_LIGHT_WORDS)


def additions(claim: str, context: str) -> Iterator[str]:
    """The clauses of ``claim`` none of whose words ``context`` has."""
    source = words_of(context)
    for praise in _PRAISE.findall(claim):
        if fold(praise) not in fold(context) and words_of(praise).coverage(source) == 0:
            yield praise
    if found := _stretch_of_its_own(claim, context):
        yield found
    if not _ENGLISH.search(claim):
        return
    for match in _SET_OFF.finditer(claim):
        words = words_of(match["phrase"]).without(_LIGHT)
        if len(words.units) >= _LEAST and words.coverage(source) == 0:
            yield match["phrase"]
    for part in _parts(claim)[1:]:
        words = words_of(part).without(_LIGHT)
        told = _adds(part) and len(words.units) >= _LEAST and not _has_figure(words)
        if told and words.coverage(source) == 0:
            yield part.strip(" .")


def tails(claim: str, quotes: Sequence[str], context: Sequence[str]) -> Iterator[str]:
    """What a claim goes on to say where its source ends: its first part stands there whole."""
    theirs = words_of("\n".join(quotes))
    for match in _GOES_ON.finditer(claim):
        head, tail = words_of(claim[: match.start()]), words_of(claim[match.end() :])
        tail = tail.without(_LIGHT).without(head)
        if len(tail.units) < _LEAST or _has_figure(tail) or len(head.units) < _WORDS:
            continue
        if head.coverage(theirs) < _WHOLE or tail.coverage(theirs) or _alike(tail, theirs):
            continue
        sentences = (
            text[s.start_char : s.end_char] for text in context for s in split_sentences(text)
        )
        if all(tail.coverage(words_of(s)) < _MOST for s in sentences):
            yield claim[match.end() :].strip(" .。")
            return


def _alike(tail: Words, theirs: Words) -> bool:
    """True where a word of the source has the root of one: painted, repainting."""
    opened = {term[:_ROOT] for term in theirs.terms if len(term) >= _ROOT}
    return any(term[:_ROOT] in opened for unit in tail.units for term in unit)


def _stretch_of_its_own(claim: str, context: str) -> str:
    """Words in a row of a Chinese or Hebrew sentence of which the passages have none."""
    return _han_of_its_own(fold(claim), fold(context)) or _hebrew_of_its_own(claim, context)


def _han_of_its_own(claim: str, context: str) -> str:
    for stretch in re.findall("[\u4e00-\u9fff]+", claim):
        start = 0
        for at in range(len(stretch)):
            if stretch[at : at + 2] in context or at == len(stretch) - 1:
                run = stretch[start:at]
                if len(run) >= _RUN and sum(c not in context for c in run) >= _NEW:
                    return str(run)
                start = at + 1
    return ""


def _hebrew_of_its_own(claim: str, context: str) -> str:
    """What opens a sentence says in other words what it is about; what is added stands behind."""
    run: list[str] = []
    source = words_of(context)
    for word in _HEBREW.findall(claim.partition(",")[2]):
        words = words_of(word)
        if words.units:
            known = words.shared(source) or _rooted(word, context)
            run = [] if known else [*run, word]
        if len(run) >= _WORDS:
            return " ".join(run)
    return ""


def _rooted(word: str, context: str) -> bool:
    """True where the passages have a word with the same letters but for its ends."""
    bare = word.lstrip("ושהבלכמ") if len(word) > 4 else word
    return len(bare) > 2 and bare[:3] in context


def _parts(claim: str) -> list[str]:
    """The claim cut where a phrase opens; what says too little goes with the part before."""
    parts: list[str] = []
    for stretch in _STRETCH.split(claim):
        for number, piece in enumerate(_CUT.split(stretch)):
            if number and not _adds(piece):
                parts[-1] = f"{parts[-1]} {piece}"
            else:
                parts.append(piece)
    return parts


def _adds(part: str) -> bool:
    return _ADDS.match(part) is not None


def _has_figure(words: Words) -> bool:
    return any(term[0].isdigit() for unit in words.units for term in unit)

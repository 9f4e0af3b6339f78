"""May, must, need not: chances told as certain, options as duties and duties as options. Pure."""

import re
from collections.abc import Iterator

from rag.reading.stopwords import ENGLISH
from rag.verifying.verbs import lemma
from rag.verifying.words import NEGATION

_FREE = re.compile(
    r"\b(?:optional|voluntary|not (?:required|compulsory|mandatory|obligatory|obliged"
    r"|necessary)|need not"
    r"|no (?:need|obligation)|(?:do|does) not (?:have|need) to|up to you|at (?:their"
    r"|your) (?:own )?discretion)\b"
)
_BOUND = re.compile(
    r"\b(?:must|required?|requires|mandatory|compulsory|obligatory|obliged|have to|has to"
    r"|needs? to|shall"
    r"|necessary|essential|duty)\b"
)
_COMMAND = re.compile(
    r"^(?:(?:please|always|then|first|never|and) )?(?!(?:this|that|there|most|some|many|all"
    r"|both|each)\b)"
    r"(?P<verb>[a-z]{3,}) (?:the|your|a|an|all|both|any|each|it|them|this|these|only|no) "
)
_LICENCE = re.compile(
    r"\b(?:may|can|could|might|optional(?:ly)?|voluntary|voluntarily|recommend\w*"
    r"|encourage[sd]?|advise[sd]?"
    r"|suggest\w*|invited?|welcome to|free to|allowed|permitted|entitled|on request"
    r"|if you (?:like|wish|want))\b"
)
_TIGHT = re.compile(
    r"\b(?:only|not|no|never|unless|until|except|must|required?|need\w*|obliged|have to"
    r"|has to|shall)\b|n't\b"
)
_LOOSE = re.compile(
    r"\b(?:may|might|could|can|possib\w+|perhaps|maybe|likely|probabl\w+|potential\w*"
    r"|risk\w*|sometimes|should"
    r"|would|allow\w*|permit\w*|free to|entitled|right to|if|eligible|qualif\w+|optional\w*"
    r"|option|able|chance"
    r"|suspect\w*|expect\w*)\b"
)
_MAY = re.compile(
    r"\b(?:may|might)(?: (?:also|then|well|even|still))? (?P<be>be )?(?P<verb>[a-z]{3,})\b"
)
_ON_CONDITION = re.compile(r"\b(?:if|provided|when|as long as|on condition)\b")
_DUTY = re.compile(r"\b(?:must|(?:have|has|needs?) to)(?: be| always| also)* (?P<verb>[a-z]+)")
_WORD = re.compile(r"[a-z][a-z'-]*")


def other_duties(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for a folded statement and the folded sentence that it is about."""
    yield from _certain(mine, theirs)
    yield from _free_or_bound(mine, theirs)


def _differ(source: str, answer: str) -> str:
    return f"the source says “{source}”, the answer “{answer}”"


def _certain(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """What may be, told as what is or will be."""
    if _LOOSE.search(mine) or NEGATION.search(mine):
        return
    here = {lemma(t) for t in _WORD.findall(mine) if t not in ENGLISH}
    for match in _MAY.finditer(theirs):
        verb = lemma(match["verb"])
        if f"to {match['verb']}" in mine:
            continue  # "to apply, they need"
        if verb in here and match["verb"] not in ENGLISH:
            said = match.group()
            yield match["verb"], f"the source says “{said}”, the answer tells it as certain"
            return


def _free_or_bound(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """Optional for required, and the other way round."""
    free, bound = _FREE.search(mine), _BOUND.search(mine)
    if free and not _FREE.search(theirs) and not _LICENCE.search(theirs):
        command = _COMMAND.search(theirs) or _BOUND.search(theirs)
        if command and not NEGATION.search(theirs):
            yield free.group(), _differ(command.group().strip(), free.group())
    elif bound and not free and not _TIGHT.search(theirs):
        licence, duty = _LICENCE.search(theirs), _DUTY.search(mine)
        if licence and _ON_CONDITION.search(theirs, licence.end()):
            return  # "may apply if they own five" is "must own five to apply"
        if duty and lemma(duty["verb"]) not in set(map(lemma, _WORD.findall(theirs))):
            return
        if licence and not _LICENCE.search(mine) and not _COMMAND.search(theirs):
            yield bound.group(), _differ(licence.group(), bound.group())

"""A question of two parts: "what's the deposit and when do we get it back". Pure.

One sentence seldom answers both, and the likeliest answers one, so each is asked by itself, the
second with what it leaves unsaid, and both are answered from one document or neither.
"""

import re
from dataclasses import replace

from rag.answering.asking import conversation
from rag.answering.extractive import Selection
from rag.reading.terms import fold
from rag.schema import Kind, Picked, Turn

_ASKING = (
    r"(?:who|whose|what|which|when|where|why|how|is|are|was|were|can|could|do|does|did|"
    r"will|may|must|"
    r"should|has|have)"
)
_TWO = re.compile(
    rf"(?P<one>(?:and |so )?(?:{_ASKING}|what['’]?s|"
    rf"who['’]s)\b.+?)[,?]? and (?P<two>{_ASKING}\b .+)",
    re.IGNORECASE,
)
_AFTER_ANOTHER = re.compile(  # "When did he come? Which firm did he see?"; why is about the same
    rf"(?P<one>{_ASKING}\b[^?]+)\?\s+(?P<two>(?:and )?(?!why|how come){_ASKING}\b[^?]+)\?",
    re.IGNORECASE,
)
_LEAST = 3  # words of a part: "and why?" is no question by itself


def parts(text: str) -> tuple[str, str] | None:
    """The two questions in ``text``, each as it can be asked alone; None where it is one."""
    found = _AFTER_ANOTHER.fullmatch(text.strip()) or _TWO.fullmatch(text.strip())
    if found is None or _TWO.fullmatch(found["two"]):
        return None
    one, two = found["one"], found["two"].rstrip(" ?!.")
    if min(len(one.split()), len(two.split())) < _LEAST - (fold(one)[:5] in ("whats", "what'")):
        return None
    alone = conversation.standalone(two, [Turn(one)])
    return one, alone.text


def together(one: Selection, two: Selection) -> Selection:
    """What answers both parts: the sentence that answers either, else the best of each."""
    best = [_best(part.picked) for part in (one, two)]
    shown = {(p.chunk.chunk.id, s) for p in best[0] for s in p.sentences}
    more: list[Picked] = []
    for picked in best[1]:
        new = tuple(s for s in picked.sentences if (picked.chunk.chunk.id, s) not in shown)
        if new:
            more.append(replace(picked, sentences=new))
    return replace(
        one,
        picked=(*best[0], *more) if best[0][0] != best[1][0] else best[0],
        confidence=min(one.confidence, two.confidence),
        disagreements=(*one.disagreements, *two.disagreements),
        short=None,
        notes=tuple(dict.fromkeys((*one.notes, *two.notes))),
        nearest={**two.nearest, **one.nearest},
    )


def _best(picked: tuple[Picked, ...]) -> tuple[Picked, ...]:
    """The first sentence, but all of a list, a table or a talk."""
    first = picked[0]
    if first.lead or any(s.kind is not Kind.PROSE for p in picked for s in p.sentences):
        return picked
    return (replace(first, sentences=first.sentences[:1]), *(p for p in picked[1:2] if p.aside))

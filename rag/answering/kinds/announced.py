"""Lists told in sentences, Chinese and Hebrew: "本研究有三个局限。首先……其次……最后……". Pure.

What only announces them answers nothing, and each of them is a part of what is asked for.
"""

import re
from collections.abc import Sequence

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.pointing.held import HAN, HE, B, E
from rag.reading.hanzi import simplified
from rag.schema import Kind

_MOST = 7  # sentences behind the one that announces them
_OF_THIS = 0.5  # of the question's other words stand in the passage
_COUNT = "[二两三四五六七八九十几多数]|若干|一些|以下|如下"
_ANNOUNCES_ZH = re.compile(
    rf"[^。，；：]{{1,24}}?(?:以下|如下)?(?:{_COUNT})"
    rf"[个点条项种大类]?(?:方面的?)?(?:主要|重要|明显|关键)?的?(?P<thing>[{HAN}]{{2,6}}?)"
    "(?:性|如下|需要说明)?[。：]"
)
_NUMBER_HE = (
    "שתי|שני|שלוש|שלושה|ארבע|ארבעה|חמש|חמישה|שש|שישה|שבע|שבעה|כמה|מספר|אחדות|אחדים"
)  # fmt: skip
_ANNOUNCES_HE = re.compile(
    rf"(?:[{HE}\"'-]+ ){{1,7}}?(?:{_NUMBER_HE}) (?P<thing>[{HE}]{{3,}})(?: [{HE}]+(?:ות|ים))?[.:]"
)
_MARK = re.compile(
    r"\W*(?:首先|第一|其一|一是|一方面|其次|第二|其二|二是|再次|再者|另一方面|第[三四五六七八九]|其[三四五]|"
    r"[三四五六]是|此外|另外|同时|最后|最后一[点项个]|"
    rf"(?:ראשית|שנית|שלישית|רביעית|חמישית|בנוסף|נוסף על כך|כמו כן|לבסוף|ולבסוף|ה?ראשונה?|"
    rf"השנייה?|השניה|השני|השלישית?|הרביעית?|החמישית?|האחרונה?){E})"
)
_ONE_OF_THEM = re.compile(rf"最[大重主]|{B}ה?עיקרי[ת]?{E}")
_ROOT = 4  # letters: מגבלות, מגבלותיו


def announced(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[int]
) -> list[int]:
    """The sentence that announces what is asked for, and those behind it that name them.

    Only where the best sentence is one of these; empty elsewhere.
    """
    asked = simplified(question.text)
    if question.language == "en" or not chosen or _ONE_OF_THEM.search(asked):
        return []
    best = candidates[chosen[0]]
    own = {c.place: i for i, c in enumerate(candidates) if c.rank == best.rank}
    for place in sorted(own, reverse=True):
        said = candidates[own[place]]
        if place > best.place or said.sentence.kind is not Kind.PROSE:
            continue
        thing = _thing(simplified(said.text))
        behind = _marked(candidates, own, place) if thing else []
        if (
            behind
            and best.place <= candidates[behind[-1]].place
            and _asks_for(question, said, thing)
        ):
            return [own[place], *behind]
    return []


def _thing(said: str) -> str:
    """What a sentence announces some of: 局限, מגבלות; "" where it announces nothing."""
    found = _ANNOUNCES_ZH.fullmatch(said.strip()) or _ANNOUNCES_HE.fullmatch(said.strip())
    return found["thing"] if found else ""


def _asks_for(question: Question, said: Candidate, thing: str) -> bool:
    """Whether the question asks for such things, and of what the passage is about."""
    asked = simplified(question.text)
    root = thing[-2:] if re.match(f"[{HAN}]", thing) else thing[:_ROOT]
    if root not in asked:
        return False
    own = set(terms_of(thing)) | {t for t in question.terms if t[:_ROOT] == thing[:_ROOT]}
    others = set(question.terms) - own
    chunk = said.chunk
    around = terms_of(" ".join((chunk.provenance.title, *chunk.chunk.headings, chunk.chunk.text)))
    return len(others & set(around)) >= _OF_THIS * len(others)


def _marked(candidates: Sequence[Candidate], own: dict[int, int], place: int) -> list[int]:
    """What stands behind in its paragraph, up to the last sentence that begins as an item does."""
    block = candidates[own[place]].sentence.block
    behind: list[int] = []
    marked: list[int] = []
    for at in range(place + 1, place + 1 + _MOST):
        if at not in own or candidates[own[at]].sentence.block != block:
            break
        behind.append(own[at])
        if _MARK.match(simplified(candidates[own[at]].text)):
            marked.append(len(behind))
    return behind[: marked[-1]] if len(marked) > 1 else []

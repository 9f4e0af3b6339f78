"""What a Chinese or Hebrew follow-up leans on: its pronouns and what they stand for. Pure."""

import re
from typing import NamedTuple

from rag.answering.asking.things import HE_WH, ZH_ASKING, carried_on
from rag.answering.asking.topic import DASH
from rag.reading.stopwords import HEBREW
from rag.verifying.words import script_language

_ZH_PRONOUN = re.compile(
    r"他们|她们|它们|(?<!其)[他她它]|这个|那个|这些|那些|那里|这里|其(?![他它她余中实次])"
)
_HE = r"[\u05d0-\u05ea]"
# "Before her" is one word in Hebrew: לפניה.
_HE_PRONOUN = re.compile(
    rf"(?<!{_HE})(?:(?P<he>הוא)|(?P<she>היא)|הם|הן|זה|זו|זאת|שם|"
    r"(?P<stem>לפני|אחרי|אלי|עלי|אות|ממנ|אית|אצל|של|ב|ל)(?P<of>ו|הם|הן|ה|(?<=ת)ם|(?<=ת)ן))"
    rf"(?!{_HE})"
)
_PREPOSITIONS = {
    "לפני": "לפני ", "אחרי": "אחרי ", "אלי": "אל ", "עלי": "על ", "אות": "את ", "ממנ": "מ",
    "אית": "עם ", "אצל": "אצל ", "של": "של ", "ב": "ב", "ל": "ל",
}  # fmt: skip
# Both words are in every text: what tells of it is the verb.
_WAS_BEFORE = re.compile(r"^מי (?:היה|היתה|הייתה) לפני (?:ה(?=[\u05d0-\u05ea]{3}))?")
_FINALS = str.maketrans("ךםןףץ", "כמנפצ")


class Leaning(NamedTuple):
    """A follow-up with its pronoun filled in; ``alone``: it may as well mean what it says."""

    text: str
    alone: bool


def filled_in(bare: str, before: str) -> Leaning | None:
    """The follow-up with what its pronoun stands for in the question ``before``; None: no pronoun.

    Where what is meant is not plain, all that was asked about takes its place.
    """
    if script_language(bare) == "zh":
        found = _ZH_PRONOUN.search(bare)
        topic = found and _chinese_topic(before)
    else:
        found = _HE_PRONOUN.search(bare)
        topic = found and _hebrew_topic(before, _feminine(found))
    if found is None:
        return None
    meant = topic or carried_on(before.rpartition(DASH)[2])
    if not meant:
        return None
    if found.re is _HE_PRONOUN and found["stem"]:
        before_it = _PREPOSITIONS[found["stem"]]
        swallowed = before_it in {"ב", "ל"} and re.match(rf"ה{_HE}{{3}}", meant)
        meant = before_it + (meant[1:] if swallowed else meant)
    text = bare[: found.start()] + meant + bare[found.end() :]
    return Leaning(_WAS_BEFORE.sub("מי קדם ל", text), not topic)


# ---- Chinese

_ZH_AT_END = re.compile(
    r"(?:今年|去年|明年|现在|目前|当时|一共|总共|到底|究竟|是|在|有|的|还|将|中|于|[\u4e00-\u9fff]了)+$"
)
_ZH_AT_START = re.compile(r"^(?:是|今年|现在|目前|(?:19|20)\d\d年)+")
_ZH_WEAK = re.compile(
    r"那么?|还|需要|应该|可以|一共|总共|现在|[要付得能会是有在的了就都又也再去到钱用花交做办收罚呢吗]|\W"
)
_ZH_SHORT = 2  # characters of a question's own behind "那"


def _chinese_topic(before: str) -> str:
    """What stands before the question word: 马德福 of 马德福今年多大; behind "谁是"."""
    text = before.rpartition(DASH)[2].rstrip("？?。 ")
    asking = ZH_ASKING.search(text)
    if asking is None:
        return text if text != before.rstrip("？?。 ") else ""
    head = _ZH_AT_START.sub("", _ZH_AT_END.sub("", text[: asking.start()]))
    if len(head) > 1:
        return head
    return text[asking.end() + 1 :] if text[asking.end() :].startswith("是") else ""


# ---- Hebrew

_NOUN_ASKED = re.compile(r"ו?(?:מי|מה|מהו|מהי|מיהו|מיהי|מה זה)\s")


def _feminine(pronoun: re.Match[str]) -> bool | None:
    if pronoun["she"] or pronoun["of"] == "ה":
        return True
    return False if pronoun["he"] or pronoun["of"] == "ו" else None


def _hebrew_topic(before: str, feminine: bool | None) -> str:
    """The first that agrees with the pronoun: who does it, what is asked about, what has "ה"."""
    text = before.rpartition(DASH)[2]
    rest = carried_on(text)
    found = []
    if doing := re.fullmatch(rf"({_HE}+) את (.+)", rest):
        verb, done = doing.groups()
        office = verb.startswith("מ")  # who runs it is meant, of what was built the thing
        found = [f"{verb} {done}", done] if office else [done, f"מי ש{rest}"]
    elif _NOUN_ASKED.match(text) or text != before:
        found = [rest]
    words = rest.split()
    for place, word in enumerate(words):
        if not _is_definite(word) or (place and _is_definite(words[place - 1])):
            continue
        # Of a question the first word is mostly its verb.
        start = place - 1 if place > 1 and len(words[place - 1]) > 2 else place
        end = place + 1
        while end < len(words) and _is_definite(words[end]) and _alike(words[end], word):
            end += 1
        found.append(" ".join(words[start:end]))
    agreeing = (f for f in found if feminine is None or _agrees(f, feminine))
    return next(agreeing, "")


def _is_definite(word: str) -> bool:
    return bool(re.match(rf"ה{_HE}{{3}}", word))


def _alike(adjective: str, noun: str) -> bool:
    return _agrees(adjective, _agrees(noun, True))


def _agrees(noun: str, feminine: bool) -> bool:
    return noun.split()[0].endswith(("ה", "ת")) == feminine


# ---- both


def says_too_little(asked: str, bare: str) -> bool:
    """Whether a question has next to nothing of its own: 那要付多少钱, ועד מתי מגישים."""
    if script_language(asked) == "zh":
        own = _ZH_WEAK.sub("", ZH_ASKING.sub("", bare))
        return bool(ZH_ASKING.search(bare)) and len(own) <= (_ZH_SHORT if bare != asked else 0)
    return bool(HE_WH.match(bare)) and len(_own_words(bare)) <= 1


def may_stand(bare: str) -> bool:
    """Whether what says too little may yet be about something else: it has a noun."""
    if script_language(bare) == "zh":
        return bool(_ZH_WEAK.sub("", ZH_ASKING.sub("", bare)))
    return any(map(_is_definite, _own_words(bare)))


def _own_words(bare: str) -> list[str]:
    words: list[str] = re.findall(rf"{_HE}+", HE_WH.sub("", bare, count=1))
    return [word for word in words if word.translate(_FINALS) not in HEBREW]

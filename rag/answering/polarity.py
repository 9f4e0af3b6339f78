"""Whether two statements about the same thing point the same way. Pure.

Negations are counted where they bear on the words that both statements share, and an antonym
(rose, fell) turns a statement around once; an odd difference is a contradiction.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.lexicon import CLAUSE_WORDS, CUES, CUES_BEFORE_TO, CUES_OF_NOUNS, NEGATIVE, WEAK
from rag.answering.lexicon import OPPOSITES as MORE_OPPOSITES
from rag.answering.words import OPPOSITES
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold, stem

_TOKEN = re.compile(
    r"[a-z0-9]+(?:['’.,-][a-z0-9]+)*|[\u05d0-\u05ea]+(?:[\"'״׳-][\u05d0-\u05ea]+)*"
    r"|[\u4e00-\u9fff]|[,;:.!?()，。；、—–]"
)
_CHINESE_CUE = re.compile(r"拒绝|否认|从未|并非|没有|沒有|不会|不能|不是|未能|无法|[不没未無无沒]")
_NOT_A_CUE = re.compile(
    r"\bnot (?:only|just|merely|simply|least)\b|\bno (?:doubt|less than|fewer than|more than"
    r"|later than|sooner|matter)\b|\bwhether or not\b|\bnot to mention\b|\bnot until\b|\bno\. ?\d"
    r"|לא רק|לא פחות|אין ספק"
    r"|不仅|不但|不断|不少|不过|不同|不久|不足|不得不|非常|非洲|无论|不管|不光|未来|无线|不等|不只|是否"
    r"|无数|不错|不得|不已|不论|不止|不但|不再"
)
_BREAKS = frozenset(",;:.!?()，。；、—–")
_REACH = 4  # tokens between a negation and what it denies
_ENOUGH_SHARED = 0.5
_NEGATIVE_PREFIXES = ("un", "non", "in", "im", "il", "ir")

_NEARLY_ALL = 0.6


def _by_word() -> dict[str, frozenset[str]]:
    pairs = [*OPPOSITES, *MORE_OPPOSITES]
    opposites: dict[str, set[str]] = {}
    for pair in pairs:
        one, other = (stem(w) if w.isascii() else w for w in pair)
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in opposites.items()}


_OPPOSITES = _by_word()
_CHINESE_PAIRED = [word for word in _OPPOSITES if word[0] >= "\u4e00"]


@dataclass(frozen=True, slots=True)
class _Statement:
    """Tokens of a text (stems, and as said; breaks kept) and which of them deny."""

    tokens: tuple[str, ...]
    said: tuple[str, ...]
    cues: frozenset[int]
    words: frozenset[str]
    folded: str

    def content(self) -> frozenset[str]:
        """The words that say what it is about."""
        return self.words - ENGLISH - CUES - WEAK

    def denied(self, at: int) -> int:
        """How many negations bear on the token at ``at``."""
        count = 0
        for i in range(at - 1, max(-1, at - 2 - _REACH), -1):
            if self.tokens[i] in _BREAKS or self.tokens[i] in CLAUSE_WORDS:
                break
            count += i in self.cues
        after = self.tokens[at + 1 : at + 4]
        return count + any(t in CUES_OF_NOUNS for t in after)

    def targets(self, cue: int) -> list[int]:
        """The first content words after a negation."""
        found = []
        for i in range(cue + 1, min(len(self.tokens), cue + 2 + _REACH)):
            token = self.tokens[i]
            if token in _BREAKS or token in CLAUSE_WORDS:
                break
            if i not in self.cues and token not in ENGLISH and token not in WEAK:
                found.append(i)
        return found[:2]


def contradiction(statement: str, source: str, whole: str = "") -> str | None:
    """Why ``statement`` says the opposite of ``source``; None where nothing shows that it does.

    ``source`` is the cited sentence nearest to it, ``whole`` all that it cites.
    """
    one, other = _read(statement), _read(source)
    return (
        _dropped(one, other, "the source denies “{}”, the answer does not")
        or _dropped(other, one, "the answer denies “{}”, the source does not", swapped=True)
        or _turned(one, other)
        or _denies_alone(one, _read(whole or source))
    )


def _dropped(
    one: _Statement, other: _Statement, reason: str, *, swapped: bool = False
) -> str | None:
    """A word that ``other`` denies and ``one`` asserts."""
    for cue in sorted(other.cues):
        targets = other.targets(cue)
        present = [t for t in targets if other.tokens[t] in one.words]
        if not present or (present[0] != targets[0] and not _chinese(other.tokens[targets[0]])):
            continue
        if _chinese(other.tokens[targets[0]]) and not _same_pair(one, other, targets):
            continue
        token = other.tokens[present[0]]
        places = [i for i, t in enumerate(one.tokens) if t == token]
        wanted = other.denied(present[0]) % 2
        if (
            wanted
            and all(one.denied(i) % 2 != wanted for i in places)
            and not _denies_near(one, other, targets)
        ):
            return reason.format(other.said[present[0]])
    return None


def _denies_near(one: _Statement, other: _Statement, targets: list[int]) -> bool:
    """The same negation may stand before the second word: "no aid entered", "aid did not enter"."""
    wanted = {other.tokens[t] for t in targets}
    return any(wanted & {one.tokens[t] for t in one.targets(cue)} for cue in one.cues)


def _same_pair(one: _Statement, other: _Statement, targets: list[int]) -> bool:
    return "".join(other.tokens[t] for t in targets[:2]) in one.folded


def _turned(one: _Statement, other: _Statement) -> str | None:
    """An antonym where the source has its opposite, and no negation that makes up for it."""
    content = [t for t in one.words if t not in ENGLISH and t not in _BREAKS]
    shared = sum(t in other.words for t in content)
    if not content or shared < _ENOUGH_SHARED * (len(content) - 1):
        return None
    more_here = Counter(one.tokens) - Counter(other.tokens)
    more_there = Counter(other.tokens) - Counter(one.tokens)
    for word in sorted(more_here):
        for opposite in sorted(_opposites(word, other) & more_there.keys()):
            if word not in other.words and _same_side(opposite, other):
                continue
            here, there = one.tokens.index(word), other.tokens.index(opposite)
            denials = 0 if word in ENGLISH else one.denied(here) + other.denied(there)
            if denials % 2 == 0:
                return f"the source says “{other.said[there]}”, the answer says “{one.said[here]}”"
    for word in _CHINESE_PAIRED:
        if word in one.folded and word not in other.folded:
            for opposite in _OPPOSITES[word]:
                if opposite in other.folded and opposite not in one.folded:
                    return f"the source says “{opposite}”, the answer says “{word}”"
    return None


def _denies_alone(one: _Statement, other: _Statement) -> str | None:
    """Nearly the same words, a negation, and in the source no word that could stand for it."""
    mine, theirs = one.content(), other.content()
    if not one.cues or other.cues or len(mine & theirs) < _NEARLY_ALL * len(mine):
        return None
    if any(NEGATIVE.search(word) for word in other.words):
        return None
    return "the answer has a negation that the source does not have"


def _opposites(word: str, other: _Statement) -> frozenset[str]:
    """Listed antonyms, and the word with or without a negative prefix."""
    found = _OPPOSITES.get(word, frozenset())
    if len(word) < 4 or not word.isascii():
        return found
    bare = {
        word[len(p) :] for p in _NEGATIVE_PREFIXES if word.startswith(p) and len(word) > len(p) + 3
    }
    return found | bare | {p + word for p in _NEGATIVE_PREFIXES}


def _same_side(opposite: str, other: _Statement) -> bool:
    """True where the source also has a word on the answer's side: it rose and then fell."""
    return bool(_OPPOSITES.get(opposite, frozenset()) & other.words)


@lru_cache(maxsize=2048)
def _read(text: str) -> _Statement:
    folded = fold(text)
    # What only looks like a negation is taken out of sight, its length kept.
    plain = _NOT_A_CUE.sub(lambda m: "x" * len(m.group()), folded)
    tokens: list[str] = []
    said: list[str] = []
    cues: set[int] = set()
    cue_until = 0
    for match in _TOKEN.finditer(plain.replace("’", "'")):
        word = match.group()
        token = _token(word)
        if match.start() < cue_until:
            continue  # the rest of a Chinese negation of several characters
        if chinese := _CHINESE_CUE.match(plain, match.start()):
            cue_until = chinese.end()
        opens_infinitive = plain.startswith(" to ", match.end())
        if (
            word in CUES
            or word.endswith("n't")
            or token in CUES_OF_NOUNS
            or (token in CUES_BEFORE_TO and opens_infinitive)
            or chinese
        ):
            cues.add(len(tokens))
        tokens.append(token)
        said.append(word)
    words = frozenset(t for t in tokens if t not in _BREAKS)
    return _Statement(tuple(tokens), tuple(said), frozenset(cues), words, folded)


def _token(word: str) -> str:
    return stem(word) if word.isascii() and word[0].isalnum() else word


def _chinese(token: str) -> bool:
    return "\u4e00" <= token[0] <= "\u9fff"

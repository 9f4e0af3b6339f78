"""Whether two statements about the same thing point the same way. Pure.

Negations are counted where they bear on the words that both statements share, and an antonym
(rose, fell) turns a statement around once; an odd difference is a contradiction.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering import lexicon
from rag.answering.lexicon import CLAUSE_WORDS, CUES, CUES_BEFORE_TO, NEGATIVE, WEAK
from rag.answering.roles import in_the_same_hands
from rag.answering.verbs import AUXILIARY, UP_AND_DOWN, is_converse, lemma
from rag.answering.words import OPPOSITES
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold

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
_QUALITIES = [
    ("severe", "mild"), ("harmful", "harmless"), ("compulsory", "optional"), ("convict", "acquit"),
    ("reveal", "conceal"), ("thick", "thin"), ("loud", "quiet"), ("smooth", "rough"),
    ("occupied", "vacant"), ("crowded", "empty"), ("fresh", "stale"), ("visible", "hidden"),
    ("vague", "precise"), ("generous", "modest"), ("profitable", "loss-making"), ("calm", "tense"),
    ("shared", "separate"), ("natural", "artificial"), ("theory", "practice"), ("solid", "liquid"),
]  # fmt: skip
_CUES_OF_NOUNS = lexicon.CUES_OF_NOUNS | {"withhold"}
# These speak for the whole clause: "none of the 212 guests on board was hurt".
_OF_ALL_WORDS = "none neither nobody nothing"
_OF_ALL = frozenset(_OF_ALL_WORDS.split())
_OF_EACH = frozenset({"all", "none", "always", "never", "both", "neither"})
_CUES = CUES | {"unless"}  # "unless lines are built" is "without new lines"
_SMALL = ENGLISH | frozenset(map(lemma, ENGLISH)) | CUES
_HELPERS = frozenset(map(lemma, AUXILIARY))
_COUNT = (
    "(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen|twenty|thirty"
    "|[a-z]{3,5}ty|hundred)"
)
# Verbs of two words, and what lifts a ban, by the word that the lists know.
_AS_ONE_WORD = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\b(?:turn|vote)(?:ed|s|d|ing)? down\b", "rejected"),
        (r"\bcall(?:ed|s|ing)? off\b", "cancelled"),
        (r"\b(?:in|on|by) ((?:\w+ ){0,2}\w+) at the earliest\b", r"not before \1"),
        # "Nor" denies what follows it and nothing before it.
        (r"\b(?:rather than|instead of|as opposed to)\b"
         rf"(?!\s(?:\w+\s){{0,2}}(?:\d|{_COUNT}\b))", "nor"),
        (r"\bfree of charge\b|\bat no (?:cost|charge)\b|\bwithout (?:charge|pay)(?:ing|ment)?\b",
         "free"),
        (r"\blast(?:ed|ing)\b", "endured"),  # no opposite of "first"
        (r"\b(?:just|slightly|a little|barely) (?:under|over|above|below|short of)\b", "about"),
        (r"\bnot (\w+ed) (after|by|for|from|in|to|with)(?= [^,.;]* but \2\b)", r"\1 nor \2"),
        (r"\b(?:rul|leav)(?:es?|ed|ing) (?:it |them |this )?out\b", "excluded"),
        (r"\bleft (?:it |them |this )?out\b", "excluded"),
        (r"\b(?:gave|gives?|giving|given) up\b", "abandoned"),
        (r"\b(?:lift|remov|scrap|drop|abolish)(?:ed|e?s|ing|ped|ping)? (?:the |its |their |this )?"
         r"(?:\w+ )?(?:ban|embargo|prohibition)\b", "allow"),
    )
)  # fmt: skip
# "Stopped serving" denies as "no longer serves" does.
_CUES_BEFORE_ING_WORDS = "stop ceas quit avoid abandon"
_CUES_BEFORE_ING = frozenset(_CUES_BEFORE_ING_WORDS.split())
_ING = re.compile(r"\s\w{2,}ing\b")
_AGAINST_ADVICE = re.compile(
    r"(?:against|(?:ignor|disobey|defi|disregard|flout)(?:e?[ds]|es|ing)) "
    r"(?:an? |the |his |her |its |their )?"
    r"(?:\w+ )?(?:advice|will|wish(?:es)?|orders?|recommendations?|warnings?|commands?)\b"
)
_UNSURPASSED = re.compile(r"\b(?:no|none|nobody|nothing|never)\b[^,.;]*\b(\w{3,})er\b")
# "No visit has upset them as much" is "more than any other".
_UNEQUALLED = re.compile(
    r"\b(?:no|none|nobody|nothing|never)\b[^.;]*"
    r"\b(?:(?:as|so) \w+ as|more [^.;]*than|\w{3,}er than)\b"
)
_MOST_OF_ALL = re.compile(r"\bmost\b|\bthan any\b|\bany other\b|\b\w{3,}est\b")
_BREAKS = frozenset(",;:.!?()，。；、—–")
# Numbers and spans of time are counted, not denied: "still missing two days later".
_COUNTS_WORDS = """
    two three four five six seven eight nine ten eleven twelve second minute hour day week month
    year decade century time later earlier ago
"""
_COUNTS = frozenset(map(lemma, _COUNTS_WORDS.split()))
_REACH = 4  # tokens between a negation and what it denies
_ENOUGH_SHARED = 0.5
_NEGATIVE_PREFIXES = ("un", "non", "in", "im", "il", "ir")

_NEARLY_ALL = 0.6  # of its words, for what only the answer denies
_MOST = 0.5  # for what only the source denies, of a word that the answer has


def _by_word() -> dict[str, frozenset[str]]:
    pairs = [*OPPOSITES, *lexicon.OPPOSITES, *_QUALITIES, *UP_AND_DOWN]
    opposites: dict[str, set[str]] = {}
    for pair in pairs:
        one, other = (lemma(w) if w.isascii() else w for w in pair)
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in opposites.items()}


_OPPOSITES = _by_word()


def opposites(word: str) -> frozenset[str]:
    """The listed antonyms (lemmas) of a lemma."""
    return _OPPOSITES.get(word, frozenset())


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
        return self.words - ENGLISH - _CUES - WEAK - _HELPERS

    def denied(self, at: int) -> int:
        """How many negations bear on the token at ``at``."""
        count = 0
        for i in range(at - 1, max(-1, at - 2 - 2 * _REACH), -1):
            token = self.tokens[i]
            if token in _BREAKS or token in CLAUSE_WORDS:
                break
            near = i >= at - 1 - _REACH or token in _OF_ALL
            count += near and i in self.cues
        after = self.tokens[at + 1 : at + 5]
        none = after[:1] != () and after[0] in _OF_ALL and after[0] not in self.tokens[at - 1 : at]
        # "For lack of money" denies what follows it alone.
        lacking = any(
            t in _CUES_OF_NOUNS and after[i + 1 : i + 2] != ("of",) for i, t in enumerate(after[:3])
        )
        return count + none + lacking

    def scope(self, cue: int) -> list[int]:
        """The content words between a negation and the end of its clause."""
        found = []
        for i in range(cue + 1, len(self.tokens)):
            token = self.tokens[i]
            if token in _BREAKS or token in CLAUSE_WORDS:
                break
            if i not in self.cues and token not in ENGLISH | WEAK | _COUNTS:
                found.append(i)
        return found

    def targets(self, cue: int) -> list[int]:
        """The first content words after a negation; "held none" denies the verb before it."""
        before = self.tokens[cue - 1] if cue else ""
        if self.tokens[cue] in _OF_ALL and before and before not in ENGLISH | WEAK | _BREAKS:
            return [cue - 1]
        found = []
        for i in range(cue + 1, min(len(self.tokens), cue + 2 + _REACH)):
            token = self.tokens[i]
            if token in _BREAKS or token in CLAUSE_WORDS:
                break
            small = token in ENGLISH or token in WEAK or token in _COUNTS
            if i not in self.cues and not small:
                found.append(i)
        return found[:2]


def contradiction(statement: str, sources: Sequence[str]) -> str | None:
    """Why ``statement`` says the opposite of ``sources``; None where nothing shows that it does.

    ``sources`` are the cited sentences, the nearest to the statement first.
    """
    one, nearest = _read(statement), _read(sources[0])
    whole = _read("\n".join(sources))
    if any(f"{m[1]}est" in whole.folded for m in _UNSURPASSED.finditer(one.folded)):
        return None  # "no mammal made a longer journey" is "the longest"
    if any(_UNEQUALLED.search(a) and _MOST_OF_ALL.search(b)
           for a, b in ((one.folded, whole.folded), (whole.folded, one.folded))):  # fmt: skip
        return None
    denied = "the source denies “{}”, the answer does not"
    denies = "the answer denies “{}”, the source does not"
    return (
        _dropped(one, nearest, denied)
        or _dropped(nearest, one, denies, far=True)
        or next(
            (
                r
                for s in map(_read, sources[1:])
                if _says_half(s, one) and (r := _dropped(s, one, denies))
            ),
            None,
        )
        or next((r for s in sources[1:] if (r := _dropped(one, _read(s), denied, whole))), None)
        or _turned(one, nearest, converse=not in_the_same_hands(statement, "\n".join(sources)))
        or _denies_alone(one, whole)
        or _asserts_alone(one, nearest)
    )


def _says_half(one: _Statement, other: _Statement) -> bool:
    return 2 * len(one.content() & other.content()) >= len(other.content())


def _dropped(
    one: _Statement,
    other: _Statement,
    reason: str,
    whole: _Statement | None = None,
    *,
    far: bool = False,
) -> str | None:
    """A word that ``other`` denies and ``one`` asserts, unless ``whole`` asserts it somewhere.

    ``far``: any word in the clause of the one's negation may be what the other denies.
    """
    for cue in sorted(other.cues):
        targets = other.targets(cue)
        present = [t for t in targets if other.tokens[t] in one.words]
        if not present or (present[0] != targets[0] and not _chinese(other.tokens[targets[0]])):
            continue
        if _chinese(other.tokens[targets[0]]) and not _same_pair(one, other, targets):
            continue
        token = other.tokens[present[0]]
        places = [i for i, t in enumerate(one.tokens) if t == token]
        if whole and not all(whole.denied(i) % 2 for i, t in enumerate(whole.tokens) if t == token):
            continue
        wanted = other.denied(present[0]) % 2
        if (
            wanted
            and all(one.denied(i) % 2 != wanted for i in places)
            and not _denies_near(one, other, other.scope(cue) if far else targets)
            and not (far and _says_the_opposite(one, token))
        ):
            return reason.format(other.said[present[0]])
    return None


def _says_the_opposite(one: _Statement, token: str) -> bool:
    """True where the one has the opposite of what the other denies: "older" is "not new"."""
    against = {form for word in opposites(token) for form in (word, f"{word}er")}
    return bool(against & one.words)


def _denies_near(one: _Statement, other: _Statement, targets: list[int]) -> bool:
    """The same negation may stand elsewhere: "no aid entered", "aid did not enter"."""
    wanted = {other.tokens[t] for t in targets}
    places = [i for i, token in enumerate(one.tokens) if token in wanted]
    return any(
        wanted & {one.tokens[t] for t in one.targets(cue)}
        or one.tokens[cue] in _OF_ALL
        or (
            one.tokens[cue] != "nor"
            and any(i < cue and _BREAKS.isdisjoint(one.tokens[i:cue]) for i in places)
        )
        for cue in one.cues
    )


def _same_pair(one: _Statement, other: _Statement, targets: list[int]) -> bool:
    return "".join(other.tokens[t] for t in targets[:2]) in one.folded


def _turned(one: _Statement, other: _Statement, *, converse: bool) -> str | None:
    """An antonym where the source has its opposite, and no negation that makes up for it.

    ``converse``: "bought" for "sold" is right, as the parties have changed places too.
    """
    content = one.words - _SMALL - _BREAKS
    shared = sum(t in other.words for t in content)
    if not content or shared < _ENOUGH_SHARED * (len(content) - 1):
        return None
    found: list[tuple[str, str]] = []
    made_up = False
    more_here = Counter(one.tokens) - Counter(other.tokens)
    more_there = Counter(other.tokens) - Counter(one.tokens)
    for word in sorted(more_here):
        for opposite in sorted(_opposites(word, other) & more_there.keys()):
            if word not in other.words and _same_side(opposite, other):
                continue
            if converse and is_converse(word, opposite):
                continue
            here, there = one.tokens.index(word), other.tokens.index(opposite)
            denials = 0 if word in ENGLISH else one.denied(here) + other.denied(there)
            if denials % 2 == 0:
                found.append((other.said[there], one.said[here]))
            else:
                made_up = True
    # "All deny it" is "none has admitted it".
    cancelled = made_up and len(found) == 1 and not _OF_EACH.isdisjoint(found[0])
    if found and not cancelled:
        return f"the source says “{found[0][0]}”, the answer says “{found[0][1]}”"
    for word in _CHINESE_PAIRED:
        if word in one.folded and word not in other.folded:
            for opposite in _OPPOSITES[word]:
                if opposite in other.folded and opposite not in one.folded:
                    return f"the source says “{opposite}”, the answer says “{word}”"
    return None


def _denies_alone(one: _Statement, other: _Statement) -> str | None:
    """Nearly the same words, a negation, and in the source no word that could stand for it."""
    mine, theirs = one.content(), other.content()
    denies = any(one.targets(cue) for cue in one.cues)
    if not denies or other.cues or len(mine & theirs) < _NEARLY_ALL * len(mine):
        return None
    against = [o for cue in one.cues for t in one.targets(cue) for o in opposites(one.tokens[t])]
    if any(NEGATIVE.search(word) for word in other.words) or any(
        form in other.words for word in against for form in (word, f"{word}er")
    ):
        return None
    return "the answer has a negation that the source does not have"


def _asserts_alone(one: _Statement, other: _Statement) -> str | None:
    """A short denial told in its own words but for the verb, and with nothing that denies."""
    mine, theirs = one.content(), other.content()
    shared = len(mine & theirs)
    denials = [cue for cue in other.cues if other.tokens[cue] != "nor"]
    spoken_of = any(other.tokens[i] in mine for cue in denials for i in other.scope(cue))
    enough = (_MOST if spoken_of else _NEARLY_ALL) * max(len(mine), len(theirs))
    if one.cues or not denials or shared < enough:
        return None
    denied = {other.tokens[t] for cue in denials for t in other.targets(cue)[:1]}
    if mine <= theirs or denied & mine or any(NEGATIVE.search(word) for word in one.words):
        return None
    return "the source has a negation that the answer does not have"


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
    for pattern, word in _AS_ONE_WORD:
        folded = pattern.sub(word, folded)
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
            word in _CUES
            or word.endswith("n't")
            or token in _CUES_OF_NOUNS
            or ((token in CUES_BEFORE_TO or word == "yet") and opens_infinitive)
            or (token in _CUES_BEFORE_ING and _ING.match(plain, match.end()))
            or _AGAINST_ADVICE.match(plain, match.start())
            or chinese
        ):
            cues.add(len(tokens))
        tokens.append(token)
        said.append(word)
    words = frozenset(t for t in tokens if t not in _BREAKS)
    return _Statement(tuple(tokens), tuple(said), frozenset(cues), words, folded)


def _token(word: str) -> str:
    return lemma(word) if word.isascii() and word[0].isalnum() else word


def _chinese(token: str) -> bool:
    return "\u4e00" <= token[0] <= "\u9fff"

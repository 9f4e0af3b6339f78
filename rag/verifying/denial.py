"""What a statement denies: its words, its negations, and what each of them bears on. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying import lexicon
from rag.verifying.lexicon import CLAUSE_WORDS, CUES, CUES_BEFORE_TO, WEAK
from rag.verifying.verbs import AUXILIARY, lemma

_TOKEN = re.compile(
    r"[a-z0-9]+(?:['’.,-][a-z0-9]+)*|[\u05d0-\u05ea]+(?:[\"'״׳-][\u05d0-\u05ea]+)*"
    r"|[\u4e00-\u9fff]|[,;:.!?()，。；、—–]"
)
_HEBREW_CUE = re.compile(r"ו?ש?(?:לא|אינ(?:ו|ה|ם|ן)|אין|ללא|בלי|טרם|אסור|אינ)|[כו]שלא|ולא")
_CHINESE_CUE = re.compile(
    r"拒绝|不得(?![不已])|切勿|请勿|严禁|否认|从未|并非|没有|沒有|不会|不能|不是|未能|无法|[不没未無无沒]"
)
_NOT_A_CUE = re.compile(
    r"\bnot (?:only|just|merely|simply|least)\b|\bno (?:doubt|less than|fewer than|more than"
    r"|(?:later|longer|younger|older|higher|lower|larger|smaller|earlier) than"
    r"|sooner|matter)\b|\bwhether or not\b|\bnot to mention\b|\bnot until\b|\bno\. ?\d"
    r"|לא רק|לא פחות|לא יותר מ|אין ספק"
    r"|不仅|不但|不断|不少|不过|不同|不久|不足|不得不|非常|非洲|无论|不管|不光|未来|无线|不等|不只|是否"
    r"|无数|不错|不得不|不得已|[使舍恨怪顾]不得|不得了|有没有|比没有|比未|比不|不已|不论|不止|不但|不再"
)
_CUES_OF_NOUNS = lexicon.CUES_OF_NOUNS | {"withhold"}
# These speak for the whole clause: "none of the 212 guests on board was hurt".
_OF_ALL_WORDS = "none neither nobody nothing"
OF_ALL = frozenset(_OF_ALL_WORDS.split())
_CUES = CUES | {"unless"}  # "unless lines are built" is "without new lines"
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
        (r"\blook(?:s|ed|ing)? after\b", "tended"),
        (r"\b(?:stay|keep|steer)(?:s|ed|ing)? (?:off|away from|clear of|out of)\b"
         r"|\brefrain(?:s|ed|ing)? from\b", "never"),
        (r"\b(?:leav(?:es?|ing)|left) (\w+ing|it|them) alone\b", r"never \1"),
        (r"\baway from home\b", "nor home"),
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
BREAKS = frozenset(",;:.!?()，。；、—–")
# Numbers and spans of time are counted, not denied: "still missing two days later".
_COUNTS_WORDS = """
    two three four five six seven eight nine ten eleven twelve second minute hour day week month
    year decade century time later earlier ago
"""
_COUNTS = frozenset(map(lemma, _COUNTS_WORDS.split()))
_ASIDE = frozenset("把将对向被给让在从为与和再")  # what follows these is denied, not they
_REACH = 4  # tokens between a negation and what it denies


@dataclass(frozen=True, slots=True)
class Statement:
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
            if self.ends_clause(i):
                break
            near = i >= at - 1 - _REACH or token in OF_ALL
            count += near and i in self.cues
        after = self.tokens[at + 1 : at + 5]
        none = after[:1] != () and after[0] in OF_ALL and after[0] not in self.tokens[at - 1 : at]
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
            if self.ends_clause(i):
                break
            if i not in self.cues and token not in ENGLISH | WEAK | _COUNTS:
                found.append(i)
        return found

    def ends_clause(self, at: int) -> bool:
        """True for a sign, for a word that opens a clause, and for "and" before a helping verb."""
        token, after = self.tokens[at], self.tokens[at + 1 : at + 2]
        opens = token in {"and", "but"} and after != () and after[0] in _HELPERS
        return token in BREAKS or token in CLAUSE_WORDS or opens

    def targets(self, cue: int) -> list[int]:
        """The first content words after a negation; "held none" denies the verb before it."""
        before = self.tokens[cue - 1] if cue else ""
        if self.tokens[cue] in OF_ALL and before and before not in ENGLISH | WEAK | BREAKS:
            return [cue - 1]
        found = []
        for i in range(cue + 1, min(len(self.tokens), cue + 2 + _REACH)):
            token = self.tokens[i]
            if self.ends_clause(i):
                break
            small = token in ENGLISH or token in WEAK or token in _COUNTS or token in _ASIDE
            if i not in self.cues and not small:
                found.append(i)
        return found[:2]


@lru_cache(maxsize=2048)
def read(text: str) -> Statement:
    """The tokens of a text and which of them deny; phrases that deny are read as one word."""
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
            or _HEBREW_CUE.fullmatch(word)
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
    words = frozenset(t for t in tokens if t not in BREAKS)
    return Statement(tuple(tokens), tuple(said), frozenset(cues), words, folded)


def _token(word: str) -> str:
    return lemma(word) if word.isascii() and word[0].isalnum() else word

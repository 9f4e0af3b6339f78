"""Whether two statements about the same thing point the same way. Pure.

Negations are counted where they bear on the words that both statements share, and an antonym
(rose, fell) turns a statement around once; an odd difference is a contradiction.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.words import OPPOSITES
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold, stem

_TOKEN = re.compile(
    r"[a-z0-9]+(?:['’.,-][a-z0-9]+)*|[\u05d0-\u05ea]+(?:[\"'״׳-][\u05d0-\u05ea]+)*|[\u4e00-\u9fff]"
    r"|[,;:.!?()，。；、—–]"
)
_CUES = frozenset(
    "not no never none nobody neither nor without cannot unable"
    " לא אין אינו אינה אינם אינן בלי ללא מעולם טרם".split()
)
# These deny what follows only before "to": "refused to allow", but "the refusal was noted".
_CUES_BEFORE_TO = frozenset("refus declin fail unabl unwil forgot ceas neglect".split())
_CUES_OF_NOUNS = frozenset("lack absenc absent miss unavail".split())
_CHINESE_CUE = re.compile(r"拒绝|否认|从未|并非|没有|沒有|不会|不能|不是|未能|无法|[不没未無无沒]")
_NOT_A_CUE = re.compile(
    r"\bnot (?:only|just|merely|simply|least)\b|\bno (?:doubt|less than|fewer than|more than"
    r"|later than|sooner|matter)\b|\bwhether or not\b|\bnot to mention\b|\bnot until\b|\bno\. ?\d"
    r"|לא רק|לא פחות|אין ספק"
    r"|不仅|不但|不断|不少|不过|不同|不久|不足|不得不|非常|非洲|无论|不管|不光|未来|无线|不等|不只|是否"
    r"|无数|不错|不得|不已|不论|不止|不但|不再"
)
_BREAKS = frozenset(",;:.!?()，。；、—–")
_CLAUSE_WORDS = frozenset(
    "but because although while whereas though which who that אבל אך אולם".split()
)
_REACH = 4  # tokens between a negation and what it denies
_ENOUGH_SHARED = 0.5
_MORE_OPPOSITES = """
    growth/decline growth/fall increase/decrease increase/reduce increase/decline increase/drop increase/fall rise/decline rise/drop
    rise/decrease rose/declined rose/dropped rose/decreased rose/decrease increase/fell grew/shrank
    grow/decline grew/declined grew/fell grow/fall climb/fall climbed/fell climbed/dropped
    jump/drop surge/plunge surge/slump soar/plunge gain/lose gain/loss gains/losses profit/loss
    higher/lower high/low upward/downward up/down above/under over/under exceed/trail
    support/oppose supporter/opponent favour/oppose favor/oppose back/oppose accept/refuse
    accept/decline approve/reject agree/disagree agree/refuse allow/prohibit allow/block
    permit/forbid permit/ban confirm/deny admit/deny succeed/fail success/fail win/lose victory/defeat
    strengthen/weaken stronger/weaker expand/contract expand/shrink improve/worsen improve/deteriorate
    better/worse best/worst enter/leave enter/exit arrive/depart join/leave include/exclude
    guilty/innocent legal/illegal lawful/unlawful safe/unsafe safe/dangerous possible/impossible
    likely/unlikely able/unable available/unavailable known/unknown clear/unclear necessary/unnecessary
    effective/ineffective sufficient/insufficient adequate/inadequate complete/incomplete
    stable/unstable dependent/independent direct/indirect regular/irregular
    maximum/minimum major/minor many/few several/none more/fewer majority/minority positive/negative
    optimistic/pessimistic advantage/disadvantage strength/weakness present/absent
    accelerate/slow faster/slower quick/slow early/late earlier/later longer/shorter
    wide/narrow deep/shallow heavy/light hot/cold warm/cool wet/dry hard/soft full/empty
    inside/outside inner/outer indoors/outdoors internal/external domestic/foreign import/export
    buy/sell bought/sold purchase/sell lend/borrow lent/borrowed create/destroy build/demolish
    built/demolished start/stop start/finish begin/finish began/finished open/shut opened/shut
    resume/suspend resume/halt continue/stop continued/stopped enable/disable attack/defend
    attacked/defended advance/retreat advanced/retreated ally/rival friend/enemy love/hate
    remember/forget remembered/forgot raise/cut raised/cut raise/lower raised/lowered
    tighten/loosen tighten/ease temporary/permanent voluntary/mandatory optional/mandatory
    optional/required urban/rural left/right top/bottom front/rear married/divorced born/died
    alive/dead survive/perish survived/died hire/fire hired/fired appoint/dismiss surplus/deficit
    simple/complex easy/difficult cheap/expensive cheaper/costlier active/inactive male/female
    father/mother son/daughter husband/wife man/woman boy/girl men/women boys/girls
    northeast/southwest northwest/southeast upstream/downstream before/after always/never all/none
    partial/complete partially/fully partly/fully rarely/often seldom/often frequently/rarely
    true/false correct/incorrect correct/wrong right/wrong same/different similar/different
    together/apart private/public peace/war ancient/modern strict/lenient welcome/condemn
    praise/criticise praise/criticize praised/criticised praised/criticized encourage/discourage
    encouraged/discouraged ascend/descend widen/narrow widened/narrowed convex/concave
    上涨/下跌 增长/下降 提高/降低 扩大/缩小 高于/低于 多于/少于 同意/拒绝 允许/禁止 赞成/反对 成功/失败
    加强/削弱 改善/恶化 上升/下跌 增加/下降 提升/下降 开始/结束 胜利/失败 合法/非法 优势/劣势
    盈利/亏损 购买/出售 北部/南部 东部/西部 以上/以下 超过/不足 更多/更少 更高/更低 最多/最少 最早/最晚
    עלה/ירד עלתה/ירדה עלו/ירדו גדל/קטן גדלה/קטנה תמך/התנגד תמכה/התנגדה תמכו/התנגדו לפני/אחרי יותר/פחות
    מעל/מתחת הצליח/נכשל הצליחה/נכשלה ניצח/הפסיד ניצחה/הפסידה התחזק/נחלש צפון/דרום מזרח/מערב
    הגדיל/הקטין מותר/אסור גבוה/נמוך גבוהה/נמוכה ראשון/אחרון ראשונה/אחרונה גדול/קטן גדולה/קטנה
"""
_NEGATIVE_PREFIXES = ("un", "non", "in", "im", "il", "ir")

# Words (stems) by which something is denied without a "not".
_NEGATIVE = re.compile(
    r"^(?:un|non|in|im|il|ir|dis|anti)\w{4,}|less$|^(?:onli|few|fewer|littl|less|least|exclud|except"
    r"|refus|declin|fail|deni|deny|reject|lack|absenc|absent|stop|halt|end|ceas|clos|former|abandon"
    r"|oppos|against|prevent|avoid|ban|block|forbid|prohibit|miss|lost|lose|zero|free|instead|rather"
    r"|befor|until|too|hard|bare|rare|seldom|spare|short|out|over|past|ex|condemn|cancel|suspend"
    r"|withdrew|withdraw|drop|fell|low|empti|far|beyond|other|just|still|yet|but|while|although"
    r"|critic|threat|warn|limit|restrict|minus|doubt|question|contrari|wrong|fals|myth|never)$"
    r"|^(?:סירב|נכשל|בלתי|חדל|הפסיק|נמנע|שלל|דחה|אסור|רק)|[拒否非未禁停止失缺仅只]"
)
_NEARLY_ALL = 0.6


def _by_word() -> dict[str, frozenset[str]]:
    pairs = [*OPPOSITES, *(tuple(pair.split("/")) for pair in _MORE_OPPOSITES.split())]
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
        return self.words - ENGLISH - _CUES - _WEAK

    def denied(self, at: int) -> int:
        """How many negations bear on the token at ``at``."""
        count = 0
        for i in range(at - 1, max(-1, at - 2 - _REACH), -1):
            if self.tokens[i] in _BREAKS or self.tokens[i] in _CLAUSE_WORDS:
                break
            count += i in self.cues
        after = self.tokens[at + 1 : at + 4]
        return count + any(t in _CUES_OF_NOUNS for t in after)

    def targets(self, cue: int) -> list[int]:
        """The first content words after a negation."""
        found = []
        for i in range(cue + 1, min(len(self.tokens), cue + 2 + _REACH)):
            token = self.tokens[i]
            if token in _BREAKS or token in _CLAUSE_WORDS:
                break
            if i not in self.cues and token not in ENGLISH and token not in _WEAK:
                found.append(i)
        return found[:2]


# Words too common to say that two negations deny the same thing.
_WEAK = frozenset(
    "to be been a an the yet ever longer any have has had get got also one say said".split()
)


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
    if any(_NEGATIVE.search(word) for word in other.words):
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
            word in _CUES
            or word.endswith("n't")
            or token in _CUES_OF_NOUNS
            or (token in _CUES_BEFORE_TO and opens_infinitive)
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

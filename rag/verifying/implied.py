"""Denials that a text implies without making them: "only", "except", "but not", "replaced". Pure.

"Open from Wednesday to Sunday" bears out "not on Mondays", "only with the receipt" bears out
"not without the receipt", and "on Saturdays only" bears out "not on Fridays".
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rag.reading.sentences import split_sentences
from rag.reading.stopwords import CHINESE_SINGLE, ENGLISH, HEBREW
from rag.verifying.denial import BREAKS, Statement, read
from rag.verifying.lexicon import WEAK
from rag.verifying.quantities import quantities
from rag.verifying.schedules import is_out_of_hours

# What stands apart behind these, or (in Chinese) before them, is left out of the rest.
_EXCEPT = re.compile(
    r"\b(?:except(?: for| in| on| at| to)?|apart from|other than|excluding|excepting|save for"
    r"|with the exception of|aside from)\b(?P<en>[^,.;:()]+)"
    r"|(?:פרט ל|חוץ מ|למעט |מלבד )-?(?P<he>[^,.;:()]+)"
    r"|除了?(?P<zh>[^,，。；;]{1,16}?)(?:以外|之外|外)"
    r"|(?P<before>[^,，。；;]{2,24})(?:除外|例外|不在此列|不包括在内|不算在内|不适用)"
)
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively)\b(?P<en>[^,.;:()]*)|(?:(?P<have>只有)|仅限|仅|只能?)(?P<zh>[^,，。；;]*)"
    r"|(?<![א-ת])רק (?P<he>[^,.;:()]*)"
)
_ONLY_BEFORE = re.compile(r"(?P<en>[^,.;:()]+?) only(?=\s*(?:[,.;:()]|$))|(?P<he>[^,.;:()]+?) בלבד")
_NOT_ONLY = re.compile(r"\bnot (?:only|just)\b|\bif only\b|不仅|不只|לא רק")
_NEEDED = re.compile(
    r"\b(?:must|needs?|needed|requires?|required|ha[sd] to|have to|only|obliged|obligatory"
    r"|compulsory|mandatory|unless|until|before|first|provided)\b|方可|方能|才能|才可|才会|须|必须|只有|需要|应当"
    r"|(?<![א-ת])(?:חייב[א-ת]*|צריכ?[א-ת]*|נדרש[א-ת]*|רק|יש ל)"
)
_WITHOUT = re.compile(
    r"\b(?:without|unless)\b|(?:没有|未|未经|不)[^,，。；;]{1,24}(?:不|无法|没)|בלי|ללא"
)
# "Replaces the lard with oil" is "oil and no lard".
_REPLACED = re.compile(
    r"\b(?:replac|substitut|swap|exchang|switch|trad)\w*\s(?P<gone>[^,.;:()]+?)\s"
    r"(?:with|by|for|to)\b"
    r"|(?P<was>[^,.;:()]+?) (?:was|were|been|is|are|being) (?:\w+ )?"
    r"(?:replaced|supplanted|succeeded|ousted) (?:by|with)\b"
    r"|\b(?:in place of|gave way to|give way to)\s(?P<place>[^,.;:()]+)"
)
_INSTEAD = re.compile(r"\b(?:rather than|instead of|in place of|nor|no longer|not)\b")
# "Without the charge, profit would have been higher" denies no charge.
_SUPPOSED = re.compile(
    r"\b(?:without|but for|if not for)\b[^.;]*\bwould (?:still )?have\b"
    r"|\bwould (?:still )?have [^.;]*\bwithout\b|要不是|(?<![א-ת])(?:אלמלא|לולא)"
)
_REJECTED = re.compile(
    r"(?:\b(?P<stem>reject|refus|cancel|abandon|scrapp|veto|block|withdr)\w*"
    r"|(?<![א-ת])[וש]?(?:דחה|דחתה|דחו|סירב[א-ת]*|ביטל[א-ת]*)"
    r"|否决|拒绝|取消)(?P<what>[^.;。；]*)"
)
_UNLESS = re.compile(r"\bunless\b(?P<what>[^,.;]*)")
_IF = re.compile(r"\b(?:if|when|in case)\b|如果|若|(?<![א-ת])אם(?![א-ת])")
_UNSETTLED = re.compile(
    r"\b(?:will|is to|are to|would|may|might|could) (?:\w+ )?(?:consider|decide|discuss|vote|rule"
    r"|debate|examine|choose|announce)\b|\b(?:is|are) (?:still )?(?:considering|discussing"
    r"|consulting|negotiating"
    r"|examining|weighing|debating|deciding)\b|\bin talks\b|\bha(?:s|ve) (?:applied"
    r"|asked|suggested|proposed|requested)\b|\b(?:plans?|hopes?|proposes?|intends?) to\b"
    r"|考虑|研究|讨论|计划"
    r"|(?<![א-ת])(?:שוקל[א-ת]*|בוחנ?[א-ת]*|תדון|ידון|מתכננ?[א-ת]*)"
)
_NOT_YET = re.compile(
    r"\bnot (?:yet|been (?:decided|settled|agreed|approved))\b|n't yet\b|\bno (?:final )?decision\b"
    r"|\bnot (?:certain|settled|decided)\b|尚未|还没|還沒|尚无|(?<![א-ת])ש?(?:טרם|עדיין לא|עוד לא)"
)
# Behind these the word that was denied is taken up again, and no longer denied.
_TAKEN_UP = re.compile(
    r"\bbut(?:\s\w+){1,4}?\s(?:one|it|them|so)\b|\b(?:otherwise|or else)\b|否则"
    r"|(?<![א-ת])אחרת(?![א-ת])"
)
_PART, _NEARLY_ALL = 0.4, 0.9  # of the words of a statement
_RELATIVES = frozenset({"who", "which", "that"})
_ENOUGH = 2  # words that a statement must share with what implies its denial
_TAIL = 4  # characters by which a Chinese "only" does
_OPENING = 2  # words by which "only" tells whom it means
_CUT = re.compile(r"[,;，；。]|\band\b(?! \w+ only)")
_SMALL = ENGLISH | WEAK | HEBREW | CHINESE_SINGLE


def implies_denial(claim: str, sources: Sequence[str], around: Sequence[str] = ()) -> bool:
    """True where one of the sources implies what ``claim`` denies.

    ``around`` are the passages: a sentence there that denies the same in as many words will do.
    """
    mine = read(claim)
    if _SUPPOSED.search(mine.folded):
        return True
    if any(_denies_too(mine, read(text)) or _implies(mine, text) for text in sources):
        return True
    sentences = (sentence for text in around for sentence in _sentences(text))
    nearest = max(_overlap(mine, text) for text in sources)
    if nearest >= _NEARLY_ALL * len(mine.content()):
        return False  # it is this sentence that is denied
    enough = max(_ENOUGH, _PART * len(mine.content()), _PART * nearest)
    return any(
        (_shares(mine, other := read(s)) and _denies_too(mine, other))
        or (_overlap(mine, s) >= enough and _implies(mine, s))
        for s in sentences
    )


def is_said_apart(claim: Statement, source: Statement) -> bool:
    """True where another clause of the source than the one that denies is about the claim.

    "No account is needed to read it, but you must have one to see the history."
    """
    match = _TAKEN_UP.search(source.folded)
    if not match:
        return False
    before, after = read(source.folded[: match.start()]), read(source.folded[match.end() :])
    here, there = (len(claim.content() & part.content()) for part in (before, after))
    return bool(before.cues) and not after.cues and there > here


@lru_cache(maxsize=512)  # every sentence of an answer asks for the same passages
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[s.start_char : s.end_char] for s in split_sentences(text))


def _overlap(mine: Statement, text: str) -> int:
    return len(mine.content() & read(text).content())


def _implies(mine: Statement, text: str) -> bool:
    other = read(text)
    return (
        _is_excepted(mine, other)
        or _is_another(mine, other)
        or _takes_two_denials(mine, other)
        or _is_replaced(mine, other)
        or _came_to_nothing(mine, other)
        or is_unless(mine, other)
        or bool(_NOT_YET.search(mine.folded) and _UNSETTLED.search(other.folded))
        or (_shares(mine, other) and is_out_of_hours(mine.folded, other.folded))
    )


def _denies_too(mine: Statement, other: Statement) -> bool:
    """True where the source denies what the claim has beside each negation, before or behind it."""
    met = set[int]()
    for cue in other.cues:
        targets = other.targets(cue)
        wanted = {other.tokens[t] for t in targets}
        if not wanted or not wanted <= mine.words or other.denied(targets[0]) % 2 == 0:
            continue
        if _chinese(other.tokens[targets[0]]) and (
            len(targets) < _OPENING or "".join(other.tokens[t] for t in targets) not in mine.folded
        ):
            continue
        for own in mine.cues:
            clause = _clause(mine, own, relatives=True)
            cues = sum(i in mine.cues for i in clause)
            there = [i for i in clause if mine.tokens[i] in wanted]
            if cues == 1 and there:
                met.add(own)
    return bool(met) and met == mine.cues


def _is_excepted(mine: Statement, other: Statement) -> bool:
    """True where the source makes an exception of what the claim denies it of."""
    if _EXCEPT.search(mine.folded):
        return False
    for match in _EXCEPT.finditer(other.folded):
        apart = match["en"] or match["he"] or match["zh"] or match["before"]
        there = read(other.folded[: match.start()])
        own = set(apart) - set(other.folded.replace(apart, "")) - CHINESE_SINGLE
        denied = {mine.tokens[t] for cue in mine.cues for t in mine.targets(cue)}
        telling = denied & there.words and any(_chinese(c) and c in mine.folded for c in own)
        if match["before"] is None and there.cues:
            continue
        if (telling or _meets(mine, read(apart))) and _shares(mine, other):
            return True
    return False


def _is_another(mine: Statement, other: Statement) -> bool:
    """True where the claim denies of another what the source says of one only."""
    if _NOT_ONLY.search(other.folded) or _ONLY.search(mine.folded):
        return False
    for pattern in (_ONLY_BEFORE, _ONLY):
        for match in pattern.finditer(other.folded):
            parts = match.groupdict()
            chosen = parts.pop("have", None)
            said = next(v for v in parts.values() if v is not None)
            if any(q.start <= 1 for q in quantities(said)):
                continue  # "only three of nine" leaves a number
            ones = [t for t in read(said).tokens if t not in _SMALL | BREAKS]
            one = ones[-_OPENING:] if pattern is _ONLY_BEFORE else ones[:_OPENING]
            for cue in mine.cues:
                clause = {mine.tokens[i] for i in _clause(mine, cue)}
                shared = clause & _around(other.folded, match) - _SMALL - set(one)
                if parts.get("zh") and not chosen and _mostly(said, clause):
                    continue
                if one and not set(one) <= clause and len(shared) >= _ENOUGH:
                    return True
    return False


def _around(folded: str, match: re.Match[str]) -> frozenset[str]:
    """The words of the clause that "only" stands in."""
    start = max((m.end() for m in _CUT.finditer(folded, 0, match.start())), default=0)
    end = next((m.start() for m in _CUT.finditer(folded, match.end())), len(folded))
    return read(folded[start:end]).words


def _mostly(said: str, clause: set[str]) -> bool:
    """True where most of the last characters behind "only" stand in the clause of the claim."""
    characters = set([c for c in said if _chinese(c) and c not in CHINESE_SINGLE][-_TAIL:])
    return 2 * len(characters & clause) > len(characters)


def _takes_two_denials(mine: Statement, other: Statement) -> bool:
    """True for "not without" where the source has "must" or "only with"."""
    return (
        len(mine.cues) > 1
        and bool(_WITHOUT.search(mine.folded))
        and bool(_NEEDED.search(other.folded))
        and _shares(mine, other)
    )


def _is_replaced(mine: Statement, other: Statement) -> bool:
    """True where the source replaces what the claim has another instead of."""
    if not _INSTEAD.search(mine.folded):
        return False
    denied = {mine.tokens[t] for cue in mine.cues for t in mine.targets(cue)[:1]}
    return any(
        denied & read(match["gone"] or match["was"] or match["place"]).words
        for match in _REPLACED.finditer(other.folded)
    )


def _came_to_nothing(mine: Statement, other: Statement) -> bool:
    """True where the source rejects, cancels or the like what the claim says there is not."""
    return any(
        (match["stem"] or "\n") not in mine.folded
        and len(read(match["what"]).words & mine.words - _SMALL) >= _ENOUGH
        for match in _REJECTED.finditer(other.folded)
    )


def is_unless(claim: Statement, source: Statement) -> bool:
    """True for "not if it rains" where the source has "unless it rains"."""
    return bool(claim.cues) and bool(_IF.search(claim.folded)) and any(
        len(read(match["what"]).words & claim.words - _SMALL) >= 1
        for match in _UNLESS.finditer(source.folded)
    )  # fmt: skip


def _clause(statement: Statement, cue: int, *, relatives: bool = False) -> list[int]:
    """The tokens of the clause that a negation stands in; with ``relatives`` before its verb."""
    start, end = cue, cue
    inside = _RELATIVES if relatives else frozenset[str]()
    while start and (statement.tokens[start - 1] in inside or not statement.ends_clause(start - 1)):
        start -= 1
    while end + 1 < len(statement.tokens) and not statement.ends_clause(end + 1):
        end += 1
    return list(range(start, end + 1))


def _meets(mine: Statement, apart: Statement) -> bool:
    """True where the claim has the first words of what is set apart; of Chinese, two together."""
    words = [t for t in apart.tokens if t not in _SMALL | BREAKS]
    if words and _chinese(words[0]):
        return any(a + b in mine.folded for a, b in _pairs(apart.tokens))
    return bool(set(words) & mine.words)


def _pairs(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    return (
        (a, b) for a, b in pairwise(tokens)
        if _chinese(a) and _chinese(b) and not {a, b} & CHINESE_SINGLE
    )  # fmt: skip


def _shares(mine: Statement, other: Statement) -> bool:
    return len(mine.words & other.words - _SMALL) >= _ENOUGH


def _chinese(token: str) -> bool:
    return "\u4e00" <= token[0] <= "\u9fff"

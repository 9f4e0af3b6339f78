"""Planned, asked, possible, required: whether a statement tells as done what its source does not.

A verb counts as open where the source has it behind a plan, a wish, a request or a modal ("hopes
to open", "asked it to delay", "may cause"), and as done where the statement has it in the past.
English by verbs, Chinese by markers of what is done, Hebrew by the roots of infinitives. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.reading.sentences import split_sentences
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.duties import other_duties
from rag.verifying.overlap import words_of
from rag.verifying.verbs import is_past, lemma
from rag.verifying.words import NEGATION

# What leaves open whether it comes about, by lemma.
_OPEN_WORDS = """
    hope plan intend aim propose consider suggest recommend ask urge request call invite want wish
    seek offer expect schedule mean apply try attempt threaten advise encourage allow permit
    authorise authorize discuss debate explore weigh study contemplate project envisage forecast
    predict promise pledge vow demand appeal petition lobby campaign look set due likely ready
    prepare think hopeful proposal plan wants possible possibly perhaps maybe might may could would
    will shall should potential prospective future eventually next risk opt tentative expectation
    intention recommendation suggestion bid idea
"""
_OPEN = frozenset(map(lemma, _OPEN_WORDS.split()))
# These have what is wanted behind them as a noun: "planned a retrospective".
_OF_NOUNS_WORDS = "plan propose consider offer request suggest recommend seek discuss debate demand"
_OF_NOUNS = frozenset(map(lemma, _OF_NOUNS_WORDS.split()))
# With these it is settled.
_SETTLED_WORDS = """
    decide agree accept approve adopt order force compel oblige persuade convince grant consent
    succeed secure win resolve
"""
_SETTLED = frozenset(map(lemma, _SETTLED_WORDS.split()))
_ASKING_WORDS = """
    hope plan intend propose consider suggest recommend ask urge request want wish seek offer
    discuss debate explore weigh contemplate think appeal petition demand
"""
_ASKING = frozenset(map(lemma, _ASKING_WORDS.split()))
_MODAL_WORDS = "will would may might could should shall"
_MODALS = frozenset(_MODAL_WORDS.split())
_REPORTED = re.compile(
    r"\b(?:said|says|told|announced|promised|warned|predicted|added|expected|estimated|according|if"
    r"|believes?|thinks?|argued|claimed|reckons?|insisted|forecast)\b"
)
_LATER = re.compile(
    r"\bwould (?:later|go on|eventually|soon|one day|never|always|often|become|be the)\b"
)
_WORD = re.compile(r"[a-z][a-z'-]*|[,;:.!?()—–]")
_BREAKS = frozenset(",;:.!?()—–")
_REACH = 7  # words between a plan or wish and its verb

_CAME_ABOUT = re.compile(
    r"\b(?:accepted|agreed|succeeded|managed|did so|(?:which|as) \w+ did|granted|approved|complied"
    r"|eventually|finally|fulfilled|carried out|went ahead)\b"
)
# "Planned a fair, but it was cancelled": the fair was not held.
_PLANNED = re.compile(
    r"\b(?:plann|propos|offer|suggest|schedul|consider|announc|request)ed[ ,]"
    r"(?:[^.;]{0,25}, )?(?:an?|the|her|him|it|them) (?P<what>[^.;,]{3,50})"
)
_FELL_THROUGH = re.compile(
    r"\b(?:cancel\w*|called off|abandon\w*|dropp?ed|scrapp?ed|reject\w*|declin\w*|refus\w*"
    r"|turned (?:it |them )?down|withdr\w+|fell through|shelv\w+|came to nothing|never|not)\b|n't\b"
)
_HELD = (
    r"(?P<verb>[a-z]+) (?:an?|the|her|his|its|their) (?:[a-z]+ )?{0}"
    r"|{0} (?:was|were|took) (?P<passive>[a-z]+)"
)

_ZH_OPEN = re.compile(
    r"计划|打算|拟(?:于|在|将|建)?|准备(?!金)|希望|建议|提议|考虑|有望|请求|呼吁|申请|争取"
    r"|倡议|预计|商讨|讨论|即将"
    r"|将(?:于|会|在|要)|(?:明年|届时|今后|下月|下周|未来)[^，。;,]{0,6}将|可能|或许|有意|打算"
)
_ZH_DONE = re.compile(r"已经?|了(?!解|不起|如)|成功|批准|通过|决定|同意|采纳|接受")
_ZH_LOOSE = re.compile(
    r"计划|打算|拟|准备|希望|建议|提议|考虑|有望|请求|要求|呼吁|申请|争取|倡议|预计|商讨"
    r"|讨论|将|会|可能|或许"
    r"|提出|有意|应|要|想|未|没|不|主张|认为"
)
_HE_OPEN = re.compile(
    r"(?<![א-ת])[ושהכ]{0,2}(?:מתכננ\S*|מתכננים|מתכנן|תכננ\S*|תכנן|מקוו\S*|הציע\S*|מציע\S*"
    r"|הוצע\S*|ביקש\S*|מבקש\S*|שוקל\S*"
    r"|שקל\S*|צפוי\S*|עשוי\S*|עתיד\S*|רוצ\S*|המליצ?\S*|ממליצ\S*|אמור\S*|עלול\S*|קרא\S*"
    r"|דנ[הו]|דן|מתכוו?נ\S*)(?![א-ת])"
)
_HE_SETTLED = re.compile(
    r"(?<![א-ת])ו?(?:קיבל[הו]?|אישר[הו]?|החליט[הו]?|אימצ[הו]|אימץ|הסכים|הסכימ[הו]|חייב[הו]?"
    r"|אילצ[הו]|אילץ)(?![א-ת])"
)
_HE_WORD = re.compile(r"[א-ת]{2,}")
_HE_FINAL = str.maketrans("ךםןףץ", "כמנפצ")
_HALF, _MOST, _SOME = 0.5, 0.6, 0.4


def told_as_done(
    claim: str, quotes: Sequence[str], context: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """``(words, why)`` where the claim tells as done, certain or required what is not, or free."""
    mine = fold(claim)
    words = words_of(claim)
    for quote in quotes:
        theirs = fold(quote)
        shared = words.coverage(words_of(quote))
        if shared >= _SOME:
            yield from _hebrew(mine, theirs)
            yield from _chinese(mine, theirs)
            yield from _settled(mine, theirs)
        if shared < _HALF or _CAME_ABOUT.search(theirs):
            continue
        yield from _realised(claim, theirs, context, shared)
        yield from _fell_through(mine, theirs)
        yield from other_duties(mine, theirs)


def _differ(source: str, answer: str) -> str:
    return f"the source says “{source}”, the answer “{answer}”"


def _realised(
    claim: str, theirs: str, context: Sequence[str], shared: float
) -> Iterator[tuple[str, str]]:
    """A verb that the claim has in the past, and the source only behind a plan or a modal."""
    here = _tokens(fold(claim))
    if any(lemma(token) in _OPEN for token in here):
        return
    opened = _opened(theirs)
    if not opened:
        return
    for at, token in enumerate(here):
        verb = lemma(token)
        how = opened.get(verb)
        if not how or token in ENGLISH or not _is_done(here, at):
            continue
        if not _done_elsewhere(claim, verb, context, shared):
            yield token, f"the source says “{how}”, the answer tells it as done"
            return


@lru_cache(maxsize=2048)
def _tokens(folded: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded))


def _is_done(tokens: Sequence[str], at: int) -> bool:
    """In the past or perfect, with nothing before it that leaves it open or denies it."""
    if not is_past(tokens[at]):
        return False
    for token in reversed(tokens[max(0, at - 4) : at]):
        if token in _BREAKS:
            break
        if token in _MODALS or token in {
            "to",
            "must",
            "can",
            "not",
            "never",
            "no",
            "without",
            "be",
        }:
            return False
        if token.endswith("n't"):
            return False
    return True


@lru_cache(maxsize=2048)
def _opened(folded: str) -> dict[str, str]:
    """The verbs (lemmas) of a text that are open wherever they stand, and how it says so."""
    tokens = _tokens(folded)
    opened: dict[str, str] = {}
    done: set[str] = set()
    reported = bool(_REPORTED.search(folded)) and not _LATER.search(folded)
    for at, token in enumerate(tokens):
        if token in _BREAKS or token in ENGLISH:
            continue
        how = _how_open(tokens, at, reported=reported)
        if how:
            opened.setdefault(lemma(token), how)
        elif is_past(token) or token.endswith("ing"):
            done.add(lemma(token))
    return {verb: how for verb, how in opened.items() if verb not in done and verb not in _OPEN}


def _how_open(tokens: Sequence[str], at: int, *, reported: bool) -> str:
    """The words that leave the verb at ``at`` open: "hope to open", "may cause"."""
    before = at - 1
    while before >= 0 and (tokens[before] == "be" or tokens[before].endswith("ly")):
        before -= 1
    if before < 0:
        return ""
    word = tokens[before]
    if word in _MODALS:
        if word == "would" and not reported:
            return ""
        return " ".join(tokens[before : at + 1])
    verb = lemma(tokens[at])
    if word == "to":
        if before and tokens[before - 1] in {"is", "are"}:
            return " ".join(tokens[before - 1 : at + 1])
        for i in range(before - 1, max(-1, before - 1 - _REACH), -1):
            if tokens[i] in _BREAKS:
                break
            if lemma(tokens[i]) in _OPEN and tokens[i] not in ENGLISH:
                gap = " … " if i < before - 1 else " "
                return f"{tokens[i]}{gap}to {tokens[at]}"
            if is_past(tokens[i]) and i < before - 1:
                break
        return ""
    if tokens[at].endswith("ing") and lemma(word) in _OF_NOUNS and verb not in _OPEN:
        return f"{word} {tokens[at]}"
    # "Thinking of selling", "called for a ban".
    wish = before - (2 if word in {"a", "an", "the"} else 1)
    noun_or_ing = tokens[at].endswith("ing") or wish < before - 1
    wished = wish >= 0 and lemma(tokens[wish]) in _ASKING | {"call"}
    if wished and noun_or_ing and tokens[wish + 1] in {"of", "about", "for"}:
        return " ".join(tokens[wish : at + 1])
    return ""


def _done_elsewhere(claim: str, verb: str, context: Sequence[str], shared: float) -> bool:
    """True where a sentence around tells the verb as done, of as many of the claim's words."""
    words = words_of(claim)
    for text in context:
        for span in split_sentences(text):
            sentence = text[span.start_char : span.end_char]
            tokens = _tokens(fold(sentence))
            if (
                any(lemma(t) == verb and _is_done(tokens, i) for i, t in enumerate(tokens))
                and words.coverage(words_of(sentence)) >= min(shared, _MOST) - 1e-9
            ):
                return True
    return False


def _fell_through(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """Held or accepted, where the source says of the plan or the offer that nothing came of it."""
    if _FELL_THROUGH.search(mine) or NEGATION.search(mine) or not _FELL_THROUGH.search(theirs):
        return
    if any(lemma(t) in _OPEN for t in _tokens(mine)):
        return
    for plan in _PLANNED.finditer(theirs):
        for noun in re.findall(r"[a-z]{4,}", plan["what"])[:2]:
            for match in re.finditer(_HELD.format(re.escape(noun)), mine):
                said = match["verb"] or match["passive"]
                if is_past(said) or said == "place":
                    told = plan.group()[: plan.group().find(noun) + len(noun)]
                    yield said, f"the source says “{told}”, which came to nothing"
                    return


def _settled(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """Agreed, decided, forced, where the source only asks, proposes or considers."""
    here, there = _tokens(mine), _tokens(theirs)
    settled = [t for t in here if lemma(t) in _SETTLED and is_past(t)]
    lemmas = set(map(lemma, there))
    if not settled or lemmas & _SETTLED or {lemma(t) for t in here} & _ASKING:
        return
    if NEGATION.search(mine):
        return
    asked = next((t for t in there if lemma(t) in _ASKING), None)
    if asked:
        yield settled[0], _differ(asked, settled[0])


def _chinese(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    done = _ZH_DONE.search(mine)
    if not done or _ZH_LOOSE.search(mine):
        return
    words = words_of(mine)
    for clause in re.split(r"[,;。;!?]", theirs):
        plan = _ZH_OPEN.search(clause)
        if plan and words.coverage(words_of(clause)) >= _SOME:
            if not _ZH_DONE.search(clause, plan.end()):
                yield done.group(), f"the source says “{plan.group()}”, the answer tells it as done"
            return


def _hebrew(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    plan = _HE_OPEN.search(theirs)
    if not plan or _HE_OPEN.search(mine):
        return
    settled = _HE_SETTLED.search(mine)
    if settled and not _HE_SETTLED.search(theirs) and not NEGATION.search(mine):
        yield settled.group(), _differ(plan.group(), settled.group())
        return
    infinitives = {
        root: word
        for word in _HE_WORD.findall(theirs[plan.end() :])
        if word.startswith("ל") and len(word) > 3
        for root in _roots(word[1:])
    }
    told = {root for word in _HE_WORD.findall(theirs) for root in _past(word)}
    for word in _HE_WORD.findall(mine):
        for root in _past(word):
            if root in infinitives and root not in told:
                yield word, _differ(f"{plan.group()} {infinitives[root]}", word)
                return


def _roots(infinitive: str) -> set[str]:
    """What is left of an infinitive without its vowels: לערוך, ערכ."""
    bare = re.sub("[וי]", "", infinitive.translate(_HE_FINAL))
    return {r for r in (bare, bare.removesuffix("ת")) if len(r) > 2}


def _past(word: str) -> set[str]:
    """The same of a verb in the past: ערכה, ערכו, ערכ."""
    bare = word.translate(_HE_FINAL)
    stems = {bare.removesuffix(ending) for ending in ("ה", "ו", "תי", "נו")} | {bare}
    return {r for r in (re.sub("[וי]", "", stem) for stem in stems) if len(r) > 2}

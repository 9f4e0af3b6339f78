"""Always, everybody, without exception: a whole where the source sets a part of it apart. Pure.

Beside what ``scope`` does by words for all and most: times ("every day", where it is on Saturdays
only), groups that the source names by what tells them apart ("pupils in Years 5 and 6"), and a
sentence that says one thing of the ones and another of the others.
"""

import re
from collections.abc import Iterator, Sequence

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.overlap import words_of
from rag.verifying.verbs import lemma
from rag.verifying.words import NEGATION

_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter|term|weekends?|weekdays?|holidays?)"
)
_WHOLE_TIME = re.compile(
    r"\b(?:(?:every|each) (?:single )?day(?: of the week)?|daily|any day|all (?:week|year"
    r"|day|night|month|season)"
    r"(?: (?:long|round))?|(?:the )?(?:whole|entire) (?:week|year|season|day|night|time)"
    r"|year[- ]round|seven days a week|at (?:all|any) (?:times?|hours?)|any ?time|all the time"
    r"|round the clock|24 hours|throughout the (?:year|week|day|season)|every (?:month|week|season)"
    r"|whenever|permanently|constantly|continuously)\b"
)
_PART_TIME = re.compile(
    rf"\b(?:on|every|except|only|until|between|from|in|during|at|to|and|or|outside) "
    rf"(?:the )?(?:{_DAYS}|{_MONTHS})\b|\b(?:{_DAYS}|{_MONTHS}) only\b"
)
_ANY_PART = re.compile(rf"\b(?:{_DAYS}|{_MONTHS})\b")

_EVERYONE = re.compile(
    r"(?<!\bnot )(?<!n't )(?<!\bnearly )(?<!\balmost )(?<!\bat )(?<!\bafter )"
    r"\b(?P<all>all|every|any|both|each|everyone|everybody|anyone|anybody|everything|whoever)"
    r"(?! (?:the|of|other|time|day|over|but|along|right|these|those|its|his|her|their|more|longer"
    r"|way|case|\d|two|three|four|five|six|seven|eight|nine"
    r"|ten)\b)(?P<noun>(?: [a-z][a-z'-]+){0,3})"
)
_ALL_OF_THEM = re.compile(
    r"\b(?:all|every|everyone|everybody|everything|both|each|any|anyone|anybody|whoever|throughout"
    r"|everywhere)\b"
)
# What sets the ones apart from the others.
_SETS_APART = re.compile(
    r"(?:[,;] |\b)(?:whereas|while|but|although|though|however|only|except|younger|older"
    r"|others?|the rest|unlike|apart from)\b"
)
_CONTRAST = re.compile(
    r"[;:]|, (?=(?:but|while|whereas|although|though)\b)|\b(?:whereas|although)\b"
)
_RESTRICTED = (
    r"\b(?:(?P<before>[a-z][a-z-]+) )?{noun}\b"
    r"(?: (?P<how>in|with|from|who|that|aged|over|under|born|living|on|without|only|made"
    r"|whose|at)\b"
    r"(?P<after>(?: [\w'-]+){{0,4}}))?"
)
_ONLY_GROUP = re.compile(
    r"\b(?:only|solely|exclusively|just|none but|nobody but) (?:the )?(?P<a>(?:[a-z][\w-]* ?){1,3})"
    r"|\b(?P<b>(?:[a-z][\w-]* ){1,2})(?:only|alone|exclusively)\b"
    r"|\b(?:limited|restricted|reserved|confined|open only) (?:to"
    r"|for) (?P<c>(?:[a-z][\w-]* ?){1,4})"
)
_SETTING_WORDS = """
    new existing current former adult young younger old older senior junior local foreign regular
    registered licensed qualified disabled married single female male first-time full-time part-time
    domestic private public commercial trained long-term short-term large larger small smaller
    injured healthy pregnant returning previous annual premium paid paying
"""
_SETTING = frozenset(_SETTING_WORDS.split())
_NOBODY = re.compile(
    r"\b(?:no|not|never|nothing|without)\b[^.;]*\b(?P<any>any|anyone|anybody|anything|anywhere"
    r"|at all|whatsoever)\b|\b(?P<none>nobody|nothing|no one|none|nowhere)\b"
)
_BUT_SOME = re.compile(r"\b(?:no|not|never|nothing|nobody|none|without)\b|n't\b")
_ONLY_SOME = re.compile(r"[,;] (?:but )?only\b|\b(?:except|apart from|other than|save for)\b")
_EXEMPT = re.compile(
    r"\b(?:except\w*|apart|other than|excluding|aside|save|but|only|unless|outside|bar|barring|most"
    r"|almost|nearly|some|many)\b"
)

_ZH_WHOLE = re.compile(
    "所有|全部|全体|一律|无论|不论|任何|整个|全年|全天|全程|每天|天天|随时|每一?[个位家栋名户间座条只台辆]"
    "|两[种个家位者][^,。，;；]{0,8}都|人人|凡是?|都|均|包括|始终|一直|总是"
)
_ZH_PARTIAL = re.compile(
    "只有|仅有|只[对在限能向给]|仅[对在限能向给]|除外|除了?|不包括|不含|不在此列|部分|大多|少数|一些"
    "|有些|有的|其余|仅限|只限|以外|例外"
)
_ZH_CLAUSE = re.compile("[,;:。!?，；：！？]")
_ZH_MOST = re.compile("大多|多数|部分|一些|几乎|差不多|不都|不全|并非|除|只有|仅")
_SOME, _HALF = 0.35, 0.5


def told_of_the_whole(claim: str, quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``(words, why)`` where the claim is about all and the quotes about some."""
    mine = fold(claim)
    for quote in quotes:
        theirs = fold(quote)
        shared = words_of(claim).coverage(words_of(quote))
        yield from _times(mine, theirs)
        if shared >= _SOME:
            yield from _chinese(mine, theirs)
        if shared >= _HALF:
            yield from _groups(mine, theirs)
            yield from _none_at_all(mine, theirs)


def _differ(part: str, whole: str) -> str:
    return f"the source says “{part.strip()}”, the answer “{whole.strip()}”"


def _times(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    whole, part = _WHOLE_TIME.search(mine), _PART_TIME.search(theirs)
    if whole and part and not _ANY_PART.search(mine) and not _WHOLE_TIME.search(theirs):
        rest = words_of(mine.replace(whole.group(), " "))
        if not _EXEMPT.search(mine) and rest.coverage(words_of(theirs)) >= _HALF:
            yield whole.group(), _differ(part.group(), whole.group())


def _groups(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """All pupils, where the source names those in two years, or the new ones only."""
    if _EXEMPT.search(mine):
        return
    here = {lemma(w) for w in re.findall(r"[a-z][a-z'-]+", mine)}
    for whole in _EVERYONE.finditer(mine):
        said = whole["all"] + whole["noun"][: whole["noun"].find(" ", 1)]
        nouns = [w for w in whole["noun"].split() if w not in ENGLISH]
        for only in _ONLY_GROUP.finditer(theirs):
            group = (only["a"] or only["b"] or only["c"]).split()
            told = [w for w in group if w not in ENGLISH]
            apart = [w for w in told if lemma(w) not in here]
            if (
                len(told) > len(apart)
                and apart
                and {lemma(w) for w in nouns} & set(map(lemma, told))
            ):
                yield whole["all"], _differ(only.group(), said)
                return
        if _ALL_OF_THEM.search(theirs):
            return
        for noun in nouns[:2]:
            if part := _told_apart(noun, theirs, here):
                yield whole["all"], _differ(part, said)
                return


def _told_apart(noun: str, theirs: str, here: set[str]) -> str:
    """What the source says of the ones, where it says another thing of the others."""
    stem = noun.removesuffix("s")
    clauses = _CONTRAST.split(theirs)
    apart = len(clauses) > 1 and _SETS_APART.search(theirs)
    for match in re.finditer(_RESTRICTED.format(noun=rf"{re.escape(stem)}s?"), theirs):
        after = [w for w in (match["after"] or "").split() if w not in ENGLISH]
        how = match["how"] or ""
        if match["before"] in _SETTING and lemma(match["before"]) not in here:
            return f"{match['before']} {noun}"
        told = after and not {lemma(w) for w in after} & here
        if apart and told and how not in {"only", "at"}:
            return f"{noun} {how}{match['after']}"
        before = match["before"] or ""
        if apart and before and before not in ENGLISH and lemma(before) not in here:
            return f"{before} {noun}"
    return ""


def _none_at_all(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """Against nobody at all, where it is against some: "not the members, only the committee"."""
    none, some = _NOBODY.search(mine), _ONLY_SOME.search(theirs)
    if not none or not some or _EXEMPT.search(mine):
        return
    if _BUT_SOME.search(theirs[: some.start()]) and not _NOBODY.search(theirs):
        yield none["any"] or none["none"], _differ(some.group().strip(" ,;"), none.group())


def _chinese(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    whole = _ZH_WHOLE.search(mine)
    if not whole or _ZH_MOST.search(mine) or NEGATION.search(mine):
        return
    for clause in _ZH_CLAUSE.split(theirs):
        part = _ZH_PARTIAL.search(clause)
        if not part or "都" in clause:
            continue
        # Of the words in the clause, most are the claim's: it is about the same.
        bare = _ZH_PARTIAL.sub("", clause)
        if words_of(bare).units and words_of(bare).coverage(words_of(mine)) >= _HALF:
            yield whole.group(), _differ(part.group(), whole.group())
            return

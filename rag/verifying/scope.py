"""All, most, some, only if: whether a statement says of the whole what its source says of a part.

English by words and stems, Chinese and Hebrew by the words that the lists name. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.overlap import Words, words_of
from rag.verifying.verbs import lemma
from rag.verifying.words import NEGATION

_COUNT = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
_TIME = (
    r"(?:day|night|morning|evening|afternoon|week|weekend|month|year|season|term|hour|\w{3,6}day)"
)
# What is counted: up to three words, to the verb.
_NOUN = (
    rf"(?:\s(?:of|the|its|his|her|their|these|those|our|your|{_COUNT}|\w+'s))*"
    r"(?P<noun>(?:\s(?!(?:who|that|has|have|had|is|are|was|were|must|may|can|will)\b)[a-z][\w'-]*)"
    r"{0,3})"
)
# "All", but neither "not all" nor "almost all", and none of its idioms.
_NOT_BEFORE = (
    r"(?<!\bnot )(?<!\bnearly )(?<!\balmost )(?<!\bvirtually )(?<!\bpractically )(?<!\bafter )"
    r"(?<!\bat )(?<!\babove )(?<!\bonce )(?<!\bon the )(?<!\bas a )(?<!n't )"
)
_ALL = re.compile(
    rf"{_NOT_BEFORE}\b(?P<all>all|every|each(?! other)|everyone|everybody|everything"
    rf"|the (?:whole|entire)(?= of\b)?)\b"
    rf"(?!\s(?:over|but|along|right|about|too|in all|now and|so often|other\b|second\b"
    rf"|third\b|few\b))"
    rf"(?:\sof)?{_NOUN}"
)
# A part: its words, then what it is a part of.
_PART = re.compile(
    rf"(?P<part>\b(?:(?:the )?(?:great |vast |large )?majority of"
    rf"|most(?! of all)(?! \w+(?:ly|ful|ous|ive|able|ant|ent)\b)"
    rf"(?: of)?|many(?: of)?|some(?! {_COUNT})(?: of)?|several(?: of)?|a few(?: of)?"
    rf"|few(?: of)?|a number of|certain"
    rf"|(?:about |nearly |almost |over |roughly |more than |less than )?(?:half|a (?:third"
    rf"|quarter|fifth|tenth)"
    rf"|two[ -]thirds|three[ -]quarters)(?: of)?"
    rf"|(?<!\ball )(?:about |nearly |almost |over |some |only |just )?{_COUNT} (?:of"
    rf"|out of)(?= (?:the"
    rf"|its|his|her|their|these|all)\b)"
    rf"|(?:nearly|almost) (?:all|every)(?: of)?|not (?:all|every)(?: of)?"
    rf"|only (?:a few|some|{_COUNT})(?: of)?|parts? of))"
    rf"{_NOUN}"
)
_PERSONS = re.compile(
    r"\b(?:people|persons?|men|women|those|they|staff|employees|workers|members|visitors|residents"
    r"|patients|pupils|students|guests|users|passengers|households)\b"
)
_ALWAYS = re.compile(
    r"(?<!\bnot )(?<!n't )\b(?:always|invariably|without exception|in (?:all|every) cases?)\b"
)
_OFTEN = re.compile(
    r"\b(?:often|usually|sometimes|generally|normally|typically|occasionally|frequently"
    r"|mostly|rarely"
    r"|in (?:most|many|some) cases|as a rule|at times|tends? to)\b"
)
_SAID_ALWAYS = re.compile(
    r"\b(?:always|all|every|each|any|never|no|none|throughout|both|without exception)\b"
)
# "Every Sunday" against "the first Sunday of each month", "every second Thursday".
_EVERY_TIME = re.compile(rf"\b(?:every|each) (?P<time>{_TIME})\b|\bon (?P<times>\w{{3,6}}days)\b")
_SOME_TIME = re.compile(
    rf"\b(?:first|second|third|fourth|last|other|alternate|one|two|three|most|some|many"
    rf"|several|few)"
    rf" (?:\w+ )?(?P<time>{_TIME})s?\b(?: (?:of|in|a|per|every|each)\b)?"
)
_REGARDLESS = re.compile(
    r"\b(?:with or without|whether or not|regardless of|irrespective of|no matter|whatever"
    r"|even (?:without|if|when)"
    r"|in (?:all|any) cases?|unconditionally|without (?:any )?conditions?)\b(?P<what>[^.;]{0,60})"
)
_CONDITION = re.compile(
    r"\b(?:only (?:if|when|where|with|after|on)|if and only if|provided(?: that)?"
    r"|on condition|unless|as long as"
    r"|so long as)\b(?P<what>[^.;]{0,80})"
)
_EXCEPT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|apart from|other than|with the exception of|excluding"
    r"|aside from|save for"
    r"|but not|not including)\b(?P<what>[^.;]{0,60})"
)
_INCLUDING = re.compile(r"\b(?:including|also|even|as well as) (?P<what>[^.;,]{3,60})")
_PLACES = re.compile(r"\b(?:everywhere|throughout|anywhere|all year|at any time)\b")
_EXEMPT = re.compile(
    r"\b(?:except\w*|apart|other than|excluding|aside|save|but|not|no|never|without|unless"
    r"|outside|bar|barring)\b|n't\b"
)
_ZH_ALL = re.compile(
    r"(?<!不是)(?<!并非)(?<!几乎)(?<!差不多)(?:所有|全部|全体|全都|一律|无一例外"
    r"|每一?[个位家栋名户间座条只台辆])|总是|始终|从来都"
)
_ZH_PART = re.compile(
    r"(?<!绝)大多数?|(?:绝?大)?多数|大部分|部分|一些|有些|(?<!所)有的|少数|几乎所有|一半"
    r"|半数|往往|通常|有时"
    r"|其中(?:只|仅)?有|(?:只|仅)有|有[一二三四五六七八九十两几\d]+[个位家栋名户间座条只台辆]"
)
_HE_ALL = re.compile(
    r"(?<![א-ת])(?<!לא )(?<!כמעט )(?:[ובלמש]?כל(?! כך| עוד| אחד מ)|כולם|כולן|כולו|כולה"
    r"|במלואו|במלואה|תמיד)(?![א-ת])"
)
_HE_IDIOM = re.compile(
    r"בדרך כלל|סך הכל|סך הכול|קודם כל|בכל זאת|מכל מקום|בכל אופן|לכל היותר|כל כך|כל עוד"
)
_HE_PART = re.compile(
    r"(?<![א-ת])[ובלמש]?(?:רוב|רובם|רובן|מרבית|חלק מ\S*|חלק|חלקם|חלקן|כמה|אחדים|אחדות|מקצת"
    r"|מיעוט|מחצית|לרוב|לפעמים"
    r"|לעתים|בדרך כלל|לא כל|כמעט כל|רק|פרט ל\S*|חוץ מ\S*|למעט|מלבד|אלא אם)(?![א-ת])"
)
_HE_EXCEPT = re.compile("פרט|חוץ|למעט|מלבד|אלא")
# What "only" restricts; "only came third" and "only a fifth" are a matter of degree.
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively) (?:if|when|while|on|in|by|with|for|to|from|at|during"
    r"|through|under)\b"
    r"|\b(?:may|can|must|is|are|will) (?:only|solely|exclusively)(?= \w+(?:ed"
    r"|en)?\b(?! (?:an?|the)\b))"
    r"|^only (?=[^,.;]*\b(?:may|can|is|are|will|have|has)\b)"
)
_NO_ONLY = re.compile(
    r"\b(?:only|sole(?:ly)?|just|exclusive(?:ly)?|alone|limited|restricted|except|no|not"
    r"|none|nobody|nothing|never"
    r"|neither|nor|unless|until|but|must|required|single|one|first|other than|without"
    r"|merely|nowhere|otherwise|before"
    r"|after|if|provided|cannot|open\w*|closed|reserved|instead|rather|few|fewer|less|little)\b|n't\b"
)
_WHICH = re.compile(r"\b(?:that|who|which|whose)\b")
_CLAUSE = re.compile(r"[;:,.!?。；，](?!\d)|\s(?:and|but|while|whereas|although|though)\s|\n")
_SAME = 0.6
_HALF = 0.5
_OF_THE_CLAUSE = 0.3
_SOME_HAN_OR_HEBREW = 0.4  # cut into pairs of letters, retold words share less


class _Quantified(NamedTuple):
    said: str
    noun: frozenset[str]
    opens: bool  # it is the first thing in its clause
    clause: Words


def widened_claims(claim: str, quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``(words, why)`` for each whole of the claim that is a part in the quotes."""
    mine = fold(claim)
    words = words_of(claim)
    for quote in quotes:
        theirs = fold(quote)
        shared = words.coverage(words_of(quote))
        yield from _all_for_part(mine, theirs, shared)
        yield from _always(mine, theirs, shared)
        yield from _every_time(mine, theirs, shared)
        yield from _regardless(mine, theirs)
        yield from _exceptions(mine, theirs)
        yield from _other_scripts(mine, theirs, shared)
    yield from _only_added(mine, fold("\n".join(quotes)), words, words_of("\n".join(quotes)))


def _differ(part: str, whole: str) -> str:
    return f"the source says “{part.strip()}”, the answer “{whole.strip()}”"


def _all_for_part(mine: str, theirs: str, shared: float) -> Iterator[tuple[str, str]]:
    wholes = _quantified(_ALL, "all", mine)
    here = words_of(mine)
    if not wholes or shared < _HALF or _quantified(_PART, "part", mine):
        return
    parts = _quantified(_PART, "part", theirs)
    said = _quantified(_ALL, "all", theirs)
    for whole in wholes:
        if said and _WHICH.search(mine):
            continue  # "all that carried one were weighed" is a part
        for part in parts:
            if any(here.shared(o.clause.without(part.clause)) for o in said):
                continue  # of what the claim tells the source says "all" too
            same = bool(whole.noun & part.noun)
            if not same and whole.opens and part.opens and shared >= _SAME:
                same = not (whole.noun and part.noun) or bool(
                    _PERSONS.search(" ".join(part.said.split()))
                )
            if same:
                yield whole.said, _differ(part.said, whole.said)
                break


def _quantified(pattern: re.Pattern[str], group: str, folded: str) -> list[_Quantified]:
    found = []
    for match in pattern.finditer(folded):
        nouns = re.findall(r"[a-z][\w'-]*", match["noun"])
        kept = frozenset(lemma(w) for w in nouns if w not in ENGLISH)
        before = _CLAUSE.split(folded[: match.start()])[-1]
        if not nouns and (match[group] == "each" or before.endswith((" in ", " of "))):
            continue  # "in all", "of all", "and each has one"
        opens = not [w for w in before.split() if w not in ENGLISH]
        clause = words_of(before + _CLAUSE.split(folded[match.start() :])[0])
        first = nouns[0] if nouns and nouns[0] not in ENGLISH else ""
        found.append(_Quantified(f"{match[group]} {first}".strip(), kept, opens, clause))
    return found


def _always(mine: str, theirs: str, shared: float) -> Iterator[tuple[str, str]]:
    whole, part = _ALWAYS.search(mine), _OFTEN.search(theirs)
    if whole and part and shared >= _HALF and not _SAID_ALWAYS.search(theirs):
        yield whole.group(), _differ(part.group(), whole.group())


def _every_time(mine: str, theirs: str, shared: float) -> Iterator[tuple[str, str]]:
    if shared < _HALF:
        return
    kept = {m["time"] or m["times"].removesuffix("s") for m in _EVERY_TIME.finditer(theirs)}
    if _SOME_TIME.search(mine):
        return
    for whole in _EVERY_TIME.finditer(mine):
        time = whole["time"] or whole["times"].removesuffix("s")
        for part in _SOME_TIME.finditer(theirs):
            if part["time"] == time and time not in kept:
                yield whole.group(), _differ(part.group(), whole.group())
                return


def _regardless(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """No condition matters to the claim, and one that the source makes is about just that."""
    for whole in _REGARDLESS.finditer(mine):
        wanted = words_of(whole["what"])
        for condition in _CONDITION.finditer(theirs):
            if wanted.units and wanted.shared(words_of(condition["what"])) >= 1:
                said = whole.group()[: len(whole.group()) - len(whole["what"])]
                made = condition.group()[: len(condition.group()) - len(condition["what"])]
                yield said, _differ(made, said)
                return


def _exceptions(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """The whole, where the source says of the same thing that something is excepted."""
    exception = _EXCEPT.search(theirs)
    if not exception or _EXEMPT.search(mine):
        return
    left = words_of(exception["what"])
    here = words_of(mine)
    reason = f"the source makes an exception: “{exception.group().strip()}”"
    for match in _INCLUDING.finditer(mine):
        told = words_of(match["what"])
        if told.units and told.coverage(left) >= _SAME:
            yield match.group(), reason
            return
    before = theirs[: exception.start()]
    wholes = _quantified(_ALL, "all", mine) + _places(mine)
    covered = here.coverage(words_of(before))
    said = _quantified(_ALL, "all", before) + _places(before)
    if covered >= _SAME and any(
        w.noun == s.noun or (w.noun & s.noun) for w in wholes for s in said
    ):
        yield wholes[0].said, reason


def _places(folded: str) -> list[_Quantified]:
    return [
        _Quantified(m.group(), frozenset({"everywhere"}), opens=False, clause=words_of(""))
        for m in _PLACES.finditer(folded)
    ]


def _other_scripts(mine: str, theirs: str, shared: float) -> Iterator[tuple[str, str]]:
    if shared < _SOME_HAN_OR_HEBREW:
        return
    for whole, part, idiom in ((_ZH_ALL, _ZH_PART, None), (_HE_ALL, _HE_PART, _HE_IDIOM)):
        here, there = mine, theirs
        if idiom:
            here = idiom.sub(" ", mine)
            there = re.sub(r"לכל היותר|סך הכו?ל", " ", theirs)
        all_of, part_of = whole.search(here), part.search(there)
        if all_of and part_of and not whole.search(there) and not part.search(here):
            if idiom is None and re.search(r"都|均|一律", theirs):
                continue
            start = max((m.end() for m in _CLAUSE.finditer(there, 0, part_of.start())), default=0)
            clause = there[start : part_of.start()] + _CLAUSE.split(there[part_of.start() :])[0]
            excepted = _HE_EXCEPT.search(part_of.group())
            if not excepted and words_of(mine).coverage(words_of(clause)) < _OF_THE_CLAUSE:
                continue
            yield all_of.group(), _differ(part_of.group(), all_of.group())


def _only_added(mine: str, theirs: str, words: Words, there: Words) -> Iterator[tuple[str, str]]:
    """A restriction that nothing in the source makes: "only pupils may", "only on Mondays"."""
    match = _ONLY.search(mine)
    if not match or _NO_ONLY.search(theirs) or NEGATION.search(mine):
        return
    counted = re.match(rf"\s(?:about |some |an? )?{_COUNT}\b|\s[$€£¥₪]?\d", mine[match.end() :])
    if not counted and words.coverage(there) >= _SAME:
        yield match.group().strip(), "the answer says “only”, the source does not"

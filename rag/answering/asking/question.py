"""What a question asks for: its type, the kind of value, its names, years and relations.

Pure and cheap (well under a millisecond); English, Chinese and Hebrew, and what a German, French,
Spanish, Italian, Portuguese or Dutch one asks for.
"""

import re
from dataclasses import dataclass

from rag.answering.asking.not_asking import not_asking
from rag.reading.hanzi import simplified
from rag.reading.spoken_values import value_asked
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import query_terms, unstemmed_terms
from rag.reading.tongues import is_small, tongue
from rag.verifying.words import (
    LATIN_WORD,
    NEGATION,
    NOT_NAMES,
    OPENERS,
    YEAR,
    Asks,
    script_language,
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A role that one party holds towards another: the ambassador *of* Israel *to* China."""

    role: str
    of: str
    to: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read.

    ``type`` is one of who, when, where, why, how, how_many, how_much, which, what, yes_no,
    list, compare, statement (no question word: a search query or a remark). ``asks`` is the
    kind of value wanted, None where any words will do. ``terms`` are its search terms
    (stemmed, stop words dropped), ``names`` its proper names as written, ``years`` and
    ``numbers`` its figures as written. ``focus`` is the noun asked about ("colour" in "what
    colour is …"). ``not_asking`` names what it is when it is no question for documents:
    "chit-chat", "instruction", "library", "whole document", "gibberish", or "unclear" where it only
    points at what was not said. ``tongue`` is its language where it is German, French, Spanish,
    Italian, Portuguese or Dutch, and ``own_terms`` are its terms with the stems of that language.
    """

    text: str
    language: str
    type: str
    asks: Asks | None
    terms: tuple[str, ...]
    names: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    focus: str = ""
    relation: Relation | None = None
    negated: bool = False
    wants_list: bool = False
    wants_sources: bool = False
    not_asking: str | None = None
    tongue: str | None = None
    own_terms: tuple[str, ...] = ()

    @property
    def stems(self) -> tuple[str, ...]:
        """Its terms as those of sentences are compared with: ``terms_of(sentence, tongue)``."""
        return self.own_terms or self.terms


def analyse(text: str) -> Question:
    """Read ``text`` as a question. Never fails: what it cannot tell stays empty."""
    text = " ".join(text.split())
    language = script_language(text)
    said = simplified(text)  # its words of asking are known in one script
    said = _WHEN_IT_COMES_TO.sub("as for", said)
    spoken = tongue(text) if language == "en" else None
    kind, asks = _spoken_type_of(said, spoken) if spoken else _type_of(said)
    terms = unstemmed_terms(text, spoken) if spoken else query_terms(text)
    wants_sources = bool(_SOURCES.search(said))
    wants_list = bool(_LIST.search(said))
    years = tuple(dict.fromkeys(match.group(1) for match in YEAR.finditer(text)))
    return Question(
        text=text,
        language=language,
        type="compare"
        if wants_sources or _COMPARE.search(said)
        else "list"
        if wants_list and not asks
        else kind,
        asks=asks,
        terms=tuple(dict.fromkeys(terms)),
        names=names_in(text),
        years=years,
        numbers=tuple(n for n in _FIGURE.findall(text) if n not in years),
        focus=_focus(text),
        relation=relation_in(said),
        negated=bool(NEGATION.search(said)),
        wants_list=wants_list,
        wants_sources=wants_sources,
        not_asking=not_asking(said)
        or ("unclear" if kind != "statement" and _names_nothing(text) else None),
        tongue=spoken,
        own_terms=tuple(query_terms(text, spoken)) if spoken else (),
    )


_POINTING = frozenset(
    ("he", "him", "she", "her", "they", "them", "it", "that", "this", "these", "those", "there")
)


def _names_nothing(text: str) -> bool:
    """Whether an English question only points, at what was not said: "When was that?"."""
    said = [w if w.isupper() else w.lower() for w in LATIN_WORD.findall(text)]
    return bool(_POINTING.intersection(said)) and ENGLISH.issuperset(said)


_WHEN_IT_COMES_TO = re.compile(r"\bwhen it comes to\b", re.IGNORECASE)  # asks for no time
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_W = r"(?<![\u05d0-\u05ea])[ושלבכהמ]?"
_E = r"(?![\u05d0-\u05ea])"

# In order: the first that matches decides. (type, what is asked, pattern)
_TYPES: tuple[tuple[str, Asks | None, re.Pattern[str]], ...] = tuple(
    (kind, asks, re.compile(pattern, re.IGNORECASE))
    for kind, asks, pattern in (
        ("how_much", Asks.PERCENT,
         r"\b(?:what|which|how (?:much|many|large|big))\b.{0,25}\b(?:per ?cent(?:age)?|share|"
         rf"proportion|fraction|portion)\b|百分之几|百分之多少|百分比|比例|占.{{0,6}}多少|"
         rf"{_W}(?:אחוז|אחוזים){_E}"),
        ("how_much", Asks.MONEY,
         r"\bhow much (?:money|did .* (?:cost|pay|spend|invest|earn|raise)|does .* (?:cost|pay)|"
         r"is .* worth|was .* (?:paid|worth))|\bhow (?:expensive|costly)\b|"
         r"\bwhat (?:did|does|do|will|would|has|have) (?![^?]*\b(?:say|do|believe|found|mean)\b)"
         r"[^?]{2,60}(?<!\bthe)(?<!\ba)(?<!\bof) cost(?=\W*$| (?:him|her|us|them|in|to|per|for)\b)|"
         r"\bwhat (?!(?:(?:will|would|did) )?happen|bec[ao]me)(?:is|was|were|did|does|are)?"
         r".{0,20}\b(?:price|cost|salary|budget|revenue|value of trade|fee|income)\b|"
         rf"多少钱|多少(?:美元|欧元|元|资金)|价格|{_W}כמה (?:כסף|עולה|עלה|עלתה|דולר|שקל)|{_W}מחיר|"
         rf"(?:票价|工资|薪水|租金|学费|预算|津贴)(?:是|为)?多少|{_W}מה (?:הוא |היה )?ה?תקציב{_E}"),
        ("how_many", Asks.DURATION,
         r"\bhow (?:long|old|many (?:years|days|months|weeks|hours|minutes))\b|\bhow often\b|"
         rf"多久|多长时间|几年|多少年|多少天|{_W}(?:כמה (?:זמן|שנים|ימים|חודשים|שעות))"),
        ("how_many", Asks.NUMBER,
         r"\bhow (?:many|far|large|big|tall|high|fast|deep|wide|heavy|close|hot|cold)\b|"
         r"\bhow much\b|"
         r"\bwhat (?:is|was|are|were)?\s?(?:the )?(?:\w+ )?(?:number|population|size|rate|speed|"
         r"total|"
         r"amount|temperature|height|length|width|depth|weight|distance|area|volume|capacity|average|"
         r"ratio|score|quantity)\b|"
         rf"多少|几[个名位次种家条所座]|{_W}(?:כמה|מספר|כמות){_E}"),
        ("when", Asks.DATE,
         r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|century|decade|era|period|"
         r"time)\b|"
         rf"什么时候|何时|哪一?年|哪一?天|哪个世纪|几月|几号|什么时间|{_W}(?:מתי|באיז[הו] (?:שנה|"
         rf"תאריך|יום|חודש))"),
        ("why", Asks.REASON,
         r"\bwhy\b|\b(?:what|for what) (?:is |was |were |are )?(?:the )?(?:\w+ )?"
         r"(?:reasons?|causes?|motive|purpose)\b|\bhow come\b|\bwhat (?:caused|led|prompted|"
         r"made)\b|"
         rf"为什么|为何|原因|{_W}(?:למה|מדוע|מה הסיבה|מה הגורם|מה מטרת|מה הייתה מטרת){_E}"),
        ("who", Asks.PERSON,
         r"\b(?:who|whom|whose)\b|\bwhat (?:is|was) the name of the (?:person|man|woman|author)\b|"
         rf"谁|哪位|何人|什么人|{_W}(?:מי|מיהו|מיהי|מיהם|למי|ממי|של מי){_E}"),
        ("where", Asks.PLACE,
         r"\bwhere\b|\b(?:what|which) (?:\w+ ){0,2}(?:city|cities|country|countries|state|place|"
         r"town|region|location|continent|province|street|county|island|district|village)\b|"
         rf"哪里|哪儿|何处|什么地方|哪个?(?:城市|国家|地方|地区|省|州|县)|{_W}(?:איפה|היכן|לאן|"
         rf"מאין|מאיפה|"
         r"באיז[הו] (?:עיר|מדינה|מקום|אזור))"),
        ("which", Asks.ORGANISATION,
         r"\b(?:what|which) (?:\w+ ){0,2}(?:company|companies|organi[sz]ations?|agency|party|firm|"
         r"university|institution|ministry|team|group|network|church|school|bank|newspaper)\b|"
         rf"哪[家个](?:公司|组织|机构|大学|学校|政党)|{_W}(?:איז[הו] (?:חברה|ארגון|אוניברסיטה|"
         rf"מפלגה))"),
        ("which", None, rf"\bwhich\b|哪[个些一种所项句场座首部家名类]|{_W}(?:איזה|איזו|אילו){_E}"),
        ("how", Asks.MANNER, rf"\bhow\b|如何|怎么|怎样|{_W}(?:איך|כיצד){_E}"),
        ("what", None, rf"\bwhat\b|什么|哪|{_W}(?:מה|מהו|מהי|מהם|מהן|מיהו|מזה|במה|ממה){_E}"),
        ("yes_no", None,
         r"(?:^\W*|[.!;]\s+)(?:am|is|are|was|were|do|does|did|has|have|had|can|could|will|would|"
         rf"shall|should|may|might|must)(?:n['’]t)?\b(?!.*\bor\b)|吗|是否|(?P<either>[有是能会要可])[没不](?P=either)|{_W}האם{_E}"),
    )
)  # fmt: skip

_PUBLICATION = (
    r"(?:article|study|analysis|report|agreement|announcement|paper|statement|interview|review)"
)
_TOLD_IN = r"(?:sources|documents|reports|articles|publications|(?:news)?papers|accounts)"
_SOURCES = re.compile(
    rf"\bdo (?:the |your |these |all |both |two |three |different )+{_TOLD_IN}\b|"
    r"\b(?:compare how|compare what|(?:other|different|your|two|three|all|various) sources?|"
    r"each (?:source|document|report|article|newspaper)|(?:both|all|two|three) (?:of the )?"
    r"(?:sources|documents|(?:news )?reports|articles|newspapers)|"
    rf"{_PUBLICATION}\b[^.?!]{{0,15}}\band\b[^.?!]{{0,40}}"
    rf"\b{_PUBLICATION}|(?:come up|appears?|mentioned|discussed) in (?:the|these|your|all) "
    rf"{_TOLD_IN})\b|\b{_TOLD_IN} (?:say|agree|differ|disagree|claim|contradict)\b|\bsource says|"
    r"(?:各个?(?:来源|文件|报道|文章)|不同来源|来源.{0,4}怎么说|文件.{0,4}怎么说)|(?:המקורות|"
    r"המסמכים)",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:compare|contrast|versus|vs|difference|differences|differ)\b|比较|对比|有何不同|"
    r"有什么(?:不同|区别)|(?:השווה|השוו|הבדל|ההבדל|ההבדלים)",
    re.IGNORECASE,
)
_PLURAL_NOUN = (
    r"(?:countries|cities|companies|universities|areas|fields|sectors|members|names|types|kinds|"
    r"examples|reasons|factors|steps|ways|parts|groups|languages|organi[sz]ations|institutions|"
    r"states|provinces|topics|domains|goals|aims|benefits|risks|measures|projects|products|"
    r"technologies|features|effects|causes|functions|colou?rs|rivers|cities|works|elements|"
    r"categories|components|three|four|five|six|seven|eight|nine|ten|two)"
)
_LIST = re.compile(
    rf"\b(?:what|which) (?:are|were) (?:the |some )?(?:\w+ ){{0,3}}?\w+|"
    rf"\b(?:what|which) (?:\w+ ){{0,2}}{_PLURAL_NOUN}\b|^\W*(?:list|name|enumerate|give)\b|"
    r"\b(?:what|which) (?:\w+ ){0,2}(?!does\b|has\b|was\b)\w{2,}[^suia\W]s (?:are|were|is|do|did|"
    r"have|"
    r"has|can|will|would|belong|take)\b|\blist\b|\bwho (?:are|were)\b|\bname (?:the|some|all)\b|"
    r"哪些|列出|列举|有哪几|分别(?:是|为)|(?<![\u05d0-\u05ea])(?:אילו|מהם|מהן|מנה|ציין|רשימת|"
    r"פרט)(?![\u05d0-\u05ea])",
    re.IGNORECASE,
)

_ROLES = (
    "ambassador|envoy|consul|representative|exports?|imports?|investments?|aid|sales|invasion|"
    "visit|loans?|attach[eé]|emissary|delegation|letter|payments?|attack|migration"
)
# "U.S.", "United Kingdom" or one word.
_PARTY = r"([A-Z](?:\.[A-Z])+\b\.?|United\s+(?:States|Kingdom)|[A-Z][\w-]+)"
_OF_TO = re.compile(
    rf"\b({_ROLES})\s+(?:of|from|by)\s+(?:the\s+)?{_PARTY}.{{0,20}}?\b(?:to|in|into|on|against)"
    rf"\s+(?:the\s+)?{_PARTY}",
    re.IGNORECASE,
)
_POSSESSIVE_TO = re.compile(
    rf"\b(?:the\s+)?{_PARTY}(?:['’]s?)?\s+(?:\w+\s+)?({_ROLES})\s+(?:to|in|into|on|against|"
    rf"for|of)\s+(?:the\s+)?{_PARTY}",
    re.IGNORECASE,
)
_DEMONYMS = {
    "chinese": "china", "israeli": "israel", "american": "america", "british": "britain",
    "french": "france", "german": "germany", "russian": "russia", "iranian": "iran",
    "japanese": "japan", "indian": "india", "egyptian": "egypt", "saudi": "saudi",
    "dutch": "netherlands", "spanish": "spain", "polish": "poland", "us": "america",
    "usa": "america", "united": "america", "united states": "america", "italian": "italy",
    "uk": "britain", "united kingdom": "britain", "danish": "denmark", "swedish": "sweden",
    "norwegian": "norway", "finnish": "finland", "greek": "greece", "turkish": "turkey",
    "irish": "ireland", "swiss": "switzerland", "canadian": "canada", "australian": "australia",
}  # fmt: skip


def relation_in(text: str) -> Relation | None:
    """The first directed relation in ``text``, parties lower-cased and as countries."""
    if match := _OF_TO.search(text):
        role, of, to = match.groups()
    elif match := _POSSESSIVE_TO.search(text):
        of, role, to = match.groups()
    else:
        return None
    if not (of[0].isupper() and to[0].isupper()):
        return None
    return Relation(role.lower().rstrip("s"), party(of), party(to))


_WORD_BY_WORD = re.compile(
    r"\b(?P<of>[A-Z]\w+) to (?P<to>[A-Z]\w+) (?P<role>ambassador|envoy|consul)"  # as in Chinese
    r"|\b(?P<role_>ambassador|envoy|consul) (?P<of_>[A-Z]\w+) (?P<to_>[A-Z]\w+)"  # as in Hebrew
)


def relation_in_gloss(words: str) -> Relation | None:
    """The directed relation in a word-by-word rendering of a Chinese or Hebrew question."""
    match = _WORD_BY_WORD.search(words)
    if match is None:
        return None
    role, of, to = (match[name] or match[f"{name}_"] for name in ("role", "of", "to"))
    return Relation(role, party(of), party(to))


def party(name: str) -> str:
    """A country for its name or its people's: "china" for Chinese, China's; "america" for U.S."""
    name = name.lower().removesuffix("'s").removesuffix("’s")
    name = " ".join(name.replace(".", "").split())
    return _DEMONYMS.get(name, name)


_CAPITAL_RUN = re.compile(
    r"[A-Z\u00c0-\u00de][\w\u00c0-\u024f.&-]*(?:['’][A-Za-z]{2,}\w*)?"
    r"(?:(?:\s+(?:of|the|de|von|van|al|bin|du|for))*\s+[A-Z\u00c0-\u00de][\w\u00c0-\u024f.&-]*)*"
)
_DOTTED = re.compile(r"\b[A-Z](?:\.[A-Z])+\.?$")  # U.S.
_QUOTED = re.compile(r"[\"“«《「]([^\"”»》」]{2,60})[\"”»》」]")


def names_in(text: str) -> tuple[str, ...]:
    """Proper names as written: runs of capitalised words, quoted titles, Latin words in zh or he.

    A capitalised question word is none; a Latin text without capitals has none. In German,
    where every noun has a capital, one alone makes no name, but NATO is one.
    """
    found = list(_QUOTED.findall(text))
    if script_language(text) != "en":
        found += [word for word in LATIN_WORD.findall(text) if word[0].isupper()]
    else:
        group = tongue(text)
        for match in _CAPITAL_RUN.finditer(text):
            words = match.group().split()
            while words and _opens(words[0], group):
                words.pop(0)
            while words and _closes(words[-1], group):
                words.pop()
            if group == "de" and len(words) == 1 and not has_shape_of_name(words[0]):
                continue
            name = " ".join(words)
            name = name if _DOTTED.search(name) else name.rstrip(".,;:")
            if _DOTTED.search(name) or re.search(r"[A-Za-z\u00c0-\u024f]{2}", name):
                found.append(name)
    return tuple(dict.fromkeys(found))


def has_shape_of_name(text: str) -> bool:
    """Whether more than the capital of a beginning shows a name: NATO, U.S., McKay, A380."""
    parts = re.split("[ -]", text)
    return any(c.isupper() or c.isdigit() for part in parts for c in part[1:])


def _closes(word: str, group: str | None) -> bool:
    return word.lower() in NOT_NAMES or bool(group and is_small(word, group))


def _opens(word: str, group: str | None) -> bool:
    """Whether a capital is only that of a beginning: When, I'll, Yes, Apart, Quand, Wann."""
    if group and not word[1:].isupper() and is_small(word, group):
        return True
    bare = re.split("['’]", word.lower().rstrip(".,"))[0]
    if bare in NOT_NAMES:
        return True
    return not word[1:].isupper() and (bare in ENGLISH or bare in OPENERS)  # US is a name


_FOCUS = re.compile(
    r"\b(?:what|which|how many|how much|whose)\s+(?:type|kind|sort|form|name|number|part)s?\s+of\s+"
    r"(?:the\s+|an?\s+)?([a-z][\w-]+)|"
    r"\b(?:what|which|how many|how much|whose)\s+((?:[\w-]+\s+){0,2}?[\w-]+)\s+(?:is|are|was|were|"
    r"do|does|did|has|have|had|can|could|will|would|should|may|might|of|in|to|that|for|from|"
    r"[a-z]+ed)\b",
    re.IGNORECASE,
)


def _focus(text: str) -> str:
    match = _FOCUS.search(text)
    words = (match.group(1) or match.group(2)).lower().split() if match else []
    return "" if not words or words[0] in NOT_NAMES else words[-1]


_TYPE_OF_VALUE = {
    "percent": "how_much", "money": "how_much", "duration": "how_many", "number": "how_many",
    "date": "when", "reason": "why", "person": "who", "place": "where", "manner": "how",
}  # fmt: skip


def _spoken_type_of(text: str, spoken: str) -> tuple[str, Asks | None]:
    value = value_asked(text, spoken)
    return (_TYPE_OF_VALUE[value], Asks(value)) if value else ("what", None)


def _type_of(text: str) -> tuple[str, Asks | None]:
    found = [
        (match.start(), order, kind, asks)
        for order, (kind, asks, pattern) in enumerate(_TYPES)
        if (match := pattern.search(text))
    ]
    if not found:
        return "statement", None
    if any(kind == "yes_no" for _, _, kind, _ in found) and min(found)[2] == "yes_no":
        return "yes_no", None
    # The question word that comes first governs; among those that start there, the narrower.
    start = min(found)[0]
    _, kind, asks = min((o, k, a) for s, o, k, a in found if s <= start + 3)
    return kind, asks

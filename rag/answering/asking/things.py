"""The things that a question names: noun phrases, without its verbs and question words. Pure.

A name is whole, with its number and its "&". What is a verb is told from where it stands.
"""

import re

from rag.verifying.verbs import is_participle
from rag.verifying.words import script_language

WH = re.compile(
    r"^(?:in |on |at |by |for |with |to |from |after |before |since |until )?"
    r"(?:who(?:m|se)?|what|which|when|where|why|how)"
    r"(?: (?:many|much|long|old|far|often|large|big))?\b",
    re.IGNORECASE,
)
AUX = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\b",
    re.IGNORECASE,
)
HE_WH = re.compile(
    r"^ו?(?:באיז[הו] [\u05d0-\u05ea]+|עד (?:מתי|כמה)|ממתי|מתי|למה|מדוע|איפה|היכן|לאן|איך|כיצד|"
    r"כמה זמן|כמה|מה זה|מהו|מהי|מיהו|מיהי|למי|מי|מה)\s+"
)
ZH_ASKING = re.compile(
    r"有?多[高长大远重宽深快久]|(?:是|有)?(?:谁|什么时候|什么|哪里|哪些|哪个|哪一?[年天月]|"
    r"多少[天年次个名位]?|几[天年次个名位岁]?|为什么|如何|怎么办?)|[吗呢]"
)


def carried_on(before: str) -> str:
    """What was asked about, without how: "the lido" of "When was the lido opened"."""
    match script_language(before):
        case "zh":
            return ZH_ASKING.sub("", before).strip()
        case "he":
            return HE_WH.sub("", before).strip()
        case _:
            found = re.split(r"\s(?:do|does|did)\s", _things(before))[0]
            return "" if _NO_THING.fullmatch(found) else found


# Of "how many are fully paid" and "within how many days" no thing is named.
_NO_THING = re.compile(r"[a-z]+ly|(?:[a-z]+ )?how (?:many|much|long)\b.*", re.IGNORECASE)

_BE = {"is", "are", "was", "were"}
_STOP = (
    r"(?:of|for|in|on|at|to|from|by|with|between|during|after|before|about|against|into|under|and|"
    r"or|is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|must|may|"
    r"might|that|which|who|as|than|when|where|how|what|why|if|the|an?|this|these|those|my|your|our|"
    r"his|her|its|their|it|he|she|they|them|him|me|you|us|I|we|not|out|up|off|down|still|also|ever|"
    r"often|always|already|usually|now|only|so|too|there|here|earlier|later|sooner|longer|higher|"
    r"lower|more|less)"
)
_RUN = rf"(?:(?!{_STOP}\b)[\w'’.&-]+)(?:\s+(?!{_STOP}\b)[\w'’.&-]+){{0,3}}"
_NAME = r"[A-Z][\w'’-]*(?:\s+(?:of\s+|&\s+)?(?:[A-Z][\w'’-]*|\d[\w.-]*))*"
_SUBJECT = re.compile(
    r"\b(?P<aux>(?i:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|"
    r"might))\s+(?:[a-z]+ing\s+)?"
    rf"(?:(?P<name>(?!I\b){_NAME})|"
    rf"(?P<np>(?:the|an?|my|your|our|this)\s+{_RUN})"
    rf"(?P<more>(?:\s+(?:of|for|between|with|to|in|at)\s+(?:the\s+)?{_RUN}){{0,2}}))"
)
# After a noun these are its verb, although more words follow: "the tenant keep dogs".
_VERB = re.compile(
    r"\s(?:keep|pay|get|give|make|take|use|need|want|sell|buy|bring|send|become|"
    r"include|contain|mean)\b"
)


def subject(before: str) -> str | None:
    """The noun phrase after the auxiliary: "the agreement" in "When was the agreement signed"."""
    match = _SUBJECT.search(before)
    if not match:
        return None
    return _subject_of(match, before)[0]


def _subject_of(match: re.Match[str], before: str) -> tuple[str, int]:
    """The subject, and where in ``before`` it ends; its verb is none of it."""
    if match["name"]:
        return re.sub(r"['’]s$", "", match["name"]), match.end("name")
    passive = re.match(r" (?:be|been)\b", before[match.end() :])
    verb_follows = match["aux"].lower() not in _BE and not passive and not _is_had(match, before)
    noun, more = match["np"], match["more"]
    if match.start() == 0 and not verb_follows:  # of "is it in stock?" that is the verb
        more = re.split(r"\s(?:in|at)\s", more)[0]
    bare = _without_verb(noun, verb_follows, 2)
    if bare != noun or not more:
        return bare, match.start("np") + len(bare)
    more = _without_verb(more, verb_follows, 2 + more.split()[1:2].count("the"))
    return noun + more, match.start("np") + len(noun + more)


def _is_had(match: re.Match[str], before: str) -> bool:
    """Whether "had" of "Which pond had the most frogs" is the whole verb."""
    led = before[: match.start()].strip().lower()
    asks = re.fullmatch(r"(?:who|(?:what|which)(?: [a-z-]+){1,3})", led)
    had = match["aux"].lower() in {"has", "have", "had"}
    return had and bool(asks) and not is_participle(before.split()[-1])


def _without_verb(phrase: str, verb_follows: bool, least: int) -> str:
    """``phrase`` without the verb at its end, of which ``least`` words are kept."""
    words = phrase.split()
    known = _VERB.search(phrase, len(words[0])) if verb_follows else None
    if known and len(phrase[: known.start()].split()) >= least:
        return phrase[: known.start()]
    if len(words) > least and words[-1].islower() and (verb_follows or _is_predicate(words[-1])):
        return phrase[: phrase.rindex(words[-1])].rstrip()
    return phrase


_SAID_OF = {"valid", "open", "available", "free", "due", "ready"}


def _is_predicate(word: str) -> bool:
    """Whether ``word``, behind a noun, is what is said of it: "signed", "valid"."""
    return word in _SAID_OF or is_participle(word)


# Who asks is not what is asked about, nor is the "it" of "Why was it that the kettle broke".
_ASKER = re.compile(r"^(?:it that|I|we|you|one)\s+", re.IGNORECASE)
_LISTED = re.compile(
    r"(?:please )?(?:list|name|show(?: me)?|tell me(?: about)?|give me)\s+", re.IGNORECASE
)
_THING_AT = re.compile(
    r"\b(?:the|an?|my|your|our|this|these|those)\s+(?!one\b)[a-z\d]|(?<![\w.])[A-Z][\w-]|"
    r"\b(?:of|for|in|on|at|to|from|by|with|between|during|after|before|about|against|into|under)\s(?!(?:do|be|have|buy|get|pay)\b)",
)
_NOUN_IS = re.compile(
    r"(?P<noun>[a-z][\w-]*(?: [a-z][\w-]*)?) (?:is|are|was|were) "
    r"(?P<what>(?:the )?\w+est|"
    r"(?!(?:the|an?|my|your|our|there|it|this|that)\b)[a-z-]+(?: [a-z-]+)?)$"
)
_COUNTED = re.compile(rf"(?P<noun>[a-z][\w-]*(?: [a-z][\w-]*)??) {AUX.pattern[1:]}")


def _things(before: str) -> str:
    """The noun phrases of a question, with what joins them: "the study about rotating shifts"."""
    before = re.sub(r"^(?:and|but|so)[\s,]+", "", before, flags=re.IGNORECASE)
    before = re.sub(r"\b(?:is|was) it that some(?:one|thing) ", "", before)
    if asker := _LISTED.match(before):
        return before[asker.end() :]
    asks = WH.match(before)
    rest = before[asks.end() :].strip() if asks else before
    counts = bool(asks and re.match(r"(?:which|what|how many)$", asks.group(), re.IGNORECASE))
    if counts and (said := _NOUN_IS.fullmatch(rest)):
        predicate = "" if _is_predicate(said["what"].split()[-1]) else said["what"]
        return f"{predicate} {said['noun']}".strip()
    match = _SUBJECT.search(before)
    noun = _COUNTED.match(rest) if counts and not AUX.match(rest) else None
    counted = noun["noun"] if noun else ""
    if match is None:
        if counted and noun:
            return _and_more(counted, rest[noun.end() :])
        helper = AUX.match(rest)
        if rest.startswith("of "):
            return ""  # "which of these": of what was said
        rest = _ASKER.sub("", rest[helper.end() :].strip() if helper else rest, count=1)
        going = re.match(r"[a-z]+ing(?:$| (?:the|an?|my|our|your|[A-Z]))", rest)
        if helper and helper.group().lower() in _BE and not going:
            return _ended(rest)
        return _and_more("", rest)
    own, end = _subject_of(match, before)
    if match["aux"].lower() in _BE:
        if match["name"]:
            return _ended(before[match.start("name") :])
        if not _is_predicate(before[end:].strip().split(" ")[0]):
            return _ended(own + before[end:])
    if counted:
        own = f"{counted}, {own}"
    return _and_more(own, before[end:])


def _and_more(own: str, behind: str) -> str:
    """``own`` and the things named behind its verb."""
    found = _THING_AT.search(behind)
    more = _ended(behind[found.start() :]) if found else ""
    if not own:
        return re.sub(rf"^(?:{_LINKS}) ", "", more)
    joined = re.match(rf"(?:{_LINKS}) ", more)
    return f"{own}{'' if joined or not more else ','} {more}".strip()


_LINKS = "of|for|in|on|at|to|from|by|with|between|during|after|before|about|against|into|under"


def _ended(phrase: str) -> str:
    """``phrase`` without what is only said of it: "the excess higher", "the ticket valid"."""
    while (words := phrase.split()) and (
        re.fullmatch(
            r"(?:higher|lower|longer|earlier|later|more|less|be|been|do|it|that|this|they|them|he|she|"
            r"there|the|an?|is|are|was|were)",
            words[-1],
        )
        or _is_predicate(words[-1])
    ):
        phrase = " ".join(words[:-1])
    return phrase.strip()


_SAID = re.compile(
    rf"(?P<np>(?:The|An?)\s+{_RUN}(?:\s+of\s+(?:the\s+)?(?:{_NAME}|\d{{4}}|{_RUN}))?)"
    r"(?=,|\s(?:is|are|was|were|has|have|had|can|will|must|may|shall)\b)"
)


def answer_subject(said: str) -> str:
    """What the first sentence of an answer is about: "the fork of 1926"; nothing where unclear."""
    match = _SAID.match(said)
    return match["np"][:1].lower() + match["np"][1:] if match else ""


_ONE = re.compile(r"(?:the |an? )?(?P<which>[a-z-]+(?: [a-z-]+)?) ones?", re.IGNORECASE)


def other_one(before: str, fragment: str) -> str | None:
    """“And the smaller one?” after "How much is the Orbit 10?": "How much is the smaller Orbit?".

    A name gives up the number that tells it from others, a thing what is said of it.
    """
    one = _ONE.fullmatch(fragment)
    match = _SUBJECT.search(before)
    if one is None or match is None:
        return None
    own, end = _subject_of(match, before)
    start = end - len(own)
    if numbered := re.search(
        r"(?:the\s+|an?\s+)?(?P<name>[A-Z][\w-]*(?: [A-Z][\w-]*)*) \d[\w.-]*|"
        r"the [a-z-]+ (?P<kind>[A-Z].*)",
        own,
    ):
        start, end = start + numbered.start(), start + numbered.end()
        kind = numbered["name"] or numbered["kind"]
    elif re.fullmatch(r"(?:the|an?|my|our)(?: [a-z-]+)+", own) and not re.search(
        rf" (?:{_LINKS}) ", own
    ):
        kind = own.split()[-1]
    else:
        return None
    return f"{before[:start]}the {one['which'].lower()} {kind}{before[end:]}"

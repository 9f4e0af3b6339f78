"""“Anything else?”, "which one is the newest?": what goes on from the question before. Pure.

English only. What was told already is not told again: ``asks_more`` says where.
"""

import re
from collections.abc import Sequence

from rag.answering.asking.things import AUX, WH
from rag.answering.asking.topic import DASH
from rag.verifying.words import YEAR

_MORE = re.compile(
    r"(?:(?:is|are|was|were) there )?(?:any(?:thing|one|body|where)?|something|what|who|where|"
    r"which|some) (?:else|more|others?)(?: (?:is|was) there)?",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\b(?P<wh>who|whom|what|where|why|how) else\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"who\b.*\b(?:after|before|succeed\w*|replac\w+|follow\w*|preced\w+) (?:him|her|them)$|"
    r"who (?:came|was|is|comes) next$|who (?:was|is) (?:his|her|their) (?:successor|predecessor)$",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:else|others?|another)\b", re.IGNORECASE)
_ASKED_NOUN = re.compile(
    rf"(?P<wh>which|what) (?=[a-z-]+s\b)(?!{AUX.pattern[1:]}|(?-i:was|has|is)\b)", re.I
)


def asks_more(asked: str) -> bool:
    """Whether what was told is not what is asked for: "anything else?", "who else?"."""
    bare = asked.strip(" ?!.")
    bare = _LEAD.sub("", bare)
    return bool(_MORE.fullmatch(bare) or _ELSE.search(bare) or _BESIDE.match(bare))


def leans_on_more(asked: str) -> bool:
    """Whether a question is about more of what was talked of: "What other walks are there?"."""
    return bool(_OTHERS.search(asked))


_LEAD = re.compile(r"^(?:and|but|so|ok(?:ay)?|then|also|well)[\s,]+", re.IGNORECASE)


def more_of_it(bare: str, before: str) -> str | None:
    """“Anything else?” after "What broke in May?": "What else broke in May?"."""
    if not _MORE.fullmatch(bare):
        return None
    head = before.partition(DASH)[0]
    if _ELSE.match(head) or re.match(r"(?:which|what) other\b", head, re.IGNORECASE):
        return f"{before}?"
    if noun := _ASKED_NOUN.match(before):
        return f"{noun['wh']} other {before[noun.end() :]}?"
    if plain := re.match(r"(?:who|what|where|why)\b", before, re.IGNORECASE):
        return f"{plain.group()} else{before[plain.end() :]}?"
    return f"{before}{DASH}{bare[:1].lower()}{bare[1:]}?"


def asked_once(before: str) -> str:
    """A question without its "else": of another year it is asked for the first time."""
    once = _ELSE.sub(lambda match: match["wh"], before)
    return re.sub(r"^(which|what) other\b", r"\1", once, count=1, flags=re.IGNORECASE)


_ONE = re.compile(r"which (?:ones?|of (?:them|these|those)) (?P<rest>(?:is|was|has|had)\b.+)", re.I)
_MANY = re.compile(
    rf"(?:which|what|how many) (?:other )?(?P<noun>[a-z-]+(?: [a-z-]+)?s) {AUX.pattern[1:]}",
    re.IGNORECASE,
)


def one_of_them(bare: str, before: str) -> str | None:
    """“Which one is the newest?” after "What other walks are there?": "Which walk is …?"."""
    one, many = _ONE.fullmatch(bare), _MANY.match(before)
    if one is None or many is None:
        return None
    noun = re.sub(r"ies$", "y", many["noun"])
    noun = re.sub(r"(?:(?<=[sx])|(?<=[cs]h))es$", "", noun) if noun == many["noun"] else noun
    noun = re.sub(r"(?<!s)s$", "", noun)
    return f"Which {noun} {one['rest']}?"


_EXTREME = re.compile(r"\bthe (?P<word>[a-z]{2,}est|most|least)\b(?! of\b)")
_OTHER_EXTREME = re.compile(r"(?:the )?(?P<word>[a-z]{2,}est|most|least)(?: (?P<more>.+))?", re.I)


def with_other_extreme(before: str, fragment: str) -> str | None:
    """“And the lowest?”: the lowest for the highest of the question, and the year that is said."""
    own = _EXTREME.search(before)
    other = _OTHER_EXTREME.fullmatch(fragment)
    if own is None or other is None or own["word"] in {"interest", "forest", "request"}:
        return None
    asked = before[: own.start("word")] + other["word"].lower() + before[own.end("word") :]
    if not other["more"]:
        return asked
    year = re.fullmatch(rf"(?:in|of|for) ({YEAR.pattern})", other["more"])
    return YEAR.sub(year[1], asked, count=1) if year and YEAR.search(asked) else None


def where_it_is(before: str, said: str) -> str | None:
    """“There” after "Which pond had the most frogs?": at the one named or "the pond that had"."""
    found = re.match(
        r"(?:which|what) (?P<noun>[a-z-]+(?: [a-z-]+)?) "
        r"(?P<rest>(?:has|had|is|was) (?:the|an?) .+)",
        before,
        re.IGNORECASE,
    )
    if found is None or DASH in before:
        return None
    extreme = _EXTREME.search(before)
    word = extreme["word"] if extreme else found["noun"]
    name = re.search(rf"\b{word} (?:[a-z]+ ){{0,6}}?(?P<at>(?:at|in|on) (?:the )?{_NAME})", said)
    return name["at"] if name else f"at the {found['noun']} that {found['rest']}"


_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"


def of_that_year(asked: str, understood: Sequence[str]) -> str | None:
    """The question that "and in 2022?" asks again, where the last one only asked why.

    ``understood`` are the questions so far. "And the largest in 2022?" is what had the largest.
    """
    led = r"\W*(?:and |but )?(?:what about |in |for )*"
    extreme = re.fullmatch(
        rf"{led}(?:the )?(?P<word>[a-z]+est)(?: [a-z]+)? (?:in|of) \S+", asked, re.I
    )
    if extreme:
        same = (q for q in understood if YEAR.search(q) and f" {extreme['word'].lower()} " in q)
        return next(same, None)
    if not re.fullmatch(rf"{led}{YEAR.pattern}\W*", asked, re.IGNORECASE):
        return None
    if not understood or not re.match(r"(?:why|how come)\b", understood[-1], re.IGNORECASE):
        return None
    return next((q for q in reversed(understood[:-1]) if YEAR.search(q) and WH.match(q)), None)


def counted(before: str) -> str | None:
    """What "they" are after "How many bees did the farm have in 2024?": its bees in that year."""
    found = re.match(
        r"how many (?P<noun>(?!more\b|of\b)[a-z-]+(?: [a-z-]+)??) "
        r"(?:do|does|did|has|have|had|is|are|was|were)\b(?P<rest>.*)",
        before,
        re.IGNORECASE,
    )
    if found is None or not re.search(r"(?:s|people|men)$", found["noun"]):
        return None
    had = re.fullmatch(r" (?P<whose>(?:the )?[\w’'& -]+?) have(?: (?P<when>in .+))?", found["rest"])
    year = YEAR.search(before)
    when = (had and had["when"]) or (year and f"in {year.group()}") or ""
    whose = f" of {had['whose']}" if had else ""
    return f"the {found['noun']}{whose} {when}".strip()

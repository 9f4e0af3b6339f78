"""“Why?”: the question before with another question word. English, Chinese, Hebrew. Pure."""

import re

from rag.answering.asking.things import AUX, HE_WH, WH
from rag.answering.asking.topic import DASH, PARTICIPLE, PERSON
from rag.verifying.verbs import BE, is_participle, is_past

_BARE = re.compile(
    r"^(?P<en>why|when|where|how|who|how (?:many|much|long|often|so)|since when|until when|"
    r"(?:by|with|from|to|for) whom|what for|how come|why (?:not|is that|so|was that|"
    r"did (?:it|that|they|he|she)(?: do (?:it|that|so))?"
    r"(?: happen)?)|when was that|where (?:is|was) that|how (?:is|was) that)\W*$|"
    r"^(?P<zh>为什么(?:呢)?|为何|什么时候(?:呢)?|何时|在?哪里(?:呢)?|谁(?:呢)?|怎么(?:做|"
    r"样)?(?:的|呢)?|多少(?:呢)?|如何)\W*$|"
    r"^(?P<he>למה|מדוע|מתי|איפה|היכן|מי|איך|כיצד|כמה|ממתי|עד מתי|כמה זמן|"
    r"באיז[הו] (?:שנה|תאריך|יום|חודש|שעה|מקום|עיר))(?: זה)?\W*$",
    re.IGNORECASE,
)
_ACCORDING = re.compile(  # "Why, according to Witte?"
    r"(?P<why>why|when|where|how),? (?P<to>according to .+?)\W*", re.IGNORECASE
)
_ZH_WH = re.compile(
    r"为什么|为何|什么时候|何时|哪里|哪儿|谁|怎么|如何|多少[天年次个名位]?|哪一?年|什么"
)


def other_question_word(asked: str, before: str, said: str) -> str | None:
    """“Why?” after "When did X do Y?" is "Why did X do Y?"."""
    if according := _ACCORDING.fullmatch(asked):
        again = other_question_word(according["why"], before, said)
        return again and f"{again.rstrip('?')}, {according['to']}?"
    match = _BARE.match(asked)
    if not match:
        return None
    if match["zh"]:
        word = match["zh"].removesuffix("呢")
        return f"{word}{_ZH_WH.sub('', before, count=1)}？"
    if match["he"]:
        return f"{match['he']} {HE_WH.sub('', before, count=1).removeprefix('האם ')}?"
    word = re.sub(
        r"^(why|how(?! many| much| long| often)|when|where)\b.*", r"\1", match["en"].lower()
    )
    word = {"what for": "why", "how come": "why"}.get(word, word)
    if _ASKED_SUBJECT.match(before):
        return _of_subject(word, before, said)
    rest = WH.sub("", before, count=1).strip() if WH.match(before) else before
    rest = _with_its_noun(rest, before)
    if re.match(r"why not\b", match["en"], re.IGNORECASE):
        rest = AUX.sub(_denied, rest, count=1)
    if AUX.match(rest):
        rest = rest[:1].lower() + rest[1:]
    return f"{word.capitalize()} {rest}?"


def _denied(helper: re.Match[str]) -> str:
    """“Does" of "Does it work with Alexa?", asked why not: "doesn't"."""
    word = helper.group().lower()
    return {"can": "can't", "will": "won't", "may": "may not", "might": "might not"}.get(
        word, f"{word}n't"
    )


def _with_its_noun(rest: str, before: str) -> str:
    """“What percentage did X reach": the noun that was asked for goes with its question word.

    What was counted, "how many cars did X buy", is still what was bought.
    """
    helper = _HELPER.search(rest)
    if not WH.match(before) or AUX.match(rest) or helper is None:
        return rest
    counted = rest[: helper.start()].strip() if _COUNTED.match(before) else ""
    verb, _, behind = helper.group().partition(" ")
    if counted and verb in BE and is_participle(behind.split(" ")[0]):
        return f"{verb} {counted} {behind}"  # "were plots lost"
    return f"{helper.group()} {counted}".strip()


_HELPER = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b.*")
_COUNTED = re.compile(r"how many\b", re.IGNORECASE)
_NOT_A_VERB = (
    r"(?!(?:the|an?|this|that|these|those|my|your|our|his|her|its|their|he|she|it|they|you|we|i|"
    r"there|some|any|all|not)\b)"
)
# Who did it is what was asked: no other question word can just take the place of the first one.
_ASKED_SUBJECT = re.compile(
    r"(?P<wh>(?i:who)|(?i:what|which (?:[a-z-]+ ){0,2}?[a-z-]+|how many [a-z-]+)"
    r"(?! .*\b(?:do|does|did|has|have|had|is|are|was|were|can|could|will|would)\b))\s+(?P<rest>"
    r"(?:has|have|had|can|could|will|would|should|may|might)\s+" + _NOT_A_VERB + r"[a-z].*|"
    r"(?:is|are|was|were)\s+(?:being\s+)?"
    + _NOT_A_VERB
    + r"(?:[a-z]+(?:ed|en|ing)|built|held|made|"
    r"sold|set|put|won|left|paid|bought|meant|brought|sent|hurt|known|shown|born)\b.*|"
    r"(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b)"
    r"(?P<verb>[a-z][\w-]*).*)"
)
_CLEFT = {"why", "when", "where", "how", "since when"}
_IN_PLACE = {"who", "how many", "how much"}
_TITLE = r"(?:(?:Mr|Ms|Mrs|Dr|Prof|Capt|Sir|Lady)\.? )?"


def _of_subject(word: str, before: str, said: str) -> str | None:
    """“When?” after "Who voted for it?": "When was it that someone voted for it?".

    Where the answer begins with whoever did it, with that name.
    """
    match = _ASKED_SUBJECT.match(before)
    if match is None or word in _IN_PLACE:
        rest = WH.sub("", before, count=1).strip()
        return None if before.lower().startswith(word) else f"{word.capitalize()} {rest}?"
    if word not in _CLEFT:
        return f"{before}{DASH}{word}?"
    wh, rest = match["wh"].lower(), match["rest"]
    verb = (match["verb"] or rest).split()[0]
    past = is_past(verb) or verb in {"was", "were", "had"} or bool(PARTICIPLE.match(verb))
    who = re.match(rf"({_TITLE}{PERSON.pattern}) {re.escape(verb)}\b", said)
    kind = wh.removeprefix("which ").removeprefix("how many ")
    subject = {"who": "someone", "what": "something"}.get(
        wh, kind if wh.startswith("how many") else f"the {kind}"
    )
    name = who[1] if who and wh == "who" else subject
    return f"{word.capitalize()} {'was' if past else 'is'} it that {name} {rest}?"

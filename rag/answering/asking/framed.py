"""The question in a message: without the greeting, and apart from the story around it. Pure.

"Hi there! Hope you are well. My cousin has one of those cars. Is it safe?" asks one thing, and the
names and words around it, which no document has, speak against no answer. English only.
"""

import re
from dataclasses import dataclass, replace

from rag.answering.asking.not_asking import not_asking
from rag.answering.asking.topic import DASH
from rag.reading.sentences import split_sentences
from rag.reading.terms import query_terms
from rag.verifying.words import script_language

# What begins a message and says nothing: "Hey,", "Hi there!", "Oh, and". Nice may be a town.
_MAY_BE_A_NAME = re.compile(r"(?:nice|cool|great|perfect|lovely|interesting|right|cheers)\b", re.I)
_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|hiya|howdy|greetings|shalom|dear|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|all|everyone|everybody|folks|team|again|sir|madam|bot|friends?))?|"
    r"oh(?: no| wow| lovely)?|ah|um+|uh|hm+|ok|okay|right|alright|sorry|cheers|lovely|great|"
    r"perfect|cool|nice|interesting|got it|i see|sounds (?:great|good|nice|interesting)|wow|"
    r"excuse me|quick question|just curious|"
    r"one (?:more|quick|last) (?:question|thing)|thanks|thank you|please|fyi)"
    r"(?=\s*[,.!;–—]|\s*:(?!\w)|\s-\s)(?:[\s,.!;–—-]|:(?:\)|(?-i:D\b))?)+"
    r"(?:(?:and|so|but) (?=\w))?",
    re.IGNORECASE,
)
_NEW_TOPIC = re.compile(
    r"\W*(?:(?:ok|okay|so|well|now|and)[\s,]+)*(?:(?:something|anything) (?:else|different)|"
    r"(?:a |an |one )?(?:completely |totally |very )?(?:different|another|new|other) "
    r"(?:thing|topic|question|subject|matter)|"
    r"let['’]?s (?:talk about|change|move on|switch)\b[^:.,;?!]{0,40}|"
    r"(?:on|to) (?:a|an)(?:other| different| new)? (?:topic|subject|note|matter)|"
    r"chang(?:e|ing) (?:of |the )?(?:subject|topic)|by the way|btw|on another (?:note|matter))"
    r"\s*[,.:;!–—-]+\s*(?=\S)",
    re.IGNORECASE,
)
_BACK = re.compile(  # "ok back to the museum: is there parking?"
    r"\W*(?:(?:ok|okay|so|well|now|and|right|but)[\s,]+)*(?:(?:(?:going |coming |getting )?back|"
    r"return(?:ing)?|go(?:ing)? back) to|once more about|again about|(?:as|now) for|about) "
    r"(?P<what>(?:(?:the|that|this|your|our) |(?-i:(?=[A-Z])))(?!\d)[\w’'-]+(?: [\w’'-]+){0,4}?)"
    r"(?: again| now| then| once more)?\s*[,.:;–—-]+\s*(?=\S)",
    re.IGNORECASE,
)
_RETURNS = re.compile(r"\b(?:back|return\w*|again|once more)\b", re.IGNORECASE)
_THEN_ASKS = re.compile(  # "I'm writing about cars - what share …?"
    r"\s[–—-]+\s(?=(?:who(?:m|se)?|what|which|when|where|why|how)\b)", re.IGNORECASE
)
# A whole sentence of the kind.
_SOCIAL = re.compile(
    r"(?:i |we )?hope (?:you|this|that|it|all|everything)\b.*|"
    r"(?:i(?:['’]m| am) |we(?:['’]re| are) )?(?:(?:very|so|really) )?sorry (?:to|for|if|about) "
    r"(?:bother|disturb|trouble|interrupt|ask|the)\w*\b.*|"
    r"(?:many |much |lots of )?(?:thanks|thank you|thx|cheers)(?! to\b)\b.*|"
    r"(?:i(?:['’]d| would) (?:really )?)?(?:much )?appreciate\b.*|"
    r"(?:i(?:['’]ve| have)(?: got)? )?(?:a |one |just a |another )*(?:quick |small |silly |stupid |"
    r"simple |short )*questions?(?: for you)?|"
    r"(?:please )?(?:help(?: me)?(?: out)?|let me know|advise|explain|answer)(?: please)?|"
    r"i(?:['’]m| am) new (?:here|to this)|nice to meet you|how are you(?: (?:doing|today|all))*|"
    r"(?:hi|hello|hey|shalom|good (?:morning|afternoon|evening|day))(?: \w+)?|"
    r"(?:(?:hm+|ok|okay|oh|ah|well|right|sure|yes|no|fine|great|cool|nice)[\s,]*)+",
    re.IGNORECASE,
)
# Asks for an answer and not for what: "Could you name them?", "Do you know?"
_EMPTY = re.compile(
    r"(?:(?:can|could|would|will) (?:you|anyone|someone|somebody) )?(?:please )?(?:possibly )?"
    r"(?:help(?: me)?(?: out)?(?: (?:here|with (?:this|that|it)))?|"
    r"(?:tell|name|list|show|give|enlighten|explain|clarify)(?: me)?(?: (?:that|this|it|them))?"
    r"(?: (?:to|for) me)?|let me know)(?:,? please)?|"
    r"do(?:es)? (?:you|anyone|anybody|someone|somebody)(?: (?:happen to )?know)?|"
    r"(?:any|some) (?:idea|clue|thoughts|help|pointers)s?|what do you think|you know|right|correct",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\W*(?:(?:and|but|so|then|now|also|well)[\s,]+)*(?:(?:in|on|at|by|for|from|with|to|of|since|"
    r"until) )?(?:who(?:m|se)?|what|which|when|where|why|how)\b|"
    r"\W*(?:please )?(?:tell|name|list|give|show|explain|describe|compare)\b|"
    r".*\b(?:tell me|(?:want|like|love|need|curious|wonder\w*)(?: \w+){0,4}|know|explain) "
    r"(?:who(?:m|se)?|what|which|when|where|why|how|if|whether)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",\s*(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)n['’]t|"
    r"am I not|right|no|correct) ?(?:he|she|it|they|there|you|we|I)?\s*\?$",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"\b(?:it|its|they|them|their|he|him|his|she|her|that|this|these|those|there|then|one)\b",
    re.IGNORECASE,
)
_SETTLES = re.compile(  # "Is he right, and why not?": what is asked about stands before it
    r"\W*(?:is|was|are|were) (?:he|she|it|that|this|they) (?:really )?(?:right|true|correct|wrong)"
    r"\b.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Framed:
    """A message: the sentences that ``asks``, those of the ``story`` before, those ``after`` them.

    ``fresh``: it says itself that it is about something else than what was talked of; about
    ``what``, where it names it.
    """

    asks: tuple[str, ...]
    story: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    fresh: bool = False
    what: str = ""

    @property
    def bare(self) -> str:
        """What it asks."""
        return " ".join(self.asks)

    @property
    def ways(self) -> tuple[str, ...]:
        """What may be asked: alone, where it can be, and behind what stands before it."""
        if self.what:
            return (f"{self.bare.rstrip(' ?')}{DASH}{self.what}?",)
        if self.after:  # "When does it open? I mean the lido."
            return (" ".join((*self.story[-1:], self.bare, *self.after)),)
        if not self.story:
            return (self.bare,)
        told = len(self.story) - 1
        while told and len(self.story) - told < _BACK_TO and _LEANING.search(self.story[told]):
            told -= 1  # "I have a Volt 3. She loves it. Is it safe?"
        behind = (f"{self.story[-1]} {self.bare}", " ".join((*self.story[told:], self.bare)))
        leans = _LEANING.search(self.bare) or len(query_terms(self.bare)) < _ENOUGH
        return tuple(dict.fromkeys(behind if leans else (self.bare, *behind)))


_LONGEST = 1_000  # characters; a longer message is put as it stands
_BACK_TO = 3  # sentences of a story
_ENOUGH = 2  # words that say what is asked about


def framed(text: str) -> Framed:
    """What ``text`` asks; the whole of it where there is nothing around it, or nothing else."""
    whole = Framed((text,))
    if len(text) > _LONGEST or script_language(text) != "en" or not_asking(text):
        return whole
    without = _ungreeted(text)
    back = _BACK.match(without)
    if back and (rest := without[back.end() :]) and _asks(rest):
        what = re.sub(r"^(?:that|this|your|our) ", "the ", back["what"])
        inner = framed(rest)
        # "About the price, is it per person?" goes on; "back to the mill: who runs it?" does not.
        own = _RETURNS.search(back.group()) or not _LEANING.search(inner.bare)
        return replace(inner, fresh=True, story=(), after=(), what=what) if own else inner
    new = _NEW_TOPIC.match(without)
    if new and (rest := without[new.end() :]) and query_terms(rest):
        return replace(framed(rest), fresh=not _LEANING.search(rest))
    said = [
        bare
        for s in split_sentences(without)
        for part in _THEN_ASKS.split(without[s.start_char : s.end_char], maxsplit=1)
        if (bare := _ungreeted(part)) and not _is_empty(bare)
    ]
    asks = [n for n, sentence in enumerate(said) if _asks(sentence)]
    if not said or not query_terms(" ".join(said)):
        return whole
    if not asks:
        return Framed(tuple(said)) if len(said) == 1 else whole
    first = asks[0]
    if _SETTLES.fullmatch(said[first]) and not first:
        return whole
    return Framed(
        tuple(said[n] for n in asks),
        tuple(sentence for n, sentence in enumerate(said[: asks[-1]]) if n not in asks),
        tuple(said[asks[-1] + 1 :]),
    )


def _asks(sentence: str) -> bool:
    if sentence.endswith("?"):
        return not _TAG.search(sentence)
    return bool(_ASKING.match(sentence))


def _is_empty(sentence: str) -> bool:
    bare = sentence.strip(" .!?,;:–—-…")
    return bool(not bare or _SOCIAL.fullmatch(bare) or _EMPTY.fullmatch(bare))


def _ungreeted(text: str) -> str:
    """``text`` behind its greetings, as it stands where there is none or nothing else."""
    rest = text.strip()
    while (greeting := _GREETING.match(rest)) and greeting.end() < len(rest):
        behind = rest[greeting.end() :]
        if _MAY_BE_A_NAME.match(rest) and not (behind[0].islower() or _ASKING.match(behind)):
            break
        rest = behind
    return rest

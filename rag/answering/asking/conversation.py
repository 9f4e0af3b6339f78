"""A follow-up made to stand alone, by rules that a reader can check.

"And in 2025?" keeps the question before and changes its year; "what about Haifa?" changes
its name; "why?" changes its question word; "who said that?" asks about the answer; a
pronoun is replaced by what the question before was about. A question that stands by
itself is left as it is, whatever was said before. English, Chinese and Hebrew. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.asking.exchange import (
    at_the_end,
    behind_its_preposition,
    name_spans,
    with_other_name,
    with_other_phrase,
    with_other_thing,
    with_other_time,
)
from rag.answering.asking.going_on import (
    asked_once,
    asks_more,
    leans_on_more,
    more_of_it,
    of_that_year,
    one_of_them,
    with_other_extreme,
)
from rag.answering.asking.leaning import filled_in, may_stand, says_too_little
from rag.answering.asking.meant import PERSONAL, meanings, with_place
from rag.answering.asking.not_asking import not_asking
from rag.answering.asking.question import names_in
from rag.answering.asking.question_word import other_question_word
from rag.answering.asking.things import AUX, WH, carried_on, other_one
from rag.answering.asking.told import (
    HOW_TO,
    LEAD_IN,
    answer_sentence,
    first_told,
    plain_start,
    told_of,
    unmarked,
)
from rag.answering.asking.topic import DASH, person, topics
from rag.answering.localised import is_silence
from rag.reading.hanzi import simplified
from rag.reading.terms import fold, query_terms
from rag.schema import Turn
from rag.verifying.words import YEAR, script_language


@dataclass(frozen=True, slots=True)
class Rewrite:
    """``text`` is what to search for; ``note`` tells the reader what was understood.

    ``base`` is the part of ``text`` before a fragment that was only added at its end; then there
    may be ``others``, readings of which the documents may answer one better. ``whole``: the
    question may as well stand as it was asked. ``leans``: it is about what was said, not the same
    question about another year, name or thing. ``again``: what was told is not asked for.
    """

    text: str
    changed: bool = False
    note: str = ""
    base: str = ""
    others: tuple[str, ...] = ()
    whole: bool = False
    leans: bool = False
    again: bool = False
    beside: str = ""


def standalone(question: str, history: Sequence[Turn]) -> Rewrite:
    """``question`` with what it leaves unsaid filled in from ``history`` (oldest first)."""
    asked = " ".join(question.split())
    history = [_shortened(turn) for turn in history]
    history = [turn for turn in history if not not_asking(turn.question)]
    if not history or not asked or not_asking(asked):
        return Rewrite(asked)
    plain = [Turn(*map(simplified, (t.question, t.answer, t.searched))) for t in history]
    rewrite = _rewritten(simplified(asked), plain)
    if not rewrite.changed:
        return replace(rewrite, text=asked)
    said = asked + "".join(t.question + t.answer + t.searched for t in history)
    as_written = {ord(simplified(c)): c for c in set(said) if simplified(c) != c}
    return replace(
        rewrite,
        text=rewrite.text.translate(as_written),
        note=rewrite.note.translate(as_written),
        base=rewrite.base.translate(as_written),
        others=tuple(way.translate(as_written) for way in rewrite.others),
        beside=rewrite.beside.translate(as_written),
    )


_LONGEST = 500  # characters of a question before this one that are looked at
_LONGEST_ANSWER = 2_000


def _shortened(turn: Turn) -> Turn:
    """What a program may send as history is bounded, but long; its beginning says what it is.

    That the documents do not answer says nothing to go on from.
    """
    answer = "" if is_silence(turn.answer) else turn.answer[:_LONGEST_ANSWER]
    return Turn(turn.question[:_LONGEST], answer, turn.searched[:_LONGEST])


def _rewritten(asked: str, history: Sequence[Turn]) -> Rewrite:
    """``standalone`` for a question that asks something, in simplified characters."""
    earlier = _understood(history)
    before = unmarked(_CONTRACTION.sub(r"\1 is", earlier.text))
    base = unmarked(earlier.base or before)
    said = answer_sentence(history[-1].answer)
    last = history[-1].question
    english = script_language(asked) == "en"
    bare = LEAD_IN.sub("", asked).rstrip(" ?")
    if english and YEAR.search(asked):
        so_far = [unmarked(_understood(history[: n + 1]).text) for n in range(len(history))]
        before = base = of_that_year(asked, so_far) or before
    text = _about_answer(asked, before, said) or other_question_word(
        LEAD_IN.sub("", asked), before, said
    )
    going_on = more_of_it(bare, before) or one_of_them(bare, before) if english else None
    text = text or going_on
    exchanged = None if text else _other_value(asked, before, base, said)
    filled = None if text or exchanged else _leans_back(asked, before, said, last)
    text = text or exchanged or filled
    told = told_of(bare, last, history[-1].answer) if HOW_TO.match(bare) else ""
    told = told and f"{bare}{DASH}{told}?"
    if fold(text or asked) == fold(asked):
        text = told
    if not text:
        if english and len(history) > 1 and _PRONOUN.search(bare) and not carried_on(before):
            return _rewritten(asked, history[:-1])  # "How many are fully paid?" named nothing
        # "And" before a Chinese or Hebrew question: what was talked of is looked at first.
        leans = leans_on_more(asked) if english else bool(LEAD_IN.match(asked))
        return Rewrite(
            asked,
            leans=leans,
            again=english and asks_more(asked),
            beside=first_told(history[-1].answer) if english and leans else "",
        )
    others = _other_readings(asked, base) if DASH in text else ()
    if english and text.startswith(f"{bare}{DASH}"):
        nearer = topics(before, last, said)[1]
        # "Which service?" is none without what it is of; "the hotel?" may be a new topic.
        leaning = _PRONOUN.search(bare) or _LEANING.search(bare) or bare[:5].lower() == "which"
        named = "" if leaning else f"{bare}?"
        ways = (nearer and f"{bare}{DASH}{nearer}?", told if told != text else "", named)
        others += tuple(way for way in ways if way)
    if english and filled:
        others += tuple(
            w for w in _other_meanings(asked, before, said, last) if w not in (text, *others)
        )
    if not english and filled and _may_stand(asked, before):
        others += (asked,)  # what was filled in may say less than it hides
    return Rewrite(
        text,
        changed=True,
        note=f"Understood as: {text}",
        base=base if text.startswith(f"{base}{DASH}") else "",
        others=others,
        whole=_is_whole(asked, text),
        leans=text != exchanged or DASH in text or bool(english and _leant(history[-1])),
        again=english and asks_more(asked),
        beside=first_told(history[-1].answer) if english and text != exchanged else "",
    )


def _understood(history: Sequence[Turn]) -> Rewrite:
    """The last question as it was understood; as it was asked, where it may be whole."""
    last = history[-1]
    if last.searched:
        return Rewrite(last.searched)
    earlier = _rewritten(last.question, history[:-1]) if history[1:] else Rewrite(last.question)
    whole = earlier.whole or (
        script_language(earlier.text) == "en" and last.question in earlier.others
    )
    return Rewrite(last.question) if whole else earlier


def _leant(turn: Turn) -> bool:
    """Whether a question had a pronoun: what is asked in the same way leans on the same."""
    return bool(turn.searched and _PRONOUN.search(turn.question))


def _may_stand(asked: str, before: str) -> bool:
    """Whether a Chinese or Hebrew follow-up may as well mean what it says by itself."""
    bare = LEAD_IN.sub("", asked)
    leaning = filled_in(bare, before)
    return leaning.alone if leaning else may_stand(bare)


def _is_whole(asked: str, text: str) -> bool:
    """Whether a question that was only thought too short asks for something by itself.

    "How much is the rent?" may be about what was asked before, or a change of topic.
    """
    joined = text.startswith(f"{asked.rstrip(' ?')}{DASH}")
    leans = _PRONOUN.search(asked) or _LEANING.search(asked)
    return joined and bool(_WHOLE.match(asked)) and not leans


_WHOLE = re.compile(
    r"(?:(?:in |on |at |by |for |with |to )?(?:who(?:m|se)?|what|which|when|where|why|how)\b.*?\s)?"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\s.*\w",
    re.IGNORECASE,
)
_CONTRACTION = re.compile(r"\b(what|who|where|when|how)['’]s\b", re.IGNORECASE)


_WHO_SAID = re.compile(
    r"^(?:and )?(?P<lead>who (?:said|says|claimed|wrote|stated|thinks|reported) (?:that|this|so|"
    r"it)|"
    r"who was that|whose (?:opinion|view|words) (?:is|was|are|were) (?:that|this|it|those)|"
    r"says who|according to whom|where does (?:that|this|it) come from|"
    r"(?:are you|is (?:that|this|it)) (?:sure|true|right|certain))\W*$|"
    r"^(?P<zh>(?:这|那|这话|那话)?是?谁(?:这么|这样)?说的?(?:这句话|那句话|这话|的)?)\W*$|"
    r"^(?P<he>מי אמר (?:את זה|זאת|כך|את זאת)|לפי מי)\W*$",
    re.IGNORECASE,
)


def _about_answer(asked: str, before: str, said: str) -> str | None:
    """“Who said that?”: the words of the last answer are what is asked about."""
    match = _WHO_SAID.match(asked)
    if not match or not said:
        return None
    if match["zh"]:
        return f"谁说的：{said}？"
    if match["he"]:
        return f"מי אמר: {said}?"
    return f"Who said that {said[:1].lower() + said[1:] if plain_start(said) else said}?"


_ABOUT = re.compile(
    r"^(?:and |but |so )?(?:(?:what|how) about|what of|"
    r"and(?: what about)?(?: for| in| of| with| about)?|"
    r"same for|the same for|in|for|or)\s+(?P<en>.+?)\W*$|"
    r"^(?:那么?|还有)?(?P<zh>.+?)(?:呢|又如何|怎么样)\W*$|"
    r"^(?:ו?מה (?:לגבי|עם|בנוגע ל)-?\s*|ו(?=[בל])(?!למה|למי|לאן|באיז))(?P<he>.+?)\W*$",
    re.IGNORECASE,
)
_LONGEST_FRAGMENT = 6  # words; a longer one is a question of its own


def _other_value(asked: str, before: str, base: str, answer: str) -> str | None:
    """“And in 2025?”, "what about Haifa?": the question before with another year or name."""
    match = _ABOUT.match(asked)
    fragment = next((g for g in match.groups() if g), None) if match else None
    if not fragment:
        return None
    if len(fragment.split()) > _LONGEST_FRAGMENT or WH.match(fragment) or AUX.match(fragment):
        return None
    if re.match(r"(?:its|their|his|her)\s+[a-z]", fragment, re.IGNORECASE):
        return _leans_back(f"What is {fragment}?", before, "")
    if f"{fragment}." == unmarked(f"{fragment}."):
        fragment += "."
    fragment = re.sub(r"^(?:in|for|of|with|during)\s+", "", fragment, flags=re.IGNORECASE)
    fragment = re.sub(r"^在", "", fragment)
    english = script_language(before) == "en"
    before = asked_once(before) if english else before
    if english and (exchanged := with_other_extreme(before, fragment)):
        return exchanged + _mark(before)
    if step := _NEXT_YEAR.match(fragment):
        said = YEAR.findall(before) or list(dict.fromkeys(YEAR.findall(answer)))
        if len(said) == 1:
            fragment = str(int(said[0]) + (1 if step["later"] else -1))
    if years := YEAR.findall(fragment):
        if YEAR.search(before):
            return YEAR.sub(years[-1], before, count=1) + _mark(before)
        return _append_year(before, years[-1])
    if english:
        exchanged = with_other_name(before, fragment)
        exchanged = exchanged or behind_its_preposition(before, asked, fragment)
        exchanged = exchanged or with_other_time(before, fragment) or other_one(before, fragment)
    else:
        old = _to_replace(before, fragment)
        exchanged = before.replace(old, fragment) if old else None
    if exchanged:
        return exchanged + _mark(before)
    return f"{base}{DASH}{fragment}{_mark(before)}"


_NEXT_YEAR = re.compile(
    r"(?:the )?(?:(?:year before|previous year|year earlier|prior year)|"
    r"(?P<later>year after|following year|next year|year later))\W*$",
    re.IGNORECASE,
)


def _append_year(before: str, year: str) -> str:
    match script_language(before):
        case "zh":
            return f"{year}年{before}？"
        case "he":
            return f"{before} בשנת {year}?"
        case _:
            return f"{before} in {year}?"


def _mark(before: str) -> str:
    return "？" if script_language(before) == "zh" else "?"


def _to_replace(before: str, fragment: str) -> str | None:
    """What a Chinese or Hebrew ``fragment`` stands in for: line one for line two.

    As many characters, the last ones the same; of Hebrew as many words, the first the same.
    """
    if script_language(before) == "zh":
        for kept in range(len(fragment) - 1, 0, -1):
            at = before.find(fragment[-kept:])
            if at >= len(fragment) - kept:
                return before[at - (len(fragment) - kept) : at + kept]
    words, own = before.split(), fragment.split()
    if script_language(before) == "he" and len(own) > 1 and own[0] in words:
        at = words.index(own[0])
        return " ".join(words[at : at + len(own)])
    return None


def _other_readings(asked: str, base: str) -> tuple[str, ...]:
    """“And the tray?”: the question before with the tray for another thing; the tray of its name.

    "And which hotel?" is the question before with its "which museum" exchanged. English only.
    """
    if script_language(base) != "en" or script_language(asked) != "en":
        return ()
    bare = LEAD_IN.sub("", asked).rstrip(" ?")
    about = _ABOUT.match(asked)
    fragment = (about and about["en"]) or ""
    exchanged = with_other_thing(base, fragment) or at_the_end(base, fragment)
    exchanged = exchanged or with_other_phrase(base, bare)
    # "Chinese" of "the Chinese delegation" is nothing to talk of.
    spans = [(a, b) for a, b in name_spans(base) if not _OF_A_PEOPLE.match(base, a)]
    names = [base[start:end] for start, end in spans]
    named = f"{bare}{DASH}{names[-1]}?" if names else None
    return tuple(f"{way.rstrip(' ?')}?" for way in (exchanged, named) if way)


_OF_A_PEOPLE = re.compile(
    r"[A-Z]\w*(?:ese|ish|ian|ean|ican|aeli|aqi|rench|utch|reek|wiss|erman) [a-z]"
)

_PRONOUN = re.compile(
    r"\b(?P<poss>its|their|his|her(?= \w)|the former's|the latter's)\b|"
    r"\b(?P<pron>it|they|them|he|him|she|hers?|this|that|these|those|there|the former|the latter)\b"
    r"(?!\s+(?:is|was|were|are)\s+(?:a|an|the)\b.*\bthat\b)",
    re.IGNORECASE,
)
# "It" that stands for nothing, and determiners with their own noun.
_EMPTY_IT = re.compile(
    r"\b(?:is|was) it (?:true|possible|likely|known|said|clear)\b(?: that\b)?|\bthere (?:is|are|"
    r"was|were|been)\b|"
    r"\b(?:is|are|was|were|did) there\b|\bit (?:is|was) (?:true|said|known)\b|"
    r"\bthat (?=(?-i:[A-Z]))|\bthat (?:the|a|an|he|she|it|they|is|are|was|were|has|have|had|can|"
    r"will)\b",
    re.IGNORECASE,
)


def _leans_back(asked: str, before: str, said: str, last: str = "") -> str | None:
    """A question with a pronoun, or too short to stand alone, about what was asked before."""
    bare = LEAD_IN.sub("", asked)
    if script_language(asked) != "en":
        if leaning := filled_in(bare, before):
            return leaning.text
        return _with_topic(bare, before, said, last) if says_too_little(asked, bare) else None
    match = _PRONOUN.search(_EMPTY_IT.sub(lambda m: "_" * len(m.group()), bare))
    if match is None:
        if _FRAGMENT.fullmatch(bare):
            return f"{bare.rstrip(' ?')}{DASH}{before}?"
        return _with_topic(bare, before, said, last) if _incomplete(asked, bare) else None
    if placed := with_place(match, bare, before, said):
        return placed
    if "else" in bare.lower().split() and match["pron"]:
        return None  # "Who else has led it?" has its noun in what was told, not in what was asked
    topic = next(iter(meanings(match, bare, before, said, last)), None)
    # "Those systems", "which systems were those": there the pronoun cannot give way.
    fixed = re.match(r"(?:this|that|these|those) [a-z]", bare[match.start() :], re.IGNORECASE)
    if not topic or fixed or (bare[match.end() :].strip(" ?") == "" and match["pron"] in _POINTING):
        return _with_topic(bare, before, said, last)
    if len([name for name in names_in(bare) if fold(name) not in fold(topic)]) > 1:
        return None
    return _in_its_place(match, bare, topic, before, said, last)


def _in_its_place(
    match: re.Match[str], bare: str, topic: str, before: str, said: str, last: str
) -> str:
    """``bare`` with ``topic`` for its pronoun, and of "she chose him" the other one as well."""
    rest = bare[match.end() :]
    other = _SHE_OR_HE.search(rest) if match.group().lower() in PERSONAL else None
    other = None if other and _same_sex(match, other) else other
    name = person(other.group(), before, said, "") if other else None
    if other and name and name != topic:
        rest = rest[: other.start()] + name + rest[other.end() :]
    filled = f"{topic}'s" if match["poss"] else topic
    text = bare[: match.start()] + filled + rest
    return text[:1].upper() + text[1:]


_SHE_OR_HE = re.compile(r"\b(?:he|him|she|her(?! \w))\b", re.IGNORECASE)


def _same_sex(one: re.Match[str], other: re.Match[str]) -> bool:
    she = [m.group().lower().startswith(("she", "her")) for m in (one, other)]
    return she[0] == she[1]


def _other_meanings(asked: str, before: str, said: str, last: str) -> list[str]:
    """The follow-up with what else its pronoun may stand for. English only."""
    bare = LEAD_IN.sub("", asked)
    match = _PRONOUN.search(_EMPTY_IT.sub(lambda m: "_" * len(m.group()), bare))
    found = meanings(match, bare, before, said, last) if match else []
    ways = [_in_its_place(match, bare, way, before, said, last) for way in found[1:] if match]
    counted = found[0] if found else topics(before, last, said)[0]
    if _HOW_MANY.fullmatch(bare) and (noun := _BEFORE_OF_WHICH.match(counted)):
        ways.append(f"How many {noun['what']}?")
    return ways


_HOW_MANY = re.compile(r"how many of (?:them|these|those)\W*", re.IGNORECASE)
# "The train cars for the light rail" are counted where nobody says again what they are for.
_BEFORE_OF_WHICH = re.compile(r"the (?P<what>[a-z][a-z -]*?) (?:for|in|on|at|to|from|by|with) ")

# "Within how many days?", "From which group?" have no verb but the one of the question before.
_FRAGMENT = re.compile(
    r"(?:within|in|for|after|before|by|from|to|with|on|at|against|since|until|under|over|through) "
    r"(?:how (?:many|much|long)|which|what|whose|when|where)(?: [a-z]+){0,2}\W*",
    re.IGNORECASE,
)

_POINTING = {"this", "that", "these", "those"}


# "Can I buy more?", "What if I take the other one?", "How many were against?"
_LEANING = re.compile(
    r"\b(?:more|others?|ones?|else|instead|too|either)\W*$|^(?:what )?if\b|"
    r"^how many (?:\w+ ){0,2}(?:against|in favou?r|opposed|abstained)\W*$|"
    r"^(?:which|who|what)(?: ones?)? (?:is|are|was|were|had|has|costs?) (?:the )?"
    r"(?:\w+est|(?:the )?(?:most|least)(?: \w+)?)\W*$",
    re.IGNORECASE,
)


def _incomplete(asked: str, bare: str) -> bool:
    """Few words of its own and none a name: "And which service?", "How much is the contract?"."""
    few = len(query_terms(bare)) <= 2
    leans = bare != asked or re.search(r"\bthe [a-z]", bare) or _LEANING.search(bare)
    return few and bool(leans) and not names_in(bare)


def _with_topic(bare: str, before: str, said: str, last: str) -> str:
    topic = topics(before, last, said)[0]
    return f"{bare.rstrip(' ?？')}{DASH if topic else ''}{topic}{_mark(before)}"

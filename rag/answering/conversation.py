"""A follow-up made to stand alone, by rules that a reader can check.

"And in 2025?" keeps the question before and changes its year; "what about Haifa?" changes
its name; "why?" changes its question word; "who said that?" asks about the answer; a
pronoun is replaced by what the question before was about. A question that stands by
itself is left as it is, whatever was said before. English, Chinese and Hebrew. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.question import names_in
from rag.answering.words import NOT_NAMES, YEAR, script_language
from rag.reading.terms import fold, query_terms
from rag.schema import Turn


@dataclass(frozen=True, slots=True)
class Rewrite:
    """``text`` is what to search for; ``note`` tells the reader what was understood."""

    text: str
    changed: bool = False
    note: str = ""


def standalone(question: str, history: Sequence[Turn]) -> Rewrite:
    """``question`` with what it leaves unsaid filled in from ``history`` (oldest first)."""
    asked = " ".join(question.split())
    if not history or not asked:
        return Rewrite(asked)
    before, answer = history[-1].question, history[-1].answer
    before = standalone(before, history[:-1]).text.rstrip(" ?？!.。")
    said = _first_sentence(answer)
    text = (
        _about_answer(asked, before, said)
        or _other_question_word(asked, before)
        or _other_value(asked, before)
        or _pronoun(asked, before, said)
    )
    if not text or fold(text) == fold(asked):
        return Rewrite(asked)
    return Rewrite(text, True, f"Understood as: {text}")


_MARKER = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_LEAD_IN = re.compile(
    r"^(?:and|but|so|ok(?:ay)?|then|also|well)[\s,]+|^(?:那么?|还有|那在)[，,]?\s*|^(?:אז|ו)(?=מה |ב|ל|איפה|למה|מי |מתי)",
    re.IGNORECASE,
)


def _first_sentence(answer: str) -> str:
    bare = _MARKER.sub("", answer).strip()
    match = re.match(r".+?[.!?。！？](?=\s|$|[\u3400-\u9fff])", bare, re.DOTALL)
    return " ".join((match.group() if match else bare).split()).rstrip(".。")


_WHO_SAID = re.compile(
    r"^(?:and )?(?P<lead>who (?:said|says|claimed|wrote|stated|thinks|reported) (?:that|this|so|it)|"
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
    return f"Who said that {said[:1].lower() + said[1:] if _plain_start(said) else said}?"


def _plain_start(text: str) -> bool:
    first = text.split(" ", 1)[0].lower()
    return first in NOT_NAMES or first in {"they", "he", "she", "both", "more", "in"}


_BARE = re.compile(
    r"^(?P<en>why|when|where|how|who|how (?:many|much|long|often|so)|since when|by whom|with whom|"
    r"what for|how come|why (?:not|is that|so|was that|did (?:it|that|they|he|she)(?: do (?:it|that|so))?"
    r"(?: happen)?)|when was that|where (?:is|was) that|how (?:is|was) that)\W*$|"
    r"^(?P<zh>为什么(?:呢)?|为何|什么时候(?:呢)?|何时|在?哪里(?:呢)?|谁(?:呢)?|怎么(?:做|样)?(?:的|呢)?|多少(?:呢)?|如何)\W*$|"
    r"^(?P<he>למה|מדוע|מתי|איפה|היכן|מי|איך|כיצד|כמה)(?: זה)?\W*$",
    re.IGNORECASE,
)
_WH = re.compile(
    r"^(?:in |on |at |by |for |with |to )?(?:who(?:m|se)?|what|which|when|where|why|how)"
    r"(?: (?:many|much|long|old|far|often|large|big))?\b",
    re.IGNORECASE,
)
_AUX = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
_ZH_WH = re.compile(r"为什么|为何|什么时候|何时|哪里|哪儿|谁|怎么|如何|多少|哪一?年|什么")
_HE_WH = re.compile(r"^(?:למה|מדוע|מתי|איפה|היכן|מי|איך|כיצד|כמה|מה)\s+")


def _other_question_word(asked: str, before: str) -> str | None:
    """“Why?” after "When did X do Y?" is "Why did X do Y?"."""
    match = _BARE.match(_LEAD_IN.sub("", asked))
    if not match:
        return None
    if match["zh"]:
        word = match["zh"].removesuffix("呢")
        return f"{word}{_ZH_WH.sub('', before, count=1)}？"
    if match["he"]:
        return f"{match['he']} {_HE_WH.sub('', before, count=1).removeprefix('האם ')}?"
    word = re.sub(r"^(why|how|when|where)\b.*", r"\1", match["en"].lower())
    word = {"what for": "why", "how come": "why"}.get(word, word)
    rest = _WH.sub("", before, count=1).strip() if _WH.match(before) else before
    # "What percentage did X reach": the noun that was asked for goes with its question word.
    if (
        _WH.match(before)
        and not _AUX.match(rest)
        and (
            aux := re.search(
                r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b.*", rest
            )
        )
    ):
        rest = aux.group()
    if _AUX.match(rest):
        rest = rest[:1].lower() + rest[1:]
    return f"{word.capitalize()} {rest}?"


_ABOUT = re.compile(
    r"^(?:and |but |so )?(?:(?:what|how) about|what of|and(?: what about)?(?: for| in| of| with)?|"
    r"same for|the same for|in|for|or)\s+(?P<en>.+?)\W*$|"
    r"^(?:那么?|还有)?(?P<zh>.+?)(?:呢|又如何|怎么样)\W*$|"
    r"^(?:ו?מה (?:לגבי|עם|בנוגע ל)-?\s*|ו(?=[בל]))(?P<he>.+?)\W*$",
    re.IGNORECASE,
)
_LONGEST_FRAGMENT = 6  # words; a longer one is a question of its own


def _other_value(asked: str, before: str) -> str | None:
    """“And in 2025?”, "what about Haifa?": the question before with another year or name."""
    match = _ABOUT.match(asked)
    fragment = next((g for g in match.groups() if g), None) if match else None
    if not fragment:
        return None
    if len(fragment.split()) > _LONGEST_FRAGMENT or _WH.match(fragment) or _AUX.match(fragment):
        return None
    fragment = re.sub(r"^(?:in|for|of|with|during)\s+", "", fragment, flags=re.IGNORECASE)
    fragment = re.sub(r"^在", "", fragment)
    if years := YEAR.findall(fragment):
        if YEAR.search(before):
            return YEAR.sub(years[-1], before, count=1) + _mark(before)
        return _append_year(before, years[-1])
    if old := _to_replace(before, fragment):
        return before.replace(old, fragment) + _mark(before)
    return f"{before} — {fragment}{_mark(before)}"


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
    """What ``fragment`` stands in for: the last name of the question before."""
    language = script_language(before)
    if language == "en":
        names = [n for n in names_in(before) if fold(n) not in fold(fragment)]
        return names[-1] if names and names_in(fragment) else None
    return None


_PRONOUN = re.compile(
    r"\b(?P<poss>its|their|his|hers?(?= \w)|the former's|the latter's)\b|"
    r"\b(?P<pron>it|they|them|he|him|she|this|that|these|those|there|the former|the latter)\b"
    r"(?!\s+(?:is|was|were|are)\s+(?:a|an|the)\b.*\bthat\b)",
    re.IGNORECASE,
)
_ZH_PRONOUN = re.compile(r"他们|她们|它们|[他她它]|这个|那个|这些|那些|那里|这里|其")
_HE_PRONOUN = re.compile(
    r"(?<![\u05d0-\u05ea])(?:הוא|היא|הם|הן|זה|זו|זאת|אותו|אותה|אותם|שלו|שלה|שלהם|בו|בה|שם)(?![\u05d0-\u05ea])"
)
# "It" that stands for nothing, and determiners with their own noun.
_EMPTY_IT = re.compile(
    r"\b(?:is|was) it (?:true|possible|likely|known|said|clear)\b|\bthere (?:is|are|was|were|been)\b|"
    r"\b(?:is|are|was|were|did) there\b|\bit (?:is|was) (?:true|said|known)\b|"
    r"\bthat (?:the|a|an|he|she|it|they|is|are|was|were|has|have|had|can|will)\b",
    re.IGNORECASE,
)


def _pronoun(asked: str, before: str, said: str) -> str | None:
    """A question with a pronoun and no name of its own, about what was asked before."""
    language = script_language(asked)
    pattern = {"zh": _ZH_PRONOUN, "he": _HE_PRONOUN}.get(language, _PRONOUN)
    bare = _LEAD_IN.sub("", asked)
    blanked = _EMPTY_IT.sub(lambda m: "_" * len(m.group()), bare)
    match = pattern.search(blanked)
    if not match:
        return None
    topic = _topic(before, said, match.group().lower(), language)
    if not topic:
        return None
    # "That agreement", "this company": the noun stays, what it is about is added.
    if language == "en" and re.match(
        r"(?:this|that|these|those) [a-z]+", blanked[match.start() :], re.I
    ):
        return f"{bare.rstrip(' ?？')} — {topic}?"
    own = [n for n in names_in(bare) if fold(n) not in fold(topic)]
    if language == "en" and len(own) > 1:
        return None
    possessive = language == "en" and match.groupdict().get("poss")
    filled = f"{topic}'s" if possessive else topic
    text = bare[: match.start()] + filled + bare[match.end() :]
    return text[:1].upper() + text[1:]


_PERSONAL = {"he", "him", "his", "she", "her", "hers", "他", "她", "הוא", "היא"}


def _topic(before: str, said: str, pronoun: str, language: str) -> str | None:
    """What a pronoun stands for: a person of the answer, else what was asked about."""
    if language != "en":
        return _topic_elsewhere(before)
    if pronoun in _PERSONAL:
        people = [n for n in (*names_in(said), *names_in(before)) if " " in n]
        return people[0] if people else (names_in(before) or names_in(said) or (None,))[-1]
    phrase = _subject(before)
    if phrase:
        return phrase
    names = names_in(before)
    return names[0] if names else None


_SUBJECT = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\s+"
    r"(?P<np>(?:the|a|an|this|that|its|their)\s+(?:[\w'’-]+\s+){0,3}?[\w'’-]+(?:\s+(?:of|between|with|for|in)\s+"
    r"(?:the\s+)?(?:[A-Z][\w'’-]*(?:\s+(?:and\s+)?[A-Z][\w'’-]*)*|[\w-]+))?|"
    r"[A-Z][\w'’-]*(?:\s+(?:of\s+)?[A-Z][\w'’-]*)*(?:['’]s?(?:\s+[\w-]+){1,2})?)"
)


def _subject(before: str) -> str | None:
    """The noun phrase after the auxiliary: "the agreement" in "When was the agreement signed"."""
    match = _SUBJECT.search(before)
    if not match:
        return None
    words = match["np"].split()
    # Without "of" the phrase ends before the verb that follows it, which nothing marks.
    if (
        words[0].lower() in {"the", "a", "an", "this", "that"}
        and len(words) > 2
        and not re.search(r"\b(?:of|between|with|for|in)\b", match["np"])
    ):
        words = words[:-1] if before.endswith(match["np"]) else words
    return " ".join(words)


def _topic_elsewhere(before: str) -> str | None:
    """Chinese and Hebrew: the words of the question before, without its question word."""
    bare = re.sub(
        r"(?:是|有)?(?:谁|什么时候|什么|哪里|多少|几|为什么|如何|怎么)|[吗呢]", "", before
    )
    bare = re.sub(r"^(?:מי|מה|מתי|איפה|היכן|למה|מדוע|כמה|איך|האם|באיזו שנה)\s+", "", bare)
    return bare.strip() if query_terms(bare) else None

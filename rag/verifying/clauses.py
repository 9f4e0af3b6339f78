"""The verbs of an English text, each with the names in its parts. Pure.

Without a parser: a sentence is cut into clauses, the names before a verb are its agents, those
after it what it is done to; "by", "to" and "from" say the rest, and a passive turns them round.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.lexicon import TITLES
from rag.verifying.names import Name, names
from rag.verifying.verbs import (
    ADVERBS,
    AUXILIARY,
    BE,
    DETERMINERS,
    is_participle,
    is_past,
    lemma,
    may_be_base,
)

AGENT, PATIENT, TO, FROM = "agent", "patient", "to", "from"

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|[^\w\s]")
_BRACKET = re.compile(r"\(([^()]*)\)")
_ENDS = frozenset(";:.!?()—–")
_JOINS_WORDS = "and or but while whereas although though because when if unless"
_JOINS = frozenset(_JOINS_WORDS.split())
_RELATIVE_WORDS = "which who that whom whose"
_RELATIVE = frozenset(_RELATIVE_WORDS.split())
_PRONOUNS_WORDS = "he she it they i we you"
_PRONOUNS = frozenset(_PRONOUNS_WORDS.split())
_PARTICLES_WORDS = "over up off out down on away back"
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_SHORTENED_WORDS = "mr mrs ms dr prof st gen sen rep lt col capt jr sr vs no"
_SHORTENED = frozenset(_SHORTENED_WORDS.split())
# Behind these a name says where, when or by whose account.
_ASIDE_WORDS = """
    in at on near for after before since during with without from to under into per against about
    among between by off
"""
_ASIDE = frozenset(_ASIDE_WORDS.split())


_QUOTES = frozenset("\"'”“’‘»«")
_SPEECH_WORDS = """
    say add explain ask reply answer warn write note promise argue claim recall state admit insist
    agree conclude continue declare report announce complain joke shout tell
"""
SPEECH = frozenset(map(lemma, _SPEECH_WORDS.split()))
_APPOSED = 5  # words: "the chief engineer of the yard"

# ... and what may follow a verb in -s, besides names and figures.
_NUMBERS_WORDS = "two three four five six seven eight nine ten eleven twelve"
_MAY_FOLLOW = DETERMINERS | {"to"} | frozenset(_NUMBERS_WORDS.split())
_HOW_MANY_WORDS = "several many few most all both other"
_HOW_MANY = frozenset(_HOW_MANY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Event:
    """A verb (its lemma, and as said) and the names in each of its parts."""

    verb: str
    said: str
    parts: Mapping[str, tuple[Name, ...]]
    close: tuple[Name, ...] = ()  # those right beside the verb: "Ruth sold", not "Ruth's ships"
    subject: str = ""  # the noun in front of it where there is no name: "tenants" (its lemma)
    passive: bool = False
    behind: frozenset[str] = frozenset()  # the words that follow it in its clause (lemmas)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or sign, folded; or a whole name."""

    word: str
    name: Name | None = None


@lru_cache(maxsize=4096)
def events(text: str, also: frozenset[str] = frozenset()) -> tuple[Event, ...]:
    """What is done in ``text``, in the order of the verbs.

    ``also`` are words (folded) known to be names, though they may only open a sentence here.
    """
    # A bracket stands in the way of the sentence around it.
    parts = [_BRACKET.sub(lambda m: " " * len(m.group()), text), *_BRACKET.findall(text)]
    return tuple(event for part in parts for tokens in _stretches(part, also)
                 for event in _events(tokens))  # fmt: skip


def _events(tokens: Sequence[_Token]) -> Iterator[Event]:
    verbs = [at for at in range(len(tokens)) if _is_verb(tokens, at) or _is_copula(tokens, at)]
    subject: tuple[Name, ...] = ()
    inserted = False
    for number, at in enumerate(verbs):
        start = _start(tokens, at, verbs[number - 1] if number else -1)
        end = _start(tokens, verbs[number + 1], at) if number + 1 < len(verbs) else len(tokens)
        before = _before(tokens, start, at, runs_on=number > 0 and start == verbs[number - 1] + 1)
        # What follows an insertion and its comma takes up the sentence again.
        inserted = not inserted and _is_inserted(tokens, start, at)
        if not before and not _has_own_subject(tokens, start, at):
            before = _antecedent(tokens, start) if inserted else subject
        told_anew = any(t.word in _JOINS for t in tokens[verbs[number - 1] + 1 : start])
        if inserted and not subject:
            subject = _antecedent(tokens, start) or before
        elif before and (not inserted or (number and told_anew)):
            subject = before
        if inserted and _with_whom(tokens, start):
            before = ()  # they do it together
        if tokens[at].word in BE:
            continue  # it says what something is, and ends a clause
        passive = _is_passive(tokens, start, at, end)
        parts = _after(tokens, at, end, passive)
        if not passive and _is_behind_a_quotation(tokens, at):
            parts.pop(PATIENT, None)
            before = subject = _speakers(tokens, at)
        parts[PATIENT if passive else AGENT] = before
        noun = "" if before else _noun(tokens, start, at)
        yield Event(
            lemma(tokens[at].word),
            tokens[at].word,
            parts,
            _close(tokens, at),
            noun,
            passive,
            frozenset(lemma(t.word) for t in tokens[at + 1 : end] if t.name is None),
        )


def _stretches(text: str, also: frozenset[str]) -> Iterator[list[_Token]]:
    """The tokens between two full stops, semicolons or the like."""
    spans = [(n.start, n.start + len(n.text), n) for n in names(text)]
    tokens: list[_Token] = []
    until = 0
    for match in _TOKEN.finditer(text):
        if match.start() < until:
            continue
        name = next(((end, n) for start, end, n in spans if start <= match.start() < end), None)
        word = fold(match.group())
        bare = word.removesuffix("'s")
        if name is None and bare in also and match.group()[0].isupper():
            name = match.end(), Name(match.group(), (bare,), start=match.start())
        if name:
            until = name[0]
            tokens.append(_Token(fold(name[1].text), name[1]))
        elif word not in _ENDS:
            tokens.append(_Token(word))
        elif not (word == "." and tokens and tokens[-1].word in _SHORTENED):
            yield tokens
            tokens = []
    yield tokens


def _is_verb(tokens: Sequence[_Token], at: int) -> bool:
    word, before = tokens[at].word, tokens[at - 1] if at else None
    if tokens[at].name or not word.isalpha() or word in TITLES or word in ADVERBS:
        return False
    helper = _helper(tokens, at)
    if is_past(word):
        fixed = DETERMINERS - {"that"} | _ASIDE | {"of"}
        return bool(helper) or before is None or before.word not in fixed
    if helper and helper not in BE:
        return may_be_base(word)
    if helper and is_participle(word):
        return True
    if word.endswith("ing"):
        return helper in BE or before is None or before.word == ","
    return word.endswith("s") and len(word) > 3 and _is_finite(tokens, at)


def _is_finite(tokens: Sequence[_Token], at: int) -> bool:
    """A word in -s between a subject and what a verb may have behind it: "Ruth sells the …"."""
    before = [t for t in tokens[:at] if t.word not in ADVERBS][-4:]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if not before or after is None:
        return False
    if not (after.name or after.word in _MAY_FOLLOW or after.word[0].isdigit()):
        return False
    if _apposed(tokens, at):
        return True
    if after.word == "to" and any(t.word in _ASIDE for t in before[:-1]):
        return False  # "worked with several Israeli startups to develop": a noun in -s
    if before[-1].name or before[-1].word in _RELATIVE | _PRONOUNS:
        return True
    opened = [i for i, t in enumerate(before) if t.word in DETERMINERS]
    return bool(opened) and opened[-1] < len(before) - 1 and all(
        t.word.isalpha() and t.word not in ENGLISH for t in before[opened[-1] + 1 :]
    )  # fmt: skip


def _apposed(tokens: Sequence[_Token], at: int) -> tuple[Name, ...]:
    """The name that stands beside another word for it in front of a verb, between two commas.

    "Her brother, Cassius Marrow, runs", "Cassius Marrow, her brother, runs".
    """
    end = at
    while end and _is_small(tokens[end - 1]):
        end -= 1
    if end < 3 or tokens[end - 1].word != ",":  # a word, a comma, a word at least
        return ()
    start = next((i for i in range(end - 2, 0, -1) if tokens[i].word == ","), 0)
    inside = tokens[start + 1 : end - 1]
    if not start or len(inside) > _APPOSED or any(t.word in _RELATIVE | _ASIDE for t in inside[:1]):
        return ()
    if len(inside) == 1 and inside[0].name:
        return (inside[0].name,)
    before = tokens[start - 1].name
    opens = inside[0].word in DETERMINERS and all(t.name is None for t in inside)
    return (before,) if before and opens else ()


def _is_copula(tokens: Sequence[_Token], at: int) -> bool:
    """A form of "be" that helps no other verb."""
    if tokens[at].word not in BE or tokens[at].name:
        return False
    following = (i for i in range(at + 1, min(at + 4, len(tokens))))
    after = next((i for i in following if not _is_small(tokens[i])), None)
    return after is None or not _is_verb(tokens, after)


def _is_small(token: _Token) -> bool:
    return token.word in AUXILIARY | ADVERBS or token.word.endswith("ly")


def _helper(tokens: Sequence[_Token], at: int) -> str:
    """The auxiliary in front of a verb, adverbs passed over."""
    for i in range(at - 1, max(-1, at - 4), -1):
        word = tokens[i].word
        if word in AUXILIARY:
            return word
        if word not in ADVERBS and not word.endswith("ly"):
            return ""
    return ""


def _start(tokens: Sequence[_Token], at: int, verb_before: int) -> int:
    """Where the clause of the verb at ``at`` begins: behind a joining word, at most a verb."""
    commas = sum(t.word == "," for t in tokens[verb_before + 1 : at])  # two enclose a title
    for i in range(at - 1, verb_before, -1):
        word = tokens[i].word
        joins = (
            word in _JOINS
            and verb_before >= 0
            and tokens[i + 1].word != "by"
            and not tokens[i - 1].word.endswith("ly")
        )
        helped = (
            word == ","
            and commas == 1
            and all(t.word in AUXILIARY | ADVERBS for t in tokens[i + 1 : at])
        )
        if joins or helped or word in _RELATIVE:
            return i + 1
    return verb_before + 1


def _is_inserted(tokens: Sequence[_Token], start: int, at: int) -> bool:
    """True for words that tell of the name before them: “, founded in 1974,”, “, who heads it,”."""
    opener = tokens[start - 1].word if start else ""
    return opener in _RELATIVE or (opener == "," and start == at and is_past(tokens[at].word))


def _is_behind_a_quotation(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a verb of speech follows what was said: “It is late,” said Ada Poe."""
    if lemma(tokens[at].word) not in SPEECH or not at:
        return False
    signs = [t.word for t in tokens[max(0, at - 2) : at]]
    return (signs[-1] in _QUOTES and (at == 1 or "," in signs)) or (
        signs[-1] == "," and signs[0] in _QUOTES
    )


def _speakers(tokens: Sequence[_Token], at: int) -> tuple[Name, ...]:
    """The names behind such a verb, up to what is said of them or to whom they speak."""
    ends = _RELATIVE | _ASIDE | {"to", "of"}
    end = next((i for i in range(at + 1, len(tokens)) if tokens[i].word in ends), len(tokens))
    return tuple(t.name for t in tokens[at + 1 : end] if t.name is not None)


def _with_whom(tokens: Sequence[_Token], start: int) -> bool:
    return [t.word for t in tokens[max(0, start - 2) : start]] == ["with", "whom"]


def _antecedent(tokens: Sequence[_Token], start: int) -> tuple[Name, ...]:
    """The name that an insertion is about: the last one, or what that is in apposition to."""
    near = list(tokens[:start])
    while near and near[-1].name is None and near[-1].word in _RELATIVE | _ASIDE | {","}:
        near.pop()
    if len(near) > 1 and near[-2].word in _ASIDE:  # "Kelp, a maker in Norhaven that ..."
        for at in range(len(near) - 2, 0, -1):
            if near[at].word == "," and near[at + 1].word in {"a", "an", "the"}:
                near = near[:at]
                break
    return (near[-1].name,) if near and near[-1].name is not None else ()


def _has_own_subject(tokens: Sequence[_Token], start: int, at: int) -> bool:
    """True for a subject that is no name: "the court", "it"."""
    return any(
        t.word.isalnum() and t.word not in AUXILIARY | ADVERBS and not t.word.endswith("ly")
        for t in tokens[start:at]
    )


def _is_passive(tokens: Sequence[_Token], start: int, at: int, end: int) -> bool:
    if not is_participle(tokens[at].word):
        return False
    after = [t.word for t in tokens[at + 1 : at + 3]]
    by_next = after[:1] == ["by"] or (after[1:] == ["by"] and after[0] in _PARTICLES)
    opens = at == start and (start == 0 or tokens[start - 1].word in {",", "and"})
    by_later = opens and any(t.word == "by" for t in tokens[at:end])
    return _helper(tokens, at) in BE or by_next or by_later


def _close(tokens: Sequence[_Token], at: int) -> tuple[Name, ...]:
    """The names with nothing but small words between them and the verb."""
    small = AUXILIARY | ADVERBS | DETERMINERS | _PARTICLES | {"by", "to", "from"}
    sides = reversed(tokens[:at]), iter(tokens[at + 1 :])
    near = [next((t for t in side if t.name or t.word not in small), None) for side in sides]
    return tuple(t.name for t in near if t is not None and t.name is not None)


def _before(tokens: Sequence[_Token], start: int, at: int, *, runs_on: bool) -> tuple[Name, ...]:
    """The names in front of a verb, but for those that say where or by whose account.

    Where the words run on from the verb before, what stands before a comma belongs to that one.
    """
    if runs_on and (apposed := _apposed(tokens, at)):
        return apposed
    if runs_on:
        start = max((i + 1 for i in range(start, at) if tokens[i].word == ","), default=start)
    near = [t.word for t in tokens[start:at] if t.word not in AUXILIARY | ADVERBS]
    if near and near[-1] in _PRONOUNS:
        return ()
    found: list[Name] = []
    aside = False
    for token in tokens[start:at]:
        if token.name is not None:
            found += [] if aside else [token.name]
        elif token.word in _ASIDE:
            aside = True
        elif token.word not in DETERMINERS | _HOW_MANY | {"and", "or"}:
            aside = False
    return tuple(found)


def _noun(tokens: Sequence[_Token], start: int, at: int) -> str:
    """The head of the words in front of a verb: "the angry tenants of the house" are tenants."""
    head, open_ = "", True
    for token in tokens[start:at]:
        if token.word == ",":
            head, open_ = "", True
        elif token.word in _ASIDE | {"of"}:
            open_ = False
        elif open_ and token.word.isalpha() and token.word not in ENGLISH | AUXILIARY | ADVERBS:
            head = token.word
    return lemma(head) if head else ""


def _after(
    tokens: Sequence[_Token], at: int, end: int, passive: bool
) -> dict[str, tuple[Name, ...]]:
    """The names behind a verb by the part that their preposition gives them."""
    roles = {"to": TO, "from": FROM, "by": AGENT if passive else None}
    parts: dict[str, list[Name]] = {}
    part = None if passive else PATIENT
    before = ""
    for token in tokens[at + 1 : end]:
        if token.name is not None:
            if part:
                parts.setdefault(part, []).append(token.name)
        elif token.word in roles:
            part = roles[token.word]
        elif token.word in _ASIDE:
            part = token.word
        elif token.word == "of" or (token.word == "as" and before != "such"):
            part = None  # "with partners such as" goes on to say with whom
        before = token.word
    return {part: tuple(who) for part, who in parts.items()}

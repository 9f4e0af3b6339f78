"""Whether two statements about the same thing point the same way. Pure.

Negations are counted where they bear on the words that both statements share, and an antonym
(rose, fell) turns a statement around once; an odd difference is a contradiction.
"""

import re
from collections import Counter
from collections.abc import Sequence

from rag.reading.stopwords import ENGLISH
from rag.verifying.antonyms import OPPOSITES, opposites
from rag.verifying.denial import BREAKS, OF_ALL, Statement, read
from rag.verifying.implied import implies_denial, is_said_apart, is_unless
from rag.verifying.lexicon import CUES, NEGATIVE
from rag.verifying.roles import in_the_same_hands
from rag.verifying.schedules import is_outside
from rag.verifying.verbs import is_converse, lemma

_OF_EACH = frozenset({"all", "none", "always", "never", "both", "neither"})
_SMALL = ENGLISH | frozenset(map(lemma, ENGLISH)) | CUES
_UNSURPASSED = re.compile(r"\b(?:no|none|nobody|nothing|never)\b[^,.;]*\b(\w{3,})er\b")
# "No visit has upset them as much" is "more than any other".
_UNEQUALLED = re.compile(
    r"\b(?:no|none|nobody|nothing|never)\b[^.;]*"
    r"\b(?:(?:as|so) \w+ (?:an? (?:\w+ ){1,2})?as|more [^.;]*than|\w{3,}er than)\b"
)
_MOST_OF_ALL = re.compile(r"\bmost\b|\bthan any\b|\bany other\b|\b\w{3,}est\b")
_FORWARD = frozenset({"nor", "without"})  # these deny nothing that stands before them
_ENOUGH_SHARED = 0.5
_NEGATIVE_PREFIXES = ("un", "non", "in", "im", "il", "ir")

_NEARLY_ALL = 0.6  # of its words, for what only the answer denies
_MOST = 0.5  # for what only the source denies, of a word that the answer has
_CHINESE_PAIRED = [word for word in OPPOSITES if word[0] >= "\u4e00"]


def contradiction(statement: str, sources: Sequence[str], around: Sequence[str] = ()) -> str | None:
    """Why ``statement`` says the opposite of ``sources``; None where nothing shows that it does.

    ``sources`` are the cited sentences, the nearest to the statement first, and ``around`` are
    their passages, which may imply what it denies.
    """
    one, nearest = read(statement), read(sources[0])
    whole = read("\n".join(sources))
    implied = not one.cues or implies_denial(statement, sources, around)
    if any(f"{m[1]}est" in whole.folded for m in _UNSURPASSED.finditer(one.folded)):
        return None  # "no mammal made a longer journey" is "the longest"
    if any(_UNEQUALLED.search(a) and _MOST_OF_ALL.search(b)
           for a, b in ((one.folded, whole.folded), (whole.folded, one.folded))):  # fmt: skip
        return None
    outside = is_outside(one.folded, nearest.folded)  # open on Tuesdays, closed on Mondays
    apart = bool(nearest.cues) and (
        is_said_apart(one, nearest) or is_unless(one, nearest) or outside
    )
    denied = "the source denies “{}”, the answer does not"
    denies = "the answer denies “{}”, the source does not"
    return (
        (None if apart else _dropped(one, nearest, denied))
        or (None if implied else _dropped(nearest, one, denies, far=True))
        or next(
            (
                r
                for s in map(read, sources[1:])
                if not implied and _says_half(s, one) and (r := _dropped(s, one, denies))
            ),
            None,
        )
        or next((r for s in sources[1:] if (r := _dropped(one, read(s), denied, whole))), None)
        or (
            None
            if outside
            else _turned(
                one,
                nearest,
                converse=not in_the_same_hands(statement, "\n".join(sources)),
                implied=implied,
            )
        )
        or (None if implied else _denies_alone(one, whole))
        or (None if apart else _asserts_alone(one, nearest))
    )


def _says_half(one: Statement, other: Statement) -> bool:
    return 2 * len(one.content() & other.content()) >= len(other.content())


def _dropped(
    one: Statement,
    other: Statement,
    reason: str,
    whole: Statement | None = None,
    *,
    far: bool = False,
) -> str | None:
    """A word that ``other`` denies and ``one`` asserts, unless ``whole`` asserts it somewhere.

    ``far``: any word in the clause of the one's negation may be what the other denies.
    """
    for cue in sorted(other.cues):
        targets = other.targets(cue)
        present = [t for t in targets if other.tokens[t] in one.words]
        if not present or (present[0] != targets[0] and not _chinese(other.tokens[targets[0]])):
            continue
        if _chinese(other.tokens[targets[0]]) and not _same_pair(one, other, targets):
            continue
        token = other.tokens[present[0]]
        places = [i for i, t in enumerate(one.tokens) if t == token]
        if whole and not all(whole.denied(i) % 2 for i, t in enumerate(whole.tokens) if t == token):
            continue
        wanted = other.denied(present[0]) % 2
        if (
            wanted
            and all(one.denied(i) % 2 != wanted for i in places)
            and not _denies_near(one, other, _until_the_next(other, cue) if far else targets)
            and not (far and _says_the_opposite(one, token))
        ):
            return reason.format(other.said[present[0]])
    return None


def _until_the_next(statement: Statement, cue: int) -> list[int]:
    """The scope of a negation, up to a second one: "cannot be seen | without a ticket"."""
    end = min((c for c in statement.cues if c > cue), default=len(statement.tokens))
    return [t for t in statement.scope(cue) if t < end]


def _says_the_opposite(one: Statement, token: str) -> bool:
    """True where the one has the opposite of what the other denies: "older" is "not new"."""
    against = {form for word in opposites(token) for form in (word, f"{word}er")}
    return bool(against & one.words)


def _denies_near(one: Statement, other: Statement, targets: list[int]) -> bool:
    """The same negation may stand elsewhere: "no aid entered", "aid did not enter"."""
    wanted = {other.tokens[t] for t in targets}
    places = [i for i, token in enumerate(one.tokens) if token in wanted]
    return any(
        wanted & {one.tokens[t] for t in one.targets(cue)}
        or one.tokens[cue] in OF_ALL
        or (
            one.tokens[cue] not in _FORWARD
            and any(i < cue and not _parted(one, i, cue) for i in places)
        )
        for cue in one.cues
    )


def _parted(one: Statement, start: int, end: int) -> bool:
    """True where a sign, or "and" with a helping verb behind it, stands between two places."""
    between = range(start, end)
    return any(one.tokens[i] in BREAKS or (one.tokens[i] == "and" and one.ends_clause(i))
               for i in between)  # fmt: skip


def _same_pair(one: Statement, other: Statement, targets: list[int]) -> bool:
    return "".join(other.tokens[t] for t in targets[:2]) in one.folded


def _turned(one: Statement, other: Statement, *, converse: bool, implied: bool) -> str | None:
    """An antonym where the source has its opposite, and no negation that makes up for it.

    ``implied``: what it denies is right, as in "not the shallow end" of "only the deep end".
    ``converse``: "bought" for "sold" is right, as the parties have changed places too.
    """
    content = one.words - _SMALL - BREAKS
    shared = sum(t in other.words for t in content)
    if not content or shared < _ENOUGH_SHARED * (len(content) - 1):
        return None
    found: list[tuple[str, str]] = []
    made_up = False
    more_here = Counter(one.tokens) - Counter(other.tokens)
    more_there = Counter(other.tokens) - Counter(one.tokens)
    for word in sorted(more_here):
        for opposite in sorted(_opposites(word, other) & more_there.keys()):
            if word not in other.words and _same_side(opposite, other):
                continue
            if converse and is_converse(word, opposite):
                continue
            here, there = one.tokens.index(word), other.tokens.index(opposite)
            if implied and any(here in one.scope(cue) for cue in one.cues):
                continue
            denials = 0 if word in ENGLISH else one.denied(here) + other.denied(there)
            if denials % 2 == 0:
                found.append((other.said[there], one.said[here]))
            else:
                made_up = True
    # "All deny it" is "none has admitted it".
    cancelled = made_up and len(found) == 1 and not _OF_EACH.isdisjoint(found[0])
    if found and not cancelled:
        return f"the source says “{found[0][0]}”, the answer says “{found[0][1]}”"
    for word in _CHINESE_PAIRED:
        if word in one.folded and word not in other.folded:
            for opposite in OPPOSITES[word]:
                if opposite in other.folded and opposite not in one.folded:
                    return f"the source says “{opposite}”, the answer says “{word}”"
    return None


def _denies_alone(one: Statement, other: Statement) -> str | None:
    """Nearly the same words, a negation, and in the source no word that could stand for it."""
    mine, theirs = one.content(), other.content()
    denies = any(one.targets(cue) for cue in one.cues)
    if not denies or other.cues or len(mine & theirs) < _NEARLY_ALL * len(mine):
        return None
    against = [o for cue in one.cues for t in one.targets(cue) for o in opposites(one.tokens[t])]
    if any(NEGATIVE.search(word) for word in other.words) or any(
        form in other.words for word in against for form in (word, f"{word}er")
    ):
        return None
    return "the answer has a negation that the source does not have"


def _asserts_alone(one: Statement, other: Statement) -> str | None:
    """A short denial told in its own words but for the verb, and with nothing that denies."""
    mine, theirs = one.content(), other.content()
    shared = len(mine & theirs)
    denials = [cue for cue in other.cues if other.tokens[cue] != "nor"]
    spoken_of = any(other.tokens[i] in mine for cue in denials for i in other.scope(cue))
    enough = (_MOST if spoken_of else _NEARLY_ALL) * max(len(mine), len(theirs))
    if one.cues or not denials or shared < enough:
        return None
    denied = {other.tokens[t] for cue in denials for t in other.targets(cue)[:1]}
    if mine <= theirs or denied & mine or any(NEGATIVE.search(word) for word in one.words):
        return None
    return "the source has a negation that the answer does not have"


def _opposites(word: str, other: Statement) -> frozenset[str]:
    """Listed antonyms, and the word with or without a negative prefix."""
    found = OPPOSITES.get(word, frozenset())
    if len(word) < 4 or not word.isascii():
        return found
    bare = {
        word[len(p) :] for p in _NEGATIVE_PREFIXES if word.startswith(p) and len(word) > len(p) + 3
    }
    return found | bare | {p + word for p in _NEGATIVE_PREFIXES}


def _same_side(opposite: str, other: Statement) -> bool:
    """True where the source also has a word on the answer's side: it rose and then fell."""
    return bool(OPPOSITES.get(opposite, frozenset()) & other.words)


def _chinese(token: str) -> bool:
    return "\u4e00" <= token[0] <= "\u9fff"

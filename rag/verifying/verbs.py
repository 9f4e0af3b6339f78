"""English verbs as far as a sentence without a parser shows them: lemma, voice, converses. Pure."""

from functools import lru_cache
from itertools import product

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import stem

_IRREGULAR_FORMS = """
    arise arose arisen|beat beaten|become became|begin began begun|bend bent|bind bound|bite bit
    bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn
    burnt|buy bought|catch caught|choose chose chosen|come came|creep crept|deal dealt|dig dug|draw
    drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel
    felt|fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot
    forgotten|forgive forgave forgiven|freeze froze frozen|get got gotten|give gave given|go went
    gone|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep kept|know knew
    known|lay laid|lead led|leave left|lend lent|lose lost|make made|mean meant|meet met|overcome
    overcame|overtake overtook overtaken|pay paid|ride rode ridden|ring rang rung|rise rose risen
    |run ran|say said|see saw seen|seek sought|sell sold|send sent|shake shook shaken|shoot shot
    |show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke
    spoken|spend spent|stand stood|steal stole stolen|stick stuck|strike struck|swear swore
    sworn|swim swam swum|take took taken|teach taught|tell told|think thought|throw threw
    thrown|understand understood|undertake undertook undertaken|wear wore worn|win won
    |withhold withheld|withdraw withdrew withdrawn|write wrote written
"""
_BASE = {
    form: forms.split()[0]
    for forms in _IRREGULAR_FORMS.replace("\n", " ").split("|")
    for form in forms.split()
}
# Of these the plain form is no noun: it counts as a verb wherever it stands.
_ALWAYS_WORDS = "beat left met led sold"
_ALWAYS = frozenset(_ALWAYS_WORDS.split()) | {f for f, base in _BASE.items() if f != base}
_NOT_VERBS_WORDS = "hundred indeed red bed need seed speed united limited biased naked sacred"
_NOT_VERBS = frozenset(_NOT_VERBS_WORDS.split())

# Participles that look like the plain form: "is run by".
_BARE_WORDS = "run put cut set hit shut spread split hurt read overcome shed cast beset"
_BARE = frozenset(_BARE_WORDS.split())

_BE_WORDS = "is are was were be been being am isn't aren't wasn't weren't"
BE = frozenset(_BE_WORDS.split())
_HELPERS_WORDS = """
    has have had will would can could may might must shall should do does did didn't doesn't don't
    hasn't haven't hadn't won't wouldn't cannot can't couldn't to
"""
AUXILIARY = BE | frozenset(_HELPERS_WORDS.split())
_ADVERBS_WORDS = """
    not never also later first then already both once even only all again still now just soon
    often almost yet
"""
ADVERBS = frozenset(_ADVERBS_WORDS.split())
_DETERMINERS_WORDS = "the a an its his her their this that these those some any no"
DETERMINERS = frozenset(_DETERMINERS_WORDS.split())

# Each of the first is the opposite of each of the second.
_UP = "rise grow increase climb jump surge soar"
_DOWN = "fall drop decline decrease slip sink shrink plunge slump slide dip"
UP_AND_DOWN = tuple(product(_UP.split(), _DOWN.split()))

# The same event from the other side: what the one takes, the other gives.
_CONVERSE = {
    stem(taking): frozenset(map(stem, giving.split()))
    for taking, giving in (
        ("buy", "sell"), ("purchase", "sell"), ("acquire", "sell"), ("borrow", "lend"),
        ("receive", "give hand send deliver present award grant donate pass"),
        ("get", "give hand send"), ("obtain", "give"), ("inherit", "leave"),
    )
}  # fmt: skip

# Each does to the other what the other does: who is named first says nothing.
_MUTUAL_WORDS = "meet marry wed border adjoin neighbour neighbor resemble rival"
_MUTUAL = frozenset(map(stem, _MUTUAL_WORDS.split()))


@lru_cache(maxsize=1 << 14)
def lemma(word: str) -> str:
    """A folded word's stem, irregular forms brought to their base: taken, took, take."""
    return stem(_BASE.get(word, word))


def is_past(word: str) -> bool:
    """True where a folded word looks like a past form or a participle."""
    if word in _ALWAYS:
        return True
    return len(word) > 3 and word.endswith("ed") and word not in _NOT_VERBS


def is_participle(word: str) -> bool:
    """True where a folded word may follow a form of "be" as its verb."""
    return word in _BARE or is_past(word)


def may_be_base(word: str) -> bool:
    """True where a folded word may be a verb after "will" or "to"."""
    return word.isalpha() and len(word) > 2 and word not in ENGLISH


def takes_what_is_given(taking: str, giving: str) -> bool:
    """True for the lemmas of "buy" and "sell", in this order."""
    return giving in _CONVERSE.get(taking, frozenset())


def converses(verb: str) -> frozenset[str]:
    """The lemmas that tell the event of a lemma from the other side."""
    return _CONVERSE.get(verb, frozenset()) | {t for t, gives in _CONVERSE.items() if verb in gives}


def is_mutual(verb: str) -> bool:
    """True for the lemma of "meet": whoever meets is met."""
    return verb in _MUTUAL


def is_converse(one: str, other: str) -> bool:
    """True for the lemmas of "buy" and "sell", in either order."""
    return takes_what_is_given(one, other) or takes_what_is_given(other, one)

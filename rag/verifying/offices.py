"""Who is said to be what: the mayor, Hugo Stein; Ruta Calloway, the auditor. Pure.

An office goes with the name beside it. Where the answer gives it to somebody whom the source
knows without it, and the source gives it to another, the answer has mistaken the one for the
other.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from rag.reading.sentences import split_sentences
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.names import Name, names
from rag.verifying.roles import same_person

_OFFICES_WORDS = """
    minister president director chief head chair chairman chairwoman mayor ambassador envoy captain
    secretary commissioner governor king queen prince princess bishop pope judge colonel general
    spokesman spokeswoman principal guardian matron midwife critic attache chef
"""
_OFFICES = frozenset(_OFFICES_WORDS.split())
_OFFICE = rf"(?:{'|'.join(sorted(_OFFICES))}|[a-z-]{{3,}}(?:er|or|ist|ian))"
_NOT_OFFICES_WORDS = """
    after former later latter other another under over never number former either neither whether
    however water river order winter summer member letter paper matter first best per
    quarter power sector factor partner offer minor major center harbor harbour door floor tower
    computer cancer corner border layer daughter sister brother mother father weather labor color
    character chapter transfer error mirror motor reactor tractor monitor corridor
    lower upper inner outer higher larger smaller cheaper faster slower earlier longer shorter newer
    older younger bigger greater better wider deeper stronger weaker closer further easier
    asian russian italian iranian egyptian palestinian indian brazilian canadian australian
    ukrainian norwegian hungarian belgian austrian persian christian civilian exist list
"""
_NOT_OFFICES = frozenset(_NOT_OFFICES_WORDS.split())
_ADJUNCT = r"(?: (?:of|for|at|in|from) [^,.;]{1,40}(?<! the)(?<! an)(?<! a))?"
# "the agriculture minister, Josiah Membe", "captain Rowan Pickersgill"
_BEFORE = re.compile(rf"(?<![\w-])(?P<office>{_OFFICE}){_ADJUNCT},? $")
# "Ruta Calloway, the auditor", "Hugo Stein is the mayor", "Saskia Penhallow, managing director"
_AFTER = re.compile(
    rf"(?:,| (?:is|was|becomes?|became|remains?)) (?:(?:the|an?|its|their|who (?:is|was))\s)?"
    rf"(?:the |an? )?(?:(?!and |or |by )[\w’'-]+\s){{0,3}}?(?P<office>{_OFFICE})(?![\w-])"
)
# That another is one, too, says nothing of a judge whom the source calls one.
_SEVERAL_WORDS = """
    judge professor councillor councilor senator lawyer solicitor barrister engineer doctor surgeon
    nurse teacher midwife critic painter composer singer player defender midfielder goalkeeper
    striker researcher officer volunteer resident farmer shopkeeper fisher
"""
_SEVERAL_HOLD = frozenset(_SEVERAL_WORDS.split())
_LOWER = frozenset({"deputy", "vice", "assistant", "acting"})  # these are other offices
_WHICH = re.compile(r"([a-z-]+) $")


def wrong_offices(claim: str, source: str) -> Iterator[tuple[str, str]]:
    """``(name, why)`` for each name that has another's office in the claim."""
    told = _offices(source)
    for name, office, kind in _offices(claim):
        others = [
            (n, k)
            for n, o, k in told
            if o == office and _may_be_one(kind, k) and not same_person(n, name)
        ]
        own = [k for n, o, k in told if o == office and same_person(n, name)]
        one_of_several = own and office in _SEVERAL_HOLD
        if others and not one_of_several and _known_without(name, office, source):
            yield name.text, f"the source says that {others[0][0].text} is {office}"
        # There may be two ministers, but of finance only one.
        of_kind = [n for n, k in others if kind and k == kind]
        if of_kind and own and all(k and k != kind for k in own):
            yield name.text, f"the source says that {of_kind[0].text} is {kind} {office}"


def _may_be_one(kind: str, other: str) -> bool:
    """A prime minister is none of health, and a minister is no deputy."""
    return kind == other or not ((kind and other) or other in _LOWER)


def _known_without(name: Name, office: str, source: str) -> bool:
    """True where the source speaks of the person, and of the office there only for others."""
    sentences = [source[s.start_char : s.end_char] for s in split_sentences(source)]
    with_them = [s for s in sentences if any(same_person(name, n) for n in names(s))]
    return bool(with_them) and all(
        len(re.findall(rf"\b{office}", fold(s))) <= sum(o == office for _, o, _ in _offices(s))
        for s in with_them
    )


@lru_cache(maxsize=1024)
def _offices(text: str) -> tuple[tuple[Name, str, str], ...]:
    """Each name with an office, and the word that says which: "finance" minister."""
    found = []
    for span in split_sentences(text):
        sentence = text[span.start_char : span.end_char]
        lowered = sentence.lower()
        for name in names(sentence):
            if len(name.words) > 1 and name.words[0] in _OFFICES:
                found.append((replace(name, words=name.words[1:]), name.words[0], ""))
            end = name.start + len(name.text)
            for match in (_BEFORE.search(lowered[: name.start]), _AFTER.match(lowered, end)):
                if match and match["office"] not in _NOT_OFFICES:
                    which = _WHICH.search(lowered[: match.start("office")])
                    kind = which[1] if which and which[1] not in ENGLISH else ""
                    found.append((name, match["office"], kind))
    return tuple(found)

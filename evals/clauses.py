"""Just enough English grammar to turn a plain statement into a question. Pure.

Sentences that do not fit the few shapes known here are left alone: a draft that reads badly
costs a person more than one that is missing.
"""

import re
from collections.abc import Set
from dataclasses import dataclass

_AUXILIARIES = {
    "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "should",
    "must", "may", "might",
}  # fmt: skip
_IRREGULAR = {
    "became": "become", "began": "begin", "bought": "buy", "brought": "bring", "built": "build",
    "came": "come", "chose": "choose", "cost": "cost", "cut": "cut", "did": "do", "drew": "draw",
    "fell": "fall", "fought": "fight", "found": "find", "flew": "fly", "gave": "give", "got": "get",
    "grew": "grow", "held": "hold", "kept": "keep", "knew": "know", "led": "lead", "left": "leave",
    "lent": "lend", "lost": "lose", "made": "make", "met": "meet", "paid": "pay", "ran": "run",
    "rose": "rise", "said": "say", "saw": "see", "sent": "send", "set": "set", "shot": "shoot",
    "sold": "sell", "spent": "spend", "spoke": "speak", "stood": "stand", "swam": "swim",
    "taught": "teach", "threw": "throw", "told": "tell", "took": "take", "went": "go", "won": "win",
    "wrote": "write", "withdrew": "withdraw", "sank": "sink", "sought": "seek", "struck": "strike",
}  # fmt: skip
_REGULAR = """
abandon accept achieve acquire adopt add admit advise agree allow announce appear appoint
approve argue arrive attack attend award ban base block call cancel capture carry cause change
claim close collect combine compose conclude condemn conduct connect consider consist contain
continue contribute control convert cover create cross decide declare decline defeat define deliver
demand deny depart describe design destroy develop die direct discover dissolve divide earn elect
employ enable end enter establish estimate examine exceed expand expel explain export extend face
fail feature finance finish flow follow force form found fund gain generate govern handle help host
include increase inherit install intend introduce invade invent invest invite issue join kill land
last launch lie limit link list live locate lower maintain manage marry measure mention merge move
name occupy occur open operate oppose order organize own participate pass perform plan play praise
present produce promise promote propose prove provide publish purchase push raise reach receive
recognize record reduce refer refuse reject release remain remove replace report represent require
rescue resign resist restore result retain retire return reveal rule save score separate serve
settle share show sign start state stay stop suffer suggest supply support surrender survive target
transfer travel treat try turn unite use visit vote want warn wear weigh work
accompany account address affect aim amount announce assemble assist assume award back begin belong
blame border break bring broadcast campaign celebrate challenge charge collapse command compete
complete concern confirm conquer consent constitute construct consult count criticize date decrease
defend delay depend deploy derive detect devote differ discuss display distribute double draft drop
educate emerge emigrate encourage enforce engage enjoy ensure enrol escape evolve exempt exist
experience explore export express finalize flee fly focus forbid forge formulate fulfil function
grant greet guarantee halt head hire honour house identify ignore implement import impose improve
incorporate indicate influence inspire invoke involve isolate last legalize license locate lose
march migrate mobilize modernize monitor negotiate note notify object observe obtain offer
originate oversee permit persecute persuade pioneer post postpone predict prefer prepare prevail
prevent proclaim prohibit protect protest pursue qualify quadruple question raid range rank ratify
rebuild recall recover recruit redesign reform register reign relate rely remodel render renew
repeal request research reserve respond restrict resume retreat revise revoke reward seize select
sentence settle shape shift ship specialize split sponsor stabilize stage strengthen stress
structure study subsidize succeed sue supervise surpass suspend sustain tend test tour track trade
train translate trigger triple undergo undertake urge veto view violate warrant welcome witness
yield
""".split()  # noqa: SIM905  # a list of words reads best as words
# With an s these are more often nouns: "the states joined".
_NOUNS = """
attack ban call cause change claim control cover cross demand design end estimate face
feature finance flow force form fund help host increase issue land launch limit link list measure
move name order plan play present promise purchase record release report result return rule score
separate share show sign start state stop supply support target transfer travel turn use visit vote
want work lead cut set cost fight draw run
account address aim award border campaign challenge charge command concern count date display draft
drop escape export experience function head house import influence march note object offer permit
post protest question raid range rank reform request research reserve reward sentence shape shift
ship split sponsor stage stress structure study test tour track trade train view witness yield back
""".split()  # noqa: SIM905
_BASES = {*_IRREGULAR.values(), *_REGULAR} - {"do", *_NOUNS}
_BEFORE_NOUNS = {"to", "the", "a", "an", "of", "and"}
_DOUBLED = {"admit", "ban", "control", "expel", "plan", "refer", "stop", "transfer"}
_PREPOSITIONS = {
    "in", "on", "at", "of", "for", "by", "to", "from", "with", "as", "and", "or", "but", "that",
    "which", "who", "during", "between", "among", "into", "over", "under", "after", "before",
    "because", "while", "when", "than", "per", "through", "across", "within", "since", "until",
    "each", "every", "were", "was", "are", "is", "had", "have", "has", "about", "against", "more",
    "would", "will", "can", "could", "without", "along", "around", "including", "throughout",
    "upon", "a", "the", "where", "if", "so", "not", "also", "only", "out", "up", "down",
}  # fmt: skip
_PERFECT = re.compile(
    r"(?:(?:not|also|never|since|long|already|always|now) )?(?:\w+ed|been|become|begun|given|taken|"
    r"made|held|kept|led|grown|seen|shown|had|gone|come|won|built|sold|told|set|found|known|"
    r"spoken|written|risen|fallen|left|lost|met|paid|put|said|sent)\b"
)
_BAD_SUBJECT = re.compile(
    r"^(?:\w+ing|he|she|it|they|this|that|these|those|there|its|his|her|their|we|i|you|one|another|some|"
    r"such|both|others?|most|many|few|several|however|also|then|here|what|which|who|while|when|"
    r"although|though|because|since|as|if|after|before|during|by|at|on|for|with|from|to|under|"
    r"despite|according|in|following|today|later|thus|yet|but|and|or|so|not|no|nor|each|"
    r"the (?:former|latter|same|first|second|other|following|above)|among|like|unlike)\b",
    re.IGNORECASE,
)


def _forms() -> dict[str, tuple[str, str]]:
    """Finite verb → (auxiliary for a question, base form)."""
    forms: dict[str, tuple[str, str]] = {past: ("did", base) for past, base in _IRREGULAR.items()}
    for base in _REGULAR:
        stem = base[:-1] if base.endswith("e") else base
        past = f"{stem}ed"
        if re.search(r"[^aeiou]y$", base):
            past = f"{base[:-1]}ied"
        elif base in _DOUBLED:
            past = f"{base}{base[-1]}ed"
        forms.setdefault(past, ("did", base))
    for base in sorted(_BASES):
        third = base + ("es" if re.search(r"(?:s|sh|ch|x|o)$", base) else "s")
        third = re.sub(r"([^aeiou])ys$", r"\1ies", third)
        forms.setdefault(third, ("does", base))
    return forms


_FINITE = _forms()


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement in three parts; ``base`` is the verb as it stands after ``auxiliary``.

    "The line | has | 23 stops": auxiliary "does", base "have". "It | was | built": "was", "".
    """

    subject: str
    verb: str
    rest: str
    auxiliary: str
    base: str

    def asked(self, word: str, rest: str) -> str:
        """A question: the word, auxiliary, subject and verb, and what is left of the rest."""
        parts = (word, self.auxiliary, self.subject, self.base, rest)
        return tidy(" ".join(p for p in parts if p)) + "?"

    def asked_for_subject(self, word: str) -> str:
        """A question with a word such as "Who" in the place of the subject."""
        return tidy(f"{word} {self.verb} {self.rest}") + "?"


def clause(sentence: str, common: Set[str] = frozenset()) -> Clause | None:
    """The parts of a plain main clause; None for any other sentence.

    ``common`` are words that are written small elsewhere: they are no names here either.
    """
    words = sentence.rstrip(".").split()
    of_a_name = re.match(r"\S+ (?:(?:and|&) )?[A-Z]", sentence)
    name = of_a_name and words[0] not in {"The", "A", "An"}
    if words and words[0].casefold() in common and not name:
        words[0] = words[0].casefold()
    for place, word in enumerate(words[1:12], 1):
        subject = " ".join(words[:place])
        if "," in subject or word.casefold() in {"that", "which", "who", "whose", "where", "when"}:
            return None
        rest = " ".join(words[place + 1 :])
        if word in _AUXILIARIES:
            if _BAD_SUBJECT.match(subject) or not rest:
                return None
            if word in {"has", "have", "had"} and not _PERFECT.match(rest):
                auxiliary = {"has": "does", "have": "do", "had": "did"}[word]
                return Clause(subject, word, rest, auxiliary, "have")
            return Clause(subject, word, rest, word, "")
        plural = word in _BASES and words[place - 1].endswith("s")
        if (word in _FINITE or plural) and words[place - 1] not in {
            "to",
            "the",
            "a",
            "an",
            "of",
            "and",
        }:
            if _BAD_SUBJECT.match(subject) or not rest:
                return None
            if rest.startswith("by "):
                return None  # "the region ruled by kings": no verb of the sentence
            auxiliary, base = _FINITE.get(word, ("do", word))
            return Clause(subject, word, rest, auxiliary, base)
    return None


def is_finite(verb: str) -> bool:
    """Whether a word is a verb that can follow a subject."""
    return verb in _AUXILIARIES or verb in _FINITE


def noun_phrase(text: str) -> str:
    """The words at the start of ``text`` that a number counts: up to four, none of a new phrase."""
    found: list[str] = []
    for word in text.split()[:5]:
        bare = word.strip(",.;:()")
        if bare.casefold() in _PREPOSITIONS or bare in _FINITE or not bare.isascii():
            break
        if not re.match(r"^[A-Za-z][\w’'-]*$", bare):
            break
        found.append(bare)
        if word != bare:
            break
    return " ".join(found) if 0 < len(found) <= 4 else ""


def tidy(text: str) -> str:
    """Without parentheses, double spaces, and what dangles at the end."""
    text = re.sub(r"\s*\([^)]*\)", "", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;:.")
    text = re.sub(r"\s+([,;:.?])", r"\1", text)
    return re.sub(r"(?:\s+(?:and|or|in|on|of|the|a|an|by|at|to|for|from|with|as))+$", "", text)

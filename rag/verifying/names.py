"""Names of people, places and organisations, as far as their spelling shows them. Pure.

In English a name is a run of capitalised words; acronyms, demonyms and a few everyday aliases
count as the same name. Hebrew and Chinese have no capitals: there only names in Latin
letters, transliterations with a dot and words with a telling ending or title are seen.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.lexicon import ALIASES, CAPITALS, CONNECTORS, DEMONYM, OPENERS, TITLES

_WORD = re.compile(
    r"[^\W_\u4e00-\u9fff\u05d0-\u05ea]+(?:[-'’.&][^\W_\u4e00-\u9fff\u05d0-\u05ea]+)*"
)
_ORDINARY_ENDING = re.compile(
    r"(?:ly|ing|ed|tion|sion|ment|ness|ity|ance|ence|ism|ists?|ers?|ors?|ies|als?|ous|ful|less|able"
    r"|ible|ive|[^aiuos]s|ship|hood|age|ure|ents?|ants?|(?:in|nd|nt|it|ut|im|or|ss)ary)$"
)
_OF = re.compile(r"\s(?:of|for|and|on)\s")  # "Viewers of Tivio"
_LETTER_AND_WORD = re.compile(r"[A-Z]-[a-z]+")  # X-ray, T-shirt
_CHINESE_NAME = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+|《[^》]{1,30}》"
    r"|[\u4e00-\u9fff]{2,6}?(?:大学|公司|集团|银行|医院|委员会|联合会|基金会|协会|研究所|总统|总理|部长|主席|先生|女士)"
)
_ENDING = re.compile(r"(?:'s|'|\.)$")
_JOINT = re.compile("[-.&]")
_CHINESE_FUNCTION = re.compile("[被把的了在是和与向对从该这那说由为没不未]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as said: its words without connectors, folded.

    ``certain`` unless it only opens a sentence and might be an ordinary word.
    """

    text: str
    words: tuple[str, ...]
    certain: bool = True
    start: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """The words of a text that a name may be found among.

    ``capitalised`` are those with a capital letter, unless ordinary ones that open a sentence;
    ``initials`` are the first letters of every run of capitalised words.
    """

    words: frozenset[str]
    capitalised: frozenset[str]
    initials: frozenset[str]
    folded: str


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[Name, ...]:
    """The names said in ``text``, in order."""
    found: list[Name] = []
    for run in _runs(text):
        words = [m for m in run if fold(m.group()) not in CONNECTORS]
        while words and (_dull(words[0].group()) or _opener_of_name(text, words)):
            words = words[1:]
        if not words or all(_dull(m.group()) for m in words):
            continue
        bare = tuple(_bare(m.group()) for m in words)
        alone = len(words) == 1 and _opens_sentence(text, words[0].start())
        certain = not alone or _shaped_as_name(words[0].group())
        if certain or not _ordinary(bare[0]):
            said = text[words[0].start() : words[-1].end()]
            found.append(Name(said, bare, certain, words[0].start()))
    for match in _CHINESE_NAME.finditer(text):
        said = _CHINESE_FUNCTION.split(match.group())[-1]
        if len(said) > 3 or "·" in said:
            found.append(Name(said, (said.strip("《》"),), True, match.start()))
    return tuple(found)


@lru_cache(maxsize=4096)
def known(text: str) -> Known:
    """What ``text`` offers as evidence for names."""
    runs = _runs(text)
    initials = set()
    for run in runs:
        caps = [m.group()[0].lower() for m in run if m.group()[0].isupper()]
        initials |= {
            "".join(caps[i:j]) for i in range(len(caps)) for j in range(i + 2, len(caps) + 1)
        }
    words = {_bare(w) for m in _WORD.finditer(text) for w in {m.group(), *_JOINT.split(m.group())}}
    capitalised = {
        _bare(m.group())
        for run in runs
        for m in run
        if not _opens_sentence(text, m.start()) or not _ordinary(_bare(m.group()))
    }
    return Known(frozenset(words), frozenset(capitalised), frozenset(initials), fold(text))


def missing(name: Name, evidence: Known) -> tuple[str, ...]:
    """The words of ``name`` that ``evidence`` does not have under any form or alias."""
    joined = " ".join(name.words)
    if any("\u4e00" <= c <= "\u9fff" for c in joined):
        return () if joined in evidence.folded else name.words
    if len(name.words) == 1 and name.words[0].replace(".", "") in evidence.initials:
        return ()
    if "".join(word[0] for word in name.words) in evidence.words and len(name.words) > 1:
        return ()
    for group in ALIASES:
        if joined in group and (
            group & evidence.words or any(" " in a and a in evidence.folded for a in group)
        ):
            return ()
    return tuple(word for word in name.words if not _has(word, evidence))


def same_name(one: str, other: str) -> bool:
    """True where two folded words are forms of one name: Israel, Israelis, Israel's."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    common = 0
    while common < len(short) and short[common] == long[common]:
        common += 1
    if common < 4 or common < len(short) - 1:
        return False
    return long[common:] in DEMONYM and short[common:] in {"", "a", "e", "o", "n", "y", "s", "i"}


def _has(word: str, evidence: Known) -> bool:
    if word in evidence.words or word.replace(".", "") in evidence.words:
        return True
    if any(word in group and group & evidence.words for group in ALIASES):
        return True
    parts = [p for p in _JOINT.split(word) if len(p) > 1]  # U.K. has none
    if parts and parts != [word] and all(_has(part, evidence) for part in parts):
        return True
    if any(is_country_of(word, capital) for capital in CAPITALS.keys() & evidence.words):
        return True
    return any(same_name(word, other) for other in evidence.words if other[0] == word[0])


def is_country_of(word: str, capital: str) -> bool:
    """True where a folded word names the country, or its people, of a capital: Indian, Delhi."""
    return any(
        same_name(word, country) or any({word, country} <= group for group in ALIASES)
        for country in CAPITALS.get(capital, ())
    )


def _runs(text: str) -> list[list[re.Match[str]]]:
    """Capitalised words that stand together, connectors inside a run kept."""
    runs: list[list[re.Match[str]]] = []
    run: list[re.Match[str]] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        touching = text[end : match.start()].strip(" \u00a0") in {"", "&"}
        if run and not touching:
            runs.append(run)
            run = []
        if _capital(word) or (run and word in CONNECTORS):
            run.append(match)
        elif run:
            runs.append(run)
            run = []
        end = match.end()
    runs += [run] if run else []
    return [_stripped(r) for r in runs]


def _stripped(run: list[re.Match[str]]) -> list[re.Match[str]]:
    while run and not _capital(run[-1].group()):
        run = run[:-1]
    return run


def _capital(word: str) -> bool:
    return word[0].isupper() or (any(c.isupper() for c in word) and any(c.isdigit() for c in word))


def _opens_sentence(text: str, start: int) -> bool:
    while start and text[start - 1] in " \t\"'“‘«([*_-–—":
        start -= 1
    return not start or text[start - 1] in ".!?:;\n|•。！？："


@lru_cache(maxsize=1 << 15)
def _bare(word: str) -> str:
    """A word folded, without a genitive, the plural of an acronym (EVs) as the acronym."""
    if len(word) > 2 and word[-1] == "s" and word[:-1].isalpha() and word[:-1].isupper():
        return fold(word[:-1])
    return _ENDING.sub("", fold(word))


def _opener_of_name(text: str, words: list[re.Match[str]]) -> bool:
    """An ordinary word that is capitalised only because a sentence begins: "Former Premier X"."""
    first = words[0]
    word = fold(first.group())
    many = word.endswith("s") and _ordinary(word) and _OF.match(text, first.end())
    ordinary = word in OPENERS or many
    return len(words) > 1 and bool(ordinary) and _opens_sentence(text, first.start())


def _dull(word: str) -> bool:
    bare = _bare(word)
    if bare in TITLES or (bare.endswith("days") and bare[:-1] in TITLES):
        return True
    if not any(c.isalpha() for c in word) or _LETTER_AND_WORD.fullmatch(word):
        return True
    return bare in ENGLISH and not (word.isupper() and len(word) > 1)


def _ordinary(word: str) -> bool:
    return word in OPENERS or word in ENGLISH or bool(_ORDINARY_ENDING.search(word))


def _shaped_as_name(word: str) -> bool:
    return sum(c.isupper() for c in word) > 1 or any(c.isdigit() for c in word)

"""Other words for what a question asks: typos put right, acronyms spelled out or shortened. Pure.

Only words of the library are ever offered, so an expansion can find something or nothing,
never something that is not there.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import OSA

from rag.reading.decades import decade_terms
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold, index_terms, stemmed_in

# How sure we are that such a term is meant, against one that the asker wrote.
CORRECTED = 0.8
SPELLED_OUT = 0.6

# Initials that no document explains.
CHIEFS = {
    "ceo": "chief executive", "cfo": "chief financial", "coo": "chief operating",
    "cto": "chief technology", "cio": "chief information",
}  # fmt: skip
_SHORTEST_TYPO = 4
LONG_ELSEWHERE = 7  # letters of a word in a language of which no words are known
_TWO_SLIPS_FROM = 9
_ENDING = 4  # letters that stemming may have taken off
_WORD = re.compile(r"[^\W\d_]+")
_IN_BRACKETS = re.compile(r"[(（]([A-Z][A-Za-z&.-]{1,7})[)）]")
_NAME_CHARS = 100  # before the bracket


def corrections(
    question: str,
    unknown: Sequence[str],
    vocabulary: Callable[[str], Iterable[tuple[str, int]]],
    is_word: Callable[[str], bool],
    language: str | None = None,
) -> dict[str, str]:
    """The terms of ``question`` in ``unknown`` that look like typos, with what was meant.

    ``vocabulary(prefix)`` gives the library's terms with their frequencies. A word's first
    letter is taken to be right. ``is_word`` says of a folded word that it is right as it stands,
    only not in the library: "sell" is no slip of "will". It knows English: of a question in
    another ``language`` only long words are put right, and by one letter.
    """
    found = {}
    for word in _WORD.findall(question):
        written = fold(word)
        terms = index_terms(word, language)
        if len(terms) != 1 or terms[0] not in unknown or not _may_be_misspelled(written):
            continue
        if len(written) < LONG_ELSEWHERE if stemmed_in(language) else is_word(written):
            continue
        # The stem of a misspelled word may be cut elsewhere than that of the right one.
        most = 1 if stemmed_in(language) else 2
        meant = corrected({terms[0], written}, vocabulary(written[0]), most)
        if meant is not None:
            found[terms[0]] = meant
    return found


def corrected(
    forms: Collection[str], vocabulary: Iterable[tuple[str, int]], most: int = 2
) -> str | None:
    """The word of ``vocabulary`` (with its frequency) that one of ``forms`` is a slip of, if any.

    One slip in a short word, ``most`` in a long one; a slip is a letter wrong, missing, added, or
    swapped with its neighbour (optimal string alignment). The nearest wins, then the commonest.
    """
    longest = max(map(len, forms))
    slips = most if longest >= _TWO_SLIPS_FROM else 1
    found = [
        (distance, -frequency, word)
        for word, frequency in vocabulary
        if abs(len(word) - longest) <= slips + _ENDING and _may_be_misspelled(word)
        for form in forms
        if (distance := OSA.distance(form, word, score_cutoff=slips)) <= slips
    ]
    return min(found)[2] if found else None


def _may_be_misspelled(word: str) -> bool:
    return len(word) >= _SHORTEST_TYPO and word.isascii() and word.isalpha()


def expansions(
    terms: Sequence[str], texts: Iterable[str], language: str | None = None
) -> dict[str, float]:
    """Terms to add because ``texts`` define an acronym: "International Port Group (IPG)".

    A question with the acronym gets the words, one with all of the words the acronym. Each
    with how sure we are that it is meant. A chief executive and a CEO need no definition, nor do
    the nineties and the 1990s.
    """
    asked = set(terms)
    texts = list(texts)
    added: dict[str, float] = {}
    for initials, office in CHIEFS.items():
        words = frozenset(index_terms(office))
        other = words if initials in asked else {initials} if words <= asked else frozenset[str]()
        said = rf"\b(?:{office if initials in asked else initials})\b"
        if other and any(re.search(said, text, re.IGNORECASE) for text in texts):
            added |= dict.fromkeys(sorted(other - asked), SPELLED_OUT)
    added |= dict.fromkeys(sorted(decade_terms(terms, texts)), SPELLED_OUT)
    for text in texts:
        for acronym, words in definitions(text, language):
            if asked.isdisjoint(acronym) and not words <= asked:
                continue
            added |= dict.fromkeys(sorted({*acronym, *words} - asked), SPELLED_OUT)
    return added


def definitions(
    text: str, language: str | None = None
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The terms of each acronym that ``text`` defines in brackets, and of the words it is for."""
    if "(" not in text and "（" not in text:
        return  # most texts: finding that out is ten times as fast
    for match in _IN_BRACKETS.finditer(text):
        letters = re.sub(r"[^A-Z]", "", match[1]).lower()
        before = text[max(0, match.start() - _NAME_CHARS) : match.start()]
        words = _initialled(re.findall(r"\w[\w&'’.-]*", before), letters)
        acronym = frozenset(index_terms(match[1], language))
        if words and len(acronym) == 1:
            named = [w for w in words if w.lower() not in ENGLISH]
            yield acronym, frozenset(index_terms(" ".join(named), language))


def _initialled(words: Sequence[str], letters: str) -> Sequence[str]:
    """The last of ``words`` whose initials, small words left out or not, are ``letters``."""
    for count in range(len(letters), len(words) + 1):
        last = words[-count:]
        initials = "".join(part[0] for w in last for part in w.split("-") if part).lower()
        large = "".join(w[0] for w in last if w.lower() not in ENGLISH).lower()
        if any(_shortens(letters, full) for full in (initials, large)):
            return last
    return ()


def _shortens(letters: str, initials: str) -> bool:
    """Whether ``letters`` are the ``initials``, at most one inside left out (CRRC)."""
    inside = range(1, len(initials) - 1)
    return bool(letters) and (
        letters == initials or letters in {initials[:i] + initials[i + 1 :] for i in inside}
    )


def weighed(terms: Iterable[str], typos: Mapping[str, str]) -> dict[str, float]:
    """The terms to search for and how sure each is meant; a typo gives way to its correction.

    A typo for a stop word is left out, unless nothing else is left.
    """
    terms = list(terms)
    sure = {typos[term]: CORRECTED for term in terms if term in typos}
    sure |= {term: 1.0 for term in terms if term not in typos}
    telling = {term: value for term, value in sure.items() if term not in ENGLISH}
    return telling or sure

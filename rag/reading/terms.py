"""Text to search terms: what the full text index stores and what a question asks it for.

Every term is made of letters and digits only, folded (NFKC, case, diacritics), so that any
tokenizer that splits at spaces and punctuation keeps it whole. One word may give several terms,
side by side: ``long-term`` gives ``longterm long term``, ``$23.38bn`` gives
``dollar 23d38 23380000000 billion``. A text in German, French, Spanish, Italian, Portuguese or
Dutch (`spoken`) gets the stems of its own language, any other those of English.
Pure; what a word gives is looked up in bounded caches.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from snowballstemmer import stemmer

from rag.reading.compounds import parts
from rag.reading.hanzi import simplified
from rag.reading.numerals import CHINESE_DIGITS, in_figures
from rag.reading.spoken import ASKED_WITH, ELIDED, FORMS, STEMMERS, plain_figures, plain_letters
from rag.reading.stopwords import CHINESE, CHINESE_SINGLE, ENGLISH, HEBREW
from rag.reading.tongues import SMALL_WORDS

TERMS = "terms-4"  # stands in every store; raised whenever a stored text would give other terms

_CJK = "々〆\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HEB = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05d0-\u05ea"
_SCALES = {
    "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
    "k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "tn": 12,
    "万": 4, "萬": 4, "百万": 6, "千万": 7, "亿": 8, "億": 8, "万亿": 12, "兆": 12,
    "אלף": 3, "מיליון": 6, "מיליוני": 6, "מיליארד": 9, "מיליארדי": 9, "טריליון": 12,
}  # fmt: skip
_SCALE = "|".join(sorted((s for s in _SCALES if s not in "kmb"), key=len, reverse=True))
_SCALE_WORDS = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "₪": "shekel", "¥": "yuan"}
_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_JOINT = "'\u2019.\\-\u2010\u2011"
_LETTER = rf"[^\W_{_CJK}{_HEB}]"
# Plain words first, and spaces with what follows them: nearly all of a text goes the short way.
# ``plain`` never takes what another group would, so it only says sooner what ``word`` would say.
_TOKEN = re.compile(
    rf" *+(?:(?P<plain>[A-Za-z]{{2,}}+(?!{_LETTER}|[{_JOINT}]{_LETTER}| (?i:cent)\b))"
    rf"|(?P<acronym>\b(?:[A-Za-z]\.){{2,}}(?:[A-Za-z]\b)?)"
    rf"|(?P<money>[$€£₪¥] ?{_AMOUNT}(?:[ -]?(?i:{_SCALE})(?!{_LETTER})| ?[kKmMbB]\b)?)"
    rf"|(?P<number>(?<!{_LETTER}){_AMOUNT}"
    rf"(?:[ -]?(?i:{_SCALE})(?!{_LETTER})|(?<=\.\d)|(?<=\.\d\d)|(?!\d|{_LETTER})))"
    rf"|(?P<cjk>[{_CJK}]+)"
    rf"|(?P<hebrew>[{_HEB}]+(?:[\"'\u05f3\u05f4\u2019\u201d-][{_HEB}]+)*)"
    rf"|(?P<percent>%|\b(?i:per cent)\b)"
    rf"|(?P<word>{_LETTER}+(?:[{_JOINT}]{_LETTER}+)*))"
)
_JOINTS = re.compile(f"[{_JOINT}]")
_HEBREW_JOINTS = re.compile("[\"'\u05f3\u05f4\u2019\u201d]")
_HEBREW_FINALS = str.maketrans("ךםןףץ", "כמנפצ")
_HEBREW_PREFIXES = "והבלכמש"
_LONE = {c: str(n) for c, n in CHINESE_DIGITS.items() if n > 1} | {"十": "10"}  # 一 is in any word
_CHINESE_CUT = re.compile("|".join(CHINESE))
_UNIT = re.compile(r"(\d+)(?!(?:st|nd|rd|th|s)$)([a-z]{2,})")
_CARDINALS = """two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty"""
_ORDINALS = """fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
_WORD_FORMS = {
    # Said in words or in figures; and the codes of the currencies.
    **{word: str(number) for number, word in enumerate(_CARDINALS.split(), 2)},
    **{word: f"{number}th" for number, word in enumerate(_ORDINALS.split(), 4)},
    "usd": "dollar", "eur": "euro", "gbp": "pound", "ils": "shekel", "nis": "shekel",
    "rmb": "yuan", "cny": "yuan",
}  # fmt: skip
# British endings and the American ones that they are folded to, in words long enough for them.
_BRITISH = (
    (re.compile(r"(?<=...)is(e[ds]?|ing|ations?|ers?)$"), r"iz\1"),
    (re.compile(r"(?<=..[bcdghilmntv])our(s|ed|ing|able|ful|ite|al|hood)?(?=s?$)"), r"or\1"),
    (re.compile(r"(?<=[aein])tre(s?)$"), r"ter\1"),
    (re.compile(r"(?<=...)yse([ds]?)$"), r"yze\1"),
    (re.compile(r"(?<=....)ll(ed|ing|ers?)$"), r"l\1"),
    (re.compile(r"(?<=....)ogue(s?)$"), r"og\1"),
    (re.compile(r"(?<=def|off|lic)ence(s?)$"), r"ense\1"),
    (re.compile(r"(?<=progra)mmes?$"), "m"),
    (re.compile(r"^aeroplane"), "airplane"),
)
_FEMININE = re.compile(r"ee(?=s?$)")
_DIACRITICS = re.compile("[\u0300-\u036f]+")
# In capitals or with dots these are not the stop words they look like.
_ACRONYMS = {"us": "usacronym", "it": "itacronym", "who": "whoacronym"}


def index_terms(text: str, language: str | None = None) -> list[str]:
    """The search terms of ``text`` in reading order, stop words and repetitions included.

    ``language`` is the ISO 639-1 code of the text, where it is known.
    """
    spoken = stemmed_in(language)
    terms: list[str] = []
    for kind, raw in _tokens(text, spoken):
        terms += _terms(kind, raw, spoken)
    return terms


def query_terms(text: str, language: str | None = None) -> list[str]:
    """The distinct terms of a question, stop and question words dropped unless nothing is left."""
    spoken = stemmed_in(language)
    terms: list[str] = []
    for kind, raw in _asked_tokens(text, spoken):
        terms += _chinese_query_terms(raw) if kind == "cjk" else _terms(kind, raw, spoken)
    return list(dict.fromkeys(terms or index_terms(text, language)))


def query_forms(
    text: str, language: str | None = None, others: Iterable[str | None] = ()
) -> dict[str, set[str]]:
    """``query_terms`` of a question in ``language``, each with what it is in the ``others``."""
    spoken = stemmed_in(language)
    forms: dict[str, set[str]] = {}
    for kind, raw in _asked_tokens(text, spoken):
        terms = _chinese_query_terms(raw) if kind == "cjk" else _terms(kind, raw, spoken)
        elsewhere = [_terms(kind, raw, stemmed_in(other)) for other in others if kind == "word"]
        for place, term in enumerate(terms):
            also = (listed[place] for listed in elsewhere if place < len(listed))
            forms.setdefault(term, set()).update(also)
    return forms or {term: set() for term in index_terms(text, language)}


def unstemmed_terms(text: str, language: str) -> list[str]:
    """The distinct terms of a question in ``language`` as a text in English would have them."""
    asked = ASKED_WITH.sub(" ", text)
    telling = ((k, raw) for k, raw in _tokens(asked) if not _is_stop(k, raw, language))
    return list(dict.fromkeys(t for k, raw in telling for t in _terms(k, raw, None)))


def stemmed_in(language: str | None) -> str | None:
    """``language`` if texts in it get stems of their own, else None."""
    return language if language in STEMMERS else None


@lru_cache(maxsize=1 << 16)
def stem(word: str, spoken: str | None = None) -> str:
    """The stem (Snowball) of a folded word, English where no other language is named."""
    # A stemmer keeps the word it works on in itself: one for all threads would mix them up.
    return str(stemmer(STEMMERS.get(spoken or "", "english")).stemWord(word))


def fold(text: str) -> str:
    """``text`` without case, diacritics and width forms, in simplified Chinese, quotes straight."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold())
    return simplified(unicodedata.normalize("NFKC", _DIACRITICS.sub("", folded))).replace(
        "\u2019", "'"
    )


def _tokens(text: str, spoken: str | None = None) -> Iterator[tuple[str, str]]:
    """``(kind, words as written)`` of each token; kinds are the groups of ``_TOKEN``."""
    text = plain_figures(text) if spoken else text
    normal = text if text.isascii() else in_figures(simplified(unicodedata.normalize("NFKC", text)))
    for match in _TOKEN.finditer(normal):
        kind = match.lastgroup or ""
        yield ("word" if kind == "plain" else kind), match[kind]


def _asked_tokens(text: str, spoken: str | None) -> Iterator[tuple[str, str]]:
    """The tokens of a question that are no stop words."""
    asked = ASKED_WITH.sub(" ", text) if spoken else text
    return ((kind, raw) for kind, raw in _tokens(asked, spoken) if not _is_stop(kind, raw, spoken))


@lru_cache(maxsize=1 << 17)
def _terms(kind: str, raw: str, spoken: str | None) -> tuple[str, ...]:
    match kind:
        case "word":
            return _spoken_terms(raw, spoken) if spoken else _word_terms(raw)
        case "number" | "money":
            return _number_terms(raw)
        case "cjk":
            return tuple(_bigrams(raw))
        case "hebrew":
            return tuple(dict.fromkeys(_hebrew_terms(raw)))
        case "percent":
            return ("percent",)
        case _:
            letters = raw.replace(".", "").lower()
            return (_ACRONYMS.get(letters, letters),)


def _word_terms(raw: str) -> tuple[str, ...]:
    if raw.isupper() and raw.lower() in _ACRONYMS:
        return (_ACRONYMS[raw.lower()],)
    if raw[-1] == "s" and len(raw) > 2 and raw[:-1].isupper():
        raw = raw[:-1]  # NEVs, CPUs: Snowball keeps the s after a u
    folded = fold(raw).removesuffix("'s")
    if unit := _UNIT.fullmatch(folded):
        return (folded, unit[1], stem(unit[2]))
    parts = [part for part in _JOINTS.split(folded) if part]
    joined = "".join(parts)
    forms = [joined, *parts] if len(parts) > 1 else [joined]
    return tuple(dict.fromkeys(_WORD_FORMS.get(form) or stem(_american(form)) for form in forms))


def _spoken_terms(raw: str, spoken: str) -> tuple[str, ...]:
    """The terms of a word of another language than English: l'eau is eau, dit-il is dit.

    A compound has those of its parts alone: a question that has them in other words is about it.
    """
    if raw.isupper() and raw.lower() in _ACRONYMS:
        return (_ACRONYMS[raw.lower()],)
    written = [part for part in _JOINTS.split(plain_letters(fold(raw))) if part]
    telling = [part for part in written if part not in SMALL_WORDS[spoken] and part not in ELIDED]
    forms = ["".join(telling), *telling] if len(telling) > 1 else telling or written
    cut = (part for form in forms for part in parts(form, spoken, raw[0].isupper()) or (form,))
    return tuple(dict.fromkeys(FORMS[spoken].get(part) or _stem_of(part, spoken) for part in cut))


def _stem_of(folded: str, spoken: str) -> str:
    """The stem of a word; a French -ée is an -é, as in fondée and fondé."""
    return stem(_FEMININE.sub("e", folded) if spoken == "fr" else folded, spoken)


def _american(word: str) -> str:
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return word


def _number_terms(raw: str) -> tuple[str, ...]:
    """The number as written, then what it amounts to: ``23.38 billion`` is ``23380000000``."""
    terms = [_CURRENCIES[raw[0]]] if raw[0] in _CURRENCIES else []
    written = re.sub(r"[^\d.]", "", raw)
    value = Decimal(written)
    power = _SCALES.get(re.sub(r"[\d.,$€£₪¥ -]", "", raw).lower(), 0)
    terms.append(_number(value))
    if power:
        terms.append(_number(value.scaleb(power)))
        terms += [stem(_SCALE_WORDS[power])] if power in _SCALE_WORDS else []
    return tuple(terms)


def _number(value: Decimal) -> str:
    """Digits only, ``d`` for the decimal point, no zeros that say nothing: 2.50 is ``2d5``."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", "d")


def _bigrams(run: str) -> Iterator[str]:
    """Every character of an unspaced run, and every two neighbours; 三 is 3, as in 3天."""
    for first, second in pairwise(run):
        yield _LONE.get(first, first)
        yield first + second
    for last in run[-1:]:
        yield _LONE.get(last, last)


def _chinese_query_terms(run: str) -> list[str]:
    pieces = [piece for piece in _CHINESE_CUT.split(run) if piece]
    return [term for piece in pieces for term in _bigrams(piece) if term not in CHINESE_SINGLE]


def _hebrew_fold(raw: str) -> str:
    bare = "".join(c for c in raw if not "\u0591" <= c <= "\u05c7" or c == "-")
    return _HEBREW_JOINTS.sub("", bare).translate(_HEBREW_FINALS)


def _hebrew_terms(raw: str) -> Iterator[str]:
    """Each word as written and without up to two one-letter prefixes (at least 3 letters stay)."""
    folded = _hebrew_fold(raw)
    if "-" in folded:
        yield folded.replace("-", "")
    for word in folded.split("-"):
        yield word
        for cut in (1, 2):
            if len(word) - cut >= 3 and all(c in _HEBREW_PREFIXES for c in word[:cut]):
                yield word[cut:]


def _is_stop(kind: str, raw: str, spoken: str | None) -> bool:
    if kind == "hebrew":
        return _hebrew_fold(raw) in HEBREW
    if kind != "word" or (raw.isupper() and raw.lower() in _ACRONYMS):
        return False
    if spoken:
        return all(part in SMALL_WORDS[spoken] for part in _JOINTS.split(fold(raw)) if part)
    return fold(raw).removesuffix("'s") in ENGLISH

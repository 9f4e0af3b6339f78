"""The words of a Chinese or Hebrew sentence that answer by themselves, told by their form. Pure.

No reader sees these languages. Where a number, an amount, a day, a length of time, a share, a
telephone number, a person or a place is asked for and one thing of that form stands in the
sentence, or one of several stands with what is asked about, it is that. In doubt it is none.
"""

import re
from collections.abc import Sequence

from rag.answering.closeness import terms_of
from rag.answering.pointing import forms_he, forms_zh
from rag.answering.pointing.forms import Form, Span
from rag.answering.pointing.held import HAN
from rag.reading.hanzi import simplified


def point(question: str, language: str, text: str, around: str) -> Span | None:
    """Where in ``text`` the answer stands; ``around`` is the passage that ``text`` is of."""
    forms = {"zh": forms_zh, "he": forms_he}.get(language)
    if forms is None:
        return None
    asked = _closed(simplified(question))[0]
    said, places = _closed(simplified(text))
    form = forms.asked(asked)
    if form is None:
        return None
    found = form.spans(said, _closed(simplified(around))[0])
    span = _one([s for s in found if not _in(said, s, asked)], form, asked, said)
    return span and (places[span[0]], places[span[1] - 1] + 1)


_LOOSE = re.compile(rf"(?<=[{HAN}\d，。])\s+(?=[{HAN}\d])|(?<=\d)\s+(?=[{HAN}])")


def _closed(text: str) -> tuple[str, list[int]]:
    """Chinese without the spaces beside its signs and figures, and where each sign stood."""
    gaps = {n for m in _LOOSE.finditer(text) for n in range(*m.span())}
    places = [n for n in range(len(text)) if n not in gaps]
    return "".join(text[n] for n in places), places


def _in(said: str, span: Span, asked: str) -> bool:
    """Whether the question has the value itself."""
    return re.search(rf"(?<!\d){re.escape(said[span[0] : span[1]])}(?!\d)", asked) is not None


def _one(found: Sequence[Span], form: Form, asked: str, said: str) -> Span | None:
    """The only one, or the only one beside the noun or in the clause that is asked about."""
    if len(found) < 2:
        return found[0] if found else None
    for nearer in (form.beside(said, found), _in_best_clause(found, asked, said)):
        if len(nearer) == 1:
            return nearer[0]
    return None


_CLAUSE = re.compile(r"[^，；：。,;:]+(?:(?<=\d),(?=\d)[^，；：。,;:]+)*")


def _in_best_clause(found: Sequence[Span], asked: str, said: str) -> list[Span]:
    """Those in the clause that has clearly most words of the question."""
    wanted = set(terms_of(asked))
    shares = []
    for clause in _CLAUSE.finditer(said):
        own = [s for s in found if clause.start() <= s[0] < clause.end()]
        shares.append((len(wanted & set(terms_of(clause.group()))), own))
    shares.sort(key=lambda pair: -pair[0])
    if len(shares) < 2 or shares[0][0] < shares[1][0] + _CLEARLY:
        return []
    return shares[0][1]


_CLEARLY = 2  # terms

"""A question as words are searched: its terms, in every language that the library's texts have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.reading.terms import query_forms, stemmed_in
from rag.reading.tongues import tongue
from rag.retrieval.expand import corrections, weighed
from rag.store import Library


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the words of the library.

    ``terms`` say how sure we are that each is meant; ``known`` are their frequencies, where above
    0. ``language`` is what ``tongue`` says of the question. ``forms`` are what its terms are in
    texts of the library's other languages: a name has another stem there.
    """

    question: str
    translation: str
    terms: Mapping[str, float]
    known: Mapping[str, int]
    corrections: Mapping[str, str]
    language: str | None
    forms: Mapping[str, set[str]]

    def in_all_forms(self, terms: Sequence[str]) -> list[str]:
        """``terms``, each followed by what it is in the library's other languages."""
        return [form for term in terms for form in (term, *sorted(self.forms.get(term, ())))]


class Asking:
    """Reads questions for a library; what is told of it is kept until its documents change."""

    def __init__(self, library: Library, is_word: Callable[[str], bool]) -> None:
        self._library = library
        self._is_word = is_word
        self._told: tuple[str, frozenset[str | None]] = "", frozenset()

    def read(self, question: str, translation: str) -> Asked:
        """The question's terms in the words of the library."""
        language = tongue(question)
        others = self.languages() - {language}
        forms = query_forms(question, language, others)
        forms |= query_forms(translation, None, others) if translation else {}
        said = self._library.frequencies({*forms, *(f for also in forms.values() for f in also)})
        known = {
            term: count
            for term, also in forms.items()
            if (count := sum(said.get(form, 0) for form in {term, *also}))
        }
        unknown = [term for term in forms if term not in known]
        vocabulary = self._library.vocabulary
        typos = corrections(question, unknown, vocabulary, self._is_word, language)
        terms = weighed(forms, typos)
        return Asked(question, translation, terms, known, typos, language, forms)

    def languages(self) -> frozenset[str | None]:
        """Of the library's documents, each language with stems of its own; None for the others."""
        return frozenset(map(stemmed_in, self._of_documents()))

    def all_english(self) -> bool:
        """Whether no document is in another language."""
        return self._of_documents() <= {"en", None}

    def _of_documents(self) -> frozenset[str | None]:
        edition = self._library.edition()
        if self._told[0] != edition:
            self._told = edition, frozenset(self._library.languages())
        return self._told[1]

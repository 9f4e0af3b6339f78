"""The stored documents, and gold quotes found in them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from evals.cases import EvalCase, Span
from evals.text import Folded, Range, Ruler, find, fold
from rag.errors import EvalError
from rag.schema import Document, DocumentId


@dataclass(frozen=True, slots=True)
class Shelf:
    """The stored documents, ready for quotes to be found in them again and again."""

    documents: Mapping[DocumentId, Document]
    _folded: dict[DocumentId, Folded] = field(default_factory=dict, repr=False)
    _rulers: dict[DocumentId, Ruler] = field(default_factory=dict, repr=False)

    def places(self, quote: str, sources: Sequence[str] = ()) -> list[Span]:
        """Every place of a quote, only in documents from ``sources`` where some are named."""
        found: list[Span] = []
        for document in self.documents.values():
            if sources and not any(same_source(document, s) for s in sources):
                continue
            if document.id not in self._folded:
                self._folded[document.id] = fold(document.text)
            folded = self._folded[document.id]
            found += [
                Span(document.id, start, end) for start, end in find(quote, document.text, folded)
            ]
        return found

    def has(self, source: str) -> bool:
        """Whether a document of this source name is stored."""
        return any(same_source(document, source) for document in self.documents.values())

    def tokens(self, document_id: DocumentId, start_char: int, end_char: int) -> Range:
        """A range of characters in word tokens, on one axis with every document on it."""
        if document_id not in self._rulers:
            document = self.documents[document_id]
            self._rulers[document_id] = Ruler(document.text)
        # No document has a billion words, so two of them never share a place on the axis.
        base = list(self.documents).index(document_id) * 1_000_000_000
        start, end = self._rulers[document_id]((start_char, end_char))
        return base + start, base + end


def same_source(document: Document, name: str) -> bool:
    """Whether a gold row's source name (a path or only the file's name) means this document."""
    return document.source == name or PurePath(document.source).name == PurePath(name).name


def locate(case: EvalCase, shelf: Shelf) -> EvalCase:
    """The case with its quotes and spans found in the stored documents.

    A source that the corpus does not have at all goes to ``missing`` (it is measured: the
    corpus may have lost a document). A quote that is not in the documents it is said to be in
    is a mistake in the gold file: EvalError.
    """
    have = shelf.documents.values()
    absent = tuple(s for s in case.reference_sources if not shelf.has(s))
    evidence: list[tuple[Span, ...]] = []
    paired = len(case.reference_sources) == len(case.reference_contexts)
    for number, quote in enumerate(case.reference_contexts):
        sources = case.reference_sources[number : number + 1] if paired else case.reference_sources
        places = tuple(shelf.places(quote, sources))
        if not places and not absent:
            raise EvalError(f"{case.where}: {case.id}: {_not_found(quote, case, shelf)}")
        if places:
            evidence.append(places)
    for source, start, end in case.spans:
        found = [d for d in have if same_source(d, source)]
        if found and end > len(found[0].text):
            raise EvalError(
                f"{case.where}: {case.id}: span [{start}, {end}) ends after the document "
                f"{source} ({len(found[0].text)} characters)."
            )
        if found:
            evidence.append((Span(found[0].id, start, end),))
        else:
            absent = (*absent, source)
    return replace(case, evidence=tuple(evidence), missing=tuple(dict.fromkeys(absent)))


def _not_found(quote: str, case: EvalCase, shelf: Shelf) -> str:
    shown = quote if len(quote) <= 80 else quote[:77] + "..."
    elsewhere = {shelf.documents[s.document_id].source for s in shelf.places(quote)}
    if elsewhere:
        return f"quote {shown!r} is in {sorted(elsewhere)[0]}, not in {case.reference_sources}."
    within = ", ".join(case.reference_sources) or "any document of the corpus"
    return f"quote {shown!r} was not found in {within}. Copy it from the stored text."


def shelve(documents: Iterable[Document]) -> Shelf:
    """A shelf of these documents."""
    return Shelf({document.id: document for document in documents})

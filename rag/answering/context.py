"""What must stand beside a chosen sentence so that it can be read by itself. Pure.

A sentence that begins with a pronoun needs the one that says who is meant, a row of a table the
heads of its columns, "No." the first place in its answer. Nothing is ranked here.
"""

import re
from collections.abc import Mapping, Sequence

from rag.answering.asking.question import Question, names_in
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.kinds.speakers import speaks_unnamed
from rag.answering.rows.tables import end_of_the_passage_before, heads_of, same_block
from rag.reading.terms import query_terms
from rag.schema import Kind
from rag.verifying import words
from rag.verifying.words import HAN

# "Each of the farms" says what it means; "It took three days" has nothing it could mean.
_LEANS = re.compile(r"^\W*(?:each|both|neither|either)\b(?! of\b)(?!\s+(?-i:[A-Z]))", re.IGNORECASE)
# "If they do not, it counts as approved": without the sentence before it says the wrong thing.
_DEPENDS = re.compile(
    r"^\W*(?:(?:if|when|unless|once|where) (?:he|she|they|it|this|that|these|those)\b|"
    r"(?:if (?:not|so)|otherwise),)",
    re.IGNORECASE,
)
_STANDS = re.compile(
    r"^\W*(?:there\b|it (?:takes?|took|will take)\b|it (?:is|was) (?!\w+ed\b)\w+ (?:that|to)\b|"
    r"both(?: of\b|\s+(?-i:[A-Z])))",
    re.IGNORECASE,
)
# "Its chairwoman, Ada Poe, wants more": of what she is, only the sentence before it says.
_WHOSE = re.compile(r"^\W*(?:its|their)\b", re.IGNORECASE)
_YES_OR_NO = re.compile(r"\W*(?:yes|no|כן|לא|是的|不是|不)\s*[.,;:!–—。，！]\s*", re.IGNORECASE)
_WORD = re.compile(r"\w{2,}")


def in_context(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[int]
) -> list[int]:
    """``chosen`` as it can be read: heads above rows, "No" first; what each source means by "he".

    Elsewhere the answer itself comes first, and ``who_is_meant`` in brackets behind it.
    """
    found = _heads_above_rows(candidates, _without_questions(question, candidates, chosen))
    found = _with_its_quotation(candidates, found)
    if question.wants_sources:
        found = _each_with_who_is_meant(question, candidates, found)
    return _yes_or_no_first(candidates, found) if question.type == "yes_no" else found


def _without_questions(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[int]
) -> list[int]:
    """``chosen`` without the question of a page of them that was asked in other words.

    It begins the paragraph that answers it. Who asked has read it already; one with less of the
    words says what the answer is about.
    """
    found = [i for i in chosen if not _asks_the_same(question, candidates[i])]
    return found or list(chosen)


def _asks_the_same(question: Question, candidate: Candidate) -> bool:
    if candidate.speaker or not candidate.text.rstrip("*_ ").endswith(("?", "？")):
        return False
    sentences, place = candidate.chunk.chunk.sentences, candidate.place
    block = candidate.sentence.block
    if place and sentences[place - 1].block == block:
        return False
    terms = set(query_terms(candidate.text, question.tongue))
    return bool(terms) and 2 * len(terms & set(question.stems)) >= len(terms)


def who_is_meant(
    question: Question, candidates: Sequence[Candidate], shown: Sequence[int]
) -> int | None:
    """What the first of ``shown`` leans on, where it begins with a pronoun."""
    if question.wants_sources or not shown or not leans(candidates[shown[0]].text):
        return None
    return _who_is_meant(question, candidates, shown[0])


def leans(text: str) -> bool:
    """Whether a sentence begins with a word, or "he" says it, that only those before explain."""
    if _STANDS.match(text):
        return False
    if speaks_unnamed(text):
        return True
    return bool(words.PRONOUN_LED.search(text) or _LEANS.match(text) or _DEPENDS.match(text))


def _heads_above_rows(candidates: Sequence[Candidate], chosen: Sequence[int]) -> list[int]:
    """Before the first row of each table the names of its columns."""
    found: list[int] = []
    heads = {i: heads_of(candidates, i) for i in chosen}
    for index in chosen:
        head = heads[index]
        found += [i for i in (head, index) if i is not None and i not in found]
    return found


_SAYS_MORE = re.compile(r"[^\W_]{2}")
_OPENS = re.compile("^[^“]*“[^”]*$")  # and says in front who says it, or nobody
_QUOTED = 3  # sentences before it in the same quotation that are shown; of more, only the first


def _with_its_quotation(candidates: Sequence[Candidate], chosen: Sequence[int]) -> list[int]:
    """``chosen``, the first with what says whose words it is where it goes on a quotation.

    By itself the last of three is anybody's. Who says it stands before the first of them, or else
    behind the last.
    """
    places = {(c.rank, c.place): i for i, c in enumerate(candidates)}
    own = candidates[chosen[0]]
    begun = own.place if _OPENS.search(own.text) else _opening(candidates, places, own)
    if begun is None:
        return list(chosen)
    said = range(begun, own.place + 1)
    run = [places[own.rank, at] for at in said if (own.rank, at) in places]
    if len(run) > _QUOTED + 1:
        run = [run[0], run[-1]]
    if not _SAYS_MORE.search(candidates[run[0]].text.split("“")[0]):
        run += _closing(candidates, places, own)
    return [*run, *(i for i in chosen if i not in run)]


def _opening(
    candidates: Sequence[Candidate], places: Mapping[tuple[int, int], int], own: Candidate
) -> int | None:
    """The place of the sentence in which the quotation began that the candidate goes on."""
    open_quotes, begun = 0, None
    for at in range(own.place):
        i = places.get((own.rank, at))
        if i is None or not same_block(candidates[i], own):
            continue
        for mark in re.findall("[“”]", candidates[i].text):
            open_quotes = open_quotes + 1 if mark == "“" else max(0, open_quotes - 1)
            begun = at if mark == "“" and open_quotes == 1 else begun
    return begun if open_quotes and HAN.search(own.text) else None


def _closing(
    candidates: Sequence[Candidate], places: Mapping[tuple[int, int], int], own: Candidate
) -> list[int]:
    """The sentence behind in which the quotation ends, where it tells more than that."""
    for at in range(own.place, own.place + _QUOTED):
        i = places.get((own.rank, at))
        if i is None or not same_block(candidates[i], own):
            break
        before, _, behind = candidates[i].text.partition("”")
        if behind or before != candidates[i].text:
            return [i] if i != places[own.rank, own.place] and _SAYS_MORE.search(behind) else []
    return []


def _each_with_who_is_meant(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[int]
) -> list[int]:
    """Before a sentence that leans, who is meant: once in each source."""
    found = list(chosen)
    helped: set[str] = set()
    for index in chosen:
        of = candidates[index].chunk.chunk.document_id
        if of in helped or not leans(candidates[index].text):
            continue
        before = _who_is_meant(question, candidates, index)
        if before is None:
            continue
        helped.add(of)
        if before not in found or found.index(before) > found.index(index):
            found = [i for i in found if i != before]
            found.insert(found.index(index), before)
    return found


def _who_is_meant(question: Question, candidates: Sequence[Candidate], index: int) -> int | None:
    """The sentence of the paragraph that names what the leaning one lacks, or stands before it.

    Where the question has no names, the one before it with half of the words that are lacking.
    Between it and the leaning one no other name may stand: that one could be meant.
    """
    text = candidates[index].text
    before = _sentence_before(candidates, index)
    if before is None or _DEPENDS.match(text):
        return before
    if not question.names:
        asked = set(question.stems).difference(terms_of(text, question.tongue))
        helps = asked.intersection(terms_of(candidates[before].text, question.tongue))
        return before if helps and len(helps) >= len(asked) / 2 else None
    lacking = [name for name in question.names if not _named(name, text)]
    if not lacking and question.type == "who" and _WHOSE.match(text):
        return None if leans(candidates[before].text) else before
    at: int | None = before
    while at is not None and lacking:
        said = candidates[at].text
        if any(_named(name, said) for name in lacking):
            return at
        others = [n for n in names_in(said) if not _named(n, text) and not _named(n, question.text)]
        at = None if others else _sentence_before(candidates, at)
    return before if lacking and not leans(candidates[before].text) else None


def _named(name: str, text: str) -> bool:
    """Whether a word of the name stands in ``text`` as it is written: "Dorn", not "dorn"."""
    return not set(_WORD.findall(name)).isdisjoint(_WORD.findall(text))


def _sentence_before(candidates: Sequence[Candidate], index: int) -> int | None:
    """The sentence right before the candidate in its paragraph, where it was retrieved."""
    own = candidates[index]
    if own.sentence.kind is not Kind.PROSE:
        return None
    if own.place:
        at = (own.rank, own.place - 1)
        before = next((i for i, c in enumerate(candidates) if (c.rank, c.place) == at), None)
    else:
        before = end_of_the_passage_before(candidates, own)
    return before if before is not None and same_block(candidates[before], own) else None


def _yes_or_no_first(candidates: Sequence[Candidate], chosen: Sequence[int]) -> list[int]:
    """Put "No." before what was chosen of its paragraph, and before what goes on from it."""
    found = list(chosen)
    before = _sentence_before(candidates, chosen[0])
    if before is not None and _YES_OR_NO.fullmatch(candidates[before].text):
        found = [before, *(i for i in found if i != before)]
    for index in chosen:
        if _YES_OR_NO.match(candidates[index].text):
            first = next(i for i in found if same_block(candidates[i], candidates[index]))
            at = found.index(first)
            found.remove(index)
            found.insert(at, index)
    return found

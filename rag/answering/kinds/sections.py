"""“What are the limitations of the study?”: what stands under the heading that is asked for. Pure.

Sentences under a heading seldom repeat its word, so word by word another section is nearer. Nor
do those behind a sentence that only announces them: "Our study has limitations."
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.reading.terms import fold
from rag.schema import Kind

_ASKED = re.compile(
    r"(?:(?:and |so )?(?:what|which)(?:'s| (?:are|is|were|was))|list|name|tell me(?: about)?|"
    r"what does (?:the section|it|the (?:report|study|document|paper|text)) say (?:on|about))\s"
    r"(?:all\s)?(?:the |its |their |any )?(?P<thing>.+?)\W*$"
)
_WHO = re.compile(
    r"(?:and |so )?who(?:['’]s| (?:are|is|were|was))(?: (?:all )?(?:on|in|among))? "
    r"(?:the |its |their |our )(?P<thing>.+?)\W*$"
)
# "Ada Poe (chair), Bo Lind": nothing but names, and in brackets what they are.
_NAMES_ALONE = re.compile(
    r"(?:[A-Z\u00c0-\u00de][\w\u00c0-\u024f.’'-]*|\([^()]{2,60}\)|and|&|de|van|von|der|den|al|bin|"
    r"la|di|du|[\s,;])+"
)
_OF_A_BODY = frozenset(terms_of("the our its board committee members of list current"))
_OF = re.compile(r"\s(?:of|for|in|to|from|on|with|and their)\s(?P<of>.+)$")
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z])[.)]?\s+")
# Too wide to be answered with what stands right below them.
_WIDE_WORDS = "introduction background methods results findings discussion overview summary"
_WIDE = frozenset(terms_of(_WIDE_WORDS))
_TERSE = 3  # words of a question that is nothing but a heading: "Limitations?"
_MOST_NAMES = 15  # lines of a list of people
_MOST = 5  # sentences: of a longer section those that are nearest to the question say more
_MOST_ITEMS = 20  # of a section that is one list
_OF_THIS = 0.5  # of the words of what it is the section of
_THE_SAME = 0.75  # of the words of two questions, for them to be one


def under_heading(question: Question, candidates: Sequence[Candidate]) -> list[int]:
    """The sentences under the heading that the question asks for by its words, in reading order.

    Empty where no heading is asked for, or its section is longer than an answer may be.
    """
    text = fold(question.text)
    if who := _WHO.match(text):
        return _people(candidates, who["thing"])
    asked = _ASKED.match(text)
    if asked is None and len(text.split()) > _TERSE:
        return []
    whole = asked["thing"] if asked else text
    of = _OF.search(whole)
    thing = whole[: of.start()] if of else whole
    for section in _called(candidates, set(terms_of(thing))):
        wanted = set(terms_of(of["of"])) if of else set()
        if len(wanted & _place(candidates, section)) >= _OF_THIS * len(wanted):
            return section if len(section) <= _most(candidates, section) else []
    return _announced(candidates, set(terms_of(thing)) if asked else set())


def _most(candidates: Sequence[Candidate], section: Sequence[int]) -> int:
    items = all(candidates[i].sentence.kind is Kind.LIST_ITEM for i in section)
    return _MOST_ITEMS if items else _MOST


def asked_above(question: Question, candidates: Sequence[Candidate]) -> list[int]:
    """What stands below a heading that asks the question itself, as on a page of questions.

    Its first sentences where it is long. Empty where no heading asks it.
    """
    asked = set(terms_of(question.text)) - _ARTICLES
    for heading, section in sections(candidates):
        own = set(terms_of(heading)) - _ARTICLES if heading.rstrip().endswith("?") else set[str]()
        if (
            own
            and len(asked & own) >= _THE_SAME * len(asked | own)
            and _same_word(heading, question)
        ):
            return section[: _most(candidates, section)]
    return []


_ARTICLES = frozenset(("a", "an", "the", "my", "your", "our"))
_ASKS_WITH = re.compile(r"\b(?:who|whom|whose|when|where|why|how|what|which)\b")


def _same_word(heading: str, question: Question) -> bool:
    """Whether both ask with the same question words, or with none."""
    theirs, own = (set(_ASKS_WITH.findall(fold(text))) for text in (heading, question.text))
    return theirs == own


def _people(candidates: Sequence[Candidate], whole: str) -> list[int]:
    """The names below the heading that calls them so: "Trustees", "Board of trustees"."""
    of = _OF.search(whole)
    words, every = set(terms_of(whole[: of.start()] if of else whole)), set(terms_of(whole))
    found = [
        section
        for called in (words, words - _OF_A_BODY, every - _OF_A_BODY)
        for section in _called(candidates, called, but=_OF_A_BODY - called)
        if all(_NAMES_ALONE.fullmatch(candidates[i].text) for i in section)
    ]
    if of:
        wanted = set(terms_of(of["of"]))
        found = [s for s in found if len(wanted & _place(candidates, s)) >= _OF_THIS * len(wanted)]
    return found[0] if found and len(found[0]) <= _MOST_NAMES else []


def _place(candidates: Sequence[Candidate], section: Sequence[int]) -> set[str]:
    own = candidates[section[0]].chunk
    return set(terms_of(" ".join((own.provenance.title, *own.chunk.headings, own.chunk.text))))


# "Our study has several limitations.", "There are some drawbacks."
_ANNOUNCES = re.compile(
    r"\W*(?:[\w’'-]+\s){0,4}?(?:has|have|had|is not without|there (?:are|were))\s"
    r"(?:(?:several|some|a number of|a few|certain|also|its|their|two|three|four|important)\s)*"
    r"(?P<thing>[\w-]+)\W*"
)


def _announced(candidates: Sequence[Candidate], words: set[str]) -> list[int]:
    """A sentence that only says that there are such, and what its paragraph says behind it."""
    if not words - _WIDE:
        return []
    for i, c in enumerate(candidates):
        said = _ANNOUNCES.fullmatch(fold(c.text)) if c.sentence.kind is Kind.PROSE else None
        if said is None or set(terms_of(said["thing"])) != words:
            continue
        behind = [
            n
            for n, other in enumerate(candidates)
            if other.rank == c.rank
            and other.sentence.block == c.sentence.block
            and other.place > c.place
        ]
        if behind:
            return [i, *behind] if len(behind) <= _MOST else []
    return []


def sections(candidates: Sequence[Candidate]) -> Iterator[tuple[str, list[int]]]:
    """Each heading and the sentences under it, by passage."""
    for _, own in groupby(range(len(candidates)), key=lambda i: candidates[i].rank):
        within = list(own)
        chunk = candidates[within[0]].chunk.chunk
        places = [p for p, s in enumerate(chunk.sentences) if s.kind is Kind.HEADING]
        called = [(-1, " ".join(chunk.headings[-1:]))]
        called += [(place, chunk.slice(chunk.sentences[place])) for place in places]
        ends = [*places, len(chunk.sentences)]
        for (place, heading), end in zip(called, ends, strict=True):
            found = [i for i in within if place < candidates[i].place < end]
            if found:
                yield heading, found


def _called(
    candidates: Sequence[Candidate], words: set[str], but: frozenset[str] = frozenset()
) -> Iterator[list[int]]:
    """The sections whose heading has these words and no others; those in ``but`` it may have."""
    for heading, section in sections(candidates):
        if _is_called(heading, words, but):
            yield section


def _is_called(heading: str, words: set[str], but: frozenset[str]) -> bool:
    return bool(words - _WIDE) and set(terms_of(_NUMBER.sub("", fold(heading)))) - but == words

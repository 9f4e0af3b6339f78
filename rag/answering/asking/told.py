"""What was told before a follow-up: the sentences of an answer, to go on from. Pure."""

import re

from rag.answering.asking.topic import DASH
from rag.reading.sentences import split_sentences
from rag.reading.terms import index_terms, query_terms
from rag.verifying.words import NOT_NAMES

LEAD_IN = re.compile(
    r"^(?:and|but|so|ok(?:ay)?|then|also|well)[\s,]+|^(?:那么?(?![里个些儿])|还有|那在)[，,]?\s*|^(?:אז\s+|ו)"
    r"(?=מה |ב|ל|איפה|היכן|למה|מדוע|מי |מתי|ממתי|עד |כמה |איך |כיצד )",
    re.IGNORECASE,
)


def unmarked(text: str) -> str:
    """``text`` without the mark at its end; the last dot of "the U.S." is none."""
    bare = text.rstrip(" ?？!.。")
    dotted = re.search(r"\b[A-Z](?:\.[A-Z])+$", bare)
    return f"{bare}." if dotted and text[len(bare) :].startswith(".") else bare


_MARKER = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")


def answer_sentence(answer: str) -> str:
    """The first sentence of an answer, or row of a table, without markers and its last mark."""
    bare = _MARKER.sub("", answer).strip()
    lines = [line for line in bare.split("\n") if line.strip()]
    if len(lines) > 1 and " | " in lines[0] and " | " in lines[1]:
        return lines[1]  # the first names the columns
    return unmarked(next(iter(unmarked_sentences(bare)), ""))


def unmarked_sentences(answer: str) -> list[str]:
    """The sentences of an answer and the rows of its tables, without markers."""
    bare = _MARKER.sub("", answer).strip()
    found = (bare[s.start_char : s.end_char] for s in split_sentences(bare))
    return [" ".join(sentence.split()) for sentence in found]


def plain_start(text: str) -> bool:
    """Whether ``text`` begins with a word that has its capital only from standing there."""
    first = text.split(" ", 1)[0].lower()
    return first in NOT_NAMES or first in {"they", "he", "she", "both", "more", "in"}


# "How do I change that?": what was quoted may say how, or the sentence behind it.
HOW_TO = re.compile(
    r"how (?:do|can|could|should|would|must) (?:I|we|you|one)\b.*\b(?:it|this|that)$", re.IGNORECASE
)
_LONGEST_TOLD = 30  # words
_LONGEST_BESIDE = 45


def told_of(bare: str, last: str, answer: str) -> str:
    """What the ``answer`` says that has most of the question's words, and of the ``last`` one's."""
    told = _MARKER.sub("", answer)
    pieces = [" ".join(told[p.start_char : p.end_char].split()) for p in split_sentences(told)]
    now, before = set(query_terms(bare)), set(query_terms(last))

    def shared(piece: str) -> tuple[int, int]:
        words = set(index_terms(piece))
        return len(now & words), len(before & words)

    best = max(pieces, key=shared, default="").lstrip("-–•* ")
    first = unmarked(re.split(r"(?<=[.!?])\s", best)[0])
    first = first[:1].lower() + first[1:] if plain_start(first) else first
    return first if len(first.split()) <= _LONGEST_TOLD else ""


def beside_it(asked: str, told: str) -> str:
    """A follow-up with the sentence that was ``told`` before it: "did it help — They built it?"."""
    bare = LEAD_IN.sub("", asked).rstrip(" ?")
    return f"{bare}{DASH}{unmarked(told)}?"


def first_told(answer: str) -> str:
    """The first sentence of an answer as it stands there, without markers; "" where it is long."""
    first = next(iter(unmarked_sentences(answer)), "")
    return first if len(first.split()) <= _LONGEST_BESIDE and " | " not in first else ""

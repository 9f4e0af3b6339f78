"""Headings of documents as questions that a person might ask. Pure."""

import re

from evals.clauses import clause

_NUMBER = re.compile(r"^(?:§\s*)?(?:\d+(?:\.\d+)*[.)]?|[IVXLC]+[.)]|[A-Za-z][.)])\s+")
_CAPTION = re.compile(
    r"^(?:table|fig(?:ure|\.)?|chart|box|annex|appendix)\s+[\dA-Z]", re.IGNORECASE
)
_OF_ANY_TEXT = re.compile(
    r"(?:abstract|acknowledg\w+|appendix|conclusions?|contents|foreword|further|introduction|"
    r"notes?|outlook|overview|preface|questions and answers|references|summary|"
    r"table of contents)\b|.*\bin brief$",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(r"\b(?:this|these|it|we|us|our|you|your|i|my)\b", re.IGNORECASE)
_ASKS = r"(?:what|which|who|whom|whose|why|when|where|how)"
_VERB = r"(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|must|has|have|had)\b"
_QUESTION = re.compile(rf"{_ASKS}\b.*|{_VERB}.*", re.IGNORECASE)
_PLAIN_QUESTION = re.compile(rf"(?:{_ASKS}|how (?:many|much|long|often|far))\s+{_VERB}.+", re.I)
_HOW_TO = re.compile(r"how to (?=[a-z])", re.IGNORECASE)
_WORD = r"[^\W\d_]{2,}"
_SMALL = {"and", "but", "for", "from", "into", "nor", "the", "with"}


def without_number(title: str) -> str:
    """“2.1 What is in the box” without the sign of a heading and without its number."""
    return _NUMBER.sub("", title.strip("# \n")).strip()


def as_question(title: str) -> str | None:
    """A heading that is a question already, as it stands; None of any other."""
    bare = without_number(title)
    if bare.endswith("？"):
        return bare
    plain = bare.rstrip(" .?!")
    if not bare.isascii() or len(plain.split()) < 3:
        return bare if bare.endswith("?") and not bare.isascii() else None
    if _HOW_TO.match(plain):
        return f"How do I {_HOW_TO.sub('', plain)}?"
    asked = _QUESTION if bare.endswith("?") else _PLAIN_QUESTION
    return f"{plain[0].upper()}{plain[1:]}?" if asked.fullmatch(plain) else None


def as_topic(title: str, text: str, of: str, language: str | None) -> str | None:
    """A heading as it stands inside a sentence; None where it would not read as a person speaks.

    No label before a colon, no capital that is not a name's. Left out are heads of tables,
    captions, titles (``of`` is the document's), statements, what any text has ("Summary"), and
    single English words.
    """
    bare = without_number(title)
    topic = bare.rpartition(": ")[2].rstrip(" .?!")
    if "|" in topic or not 2 <= len(topic) <= 70:
        return None
    if _CAPTION.match(bare) or _OF_ANY_TEXT.match(topic):
        return None
    if topic.casefold() in of.casefold() or bare.endswith(("?", "!")):
        return None
    if language != "en":
        return topic
    if len(re.findall(_WORD, topic)) < 2:
        return None  # “Segments”, “Budget 2026”: of one word, too little to ask about
    if _ABOUT_ITSELF.search(topic):
        return None  # “Who this policy applies to”
    first, _, rest = topic.partition(" ")
    if re.fullmatch(_ASKS, first, re.IGNORECASE):
        return f"{first.lower()} {rest}"
    telling = [word for word in re.findall(_WORD, rest) if word.lower() not in _SMALL]
    if len(telling) > 1 and all(word[0].isupper() for word in telling):
        return None  # set as a title is: which of its words are names is not to be seen
    topic = topic if _is_name(first, rest, text) else f"{first[0].lower()}{topic[1:]}"
    return None if clause(f"The {topic.removeprefix('the ')}.") else topic


def _is_name(first: str, rest: str, text: str) -> bool:
    """Whether the first word of a heading has its capital everywhere."""
    if re.fullmatch(r"\w*[A-Z0-9]\w*", first[1:]):
        return True
    if re.search(rf"\b{re.escape(first.lower())}\b", text):
        return False
    within = rf"[a-z,] {re.escape(first)}\b"
    return bool(re.search(within, text)) or rest[:1].isupper()

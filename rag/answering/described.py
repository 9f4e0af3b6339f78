"""Whether a sentence says who or what a name is, where nothing else is asked. Pure."""

import re

from rag.answering.question import Question

_ASKED = re.compile(r"(?:who|what)(?:['’]s|\s+(?:is|was|are|were))\s+(?P<name>.+?)\s*[?.!]*", re.I)
_OF_SOMEBODY = r"(?:the|an?|our|its|his|her|their|[\w-]+['’]s|according to)"
# "by a charity, Second Circuit", "the novelist Agatha Rennick", "the insurers (Tamar Mutual)".
_BEFORE = re.compile(rf"\b{_OF_SOMEBODY}(?: [\w'’-]+){{1,5}}(?:,? |,? \()$", re.IGNORECASE)
# "Kemble from Kemble Electrical", "Tarr, who …", "Poe is a …", "SIPG (a port company)".
_AFTER = re.compile(
    rf"(?:,? \(|, (?:who|which|{_OF_SOMEBODY})\b| (?:is|was|are|were|from|of)\b)", re.IGNORECASE
)


def describes(question: Question, text: str) -> bool:
    """True for "Who is Ada Poe?" and a sentence that has the whole name and what she is.

    The name has to be all that is asked for; a sentence that only mentions it is no such one.
    """
    asked = _ASKED.fullmatch(question.text.strip())
    if asked is None or question.names != (asked["name"],):
        return False
    for match in re.finditer(rf"\b{re.escape(asked['name'])}\b", text):
        if _BEFORE.search(text[: match.start()]) or _AFTER.match(text[match.end() :]):
            return True
    return False

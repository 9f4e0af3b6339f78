"""What we say ourselves, in the language of the question: silence, its reason, notes. Pure.

`localised.json` has it: under "told" each sentence of ours, a regular expression under "en", and
what is said for it; under "words" what stands in its groups, and under "or" what joins two of
these. Quoted words stay in the document's language. A sentence without a translation stays
English; `tests/test_localised.py` holds those that must have one.
"""

import json
import re
from collections.abc import Sequence
from importlib.resources import files

from rag.reading.tongues import tongue
from rag.schema import Citation, ScoredChunk
from rag.verifying.words import script_language

_DATA = json.loads((files(__package__) / "localised.json").read_text(encoding="utf-8"))
SPOKEN = tuple(_DATA["or"])  # besides English
_TOLD = tuple((re.compile(row["en"]), row) for row in _DATA["told"])


def localised(text: str, language: str) -> str:
    """A sentence of ours in "zh", "he", "de", "fr" or "es".

    As it is in any other language, or without a translation. Names, years and figures within it
    stay as they are.
    """
    either = _DATA["or"].get(language)
    if either is None:
        return text
    for english, told in _TOLD:
        if match := english.fullmatch(text):
            said = (_DATA["words"].get(part, {language: part})[language] for part in match.groups())
            return str(told[language].format(*(part.replace(" or ", either) for part in said)))
    return text


def spoken(question: str) -> str:
    """The language to answer a question in, as far as we speak it; "en" where we do not."""
    language = tongue(question) or script_language(question)
    return language if language in SPOKEN else "en"


_SILENT = re.compile(
    "|".join((_DATA["told"][0]["en"], *(re.escape(_DATA["told"][0][to]) for to in SPOKEN)))
)


def is_silence(answer: str) -> bool:
    """Whether an answer says only that the documents do not answer, in whatever language."""
    return bool(_SILENT.match(answer.lstrip()))


# The reader was taught to answer from English, Chinese and Hebrew above all.
_HARDLY_READ = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "ru": "Russian", "ar": "Arabic", "ja": "Japanese", "ko": "Korean",
}  # fmt: skip
LANGUAGES = {"en": "English", "zh": "Chinese", "he": "Hebrew", **_HARDLY_READ}


def hardly_read(
    passages: Sequence[ScoredChunk], citations: Sequence[Citation] = ()
) -> tuple[str, ...]:
    """A note where what is quoted first is in a language that is hardly understood.

    In silence the nearest passage tells.
    """
    first = citations or passages
    language = first[0].provenance.language if first else None
    if language not in _HARDLY_READ:
        return ()
    return (
        f"The nearest passages are in {_HARDLY_READ[language]}, which is understood less surely "
        "than English, Chinese and Hebrew.",
    )

"""A text into the sentences, list items, headings, table rows and code that can be cited.

Own rules: all edge cases in tests/test_sentences.py, the first 66 of them against 57, and 95% of
CLAP-NQ's 449 gold sentences exactly, against 93% for sentencex 1.0.32, the best library tried.
"""

import re
from collections.abc import Iterator

from rag.reading import german
from rag.reading.language import detect_language
from rag.reading.layout import stretches
from rag.schema import Kind, Sentence

__all__ = ["detect_language", "heading_level", "split_sentences"]

WHOLE_ITEM_CHARS = 240
_RUN_IN = 5  # words of a heading that a list item begins with

# A stop, the quotes and brackets that close with it, and notes: [3], [citation needed].
_STOP = re.compile(
    r"(?P<stop>\.(?: \.)+|[.!?…؟۔।。！？｡]+)"
    r"(?P<close>[\"'”’»)\]）】」』״]*)(?P<notes>(?:\[[\w ]{1,24}\])*)"
)
_FULL_WIDTH = "。！？｡"
_SPACED_CLOSE = re.compile(r"\s*(?:''|”|’’|\)|\])(?=\s|$)")
_OPENERS = re.compile(r"[\"'“‘«(\[（【「『`–—-]*\s?")
_WORD_BEFORE = re.compile(r"[\s\"'“”‘’«»()\[\]（）,;:/–—-]")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_SPOKEN = re.compile(r"[^\W_]")
_NEXT_WORD = re.compile(r"[\w’']+")
_SPEAKER = re.compile(
    r"(?:[A-Z][\w’'.-]*\s+){1,3}(?:said|says|asked|asks|told|wrote|added|replied|noted|exclaimed)\b"
)
_SPEAKER_ZH = re.compile(r"[^，。！？；：“”\s]{0,8}?(?:说|說|问|問|道|喊|答|叫|称|稱|表示)[，。：]")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Never at the end of a sentence.
_TITLES = _words(
    "Mr Mrs Ms Mx Dr Prof Rev Fr Gen Col Maj Lt Sgt Capt Cmdr Cpl Adm Gov Sen Rep Pres Hon Amb "
    "St Ste Mt Ft Messrs Mme Mlle vs cf viz e.g i.e eg ie approx v Revd Gens Sens Reps Drs"
)
# Before a number only.
_NUMBERED = _words(
    "No Nos no nos Vol vol Fig Figs fig figs Eq Eqs eq Sec sec Ch ch Art art p pp Pt Par Op op "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Tel tel Abb Nr nr c ca"
)
# Inside a sentence as often as at its end: the next word decides.
_EITHER = _words(
    "Inc Ltd Co Corp Bros Jr Sr Esq etc al Ph.D M.D B.A M.A Ave Blvd Rd Dept Univ Assn Est est "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun "
    "Calif Mass Conn Fla Ill Mich Minn Pa Tenn Va Wash Wis Ariz Colo Ga lit Ed ed Eds eds"
)
_STARTERS = _words(
    "The A An In On At By For From With After Before During Since While When Where If As Although "
    "Though But And Or So Yet However Moreover Meanwhile Still Also Then Now Today It Its He She "
    "They We I You His Her Their Our My This That These Those There Here What Who Why How Which "
    "Both Each Some Many Most All No Not Such Another Other Under Over To Of Despite According "
    "Because Once Until Unlike Among Between Only Even Later Early Last Next Additionally "
    "Furthermore Following Based Several One Two Three Perhaps Thus Therefore Instead "
    "Again Finally First Second Third Hence Nevertheless Nonetheless Similarly Consequently "
    "Through Throughout Within Without Around About Prior Due Given Often Sometimes Usually "
    "Generally Overall Alternatively Every Any None Neither Either Whether Is Are Was Were Do "
    "Does Did Can See Let People Much Where Whose Who Whom Several"
)


def split_sentences(text: str, language: str | None = None) -> list[Sentence]:
    """Every citable unit of ``text``: in order, not overlapping, trimmed, code point spans.

    A list item stays whole up to 240 characters; longer ones are cut into sentences, each
    a ``LIST_ITEM`` of the same block, a heading in it ("3. Term. The lease …") with the
    sentence behind it. A block of code stays whole. ``language`` matters for German ordinals
    ("3. Oktober", see ``german``).
    """
    rules = _Rules(text, language)
    found: list[Sentence] = []
    for part in stretches(text):
        short_item = part.kind is Kind.LIST_ITEM and part.end - part.start <= WHOLE_ITEM_CHARS
        if part.kind in (Kind.HEADING, Kind.TABLE_ROW, Kind.CODE) or short_item:
            found.append(Sentence(part.start, part.end, part.kind, part.block))
            continue
        spans = list(rules.cut(part.start, part.end))
        if part.kind is Kind.LIST_ITEM and spans[1:] and _is_run_in(text[slice(*spans[0])]):
            spans[:2] = [(spans[0][0], spans[1][1])]
        found.extend(Sentence(start, end, part.kind, part.block) for start, end in spans)
    return found


def _is_run_in(sentence: str) -> bool:
    """Whether the first sentence of an item is a heading: a few words, the first with a capital."""
    words = sentence.split()
    return sentence.endswith(".") and len(words) <= _RUN_IN and sentence[:1].isupper()


def heading_level(text: str, heading: Sentence) -> int:
    """How deep a heading is: 1 for a title (``#``, ``===``, the first line), else 2 and more."""
    line = text.rfind("\n", 0, heading.start_char) + 1
    mark = text[line : heading.start_char]
    if "#" in mark or "=" in mark:
        return max(mark.count("#"), mark.count("="))
    below = text[heading.end_char : heading.end_char + 20].lstrip(" \t").lstrip("\n")
    if below.startswith("==") or not text[:line].strip():
        return 1
    return 2


class _Rules:
    """Where sentences end in one text; whether it is cased is judged over the whole of it."""

    def __init__(self, text: str, language: str | None) -> None:
        sample = text[:20_000]
        self.text = text
        self.ordinals = language == "de"
        self.lower_only = sum(map(str.isupper, sample)) * 300 < sum(map(str.islower, sample))

    def cut(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Trimmed sentence spans that together hold all of ``text[start:end]``."""
        first = after = start
        last: int | None = None
        for match in _STOP.finditer(self.text, start, end):
            if match.end() <= after:
                continue
            stop = self._end_of(match, after, end)
            if stop is None:
                continue
            # A lone quote or stop belongs to the sentence before it.
            if last is not None and _SPOKEN.search(self.text, after, stop):
                yield first, last
                first = after
            last, after = stop, self._skip_space(stop, end)
        if last is not None and _SPOKEN.search(self.text, after, end):
            yield first, last
            first = after
        if _SPOKEN.search(self.text, first, end):
            yield first, end

    def _skip_space(self, at: int, end: int) -> int:
        while at < end and self.text[at].isspace():
            at += 1
        return at

    def _end_of(self, match: re.Match[str], first: int, end: int) -> int | None:
        """Where the sentence ends at this stop, or None when it goes on."""
        stop, at = match["stop"], match.end()
        if at >= end:
            return end
        if stop[-1] in _FULL_WIDTH or (self.text[at] >= "⺀" and stop[-1] in "!?"):
            return at if self._ends_full_width(match, at, end) else None
        if not self.text[at].isspace():
            return None
        at = self._take_spaced_quote(match, first, at, end)
        following = self._skip_space(at, end)
        if following >= end:
            return end
        return at if self._ends(match, first, following) else None

    def _ends_full_width(self, match: re.Match[str], at: int, end: int) -> bool:
        following = self.text[self._skip_space(at, end) : at + 12]
        if following.startswith(("，", "、", "；", "：", ",")):
            return False
        return not (match["close"] and _SPEAKER_ZH.match(following))

    def _take_spaced_quote(self, match: re.Match[str], first: int, at: int, end: int) -> int:
        """Tokenised text puts the closing quote a space after the stop (`` . '' ``)."""
        if not self.text[match.start() - 1].isspace():
            return at
        if quote := _SPACED_CLOSE.match(self.text, at, end):
            return quote.end()
        straight = self._skip_space(at, end)
        lone = self.text[straight : straight + 1] == '"' and (
            straight + 1 >= end or self.text[straight + 1].isspace()
        )
        odd = self.text.count('"', first, straight) % 2 == 1
        return straight + 1 if lone and odd else at

    def _ends(self, match: re.Match[str], first: int, following: int) -> bool:
        """The rules for a stop followed by space, by what stands before and after it."""
        text, stop, close = self.text, match["stop"], match["close"]
        opener = _OPENERS.match(text, following)
        start = opener.end() if opener else following
        head = text[start : start + 1] or " "
        small = head.islower() and not text[start + 1 : start + 2].isupper()
        if small and not self.lower_only:
            return False
        if close[:1] in (")", "]", "）") and text[first] not in "([（":
            return False
        if set(stop) <= {"!", "?"}:
            return not (close and _SPEAKER.match(text, following))
        if stop.startswith(("..", "…")):
            return not text[match.start() - 1].isspace() or self._starts(start)
        return self._period_ends(first, match.start(), start, head)

    def _period_ends(self, first: int, at: int, start: int, head: str) -> bool:
        before = self.text[max(first, at - 24) : at]
        word = _WORD_BEFORE.split(before.rstrip())[-1]
        if self.lower_only:
            word = word if word in _TITLES or word in _NUMBERED else word.capitalize()
        if word in _TITLES:
            return False
        if head.isdigit() and word in _NUMBERED:
            return False
        if before[-1:].isspace() or not word:
            return True
        if word.isdigit() and at - len(word) == first:
            return False
        if word.isdigit() and self.ordinals and len(word) < 3:
            return not german.is_ordinal(self.text[first : at - len(word)], self.text, start)
        initial = len(word) == 1 and word.isalpha() and (word.isupper() or word >= "א")
        if initial or word in _EITHER or _DOTTED.fullmatch(word):
            return self._starts(start) or (word == "etc" and head.isupper())
        return True

    def _starts(self, start: int) -> bool:
        word = _NEXT_WORD.match(self.text, start)
        return word is not None and word.group().capitalize() in _STARTERS

"""Transcripts and e-mails: whose words a sentence is, who is asked about, what replies. Pure.

“I would rather not” says nothing without who says it; “And in May?” answers nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from rag.answering.asking.question import Question, names_in
from rag.answering.closeness import terms_of
from rag.answering.kinds.interview import Said, said_in_interviews
from rag.answering.rows.tables import same_block
from rag.reading.mail import sender_of
from rag.reading.terms import fold, query_terms
from rag.reading.turns import beginnings, label_of, lead, said_in, speakers, stamp_of
from rag.schema import Chunk, Kind, Sentence
from rag.verifying.words import Asks

if TYPE_CHECKING:
    from rag.answering.evidence import Candidate

_SAYING = (
    r"(?:sa(?:y|ys|id)|think|thinks|thought|propos\w+|suggest\w*|believ\w+|agree[ds]?|disagree[ds]?|"
    r"ask(?:s|ed)?|answer(?:s|ed)?|repl(?:y|ies|ied)|respon\w+|promis\w+|object(?:s|ed)?|"
    r"recommend\w*|estimat\w+|quot(?:e|es|ed)|report(?:s|ed)?|argue[ds]?|claim(?:s|ed)?|mention(?:s|ed)?|"
    r"explain(?:s|ed)?|warn(?:s|ed)?|offer(?:s|ed)?|complain(?:s|ed)?|admit(?:s|ted)?|"
    r"insist(?:s|ed)?|wr(?:ite|ites|ote)|want(?:s|ed)?|feel|feels|felt|react\w*|"
    r"mind|minds|prefer(?:s|red)?|worr\w+|consider(?:s|ed)?|request(?:s|ed)?|announce[ds]?|"
    r"tell|tells|told)\b"
)
_ASKED_OF = re.compile(
    rf"\b(?:did|does|do|would|has|is|was|will|might|had)\s+(?P<name>[^?]{{2,60}}?)\s+{_SAYING}|"
    r"\baccording to (?P<by>[^?,]{2,60})|"
    r"\b(?P<whose>[A-Z][^?,]{1,60}?)['’]s? (?:view|opinion|reply|answer|proposal|suggestion|"
    r"position|objection)s?\b",
    re.IGNORECASE,
)
_OPINION = re.compile(r"\b(?:agree|disagree|react|respond|reply|replie|object|accept|oppose)")
_WHO_SAID = re.compile(rf"\W*who (?:was it (?:that|who) )?(?P<verb>{_SAYING})(?P<what>.*)", re.I)
_AT = re.compile(
    r"\b(?:at|in|during|on) (?:the |this |that |our |last )?(?:[\w'’-]+ ){0,4}?"
    r"(?P<event>meeting|call|interview|hearing|session|debate|conference|assembly|discussion|"
    r"minutes|transcript|conversation)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SHORT = 3  # terms: a reply of fewer needs what it replies to, and the sentence behind it
_A_WORD_OR_TWO = 2  # terms that tell: a message's first sentence of fewer needs the next
_ENOUGH_OF_IT = 0.75  # of the words behind "who proposed": the turn that has them is meant


def with_speakers(
    candidates: Sequence["Candidate"], question: Question | None = None
) -> list["Candidate"]:
    """The candidates, in transcripts each with who speaks, in e-mails with who wrote.

    Only where a person is asked for or about is it read with the sentence, and when a message was
    sent where a day is: elsewhere the reader, which knows no transcripts, is less sure of it. Who
    signs says nothing and is left out.
    """
    chunks = {c.rank: c.chunk.chunk for c in candidates}
    labels: dict[str, list[str]] = {}
    own = {rank: _turns(chunk) for rank, chunk in chunks.items()}
    for rank, chunk in chunks.items():
        labels.setdefault(chunk.document_id, []).extend(turn.name for turn in own[rank].values())
    speaking = {document_id: speakers(found) for document_id, found in labels.items()}
    interviews = said_in_interviews({c.rank: c.chunk for c in candidates})
    told = {}
    for rank, chunk in chunks.items():
        said = speaking[chunk.document_id]
        if not said and rank in interviews:
            told[rank] = _Told(dict(map(_turn_of, interviews[rank].items())), [])
            continue
        turns = {b: turn for b, turn in own[rank].items() if turn.stamp or turn.name in said}
        if turns or said or _writers(chunk):
            told[rank] = _Told(turns, _writers(chunk))
    if not told:
        return list(candidates)
    of_person = question is not None and bool(asked_of(question) or question.asks is Asks.PERSON)
    about = set(fold(" ".join(question.names)).split()) if question is not None else set[str]()
    of_day = question is not None and question.asks is Asks.DATE
    found = []
    for c in candidates:
        name, stamp, asks = told[c.rank].of(c.sentence) if c.rank in told else _Turn("")
        if name and set(_WORD.findall(c.text)) <= set(_WORD.findall(name)):
            continue
        named = c.rank in interviews and not asks and not about.isdisjoint(fold(name).split())
        matters = of_person or named or (of_day and stamp)
        begun = label_of(c.text) == name
        said_by = f"{lead(name, stamp)} " if name and matters and not begun else ""
        unread = len(c.text) - len(said_in(c.text)) if stamp and begun and not matters else 0
        found.append(
            replace(c, speaker=name, stamp=stamp, told_by=said_by, unread=unread, asking=asks)
        )
    return found


class _Turn(NamedTuple):
    """Who speaks, and in a chat when; "" where nobody does. ``asks``: to interview another."""

    name: str
    stamp: str = ""
    asks: bool = False


def _turn_of(item: tuple[int, Said]) -> tuple[int, _Turn]:
    block, said = item
    return block, _Turn(said.name, asks=said.asks)


class _Told(NamedTuple):
    """Who speaks in a passage: by block, and where in it a message of somebody begins."""

    blocks: dict[int, _Turn]
    messages: list[tuple[int, str]]

    def of(self, sentence: Sentence) -> _Turn:
        """Whose words the sentence is."""
        sent = (name for at, name in reversed(self.messages) if at < sentence.start_char)
        return self.blocks.get(sentence.block) or _Turn(next(sent, ""))


def goes_on(before: "Candidate", own: "Candidate") -> bool:
    """Whether the candidate can stand right behind another as words of the same person."""
    if before.chunk.chunk.document_id != own.chunk.chunk.document_id:
        return False
    if before.speaker != own.speaker:
        return False
    return not own.speaker or bool(_writers(own.chunk.chunk)) or same_block(before, own)


def _turns(chunk: Chunk) -> dict[int, _Turn]:
    """By block who speaks in it, as far as the passage says; the first may go on from another."""
    begins = beginnings(chunk.text, chunk.sentences, chunk.start_char)
    above = chunk.headings[-1] if chunk.headings else ""
    if above.endswith(":") and label_of(f"{above} …") and chunk.sentences:
        begins[chunk.sentences[0].block] = f"{above} …"
    return {block: _Turn(label_of(begin), stamp_of(begin)) for block, begin in begins.items()}


def _writers(chunk: Chunk) -> list[tuple[int, str]]:
    """Who wrote the e-mails of a passage, each with where its heading stands."""
    above = [(-1, heading) for heading in chunk.headings]
    inside = [(s.start_char, chunk.slice(s)) for s in chunk.sentences if s.kind is Kind.HEADING]
    return [(at, name) for at, heading in (*above, *inside) if (name := sender_of(heading))]


def asked_of(question: Question) -> str:
    """Whose words are asked for: the name in "What did Ravi propose?"; "" elsewhere."""
    found = _ASKED_OF.search(question.text)
    said = next(filter(None, found.groups()), "") if found else ""
    return next(iter(names_in(said)), "")


def by(name: str, candidate: "Candidate") -> bool:
    """Whether the one who speaks has this name, or the part of it that is given."""
    return bool(name) and set(fold(name).split()) <= set(fold(candidate.speaker).split())


def others_turns(question: Question, candidates: Sequence["Candidate"]) -> list[int]:
    """Turns of others in the transcripts where the one whose words are asked for speaks."""
    name = asked_of(question) if any(c.speaker for c in candidates) else ""
    where = {c.chunk.chunk.document_id for c in candidates if by(name, c)}
    return [
        i
        for i, c in enumerate(candidates)
        if c.speaker and not by(name, c) and c.chunk.chunk.document_id in where
    ]


def reply_asked_for(
    question: Question, candidates: Sequence["Candidate"], likeliest: Sequence[int]
) -> list[int]:
    """“Does Ravi agree?”: what another says of it, of the ``likeliest``, and Ravi's next turn."""
    name = asked_of(question)
    if not name or not _OPINION.search(question.text):
        return []
    for i in likeliest:
        if not candidates[i].speaker or by(name, candidates[i]):
            continue
        behind = _turn_behind(candidates, i)
        if behind and by(name, candidates[behind[0]]):
            return [i, *_beginning(candidates, behind)]
    return []


def who_said(
    question: Question, candidates: Sequence["Candidate"], order: Sequence[int]
) -> int | None:
    """“Who proposed …?”: the turn that has nearly all of its words, the likeliest of several."""
    found = _WHO_SAID.match(question.text)
    wanted = set(terms_of(found["what"])) if found else set()
    if found is None or not wanted:
        return None
    said = {i: _share(wanted, candidates[i]) for i in order if candidates[i].speaker}
    if not fold(found["verb"]).startswith("ask"):
        said = {i: share for i, share in said.items() if not is_question(candidates[i])}
    best = max(said, key=lambda i: said[i], default=None)
    return best if best is not None and said[best] >= _ENOUGH_OF_IT else None


def _share(wanted: set[str], candidate: "Candidate") -> float:
    return len(wanted & set(terms_of(said_in(candidate.text)))) / len(wanted)


def was_elsewhere(question: Question, candidates: Sequence["Candidate"], best: int) -> str:
    """Why the words of the best sentence are not those said at the meeting that is asked about."""
    name = asked_of(question)
    event = _AT.search(question.text)
    own = candidates[best]
    if not (name and event) or by(name, own):
        return ""
    chunk = own.chunk.chunk
    around = " ".join((own.chunk.provenance.title, *chunk.headings, chunk.text))
    of_event = set(terms_of(event["event"])) <= set(terms_of(around))
    spoken = any(c.speaker and c.chunk.chunk.document_id == chunk.document_id for c in candidates)
    if of_event and not spoken:
        return ""
    return f"The passages found have no words of {name} at the {fold(event['event'])}."


def is_question(candidate: "Candidate") -> bool:
    """Whether the sentence asks something, or is an interviewer's, who leads to a question."""
    if candidate.asking:
        return True
    asks = candidate.text.rstrip("\"'”’»)]* ").endswith(("?", "？"))
    return asks and candidate.sentence.kind is Kind.PROSE


def with_replies(
    candidates: Sequence["Candidate"], chosen: Sequence[int], order: Sequence[int]
) -> list[int]:
    """``chosen`` with what answers a question among them, and no question by itself.

    Of a text in which nobody speaks only the first. A short reply has the question before it.
    """
    chosen = _with_more(candidates, chosen)
    if not any(is_question(candidates[i]) for i in chosen):
        before = _question_before(candidates, chosen[0]) if chosen else None
        return list(chosen) if before is None else [before, *chosen]
    found: list[int] = []
    for place, i in enumerate(chosen):
        if not is_question(candidates[i]):
            found += [i] if i not in found else []
        elif not place or candidates[i].speaker:
            behind = _reply(candidates, i)
            reply = _beginning(candidates, behind)
            told = candidates[i].asking and not set(behind).isdisjoint(found)
            found += [n for n in (*([] if told else [i]), *reply) if reply and n not in found]
    plain = [i for i in order if not is_question(candidates[i])]
    return found or plain[:1] or list(chosen)


def _with_more(candidates: Sequence["Candidate"], chosen: Sequence[int]) -> list[int]:
    """``chosen``, each that begins a chat's message and says hardly anything with what follows.

    "This is the quote. 15,350 plus VAT."
    """
    found: list[int] = []
    for i in chosen:
        own = candidates[i]
        found += [i] if i not in found else []
        if (
            own.stamp
            and stamp_of(own.text)
            and len(query_terms(said_in(own.text))) < _A_WORD_OR_TWO
        ):
            behind = _behind(candidates, i)[:1]
            found += [n for n in behind if n not in found and same_block(candidates[n], own)]
    return found


def _question_before(candidates: Sequence["Candidate"], index: int) -> int | None:
    """The question that the candidate, the short beginning of a turn, replies to."""
    own = candidates[index]
    if not own.speaker or label_of(own.text) != own.speaker:
        return None
    if len(terms_of(said_in(own.text))) >= _SHORT:
        return None
    before = _at(candidates, index, -1)
    asked = before is not None and candidates[before].speaker and is_question(candidates[before])
    return before if asked else None


def _at(candidates: Sequence["Candidate"], index: int, step: int) -> int | None:
    """The sentence of the document right before (-1) or behind (1) the candidate, if retrieved."""
    own = candidates[index]
    chunk = own.chunk.chunk
    place = own.place + step
    within = 0 <= place < len(chunk.sentences)
    for i, c in enumerate(candidates):
        other = c.chunk.chunk
        if within and (c.rank, c.place) == (own.rank, place):
            return i
        if within or other.document_id != chunk.document_id or other.index != chunk.index + step:
            continue
        if c.place == (0 if step > 0 else len(other.sentences) - 1):
            return i
    return None


def _behind(candidates: Sequence["Candidate"], index: int) -> list[int]:
    """What follows the candidate, up to the end of the paragraph or turn that begins behind it."""
    found: list[int] = []
    at = _at(candidates, index, 1)
    while at is not None and candidates[at].sentence.kind is not Kind.HEADING:
        if found and not same_block(candidates[at], candidates[found[0]]):
            break
        found.append(at)
        at = _at(candidates, at, 1)
    return found


def _turn_behind(candidates: Sequence["Candidate"], index: int) -> list[int]:
    """The turn that follows the candidate's own."""
    found = _behind(candidates, index)
    while found and same_block(candidates[found[0]], candidates[index]):
        found = _behind(candidates, found[-1])
    return found


def _reply(candidates: Sequence["Candidate"], index: int) -> list[int]:
    """What follows a question; in an interview what follows all that the interviewer says."""
    return (_turn_behind if candidates[index].asking else _behind)(candidates, index)


def _beginning(candidates: Sequence["Candidate"], reply: Sequence[int]) -> list[int]:
    """The first sentence of a reply, and the one behind a short one; none where it asks back."""
    told = [i for i in reply if not is_question(candidates[i])]
    if not told:
        return []
    short = len(terms_of(said_in(candidates[told[0]].text))) < _SHORT
    return told[: 2 if short else 1]

"""What answers by its form alone, whatever the reader says. Pure.

The reader knows such questions from hardly any example, or is not shown headings and labels.
"""

from collections.abc import Sequence

from rag.answering.asking.question import Question
from rag.answering.evidence import Candidate
from rag.answering.kinds import (
    bylines,
    defined,
    duties,
    in_force,
    minutes,
    officers,
    periods,
    turns,
)
from rag.answering.kinds.announced import announced
from rag.answering.kinds.described import describes, introducing, name_asked
from rag.answering.kinds.divisions import divided
from rag.answering.kinds.enumerated import counted_off
from rag.answering.kinds.gratis import gratis
from rag.answering.kinds.handover import followed
from rag.answering.kinds.itemised import itemised
from rag.answering.kinds.numbered import about, numbered
from rag.answering.kinds.releases import changed_in, changes, says_when, with_releases
from rag.answering.kinds.sections import asked_above, under_heading
from rag.answering.pointing import short_answer
from rag.answering.rows.columns import row_asked_for

# How sure each form is, at least.
SAID_WHO_IT_IS = 0.6  # a clause says who or what a name is
SAYS_WHEN = 0.8  # the heading of a release says when it was released
BEARS_THE_LABEL = 0.85  # a line of minutes has the label of what is asked for
SAID_SO = 0.75  # a turn has nearly all words of "who proposed …?"
BEARS_THE_NUMBER = 0.8  # it stands under the number of the clause asked for
FOLLOWS = 0.75  # it passed from the one who is found to another, and the new one is asked for
HOLDS_IT = 0.8  # a line, or brackets behind a name, say who somebody is
SAYS_SO = 0.75  # a clause says who has the duty, or from when until when a contract runs
ASKED_ABOVE = 0.85  # the heading that it stands below asks the question itself
HOLDS_THE_AMOUNT = 0.8  # an item of a list says how much or many of what is asked for
HOLDS_THE_VOTES = 0.9  # it tells the votes of both sides of what was voted on
COUNTED_OFF = 0.7  # a sentence says how many there are of what is asked for, and these follow
UNDER_ITS_HEADING = 0.7  # it stands under the heading asked for
IN_ROW_AND_COLUMN = 0.75  # a row has all names of the question, a column what is asked of it
_OF_CONTRACTS = (
    in_force.runs,
    in_force.may_end_early,
    duties.bound,
    periods.a_period,
    periods.notice,
    periods.when_late,
)
_LOOKED_AT = 5
_NOT_OF_CELLS = ("yes_no", "why", "compare")


def by_form(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int], chosen: list[int]
) -> tuple[list[int], float, short_answer.Words | None]:
    """The sentences, how sure they are, and their words that answer by themselves.

    ``chosen`` as they are, and 0, where no form tells. ``order`` has the candidates best first.
    """
    if under := numbered(question, candidates):
        return under, BEARS_THE_NUMBER, None
    if clause := about(question, candidates, order):
        return clause.chosen, UNDER_ITS_HEADING, short_answer.Words(*clause.words)
    if below := asked_above(question, candidates):
        return below, ASKED_ABOVE, None
    if item := itemised(question, candidates):
        return [item.at], HOLDS_THE_AMOUNT, _words_at(candidates[item.at], *item.amount)
    if free := gratis(question, candidates, order):
        return [free.at], HOLDS_THE_AMOUNT, _words_at(candidates[free.at], *free.words)
    if division := divided(question, candidates, order):
        sure = HOLDS_THE_VOTES if division.named else SAYS_SO
        return [division.at], sure, _words_at(candidates[division.at], *division.votes)
    if under := under_heading(question, candidates):
        return under, UNDER_ITS_HEADING, None
    if told := announced(question, candidates, chosen):
        return told, UNDER_ITS_HEADING, None
    if several := counted_off(question, candidates, order):
        return several, COUNTED_OFF, None
    if dated := [i for i, c in enumerate(candidates) if says_when(question, c.text)]:
        return dated[:1], SAYS_WHEN, None
    changed = changes(question, candidates, chosen) or changed_in(question, candidates, order)
    if changed:
        return changed, UNDER_ITS_HEADING, None
    if found := officers.told(question, candidates, chosen):
        return found.chosen, HOLDS_IT, short_answer.Words(*found.words)
    if makers := defined.parties(question, candidates):
        return makers, HOLDS_IT, None
    if means := defined.meaning(question, candidates):
        return means, SAYS_SO, None
    for rule in _OF_CONTRACTS:
        if says := rule(question, candidates, order):
            return says.chosen, SAYS_SO, says.words and short_answer.Words(*says.words)
    if signed := bylines.told(question, candidates):
        return [signed.at], HOLDS_IT, short_answer.Words(*signed.words)
    if handed := followed(question.text, [c.text for c in candidates], chosen[0]):
        if not handed.is_new:
            return [chosen[0], handed.at], 0.0, None
        return [handed.at], FOLLOWS, _words_at(candidates[handed.at], *handed.name)
    if introduced := introducing(question, candidates, order, chosen):
        return introduced, SAID_WHO_IT_IS, None
    if describes(question, candidates[chosen[0]].text):
        named = [i for i in chosen if name_asked(question) in candidates[i].text]
        return named, SAID_WHO_IT_IS, None
    if (line := minutes.told(question, candidates)) and line.chosen:
        return line.chosen, BEARS_THE_LABEL, line.words and short_answer.Words(*line.words)
    turn = turns.who_said(question, candidates, order)
    if turn is not None:
        return [turn], SAID_SO, short_answer.speaker_of(candidates[turn])
    if len(cells := _cells(question, candidates, order)) == 1:
        ((row, cell),) = cells.items()
        return [row], IN_ROW_AND_COLUMN, cell
    return with_releases(candidates, chosen), 0.0, None


def _words_at(candidate: Candidate, start: int, end: int) -> short_answer.Words:
    at = candidate.sentence.start_char
    return short_answer.Words(candidate.chunk.chunk.document_id, at + start, at + end)


def _cells(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int]
) -> dict[int, short_answer.Words]:
    """The cell of each row that is asked for, of the tables of the likeliest rows."""
    if question.type in _NOT_OF_CELLS:
        return {}
    rows = {row_asked_for(question, candidates, i) for i in order[:_LOOKED_AT]} - {None}
    cells = {i: short_answer.find_cell(question, candidates, i) for i in rows if i is not None}
    return {i: cell for i, cell in cells.items() if cell}

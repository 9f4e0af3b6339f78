"""What answers by its form alone, whatever the reader says. Pure.

The reader knows such questions from hardly any example, or is not shown headings and labels.
"""

from collections.abc import Sequence

from rag.answering import minutes, short_answer, turns
from rag.answering.described import describes
from rag.answering.evidence import Candidate
from rag.answering.numbered import numbered
from rag.answering.question import Question
from rag.answering.releases import says_when
from rag.answering.sections import under_heading

# How sure each form is, at least.
SAID_WHO_IT_IS = 0.6  # a clause says who or what a name is
SAYS_WHEN = 0.8  # the heading of a release says when it was released
BEARS_THE_LABEL = 0.85  # a line of minutes has the label of what is asked for
SAID_SO = 0.75  # a turn has nearly all words of "who proposed …?"
BEARS_THE_NUMBER = 0.8  # it stands under the number of the clause asked for
UNDER_ITS_HEADING = 0.7  # it stands under the heading asked for


def by_form(
    question: Question, candidates: Sequence[Candidate], order: Sequence[int], chosen: list[int]
) -> tuple[list[int], float, short_answer.Words | None]:
    """The sentences, how sure they are, and their words that answer by themselves.

    ``chosen`` as they are, and 0, where no form tells. ``order`` has the candidates best first.
    """
    if under := numbered(question, candidates):
        return under, BEARS_THE_NUMBER, None
    if under := under_heading(question, candidates):
        return under, UNDER_ITS_HEADING, None
    if dated := [i for i, c in enumerate(candidates) if says_when(question, c.text)]:
        return dated[:1], SAYS_WHEN, None
    if describes(question, candidates[chosen[0]].text):
        named = [i for i in chosen if question.names[0] in candidates[i].text]
        return named, SAID_WHO_IT_IS, None
    if (line := minutes.told(question, candidates)) and line.chosen:
        return line.chosen, BEARS_THE_LABEL, line.words and short_answer.Words(*line.words)
    turn = turns.who_said(question, candidates, order)
    if turn is not None:
        return [turn], SAID_SO, short_answer.speaker_of(candidates[turn])
    return chosen, 0.0, None

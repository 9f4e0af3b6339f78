// One turn of a conversation: the question, its answer or what became of it, and what to do with it.

import { abstention, answerText, disagreements } from './answer.js';
import { h, icon, toast, tool } from './dom.js';
import { feedbackRow } from './feedback.js';
import { withFootnotes } from './history.js';
import { steps } from './passages.js';
import { said } from './said.js';
import { EVERYTHING, inWords, isNarrow } from './scope.js';
import { byline, count, runs, tongue } from './text.js';

/** The question as it was asked, and as it was understood where that differs. */
export function questionParts(turn, on) {
  const searched = turn.answer?.standalone_question;
  const scope = { ...EVERYTHING, ...turn.scope };
  return [
    h('h2.question', tongue(turn.question), turn.question),
    isNarrow(scope) && h('p.asked', { dir: 'auto' }, `Asked only: ${inWords(scope)}`),
    searched &&
      h(
        'p.searched',
        {},
        'Understood as “',
        h('span', tongue(searched), searched),
        '” ',
        link('Change', () => on.edit(searched)),
      ),
  ].filter(Boolean);
}

/** Everything of a turn that is not being written any more. */
export function turnParts(turn, on) {
  const { answer } = turn;
  const parts = questionParts(turn, on);
  if (turn.problem)
    parts.push(
      h(
        'div.problem',
        { role: 'alert' },
        icon('warn'),
        h('span', {}, turn.problem),
        link('Try again', on.retry),
      ),
    );
  else if (!answer)
    parts.push(
      h('p.quiet-note', {}, turn.stopped ? 'Stopped. ' : 'Not answered. ', link('Ask again', on.retry)),
    );
  if (!answer) return parts;
  const body = answer.abstained
    ? abstention(answer, on, { narrowed: isNarrow({ ...EVERYTHING, ...turn.scope }) })
    : h('div.answer', {}, answerText(answer, on), disagreements(answer, on));
  const notes = answer.notes.map((note) => h('p.note', { dir: 'auto' }, note));
  return [
    ...parts,
    doubt(turn),
    body,
    ...notes,
    sources(answer, on),
    steps(answer, on),
    actions(turn, on),
  ].filter(Boolean);
}

/** One line for a screen reader, when a turn has ended. */
export function inBrief(turn) {
  if (turn.stopped) return 'Stopped.';
  if (turn.problem) return turn.problem;
  const { answer } = turn;
  return answer.abstained
    ? `${said(answer).none}. ${answer.text}`
    : `Answer with ${count(answer.citations.length, 'source')}: ${answer.text}`;
}

const link = (words, onclick) => h('button.link', { type: 'button', onclick }, words);

// Of the gold questions' answers below this, one in three is wrong; of those above, one in twelve.
const UNSURE = 0.65;

/** What a reader is told before an answer that may well not be one. */
function doubt({ answer, anyway }) {
  if (answer.abstained || (!anyway && answer.confidence >= UNSURE)) return null;
  const likely = `${Math.round(answer.confidence * 100)}%`;
  const { insisted, unsure } = said(answer);
  return h('p.note', { dir: 'auto', lang: answer.language }, (anyway ? insisted : unsure)(likely));
}

/** Each cited document once, with its numbers. */
function sources(answer, on) {
  const documents = new Map();
  for (const one of answer.citations)
    documents.set(one.document_id, [...(documents.get(one.document_id) || []), one]);
  if (!documents.size) return null;
  return h(
    'ul.sources',
    { 'aria-label': 'Sources' },
    [...documents.values()].map((cited) =>
      h(
        'li',
        {},
        h(
          'button.source-link',
          { type: 'button', onclick: () => on.cite(cited[0]) },
          h('span.numbers', {}, runs(cited.map((one) => one.marker))),
          h('span.source-title', tongue(cited[0].document_title), cited[0].document_title),
          h('span.byline', {}, byline({ ...cited[0], page: null })),
        ),
      ),
    ),
  );
}

function actions(turn, on) {
  return h(
    'div.actions',
    { role: 'group', 'aria-label': 'What to do with this answer' },
    tool('copy', 'Copy with footnotes', () => copy(withFootnotes(turn.answer))),
    tool('retry', 'Ask again', on.retry),
    tool('edit', 'Change the question', () => on.edit(turn.question)),
    h('span.grow'),
    feedbackRow(turn, on.changed),
  );
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied, with footnotes.');
  } catch {
    toast('The browser did not allow copying.');
  }
}

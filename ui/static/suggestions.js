// Questions to start with and to go on with; the server offers only what it has answered itself.

import { json } from './api.js';
import { h } from './dom.js';
import { filters } from './scope.js';
import { count, tongue } from './text.js';

const PROMISE =
  'Every sentence of an answer shows the words it came from. Where your documents do not say, the answer says so.';

/** The page before the first question. `ask(question)` asks one. */
export function welcome(ask) {
  const starters = h('div.starters', { role: 'group', 'aria-label': 'Questions to start with' });
  const line = h('p.lede', {}, ' ');
  json('/ui/starters')
    .then(({ documents, questions }) => {
      line.replaceChildren(
        ...(documents ? [`${count(documents, 'document')} in the library. ${PROMISE}`] : empty()),
      );
      starters.replaceChildren(...questions.map((question) => suggestion(question, ask)));
    })
    .catch((error) => line.replaceChildren(error.message));
  return h('section.welcome', {}, h('h1', {}, 'Ask your documents'), line, starters);
}

const empty = () => [
  'The library is empty. ',
  h('a', { href: '#library' }, 'Add a document'),
  ', and ask about it.',
];

/** Questions that go on from a conversation's last turn, within its scope. */
export async function followUps({ turns }) {
  const { answer, question, scope } = turns.at(-1);
  const cited = new Set(answer.citations.map((one) => one.document_id));
  const read = answer.retrieved.filter((one) => !cited.size || cited.has(one.document_id));
  const send = {
    question,
    asked: turns.flatMap((turn) => [turn.question, ...(turn.suggested || [])]).slice(-50),
    chunk_ids: read.map((one) => one.chunk_id),
    filters: filters(scope),
    text: turns
      .map((turn) => turn.answer?.text || '')
      .join('\n')
      .slice(-20000),
  };
  try {
    return (await json('/ui/follow-ups', { method: 'POST', send })).questions;
  } catch {
    return []; // a suggestion less: nothing that a reader needs to be told
  }
}

/** What to go on with. `ask(question)` asks one. */
export const further = (questions, ask) =>
  h(
    'div.follow-ups',
    { role: 'group', 'aria-label': 'Further questions' },
    questions.map((one) => suggestion(one, ask)),
  );

const suggestion = (question, ask) =>
  h('button.suggestion', { type: 'button', ...tongue(question), onclick: () => ask(question) }, question);

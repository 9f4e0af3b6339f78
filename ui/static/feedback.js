// Thumbs with a reason: what is sent is the question, the answer's text and the reader's word.

import { json } from './api.js';
import { h, toast, tool } from './dom.js';

export const REASONS = {
  answer_wrong: 'The answer is wrong',
  answer_incomplete: 'The answer is incomplete',
  citation_wrong: 'The citation is wrong',
  should_have_abstained: 'It should have abstained',
  should_have_answered: 'It should have answered the question',
};

/** The thumbs of one turn; `changed` is called when the reader's word is stored. */
export function feedbackRow(turn, changed) {
  const { answer } = turn;
  const row = h('span.thumbs');
  const send = async (helpful, reason, comment = '') => {
    try {
      await json('/feedback', {
        method: 'POST',
        send: {
          helpful,
          reason,
          comment,
          answer_id: answer.id || null,
          question: turn.question,
          text: answer.text.slice(0, 20000),
        },
      });
      turn.feedback = helpful ? 'up' : 'down';
      changed();
      draw();
      toast(helpful ? 'Thank you.' : 'Thank you. It is listed under Quality, to be turned into a test case.');
    } catch (error) {
      toast(error.message);
    }
  };
  const draw = () =>
    row.replaceChildren(
      tool('up', 'A good answer', () => send(true, null), { 'aria-pressed': String(turn.feedback === 'up') }),
      tool('down', 'Something is wrong', () => why(send, answer.abstained), {
        'aria-pressed': String(turn.feedback === 'down'),
      }),
    );
  draw();
  return row;
}

function why(send, abstained) {
  // Of an abstention nothing else can be wrong; of an answer, that it answers another question.
  const offered = Object.entries(REASONS).filter(([name]) => !abstained || name === 'should_have_answered');
  const comment = h('textarea', {
    rows: '3',
    maxlength: '2000',
    'aria-label': 'What would be right?',
    placeholder: 'What would be right? (optional)',
    dir: 'auto',
  });
  const choice = ([name, label]) =>
    h(
      'label.choice',
      {},
      h('input', {
        type: 'radio',
        name: 'reason',
        value: name,
        required: true,
        checked: offered.length === 1,
      }),
      h('span', {}, label),
    );
  const dialog = h(
    'dialog.sheet',
    {
      'aria-label': 'What is wrong with it?',
      onclose: () => dialog.remove(),
    },
    h(
      'form',
      {
        method: 'dialog',
        onsubmit: (event) => send(false, new FormData(event.target).get('reason'), comment.value),
      },
      h('h3', {}, 'What is wrong with it?'),
      h('div.reasons-choice', { role: 'radiogroup', 'aria-label': 'Reason' }, offered.map(choice)),
      comment,
      h(
        'div.row.end',
        {},
        h('button.quiet', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
        h('button.primary', {}, 'Send'),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

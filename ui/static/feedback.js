// Thumbs with a reason: what is sent is the question, the answer's text and the reader's word.

import { json } from './api.js';
import { h, toast, tool } from './dom.js';

export const REASONS = {
  answer_wrong: 'The answer is wrong',
  citation_wrong: 'The citation is wrong',
  should_have_abstained: 'It should have abstained',
  should_have_answered: 'It should have answered',
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
  const offered = Object.entries(REASONS).filter(([name]) =>
    abstained ? name === 'should_have_answered' : name !== 'should_have_answered',
  );
  const comment = h('textarea', {
    rows: '3',
    maxlength: '2000',
    'aria-label': 'What would be right?',
    placeholder: 'What would be right? (optional)',
    dir: 'auto',
  });
  const dialog = h(
    'dialog.sheet',
    {
      'aria-label': 'What is wrong with it?',
      onclose: () => {
        const reason = dialog.returnValue;
        if (reason in REASONS) send(false, reason, comment.value);
        dialog.remove();
      },
    },
    h(
      'form',
      { method: 'dialog' },
      h('h3', {}, 'What is wrong with it?'),
      comment,
      h(
        'div.reasons-choice',
        {},
        offered.map(([name, label]) => h('button', { value: name }, label)),
      ),
      h('div.row.end', {}, h('button.quiet', { value: '', formnovalidate: true }, 'Cancel')),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

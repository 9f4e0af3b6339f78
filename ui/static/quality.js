// The Quality tab: the last evaluation and its trend, running one, and readers' word on answers.

import { json } from './api.js';
import { h, icon, toast } from './dom.js';
import { REASONS } from './feedback.js';
import { report } from './report.js';
import { count, moment, tongue } from './text.js';

export class Quality {
  constructor() {
    this.report = h('section.report', { 'aria-label': 'The last evaluation' });
    this.running = h('section.running', { 'aria-label': 'Run the evaluation' });
    this.feedback = h('section.feedback', { 'aria-label': 'Feedback' });
    this.element = h(
      'div.quality.page',
      {},
      h('h1', {}, 'Quality'),
      this.running,
      this.report,
      this.feedback,
    );
  }

  async refresh() {
    try {
      const told = await json('/ui/quality');
      this.report.replaceChildren(...report(told.reports));
      this.drawFeedback(told);
      this.drawRun(told.run);
    } catch (error) {
      const words = error.status === 403 ? 'This page needs a key of scope “admin”.' : error.message;
      this.report.replaceChildren(h('p.problem', { role: 'alert' }, icon('warn'), words));
    }
  }

  // ---- evaluations

  drawRun(run) {
    clearTimeout(this.wait);
    const active = run?.state === 'running';
    this.running.replaceChildren(
      h(
        'div.row',
        {},
        h(
          'p.quiet-note',
          {},
          active
            ? 'Asking the gold questions, one after another …'
            : 'Asks the questions that came with the first three documents, where they are here, and your own: ' +
              'those made from feedback below, and files (*.jsonl) in gold/ of the data folder.',
        ),
        h('span.grow'),
        active
          ? h('button.quiet', { type: 'button', onclick: () => this.order('DELETE') }, 'Stop')
          : h('button.primary', { type: 'button', onclick: () => this.order('POST') }, 'Run the evals'),
      ),
    );
    if (active)
      this.running.append(
        h('progress', {
          max: String(run.total || 1),
          ...(run.total ? { value: String(run.done) } : {}),
          'aria-label': 'Progress of the evaluation',
        }),
        h(
          'p.quiet-note',
          { role: 'status' },
          run.total ? `${run.done} of ${run.total}` : run.line || 'Starting …',
        ),
      );
    if (run && run.state === 'failed')
      this.running.append(
        h('p.problem', { role: 'alert' }, icon('warn'), run.line || 'The evaluation broke off.'),
      );
    if (active) this.wait = setTimeout(() => this.follow(), 700);
  }

  async follow() {
    const run = await json('/ui/evals').catch(() => null);
    if (run?.state === 'running') this.drawRun(run);
    else this.refresh();
  }

  async order(method) {
    try {
      this.drawRun(await json('/ui/evals', { method }));
    } catch (error) {
      toast(error.message);
    }
  }

  // ---- feedback

  drawFeedback({ feedback, gold }) {
    this.feedback.replaceChildren(
      h('h2', {}, 'What readers say'),
      h(
        'p.quiet-note',
        {},
        gold
          ? `${count(gold, 'gold case')} made from feedback so far.`
          : 'A thumb down with a reason becomes a gold case here, once you have looked at it.',
      ),
      feedback.length
        ? h(
            'ul.words',
            {},
            feedback.map((one) => this.word(one)),
          )
        : h('p.empty-note', {}, 'No feedback yet.'),
    );
  }

  word(one) {
    const item = h(
      'li',
      {},
      h(
        'div.row',
        {},
        icon(one.helpful ? 'up' : 'down'),
        h('strong', tongue(one.question), one.question || 'No question'),
        h('span.byline', {}, moment(one.created * 1000)),
      ),
      one.reason ? h('p.reason', {}, REASONS[one.reason]) : '',
      one.comment ? h('p', { dir: 'auto' }, `“${one.comment}”`) : '',
      h('p.said', tongue(one.text), one.text),
    );
    if (one.is_gold) item.append(h('p.ruling.met', {}, icon('check'), 'A gold case'));
    else if (one.can_be_gold) item.append(this.review(one));
    return item;
  }

  /** The row as it will be stored, to be corrected before it is. */
  review(one) {
    const answerable = h('input', { type: 'checkbox', checked: one.reason !== 'should_have_abstained' });
    const expected = h('input', {
      type: 'text',
      maxlength: '500',
      'aria-label': 'Words that a right answer must hold',
      dir: 'auto',
      value: '',
    });
    return h(
      'details',
      {},
      h('summary', {}, 'Make it a gold case'),
      h(
        'form.review',
        {
          onsubmit: async (event) => {
            event.preventDefault();
            try {
              await json('/ui/gold', {
                method: 'POST',
                send: {
                  feedback_id: one.id,
                  answerable: answerable.checked,
                  expected: expected.value.trim(),
                },
              });
              toast('A gold case. The next evaluation asks it.');
              this.refresh();
            } catch (error) {
              toast(error.message);
            }
          },
        },
        h('label.choice', {}, answerable, h('span', {}, 'The documents answer this')),
        h('label.field', {}, 'Words that a right answer must hold (optional)', expected),
        h('button.primary', {}, 'Make it a gold case'),
      ),
    );
  }
}

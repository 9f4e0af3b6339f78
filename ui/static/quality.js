// The Quality tab: the last evaluation and its trend, running one, and readers' word on answers.

import { json } from './api.js';
import { h, icon, toast } from './dom.js';
import { REASONS } from './feedback.js';
import { count, tongue } from './text.js';

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
      this.drawReport(told);
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
            : 'Asks every gold question of this server, and scores the answers.',
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

  drawReport({ reports }) {
    const [last] = reports;
    if (!last) {
      this.report.replaceChildren(
        h(
          'p.empty-note',
          {},
          'No evaluation has been run yet. It takes a minute or two, and says how often answers are right, ' +
            'how often one was missed or made up, and whether citations hold.',
        ),
      );
      return;
    }
    const missed = last.rulings.filter((one) => !one.passed);
    const verdict =
      last.exit_code === 2
        ? 'Some questions could not be asked'
        : missed.length
          ? `${missed.length} of ${last.rulings.length} demands missed`
          : last.rulings.length
            ? `All ${last.rulings.length} demands met`
            : 'No demands were made of it';
    const groups = new Map();
    for (const metric of last.metrics)
      groups.set(metric.group, [...(groups.get(metric.group) || []), metric]);
    this.report.replaceChildren(
      h('h2', {}, 'The last evaluation'),
      h(
        `p.ruling.${last.exit_code ? 'missed' : 'met'}`,
        {},
        icon(last.exit_code ? 'warn' : 'check'),
        verdict,
        h(
          'span.byline',
          {},
          new Date(last.started).toLocaleString('en-GB'),
          ` · ${count(last.cases, 'question')}`,
        ),
      ),
      missed.length
        ? h(
            'ul.reasons',
            {},
            missed.map((one) => h('li', {}, one.text)),
          )
        : '',
      h(
        'div.tiles',
        {},
        last.metrics
          .filter((one) => one.tile)
          .map((one) =>
            h(
              'div.tile',
              {},
              h('span.name', {}, one.title),
              h('strong', {}, one.shown),
              trend(reports, one.name),
            ),
          ),
      ),
      h(
        'details',
        {},
        h('summary', {}, 'Every metric, with its interval'),
        h(
          'table',
          {},
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              ['Metric', 'Value', '95% interval', 'n'].map((name) => h('th', { scope: 'col' }, name)),
            ),
          ),
          [...groups].map(([group, metrics]) =>
            h(
              'tbody',
              {},
              h('tr', {}, h('th.group', { scope: 'rowgroup', colspan: '4' }, group)),
              metrics.map((one) =>
                h(
                  'tr',
                  {},
                  h('th', { scope: 'row' }, one.title),
                  h('td', {}, one.shown),
                  h('td', {}, one.interval),
                  h('td', {}, String(one.n)),
                ),
              ),
            ),
          ),
        ),
      ),
      last.failing.length
        ? h(
            'details',
            {},
            h('summary', {}, `${count(last.failing_total, 'question')} to look at`),
            h(
              'ul.failing',
              {},
              last.failing.map((one) =>
                h(
                  'li',
                  {},
                  h('strong', tongue(one.question), one.question),
                  h('span.byline', {}, `${one.outcome} · ${one.id}`),
                  h('span', { dir: 'auto' }, one.reason),
                ),
              ),
            ),
          )
        : '',
    );
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
        h('span.grow'),
        h('span.byline', {}, new Date(one.created * 1000).toLocaleString('en-GB')),
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

const SVG = 'http://www.w3.org/2000/svg';
function trend(reports, name) {
  const values = reports
    .map((report) => report.metrics.find((one) => one.name === name)?.value)
    .filter((value) => typeof value === 'number')
    .reverse();
  if (values.length < 2) return '';
  const low = Math.min(...values),
    high = Math.max(...values),
    wide = 96,
    tall = 24;
  const points = values
    .map(
      (value, i) =>
        `${(i / (values.length - 1)) * wide},${high === low ? tall / 2 : tall - ((value - low) / (high - low)) * tall}`,
    )
    .join(' ');
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({
    viewBox: `-2 -2 ${wide + 4} ${tall + 4}`,
    class: 'trend',
    role: 'img',
    'aria-label': `Trend over ${values.length} evaluations`,
  }))
    svg.setAttribute(key, value);
  const line = document.createElementNS(SVG, 'polyline');
  line.setAttribute('points', points);
  svg.append(line);
  return svg;
}

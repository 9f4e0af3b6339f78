// The last evaluation as elements: what was demanded, the figures and their trend, what to look at. Pure.

import { h, icon } from './dom.js';
import { count, moment, tongue } from './text.js';

/** `reports` of GET /ui/quality, newest first. */
export function report(reports) {
  const [last] = reports;
  if (!last)
    return [
      h(
        'p.empty-note',
        {},
        'No evaluation has been run yet. It takes a minute or two, and says how often answers are right, ' +
          'how often one was missed or made up, and whether citations hold.',
      ),
    ];
  return [
    h('h2', {}, 'The last evaluation'),
    ruling(last),
    h(
      'div.tiles',
      {},
      last.metrics.filter((one) => one.tile).map((one) => tile(one, reports)),
    ),
    h('details', {}, h('summary', {}, 'Every metric, with its interval'), table(last.metrics)),
    last.failing.length ? failing(last) : '',
  ];
}

function ruling(last) {
  const missed = last.rulings.filter((one) => !one.passed);
  const all = last.rulings.length;
  const verdict =
    last.exit_code === 2
      ? 'Some questions could not be asked'
      : missed.length
        ? `${missed.length} of ${count(all, 'threshold')} missed`
        : all
          ? `All ${count(all, 'threshold')} met`
          : 'No thresholds were set';
  return h(
    'div',
    {},
    h(
      `p.ruling.${last.exit_code ? 'missed' : 'met'}`,
      {},
      icon(last.exit_code ? 'warn' : 'check'),
      verdict,
      h('span.byline', {}, `${moment(last.started)} · ${count(last.cases, 'question')}`),
    ),
    missed.length
      ? h(
          'ul.reasons',
          {},
          missed.map((one) => h('li', {}, one.text)),
        )
      : null,
  );
}

function tile(one, reports) {
  return h(
    'div.tile',
    {},
    h('span.name', {}, one.title),
    h('strong', {}, one.shown),
    h('span.byline', { title: '95% interval' }, one.interval),
    h('span.byline', {}, `n = ${one.n.toLocaleString('en')}`),
    trend(reports, one.name),
  );
}

function table(metrics) {
  const groups = new Map();
  for (const metric of metrics) groups.set(metric.group, [...(groups.get(metric.group) || []), metric]);
  const columns = ['Metric', 'Value', '95% interval', 'n'];
  const row = (one) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, one.title),
      [one.shown, one.interval, String(one.n)].map((value) => h('td', {}, value)),
    );
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        columns.map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    [...groups].map(([group, some]) =>
      h('tbody', {}, h('tr', {}, h('th.group', { scope: 'rowgroup', colspan: '4' }, group)), some.map(row)),
    ),
  );
}

function failing(last) {
  return h(
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
  );
}

const SVG = 'http://www.w3.org/2000/svg';
const [WIDE, TALL] = [96, 24];

/** A metric over time in the band of its interval, which is what gives a change its size. */
function trend(reports, name) {
  const seen = reports
    .filter((report) => report.comparable)
    .map((report) => report.metrics.find((one) => one.name === name))
    .filter((one) => typeof one?.value === 'number')
    .reverse();
  if (seen.length < 2) return '';
  const low = Math.min(...seen.map((one) => one.low)),
    high = Math.max(...seen.map((one) => one.high));
  const points = (pick) =>
    seen.map((one, i) => {
      const y = high === low ? TALL / 2 : TALL - ((pick(one) - low) / (high - low)) * TALL;
      return `${(i / (seen.length - 1)) * WIDE},${y}`;
    });
  const band = [...points((one) => one.high), ...points((one) => one.low).reverse()];
  return shape(
    'svg',
    {
      viewBox: `-2 -2 ${WIDE + 4} ${TALL + 4}`,
      class: 'trend',
      role: 'img',
      'aria-label': `Trend over ${seen.length} evaluations`,
    },
    shape('polygon', { class: 'band', points: band.join(' ') }),
    shape('polyline', { points: points((one) => one.value).join(' ') }),
  );
}

function shape(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

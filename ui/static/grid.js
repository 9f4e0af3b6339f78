// A table of a document, drawn as one: every character of its rows stands in a cell, bars unseen. Pure.

import { h } from './dom.js';
import { namesColumns } from './rows.js';

const RULE = /^\s*\|?(?:\s*:?-+:?\s*(?:\||$))+\s*$/;

/** Whether a line is the rule that Markdown draws below the names of columns. */
export const isRule = (line) => RULE.test(line);

/**
 * Lines of a table, as [{text, from, chunk, within}], as an element. `fill(element, words, from, within)`
 * puts words into an element. One that `goesOn` from above does not begin with the names of its columns.
 */
export function grid(lines, fill, goesOn) {
  const rows = lines.filter(({ text }) => !isRule(text)).map((line) => cellsOf(line.text));
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const [first, second] = rows.map((cells) => cells.map(([, words]) => words));
  const headed = !goesOn && (isRule(lines[1]?.text || '') || (second && namesColumns(first, second)));
  const drawn = lines.map((line, i) => row(line, headed && !i, width, fill));
  return h(
    'div.grid',
    {},
    h(
      'table',
      { dir: 'auto' },
      headed ? h('thead', {}, drawn[0]) : null,
      h('tbody', {}, headed ? drawn.slice(1) : drawn),
    ),
  );
}

function row({ text, from, chunk, within }, heads, width, fill) {
  const cells = isRule(text) ? [[text, '', '']] : cellsOf(text);
  const line = h('tr.line.table_row', { hidden: isRule(text) });
  let at = from;
  cells.forEach((parts, i) => {
    const alone = cells.length === 1 && width > 1; // a line across the table, such as a heading of its rows
    const cell = heads && parts[1] ? h('th', { scope: 'col' }) : h('td', alone ? { colSpan: width } : {});
    if (!i && chunk) cell.dataset.chunk = chunk;
    for (const [n, words] of parts.entries()) {
      if (words) {
        const place = n === 1 ? cell : cell.appendChild(h('span.bar'));
        fill(place, words, at, within);
      }
      at += words.length;
    }
    line.append(cell);
  });
  return line;
}

/** The cells of a row, each as [space and bar before it, its words, space and bar behind it]. */
function cellsOf(line) {
  const bare = line.trim();
  const begin = line.indexOf(bare) + bare.startsWith('|');
  const end = line.indexOf(bare) + bare.length - (bare.length > 1 && bare.endsWith('|'));
  const cells = [];
  for (let from = 0, to; from < line.length; from = to) {
    const bar = line.indexOf('|', cells.length ? from : begin);
    to = bar < 0 || bar >= end ? line.length : bar + 1;
    const told = line.slice(Math.max(from, begin), Math.min(to, end)).replace('|', ' ');
    const words = told.trim();
    const before = words ? line.indexOf(words, Math.max(from, begin)) - from : 0;
    cells.push([line.slice(from, from + before), words, line.slice(from + before + words.length, to)]);
  }
  return cells;
}

// The rows of a table that an answer quotes: which of them stand together, and how they are drawn.

import { h } from './dom.js';
import { slice } from './text.js';

const VALUE = /^(?!(?:1\d|20)\d\d$)[$€£¥₪~<>≤≥±+−-]?\s?\d/; // years may head columns

const MARKERS = /(?:\s*\[\d+\])*$/;

/** Each line of an answer with its cells, and the table that it is quoted from, where it is a row. */
export function withCells(lines, answer) {
  const citations = new Map(answer.citations.map((c) => [String(c.marker), c]));
  return lines.map((line) => {
    const cells = cellsOf(line);
    const cited = cells && citations.get(/\[(\d+)\]/.exec(line.pieces[0].text)?.[1]);
    const origin = cited && originOf(cited, answer.retrieved);
    return { ...line, cells: cells?.length > 2 || origin?.columns ? cells : null, origin };
  });
}

/**
 * Where a cited row comes from: {document, heads, columns, from}, as far as the passages tell. `columns` are
 * the cells of the row that names them, `from` is where its table begins, null where that is before the
 * passage, which then has the heads among its headings.
 */
function originOf(cited, passages = []) {
  const document = cited.document_id;
  const passage = passages.find(
    (one) =>
      one.document_id === document &&
      one.start_char_index <= cited.start_char_index &&
      one.end_char_index >= cited.end_char_index,
  );
  if (!passage) return { document };
  const lines = passage.text.split('\n');
  const before = slice(passage.text, 0, cited.start_char_index - passage.start_char_index).split('\n');
  let at = before.length - 1;
  if (!lines[at].includes('|')) return { document };
  while (at && lines[at - 1].includes('|')) at -= 1;
  const above = passage.headings?.at(-1);
  const inside = !at && above?.includes('|');
  const first = inside ? above : lines[at];
  // A line of prose may have a bar; a table's begins with one, or there are more of them.
  const isTable = inside || /^\s*\|/.test(first) || lines[at + 1]?.includes('|');
  return {
    document,
    heads: bare(first),
    columns: isTable ? split(first) : null,
    from: inside ? null : `${passage.chunk_id} ${at}`,
  };
}

const split = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
const bare = (row) => row.replace(/[\s|]+/g, ' ').trim();

/** Whether the first of two rows names the columns: it has fewer values, or neither has any. */
export function namesColumns(first, second) {
  const [some, more] = [first, second].map((cells) => cells.filter((text) => VALUE.test(text)).length);
  return some < more || (some === 0 && more === 0);
}

/** Whether two rows may be of one table: the same columns, and not of two tables that begin apart. */
const together = (one, other) =>
  one?.document === other?.document &&
  (!one?.heads || !other.heads || one.heads === other.heads) &&
  (!one?.from || !other.from || one.from === other.from);

/** The cells of a line that is a row of a table, as [{text, start}]; null for any other line. */
function cellsOf({ mark, code, pieces }) {
  if (mark || code || pieces.length !== 1 || !pieces[0].sentence) return null;
  const [{ text, start }] = pieces;
  const cells = [];
  let from = 0;
  const bars = [...text.matchAll(/\s?\|\s?/g), { 0: '', index: text.length }];
  if (!bars[0].index) from = bars.shift()[0].length; // it opens a row whose first cell is empty
  for (const bar of bars) {
    cells.push({ text: text.slice(from, bar.index), start: start + from });
    from = bar.index + bar[0].length;
  }
  return cells.length > 1 ? cells : null;
}

/**
 * The rows from the i-th line on that stand together: from the same table, as many cells. A row lacks
 * cells that are empty at its end; the names of the columns lack an empty corner.
 */
export function rowsFrom(lines, i) {
  const rows = [];
  for (const line of lines.slice(i)) {
    const more =
      line.cells && together(line.origin, lines[i].origin) ? line.cells.length - lines[i].cells?.length : NaN;
    const cornered = rows.length > 1 && rows[1].cells.length > rows[0].cells.length;
    if (!(rows.length < 2 ? more <= 1 : cornered ? more === 1 : more <= 0)) break;
    rows.push(line);
  }
  return rows;
}

/** Whether a row is the one that names the columns of its table; undefined: nothing is known of it. */
function isHead({ cells, origin }) {
  const text = cells.map((cell) => cell.text).join(' | ');
  return origin?.columns ? bare(text.replace(MARKERS, '')) === origin.heads : undefined;
}

/** A head without markers: it is shown for the rows below it, and is no part of the answer. */
function headOf(columns, width) {
  const corner = Array.from({ length: Math.max(0, width - columns.length) }, () => h('td'));
  const named = columns.map((name) => (name ? h('th', { scope: 'col' }, name) : h('td')));
  return h('tr', {}, corner, named, h('td.marks'));
}

/**
 * Rows that stand together. The first names the columns but where it has as many values as the next;
 * else they are told where the passages have them. `words(cell)` and `marks(text, sentence)` give what
 * stands in a cell and behind a row.
 */
export function table(rows, words, marks) {
  const [first, second] = rows.map(({ cells }) => cells.map(({ text }) => text));
  const own = isHead(rows[0]);
  const heads = rows.length > 1 && own !== false && namesColumns(first, second);
  const told = own === false && rows[0].origin.columns;
  const columns = told && namesColumns(told, first) ? told : null;
  const width = Math.max(columns?.length || 0, ...rows.map(({ cells }) => cells.length));
  const drawn = rows.map((line, i) => row(line, heads && !i, width, words, marks));
  const head = heads ? drawn.shift() : columns && headOf(columns, width);
  const region = h(
    'div.rows',
    { tabindex: '0', role: 'region', 'aria-label': 'Rows of a table' },
    h(
      'table',
      { dir: 'auto' },
      head ? h('thead', {}, head) : null,
      h('tbody', {}, drawn),
    ),
  );
  const hint = h('p.hint', { hidden: true }, 'Scroll the table sideways to see all its columns.');
  let seen = false;
  new ResizeObserver(() => {
    const wide = region.scrollWidth > region.clientWidth;
    region.classList.toggle('wide', wide);
    hint.hidden = !wide;
    if (!seen) bringIntoView(region);
    seen = true;
  }).observe(region);
  return h('div.rows-frame', {}, region, hint);
}

/** Of a table that is too wide, the part with the cell that answers, beside the markers. */
function bringIntoView(region) {
  const cell = region.querySelector('.short-answer')?.closest('td');
  const room = region.clientWidth - region.querySelector('.marks').offsetWidth;
  if (cell && cell.offsetLeft + cell.offsetWidth > room)
    region.scrollLeft = cell.offsetLeft - (room - cell.offsetWidth) / 2;
}

/** A row of `width` cells: its markers and its verdict stand behind it. */
function row({ cells, pieces: [{ sentence }] }, heads, width, words, marks) {
  const lacking = Array.from({ length: width - cells.length }, () => h('td'));
  const last = cells.at(-1);
  const numbers = MARKERS.exec(last.text)[0];
  const told = { ...last, text: last.text.slice(0, last.text.length - numbers.length) };
  return h(
    `tr.sentence.${sentence.verdict}`,
    {},
    heads ? lacking : null,
    [...cells.slice(0, -1), told].map((cell) =>
      h(heads ? 'th' : 'td', { scope: heads && 'col' }, ...words(cell)),
    ),
    heads ? null : lacking,
    h('td.marks', {}, ...marks(numbers, sentence)),
  );
}

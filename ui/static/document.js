// A document's text as elements, character for character, with what is cited in it marked. Pure.

import { h } from './dom.js';
import { grid, isRule } from './grid.js';
import { tongue, units } from './text.js';

const LINES_IN_PART = 400; // parts of a long document that are out of sight are not laid out

/** The text of a document as lines, with marks: [{start, end, name, current}] in code points.
 *
 * The element's textContent is the document's text, character for character. */
export function documentText(source, marks = []) {
  const headings = source.passages.flatMap((chunk) => chunk.sentences);
  const cuts = new Set([0]);
  for (const unit of headings) cuts.add(unit.start_char_index).add(unit.end_char_index);
  for (const mark of marks) cuts.add(mark.start).add(mark.end);
  for (const page of source.pages) cuts.add(page.start_char_index);
  for (const chunk of source.passages) cuts.add(chunk.start_char_index);
  const points = [...cuts].sort((a, b) => a - b);
  const unit = new Map(units(source.text, points).map((value, i) => [points[i], value]));
  const spans = marks.map((mark) => ({ ...mark, from: unit.get(mark.start), to: unit.get(mark.end) }));
  const kinds = headings
    .map((s) => ({ kind: s.kind, from: unit.get(s.start_char_index), to: unit.get(s.end_char_index) }))
    .sort((a, b) => a.from - b.from);
  const pages = source.pages.map((page) => [unit.get(page.start_char_index), page.page]);
  const chunks = source.passages.map((chunk) => [unit.get(chunk.start_char_index), chunk]);

  const body = h('div.document', {
    ...tongue(source.text.slice(0, 400), source.language),
    tabindex: '0',
    role: 'document',
    'aria-label': source.title,
  });
  const parts = []; // hung in when they are whole: each line would have the body's direction looked up anew
  let part = null,
    rows = [], // of the table that has begun
    goesOn = false, // whether they are not its first
    nth = 0,
    from = 0,
    kind = 0,
    nextChunk = 0;
  const drawLine = ({ text, from, chunk, within, name = '', content }) => {
    const line = h(`div.line${name}`, { dir: 'auto', data: chunk ? { chunk } : {} });
    fill(line, text, from, within, content);
    part.append(line);
  };
  const drawTable = (more) => {
    if (rows.length > 1 || goesOn || rows[0]?.text.startsWith('|')) part.append(grid(rows, fill, goesOn));
    else for (const row of rows) drawLine(row); // a line with a bar in it
    goesOn = more && (goesOn || rows.length > 0);
    rows = [];
  };
  for (const text of source.text.match(/[^\n]*\n|[^\n]+$/g) || []) {
    if (nth++ % LINES_IN_PART === 0) {
      drawTable(true);
      parts.push((part = h('div.part')));
    }
    const to = from + text.length;
    while (kind < kinds.length && kinds[kind].to <= from) kind += 1;
    const first = kinds[kind] && kinds[kind].from < to ? kinds[kind] : null;
    while (nextChunk < chunks.length && chunks[nextChunk][0] < from) nextChunk += 1;
    const chunk = chunks[nextChunk]?.[0] < to ? `Passage ${chunks[nextChunk][1].index + 1}` : null;
    const within = {
      spans: spans.filter((mark) => mark.from < to && mark.to > from),
      pages: pages.filter(([at]) => at >= from && at < to),
    };
    if (first?.kind === 'table_row' || (rows.length && !first && isRule(text))) {
      if (within.pages[0]?.[0] === from) {
        drawTable(true);
        part.append(pageStart(within.pages.shift()));
      }
      rows.push({ text, from, chunk, within });
    } else {
      drawTable(false);
      const name = first ? `.${first.kind}` : text.trim() ? '' : '.blank';
      drawLine({ text, from, chunk, within, name, content: first && first.from > from ? first.from : from });
    }
    from = to;
  }
  drawTable(false);
  body.append(...parts);
  return body;
}

const pageStart = ([, number]) => h('span.page-start', { data: { page: `Page ${number}` } });

/** The words from `from` on, with the marks and the page breaks that are `within` their line. */
function fill(element, text, from, { spans, pages }, content = from) {
  if (!spans.length && !pages.length && content === from) return element.append(text);
  const to = from + text.length;
  const here = spans.filter((mark) => mark.from < to && mark.to > from);
  const breaks = pages.filter(([at]) => at >= from && at < to);
  const edges = [
    ...new Set([
      from,
      to,
      content,
      ...breaks.map(([at]) => at),
      ...here.flatMap((mark) => [Math.max(mark.from, from), Math.min(mark.to, to)]),
    ]),
  ].sort((a, b) => a - b);
  for (let i = 0; i + 1 < edges.length; i += 1) {
    element.append(...breaks.filter(([at]) => at === edges[i]).map(pageStart));
    const words = text.slice(edges[i] - from, edges[i + 1] - from);
    const over = here.filter((mark) => mark.from <= edges[i] && mark.to >= edges[i + 1]);
    const mark = over.find((one) => one.current) || over[0];
    if (mark)
      element.append(
        h(
          `mark.${mark.current ? 'current' : 'other'}`,
          mark.marker ? { data: { marker: mark.marker } } : {},
          words,
        ),
      );
    else if (edges[i + 1] <= content) element.append(h('span.syntax', {}, words));
    else element.append(words);
  }
}

// A document's text as elements, character for character, with what is cited in it marked. Pure.

import { h } from './dom.js';
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
  let part = null,
    nth = 0,
    from = 0,
    kind = 0,
    nextChunk = 0;
  for (const text of source.text.match(/[^\n]*\n|[^\n]+$/g) || []) {
    if (nth++ % LINES_IN_PART === 0) body.append((part = h('div.part')));
    const to = from + text.length;
    while (kind < kinds.length && kinds[kind].to <= from) kind += 1;
    const first = kinds[kind] && kinds[kind].from < to ? kinds[kind] : null;
    const line = h(`div.line${first ? `.${first.kind}` : text.trim() ? '' : '.blank'}`, { dir: 'auto' });
    while (nextChunk < chunks.length && chunks[nextChunk][0] < from) nextChunk += 1;
    const chunk = chunks[nextChunk]?.[0] < to ? chunks[nextChunk][1] : null;
    if (chunk) line.dataset.chunk = `Passage ${chunk.index + 1}`;
    fill(line, text, from, to, spans, pages, first && first.from > from ? first.from : from);
    part.append(line);
    from = to;
  }
  return body;
}

function fill(line, text, from, to, spans, pages, content) {
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
    for (const [at, number] of breaks)
      if (at === edges[i]) line.append(h('span.page-start', { data: { page: `Page ${number}` } }));
    const words = text.slice(edges[i] - from, edges[i + 1] - from);
    const shown = line.classList.contains('table_row') ? cells(words) : [words];
    const over = here.filter((mark) => mark.from <= edges[i] && mark.to >= edges[i + 1]);
    const mark = over.find((one) => one.current) || over[0];
    if (mark)
      line.append(
        h(
          `mark.${mark.current ? 'current' : 'other'}`,
          mark.marker ? { data: { marker: mark.marker } } : {},
          shown,
        ),
      );
    else if (edges[i + 1] <= content) line.append(h('span.syntax', {}, words));
    else line.append(...shown);
  }
}

/** A table's row with its bars set apart. */
const cells = (words) => words.split(/(\|)/).map((part) => (part === '|' ? h('span.bar', {}, part) : part));

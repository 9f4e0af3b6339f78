// The source panel: a whole document, scrolled to the exact span that a citation names.

import { announce, h, icon, tool } from './dom.js';
import { json } from './api.js';
import { byline, count, day, tongue, units } from './text.js';
import { flagLine } from './answer.js';

const cutOf = (source) => source.metadata?.cut || [];
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
    const over = here.filter((mark) => mark.from <= edges[i] && mark.to >= edges[i + 1]);
    const mark = over.find((one) => one.current) || over[0];
    if (mark)
      line.append(
        h(
          `mark.${mark.current ? 'current' : 'other'}`,
          mark.marker ? { data: { marker: mark.marker } } : {},
          words,
        ),
      );
    else line.append(edges[i + 1] <= content ? h('span.syntax', {}, words) : words);
  }
}

/** Scrolls `body` so that `mark` stands a third down; again once what is near it has been laid out. */
function reach(body, mark, again = 2) {
  body.scrollTop +=
    mark.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 3;
  if (again) requestAnimationFrame(() => reach(body, mark, again - 1));
}

/** The panel beside the page; a sheet over it on a narrow screen. */
export class SourcePanel {
  constructor() {
    this.element = h('aside.source', {
      id: 'source',
      'aria-label': 'Source',
      hidden: true,
      onkeydown: (event) => this.key(event),
    });
    this.loaded = new Map();
    this.citations = [];
    this.at = 0;
    this.back = null;
    document.body.append(this.element);
  }

  /** Shows the citation `at` of `citations`, the citations of one answer. */
  async cite(citations, at) {
    this.citations = citations;
    this.at = at;
    const shown = citations[at];
    const marks = citations
      .filter((one) => one.document_id === shown.document_id)
      .map((one) => ({
        start: one.start_char_index,
        end: one.end_char_index,
        marker: one.marker,
        current: one === shown,
      }));
    await this.show(shown.document_id, { ...shown, title: shown.document_title }, marks);
  }

  /** Shows a document, with one span of it marked where there is one. */
  async open(documentId, told = {}, mark = null) {
    this.citations = [];
    await this.show(documentId, told, mark ? [{ ...mark, current: true }] : []);
  }

  async show(documentId, told, marks) {
    if (this.element.hidden) this.back = document.activeElement;
    this.element.hidden = false;
    document.body.classList.add('with-source');
    let source = this.loaded.get(documentId);
    if (!source) {
      this.element.replaceChildren(
        this.head(told),
        h('p.quiet-note', { role: 'status' }, 'Opening the document …'),
      );
      try {
        source = await json(`/documents/${encodeURIComponent(documentId)}`);
      } catch (error) {
        const gone =
          error.status === 404
            ? 'This document has been removed since the answer was given. Its words are kept in the answer’s footnote.'
            : error.message;
        this.element.replaceChildren(this.head(told), h('p.problem', { role: 'alert' }, icon('warn'), gone));
        return;
      }
      if (this.loaded.size > 8) this.loaded.clear();
      this.loaded.set(documentId, source);
    }
    const body = documentText(source, marks);
    this.element.replaceChildren(
      this.head({
        ...source,
        page: told.page,
        url: told.url || source.url,
        flags: told.flags,
        marked: marks.length,
      }),
      body,
      this.foot(source, body),
    );
    const current = body.querySelector('mark.current');
    body.focus({ preventScroll: true });
    if (current) reach(body, current);
    if (current && this.citations.length)
      announce(`Source ${this.citations[this.at].marker} of ${this.citations.length}, ${source.title}`);
  }

  head(told) {
    const several = this.citations.length > 1;
    return h(
      'header',
      {},
      h(
        'div.row',
        {},
        several
          ? h(
              'div.stepper',
              {},
              tool('previous', 'Previous citation (k)', () => this.step(-1)),
              h('span', {}, `${this.at + 1} of ${this.citations.length}`),
              tool('next', 'Next citation (j)', () => this.step(1)),
            )
          : h('span.eyebrow', {}, this.citations.length ? 'Source' : 'Document'),
        h('span.grow'),
        told.url
          ? h(
              'a.tool',
              {
                href: told.url,
                target: '_blank',
                rel: 'noopener',
                title: 'Open as a page',
                'aria-label': 'Open as a page',
              },
              icon('out'),
            )
          : null,
        tool('cross', 'Close (Esc)', () => this.close()),
      ),
      h('h3', tongue(told.title || ''), told.title || ''),
      h('p.byline', {}, byline(told)),
      flagLine(told),
    );
  }

  foot(source, body) {
    const cut = cutOf(source).length
      ? h(
          'details',
          {},
          h('summary', {}, `${count(cutOf(source).length, 'piece')} of noise left out`),
          h(
            'ul.cut',
            {},
            cutOf(source)
              .slice(0, 200)
              .map((one) =>
                h(
                  'li',
                  {},
                  h('span', { dir: 'auto' }, one.text || one.kind),
                  h('span.byline', {}, one.reason),
                ),
              ),
          ),
        )
      : null;
    const seeing = h('input', {
      type: 'checkbox',
      onchange: (event) => body.classList.toggle('chunked', event.target.checked),
    });
    return h(
      'footer',
      {},
      h('label', {}, seeing, ` Show its ${count(source.passages.length, 'passage')}`),
      cut,
      h(
        'details',
        {},
        h('summary', {}, 'About this document'),
        h(
          'dl',
          {},
          Object.entries({
            Source: source.source,
            Published: day(source.published),
            Author: source.author,
            Language: source.language,
            Id: source.id,
            'SHA-256': source.sha256,
          })
            .filter(([, value]) => value)
            .map(([name, value]) => [h('dt', {}, name), h('dd', { dir: 'auto' }, value)]),
        ),
      ),
    );
  }

  step(by) {
    if (this.citations.length)
      this.cite(this.citations, (this.at + by + this.citations.length) % this.citations.length);
  }

  key(event) {
    if (event.target.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const move = { j: 1, n: 1, ArrowRight: 1, k: -1, p: -1, ArrowLeft: -1 }[event.key];
    if (move) {
      this.step(move);
      event.preventDefault();
      event.stopPropagation();
    }
  }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.element.replaceChildren();
    document.body.classList.remove('with-source');
    this.back?.isConnected && this.back.focus();
  }

  /** A document has changed or is gone: nothing of it is shown from memory. */
  forget(documentId) {
    this.loaded.delete(documentId);
  }
}

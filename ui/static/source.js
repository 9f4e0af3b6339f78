// The source panel: a whole document, scrolled to the exact span that a citation names.

import { announce, h, icon, tool } from './dom.js';
import { json } from './api.js';
import { flagLine } from './answer.js';
import { documentText } from './document.js';
import { byline, count, day, tongue } from './text.js';

const cutOf = (source) => source.metadata?.cut || [];

const leftOut = (source) => {
  const of = source.metadata.file_type === 'html' ? ' of the page' : '';
  return `${count(cutOf(source).length, 'part')}${of} left out (menus and the like)`;
};

const problem = (words) => h('p.problem', { role: 'alert' }, icon('warn'), h('span', {}, words));

/** Holds `mark` a third down in `body` while the parts around it are laid out, until the reader moves. */
function hold(body, mark) {
  const reach = () => {
    body.scrollTop +=
      mark.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 3;
  };
  const watch = new ResizeObserver(reach);
  for (const part of [body, ...body.children]) watch.observe(part);
  for (const moving of ['wheel', 'touchstart', 'pointerdown', 'keydown'])
    body.addEventListener(moving, () => watch.disconnect(), { passive: true });
  reach();
}

/** Tables that are too wide are reached by the keyboard, which scrolls them. */
function reachable(body) {
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute('tabindex');
    }
  });
  for (const grid of body.querySelectorAll('.grid')) watch.observe(grid);
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
    this.loaded = new Map(); // while one stands open: it may be removed any time
    this.citations = [];
    this.at = 0;
    this.back = null;
    this.moved = () => {}; // hears which citation of which is shown
    document.body.append(this.element);
  }

  /** Shows the citation `at` of `citations`, the citations of one answer. */
  async cite(citations, at) {
    if (this.element.hidden || citations !== this.citations) this.loaded.clear();
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
    this.loaded.clear();
    this.citations = [];
    await this.show(documentId, told, mark ? [{ ...mark, current: true }] : []);
  }

  async show(documentId, told, marks) {
    this.moved(this.citations, this.at);
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
        this.element.replaceChildren(
          ...(error.status === 404 ? this.gone(told) : [this.head(told), problem(error.message)]),
        );
        return;
      }
      if (this.loaded.size > 8) this.loaded.clear();
      this.loaded.set(documentId, source);
    }
    const body = documentText(source, marks);
    reachable(body);
    body.addEventListener('click', ({ target }) => this.follow(target.closest?.('mark.other')));
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
    const current = [...body.querySelectorAll('mark.current')].find((mark) => mark.getClientRects().length);
    body.focus({ preventScroll: true });
    if (current) hold(body, current);
    if (current && this.citations.length)
      announce(`Source ${this.citations[this.at].marker} of ${this.citations.length}, ${source.title}`);
  }

  /** In place of a document that has been removed: the words that the answer keeps of it. */
  gone(told) {
    const kept = told.cited_text || told.text;
    return [
      this.head({ ...told, url: null }),
      problem(
        kept
          ? 'This document has been removed since the answer was given. The answer keeps these words of it:'
          : 'This document has been removed.',
      ),
      kept && h('blockquote.kept', tongue(kept), kept),
    ].filter(Boolean);
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
          h('summary', {}, leftOut(source)),
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
      h('label', {}, seeing, `Show its ${count(source.passages.length, 'passage')}`),
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
            Published: day(source.published, source.published_as),
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

  /** A click on other cited words makes theirs the current citation. */
  follow(mark) {
    const at = this.citations.findIndex((one) => String(one.marker) === mark?.dataset.marker);
    if (at >= 0) this.cite(this.citations, at);
  }

  step(by) {
    if (this.citations.length)
      this.cite(this.citations, (this.at + by + this.citations.length) % this.citations.length);
  }

  key(event) {
    if (event.target.matches('input, textarea, select, .grid') || event.ctrlKey || event.metaKey || event.altKey)
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
    this.moved([], 0);
    document.body.classList.remove('with-source');
    this.back?.isConnected && this.back.focus();
  }

  /** A document has changed or is gone: nothing of it is shown from memory. */
  forget(documentId) {
    this.loaded.delete(documentId);
  }
}

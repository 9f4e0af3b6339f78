// Which documents are asked: checkboxes, publisher, dates. What becomes `filters` of POST /answer.

import { h, icon, tool } from './dom.js';
import { json } from './api.js';
import { byline, count, shorten, tongue } from './text.js';

const MOST = 200; // documents listed at once
const FILTERS = { document_ids: [], publishers: [], published_from: null, published_to: null };
/** A scope: filters, and the titles of the documents among them. */
export const EVERYTHING = { ...FILTERS, titles: [] };

/** What the server is sent of a scope. */
export const filters = (scope) =>
  Object.fromEntries(Object.keys(FILTERS).map((name) => [name, scope?.[name] ?? FILTERS[name]]));

export const isNarrow = (scope) =>
  Boolean(scope.document_ids.length || scope.publishers.length || scope.published_from || scope.published_to);

/** The scope in a few words, for the button that opens it. */
export function inWords(scope) {
  const parts = [];
  const { document_ids: ids, titles } = scope;
  if (ids.length)
    parts.push(ids.length === 1 && titles[0] ? shorten(titles[0], 44) : count(ids.length, 'document'));
  if (scope.publishers.length)
    parts.push(
      scope.publishers.length === 1 ? scope.publishers[0] : count(scope.publishers.length, 'publisher'),
    );
  if (scope.published_from || scope.published_to)
    parts.push(`${scope.published_from || '…'} to ${scope.published_to || '…'}`);
  return parts.join(' · ') || 'All documents';
}

/** The button and its sheet; `changed` gets the new scope. */
export class Scope {
  constructor(changed) {
    this.value = EVERYTHING;
    this.changed = changed;
    this.button = h('button.scope', {
      type: 'button',
      'aria-haspopup': 'dialog',
      onclick: () => this.choose(),
    });
    this.set(EVERYTHING);
  }

  set(value) {
    this.value = { ...EVERYTHING, ...value };
    const words = inWords(this.value);
    this.button.replaceChildren(icon('scope'), h('span', { dir: 'auto' }, words));
    this.button.setAttribute('aria-label', `Documents to ask: ${words}`);
    this.button.classList.toggle('narrow', isNarrow(this.value));
  }

  choose() {
    new Sheet(this.value, (value) => this.apply(value)).open();
  }

  apply(value) {
    this.set(value);
    this.changed(this.value);
  }
}

/** The sheet where documents, publishers and dates are chosen; `done` gets the filters. */
class Sheet {
  constructor(value, done) {
    this.chosen = new Set(value.document_ids);
    this.titles = new Map(value.document_ids.map((id, i) => [id, value.titles[i]]));
    this.voices = new Set(value.publishers);
    this.done = done;
    this.from = this.date(value.published_from, 'Published from');
    this.to = this.date(value.published_to, 'Published until');
    this.list = h('div.choices', { role: 'group', 'aria-label': 'Documents' });
    this.publishers = h('div.chips', { role: 'group', 'aria-label': 'Publishers' });
    this.take = h('button.primary');
    this.find = h('input', {
      type: 'search',
      placeholder: 'Find a document',
      'aria-label': 'Find a document',
    });
    let wait;
    this.find.addEventListener('input', () => {
      clearTimeout(wait);
      wait = setTimeout(() => this.fill(), 150);
    });
  }

  date(value, name) {
    return h('input', { type: 'date', value: value || '', 'aria-label': name, onchange: () => this.count() });
  }

  get value() {
    return {
      document_ids: [...this.chosen],
      titles: [...this.chosen].map((id) => this.titles.get(id) || ''),
      publishers: [...this.voices],
      published_from: this.from.value || null,
      published_to: this.to.value || null,
    };
  }

  open() {
    const dialog = h(
      'dialog.sheet',
      { 'aria-label': 'Which documents to ask', onclose: () => dialog.remove() },
      h(
        'form',
        { method: 'dialog', onsubmit: () => this.done(this.value) },
        h(
          'div.row',
          {},
          h('h3', {}, 'Which documents to ask'),
          h('span.grow'),
          tool('cross', 'Close', () => dialog.close()),
        ),
        this.find,
        this.list,
        this.publishers,
        h(
          'div.row.dates',
          {},
          h('label', {}, 'Published from ', this.from),
          h('label', {}, 'until ', this.to),
          h('span.quiet-note', {}, 'Undated documents are then left out.'),
        ),
        h(
          'div.row.end',
          {},
          h('button.quiet', { type: 'button', onclick: () => this.clear() }, 'Clear'),
          this.take,
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    this.find.focus();
    this.count();
    this.fill();
  }

  /** Says on the button what it will do. */
  count() {
    const words = inWords({ ...this.value, titles: [] });
    this.take.textContent = isNarrow(this.value) ? `Ask ${words}` : 'Ask all documents';
  }

  clear() {
    this.chosen.clear();
    this.voices.clear();
    this.from.value = this.to.value = this.find.value = '';
    for (const place of [this.list, this.publishers])
      for (const box of place.querySelectorAll('input')) box.checked = false;
    this.count();
    this.fill();
  }

  async fill() {
    try {
      const [found, { publishers }] = await Promise.all([
        json(`/documents?limit=${MOST}&q=${encodeURIComponent(this.find.value)}`),
        json('/ui/publishers'),
      ]);
      const rest = found.total - found.documents.length;
      for (const one of found.documents) this.titles.set(one.id, one.title);
      this.list.replaceChildren(
        ...found.documents.map((one) =>
          this.box('choice', this.chosen, one.id, title(one), h('span.byline', {}, byline(one))),
        ),
        rest > 0 ? h('p.quiet-note', {}, `${rest} more: type a part of the title.`) : '',
        found.total ? '' : h('p.quiet-note', {}, 'No document has these words in its title or publisher.'),
      );
      this.publishers.replaceChildren(
        ...(publishers.length > 1
          ? [
              h('span.quiet-note', {}, 'Only from'),
              ...publishers.map((name) =>
                this.box('chip', this.voices, name, h('span', { dir: 'auto' }, name)),
              ),
            ]
          : []),
      );
    } catch (error) {
      this.list.replaceChildren(h('p.problem', { role: 'alert' }, error.message));
    }
  }

  box(kind, set, value, ...label) {
    const input = h('input', {
      type: 'checkbox',
      checked: set.has(value),
      onchange: () => {
        input.checked ? set.add(value) : set.delete(value);
        this.count();
      },
    });
    return h(`label.${kind}`, {}, input, h('span', {}, ...label));
  }
}

const title = (one) => h('span.source-title', tongue(one.title), one.title);

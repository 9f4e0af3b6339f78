// Which documents are asked: checkboxes, publisher, dates. A value for `filters` of POST /answer.

import { h, icon, tool } from './dom.js';
import { json } from './api.js';
import { byline, count, tongue } from './text.js';

export const EVERYTHING = { document_ids: [], publishers: [], published_from: null, published_to: null };

export const isNarrow = (scope) =>
  Boolean(scope.document_ids.length || scope.publishers.length || scope.published_from || scope.published_to);

/** The scope in a few words, for the button that opens it. */
export function inWords(scope) {
  const parts = [];
  if (scope.document_ids.length) parts.push(count(scope.document_ids.length, 'document'));
  if (scope.publishers.length)
    parts.push(
      scope.publishers.length === 1 ? scope.publishers[0] : count(scope.publishers.length, 'publisher'),
    );
  if (scope.published_from || scope.published_to)
    parts.push(`${scope.published_from || '…'} to ${scope.published_to || '…'}`);
  return parts.join(', ') || 'All documents';
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

  async choose() {
    const list = h(
      'div.choices',
      { role: 'group', 'aria-label': 'Documents' },
      h('p.quiet-note', {}, 'Loading the list …'),
    );
    const publishers = h('div.choices.few', { role: 'group', 'aria-label': 'Publishers' });
    const find = h('input', {
      type: 'search',
      placeholder: 'Find a document',
      'aria-label': 'Find a document',
    });
    const from = h('input', {
      type: 'date',
      value: this.value.published_from || '',
      'aria-label': 'Published from',
    });
    const to = h('input', {
      type: 'date',
      value: this.value.published_to || '',
      'aria-label': 'Published until',
    });
    const dialog = h(
      'dialog.sheet',
      { 'aria-label': 'Which documents to ask', onclose: () => dialog.remove() },
      h(
        'form',
        { method: 'dialog', onsubmit: () => take() },
        h(
          'div.row',
          {},
          h('h3', {}, 'Which documents to ask'),
          h('span.grow'),
          tool('cross', 'Close', () => dialog.close()),
        ),
        find,
        list,
        publishers,
        h('div.row.dates', {}, h('label', {}, 'Published from ', from), h('label', {}, 'until ', to)),
        h('p.quiet-note', {}, 'Undated documents are left out as soon as a date is set.'),
        h(
          'div.row.end',
          {},
          h(
            'button.quiet',
            {
              type: 'button',
              onclick: () => {
                this.apply(EVERYTHING);
                dialog.close();
              },
            },
            'Ask all',
          ),
          h('button.primary', {}, 'Use these'),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    const chosen = new Set(this.value.document_ids),
      voices = new Set(this.value.publishers);
    const box = (set, value, ...label) =>
      h(
        'label.choice',
        {},
        h('input', {
          type: 'checkbox',
          checked: set.has(value),
          onchange: (event) => (event.target.checked ? set.add(value) : set.delete(value)),
        }),
        h('span', {}, ...label),
      );
    const fill = async () => {
      const found = await json(`/documents?limit=200&q=${encodeURIComponent(find.value)}`);
      list.replaceChildren(
        ...found.documents.map((one) =>
          box(
            chosen,
            one.id,
            h('span.source-title', tongue(one.title), one.title),
            h('span.byline', {}, byline(one)),
          ),
        ),
      );
      if (found.total > found.documents.length)
        list.append(
          h('p.quiet-note', {}, `${found.total - found.documents.length} more: type a part of the title.`),
        );
      if (!found.total)
        list.append(h('p.quiet-note', {}, 'No document has these words in its title or publisher.'));
      if (!publishers.children.length) {
        const names = [...new Set(found.documents.map((one) => one.publisher).filter(Boolean))].sort();
        if (names.length > 1)
          publishers.append(
            h('p.quiet-note', {}, 'Or everything from'),
            ...names.map((name) => box(voices, name, h('span', { dir: 'auto' }, name))),
          );
      }
    };
    let wait;
    find.addEventListener('input', () => {
      clearTimeout(wait);
      wait = setTimeout(fill, 150);
    });
    const take = () =>
      this.apply({
        document_ids: [...chosen],
        publishers: [...voices],
        published_from: from.value || null,
        published_to: to.value || null,
      });
    await fill().catch((error) => list.replaceChildren(h('p.problem', {}, error.message)));
  }

  apply(value) {
    this.set(value);
    this.changed(this.value);
  }
}

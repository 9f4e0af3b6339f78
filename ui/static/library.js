// The Library tab: list, open, replace, correct and delete documents.

import { json } from './api.js';
import { announce, confirmed, h, icon, toast, tool } from './dom.js';
import { field, form, values } from './forms.js';
import { count, day, shorten, tongue } from './text.js';
import { ACCEPT, Uploads, receiptLine } from './uploads.js';

const PAGE = 50;

export class Library {
  constructor(panel) {
    this.panel = panel;
    this.offset = 0;
    this.uploads = new Uploads({ open: (id) => panel.open(id), changed: () => this.refresh() });
    this.table = h('div.table');
    this.total = h('span.byline');
    this.find = h('input', {
      type: 'search',
      placeholder: 'Find by title, publisher or author',
      'aria-label': 'Find a document',
    });
    let wait;
    this.find.addEventListener('input', () => {
      clearTimeout(wait);
      wait = setTimeout(() => {
        this.offset = 0;
        this.refresh();
      }, 150);
    });
    this.element = h(
      'div.library.page',
      {},
      h('h1', {}, 'Library'),
      this.uploads.element,
      h('div.row.list-head', {}, h('h2', {}, 'Documents'), this.total, h('span.grow'), this.find),
      this.table,
    );
    this.mayWrite = true;
    this.refresh();
  }

  async refresh() {
    const turn = (this.turn = (this.turn || 0) + 1); // only what was asked last is drawn
    try {
      this.mayWrite = (await json('/ui/may')).write;
      this.uploads.element.hidden = !this.mayWrite;
      const found = await json(
        `/documents?limit=${PAGE}&offset=${this.offset}&q=${encodeURIComponent(this.find.value)}`,
      );
      if (turn !== this.turn) return;
      this.draw(found, {});
      if (!found.documents.length) return;
      const facts = await json(
        `/ui/facts?${found.documents.map((one) => `id=${encodeURIComponent(one.id)}`).join('&')}`,
      );
      if (turn === this.turn) this.draw(found, facts);
    } catch (error) {
      this.table.replaceChildren(h('p.problem', { role: 'alert' }, icon('warn'), error.message));
    }
  }

  draw(found, facts) {
    this.total.textContent = found.total.toLocaleString('en');
    if (!found.total) {
      this.table.replaceChildren(
        h(
          'p.empty-note',
          {},
          this.find.value
            ? 'No document has these words in its title, publisher or author.'
            : 'Nothing here yet. What you add can be asked about at once.',
        ),
      );
      return;
    }
    const rows = found.documents.map((one) => this.row(one, facts[one.id]));
    const last = this.offset + found.documents.length;
    this.table.replaceChildren(
      h(
        'table',
        {},
        h('caption.unseen', {}, 'Documents in the library'),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['Title', 'From', 'Date', 'Size', 'State', ''].map((name) =>
              name ? h('th', { scope: 'col' }, name) : h('td'),
            ),
          ),
        ),
        h('tbody', {}, rows),
      ),
      found.total > PAGE
        ? h(
            'div.row.centre',
            {},
            h(
              'button.quiet',
              {
                type: 'button',
                disabled: this.offset === 0,
                onclick: () => {
                  this.offset -= PAGE;
                  this.refresh();
                },
              },
              'Previous',
            ),
            h('span.quiet-note', {}, `${this.offset + 1}–${last} of ${found.total}`),
            h(
              'button.quiet',
              {
                type: 'button',
                disabled: last >= found.total,
                onclick: () => {
                  this.offset += PAGE;
                  this.refresh();
                },
              },
              'Next',
            ),
          )
        : '',
    );
  }

  row(one, facts) {
    const size = [
      facts?.pages ? count(facts.pages, 'page') : null,
      facts ? count(facts.characters, 'character') : null,
      count(one.chunks, 'passage'),
    ].filter(Boolean);
    return h(
      'tr',
      {},
      h(
        'th',
        { scope: 'row' },
        h(
          'button.title',
          { type: 'button', ...tongue(one.title, one.language), onclick: () => this.panel.open(one.id, one) },
          one.title,
        ),
        h('span.byline', { dir: 'auto' }, one.source),
      ),
      h('td', { dir: 'auto', data: { label: 'From' } }, one.publisher || one.author || '–'),
      h('td', { data: { label: 'Date' } }, day(one.published, one.published_as)),
      h(
        'td.size',
        { data: { label: 'Size' } },
        size.map((part) => h('span', {}, part)),
      ),
      h(
        'td',
        { data: { label: 'State' } },
        'Ready',
        facts?.cut
          ? h(
              'button.link',
              { type: 'button', onclick: () => this.panel.open(one.id, one) },
              `${count(facts.cut, 'part')} left out`,
            )
          : null,
      ),
      h(
        'td',
        {},
        h(
          'div.row.end',
          {},
          this.mayWrite
            ? [
                tool('edit', `Correct the details of “${shorten(one.title, 40)}”`, () => this.correct(one)),
                tool('upload', `Replace “${shorten(one.title, 40)}” with another file`, () => this.replace(one)),
                tool('trash', `Delete “${shorten(one.title, 40)}”`, () => this.remove(one)),
              ]
            : null,
        ),
      ),
    );
  }

  replace(one) {
    const pick = h('input', {
      type: 'file',
      accept: ACCEPT,
      onchange: async () => {
        if (!pick.files[0]) return;
        await this.uploads.sendFile(pick.files[0], this.uploads.line(pick.files[0].name), {
          path: `/documents/${encodeURIComponent(one.id)}`,
          method: 'PUT',
        });
        this.panel.forget(one.id);
        this.refresh();
      },
    });
    pick.click();
  }

  correct(one) {
    const fields = {
      title: field('Title', { value: one.title, required: true, maxlength: '300' }),
      publisher: field('Publisher', { value: one.publisher || '', maxlength: '300' }),
      author: field('Author', { value: one.author || '', maxlength: '300' }),
      published: field('Published', { type: 'date', value: one.published || '' }),
      language: field('Language (as “en”)', {
        value: one.language || '',
        pattern: '[a-z]{2}',
        maxlength: '2',
      }),
    };
    form(
      'Correct the details',
      Object.values(fields).map((each) => each.label),
      'Save',
      async () => {
        const line = this.uploads.line(one.title);
        try {
          const original = await fetch(`/documents/${encodeURIComponent(one.id)}/original`);
          if (!original.ok)
            throw new Error('The file it came from is not kept: add it again with the right details.');
          const name = decodeURIComponent(
            /filename\*=UTF-8''([^;]+)/.exec(original.headers.get('content-disposition') || '')?.[1] ||
              one.source,
          );
          const file = new File([await original.blob()], name);
          await this.uploads.sendFile(file, line, {
            path: `/documents/${encodeURIComponent(one.id)}`,
            method: 'PUT',
            about: values(fields),
          });
        } catch (error) {
          line.failed(error);
        }
        this.panel.forget(one.id);
        this.refresh();
      },
    );
  }

  async remove(one) {
    if (
      !(await confirmed(
        `Delete “${one.title}”? Its words, passages and vectors are removed for good. Only chats in this browser keep what they quoted of it.`,
        'Delete',
      ))
    )
      return;
    try {
      const receipt = await json(`/documents/${encodeURIComponent(one.id)}`, { method: 'DELETE' });
      this.panel.close();
      this.panel.forget(one.id);
      this.uploads.tell(
        h(
          'li.removed',
          {},
          h('span.name', { dir: 'auto' }, one.title),
          h('span.state', {}, 'Deleted', h('span.reason', {}, receiptLine(receipt))),
        ),
      );
      announce(`Deleted. ${receiptLine(receipt)}`);
    } catch (error) {
      toast(error.message);
    }
    this.refresh();
  }
}

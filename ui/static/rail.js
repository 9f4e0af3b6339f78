// The list of earlier conversations, kept in this browser only.

import { confirmed, h, icon, toast, tool } from './dom.js';
import { asMarkdown, conversations, download, forget } from './history.js';
import { day, shorten, tongue } from './text.js';

export class Rail {
  /** `open(conversation)` shows one, `begin()` starts a new one. */
  constructor({ open, begin }) {
    Object.assign(this, { open, begin });
    this.element = h('nav.rail', { 'aria-label': 'Conversations' });
  }

  /** Draws the list; `now` is the conversation that is shown. */
  draw(now) {
    const stored = conversations();
    this.element.replaceChildren(
      h('button.new', { type: 'button', onclick: this.begin }, icon('plus'), 'New conversation'),
      h(
        'ul',
        {},
        stored.map((one) => this.entry(one, now)),
      ),
      h(
        'div.rail-foot',
        {},
        now.turns.length > 0 &&
          action('down_to', 'Export as Markdown', () =>
            download('conversation.md', asMarkdown(now), 'text/markdown'),
          ),
        now.turns.length > 0 &&
          action('down_to', 'Export as JSON', () =>
            download('conversation.json', JSON.stringify(now, null, 2), 'application/json'),
          ),
        stored.length > 0 && action('trash', 'Delete all', () => this.removeAll()),
        h('p.quiet-note', {}, 'Conversations are kept in this browser only.'),
      ),
    );
  }

  entry(one, now) {
    const current = one.id === now.id;
    const attributes = {
      type: 'button',
      'aria-current': current ? 'true' : null,
      title: day(one.created.slice(0, 10)),
      onclick: () => this.open(current ? now : one),
    };
    return h(
      `li${current ? '.current' : ''}`,
      {},
      h('button.entry', attributes, h('span', tongue(one.title), one.title)),
      tool('trash', `Delete “${shorten(one.title, 40)}”`, () => this.remove(one, now)),
    );
  }

  remove(one, now) {
    forget(one.id);
    if (one.id === now.id) this.begin();
    else this.draw(now);
    toast('Deleted from this browser.');
  }

  async removeAll() {
    if (!(await confirmed('Delete every conversation kept in this browser?', 'Delete all'))) return;
    forget();
    this.begin();
  }
}

const action = (name, words, onclick) => h('button.quiet', { type: 'button', onclick }, icon(name), words);

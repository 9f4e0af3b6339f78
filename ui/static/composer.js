// Where a question is written: the field, what is asked, how it is answered, ask or stop.

import { json } from './api.js';
import { h, icon } from './dom.js';
import { Scope } from './scope.js';

const MAX_QUESTION = 2000;

export class Composer {
  /** `submit(question)` asks, `stop()` ends what is under way, `scoped(filters)` hears of a new scope. */
  constructor({ submit, stop, scoped }) {
    Object.assign(this, { submit, stop });
    this.working = false;
    this.editing = null; // index of the turn whose question is being changed
    this.scope = new Scope(scoped);
    this.field = this.drawField();
    this.send = h('button.send', { type: 'submit' });
    this.answerer = this.drawAnswerer();
    this.hint = h(
      'p.editing',
      { hidden: true },
      'You are changing an earlier question; what came after it will be replaced. ',
      h('button.link', { type: 'button', onclick: () => this.cancel() }, 'Cancel'),
    );
    this.element = h(
      'form.composer',
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.working ? this.stop() : this.submit(this.field.value);
        },
      },
      this.hint,
      h(
        'div.box',
        {},
        this.field,
        h('div.row', {}, this.scope.button, this.answerer, h('span.grow'), this.send),
      ),
    );
    this.busy(false);
    this.rest();
    // Not as soon as the field loses the focus: what was pressed would move away under the finger.
    addEventListener('pointerdown', ({ target }) => this.element.contains(target) || this.rest());
    this.element.addEventListener('focusout', ({ relatedTarget: to }) => {
      if (to && !this.element.contains(to)) this.rest();
    });
  }

  /** Without a text the field is small again, where there is little room. */
  rest() {
    this.element.classList.toggle('idle', !this.field.value);
    if (!this.field.value) this.field.style.height = '';
  }

  drawField() {
    return h('textarea', {
      id: 'question',
      rows: '1',
      maxlength: String(MAX_QUESTION),
      placeholder: 'Ask a question',
      'aria-label': 'Your question',
      dir: 'auto',
      enterkeyhint: 'send',
      onfocus: () => this.element.classList.remove('idle'),
      oninput: () => this.grow(),
      onkeydown: (event) => {
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          if (!this.working) this.submit(this.field.value);
        }
        if (event.key === 'Escape') this.working ? this.stop() : this.cancel();
      },
    });
  }

  /** Shown only where there is a model to choose. */
  drawAnswerer() {
    const select = h(
      'select',
      { 'aria-label': 'How to answer', title: 'How to answer', hidden: true },
      h('option', { value: '' }, 'Best available'),
      h('option', { value: 'extractive' }, 'Quote only'),
      h('option', { value: 'llm' }, 'Model writes'),
    );
    json('/version')
      .then((told) => {
        select.hidden = !told.models?.model;
      })
      .catch(() => {});
    return select;
  }

  grow() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight, 220)}px`;
  }

  /** Puts a text into the field, in the place of turn `index`'s question. */
  edit(index, text) {
    this.editing = index;
    this.hint.hidden = false;
    this.write(text);
    this.field.focus();
  }

  write(text) {
    this.field.value = text;
    if (text) this.element.classList.remove('idle');
    this.grow();
  }

  cancel() {
    if (this.editing !== null) this.write('');
    this.editing = null;
    this.hint.hidden = true;
  }

  /** Ask or stop: what the round button does. */
  busy(working) {
    this.working = working;
    this.send.replaceChildren(icon(working ? 'stop' : 'send'));
    this.send.classList.toggle('stopping', working);
    this.send.setAttribute('aria-label', working ? 'Stop' : 'Ask');
    this.send.title = working ? 'Stop (Esc)' : 'Ask (Enter)';
  }
}

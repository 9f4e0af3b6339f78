// Small forms in a sheet.

import { h, tool } from './dom.js';

/** A labelled input: {input, label}. */
export function field(name, attributes) {
  const input = h('input', { type: 'text', dir: 'auto', ...attributes });
  return { input, label: h('label.field', {}, name, input) };
}

/** What was filled in, by name; empty fields left out. */
export const values = (fields) =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, { input }]) => [name, input.value.trim()])
      .filter(([, value]) => value),
  );

/** A sheet with a form; `done` is called when it is sent. */
export function form(title, parts, action, done) {
  const dialog = h(
    'dialog.sheet',
    { 'aria-label': title, onclose: () => dialog.remove() },
    h(
      'form',
      {
        method: 'dialog',
        onsubmit: () => {
          done();
        },
      },
      h(
        'div.row',
        {},
        h('h3', {}, title),
        h('span.grow'),
        tool('cross', 'Close', () => dialog.close()),
      ),
      ...parts,
      h(
        'div.row.end',
        {},
        h('button.quiet', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
        h('button.primary', {}, action),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('input, textarea').focus(); // not the cross, which comes before
}

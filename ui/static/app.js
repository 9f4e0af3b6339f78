// Fills the three tabs that Gradio draws, and keeps what belongs to the whole page.

import { Ask } from './ask.js';
import { h, icon, tool } from './dom.js';
import { Library } from './library.js';
import { Quality } from './quality.js';
import { SourcePanel } from './source.js';

const panel = new SourcePanel();
const parts = {};
const makers = { ask: () => new Ask(panel), library: () => new Library(panel), quality: () => new Quality() };

function fill() {
  for (const [name, make] of Object.entries(makers)) {
    const place = document.querySelector(`#${name}.column`);
    if (!place || place.dataset.filled) continue;
    place.dataset.filled = 'yes';
    parts[name] = make();
    place.append(parts[name].element);
    if (name === 'ask') {
      masthead();
      performance.mark('interactive');
      document.documentElement.dataset.ready = 'yes';
    }
  }
  const tabs = document.querySelectorAll('[role=tab]');
  for (const tab of tabs) {
    if (tab.dataset.wired) continue;
    tab.dataset.wired = 'yes';
    tab.addEventListener('click', () => shown(tab));
    tab.addEventListener('keydown', (event) => move(tab, event));
  }
}

/** The arrows, Home and End choose among the tabs, as they do where a browser draws them. */
function move(tab, event) {
  const all = [...tab.parentElement.querySelectorAll('[role=tab]')];
  const at = all.indexOf(tab);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const next = all.at(to % all.length);
  next.click();
  next.focus();
}

function shown(tab) {
  const name = tab.textContent.trim().toLowerCase();
  document.body.dataset.tab = name;
  panel.close();
  requestAnimationFrame(() => parts[name]?.refresh?.());
}

function masthead() {
  const names = { light: ['moon', 'Dark page'], dark: ['sun', 'Light page'] };
  const dark = () =>
    (document.documentElement.dataset.theme ||
      (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const toggle = tool('moon', '', () => {
    document.documentElement.dataset.theme = dark() ? 'light' : 'dark';
    try {
      localStorage.setItem('rag.theme', document.documentElement.dataset.theme);
    } catch {
      /* this page only, then */
    }
    draw();
  });
  const draw = () => {
    const [name, label] = names[dark() ? 'dark' : 'light'];
    toggle.replaceChildren(icon(name));
    toggle.title = label;
    toggle.setAttribute('aria-label', label);
  };
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  const rail = tool('menu', 'Conversations', () => document.body.classList.toggle('with-rail'));
  rail.classList.add('rail-toggle');
  document.body.prepend(
    document.querySelector('.skip') || '',
    h(
      'header.masthead',
      {},
      rail,
      h('span.brand', {}, 'Checkable'),
      h('span.grow'),
      h(
        'button.tool.keys',
        { type: 'button', title: 'Keys (?)', 'aria-label': 'Keyboard shortcuts', onclick: keys },
        '?',
      ),
      toggle,
    ),
  );
}

function keys() {
  const dialog = h(
    'dialog.sheet',
    { 'aria-label': 'Keyboard', onclose: () => dialog.remove() },
    h(
      'form',
      { method: 'dialog' },
      h('h3', {}, 'Keyboard'),
      h(
        'dl.keys-list',
        {},
        [
          ['/', 'Write a question'],
          ['Enter', 'Ask; Shift+Enter for a new line'],
          ['Esc', 'Stop, or close what is open'],
          ['j, k', 'Next and previous citation, in the text and in the source'],
          ['Enter', 'On a marker: open its source'],
          ['?', 'This list'],
        ].map(([key, words]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, words)]),
      ),
      h('div.row.end', {}, h('button.primary', {}, 'Close')),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape') {
    if (document.body.classList.contains('with-rail')) document.body.classList.remove('with-rail');
    else if (!panel.element.hidden) panel.close();
    else parts.ask?.stop();
    return;
  }
  if (
    event.target.matches('input, textarea, select') ||
    (document.body.dataset.tab && document.body.dataset.tab !== 'ask')
  )
    return;
  if (event.key === '/') {
    event.preventDefault();
    document.getElementById('question').focus();
  }
  if (event.key === '?') keys();
  const by = { j: 1, k: -1 }[event.key];
  if (by) {
    const markers = [...document.querySelectorAll('.thread button.marker')];
    const at = markers.indexOf(document.activeElement);
    const next = markers[at < 0 ? (by > 0 ? 0 : markers.length - 1) : at + by];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: 'nearest' });
    }
  }
});

document.addEventListener('click', (event) => {
  if (event.target.closest('a[href="#library"]')) {
    event.preventDefault();
    [...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.trim() === 'Library')?.click();
  }
});

new MutationObserver(fill).observe(document.body, { childList: true, subtree: true });
fill();

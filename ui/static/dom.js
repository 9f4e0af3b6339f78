// Elements from plain values. Text only ever becomes a text node: nothing here parses HTML.

/** h('p.note', {title: '…', onclick: f}, 'text', child, null) → an element. */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'data') Object.assign(element.dataset, value);
    else if (key in element && typeof value !== 'string') element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(
    ...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';
const PATHS = {
  check: 'M3.5 8.5l3 3 6-7',
  half: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 2.5v11',
  cross: 'M4 4l8 8M12 4l-8 8',
  send: 'M8 13V3M3.5 7.5L8 3l4.5 4.5',
  stop: 'M4 4h8v8H4z',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  retry: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3',
  edit: 'M3 13l.6-2.8 7-7 2.2 2.2-7 7zM9.2 4.6l2.2 2.2',
  up: 'M5 7l2.6-4.6c.9 0 1.5.7 1.3 1.6L8.5 6.5h3.4a1.2 1.2 0 0 1 1.2 1.5l-1 4a1.5 1.5 0 0 1-1.4 1.1H5zM5 7v6.1H2.9V7z',
  down: 'M5 9l2.6 4.6c.9 0 1.5-.7 1.3-1.6L8.5 9.5h3.4a1.2 1.2 0 0 0 1.2-1.5l-1-4a1.5 1.5 0 0 0-1.4-1.1H5zM5 9V2.9H2.9V9z',
  previous: 'M10 3.5L5.5 8l4.5 4.5',
  next: 'M6 3.5L10.5 8 6 12.5',
  out: 'M9 3h4v4M13 3L7.5 8.5M6.5 4H3v9h9V9.5',
  plus: 'M8 3v10M3 8h10',
  trash: 'M3.5 4.5h9M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5',
  scope: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1',
  moon: 'M13 9.5A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 6.5 6.5z',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  down_to: 'M8 3v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10',
  upload: 'M8 11V3M4.5 6.5L8 3l3.5 3.5M3 13.5h10',
  warn: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.3v.4',
  absent: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3L14 14M5 7h4',
};

/** A line icon of 16 units; decoration only, so hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'icon' }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon and a name; the name is shown where there is room for it. */
export function tool(name, label, onclick, attributes = {}) {
  return h(
    'button.tool',
    { type: 'button', onclick, title: label, 'aria-label': label, ...attributes },
    icon(name),
  );
}

/** Scrolls an element to the top of the page, or just into sight; at once for who asked for less motion. */
export function bring(element, block = 'start') {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block, behavior: still ? 'auto' : 'smooth' });
}

/** Tell a screen reader, and nobody else. */
export function announce(message) {
  let region = document.getElementById('announcer');
  if (!region)
    document.body.append(
      (region = h('div.unseen', { id: 'announcer', role: 'status', 'aria-live': 'polite' })),
    );
  region.textContent = '';
  requestAnimationFrame(() => {
    region.textContent = message;
  });
}

/** A short line at the foot of the page, for what was done or went wrong. */
export function toast(message) {
  document.querySelector('.toast')?.remove();
  const line = h('div.toast', { role: 'status' }, message);
  document.body.append(line);
  setTimeout(() => line.remove(), 5000);
}

/** A yes or no from a person. */
export function confirmed(question, yes) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog.sheet',
      {
        'aria-label': question,
        onclose: () => {
          dialog.remove();
          resolve(dialog.returnValue === 'yes');
        },
      },
      h(
        'form',
        { method: 'dialog' },
        h('p', {}, question),
        h(
          'div.row.end',
          {},
          h('button.quiet', { value: 'no' }, 'Cancel'),
          h('button.danger', { value: 'yes' }, yes),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

// The card that shows on hover and on focus; one at a time.

import { h } from './dom.js';

let card = null;
let anchor = null;

function hide() {
  card?.remove();
  card = anchor = null;
}

function place() {
  const box = anchor.getBoundingClientRect();
  const left = Math.max(12, Math.min(box.left - 24, innerWidth - card.offsetWidth - 12));
  const above = box.top > card.offsetHeight + 16;
  card.style.left = `${left}px`;
  card.style.top = `${above ? box.top - card.offsetHeight - 8 : box.bottom + 8}px`;
}

/** Listeners for an element whose card holds `content()`. */
export function hovering(content) {
  const show = (event) => {
    hide();
    anchor = event.currentTarget;
    card = h('div.card', { role: 'tooltip', id: 'card' }, content());
    (anchor.closest('main') || document.body).append(card);
    anchor.setAttribute('aria-describedby', 'card');
    place();
  };
  return { onmouseenter: show, onmouseleave: hide, onfocus: show, onblur: hide };
}
// What the keyboard is at is scrolled into view, and its card goes with it.
addEventListener('scroll', () => card && (anchor.matches(':focus-visible') ? place() : hide()), {
  capture: true,
  passive: true,
});
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hide();
});

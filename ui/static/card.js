// The card that shows on hover and on focus; one at a time.

import { h } from './dom.js';

let card = null;
/** Listeners for an element whose card holds `content()`. */
export function hovering(content) {
  const hide = () => {
    card?.remove();
    card = null;
  };
  const show = (event) => {
    hide();
    const anchor = event.currentTarget;
    card = h('div.card', { role: 'tooltip', id: 'card' }, content());
    (anchor.closest('main') || document.body).append(card);
    anchor.setAttribute('aria-describedby', 'card');
    const box = anchor.getBoundingClientRect();
    const left = Math.max(12, Math.min(box.left - 24, innerWidth - card.offsetWidth - 12));
    const above = box.top > card.offsetHeight + 16;
    card.style.left = `${left}px`;
    card.style.top = `${above ? box.top - card.offsetHeight - 8 : box.bottom + 8}px`;
  };
  return { onmouseenter: show, onmouseleave: hide, onfocus: show, onblur: hide };
}
addEventListener(
  'scroll',
  () => {
    card?.remove();
    card = null;
  },
  { capture: true, passive: true },
);
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    card?.remove();
    card = null;
  }
});

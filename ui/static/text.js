// Offsets from the server count code points; a JavaScript string counts UTF-16 units.

/** UTF-16 index of each code-point offset in `offsets` (ascending), in one walk over the text. */
export function units(text, offsets) {
  const found = [];
  let unit = 0,
    point = 0;
  for (const offset of offsets) {
    while (point < offset && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    found.push(unit);
  }
  return found;
}

/** text[start:end] in code points. */
export function slice(text, start, end) {
  const [from, to] = units(text, [start, end]);
  return text.slice(from, to);
}

const RTL = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** Attributes of an element that holds foreign words: direction, and a language where one is plain. */
export function tongue(text, language = null) {
  const guess = /[\u4e00-\u9fff]/.test(text) ? 'zh' : /[\u0590-\u05ff]/.test(text) ? 'he' : null;
  return { dir: RTL.test(text) ? 'rtl' : 'auto', lang: language || guess };
}

/** '12 March 2024' for an ISO date, or the `words` of a document that says less ('March 2024'). */
export function day(iso, words = null) {
  if (words) return words;
  if (!iso) return 'undated';
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** 'Publisher · 12 March 2024 · page 3' of a citation, a passage or a document. */
export function byline(source) {
  const page = source.page ? `page ${source.page}` : null;
  return [isolated(source.publisher || source.author), day(source.published, source.published_as), page]
    .filter(Boolean)
    .join(' · ');
}

/** A right-to-left name kept from turning the figures beside it around. */
const isolated = (name) => (name && RTL.test(name) ? `\u2068${name}\u2069` : name);

/** '26 November 2026, 14:51' of a moment, in the reader's own time. */
export const moment = (when) =>
  new Date(when).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' }).replace(' at ', ', ');

/** '3 documents', '1 document'. */
export const count = (n, word) => `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;

/** '1, 3–5' of ascending numbers. */
export function runs(numbers) {
  const found = [];
  for (const n of numbers) {
    if (found.at(-1)?.[1] === n - 1) found.at(-1)[1] = n;
    else found.push([n, n]);
  }
  return found
    .map(([from, to]) => (to - from > 1 ? `${from}–${to}` : to > from ? `${from}, ${to}` : String(from)))
    .join(', ');
}

/** The text with its first letter large. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** '64 ms', '1.2 s'. */
export const span = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

export const ordinal = (n) =>
  `${n}${n % 100 >= 11 && n % 100 <= 13 ? 'th' : ['th', 'st', 'nd', 'rd'][n % 10] || 'th'}`;

/** The beginning of a text, cut at a word. */
export function shorten(text, limit) {
  const points = Array.from(text.replace(/\s+/g, ' ').trim());
  if (points.length <= limit) return points.join('');
  return `${points
    .slice(0, limit)
    .join('')
    .replace(/\s\S*$/, '')} …`;
}

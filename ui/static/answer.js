// An answer of POST /answer → elements. Pure: it draws what it is given and calls `on` when used.

import { hovering } from './card.js';
import { h, icon } from './dom.js';
import { passageCard } from './passages.js';
import { byline, shorten, tongue, units } from './text.js';

const VERDICTS = {
  supported: ['check', 'Supported', 'Every figure, date and name stands in the cited words.'],
  partly: ['half', 'Partly supported', 'The cited words bear out only a part of this.'],
  unsupported: ['cross', 'Not supported', 'The cited words do not say this.'],
};

/** The body of an answer, also of one that is still being written (`citations` so far). */
export function answerText(answer, on) {
  const known = new Map(answer.citations.map((c) => [c.marker, c]));
  const body = h('div.said-text', { ...tongue(answer.text) });
  for (const paragraph of paragraphs(answer)) {
    const line = h(paragraph.item ? 'p.item' : 'p', { dir: 'auto' });
    for (const piece of paragraph.pieces) {
      if (!piece.sentence) {
        line.append(...withMarkers(piece.text, known, on));
        continue;
      }
      const { sentence } = piece;
      line.append(
        h(
          `span.sentence.${sentence.verdict}`,
          {},
          ...bound([...withMarkers(piece.text, known, on), verdictMark(sentence)]),
        ),
      );
    }
    body.append(line);
  }
  return body;
}

/** The text cut at line ends, and inside a line at sentences: [{item, pieces: [{text, sentence}]}]. */
function paragraphs({ text, sentences }) {
  const offsets = sentences.flatMap((s) => [s.answer_start_index, s.answer_end_index]);
  const at = units(text, offsets);
  const pieces = [];
  let last = 0;
  sentences.forEach((sentence, i) => {
    const [start, end] = [at[2 * i], at[2 * i + 1]];
    if (start > last) pieces.push({ text: text.slice(last, start) });
    pieces.push({ text: text.slice(start, end), sentence });
    last = end;
  });
  if (last < text.length) pieces.push({ text: text.slice(last) });
  const lines = [{ pieces: [] }];
  for (const piece of pieces) {
    piece.text.split('\n').forEach((part, i, parts) => {
      if (i) lines.push({ pieces: [] });
      // A verdict stands once, at the end of its sentence.
      if (part || piece.sentence)
        lines.at(-1).pieces.push({ text: part, sentence: i === parts.length - 1 ? piece.sentence : null });
    });
  }
  for (const line of lines) {
    const first = line.pieces[0];
    const bullet = first && /^\s*(?:[-•*]|\d{1,3}[.)])\s+/.exec(first.text);
    if (bullet) {
      line.item = true;
      first.text = first.text.slice(bullet[0].length);
    }
  }
  return lines.filter((line) => line.pieces.some((piece) => piece.text.trim()));
}

/** Keeps the marks that end a sentence on the line of its last word. */
function bound(parts) {
  const at = parts.findLastIndex((part) => typeof part === 'string' && part.trim());
  if (at < 0) return parts;
  const [, before, last] = /^([\s\S]*?)(\S{1,16}|[\s\S]{2})$/u.exec(parts[at].trimEnd()) || [
    null,
    parts[at],
    '',
  ];
  return [...parts.slice(0, at), before, h('span.bound', {}, last, ...parts.slice(at + 1))];
}

function withMarkers(text, known, on) {
  return text.split(/(\s*\[\d+\])/).map((part) => {
    const citation = known.get(Number(/^\s*\[(\d+)\]$/.exec(part)?.[1]));
    return citation ? markerButton(citation, on) : part;
  });
}

/** The numbered button of a citation; its card shows on hover and focus. */
export function markerButton(citation, on) {
  return h(
    'button.marker',
    {
      type: 'button',
      data: { marker: citation.marker },
      'aria-label': `Source ${citation.marker}: ${citation.document_title}, ${byline(citation)}`,
      onclick: () => on.cite(citation),
      ...hovering(() => quoteCard(citation)),
    },
    String(citation.marker),
  );
}

function verdictMark(sentence) {
  const [name, label, words] = VERDICTS[sentence.verdict];
  const failed = sentence.checks.filter((check) => !check.passed);
  const shown = (failed.length ? failed : sentence.checks).slice(0, 4);
  const card = () =>
    h(
      'div.card-body',
      {},
      h(`p.verdict-name.${sentence.verdict}`, {}, icon(name), label),
      shown.length
        ? h(
            'ul.reasons',
            {},
            shown.map((check) => h('li', { dir: 'auto' }, check.reason)),
          )
        : h('p', {}, words),
    );
  return h(
    `button.verdict.${sentence.verdict}`,
    {
      type: 'button',
      'aria-label': `${label}. ${shown.map((check) => check.reason).join(' ')}`,
      ...hovering(card),
      onclick: (event) => event.currentTarget.focus(),
    },
    icon(name),
  );
}

function quoteCard(citation) {
  return h(
    'div.card-body',
    {},
    h('blockquote', tongue(citation.cited_text), shorten(citation.cited_text, 420)),
    h('p.source-title', tongue(citation.document_title), citation.document_title),
    h('p.byline', {}, byline(citation)),
    flagLine(citation),
  );
}

/** What a reader should know of cited words. */
export function flagLine(citation) {
  return citation.flags?.includes('instruction_like')
    ? h(
        'p.flag',
        {},
        icon('warn'),
        'These words read like an order to a machine. They are shown as the document has them.',
      )
    : null;
}

/** Sources that do not agree, side by side, newest first. */
export function disagreements(answer, on) {
  return answer.disagreements.map((found) =>
    h(
      'div.disagreement',
      { role: 'group', 'aria-label': 'Sources that disagree' },
      h(
        'h3',
        {},
        icon('warn'),
        'The sources disagree',
        found.topic ? h('span.topic', tongue(found.topic), found.topic) : null,
      ),
      h(
        'div.sides',
        {},
        found.markers.map((marker, i) => {
          const citation = answer.citations.find((c) => c.marker === marker);
          return (
            citation &&
            h(
              'button.side',
              { type: 'button', onclick: () => on.cite(citation) },
              h('strong', tongue(found.values[i] || ''), found.values[i]),
              h('span.source-title', tongue(citation.document_title), citation.document_title),
              h('span.byline', {}, byline(citation)),
              h('span.marker.still', {}, String(marker)),
            )
          );
        }),
      ),
      found.note ? h('p.note', { dir: 'auto' }, found.note) : null,
    ),
  );
}

/** An abstention: what is not there, why, and what comes nearest. */
export function abstention(answer, on, { narrowed = false } = {}) {
  const nearest = answer.retrieved.slice(0, 3);
  return h(
    'div.abstention',
    { role: 'group', 'aria-label': 'No answer' },
    h('p.abstained', {}, icon('absent'), h('span', tongue(answer.text), answer.text)),
    answer.reason ? h('p.reason', { dir: 'auto' }, answer.reason) : null,
    narrowed
      ? h(
          'p',
          {},
          'You are asking only some of the documents. ',
          h('button.link', { type: 'button', onclick: on.widen }, 'Ask all of them'),
        )
      : null,
    nearest.length ? h('h3', {}, 'The nearest passages, for you to judge') : null,
    nearest.length
      ? h(
          'div.nearest',
          {},
          nearest.map((passage) => passageCard(passage, on)),
        )
      : null,
    nearest.length && on.anyway
      ? h(
          'p.anyway',
          {},
          h('button.link', { type: 'button', onclick: on.anyway }, 'Answer all the same'),
          ' with the likeliest sentences there are.',
        )
      : null,
  );
}

// An answer of POST /answer → elements. Pure: it draws what it is given and calls `on` when used.

import { hovering } from './card.js';
import { h, icon } from './dom.js';
import { passageCard, SIGNS } from './passages.js';
import { rowsFrom, table, withCells } from './rows.js';
import { said } from './said.js';
import { byline, capital, shorten, slice, tongue, units } from './text.js';

const VERDICTS = {
  supported: ['check', 'Supported', 'Every figure, date and name stands in the cited words.'],
  partly: ['half', 'Partly supported', 'The cited words bear out only a part of this.'],
  unsupported: ['cross', 'Not supported', 'The cited words do not say this.'],
};

/** The body of an answer, also of one that is still being written (`citations` so far). */
export function answerText(answer, on) {
  const draw = drawing(answer, on);
  const body = h('div.said-text', { ...tongue(answer.text) });
  const short = answer.disagreements?.length ? null : shortAnswer(answer); // neither side is the answer
  const lines = withCells(paragraphs(answer), answer);
  for (let i = 0; i < lines.length; i += 1) {
    const paragraph = lines[i];
    if (paragraph.code) {
      body.append(codeBlock(paragraph, draw, answer));
      continue;
    }
    const rows = rowsFrom(lines, i);
    if (rows.length > 1 || paragraph.origin?.columns) {
      const words = (cell) => emphasised(cell, short, draw);
      const marks = (text, sentence) => [...draw(text), verdictMark(sentence, answer)];
      body.append(table(rows, words, marks));
      i += rows.length - 1;
      continue;
    }
    const line = h(paragraph.mark ? 'p.item' : 'p', { dir: 'auto', 'data-mark': paragraph.mark });
    for (const piece of paragraph.pieces) {
      if (!piece.sentence) {
        line.append(...draw(piece.text));
        continue;
      }
      const { sentence } = piece;
      line.append(
        h(
          `span.sentence.${sentence.verdict}`,
          {},
          ...bound([...emphasised(piece, short, draw), verdictMark(sentence, answer)]),
        ),
      );
    }
    body.append(line);
  }
  return body;
}

/** Code as it stands in its source; its markers and its verdict stand below it. */
function codeBlock({ code: [, , code, marks], pieces: [{ sentence }] }, draw, answer) {
  return h(
    `div.code.sentence.${sentence.verdict}`,
    {},
    h('pre', { tabindex: '0', dir: 'ltr' }, h('code', {}, code)),
    h('p.marks', {}, ...draw(marks), verdictMark(sentence, answer)),
  );
}

const CODE = /^(`{3,})\n([\s\S]*)\n\1\s*((?:\[\d+\])*)$/;

/** The text cut at line ends, and inside a line at sentences: [{mark, code, pieces: [{text, start, sentence}]}]. */
function paragraphs({ text, sentences }) {
  const offsets = sentences.flatMap((s) => [s.answer_start_index, s.answer_end_index]);
  const at = units(text, offsets);
  const pieces = [];
  let last = 0;
  sentences.forEach((sentence, i) => {
    const [start, end] = [at[2 * i], at[2 * i + 1]];
    if (start > last) pieces.push({ text: text.slice(last, start) });
    pieces.push({ text: text.slice(start, end), start, sentence });
    last = end;
  });
  if (last < text.length) pieces.push({ text: text.slice(last) });
  const lines = [{ pieces: [] }];
  for (const piece of pieces) {
    let start = piece.start;
    const code = piece.sentence && CODE.exec(piece.text);
    if (code) {
      lines.push({ code, pieces: [piece] }, { pieces: [] });
      continue;
    }
    piece.text.split('\n').forEach((part, i, parts) => {
      if (i) lines.push({ pieces: [] });
      // A verdict stands once, at the end of its sentence.
      if (part || piece.sentence)
        lines
          .at(-1)
          .pieces.push({ text: part, start, sentence: i === parts.length - 1 ? piece.sentence : null });
      start += part.length + 1;
    });
  }
  for (const line of lines) {
    const first = line.pieces[0];
    const bullet = first && /^\s*([-•*]|\(?(?:\d{1,3}|[a-z])[.)])\s+/.exec(first.text);
    if (bullet) {
      // Steps keep the numbers of their source.
      line.mark = /\w/.test(bullet[1]) ? bullet[1] : '•';
      first.text = first.text.slice(bullet[0].length);
      first.start += bullet[0].length;
    }
  }
  return lines.filter((line) => line.pieces.some((piece) => piece.text.trim()));
}

/** Where the words stand that answer by themselves, in UTF-16 units of the text; null: nowhere. */
function shortAnswer({ short_answer: found, text }) {
  if (!found) return null;
  const [start, end] = units(text, [found.answer_start_index, found.answer_end_index]);
  return { start, end };
}

/** A sentence's text with its markers, and with the short answer made to stand out. */
function emphasised({ text, start }, short, draw) {
  const [from, to] = short ? [short.start - start, short.end - start] : [-1, -1];
  if (from < 0 || to > text.length) return draw(text);
  return [
    ...draw(text.slice(0, from)),
    h('strong.short-answer', {}, text.slice(from, to)),
    ...draw(text.slice(to)),
  ];
}

/** Keeps the marks that end a sentence on the line of its last word. */
function bound(parts) {
  const at = parts.findLastIndex((part) => typeof part === 'string' && part.trim());
  const told = parts[at + 1]?.matches?.('strong, code'); // it ends the sentence, behind a space
  if (at < 0 || told) return parts;
  const [, before, last] = /^([\s\S]*?)(\S{1,16}|[\s\S]{2})$/u.exec(parts[at].trimEnd()) || [
    null,
    parts[at],
    '',
  ];
  return [...parts.slice(0, at), before, h('span.bound', {}, last, ...parts.slice(at + 1))];
}

/** What draws text: markers as buttons, and what a model sets in Markdown as it meant it; quotes stay as they are. */
function drawing({ citations, retrieved, model }, on) {
  const known = new Map(citations.map((c) => [c.marker, () => marker(c, retrieved, on)]));
  const marked = (text) =>
    text
      .split(/(\s*\[\d+\])/)
      .map((part) => known.get(Number(/^\s*\[(\d+)\]$/.exec(part)?.[1]))?.() ?? part);
  const styled = (text) =>
    text.split(/(\*\*[^*\n]+\*\*|`[^`\n]+`)/).flatMap((part, i) => {
      if (i % 2 === 0) return marked(part);
      return part[0] === '`' ? h('code', {}, part.slice(1, -1)) : h('strong', {}, marked(part.slice(2, -2)));
    });
  return model ? styled : marked;
}

/** The numbered button of a citation; its card shows on hover and focus. */
function marker(citation, passages, on) {
  return h(
    'button.marker',
    {
      type: 'button',
      data: { marker: citation.marker },
      'aria-label': `Source ${citation.marker}: ${citation.document_title}, ${byline(citation)}`,
      onclick: () => on.cite(citation),
      ...hovering(() => quoteCard(citation, passages)),
    },
    String(citation.marker),
  );
}

function verdictMark(sentence, answer) {
  const from = quotedFrom(sentence, answer);
  const [name, label, words] = from ? quoted(from) : VERDICTS[sentence.verdict];
  const failed = sentence.checks.filter((check) => !check.passed);
  const shown = from ? [] : (failed.length ? failed : sentence.checks).slice(0, 4);
  const reasons = from ? ` ${words}` : `. ${shown.map((check) => reason(check, sentence.text)).join('. ')}`;
  const card = () =>
    h(
      'div.card-body',
      {},
      h(`p.verdict-name.${sentence.verdict}`, {}, icon(name), label),
      shown.length
        ? h(
            'ul.reasons',
            {},
            shown.map((check) => h('li', { dir: 'auto' }, reason(check, sentence.text))),
          )
        : h('p', { dir: 'auto' }, capital(words)),
    );
  return h(
    `button.verdict.${sentence.verdict}`,
    {
      type: 'button',
      'aria-label': `${label}${reasons}`,
      ...hovering(card),
      onclick: (event) => event.currentTarget.focus(),
    },
    icon(name),
  );
}

/** The titles that a sentence is quoted from; none of one that a model wrote, which is checked instead. */
function quotedFrom({ verdict, checks, markers = [] }, { model, citations }) {
  const whole = checks.some((check) => check.kind === 'words' && check.value === 'the whole sentence');
  if (model || verdict !== 'supported' || !whole) return null;
  const cited = citations.filter((one) => markers.includes(one.marker));
  return [...new Set(cited.map((one) => one.document_title))].join(', ') || null;
}

/** What is known of quoted words: that they stand there, not that they are what was asked. */
const quoted = (titles) => [
  'check',
  'Quoted word for word',
  `from ${titles}. Whether it answers your question is yours to judge.`,
];

/** Why a check failed or passed, its figure or name spelt as the sentence spells it. */
function reason(check, said) {
  const at = said.toLowerCase().indexOf(check.value.toLowerCase());
  const spelt = at < 0 ? check.value : said.slice(at, at + check.value.length);
  return capital(check.reason.replace(check.value, () => spelt));
}

function quoteCard(citation, passages) {
  const [before, after] = around(citation, passages);
  return h(
    'div.card-body',
    {},
    h(
      'blockquote',
      tongue(citation.cited_text),
      before,
      h('mark.current', {}, shorten(citation.cited_text, 900)),
      after,
    ),
    h('p.source-title', tongue(citation.document_title), citation.document_title),
    h('p.byline', {}, byline(citation)),
    flagLine(citation),
  );
}

const CONTEXT = 110; // characters before and after a quote

/** The words before and after a quote, in its line of the passage that was read. */
function around(citation, passages = []) {
  const [start, end] = [citation.start_char_index, citation.end_char_index];
  const found = passages.find(
    (one) =>
      one.document_id === citation.document_id && one.start_char_index <= start && one.end_char_index >= end,
  );
  if (!found) return ['', ''];
  const before = slice(found.text, 0, start - found.start_char_index)
    .split('\n')
    .at(-1)
    .replace(SIGNS, '');
  const after = slice(found.text, end - found.start_char_index, found.text.length).split('\n')[0];
  const tail = Array.from(before).slice(-CONTEXT).join('');
  return [
    tail.length < before.length ? `… ${tail.replace(/^\S*\s/, '')}` : before,
    after.trim() && `${/^\s/.test(after) ? ' ' : ''}${shorten(after, CONTEXT)}`,
  ];
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

/** Sources that do not agree, side by side, newest first; the sides say all that a note would. */
export function disagreements(answer, on) {
  return answer.disagreements.map((found) =>
    h(
      'div.disagreement',
      { role: 'group', 'aria-label': 'Sources that disagree' },
      h('h3', {}, icon('warn'), 'The sources disagree'),
      h(
        'div.sides',
        {},
        found.markers.map((marker, i) => {
          const citation = answer.citations.find((c) => c.marker === marker);
          return citation && side(citation, found.values[i] || '', on);
        }),
      ),
    ),
  );
}

/** One source's word: its figure large, and the sentence that gives it. */
function side(citation, value, on) {
  const quote = citation.cited_text;
  return h(
    'button.side',
    { type: 'button', onclick: () => on.cite(citation) },
    value.length <= 40 ? h('strong', tongue(value), value) : null,
    h('q', tongue(quote), shorten(quote, 240)),
    h('span.source-title', tongue(citation.document_title), citation.document_title),
    h('span.byline', {}, byline(citation)),
    h('span.marker.still', {}, String(citation.marker)),
  );
}

/** An abstention: what is not there, why, and what comes nearest. */
export function abstention(answer, on, { narrowed = false } = {}) {
  const nearest = answer.retrieved.slice(0, 3);
  const words = said(answer);
  const own = { dir: 'auto', lang: answer.language };
  return h(
    'div.abstention',
    { role: 'group', 'aria-label': words.none },
    h('p.abstained', own, icon('absent'), h('span', {}, answer.text)),
    answer.reason ? h('p.reason', own, answer.reason) : null,
    nearest.length && on.anyway
      ? h(
          'p.anyway',
          own,
          h('button.link', { type: 'button', onclick: on.anyway }, words.anyway[0]),
          words.anyway[1],
        )
      : null,
    narrowed
      ? h(
          'p',
          own,
          words.narrowed[0],
          h('button.link', { type: 'button', onclick: on.widen }, words.narrowed[1]),
        )
      : null,
    nearest.length
      ? h('h3', own, words.nearest)
      : h(
          'p',
          own,
          h('a', { href: '#library' }, words.library),
        ),
    nearest.length
      ? h(
          'div.nearest',
          {},
          nearest.map((passage) => passageCard(passage, on, answer.standalone_question || answer.question)),
        )
      : null,
  );
}

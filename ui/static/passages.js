// Retrieved passages, and why each of them was read. Pure, as answer.js is.

import { h } from './dom.js';
import { byline, count, ordinal, shorten, span, tongue } from './text.js';

/** A passage that opens in its document. */
export function passageCard(passage, on) {
  const { heading, words } = opened(passage);
  return h(
    'button.passage',
    { type: 'button', onclick: () => on.passage(passage) },
    h('span.source-title', tongue(passage.document_title), passage.document_title),
    h('span.byline', {}, [byline(passage), heading].filter(Boolean).join(' · ')),
    h('span.snippet', tongue(words), shorten(words, 220)),
  );
}

/** The signs of headings, lists and quotations that begin a line of Markdown. */
export const SIGNS = /^\s*(?:#{1,6}|[-*•>]|\d{1,3}[.)])\s+/;

/** A text without the signs of its layout, in one line: for a glimpse, never for a quote. */
function plain(text) {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(`{3}|~{3})/.test(line))
    .map((line) => (/^\s*\|/.test(line) ? row(line) : line.replace(SIGNS, '')));
  return lines.join(' ').replace(/\s+/g, ' ').trim();
}

const row = (line) =>
  `${line
    .split('|')
    .map((cell) => cell.trim())
    .filter(Boolean)
    .join(', ')};`;

/** A passage's nearest heading, which may be its own first lines, and the words below it. */
function opened(passage) {
  const lines = passage.text.split('\n').filter((line) => line.trim());
  let heading = (passage.headings || []).at(-1) || '';
  while (lines.length > 1 && (/^#{1,6}\s/.test(lines[0]) || isTitle(lines[0], lines[1])))
    heading = lines.shift();
  heading = plain(heading);
  return { heading: heading === passage.document_title ? '' : heading, words: plain(lines.join('\n')) };
}

const isTitle = (line, next) =>
  line.length < 120 && !SIGNS.test(line) && !/[.!?。！？:：|]\s*$/.test(line) && next.length > line.length;

/** '8 passages in 2 documents'. */
export function amount(passages) {
  const documents = new Set(passages.map((passage) => passage.document_id)).size;
  return `${count(passages.length, 'passage')} in ${count(documents, 'document')}`;
}

/** The collapsed line of what was done, and inside it why each passage was chosen. */
export function steps(answer, on) {
  const cited = new Set(answer.citations.map((citation) => citation.document_id));
  const line = `${answer.retrieved.length ? `Read ${amount(answer.retrieved)}` : 'Read nothing'} · ${span(answer.timings.total || 0)}`;
  const times = Object.entries(answer.timings)
    .filter(([name]) => name !== 'total')
    .map(([name, ms]) => `${name} ${span(ms)}`);
  const facts = [
    [
      'Confidence',
      `${Math.round(answer.confidence * 100)}%: how likely it is, by past questions, that the documents answer this one`,
    ],
    [
      'Answered by',
      answer.model
        ? `${answer.model}, each sentence checked against its sources`
        : 'selection: every sentence is quoted from a document, none is written',
    ],
    ['Time', times.join(', ')],
    [
      'Tokens',
      `${count(answer.usage.prompt_tokens, 'token')} read, ${answer.usage.completion_tokens.toLocaleString('en')} answered${
        answer.usage.cost == null ? '' : `, cost ${answer.usage.cost.toPrecision(3)}`
      }`,
    ],
  ];
  return h(
    'details.steps',
    {},
    h('summary', {}, line),
    h(
      'dl',
      {},
      facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
    ),
    answer.retrieved.length ? h('h3', {}, 'Why these passages') : null,
    h(
      'ol.why',
      {},
      answer.retrieved.map((passage) =>
        h('li', {}, passageCard(passage, on), h('span.reason', {}, why(passage, cited))),
      ),
    ),
  );
}

/** A passage's scores in words. */
export function why(passage, cited = new Set()) {
  const near =
    passage.similarity >= 0.6 ? 'very close' : passage.similarity >= 0.4 ? 'close' : 'loosely related';
  const meaning = passage.dense_rank
    ? `${ordinal(passage.dense_rank)} by meaning (${near}: ${passage.similarity.toFixed(2)})`
    : `Not among the nearest in meaning (${passage.similarity.toFixed(2)})`;
  const words = passage.text_rank
    ? `${ordinal(passage.text_rank)} by the question’s own words`
    : 'it has few of the question’s own words';
  return `${meaning}; ${words}${cited.has(passage.document_id) ? '' : '; its document is not cited'}.`;
}

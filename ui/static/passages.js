// Retrieved passages, and why each of them was read. Pure, as answer.js is.

import { h } from './dom.js';
import { byline, count, ordinal, shorten, span, tongue, units } from './text.js';

/** A passage that opens in its document; `question` names the words to look for in its nearest sentence. */
export function passageCard(passage, on, question = '') {
  const { heading, words } = opened(passage);
  const nearest = passage.nearest ? around(passage, question) : [shorten(words, 220)];
  return h(
    'button.passage',
    { type: 'button', onclick: () => on.passage(passage) },
    h('span.source-title', tongue(passage.document_title), passage.document_title),
    h('span.byline', {}, [byline(passage), heading].filter(Boolean).join(' · ')),
    h('span.snippet', tongue(words), nearest),
  );
}

const BEFORE = 60, // characters before the nearest sentence, and behind it
  BEHIND = 110;

/** The sentence that is nearest to the question, among what stands before and behind it. */
function around(passage, question) {
  const { start_char_index: start, end_char_index: end } = passage.nearest;
  const [from, to] = units(passage.text, [
    start - passage.start_char_index,
    end - passage.start_char_index,
  ]);
  const blocks = (text) => text.split(/\n\s*\n|^#.*$/m);
  const before = plain(blocks(passage.text.slice(0, from)).at(-1));
  const behind = plain(blocks(passage.text.slice(to))[0]);
  const tail = Array.from(before).slice(-BEFORE).join('');
  return [
    h('span.beside', {}, tail.length < before.length ? `… ${tail.replace(/^\S*\s/, '')} ` : `${before} `),
    ...withWords(shorten(plain(passage.text.slice(from, to)), 400), question),
    h('span.beside', {}, behind && ` ${shorten(behind, BEHIND)}`),
  ];
}

const COMMON = new Set(
  `about after also because been before could does from have many much must over said says shall should than that
  their them then there these they this those under were what when where which while whom whose will with would
  your`.split(/\s+/),
);

/** A text with the words that it shares with a question marked. */
function withWords(text, question) {
  const telling = (word) => !COMMON.has(word) && (word.length > 3 || /\d/.test(word));
  const asked = new Set(wordsOf(question).filter(telling).map(root));
  return text
    .split(/([\p{L}\p{N}]+)/u)
    .map((part, i) => (i % 2 && telling(part.toLowerCase()) && asked.has(root(part)) ? h('mark.word', {}, part) : part));
}

const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
const root = (word) => word.toLowerCase().replace(/(?<=\p{L}{3})(?:ies|ing|ed|es|e|s|y)$/u, '');

/** The signs of headings, lists and quotations that begin a line of Markdown. */
export const SIGNS = /^\s*(?:#{1,6}|[-*•>]|\d{1,3}[.)])\s+/;

/** A text without the signs of its layout, in one line: for a glimpse, never for a quote. */
function plain(text) {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(`{3}|~{3})/.test(line))
    .map((line) => (/^\s*\||\s\|\s/.test(line) ? row(line) : line.replace(SIGNS, '')));
  return lines.join(' ').replace(/\s+/g, ' ').trim().replace(/;$/, '');
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

/** The collapsed line of what was read; inside it why each passage was, and the numbers behind that. */
export function steps(answer, on) {
  const { retrieved, model, confidence } = answer;
  const cited = new Set(answer.citations.map((citation) => citation.document_id));
  const asked = answer.standalone_question || answer.question;
  return h(
    'details.steps',
    {},
    h('summary', {}, retrieved.length ? `Read ${amount(retrieved)}` : 'Read nothing'),
    h(
      'p',
      {},
      answer.abstained
        ? 'No sentence was shown as an answer. '
        : model
          ? `${model} wrote the answer; each of its sentences was checked against its sources. `
          : 'Each sentence of the answer is quoted from a document; none is written. ',
      `How likely it is that the documents answer this, by past questions: ${Math.round(confidence * 100)}%.`,
    ),
    retrieved.length ? h('h3', {}, 'What was read, the nearest first') : null,
    h(
      'ol.why',
      {},
      retrieved.map((passage) =>
        h('li', {}, passageCard(passage, on, asked), h('span.reason', {}, why(passage, cited))),
      ),
    ),
    h('details.numbers', {}, h('summary', {}, 'In numbers'), numbers(answer)),
  );
}

/** What only those look at who measure. */
function numbers({ timings, usage, retrieved }) {
  const times = Object.entries(timings)
    .filter(([name]) => name !== 'total')
    .map(([name, ms]) => `${name} ${span(ms)}`);
  const cost = usage.cost == null ? '' : `, cost ${usage.cost.toPrecision(3)}`;
  const read = `${count(usage.prompt_tokens, 'token')} read`;
  const facts = [
    ['Time', `${span(timings.total || 0)}: ${times.join(', ')}`],
    ['Tokens', `${read}, ${usage.completion_tokens.toLocaleString('en')} answered${cost}`],
    ...retrieved.map((passage, i) => [`Passage ${i + 1}`, places(passage)]),
  ];
  return h(
    'dl',
    {},
    facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

/** Why a passage was read, in words. */
export function why({ similarity, text_rank: byWords, document_id: document }, cited = new Set()) {
  const near =
    similarity >= 0.6 ? 'Very close' : similarity >= 0.4 ? 'Close' : similarity >= 0.2 ? 'Related' : 'Far';
  const words = byWords ? (byWords <= 3 ? 'has many' : 'has some') : 'has few';
  const used = cited.has(document) ? '' : ' Its document is not cited.';
  return `${near} in meaning; ${words} of the question’s own words.${used}`;
}

/** A passage's places in the two searches, and its cosine. */
function places({ dense_rank: byMeaning, text_rank: byWords, similarity }) {
  const found = [byMeaning && `${ordinal(byMeaning)} by meaning`, byWords && `${ordinal(byWords)} by words`];
  return `${found.filter(Boolean).join(', ') || 'beside another'}; similarity ${similarity.toFixed(2)}`;
}

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
    h('span.snippet', tongue(words), shorten(words, 200)),
  );
}

/** A passage's nearest heading, which may be its own first line, and the words below it. */
function opened(passage) {
  const [first, ...rest] = passage.text.split('\n');
  const titled = rest.length > 0 && first.length < 120 && !/[.!?。！？:：]\s*$/.test(first);
  return {
    heading: titled ? first.replace(/^#+\s*/, '') : (passage.headings || []).at(-1) || '',
    words: titled ? rest.join('\n') : passage.text,
  };
}

/** The collapsed line of what was done, and inside it why each passage was chosen. */
export function steps(answer, on) {
  const documents = new Set(answer.retrieved.map((passage) => passage.document_id)).size;
  const cited = new Set(answer.citations.map((citation) => citation.document_id));
  const read = `${count(answer.retrieved.length, 'passage')} in ${count(documents, 'document')}`;
  const line = `Read ${read} · ${span(answer.timings.total || 0)}`;
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
    h('h3', {}, 'Why these passages'),
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

// Conversations, kept in this browser only, and their export with footnotes.

import { namesColumns } from './rows.js';
import { byline, day } from './text.js';

const KEY = 'rag.conversations';
const MOST = 100;

/** Every stored conversation, newest first. What cannot be read is left out. */
export function conversations() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || '[]');
    return Array.isArray(found)
      ? found.filter((one) => one && typeof one.id === 'string' && Array.isArray(one.turns))
      : [];
  } catch {
    return [];
  }
}

/** Stores a conversation as the newest; the oldest make room where the browser's is full. */
export function keep(conversation) {
  const all = [conversation, ...conversations().filter((one) => one.id !== conversation.id)].slice(0, MOST);
  while (all.length) {
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
      return;
    } catch {
      all.pop();
    }
  }
}

/** Forgets one conversation, or all of them. */
export function forget(id = null) {
  try {
    localStorage.setItem(
      KEY,
      JSON.stringify(id === null ? [] : conversations().filter((one) => one.id !== id)),
    );
  } catch {
    /* storage is off: there was nothing to forget */
  }
}

const place = (c) => `characters ${c.start_char_index}–${c.end_char_index}`;
const plain = (text) => text.replace(/\s+/g, ' ').trim();
// An exported quote must not become an image, a link or a heading in somebody's viewer.
const escape = (text) => text.replace(/[\\`*_{}[\]<>#|!~$&]/g, '\\$&').replace(/(https?|ftp):/gi, '$1\\:');
const escaped = (text) => escape(plain(text));

const BAR = /\s*\\\|\s*/;

/** Escaped text in which rows that stand together are a table of Markdown. */
function tabled(text) {
  const lines = [];
  let rows = [];
  const close = () => {
    const width = Math.max(0, ...rows.map((cells) => cells.length));
    if (rows.length < 2) lines.push(...rows.map((cells) => cells.join(' \\| ')));
    else {
      if (!namesColumns(...rows)) rows.unshift(Array(width).fill(''));
      rows.splice(1, 0, Array(width).fill('---'));
      lines.push('', ...rows.map((cells) => `| ${cells.join(' | ')} |`), '');
    }
    rows = [];
  };
  for (const line of text.split('\n')) {
    const cells = line.split(BAR);
    if (rows.length && Math.abs(cells.length - rows[0].length) > 1) close();
    if (cells.length > 1) rows.push(cells);
    else {
      close();
      lines.push(line);
    }
  }
  close();
  return lines.join('\n').trim();
}

/** An answer as plain text, its sources as footnotes with their exact spans. */
export function withFootnotes(answer) {
  const notes = answer.citations.map(
    (c) => `[${c.marker}] “${plain(c.cited_text)}” — ${c.document_title}, ${byline(c)}, ${place(c)}`,
  );
  return [answer.text, ...(notes.length ? ['', ...notes] : [])].join('\n');
}

/** A conversation as Markdown; the footnotes of each turn are its own. */
export function asMarkdown(conversation) {
  const lines = [
    `# ${escaped(conversation.title)}`,
    '',
    `Exported ${day(new Date().toISOString().slice(0, 10))}.`,
  ];
  conversation.turns.forEach((turn, index) => {
    lines.push('', `## ${escaped(turn.question)}`, '');
    if (!turn.answer) {
      lines.push('*No answer.*');
      return;
    }
    const { text, citations, abstained, reason, standalone_question: understood } = turn.answer;
    if (understood) lines.push(`Understood as: ${escaped(understood)}`, '');
    const known = new Set(citations.map((c) => `[${c.marker}]`));
    const noted = text
      .split(/(^`{3,}\n[^]*?\n`{3,}$|\[\d+\])/m)
      .map((part) => {
        if (part.startsWith('```')) return part;
        return known.has(part) ? `[^${index + 1}-${part.slice(1, -1)}]` : escape(part);
      })
      .join('');
    lines.push(abstained ? `*${escaped(text)}* ${escaped(reason || '')}`.trim() : tabled(noted));
    for (const verdict of turn.answer.sentences.filter((s) => s.verdict !== 'supported'))
      lines.push('', `> ${verdict.verdict}: ${escaped(verdict.text)}`);
    for (const found of turn.answer.disagreements) lines.push('', `> ${escaped(found.note)}`);
    if (citations.length) lines.push('');
    for (const c of citations)
      lines.push(
        `[^${index + 1}-${c.marker}]: “${escaped(c.cited_text)}” — ${escaped(c.document_title)}, ` +
          `${escaped(byline(c))}, ${place(c)}, document ${c.document_id}`,
      );
  });
  return `${lines.join('\n')}\n`;
}

/** Hands a file to the person, without a round trip. */
export function download(name, text, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Adding documents: files, folders, text, a web address; each with its progress and its end.

import { jobEnd, json, upload } from './api.js';
import { announce, bring, h, icon } from './dom.js';
import { field, form, values } from './forms.js';
import { capital, count, shorten } from './text.js';

const AT_ONCE = 2; // uploads under way
const OUTCOMES = {
  added: 'Added',
  replaced: 'Replaced the older version',
  unchanged: 'Already here, unchanged',
  duplicate: 'Already here',
  skipped: 'Left out',
  failed: 'Could not be read',
};
// What a receipt counts, for one of each.
const PLACES = {
  chunks: 'passage',
  vectors: 'vector',
  full_text: 'full-text row',
  originals: 'original file',
};
export const ACCEPT = '.pdf,.docx,.xlsx,.csv,.tsv,.md,.markdown,.txt,.html,.htm';

export class Uploads {
  /** `open(documentId)` shows a document, `changed()` is called when something may be new. */
  constructor({ open, changed }) {
    Object.assign(this, { open, changed });
    this.queue = [];
    this.running = 0;
    this.log = h('ul.uploads', { 'aria-label': 'What became of what you added' });
    const clear = h('button.link', { type: 'button', onclick: () => this.clear() }, 'Clear this list');
    this.element = h('div', {}, this.dropzone(), this.log, clear);
  }

  dropzone() {
    const files = h('input.unseen', {
      type: 'file',
      multiple: true,
      accept: ACCEPT,
      'aria-label': 'Files to add',
      onchange: () => {
        this.take(withPaths(files.files));
        files.value = '';
      },
    });
    const folder = h('input.unseen', {
      type: 'file',
      multiple: true,
      webkitdirectory: true,
      'aria-label': 'A folder to add',
      onchange: () => {
        this.take(withPaths(folder.files));
        folder.value = '';
      },
    });
    const zone = h(
      'div.dropzone',
      {
        ondragover: (event) => {
          event.preventDefault();
          zone.classList.add('over');
        },
        ondragleave: () => zone.classList.remove('over'),
        ondrop: async (event) => {
          event.preventDefault();
          zone.classList.remove('over');
          this.take(await dropped(event.dataTransfer));
        },
      },
      icon('upload'),
      h('p', {}, 'Drop files or folders here: PDF, Word, Excel, CSV, HTML, Markdown, text'),
      h(
        'div.row.centre',
        {},
        h('button.primary', { type: 'button', onclick: () => files.click() }, 'Choose files'),
        h('button.quiet', { type: 'button', onclick: () => folder.click() }, 'Choose a folder'),
        h('button.quiet', { type: 'button', onclick: () => this.pasteText() }, 'Paste text'),
        h('button.quiet', { type: 'button', onclick: () => this.askUrl() }, 'From a web address'),
      ),
      files,
      folder,
    );
    return zone;
  }

  /** Takes what has ended out of the list. */
  clear() {
    for (const line of [...this.log.children]) if (!line.querySelector('progress')) line.remove();
  }

  /** `files` as [{file, path}]: two files of one name in different folders are two documents. */
  take(files) {
    for (const { file, path } of files) {
      const line = this.line(path);
      const about = path === file.name ? {} : { source: path };
      this.queue.push(() => this.sendFile(file, line, { about }));
    }
    this.pump();
  }

  pump() {
    while (this.running < AT_ONCE && this.queue.length) {
      this.running += 1;
      this.queue
        .shift()()
        .finally(() => {
          this.running -= 1;
          this.pump();
          if (!this.running) this.changed();
        });
    }
  }

  /** Puts a line first in the list, where it is seen also from far down the page. */
  tell(line) {
    this.log.prepend(line);
    bring(line, 'nearest');
  }

  line(name) {
    const bar = h('progress', { max: '1', value: '0', 'aria-label': `Progress of ${name}` });
    const state = h('span.state', {}, 'Waiting');
    const element = h('li', {}, h('span.name', { dir: 'auto' }, shorten(name, 90)), bar, state);
    this.tell(element);
    const file = `${name.split('/').at(-1)}: `; // the line begins with it already
    const said = (reason) => (reason.startsWith(file) ? reason.slice(file.length) : reason);
    return {
      sent: (share) => {
        bar.value = share * 0.5;
        state.textContent = share < 1 ? 'Sending' : 'Reading';
      },
      reading: ({ embedded, chunks } = {}) => {
        const known = embedded !== undefined && chunks;
        if (known) bar.value = 0.5 + (0.5 * embedded) / chunks;
        else bar.removeAttribute('value');
        state.textContent = known
          ? `Reading · ${embedded.toLocaleString('en')} of ${count(chunks, 'passage')}`
          : 'Reading';
      },
      end: (report) => {
        const item = report.items[0] || { outcome: 'failed', reason: 'Nothing came back.' };
        bar.remove();
        element.classList.add(item.outcome);
        const passages = item.chunks ? ` · ${count(item.chunks, 'passage')}` : '';
        const left = item.left_out ? ` · ${count(item.left_out, 'part')} left out` : '';
        const outcome = `${OUTCOMES[item.outcome] || item.outcome}${passages}${left}`;
        const became = `${outcome}${item.reason ? ':' : ''}`;
        const reason = item.reason ? said(item.reason) : '';
        const receipts = (report.receipts || []).map(receiptLine);
        state.replaceChildren(
          became,
          reason ? h('span.reason', { dir: 'auto' }, reason) : '',
          item.document_id
            ? h('button.link', { type: 'button', onclick: () => this.open(item.document_id) }, 'Open')
            : '',
          ...receipts.map((line) => h('span.reason', {}, line)),
        );
        announce([`${name}: ${became} ${reason}`, ...receipts].join('. '));
      },
      failed: (error) => {
        bar.remove();
        element.classList.add('failed');
        state.textContent = capital(said(error.message));
        announce(`${name}: ${state.textContent}`);
      },
    };
  }

  async sendFile(file, line, { path = '/documents', method = 'POST', about = {} } = {}) {
    const form = new FormData();
    form.append('files', file, file.name);
    for (const [name, value] of Object.entries(about)) if (value) form.append(name, value);
    await this.finish(line, upload(path, form, { method, progress: (share) => line.sent(share) }));
  }

  async finish(line, sending) {
    try {
      let told = await sending;
      if (told.state) {
        line.reading();
        told = await jobEnd(told, (job) => line.reading(job.items[0]));
        if (told.state === 'cancelled') throw new Error('Cancelled.');
      }
      line.end(told);
    } catch (error) {
      line.failed(error);
    }
  }

  pasteText() {
    const fields = {
      title: field('Title', { required: true, maxlength: '300' }),
      publisher: field('Publisher', { maxlength: '300' }),
      published: field('Published', { type: 'date' }),
    };
    const text = h('textarea', {
      rows: '10',
      required: true,
      'aria-label': 'The text',
      dir: 'auto',
      placeholder: 'Paste the text here',
    });
    form('Add a text', [...Object.values(fields).map((one) => one.label), text], 'Add', async () => {
      const send = { text: text.value, ...values(fields) };
      const line = this.line(send.title);
      line.reading();
      await this.finish(line, json('/documents', { method: 'POST', send }));
      this.changed();
    });
  }

  askUrl() {
    const url = field('Web address', {
      type: 'url',
      required: true,
      placeholder: 'https://',
      maxlength: '2000',
    });
    form(
      'Add a page from the web',
      [
        url.label,
        h('p.quiet-note', {}, 'The server fetches this one address, once, from the public internet.'),
      ],
      'Fetch and add',
      async () => {
        const line = this.line(url.input.value);
        line.reading();
        await this.finish(line, json('/documents', { method: 'POST', send: { url: url.input.value } }));
        this.changed();
      },
    );
  }
}

/** What a deletion removed, and the proof that nothing is left. */
export function receiptLine(receipt) {
  const removed = Object.entries(receipt.removed)
    .filter(([, n]) => n)
    .map(([place, n]) => count(n, PLACES[place] || place.replace('_', ' ')))
    .join(', ');
  const proof = receipt.found
    ? `${count(receipt.found, 'passage')} can still be found: please report this.`
    : `searched for ${count(receipt.probed, 'passage')} afterwards, found none`;
  return `Removed ${removed || 'nothing'}; ${proof}`;
}

const withPaths = (files) => [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/** Files of a drop, folders walked through where the browser can. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return withPaths(transfer.files);
  const found = [];
  const walk = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, path: entry.fullPath.replace(/^\//, '') });
    } else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (!some.length) break;
        for (const one of some) await walk(one);
      }
    }
  };
  for (const entry of entries) await walk(entry);
  return found.filter(({ file }) => !file.name.startsWith('.'));
}

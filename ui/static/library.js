// The Library tab: add, list, open, replace, correct and delete documents.

import { jobEnd, json, upload } from './api.js';
import { announce, confirmed, h, icon, toast, tool } from './dom.js';
import { count, day, shorten, tongue } from './text.js';

const PAGE = 50;
const AT_ONCE = 2; // uploads under way
const ACCEPT = '.pdf,.docx,.md,.markdown,.txt,.html,.htm';
const OUTCOMES = { added: 'Added', replaced: 'Replaced the older version', unchanged: 'Already here, unchanged', duplicate: 'Already here under another name', skipped: 'Left out', failed: 'Could not be read' };

export class Library {
  constructor(panel) {
    this.panel = panel;
    this.offset = 0;
    this.queue = [];
    this.running = 0;
    this.log = h('ul.uploads', { 'aria-label': 'What became of what you added' });
    this.table = h('div.table');
    this.find = h('input', { type: 'search', placeholder: 'Find by title, publisher or author', 'aria-label': 'Find a document' });
    let wait;
    this.find.addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(() => { this.offset = 0; this.refresh(); }, 150); });
    this.element = h('div.library.page', {}, h('h1', {}, 'Library'), this.dropzone(), this.log,
      h('div.row.list-head', {}, h('h2', {}, 'Documents'), h('span.grow'), this.find), this.table);
    this.refresh();
  }

  // ---- adding

  dropzone() {
    const files = h('input.unseen', { type: 'file', multiple: true, accept: ACCEPT, 'aria-label': 'Files to add', onchange: () => { this.take([...files.files]); files.value = ''; } });
    const folder = h('input.unseen', { type: 'file', multiple: true, webkitdirectory: true, 'aria-label': 'A folder to add', onchange: () => { this.take([...folder.files]); folder.value = ''; } });
    const zone = h('div.dropzone', {
      ondragover: (event) => { event.preventDefault(); zone.classList.add('over'); },
      ondragleave: () => zone.classList.remove('over'),
      ondrop: async (event) => { event.preventDefault(); zone.classList.remove('over'); this.take(await dropped(event.dataTransfer)); },
    }, icon('upload'), h('p', {}, 'Drop files or folders here: PDF, Word, HTML, Markdown, text'),
    h('div.row.centre', {}, h('button.primary', { type: 'button', onclick: () => files.click() }, 'Choose files'),
      h('button.quiet', { type: 'button', onclick: () => folder.click() }, 'Choose a folder'),
      h('button.quiet', { type: 'button', onclick: () => this.pasteText() }, 'Paste text'), h('button.quiet', { type: 'button', onclick: () => this.askUrl() }, 'From a web address')), files, folder);
    return zone;
  }

  take(files) {
    for (const file of files) {
      const line = this.line(file.webkitRelativePath || file.name);
      this.queue.push(() => this.sendFile(file, line));
    }
    this.pump();
  }

  pump() {
    while (this.running < AT_ONCE && this.queue.length) {
      this.running += 1;
      this.queue.shift()().finally(() => { this.running -= 1; this.pump(); if (!this.running) this.refresh(); });
    }
  }

  line(name) {
    const bar = h('progress', { max: '1', value: '0', 'aria-label': `Progress of ${name}` });
    const state = h('span.state', {}, 'Waiting');
    const element = h('li', {}, h('span.name', { dir: 'auto' }, shorten(name, 90)), bar, state);
    this.log.prepend(element);
    return {
      sent: (share) => { bar.value = share * 0.5; state.textContent = share < 1 ? 'Sending' : 'Reading'; },
      reading: () => { bar.removeAttribute('value'); state.textContent = 'Reading'; },
      end: (report) => {
        const item = report.items[0] || { outcome: 'failed', reason: 'Nothing came back.' };
        bar.remove();
        element.classList.add(item.outcome);
        state.replaceChildren(`${OUTCOMES[item.outcome] || item.outcome}${report.chunks ? ` · ${count(report.chunks, 'passage')}` : ''}`,
          item.reason ? h('span.reason', { dir: 'auto' }, item.reason) : '', item.document_id ? h('button.link', { type: 'button', onclick: () => this.panel.open(item.document_id) }, 'Open') : '');
        for (const receipt of report.receipts || []) state.append(h('span.reason', {}, receiptLine(receipt)));
        announce(`${name}: ${state.textContent}`);
      },
      failed: (error) => { bar.remove(); element.classList.add('failed'); state.textContent = error.message; announce(`${name}: ${error.message}`); },
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
        told = await jobEnd(told);
        if (told.state === 'cancelled') throw new Error('Cancelled.');
      }
      line.end(told);
    } catch (error) { line.failed(error); }
  }

  pasteText() {
    const fields = { title: field('Title', { required: true, maxlength: '300' }), publisher: field('Publisher', { maxlength: '300' }), published: field('Published', { type: 'date' }) };
    const text = h('textarea', { rows: '10', required: true, 'aria-label': 'The text', dir: 'auto', placeholder: 'Paste the text here' });
    form('Add a text', [...Object.values(fields).map((one) => one.label), text], 'Add', async () => {
      const send = { text: text.value, ...values(fields) };
      const line = this.line(send.title);
      line.reading();
      await this.finish(line, json('/documents', { method: 'POST', send }));
      this.refresh();
    });
  }

  askUrl() {
    const url = field('Web address', { type: 'url', required: true, placeholder: 'https://', maxlength: '2000' });
    form('Add a page from the web', [url.label, h('p.quiet-note', {}, 'The server fetches this one address, once, from the public internet.')], 'Fetch and add', async () => {
      const line = this.line(url.input.value);
      line.reading();
      await this.finish(line, json('/documents', { method: 'POST', send: { url: url.input.value } }));
      this.refresh();
    });
  }

  // ---- the list

  async refresh() {
    try {
      const found = await json(`/documents?limit=${PAGE}&offset=${this.offset}&q=${encodeURIComponent(this.find.value)}`);
      this.draw(found, {});
      if (found.documents.length) this.draw(found, await json(`/ui/facts?${found.documents.map((one) => `id=${encodeURIComponent(one.id)}`).join('&')}`));
    } catch (error) {
      this.table.replaceChildren(h('p.problem', { role: 'alert' }, icon('warn'), error.message));
    }
  }

  draw(found, facts) {
    if (!found.total) {
      this.table.replaceChildren(h('p.empty-note', {}, this.find.value ? 'No document has these words in its title, publisher or author.' : 'Nothing here yet. What you add can be asked about at once.'));
      return;
    }
    const rows = found.documents.map((one) => this.row(one, facts[one.id]));
    const last = this.offset + found.documents.length;
    this.table.replaceChildren(
      h('table', {}, h('caption.unseen', {}, 'Documents in the library'),
        h('thead', {}, h('tr', {}, ['Title', 'Publisher', 'Date', 'Size', 'State', ''].map((name) => (name ? h('th', { scope: 'col' }, name) : h('td'))))), h('tbody', {}, rows)),
      found.total > PAGE ? h('div.row.centre', {},
        h('button.quiet', { type: 'button', disabled: this.offset === 0, onclick: () => { this.offset -= PAGE; this.refresh(); } }, 'Previous'),
        h('span.quiet-note', {}, `${this.offset + 1}–${last} of ${found.total}`),
        h('button.quiet', { type: 'button', disabled: last >= found.total, onclick: () => { this.offset += PAGE; this.refresh(); } }, 'Next')) : '');
  }

  row(one, facts) {
    const size = [facts?.pages ? count(facts.pages, 'page') : null, facts ? count(facts.characters, 'character') : null, count(one.chunks, 'passage')].filter(Boolean);
    return h('tr', {},
      h('th', { scope: 'row' }, h('button.title', { type: 'button', ...tongue(one.title, one.language), onclick: () => this.panel.open(one.id, one) }, one.title), h('span.byline', { dir: 'auto' }, one.source)),
      h('td', { dir: 'auto', data: { label: 'Publisher' } }, one.publisher || '–'), h('td', { data: { label: 'Date' } }, day(one.published)),
      h('td.size', { data: { label: 'Size' } }, size.map((part) => h('span', {}, part))),
      h('td', { data: { label: 'State' } }, 'Ready', facts?.cut ? h('button.link', { type: 'button', onclick: () => this.panel.open(one.id, one) }, `${facts.cut} left out`) : null),
      h('td', {}, h('div.row.end', {}, tool('edit', `Correct the details of “${shorten(one.title, 40)}”`, () => this.correct(one)),
        tool('retry', `Replace “${shorten(one.title, 40)}”`, () => this.replace(one)), tool('trash', `Delete “${shorten(one.title, 40)}”`, () => this.remove(one)))));
  }

  replace(one) {
    const pick = h('input', { type: 'file', accept: ACCEPT, onchange: async () => {
      if (!pick.files[0]) return;
      await this.sendFile(pick.files[0], this.line(pick.files[0].name), { path: `/documents/${encodeURIComponent(one.id)}`, method: 'PUT' });
      this.panel.forget(one.id);
      this.refresh();
    } });
    pick.click();
  }

  correct(one) {
    const fields = {
      title: field('Title', { value: one.title, required: true, maxlength: '300' }), publisher: field('Publisher', { value: one.publisher || '', maxlength: '300' }),
      author: field('Author', { value: one.author || '', maxlength: '300' }), published: field('Published', { type: 'date', value: one.published || '' }),
      language: field('Language (as “en”)', { value: one.language || '', pattern: '[a-z]{2}', maxlength: '2' }),
    };
    form('Correct the details', Object.values(fields).map((each) => each.label), 'Save', async () => {
      const line = this.line(one.title);
      try {
        const original = await fetch(`/documents/${encodeURIComponent(one.id)}/original`);
        if (!original.ok) throw new Error('The file it came from is not kept: add it again with the right details.');
        const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(original.headers.get('content-disposition') || '')?.[1] || one.source);
        const file = new File([await original.blob()], name);
        await this.sendFile(file, line, { path: `/documents/${encodeURIComponent(one.id)}`, method: 'PUT', about: values(fields) });
      } catch (error) { line.failed(error); }
      this.panel.forget(one.id);
      this.refresh();
    });
  }

  async remove(one) {
    if (!(await confirmed(`Delete “${one.title}”? Its words, passages and vectors are removed for good.`, 'Delete'))) return;
    try {
      const receipt = await json(`/documents/${encodeURIComponent(one.id)}`, { method: 'DELETE' });
      this.panel.close();
      this.panel.forget(one.id);
      this.log.prepend(h('li.removed', {}, h('span.name', { dir: 'auto' }, one.title), h('span.state', {}, 'Deleted', h('span.reason', {}, receiptLine(receipt)))));
      announce(`Deleted. ${receiptLine(receipt)}`);
    } catch (error) { toast(error.message); }
    this.refresh();
  }
}

/** What a deletion removed, and the proof that nothing is left. */
function receiptLine(receipt) {
  const removed = Object.entries(receipt.removed).filter(([, n]) => n).map(([place, n]) => `${n.toLocaleString('en')} ${place.replace('_', ' ')}`).join(', ');
  const proof = receipt.found ? `${count(receipt.found, 'passage')} can still be found: please report this.` : `searched for ${count(receipt.probed, 'passage')} afterwards, found none`;
  return `Removed ${removed || 'nothing'}; ${proof}`;
}

/** Files of a drop, folders walked through where the browser can. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const found = [];
  const walk = async (entry) => {
    if (entry.isFile) found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (!some.length) break;
        for (const one of some) await walk(one);
      }
    }
  };
  for (const entry of entries) await walk(entry);
  return found.filter((file) => !file.name.startsWith('.'));
}

function field(name, attributes) {
  const input = h('input', { type: 'text', dir: 'auto', ...attributes });
  return { input, label: h('label.field', {}, name, input) };
}

const values = (fields) => Object.fromEntries(Object.entries(fields).map(([name, { input }]) => [name, input.value.trim()]).filter(([, value]) => value));

function form(title, parts, action, done) {
  const dialog = h('dialog.sheet', { 'aria-label': title, onclose: () => dialog.remove() },
    h('form', { method: 'dialog', onsubmit: () => { done(); } }, h('div.row', {}, h('h3', {}, title), h('span.grow'), tool('cross', 'Close', () => dialog.close())), ...parts,
      h('div.row.end', {}, h('button.quiet', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), h('button.primary', {}, action))));
  document.body.append(dialog);
  dialog.showModal();
}

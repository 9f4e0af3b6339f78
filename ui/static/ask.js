// The Ask tab: a conversation, its composer, and the list of earlier ones.

import { abstention, answerText, disagreements, steps } from './answer.js';
import { answerEvents, json } from './api.js';
import { announce, confirmed, h, icon, toast, tool } from './dom.js';
import { feedbackRow } from './feedback.js';
import { asMarkdown, conversations, download, forget, keep, withFootnotes } from './history.js';
import { EVERYTHING, Scope, inWords, isNarrow } from './scope.js';
import { byline, count, day, shorten, tongue } from './text.js';

const MAX_QUESTION = 2000;
const fresh = () => ({ id: crypto.randomUUID?.() || String(Math.random()).slice(2), title: '', created: new Date().toISOString(), turns: [], scope: EVERYTHING });

export class Ask {
  constructor(panel) {
    this.panel = panel;
    this.conversation = fresh();
    this.working = null; // the AbortController of the question under way
    this.editing = null; // index of the turn whose question is being changed
    this.scope = new Scope((value) => { this.conversation.scope = value; });
    this.thread = h('div.thread', { role: 'log', 'aria-label': 'Conversation', 'aria-live': 'off' });
    this.rail = h('nav.rail', { 'aria-label': 'Conversations' });
    this.heading = h('h1.unseen');
    this.element = h('div.ask', {}, this.rail, h('section.talk', { 'aria-label': 'Ask' }, this.heading, this.thread, this.composer()));
    this.open(conversations()[0] || this.conversation);
  }

  // ---- the composer

  composer() {
    this.field = h('textarea', {
      id: 'question', rows: '1', maxlength: String(MAX_QUESTION), placeholder: 'Ask your documents', 'aria-label': 'Your question', dir: 'auto', enterkeyhint: 'send',
      oninput: () => this.grow(),
      onkeydown: (event) => {
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.submit(); }
        if (event.key === 'Escape') this.working ? this.stop() : this.cancelEdit();
      },
    });
    this.send = h('button.send', { type: 'submit', 'aria-label': 'Ask', title: 'Ask (Enter)' }, icon('send'));
    this.answerer = h('select', { 'aria-label': 'How to answer', title: 'How to answer', hidden: true },
      h('option', { value: '' }, 'Best available'), h('option', { value: 'extractive' }, 'Quote only'), h('option', { value: 'llm' }, 'Model writes'));
    json('/version').then((told) => { this.answerer.hidden = !told.models?.model; }).catch(() => {});
    this.hint = h('p.editing', { hidden: true }, 'You are changing an earlier question; what came after it will be replaced. ', h('button.link', { type: 'button', onclick: () => this.cancelEdit() }, 'Cancel'));
    return h('form.composer', { onsubmit: (event) => { event.preventDefault(); this.working ? this.stop() : this.submit(); } },
      this.hint, h('div.box', {}, this.field, h('div.row', {}, this.scope.button, this.answerer, h('span.grow'), this.send)));
  }

  grow() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight, 220)}px`;
  }

  submit(question = this.field.value) {
    if (!question.trim() || this.working) return;
    const turns = this.conversation.turns;
    if (this.editing !== null) turns.splice(this.editing);
    this.cancelEdit();
    this.field.value = '';
    this.grow();
    turns.push({ question: question.trim(), answer: null, problem: null, stopped: false, scope: this.scope.value });
    if (!this.conversation.title) this.conversation.title = shorten(question, 70);
    this.draw();
    this.run(turns.length - 1);
  }

  edit(index, text) {
    this.editing = index;
    this.hint.hidden = false;
    this.field.value = text;
    this.grow();
    this.field.focus();
  }

  cancelEdit() {
    if (this.editing !== null) this.field.value = '';
    this.editing = null;
    this.hint.hidden = true;
  }

  stop() { this.working?.abort(); }

  busy(controller) {
    this.working = controller;
    this.send.replaceChildren(icon(controller ? 'stop' : 'send'));
    this.send.classList.toggle('stopping', Boolean(controller));
    this.send.setAttribute('aria-label', controller ? 'Stop' : 'Ask');
    this.send.title = controller ? 'Stop (Esc)' : 'Ask (Enter)';
  }

  // ---- one question

  async run(index) {
    const { conversation } = this;
    const turn = conversation.turns[index];
    Object.assign(turn, { answer: null, problem: null, stopped: false });
    const draft = { text: '', sentences: [], citations: [] };
    const controller = new AbortController();
    this.busy(controller);
    const place = this.thread.children[index];
    const live = h('div.answer.writing', { 'aria-busy': 'true' }, h('p.quiet-note', {}, h('span.pulse'), 'Searching …'));
    place.replaceChildren(...this.questionPart(turn, index), live);
    place.scrollIntoView({ block: 'start', behavior: 'smooth' });
    let painted = 0;
    const paint = () => {
      painted = 0;
      if (turn.answer || !live.isConnected) return;
      live.replaceChildren(answerText(draft, this.handlers(index)));
    };
    try {
      for await (const [name, data] of answerEvents(this.request(index), controller.signal)) {
        if (name === 'search_results') {
          const documents = new Set(data.results.map((one) => one.document_id)).size;
          live.replaceChildren(h('p.quiet-note', {}, h('span.pulse'), `Reading ${count(data.results.length, 'passage')} in ${count(documents, 'document')} …`));
        } else if (name === 'message') draft.text += data.delta;
        else if (name === 'citation') draft.citations.push(data);
        else if (name === 'verification') draft.sentences.push(data);
        else if (name === 'final_answer') turn.answer = data;
        else if (name === 'error') turn.problem = data.error.message;
        if (draft.text) painted ||= requestAnimationFrame(paint);
      }
      if (!turn.answer && !turn.problem) turn.problem = 'The answer broke off. Try again.';
    } catch (error) {
      if (error.name === 'AbortError') turn.stopped = true;
      else turn.problem = error.message || 'The answer broke off. Try again.';
    }
    this.busy(null);
    keep(conversation);
    this.drawRail();
    if (this.conversation !== conversation) return;
    place.replaceChildren(...this.turnParts(turn, index));
    announce(told(turn));
    if (turn.answer) this.followUps(index, place);
  }

  request(index) {
    const turns = this.conversation.turns;
    const history = turns.slice(0, index).filter((turn) => turn.answer).slice(-20).map((turn) => ({ question: turn.question, answer: turn.answer.abstained ? '' : turn.answer.text }));
    const { document_ids, publishers, published_from, published_to } = { ...EVERYTHING, ...turns[index].scope };
    return { question: turns[index].question, history, filters: { document_ids, publishers, published_from, published_to }, answerer: this.answerer.value || null, ...(turns[index].anyway ? { abstain_below: 0 } : {}) };
  }

  // ---- drawing

  draw() {
    const { turns } = this.conversation;
    this.thread.replaceChildren(...turns.map((turn, index) => h('article.turn', { 'aria-label': `Question ${index + 1}` }, this.turnParts(turn, index))));
    this.heading.textContent = this.conversation.title;
    this.heading.hidden = turns.length === 0;
    this.element.classList.toggle('empty', turns.length === 0);
    if (!turns.length) this.welcome();
    this.drawRail();
  }

  questionPart(turn, index) {
    const searched = turn.answer?.standalone_question;
    return [
      h('h2.question', tongue(turn.question), turn.question),
      isNarrow({ ...EVERYTHING, ...turn.scope }) ? h('p.asked', { dir: 'auto' }, `Asked only: ${inWords({ ...EVERYTHING, ...turn.scope })}`) : null,
      searched ? h('p.searched', {}, 'Understood as “', h('span', tongue(searched), searched), '” ', h('button.link', { type: 'button', onclick: () => this.edit(index, searched) }, 'Change')) : null,
    ].filter(Boolean);
  }

  turnParts(turn, index) {
    const parts = this.questionPart(turn, index);
    const { answer } = turn;
    if (turn.problem) parts.push(h('div.problem', { role: 'alert' }, icon('warn'), h('span', {}, turn.problem), h('button.link', { type: 'button', onclick: () => this.retry(index) }, 'Try again')));
    else if (turn.stopped) parts.push(h('p.quiet-note', {}, 'Stopped. ', h('button.link', { type: 'button', onclick: () => this.retry(index) }, 'Ask again')));
    else if (!answer) parts.push(h('p.quiet-note', {}, 'Not answered. ', h('button.link', { type: 'button', onclick: () => this.retry(index) }, 'Ask again')));
    if (!answer) return parts;
    const on = this.handlers(index);
    const body = answer.abstained ? abstention(answer, on, { narrowed: isNarrow({ ...EVERYTHING, ...turn.scope }) })
      : h('div.answer', {}, answerText(answer, on), disagreements(answer, on));
    if (turn.anyway && !answer.abstained) parts.push(h('p.note', {}, `You asked for an answer all the same. How likely it is that the documents answer this: ${Math.round(answer.confidence * 100)}%.`));
    parts.push(body, answer.notes.map((note) => h('p.note', { dir: 'auto' }, note)), sourceLine(answer, on), steps(answer, on), this.actions(turn, index));
    return parts.flat().filter(Boolean);
  }

  actions(turn, index) {
    const { answer } = turn;
    return h('div.actions', { role: 'group', 'aria-label': 'What to do with this answer' },
      tool('copy', 'Copy with footnotes', async () => { await copy(withFootnotes(answer)); }),
      tool('retry', 'Ask again', () => this.retry(index)), tool('edit', 'Change the question', () => this.edit(index, turn.question)),
      h('span.grow'), feedbackRow(turn, () => keep(this.conversation)));
  }

  handlers(index) {
    return {
      cite: (citation) => {
        const { citations } = this.conversation.turns[index].answer || { citations: [citation] };
        this.panel.cite(citations, citations.findIndex((one) => one.marker === citation.marker));
      },
      passage: (passage) => this.panel.open(passage.document_id, { ...passage, title: passage.document_title }, { start: passage.start_char_index, end: passage.end_char_index }),
      anyway: () => { this.conversation.turns[index].anyway = true; this.retry(index); },
      widen: () => { this.scope.apply(EVERYTHING); this.conversation.turns[index].scope = EVERYTHING; this.retry(index); },
    };
  }

  retry(index) { if (!this.working) this.run(index); }

  // ---- what to ask

  async welcome() {
    const starters = h('div.starters', { role: 'group', 'aria-label': 'Questions to start with' });
    const line = h('p.lede', {}, ' ');
    this.thread.replaceChildren(h('section.welcome', {}, h('h1', {}, 'Ask your documents'), line, starters));
    try {
      const told = await json('/ui/starters');
      line.textContent = told.documents ? `${count(told.documents, 'document')} in the library. Every sentence of an answer shows the words it came from; what they do not say, you are told.` : '';
      if (!told.documents) line.append('The library is empty. ', h('a', { href: '#library' }, 'Add a document'), ', and ask about it.');
      starters.replaceChildren(...told.questions.map((question) => this.suggestion(question)));
    } catch (error) { line.textContent = error.message; }
  }

  async followUps(index, place) {
    const { answer, question } = this.conversation.turns[index];
    const { conversation } = this;
    const asked = [...conversation.turns.map((turn) => turn.question), ...(conversation.suggested || [])].slice(-50);
    try {
      const told = await json('/ui/follow-ups', { method: 'POST', send: { question, asked, chunk_ids: answer.retrieved.map((one) => one.chunk_id), text: this.conversation.turns.map((turn) => turn.answer?.text || '').join('\n').slice(-20000) } });
      if (told.questions.length && place.isConnected && index === this.conversation.turns.length - 1) {
        conversation.suggested = [...(conversation.suggested || []), ...told.questions].slice(-30);
        place.append(h('div.follow-ups', { role: 'group', 'aria-label': 'Further questions' }, told.questions.map((one) => this.suggestion(one))));
      }
    } catch { /* a suggestion less: nothing that a reader needs to be told */ }
  }

  suggestion(question) {
    return h('button.suggestion', { type: 'button', ...tongue(question), onclick: () => this.submit(question) }, question);
  }

  // ---- earlier conversations

  open(conversation) {
    this.stop();
    this.cancelEdit();
    this.conversation = conversation;
    this.scope.set(conversation.scope);
    this.panel.close();
    this.draw();
    document.body.classList.remove('with-rail');
  }

  drawRail() {
    const stored = conversations();
    const now = this.conversation;
    this.rail.replaceChildren(
      h('button.new', { type: 'button', onclick: () => { this.open(fresh()); this.field.focus(); } }, icon('plus'), 'New conversation'),
      h('ul', {}, stored.map((one) => h(`li${one.id === now.id ? '.current' : ''}`, {},
        h('button.entry', { type: 'button', 'aria-current': one.id === now.id ? 'true' : null, onclick: () => this.open(one.id === now.id ? now : one), title: day(one.created.slice(0, 10)) }, h('span', tongue(one.title), one.title)),
        tool('trash', `Delete “${shorten(one.title, 40)}”`, () => this.remove(one))))),
      h('div.rail-foot', {},
        now.turns.length ? h('button.quiet', { type: 'button', onclick: () => download('conversation.md', asMarkdown(now), 'text/markdown') }, icon('down_to'), 'Export as Markdown') : null,
        now.turns.length ? h('button.quiet', { type: 'button', onclick: () => download('conversation.json', JSON.stringify(now, null, 2), 'application/json') }, icon('down_to'), 'Export as JSON') : null,
        stored.length ? h('button.quiet', { type: 'button', onclick: () => this.removeAll() }, icon('trash'), 'Delete all') : null,
        h('p.quiet-note', {}, 'Conversations are kept in this browser only.')));
  }

  remove(conversation) {
    forget(conversation.id);
    if (conversation.id === this.conversation.id) this.open(fresh());
    else this.drawRail();
    toast('Deleted from this browser.');
  }

  async removeAll() {
    if (!(await confirmed('Delete every conversation kept in this browser?', 'Delete all'))) return;
    forget();
    this.open(fresh());
  }
}

/** One line with each cited document once. */
function sourceLine(answer, on) {
  const documents = new Map();
  for (const citation of answer.citations) documents.set(citation.document_id, [...(documents.get(citation.document_id) || []), citation]);
  return documents.size ? h('ul.sources', { 'aria-label': 'Sources' }, [...documents.values()].map((cited) => h('li', {},
    h('button.source-link', { type: 'button', onclick: () => on.cite(cited[0]) },
      h('span.numbers', {}, cited.map((one) => one.marker).join(', ')), h('span.source-title', tongue(cited[0].document_title), cited[0].document_title), h('span.byline', {}, byline({ ...cited[0], page: null })))))) : null;
}

function told(turn) {
  if (turn.stopped) return 'Stopped.';
  if (turn.problem) return turn.problem;
  const { answer } = turn;
  return answer.abstained ? `No answer. ${answer.text}` : `Answer with ${count(answer.citations.length, 'source')}: ${answer.text}`;
}

async function copy(text) {
  try { await navigator.clipboard.writeText(text); toast('Copied, with footnotes.'); } catch { toast('The browser did not allow copying.'); }
}


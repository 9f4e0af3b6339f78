// The Ask tab: a conversation and its composer.

import { answerText } from './answer.js';
import { answerEvents, json } from './api.js';
import { announce, h, icon } from './dom.js';
import { conversations, keep } from './history.js';
import { Rail } from './rail.js';
import { EVERYTHING, Scope } from './scope.js';
import { count, shorten, tongue } from './text.js';
import { inBrief, questionParts, turnParts } from './turn.js';

const MAX_QUESTION = 2000;
const PROMISE =
  'Every sentence of an answer shows the words it came from; what they do not say, you are told.';
const fresh = () => ({
  id: crypto.randomUUID?.() || String(Math.random()).slice(2),
  title: '',
  created: new Date().toISOString(),
  turns: [],
  scope: EVERYTHING,
});

export class Ask {
  constructor(panel) {
    this.panel = panel;
    this.conversation = fresh();
    this.working = null; // the AbortController of the question under way
    this.editing = null; // index of the turn whose question is being changed
    this.scope = new Scope((value) => {
      this.conversation.scope = value;
    });
    this.thread = h('div.thread', { role: 'log', 'aria-label': 'Conversation', 'aria-live': 'off' });
    this.rail = new Rail({
      open: (one) => this.open(one),
      begin: () => {
        this.open(fresh());
        this.field.focus();
      },
    });
    this.heading = h('h1.unseen');
    this.element = h(
      'div.ask',
      {},
      this.rail.element,
      h('section.talk', { 'aria-label': 'Ask' }, this.heading, this.thread, this.composer()),
    );
    this.open(conversations()[0] || this.conversation);
  }

  // ---- the composer

  composer() {
    this.field = h('textarea', {
      id: 'question',
      rows: '1',
      maxlength: String(MAX_QUESTION),
      placeholder: 'Ask your documents',
      'aria-label': 'Your question',
      dir: 'auto',
      enterkeyhint: 'send',
      oninput: () => this.grow(),
      onkeydown: (event) => {
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          this.submit();
        }
        if (event.key === 'Escape') this.working ? this.stop() : this.cancelEdit();
      },
    });
    this.send = h('button.send', { type: 'submit', 'aria-label': 'Ask', title: 'Ask (Enter)' }, icon('send'));
    this.answerer = h(
      'select',
      { 'aria-label': 'How to answer', title: 'How to answer', hidden: true },
      h('option', { value: '' }, 'Best available'),
      h('option', { value: 'extractive' }, 'Quote only'),
      h('option', { value: 'llm' }, 'Model writes'),
    );
    json('/version')
      .then((told) => {
        this.answerer.hidden = !told.models?.model;
      })
      .catch(() => {});
    this.hint = h(
      'p.editing',
      { hidden: true },
      'You are changing an earlier question; what came after it will be replaced. ',
      h('button.link', { type: 'button', onclick: () => this.cancelEdit() }, 'Cancel'),
    );
    return h(
      'form.composer',
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.working ? this.stop() : this.submit();
        },
      },
      this.hint,
      h(
        'div.box',
        {},
        this.field,
        h('div.row', {}, this.scope.button, this.answerer, h('span.grow'), this.send),
      ),
    );
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
    turns.push({
      question: question.trim(),
      answer: null,
      problem: null,
      stopped: false,
      scope: this.scope.value,
    });
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

  stop() {
    this.working?.abort();
  }

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
    const live = h(
      'div.answer.writing',
      { 'aria-busy': 'true' },
      h('p.quiet-note', {}, h('span.pulse'), 'Searching …'),
    );
    place.replaceChildren(...questionParts(turn, this.handlers(index)), live);
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
          live.replaceChildren(
            h(
              'p.quiet-note',
              {},
              h('span.pulse'),
              `Reading ${count(data.results.length, 'passage')} in ${count(documents, 'document')} …`,
            ),
          );
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
    this.rail.draw(this.conversation);
    if (this.conversation !== conversation) return;
    place.replaceChildren(...turnParts(turn, this.handlers(index)));
    announce(inBrief(turn));
    if (turn.answer) this.followUps(index, place);
  }

  request(index) {
    const turns = this.conversation.turns;
    const history = turns
      .slice(0, index)
      .filter((turn) => turn.answer)
      .slice(-20)
      .map((turn) => ({ question: turn.question, answer: turn.answer.abstained ? '' : turn.answer.text }));
    const { document_ids, publishers, published_from, published_to } = {
      ...EVERYTHING,
      ...turns[index].scope,
    };
    return {
      question: turns[index].question,
      history,
      filters: { document_ids, publishers, published_from, published_to },
      answerer: this.answerer.value || null,
      ...(turns[index].anyway ? { abstain_below: 0 } : {}),
    };
  }

  // ---- drawing

  draw() {
    const { turns } = this.conversation;
    this.thread.replaceChildren(
      ...turns.map((turn, index) =>
        h('article.turn', { 'aria-label': `Question ${index + 1}` }, turnParts(turn, this.handlers(index))),
      ),
    );
    this.heading.textContent = this.conversation.title;
    this.heading.hidden = turns.length === 0;
    this.element.classList.toggle('empty', turns.length === 0);
    if (!turns.length) this.welcome();
    this.rail.draw(this.conversation);
  }

  handlers(index) {
    return {
      cite: (citation) => {
        const { citations } = this.conversation.turns[index].answer || { citations: [citation] };
        this.panel.cite(
          citations,
          citations.findIndex((one) => one.marker === citation.marker),
        );
      },
      passage: (passage) =>
        this.panel.open(
          passage.document_id,
          { ...passage, title: passage.document_title },
          { start: passage.start_char_index, end: passage.end_char_index },
        ),
      edit: (text) => this.edit(index, text),
      retry: () => this.retry(index),
      changed: () => keep(this.conversation),
      anyway: () => {
        this.conversation.turns[index].anyway = true;
        this.retry(index);
      },
      widen: () => {
        this.scope.apply(EVERYTHING);
        this.conversation.turns[index].scope = EVERYTHING;
        this.retry(index);
      },
    };
  }

  retry(index) {
    if (!this.working) this.run(index);
  }

  // ---- what to ask

  async welcome() {
    const starters = h('div.starters', { role: 'group', 'aria-label': 'Questions to start with' });
    const line = h('p.lede', {}, ' ');
    this.thread.replaceChildren(h('section.welcome', {}, h('h1', {}, 'Ask your documents'), line, starters));
    try {
      const told = await json('/ui/starters');
      line.textContent = told.documents
        ? `${count(told.documents, 'document')} in the library. ${PROMISE}`
        : '';
      if (!told.documents)
        line.append(
          'The library is empty. ',
          h('a', { href: '#library' }, 'Add a document'),
          ', and ask about it.',
        );
      starters.replaceChildren(...told.questions.map((question) => this.suggestion(question)));
    } catch (error) {
      line.textContent = error.message;
    }
  }

  async followUps(index, place) {
    const { answer, question } = this.conversation.turns[index];
    const { conversation } = this;
    const asked = [
      ...conversation.turns.map((turn) => turn.question),
      ...(conversation.suggested || []),
    ].slice(-50);
    try {
      const told = await json('/ui/follow-ups', {
        method: 'POST',
        send: {
          question,
          asked,
          chunk_ids: answer.retrieved.map((one) => one.chunk_id),
          text: this.conversation.turns
            .map((turn) => turn.answer?.text || '')
            .join('\n')
            .slice(-20000),
        },
      });
      if (told.questions.length && place.isConnected && index === this.conversation.turns.length - 1) {
        conversation.suggested = [...(conversation.suggested || []), ...told.questions].slice(-30);
        place.append(
          h(
            'div.follow-ups',
            { role: 'group', 'aria-label': 'Further questions' },
            told.questions.map((one) => this.suggestion(one)),
          ),
        );
      }
    } catch {
      /* a suggestion less: nothing that a reader needs to be told */
    }
  }

  suggestion(question) {
    return h(
      'button.suggestion',
      { type: 'button', ...tongue(question), onclick: () => this.submit(question) },
      question,
    );
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
}

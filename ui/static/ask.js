// The Ask tab: a conversation and its composer.

import { answerText } from './answer.js';
import { answerEvents } from './api.js';
import { Composer } from './composer.js';
import { announce, bring, h } from './dom.js';
import { conversations, keep } from './history.js';
import { amount } from './passages.js';
import { Rail } from './rail.js';
import { EVERYTHING, filters } from './scope.js';
import { followUps, further, welcome } from './suggestions.js';
import { shorten } from './text.js';
import { inBrief, questionParts, turnParts } from './turn.js';

const BROKEN_OFF = 'The answer broke off. Try again.';
const doing = (words) => h('p.quiet-note', {}, h('span.pulse'), words);
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
    this.composer = new Composer({
      submit: (question) => this.submit(question),
      stop: () => this.stop(),
      scoped: (filters) => {
        this.conversation.scope = filters;
      },
    });
    this.thread = h('div.thread', { role: 'log', 'aria-label': 'Conversation', 'aria-live': 'off' });
    this.rail = new Rail({
      open: (one) => this.open(one),
      begin: () => {
        this.open(fresh());
        this.composer.field.focus();
      },
    });
    this.heading = h('h1.unseen');
    this.element = h(
      'div.ask',
      {},
      this.rail.element,
      h('section.talk', { 'aria-label': 'Ask' }, this.heading, this.thread, this.composer.element),
    );
    panel.moved = (citations, at) => this.reading(citations, at);
    this.open(conversations()[0] || this.conversation);
  }

  submit(question) {
    if (!question.trim() || this.working) return;
    const { composer, conversation } = this;
    const { turns } = conversation;
    if (composer.editing !== null) turns.splice(composer.editing);
    composer.cancel();
    composer.write('');
    if (matchMedia('(max-width: 52rem)').matches) composer.field.blur(); // its keyboard hides the answer
    composer.rest();
    turns.push({
      question: question.trim(),
      answer: null,
      problem: null,
      stopped: false,
      scope: composer.scope.value,
    });
    if (turns.length === 1) conversation.title = shorten(question, 70);
    keep(conversation);
    this.draw();
    this.run(turns.length - 1);
  }

  stop() {
    this.working?.abort();
  }

  // ---- one question

  async run(index) {
    const { conversation } = this;
    const turn = conversation.turns[index];
    Object.assign(turn, { answer: null, problem: null, stopped: false, suggested: [] });
    const controller = new AbortController();
    this.working = controller;
    this.composer.busy(true);
    const place = this.thread.children[index];
    const live = h('div.answer.writing', { 'aria-busy': 'true' }, doing('Searching …'));
    place.replaceChildren(...questionParts(turn, this.handlers(index)), live);
    bring(place);
    try {
      await this.listen(index, live, controller.signal);
      if (!turn.answer && !turn.problem) turn.problem = BROKEN_OFF;
    } catch (error) {
      if (error.name === 'AbortError') turn.stopped = true;
      else turn.problem = error.message || BROKEN_OFF;
    }
    this.working = null;
    this.composer.busy(false);
    const shown = this.conversation === conversation;
    // One that was deleted while it was being answered stays deleted.
    if (shown || conversations().some((one) => one.id === conversation.id)) keep(conversation);
    this.rail.draw(this.conversation);
    if (!shown) return;
    place.replaceChildren(...turnParts(turn, this.handlers(index)));
    announce(inBrief(turn));
    if (turn.answer && index === conversation.turns.length - 1) await this.suggest(turn, place);
  }

  /** Draws the answer in `live` as it arrives, until it is whole. */
  async listen(index, live, signal) {
    const turn = this.conversation.turns[index];
    // Drawn as a model's until it is whole: quotes come all at once.
    const draft = { text: '', sentences: [], citations: [], retrieved: [], model: 'not known yet' };
    let painted = 0;
    const paint = () => {
      painted = 0;
      if (!turn.answer && live.isConnected) live.replaceChildren(answerText(draft, this.handlers(index)));
    };
    for await (const [name, data] of answerEvents(this.request(index), signal)) {
      if (name === 'search_results') {
        draft.retrieved = data.results;
        live.replaceChildren(doing(`Reading ${amount(data.results)} …`));
      } else if (name === 'message') draft.text += data.delta;
      else if (name === 'citation') draft.citations.push(data);
      else if (name === 'verification') draft.sentences.push(data);
      else if (name === 'final_answer') turn.answer = data;
      else if (name === 'error') turn.problem = data.error.message;
      if (draft.text) painted ||= requestAnimationFrame(paint);
    }
  }

  async suggest(turn, place) {
    const { conversation } = this;
    turn.suggested = await followUps(conversation);
    if (this.conversation !== conversation) return;
    keep(conversation);
    if (place.isConnected) place.append(...this.further(turn));
  }

  further(turn) {
    return turn.suggested?.length ? [further(turn.suggested, (question) => this.submit(question))] : [];
  }

  request(index) {
    const turns = this.conversation.turns;
    const history = turns
      .slice(0, index)
      .filter((turn) => turn.answer)
      .slice(-20)
      .map((turn) => ({
        question: turn.question,
        answer: turn.answer.abstained ? '' : turn.answer.text,
        standalone_question: turn.answer.standalone_question ?? turn.question,
      }));
    return {
      question: turns[index].question,
      history,
      filters: filters(turns[index].scope),
      answerer: this.composer.answerer.value || null,
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
    const last = turns.at(-1);
    if (last) this.thread.lastElementChild.append(...this.further(last));
    this.heading.textContent = this.conversation.title;
    this.heading.hidden = turns.length === 0;
    this.element.classList.toggle('empty', turns.length === 0);
    if (!turns.length) this.thread.replaceChildren(welcome((question) => this.submit(question)));
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
      edit: (text) => this.composer.edit(index, text),
      retry: () => this.retry(index),
      changed: () => keep(this.conversation),
      anyway: () => {
        this.conversation.turns[index].anyway = true;
        this.retry(index);
      },
      widen: () => {
        this.composer.scope.apply(EVERYTHING);
        this.conversation.turns[index].scope = EVERYTHING;
        this.retry(index);
      },
    };
  }

  retry(index) {
    if (!this.working) this.run(index);
  }

  /** Shows in the answer which of its markers is open beside it. */
  reading(citations, at) {
    const open = citations[at]?.marker;
    this.conversation.turns.forEach((turn, index) => {
      const here = turn.answer?.citations === citations;
      for (const marker of this.thread.children[index]?.querySelectorAll('button.marker') || [])
        marker.classList.toggle('open', here && marker.dataset.marker === String(open));
    });
  }

  // ---- earlier conversations

  open(conversation) {
    this.stop();
    this.composer.cancel();
    this.conversation = conversation;
    this.composer.scope.set(conversation.scope);
    this.panel.close();
    this.draw();
    document.body.classList.remove('with-rail');
  }
}

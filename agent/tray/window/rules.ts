/** The school's rules in a window of their own: to read in peace, to agree to by name, or not to. */
import type { WholeNotice } from '../../../shared/protocol/tray/told.ts';
import type { Answer, Bridge } from '../bridge.ts';
import { Aloud, textIn } from './aloud.ts';
import { element, paragraphs } from './element.ts';
import { picture } from './pictures.ts';
import type { SentenceKey, Words } from './words/words.ts';

type Said = 'read' | 'agreed' | 'declined';

export class RulesPage {
  readonly #bridge: Bridge;
  readonly #words: Words;
  readonly #place: HTMLElement;
  #say: (key: SentenceKey) => readonly string[] = () => [];
  #help: HTMLElement | null = null;

  constructor(bridge: Bridge, words: Words, place: HTMLElement) {
    this.#bridge = bridge;
    this.#words = words;
    this.#place = place;
  }

  async start(): Promise<void> {
    const { profile, text } = await this.#bridge.face();
    this.#say = key => this.#words.sentences[key][profile];
    Object.assign(document.documentElement.dataset, { page: 'report', text, profile });
    if (profile !== 'adult') this.#help = element('p', { class: 'help' }, picture('adult'), this.#words.help);
    const notice = new URLSearchParams(location.search).get('notice');
    const answer = await this.#bridge.ask({ verb: 'notice', notice });
    if (answer.notice === undefined) return this.#nothing(answer);
    this.#show(answer.notice);
    if ((await this.#bridge.may()).aloud) this.#readAloud();
  }

  /** Under the title, where whoever cannot read the rest finds it. */
  #readAloud(): void {
    const aloud = new Aloud(
      this.#words,
      () => textIn(this.#place),
      () => this.#say('cannot_read_aloud'),
    );
    this.#place.querySelector('h1')?.after(aloud.element);
    addEventListener('pagehide', () => aloud.stop());
  }

  #nothing({ why }: Answer): void {
    const [title = '', ...more] = this.#say(why === 'nothing_yet' ? 'rules_none' : 'did_not_work');
    document.title = title;
    this.#place.replaceChildren(
      element('h1', {}, title),
      ...lines(more),
      ...(this.#help === null ? [] : [this.#help]),
    );
  }

  #show(notice: WholeNotice): void {
    document.title = notice.title;
    this.#place.replaceChildren(
      element('h1', {}, notice.title),
      element('p', { class: 'from' }, this.#words.said(notice.from, notice.issuedAt)),
      ...paragraphs(notice.text),
      this.#below(notice),
      ...(this.#help === null ? [] : [this.#help]),
    );
  }

  #below(notice: WholeNotice): HTMLElement {
    const { answered, wants } = notice;
    const said = answered === null || answered.answer === 'read' ? [] : this.#standing(answered.answer);
    const place = element('section', { class: 'card', 'aria-live': 'polite' }, ...said);
    if (wants === 'agree') place.append(this.#form(notice, place, answered?.answer === 'declined'));
    else if (wants === 'informed') place.append(...lines(this.#say('rules_informed')));
    place.hidden = place.childElementCount === 0;
    return place;
  }

  #standing(answer: 'agreed' | 'declined'): HTMLElement[] {
    return lines(this.#say(answer === 'agreed' ? 'rules_agreed' : 'rules_declined'));
  }

  #form(notice: WholeNotice, place: HTMLElement, declined: boolean): HTMLElement {
    const { buttons, name: nameLabel } = this.#words;
    const name = element('input', { id: 'name', type: 'text', maxlength: '100', autocomplete: 'name' });
    const form = element('form', {});
    const agree = element('button', { type: 'submit', class: 'main' }, buttons.agree);
    const decline = element('button', { type: 'button', class: 'other' }, buttons.decline);
    decline.addEventListener('click', () => void this.#answer(notice, 'declined', '', place));
    form.addEventListener('submit', event => {
      event.preventDefault();
      const person = name.value.trim();
      if (person === '') return name.focus();
      void this.#answer(notice, 'agreed', person, place);
    });
    form.append(
      element('h2', {}, picture('question'), ...this.#say('rules_question').slice(0, 1)),
      ...lines(this.#say('rules_question').slice(1)),
      element('label', { class: 'name', for: 'name' }, nameLabel),
      name,
      element('div', { class: 'buttons' }, agree, ...(declined ? [] : [decline])),
    );
    return form;
  }

  async #answer(notice: WholeNotice, answer: Said, person: string, place: HTMLElement): Promise<void> {
    const { ok } = await this.#bridge.ask({ verb: 'answer_notice', notice: notice.id, answer, person });
    const key = !ok ? 'did_not_work' : answer === 'agreed' ? 'rules_agreed' : 'rules_declined';
    if (ok) place.replaceChildren();
    place.querySelector('.outcome')?.remove();
    place.prepend(element('div', { class: 'outcome' }, ...lines(this.#say(key))));
  }
}

const lines = (said: readonly string[]) => said.map(line => element('p', {}, line));

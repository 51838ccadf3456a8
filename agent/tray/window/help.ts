/** What somebody asks of the school, tells it, or begins: a program, a problem, a presentation. A window of its own. */
import { longestWords, type Problem } from '../../../shared/protocol/tray/asks.ts';
import type { Face, May } from '../../../shared/protocol/tray/face.ts';
import type { Bridge, Wish } from '../bridge.ts';
import { Aloud, textIn } from './aloud.ts';
import { element } from './element.ts';
import { choice, picked, writing } from './fields.ts';
import { type PictureName, picture } from './pictures.ts';
import { helpPages, type SentenceKey, type Words } from './words/words.ts';

const lengths = [10, 20, 30, 45, 60, 90, 120];

export class HelpPage {
  readonly #bridge: Bridge;
  readonly #words: Words;
  readonly #place: HTMLElement;
  #face: Face = { profile: 'adult', text: 'normal' };
  #aloud: Aloud | undefined;

  constructor(bridge: Bridge, words: Words, place: HTMLElement) {
    this.#bridge = bridge;
    this.#words = words;
    this.#place = place;
  }

  async start(): Promise<void> {
    const given = new URLSearchParams(location.search);
    const page = helpPages.find(one => one === given.get('for')) ?? 'problem';
    const [face, may] = await Promise.all([this.#bridge.face(), this.#bridge.may()]);
    this.#face = face;
    document.title = this.#words.titles[page];
    Object.assign(document.documentElement.dataset, {
      page: 'report',
      text: face.text,
      profile: face.profile,
    });
    if (may.aloud) this.#readAloud();
    if (page === 'presenting') this.#presenting(may);
    else if (page === 'program') this.#program(may, given);
    else this.#problem(may);
  }

  get #helps(): boolean {
    return this.#face.profile !== 'adult';
  }

  /** What stands beside the help picture is not said twice. */
  #say(key: SentenceKey, time?: number): string[] {
    const at = time === undefined ? '' : this.#words.time(time);
    return this.#words.sentences[key][this.#face.profile]
      .filter(line => !this.#helps || line !== `${this.#words.help}.`)
      .map(line => line.replace('{time}', at));
  }

  /** In place of what stood there: whoever was in its form is at the new heading then, and has it read. */
  #show(key: SentenceKey, below: readonly HTMLElement[] = [], time?: number): void {
    const [title = '', ...more] = this.#say(key, time);
    const help = this.#helps ? [element('p', { class: 'help' }, picture('adult'), this.#words.help)] : [];
    const heading = element('h1', { tabindex: '-1' }, title);
    const isFirst = this.#place.childElementCount === 0;
    const beside = element(
      'div',
      { class: 'said' },
      picture(shapeOf(key)),
      element('div', {}, heading, ...lines(more)),
    );
    this.#place.replaceChildren(beside, ...below, ...help);
    if (this.#aloud !== undefined) this.#place.append(this.#aloud.element);
    if (isFirst) return;
    this.#aloud?.stop();
    heading.focus();
  }

  #readAloud(): void {
    const text = () => textIn(this.#place);
    const aloud = new Aloud(
      this.#words,
      text,
      () => this.#words.sentences.cannot_read_aloud[this.#face.profile],
    );
    this.#aloud = aloud;
    addEventListener('pagehide', () => aloud.stop());
  }

  #program(may: May, given: URLSearchParams): void {
    if (!may.ask) {
      this.#show('program_page');
      return;
    }
    const { fields, licences, answers } = this.#words;
    const text = (name: 'title' | 'publisher' | 'reason' | 'suitability', needed = false) =>
      writing(name, fields[name], { most: longestWords[name], needed, value: given.get(name) ?? '' });
    const form = this.#form(
      [
        text('title', true),
        text('reason', true),
        text('publisher'),
        text('suitability'),
        choice('licence', fields.licence, licences),
        choice('personalData', fields.personalData, answers),
      ],
      'program_sent',
      form => {
        const said = picked(form, ['title', 'publisher', 'reason', 'suitability', 'licence', 'personalData']);
        return { verb: 'ask_software', program: given.get('program') || null, ...said } as Wish;
      },
    );
    this.#show('program_page', [form]);
  }

  #problem(may: May): void {
    const { profile } = this.#face;
    if (!may.report || (profile !== 'adult' && profile !== 'plain')) {
      this.#show('problem_page', this.#link(may));
      return;
    }
    const { fields, problems } = this.#words;
    const more = writing('more', fields.more, { most: longestWords.more, needed: false, value: '' });
    const form = this.#form(
      [
        choice('about', this.#say('problem_page')[0] ?? '', problems, { bare: true, chosen: false }),
        ...(profile === 'adult' ? [more] : []),
      ],
      'problem_sent',
      form => {
        const { about, more = '' } = picked(form, ['about', 'more']);
        return { verb: 'problem', about: about as Problem, more };
      },
    );
    this.#show('problem_page', [form, ...this.#link(may)]);
  }

  /** What the safeguarding lead chose stands beside it, calmly. */
  #link({ link }: May): HTMLElement[] {
    if (link === null) return [];
    const button = element('button', { type: 'button', class: 'other' }, link.words);
    button.addEventListener('click', () => this.#bridge.link());
    return [element('div', { class: 'buttons' }, button)];
  }

  #presenting(may: May): void {
    if (may.presenting !== null) {
      this.#isPresenting(may.presenting);
      return;
    }
    const { present } = may;
    if (present === null) {
      this.#show('did_not_work');
      return;
    }
    const offered = [...lengths.filter(minutes => minutes < present), present];
    const words = Object.fromEntries(offered.map(minutes => [minutes, this.#words.presentFor(minutes)]));
    const question = this.#say('presenting_page')[0] ?? '';
    const form = this.#form([choice('minutes', question, words, { bare: true })], null, form => ({
      verb: 'present',
      minutes: Number(picked(form, ['minutes']).minutes),
    }));
    this.#show('presenting_page', [form]);
  }

  #isPresenting(until: number): void {
    const end = element('button', { type: 'button', class: 'main' }, this.#words.buttons.endPresenting);
    end.addEventListener('click', async () => {
      const { ok } = await this.#bridge.ask({ verb: 'present', minutes: 0 });
      this.#show(ok ? 'presenting_over' : 'did_not_work');
    });
    this.#show('presenting_on', [element('div', { class: 'buttons' }, end)], until);
  }

  /** `sent` is what is said once it is; null: the page as it is then. */
  #form(
    parts: HTMLElement[],
    sent: SentenceKey | null,
    wishOf: (form: HTMLFormElement) => Wish,
  ): HTMLFormElement {
    const { begin, send: sends } = this.#words.buttons;
    const send = element('button', { type: 'submit', class: 'main' }, sent === null ? begin : sends);
    const outcome = element('div', { class: 'outcome', 'aria-live': 'polite' });
    const form = element(
      'form',
      { class: 'card' },
      ...parts,
      element('div', { class: 'buttons' }, send),
      outcome,
    );
    form.addEventListener('submit', async event => {
      event.preventDefault();
      send.disabled = true;
      const { ok, why } = await this.#bridge.ask(wishOf(form));
      send.disabled = false;
      if (!ok) return outcome.replaceChildren(...this.#refused(refusalKey(why)));
      if (sent === null) return this.#presenting(await this.#afterwards());
      this.#show(sent);
    });
    return form;
  }

  #refused(key: SentenceKey): HTMLElement[] {
    const said = lines(this.#say(key));
    if (key !== 'rules_first') return said;
    const read = element('button', { type: 'button', class: 'other' }, this.#words.buttons.read);
    read.addEventListener('click', () => this.#bridge.read(null));
    return [...said, element('div', { class: 'buttons' }, read)];
  }

  /** The service tells the new state a moment after it has answered. */
  async #afterwards(): Promise<May> {
    for (let tries = 0; tries < 20; tries++) {
      const may = await this.#bridge.may();
      if (may.presenting !== null) return may;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    return this.#bridge.may();
  }
}

function shapeOf(key: SentenceKey): PictureName {
  if (key.endsWith('_sent')) return 'letter';
  if (key.startsWith('program')) return 'window';
  return key.startsWith('presenting') ? 'lock' : 'question';
}

function refusalKey(why: string | null): SentenceKey {
  if (why === 'already_asked' || why === 'too_often') return why;
  return why === 'agree_first' ? 'rules_first' : 'did_not_work';
}

const lines = (said: readonly string[]) => said.map(line => element('p', {}, line));

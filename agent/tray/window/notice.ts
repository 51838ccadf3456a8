/** The small window in the corner: draws one scene, counts down, and passes on what is pressed. */
import { type MediaReason, mediaReasons } from '../../../shared/protocol/tray/asks.ts';
import type { ProgramScene } from '../../../shared/protocol/tray/told.ts';
import type { Bridge, Shown } from '../bridge.ts';
import { Aloud, textIn } from './aloud.ts';
import { element, paragraphs } from './element.ts';
import { picture } from './pictures.ts';
import { type Act, type Doing, type View, viewOf } from './view.ts';
import type { Words } from './words/words.ts';

export class Notice {
  readonly #bridge: Bridge;
  readonly #words: Words;
  readonly #place: HTMLElement;
  #shown: Shown | undefined;
  #doing: Doing = { choosing: false, refusal: null };
  #timer: number | undefined;
  #drawn = '';
  #announced = '';
  readonly #aloud: Aloud;
  #spoken = element('p', { class: 'unseen', 'aria-live': 'polite' });

  constructor(bridge: Bridge, words: Words, place: HTMLElement) {
    this.#bridge = bridge;
    this.#words = words;
    this.#place = place;
    const cannot = () => words.sentences.cannot_read_aloud[this.#shown?.face.profile ?? 'plain'];
    this.#aloud = new Aloud(words, () => textIn(place), cannot);
  }

  start(): void {
    this.#place.after(this.#spoken);
    const height = () => Math.ceil(this.#place.getBoundingClientRect().height);
    new ResizeObserver(() => this.#bridge.size(height())).observe(this.#place);
    this.#bridge.onShown(shown => this.#show(shown));
    // Somebody is here: the service looks for itself, and the window goes when it is so.
    for (const sign of ['pointermove', 'keydown', 'wheel'] as const)
      addEventListener(sign, () => this.#somebodyIsHere(), { passive: true });
  }

  #heard = Number.NEGATIVE_INFINITY;
  #somebodyIsHere(): void {
    if (this.#shown?.scene.kind !== 'lock_soon' || performance.now() - this.#heard < 1000) return;
    this.#heard = performance.now();
    void this.#bridge.ask({ verb: 'here' });
  }

  #show(shown: Shown): void {
    if (stepOf(this.#shown) !== stepOf(shown)) this.#doing = { choosing: false, refusal: null };
    this.#shown = shown;
    document.documentElement.dataset.text = shown.face.text;
    document.documentElement.dataset.profile = shown.face.profile;
    this.#tick();
  }

  #tick(): void {
    clearTimeout(this.#timer);
    if (this.#shown === undefined) return;
    const now = Date.now();
    this.#draw(viewOf(this.#shown, now, this.#doing, this.#words));
    this.#timer = window.setTimeout(() => this.#tick(), 1000 - (now % 1000));
  }

  /** Only what changed: whoever reads or has moved to a button is not disturbed. */
  #draw(view: View): void {
    const { bar, sentences, ...fixed } = view;
    const shape = JSON.stringify([fixed, sentences.length, bar === null]);
    if (shape !== this.#drawn) this.#build(view);
    this.#drawn = shape;
    const [title, ...more] = sentences;
    this.#put('h1', title ?? '');
    for (const [at, line] of more.entries()) this.#put(`[data-line="${at}"]`, line);
    const isNew = this.#announce(view);
    if (bar === null) return;
    const progress = this.#place.querySelector('progress');
    if (progress !== null) {
      progress.max = bar.of;
      progress.value = Math.min(bar.of, bar.value);
    }
    this.#put('.number', bar.label);
    if (bar.spoken !== null && !isNew) this.#speak(`${title} ${bar.spoken}.`);
  }

  /** The window comes without the keyboard, so a screen reader says it by itself: once, not as numbers in it change. */
  #announce({ sentences, quote, help }: View): boolean {
    const announced = JSON.stringify([sentences.join(' ').replace(/\d+/g, ''), quote]);
    if (announced === this.#announced) return false;
    this.#announced = announced;
    const asked = quote === null ? [] : textIn(this.#place.querySelector('.quote') ?? this.#place);
    this.#speak([...sentences, ...asked, ...(help === null ? [] : [`${help}.`])].join(' '));
    return true;
  }

  #speak(text: string): void {
    if (this.#spoken.textContent !== text) this.#spoken.textContent = text;
  }

  #put(selector: string, text: string): void {
    const found = this.#place.querySelector(selector);
    if (found !== null && found.textContent !== text) found.textContent = text;
  }

  #build(view: View): void {
    this.#aloud.stop();
    const [title = '', ...more] = view.sentences;
    this.#place.replaceChildren(
      element(
        'div',
        { class: 'said' },
        picture(view.picture),
        element(
          'div',
          {},
          element('h1', {}, title),
          ...more.map((line, at) => element('p', { 'data-line': String(at) }, line)),
        ),
      ),
      ...(view.quote === null ? [] : [quote(view.quote)]),
      ...(view.bar === null ? [] : [bar(view.bar)]),
      ...(view.choices.length === 0 ? [] : [choices(view, title)]),
      element(
        'div',
        { class: 'buttons' },
        ...view.buttons.map(({ words, act, main }) => {
          const button = element('button', { type: 'button', class: main ? 'main' : 'other' }, words);
          button.addEventListener('click', () => void this.#act(act));
          return button;
        }),
      ),
      ...(view.help === null ? [] : [element('p', { class: 'help' }, picture('adult'), view.help)]),
      ...(this.#shown?.may.aloud === true ? [this.#aloud.element] : []),
      ...(view.code === null ? [] : [code(view.code, this.#words)]),
    );
  }

  async #act(act: Act): Promise<void> {
    if (act.do === 'dismiss') return this.#bridge.dismiss();
    if (act.do === 'read') {
      this.#bridge.read(act.notice);
      return act.notice === null ? undefined : this.#bridge.dismiss();
    }
    if (act.do === 'open') {
      this.#bridge.open(act.page, act.about);
      return this.#bridge.dismiss();
    }
    if (act.do === 'choose' || act.do === 'back') {
      this.#doing = { choosing: act.do === 'choose', refusal: null };
      this.#tick();
      this.#place.querySelector<HTMLElement>('input, button')?.focus();
      return;
    }
    const wish = act.do === 'ask' ? act.wish : this.#wish();
    if (wish === undefined) return;
    const { ok, why } = await this.#bridge.ask(wish);
    if (act.do === 'ask' && act.closes) return this.#bridge.dismiss();
    this.#doing = { choosing: false, refusal: ok ? null : (why ?? 'not_possible') };
    this.#tick();
  }

  #wish() {
    const scene = this.#shown?.scene;
    const chosen = this.#place.querySelector<HTMLInputElement>('input[name="reason"]:checked');
    if (chosen === null || (scene?.kind !== 'media' && scene?.kind !== 'program')) {
      this.#place.querySelector<HTMLElement>('input[name="reason"]')?.focus();
      return undefined;
    }
    const reason = chosen.value as MediaReason;
    if (scene.kind === 'program') return softwareWish(scene, reason);
    const write = this.#place.querySelector<HTMLInputElement>('input[name="write"]')?.checked === true;
    return { verb: 'ask_media' as const, stick: scene.stick, reason, write };
  }
}

/** Whoever reads `plain` says what it is for; the rest a technician asks. */
const softwareWish = ({ program, title, publisher }: ProgramScene, reason: MediaReason) => ({
  ...{ verb: 'ask_software' as const, program, title, publisher, reason: mediaReasons[reason] },
  ...{ licence: 'unknown' as const, suitability: '', personalData: 'unknown' as const },
});

const stepOf = (shown: Shown | undefined) =>
  shown === undefined
    ? ''
    : shown.scene.kind === 'media'
      ? `${shown.scene.stick} ${shown.scene.stage}`
      : shown.scene.kind === 'notice'
        ? shown.scene.notice
        : shown.scene.kind === 'program'
          ? shown.scene.program
          : shown.scene.kind === 'support'
            ? `${shown.scene.support} ${shown.scene.stage}`
            : shown.scene.kind;

/** Reached by the keyboard, because it may have to be scrolled. */
function quote({ title, from, text }: NonNullable<View['quote']>): HTMLElement {
  const lines = text === null ? [] : paragraphs(text);
  const body = element('div', { class: 'quote', role: 'group', 'aria-label': title, tabindex: '0' });
  body.append(
    element('h2', {}, title),
    ...(from === '' ? [] : [element('p', { class: 'from' }, from)]),
    ...lines,
  );
  return body;
}

function bar({ value, of, label }: NonNullable<View['bar']>): HTMLElement {
  const number = element('span', { class: 'number', id: 'number' }, label);
  const progress = element('progress', {
    max: String(of),
    value: String(value),
    'aria-labelledby': 'number',
  });
  return element('div', { class: 'count' }, number, progress);
}

function choices(view: View, question: string): HTMLElement {
  const radios = view.choices.map(({ reason, words }, at) => {
    const input = element('input', { type: 'radio', name: 'reason', value: reason });
    input.checked = at === 0;
    return element('label', {}, input, words);
  });
  const also =
    view.alsoWrite === null
      ? null
      : element('label', {}, element('input', { type: 'checkbox', name: 'write' }), view.alsoWrite);
  return element('fieldset', { 'aria-label': question }, ...radios, also);
}

const code = (text: string, words: Words) =>
  element('details', {}, element('summary', {}, words.details), element('p', {}, `${words.code} ${text}`));

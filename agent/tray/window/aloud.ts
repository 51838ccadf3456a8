/**
 * Reads a window aloud with a voice of this computer: never one of a website, to which the text would go. Off unless the
 * technician switched it on, and silent until somebody presses the button.
 */
import { element } from './element.ts';
import type { Words } from './words/words.ts';

/** Voices are known a moment after they are asked for. */
const voicesMs = 1000;

export class Aloud {
  readonly #words: Words;
  readonly #text: () => readonly string[];
  readonly #cannot: () => readonly string[];
  readonly #said = element('p', { class: 'cannot', 'aria-live': 'polite' });
  readonly #button: HTMLButtonElement;
  /** Rises with each press, so that what was begun before falls silent. */
  #turn = 0;

  /** `text` is what stands in the window when it is pressed; `cannot`, what is said where no voice is. */
  constructor(words: Words, text: () => readonly string[], cannot: () => readonly string[]) {
    this.#words = words;
    this.#text = text;
    this.#cannot = cannot;
    this.#button = element('button', { type: 'button', class: 'aloud' }, words.buttons.aloud);
    this.#button.addEventListener('click', () => void this.#press());
  }

  get element(): HTMLElement {
    return element('div', { class: 'reading' }, this.#button, this.#said);
  }

  /** Something else stands there now, or the window goes. */
  stop(): void {
    this.#turn += 1;
    speechSynthesis.cancel();
    this.#isReading(false);
  }

  #isReading(on: boolean): void {
    const { aloud, silent } = this.#words.buttons;
    this.#button.textContent = on ? silent : aloud;
    this.#button.dataset.reading = String(on);
  }

  async #press(): Promise<void> {
    const wasReading = this.#button.dataset.reading === 'true';
    this.stop();
    if (wasReading) return;
    const turn = this.#turn;
    const voice = await voiceFor(this.#words.language);
    if (turn !== this.#turn) return;
    this.#said.textContent = voice === undefined ? this.#cannot().join(' ') : '';
    if (voice === undefined) return;
    this.#isReading(true);
    const lines = this.#text();
    for (const [at, line] of lines.entries()) {
      const spoken = new SpeechSynthesisUtterance(line);
      Object.assign(spoken, { voice, lang: this.#words.language, rate: 0.9 });
      if (at === lines.length - 1) spoken.onend = () => turn === this.#turn && this.#isReading(false);
      spoken.onerror = () => turn === this.#turn && this.#isReading(false);
      speechSynthesis.speak(spoken);
    }
  }
}

/** Of this computer and of this language, the same country first; undefined where there is none. */
async function voiceFor(language: string): Promise<SpeechSynthesisVoice | undefined> {
  const here = () => speechSynthesis.getVoices().filter(({ localService }) => localService);
  if (here().length === 0)
    await new Promise<void>(resolve => {
      speechSynthesis.addEventListener('voiceschanged', () => resolve(), { once: true });
      setTimeout(resolve, voicesMs);
    });
  const [tongue = language] = language.split('-');
  const spelled = ({ lang }: SpeechSynthesisVoice) => lang.replace('_', '-');
  return (
    here().find(voice => spelled(voice) === language) ??
    here().find(voice => spelled(voice).startsWith(tongue))
  );
}

/** What somebody sees of a window, as it would be read: what is only for the eye is left out. */
export function textIn(place: HTMLElement): string[] {
  const found = place.querySelectorAll<HTMLElement>('h1, h2, p:not(.cannot), label, .number');
  return [...found]
    .filter(one => one.closest('details') === null)
    .map(one => one.textContent.trim())
    .filter(text => text !== '');
}

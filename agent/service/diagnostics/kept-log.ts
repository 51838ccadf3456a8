/** The last lines of this service's own log: their fixed words, which say nothing of anybody. */

const most = 200;

export class KeptLog {
  #lines: { at: number; event: string }[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What stands beside the words is not kept: an error can name a file. */
  add(event: string): void {
    this.#lines.push({ at: this.#now(), event: event.slice(0, 60) });
    if (this.#lines.length > most) this.#lines = this.#lines.slice(-most);
  }

  get lines(): readonly { at: number; event: string }[] {
    return this.#lines;
  }
}

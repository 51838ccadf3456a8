/** The one clock of the year that is told: it goes where it is put, and never back. */
export class YearClock {
  #at: number;

  constructor(at: number) {
    this.#at = at;
  }

  readonly now = (): number => this.#at;

  /** Throws for a moment that has passed. */
  goTo(at: number): void {
    if (at < this.#at) throw new Error('the year cannot go back');
    this.#at = at;
  }

  pass(ms: number): void {
    this.goTo(this.#at + ms);
  }
}

/** Time that passes when it is told to, whose wall clock can be set and whose machine can sleep and restart. */
import type { Clock } from '../../agent/service/system/clock.ts';

export class SettableClock implements Clock {
  #wall = Date.UTC(2026, 10, 22, 8);
  #monotonic = 1000;
  #due: { at: number; call: () => void }[] = [];

  now = () => this.#wall;
  monotonic = () => this.#monotonic;
  random = () => 0.5;

  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#monotonic + ms, call };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter(one => one !== entry);
    };
  }

  get pending(): number {
    return this.#due.length;
  }

  pass(ms: number): void {
    const end = this.#monotonic + ms;
    for (;;) {
      const [next] = this.#due.filter(one => one.at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#due = this.#due.filter(one => one !== next);
      this.#move(next.at - this.#monotonic);
      next.call();
    }
    this.#move(end - this.#monotonic);
  }

  /** Lets what waits on promises go on. */
  async settled(): Promise<void> {
    for (let i = 0; i < 5; i += 1) await new Promise(resolve => setImmediate(resolve));
  }

  setWall(by: number): void {
    this.#wall += by;
  }

  /** The wall clock goes on, timers and the other clock stand still. */
  sleep(ms: number): void {
    this.#wall += ms;
  }

  /** Everything that waited is gone. */
  restart(ms = 0): void {
    this.#due = [];
    this.#monotonic = 0;
    this.#wall += ms;
  }

  #move(ms: number): void {
    this.#monotonic += ms;
    this.#wall += ms;
  }
}

/** Looks at each control in its own time, with a deadline; one control's failure never stops another's. */
import type { ControlMeaning, ControlPolicy, Observed } from '../../shared/controls/control.ts';
import { judge } from '../../shared/controls/judge.ts';
import type { Backend, Machine } from './controls/control.ts';
import { observe } from './controls/observe.ts';
import { type Asked, carry, type Hands } from './enforcement/carry.ts';
import type { Looked } from './outbox-differences.ts';
import type { Clock } from './system/clock.ts';

/** A control and this system's hands for it, if there are any. */
export interface Watched {
  meaning: ControlMeaning;
  backend: Backend<unknown> | undefined;
}

export interface RoundsOptions {
  watched: readonly Watched[];
  machine: Machine;
  clock: Clock;
  /** What is asked of this control now. */
  asked(meaning: ControlMeaning): Asked;
  /** What changes settings here; without it nothing is ever changed. */
  hands?: Hands | undefined;
  /** `caretaker 0.1.0`. */
  observedBy: string;
  /** Called with each new look; must not throw. */
  onLooked(looked: Looked[]): void;
  onTrouble(control: string, error: unknown): void;
}

/** A guard may ask for looks as often as things happen; more than one in this time is one. */
const soonMs = 1000;

/** All at once, on a slow computer that has just been started, none would be done within its deadline. */
const mostAtOnce = 3;

/** A look at this part of the limit leaves time for a second one before the finding is stale. */
const share = 0.8;

export class Rounds {
  readonly #options: RoundsOptions;
  readonly #cancel = new Map<string, () => void>();
  readonly #soon = new Map<string, () => void>();
  readonly #running = new Map<string, Promise<Looked | undefined>>();
  #looking = 0;
  readonly #waiting: (() => void)[] = [];
  #stopped = true;
  #started = false;
  #ended = new AbortController();

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  /** Looks at everything at once, telling each finding as it comes, and then at each control in its own time. */
  start(): void {
    this.#stopped = false;
    this.#started = true;
    for (const one of this.#options.watched) void this.#again(one);
  }

  stop(): void {
    this.#stopped = true;
    this.#ended.abort();
    this.#ended = new AbortController();
    for (const cancel of [...this.#cancel.values(), ...this.#soon.values()]) cancel();
    this.#cancel.clear();
    this.#soon.clear();
  }

  /** Looks at one control soon, because something happened there. */
  lookSoon(control: string): void {
    const watched = this.#options.watched.find(one => one.meaning.key === control);
    if (watched === undefined || this.#stopped || this.#soon.has(control)) return;
    const cancel = this.#options.clock.after(soonMs, () => {
      this.#soon.delete(control);
      void this.#again(watched, true);
    });
    this.#soon.set(control, cancel);
  }

  /**
   * One whole round, or `only` these controls, told in one report. `afresh`: no look that began before counts, for what is
   * asked has changed.
   */
  async runAll(afresh = false, only?: readonly string[]): Promise<Looked[]> {
    const watched = this.#options.watched.filter(({ meaning }) => only?.includes(meaning.key) ?? true);
    const looked = await Promise.all(watched.map(one => this.#look(one, afresh)));
    const found = looked.filter(one => one !== undefined);
    if (this.#stopped && this.#started) return found;
    if (found.length > 0) this.#options.onLooked(found);
    if (!this.#stopped) for (const one of watched) this.#schedule(one);
    return found;
  }

  #schedule(watched: Watched): void {
    const { clock } = this.#options;
    const { key, freshForMs } = watched.meaning;
    this.#cancel.get(key)?.();
    const wait = freshForMs * share * (0.85 + 0.15 * clock.random());
    this.#cancel.set(
      key,
      clock.after(wait, () => void this.#again(watched)),
    );
  }

  async #again(watched: Watched, afresh = false): Promise<void> {
    const looked = await this.#look(watched, afresh);
    if (this.#stopped) return;
    if (looked !== undefined) this.#options.onLooked([looked]);
    this.#schedule(watched);
  }

  /** A control that is being looked at is not looked at twice at once. */
  #look(watched: Watched, afresh = false): Promise<Looked | undefined> {
    const { key } = watched.meaning;
    const running = this.#running.get(key);
    if (running !== undefined) return afresh ? running.then(() => this.#look(watched)) : running;
    // Of now: what still waits when everything is stopped ends with it.
    const { signal } = this.#ended;
    const look = this.#inTurn(() => this.#lookOnce(watched, signal))
      .catch(error => {
        this.#options.onTrouble(key, error);
        return undefined;
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, look);
    return look;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#looking < mostAtOnce) this.#looking++;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever comes next takes this place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#looking--;
      else next();
    }
  }

  /** Looks, does what is asked, and looks again when that changed something: a finding is what was seen, not what was asked. */
  async #lookOnce(watched: Watched, signal: AbortSignal): Promise<Looked> {
    const { meaning, backend } = watched;
    const { machine, hands, observedBy } = this.#options;
    const asked = this.#options.asked(meaning);
    const first = await this.#observe(watched, asked.policy, signal);
    const carried = await carry({
      ...{ control: meaning.key, backend, asked, machine, hands, signal },
      observed: first,
    });
    const observed =
      carried.changed && !signal.aborted ? await this.#observe(watched, asked.policy, signal) : first;
    const finding = judge(meaning, observed, asked.policy, observedBy, carried);
    return observed.ok ? { finding, observation: observed.value } : { finding };
  }

  async #observe(
    { meaning, backend }: Watched,
    policy: ControlPolicy,
    signal: AbortSignal,
  ): Promise<Observed<unknown>> {
    const { machine } = this.#options;
    if (backend !== undefined) return observe(meaning, backend, machine, { signal, policy });
    const detail = 'This version cannot look at this on this system yet.';
    return { ok: false, reason: 'unsupported', detail, source: 'caretaker', at: machine.now() };
  }
}

/** Looks at each control in its own time, with a deadline; one control's failure never stops another's. */
import type { ControlMeaning, ControlPolicy, Observed } from '../../shared/controls/control.ts';
import { judge } from '../../shared/controls/judge.ts';
import type { Finding } from '../../shared/finding.ts';
import type { Clock } from './console-link/clock.ts';
import type { Backend, Machine } from './controls/control.ts';
import { observe } from './controls/observe.ts';
import type { Looked } from './outbox-differences.ts';

/** A control and this system's hands for it, if there are any. */
export interface Watched {
  meaning: ControlMeaning;
  backend: Backend<unknown> | undefined;
}

export interface RoundsOptions {
  watched: readonly Watched[];
  machine: Machine;
  clock: Clock;
  /** The part of the policy in force for this control, parsed. */
  policyOf(meaning: Watched['meaning']): ControlPolicy;
  /** `caretaker 0.1.0`. */
  observedBy: string;
  /** Called with each new look; must not throw. */
  onLooked(looked: Looked[]): void;
  onTrouble(control: string, error: unknown): void;
}

/** A look at this part of the limit leaves time for a second one before the finding is stale. */
const share = 0.8;

export class Rounds {
  readonly #options: RoundsOptions;
  readonly #cancel = new Map<string, () => void>();
  readonly #running = new Map<string, Promise<Looked | undefined>>();
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
    for (const cancel of this.#cancel.values()) cancel();
    this.#cancel.clear();
  }

  /** One whole round, told in one report. */
  async runAll(): Promise<Looked[]> {
    const looked = await Promise.all(this.#options.watched.map(one => this.#look(one)));
    const found = looked.filter(one => one !== undefined);
    if (this.#stopped && this.#started) return found;
    if (found.length > 0) this.#options.onLooked(found);
    if (!this.#stopped) for (const one of this.#options.watched) this.#schedule(one);
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

  async #again(watched: Watched): Promise<void> {
    const looked = await this.#look(watched);
    if (this.#stopped) return;
    if (looked !== undefined) this.#options.onLooked([looked]);
    this.#schedule(watched);
  }

  /** A control that is being looked at is not looked at twice at once. */
  #look(watched: Watched): Promise<Looked | undefined> {
    const { key } = watched.meaning;
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const look = this.#lookOnce(watched)
      .catch(error => {
        this.#options.onTrouble(key, error);
        return undefined;
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, look);
    return look;
  }

  async #lookOnce(watched: Watched): Promise<Looked> {
    const { meaning } = watched;
    const observed = await this.#observe(watched);
    const finding: Finding = judge(
      meaning,
      observed,
      this.#options.policyOf(meaning),
      this.#options.observedBy,
    );
    return observed.ok ? { finding, observation: observed.value } : { finding };
  }

  async #observe({ meaning, backend }: Watched): Promise<Observed<unknown>> {
    const { machine } = this.#options;
    if (backend !== undefined) return observe(meaning, backend, machine, { signal: this.#ended.signal });
    const detail = 'This version cannot look at this on this system yet.';
    return { ok: false, reason: 'unsupported', detail, source: 'caretaker', at: machine.now() };
  }
}

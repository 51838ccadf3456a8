/** What controls do between rounds: one guard for each that has one, built once and told of every change. */
import type { ControlPolicy } from '../../shared/controls/control.ts';
import type { Order, OrderOutcome } from '../../shared/protocol/order.ts';
import type { Guard, GuardEdges, Notice, Waited } from './controls/control.ts';
import type { Watched } from './rounds.ts';

export class Guards {
  readonly #guards = new Map<string, Guard>();
  readonly #told = new Map<string, string>();
  readonly #onTrouble: (control: string, error: unknown) => void;

  /** A guard that cannot be built leaves its control without one; the others live. */
  constructor(
    watched: readonly Watched[],
    edgesFor: (control: string) => GuardEdges,
    onTrouble: (control: string, error: unknown) => void,
  ) {
    this.#onTrouble = onTrouble;
    for (const { meaning, backend } of watched) {
      if (backend?.guard === undefined) continue;
      try {
        this.#guards.set(meaning.key, backend.guard(edgesFor(meaning.key)));
      } catch (error) {
        onTrouble(meaning.key, error);
      }
    }
  }

  /** Told only when it is not what it was told before. */
  follow(control: string, policy: ControlPolicy): void {
    const guard = this.#guards.get(control);
    const text = JSON.stringify(policy);
    if (guard === undefined || this.#told.get(control) === text) return;
    this.#told.set(control, text);
    try {
      guard.follow(policy);
    } catch (error) {
      this.#onTrouble(control, error);
    }
  }

  /** Guards that go by the calendar look at it again. */
  calendarChanged(): void {
    for (const guard of this.#guards.values()) guard.calendarChanged?.();
  }

  /** Everything that is about to happen here, for whoever sits at the computer. */
  notices(): (Notice & { control: string })[] {
    return [...this.#guards].flatMap(([control, guard]) => {
      const notice = guard.notice?.() ?? null;
      return notice === null ? [] : [{ control, ...notice }];
    });
  }

  /** Somebody at the computer asks for more time. */
  async stillWorking(control: string): Promise<Waited> {
    const answer = await this.#guards.get(control)?.stillWorking?.();
    return answer ?? { ok: false, words: 'Nothing is about to happen.' };
  }

  async obey(control: string, order: Order, said: (detail: string) => void): Promise<OrderOutcome> {
    const guard = this.#guards.get(control);
    if (guard?.obey === undefined)
      return { outcome: 'not_possible', detail: 'This computer cannot do that.' };
    return guard.obey(order, said);
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#guards].map(([control, guard]) =>
        guard.stop().catch(error => this.#onTrouble(control, error)),
      ),
    );
  }
}
